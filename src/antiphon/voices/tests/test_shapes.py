"""Files in the shapes that other programs write. Every file here was made up for these tests."""

import datetime
import io
import uuid
from typing import Any

import pytest

from antiphon.core.tables import open_table
from antiphon.engagement.answering import Asked, Kind, Option
from antiphon.voices.doors.guessing import guess
from antiphon.voices.doors.looking import head_of
from antiphon.voices.doors.rows import Reader, faults
from antiphon.voices.doors.writers import Taken
from antiphon.voices.tests.sheets import ods, xlsx

TODAY = datetime.date(2026, 11, 22)
WAYS = (Option("bus", "By bus"), Option("walk", "On foot"), Option("other", "Another way", words=True))
GOOD = (Option("good", "Good"), Option("fair", "Fair"), Option("poor", "Poor"))


def asked(pk: int, kind: Kind, text: str, **more: Any) -> Asked:
    return Asked(pk=pk, series=uuid.UUID(int=pk), kind=kind, text=text, **more)


WORDS = asked(1, Kind.TEXT, "What should we change?")
TRAVEL = asked(2, Kind.ONE, "How do you travel to the clinic?", options=WAYS)
TIMES = asked(3, Kind.MANY, "Which times suit you?", options=(
    Option("am", "Mornings"), Option("pm", "Afternoons"), Option("other", "Other", words=True)))  # fmt: skip
GRID = asked(4, Kind.MATRIX, "How good were these?", options=GOOD, rows=(Option("r1", "Staff"), Option("r2", "Parking")))
ORDER = asked(5, Kind.RANKING, "What matters most to you?", options=(Option("near", "Nearness"), Option("fast", "Speed")))
EASY = asked(6, Kind.SCALE, "How easy was it to book?", settings={"from": 0, "to": 10})
ALL = (WORDS, TRAVEL, TIMES, GRID, ORDER, EASY)


def read(data: bytes, *questions: Asked) -> tuple[Any, list[Taken]]:
    head, records = head_of(open_table(io.BytesIO(data)))
    shape = head.shape()
    matching = guess(shape, questions, None)
    assert faults(matching, questions, None) == []
    found = list(Reader(matching, asked=questions, about=None, today=TODAY).read(records))
    assert all(isinstance(row, Taken) for row in found), found
    return shape, found


def csv(text: str) -> bytes:
    return text.encode()


FFT = """Site,Date completed,How collected,"Overall, how was your experience of our service?",Please tell us why you gave this answer,What could we do better?,Are you happy for us to share your comments in public?
Vale clinic,03/02/2026,Paper,Very good,The nurse took her time.,Nothing,Yes
Vale clinic,04/02/2026,Online,Don't know,,Longer hours,No
"""  # noqa: E501 - a heading is one line


def test_friends_and_family_test():
    why, better = asked(1, Kind.TEXT, "Why did you give this answer?"), asked(2, Kind.TEXT, "What could be better?")
    shape, (first, second) = read(csv(FFT), why, better)
    assert shape.title == "Friends and Family Test"
    assert (first.score, first.place, first.channel, first.may_quote) == (1, "Vale clinic", "paper", True)
    assert (first.date, first.answers) == (datetime.date(2026, 2, 3), {1: "The nurse took her time.", 2: "Nothing"})
    assert (second.score, second.channel, second.answers) == (None, "web", {2: "Longer hours"})


FORMS = [
    ["ID", "Start time", "Completion time", "Email", "Name", "What should we change?", "How do you travel to the clinic?",
     "Which times suit you?", "Staff", "Parking", "What matters most to you?", "How easy was it to book?"],
    [1, datetime.datetime(2026, 3, 2, 9, 30), datetime.datetime(2026, 3, 2, 9, 41), "anonymous", "", "Open later.",
     "By bicycle", "Mornings;Evenings please;", "Good", "Poor", "Speed;Nearness;", 7],
    [2, datetime.datetime(2026, 3, 3, 9, 30), datetime.datetime(2026, 3, 3, 9, 41), "anonymous", "", "=1+1 is my answer",
     "By bus", "Afternoons;", "Fair", "", "Nearness;Speed;", 10],
]  # fmt: skip


