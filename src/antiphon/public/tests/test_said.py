"""The pages of the content editor are known to the common language, and their editor has the checker."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory

from antiphon.language import live
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.public import said, wagtail_hooks
from antiphon.public.models import ContentPage, SiteRoot
from antiphon.public.setup import ensure_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> ContentPage:
    ensure_site()
    found = ContentPage(title="How we work", slug="how-we-decide", summary="We will guarantee it.")
    SiteRoot.objects.get().add_child(instance=found)
    found.save_revision().publish()
    return found


def test_a_public_page_is_live_with_its_words_and_its_link(written: ContentPage):
    found = next(one for one in said.live_items(User()) if one.key == str(written.pk))
    assert found.title == written.title
    assert "We will guarantee it." in found.words
    assert "/how-we-decide/" in found.link
    assert live.item(User(), "public.Page", str(written.pk)) == found


def test_a_draft_is_known_by_its_key_and_not_among_what_is_live(written: ContentPage):
    written.summary = "We plan it."
    written.save_revision()
    found = said.item_of(User(), str(written.pk))
    assert found is not None
    assert "We plan it." in found.words
    assert all("We plan it." not in one.words for one in said.live_items(User()))
    assert said.item_of(User(), "x") is None
    assert said.item_of(User(), "999999") is None


def test_the_editor_has_the_checker_and_says_what_it_found(written: ContentPage, staff_client: Client):
    client = staff_client(make_user(role="director"))  # type: ignore[operator]
    assert "checked_pages.js" in client.get(f"/cms/pages/{written.pk}/edit/").content.decode()
    request = RequestFactory().get("/cms/")
    request.session = {}  # type: ignore[assignment]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    wagtail_hooks.say_what_was_found(request, written)
    told = [str(one) for one in get_messages(request)]
    assert len(told) == 1
    assert "The checker found" in told[0]
    assert f"/workspace/saying/about/public.Page/{written.pk}/" in told[0]
    wagtail_hooks.say_what_was_found(request, object())  # what has no words of ours is passed by
