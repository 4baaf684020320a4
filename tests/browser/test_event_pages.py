"""Pages of events in a real browser: no axe violation, nothing off a small screen; empty, full and in error."""

from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from antiphon.events.queries import places
from antiphon.events.tests.factories import (
    make_answer,
    make_event,
    make_material,
    make_place,
    make_post,
    make_presenter,
    make_question,
    make_report,
    make_series,
    make_views,
)
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from tests.browser.sign_in import signed_in_page
from tests.browser.test_public_pages import check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(live_server: Any) -> Any:
    cache.clear()
    return ensure_site()


def test_public_pages_empty_full_and_in_error(page, live_server):
    def see(address: str) -> None:
        assert page.goto(live_server.url + address).status == 200, address
        check(page)

    see("/events/")
    coming = make_event(public=True, bsl=True, captions=True, capacity=1, series=make_series(), title="Health at home " * 8)
    make_presenter(event=coming)
    place = make_place(event=coming, needs=["bsl"], needs_words="A seat near the door")
    make_event(public=True, cancelled_at=timezone.now(), cancelled_by=make_user(), cancelled_because="The speaker is ill.")
    past = make_event(public=True, over=True, forum_opened_at=timezone.now())
    make_material(event=past)
    make_question(event=past)
    mine = make_place(event=past)
    shown = make_post(event=past, shown=True)
    make_post(event=past, shown=True, parent=make_post(event=past, shown=True, parent=shown), words="A long answer. " * 40)
    own, after = places.path_of(place), places.path_of(mine)
    for address in ("/events/", f"/events/{coming.pk}/", f"/events/{past.pk}/", f"/events/{coming.pk}/place/", own,
                    f"{own}needs/", f"{own}give-up/", after, f"{after}thoughts/", f"{after}forum/",
                    f"{after}forum/?words=monitor",
                    f"{after}forum/{shown.pk}/answer/", f"{after}forum/{shown.pk}/report/"):  # fmt: skip
        see(address)
    page.goto(f"{live_server.url}/events/{coming.pk}/place/")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)


def test_staff_screens_full_and_in_error(page, live_server):
    here = make_organisation()
    alice = make_user(role="communications_officer", organisation=here)
    draft = make_event(organisation=here)
    event = make_event(public=True, over=True, organisation=here, forum_opened_at=timezone.now(), moderator=alice)
    make_views(event=event)
    make_answer(question=make_question(event=event))
    make_place(event=event, needs=["bsl"], to_ring=True)
    make_report(post=make_post(event=event, shown=True))
    make_post(event=event)
    seen = signed_in_page(page, live_server, alice)
    at = f"/workspace/events/{event.pk}/"
    for address in ("/workspace/events/", "/workspace/events/new/", "/workspace/events/figures/", at, f"{at}edit/",
                    f"{at}places/", f"{at}attendance/", f"{at}views/new/", f"{at}questions/", f"{at}forum/", f"{at}cancel/",
                    f"/workspace/events/{draft.pk}/publish/", f"{at}presenters/new/", f"{at}materials/new/"):  # fmt: skip
        assert seen.goto(live_server.url + address).status == 200, address
        check(seen)
    seen.goto(f"{live_server.url}/workspace/events/new/")
    seen.get_by_role("button", name="Save").click()
    seen.get_by_role("heading", name="There is a problem").wait_for()
    check(seen)
