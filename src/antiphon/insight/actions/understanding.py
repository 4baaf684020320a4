"""Everything that changes what voices mean: frames and codes, suggestions, readings, themes, the report."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Literal

from django.db.models import Max
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.insight import queries, rules
from antiphon.insight.actions.learning import LEARN
from antiphon.insight.actions.quoting import GONE
from antiphon.insight.codebook import Book, book_of
from antiphon.insight.coders import base
from antiphon.insight.frames import load_frame
from antiphon.insight.models import (
    Code,
    CodeFrame,
    Coding,
    FrameUse,
    Gathering,
    MachineReading,
    Reading,
    Report,
    Stance,
    Suggestion,
    Theme,
)
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff.actions import sign
from antiphon.voices.models import Voice

LEARN_AFTER = 15.0  # seconds in which decisions gather before a coder learns from them

# --- Frames and codes --------------------------------------------------------------------------------


@action
def load_frames(*, by: Actor) -> list[CodeFrame]:
    """Bring the frames that ship with Antiphon into the tables. A code that a frame no longer has is retired."""
    return [_load_frame(name, by=by) for name in rules.SHIPPED_FRAMES]


@action
def use_frame(engagement: Engagement, *, frame: "CodeFrame | str", by: User) -> FrameUse:
    """Choose the frame that an engagement is read against. It stays once somebody has read a voice."""
    require(by, Permission.THEME_EDIT, on=engagement)
    _must_be_working(engagement)
    if isinstance(frame, str):
        found = CodeFrame.objects.filter(name=frame).first()
        if found is None and frame not in rules.SHIPPED_FRAMES:
            raise Refused("Choose a list of codes from those that are here.")
        frame = found or _load_frame(frame, by=by)
    use = FrameUse.objects.select_for_update().filter(engagement=engagement).first()
    if use is None:
        use = FrameUse.objects.create(engagement=engagement, frame=frame)
    elif use.frame_id != frame.pk:
        if Reading.objects.filter(voice__engagement=engagement).exists():
            raise Refused("Voices have been read with the codes in use, so they cannot be changed for others.")
        MachineReading.objects.filter(voice__engagement=engagement).delete()
        use.frame = frame
        use.save(update_fields=["frame"])
    trail.leave("use_frame", engagement, by=by, frame=frame.pk)
    return use


# --- Suggestions and readings ------------------------------------------------------------------------


@action
def suggest_codes(
    engagement: Engagement, *, readings: Mapping[int, base.Reading], coder: str, version: str, by: Actor,
    names: Mapping[str, int] | None = None, teaches: Mapping[int, float] | None = None, renew: bool = False,
) -> int:
    """Keep what a coder suggested, by voice id. A voice that has a suggestion, or is not clean, is left alone.

    With `renew`, what was suggested before is replaced, for voices that nobody has read: a decision keeps the suggestion
    that it was made on. `names`: the ids of the codes by the coder's names for them, where it is not the shared list's.
    """
    use = queries.frame_use(engagement)
    if use is None:
        return 0
    voices = list(
        Voice.objects.select_for_update(skip_locked=True).clean_only().filter(engagement=engagement, pk__in=readings)
    )
    if renew:
        read = set(Reading.objects.filter(voice__in=voices).values_list("voice", flat=True))
        voices = [voice for voice in voices if voice.pk not in read]
        MachineReading.objects.filter(voice__in=voices).delete()
    done = set(MachineReading.objects.filter(voice__in=voices).values_list("voice", flat=True))
    new = [voice for voice in voices if voice.pk not in done]
    book, codes = book_of(engagement), names or {}
    if names is None:
        named = {code.name: code.pk for code in book.codes.values() if code.engagement_id is None}
        codes = {**named, **{code.name: code.pk for code in queries.codes_of(engagement) if code.name not in named}}
    kept = MachineReading.objects.bulk_create(
        MachineReading(
            voice=voice, coder=coder, version=version, stance=readings[voice.pk].stance,
            stance_confidence=readings[voice.pk].stance_confidence, sure=readings[voice.pk].sure,
            teaches=(teaches or {}).get(voice.pk, 0.0),
        )
        for voice in new
    )
    Suggestion.objects.bulk_create(
        Suggestion(reading=reading, code_id=code, confidence=confidence)
        for reading in kept
        for code, confidence in _standing(book, codes, readings[reading.voice_id]).items()
    )
    if kept:
        trail.leave("suggest_codes", engagement, by=by, voices=len(kept), coder=coder, version=version)
    return len(kept)


@action
def confirm(voice: Voice, *, codes: Iterable[Code], stance: str, by: User, settle: bool = False) -> Reading:
    """Keep what a person decided about a voice: its codes and its stance. A change of mind is a new reading.

    The first reader's reading counts for themes. With `settle`, a later one counts in its place.
    """
    require(by, Permission.CODE_CONFIRM, on=voice.engagement)
    voice = Voice.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=voice.pk)
    _must_be_working(voice.engagement)
    _must_be_clean(voice)
    if stance not in Stance.values:
        raise Refused("Choose how the person feels about it.")
    chosen = {code.pk for code in codes}
    current = {reading.read_by_id: reading for reading in queries.readings_of(voice)}
    already = {code.pk for reading in current.values() for code in reading.codes.all()}
    book = book_of(voice.engagement_id)
    known = set(queries.codes_of(voice.engagement).values_list("pk", flat=True))
    if not chosen <= known | already:
        raise Refused("One of these codes is no longer used here. Choose from the codes on the page.")
    mine = current.pop(by.pk, None)
    if mine and mine.stance == stance and {code.pk for code in mine.codes.all()} == chosen and (mine.settles or not settle):
        return mine
    counted = [reading for reading in current.values() if reading.settles]
    if mine:
        mine.superseded_at = timezone.now()
        mine.save(update_fields=["superseded_at"])
    if settle and counted:
        Reading.objects.filter(pk__in=[reading.pk for reading in counted]).update(settles=False)
    reading = Reading.objects.create(voice=voice, read_by=by, stance=stance, settles=settle or not counted)
    Coding.objects.bulk_create(Coding(reading=reading, code_id=code) for code in sorted(chosen))
    names = [book.codes[code].name for code in sorted(chosen) if code in book.codes]  # as they are called today
    trail.leave("confirm", voice, by=by, reading=reading.pk, codes=sorted(chosen), names=names, settles=reading.settles)
    nudge(LEARN, after=LEARN_AFTER)
    return reading


@action
def confirm_sure(engagement: Engagement, *, at_least: float = rules.SURE_FROM, by: User) -> int:
    """Confirm in one go what the coder is sure of, in voices that nobody has read. Returns how many."""
    require(by, Permission.CODE_CONFIRM, on=engagement)
    _must_be_working(engagement)
    if not 0.5 <= at_least <= 1:
        raise Refused("Choose how sure the coder must be: from 50% to 100%.")
    wanted = queries.sure_and_unread(engagement, at_least=at_least)
    list(Voice.objects.select_for_update().filter(pk__in=list(wanted.values_list("voice", flat=True))))
    asked = wanted.all().prefetch_related("suggestions")  # again, now that nobody else can read them
    book = book_of(engagement)
    codes = {one.pk: {book.standing(said.code_id) for said in one.suggestions.all()} for one in asked}
    sure = [one for one in asked if None not in codes[one.pk]]  # a code may have been split since it was suggested
    made = Reading.objects.bulk_create(
        Reading(voice_id=machine.voice_id, read_by=by, stance=machine.stance, in_bulk=True) for machine in sure
    )
    Coding.objects.bulk_create(
        Coding(reading=reading, code=code)
        for reading, machine in zip(made, sure, strict=True)
        for code in codes[machine.pk]
    )
    trail.leave("confirm_sure", engagement, by=by, voices=len(made), at_least=at_least)
    return len(made)


# --- Themes ------------------------------------------------------------------------------------------


@action
def write_theme(
    engagement: Engagement, *, name: str, description: str = "", codes: Iterable[Code] = (), by: User,
    minority: bool = False, strength: str = "",
) -> Theme:
    """Write a theme and gather its voices. It comes last in the order."""
    require(by, Permission.THEME_EDIT, on=engagement)
    _must_be_working(engagement)
    chosen = list(codes)
    last = Theme.objects.filter(engagement=engagement).aggregate(last=Max("place"))["last"] or 0
    theme = Theme.objects.create(
        engagement=engagement, name=_free_name(engagement, name), description=description.strip(), minority=minority,
        strength=strength.strip(), place=last + 1, written_by=by,
    )
    theme.codes.set(_known(engagement, chosen))
    trail.leave("write_theme", theme, by=by, codes=[code.pk for code in chosen])
    gather(theme, by=by)
    return theme


@action
def change_theme(
    theme: Theme, *, by: User, name: str, description: str, codes: Iterable[Code], minority: bool, strength: str
) -> Theme:
    """Change a theme's words and codes, and gather its voices again."""
    _may_edit(theme, by=by)
    theme.name = _free_name(theme.engagement, name, but=theme)
    theme.description, theme.minority, theme.strength = description.strip(), minority, strength.strip()
    theme.save(update_fields=["name", "description", "minority", "strength"])
    chosen = list(codes)
    theme.codes.set(_known(theme.engagement, chosen, kept=theme))
    trail.leave("change_theme", theme, by=by, codes=[code.pk for code in chosen], minority=minority)
    gather(theme, by=by)
    return theme


