"""A file of people for a list. Plain Python; it sees no database. A row that cannot be taken says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from antiphon.audiences.doors.heading import Sheet, opened
from antiphon.audiences.rules import FORMATS, LANGUAGES, WAYS, way_for
from antiphon.people.rules import is_address, takes_texts, telephone

MOST_ROWS = 2_000_000
COLUMNS = {
    "name": "name", "full name": "name", "email": "email", "e-mail": "email", "email address": "email", "e-mail address": "email",
    "telephone": "telephone", "phone": "telephone", "mobile": "telephone", "telephone number": "telephone",
    "mobile number": "telephone", "address": "post", "postal address": "post", "post": "post", "language": "language",
    "format": "format", "way": "way", "how to reach them": "way", "preferred channel": "way", "channel": "way", "place": "place",
    "where": "place",
}  # fmt: skip
LONGEST = {"name": 120, "email": 254, "telephone": 40, "post": 300, "place": 120}
FORMAT_WORDS = {words.casefold(): key for key, words in FORMATS.items()} | {key: key for key in FORMATS} | {
    "": "standard", "large print": "large_print", "easy read": "easy_read", "easyread": "easy_read", "bsl video": "bsl",
    "british sign language": "bsl", "none": "standard",
}  # fmt: skip
WAY_WORDS = {words.casefold(): key for key, words in WAYS.items()} | {key: key for key in WAYS} | {
    "": "", "e-mail": "email", "text": "sms", "text message": "sms", "phone": "telephone", "call": "telephone",
    "letter": "post", "mail": "post", "paper": "post",
}  # fmt: skip
LANGUAGE_WORDS = {words.casefold(): key for key, words in LANGUAGES.items()} | {key: key for key in LANGUAGES} | {"": "en"}


@dataclass(frozen=True)
class Row:
    """One person of the file, and what they need. `number` is the row in a spreadsheet, the heading being row 1."""

    number: int
    name: str
    email: str
    telephone: str
    post: str
    language: str
    format: str
    way: str
    place: str

    def __repr__(self) -> str:
        return f"Row({self.number})"  # a traceback must not tell who it is


@dataclass(frozen=True)
class Wrong:
    """Why a row cannot be taken."""

    number: int
    reasons: tuple[str, ...]


def sheet(file: IO[bytes]) -> Sheet:
    """Open the file. Raises BadFile when it cannot be read at all, with what to do."""
    return opened(file, COLUMNS, needs=["name"], one="person")


def rows(found: Sheet) -> Iterator[Row | Wrong]:
    """Yield each row, or why it cannot be taken, one by one: a long file never has to fit into memory."""
    for number, said in found.rows:
        yield read(number, said)


def read(number: int, said: dict[str, str]) -> Row | Wrong:
    """Return one row, or why it cannot be taken."""
    kept = {name: said.get(name, "") for name in LONGEST}
    wrong = [f"The {name} is longer than {most} characters" for name, most in LONGEST.items() if len(kept[name]) > most]
    if not kept["name"]:
        wrong.append("There is no name")
    if kept["email"] and not is_address(kept["email"]):
        wrong.append("The e-mail address is not complete: it should look like name@example.org")
    dialled = telephone(kept["telephone"])
    if kept["telephone"] and not dialled:
        wrong.append("The telephone number is not complete: it should look like 07700 900123")
    language = LANGUAGE_WORDS.get(said.get("language", "").casefold())
    form = FORMAT_WORDS.get(" ".join(said.get("format", "").casefold().replace("_", " ").split()))
    form = form or FORMAT_WORDS.get(said.get("format", "").casefold())
    wanted = WAY_WORDS.get(said.get("way", "").casefold())
    if language is None:
        wrong.append(f"We do not know the language “{said['language'][:30]}”. Write it in English, like Polish")
    if form is None:
        wrong.append(f"We do not know the format “{said['format'][:30]}”. It can be: {', '.join(FORMATS.values())}")
    if wanted is None:
        wrong.append(f"We do not know the way “{said['way'][:30]}”. It can be: {', '.join(WAYS.values())}")
    has = {"email": bool(kept["email"]), "texts": takes_texts(dialled), "telephone": bool(dialled), "post": bool(kept["post"])}
    way = way_for(wanted or "", **has)
    if not way:
        wrong.append("There is no way to reach them: give an e-mail address, a telephone number or a postal address")
    elif wanted and way != wanted:
        wrong.append(f"They want “{WAYS[wanted].lower()}”, and there is no address or number for it")
    if wrong or language is None or form is None:
        return Wrong(number, tuple(wrong))
    return Row(number, language=language, format=form, way=way, **kept)
