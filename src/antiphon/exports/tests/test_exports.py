"""Files that are taken out: whole, counted, with nobody in them, and reading back to the same counts."""

import csv
import errno
import hashlib
import io
import json
import zipfile
from collections import Counter
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement, make_question
from antiphon.exports import actions, evidence, lines, making, queries, tasks
from antiphon.exports.models import Export, ExportPart
from antiphon.exports.writers import END, written
from antiphon.insight.results import results
from antiphon.insight.tests.panel import answer_survey, make_survey
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import Response
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db
BY = Machine("test")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture
def survey():
    questions = make_survey()
    answer_survey(questions, 120)
    return questions


def made(engagement, kind="rows", format="csv"):
    export = actions.ask(engagement, kind=kind, format=format, by=engagement.lead)
    making.make(export, by=BY)
    export.refresh_from_db()
    return export, b"".join(queries.content_of(export))


def read_back(format, content):
    """Return the rows of a file, its heading first, and what stands after them."""
    if format == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        last = next(number for number, row in enumerate(rows) if row[0] in ("NOTE", END))
        return rows[:last], rows[last:]
    if format == "json":
        found = json.loads(content)
        return [found["columns"], *[["" if cell is None else str(cell) for cell in row] for row in found["rows"]]], found["end"]
    archive = zipfile.ZipFile(io.BytesIO(content))
    if format == "ods":
        tree = ElementTree.fromstring(archive.read("content.xml"))
        sheets = [
            [["".join(cell.itertext()) for cell in row] for row in table.iter(f"{TABLE}table-row")]
            for table in tree.iter(f"{TABLE}table")
        ]
        return sheets[0], sheets[1]
    texts = ["".join(one.itertext()) for one in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))] if (
        "xl/sharedStrings.xml" in archive.namelist()) else []
    sheets = []
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        rows = []
        for row in ElementTree.fromstring(archive.read(name)).iter(f"{SHEET}row"):
            cells: dict[int, str] = {}
            for cell in row:
                letters = "".join(mark for mark in cell.get("r") if mark.isalpha())
                place = 0
                for mark in letters:
                    place = place * 26 + ord(mark) - 64
                text = "".join(cell.itertext())
                cells[place - 1] = texts[int(text)] if cell.get("t") == "s" else text
            rows.append([cells.get(place, "") for place in range(max(cells, default=-1) + 1)])
        sheets.append(rows)
    return sheets[0], sheets[1]


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods", "json"])
def test_what_is_taken_out_reads_back_to_the_same_counts(survey, format):
    export, content = made(survey["one"].engagement, format=format)
    assert (export.state, export.rows, export.size) == ("ready", 120, len(content))
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    rows, end = read_back(format, content)
    assert len(rows) == 121
    assert "120" in str(end)
    place = rows[0].index("Would you ring 111 first?")
    truth = {bar.text: bar.count.value for bar in results(survey["one"].engagement).questions[0].parts[0].bars}
    assert Counter(row[place] for row in rows[1:]) == {text: count for text, count in truth.items() if count}
    many = rows[0].index("How do you want to reach us?")
    ticked = Counter(one for row in rows[1:] for one in row[many].split(" | "))
    bars = results(survey["one"].engagement).questions[1].parts[0].bars
    assert ticked == {bar.text: bar.count.value for bar in bars}


def test_a_row_holds_no_person(survey):
    engagement = survey["one"].engagement
    for response in Response.objects.filter(engagement=engagement):
        question = make_question(engagement=engagement)
        make_voice(response=response, question=question, words="Call me on 07700 900123", status="sealed")
        break
    _, content = made(engagement)
    text = content.decode()
    assert not any(receipt in text for receipt in Response.objects.values_list("receipt", flat=True))
    assert "07700" not in text
    rows, after = read_back("csv", content)
    heading = rows[0]
    assert heading[:4] == ["Number", "Month", "How they took part", "Age"]
    known = heading[1:heading.index("Flagged")]
    shared = Counter(tuple(row[1:1 + len(known)]) for row in rows[1:])
    assert min(shared.values()) >= 10
    assert "fewer than 10" in after[0][1]


