"""What is live is said by the rooms above."""

from collections.abc import Iterator

import pytest

from antiphon.language import live
from antiphon.network.models import User


@pytest.fixture
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_PROVIDERS", {})
    monkeypatch.setattr(live, "_FINDERS", {})


def an_item(key: str) -> live.Item:
    return live.Item("rooms.Thing", key, f"Thing {key}", "Some words", "Alice, Ashmere", f"/things/{key}/", 1)


@pytest.mark.usefixtures("_kept")
def test_a_room_says_what_is_live_and_each_thing_is_found_by_its_key():
    def provider(user: User) -> Iterator[live.Item]:
        yield an_item("1")
        yield an_item("2")

    live.register("rooms.Thing", provider)
    assert live.kinds() == ["rooms.Thing"]
    assert [one.title for one in live.items(User())] == ["Thing 1", "Thing 2"]
    found = live.item(User(), "rooms.Thing", "2")
    assert found is not None
    assert found.link == "/things/2/"
    assert live.item(User(), "rooms.Thing", "3") is None
    assert live.item(User(), "rooms.Other", "1") is None


@pytest.mark.usefixtures("_kept")
def test_a_draft_is_found_where_the_room_says_how():
    live.register("rooms.Thing", lambda user: [], find=lambda user, key: an_item(key) if key == "9" else None)
    assert list(live.items(User())) == []
    found = live.item(User(), "rooms.Thing", "9")
    assert found is not None
    assert live.item(User(), "rooms.Thing", "8") is None
