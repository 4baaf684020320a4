"""Reading comments from a CSV file and writing back what the coder suggests for each."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import tempfile
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path

import numpy as np

from antiphon.insight.coders.base import Coder, Comment, Reading

__all__ = ["FileRefused", "check_file", "code_file", "coded_rows", "read_comments", "write_coded"]

_AT_A_TIME = 4_000
#: Readings kept at most, and only of comments of at most so many letters.
_KEPT, _SHORT = 20_000, 80

_COLUMNS = ("id", "codes", "confidence")


class FileRefused(Exception):
    """A file that cannot be coded; the message says which file and why, for the person who gave it."""


def read_comments(path: Path) -> Iterator[tuple[str, Comment]]:
    """The ids and comments of a CSV file with a column `text` and perhaps `id` and `question`, one after the other.

    Without a column `id`, a comment's id is its number in the file, from 1. The file may be gzipped (`.gz`) and may start
    with a byte order mark. Other columns are left unread. Raises FileRefused when the file cannot be read, has no column
    `text`, or has ids and leaves one out.
    """
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = reader.fieldnames or []
            if "text" not in columns:
                raise FileRefused(f"{path} has no column called text.")
            for number, row in enumerate(reader, start=1):
                given = row["id"] if "id" in columns else str(number)
                if given is None or not given.strip():
                    raise FileRefused(f"{path}: comment {number} has no id.")
                yield given, Comment(row["text"] or "", row.get("question") or "")
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        raise FileRefused(f"{path} is not UTF-8 text. Save it again as CSV UTF-8.") from None
    except (OSError, EOFError, zlib.error) as problem:
        raise FileRefused(f"{path} cannot be read: {_reason(problem)}.") from None
    except csv.Error as problem:
        raise FileRefused(f"{path} is not a CSV file: {problem}.") from None


def check_file(path: Path) -> int:
    """Read a file through once and return how many comments it has, keeping eight bytes of each: the mark of its id.

    Raises FileRefused for all that `read_comments` refuses, and when two comments have one id.
    """
    marks = array("Q")
    for given, _ in read_comments(path):
        marks.append(_mark(given))
    found, times = np.unique(np.frombuffer(marks, dtype=np.uint64), return_counts=True)
    suspects = set(found[times > 1].tolist())
    if suspects:
        counted = Counter(given for given, _ in read_comments(path) if _mark(given) in suspects)
        distinct = [given for given, number in counted.items() if number > 1]
        if distinct:
            shown = ", ".join(distinct[:5]) + (f" and {len(distinct) - 5} more" if len(distinct) > 5 else "")
            raise FileRefused(f"{path} gives more than one comment the same id: {shown}.")
    return len(marks)


def _mark(given: str) -> int:
    return int.from_bytes(hashlib.blake2b(given.encode(), digest_size=8).digest())


def coded_rows(coder: Coder, comments: Iterable[tuple[str, Comment]]) -> Iterator[tuple[str, str, str]]:
    """For each comment its id, its codes and their confidences, both joined by ";" in the same order.

    No code's name holds a ";". Confidences have three decimals; a comment without codes has both empty. Comments are
    read some thousands at a time, and what was made of short ones is kept for a while, since people repeat each other:
    memory stays the same however many there are.
    """
    kept: dict[Comment, tuple[str, str]] = {}
    for together in batched(comments, _AT_A_TIME):
        new = [one for one in dict.fromkeys(comment for _, comment in together) if one not in kept]
        made = dict(zip(new, map(_written, coder.suggest(new)), strict=True))
        for given, comment in together:
            yield (given, *(made.get(comment) or kept[comment]))
        if len(kept) > _KEPT:
            kept.clear()
        kept.update((one, said) for one, said in made.items() if len(one.text) <= _SHORT)


def _written(reading: Reading) -> tuple[str, str]:
    return (
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
    check_file(source)
    return write_coded(target, coded_rows(coder, read_comments(source)))


def _reason(problem: BaseException) -> str:
    return (getattr(problem, "strerror", None) or str(problem) or type(problem).__name__).rstrip(".").lower()


def _umask() -> int:
    """The process's file mode mask; asking for it is only possible by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