def test_results_are_taken_out_with_what_is_hidden(survey):
    engagement = survey["one"].engagement
    export, content = made(engagement, kind="results")
    rows, after = read_back("csv", content)
    assert rows[0][:6] == ["Question", "Version", "Kind", "Row of the grid", "Answer", "People"]
    assert export.rows == len(rows) - 1
    assert "hidden" in after[0][1]
    people = [row[5] for row in rows[1:] if row[5] not in ("", "hidden")]
    assert all(int(number) == 0 or int(number) >= 10 for number in people)


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods", "json"])
def test_no_cell_runs_as_a_formula(format):
    evil = ['=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)", "\tx", "fine", "a\x00b\x0bc & <d>", "two\nlines"]
    content = b"".join(written(format, ["One"], ([text] for text in evil)))
    rows, _ = read_back(format, content)
    cells = [row[0] for row in rows[1:]]
    assert [cell[0] for cell in cells[:5]] == ["'"] * 5
    assert cells[5] == "fine"
    if format == "xlsx":
        assert "<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()


def test_the_same_rows_give_the_same_file():
    for format in ("csv", "json", "ods"):
        first, second = (b"".join(written(format, ["One"], iter([["a"], [2]]))) for _ in range(2))
        assert first == second


def test_a_long_cell_says_that_it_was_cut():
    content = b"".join(written("xlsx", ["One"], iter([["x" * 40_000]])))
    assert b"cut here" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_who_may_not_take_out():
    engagement = make_open_engagement()
    with pytest.raises(PermissionDenied):
        actions.ask(engagement, kind="rows", format="csv", by=make_user(role="reader", organisation=engagement.owner))
    with pytest.raises(Http404):
        actions.ask(engagement, kind="rows", format="csv", by=make_user(role="director"))
    with pytest.raises(Refused, match="kind of file"):
        actions.ask(engagement, kind="rows", format="zip", by=engagement.lead)
    with pytest.raises(Refused, match="take out"):
        actions.ask(engagement, kind="people", format="csv", by=engagement.lead)
    draft = make_engagement()
    with pytest.raises(Refused, match="published"):
        actions.ask(draft, kind="evidence", format="zip", by=draft.lead)


def test_asking_twice_makes_one_and_the_task_makes_each_once(survey):
    engagement = survey["one"].engagement
    first = actions.ask(engagement, kind="rows", format="csv", by=engagement.lead)
    assert actions.ask(engagement, kind="rows", format="csv", by=engagement.lead) == first
    assert tasks.make_waiting() == 1
    assert tasks.make_waiting() == 0
    verbs = [line.verb for line in trail.of(first)]
    assert verbs == ["ask for export", "make export", "write export", "finish export"]
    actions.take_out(first, by=engagement.lead)
    assert trail.of(first).last().verb == "take export out"


def test_a_full_disk_gives_a_clear_message_and_no_half_file(survey, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("antiphon.exports.lines._Sheet._words", full)
    export, content = made(survey["one"].engagement)
    assert export.state == "failed"
    assert "no room left on the disk" in export.problem
    assert content == b""
    with pytest.raises(Refused, match="not here any more"):
        actions.take_out(export, by=export.asked_by)


def test_a_maker_that_died_is_followed_by_another_and_three_are_enough(survey):
    export = actions.ask(survey["one"].engagement, kind="rows", format="csv", by=survey["one"].engagement.lead)
    assert actions.begin(export, by=BY)
    actions.keep_part(export, number=0, content=b"half", done=1, by=BY)
    assert tasks.make_waiting() == 0  # it was heard of just now
    long_ago = timezone.now() - timedelta(minutes=3)
    Export.objects.update(beat_at=long_ago)
    assert tasks.make_waiting() == 1
    whole = b"".join(queries.content_of(export))
    assert not whole.startswith(b"half")
    with pytest.raises(Refused, match="Somebody else"):
        actions.keep_part(export, number=9, content=b"late", done=9, by=BY)  # the first one wakes up again
    with pytest.raises(Refused, match="Somebody else"):
        actions.finish(export, rows=1, size=1, sha256="x", notes=[], by=BY)
    other = actions.ask(survey["one"].engagement, kind="rows", format="json", by=survey["one"].engagement.lead)
    Export.objects.filter(pk=other.pk).update(state="making", beat_at=long_ago, tries=3)
    tasks.make_waiting()
    other.refresh_from_db()
    assert (other.state, "three tries" in other.problem) == ("failed", True)


def test_a_file_expires_and_its_receipt_stays(survey):
    export, _ = made(survey["one"].engagement)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert tasks.let_go_due() == 1
    export.refresh_from_db()
    assert (export.state, export.rows) == ("gone", 120)
    assert not ExportPart.objects.exists()
    assert tasks.let_go_due() == 0


def test_the_evidence_is_the_same_byte_for_byte_and_every_file_fits_its_checksum(survey):
    engagement = survey["one"].engagement
    export, content = made(engagement, kind="evidence", format="zip")
    assert export.state == "ready", export.problem
    again = b"".join(evidence.bundle(engagement).pieces())
    assert again == content
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = archive.namelist()
    assert names[0] == f"{engagement.slug}/index.html"
    listed = json.loads(archive.read(f"{engagement.slug}/manifest.json"))["files"]
    assert {one["file"] for one in listed} == {name.split("/", 1)[1] for name in names} - {"manifest.json"}
    for one in listed:
        assert hashlib.sha256(archive.read(f"{engagement.slug}/{one['file']}")).hexdigest() == one["sha256"]
    index = archive.read(f"{engagement.slug}/index.html").decode()
    assert "Would you ring 111 first?" in index
    assert "The duty to involve" in index
    assert engagement.lead.name not in index
    assert b"Ethnic group" in archive.read(f"{engagement.slug}/heard/cross-tabs/about-ethnic_group.csv")


def test_the_rows_leave_out_who_was_kept_aside():
    engagement = make_open_engagement()
    make_response(engagement=engagement, standing="aside")
    for _ in range(11):
        make_response(engagement=engagement)
    assert len(list(lines.response_lines(engagement).rows)) == 11


def test_nobody_answered_is_a_file_too():
    export, content = made(make_open_engagement())
    assert (export.state, export.rows) == ("ready", 0)
    assert END in content.decode()
