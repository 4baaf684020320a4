"""A table of insights: a row for each, columns by name, all or nothing with a report by row."""

import csv
import datetime
import io
import re
from dataclasses import dataclass, field

from antiphon.core.csv_fields import plain, words_of_table
from antiphon.core.problems import BadFile
from antiphon.library.rules import listed

COLUMNS = ("title", "learned", "method", "groups", "places", "topics", "learned_on", "strength", "people", "limits", "link",
           "reference", "visibility")  # fmt: skip
NEEDED = ("title", "learned", "learned_on")
MOST_ROWS = 5_000
MOST_LETTERS = {"title": 160, "learned": 10_000, "limits": 5_000, "link": 500, "reference": 200}


@dataclass(frozen=True)
class Row:
    """One insight as the file said it."""

    number: int
    title: str
    learned: str
    learned_on: datetime.date
    method: str = "other"
    strength: str = "fair"
    visibility: str = "partners"
    people: int | None = None
    limits: str = ""
    link: str = ""
    reference: str = ""
    groups: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


def read(
    content: bytes, *, groups: dict[str, str], choices: dict[str, tuple[str, ...]]
) -> list[Row]:
    """Read a table. `groups` gives each group's key by its name (small); `choices` the keys of method, strength, visibility.

    Raises BadFile that names every wrong row; nothing is taken then.
    """
    text = words_of_table(content)
    try:
        table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        names = {name: re.sub(r"\s+", "_", (name or "").strip().casefold()) for name in table.fieldnames or ()}
        if missing := [name for name in NEEDED if name not in names.values()]:
            raise BadFile(f"Row 1: there is no column {', '.join(missing)}. The columns are: {', '.join(COLUMNS)}.",
                          rows=[(1, f"there is no column {', '.join(missing)}")])  # fmt: skip
        wrong: list[tuple[int, str]] = []
        found: list[Row] = []
        for number, values in enumerate(table, start=2):
            if number > MOST_ROWS + 1:
                raise BadFile(f"The file has more than {MOST_ROWS:,} rows. Split it, and bring the parts in one by one.")
            said = {names[name]: plain((value or "").strip()) for name, value in values.items() if isinstance(name, str)}
            if not any(said.values()):
                continue
            row, reasons = _row(number, said, groups, choices)
            wrong += [(number, reason) for reason in reasons]
            if row is not None:
                found.append(row)
    except csv.Error as problem:
        raise BadFile(f"This file cannot be read as a table: {problem}.") from problem
    seen: dict[tuple[str, datetime.date], int] = {}
    for row in found:
        first = seen.setdefault((row.title.casefold(), row.learned_on), row.number)
        if first != row.number:
            wrong.append((row.number, f"it has the same title and date as row {first}"))
    if wrong:
        wrong.sort()
        raise BadFile(*(f"Row {number}: {reason}." for number, reason in wrong), rows=wrong, accepted=len(found))
    if not found:
        raise BadFile("There is no row below the first.")
    return found


def _row(
    number: int, said: dict[str, str], groups: dict[str, str], choices: dict[str, tuple[str, ...]]
) -> tuple[Row | None, list[str]]:
    reasons = [f"{name} is empty" for name in NEEDED if not said.get(name)]
    long = [(name, most) for name, most in MOST_LETTERS.items() if len(said.get(name, "")) > most]
    reasons += [f"{name} is longer than {most:,} letters" for name, most in long]
    day = _day(said.get("learned_on", ""))
    if said.get("learned_on") and day is None:
        reasons.append(f"“{said['learned_on']}” is not a date (2025-03-31 or 31/03/2025)")
    chosen = {}
    for name, keys in choices.items():
        key = said.get(name, "").casefold()
        if key and key not in keys:
            reasons.append(f"“{said[name]}” is not a {name}; it is one of {', '.join(keys)}")
        elif key:
            chosen[name] = key
    of = []
    for group in listed(said.get("groups", "")):
        if group in groups:
            of.append(groups[group])
        else:
            reasons.append(f"“{group}” is not a group of the list")
    people = said.get("people", "").replace(",", "")
    if people and not (people.isdecimal() and int(people) < 2_000_000_000):
        reasons.append(f"“{said['people']}” is not a number of people")
    if said.get("link") and not re.match(r"https?://\S+$", said["link"]):
        reasons.append("the link must begin with https:// or http://")
    if reasons or day is None:
        return None, reasons
    words = {name: said.get(name, "") for name in ("title", "learned", "limits", "link", "reference")}
    return Row(number=number, learned_on=day, people=int(people) if people else None, groups=list(dict.fromkeys(of)),
               places=listed(said.get("places", "")), topics=listed(said.get("topics", "")), **words, **chosen), []  # fmt: skip


def _day(text: str) -> datetime.date | None:
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.datetime.strptime(text, shape).date()
        except ValueError:
            continue
    return None
