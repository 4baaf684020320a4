"""What can be answered to a question: is it complete, what is counted of it, and which question comes next.

Plain Python, the same for a form, a file, the API and a paper sheet. An answer is a JSON-shaped value by the kind of
its question: text "…" · one "key" or {"key": "…", "words": "…"} · many [either of these, …] · scale 4 · matrix
{"row": "option"} · ranking ["first", "second", …] · date "2026-03-27" · place "AV3" · file: the ids of up to three uploads.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

LONGEST = 20_000  # characters of one answer in someone's own words
MOST_OPTIONS = 60  # more cannot be read; a longer list belongs in a question about a place, or in words
PLACE_LONGEST = 100
MOST_FILES = 3  # with one response
_FULL_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*\d[A-Z]{2}\b", re.IGNORECASE)


class Kind(StrEnum):
    """The kinds of questions."""

    TEXT = "text"
    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    MATRIX = "matrix"
    RANKING = "ranking"
    DATE = "date"
    PLACE = "place"
    FILE = "file"


CHOICES = (Kind.ONE, Kind.MANY, Kind.SCALE)  # kinds on whose answer another question may depend


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, or one row of a grid. `words`: a box for the person's own words opens beside it."""

    key: str
    text: str
    words: bool = False


@dataclass(frozen=True)
class Condition:
    """The question is asked only of those who chose one of these options in the question of that series."""

    series: UUID
    options: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """A question as data."""

    pk: int
    series: UUID
    kind: Kind
    text: str
    hint: str = ""
    required: bool = False
    options: Sequence[Option] = ()
    rows: Sequence[Option] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    only_if: Sequence[Condition] = ()
    page: int = 1

    @property
    def lowest(self) -> int:
        return int(self.settings.get("from", 1))

    @property
    def highest(self) -> int:
        return int(self.settings.get("to", 5))

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True)
class Cell:
    """One thing that is counted of an answer: the row of a grid, the option, a number (scale, rank) or a short text."""

    row: str = ""
    option: str = ""
    number: int | None = None
    text: str = ""


def choices_of(asked: Asked) -> dict[str, str]:
    """Return what can be chosen, by key, with its words: on what another question may depend."""
    if asked.kind is Kind.SCALE:
        return {str(number): str(number) for number in range(asked.lowest, asked.highest + 1)}
    return {option.key: option.text for option in asked.options} if asked.kind in CHOICES else {}


