"""`antiphon deidentify --in FILE.csv --out FILE.csv`: make the words of a file safe, with nothing else running."""

import csv
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from antiphon.core.csv_fields import long_fields
from antiphon.voices.deidentification import Safe, deidentify


class Command(BaseCommand):
    """Mask personal details in the column `text` of a CSV file; needs no database and no network."""

    help = (
        "Mask personal details in the column 'text' of a CSV file. The out file has the masked text, a column 'found'"
        " (a JSON list of kind, start, end and sure, counted in the text as given) and the other columns unchanged."
    )
    requires_system_checks: list[str] = []
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the two files and the policy on staff names."""
        parser.add_argument("--in", dest="source", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--out", dest="target", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--keep-staff-names", action="store_true", help="leave the names of staff who are not criticised")

    def handle(self, *args: Any, source: Path, target: Path, keep_staff_names: bool, **options: Any) -> None:
        """Write beside the target first and rename at the end, so that a half-made file is never taken for whole."""
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent} to write to.")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out, long_fields():
                rows, masked, doubtful = _write(source, out, keep_staff_names)
            part.chmod(0o600)
            part.replace(target)
        except OSError as error:
            raise CommandError(f"Cannot write {target}: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"{rows} rows: {masked} details masked, {doubtful} rows in doubt for a person to read.")


def _write(source: Path, out: Any, keep_staff_names: bool) -> tuple[int, int, int]:
    rows = masked = doubtful = 0
    writer = None
    for columns, row in _rows(source):
        if writer is None:
            writer = csv.DictWriter(out, fieldnames=_columns_out(columns))
            writer.writeheader()
        if row is None:
            continue
        safe = deidentify(row["text"], keep_staff_names=keep_staff_names)
        writer.writerow({**row, "text": safe.text, "found": as_json(safe)})
        rows += 1
        masked += sum(found.sure for found in safe.found)
        doubtful += safe.doubtful
    return rows, masked, doubtful


def _columns_out(columns: list[str]) -> list[str]:
    return columns if "found" in columns else [*columns, "found"]


def _rows(source: Path) -> Iterator[tuple[list[str], dict[str, str] | None]]:
    """The columns with no row first, then with each row; a clear error for a file that cannot be used."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            columns = list(reader.fieldnames or [])
            if "text" not in columns:
                raise CommandError(f"{source} has no column named 'text'.")
            if len(set(columns)) < len(columns):
                raise CommandError(f"{source} has two columns of the same name.")
            yield columns, None
            for row in reader:
                if None in row or None in row.values():
                    raise CommandError(f"{source}, line {reader.line_num}: not as many fields as the first line has.")
                yield columns, row
    except FileNotFoundError as error:
        raise CommandError(f"There is no file {source}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{source} is not UTF-8 text. Save it as 'CSV UTF-8' and try again.") from error
    except csv.Error as error:
        raise CommandError(f"{source} is not a CSV file that can be read: {error}.") from error
    except OSError as error:
        raise CommandError(f"Cannot read {source}: {error.strerror}.") from error


def as_json(safe: Safe) -> str:
    """What was found, as the JSON of the out file."""
    return json.dumps(
        [{"kind": found.kind.value, "start": found.start, "end": found.end, "sure": found.sure} for found in safe.found]
    )
