"""The library's pages: what strangers get, what odd addresses get, what leaves as a file, who keeps the words."""

import pytest
from django.test import Client
from django.urls import reverse

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight.tests.factories import make_clean_voice
from antiphon.library.models import Glossary
from antiphon.library.tasks import shelve_waiting
from antiphon.library.tests.factories import make_insight
from antiphon.network.tests.factories import make_organisation, make_user
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
HERE = reverse("workspace:library:list")


def seen(user, query=""):
    answer = signed_in_client(user).get(f"{HERE}{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_stranger_finds_nothing_of_another_organisation_counts_included():
    insight = make_insight(visibility="own", title="Zimmer frames squeak")
    engagement = make_open_engagement(owner=insight.organisation)
    make_clean_voice(engagement, clean_words="My zimmer squeaks.")
    shelve_waiting()
    own = make_user(role="analyst", organisation=insight.organisation)
    assert "2 passages found." in seen(own, "?words=zimmer")
    for user in (make_user(role="director", organisation=make_organisation()), make_user()):
        for query in ("?words=zimmer", "?words=zimer", "?words=zimmer&kind=voice", "?kind=voice", "?words=squeaks+frames"):
            page = seen(user, query)
            assert "0 passages" in page
            assert "My zimmer" not in page
            assert "Zimmer frames" not in page
        table = signed_in_client(user).get("/workspace/library/found.csv?words=zimmer").content.decode("utf-8-sig")
        assert table.count("\n") == 1


def test_nobody_signs_in_first():
    for name in ("list", "found_table", "found_pdf", "glossary"):
        assert Client().get(reverse(f"workspace:library:{name}")).status_code == 302


@pytest.mark.parametrize("query", [
    "?page=0", "?page=999", "?page=x", "?page=²", "?words=%00", "?words=" + "a%26" * 300, "?kind=nothing", "?organisation=abc",
    "?when=99", "?group=%27%22", "?words=%27%29%3B+drop+table--&place=%27%3B&topic=%22", "?words=%E2%9F%A6x%E2%9F%A7",
])  # fmt: skip
def test_whatever_is_in_the_address_there_is_a_page(query):
    make_insight(title="A a&a a", learned="<script>alert(1)</script> x")
    assert "<script>alert" not in seen(make_user(role="analyst"), query)


def test_what_was_found_is_escaped_and_marked():
    make_insight(title="Ramps <b>", learned="Ramps & <i>rails</i>")
    page = seen(make_user(role="analyst"), "?words=ramps")
    assert "<mark>Ramps</mark> &amp;" in page
    assert "Ramps &lt;b&gt;" in page
    assert "<i>rails" not in page
    assert "Ramps <b>" not in page


def test_words_that_mean_the_same_are_kept_by_those_who_keep_the_library():
    organisation = make_organisation()
    alice, bob = (make_user(role=role, organisation=organisation) for role in ("analyst", "reader"))
    address = reverse("workspace:library:glossary")
    sent = {"organisation": organisation.pk, "lines": "red book, child health record"}
    assert signed_in_client(bob).post(address, sent).status_code == 403
    assert signed_in_client(alice).post(address, {**sent, "organisation": make_organisation().pk}).status_code == 200
    assert not Glossary.objects.exists()
    assert signed_in_client(alice).post(address, sent).status_code == 302
    assert Glossary.objects.get().lines == "red book, child health record"
    assert "red book" in signed_in_client(alice).get(address).content.decode()
