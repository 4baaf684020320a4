"""Frames, readings, themes and reports for tests."""

import datetime
import itertools
from typing import Any

from django.db.models import F
from django.utils import timezone

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement, make_session
from antiphon.insight.columns import column_of, packed
from antiphon.insight.models import (
    Code,
    CodeExample,
    CodeFrame,
    Coding,
    DraftMember,
    DraftTheme,
    FrameChange,
    FrameUse,
    Gathering,
    LearntCoder,
    MachineReading,
    Reading,
    Recommendation,
    Report,
    Routing,
    SessionTheme,
    Stance,
    Suggestion,
    Tally,
    TallyColumn,
    Theme,
    ThemeDraft,
    ThemeProposal,
)
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import Voice
from antiphon.voices.tests.factories import make_group_record, make_voice

_number = itertools.count(1)


def make_frame(*, codes: tuple[str, ...] = ("Waiting", "Parking", "Staff"), **overrides: Any) -> CodeFrame:
    """Return a frame with a few codes."""
    number = next(_number)
    frame = CodeFrame.objects.create(**{"name": f"frame_{number}", "title": f"Frame {number}", **overrides})
    for name in codes:
        make_code(frame=frame, name=name)
    return frame


def make_code(*, frame: CodeFrame | None = None, **overrides: Any) -> Code:
    """Return a code of a frame."""
    fields = {"name": f"Code {next(_number)}", "group": "General", "meaning": "What it means.", **overrides}
    return Code.objects.create(frame=frame or make_frame(codes=()), **fields)


def make_frame_use(*, engagement: Engagement | None = None, frame: CodeFrame | None = None) -> FrameUse:
    """Return an engagement's choice of a frame."""
    return FrameUse.objects.create(engagement=engagement or make_open_engagement(), frame=frame or make_frame())


def make_coded_engagement(**overrides: Any) -> Engagement:
    """Return an open engagement that is read against a frame with the codes Waiting, Parking and Staff."""
    engagement = make_open_engagement(**overrides)
    make_frame_use(engagement=engagement)
    return engagement


def code_of(engagement: Engagement, name: str) -> Code:
    """Return the code of that name in an engagement's frame: that of the shared list, where it is there."""
    frame = FrameUse.objects.get(engagement=engagement).frame
    return Code.objects.filter(frame=frame, name=name).order_by(F("engagement").asc(nulls_first=True))[0]


def make_clean_voice(engagement: Engagement, **overrides: Any) -> Voice:
    """Return a voice that was made safe."""
    return make_voice(engagement=engagement, status=Voice.Status.CLEAN, **overrides)


def make_machine_reading(
    *, voice: Voice | None = None, codes: dict[str, float] | None = None, **overrides: Any
) -> MachineReading:
    """Return what a coder suggested for a voice: code names of its frame with confidences."""
    voice = voice or make_clean_voice(make_coded_engagement())
    fields = {"coder": "quick", "version": "1", "stance": Stance.NEGATIVE, "stance_confidence": 0.9, **overrides}
    reading = MachineReading.objects.create(voice=voice, **fields)
    for name, confidence in (codes or {}).items():
        make_suggestion(reading=reading, code=code_of(voice.engagement, name), confidence=confidence)
    return reading


def make_suggestion(*, reading: MachineReading | None = None, code: Code | None = None, confidence: float = 0.8) -> Suggestion:
    """Return one suggested code."""
    reading = reading or make_machine_reading()
    code = code or code_of(reading.voice.engagement, "Waiting")
    return Suggestion.objects.create(reading=reading, code=code, confidence=confidence)


def make_reading(*, voice: Voice | None = None, codes: tuple[str, ...] = (), **overrides: Any) -> Reading:
    """Return what a person decided about a voice, with codes by their names."""
    voice = voice or make_clean_voice(make_coded_engagement())
    fields = {"stance": Stance.NEGATIVE, "read_by": overrides.pop("read_by", None) or voice.engagement.lead, **overrides}
    reading = Reading.objects.create(voice=voice, **fields)
    for name in codes:
        make_coding(reading=reading, code=code_of(voice.engagement, name))
    return reading


