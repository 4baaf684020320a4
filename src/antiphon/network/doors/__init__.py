"""The doors through which organisations and areas come in: what ships with Antiphon, and published files."""

import datetime
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Body:
    """An organisation as a door read it."""

    register: str
    code: str
    name: str
    kind: str
    level: str
    short_name: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    details: dict[str, Any] = field(default_factory=dict)
    former_names: tuple[tuple[str, datetime.date], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.register, self.code


@dataclass(frozen=True)
class Tie:
    """One body follows another, each named by register and code."""

    predecessor: tuple[str, str]
    successor: tuple[str, str]
    on: datetime.date
    kind: str
    share: float | None
    source: str


@dataclass(frozen=True)
class Place:
    """An area as a door read it: `within` is the kind and code of the area around it, `board` an ODS code."""

    kind: str
    code: str
    name: str
    residents: int | None = None
    within: tuple[str, str] | None = None
    board: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    row: int = field(default=0, compare=False)  # where it stands in its file, to say so when something is wrong

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.code


@dataclass
class Reading:
    """What one file held."""

    file: str
    bodies: list[Body] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
