"""Engagements for tests. `make_engagement()` is a draft that misses nothing; `make_open_engagement()` is published."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.engagement.models import (
    ChannelEntry,
    DutyTest,
    Engagement,
    Extension,
    GoOn,
    Ground,
    InclusionCheck,
    Partner,
    Question,
    Revision,
    Session,
    Twin,
    TwinQuestion,
)
from antiphon.network.models import Organisation
from antiphon.network.tests.factories import make_organisation, make_user

_number = itertools.count(1)


def make_engagement(*, question: bool = True, **overrides: Any) -> Engagement:
    """Return a draft engagement with one question, ready to be published; its dates stand around today."""
    today = timezone.localdate()
    number = next(_number)
    owner = overrides.pop("owner", None) or make_organisation()
    lead = overrides.pop("lead", None) or make_user(role="engagement_lead", organisation=owner, name=f"Lead {number}")
    fields = {
        "title": f"Clinic times {number}",
        "slug": f"clinic-times-{number}",
        "summary": "When should the clinic open?",
        "purpose": "We plan to change when the clinic opens. We want to hear what times work for you.",
        "can_change": "The days and hours.",
        "cannot_change": "The building stays where it is, because the lease runs until 2031.",
        "decides": "The board of the trust",
        "decides_on": today + datetime.timedelta(days=60),
        "opens_on": today - datetime.timedelta(days=10),
        "closes_on": today + datetime.timedelta(days=20),
        "other_ways": "Ask for a paper form on 01632 960 001, or come to the library on a Tuesday.",
        "written_by": lead,
        **overrides,
    }
    engagement = Engagement.objects.create(owner=owner, lead=lead, **fields)
    if question:
        make_question(engagement=engagement)
    return engagement


def make_open_engagement(**overrides: Any) -> Engagement:
    """Return a published engagement that is open today."""
    return make_engagement(**{"published_at": timezone.now() - datetime.timedelta(days=12), **overrides})


def make_closing_engagement(**overrides: Any) -> Engagement:
    """Return a published engagement whose last day has passed: what was said is being considered."""
    today = timezone.localdate()
    dates = {"opens_on": today - datetime.timedelta(days=50), "closes_on": today - datetime.timedelta(days=8)}
    return make_open_engagement(**{**dates, **overrides})


def make_question(*, engagement: Engagement | None = None, **overrides: Any) -> Question:
    """Return a question of an engagement."""
    engagement = engagement or make_engagement(question=False)
    place = overrides.pop("place", None) or engagement.questions.count() + 1
    return Question.objects.create(
        engagement=engagement, place=place, **{"text": f"What works for you? ({place})", **overrides}
    )


def make_partner(*, engagement: Engagement | None = None, **overrides: Any) -> Partner:
    """Return a partner that contributes to an engagement."""
    organisation = overrides.pop("organisation", None) or make_organisation()
    return Partner.objects.create(engagement=engagement or make_engagement(), organisation=organisation, **overrides)


def make_duty_test(*, engagement: Engagement | None = None, **overrides: Any) -> DutyTest:
    """Return a duty test that finds that the duty applies."""
    engagement = engagement or make_engagement()
    fields = {"section": "14Z45", "limbs": ["proposals"], "changes_manner": True, "how_involved": "Workshops and a form.",
              "tested_by": engagement.lead, **overrides}  # fmt: skip
    return DutyTest.objects.create(engagement=engagement, **fields)


def make_extension(*, engagement: Engagement | None = None, **overrides: Any) -> Extension:
    """Return a time when people were given a week more."""
    engagement = engagement or make_open_engagement()
    assert engagement.closes_on
    fields = {"from_day": engagement.closes_on - datetime.timedelta(days=7), "to_day": engagement.closes_on,
              "reason": "The letters went out late.", "extended_by": engagement.lead, **overrides}  # fmt: skip
    return Extension.objects.create(engagement=engagement, **fields)


OPTIONS = [{"key": "bus", "text": "By bus"}, {"key": "car", "text": "By car"},
           {"key": "other", "text": "Another way", "words": True}]  # fmt: skip


def make_choice(*, engagement: Engagement | None = None, **overrides: Any) -> Question:
    """Return a question with three answers to choose one from; the last has a box for words."""
    fields = {"text": "How do you get here?", "kind": "one", "options": OPTIONS, **overrides}
    return make_question(engagement=engagement, **fields)


def make_twin(*, engagement: Engagement | None = None, **overrides: Any) -> Twin:
    """Return an easy-read twin without the words of its questions."""
    engagement = engagement or make_engagement()
    fields = {"format": "easy_read", "title": "When the clinic opens", "made_by": "Plain Words Ashmere",
              "written_by": engagement.lead, **overrides}  # fmt: skip
    return Twin.objects.create(engagement=engagement, **fields)


def make_twin_question(*, twin: Twin | None = None, **overrides: Any) -> TwinQuestion:
    """Return the words of the first question of the engagement in a twin."""
    twin = twin or make_twin()
    question = overrides.pop("question", None) or twin.engagement.questions.first()
    return TwinQuestion.objects.create(twin=twin, series=question.series, **{"text": "What is a good time?", **overrides})


def make_session(*, engagement: Engagement | None = None, **overrides: Any) -> Session:
    """Return a workshop that was held a week ago."""
    engagement = engagement or make_open_engagement()
    fields = {"title": "Workshop at the library", "held_on": timezone.localdate() - datetime.timedelta(days=7), "people": 14,
              "written_by": engagement.lead, **overrides}  # fmt: skip
    return Session.objects.create(engagement=engagement, **fields)


def make_channel_entry(*, organisation: Organisation | None = None, **overrides: Any) -> ChannelEntry:
    """Return the entry of a messaging app in a register: assessed, waiting for a second person."""
    organisation = organisation or make_organisation()
    today = timezone.localdate()
    fields = {"channel": f"app-{next(_number)}", "name": "Messaging app", "risks": "The maker of the app sees who writes to us.",
              "guards": "We take the words over each day and delete them there.", "dpia": "https://example.org/dpia",
              "dpia_on": today, "review_on": today + datetime.timedelta(days=365), **overrides}  # fmt: skip
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="administrator", organisation=organisation)
    return ChannelEntry.objects.create(organisation=organisation, **fields)


def switch_on(organisation: Organisation, *channels: str) -> None:
    """Put channels into the register of an organisation: assessed by one person, approved and switched on by another."""
    now, approver = timezone.now(), make_user(role="administrator", organisation=organisation)
    for channel in channels:
        make_channel_entry(organisation=organisation, channel=channel, name=channel, approved_at=now, approved_by=approver,
                           enabled_at=now, enabled_by=approver)  # fmt: skip


def make_ground(*, engagement: Engagement | None = None, **overrides: Any) -> Ground:
    """Return areas that somebody set by hand."""
    engagement = engagement or make_engagement()
    return Ground.objects.create(engagement=engagement, **{"codes": ["VALE"], "set_by": engagement.lead, **overrides})


def make_go_on(*, engagement: Engagement | None = None, **overrides: Any) -> GoOn:
    """Return a reason to ask people who were asked often."""
    engagement = engagement or make_engagement()
    fields = {"pairs": [["carers", ""]], "others": ["Another ask"], "reason": "The law says that we must ask them now.",
              "said_by": engagement.lead, **overrides}  # fmt: skip
    return GoOn.objects.create(engagement=engagement, **fields)


def make_revision(*, question: Question | None = None, **overrides: Any) -> Revision:
    """Return new words for a question of an open engagement, which wait for a second person."""
    question = question or make_open_engagement().questions.get()
    fields = {"text": "Which times and days work for you?", "reason": "People asked whether days count too.",
              "written_by": question.engagement.lead, **overrides}  # fmt: skip
    return Revision.objects.create(question=question, **fields)


def make_inclusion_check(*, engagement: Engagement | None = None, **overrides: Any) -> InclusionCheck:
    """Return a check of a form that people can also answer on paper and by telephone."""
    engagement = engagement or make_engagement()
    fields = {"paper": True, "by_telephone": True, "minutes": 5, "checked_by": engagement.lead, **overrides}
    return InclusionCheck.objects.create(engagement=engagement, **fields)