def make_coding(*, reading: Reading | None = None, code: Code | None = None) -> Coding:
    """Return a code that a person gave."""
    reading = reading or make_reading()
    return Coding.objects.create(reading=reading, code=code or code_of(reading.voice.engagement, "Waiting"))


def make_read_voice(engagement: Engagement, *codes: str, stance: str = Stance.NEGATIVE, **overrides: Any) -> Voice:
    """Return a clean voice that the lead has read."""
    voice = make_clean_voice(engagement, **overrides)
    make_reading(voice=voice, codes=codes, stance=stance)
    return voice


def make_theme(*, engagement: Engagement | None = None, codes: tuple[str, ...] = (), **overrides: Any) -> Theme:
    """Return a theme that has gathered nothing yet."""
    engagement = engagement or make_coded_engagement()
    place = Theme.objects.filter(engagement=engagement).count() + 1
    fields = {"name": f"Theme {next(_number)}", "place": place, "written_by": engagement.lead, **overrides}
    theme = Theme.objects.create(engagement=engagement, **fields)
    theme.codes.set([code_of(engagement, name) for name in codes])
    return theme


def make_gathering(*, theme: Theme | None = None, voice: Voice | None = None, **overrides: Any) -> Gathering:
    """Return a voice in a theme. One that is quoted was approved by somebody else, unless the test says otherwise."""
    theme = theme or make_theme()
    voice = voice or make_clean_voice(theme.engagement)
    if overrides.get("quoted") and "quote_approved_by" not in overrides:
        overrides |= {"quote_approved_by": make_user(), "quote_approved_at": timezone.now()}
    return Gathering.objects.create(theme=theme, voice=voice, **overrides)


def make_report(*, engagement: Engagement | None = None, **overrides: Any) -> Report:
    """Return a report that is written and not published; `published=True` publishes it today."""
    engagement = engagement or make_coded_engagement()
    if overrides.pop("published", False):
        overrides["published_on"] = timezone.localdate()
    fields = {"summary": "People wait too long.", "limits": "We heard few young people.", "written_by": engagement.lead,
              **overrides}  # fmt: skip
    report = Report.objects.create(engagement=engagement, **fields)
    report.authors.add(report.written_by)
    return report


def make_session_theme(*, theme: Theme | None = None, **overrides: Any) -> SessionTheme:
    """Return a theme that came up in a session."""
    theme = theme or make_theme()
    fields = {"session": overrides.pop("session", None) or make_session(engagement=theme.engagement), **overrides}
    return SessionTheme.objects.create(theme=theme, **fields)


def make_recommendation(*, engagement: Engagement | None = None, **overrides: Any) -> Recommendation:
    """Return a recommendation that rests on one comment."""
    engagement = engagement or make_open_engagement()
    voices = overrides.pop("voices", None) or [make_clean_voice(engagement)]
    fields = {"text": "Ring back within the hour.", "written_by": engagement.lead, **overrides}
    made = Recommendation.objects.create(engagement=engagement, **fields)
    made.voices.set(voices)
    return made


def make_routing(*, engagement: Engagement | None = None, **overrides: Any) -> Routing:
    """Return a theme that was put to the lead of the engagement itself, due in a week."""
    engagement = engagement or make_open_engagement()
    fields = {"organisation": engagement.owner, "owner": engagement.lead, "ask": "Can peers ring those who wait?",
              "due_on": timezone.localdate() + datetime.timedelta(days=7), "routed_by": engagement.lead, **overrides}  # fmt: skip
    if not fields.get("theme") and not fields.get("voice"):
        fields["theme"] = make_theme(engagement=engagement)
    return Routing.objects.create(engagement=engagement, **fields)


