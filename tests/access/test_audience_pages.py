"""The pages of networks, lists, errands and objections, and the one behind the link to leave."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from antiphon.audiences.models import Contact, Network
from antiphon.audiences.tests.factories import make_audience, make_contact
from antiphon.core.actors import Visitor
from antiphon.core.models import TrailEntry
from antiphon.delivery.models import Delivery
from antiphon.delivery.queries import leave_token
from antiphon.delivery.tests.factories import make_delivery
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember
from antiphon.people.models import Objection, Wish
from antiphon.people.queries import email_key, telephone_key
from antiphon.public.setup import ensure_site
from tests.access.audience_rows import more_of_the_audiences, of_the_audiences
from tests.access.world import staff_addresses
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
OWN = ("networks", "new_network", "import_networks", "networks_file", "lists", "new_list", "errands", "objections")
POSTED = ("list_file", "done")


@pytest.fixture
def here():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(here):
    return make_user(role="engagement_lead", organisation=here, name="Alice")


def pages(rows):
    for name, route in staff_addresses():
        if name.startswith("workspace:audiences:"):
            short = name.rsplit(":", 1)[-1]
            yield short, reverse(name, kwargs={key: value for key, value in rows.items() if f":{key}>" in route})


def test_every_page_opens_for_its_people_and_for_no_stranger(here, alice):
    rows = of_the_audiences(here)
    for number in range(3):
        more_of_the_audiences(here, rows, number)
    ours, reader = signed_in_client(alice), signed_in_client(make_user(role="reader", organisation=here))
    analyst = signed_in_client(make_user(role="analyst", organisation=here))
    theirs, nobody = signed_in_client(make_user(role="director", organisation=make_organisation())), Client()
    for name, address in pages(rows):
        if name in POSTED:
            assert ours.get(address).status_code == 405
            assert theirs.post(address).status_code == 404, name
            assert nobody.post(address).status_code in (302, 403), name
            continue
        assert ours.get(address).status_code == 200, name
        assert theirs.get(address).status_code == (200 if name in OWN else 404), name
        assert reader.get(address).status_code in (403, 404), name
        assert nobody.get(address).status_code == 302, name
        seen = analyst.get(address)
        assert seen.status_code == (200 if name in ("networks", "networks_file", "network", "lists", "list") else 403), name
        if seen.status_code == 200:
            said = b"".join(seen.streaming_content) if seen.streaming else seen.content
            assert b"Ann Example" not in said, name
            assert b"Grace Example" not in said, name
    assert b"Ann Example" in ours.get(reverse("workspace:audiences:networks")).content


def test_pages_of_more_rows_need_no_more_queries(here, alice):
    rows = of_the_audiences(here)
    client = signed_in_client(alice)
    counts = []
    for number in (0, 1, 2):
        more_of_the_audiences(here, rows, number)
        counted = {}
        for name, address in pages(rows):
            if name not in POSTED:
                client.get(address)
                with CaptureQueriesContext(connection, ) as asked:
                    client.get(address)
                counted[name] = len(asked)
        counts.append(counted)
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0].values()) < 40


def test_small_numbers_of_a_list_are_for_those_who_keep_it(here, alice):
    listing = make_audience(organisation=here)
    for number in range(30):
        make_contact(listing=listing, format="bsl" if number < 2 else "standard")
    address = reverse("workspace:audiences:list", kwargs={"listing": listing.pk})
    assert "British Sign Language (BSL) video: <strong>2<" in signed_in_client(alice).get(address).content.decode()
    seen = signed_in_client(make_user(role="analyst", organisation=here)).get(address).content.decode()
    assert "fewer than 10" in seen
    assert "<strong>28<" not in seen
    assert "<strong>2<" not in seen


def test_a_list_with_names_is_taken_out_by_those_who_may_and_each_time_is_on_the_trail(here, alice):
    listing = make_audience(organisation=here)
    make_contact(listing=listing, name="=cmd()", email="ada@example.org")
    address = reverse("workspace:audiences:list_file", kwargs={"listing": listing.pk})
    officer = signed_in_client(make_user(role="communications_officer", organisation=here))
    assert officer.post(address).status_code == 403
    response = signed_in_client(alice).post(address)
    said = b"".join(response.streaming_content).decode()
    assert "'=cmd(),ada@example.org" in said
    assert TrailEntry.objects.filter(verb="take out list", key=str(listing.pk)).count() == 1


def test_a_file_of_networks_with_a_bad_row_says_which_and_takes_nothing(here, alice):
    client = signed_in_client(alice)
    file = io.BytesIO(b"Name,Audience,Kind\nOne,Carers,Council\nTwo,Carers,Pub\n")
    file.name = "networks.csv"
    page = client.post(reverse("workspace:audiences:import_networks"), {"file": file}).content.decode()
    assert "We do not know the kind “Pub”" in page
    assert "Nothing was taken" in page
    assert not Network.objects.exists()


def test_a_file_of_people_comes_in_by_the_screen_behind_the_wall(here, alice):
    listing = make_audience(organisation=here)
    file = io.BytesIO(b"Name,Email,Format\nAda Example,ada@example.org,Large print\nBob Example,bob@example.org,\n")
    file.name = "people.csv"
    address = reverse("workspace:audiences:import_list", kwargs={"listing": listing.pk})
    page = signed_in_client(alice).post(address, {"file": file}).content.decode()
    assert "2 people</strong> added" in page
    assert Contact.objects.filter(listing=listing).count() == 2


def test_an_objection_is_written_down_in_one_form_and_the_page_says_what_stands(here, alice):
    client, address = signed_in_client(alice), reverse("workspace:audiences:objections")
    told = {"email": "grace@example.org", "what": "objects", "purpose": "any", "channel": "email"}
    page = client.post(address, told).content.decode()
    assert "everything, by e-mail" in page
    page = client.post(address, told | {"what": "wants", "purpose": "service"}).content.decode()
    assert "wants it again" in page
    assert Objection.objects.filter(address_key=email_key("grace@example.org")).count() == 2
    assert "Enter an e-mail address or a telephone number" in client.post(address, told | {"email": ""}).content.decode()


# --- The link to leave ------------------------------------------------------------------------------------------------
@pytest.fixture
def letter(here):
    ensure_site()
    token = remember(name="Grace", email="home@example.org", telephone="07700 900123", wants_reply=True, by=Visitor())
    row = make_delivery(token, occasion="cascade:1")
    Delivery.objects.filter(pk=row.pk).update(
        address_key=email_key("home@example.org"), other_key=telephone_key("07700900123"), purpose="task", organisation=here
    )
    row.refresh_from_db()
    return row


def test_opening_the_link_changes_nothing_and_pressing_stops_these_messages(letter):
    address, client = f"/leave/{leave_token(letter)}/", Client()
    for method in (client.get, client.head):
        assert method(address).status_code == 200
    page = client.get(address).content.decode()
    assert "Ashmere Board" in page
    assert "home@example.org" not in page
    assert "Grace" not in page
    assert not Objection.objects.exists()
    assert client.post(address, {"what": "stop"}, follow=True).status_code == 200
    assert list(Objection.objects.values_list("address_key", "channel", "purpose")) == [
        (email_key("home@example.org"), "email", "task")
    ]  # fmt: skip
    assert "These messages have stopped" in client.get(address).content.decode()


def test_one_click_as_rfc_8058_says(letter):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(f"/leave/{leave_token(letter)}/", {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not response.cookies
    assert Wish.objects.get().how == "one_click"
    strict.post(f"/leave/{leave_token(letter)}/", {"List-Unsubscribe": "One-Click"})
    assert Objection.objects.count() == 1


def test_stopping_everything_stops_the_telephone_too(letter):
    Client().post(f"/leave/{leave_token(letter)}/", {"what": "all"})
    assert set(Objection.objects.values_list("address_key", "channel", "purpose")) == {
        (email_key("home@example.org"), "any", "any"), (telephone_key("07700900123"), "any", "any")
    }  # fmt: skip


def test_choosing_keeps_exactly_what_is_ticked(letter):
    address, client = f"/leave/{leave_token(letter)}/choose/", Client()
    client.post(f"/leave/{leave_token(letter)}/", {"what": "all"})
    assert client.get(address).content.decode().count("checked") == 0
    client.post(address, {"task": ["post"], "service": ["email", "sms"]})
    page = client.get(address).content.decode()
    assert page.count(" checked") == 3
    client.post(address, {"task": ["email", "sms", "post", "telephone"], "service": ["email", "sms", "post", "telephone"],
                          "marketing": ["email", "sms", "post", "telephone"]})  # fmt: skip
    assert not Objection.objects.exists()
    assert Wish.objects.filter(how="preferences").count() > 0


def test_a_link_that_is_not_ours_is_not_found_and_one_whose_address_is_forgotten_says_so(letter):
    for link in ("x", leave_token(letter)[:-1], leave_token(letter) + "0"):
        assert Client().get(f"/leave/{link}/").status_code == 404
        assert Client().post(f"/leave/{link}/choose/").status_code == 404
    Delivery.objects.filter(pk=letter.pk).update(address_key="forgotten:x", other_key="")
    assert "too old" in Client().get(f"/leave/{leave_token(letter)}/").content.decode()
    Client().post(f"/leave/{leave_token(letter)}/", {"List-Unsubscribe": "One-Click"})
    assert not Objection.objects.exists()


def test_a_link_opens_no_other_address(letter):
    other = Objection.objects.create(address_key=email_key("bob@example.org"), channel="any", purpose="any")
    Client().post(f"/leave/{leave_token(letter)}/choose/", {"task": ["email"], "service": ["email"], "marketing": ["email"]})
    assert Objection.objects.filter(pk=other.pk).exists()
    assert not Wish.objects.filter(address_key=other.address_key).exists()
