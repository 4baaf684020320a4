"""Rows of a file as responses: what each cell may say, what is refused, what is noticed. No database."""

import datetime
import io
import uuid
from typing import Any

import pytest

from antiphon.core.tables import open_table
from antiphon.engagement.about import about_set
from antiphon.engagement.answering import LONGEST, Asked, Kind, Option, problems
from antiphon.voices.doors.cells import CHANNELS
from antiphon.voices.doors.columns import Matching
from antiphon.voices.doors.guessing import every_use, guess
from antiphon.voices.doors.looking import head_of
from antiphon.voices.doors.rows import Reader, faults
from antiphon.voices.doors.writers import BadRow, Taken
from antiphon.voices.models import Channel

TODAY = datetime.date(2026, 11, 22)
OPTIONS = (Option("bus", "By bus"), Option("car", "By car, or taxi"), Option("other", "Another way", words=True))
ROWS = (Option("r1", "The staff"), Option("r2", "The waiting room"))


def asked(kind: Kind, pk: int = 1, text: str = "How do you get here?", **more: Any) -> Asked:
    return Asked(pk=pk, series=uuid.UUID(int=pk), kind=kind, text=text, **more)


WORDS = asked(Kind.TEXT, 9, "What would help?")
ONE, MANY = asked(Kind.ONE, options=OPTIONS), asked(Kind.MANY, options=OPTIONS)
SCALE = asked(Kind.SCALE, text="How easy was it?", settings={"from": 1, "to": 5, "low": "Very hard", "high": "Very easy"})
GRID = asked(Kind.MATRIX, text="How good was", options=(Option("good", "Good"), Option("poor", "Poor")), rows=ROWS)
ORDER = asked(Kind.RANKING, text="What matters most", options=OPTIONS)
ABOUT = about_set("2026-1")


def read(text: str, *questions: Asked, about: Any = None, twins: Any = None, told: Any = None) -> list[Taken | BadRow]:
    return reader_of(text, *questions, about=about, twins=twins, told=told)[1]


def reader_of(text: str, *questions: Asked, about: Any = None, twins: Any = None, told: Any = None) -> Any:
    head, records = head_of(open_table(io.BytesIO(text.encode())))
    matching = guess(head.shape(), questions, about)
    matching = Matching(**{**matching.__dict__, "told": told or {}})
    assert faults(matching, questions, about) == []
    reader = Reader(matching, asked=questions, about=about, today=TODAY, twins=twins)
    return reader, list(reader.read(records))


def one(text: str, *questions: Asked, **more: Any) -> Taken:
    (row,) = read(text, *questions, **more)
    assert isinstance(row, Taken), row
    return row


def wrong(text: str, *questions: Asked, **more: Any) -> str:
    (row,) = read(text, *questions, **more)
    assert isinstance(row, BadRow), row
    return " ".join(row.reasons)


@pytest.mark.parametrize(
    ("said", "day"),
    [("27/03/2026", (2026, 3, 27)), ("2026-03-27", (2026, 3, 27)), ("7/3/26", (2026, 3, 7)), ("27.03.2026", (2026, 3, 27)),
     ("2026-03-27T10:15:00", (2026, 3, 27)), ("12/31/2021", (2021, 12, 31)), ("27 March 2026", (2026, 3, 27)),
     ("46108", (2026, 3, 27)), ("27 Mar 26 10:11", (2026, 3, 27))],
)  # fmt: skip
def test_dates_as_people_and_programs_write_them(said, day):
    assert one(f"text,date\nWarm.,{said}\n", WORDS).date == datetime.date(*day)


@pytest.mark.parametrize("said", ["31/02/2026", "soon", "13/13/2026", "23/11/2026", "1/1/1889", "9" * 40])
def test_dates_that_cannot_be(said):
    assert "date" in wrong(f"text,date\nWarm.,{said}\n", WORDS).lower()


