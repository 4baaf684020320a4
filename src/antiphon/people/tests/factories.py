"""People for tests: fictional, at example.org."""

from typing import Any
from uuid import UUID

from antiphon.core.actors import Visitor
from antiphon.people.actions import object_to, remember
from antiphon.people.models import Objection, Wish
from antiphon.people.queries import email_key


def make_person(name: str = "Ada Example", email: str = "ada@example.org", wants_reply: bool = True, **more: Any) -> UUID:
    """Make a Person, and return what the rest of the house knows of them: the token."""
    return remember(name=name, email=email, wants_reply=wants_reply, by=more.pop("by", Visitor()))


def make_objection(email: str = "ada@example.org", channel: str = "any", purpose: str = "any", **more: Any) -> Objection:
    """Make an Objection, with the Wish behind it."""
    key = more.pop("key", "") or email_key(email)
    object_to([key], channel=channel, purpose=purpose, how=more.pop("how", Wish.How.LINK), by=more.pop("by", Visitor()))
    return Objection.objects.get(address_key=key, channel=channel, purpose=purpose)
