"""Results of an engagement, question by question: how many gave each answer, safe to show, with what stands beside them."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from antiphon.core.cubes import ShownCube
from antiphon.core.suppression import THRESHOLD, Shown, Why, share, shown
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement, Question
from antiphon.insight import counting, tallies
from antiphon.insight.columns import Array, Marks
from antiphon.insight.counting import Axis
from antiphon.insight.tallies import Laid
from antiphon.voices.models import SpeaksAs

BESIDE = {"twin": "Format or language", "channel": "How they took part", "trusted": "How sure we are who they are",
          "speaks_as": "For whom they speak"}  # fmt: skip
HIDDEN = Shown(None, Why.PROTECTS)
SURE = 1.96  # standard errors to each side: 95 times in 100


@dataclass(frozen=True)
class Bar:
    """One answer: how many gave it, the share of those who answered, and the same by the groups beside it."""

    text: str
    count: Shown
    share: int | None
    beside: tuple[Shown, ...] = ()
    without: Shown | None = None
    mean: str = ""


@dataclass(frozen=True)
class Part:
    """One list of answers that is counted: a question, or a row of a grid. `mean`: in words, empty when it cannot be told."""

    heading: str
    bars: tuple[Bar, ...]
    answered: Shown
    mean: str = ""
    beside: tuple[str, ...] = ()
    answered_beside: tuple[Shown, ...] = ()
    answered_without: Shown | None = None

    @property
    def hides(self) -> bool:
        return any(cell.hidden for bar in self.bars for cell in (bar.count, *bar.beside))


@dataclass(frozen=True)
class QuestionResult:
    """What was answered to one version of a question."""

    question: Question
    kind: str
    asked: Shown
    answered: Shown
    not_answered: Shown
    not_asked: Shown
    parts: tuple[Part, ...]
    earlier: tuple["QuestionResult", ...] = ()

    @property
    def hides(self) -> bool:
        return any(part.hides for part in self.parts) or any(one.hides for one in self.earlier)


@dataclass(frozen=True)
class Groups:
    """Responses that speak for groups: each is one response; the people they say they speak for stand beside, never in it."""

    responses: Shown
    people: Shown


@dataclass(frozen=True)
class Results:
    """Everything that was answered, question by question."""

    engagement: Engagement
    responses: Shown
    groups: Groups
    flagged: Shown
    aside: Shown
    questions: tuple[QuestionResult, ...]
    by: str
    stale: bool = False
    beside: Mapping[str, str] = field(default_factory=lambda: BESIDE)

    @property
    def hides(self) -> bool:
        return any(one.hides for one in self.questions)


def results(engagement: Engagement, *, by: str = "", without_flagged: bool = False) -> Results:
    """Return the results, perhaps by twin, channel, trust or for whom people speak, perhaps with the flagged ones left out.

    A constant number of queries, however many questions and responses there are.
    """
    questions = list(engagement.questions.order_by("place", "-version", "pk"))
    laid = tallies.answers_of(engagement, with_about=False)
    axis = counting.axis_of(engagement, laid, by) if by in BESIDE else None
    every: dict[uuid.UUID, list[Question]] = {}
    for question in questions:
        every.setdefault(question.series, []).append(question)
    flags = counting.standing_axis(laid) if without_flagged else None
    now = [_result(laid, question, every, axis, flags) for question in questions if question.replaced_at is None]
    standing = laid.column("standing")
    return Results(
        engagement, shown(int(laid.counted.sum())), _groups(laid), shown(int(standing.where(tallies.FLAGGED).sum())),
        shown(int(standing.where(tallies.ASIDE).sum())), tuple(now), by if axis else "", laid.stale,
    )  # fmt: skip


def _groups(laid: Laid) -> Groups:
    groups = laid.column("speaks_as").where(str(SpeaksAs.GROUP)) & laid.counted
    people = int(laid.column("speaks_for").codes[groups].sum()) if laid.size else 0
    count = int(groups.sum())
    # What a handful of groups say of their size points at no person; a single group is still theirs to name.
    return Groups(Shown(count), Shown(people))


def _result(
    laid: Laid, question: Question, every: Mapping[uuid.UUID, Sequence[Question]], axis: Axis | None, flags: Axis | None
) -> QuestionResult:
    asked, answered = counting.was_asked(laid, question, every), counting.answered(laid, question)
    n_asked, n_answered, n_all = int(asked.sum()), int(answered.sum()), int(laid.counted.sum())
    before = [one for one in every[question.series] if one.version < question.version]
    earlier = tuple(_result(laid, one, {**every, question.series: []}, axis, flags) for one in before)
    return QuestionResult(
        question, question.get_kind_display(), _known(n_asked), _known(n_answered), _known(n_asked - n_answered),
        _known(n_all - n_asked), tuple(_parts(laid, question, axis, flags)), earlier,
    )  # fmt: skip


def _known(count: int) -> Shown:
    """Return how many did or did not answer. It says nothing of what anyone is or thinks, so it is shown."""
    return Shown(count)


def _parts(laid: Laid, question: Question, axis: Axis | None, flags: Axis | None) -> list[Part]:
    if question.kind in (Kind.TEXT, Kind.FILE):
        return []
    rows = [(one["key"], one["text"]) for one in question.rows] if question.kind == Kind.MATRIX else [("", "")]
    return [_part(laid, question, laid.marked(question.pk, key), text, axis, flags) for key, text in rows]


def _part(laid: Laid, question: Question, marks: Marks, heading: str, axis: Axis | None, flags: Axis | None) -> Part:
    if question.kind == Kind.PLACE:
        marks, labels = counting.place_groups(laid, marks)
    else:
        labels = counting.labels_of(question, marks)
    numbers = _Numbers(laid, question, marks, [key for key, _ in labels], axis)
    flagged = _Numbers(laid, question, marks, [key for key, _ in labels], flags) if flags else None
    ranks = _mean_ranks(laid, question, marks) if question.kind == Kind.RANKING else {}
    total = numbers.total()
    bars = tuple(
        Bar(text, (count := numbers.count(place)), share(count, total), numbers.beside(place),
            flagged.at(place, 0) if flagged else None, ranks.get(key.split("|")[0], ""))
        for place, (key, text) in enumerate(labels)
    )  # fmt: skip
    return Part(
        heading, bars, total, _mean(laid, question, marks, numbers), tuple(axis.groups) if axis else (), numbers.beside(None),
        flagged.at(None, 0) if flagged else None,
    )  # fmt: skip


class _Numbers:
    """The counts of one list of answers, alone and by the groups of an axis: made safe together."""

    def __init__(self, laid: Laid, question: Question, marks: Marks, labels: Sequence[str], axis: Axis | None) -> None:
        self.groups = len(axis.groups) if axis else 0
        axes = [axis] if axis else []
        self.cubes: list[ShownCube] = []
        self.many = question.kind == Kind.MANY
        if self.many:
            self.cubes = [counting.ticked_cube(laid, axes, marks=marks, label=label) for label in labels]
        elif labels:
            self.cubes = [counting.cube_of(laid, axes, marks=marks, labels=labels)]

    def _cell(self, answer: int | None, group: int | None) -> Shown:
        if not self.cubes:
            return Shown(0)
        tail = () if not self.groups else (group,)
        if self.many:
            return self.cubes[answer or 0].cell(None if answer is None else 0, *tail)
        return self.cubes[0].cell(answer, *tail)

    def count(self, answer: int) -> Shown:
        return self._cell(answer, None)

    def total(self) -> Shown:
        return self._cell(None, None)

    def at(self, answer: int | None, group: int) -> Shown:
        return self._cell(answer, group)

    def beside(self, answer: int | None) -> tuple[Shown, ...]:
        return tuple(self._cell(answer, group) for group in range(self.groups))


def _mean(laid: Laid, question: Question, marks: Marks, numbers: _Numbers) -> str:
    """Return the mean of a scale with its interval, in words; nothing where it would give a hidden number away."""
    if question.kind != Kind.SCALE or not numbers.cubes or numbers.total().hidden:
        return ""
    labels = [int(key) for key, _ in counting.labels_of(question, marks)]
    kept = marks.within(laid.counted)
    counts = np.array([int((kept.codes == code).sum()) for code in _codes(kept, labels)])
    if counts.sum() < THRESHOLD:
        return ""
    hidden = [place for place in range(len(labels)) if numbers.count(place).hidden]
    words = mean_words(labels, counts)
    for place in hidden:  # the words must fit another count of each hidden answer just as well
        others = [other for other in hidden if other != place]
        moved = [_moved(counts, one, two) for other in others for one, two in ((place, other), (other, place)) if counts[two]]
        if all(mean_words(labels, other) != words for other in moved):
            return ""
    return words


def _codes(marks: Marks, labels: Sequence[int]) -> list[int]:
    known = {label: code for code, label in enumerate(marks.labels)}
    return [known.get(str(label), -1) for label in labels]


def _moved(counts: Array, to: int, away: int) -> Array:
    other = counts.copy()
    other[to] += 1
    other[away] -= 1
    return other


def mean_words(values: Sequence[int], counts: Array) -> str:
    """Return the mean of values that were given so many times, and where the true mean of all such people would lie."""
    number = int(counts.sum())
    mean = float(np.dot(values, counts)) / number
    spread = math.sqrt(max(float(np.dot(np.square(np.array(values) - mean), counts)) / max(number - 1, 1), 0.0))
    half = SURE * spread / math.sqrt(number)
    return f"{mean:.1f} (95% interval {max(mean - half, min(values)):.1f} to {min(mean + half, max(values)):.1f})"


def _mean_ranks(laid: Laid, question: Question, marks: Marks) -> dict[str, str]:
    """Return the mean place that each option was given, by those who gave it one: for ten people or more."""
    kept = marks.within(laid.counted)
    ranks: dict[str, list[int]] = {}
    for code, label in enumerate(kept.labels):
        option, rank = label.rsplit("|", 1)
        ranks.setdefault(option, []).extend([int(rank)] * int((kept.codes == code).sum()))
    return {option: f"{sum(given) / len(given):.1f}" for option, given in ranks.items() if len(given) >= THRESHOLD}