@pytest.mark.parametrize("made", [xlsx, ods])
def test_microsoft_forms(made):
    shape, (first, second) = read(made(FORMS), WORDS, TRAVEL, TIMES, ORDER, EASY)
    assert shape.title == "Microsoft Forms"
    assert (first.date, first.email, first.name) == (datetime.date(2026, 3, 2), "", "")
    assert first.answers == {
        1: "Open later.", 2: {"key": "other", "words": "By bicycle"}, 3: ["am", {"key": "other", "words": "Evenings please"}],
        5: ["fast", "near"], 6: 7,
    }  # fmt: skip
    assert second.answers == {1: "=1+1 is my answer", 2: "bus", 3: ["pm"], 5: ["near", "fast"], 6: 10}


QUALTRICS = """StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,UserLanguage,Q1,Q2,Q2_3_TEXT,Q3_1,Q3_2,Q4_1,Q4_2,Q5_1,Q5_2,Q6_1
Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,User Language,What should we change?,How do you travel to the clinic? - Selected Choice,How do you travel to the clinic? - Another way - Text,Which times suit you? - Mornings,Which times suit you? - Afternoons,How good were these? - Staff,How good were these? - Parking,What matters most to you? - Nearness,What matters most to you? - Speed,How easy was it to book?
"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""status""}","{""ImportId"":""ipAddress""}","{""ImportId"":""progress""}","{""ImportId"":""duration""}","{""ImportId"":""finished""}","{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""userLanguage""}","{""ImportId"":""QID1_TEXT""}","{""ImportId"":""QID2""}","{""ImportId"":""QID2_3_TEXT""}","{""ImportId"":""QID3_1""}","{""ImportId"":""QID3_2""}","{""ImportId"":""QID4_1""}","{""ImportId"":""QID4_2""}","{""ImportId"":""QID5_1""}","{""ImportId"":""QID5_2""}","{""ImportId"":""QID6_1""}"
2026-03-02 09:30:11,2026-03-02 09:41:00,IP Address,192.0.2.1,100,649,True,2026-03-02 09:41:01,R_1,EN-GB,Open later.,Another way,On a tandem,Mornings,,Good,Poor,2,1,8
2026-03-02 10:30:11,2026-03-02 10:41:00,IP Address,192.0.2.2,10,649,False,2026-03-02 10:41:01,R_2,PL,,,,,,,,,,
"""  # noqa: E501 - a heading is one line


def test_qualtrics_with_its_three_heading_rows():
    shape, (only,) = read(csv(QUALTRICS), *ALL)
    assert (shape.title, shape.rows) == ("Qualtrics", 3)
    assert only.number == 4
    assert (only.language, only.date) == ("en-GB", datetime.date(2026, 3, 2))
    assert only.answers == {
        1: "Open later.", 2: {"key": "other", "words": "On a tandem"}, 3: ["am"], 4: {"r1": "good", "r2": "poor"},
        5: ["fast", "near"], 6: 8,
    }  # fmt: skip


LIME_CODES = """id,submitdate,lastpage,startlanguage,Q1,Q2,Q2[other],Q3[SQ001],Q3[SQ002],Q3[other],Q4[SQ001],Q4[SQ002],Q5[1],\
Q5[2],Q6
1,2026-03-02 09:41:01,3,en,Open later.,-oth-,On a tandem,Y,,Evenings,A1,A3,A2,A1,8
2,2026-03-02 10:41:01,3,cy,,A1,,,,,A2,,A1,A2,0
"""


def test_limesurvey_with_codes_alone():
    shape, (first, second) = read(csv(LIME_CODES), *ALL)
    assert shape.title == "LimeSurvey"
    assert first.answers == {
        1: "Open later.", 2: {"key": "other", "words": "On a tandem"}, 3: ["am", {"key": "other", "words": "Evenings"}],
        4: {"r1": "good", "r2": "poor"}, 5: ["fast", "near"], 6: 8,
    }  # fmt: skip
    assert (second.language, second.answers) == ("cy", {2: "bus", 4: {"r1": "fair"}, 5: ["near", "fast"], 6: 0})


