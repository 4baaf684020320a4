"""Who came, from the file of a meeting tool: CSV in any of its dialects, or a sheet of XLSX or ODS. Plain Python.

Such files begin with lines about the meeting; the table begins at the first line that names an address or a name together
with a time or a duration. The same person stands in it once for each time that they came in. The file is read whole or not
at all: what is wrong is said by row.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO

from antiphon.core.csv_fields import long_fields
from antiphon.core.problems import BadFile
from antiphon.core.tables import open_table

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
WRONG_SHOWN = 50
ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
HEADINGS = {
    "email": ("email", "e-mail", "email address", "e-mail address", "user email", "attendee email", "participant email",
              "participant id (upn)", "upn", "email (optional)"),
    "name": ("name", "full name", "user name", "username", "attendee", "participant", "attendee name", "participant name",
             "name (original name)", "user name (original name)", "display name"),
    "first": ("first name", "first", "given name"),
    "last": ("last name", "last", "surname", "family name"),
    "minutes": ("duration", "duration (minutes)", "total duration (minutes)", "time in session (minutes)", "attendance duration",
                "in-meeting duration", "minutes", "time in meeting", "total duration"),
    "joined": ("join time", "joined", "first join", "join time (utc)", "joined at", "time joined", "first join time"),
    "left": ("leave time", "left", "last leave", "leave time (utc)", "left at", "time left", "time exited", "last leave time"),
    "attended": ("attended", "attended?", "attendance", "was there"),
}  # fmt: skip
KNOWN = {heading: column for column, headings in HEADINGS.items() for heading in headings}
NO = ("no", "n", "false", "0", "absent", "did not attend")
SECTION = re.compile(r"\d+\.\s+\S")  # “3. In-Meeting Activities”: another table follows


@dataclass(frozen=True)
class Came:
    """One person who came, from all their rows. `email` or `name` tells them apart. It is never stored or logged."""

    row: int
    email: str
    name: str
    minutes: int | None

    def __repr__(self) -> str:
        return f"Came(row {self.row})"


@dataclass(frozen=True)
class Double:
    """A row of somebody who stands further up."""

    row: int
    first: int
    why: str


@dataclass
class Read:
    """What a file says: who came, each once, and which rows said somebody again."""

    rows: int = 0
    people: list[Came] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    absent: int = 0


def read(file: IO[bytes]) -> Read:
    """Return who came. Raises BadFile when it is no such file, or any row cannot be read; then `rows` says which and why."""
    records = _records(file)
    heading = next((at for at, (_, cells) in enumerate(records) if _columns(cells)), None)
    if heading is None:
        raise BadFile(
            "No heading row was found. The file needs a column with e-mail addresses or names, and one that says when people "
            "joined or for how long they stayed."
        )
    columns = _columns(records[heading][1])
    found, wrong = Read(), []
    rows: dict[tuple[str, str], list[tuple[int, str, str, int | None]]] = {}
    for number, cells in records[heading + 1 :]:
        if not any(cell.strip() for cell in cells):
            continue
        if len([cell for cell in cells if cell.strip()]) == 1 and SECTION.match(cells[0].strip()):
            break
        said = {column: cells[at].strip() if at < len(cells) else "" for column, at in columns.items()}
        email, name = said.get("email", ""), _name(said)
        if said.get("attended", "").lower() in NO and "attended" in columns:
            found.absent += 1
            continue
        if email and not ADDRESS.fullmatch(email):
            wrong.append((number, f"“{email[:60]}” is not an e-mail address."))
            continue
        if not email and not name:
            wrong.append((number, "There is neither an e-mail address nor a name."))
            continue
        try:
            minutes = minutes_of(said.get("minutes", ""))
        except ValueError:
            wrong.append((number, f"“{said['minutes'][:40]}” is not a duration."))
            continue
        found.rows += 1
        if found.rows > MOST_ROWS:
            raise BadFile(f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files.")
        key = ("email", email.casefold()) if email else ("name", " ".join(name.split()).casefold())
        rows.setdefault(key, []).append((number, email, name, minutes))
    if wrong:
        raise BadFile("Nothing was taken from the file. Mend these rows, or take them out, and send it again.",
                      rows=wrong[:WRONG_SHOWN], accepted=found.rows)  # fmt: skip
    if not rows:
        raise BadFile("The file has a heading row, and nobody below it.")
    for (kind, _), mine in rows.items():
        first, email, name, _minutes = mine[0]
        stayed = [minutes for *_, minutes in mine if minutes is not None]
        found.people.append(Came(first, email, name, sum(stayed) if stayed else None))
        why = "the same e-mail address" if kind == "email" else "the same name, and no e-mail address"
        found.doubles += [Double(number, first, why) for number, *_ in mine[1:]]
    found.doubles.sort(key=lambda one: one.row)
    return found


def minutes_of(said: str) -> int | None:
    """Return a duration in whole minutes: 43, 43.5, 1h 2m 10s, 1:02:10, 62 min. None when nothing is said. Raises ValueError."""
    words = said.strip().lower().replace(",", ".")
    if not words or words in ("-", "--", "n/a"):
        return None
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:m|min|mins|minutes)?", words):
        return round(float(found[1]))
    if found := re.fullmatch(r"(?:(\d+)\s*h[a-z]*)?\s*(?:(\d+)\s*m[a-z]*)?\s*(?:(\d+)\s*s[a-z]*)?", words):
        return int(found[1] or 0) * 60 + int(found[2] or 0) + (1 if int(found[3] or 0) >= 30 else 0)
    if found := re.fullmatch(r"(\d+):(\d\d):(\d\d)", words):
        return int(found[1]) * 60 + int(found[2]) + (1 if int(found[3]) >= 30 else 0)
    raise ValueError(said)


def _name(said: dict[str, str]) -> str:
    return said.get("name") or " ".join(part for part in (said.get("first", ""), said.get("last", "")) if part)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return which column stands where, when this is the heading row of a list of who came; else nothing."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        column = KNOWN.get(" ".join(cell.strip().lower().removeprefix("\ufeff").split()))
        if column and column not in found:
            found[column] = at
    who = "email" in found or "name" in found or "first" in found
    return found if who and {"minutes", "joined", "left", "attended"} & set(found) else {}


def _records(file: IO[bytes]) -> list[tuple[int, list[str]]]:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if not start:
        raise BadFile("The file is empty.")
    if size > MOST_BYTES:
        raise BadFile("The file is larger than 20 MB. Split it into smaller files.")
    if start[:2] == b"PK" or start == b"\xd0\xcf\x11\xe0" or start == b"%PDF":
        return list(open_table(file).records)
    text = _text(file.read())
    heading = next((line for line in text.split("\n") if any(_columns(_cut(line, mark)) for mark in ",;\t|")), "")
    mark = next((mark for mark in ",;\t|" if heading and _columns(_cut(heading, mark))), ",")
    try:
        with long_fields():
            return [(number, cells) for number, cells in enumerate(_rows(text, mark), start=1)]
    except csv.Error as problem:
        raise BadFile("The file is not a well-formed CSV file. Save it again as “CSV UTF-8”.") from problem


def _rows(text: str, mark: str) -> Iterable[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark)


def _cut(line: str, mark: str) -> list[str]:
    return next(iter(_rows(line.strip("\r"), mark)), [])


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BadFile("This is not a text file. Open it in a spreadsheet and save it as “CSV UTF-8”.")
    return text