@action
def gather(theme: Theme, *, by: User) -> int:
    """Bring in the voices whose settled reading has any of the theme's codes; return how many the theme now has.

    Voices that were added by hand stay. A quoted voice that no longer belongs stays too, marked with when it left, until
    somebody takes the quote off. Doing it twice changes nothing.
    """
    _may_edit(theme, by=by)
    wanted = queries.voices_by_code(theme)
    held = {row.voice_id: row for row in Gathering.objects.select_for_update().filter(theme=theme)}
    brought = {row.voice_id: row for row in queries.brought_by_merging(theme) if row.voice_id not in held}
    new = [
        Gathering(
            theme=theme, voice_id=voice, stance=brought[voice].stance if voice in brought else wanted[voice],
            by_hand=voice in brought and brought[voice].by_hand, quoted=voice in brought and brought[voice].quoted,
            quoted_by_id=brought[voice].quoted_by_id if voice in brought else None,
            quote_approved_at=brought[voice].quote_approved_at if voice in brought else None,
            quote_approved_by_id=brought[voice].quote_approved_by_id if voice in brought else None,
            came_from_id=brought[voice].theme_id if voice in brought else None,
        )
        for voice in sorted({*wanted, *brought} - set(held))
    ]
    Gathering.objects.bulk_create(new)
    gone = [row for voice, row in held.items() if voice not in wanted and not row.by_hand]
    Gathering.objects.filter(pk__in=[row.pk for row in gone if not row.quoted]).delete()
    Gathering.objects.filter(pk__in=[row.pk for row in gone if row.quoted], left_at__isnull=True).update(
        left_at=timezone.now()
    )
    changed = []
    for voice, row in held.items():
        stance = row.stance if row.by_hand else wanted.get(voice, row.stance)
        if voice in wanted and (row.stance != stance or row.left_at):
            row.stance, row.left_at = stance, None
            changed.append(row)
    Gathering.objects.bulk_update(changed, ["stance", "left_at"])
    if new or gone or changed:
        trail.leave("gather", theme, by=by, joined=len(new), left=len(gone), changed=len(changed))
    return Gathering.objects.filter(theme=theme).belonging().count()


