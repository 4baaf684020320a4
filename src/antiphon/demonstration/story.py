"""The story of Ashmere and Vale, as `data/story.toml` and the files of voices tell it."""

import csv
import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def story() -> dict[str, Any]:
    """Return the whole story; each table is a list of rows."""
    return tomllib.loads((DATA / "story.toml").read_text(encoding="utf-8"))


def rows(table: str, engagement: str) -> list[dict[str, Any]]:
    """Return the rows of a table that belong to one engagement, in the order written."""
    return [row for row in story()[table] if row["engagement"] == engagement]


@dataclass(frozen=True)
class Told:
    """One made-up comment, with what a careful reader would code it as."""

    number: int
    text: str
    days_ago: int
    score: int | None
    place: str
    channel: str
    name: str
    email: str
    wants_reply: bool
    may_quote: bool
    codes: tuple[str, ...]
    stance: str


def voices(file: str) -> list[Told]:
    """Return the comments of one of the files of voices."""
    with open(DATA / file, encoding="utf-8", newline="") as lines:
        return [
            Told(
                number=number,
                text=row["text"],
                days_ago=int(row["days_ago"]),
                score=int(row["score"]) if row["score"] else None,
                place=row["place"],
                channel=row["channel"],
                name=row["name"],
                email=row["email"],
                wants_reply=row["wants_reply"] == "yes",
                may_quote=row["may_quote"] == "yes",
                codes=tuple(code for code in row["codes"].split(";") if code),
                stance=row["stance"],
            )
            for number, row in enumerate(csv.DictReader(lines), start=1)
        ]


def day(today: datetime.date, days: int) -> datetime.date:
    """Return the day that is so many days from today; minus is the past."""
    return today + datetime.timedelta(days=days)
