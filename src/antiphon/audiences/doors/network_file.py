"""A file of networks with their leads. Plain Python; it sees no database. A row that cannot be taken says why."""

import datetime
from dataclasses import dataclass, field
from typing import IO

from antiphon.audiences.doors.heading import opened
from antiphon.audiences.rules import CHANNELS, KINDS
from antiphon.core.problems import BadFile
from antiphon.people.rules import is_address

MOST_ROWS = 2_000
TITLES = {
    "name": "Name", "kind": "Kind", "audience": "Audience", "place": "Place", "estimate": "Estimate", "source": "Source",
    "estimated_on": "Estimated on", "channels": "Channels", "lead_name": "Lead name", "lead_email": "Lead email",
    "lead_telephone": "Lead telephone", "lead_post": "Lead post", "deputy_name": "Deputy name", "deputy_email": "Deputy email",
    "deputy_telephone": "Deputy telephone", "deputy_post": "Deputy post", "last_contact": "Last contact",
}  # fmt: skip
COLUMNS = {title.casefold(): key for key, title in TITLES.items()} | {
    "network": "name", "type": "kind", "reach": "estimate", "reach estimate": "estimate", "whom it reaches": "audience",
    "source of estimate": "source", "lead": "lead_name", "deputy": "deputy_name",
}  # fmt: skip
LONGEST = {"name": 160, "audience": 200, "place": 120, "source": 200, "lead_name": 120, "deputy_name": 120,
           "lead_post": 160, "deputy_post": 160, "lead_telephone": 40, "deputy_telephone": 40}  # fmt: skip
KIND_WORDS = {words.casefold(): key for key, words in KINDS.items()} | {key: key for key in KINDS}
CHANNEL_WORDS = {words.casefold(): key for key, words in CHANNELS.items()} | {key: key for key in CHANNELS}


@dataclass(frozen=True)
class Who:
    """A lead or deputy in the file."""

    name: str
    email: str
    telephone: str
    post: str

    def __repr__(self) -> str:
        return "Who()"


@dataclass(frozen=True)
class Row:
    """One network of the file. `number` is the row in a spreadsheet, the heading being row 1."""

    number: int
    fields: dict[str, object]
    lead: Who | None
    deputy: Who | None
    last_contact: datetime.date | None


@dataclass(frozen=True)
class Read:
    """What a file held: rows that can be taken, and what is wrong with the others (row, reason)."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)


def read(file: IO[bytes], *, today: datetime.date) -> Read:
    """Read a whole file. Raises BadFile when it cannot be read at all, with what to do."""
    found, seen = Read(), dict[str, int]()
    for count, (number, said) in enumerate(opened(file, COLUMNS, needs=["name", "audience"], one="network").rows, start=1):
        if count > MOST_ROWS:
            raise BadFile(f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files.")
        row, wrong = _row(number, said, today)
        name = said.get("name", "").casefold()
        if name and name in seen:
            wrong.append(f"The network stands in row {seen[name]} too")
        seen.setdefault(name, number)
        found.wrong.extend((number, reason) for reason in wrong)
        if not wrong:
            found.rows.append(row)
    if not found.rows and not found.wrong:
        raise BadFile("The file has a heading and no rows below it.")
    return found


def _row(number: int, said: dict[str, str], today: datetime.date) -> tuple[Row, list[str]]:
    wrong = [f"The {TITLES[name].lower()} is longer than {most} characters"
             for name, most in LONGEST.items() if len(said.get(name, "")) > most]  # fmt: skip
    wrong += [f"There is no {what}" for key, what in (("name", "name"), ("audience", "audience")) if not said.get(key)]
    kind = KIND_WORDS.get(said.get("kind", "").casefold() or "other")
    if kind is None:
        wrong.append(f"We do not know the kind “{said['kind'][:30]}”. It can be: {', '.join(KINDS.values())}")
    channels = []
    for part in filter(None, (one.strip() for one in said.get("channels", "").replace(",", ";").split(";"))):
        if key := CHANNEL_WORDS.get(part.casefold()):
            channels.append(key)
        else:
            wrong.append(f"We do not know the channel “{part[:30]}”. It can be: {', '.join(CHANNELS.values())}")
    number_said = said.get("estimate", "").replace(",", "").replace(" ", "")
    estimate = int(number_said) if number_said.isdecimal() and len(number_said) < 10 else None
    on = day(said.get("estimated_on", ""))
    if number_said and estimate is None:
        wrong.append(f"“{said['estimate'][:20]}” is not a whole number")
    if estimate is not None and not said.get("source"):
        wrong.append("An estimate needs its source: who counted, and how")
    if estimate is not None and (on is None or on > today):
        wrong.append("An estimate needs its day (estimated on), like 01/04/2026, and not one to come")
    last = day(said.get("last_contact", ""))
    if said.get("last_contact") and (last is None or last > today):
        wrong.append(f"“{said['last_contact'][:20]}” is not a day in the past, like 27/03/2026")
    who = {part: _who(said, part, wrong) for part in ("lead", "deputy")}
    fields: dict[str, object] = {
        "name": said.get("name", ""), "kind": kind, "audience": said.get("audience", ""), "place": said.get("place", ""),
        "channels": channels,
    }  # fmt: skip
    if estimate is not None:
        fields |= {"estimate": estimate, "source": said.get("source", ""), "estimated_on": on}
    return Row(number, fields, who["lead"], who["deputy"], last), wrong


def _who(said: dict[str, str], part: str, wrong: list[str]) -> Who | None:
    found = Who(*(said.get(f"{part}_{name}", "") for name in ("name", "email", "telephone", "post")))
    if not (found.name or found.email or found.telephone):
        return None
    if not found.name:
        wrong.append(f"The {part} has no name")
    if not found.email and not found.telephone:
        wrong.append(f"The {part} has no e-mail address and no telephone number")
    if found.email and not is_address(found.email):
        wrong.append(f"The {part}'s e-mail address is not complete: it should look like name@example.org")
    return found


def day(said: str) -> datetime.date | None:
    """Return a day as people and spreadsheets write it; None for what is none."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y", "%d %B %Y"):
        try:
            return datetime.datetime.strptime(said, form).date()
        except ValueError:
            continue
    return None
