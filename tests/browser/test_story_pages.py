"""Stories, case studies and the forms of a narrative in a real browser: no axe violation, nothing off a small screen."""

from typing import Any

import pytest
from django.core.cache import cache

from antiphon.narrative.tests.factories import make_edition, make_whole_narrative
from antiphon.network.tests.factories import make_brand, make_picture
from antiphon.public.setup import ensure_site
from antiphon.stories.tests.factories import make_case_study, make_story
from tests.browser.test_public_pages import check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(live_server: Any) -> Any:
    cache.clear()
    return ensure_site()


def test_pages_with_nothing_in_them(page, live_server):
    for address in ("/stories/", "/stories/take-back/", "/stories/999/"):
        page.goto(live_server.url + address)
        check(page)


def test_pages_full_and_in_error(page, live_server):
    case = make_case_study(public=True, title="A very long title that goes on and on, about one telephone number for everybody")
    story = make_story(public=True, case=case, organisation=case.organisation)
    real = make_story(kind="real", public=True, organisation=case.organisation)
    narrative = make_whole_narrative()
    make_brand(organisation=narrative.owner, logo=make_picture(), logo_alt="The board", logo_rights="Ours")
    make_edition(narrative=narrative)
    for address in ("/stories/", f"/stories/{story.pk}/", f"/stories/{real.pk}/", f"/case-studies/{case.pk}/",
                    f"/narrative/{narrative.slug}/use/"):  # fmt: skip
        assert page.goto(live_server.url + address).status == 200, address
        check(page)
    page.goto(f"{live_server.url}/stories/take-back/")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)
