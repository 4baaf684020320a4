"""Reading comments from a CSV file and writing back what the coder suggests for each."""

from __future__ import annotations

import csv
import gzip
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from antiphon.insight.coders.base import Coder, Comment

__all__ = ["FileRefused", "code_file", "coded_rows", "read_comments", "write_coded"]

_COLUMNS = ("id", "codes", "confidence")


class FileRefused(Exception):
    """A file that cannot be coded; the message says which file and why, for the person who gave it."""


def read_comments(path: Path) -> list[tuple[str, Comment]]:
    """The ids and comments of a CSV file with columns `id`, `text` and perhaps `question`.

    The file may be gzipped (`.gz`) and may start with a byte order mark. Other columns are left unread.
    Raises FileRefused when the file cannot be read, lacks a column or gives two comments one id.
    """
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = reader.fieldnames or []
            missing = [name for name in ("id", "text") if name not in columns]
            if missing:
                raise FileRefused(f"{path} has no column called {' or '.join(missing)}.")
            return list(_comments(path, reader))
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        raise FileRefused(f"{path} is not UTF-8 text. Save it again as CSV UTF-8.") from None
    except (OSError, EOFError, zlib.error) as problem:
        raise FileRefused(f"{path} cannot be read: {_reason(problem)}.") from None
    except csv.Error as problem:
        raise FileRefused(f"{path} is not a CSV file: {problem}.") from None


def _comments(path: Path, rows: Iterable[Mapping[str, str | None]]) -> Iterator[tuple[str, Comment]]:
    first_seen: dict[str, int] = {}
    repeated: list[str] = []
    found = []
    for number, row in enumerate(rows, start=1):
        given = row["id"]
        if given is None or not given.strip():
            raise FileRefused(f"{path}: comment {number} has no id.")
        if given in first_seen:
            repeated.append(given)
        first_seen.setdefault(given, number)
        found.append((given, Comment(row["text"] or "", row.get("question") or "")))
    if repeated:
        distinct = list(dict.fromkeys(repeated))
        shown = ", ".join(distinct[:5]) + (f" and {len(distinct) - 5} more" if len(distinct) > 5 else "")
        raise FileRefused(f"{path} gives more than one comment the same id: {shown}.")
    yield from found


def coded_rows(coder: Coder, comments: Sequence[tuple[str, Comment]]) -> Iterator[tuple[str, str, str]]:
    """For each comment its id, its codes and their confidences, both joined by ";" in the same order.

    No code's name holds a ";". Confidences have three decimals; a comment without codes has both empty.
    """
    readings = coder.suggest([comment for _, comment in comments])
    for (given, _), reading in zip(comments, readings, strict=True):
        yield (
            given,
            ";".join(suggestion.code for suggestion in reading.suggestions),
            ";".join(f"{suggestion.confidence:.3f}" for suggestion in reading.suggestions),
        )


def write_coded(path: Path, rows: Iterable[tuple[str, str, str]]) -> int:
    """Write coded rows to a CSV file (gzipped when its name ends in `.gz`); returns how many.

    The file appears whole or not at all: it is written beside its place and then moved there.
    Raises FileRefused when it cannot be written.
    """
    number = 0
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        opener = gzip.open if path.suffix.lower() == ".gz" else open
        with opener(temporary, "wt", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for row in rows:
                writer.writerow(row)
                number += 1
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except OSError as problem:
        raise FileRefused(f"{path} cannot be written: {_reason(problem)}.") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return number


def code_file(coder: Coder, source: Path, target: Path) -> int:
    """Code every comment of a CSV file into another; returns how many. Raises FileRefused."""
    if source.resolve() == target.resolve():
        raise FileRefused(f"{target} is the file the comments come from: choose another name for the codes.")
    return write_coded(target, coded_rows(coder, read_comments(source)))


def _reason(problem: BaseException) -> str:
    return (getattr(problem, "strerror", None) or str(problem) or type(problem).__name__).rstrip(".").lower()


def _umask() -> int:
    """The process's file mode mask; asking for it is only possible by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
