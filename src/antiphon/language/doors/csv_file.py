"""A table of words or of acronyms: columns by name, whole or not at all, with what is wrong by row.

Words: `preferred`, and perhaps `avoid` (several with semicolons between), `meaning`, `audience`, `review_on`, `welsh`.
Acronyms: `acronym`, `expansion`, and perhaps `definition` or `note`. A second row of the same letters is a second meaning.
"""

import csv
import datetime
import io
import re
from dataclasses import dataclass, field
from typing import Any

from antiphon.core.csv_fields import long_fields, plain, words_of_table
from antiphon.core.problems import BadFile

WORD_COLUMNS = ("preferred", "avoid", "meaning", "audience", "review_on", "welsh")
ACRONYM_COLUMNS = ("acronym", "expansion", "definition", "known", "audience", "review_on")
NAMES = {
    "term": "preferred",
    "word": "preferred",
    "we_say": "preferred",
    "we_do_not_say": "avoid",
    "avoided": "avoid",
    "letters": "acronym",
    "abbreviation": "acronym",
    "stands_for": "expansion",
    "note": "definition",
    "cy": "welsh",
    "review": "review_on",
    "review_date": "review_on",
}
AUDIENCES = {"": "everyone", "everyone": "everyone", "public": "everyone", "staff": "staff"}
YES = {"yes", "true", "1", "y"}
NO = {"", "no", "false", "0", "n"}
HEADINGS = {"abbreviation", "acronym", "letters"}
MOST_ROWS = 5_000
LONGEST = {"preferred": 120, "acronym": 30, "expansion": 300, "definition": 2_000, "meaning": 2_000}


@dataclass(frozen=True)
class Row:
    """One entry as the file said it; `number` is its first row."""

    number: int
    name: str
    fields: dict[str, Any] = field(default_factory=dict)


def read(content: bytes) -> tuple[str, list[Row]]:
    """Return "term" or "acronym", and the rows. Raises BadFile that names every wrong row; nothing is taken then."""
    lines, names = _table(content)
    what = "acronym" if "acronym" in names else "term" if "preferred" in names else ""
    if not what or (what == "acronym" and "expansion" not in names):
        raise BadFile(
            "Row 1: the columns are not there. A table of words has preferred, avoid, meaning. "
            "A table of acronyms has acronym, expansion, definition.",
            rows=[(1, "the columns are not there")],
        )
    wrong: list[tuple[int, str]] = []
    found: dict[str, Row] = {}
    for number, said in lines:
        reasons = [f"{name} is longer than {most:,} letters" for name, most in LONGEST.items() if len(said.get(name, "")) > most]
        reasons += _shared_reasons(said)
        if what == "acronym":
            reasons += _take_acronym(number, said, found)
        else:
            reasons += _take_word(number, said, found)
        wrong += [(number, reason) for reason in reasons]
    if wrong:
        bad = {number for number, _ in wrong}
        raise BadFile(
            *(f"Row {number}: {reason}." for number, reason in wrong),
            rows=wrong,
            accepted=sum(1 for number, _ in lines if number not in bad),
        )
    if not found:
        raise BadFile("There is no row below the first.")
    return what, list(found.values())


def _table(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], set[str]]:
    text = words_of_table(content)
    found: list[tuple[int, dict[str, str]]] = []
    try:
        with long_fields():
            table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
            heads = {name: re.sub(r"\W+", "_", (name or "").strip().casefold()).strip("_") for name in table.fieldnames or ()}
            names = {name: NAMES.get(said, said) for name, said in heads.items()}
            for number, values in enumerate(table, start=2):
                if number > MOST_ROWS + 1:
                    raise BadFile(f"The file has more than {MOST_ROWS:,} rows. Split it, and bring the parts in one by one.")
                said = {
                    names[name]: plain(" ".join((value or "").split())) for name, value in values.items() if isinstance(name, str)
                }
                if any(said.values()):
                    found.append((number, said))
    except csv.Error as problem:
        raise BadFile(f"This file cannot be read as a table: {problem}.") from problem
    return found, set(names.values())


def _shared_reasons(said: dict[str, str]) -> list[str]:
    reasons = []
    if said.get("audience", "").casefold() not in AUDIENCES:
        reasons.append(f"“{said['audience']}” is not an audience; it is everyone or staff")
    if said.get("review_on") and _day(said["review_on"]) is None:
        reasons.append(f"“{said['review_on']}” is not a date (2027-03-31 or 31/03/2027)")
    return reasons


def _shared(said: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if said.get("audience"):
        fields["audience"] = AUDIENCES.get(said["audience"].casefold(), "everyone")
    if said.get("review_on"):
        fields["review_on"] = _day(said["review_on"])
    return fields


def _take_word(number: int, said: dict[str, str], found: dict[str, Row]) -> list[str]:
    name = said.get("preferred", "")
    if not name:
        return ["preferred is empty"]
    first = found.get(name.casefold())
    if first is not None:
        return [f"“{name}” stands in row {first.number} already"]
    fields = _shared(said)
    if "avoid" in said:
        fields["avoid"] = [word.strip() for word in re.split(r"[;|]", said["avoid"]) if word.strip()]
    if "meaning" in said:
        fields["meaning"] = said["meaning"]
    if said.get("welsh"):
        fields["translations"] = {"cy": said["welsh"]}
    found[name.casefold()] = Row(number, name, {"preferred": name, **fields})
    if not fields.get("avoid") and not fields.get("meaning"):
        return ["it has neither a meaning nor a word to avoid"]
    return []


def _take_acronym(number: int, said: dict[str, str], found: dict[str, Row]) -> list[str]:
    name, words = said.get("acronym", ""), said.get("expansion", "")
    if not name or not words:
        return [f"{column} is empty" for column in ("acronym", "expansion") if not said.get(column)]
    if name.casefold() in HEADINGS:
        return ["this is a second line of headings: take it out"]
    known = said.get("known", "").casefold()
    if known not in YES | NO:
        return [f"“{said['known']}” is not yes or no"]
    row = found.setdefault(name.casefold(), Row(number, name, {"letters": name, "meanings": [], **_shared(said)}))
    meanings = row.fields["meanings"]
    if words.casefold() not in {one["words"].casefold() for one in meanings}:  # the same twice, from two lists, is once
        meanings.append({"words": words, "note": said.get("definition", "")})
    if known in YES:
        row.fields["known"] = True
    return []


def _day(text: str) -> datetime.date | None:
    for shape in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.datetime.strptime(text, shape).date()
        except ValueError:
            continue
    return None
