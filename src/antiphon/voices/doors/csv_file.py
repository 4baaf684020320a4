"""A file of comments with commas: `.csv`, or the same packed with gzip. Plain Python; it sees no database.

`read` checks the heading at once and hands back the rows one by one as they are asked for, so that a large file
never has to fit into memory. A row that cannot be taken comes out as a `BadRow` with the reasons.
"""

import csv
import datetime
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from antiphon.core.problems import BadFile
from antiphon.people.rules import is_address
from antiphon.voices.rules import LONGEST

MOST_BYTES = 100 * 1024 * 1024
COLUMNS = {
    "text": "text", "comment": "text", "comments": "text", "date": "date", "score": "score", "fft_score": "score",
    "place": "place", "channel": "channel", "email": "email", "e-mail": "email", "name": "name",
    "wants_reply": "wants_reply", "may_quote": "may_quote", "question": "question",
}  # fmt: skip
CHANNELS = {
    "web": "web", "web form": "web", "online": "web", "paper": "paper", "telephone": "telephone", "phone": "telephone",
    "event": "event", "email": "email", "e-mail": "email", "file": "file",
    "api": "api", "another system": "api",
}  # fmt: skip
SCORES = {
    "very good": 1, "good": 2, "neither good nor poor": 3, "neither": 3, "poor": 4, "very poor": 5,
}  # fmt: skip
NOT_A_SCORE = {"6", "7", "don't know", "dont know", "don’t know", "not answered", "n/a"}
YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0", ""}
EARLIEST = datetime.date(1990, 1, 1)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?$")


@dataclass(frozen=True)
class Row:
    """One response of the file. `number` is its row in a spreadsheet, the heading being row 1."""

    number: int
    text: str
    date: datetime.date | None = None
    score: int | None = None
    place: str = ""
    channel: str = "file"
    email: str = ""
    name: str = ""
    wants_reply: bool = False
    may_quote: bool = False
    question: str = ""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken, and why, in plain words."""

    number: int
    reasons: tuple[str, ...]


@dataclass
class Rows:
    """The rows of a file, read as they are asked for, and what was noticed on the way."""

    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    _records: Iterator[tuple[int, dict[str, str]]]
    _today: datetime.date
    noticed: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Row | BadRow]:
        for number, cells in self._records:
            if not any(cells.values()):
                self.noticed["empty"] += 1
                continue
            yield _row(number, cells, self._today, self.noticed)

    def notes(self) -> list[str]:
        """Return what was noticed, as sentences; complete once every row was read."""
        said = []
        if self.ignored:
            shown = ", ".join(self.ignored[:6]) + (f" and {len(self.ignored) - 6} more" if len(self.ignored) > 6 else "")
            said.append(f"Columns not used: {shown}.")
        sentences = (
            ("score", "{} had a score that means “don’t know”: score not used."),
            ("no_words", "{} had no words: the score was kept, and there is nothing to read."),
            ("month_first", "{} had a date with the month before the day: read as such. All other dates were read day first."),
            ("empty", "{} empty, and passed over."),
        )
        return said + [
            sentence.format(f"{self.noticed[key]:,} {'row' if self.noticed[key] == 1 else 'rows'}")
            for key, sentence in sentences
            if self.noticed[key]
        ]


def read(file: IO[bytes], *, today: datetime.date | None = None) -> Rows:
    """Return the rows of a file. Raises BadFile when it cannot be read at all, with what to do."""
    records = _records(file)
    try:
        _, heading = next(records)
    except StopIteration:
        raise BadFile("The file is empty. It needs a heading row with a column named “text”, then one row a comment.") from None
    columns = [COLUMNS.get("_".join(cell.casefold().replace("_", " ").split()), "") for cell in heading]
    if "text" not in columns:
        seen = ", ".join(cell.strip() for cell in heading[:8] if cell.strip())
        raise BadFile(
            f"The file has no column named “text”. Its first row says: {seen or 'nothing'}. "
            "Name the column with the comments “text”."
        )
    if doubles := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise BadFile(f"Two columns are both for “{doubles[0]}”. Keep one of them.")
    ignored = tuple(cell.strip() for cell, name in zip(heading, columns, strict=True) if not name and cell.strip())
    return Rows(
        columns=tuple(name for name in columns if name), ignored=ignored, _today=today or datetime.date.today(),
        _records=(
            (number, {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name})
            for number, cells in records
        ),
    )  # fmt: skip


def _records(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its row number; turn every way a file can be broken into a BadFile."""
    try:
        lines = _lines(file)
        first = next(lines, "")
        if not first.strip():
            return
        reader = csv.reader(_again(first, lines), delimiter=_delimiter(first), strict=True)
        yield from enumerate(reader, start=1)
    except csv.Error as problem:
        said = str(problem)
        if "field larger" in said:
            raise BadFile("One cell is longer than 131,000 characters. Perhaps a quotation mark is missing.") from problem
        raise BadFile(
            f"The file is not a well-formed CSV file near line {reader.line_num:,}. Save it again as “CSV UTF-8”."
        ) from problem
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise BadFile("The packed file is damaged or was cut short. Pack it again, or send the .csv itself.") from problem


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(file: IO[bytes]) -> Iterator[str]:
    """Yield lines of text. Each line is UTF-8, or else Windows-1252: files that were put together hold both."""
    start = file.read(4)
    file.seek(0)
    if start[:2] == b"PK" or start == b"\xd0\xcf\x11\xe0":
        raise BadFile("This is a spreadsheet or a zip file, not a CSV file. Open it and save it as “CSV UTF-8”.")
    unpacked: Any = gzip.GzipFile(fileobj=file) if start[:2] == b"\x1f\x8b" else file
    taken = 0
    while line := unpacked.readline(1024 * 1024):
        if taken == 0:
            if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise BadFile("The file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8”.")
            line = line.removeprefix(b"\xef\xbb\xbf")
        taken += len(line)
        if taken > MOST_BYTES:
            raise BadFile("The file is larger than 100 MB when it is unpacked. Split it into smaller files.")
        if b"\x00" in line:
            raise BadFile("This is not a text file. Open it in a spreadsheet and save it as “CSV UTF-8”.")
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace")


