"""`antiphon deidentify --in FILE.csv --out FILE.csv`: make the words of a file safe, with nothing else running."""

import json
from typing import Any

from django.core.management.base import CommandParser

from antiphon.voices.deidentification import Safe, deidentify
from antiphon.voices.management.in_and_out import InAndOut


class Command(InAndOut):
    """Mask personal details in the column `text` of a CSV file; needs no database and no network."""

    help = (
        "Mask personal details in the column 'text' of a CSV file. The out file has the masked text, a column 'found'"
        " (a JSON list of kind, start, end and sure, counted in the text as given) and the other columns unchanged."
    )
    adds = ("found",)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.masked = self.doubtful = 0

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the two files and the policy on staff names."""
        super().add_arguments(parser)
        parser.add_argument("--keep-staff-names", action="store_true", help="leave the names of staff who are not criticised")

    def read(self, text: str, options: dict[str, Any]) -> dict[str, str]:
        """The safe text, and what was found in the text as given."""
        safe = deidentify(text, keep_staff_names=options["keep_staff_names"])
        self.masked += sum(found.sure for found in safe.found)
        self.doubtful += safe.doubtful
        return {"text": safe.text, "found": as_json(safe)}

    def told(self, rows: int) -> str:
        """How much was masked."""
        return f"{rows} rows: {self.masked} details masked, {self.doubtful} rows in doubt for a person to read."


def as_json(safe: Safe) -> str:
    """What was found, as the JSON of the out file."""
    return json.dumps(
        [{"kind": found.kind.value, "start": found.start, "end": found.end, "sure": found.sure} for found in safe.found]
    )
