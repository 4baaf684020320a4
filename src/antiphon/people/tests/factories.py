"""People for tests: fictional, at example.org."""

from typing import Any
from uuid import UUID

from antiphon.core.actors import Visitor
from antiphon.people.actions import remember


def make_person(name: str = "Ada Example", email: str = "ada@example.org", wants_reply: bool = True, **more: Any) -> UUID:
    """Make a Person, and return what the rest of the house knows of them: the token."""
    return remember(name=name, email=email, wants_reply=wants_reply, by=more.pop("by", Visitor()))