def _delimiter(heading: str) -> str:
    return max(",;\t", key=heading.count) if heading else ","


def _row(number: int, cells: dict[str, str], today: datetime.date, noticed: Counter[str]) -> Row | BadRow:
    wrong: list[str] = []
    text = cells.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        wrong.append(f"The comment has {len(text):,} characters; the most is {LONGEST:,}")
    score, had_score = _score(cells.get("score", ""), wrong, noticed)
    if not text and not had_score:
        wrong.append("It has no words and no score")
    date = _date(cells.get("date", ""), today, wrong, noticed)
    channel = CHANNELS.get(cells.get("channel", "").casefold() or "file", "")
    if not channel:
        wrong.append(f"“{cells['channel'][:40]}” is not a channel: use web, paper, telephone, event, email or file")
    email = cells.get("email", "")
    if email and not is_address(email):
        wrong.append("The e-mail address is not complete: it should look like name@example.org")
    flags = {}
    for name in ("wants_reply", "may_quote"):
        said = cells.get(name, "").casefold()
        if said not in YES | NO:
            wrong.append(f"{name} says “{said[:20]}”: use yes or no")
        flags[name] = said in YES
    if flags["wants_reply"] and not email:
        wrong.append("The person wants a reply, and there is no e-mail address")
    if len(cells.get("place", "")) > 100:
        wrong.append("The place is longer than 100 characters")
    if wrong:
        return BadRow(number, tuple(wrong))
    if not text:
        noticed["no_words"] += 1
    return Row(
        number=number, text=text, date=date, score=score, place=cells.get("place", ""), channel=channel, email=email,
        name=cells.get("name", ""), question=cells.get("question", ""), **flags,
    )  # fmt: skip


def _score(said: str, wrong: list[str], noticed: Counter[str]) -> tuple[int | None, bool]:
    """Return the score from 1 (very good) to 5 (very poor), and whether the person answered at all."""
    word = " ".join(said.casefold().split()).removesuffix(".0")
    if not word:
        return None, False
    if word in ("1", "2", "3", "4", "5"):
        return int(word), True
    if word in SCORES:
        return SCORES[word], True
    if word in NOT_A_SCORE:
        noticed["score"] += 1
        return None, True
    wrong.append(f"The score “{said[:20]}” is not a number from 1 (very good) to 5 (very poor)")
    return None, True


def _date(said: str, today: datetime.date, wrong: list[str], noticed: Counter[str]) -> datetime.date | None:
    if not said:
        return None
    iso, british = _ISO.match(said), _BRITISH.match(said)
    try:
        if iso:
            day = datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif british:
            first, second, year = int(british[1]), int(british[2]), int(british[3])
            if first <= 12 < second:  # it can only be a month before a day, as American software writes it
                noticed["month_first"] += 1
                first, second = second, first
            day = datetime.date(year + 2000 if year < 100 else year, second, first)
        else:
            raise ValueError(said)
    except ValueError:
        wrong.append(f"The date “{said[:20]}” is not a date like 27/03/2026 or 2026-03-27")
        return None
    if day > today:
        wrong.append(f"The date {said[:20]} is in the future")
    elif day < EARLIEST:
        wrong.append(f"The date {said[:20]} is before 1990")
    return day
