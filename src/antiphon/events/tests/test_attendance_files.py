"""Who came, as meeting tools write it. Every file here is made up, and so is everybody in it."""

import io
import zipfile

import pytest

from antiphon.core.problems import BadFile
from antiphon.events.doors import attendance
from antiphon.voices.tests.sheets import xlsx

PARTICIPANTS = """1. Summary
Meeting title\tLiving well at home
Attended participants\t3

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ada Example\t14/04/2026, 12:28:10\t14/04/2026, 13:30:02\t1h 1m 52s\tada@example.org\tada@example.org\tPresenter
Bo Example\t14/04/2026, 12:31:00\t14/04/2026, 12:40:00\t9m\tbo@example.org\tbo@example.org\tAttendee
Guest One\t14/04/2026, 12:31:00\t14/04/2026, 13:00:00\t29m 40s\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ada Example\t14/04/2026, 12:28:10\t14/04/2026, 13:30:02\t1h 1m 52s\tada@example.org\tPresenter
"""
REPORT = """Attendee Report
Topic,Living well at home
Attendee Details,
Attended,User Name (Original Name),First Name,Last Name,Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Ada,Ada,Example,ADA@example.org,"Apr 14, 2026 12:28:10","Apr 14, 2026 12:50:10",22,Yes
Yes,Ada,Ada,Example,ada@example.org,"Apr 14, 2026 12:55:10","Apr 14, 2026 13:30:10",35,Yes
No,Bo,Bo,Example,bo@example.org,--,--,--,
Yes,Cy,Cy,Example,cy@example.org,"Apr 14, 2026 12:28:10","Apr 14, 2026 12:50:10",22,Yes
"""


def read(text: str | bytes) -> attendance.Read:
    return attendance.read(io.BytesIO(text if isinstance(text, bytes) else text.encode()))


def test_a_report_with_tabs_lines_before_the_table_and_another_table_after_it():
    for content in (PARTICIPANTS.encode("utf-16"), PARTICIPANTS.encode("utf-8-sig"), PARTICIPANTS.replace("\n", "\r\n").encode()):
        found = read(content)
        assert [(one.email, one.name, one.minutes) for one in found.people] == [
            ("ada@example.org", "Ada Example", 62), ("bo@example.org", "Bo Example", 9), ("", "Guest One", 30),
        ]  # fmt: skip
        assert found.rows == 3
        assert found.doubles == []


def test_somebody_who_came_in_twice_counts_once_and_the_row_is_said():
    found = read(REPORT)
    assert [(one.row, one.email.casefold(), one.minutes) for one in found.people] == [
        (5, "ada@example.org", 57), (8, "cy@example.org", 22),
    ]  # fmt: skip
    assert found.doubles == [attendance.Double(6, 5, "the same e-mail address")]
    assert found.absent == 1


def test_the_same_name_without_an_address_counts_once():
    found = read("Name;Joined;Minutes\nGuest One;12:00;5\nguest  one;12:10;5\nGuest Two;12:10;\n")
    assert [one.name for one in found.people] == ["Guest One", "Guest Two"]
    assert found.doubles == [attendance.Double(3, 2, "the same name, and no e-mail address")]
    assert found.people[0].minutes == 10
    assert found.people[1].minutes is None


def test_a_sheet_is_read_like_a_table():
    content = xlsx([["Full name", "E-mail", "Duration (minutes)"], ["Ada Example", "ada@example.org", 43],
                    ["Bo Example", "bo@example.org", 12.6]])  # fmt: skip
    found = read(content)
    assert [(one.email, one.minutes) for one in found.people] == [("ada@example.org", 43), ("bo@example.org", 13)]


def test_a_row_that_cannot_be_read_keeps_the_whole_file_out():
    with pytest.raises(BadFile) as problem:
        read("Email,Join time,Duration\nada@example.org,12:00,5\nnot an address,12:00,5\n,12:00,5\nbo@example.org,12:00,long\n")
    assert problem.value.rows == [
        (3, "“not an address” is not an e-mail address."), (4, "There is neither an e-mail address nor a name."),
        (5, "“long” is not a duration."),
    ]  # fmt: skip
    assert problem.value.accepted == 1


@pytest.mark.parametrize(("content", "said"), [
    (b"", "empty"), (b"%PDF-1.7", "PDF"), (b"Question,Answer\na,b\n", "No heading row"), (b"Email,Join time\n", "nobody below"),
    (b"Email,Join time\n\x00\x01", "not a text file"), (b"PK\x03\x04broken", ""),
    (b'Email,Join time\nada@example.org,"x\n', None),
])  # fmt: skip
def test_what_is_no_such_file_says_what_is_wrong(content: bytes, said: str | None):
    if said is None:  # a quotation mark that is never closed: the last cell runs to the end, and the row still counts
        assert len(read(content).people) == 1
        return
    with pytest.raises(BadFile) as problem:
        read(content)
    assert said in " ".join(problem.value.reasons)


def test_a_package_that_is_no_spreadsheet_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("notes.txt", "no sheet")
    with pytest.raises(BadFile):
        read(packed.getvalue())


@pytest.mark.parametrize(("said", "minutes"), [
    ("43", 43), ("43.6", 44), ("1h 2m 10s", 62), ("1:02:31", 63), ("62 min", 62), ("", None), ("--", None),
    ("45s", 1), ("2h", 120)
])  # fmt: skip
def test_durations_are_whole_minutes(said: str, minutes: int | None):
    assert attendance.minutes_of(said) == minutes
