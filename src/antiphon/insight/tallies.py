"""The answers of an engagement, laid out for counting: read from its tally, and what has come since from the rows.

A tally is made by a task once there are many responses (`actions.lay_out`), so that a page need not read a million rows.
Responses that came after it are read from the rows each time, so a figure is never behind by a new response. A change of
what is in the tally (a response erased, flagged or kept aside, an import undone) changes its stamp: a small engagement is
then read from the rows, a large one waits some seconds for its new tally.
"""

import datetime
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement
from antiphon.insight.columns import NONE, Array, Column, Marks, column_of, packed, unpacked
from antiphon.insight.models import Tally, TallyColumn
from antiphon.voices.models import About, Answer, Response, Standing, Upload, Voice

MANY = 2_000  # responses beyond the last tally (or without one) for which a new tally is worth while
COUNT_UPTO = 300_000
READ_ANYWAY = 5_000  # responses that can be read from the rows while somebody waits
SETTLED_AFTER = datetime.timedelta(seconds=60)  # by then whoever was taking in a response has committed it
SEVERAL = "several"
ASIDE, FLAGGED = str(Standing.ASIDE), str(Standing.FLAGGED)
PLAIN = ("channel", "language", "trusted", "standing", "place", "speaks_as")


@dataclass(frozen=True)
class Laid:
    """Responses from 0 to `size`, their columns, and what was marked, by question (and row of a grid)."""

    size: int = 0
    columns: Mapping[str, Column] = field(default_factory=dict)
    marks: Mapping[tuple[int, str], Marks] = field(default_factory=dict)
    stale: bool = False

    def column(self, name: str) -> Column:
        """Return a column; empty texts when nothing was kept under that name."""
        return self.columns.get(name) or Column([""], np.zeros(self.size, np.uint8))

    def marked(self, question: int, row: str = "") -> Marks:
        return self.marks.get((question, row), NONE)

    def rows_of(self, question: int) -> list[str]:
        """Return the rows of a grid in which something was marked."""
        return [row for key, row in self.marks if key == question]

    @property
    def counted(self) -> Array:
        """Which responses figures count: all but those that a person kept aside."""
        return ~self.column("standing").where(ASIDE)


def answers_of(
    engagement: Engagement, *, names: Iterable[str] | None = None, with_marks: bool = True, with_about: bool = True
) -> Laid:
    """Return what was answered, as it stands now. `names` are the columns that are wanted, all when none are given.

    At most ten queries, however much there is. `with_marks`: what was answered. `with_about`: what people said of themselves.
    """
    tally = Tally.objects.filter(engagement=engagement).select_related("engagement").first()
    stale = tally is not None and not is_current(tally)
    if tally is None or (stale and tally.responses <= READ_ANYWAY):
        return read(engagement, with_marks=with_marks, with_about=with_about)
    kept = TallyColumn.objects.filter(tally=tally)
    if names is not None:
        kept = kept.filter(name__in=list(names))
    if not with_about:
        kept = kept.exclude(name__startswith="about:")
    columns: dict[str, Column] = {}
    marks: dict[tuple[int, str], Marks] = {}
    for name, content in kept.values_list("name", "content"):
        found = unpacked(content)
        if isinstance(found, Column):
            columns[name] = found
        else:
            marks[_key(name)] = found
    laid = Laid(tally.responses, columns, marks, stale)
    later = read(engagement, after=tally.upto, with_marks=with_marks, with_about=with_about)
    return _joined(laid, later) if later.size else laid


def name_of(question: int, row: str = "") -> str:
    """Return the name under which the marks of a question (or of a row of it) are kept."""
    return f"q{question}:{row}"


def stamp(engagement: Engagement) -> str:
    """Return what shows that responses which were there already were erased, flagged or kept aside. Two small queries.

    It rests on what both faces may read, so that they find the same.
    """
    theirs = Response.objects.filter(engagement=engagement).order_by()
    erased = theirs.filter(erased_at__isnull=False).aggregate(n=Count("pk"), last=Max("erased_at"))
    aside = theirs.exclude(standing=Standing.COUNTED).values("standing").annotate(n=Count("pk"), sum=Sum("pk"))
    parts = [erased["n"], erased["last"], sorted(aside.values_list("standing", "n", "sum"))]
    return "|".join(str(part) for part in parts)[-200:]


def is_current(tally: Tally) -> bool:
    """Return whether the responses in a tally are still those that it was made from: none changed, came late or went."""
    if tally.stamp != stamp(tally.engagement):
        return False
    if tally.responses > COUNT_UPTO:
        return True  # the sweep looks: to count so many takes longer than a page may
    return _now_in(tally) == tally.responses


def _now_in(tally: Tally) -> int:
    return Response.objects.filter(engagement=tally.engagement_id, pk__lte=tally.upto).order_by().count()


def settled_upto(engagement: Engagement) -> int:
    """Return the id of the last response that nobody is still writing beside."""
    before = timezone.now() - SETTLED_AFTER
    return Response.objects.filter(engagement=engagement, made_at__lt=before).aggregate(last=Max("pk"))["last"] or 0


def due() -> "QuerySet[Tally]":
    """Return the tallies that there are: each is looked at, and made anew when it is behind."""
    return Tally.objects.select_related("engagement").order_by("engagement_id", "-pk").distinct("engagement_id")


def is_behind(tally: Tally) -> bool:
    """Return whether a tally should be made anew."""
    if not is_current(tally) or _now_in(tally) != tally.responses:
        return True
    later = Response.objects.filter(engagement=tally.engagement, pk__gt=tally.upto)
    return later.order_by()[: MANY + 1].count() > MANY


