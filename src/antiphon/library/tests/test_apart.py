"""A file is searched apart from the library, by the command that anyone may run."""

import gzip
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from antiphon.core.problems import BadFile
from antiphon.library import apart

DOCUMENTS = [
    {"id": "a", "title": "Asthma", "section": "symptoms", "body": "Wheezing, a tight chest."},
    {"id": "b", "title": "Asthma", "section": "treatment", "body": "Inhalers."},
    {"id": "c", "title": "Eczema", "tags": ["skin"], "summary": "Itching.", "text": "Creams help."},
]


def written(folder, name, rows, *, whole=False):
    path = folder / name
    text = json.dumps(rows) if whole else "".join(f"{json.dumps(row)}\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.django_db(transaction=True)
def test_the_command_answers_each_question_and_leaves_nothing_behind(tmp_path):
    docs = written(tmp_path, "docs.jsonl.gz", DOCUMENTS)
    asked = ("What are the symptoms of asthma?", "asthma treatmnt", "creams", "!")
    questions = [{"query": typed, **({} if number else {"id": 1})} for number, typed in enumerate(asked)]
    queries = written(tmp_path, "queries.json", questions, whole=True)
    call_command("search_file", docs=docs, queries=queries, out=tmp_path / "out.jsonl")
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["found"][:1] for row in found] == [["a"], ["b"], ["c"], []]
    assert found[0]["id"] == 1
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_namespace where nspname = %s", [apart.SCHEMA])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "content", "said"), [
    ("docs.jsonl", b'{"id": 1}\n{"title"', "Line 2 of docs.jsonl is not JSON."),
    ("docs.jsonl", b'{"title": "x"}\n', "Each document needs an id."),
])  # fmt: skip
def test_a_bad_file_is_told_plainly_and_leaves_nothing_behind(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    queries = written(tmp_path, "queries.jsonl", [{"query": "x"}])
    with pytest.raises(CommandError, match=said):
        call_command("search_file", docs=tmp_path / name, queries=queries, out=tmp_path / "out.jsonl")
    with pytest.raises(CommandError, match="No such file"):
        call_command("search_file", docs=tmp_path / "none.jsonl", queries=queries, out=tmp_path / "out.jsonl")
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_namespace where nspname = %s", [apart.SCHEMA])
        assert cursor.fetchone() == (0,)


def test_documents_whatever_their_fields_are_called():
    assert apart.document(DOCUMENTS[2]) == ("c", "Eczema", "Itching.\nCreams help.", '["skin"]')
    with pytest.raises(BadFile):
        apart.document({"title": "x"})


@pytest.mark.django_db(transaction=True)
def test_the_library_s_own_functions_stay_where_they_are():
    with apart.apart([("1", "Parking", "There was nowhere to park.", "[]")]):
        pass
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from antiphon_weigh(array['parking'])")
        assert cursor.fetchone() == (1,)
