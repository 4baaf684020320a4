"""What is live: the rooms above say so here, each for its own things.

A room registers a provider in the `ready()` of its AppConfig; this room knows none of them. A provider takes the person
who asks and yields what they may see; what is published, everyone may. It makes a fixed number of queries.

    from antiphon.language import live
    live.register("stories.Story", queries.live_items)
    live.register("narrative.Narrative", queries.live_items, find=queries.words_for)
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from antiphon.network.models import User


@dataclass(frozen=True)
class Item:
    """Something whose words people read, or will read.

    `kind` and `key` name its row (`stories.Story`, `12`); `words` are all of its words, with an empty line between fields;
    `owner` is who answers for it: a person where there is one, and the organisation; `link` is where it is read or changed,
    from the root of the site (`/engagements/clinics/`); `organisation` is the id of the owner's; `lead` the id of the
    account of the person, when there is one.
    """

    kind: str
    key: str
    title: str
    words: str
    owner: str
    link: str
    organisation: int
    lead: int | None = None
    what: str = ""  # in a word or two, for a list: “Engagement”, “Page”


Provider = Callable[[User], Iterable[Item]]
Finder = Callable[[User, str], Item | None]
_PROVIDERS: dict[str, Provider] = {}
_FINDERS: dict[str, Finder] = {}


def register(kind: str, provider: Provider, *, find: Finder | None = None) -> None:
    """Say what is live of a kind, and how one thing of it is found by its key, also while it is a draft (None: not for them).

    Without `find`, only what is live can be tested on people and reviewed.
    """
    _PROVIDERS[kind] = provider
    if find is not None:
        _FINDERS[kind] = find


def kinds() -> list[str]:
    """Return the kinds that are registered."""
    return sorted(_PROVIDERS)


def items(user: User) -> Iterator[Item]:
    """Yield everything live that this person may see, kind by kind."""
    for kind in kinds():
        yield from _PROVIDERS[kind](user)


def item(user: User, kind: str, key: str) -> Item | None:
    """Return one thing by its kind and key, or None when there is none that this person may see."""
    if kind in _FINDERS:
        return _FINDERS[kind](user, key)
    if kind not in _PROVIDERS:
        return None
    return next((one for one in _PROVIDERS[kind](user) if one.key == key), None)
