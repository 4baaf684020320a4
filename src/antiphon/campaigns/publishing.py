"""The way of a microsite to the public site: the room that has the public pages says here how one is shown.

It registers in the `ready()` of its AppConfig; this room knows none of it.
"""

from collections.abc import Callable

from antiphon.campaigns.models import Microsite

Publisher = Callable[[Microsite], None]
_PUBLISHERS: list[Publisher] = []


def register(publisher: Publisher) -> None:
    """Say what makes or renews the public page of a microsite. It raises Refused when the address is taken."""
    _PUBLISHERS[:] = [publisher]


def show(site: Microsite) -> None:
    """Make or renew the public page of a microsite whose words have been signed."""
    for publisher in _PUBLISHERS:
        publisher(site)