LIME_WORDS = """"Response ID";"Date submitted";"Last page";"Start language";"Q1. What should we change?";"Q2. How do you travel to the clinic?";"Q2. How do you travel to the clinic? [Other]";"Q3. Which times suit you? [Mornings]";"Q3. Which times suit you? [Afternoons]";"Q3. Which times suit you? [Other]";"Q4. How good were these? [Staff]";"Q4. How good were these? [Parking]";"Q5. What matters most to you? [Ranking 1]";"Q5. What matters most to you? [Ranking 2]"
"1";"2026-03-02 09:41:01";"3";"en";"Open later.";"On foot";"";"No";"Yes";"";"Good";"N/A";"Speed";"Nearness"
"""  # noqa: E501 - a heading is one line


def test_limesurvey_with_the_words_of_questions():
    shape, (row,) = read(csv(LIME_WORDS), *ALL[:5])
    assert shape.title == "LimeSurvey"
    assert row.answers == {1: "Open later.", 2: "walk", 3: ["pm"], 4: {"r1": "good"}, 5: ["fast", "near"]}


CITIZEN = [
    ["Response ID", "Submitted", "What is your name?", "What is your email address?", "What should we change?",
     "How do you travel to the clinic?", "Which times suit you? - Mornings", "Which times suit you? - Afternoons",
     "How good were these? - Staff", "How good were these? - Parking"],
    ["ANON-1A2B-3C4D-5", "2026-03-02 09:41", "", "", "Open later.", "Ferry", "Mornings", "", "Good", "Fair"],
    ["ANON-1A2B-3C4D-6", "2026-03-03 09:41", "Ewa Lis", "ewa@example.org", "", "On foot", "", "", "", ""],
]  # fmt: skip


def test_citizen_space():
    shape, (first, second) = read(xlsx(CITIZEN), *ALL[:4])
    assert shape.title == "Citizen Space"
    assert first.answers == {1: "Open later.", 2: {"key": "other", "words": "Ferry"}, 3: ["am"], 4: {"r1": "good", "r2": "fair"}}
    assert (second.name, second.email, second.answers) == ("Ewa Lis", "ewa@example.org", {2: "walk"})


def test_a_plain_table_is_no_programs():
    shape, _ = read(csv("text,score\nWarm.,1\n"), WORDS)
    assert (shape.key, shape.title, shape.first, shape.rows) == ("", "", 1, 1)


def test_a_title_above_and_a_grouped_heading_with_merged_cells():
    rows = [
        ["Answers of spring"], [],
        ["What should we change?", "How good were these?", "", "Date"],
        ["Your words", "Staff", "Parking", "Said on"],
        ["Open later.", "Good", "Poor", "2026-03-02"],
    ]  # fmt: skip
    head, _ = head_of(open_table(io.BytesIO(xlsx(rows))))
    shape = head.shape()
    assert (shape.first, shape.rows) == (3, 2)
    shape, (row,) = read(xlsx(rows), WORDS, GRID)
    assert row.answers[4] == {"r1": "good", "r2": "poor"}


def test_headings_that_are_the_same_are_told_apart():
    head, _ = head_of(open_table(io.BytesIO(csv("text,Site,Site,,Site\nWarm.,1,2,3,4\n"))))
    assert [column.heading for column in head.shape().columns] == ["text", "Site", "Site (2)", "Column D", "Site (3)"]


def test_files_of_the_same_headings_have_the_same_fingerprint():
    one, two, other = (
        head_of(open_table(io.BytesIO(csv(text))))[0].shape().fingerprint()
        for text in ("text,Site\nWarm.,1\n", "TEXT,site\nCold.,2\n", "text,Ward\nWarm.,1\n")
    )
    assert one == two != other
