"""What the cell of one column writes into a response that is being read. Plain Python.

A writer takes the words of a cell and the row so far; it raises `Unclear` with a sentence when the cell does not say what its
column is for.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from antiphon.engagement import answering
from antiphon.engagement.answering import Asked, Kind, Option
from antiphon.people.rules import is_address
from antiphon.voices.doors import cells
from antiphon.voices.doors.cells import Unclear

Write = Callable[[str, "Row"], None]


@dataclass(slots=True)
class Taken:
    """One response of the file. `number` is its row in a spreadsheet, the first being row 1."""

    number: int
    answers: dict[int, Any]
    about: dict[str, Any]
    date: datetime.date | None = None
    score: int | None = None
    place: str = ""
    channel: str = "file"
    name: str = ""
    email: str = ""
    wants_reply: bool = False
    may_quote: bool = False
    may_reuse: bool = False
    language: str = "en"
    twin: int | None = None
    speaks_as: str = "self"
    speaks_for: int | None = None


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken, and why, in plain words."""

    number: int
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Row:
    taken: Taken
    said_something: bool = False
    parts: dict[int, dict[str, Any]] = field(default_factory=dict)  # of questions that several columns make up
    beside: dict[int, dict[str, str]] = field(default_factory=dict)  # words beside an answer
    question: str = ""
    text: str = ""


def put_together(one: Asked, parts: Mapping[str, Any]) -> Any:
    if one.kind is Kind.MATRIX:
        return {key.removeprefix("row:"): key_of(value) for key, value in parts.items()}
    if one.kind is Kind.MANY:
        return [option.key for option in one.options if f"tick:{option.key}" in parts]
    places = sorted((int(key.split(":")[1]), key_of(value)) if key.startswith("rank:") else (value, key.split(":", 1)[1])
                    for key, value in parts.items())  # fmt: skip
    if len({place for place, _ in places}) < len(places):
        raise Unclear(f"“{one.text[:60]}”: two answers have the same place in the order")
    return [key for _, key in places]


def with_words(one: Asked, value: Any, said: Mapping[str, str]) -> Any:
    if one.kind is Kind.ONE:
        key, words = next(iter(said.items()))
        before = value.get("words", "") if isinstance(value, dict) else ""
        if value is not None and key_of(value) != key:
            raise Unclear(f"“{one.text[:60]}”: one answer is chosen, and words stand beside another")
        return {"key": key, "words": words if words != before else before}
    chosen = [each for each in value or [] if key_of(each) not in said]
    return chosen + [{"key": key, "words": words} for key, words in said.items()]


def key_of(value: Any) -> str:
    return str(value["key"]) if isinstance(value, dict) else str(value)


def whole(one: Asked, find: Callable[[str], Any], noticed: Counter[str]) -> Write:
    pk = one.pk

    def write(said: str, row: Row) -> None:
        row.said_something = True
        value = find(said)
        if value is None or value == []:
            noticed["left_open"] += 1
        else:
            row.taken.answers[pk] = value

    return write


def part(one: Asked, part: str, find: Callable[[str], Any], noticed: Counter[str]) -> Write:
    def write(said: str, row: Row) -> None:
        row.said_something = True
        value = find(said)
        if value is None:
            noticed["left_open"] += 1
        else:
            row.parts.setdefault(one.pk, {})[part] = value

    return write


def tick(one: Asked, key: str) -> Write:
    option = one.option(key)
    names = {cells.plain(key), cells.plain(option.text if option else key)}

    def write(said: str, row: Row) -> None:
        word, row.said_something = cells.plain(said), True
        if word in cells.TICKED or word in names:
            row.parts.setdefault(one.pk, {})[f"tick:{key}"] = True
        elif option and option.words and word not in cells.NOT_TICKED and word not in cells.NO_ANSWER:
            row.beside.setdefault(one.pk, {})[key] = cells.clean(said)
        elif word not in cells.NOT_TICKED and word not in cells.NO_ANSWER:
            raise Unclear(f"“{said[:30]}” is not a tick for “{option.text if option else key}”: use yes or no")

    return write