@action
def add_voice(theme: Theme, *, voice: Voice, stance: str, by: User) -> Gathering:
    """Put a voice into a theme by hand; it stays whatever its codes say."""
    _may_edit(theme, by=by)
    if voice.engagement_id != theme.engagement_id:
        raise Refused("This comment belongs to another engagement.")
    _must_be_clean(voice)
    if stance not in Stance.values:
        raise Refused("Choose how the person feels about it.")
    row, _ = Gathering.objects.update_or_create(
        theme=theme, voice=voice, defaults={"stance": stance, "by_hand": True, "left_at": None}
    )
    trail.leave("add_voice", theme, by=by, voice=voice.pk)
    return row


@action
def remove_voice(theme: Theme, *, voice: Voice, by: User) -> None:
    """Undo adding a voice by hand. It stays if its codes bring it in."""
    _may_edit(theme, by=by)
    if not Gathering.objects.filter(theme=theme, voice=voice, by_hand=True).update(by_hand=False, came_from=None):
        raise Refused("This comment is here because of its codes. Change how it was read instead.")
    trail.leave("remove_voice", theme, by=by, voice=voice.pk)
    gather(theme, by=by)


@action
def move_theme(theme: Theme, *, way: Literal["up", "down"], by: User) -> None:
    """Move a theme one place in the order."""
    _may_edit(theme, by=by)
    order = list(Theme.objects.select_for_update().standing().filter(engagement=theme.engagement))
    at = [one.pk for one in order].index(theme.pk)
    to = at - 1 if way == "up" else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    for place, one in enumerate(order, start=1):
        one.place = place
    Theme.objects.bulk_update(order, ["place"])
    trail.leave("move_theme", theme, by=by, way=way)


