"""A file of members with commas (`.csv`). Plain Python; it sees no database. A row that cannot be taken says why."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

from antiphon.core.csv_fields import long_fields
from antiphon.core.problems import BadFile
from antiphon.panels import profile
from antiphon.panels.rules import FORMATS, SUPPORT, WAYS, Needs
from antiphon.people.rules import is_address

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
COLUMNS = {
    "name": "name", "full name": "name", "email": "email", "e-mail": "email", "email address": "email",
    "telephone": "telephone", "phone": "telephone", "telephone number": "telephone", "post": "post", "address": "post",
    "postal address": "post", "contact": "way", "how to contact": "way", "formats": "formats", "format": "formats",
    "language": "language", "support": "support", "joined": "joined", "joined on": "joined",
    **{key.replace("_", " "): key for key in profile.CHARACTERISTICS},
}  # fmt: skip
LONGEST = {"name": 120, "email": 254, "telephone": 40, "post": 300, "language": 40}
IN_WORDS = {words.casefold(): key for table in (WAYS, FORMATS, SUPPORT) for key, words in table.items()} | {
    "bsl video": "bsl", "british sign language": "bsl", "phone": "telephone", "telephone only": "telephone", "mail": "post",
    "letter": "post", "e-mail": "email", "paper": "post",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One member of the file. `number` is the row in a spreadsheet, the heading being row 1."""

    number: int
    name: str
    email: str = ""
    telephone: str = ""
    post: str = ""
    profile: dict[str, str] = field(default_factory=dict)
    needs: Needs = field(default_factory=Needs)
    joined_on: datetime.date | None = None

    def __repr__(self) -> str:
        return f"Row({self.number})"  # a traceback must not tell who it is


@dataclass(frozen=True)
class Read:
    """What a file held: rows that can be taken, and what is wrong with the others (row, reason)."""

    rows: list[Row]
    wrong: list[tuple[int, str]]
    notes: list[str]


def read(file: IO[bytes], *, places: Iterable[str], today: datetime.date) -> Read:
    """Read a whole file. Raises BadFile when it cannot be read at all, with what to do."""
    lines = _text(file)
    places = list(places)
    with long_fields():
        try:
            table = list(csv.reader(io.StringIO(lines, newline=""), delimiter=_delimiter(lines), strict=True))
        except csv.Error as problem:
            raise BadFile("The file is not a well-formed CSV file. Save it again as “CSV UTF-8”.") from problem
    if not table or not any(cell.strip() for cell in table[0]):
        raise BadFile("The file is empty. It needs a heading row with a column “name”, then one row for each member.")
    columns = [COLUMNS.get(" ".join(cell.casefold().replace("_", " ").split()), "") for cell in table[0]]
    if "name" not in columns:
        raise BadFile("The file has no column “name”. Name the column with the members' names “name”.")
    if doubles := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise BadFile(f"Two columns are both for “{doubles[0].replace('_', ' ')}”. Keep one of them.")
    if len(table) - 1 > MOST_ROWS:
        raise BadFile(f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files.")
    found = Read([], [], [])
    ignored = [cell.strip() for cell, name in zip(table[0], columns, strict=True) if cell.strip() and not name]
    if ignored:
        found.notes.append(f"Columns not used: {', '.join(ignored[:6])}.")
    for number, cells in enumerate(table[1:], start=2):
        said = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
        if any(said.values()):
            _take(number, said, places, today, found)
    if not found.rows and not found.wrong:
        raise BadFile("The file has a heading and no rows below it.")
    return found


def _take(number: int, said: dict[str, str], places: list[str], today: datetime.date, found: Read) -> None:
    wrong = [f"The {name} is longer than {most} characters" for name, most in LONGEST.items() if len(said.get(name, "")) > most]
    if not said.get("name"):
        wrong.append("There is no name")
    if said.get("email") and not is_address(said["email"]):
        wrong.append("The e-mail address is not complete: it should look like name@example.org")
    if not any(said.get(way) for way in ("email", "telephone", "post")):
        wrong.append("There is no way to reach them: give an e-mail address, a telephone number or a postal address")
    known, not_known = profile.read(said, places)
    wrong += not_known
    needs, unmeant = _needs(said)
    wrong += unmeant
    if needs.way != "email" and not said.get(needs.way):
        wrong.append(f"They want to hear {WAYS[needs.way].lower()}, and there is no {needs.way} column filled in for that")
    joined_on = None
    if said.get("joined"):
        joined_on = _day(said["joined"])
        if joined_on is None or joined_on > today:
            wrong.append(f"“{said['joined'][:20]}” is not a day in the past, like 27/03/2026 or 2026-03-27")
    if wrong:
        found.wrong.extend((number, reason) for reason in wrong)
        return
    reach = {name: said.get(name, "") for name in ("name", "email", "telephone", "post")}
    found.rows.append(Row(number, **reach, profile=known, needs=needs, joined_on=joined_on))


def _needs(said: dict[str, str]) -> tuple[Needs, list[str]]:
    wrong = []
    meant: dict[str, list[str]] = {}
    for name, table in (("way", WAYS), ("formats", FORMATS), ("support", SUPPORT)):
        meant[name] = []
        for part in said.get(name, "").replace(";", ",").split(","):
            word = " ".join(part.casefold().replace("_", " ").split())
            if not word:
                continue
            key = IN_WORDS.get(word, word.replace(" ", "_"))
            if key in table:
                meant[name].append(key)
            else:
                wrong.append(f"“{part.strip()[:40]}” is not a choice for {name}: {', '.join(table)}")
    way = meant.pop("way")
    return Needs.read({"way": way[0] if way else "email", "language": said.get("language", ""), **meant}), wrong


def _day(said: str) -> datetime.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y"):
        try:
            return datetime.datetime.strptime(said, form).date()
        except ValueError:
            continue
    return None


def _text(file: IO[bytes]) -> str:
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadFile("The file is larger than 20 MB. Split it into smaller files.")
    if raw[:2] == b"PK" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise BadFile("This is a spreadsheet or a zip file, not a CSV file. Open it and save it as “CSV UTF-8”.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadFile("The file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8”.")
    if b"\x00" in raw:
        raise BadFile("This is not a text file. Open it in a spreadsheet and save it as “CSV UTF-8”.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(lines: str) -> str:
    heading = lines.partition("\n")[0]
    return max(",;\t", key=heading.count) if heading else ","
