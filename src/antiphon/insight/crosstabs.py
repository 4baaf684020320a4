"""Cross-tabulations: a question by up to three characteristics, or only how many people there are in each group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from antiphon.core.cubes import ShownCube
from antiphon.core.problems import Refused
from antiphon.core.suppression import Shown, share
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement, Question
from antiphon.insight import counting, seen, tallies
from antiphon.insight.counting import Axis
from antiphon.insight.models import Code

MOST = 3
CAN_BE_CUT = (Kind.ONE, Kind.MANY, Kind.SCALE, Kind.MATRIX, Kind.RANKING, Kind.DATE, Kind.PLACE)
NOT_SAFE = "These together would point at people, so they are shown in smaller tables."


@dataclass(frozen=True)
class Line:
    """One row of a table: its groups, how many answered, and how many gave each answer, with shares in a hundred."""

    groups: tuple[str, ...]
    total: Shown
    cells: tuple[Shown, ...]
    shares: tuple[int | None, ...]
    everyone: bool = False


@dataclass(frozen=True)
class Table:
    """One table: by which characteristics, its answers, its rows; the last row is everyone together."""

    names: tuple[str, ...]
    answers: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def hides(self) -> bool:
        return any(cell.hidden for line in self.lines for cell in (line.total, *line.cells))


@dataclass(frozen=True)
class CrossTab:
    """What was asked for. There are several tables when the one with all characteristics could not be made safe."""

    engagement: Engagement
    question: Question | None
    row: str
    names: tuple[str, ...]
    tables: tuple[Table, ...]
    smaller: bool
    several: bool
    stale: bool
    code: Code | None = None

    @property
    def heading(self) -> str:
        if self.code:
            return f"Comments about “{self.code.name}”"
        what = self.question.text if self.question else "How many took part"
        named = next((row["text"] for row in self.question.rows if row["key"] == self.row), "") if self.question else ""
        return f"{what}{f' ({named})' if named else ''}"

    @property
    def hides(self) -> bool:
        return any(table.hides for table in self.tables)


def crosstab(
    engagement: Engagement, *, question: Question | None, by: Sequence[str], row: str = "", code: Code | None = None
) -> CrossTab:
    """Return a question, or a code of comments, by one to three characteristics, safe to show with its totals. Raises Refused."""
    known = counting.characteristics(engagement)
    if not 1 <= len(by) <= MOST or len(set(by)) != len(by) or any(key not in known for key in by):
        raise Refused("Choose one, two or three different characteristics.")
    if question and (question.kind not in CAN_BE_CUT or question.engagement_id != engagement.pk):
        raise Refused("Choose a question with answers that can be counted.")
    if question and question.kind == Kind.MATRIX and row not in [one["key"] for one in question.rows]:
        raise Refused("Choose a row of the grid.")
    names = {"standing", *by} | ({tallies.name_of(question.pk, row)} if question else set())
    if code is not None:
        laid, marks = seen.laid_out(engagement, names=names)
        axes = [counting.axis_of(engagement, laid, key) for key in by]
        answers: tuple[str, ...] = (code.name,)
        cubes = [counting.ticked_cube(laid, axes, marks=marks, label=str(code.pk))]
    else:
        laid = tallies.answers_of(engagement, names=names)
        axes = [counting.axis_of(engagement, laid, key) for key in by]
        answers, cubes = _cubes(laid, question, row, axes)
    places = [place for place, axis in enumerate(axes) if len(axis.groups) > 1]
    wanted = _shown(cubes, places, len(axes)) if cubes and places else []
    several = code is not None or bool(question and question.kind == Kind.MANY)
    tables = tuple(_table(axes, answers, cubes, chosen, several) for chosen in wanted)
    return CrossTab(engagement, question, row, tuple(axis.name for axis in axes), tables, wanted != [places],
                    several, laid.stale, code)  # fmt: skip


def _cubes(
    laid: tallies.Laid, question: Question | None, row: str, axes: Sequence[Axis]
) -> tuple[tuple[str, ...], list[ShownCube]]:
    """Return the answers and the cubes that hold them: one for each answer where many can be chosen, else one for all."""
    if question is None:
        return (), [counting.cube_of(laid, axes)]
    marks = laid.marked(question.pk, row)
    if question.kind == Kind.PLACE:
        marks, labels = counting.place_groups(laid, marks)
    else:
        labels = counting.labels_of(question, marks)
    words = tuple(text for _, text in labels)
    if question.kind == Kind.MANY:
        return words, [counting.ticked_cube(laid, axes, marks=marks, label=key) for key, _ in labels]
    return words, [counting.cube_of(laid, axes, marks=marks, labels=[key for key, _ in labels])] if labels else []


def _shown(cubes: Sequence[ShownCube], places: Sequence[int], size: int) -> list[list[int]]:
    """Return the largest sets of characteristics that can be shown together, with the answers."""
    found: list[list[int]] = []
    shift = len(cubes[0].whole) - size
    for count in range(len(places), 0, -1):
        for chosen in _choices(places, count):
            axes = (*range(shift), *(place + shift for place in chosen))
            if not any(set(chosen) <= set(one) for one in found) and all(axes not in cube.withheld for cube in cubes):
                found.append(chosen)
    return found


def _choices(places: Sequence[int], count: int) -> Iterator[list[int]]:
    for chosen in combinations(places, count):
        yield list(chosen)


def _table(
    axes: Sequence[Axis], answers: tuple[str, ...], cubes: Sequence[ShownCube], chosen: Sequence[int], several: bool
) -> Table:
    used = [axes[place] for place in chosen]

    def line(groups: Sequence[int] | None) -> Line:
        at: list[int | None] = [None] * len(axes)
        for place, group in zip(chosen, groups or (), strict=groups is not None):
            at[place] = group
        total, cells = _numbers(cubes, at, len(answers), several)
        words = ("Everyone",) if groups is None else tuple(axis.groups[at] for axis, at in zip(used, groups, strict=True))
        return Line(words, total, cells, tuple(share(cell, total) for cell in cells), groups is None)

    lines = [line(groups) for groups in product(*(range(len(axis.groups)) for axis in used))]
    some = [one for one in lines if one.total.value != 0]
    return Table(tuple(axis.name for axis in used), answers, (*some, line(None)))


def _numbers(
    cubes: Sequence[ShownCube], at: Sequence[int | None], answers: int, several: bool
) -> tuple[Shown, tuple[Shown, ...]]:
    if not answers:
        return cubes[0].cell(*at), ()
    if several:
        totals = [cube.cell(None, *at) for cube in cubes]
        return totals[0], tuple(cube.cell(0, *at) for cube in cubes)
    return cubes[0].cell(None, *at), tuple(cubes[0].cell(answer, *at) for answer in range(answers))
