"""What staff type from a sheet, read as answers; two keyings of one sheet, where they differ, and how often one is wrong.

A keying is a mapping from the key of a field to what was typed, as text: `q12`, `q13.row` (a row of a grid), `score`.
Options are typed as their numbers: `2`, `1 3`, and `1 7: on a tandem` where the seventh has a box for own words.
"""

import datetime
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from antiphon.engagement import answering
from antiphon.engagement.answering import Asked, Kind, Option

UNREADABLE = "[cannot read]"
NOT_READ = "?"  # typed where the sheet cannot be read and the answer is not in words
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass
class Read:
    """A sheet as it was read: answers by question id, each field in one spelling, and what is wrong by field."""

    answers: dict[int, Any] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def keys_of(asked: Asked) -> list[tuple[str, Option | None]]:
    """Return the fields that a question has on the screen: one, or one for each row of a grid."""
    if asked.kind is Kind.MATRIX:
        return [(f"q{asked.pk}.{row.key}", row) for row in asked.rows]
    return [(f"q{asked.pk}", None)]


def read(questions: Sequence[Asked], typed: Mapping[str, str]) -> Read:
    """Return the answers that were typed. A question about a file has no field: a file is not typed."""
    found = Read()
    for asked in questions:
        if asked.kind is Kind.FILE:
            continue
        grid: dict[str, str] = {}
        for key, row in keys_of(asked):
            said = typed.get(key, "").strip()
            if not said:
                continue
            if said == NOT_READ and asked.kind is not Kind.TEXT:
                found.fields[key] = UNREADABLE
                continue
            try:
                value, spelled = _READERS[asked.kind](asked, said)
            except ValueError as problem:
                found.wrong[key] = str(problem)
                continue
            if asked.kind is not Kind.MATRIX and (wrong := answering.problems(asked, value)):
                found.wrong[key] = wrong[0]
                continue
            found.fields[key] = spelled
            if row is not None:
                grid[row.key] = value
            else:
                found.answers[asked.pk] = value
        if grid:
            found.answers[asked.pk] = grid
    return found


def day_of(typed: str) -> datetime.date:
    """Return the day that was typed: 27 3 2026, 27/3/26, 27 March 2026 or 2026-03-27. Raises ValueError in words."""
    said = typed.strip()
    wrong = "Enter a real date, like 27 3 2026"
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
            return datetime.date.fromisoformat(said)
        parts = re.findall(r"\d+|[a-z]+", said.lower())
        if len(parts) != 3:
            raise ValueError(wrong)
        day, month, year = parts
        number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        raise ValueError(wrong) from None


def options_of(said: str, options: Sequence[Option]) -> Iterator[tuple[Option, str]]:
    """Yield the options whose numbers were typed, each with the words typed for it. Raises ValueError in words."""
    for part in said.split(";"):
        found = re.fullmatch(r"\s*((?:\d+[\s,.]*)+)[:\-]?\s*(.*?)\s*", part, re.S)
        if found is None:
            raise ValueError(f"Type the number of the answer, from 1 to {len(options)}")
        chosen = numbers(found[1])
        if not all(1 <= number <= len(options) for number in chosen):
            raise ValueError(f"The numbers go from 1 to {len(options)}")
        for place, number in enumerate(chosen, start=1):
            yield options[number - 1], found[2] if place == len(chosen) else ""


def _chosen(asked: Asked, said: str) -> tuple[Any, str]:
    chosen = sorted(options_of(said, asked.options), key=lambda one: asked.options.index(one[0]))
    if asked.kind is Kind.ONE and len(chosen) != 1:
        raise ValueError("Type one number")
    values = [{"key": option.key, "words": words} if words else option.key for option, words in chosen]
    spelled = "; ".join(f"{asked.options.index(option) + 1}" + (f": {tidy(words)}" if words else "") for option, words in chosen)
    return (values[0] if asked.kind is Kind.ONE else values), spelled


def _cell(asked: Asked, said: str) -> tuple[Any, str]:
    chosen = list(options_of(said, asked.options))
    if len(chosen) != 1 or chosen[0][1]:
        raise ValueError("Type one number")
    return chosen[0][0].key, str(asked.options.index(chosen[0][0]) + 1)


def _ranked(asked: Asked, said: str) -> tuple[Any, str]:
    chosen = [option for option, words in options_of(said, asked.options)]
    return [option.key for option in chosen], " ".join(str(asked.options.index(option) + 1) for option in chosen)


def _scaled(asked: Asked, said: str) -> tuple[Any, str]:
    if not re.fullmatch(r"-?\d+", said):
        raise ValueError(f"Type a number from {asked.lowest} to {asked.highest}")
    return int(said), str(int(said))


def _dated(asked: Asked, said: str) -> tuple[Any, str]:
    day = day_of(said).isoformat()
    return day, day


