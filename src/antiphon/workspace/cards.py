"""Cards of a hub: one for each part, with what waits there for the person who looks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from antiphon.network.models import User


@dataclass(frozen=True)
class Card:
    """One part of a hub: the name of its first page, what waits there, and for whom the card is (None: for all)."""

    name: str
    purpose: str
    link: str
    waits: Callable[[User], list[str]]
    shows: Callable[[User], bool] | None = None


def shown_to(user: User, cards: Iterable[Card]) -> list[tuple[Card, list[str]]]:
    """Return the cards that this person sees, each with what waits."""
    return [(card, card.waits(user)) for card in cards if card.shows is None or card.shows(user)]
