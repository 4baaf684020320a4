"""A file with commas (or semicolons, tabs, bars): `.csv`, or the same packed with gzip. Plain Python.

`records` hands back the rows one by one as they are asked for, so that a large file never has to fit into memory.
"""

import codecs
import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from typing import IO, Any

from antiphon.core.problems import BadFile

MOST_BYTES = 100 * 1024 * 1024
SEPARATORS = ",;\t|"
PIECE = 1024 * 1024
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTROLS = bytes(set(range(1, 32)) - {9, 10, 11, 12, 13, 27})


def records(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its row number; turn every way a file can be broken into a BadFile."""
    file.seek(0)
    reader: Any = None
    try:
        lines = _lines(file)
        first = next(lines, "")
        while first and not first.strip("\r\n\ufeff ") and (following := next(lines, "")):
            first = following
        if not first.strip():
            return
        told = re.match(r'"?sep=(.)"?\s*$', first)  # how Excel is told which separator a file uses
        if told:
            first = next(lines, "")
        reader = csv.reader(_again(first, lines), delimiter=told[1] if told else _separator(first), strict=True)
        yield from enumerate(reader, start=1)
    except csv.Error as problem:
        if "field larger" in str(problem):
            raise BadFile("One cell is longer than 131,000 characters. Perhaps a quotation mark is missing.") from problem
        near = f" near line {reader.line_num:,}" if reader is not None else ""
        raise BadFile(f"The file is not a well-formed CSV file{near}. Save it again as “CSV UTF-8”.") from problem
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise BadFile("The packed file is damaged or was cut short. Pack it again, or send the .csv itself.") from problem
    except UnicodeError as problem:
        raise BadFile("Some characters of the file cannot be read. Save it again as “CSV UTF-8”.") from problem


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _separator(heading: str) -> str:
    """Return the mark that stands most often between the headings, outside quotation marks."""
    bare = re.sub(r'"(?:[^"]|"")*"', "", heading)
    return max(SEPARATORS, key=bare.count) if bare else ","


def _lines(file: IO[bytes]) -> Iterator[str]:
    """Yield lines of text, whatever ends them: Windows, Unix or an old Mac."""
    for text in _texts(file):
        if "\r" in text:
            yield from _LINES.findall(text)
        elif text:
            yield text


def _texts(file: IO[bytes]) -> Iterator[str]:
    """Yield pieces of text that end where a line ends. A line is UTF-8, or else Windows-1252: merged files hold both."""
    file.seek(0)
    unpacked: Any = gzip.GzipFile(fileobj=file) if file.read(2) == b"\x1f\x8b" else file
    file.seek(0)
    start = unpacked.read(4096)
    unpacked.seek(0)
    wide = _wide(start)
    if wide:
        yield from _wide_texts(unpacked, wide)
        return
    if sum(start.count(mark) for mark in (b"\x00", *(bytes([one]) for one in _CONTROLS))) > len(start) // 10:
        raise BadFile("This is not a text file. Open it in a spreadsheet and save it as “CSV UTF-8”.")
    taken, kept = 0, b""
    while piece := unpacked.readline(PIECE):
        taken = _counted(taken, piece)
        if taken == len(piece):
            piece = piece.removeprefix(b"\xef\xbb\xbf")
        piece, kept = kept + piece, b""
        if not piece.endswith(b"\n"):  # a very long line: do not cut a character or a line end in two
            at = piece.rfind(b"\r", 0, -1) + 1
            if at and len(piece) >= PIECE:
                piece, kept = piece[:at], piece[at:]
            elif len(piece) < 8 * PIECE and len(piece) >= PIECE:
                kept = piece
                continue
        yield _decoded(piece)
    if kept:
        yield _decoded(kept)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _wide(start: bytes) -> str:
    """Return the name of a wide encoding (“Unicode text” of Excel), told by its mark or by zeros in every other place."""
    if start[:2] == b"\xff\xfe":
        return "utf-16-le"
    if start[:2] == b"\xfe\xff":
        return "utf-16-be"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) >= 8 and odd > len(start) // 5 and even < odd // 8:
        return "utf-16-le"
    return "utf-16-be" if len(start) >= 8 and even > len(start) // 5 and odd < even // 8 else ""


def _wide_texts(unpacked: Any, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    taken, kept = 0, ""
    while piece := unpacked.read(PIECE):
        taken = _counted(taken, piece)
        text = kept + decoder.decode(piece)
        if taken == len(piece):
            text = text.removeprefix("\ufeff")
        at = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        kept = text[at:]
        yield from _LINES.findall(text[:at])
    if rest := kept + decoder.decode(b"", final=True):
        yield rest


def _counted(taken: int, piece: bytes) -> int:
    if taken + len(piece) > MOST_BYTES:
        raise BadFile("The file is larger than 100 MB when it is unpacked. Split it into smaller files.")
    return taken + len(piece)
