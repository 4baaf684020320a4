"""Whatever is in a file: it is taken whole with exactly its rows, or refused in words. Never anything else."""

import csv
import io
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.core.tables import open_table
from antiphon.engagement.about import about_set
from antiphon.engagement.answering import Asked, Kind, problems
from antiphon.engagement.tests.factories import make_choice, make_open_engagement
from antiphon.voices import actions, rules
from antiphon.voices.doors.cells import clean
from antiphon.voices.doors.columns import Matching
from antiphon.voices.doors.drafting import drafts
from antiphon.voices.doors.guessing import every_use, guess
from antiphon.voices.doors.looking import head_of
from antiphon.voices.doors.rows import Reader, faults
from antiphon.voices.doors.writers import Taken
from antiphon.voices.models import Answer, Response, Voice
from antiphon.voices.tests.sheets import ods, xlsx
from antiphon.voices.tests.test_rows import GRID, MANY, ONE, ORDER, SCALE, TODAY, WORDS
from antiphon.voices.tests.test_shapes import CITIZEN, FFT, FORMS, LIME_CODES, LIME_WORDS, QUALTRICS

ABOUT = about_set("2026-1")
QUESTIONS = [
    Asked(pk=number, series=uuid.UUID(int=number), kind=one.kind, text=one.text, options=one.options, rows=one.rows,
          settings=one.settings)
    for number, one in enumerate((WORDS, ONE, MANY, SCALE, GRID, ORDER), start=1)
]  # fmt: skip
QUESTIONS += [Asked(pk=7, series=uuid.UUID(int=7), kind=Kind.DATE, text="When?"),
              Asked(pk=8, series=uuid.UUID(int=8), kind=Kind.PLACE, text="Where?")]  # fmt: skip
USES = [use for use, _ in every_use(QUESTIONS, ABOUT)]
GOOD_TEXTS = [FFT.encode(), QUALTRICS.encode(), LIME_CODES.encode(), LIME_WORDS.encode(), FFT.encode("utf-16")]
GOOD_SHEETS = [xlsx(FORMS), ods(FORMS), xlsx(CITIZEN)]


def read(data: bytes, uses: list[str] | None = None) -> list[Any]:
    """Read a file to its end by what is guessed, or by these uses; only a refusal may stop it."""
    try:
        head, records = head_of(open_table(io.BytesIO(data)))
        shape = head.shape()
        matching = guess(shape, QUESTIONS, ABOUT)
        drafts(shape, matching, head.filled())
        if uses:
            chosen = [uses[column.index % len(uses)] for column in shape.columns]
            matching = Matching(**{**matching.__dict__, "uses": tuple(chosen)})
        if faults(matching, QUESTIONS, ABOUT):
            return []
        found = list(Reader(matching, asked=QUESTIONS, about=ABOUT, today=TODAY).read(records))
    except Refused as refused:
        return [] if refused.reasons else pytest.fail("It was refused without a word.")
    by_key = {one.pk: one for one in QUESTIONS}
    for row in found:
        if isinstance(row, Taken):
            for pk, value in row.answers.items():
                assert problems(by_key[pk], value) == [], (by_key[pk].kind, value)
            assert ABOUT.problems(row.about) == []
            assert row.speaks_as != "group" or (row.speaks_for and row.speaks_for > 1)
        else:
            assert row.reasons
    return found


@given(st.binary(max_size=600))
@settings(max_examples=150)
def test_any_bytes_at_all(data):
    read(data)


@given(st.sampled_from(GOOD_TEXTS), st.lists(st.tuples(st.integers(0, 4_000), st.binary(max_size=6)), max_size=8))
@settings(max_examples=120)
def test_good_text_files_with_bytes_put_wrong(data, wrong):
    broken = bytearray(data)
    for at, piece in wrong:
        broken[at % len(broken) : at % len(broken) + len(piece)] = piece
    read(bytes(broken))


@given(st.sampled_from(GOOD_SHEETS), st.lists(st.tuples(st.integers(0, 9_000), st.binary(min_size=1, max_size=4)), max_size=4))
@settings(max_examples=40)
def test_good_spreadsheets_with_bytes_put_wrong(data, wrong):
    broken = bytearray(data)
    for at, piece in wrong:
        broken[at % len(broken) : at % len(broken) + len(piece)] = piece
    read(bytes(broken))


CELLS = st.one_of(
    st.text(max_size=30), st.sampled_from(["bus", "By bus", "1", "5", "Yes", "No", "n/a", "2026-03-27", "x@example.org", "Good",
                                           "Other: a boat", "=1+1", "37", "By bus;By car, or taxi", "group", "40"]),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(USES), min_size=1, max_size=8),
    st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=12),
)
@settings(max_examples=200)
def test_any_cells_for_any_use(uses, rows):
    out = io.StringIO()
    csv.writer(out).writerows([[f"Heading {place}" for place in range(8)], *rows])
    read(out.getvalue().encode("utf-8", errors="replace"), uses)


@pytest.mark.django_db
@given(
    st.lists(
        st.tuples(st.text(max_size=60), st.sampled_from(["bus", "By car", "Another way: on foot", ""]), st.integers(1, 5)),
        min_size=1, max_size=8,
    )
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_taken_is_stored_exactly(rows):
    engagement = make_open_engagement()
    choice = make_choice(engagement=engagement)
    Response.objects.all().delete()
    out = io.StringIO()
    table = [[words.replace("\ud800", ""), way, score] for words, way, score in rows]
    csv.writer(out).writerows([[engagement.questions.first().text, choice.text, "score"], *table])
    data = out.getvalue().encode("utf-8", errors="replace")
    batch = actions.import_file(engagement, file=io.BytesIO(data), name="a.csv", by=Machine("test"))
    said = [clean(row[0]) for row in csv.reader(io.StringIO(data.decode()))][1:]
    assert batch.rows == Response.objects.count() == len(rows)
    assert list(Response.objects.order_by("pk").values_list("score", flat=True)) == [score for _, _, score in rows]
    written = Voice.objects.filter(question__kind="text").order_by("pk")
    assert [voice.sealed_words for voice in written] == [rules.tidy(words) for words in said if rules.tidy(words)]
    ways = {"bus": "bus", "By car": "car", "Another way: on foot": "other"}
    chosen = Answer.objects.order_by("response__pk").values_list("option", flat=True)
    assert list(chosen) == [ways[way] for _, way, _ in rows if way]