def make_frame_change(*, engagement: Engagement | None = None, **overrides: Any) -> FrameChange:
    """Return one change of the codes of an engagement, which touched none of them."""
    engagement = engagement or make_coded_engagement()
    version = FrameChange.objects.filter(engagement=engagement).count() + 2
    fields = {"version": version, "kind": "add", "words": "Added “Buses”.", "made_by": engagement.lead, **overrides}
    return FrameChange.objects.create(engagement=engagement, **fields)


def make_code_example(*, code: Code | None = None, voice: Voice | None = None, **overrides: Any) -> CodeExample:
    """Return a comment that was chosen to show what a code means."""
    voice = voice or make_clean_voice(make_coded_engagement())
    code = code or code_of(voice.engagement, "Waiting")
    return CodeExample.objects.create(code=code, voice=voice, **{"chosen_by": voice.engagement.lead, **overrides})


def make_learnt_coder(*, engagement: Engagement | None = None, **overrides: Any) -> LearntCoder:
    """Return the record of a coder that an engagement has learnt; it has no content, so it suggests nothing."""
    engagement = engagement or make_coded_engagement()
    number = LearntCoder.objects.filter(engagement=engagement).count() + 1
    fields = {"number": number, "frame_version": 1, "kind": "quick", "name": f"learnt-{number}", "decisions": 20, "stamp": "",
              **overrides}  # fmt: skip
    return LearntCoder.objects.create(engagement=engagement, **fields)


def make_tally(*, engagement: Engagement | None = None, **overrides: Any) -> Tally:
    """Return a tally with nothing in it, up to the first response."""
    return Tally.objects.create(engagement=engagement or make_open_engagement(), **{"upto": 0, "stamp": "", **overrides})


def make_tally_column(*, tally: Tally | None = None, **overrides: Any) -> TallyColumn:
    """Return a column of a tally: how one person took part."""
    fields = {"name": "channel", "content": packed(column_of(["web"])), **overrides}
    return TallyColumn.objects.create(tally=tally or make_tally(), **fields)


def make_theme_proposal(*, theme: Theme | None = None, **overrides: Any) -> ThemeProposal:
    """Return other words for a theme, proposed by a group whose words are in it."""
    theme = theme or make_theme()
    if "record" not in overrides:
        voice = make_clean_voice(theme.engagement)
        type(voice.response).objects.filter(pk=voice.response_id).update(speaks_as="group", speaks_for=40)
        overrides["record"] = make_group_record(response=voice.response)
        make_gathering(theme=theme, voice=voice)
    fields = {"name": f"{theme.name}, as we say it", "was_name": theme.name, "was_description": theme.description, **overrides}
    return ThemeProposal.objects.create(theme=theme, **fields)


def make_theme_draft(*, engagement: Engagement | None = None, **overrides: Any) -> ThemeDraft:
    """Return a draft of themes with no group in it."""
    engagement = engagement or make_open_engagement()
    fields = {"status": "made", "asked_by": engagement.lead, "comments": 12, "steady": 0.7, **overrides}
    return ThemeDraft.objects.create(engagement=engagement, **fields)


def make_draft_theme(*, draft: ThemeDraft | None = None, **overrides: Any) -> DraftTheme:
    """Return a group of a draft, without comments."""
    fields = {"place": next(_number), "words": ["parking", "ticket", "space"], "steady": 0.7, **overrides}
    return DraftTheme.objects.create(draft=draft or make_theme_draft(), **fields)


def make_draft_member(*, theme: DraftTheme | None = None, voice: Voice | None = None, **overrides: Any) -> DraftMember:
    """Return a comment in a group of a draft."""
    theme = theme or make_draft_theme()
    voice = voice or make_clean_voice(theme.draft.engagement)
    return DraftMember.objects.create(theme=theme, voice=voice, **{"nearness": 0.5, "typical": True, **overrides})
