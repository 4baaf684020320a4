"""What people's decisions teach a coder, and how good its suggestions are on the engagement's own comments.

Every figure here compares a decision with the suggestion that stood *before* it: the coder had not learnt from that
comment yet. A suggestion of a comment that somebody has read is never made again, so the comparison stays honest.

A quarter of the comments, picked by lot (`kept_for_checking`), are read in an order that nobody chose and cannot be
confirmed in one go. Precision and recall rest on those alone; the others are read in the order that teaches most, so
figures from them would tell of the hardest comments only.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from antiphon.engagement.models import Engagement
from antiphon.insight import codebook
from antiphon.insight.coders import local, quick
from antiphon.insight.coders.base import Coder, Comment
from antiphon.insight.frames import Frame, FrameCode
from antiphon.insight.models import Code, FrameUse, LearntCoder, MachineReading, Reading, Suggestion
from antiphon.voices.models import Voice

FEWEST_DECISIONS = 10  # with fewer there is nothing to learn from
MOST_DECISIONS = 1_500  # the newest ones: so that learning stays within ten seconds
ENOUGH = 20  # below this no share is shown
LEAST_FOR_CHECKING = 40  # a smaller engagement is read whole, so none is kept back
STEP = 20  # decisions in one point of the learning curve, at the least
CHECKED = "4"  # a comment is kept for checking when the mark drawn for it begins with 0 to 3 of sixteen: one in four
LEARNT = "learnt"
RESAMPLES, SEED = 1_000, 20_261_122


# --- Which comments are read when ------------------------------------------------------------------------


def lot(key: str = "pk") -> MD5:
    """Return the mark that was drawn for a comment: it looks like chance, never changes, and anyone can check it."""
    return MD5(Concat(Value("checking:"), Cast(key, TextField()), output_field=TextField()))


def is_kept_for_checking(voice: int) -> bool:
    """Return whether a comment is one of the quarter that figures rest on."""
    return hashlib.md5(f"checking:{voice}".encode(), usedforsecurity=False).hexdigest() < CHECKED


def kept_for_checking[Q: QuerySet[Any]](rows: Q, key: str = "pk") -> Q:
    """Return the rows whose comment is kept for checking, in the order of the lot."""
    return rows.annotate(lot=lot(key)).filter(lot__lt=CHECKED).order_by("lot", "pk")  # type: ignore[return-value]


# --- Learning --------------------------------------------------------------------------------------------


def decisions(engagement: Engagement) -> "QuerySet[Reading]":
    """Return the decisions that teach: those that count and that a person took one by one."""
    return codebook.settled(engagement).filter(in_bulk=False, voice__status=Voice.Status.CLEAN)


def base_of(use: FrameUse) -> Coder | None:
    """Return the coder that ships for a frame: the one that was chosen, or the quick one where that is not installed."""
    if use.coder == FrameUse.Coder.CAREFUL:
        found = _careful(use.frame.name)
        if found is not None:
            return found
    return _quick(use.frame.name)


def coders_there(frame: str) -> dict[str, bool]:
    """Return which coders can be chosen for a frame on this machine."""
    return {"quick": True, "careful": _careful(frame) is not None}


@lru_cache(maxsize=8)
def _quick(frame: str) -> Coder | None:
    try:
        return quick.load(frame)
    except LookupError:
        return None


@lru_cache(maxsize=8)
def _careful(frame: str) -> Coder | None:
    try:
        found: Coder = import_module("antiphon.insight.coders.careful").load(frame)
    except (ImportError, LookupError, OSError, RuntimeError):  # the extra is not installed, or it has no weights for this frame
        return None
    return found


def stamp_of(use: FrameUse, base: Coder | None, counted: Mapping[str, int | None]) -> str:
    """Return what a coder rests on: when it is the same, there is nothing new to learn."""
    parts = [use.version, use.coder, base.version if base else "", *(counted[name] for name in ("n", "last", "sum"))]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def due() -> list[tuple[FrameUse, str]]:
    """Return each use of a frame whose codes or decisions have changed since a coder last learnt, with the new stamp."""
    rows = Reading.objects.current().filter(settles=True, in_bulk=False, voice__status=Voice.Status.CLEAN)
    counted = {row["voice__engagement"]: row for row in rows.order_by().values("voice__engagement").annotate(
        n=Count("pk"), last=Max("pk"), sum=Sum("pk"))}  # fmt: skip
    newest = LearntCoder.objects.filter(engagement=OuterRef("engagement")).order_by("-number").values("stamp")[:1]
    uses = FrameUse.objects.filter(Q(engagement__in=counted) | Q(version__gt=1), engagement__closed_at__isnull=True)
    found = []
    for use in uses.select_related("frame", "engagement").annotate(had=Subquery(newest)):
        row = counted.get(use.engagement_id, {"n": 0, "last": None, "sum": None})
        if row["n"] < FEWEST_DECISIONS and not use.had and use.version == 1:
            continue  # the codes are the shared list's, which a coder knows, and there is nothing else to learn from
        stamp = stamp_of(use, base_of(use), row)
        if stamp != use.had:
            found.append((use, stamp))
    return found


def with_a_coder() -> "QuerySet[FrameUse]":
    """Return the uses of frames in open engagements that have learnt a coder of their own."""
    own = LearntCoder.objects.filter(content__isnull=False).values("engagement")
    return FrameUse.objects.filter(engagement__in=own, engagement__closed_at__isnull=True).select_related("frame", "engagement")


@dataclass(frozen=True)
class Lesson:
    """What there is to learn from: the frame as it stands, decisions, and which code grew from which of the base coder."""

    frame: Frame
    codes: tuple[int, ...]
    corrections: tuple[local.Correction, ...]
    grew_from: Mapping[str, tuple[str, ...]]


def lesson(use: FrameUse) -> Lesson:
    """Return what a coder of this engagement can learn from. A comment whose code was split since waits to be read again."""
    book = codebook.book_of(use.engagement_id)
    codes = [code for code in book.codes.values() if book.standing(code.pk) == code]
    codes.sort(key=lambda code: (code.group, code.place, code.name))
    frame = Frame(use.frame.name, use.frame.title, tuple(
        FrameCode(code.name, code.group, code.meaning, tuple(code.examples)) for code in codes
    ))  # fmt: skip
    rows = decisions(use.engagement).select_related("voice__question").defer("voice__sealed_words").prefetch_related("codings")
    corrections = []
    for reading in reversed(rows.order_by("-pk")[:MOST_DECISIONS]):
        given = [book.codes[book.under(one.code_id)] for one in reading.codings.all() if one.code_id in book.codes]
        if not any(code.split_at for code in given):
            corrections.append(local.Correction(
                Comment(reading.voice.clean_words, reading.voice.question.text),
                frozenset(code.name for code in given if not code.retired_at), reading.stance,
            ))  # fmt: skip
    shared = {code.pk: code.name for code in book.codes.values() if code.engagement_id is None}
    grew: dict[str, tuple[str, ...]] = {}
    for code in codes:
        older = [pk for pk in book.sources(code.pk) if pk in shared]
        parent = code.parent_id
        while not older and parent and book.codes[parent].split_at:
            older, parent = [pk for pk in book.sources(parent) if pk in shared], book.codes[parent].parent_id
        if older:
            grew[code.name] = tuple(sorted(shared[pk] for pk in older))
    return Lesson(frame, tuple(code.pk for code in codes), tuple(corrections), grew)


# --- The coder that suggests now ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Voiced:
    """The coder that suggests for an engagement now, with the ids of the codes by its names for them."""

    coder: Coder
    kind: str
    version: str
    names: Mapping[str, int]
    learnt: LearntCoder | None = None


def newest(engagement: Engagement) -> LearntCoder | None:
    """Return the newest coder that the engagement has learnt."""
    return LearntCoder.objects.filter(engagement=engagement).defer("content").first()


def coder_of(use: FrameUse) -> Voiced | None:
    """Return the coder that suggests for an engagement: its own once it has learnt, else the one that ships."""
    own = newest(use.engagement)
    coder = _own(own.pk) if own else None
    if own is not None and coder is not None:
        return Voiced(coder, LEARNT, own.name, dict(zip(coder.codes, own.codes, strict=True)), own)
    base = base_of(use)
    if base is None:
        return None
    named = dict(Code.objects.filter(frame=use.frame, engagement__isnull=True).values_list("name", "pk"))
    return Voiced(base, base.name, base.version, {name: named[name] for name in base.codes if name in named})


@lru_cache(maxsize=16)
def _own(pk: int) -> local.LocalCoder | None:
    stored = LearntCoder.objects.filter(pk=pk).values_list("content", flat=True).first()
    return local.from_bytes(bytes(stored)) if stored else None


def teaching(voiced: Voiced, comments: Sequence[Comment], given: Mapping[int, int]) -> list[float]:
    """Return how much a decision on each comment would teach: least sure of a code that few comments have so far."""
    find = getattr(voiced.coder, "probabilities", None)
    if find is None or not comments:
        return [0.0] * len(comments)
    chances = np.asarray(find(comments)[0], dtype=float)
    rare = np.array([1 / math.sqrt(1 + given.get(voiced.names.get(name, 0), 0)) for name in voiced.coder.codes])
    return [float(one) for one in ((1 - np.abs(2 * chances - 1)) * rare).max(axis=1)]


def outdated(engagement: Engagement, version: str) -> "QuerySet[Voice]":
    """Return the comments that nobody has read and whose suggestion is another coder's."""
    old = MachineReading.objects.exclude(version=version).values("voice")
    read = Reading.objects.filter(voice__engagement=engagement).values("voice")
    rows = Voice.objects.clean_only().filter(engagement=engagement, pk__in=old).exclude(pk__in=read)
    return rows.select_related("question").defer("sealed_words").order_by("pk")


