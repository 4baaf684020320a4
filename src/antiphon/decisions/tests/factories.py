"""Decisions for tests. `make_decided_engagement()` is the whole chain: asked, heard, understood, decided, answered."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.decisions.models import (
    Answer,
    Consideration,
    Decision,
    EqualityAnalysis,
    FollowUp,
    Handling,
    Impact,
    Mitigation,
    Option,
    Revision,
    Telling,
    WordingTest,
)
from antiphon.decisions.rules import NO_DISSENT
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_closing_engagement, make_open_engagement
from antiphon.insight.models import Gathering, Report, Stance, Theme
from antiphon.insight.rules import earliest_board_day
from antiphon.network.models import User
from antiphon.network.tests.factories import make_membership, make_user
from antiphon.people.tests.factories import make_person
from antiphon.voices.models import Response
from antiphon.voices.tests.factories import make_response, make_voice

_number = itertools.count(1)


def days(count: int) -> datetime.date:
    """Return the day that is so many days from today; minus is the past."""
    return timezone.localdate() + datetime.timedelta(days=count)


def make_colleague(engagement: Engagement, *, role: str, name: str) -> User:
    """Return somebody with a role in the organisation that owns the engagement."""
    return make_user(role=role, organisation=engagement.owner, name=name)


def make_heard_engagement(*, themes: int = 3, reported: bool = True, **overrides: Any) -> Engagement:
    """Return an engagement whose last day has passed, with themes of one clean voice each and a public report."""
    engagement = make_closing_engagement(**{"opens_on": days(-110), "closes_on": days(-60), "decides_on": days(-15), **overrides})
    for place in range(1, themes + 1):
        make_theme_with_voice(engagement=engagement, place=place)
    if reported:
        Report.objects.create(
            engagement=engagement, summary="People want evening times.", limits="Few people from the villages took part.",
            written_by=engagement.lead, published_on=days(-50),
        )  # fmt: skip
    return engagement


NAMES = ["Evening times", "Getting there", "Letters that make sense", "Kind staff", "Parking", "No phone", "Waiting",
         "Being listened to", "Telling it twice"]  # fmt: skip


def make_theme_with_voice(*, engagement: Engagement, place: int = 1, **overrides: Any) -> Theme:
    """Return a theme that gathers one clean voice."""
    name = overrides.pop("name", NAMES[(place - 1) % len(NAMES)] + ("" if place <= len(NAMES) else f" {place}"))
    theme = Theme.objects.create(
        engagement=engagement, place=place, name=name, written_by=engagement.lead,
        **{"description": f"What people said about: {name.lower()}.", **overrides},
    )  # fmt: skip
    voice = make_voice(engagement=engagement, status="clean", words=f"I would like to say something about {name.lower()}.")
    Gathering.objects.create(theme=theme, voice=voice, stance=Stance.MIXED)
    return theme


def make_contributor(*, engagement: Engagement, theme: Theme | None = None, name: str = "", email: str = "") -> Any:
    """Return the response of somebody who asked for a reply; their one voice is clean, and in the theme if there is one."""
    number = next(_number)
    token = make_person(name or f"Ada Example {number}", email or f"ada.{number}@example.org")
    voice = make_voice(engagement=engagement, status="clean", person=token)
    if theme is not None:
        Gathering.objects.create(theme=theme, voice=voice, stance=Stance.NEGATIVE)
    return voice.response


def make_decision(*, engagement: Engagement | None = None, **overrides: Any) -> Decision:
    """Return a draft of a decision with two options that misses nothing before it is tabled."""
    engagement = engagement or make_heard_engagement()
    options = overrides.pop("options", 2)
    fields = {
        "title": "Clinic times at Vale",
        "question": "Should the clinic open in the evening?",
        "insight": "Most people who wrote to us want evening times. A few cannot get there after six.",
        "decides": "The board of the trust",
        "written_by": engagement.lead,
        **overrides,
    }
    decision = Decision.objects.create(engagement=engagement, **fields)
    decision.writers.add(fields["written_by"])
    for place in range(1, options + 1):
        make_option(decision=decision, place=place)
    return decision


def make_tabled_decision(*, engagement: Engagement | None = None, **overrides: Any) -> Decision:
    """Return a decision that is with those who decide."""
    engagement = engagement or make_heard_engagement()
    fields = {"status": "tabled", "tabled_at": timezone.now(), "meets_on": earliest_board_day(days(-50)), **overrides}
    return make_decision(engagement=engagement, **fields)


def make_decided_decision(*, engagement: Engagement | None = None, complete: bool = True, **overrides: Any) -> Decision:
    """Return a decision that was made and recorded; when complete, it misses nothing before it is public."""
    engagement = engagement or make_heard_engagement()
    chair = overrides.pop("recorded_by", None) or make_colleague(engagement, role="decision_maker", name="Chair Alan")
    fields = {
        "status": "decided", "tabled_at": timezone.now(), "meets_on": earliest_board_day(days(-50)),
        "decided_on": earliest_board_day(days(-50)), "outcome": "Open until 8pm on two evenings.",
        "reasons": "Most people asked for it, and it costs little.", "conditions": "Check the buses first.",
        "votes_for": 9, "votes_against": 0, "abstained": 1, "dissent": NO_DISSENT, "review_on": days(180),
        "recorded_by": chair, **overrides,
    }  # fmt: skip
    decision = make_decision(engagement=engagement, **fields)
    decision.options.filter(place=2).update(chosen=True)
    if complete:
        for theme in Theme.objects.standing().filter(engagement=engagement):
            make_consideration(decision=decision, theme=theme)
        make_mitigation(impact=make_impact(analysis=make_equality_analysis(decision=decision)))
    return decision


def make_decided_engagement(
    *, themes: int = 3, published: bool = True, answered: bool = True, closed: bool = False, contributors: int = 0,
    **overrides: Any,
) -> Engagement:  # fmt: skip
    """Return an engagement with the whole chain behind it: voices, themes, a public report, a public decision, and a
    public answer to each theme. `contributors` people asked to be told; their words are in the first theme.
    """
    engagement = make_heard_engagement(themes=themes, **overrides)
    decision = make_decided_decision(engagement=engagement)
    if published:
        decision.status, decision.published_at = "published", timezone.now()
        decision.save()
    standing = list(Theme.objects.standing().filter(engagement=engagement))
    if answered:
        for place, theme in enumerate(standing):
            make_answer(theme=theme, kind=["did", "will", "cannot"][place % 3], published_at=timezone.now())
    for _ in range(contributors):
        make_contributor(engagement=engagement, theme=standing[0] if standing else None)
    if closed:
        engagement.closed_at = timezone.now()
        engagement.save()
    return engagement


def make_option(*, decision: Decision | None = None, **overrides: Any) -> Option:
    """Return one thing that could be done."""
    place = overrides.pop("place", 1)
    names = {1: "Stay as we are", 2: "Two evenings", 3: "Every evening"}
    fields = {
        "name": names.get(place, f"Option {place}"), "public_words": "The clinic would open until 8pm on two evenings.",
        "benefits": "People who work can come.", "risks": "The last bus leaves at seven.", "cost": "About £40,000 a year",
        "affected": "People who work, and staff.", "evidence": "Theme 1 of the report.", **overrides,
    }  # fmt: skip
    return Option.objects.create(decision=decision or make_decision(options=0), place=place, **fields)


def make_wording_test(*, decision: Decision | None = None, **overrides: Any) -> WordingTest:
    """Return a test of the public words on five people."""
    fields = {"tested_on": days(-70), "people": 5, "who": "Five panel members",
              "found": "They asked whether they could still walk in. Now it says so.", **overrides}  # fmt: skip
    return WordingTest.objects.create(decision=decision or make_decision(), **fields)


def make_consideration(*, decision: Decision | None = None, theme: Theme | None = None, **overrides: Any) -> Consideration:
    """Return what a theme weighed."""
    decision = decision or make_decision()
    theme = theme or make_theme_with_voice(engagement=decision.engagement, place=9)
    fields = {"weighed_for": "Many people asked for it.", "weighed_against": "It needs more staff.", "taken": "partly",
              "why_not": "There is no money for weekends this year.", **overrides}  # fmt: skip
    return Consideration.objects.create(decision=decision, theme=theme, **fields)


def make_equality_analysis(*, decision: Decision | None = None, **overrides: Any) -> EqualityAnalysis:
    """Return an equality analysis, without its impacts."""
    decision = decision or make_decision()
    fields = {"summary": "Evening times help people who work. People who rely on the bus could miss out.",
              "written_by": decision.written_by, **overrides}  # fmt: skip
    return EqualityAnalysis.objects.create(decision=decision, **fields)


def make_impact(*, analysis: EqualityAnalysis | None = None, **overrides: Any) -> Impact:
    """Return what the decision means for one group."""
    fields = {"group": "People without a car", "effect": "They cannot get home after seven.",
              "evidence": "Theme 2 of the report.", **overrides}  # fmt: skip
    return Impact.objects.create(analysis=analysis or make_equality_analysis(), **fields)


def make_mitigation(*, impact: Impact | None = None, **overrides: Any) -> Mitigation:
    """Return what will be done about an impact, with its owner and its day."""
    impact = impact or make_impact()
    fields = {"what": "Ask the bus company for a later bus.", "owner": impact.analysis.decision.engagement.lead,
              "due_on": days(60), **overrides}  # fmt: skip
    return Mitigation.objects.create(impact=impact, **fields)


def make_answer(*, theme: Theme | None = None, **overrides: Any) -> Answer:
    """Return the answer to a theme: not public unless told otherwise."""
    theme = theme or make_theme_with_voice(engagement=make_heard_engagement(themes=0))
    kind = overrides.pop("kind", "did")
    more = {"did": {}, "will": {"by_when": days(90)}, "cannot": {"why": "There is no money for it this year."}}[kind]
    words = {"did": "We opened on two evenings.", "will": "We will ask for a later bus.", "cannot": "We cannot open at weekends."}
    fields = {"words": words[kind], "written_by": theme.engagement.lead, **more, **overrides}
    answer = Answer.objects.create(theme=theme, kind=kind, **fields)
    answer.writers.add(fields["written_by"])
    return answer


def make_follow_up(*, answer: Answer | None = None, **overrides: Any) -> FollowUp:
    """Return what became of a promise: it is done, and the public has read it unless told otherwise."""
    answer = answer or make_answer(kind="will", published_at=timezone.now())
    fields = {"kind": "done", "words": "The later bus runs since May.", "written_by": answer.written_by,
              "published_at": timezone.now(), **overrides}  # fmt: skip
    found = FollowUp.objects.create(answer=answer, **fields)
    found.writers.add(fields["written_by"])
    return found


def make_telling(*, engagement: Engagement | None = None, **overrides: Any) -> Telling:
    """Return that those who spoke are being told."""
    engagement = engagement or make_decided_engagement()
    return Telling.objects.create(engagement=engagement, **{"asked_by": engagement.lead, "to_tell": 0, **overrides})


def also_in(organisation: Any, user: User, *, role: str) -> User:
    """Give somebody one more role, and return them."""
    make_membership(user=user, organisation=organisation, role=role)
    user.__dict__.pop("_roles_held", None)
    return user


def make_revision(*, engagement: Engagement | None = None, **overrides: Any) -> Revision:
    """Return an answer to comments on something published, which is not public yet."""
    engagement = engagement or make_open_engagement(kind="standing", closes_on=None, decides_on=None)
    fields = {"kind": "changed", "said": "The page is hard to read.", "words": "We made the letters larger.",
              "written_by": engagement.lead, **overrides}  # fmt: skip
    revision: Revision = Revision.objects.create(engagement=engagement, **fields)
    revision.writers.add(revision.written_by)
    return revision


def make_handling(*, response: Response | None = None, **overrides: Any) -> Handling:
    """Return a comment that somebody has read."""
    response = response or make_response()
    fields = {"read_by": response.engagement.lead, **overrides}
    return Handling.objects.create(engagement=response.engagement, response=response, **fields)