def beside(one: Asked, key: str) -> Write:
    def write(said: str, row: Row) -> None:
        if words := cells.clean(said):
            row.beside.setdefault(one.pk, {})[key] = words

    return write


def rank(one: Asked, key: str) -> Write:
    def write(said: str, row: Row) -> None:
        if cells.plain(said) in cells.NO_ANSWER:
            return
        row.said_something = True
        place = cells.number_of(said)
        if place is None or not 1 <= place <= len(one.options):
            raise Unclear(f"“{said[:20]}” is not a place in the order of “{one.text[:60]}”: use 1 to {len(one.options)}")
        row.parts.setdefault(one.pk, {})[f"place:{key}"] = place

    return write


def scale(one: Asked, told: Mapping[str, str]) -> Callable[[str], int | None]:
    ends = {cells.plain(str(one.settings.get(end, ""))): number for end, number in (("low", one.lowest), ("high", one.highest))}
    ends.pop("", None)

    def find(said: str) -> int | None:
        word = cells.plain(said)
        if word in told:
            return int(told[word]) if told[word].lstrip("-").isdecimal() else None
        if word in ends:
            return ends[word]
        number = cells.number_of(said)
        if number is not None and one.lowest <= number <= one.highest:
            return number
        if word in cells.NO_ANSWER:
            return None
        raise Unclear(f"“{said[:20]}” is not on the scale of “{one.text[:60]}”: use {one.lowest} to {one.highest}")

    return find


def day(said: str) -> str | None:
    """Return the day that somebody answered with, as it is kept."""
    return None if cells.plain(said) in cells.NO_ANSWER else cells.any_date_of(said).isoformat()


def age_band(said: str, options: Sequence[Option]) -> str | None:
    """Return the band of an age in years: bands have keys like 35_44 and 75_over."""
    if not said.strip().isdecimal() or not 0 <= int(said) <= 120:
        return None
    for option in options:
        low, _, high = option.key.partition("_")
        if low.isdecimal() and int(low) <= int(said) <= (int(high) if high.isdecimal() else 200):
            return option.key
    return None


def question(said: str, row: Row) -> None:
    row.question = said


def channel(said: str, row: Row) -> None:
    row.taken.channel = cells.channel_of(said)


def place(said: str, row: Row) -> None:
    if len(said) > answering.PLACE_LONGEST:
        raise Unclear("The place is longer than 100 characters")
    row.taken.place = " ".join(cells.clean(said).split())


def name(said: str, row: Row) -> None:
    if cells.plain(said) in ("anonymous", *cells.NO_ANSWER):
        return
    if len(said) > 200:
        raise Unclear("The name is longer than 200 characters")
    row.taken.name = cells.clean(said)


def email(said: str, row: Row) -> None:
    if cells.plain(said) in ("anonymous", *cells.NO_ANSWER):
        return
    if not is_address(said):
        raise Unclear("The e-mail address is not complete: it should look like name@example.org")
    row.taken.email = said


def wants_reply(said: str, row: Row) -> None:
    row.taken.wants_reply = cells.yes_of(said, what="wants_reply")


def may_quote(said: str, row: Row) -> None:
    row.taken.may_quote = cells.yes_of(said, what="may_quote")


def may_reuse(said: str, row: Row) -> None:
    row.taken.may_reuse = cells.yes_of(said, what="may_reuse")


def language(said: str, row: Row) -> None:
    row.taken.language = cells.language_of(said)


def speaks_as(said: str, row: Row) -> None:
    if cells.plain(said) not in cells.NO_ANSWER:
        row.taken.speaks_as = cells.speaks_as_of(said)


def speaks_for(said: str, row: Row) -> None:
    number = cells.number_of(said)
    if number is None or not 0 <= number <= 100_000:
        raise Unclear(f"“{said[:20]}” is not a number of people from 2 to 100,000")
    row.taken.speaks_for = number or None


AROUND_WRITERS: Mapping[str, Write] = {
    "question": question, "channel": channel, "place": place, "name": name, "email": email, "wants_reply": wants_reply,
    "may_quote": may_quote, "may_reuse": may_reuse, "language": language, "speaks_as": speaks_as, "speaks_for": speaks_for,
}
