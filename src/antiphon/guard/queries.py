"""Reads of flags and concerns, and what of them the public is told."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.core.suppression import Shown, suppress_list
from antiphon.engagement.models import Engagement
from antiphon.guard import rules
from antiphon.guard.models import Concern, Flag, Step
from antiphon.guard.patterns import Came
from antiphon.network.models import User
from antiphon.network.queries import holders
from antiphon.network.roles import Permission
from antiphon.voices.models import Answer, Channel, Response, Standing, Voice
from antiphon.voices.queries import counted_responses
from antiphon.voices.rules import WITHHOLD

WATCHED = (Channel.WEB, Channel.EMAIL, Channel.API)  # doors that a machine can knock at
AT_ONCE = 50_000  # responses of one engagement that are looked over together, the latest first

# --- Flags -------------------------------------------------------------------------------------------


def engagements_to_look_over(since: datetime.datetime) -> "QuerySet[Engagement]":
    """Return the engagements to which something came through a watched door since then."""
    fresh = Response.objects.filter(engagement=OuterRef("pk"), channel__in=WATCHED, made_at__gte=since)
    found: QuerySet[Engagement] = Engagement.objects.filter(Exists(fresh), closed_at__isnull=True)
    return found


def came(engagement: Engagement) -> list[Came]:
    """Return the responses as the rules see them. The words stay in memory for as long as they are compared."""
    rows = list(
        Response.objects.filter(engagement=engagement, channel__in=WATCHED, erased_at__isnull=True)
        .order_by("-pk").values_list("pk", "made_at", "network_key")[:AT_ONCE]
    )  # fmt: skip
    words: dict[int, list[str]] = {}
    voices = Voice.objects.filter(response__in=[pk for pk, _, _ in rows]).exclude(status=Voice.Status.ERASED).order_by("question")
    for response, status, clean, sealed in voices.values_list("response", "status", "clean_words", "sealed_words"):
        words.setdefault(response, []).append(clean if status == Voice.Status.CLEAN else sealed)
    choices: dict[int, dict[str, list[str]]] = {}
    cells = Answer.objects.filter(response__in=[pk for pk, _, _ in rows]).order_by("pk")
    for response, question, row, option, number in cells.values_list("response", "question", "row", "option", "number"):
        key = f"{question}:{row}"
        choices.setdefault(response, {}).setdefault(key, []).append(f"{option}={'' if number is None else number}")
    chosen = {pk: {key: ",".join(sorted(one)) for key, one in found.items()} for pk, found in choices.items()}
    return [Came(pk, at, "\n".join(words.get(pk, ())), chosen.get(pk, {}), network) for pk, at, network in rows]


def flags_of(engagement: Engagement) -> "QuerySet[Flag]":
    """Return the flags of an engagement, those that wait first, each with its `number` of responses."""
    return (
        Flag.objects.filter(engagement=engagement).select_related("settled_by", "confirmed_by", "engagement")
        .annotate(number=Count("responses")).order_by("settled_at", "-pk")
    )  # fmt: skip


def flag_in(engagement: Engagement, pk: int) -> Flag:
    """Return one flag of an engagement, or 404."""
    found = flags_of(engagement).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def responses_of(flag: Flag) -> "QuerySet[Response]":
    """Return the responses of a flag in the order in which they came, with their voices."""
    return flag.responses.prefetch_related("voices").order_by("made_at", "pk")


def flags_waiting(user: User) -> list[tuple[Engagement, int]]:
    """Return how many flags this person could settle, by engagement. Two queries."""
    theirs = Engagement.objects.where_may(user, Permission.VOICE_MAKE_SAFE)
    rows = Flag.objects.filter(engagement__in=theirs, status__in=[Flag.Status.OPEN, Flag.Status.PROPOSED])
    numbers = dict(rows.order_by().values_list("engagement").annotate(n=Count("pk")))
    return [(engagement, numbers[engagement.pk]) for engagement in Engagement.objects.filter(pk__in=numbers).order_by("title")]


def standing_of(responses: list[int]) -> dict[int, str]:
    """Return how each response stands by all of its flags: aside wins over waiting, waiting over counted."""
    found = dict.fromkeys(responses, str(Standing.COUNTED))
    rows = Flag.objects.filter(responses__in=responses).values_list("responses", "status")
    for response, status in rows:
        if response not in found:
            continue
        if status == Flag.Status.ASIDE:
            found[response] = str(Standing.ASIDE)
        elif status in (Flag.Status.OPEN, Flag.Status.PROPOSED) and found[response] != Standing.ASIDE:
            found[response] = str(Standing.FLAGGED)
    return found


@dataclass(frozen=True)
class WithAndWithout:
    """How many responses figures count, and what the number would be with everything and without all that is flagged."""

    counted: int
    everything: int
    without: int

    @property
    def differs(self) -> bool:
        return self.everything != self.without


def with_and_without(engagement: Engagement) -> WithAndWithout:
    """Return the line of numbers that shows what difference flags make."""
    return WithAndWithout(
        counted=counted_responses(engagement).count(), everything=counted_responses(engagement, with_flagged=True).count(),
        without=counted_responses(engagement, with_flagged=False).count(),
    )  # fmt: skip


# --- Concerns ----------------------------------------------------------------------------------------


def words_without_a_concern() -> "QuerySet[Voice]":
    """Return the voices whose words may disclose harm and that stand on no list yet."""
    return (
        Voice.objects.filter(~Q(harm=[]), harm_settled_at__isnull=True)
        .exclude(Exists(Concern.objects.filter(voice=OuterRef("pk")))).select_related("engagement").defer("sealed_words")
        .order_by("pk")
    )  # fmt: skip


def concerns_of(engagement: Engagement) -> "QuerySet[Concern]":
    """Return the concerns of an engagement: those that wait first, the most urgent at the top."""
    return (
        Concern.objects.filter(engagement=engagement).select_related("engagement", "looked_by", "settled_by", "raised_by")
        .order_by("settled_at", "look_by", "pk")
    )  # fmt: skip


def concern_in(engagement: Engagement, pk: int) -> Concern:
    """Return one concern of an engagement, or 404."""
    rows = concerns_of(engagement).select_related("voice__question", "voice__response").defer("voice__sealed_words")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def steps_of(concern: Concern) -> "QuerySet[Step]":
    """Return what was done, oldest first."""
    return concern.steps.select_related("done_by")


def concerns_waiting(user: User) -> list[tuple[Engagement, int, datetime.date]]:
    """Return how many concerns this person could handle, by engagement, and the first day by which one is due."""
    theirs = Engagement.objects.where_may(user, Permission.CONCERN_HANDLE)
    return _waiting(Concern.objects.filter(settled_at__isnull=True, engagement__in=theirs))


def concerns_late(user: User) -> list[tuple[Engagement, int, datetime.date]]:
    """Return the concerns that are late, for those who answer for the engagement: how many, never what."""
    theirs = Engagement.objects.where_may(user, Permission.ENGAGEMENT_CLOSE)
    return _waiting(late().filter(engagement__in=theirs))


def _waiting(found: "QuerySet[Concern]") -> list[tuple[Engagement, int, datetime.date]]:
    rows: dict[int, list[Concern]] = {}
    for concern in found.order_by("look_by"):
        rows.setdefault(concern.engagement_id, []).append(concern)
    return [
        (engagement, len(rows[engagement.pk]), min(due_on(concern) for concern in rows[engagement.pk]))
        for engagement in Engagement.objects.filter(pk__in=rows).order_by("title")
    ]


def due_on(concern: Concern) -> datetime.date:
    """Return the day by which the next thing must happen."""
    return concern.settle_by if concern.looked_at else timezone.localdate(concern.look_by)


def late(now: datetime.datetime | None = None) -> "QuerySet[Concern]":
    """Return the concerns that nobody has looked at, or settled, in time."""
    now = now or timezone.now()
    return Concern.objects.filter(
        Q(looked_at__isnull=True, look_by__lt=now) | Q(settle_by__lt=timezone.localdate(now)), settled_at__isnull=True
    ).select_related("engagement")


def lateness(concern: Concern) -> str:
    """Return what is late about a concern, in a few words."""
    return rules.late(
        look_by=concern.look_by, settle_by=concern.settle_by, looked=concern.looked_at is not None,
        settled=concern.settled_at is not None, now=timezone.now(), today=timezone.localdate(),
    )  # fmt: skip


def handlers(engagement: Engagement) -> list[User]:
    """Return who handles concerns of an engagement: its named lead, or else those of the owner who hold the permission."""
    if engagement.safeguarding_lead is not None and engagement.safeguarding_lead.is_active:
        return [engagement.safeguarding_lead]
    return holders(engagement.owner_id, Permission.CONCERN_HANDLE)


def those_told_when_late(engagement: Engagement) -> list[User]:
    """Return who is told that a concern is late: the directors of the owner."""
    return holders(engagement.owner_id, Permission.ENGAGEMENT_CLOSE, role="director")


# --- What the public is told --------------------------------------------------------------------------


@dataclass(frozen=True)
class KeptBack:
    """How many comments were kept back before anything was published, by reason, with small numbers hidden."""

    total: Shown
    by_reason: list[tuple[str, Shown]]
    aside: Shown
    aside_why: list[str]


def kept_back(engagement: Engagement) -> KeptBack:
    """Return what the public is told about moderation: how many, by reason; and what was set aside, and why. Three queries."""
    reasons: Counter[str] = Counter(
        Voice.objects.filter(engagement=engagement, status=Voice.Status.WITHHELD).values_list("withheld_because", flat=True)
    )
    named = {words: reasons.pop(words, 0) for words in WITHHOLD.values()}
    named["Another reason"] = sum(reasons.values())
    listed = suppress_list(list(named.values()))
    aside = counted_responses(engagement, with_flagged=True).filter(standing=Standing.ASIDE).count()
    flags = Flag.objects.filter(engagement=engagement, status=Flag.Status.ASIDE).order_by("settled_at")
    return KeptBack(
        total=listed.total,
        by_reason=[(words, shown) for words, shown in zip(named, listed.cells, strict=True) if shown.hidden or shown.value],
        aside=suppress_list([aside]).cells[0] if aside else Shown(0),
        aside_why=list(dict.fromkeys(flags.values_list("because", flat=True))),
    )