def words_behind(use: FrameUse | None, machine: MachineReading | None, voice: Voice) -> Callable[[Code], list[tuple[str, float]]]:
    """Return how to ask for the words that drove a suggestion. It knows none when the coder has changed since."""
    voiced = coder_of(use) if use and machine else None
    explain = getattr(voiced.coder, "explain", None) if voiced and machine and voiced.version == machine.version else None
    if voiced is None or explain is None:
        return lambda code: []
    book = codebook.book_of(voice.engagement_id)
    known: dict[int, str] = {}
    for name, pk in voiced.names.items():
        known.setdefault(book.under(pk), name)

    def found(code: Code) -> list[tuple[str, float]]:
        name = known.get(book.under(code.pk))
        parts: list[tuple[str, float]] = explain(voice.clean_words, name, voice.question.text) if name else []
        return parts

    return found


# --- How good its suggestions are ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Rated:
    """One decision beside the suggestion that stood before it: codes by id, as they count today."""

    voice: int
    version: str
    said: frozenset[int]
    given: frozenset[int]


def rated(engagement: Engagement) -> list[Rated]:
    """Return each decision that had a suggestion before it, in the order in which they were taken. Five queries."""
    book = codebook.book_of(engagement)
    first = Reading.objects.filter(voice=OuterRef("voice")).order_by().values("voice").annotate(at=Min("made_at")).values("at")
    machines = MachineReading.objects.filter(voice__in=decisions(engagement).values("voice")).annotate(decided=Subquery(first))
    before = {one.voice_id: one for one in machines.filter(made_at__lt=F("decided")).prefetch_related(
        Prefetch("suggestions", Suggestion.objects.order_by()))}  # fmt: skip
    found = []
    for reading in decisions(engagement).order_by("pk").prefetch_related("codings"):
        machine = before.get(reading.voice_id)
        if machine is not None:
            found.append(Rated(
                reading.voice_id, machine.version, _standing(book, (one.code_id for one in machine.suggestions.all())),
                _standing(book, (one.code_id for one in reading.codings.all())),
            ))  # fmt: skip
    return found


