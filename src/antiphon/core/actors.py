"""Who does things: a signed-in person (`network.User`), a machine, or a visitor without an account."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anything that an action can be done *by*."""

    @property
    def actor(self) -> str: ...


@dataclass(frozen=True)
class Machine:
    """A task or a command that works without a person, named by what it does: `Machine("deidentify")`."""

    name: str

    @property
    def actor(self) -> str:
        return f"machine:{self.name}"


@dataclass(frozen=True)
class Visitor:
    """Someone on the public site, who is never known here."""

    @property
    def actor(self) -> str:
        return "visitor"
