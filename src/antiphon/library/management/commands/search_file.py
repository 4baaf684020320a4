"""antiphon search-file: search the documents of a file with the questions of another, apart from everything that is held."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from antiphon.core.problems import BadFile
from antiphon.library import apart


class Command(BaseCommand):
    help = (
        "Search the documents of a file (JSONL: id, title, text or body; perhaps section, tags, summary; .gz too) with the "
        "questions of another (JSON or JSONL: query, and perhaps id), and write one line of JSON for each question: the ids "
        "that were found, the best first, with their scores. The documents stand in a schema of their own while it runs."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--docs", type=Path, required=True, help="the documents, as JSONL")
        parser.add_argument("--queries", type=Path, required=True, help="the questions, as JSON or JSONL")
        parser.add_argument("--out", type=Path, required=True, help="where the answers are written, as JSONL")
        parser.add_argument("--most", type=int, default=10, help="how many are found for each question (10)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Search, and say how many questions were asked."""
        try:
            questions = [one if isinstance(one, dict) else {"query": one} for one in apart.lines(options["queries"])]
            if missing := next((number for number, one in enumerate(questions, 1) if "query" not in one), None):
                raise BadFile(f"Question {missing} has no “query”.")
            documents = (apart.document(row) for row in apart.lines(options["docs"]))
            with apart.apart(documents) as cursor, options["out"].open("w", encoding="utf-8") as out:
                for question in questions:
                    found = apart.find(str(question["query"]), cursor, most=options["most"])
                    row = {**({"id": question["id"]} if "id" in question else {}), "query": question["query"],
                           "found": [key for key, _ in found], "scores": [round(score, 5) for _, score in found]}  # fmt: skip
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
        except BadFile as problem:
            raise CommandError(" ".join(problem.reasons)) from problem
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}") from problem
        sys.stderr.write(f"{len(questions)} questions answered.\n")
