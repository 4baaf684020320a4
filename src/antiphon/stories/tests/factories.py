"""Case studies and stories for tests."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from antiphon.core import receipts
from antiphon.core.actors import Machine
from antiphon.core.sealing import key_for
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people import actions as people
from antiphon.stories.models import CasePartner, CaseStudy, Consent, Story, StoryUse

_number = itertools.count(1)


def _whose(fields: dict[str, Any]) -> None:
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "written_by" not in fields:
        fields["written_by"] = make_user(role="communications_officer", organisation=fields["organisation"])


def make_case_study(*, partners: int = 1, public: bool = False, **overrides: Any) -> CaseStudy:
    """Return a case study that is whole."""
    fields = {
        "title": f"One number to ring {next(_number)}", "summary": "Five lines became one.", "place": "Millbeck",
        "challenge": "People rang five numbers.", "actions": "We made one line.\n- Staff moved in\n- Hours grew",
        "impacts": "Calls were answered in 2 minutes.", "lessons": "Ask the callers first.",
        "next_steps": "Open on Sundays from May.", "evidence": "The log of calls, 1 month before and after.",
        "review_on": timezone.localdate() + datetime.timedelta(days=200), **overrides,
    }  # fmt: skip
    _whose(fields)
    if public:
        fields.setdefault("published_at", timezone.now())
    case = CaseStudy.objects.create(**fields)
    case.writers.add(case.written_by)
    for _ in range(partners):
        make_case_partner(case=case)
    return case


def make_case_partner(*, case: CaseStudy | None = None, **overrides: Any) -> CasePartner:
    """Return a partner whose work a case study shows."""
    if "organisation" not in overrides:
        overrides["organisation"] = make_organisation()
    return CasePartner.objects.create(case=case or make_case_study(partners=0), **overrides)


def make_story(*, public: bool = False, **overrides: Any) -> Story:
    """Return a made-up story; `kind="real"` and `public` bring the consent that it stands on."""
    fields = {"kind": "made_up", "title": f"Asha’s hip {next(_number)}", "named": "Asha Vale, 71", "place": "Millbeck",
              "told": "Asha rang one number, and one nurse knew her.", **overrides}  # fmt: skip
    _whose(fields)
    story = Story.objects.create(**fields)
    story.writers.add(story.written_by)
    if public:
        if story.kind == "real":
            story.open_until = make_consent(story=story).expires_on
        story.published_at = timezone.now()
        story.save()
    return story


def make_consent(*, story: Story | None = None, code: str = "", **overrides: Any) -> Consent:
    """Return a consent that stands; `code` is the person's own."""
    story = story or make_story(kind="real")
    today = timezone.localdate()
    fields = {
        "given_by": "self", "how": "form", "kept_where": "Cabinet 4", "scope": ["website", "bulletin"], "given_on": today,
        "expires_on": today + datetime.timedelta(days=365), "holder": story.written_by,
        "code_key": key_for("story code", code or receipts.new()), **overrides,
    }  # fmt: skip
    if "person" not in fields:
        fields["person"] = people.remember(name="Mary Smith", email="mary@example.org", wants_reply=True, by=Machine("test"))
    return Consent.objects.create(story=story, **fields)


def make_story_use(*, story: Story | None = None, **overrides: Any) -> StoryUse:
    """Return a place where a story was used."""
    story = story or make_story()
    fields = {"scope": "print", "place": "Spring leaflet", "used_on": timezone.localdate(), "recorded_by": story.written_by,
              **overrides}  # fmt: skip
    return StoryUse.objects.create(story=story, **fields)
