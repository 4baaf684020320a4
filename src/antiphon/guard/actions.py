"""Writes of flags and concerns: a machine asks, a person settles, and what weighs much needs two."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.guard import queries, rules
from antiphon.guard.models import Concern, Flag, Step
from antiphon.guard.patterns import Suspicion
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import actions as voices
from antiphon.voices.deidentification import SAID, Harm
from antiphon.voices.models import Voice

SETTLED_ALREADY = "This was settled already."


@action
def raise_flags(engagement: Engagement, *, suspicions: Sequence[Suspicion], by: Actor) -> list[Flag]:
    """Flag responses that look odd together. What was flagged before for the same sign is not flagged again.

    A flag that still waits takes in those that came since; once it is settled, those that came since get a flag of
    their own. Nothing is left out of any figure by this.
    """
    Engagement.objects.select_for_update().get(pk=engagement.pk)  # two workers do not flag the same burst twice
    made = []
    for suspicion in suspicions:
        known: dict[int, list[int]] = {}
        waiting: Flag | None = None
        rows = Flag.objects.filter(engagement=engagement, sign=suspicion.sign, responses__in=suspicion.members).distinct()
        for flag in rows.order_by("pk"):
            known[flag.pk] = list(flag.responses.values_list("pk", flat=True))
            if flag.status == Flag.Status.OPEN:
                waiting = flag
        fresh = [pk for pk in suspicion.members if not any(pk in members for members in known.values())]
        if not fresh:
            continue
        if waiting is None:
            more = " More of the same came after others were settled." if known else ""
            waiting = Flag.objects.create(engagement=engagement, sign=suspicion.sign, reason=f"{suspicion.reason}{more}")
            made.append(waiting)
        elif len(suspicion.members) >= len(known[waiting.pk]):
            waiting.reason = suspicion.reason
            waiting.save(update_fields=["reason"])
        waiting.responses.add(*fresh)
        trail.leave("flag", waiting, by=by, sign=str(suspicion.sign), responses=len(fresh))
        _stand(engagement, fresh, by)
    return made


@action
def settle_flag(flag: Flag, *, aside: bool, because: str, by: User) -> Flag:
    """A person says whether flagged responses are counted or kept aside, and why. Many kept aside need a second person."""
    require(by, Permission.VOICE_MAKE_SAFE, on=flag)
    flag = _locked_flag(flag)
    if flag.status != Flag.Status.OPEN:
        raise Refused(SETTLED_ALREADY)
    if not because.strip():
        raise Refused("Say why. If they are kept aside, the public reads the reason.")
    if len(because.strip()) > 500:
        raise Refused("The reason can have up to 500 characters.")
    members = list(flag.responses.values_list("pk", flat=True))
    second = rules.needs_a_second(len(members), aside=aside)
    status = Flag.Status.PROPOSED if second else Flag.Status.ASIDE if aside else Flag.Status.COUNTED
    flag.status, flag.because, flag.settled_at, flag.settled_by = status, because.strip(), timezone.now(), by
    flag.save(update_fields=["status", "because", "settled_at", "settled_by"])
    trail.leave("settle flag", flag, by=by, status=str(status), responses=len(members))
    _stand(flag.engagement, members, by)
    return flag


@action
def confirm_flag(flag: Flag, *, agrees: bool, by: User) -> Flag:
    """A second person agrees that many responses are kept aside; or not, and the flag waits anew."""
    require(by, Permission.VOICE_MAKE_SAFE, on=flag)
    flag = _locked_flag(flag)
    if flag.status != Flag.Status.PROPOSED:
        raise Refused(SETTLED_ALREADY)
    if flag.settled_by_id == by.pk:
        raise Refused("You proposed this, so another person must agree.")
    members = list(flag.responses.values_list("pk", flat=True))
    if agrees:
        flag.status, flag.confirmed_at, flag.confirmed_by = Flag.Status.ASIDE, timezone.now(), by
    else:
        flag.status, flag.because, flag.settled_at, flag.settled_by = Flag.Status.OPEN, "", None, None
    flag.save()
    trail.leave("confirm flag", flag, by=by, agrees=agrees, responses=len(members))
    _stand(flag.engagement, members, by)
    return flag


@action
def reopen_flag(flag: Flag, *, by: User) -> Flag:
    """Take a settling back, while nothing was closed: the responses are flagged again, and count until it is settled anew."""
    require(by, Permission.VOICE_MAKE_SAFE, on=flag)
    flag = _locked_flag(flag)
    if flag.status == Flag.Status.OPEN:
        raise Refused("This flag waits already.")
    if flag.engagement.closed_at:
        raise Refused("This engagement is closed, so what was settled stays.")
    was = flag.status
    flag.status, flag.because, flag.settled_at, flag.settled_by = Flag.Status.OPEN, "", None, None
    flag.confirmed_at, flag.confirmed_by = None, None
    flag.save()
    trail.leave("reopen flag", flag, by=by, was=was)
    _stand(flag.engagement, list(flag.responses.values_list("pk", flat=True)), by)
    return flag


def _stand(engagement: Engagement, responses: list[int], by: Actor) -> None:
    stands = queries.standing_of(responses)
    for standing in dict.fromkeys(stands.values()):
        voices.set_standing(engagement, responses=[pk for pk, one in stands.items() if one == standing], standing=standing, by=by)


@action
def open_concern(voice: Voice, *, by: Actor) -> Concern:
    """Put words that may disclose harm on the safeguarding list, and start its clock. They stand there once."""
    now = timezone.now()
    concern, made = Concern.objects.get_or_create(
        voice=voice,
        defaults={"engagement": voice.engagement, "kinds": voice.harm, "look_by": rules.look_by(now),
                  "settle_by": rules.settle_by(timezone.localdate(now)), "raised_by": by if isinstance(by, User) else None},
    )  # fmt: skip
    if made:
        trail.leave("open concern", concern, by=by, voice=voice.pk)
    return concern


@action
def raise_concern(voice: Voice, *, kind: str, by: User) -> Concern:
    """Somebody who reads words thinks that they disclose harm. Nobody reads them further until that is settled."""
    require(by, Permission.VOICE_READ, on=voice)
    if kind not in SAID:
        raise Refused("Choose what it may be about.")
    voice = voices.hold_for_harm(voice, harm=[str(Harm(kind))], by=by)
    known = Concern.objects.filter(voice=voice).first()
    if known is None:
        return open_concern(voice, by=by)
    now = timezone.now()  # it was settled before, and somebody sees more in it now
    known.kinds, known.look_by, known.settle_by = voice.harm, rules.look_by(now), rules.settle_by(timezone.localdate(now))
    known.looked_at = known.looked_by = known.settled_at = known.settled_by = known.told_at = known.escalated_at = None
    known.outcome, known.raised_by = "", by
    known.save()
    trail.leave("raise concern again", known, by=by)
    return known


@action
def look_at_concern(concern: Concern, *, why: str, by: User) -> str:
    """Open the words of a concern, as they came. Each opening is logged; the first one stops the 24-hour clock."""
    require(by, Permission.CONCERN_HANDLE, on=concern)
    concern = _locked_concern(concern)
    words = voices.open_sealed(concern.voice, why=why or "A safeguarding concern", by=by)
    if concern.looked_at is None:
        concern.looked_at, concern.looked_by = timezone.now(), by
        concern.save(update_fields=["looked_at", "looked_by"])
    trail.leave("look at concern", concern, by=by)
    return words


@action
def note_step(concern: Concern, *, what: str, by: User) -> Step:
    """Write one thing that was done. What is written stays."""
    require(by, Permission.CONCERN_HANDLE, on=concern)
    concern = _locked_concern(concern)
    if not what.strip():
        raise Refused("Write what was done.")
    if len(what.strip()) > 1000:
        raise Refused("Write it in up to 1,000 characters, or in two steps.")
    step = Step.objects.create(concern=concern, what=what.strip(), done_by=by)
    trail.leave("note step", concern, by=by, step=step.pk)
    return step


@action
def settle_concern(concern: Concern, *, outcome: str, by: User) -> Concern:
    """Say how a concern ended. What disclosed harm is kept back for good; what did not waits for the eyes that make it safe."""
    require(by, Permission.CONCERN_HANDLE, on=concern)
    concern = _locked_concern(concern)
    if concern.settled_at:
        raise Refused(SETTLED_ALREADY)
    if outcome not in Concern.Outcome.values:
        raise Refused("Choose how it ended.")
    if concern.looked_at is None and concern.voice.status != Voice.Status.ERASED:
        raise Refused("Open the words first: nobody has looked at them.")
    if outcome != Concern.Outcome.NO_CONCERN and not concern.steps.exists():
        raise Refused("Write what was done first.")
    concern.looked_at, concern.looked_by = concern.looked_at or timezone.now(), concern.looked_by or by
    concern.outcome, concern.settled_at, concern.settled_by = outcome, timezone.now(), by
    concern.save(update_fields=["looked_at", "looked_by", "outcome", "settled_at", "settled_by"])
    trail.leave("settle concern", concern, by=by, outcome=outcome)
    voices.let_go_of_harm(concern.voice, disclosed=outcome != Concern.Outcome.NO_CONCERN, by=by)
    return concern


@action
def mark_told(concerns: Iterable[Concern], *, late: bool, by: Machine) -> int:
    """Write that those who handle concerns (or, when it is late, directors) are being told, before they are; return how many."""
    pks = [concern.pk for concern in concerns]
    field = "escalated_at" if late else "told_at"
    rows = list(Concern.objects.select_for_update().filter(pk__in=pks, **{f"{field}__isnull": True}))
    Concern.objects.filter(pk__in=[row.pk for row in rows]).update(**{field: timezone.now()})
    trail.leave_many("tell of concern", rows, by=by, late=late)
    return len(rows)


@action
def mark_untold(concerns: Iterable[Concern], *, late: bool, by: Machine) -> None:
    """The mail server took nothing: the next round tries again."""
    rows = list(concerns)
    Concern.objects.filter(pk__in=[row.pk for row in rows]).update(**{"escalated_at" if late else "told_at": None})
    trail.leave_many("could not tell of concern", rows, by=by, late=late)


def _locked_flag(flag: Flag) -> Flag:
    found: Flag = Flag.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=flag.pk)
    return found


def _locked_concern(concern: Concern) -> Concern:
    rows = Concern.objects.select_for_update(of=("self",)).select_related("engagement", "voice__engagement")
    found: Concern = rows.defer("voice__sealed_words").get(pk=concern.pk)
    return found
