"""The page tree, the editors, and the doors of the content editor."""

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Site

from antiphon.network.tests.factories import make_user
from antiphon.public.models import ContentPage, NewsIndexPage, NewsPage, SiteRoot
from antiphon.public.setup import EDITORS, ensure_site, sync_editor

pytestmark = pytest.mark.django_db


def test_ensure_site_twice_makes_one_of_each():
    first, second = ensure_site(), ensure_site()
    assert first.pk == second.pk
    assert (SiteRoot.objects.count(), NewsIndexPage.objects.count(), Site.objects.count()) == (1, 1, 1)
    assert Site.objects.get().root_page_id == first.pk


def test_ensure_site_after_a_flush_makes_the_tree_again():
    Page.objects.all().delete()
    Site.objects.all().delete()
    assert ensure_site().get_children().get().slug == "news"


def test_migrations_match_the_models():
    call_command("makemigrations", "public", check=True, dry_run=True, verbosity=0)


def test_home_is_ours_and_news_is_wagtails(client):
    assert "Have your say on health and care" in client.get("/").text
    assert "There is no news yet" in client.get("/news/").text


def test_news_shows_the_newest_first_and_each_piece(client):
    index = NewsIndexPage.objects.get()
    for title, day in (("Older", "2026-01-02"), ("Newer", "2026-03-04")):
        index.add_child(instance=NewsPage(
            title=title, on=day, summary=f"About {title}", search_description=f"Found by {title}",
            body=[("heading", "A heading"), ("paragraph", "<p>Some words</p>"), ("inset", "Mind this"),
                  ("expander", {"title": "More", "words": "<p>Hidden words</p>"}),
                  ("contact", {"title": "Ask us", "telephone": "01632 960100", "email": "ask@example.org", "post": ""})],
        ))  # fmt: skip
    text = client.get("/news/").text
    assert text.index("Newer") < text.index("Older")
    page = client.get("/news/newer/").text
    for words in ("Some words", "Mind this", "Hidden words", "01632 960100", "4 March 2026",
                  '<meta name="description" content="Found by Newer">'):  # fmt: skip
        assert words in page


def test_news_not_live_is_not_found(client):
    NewsIndexPage.objects.get().add_child(instance=NewsPage(title="Draft", live=False))
    assert client.get("/news/draft/").status_code == 404
    assert "Draft" not in client.get("/news/").text


def test_content_page_links_to_those_below(client):
    page = SiteRoot.objects.get().add_child(instance=ContentPage(title="How we work", summary="In short"))
    page.add_child(instance=ContentPage(title="Help to take part"))
    assert "Help to take part" in client.get("/how-we-work/").text


def test_news_list_costs_the_same_for_many(client, django_assert_max_num_queries):
    index = NewsIndexPage.objects.get()
    counts = []
    for until in (3, 9):
        for number in range(index.get_children().count(), until):
            index.add_child(instance=NewsPage(title=f"News {number}"))
        with django_assert_max_num_queries(60) as seen:
            client.get("/news/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_editor_doors_of_wagtail_are_shut(client):
    for door in ("/cms/", "/cms/login/", "/cms/password_reset/", "/cms/password_reset/confirm/x/y/", "/cms/pages/"):
        answer = client.get(door)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/")
        assert client.post(door, {"username": "a@example.org", "password": "x"}).status_code == 302


def test_editor_opens_for_a_role_that_may_edit_content_and_for_no_other(staff_client):
    writer, reader = make_user(role="communications_officer"), make_user(role="reader")
    assert sync_editor(writer) is True
    assert sync_editor(reader) is False
    assert staff_client(writer).get("/cms/").status_code == 200
    assert staff_client(writer).get(f"/cms/pages/add/public/newspage/{NewsIndexPage.objects.get().pk}/").status_code == 200
    assert staff_client(reader).get("/cms/").status_code in (302, 403)
    assert staff_client(reader).get("/cms/pages/").status_code in (302, 403)


def test_editor_is_taken_out_when_the_role_ends():
    writer = make_user(role="engagement_lead")
    sync_editor(writer)
    writer.memberships.all().delete()
    del writer._roles_held
    assert sync_editor(writer) is False
    assert not writer.groups.filter(name=EDITORS).exists()


def test_editor_with_a_password_alone_is_sent_to_add_a_second_factor():
    writer = make_user(role="director")
    sync_editor(writer)
    client = Client()
    client.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/cms/").headers["Location"].startswith("/account/2fa/")
