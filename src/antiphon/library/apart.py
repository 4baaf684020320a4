"""Searching a file apart from the library: its documents stand in a schema of their own, that is thrown away after."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from antiphon.core.problems import BadFile
from antiphon.library import engine, meanings

SCHEMA = "antiphon_apart"
TITLES, TOPICS, WORDS = ("title", "name", "heading"), ("section", "tags", "topics", "topic"), ("summary", "text", "body", "words")
EVERYONE = engine.Scope()


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Return the rows of a JSON or JSONL file, also when it is packed with gzip. Raises BadFile with the number of the line."""
    packed = path.suffix == ".gz"
    whole = path.name.removesuffix(".gz").endswith(".json")
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as file:
        if whole:
            try:
                yield from json.load(file)
            except ValueError as problem:
                raise BadFile(f"{path.name} is not JSON: {problem}.") from problem
            return
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as problem:
                    raise BadFile(f"Line {number} of {path.name} is not JSON.") from problem


def document(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return (id, title, words, topics as JSON) of a document, whatever its fields are called. Raises BadFile without an id."""
    if "id" not in row:
        raise BadFile("Each document needs an id.")
    topics = [each for name in TOPICS if row.get(name) for each in _several(row[name])]
    words = "\n".join(_text(row[name]) for name in WORDS if row.get(name))
    title = next((_text(row[name]) for name in TITLES if row.get(name)), "")
    return str(row["id"]), title, words, json.dumps(topics)


@contextmanager
def apart(documents: Iterable[tuple[str, str, str, str]], *, schema: str = SCHEMA) -> Iterator[Any]:
    """Put documents into a schema of their own, index them, hand out a cursor that searches them, and throw it all away."""
    with connection.cursor() as cursor:
        cursor.execute(engine.APART.format(schema=schema))
        try:
            cursor.execute(engine.CONFIGURATIONS)
            with cursor.copy("copy library_passage (key, title, words, topics) from stdin") as copy:
                for row in documents:
                    copy.write_row([part.replace("\x00", "") for part in row])
            cursor.execute(engine.APART_INDEXES)
            cursor.execute(engine.FUNCTIONS)
            cursor.execute(f"begin; {engine.COUNT} commit")
            cursor.execute("vacuum analyze library_passage")
            cursor.execute("vacuum analyze library_word")
            yield cursor
        finally:
            cursor.execute("set search_path to default")
            cursor.execute(f"drop schema {schema} cascade")


def find(typed: str, cursor: Any, *, most: int = 10, forms: bool = True) -> list[tuple[str, float]]:
    """Return the ids and scores of the documents that speak of what was typed, the best first."""
    weighed = engine.weigh(meanings.read(typed, forms=forms), cursor)
    hits = engine.find(weighed, EVERYONE, cursor, most=most)
    cursor.execute("select id, key from library_passage where id = any (%s)", [[hit.key for hit in hits]])
    keys = dict(cursor.fetchall())
    return [(keys[hit.key], hit.score) for hit in hits]


def _several(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _text(value: Any) -> str:
    return " ".join(str(one) for one in value) if isinstance(value, list) else str(value)