@pytest.mark.parametrize(
    ("said", "score"),
    [("1", 1), ("5.0", 5), ("Very good", 1), ("", None), ("6", None), ("Don't know", None), ("Don’t know", None),
     ("2 - Good", 2)],
)  # fmt: skip
def test_scores_as_surveys_write_them(said, score):
    assert one(f"text,fft_score\nWarm.,{said}\n", WORDS).score == score


def test_a_score_that_is_no_score_is_refused():
    assert "1 (very good)" in wrong("text,score\nWarm.,9\n", WORDS)


def test_notes_say_what_was_noticed():
    reader, found = reader_of("text,score,ward,date\nA.,7,x,1/2/2026\n,1,,12/31/2021\n,,,\n", WORDS)
    assert len(found) == 2
    assert reader.notes(["ward"]) == [
        "Columns not used: ward.",
        "1 row had a score that means “don’t know”: score not used.",
        "1 row had no words: the score was kept, and there is nothing to read.",
        "1 row had a date with the month before the day: read as such. All other dates were read day first.",
        "1 row empty, and passed over.",
    ]


def test_words_of_several_lines_and_formulas_are_just_words():
    assert one('text\n"=cmd|calc\r\nSecond, ""line"""\n', WORDS).answers == {9: '=cmd|calc\nSecond, "line"'}


def test_row_numbers_are_those_of_a_spreadsheet():
    assert [row.number for row in read('text,score\n"two\nlines",1\nBad.,x\n', WORDS)] == [2, 3]


def test_channels_are_those_of_the_room():
    assert set(CHANNELS.values()) == set(Channel.values)
    assert one("text,channel\nWarm.,Post\n", WORDS).channel == "paper"
    assert "pigeon" in wrong("text,channel\nWarm.,pigeon\n", WORDS)


@pytest.mark.parametrize(
    ("line", "words"),
    [(",,yes", "no words and no score"), ("Warm.,,yes", "no e-mail address"), ("Warm.,nobody,no", "name@example.org"),
     ("Warm.,,maybe", "use yes or no")],
)  # fmt: skip
def test_rows_that_cannot_be_taken_say_why(line, words):
    assert words in wrong(f"text,email,wants_reply\n{line}\n", WORDS)


def test_a_comment_of_50_kb_is_refused_with_its_length_and_a_long_one_is_taken():
    assert "50,000 characters; the most is 20,000" in wrong(f"text\n{'x' * 50_000}\n", WORDS)
    assert len(one(f"text\n{'x' * LONGEST}\n", WORDS).answers[9]) == LONGEST


def test_zeros_are_left_out_of_words_and_said():
    reader, found = reader_of("text\nWa\x00rm and kind.\n" + "Fine.\n" * 9, WORDS)
    assert found[0].answers == {9: "Warm and kind."}
    assert "cannot be shown or kept" in reader.notes()[0]


@pytest.mark.parametrize(
    ("said", "value"),
    [("bus", "bus"), ("By bus", "bus"), ("BY  BUS", "bus"), ("1", "bus"), ("1.0", "bus"), ("A1", "bus"), ("AO01", "bus"),
     ('"By car, or taxi"', "car"), ("Another way: on a tandem", {"key": "other", "words": "on a tandem"}),
     ("Other: by boat", {"key": "other", "words": "by boat"}), ("Other", "other"), ("other", "other"), ("-oth-", "other")],
)  # fmt: skip
def test_one_choice_by_key_words_number_or_other(said, value):
    found = one(f"How do you get here?\n{said}\n", ONE).answers[1]
    assert found == value or (said == "Other" and found == "other")
    assert problems(ONE, found) == []


