"""Announcements in a real browser: no axe violation, nothing off a small screen, in every state."""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from antiphon.network.tests.factories import make_user
from antiphon.packs import actions
from antiphon.packs.tests.factories import approve_as_is, make_asset, make_pack, make_pack_version, make_posting, make_variant
from antiphon.public.setup import ensure_site
from tests.browser.sign_in import signed_in_page
from tests.browser.test_public_pages import check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(live_server: Any) -> Any:
    cache.clear()
    return ensure_site()


def announced(**more: Any) -> Any:
    pack = make_pack(title="A very long title that goes on and on about one desk for everybody", **more)
    version = make_pack_version(pack=pack)
    picture = make_asset(version=version, alternative="Two people talk. " * 20)
    make_asset(version=version, kind="video", link="https://video.example/" + "long" * 40)
    make_variant(version=version, channel="web", language="ar", subject="مكتب جديد", text="المكتب مفتوح للجميع.")
    make_variant(version=version, channel="web", format="large_print", subject="One desk", text="The desk is open.")
    make_variant(version=version, channel="web", format="bsl", text="", video="https://video.example/bsl")
    version.variants.filter(channel__in=["web", "social"], format="standard").update(picture=picture)
    return version


def test_public_pages_empty_full_and_recalled(page, live_server):
    page.goto(f"{live_server.url}/announcements/")
    check(page)
    version = approve_as_is(announced())
    slug = version.pack.slug
    for tail in ("", f"{slug}/", f"{slug}/ar/standard/", f"{slug}/en/large_print/", f"{slug}/en/bsl/"):
        assert page.goto(f"{live_server.url}/announcements/{tail}").status == 200, tail
        check(page)
    page.set_viewport_size({"width": 320, "height": 800})  # 1280 at 400 per cent
    page.goto(f"{live_server.url}/announcements/{slug}/")
    check(page)
    assert page.get_by_role("img", name="Two people talk.").count() == 1
    director = make_user(role="director", organisation=version.pack.owner)
    actions.recall(version, reason="It was wrong.", instead="Ring 111.", by=director)
    page.goto(f"{live_server.url}/announcements/{slug}/")
    check(page)


def test_staff_pages_in_every_state(page, live_server):
    version = announced(embargo_until=timezone.now() + datetime.timedelta(days=2))
    pack = version.pack
    signed_in_page(page, live_server, pack.written_by)
    base = f"{live_server.url}/workspace/sending/packs/"
    here = f"{base}{pack.slug}/"
    post = version.variants.get(channel="social")
    part = {"facts": version.facts.first(), "speaks": version.spokespeople.first(), "places": version.slots.first(),
            "words": post, "files": version.assets.first()}  # fmt: skip
    for address in (base, f"{base}new/", here, f"{here}edit/", f"{here}embargo/", f"{here}list/", f"{here}versions/1/",
                    f"{here}versions/1/write/", f"{here}versions/1/words/{post.pk}/look/",
                    *(f"{here}versions/1/{kind}/{one.pk}/" for kind, one in part.items()),
                    *(f"{here}versions/1/{kind}/new/" for kind in (*part, "videos"))):  # fmt: skip
        assert page.goto(address).status == 200, address
        check(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)
    make_posting(variant=post)
    approve_as_is(version)
    actions.begin_version(pack, by=pack.written_by)
    for address in (here, f"{here}versions/1/", f"{here}versions/2/compare/1/", f"{here}versions/1/words/{post.pk}/look/"):
        assert page.goto(address).status == 200, address
        check(page)