def without_a_tally() -> "QuerySet[Engagement]":
    """Return the engagements that have so many responses that they should have a tally."""
    many = Response.objects.order_by().values("engagement").annotate(n=Count("pk")).filter(n__gt=MANY).values("engagement")
    found: QuerySet[Engagement] = Engagement.objects.filter(pk__in=many).exclude(pk__in=Tally.objects.values("engagement"))
    return found.order_by("pk")


def ids_of(engagement: Engagement) -> Array:
    """Return the ids of the responses, in the order in which they are laid out."""
    ids = Response.objects.filter(engagement=engagement).order_by("pk").values_list("pk", flat=True)
    return np.fromiter(ids.iterator(chunk_size=10_000), np.int64)


def read(
    engagement: Engagement, *, after: int = 0, upto: int | None = None, with_marks: bool = True, with_about: bool = True
) -> Laid:
    """Return what was answered, read from the rows: responses whose ids come after one and go up to another. Five queries."""
    span = {"pk__gt": after} | ({"pk__lte": upto} if upto is not None else {})
    fields = ("pk", *PLAIN, "twin", "said_on", "speaks_for", "made_at")
    rows = Response.objects.filter(engagement=engagement, **span).order_by("pk").values_list(*fields)
    ids, speaks_for, made = array("q"), array("L"), array("L")
    labels: list[dict[str, int]] = [{} for _ in (*PLAIN, "twin", "month")]
    codes = [array("L") for _ in labels]
    for pk, *values, twin, day, number, moment in rows.iterator(chunk_size=10_000):
        ids.append(pk)
        for known, kept, value in zip(labels, codes, (*values, "" if twin is None else str(twin), f"{day:%Y-%m}"), strict=True):
            kept.append(known.setdefault(value, len(known)))
        speaks_for.append(number or 0)
        made.append(int(moment.timestamp()))
    if not ids:
        return Laid()
    columns = {
        name: Column(list(known), np.array(kept, np.uint32))
        for name, known, kept in zip((*PLAIN, "twin", "month"), labels, codes, strict=True)
    } | {"speaks_for": Column([], np.array(speaks_for, np.uint32)), "made": Column([], np.array(made, np.uint32))}
    by_response = {f"response__{key}": value for key, value in span.items()}
    places = np.array(ids, np.int64)
    if with_about:
        said = About.objects.filter(engagement=engagement, **by_response).order_by().values_list("response", "said")
        columns |= _about(said.iterator(chunk_size=10_000), places)
    return Laid(len(ids), columns, _marks(engagement, by_response, places) if with_marks else {})


def _about(said: Iterable[tuple[int, dict[str, object]]], ids: Array) -> dict[str, Column]:
    found: dict[str, list[str]] = {}
    for response, categories in said:
        at = int(np.searchsorted(ids, response))
        for key, value in categories.items():
            # Who chose several is counted once, so that a table adds up to the people in it.
            one = value if isinstance(value, str) else str(value[0]) if isinstance(value, list) and len(value) == 1 else SEVERAL
            found.setdefault(f"about:{key}", [""] * len(ids))[at] = one
    return {name: column_of(values) for name, values in found.items()}


def _marks(engagement: Engagement, by_response: dict[str, int], ids: Array) -> dict[tuple[int, str], Marks]:
    cells = (
        Answer.objects.filter(engagement=engagement, **by_response).order_by()
        .values_list("question", "question__kind", "row", "option", "number", "text").annotate(rows=ArrayAgg("response"))
    )  # fmt: skip
    found: dict[tuple[int, str], list[tuple[str, Array]]] = {}
    for question, kind, row, option, number, text, responses in cells:
        label = {
            Kind.SCALE: str(number), Kind.RANKING: f"{option}|{number}", Kind.DATE: text[:7], Kind.PLACE: text,
        }.get(Kind(kind), option)  # fmt: skip
        found.setdefault((question, row), []).append((label, np.searchsorted(ids, np.array(responses, np.int64))))
    for model in (Voice, Upload):  # words and files: only who sent some
        sent = model.objects.filter(  # type: ignore[attr-defined]
            engagement=engagement, question__kind__in=[Kind.TEXT, Kind.FILE], response__isnull=False, **by_response
        )
        for question, responses in sent.order_by().values_list("question").annotate(rows=ArrayAgg("response", distinct=True)):
            found.setdefault((question, ""), []).append(("said", np.searchsorted(ids, np.array(responses, np.int64))))
    return {key: _gathered(parts) for key, parts in found.items()}


def _gathered(parts: Sequence[tuple[str, Array]]) -> Marks:
    labels = list(dict.fromkeys(label for label, _ in parts))
    codes = [np.full(len(rows), labels.index(label), np.uint32) for label, rows in parts]
    rows = np.concatenate([rows for _, rows in parts]).astype(np.uint32)
    order = np.argsort(rows, kind="stable")
    return Marks(labels, rows[order], np.concatenate(codes)[order])


def contents(laid: Laid) -> list[tuple[str, bytes]]:
    """Return the columns of what was laid out, by name, as they are kept."""
    columns = [(name, packed(column)) for name, column in laid.columns.items()]
    return columns + [(name_of(*key), packed(marks)) for key, marks in laid.marks.items()]


def _key(name: str) -> tuple[int, str]:
    question, row = name[1:].split(":", 1)
    return int(question), row


def _joined(laid: Laid, later: Laid) -> Laid:
    blank = Column([""], np.zeros(later.size, np.uint8))
    names = laid.columns.keys() | later.columns.keys()
    columns = {name: laid.column(name).joined(later.columns.get(name, blank)) for name in names}
    keys = laid.marks.keys() | later.marks.keys()
    marks = {key: laid.marked(*key).joined(later.marked(*key), laid.size) for key in keys}
    return Laid(laid.size + later.size, columns, marks, laid.stale)
