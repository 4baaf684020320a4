"""What the commands share that read one CSV file and write another, with nothing else running."""

import csv
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from antiphon.core.csv_fields import long_fields


class InAndOut(BaseCommand):
    """Reads the column `text` of a CSV file and writes every row again with what was learnt of it."""

    requires_system_checks: list[str] = []
    needs_database = False
    adds: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the two files."""
        parser.add_argument("--in", dest="source", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--out", dest="target", type=Path, required=True, metavar="FILE.csv")

    def read(self, text: str, options: dict[str, Any]) -> dict[str, str]:
        """What to write over the row's own columns, for one text."""
        raise NotImplementedError

    def told(self, rows: int) -> str:
        """The line that says what was done."""
        raise NotImplementedError

    def handle(self, *args: Any, source: Path, target: Path, **options: Any) -> None:
        """Write beside the target first and rename at the end, so that a half-made file is never taken for whole."""
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent} to write to.")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out, long_fields():
                rows = self._write(source, out, options)
            part.chmod(0o600)
            part.replace(target)
        except OSError as error:
            raise CommandError(f"Cannot write {target}: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(self.told(rows))

    def _write(self, source: Path, out: Any, options: dict[str, Any]) -> int:
        rows = 0
        writer: csv.DictWriter[str] | None = None
        for columns, row in _rows(source):
            if writer is None:
                writer = csv.DictWriter(out, fieldnames=[*columns, *(name for name in self.adds if name not in columns)])
                writer.writeheader()
            if row is not None:
                writer.writerow({**row, **self.read(row["text"], options)})
                rows += 1
        return rows


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