def is_answered(value: Any) -> bool:
    """Return whether there is an answer at all."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value != [] and value != {}


def problems(asked: Asked, value: Any) -> list[str]:
    """Return what is wrong with an answer, as sentences for the person; empty when it can be taken."""
    if not is_answered(value):
        return ["Answer this question"] if asked.required else []
    check = _CHECKS[asked.kind]
    return check(asked, value)


def cells(asked: Asked, value: Any) -> list[Cell]:
    """Return what is counted of an answer that has no problems. Words are not counted: see `words`."""
    if not is_answered(value):
        return []
    match asked.kind:
        case Kind.ONE:
            return [Cell(option=_key(value))]
        case Kind.MANY:
            return [Cell(option=_key(one)) for one in value]
        case Kind.SCALE:
            return [Cell(number=int(value))]
        case Kind.MATRIX:
            return [Cell(row=row, option=option) for row, option in value.items() if option]
        case Kind.RANKING:
            return [Cell(option=key, number=rank) for rank, key in enumerate(value, start=1)]
        case Kind.DATE:
            return [Cell(text=str(value).strip())]
        case Kind.PLACE:
            return [Cell(text=place_to_keep(str(value)))]
    return []


def words(asked: Asked, value: Any) -> str:
    """Return what the person said in their own words, in the answer or beside an option; empty when nothing."""
    if not is_answered(value):
        return ""
    if asked.kind is Kind.TEXT:
        return str(value)
    chosen = [value] if asked.kind is Kind.ONE else value if asked.kind is Kind.MANY else []
    return "\n\n".join(said for one in chosen if isinstance(one, dict) and (said := str(one.get("words", "")).strip()))


def route(every: Sequence[Asked], answers: Mapping[int, Any]) -> list[Asked]:
    """Return the questions that are asked of someone, given their answers so far, in their order.

    A question whose condition rests on a question that is itself not asked is not asked either.
    """
    taken: list[Asked] = []
    chosen: dict[UUID, set[str]] = {}
    for one in every:
        if all(chosen.get(condition.series, set()) & condition.options for condition in one.only_if):
            taken.append(one)
            chosen[one.series] = chosen_keys(one, answers.get(one.pk))
    return taken


def may_follow(every: Sequence[Asked], answers: Mapping[int, Any], page: int) -> list[Asked]:
    """Return the questions to show on a page: those that are asked whatever is answered on it, and those that may be.

    Conditions on earlier pages are settled by the answers; conditions on this page are not settled yet.
    """
    before = [one for one in every if one.page < page]
    chosen = {one.series: chosen_keys(one, answers.get(one.pk)) for one in route(before, answers)}
    shown: list[Asked] = []
    for one in (one for one in every if one.page == page):
        here = {other.series for other in shown}
        if all(rest.series in here or chosen.get(rest.series, set()) & rest.options for rest in one.only_if):
            shown.append(one)
    return shown


def chosen_keys(asked: Asked, value: Any) -> set[str]:
    """Return the keys of the options that were chosen (of a scale, its number as text)."""
    if not is_answered(value) or problems(asked, value):
        return set()
    return {cell.option or str(cell.number) for cell in cells(asked, value) if cell.option or cell.number is not None}


def place_to_keep(place: str) -> str:
    """Return a place as it may be kept. A whole postcode can point at a handful of homes: its first half stays."""
    return _FULL_POSTCODE.sub(lambda found: found[1].upper(), place.replace("\x00", "")).strip()


def _key(value: Any) -> str:
    return str(value.get("key", "")) if isinstance(value, Mapping) else str(value)


def _text(asked: Asked, value: Any) -> list[str]:
    if not isinstance(value, str):
        return ["Answer in words"]
    return _too_long(value)


def _too_long(said: str) -> list[str]:
    if len(said) <= LONGEST:
        return []
    return [f"This answer is {len(said):,} characters long and we can take {LONGEST:,}. Make it shorter, or send the rest "
            "as a second response."]  # fmt: skip


def _one(asked: Asked, value: Any) -> list[str]:
    option = asked.option(_key(value)) if isinstance(value, str | Mapping) else None
    if option is None:
        return ["Choose one of the answers"]
    return _own_words(option, value)


def _own_words(option: Option, value: Any) -> list[str]:
    said = value.get("words", "") if isinstance(value, Mapping) else ""
    if not isinstance(said, str):
        return ["Answer in words"]
    if said.strip() and not option.words:
        return [f"“{option.text}” has no box for your own words"]
    return _too_long(said)


def _many(asked: Asked, value: Any) -> list[str]:
    if not isinstance(value, list):
        return ["Choose from the answers"]
    keys = [_key(one) for one in value if isinstance(one, str | Mapping)]
    if len(keys) != len(value) or any(asked.option(key) is None for key in keys):
        return ["Choose from the answers"]
    if len(set(keys)) != len(keys):
        return ["Choose each answer once"]
    most = asked.settings.get("most")
    if most and len(keys) > int(most):
        return [f"Choose up to {most}. You chose {len(keys)}."]
    pairs = ((asked.option(key), one) for key, one in zip(keys, value, strict=True))
    return [wrong for option, one in pairs if option for wrong in _own_words(option, one)]


def _scale(asked: Asked, value: Any) -> list[str]:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not asked.lowest <= value <= asked.highest:
        return [f"Choose a number from {asked.lowest} to {asked.highest}"]
    return []


def _matrix(asked: Asked, value: Any) -> list[str]:
    rows = {row.key: row.text for row in asked.rows}
    if not isinstance(value, Mapping) or set(value) - set(rows):
        return ["Choose one answer in each row"]
    wrong = [f"{rows[row]}: choose one of the answers" for row, key in value.items() if key and asked.option(str(key)) is None]
    if asked.required:
        wrong += [f"{text}: choose an answer" for row, text in rows.items() if not value.get(row)]
    return wrong


def _ranking(asked: Asked, value: Any) -> list[str]:
    if not isinstance(value, list) or any(not isinstance(key, str) or asked.option(key) is None for key in value):
        return ["Put the answers in order: 1 for the one that matters most"]
    return [] if len(set(value)) == len(value) else ["Give each place in the order once"]


def _date(asked: Asked, value: Any) -> list[str]:
    try:
        day = datetime.date.fromisoformat(str(value).strip())
    except ValueError:
        return ["Enter a real date, like 27 3 2026"]
    return [] if day.year >= 1900 else ["Enter a year after 1900"]


def _place(asked: Asked, value: Any) -> list[str]:
    if not isinstance(value, str):
        return ["Enter a place in words"]
    return [] if len(value.strip()) <= PLACE_LONGEST else [f"Use {PLACE_LONGEST} characters or fewer for a place"]


def _file(asked: Asked, value: Any) -> list[str]:
    ids = uploads(value)
    if ids is None:
        return ["Choose a file"]
    return [] if len(ids) <= MOST_FILES else [f"Send up to {MOST_FILES} files"]


def uploads(value: Any) -> list[int] | None:
    """Return the ids of the uploads in an answer with files; None when it cannot be one."""
    ids = value if isinstance(value, list) else [value]
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in ids)
    return list(dict.fromkeys(ids)) if whole else None


_CHECKS = {
    Kind.TEXT: _text, Kind.ONE: _one, Kind.MANY: _many, Kind.SCALE: _scale, Kind.MATRIX: _matrix, Kind.RANKING: _ranking,
    Kind.DATE: _date, Kind.PLACE: _place, Kind.FILE: _file,
}  # fmt: skip


def faults(asked: Asked, earlier: Iterable[Asked] = ()) -> list[str]:
    """Return what is wrong with the question itself, before anyone is asked: for whoever writes it."""
    wrong = []
    keys = [option.key for option in asked.options]
    if asked.kind in (Kind.ONE, Kind.MANY, Kind.RANKING, Kind.MATRIX) and len(keys) < 2:
        wrong.append("Write at least two answers to choose from.")
    if len(keys) > MOST_OPTIONS or len(asked.rows) > MOST_OPTIONS:
        wrong.append(f"Nobody can read more than {MOST_OPTIONS} answers. Ask for words instead, or split the question.")
    if len(set(keys)) != len(keys) or any(not option.text.strip() for option in asked.options):
        wrong.append("Each answer needs words of its own.")
    if asked.kind is Kind.MATRIX and not asked.rows:
        wrong.append("Write at least one row.")
    if asked.kind is Kind.SCALE and not asked.lowest < asked.highest <= asked.lowest + 10:
        wrong.append("A scale goes from a lower to a higher number, with 11 steps or fewer.")
    before = {one.series: one for one in earlier}
    for condition in asked.only_if:
        rests_on = before.get(condition.series)
        if rests_on is None:
            wrong.append("A question can only depend on a question before it.")
        elif rests_on.kind not in CHOICES:
            wrong.append(f"“{rests_on.text}” is not a choice, so nothing can depend on it.")
        elif rests_on.page > asked.page:
            wrong.append(f"This question stands on an earlier page than “{rests_on.text}”, on which it depends.")
        elif missing := condition.options - set(choices_of(rests_on)):
            wrong.append(f"“{rests_on.text}” has no longer all the answers on which this depends ({', '.join(sorted(missing))}).")
    return wrong