@action
def merge(theme: Theme, *, into: Theme, note: str, by: User) -> Theme:
    """Merge a theme into another, with the reason. Its own rows stay as they were, so that it can be undone."""
    _may_edit(theme, by=by)
    _must_stand(into)
    if into.pk == theme.pk or into.engagement_id != theme.engagement_id:
        raise Refused("Choose another theme of this engagement to merge into.")
    problem = rules.merge_problem(minority=theme.minority, note=note)
    if problem:
        raise Refused(problem)
    theme.merged_into, theme.merged_note = into, note.strip()
    theme.save(update_fields=["merged_into", "merged_note"])
    trail.leave("merge", theme, by=by, into=into.pk)
    gather(into, by=by)
    return into


@action
def unmerge(theme: Theme, *, by: User) -> Theme:
    """Undo a merge: the theme stands again with its own voices, and the other gives back what it got from it."""
    require(by, Permission.THEME_EDIT, on=theme)
    _must_be_working(theme.engagement)
    into = theme.merged_into
    if into is None:
        raise Refused("This theme was not merged.")
    _must_stand(into, "It was merged on into another theme. Undo that merge first.")
    _free_name(theme.engagement, theme.name, but=theme)
    merged = queries.with_merged(theme)
    theme.merged_into, theme.merged_note = None, ""
    theme.save(update_fields=["merged_into", "merged_note"])
    brought = Gathering.objects.filter(theme=into, came_from__in=merged)
    brought.filter(left_at__isnull=False).delete()
    brought.update(by_hand=False, came_from=None, **GONE)
    trail.leave("unmerge", theme, by=by, into=into.pk)
    gather(into, by=by)
    gather(theme, by=by)
    return theme


# --- The report --------------------------------------------------------------------------------------


@action
def write_report(engagement: Engagement, *, summary: str, limits: str, by: User) -> Report:
    """Write the insight report, or change it while it is not published."""
    require(by, Permission.REPORT_WRITE, on=engagement)
    _must_be_working(engagement)
    report = Report.objects.select_for_update().filter(engagement=engagement).first()
    if report is None:
        report = Report.objects.create(engagement=engagement, summary=summary, limits=limits, written_by=by)
    elif report.published_on:
        raise Refused("This report is published. Take it back before you change it.")
    else:
        report.summary, report.limits = summary, limits
        report.save(update_fields=["summary", "limits"])
    report.authors.add(by)
    trail.leave("write_report", report, by=by)
    return report