def test_an_unknown_answer_names_the_nearest_and_can_be_told_once_for_the_column():
    text = "How do you get here?\nBy buss\nBy buss\nBy horse\nBy bus\n"
    reader, found = reader_of(text, ONE)
    assert "“By buss” is not one of the answers to “How do you get here?”. Nearest: “By bus”" in found[0].reasons[0]
    assert reader.unknown[0].most_common() == [("By buss", 2), ("By horse", 1)]
    again = read(text, ONE, told={"0": {"by buss": "bus", "by horse": "-"}})
    assert [row.answers for row in again] == [{1: "bus"}, {1: "bus"}, {}, {1: "bus"}]


@pytest.mark.parametrize("said", ["n/a", "Don’t know", "-", "-99", "not answered", "NULL"])
def test_a_closed_question_left_open_is_noticed_and_not_refused(said):
    reader, (row,) = reader_of(f"How do you get here?\n{said}\n", ONE)
    assert (row.answers, reader.noticed["left_open"]) == ({}, 1)


def test_dont_know_is_an_answer_where_it_is_one_of_the_answers():
    knows = asked(Kind.ONE, options=(*OPTIONS, Option("dk", "Don't know")))
    assert one("How do you get here?\nDon’t know\n", knows).answers == {1: "dk"}


@pytest.mark.parametrize(
    ("cell", "value"),
    [("By bus;By car, or taxi;", ["bus", "car"]), ('"By bus, By car, or taxi"', ["bus", "car"]), ("bus|car", ["bus", "car"]),
     ('"By bus\nBy car, or taxi"', ["bus", "car"]), ('"1,2"', ["bus", "car"]), ("By bus;By bus", ["bus"]),
     ('"By bus, Other: on foot, slowly"', ["bus", {"key": "other", "words": "on foot, slowly"}])],
)  # fmt: skip
def test_many_choices_in_one_cell_however_they_are_parted(cell, value):
    mark = "," if "|" in cell else "|"
    assert one(f"How do you get here?{mark}x\n{cell}{mark}\n", MANY).answers[1] == value


def test_many_choices_with_one_column_each():
    text = (
        "How do you get here? [By bus],How do you get here? [By car, or taxi],How do you get here? [Another way]\n"
        "Yes,No,\n1,1,on foot\n,,\n0,0,0\n"
    ).replace("[By car, or taxi]", "[car]")
    found = read(text, MANY)
    assert [row.answers for row in found if isinstance(row, Taken)] == [
        {1: ["bus"]}, {1: ["bus", "car", {"key": "other", "words": "on foot"}]}, {}
    ]


def test_a_grid_has_a_column_for_each_row():
    text = "How good was [The staff],How good was [The waiting room]\nGood,Poor\n1,n/a\n"
    assert [row.answers for row in read(text, GRID)] == [{1: {"r1": "good", "r2": "poor"}}, {1: {"r1": "good"}}]


@pytest.mark.parametrize(
    ("heading", "cells", "value"),
    [("What matters most", "By bus;Another way", ["bus", "other"]),
     ("What matters most [Rank 1],What matters most [Rank 2]", "car,bus", ["car", "bus"]),
     ("What matters most [By bus],What matters most [Another way]", "2,1", ["other", "bus"])],
)  # fmt: skip
def test_an_order_of_importance_in_one_cell_or_many(heading, cells, value):
    assert one(f"{heading}\n{cells}\n", ORDER).answers == {1: value}


def test_two_answers_in_the_same_place_are_refused():
    assert "same place" in wrong("What matters most [By bus],What matters most [Another way]\n1,1\n", ORDER)


@pytest.mark.parametrize(("said", "number"), [("4", 4), ("4.0", 4), ("4 - Easy", 4), ("Very easy", 5), ("very hard", 1)])
def test_a_scale_by_number_or_by_its_ends(said, number):
    assert one(f"How easy was it?\n{said}\n", SCALE).answers == {1: number}


def test_a_number_that_is_not_on_the_scale_is_refused():
    assert "use 1 to 5" in wrong("How easy was it?\n7\n", SCALE)


