"""Networks, lists, errands, objections and the link to leave in a real browser: no axe violation, nothing off a small screen."""

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from antiphon.core.actors import Visitor
from antiphon.delivery.models import Delivery
from antiphon.delivery.queries import leave_token
from antiphon.delivery.tests.factories import make_delivery
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember
from antiphon.public.setup import ensure_site
from tests.access.audience_rows import more_of_the_audiences, of_the_audiences
from tests.access.world import staff_addresses
from tests.browser.sign_in import signed_in_page
from tests.browser.test_public_pages import check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(live_server: Any) -> Any:
    cache.clear()
    return ensure_site()


def test_screens_empty_and_full(browser, live_server):
    here = make_organisation(name="Ashmere Board")
    page = signed_in_page(browser.new_context().new_page(), live_server, make_user(role="director", organisation=here))
    for name in ("networks", "lists", "errands", "objections", "import_networks"):
        page.goto(live_server.url + reverse(f"workspace:audiences:{name}"))
        check(page)
    rows = of_the_audiences(here)
    for number in range(2):
        more_of_the_audiences(here, rows, number)
    for name, route in staff_addresses():
        if name.startswith("workspace:audiences:") and not name.endswith(("_file", ":done")):
            there = reverse(name, kwargs={key: value for key, value in rows.items() if f":{key}>" in route})
            assert page.goto(live_server.url + there).status == 200, name
            check(page)
    page.goto(live_server.url + reverse("workspace:audiences:new_network"))
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)


def test_the_pages_behind_the_link_to_leave(page, live_server):
    token = remember(name="Grace", email="home@example.org", wants_reply=True, by=Visitor())
    letter = make_delivery(token, occasion="cascade:1")
    for address in ("", "choose/", "?done=stop"):
        assert page.goto(f"{live_server.url}/leave/{leave_token(letter)}/{address}").status == 200
        check(page)
    Delivery.objects.update(address_key="forgotten:x")
    page.goto(f"{live_server.url}/leave/{leave_token(letter)}/")
    check(page)
    assert page.goto(f"{live_server.url}/leave/nonsense/").status == 404