@action
def publish_report(report: Report, *, on: datetime.date, by: User) -> Report:
    """Publish the report under the name of someone who wrote none of it. A board may decide 15 working days later."""
    require(by, Permission.REPORT_APPROVE, on=report)
    report = Report.objects.select_for_update().get(pk=report.pk)
    _must_be_working(report.engagement)
    if report.published_on:
        raise Refused("This report is published already.")
    if on > timezone.localdate():
        raise Refused("A report is published on the day, not ahead of it.")
    missing = queries.missing_before_publishing(report)
    if missing:
        raise Refused(*missing)
    sign(report, words=queries.words_of_report(report), authors=report.authors.all(), by=by)
    report.published_on = on
    report.save(update_fields=["published_on"])
    trail.leave("publish_report", report, by=by, on=on.isoformat())
    return report


@action
def take_back_report(report: Report, *, why: str, by: User) -> Report:
    """Take a published report back, with the reason. Published again, it counts from the new day."""
    require(by, Permission.REPORT_APPROVE, on=report)
    report = Report.objects.select_for_update().get(pk=report.pk)
    _must_be_working(report.engagement)
    if not report.published_on:
        raise Refused("This report is not published.")
    if not why.strip():
        raise Refused("Say why you are taking the report back.")
    sign(report, words=why.strip(), authors=[], by=by, purpose="take back")
    report.published_on = None
    report.save(update_fields=["published_on"])
    trail.leave("take_back_report", report, by=by)
    return report


# --- What several of them ask ------------------------------------------------------------------------


def _load_frame(name: str, *, by: Actor) -> CodeFrame:
    shipped = load_frame(name)
    frame, _ = CodeFrame.objects.update_or_create(name=shipped.name, defaults={"title": shipped.title})
    for code in shipped.codes:
        Code.objects.update_or_create(
            frame=frame, engagement=None, name=code.name,
            defaults={"group": code.group, "meaning": code.meaning, "examples": list(code.examples), "retired_at": None},
        )
    Code.objects.filter(frame=frame, engagement=None, retired_at__isnull=True).exclude(
        name__in=[code.name for code in shipped.codes]
    ).update(retired_at=timezone.now())
    trail.leave("load_frame", frame, by=by, codes=len(shipped.codes))
    return frame


def _standing(book: Book, codes: Mapping[str, int], said: base.Reading) -> dict[int, float]:
    """Return the codes of a suggestion as they stand today, each once with its highest confidence."""
    found: dict[int, float] = {}
    for one in said.suggestions:
        code = book.standing(codes[one.code]) if one.code in codes else None
        if code is not None:
            found[code.pk] = max(found.get(code.pk, 0.0), one.confidence)
    return found


def _must_be_working(engagement: Engagement) -> None:
    if engagement.closed_at:
        raise Refused("This engagement is closed. What was understood is kept as it was.")


def _must_be_clean(voice: Voice) -> None:
    if voice.status != Voice.Status.CLEAN:
        raise Refused("This comment has not been made safe, so it cannot be used yet.")


def _must_stand(theme: Theme, words: str = "This theme was merged into another. Choose one that stands.") -> None:
    if theme.merged_into_id:
        raise Refused(words)


def _may_edit(theme: Theme, *, by: User) -> None:
    require(by, Permission.THEME_EDIT, on=theme)
    _must_be_working(theme.engagement)
    _must_stand(theme, "This theme was merged into another. Undo the merge to change it.")


def _free_name(engagement: Engagement, name: str, *, but: Theme | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter a name for the theme.")
    taken = Theme.objects.standing().filter(engagement=engagement, name__iexact=name)
    if (taken.exclude(pk=but.pk) if but else taken).exists():
        raise Refused(f"There is a theme called “{name}” already. Choose another name.")
    return name


def _known(engagement: Engagement, codes: list[Code], *, kept: Theme | None = None) -> list[Code]:
    known = set(queries.codes_of(engagement).values_list("pk", flat=True))
    known |= set(kept.codes.values_list("pk", flat=True)) if kept else set()
    if any(code.pk not in known for code in codes):
        raise Refused("One of these codes is not used in this engagement. Choose from the codes on the page.")
    return codes
