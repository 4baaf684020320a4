"""Making words safe: what the search for personal details found, what a person saw, and opening what is sealed."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.network.access import may, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import queries, rules
from antiphon.voices.deidentification import Safe, deidentify, kinds
from antiphon.voices.models import GroupEvent, GroupRecord, Opening, Voice

SETTLED = ["found", "doubts", "harm", "made_safe_at", "status", "clean_words"]
UNREADABLE = "The words cannot be opened with the keys of this service. Tell whoever runs it."
SAFEGUARDING = (
    "These words are on the safeguarding list. Nobody reads them further until the concern is settled there. You can keep them "
    "back now."
)
# Those who work on words may put them on the safeguarding list; a partner that reads changes nothing.
MAY_HOLD = (Permission.CODE_CONFIRM, Permission.VOICE_MAKE_SAFE, Permission.VOICE_ERASE)
ERASED = "These words were erased. Nobody can bring them back."


@action
def make_safe(voice: Voice, *, safe: Safe, by: Actor, harm: Sequence[str] = ()) -> Voice:
    """Write what the search for personal details found: the words are clean, or wait for human eyes.

    `harm` says why a person must read it first, in plain words. A voice that is no longer sealed stays as it is.
    """
    voice = _locked(voice)
    if voice.status != Voice.Status.SEALED:
        return voice
    _settle(voice, safe, harm)
    voice.save(update_fields=SETTLED)
    trail.leave("make safe", voice, by=by, status=voice.status, found=len(voice.found))
    return voice


@action
def make_all_safe(engagement: Engagement, *, outcomes: Sequence[tuple[Voice, Safe, Sequence[str]]], by: Machine) -> None:
    """Do `make_safe` for many voices of an engagement that the caller has claimed: one write, one line on the trail."""
    sealed = [(voice, safe, harm) for voice, safe, harm in outcomes if voice.status == Voice.Status.SEALED]
    for voice, safe, harm in sealed:
        _settle(voice, safe, harm)
    Voice.objects.bulk_update([voice for voice, _, _ in sealed], SETTLED)
    waiting = [voice.pk for voice, _, _ in sealed if voice.status == Voice.Status.NEEDS_EYES]
    trail.leave("make safe", engagement, by=by, voices=[voice.pk for voice, _, _ in sealed], needs_eyes=waiting)


@action
def set_aside(voice: Voice, *, doubt: str, by: Machine) -> Voice:
    """Put a voice that could not be searched before human eyes, so that no other waits behind it."""
    Voice.objects.filter(pk=voice.pk, status=Voice.Status.SEALED).update(
        status=Voice.Status.NEEDS_EYES, doubts=[doubt], made_safe_at=timezone.now()
    )
    trail.leave("set aside", voice, by=by)
    return voice


@action
def look(
    voice: Voice, *, decision: str, by: User, words: str | None = None, hide: Sequence[str] = (), because: str = "",
) -> Voice:
    """A person has looked at words that were in doubt: they are clean, perhaps with more hidden, or are withheld.

    `hide` holds exact words to hide; `words` may be the masked text with more of it hidden. Nobody can add or change
    a word. Clean words may be looked at again, as long as only more is hidden.
    """
    require(by, Permission.VOICE_MAKE_SAFE, on=voice)
    voice = _locked(voice)
    if voice.status == Voice.Status.ERASED:
        raise Refused(ERASED)
    if voice.status == Voice.Status.SEALED:
        raise Refused("These words have not been searched for personal details yet. Try again in a minute.")
    if voice.harm and voice.harm_settled_at is None and decision == Voice.Status.CLEAN:
        raise Refused(SAFEGUARDING)
    hid = decision == Voice.Status.WITHHELD
    if decision == Voice.Status.WITHHELD:
        if not because.strip():
            raise Refused("Say why these words are kept back.")
        voice.clean_words, voice.withheld_because = "", because.strip()[:300]
    elif decision == Voice.Status.CLEAN:
        before = voice.clean_words or deidentify(_opened(voice)).text
        after = before if words is None else rules.tidy(words)
        if not rules.only_hides(before, after):
            raise Refused("Words can be hidden here, and not added or changed. Write [hidden] in the place of what you hide.")
        after, lost = rules.hide(after, hide)
        if lost:
            raise Refused(*(f"“{part}” is not in these words. Copy it exactly as it stands there." for part in lost))
        hid = after != rules.tidy(before)
        voice.clean_words, voice.withheld_because = after, ""
    else:
        raise Refused("Choose whether the words are safe to read or are kept back.")
    voice.status, voice.looked_at_by = Voice.Status(decision), by
    voice.made_safe_at = voice.made_safe_at or timezone.now()
    voice.save(update_fields=["clean_words", "withheld_because", "status", "looked_at_by", "made_safe_at"])
    if hid:
        _tell_the_group(voice, by)
    trail.leave("look", voice, by=by, status=voice.status)
    return voice


@action
def look_at_many(engagement: Engagement, *, voices: Sequence[int], because: str, by: User) -> int:
    """Keep back several voices that wait for eyes, for one reason of the set list; return how many."""
    require(by, Permission.VOICE_MAKE_SAFE, on=engagement)
    if because not in rules.WITHHOLD:
        raise Refused("Choose why these words are kept back.")
    rows = list(Voice.objects.needing_eyes().filter(engagement=engagement, pk__in=voices).defer("sealed_words").order_by("pk"))
    if not rows:
        raise Refused("Tick at least one comment that still waits.")
    for voice in rows:
        look(voice, decision=str(Voice.Status.WITHHELD), because=rules.WITHHOLD[because], by=by)
    trail.leave("look at many", engagement, by=by, because=because, voices=[voice.pk for voice in rows])
    return len(rows)


@action
def open_sealed(voice: Voice, *, why: str, by: User) -> str:
    """Return the words as they came. Each opening is logged with who, when and why, for good.

    Words that disclose harm may be opened by those who handle concerns, too.
    """
    if voice.harm and may(by, Permission.CONCERN_HANDLE, on=voice):
        pass
    elif not queries.may_open(by, voice):
        require(by, Permission.VOICE_UNSEAL, on=voice)
    if not why.strip():
        raise Refused("Say why you need to see the words as they came. It is kept in the log.")
    if _locked(voice).status == Voice.Status.ERASED:
        raise Refused(ERASED)
    Opening.objects.create(voice=voice, opened_by=by, why=why.strip()[:300])
    trail.leave("open sealed", voice, by=by)
    return _opened(Voice.objects.defer("sealed_words").get(pk=voice.pk))


@action
def hold_for_harm(voice: Voice, *, harm: Sequence[str], by: User) -> Voice:
    """Somebody who reads these words thinks that they disclose harm: nobody reads them further until that is settled."""
    require(by, Permission.VOICE_READ, on=voice)
    if not any(may(by, permission, on=voice) for permission in MAY_HOLD):
        raise PermissionDenied("Your role does not allow this. Tell whoever leads the engagement, now.")
    voice = _locked(voice)
    if voice.status in (Voice.Status.ERASED, Voice.Status.SEALED):
        raise Refused(ERASED if voice.status == Voice.Status.ERASED else "These words are still being made safe.")
    if voice.harm and voice.harm_settled_at is None:
        raise Refused("These words are on the safeguarding list already.")
    voice.harm, voice.harm_settled_at = list(dict.fromkeys([*voice.harm, *harm])), None
    if voice.status == Voice.Status.CLEAN:
        voice.status, voice.clean_words = Voice.Status.NEEDS_EYES, ""
    voice.save(update_fields=["harm", "harm_settled_at", "status", "clean_words"])
    trail.leave("hold for harm", voice, by=by, status=voice.status)
    return voice


@action
def let_go_of_harm(voice: Voice, *, disclosed: bool, by: User) -> Voice:
    """A safeguarding concern about these words is settled. What disclosed harm is kept back for good, and never quoted.

    What did not goes the way of all words: it waits for the eyes that make it safe.
    """
    require(by, Permission.CONCERN_HANDLE, on=voice)
    voice = _locked(voice)
    voice.harm_settled_at = timezone.now()
    if disclosed and voice.status != Voice.Status.ERASED:
        voice.status, voice.clean_words, voice.withheld_because = Voice.Status.WITHHELD, "", rules.WITHHOLD["harm"]
        voice.looked_at_by = by
    voice.save(update_fields=["harm_settled_at", "status", "clean_words", "withheld_because", "looked_at_by"])
    trail.leave("let go of harm", voice, by=by, status=voice.status)
    return voice


def _tell_the_group(voice: Voice, by: User) -> None:
    """A group that owns its words reads in its log that more of them was hidden, or that they are kept back, and why."""
    record = GroupRecord.objects.filter(response=voice.response_id).first()
    if record:
        what = GroupEvent.What.WITHHELD if voice.status == Voice.Status.WITHHELD else GroupEvent.What.HIDDEN
        GroupEvent.objects.create(record=record, what=what, voice=voice, why=voice.withheld_because, staff=by)


def _settle(voice: Voice, safe: Safe, harm: Sequence[str]) -> None:
    voice.found = [{"kind": str(one.kind), "start": one.start, "end": one.end, "sure": one.sure} for one in safe.found]
    voice.doubts = [*safe.reasons, *harm]
    voice.harm = [str(kind) for kind in kinds(harm)]
    voice.made_safe_at = timezone.now()
    waits = safe.doubtful or bool(voice.doubts)
    voice.status = Voice.Status.NEEDS_EYES if waits else Voice.Status.CLEAN
    voice.clean_words = "" if waits else safe.text


def _locked(voice: Voice) -> Voice:
    """Return the row as it is now, held until the action ends. The sealed words stay behind until they are asked for."""
    rows = Voice.objects.select_for_update(of=("self",)).select_related("engagement").defer("sealed_words")
    found: Voice = rows.get(pk=voice.pk)
    return found


def _opened(voice: Voice) -> str:
    try:
        return str(voice.sealed_words)
    except ValueError as problem:
        raise Refused(UNREADABLE) from problem

