"""`antiphon check-language`: what it prints for a person and for a program, and how it says no."""

import io
import json

import pytest
from django.core.management import CommandError, call_command


def run(*words):
    said = io.StringIO()
    call_command("check_language", *map(str, words), stdout=said)
    return said.getvalue()


def test_a_person_reads_line_reason_and_better_words(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text("Hello.\n\nWe will guarantee it. Rydym yn gwrando ar bobl Cymru.\n", encoding="utf-8")
    assert run(path) == (
        "3:4 [promise] “will guarantee” is a promise. If it is not kept, people stop believing the rest.\n"
        "    Better: plan to\n"
        "1 finding in 5 words. They are advice.\nNot checked: Welsh (1).\n"
    )


def test_a_program_reads_a_list_with_offsets_into_the_text_of_the_file(tmp_path):
    path = tmp_path / "draft.md"
    path.write_bytes("# Pläne 😀\r\n\r\nPatients must ring. BAME people came.\r\n".encode())
    text = path.read_bytes().decode()
    found = json.loads(run("--json", path))
    assert [finding["text"] for finding in found] == ["Patients must", "BAME"]
    for finding in found:
        assert list(finding) == ["rule", "start", "end", "text", "message", "suggestion"]
        assert text[finding["start"] : finding["end"]] == finding["text"]


def test_the_date_and_the_kind_of_text_count(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("The CCG's failed policy.", encoding="utf-8")
    assert [f["rule"] for f in json.loads(run("--json", "--on", "2019-01-01", path))] == ["acronym"]
    assert [f["rule"] for f in json.loads(run("--json", "--kind", "councillor", path))] == ["gone-body", "partisan"]


def test_readability_is_shown_with_its_caveat(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("We open at nine and bring a friend with us each day. " * 5, encoding="utf-8")
    assert "Test the words with the people they are for." in run(path)


@pytest.mark.parametrize(("name", "data"), [("a.txt", b"\xff\xfe\xfd"), ("a.docx", b"PK\x03\x04no"), ("none.txt", None)])
def test_a_file_that_cannot_be_read_ends_with_two(tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(CommandError) as caught:
        run(tmp_path / name)
    assert caught.value.returncode == 2
    assert name in str(caught.value)
