"""`antiphon check-language FILE`: where a text may lose its readers, with nothing else running."""

import io
import json
import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from antiphon.language.checking import check, readability, unchecked
from antiphon.language.checking.documents import Unreadable, words_of_file


class Command(BaseCommand):
    """Check one file; needs no database and no network, and writes nothing."""

    help = (
        "Check the words of a text, Markdown, HTML or DOCX file. The findings are advice: the exit code is 0, however many there"
        " are, and 2 for a file that cannot be read. Offsets count characters (code points) from 0: of the file's text for text"
        " and Markdown, of the text as it was taken out for HTML and DOCX (paragraphs set apart by an empty line)."
    )
    requires_system_checks: list[str] = []
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how to answer."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print a list of {rule, start, end, text, message, suggestion}")
        parser.add_argument("--kind", choices=["councillor"], help="councillor: also look for partisan wording")
        parser.add_argument(
            "--on", type=_day, metavar="YYYY-MM-DD", help="the text's date: bodies that had ended are reported"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Print the findings."""
        try:
            text = words_of_file(file)
        except Unreadable as error:
            raise CommandError(str(error), returncode=2) from error
        found = check(text, kind=options["kind"], on=options["on"] or date.today())
        if options["json"]:
            self.stdout.write(json.dumps([finding.as_dict() for finding in found], indent=1))
            return
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal that knows no “ shows a question mark
        at, line = 0, 1
        for finding in found:
            line += text.count("\n", at, finding.start)
            at = finding.start
            column = at - text.rfind("\n", 0, at)
            self.stdout.write(f"{line}:{column} [{finding.rule}] {finding.message}")
            self.stdout.write(f"    Better: {finding.suggestion}")
        self.stdout.write(_summed_up(text, len(found)))


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise ArgumentTypeError(f"“{given}” is not a day. Write it like 2026-11-22.") from error


def _summed_up(text: str, findings: int) -> str:
    read = readability(text)
    lines = [f"{findings} {'finding' if findings == 1 else 'findings'} in {read.words} words. They are advice."]
    left: dict[str, int] = {}
    for part in unchecked(text):
        left[part.why] = left.get(part.why, 0) + 1
    if left:
        lines.append("Not checked: " + ", ".join(f"{why} ({count})" for why, count in sorted(left.items())) + ".")
    if read.reading_age is not None:
        lines.append(f"Reading age by formula: about {read.reading_age}. {read.caveat}")
    return "\n".join(lines)
