"""`antiphon code-comments`: suggest codes for a file of comments, with no database and no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from antiphon.core.csv_fields import long_fields
from antiphon.insight.coders import careful, quick
from antiphon.insight.coders.coded_file import FileRefused, code_file


class Command(BaseCommand):
    """Read `text[,id][,question]`, write `id,codes,confidence`."""

    help = "Suggest codes for every comment of a CSV file (column text and, if there, id and question; else rows are numbered)."
    requires_system_checks: ClassVar[list[str]] = []
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two files and the frame."""
        parser.add_argument("--in", dest="source", required=True, metavar="FILE.csv", help="comments to code")
        parser.add_argument("--out", dest="target", required=True, metavar="FILE.csv", help="file to write")
        parser.add_argument(
            "--coder", choices=("quick", "careful"), default="quick",
            help="quick: thousands of comments a second; careful: better, hundreds a second, needs antiphon[careful]",
        )  # fmt: skip
        parser.add_argument("--frame", default="patient_feedback", help="code frame (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Code the file, or refuse in one sentence and write nothing."""
        try:
            coder = (careful if options["coder"] == "careful" else quick).load(options["frame"])
            with long_fields():
                number = code_file(coder, Path(options["source"]), Path(options["target"]))
        except (FileRefused, LookupError, ModuleNotFoundError) as problem:
            raise CommandError(problem.args[0]) from None
        self.stderr.write(f"{number} comments coded by {coder.name} {coder.version} into {options['target']}")