def _worded(asked: Asked, said: str) -> tuple[Any, str]:
    return said, said


AROUND = ("said_on", "score", "place", "speaks_as", "speaks_for", "wrote_down", "language", "may_quote", "may_reuse")
NAMES = {
    "said_on": "The day", "score": "Score", "place": "Place", "speaks_as": "For whom", "speaks_for": "For how many people",
    "wrote_down": "Who wrote it down", "language": "Language", "may_quote": "May be quoted", "may_reuse": "May be used again",
}  # fmt: skip


def around(typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what stands around the answers, as `voices.intake.Said` names it, and what is wrong by field."""
    said = {key: typed.get(key, "").strip() for key in AROUND}
    found: dict[str, Any] = {
        "place": said["place"], "wrote_down": said["wrote_down"], "language": said["language"] or "en",
        "speaks_as": said["speaks_as"] or "self", "may_quote": said["may_quote"] == "yes",
        "may_reuse": said["may_reuse"] == "yes",
    }  # fmt: skip
    wrong: dict[str, str] = {}
    try:
        found["said_on"] = day_of(said["said_on"])
    except ValueError as problem:
        wrong["said_on"] = str(problem)
    for key, words in (("score", "The score goes from 1 (very good) to 5 (very poor)"),
                       ("speaks_for", "Say for how many people the group speaks: a number, 2 or more")):  # fmt: skip
        if said[key] in ("", NOT_READ):
            found[key] = None
        elif re.fullmatch(r"\d{1,6}", said[key]):
            found[key] = int(said[key])
        else:
            wrong[key] = words
    if found["speaks_as"] == "group" and found.get("speaks_for") is None and "speaks_for" not in wrong:
        wrong["speaks_for"] = "Say for how many people the group speaks: a number, 2 or more"
    return found, wrong


def spelled(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what stands around the answers in one spelling; what nobody had to type (English, for themselves) is left out."""
    found = {key: tidy(said) for key in AROUND if (said := typed.get(key, "").strip())}
    if found.get("speaks_as") == "self":
        del found["speaks_as"]
    if found.get("language") == "en":
        del found["language"]
    if "said_on" in found:
        found["said_on"] = day_of(found["said_on"]).isoformat()
    for key in ("score", "speaks_for"):
        if found.get(key, "").isdigit():
            found[key] = str(int(found[key]))
    return found


_READERS = {
    Kind.TEXT: _worded, Kind.ONE: _chosen, Kind.MANY: _chosen, Kind.SCALE: _scaled, Kind.MATRIX: _cell, Kind.RANKING: _ranked,
    Kind.DATE: _dated, Kind.PLACE: _worded,
}  # fmt: skip


@dataclass(frozen=True)
class Differs:
    """One field that two people keyed differently."""

    field: str
    first: str
    second: str


def tidy(text: str) -> str:
    """Return what was typed with one space between words: line breaks and doubled spaces make no difference."""
    return " ".join(text.split())


def numbers(text: str) -> list[int]:
    """Return the numbers that stand in what was typed: `1 3`, `1,3` and `1.3` are the same keys."""
    return [int(found) for found in re.findall(r"\d+", text)]


def filled(first: Mapping[str, str], second: Mapping[str, str]) -> set[str]:
    """Return the fields that either of the two filled: what the error rate counts."""
    return {key for key in {*first, *second} if tidy(first.get(key, "")) or tidy(second.get(key, ""))}


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[Differs]:
    """Return where the two differ, spacing apart, in the order of the first."""
    order = [*first, *(key for key in second if key not in first)]
    return [
        Differs(key, first.get(key, ""), second.get(key, ""))
        for key in order if tidy(first.get(key, "")) != tidy(second.get(key, ""))
    ]  # fmt: skip


@dataclass(frozen=True)
class ErrorRate:
    """How many fields were keyed wrong, of those that two people keyed; `low` and `high` per 10,000, 95 in 100 sure."""

    wrong: int
    fields: int
    open: int = 0  # differences that nobody has settled yet

    @property
    def per_10_000(self) -> float | None:
        return 10_000 * self.wrong / self.fields if self.fields else None

    @property
    def low(self) -> float:
        return 10_000 * _wilson(self.wrong, self.fields)[0]

    @property
    def high(self) -> float:
        return 10_000 * _wilson(self.wrong, self.fields)[1]


def _wilson(wrong: int, fields: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the interval of a share (Wilson 1927): it holds for few errors and small samples, as these are."""
    if not fields:
        return 0.0, 1.0
    share = wrong / fields
    middle = (share + z * z / (2 * fields)) / (1 + z * z / fields)
    half = z / (1 + z * z / fields) * math.sqrt(share * (1 - share) / fields + z * z / (4 * fields * fields))
    return max(0.0, middle - half), min(1.0, middle + half)
