"""Every page of the workspace in a real browser on a phone: no axe violation, and nothing wider than the window.

The addresses and the people are those of the access matrix, so a new page is here without a word.
"""

from typing import Any

import pytest

from tests.access.test_matrix import expected
from tests.access.world import PEOPLE, make_world, staff_addresses
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.sign_in import signed_in_client, signed_in_page

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = 4  # so that two processes share the work
# In each state, whoever sees the most comes first.
ORDER = ("engagement_lead@owner", "administrator@owner", "decision_maker@owner", "director@owner", *PEOPLE)


def seen_by(state: str) -> dict[str, str]:
    """Return, for each address that shows a page in this state, one person who sees it."""
    found = {}
    for line in expected(state, "GET"):
        _, _, name, *answers = line.split()
        by_person = dict(zip(PEOPLE, answers, strict=True))
        person = next((one for one in ORDER if by_person.get(one) == "200"), None)
        if person:
            found[name] = person
    return found


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("state", ["decided"])
def test_every_page_is_accessible_and_fits(page: Any, live_server: Any, state: str, part: int) -> None:
    world, people = make_world(state), seen_by(state)
    page.set_viewport_size({"width": 390, "height": 800})
    routes = [(name, route) for name, route in staff_addresses() if name in people][part::PARTS]
    assert len(routes) > 10
    problems = []
    for person in sorted({people[name] for name, _ in routes}):
        client = signed_in_client(world.people[person])
        page.context.clear_cookies()
        signed_in_page(page, live_server, world.people[person])
        for name, route in routes:
            address = world.address(name, route)
            if people[name] != person or not client.get(address)["Content-Type"].startswith("text/html"):
                continue
            page.goto(live_server.url + address)
            try:
                assert_accessible(page)
                assert_fits(page)
            except AssertionError as problem:
                problems.append(f"{name} as {person}: {problem}")
    assert not problems, "\n\n".join(problems)