def _standing(book: codebook.Book, codes: Iterable[int]) -> frozenset[int]:
    return frozenset(found.pk for code in codes if (found := book.standing(code)) is not None)


@dataclass(frozen=True)
class Share:
    """A share of some number, and where the true share lies 95 times in 100; None where too few were reviewed."""

    part: int
    whole: int

    @property
    def enough(self) -> bool:
        return self.whole >= ENOUGH

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.part, self.whole)


def wilson(part: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95% interval of a share (E. B. Wilson, 1927): it stays between 0 and 1 however few there are."""
    if not whole:
        return 0.0, 1.0
    share = part / whole
    middle = share + z * z / (2 * whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return max((middle - half) / (1 + z * z / whole), 0.0), min((middle + half) / (1 + z * z / whole), 1.0)


@dataclass(frozen=True)
class CodeRating:
    """How right the suggestions of one code were, and how many of its comments they found."""

    code: Code
    precision: Share
    recall: Share


@dataclass(frozen=True)
class Rating:
    """How good the suggestions were on the comments that are kept for checking."""

    comments: int
    precision: Share
    recall: Share
    codes: tuple[CodeRating, ...]


def rating(engagement: Engagement, found: Sequence[Rated]) -> Rating:
    """Return precision and recall, each code's too, from the comments picked by lot (from all of a small engagement)."""
    whole = is_read_whole(engagement)
    checked = [one for one in found if whole or is_kept_for_checking(one.voice)]
    right, said, given = Counter[int](), Counter[int](), Counter[int]()
    for one in checked:
        right.update(one.said & one.given)
        said.update(one.said)
        given.update(one.given)
    codes = codebook.of_the_frame(engagement).filter(pk__in={*said, *given}).order_by("group", "place", "name")
    return Rating(
        len(checked), Share(right.total(), said.total()), Share(right.total(), given.total()),
        tuple(CodeRating(code, Share(right[code.pk], said[code.pk]), Share(right[code.pk], given[code.pk])) for code in codes),
    )  # fmt: skip


def is_read_whole(engagement: Engagement) -> bool:
    """Return whether an engagement is so small that every comment is read and none is kept for checking."""
    found = Voice.objects.clean_only().filter(engagement=engagement).order_by()[:LEAST_FOR_CHECKING].count()
    return bool(found < LEAST_FOR_CHECKING)


@dataclass(frozen=True)
class Point:
    """One batch of decisions, beside the suggestions of the coder as it was before it learnt from them."""

    versions: tuple[str, ...]
    learnt_from: int
    comments: int
    score: float
    low: float
    high: float
    checked: int
    checked_score: float | None


def curve(engagement: Engagement, found: Sequence[Rated]) -> list[Point]:
    """Return the learning curve: F1 over all codes together, batch by batch, each predicted before it was learnt from."""
    learnt = dict(LearntCoder.objects.filter(engagement=engagement).values_list("name", "decisions"))
    batches: list[list[Rated]] = []
    for one in found:
        if not batches or (len(batches[-1]) >= STEP and batches[-1][-1].version != one.version):
            batches.append([])
        batches[-1].append(one)
    if len(batches) > 1 and len(batches[-1]) < STEP // 2:  # a few left over say nothing alone
        batches[-2:] = [batches[-2] + batches[-1]]
    return [_point(batch, learnt) for batch in batches]


def _point(batch: Sequence[Rated], learnt: Mapping[str, int]) -> Point:
    versions = tuple(dict.fromkeys(one.version for one in batch))
    checked = [one for one in batch if is_kept_for_checking(one.voice)]
    low, high = _between(batch)
    return Point(
        versions, learnt.get(versions[0], 0), len(batch), _f1(_counts(batch)), low, high, len(checked),
        _f1(_counts(checked)) if len(checked) >= ENOUGH else None,
    )  # fmt: skip


def _counts(batch: Sequence[Rated]) -> "np.ndarray[Any, Any]":
    """Return for each comment: codes both said and given, codes said, codes given."""
    return np.array([[len(one.said & one.given), len(one.said), len(one.given)] for one in batch], float).reshape(-1, 3)


def _f1(counts: "np.ndarray[Any, Any]") -> float:
    both, said, given = counts.sum(axis=0)
    return float(2 * both / (said + given)) if said + given else 0.0


def _between(batch: Sequence[Rated]) -> tuple[float, float]:
    """Return where the score would lie 95 times in 100, by drawing the comments anew a thousand times."""
    counts = _counts(batch)
    drawn = np.random.default_rng(SEED).integers(0, len(counts), (RESAMPLES, len(counts)))
    sums = counts[drawn].sum(axis=1)
    whole = sums[:, 1] + sums[:, 2]
    scores = np.where(whole > 0, 2 * sums[:, 0] / np.maximum(whole, 1), 0.0)
    return float(np.quantile(scores, 0.025)), float(np.quantile(scores, 0.975))
