"""The door for files: what it takes, what it refuses and what it says. No database."""

import datetime
import gzip
import io

import pytest

from antiphon.core.problems import BadFile
from antiphon.voices.doors.csv_file import CHANNELS, BadRow, Row, read
from antiphon.voices.models import Channel
from antiphon.voices.rules import LONGEST

TODAY = datetime.date(2026, 11, 22)


def rows(text: str | bytes) -> list[Row | BadRow]:
    return list(read(io.BytesIO(text.encode() if isinstance(text, str) else text), today=TODAY))


def one(text: str) -> Row:
    (row,) = rows(text)
    assert isinstance(row, Row), row
    return row


def wrong(text: str) -> str:
    (row,) = rows(text)
    assert isinstance(row, BadRow), row
    return " ".join(row.reasons)


def refused(data: bytes) -> str:
    with pytest.raises(BadFile) as error:
        list(read(io.BytesIO(data), today=TODAY))
    return " ".join(error.value.reasons)


@pytest.mark.parametrize(
    ("said", "day"),
    [("27/03/2026", (2026, 3, 27)), ("2026-03-27", (2026, 3, 27)), ("7/3/26", (2026, 3, 7)), ("27.03.2026", (2026, 3, 27)),
     ("2026-03-27T10:15:00", (2026, 3, 27)), ("12/31/2021", (2021, 12, 31))],
)  # fmt: skip
def test_dates_as_people_write_them(said, day):
    assert one(f"text,date\nWarm.,{said}\n").date == datetime.date(*day)


@pytest.mark.parametrize("said", ["31/02/2026", "soon", "13/13/2026", "23/11/2026", "1/1/1889"])
def test_dates_that_cannot_be(said):
    assert "date" in wrong(f"text,date\nWarm.,{said}\n").lower()


@pytest.mark.parametrize(
    ("said", "score"), [("1", 1), ("5.0", 5), ("Very good", 1), ("", None), ("6", None), ("Don't know", None)]
)
def test_scores_as_surveys_write_them(said, score):
    assert one(f"text,fft_score\nWarm.,{said}\n").score == score


def test_a_score_that_is_no_score_is_refused():
    assert "1 (very good)" in wrong("text,score\nWarm.,9\n")


def test_notes_say_what_was_noticed():
    found = read(io.BytesIO(b"text,score,ward,date\nA.,7,x,1/2/2026\n,1,,12/31/2021\n,,,\n"), today=TODAY)
    assert len(list(found)) == 2
    assert found.notes() == [
        "Columns not used: ward.",
        "1 row had a score that means “don’t know”: score not used.",
        "1 row had no words: the score was kept, and there is nothing to read.",
        "1 row had a date with the month before the day: read as such. All other dates were read day first.",
        "1 row empty, and passed over.",
    ]


def test_words_of_several_lines_and_formulas_are_just_words():
    assert one('text\n"=cmd|calc\r\nSecond, ""line"""\n').text == '=cmd|calc\nSecond, "line"'


def test_row_numbers_are_those_of_a_spreadsheet():
    found = rows('text,score\n"two\nlines",1\nBad.,x\n')
    assert [row.number for row in found] == [2, 3]


def test_mixed_encodings_and_other_separators():
    assert one("text;place\nCafé;Vale\n").text == "Café"
    mixed = rows(b"\xef\xbb\xbftext\nCaf\xc3\xa9\nCaf\xe9 \x93kind\x94\n")
    assert [row.text for row in mixed] == ["Café", "Café “kind”"]


def test_channels_are_those_of_the_room():
    assert set(CHANNELS.values()) == set(Channel.values)
    assert "pigeon" in wrong("text,channel\nWarm.,pigeon\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [(",,yes", "no words and no score"), ("Warm.,,yes", "no e-mail address"), ("Warm.,nobody,no", "name@example.org"),
     ("Warm.,,maybe", "use yes or no")],
)  # fmt: skip
def test_rows_that_cannot_be_taken_say_why(line, words):
    assert words in wrong(f"text,email,wants_reply\n{line}\n")


def test_a_comment_that_is_too_long_is_refused():
    assert "the most is" in wrong(f"text\n{'x' * (LONGEST + 1)}\n")
    assert one(f"text\n{'x' * LONGEST}\n")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"comment text,date\nWarm.,\n", "no column named"), (b"text,comment\nA,B\n", "Two columns"),
     (b"PK\x03\x04rest", "spreadsheet"), (b"\xff\xfet\x00e\x00", "UTF-16"), (b"text\nA\x00B\n", "not a text file"),
     (gzip.compress(b"text\nWarm.\n", mtime=0)[:-6], "damaged"), (b"\x1f\x8brubbish", "damaged"),
     (b'text\n"never closed\n', "well-formed"), (b"text\n\"" + b"x" * 140_000 + b"\"\n", "quotation mark")],
)  # fmt: skip
def test_files_that_cannot_be_read_say_what_to_do(data, words):
    assert words in refused(data)


def test_a_zip_bomb_is_refused_before_it_unpacks(monkeypatch):
    monkeypatch.setattr("antiphon.voices.doors.csv_file.MOST_BYTES", 1_000_000)
    assert "larger than 100 MB" in refused(gzip.compress(b"text\n" + b"warm\n" * 400_000))
