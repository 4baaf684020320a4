"""Screens of a file on its way in: sent, looked at, mended, taken, undone."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from antiphon.engagement.models import Question
from antiphon.engagement.tests.factories import make_choice, make_engagement, make_open_engagement
from antiphon.insight.tests.factories import make_machine_reading, make_reading
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices import tasks
from antiphon.voices.models import Answer, ImportBatch, Opening, Response, Voice, WaitingFile
from antiphon.voices.tests.factories import make_waiting_file
from antiphon.voices.tests.sheets import xlsx
from antiphon.workspace.voices import files

pytestmark = pytest.mark.django_db
BUSES = "What works for you? (1),How do you get here?,Ward\nMornings.,By bus,4\nEvenings.,By buss,5\n"


@pytest.fixture
def engagement():
    return make_open_engagement(owner=make_organisation(name="Ashmere Board"))


@pytest.fixture
def someone(engagement):
    return make_user(role="engagement_lead", organisation=engagement.owner)


@pytest.fixture
def lead(someone, staff_client):
    return staff_client(someone)


def at(engagement, tail=""):
    return f"/workspace/engagements/{engagement.slug}/voices/{tail}"


def words(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def send(client: Any, engagement: Any, content: str | bytes, name: str = "answers.csv") -> str:
    """Send a file and return the address of its page."""
    data = content.encode() if isinstance(content, str) else content
    response = client.post(at(engagement, "import/"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, words(response)
    return response.headers["Location"]


def take(client: Any, page: str, **more: str) -> Any:
    return client.post(page, {"do": "take", **more})


def test_a_file_is_looked_at_before_anything_is_added(engagement, lead):
    page = words(lead.get(send(lead, engagement, "text,score,extra\nWarm and kind.,6,x\n,2,y\n")))
    assert "Warm and kind." in page
    assert "2 columns are used, 1 is not" in page
    assert "C: extra" in page
    assert not Response.objects.exists()


def test_taking_shows_what_it_brought_and_lets_go_of_the_file(engagement, lead):
    where = send(lead, engagement, "text,score,extra\nWarm and kind.,6,x\n,2,y\n")
    page = words(lead.get(take(lead, where).headers["Location"]))
    assert "Columns not used: extra." in page
    assert "score not used" in page
    assert Response.objects.count() == 2
    waiting = WaitingFile.objects.get()
    assert (waiting.status, waiting.head, waiting.parts.count()) == ("taken", "", 0)
    assert lead.get(where).status_code == 302


def test_an_unknown_answer_is_told_once_for_the_column_and_the_file_is_taken(engagement, lead):
    make_choice(engagement=engagement)
    where = send(lead, engagement, BUSES)
    page = words(lead.get(take(lead, where).headers["Location"]))
    assert "1 row cannot be taken" in page
    assert "Nearest: “By bus”" in page
    assert not Response.objects.exists()
    report = lead.get(f"{where}report/")
    assert report["Content-Type"].startswith("text/csv")
    assert "3,“By buss” is not one of the answers" in report.content.decode()
    done = take(lead, where, **{"said-1-1": "By buss", "told-1-1": "bus"})
    assert "/imports/" in done.headers["Location"]
    assert list(Answer.objects.values_list("option", flat=True)) == ["bus", "bus"]


def test_a_column_is_put_right_and_seen_so_before_it_is_taken(engagement, lead):
    choice = make_choice(engagement=engagement)
    where = send(lead, engagement, "What works for you? (1),Way\nMornings.,By bus\n")
    saved = lead.post(where, {"do": "save", "use-1": f"q:{choice.series}"}, follow=True)
    page = words(saved)
    assert "Saved." in page
    assert "By bus" in page.split("as they will be taken")[1]
    assert not Response.objects.exists()
    twice = words(lead.post(where, {"do": "save", "use-0": f"q:{choice.series}"}))
    assert "Keep one of them" in twice


def test_the_next_file_of_the_same_shape_is_matched_as_the_last_was(engagement, lead):
    choice = make_choice(engagement=engagement)
    where = send(lead, engagement, "What works for you? (1),Way\nMornings.,By bus\n")
    take(lead, where, **{"use-1": f"q:{choice.series}"})
    again = send(lead, engagement, "What works for you? (1),Way\nEvenings.,By car\n")
    take(lead, again)
    assert sorted(Answer.objects.values_list("option", flat=True)) == ["bus", "car"]


def test_a_spreadsheet_with_its_heading_in_another_row_and_sheet(engagement, lead):
    data = xlsx([["Notes"], ["x"]], sheets=[("Answers", [["Title", "more", "x"], ["Words", "", "x"], ["Warm.", "", "y"]])])
    where = send(lead, engagement, data, "answers.xlsx")
    lead.post(f"{where}heading/", {"sheet": "Answers", "first": "1", "rows": "1"})
    lead.post(f"{where}heading/", {"sheet": "Answers", "first": "2", "rows": "1"})
    assert "A: Words" in words(lead.get(where))
    take(lead, where, **{"use-0": "text"})
    assert [voice.sealed_words for voice in Voice.objects.all()] == ["Warm."]
    refused = lead.post(f"{send(lead, engagement, data + b' ', 'b.xlsx')}heading/", {"first": "99", "rows": "1"}, follow=True)
    assert "one of the first rows" in words(refused)


def test_a_large_file_is_taken_by_a_worker_and_the_page_tells(engagement, lead, someone, monkeypatch):
    monkeypatch.setattr(files, "INLINE", 10)
    where = send(lead, engagement, "text\nWarm.\nKind.\n")
    page = words(lead.get(take(lead, where).headers["Location"]))
    assert 'http-equiv="refresh"' in page
    assert "waits for its turn" in page
    tasks.take_files()
    assert lead.get(where).status_code == 302
    assert Response.objects.count() == 2
    assert "was taken" in words(lead.get("/workspace/"))


def test_a_large_file_that_is_refused_is_in_the_worklist(engagement, lead, monkeypatch):
    monkeypatch.setattr(files, "INLINE", 10)
    where = send(lead, engagement, "text,date\nWarm.,soon\n")
    take(lead, where)
    tasks.take_files()
    assert "could not be taken" in words(lead.get("/workspace/"))
    assert "“soon” is not a date" in words(lead.get(where))


def test_questions_are_made_from_the_columns_of_a_draft(staff_client):
    engagement = make_engagement(question=False)
    client = staff_client(make_user(role="engagement_lead", organisation=engagement.owner))
    rows = "".join(f"Open later {number}.,{way},Yes,,{number % 5 + 1},2026-03-0{number % 9 + 1},Good,Poor\n"
                   for number, way in enumerate(["By bus", "On foot"] * 6))  # fmt: skip
    heading = ("What should we change?,How do you travel?,Which times? [Mornings],Which times? [Evenings],How easy?,When?,"
               "How good? [Staff],How good? [Parking]\n")  # fmt: skip
    where = send(client, engagement, heading + rows)
    page = words(client.get(f"{where}questions/"))
    assert page.count("Make this a question") == 6
    client.post(f"{where}questions/", {f"make-{number}": "yes" for number in range(1, 7)})
    assert list(Question.objects.values_list("text", "kind")) == [
        ("What should we change?", "text"), ("How do you travel?", "one"), ("Which times?", "many"), ("How easy?", "scale"),
        ("When?", "date"), ("How good?", "matrix"),
    ]  # fmt: skip
    assert "8 columns are used, 0 are not" in words(client.get(where))
    take(client, where)
    assert (Response.objects.count(), Answer.objects.count()) == (12, 12 * 6)


def test_a_file_is_thrown_away(engagement, lead):
    where = send(lead, engagement, "text\nWarm.\n")
    lead.post(f"{where}drop/")
    assert not WaitingFile.objects.exists()
    assert lead.get(where).status_code == 404


def test_only_the_one_who_sent_a_file_sees_it(engagement, staff_client):
    waiting = make_waiting_file(engagement=engagement)
    colleague = staff_client(make_user(role="engagement_lead", organisation=engagement.owner))
    charlie = staff_client(make_user(role="engagement_lead"))
    for client in (colleague, charlie):
        for tail in ("", "report/", "questions/"):
            assert client.get(at(engagement, f"files/{waiting.pk}/{tail}")).status_code == 404
        assert client.post(at(engagement, f"files/{waiting.pk}/drop/")).status_code == 404
    assert waiting.name not in words(colleague.get(at(engagement, "import/")))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7", "This is a PDF"), (b"", "The file is empty"), (b"PK\x03\x04", "damaged"), (b"text\n\"open\n", "well-formed")],
)
def test_a_file_that_cannot_be_read_says_so_at_once(engagement, lead, content, said):
    response = lead.post(at(engagement, "import/"), {"file": SimpleUploadedFile("a.csv", content)})
    assert said in words(response)
    assert not WaitingFile.objects.exists()


def test_a_file_that_is_too_large_says_so(engagement, lead, monkeypatch):
    monkeypatch.setattr("antiphon.core.uploads.MOST_FROM_STAFF", 2_000)
    response = lead.post(at(engagement, "import/"), {"file": SimpleUploadedFile("a.csv", b"text\n" + b"Warm.\n" * 900)})
    assert "larger than 100 MB" in words(response)


def test_an_upload_never_touches_a_disk(engagement, lead, monkeypatch):
    def to_disk(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("A temporary file was made.")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", to_disk)
    monkeypatch.setattr("tempfile.mkstemp", to_disk)
    where = send(lead, engagement, b"text\n" + b"Warm and kind words.\n" * 200_000)
    assert WaitingFile.objects.get().parts.count() == 5
    assert "Warm and kind words." in words(lead.get(where))


def test_import_without_a_file_says_what_to_do(engagement, lead):
    assert "Choose a file" in words(lead.post(at(engagement, "import/")))


def test_import_of_the_same_file_is_refused_on_the_page(engagement, lead):
    take(lead, send(lead, engagement, "text\nWarm.\n"))
    response = lead.post(at(engagement, "import/"), {"file": SimpleUploadedFile("b.csv", b"text\nWarm.\n")})
    assert "already in" in words(response)


def test_import_is_not_for_a_reader(engagement, staff_client):
    client = staff_client(make_user(role="reader", organisation=engagement.owner))
    assert client.get(at(engagement, "import/")).status_code == 403


def test_undo_takes_the_whole_file_out(engagement, lead):
    make_choice(engagement=engagement)
    take(lead, send(lead, engagement, BUSES.replace("buss", "bus")))
    assert Answer.objects.count() == 2
    batch = ImportBatch.objects.get()
    lead.post(at(engagement, f"imports/{batch.pk}/undo/"))
    assert not Voice.objects.exists()
    assert not Answer.objects.exists()
    assert "taken out again" in words(lead.get(at(engagement)))


def test_undo_is_refused_once_a_person_has_worked_on_it(engagement, lead):
    take(lead, send(lead, engagement, "text\nWarm.\n"))
    batch, voice = ImportBatch.objects.get(), Voice.objects.get()
    Opening.objects.create(voice=voice, opened_by=engagement.lead, why="Asked to.")
    page = words(lead.post(at(engagement, f"imports/{batch.pk}/undo/"), follow=True))
    assert "People have begun to work" in page
    assert Voice.objects.exists()


@pytest.mark.parametrize(("make", "refused"), [(make_machine_reading, False), (make_reading, True)])
def test_undo_minds_the_readings_of_people_and_not_those_of_a_machine(engagement, lead, make, refused):
    take(lead, send(lead, engagement, "text\nWarm.\n"))
    batch = ImportBatch.objects.get()
    make(voice=Voice.objects.get())
    lead.post(at(engagement, f"imports/{batch.pk}/undo/"))
    assert Voice.objects.exists() is refused


def test_script_and_formulas_in_every_cell_are_only_words(engagement, lead):
    nasty = "<script>alert(1)</script>"
    where = send(lead, engagement, f"text,date,{nasty}\n=cmd|'/c calc'!A1,{nasty},{nasty}\n@x,=1+1,-2\n", f"{nasty}.csv")
    page = words(lead.get(take(lead, where).headers["Location"]))
    assert nasty not in page
    assert "&lt;script&gt;" in page
    for line in lead.get(f"{where}report/").content.decode("utf-8-sig").splitlines()[1:]:
        assert not line.split(",", 1)[1].startswith(("=", "+", "-", "@"))


def test_a_wide_file_is_matched_in_parts(engagement, lead):
    heading = ",".join(f"Extra {number}" for number in range(100))
    where = send(lead, engagement, f"text,{heading}\nWarm.{',x' * 100}\n")
    page = words(lead.get(f"{where}?columns=3"))
    assert "part 3 of 3" in page
    assert page.count('name="use-') == 21
    lead.post(f"{where}?columns=3", {"do": "save", "use-100": "place"})
    take(lead, where)
    assert Response.objects.get().place == "x"