def test_a_day_may_be_long_ago_and_a_place_is_short():
    day, place = asked(Kind.DATE, text="When did it begin?"), asked(Kind.PLACE, 2, "Where do you live?")
    text = "When did it begin?,Where do you live?\n1/2/1955,Vale\n"
    assert one(text, day, place).answers == {1: "1955-02-01", 2: "Vale"}
    assert "100 characters" in wrong(f"Where do you live?\n{'x' * 101}\n", place)


def test_about_the_person_by_words_census_labels_or_age_in_years():
    text = "What would help?,Age,Sex,Ethnic group\nA ramp.,37,Prefer not to say,\nA lift.,75 or over,F emale,\n"
    first, second = read(text, WORDS, about=ABOUT)
    assert first.about == {"age": "35_44", "sex": "not_said"}
    assert "Nearest: “Female”" in second.reasons[0]
    census = one("What would help?,Age\nA ramp.,Aged 35 to 44 years\n", WORDS, about=ABOUT)
    assert census.about == {"age": "35_44"}
    assert ABOUT.problems(census.about) == []


def test_the_rest_of_what_a_file_may_say_about_a_response():
    heading = "text,place,name,email,wants_reply,may_quote,may_reuse,language,format,speaks_as,speaks_for"
    row = one(f"{heading}\nA ramp.,Vale,Ewa Lis,ewa@example.org,Yes,I agree,no,Polish,Easy read,group,40\n", WORDS,
              twins={"easy_read": 7})  # fmt: skip
    assert (row.place, row.name, row.email, row.wants_reply, row.may_quote, row.may_reuse) == (
        "Vale", "Ewa Lis", "ewa@example.org", True, True, False
    )  # fmt: skip
    assert (row.language, row.twin, row.speaks_as, row.speaks_for) == ("pl", 7, "group", 40)
    bad = wrong(f"{heading}\nA ramp.,,,,,,,Martian tongue,Braille,choir,many\n", WORDS)
    for words in ("not a language", "not a version", "for whom they speak", "number of people"):
        assert words in bad


def test_a_group_says_for_how_many_it_speaks():
    assert "how many people" in wrong("text,speaks_as\nA ramp.,group\n", WORDS)
    assert one("text,speaks_for\nA ramp.,40\n", WORDS).speaks_as == "group"


def test_what_is_wrong_with_a_matching_as_a_whole():
    use = f"q:{ONE.series}"
    for uses, words in (
        (("date",), "No column is an answer"), ((use, use), "Keep one"), ((f"q:{uuid.uuid4()}",), "no longer asks"),
        (("about:age", use), "does not ask that"), (("text",), "in words"), (("shoe", use), "not known"),
        ((use, f"{use}:tick:bus"), "Keep one way"),
    ):  # fmt: skip
        assert words in " ".join(faults(Matching(uses), [ONE], None))
    assert faults(Matching((f"q:{MANY.series}", f"q:{MANY.series}:words:other")), [MANY], None) == []


def test_every_use_that_can_be_chosen_can_be_read():
    questions = [WORDS, MANY, asked(Kind.MATRIX, 3, options=OPTIONS, rows=ROWS), asked(Kind.RANKING, 4, options=OPTIONS),
                 asked(Kind.SCALE, 5), asked(Kind.DATE, 6), asked(Kind.PLACE, 7)]  # fmt: skip
    for use, words in every_use(questions, ABOUT):
        assert words
        reader = Reader(Matching((use,)), asked=questions, about=ABOUT, today=TODAY)
        assert list(reader.read([(2, ["rubbish ⊘"])]))


def test_a_file_of_ten_thousand_columns_is_matched_in_a_moment():
    heading = ",".join([*(f"Extra {number}" for number in range(10_000)), "What would help?"])
    row = one(f"{heading}\n{',' * 10_000}A ramp.\n", WORDS, ONE, MANY)
    assert row.answers == {9: "A ramp."}
