"""The pages of cascades, for staff and behind the signed links of leads."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from antiphon.cascades import actions
from antiphon.cascades.models import Cascade, Declared, Hop, Lead, Reply, Route
from antiphon.cascades.queries import links
from antiphon.cascades.tasks import walk_waiting
from antiphon.cascades.tests.factories import (
    make_cascade,
    make_filled,
    make_hop,
    make_lead,
    make_led_network,
    make_reader,
    make_route,
    make_version,
)
from antiphon.core.actors import Visitor
from antiphon.network.tests.factories import make_membership, make_organisation, make_user
from antiphon.packs.actions import share
from antiphon.public.setup import ensure_site
from tests.access.cascade_rows import more_of_a_cascade, of_a_cascade
from tests.access.world import staff_addresses
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
OWN = ("list", "new", "routes", "replies")  # of one's own organisation, whichever it is
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def here():
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(here):
    return make_user(role="engagement_lead", organisation=here, name="Alice")


def pages(rows):
    for name, route in staff_addresses():
        if name.startswith("workspace:cascades:"):
            yield name, reverse(name, kwargs={key: value for key, value in rows.items() if f":{key}>" in route})


def test_every_page_opens_for_its_people_and_for_no_stranger(here, alice):
    rows = of_a_cascade(here)
    for number in range(3):
        more_of_a_cascade(here, rows, number)
    ours, nobody = signed_in_client(alice), Client()
    theirs = signed_in_client(make_user(role="director", organisation=make_organisation()))
    for name, address in pages(rows):
        response = ours.get(address)
        assert response.status_code in (200, 405), (name, response.status_code)
        assert nobody.get(address).status_code == 302, name
        open_to_all = name.split(":")[2] in OWN or response.status_code == 405
        assert theirs.get(address).status_code == (response.status_code if open_to_all else 404), name


def queries_of(client, address):
    client.get(address)  # what is kept for good after the first time is not the page's cost
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_ask_as_many_questions_for_many_rows_as_for_few(here, alice):
    rows = of_a_cascade(here)
    client = signed_in_client(alice)
    wanted = [(name, address) for name, address in pages(rows) if client.get(address).status_code == 200]
    before = {name: queries_of(client, address) for name, address in wanted}
    for number in range(6):
        more_of_a_cascade(here, rows, number)
    after = {name: queries_of(client, address) for name, address in wanted}
    assert {name: (before[name], after[name]) for name in before if after[name] > before[name]} == {}


def test_a_cascade_is_planned_on_the_screen_and_started(here, alice):
    version = make_version(here)
    route = make_route(above=here, network=make_led_network(here, name="Carers’ circle"))
    client, day = signed_in_client(alice), timezone.localdate()
    later = day + datetime.timedelta(days=2)
    typed = {"version": version.pk, "routes": [route.pk], "priority": "routine", "question": "", "opens_at": "00:00",
             "ack_at": "17:00", "publish_at": "17:00"}  # fmt: skip
    for name, when in (("opens", day), ("ack", later), ("publish", later)):
        typed |= {f"{name}_on-day": when.day, f"{name}_on-month": when.month, f"{name}_on-year": when.year}
    page = client.post(reverse("workspace:cascades:new"), typed).content.decode()
    assert "Say what you want to hear back" in page
    page = client.post(reverse("workspace:cascades:new"), {}).content.decode()
    assert all(f"Enter the day {which}" in page for which in ("from which", "by which they say", "by which they hand"))

    def until(last):
        return {"useful_until-day": last.day, "useful_until-month": last.month, "useful_until-year": last.year}

    page = client.post(reverse("workspace:cascades:new"), {**typed, **until(day), "question": "What do people ask?"})
    assert "It has to be of use until" in page.content.decode()
    client.post(reverse("workspace:cascades:new"), {**typed, **until(later), "question": "What do people ask?"})
    cascade = Cascade.objects.get()
    assert cascade.useful_until == later
    assert "Of use until" in client.get(reverse("workspace:cascades:cascade", args=[cascade.pk])).content.decode()
    page = client.get(reverse("workspace:cascades:start", args=[cascade.pk])).content.decode()
    assert "Carers’ circle" in page
    assert "may reach about 1,200 people" in page
    client.post(reverse("workspace:cascades:start", args=[cascade.pk]))
    walk_waiting()
    assert "Offered" in client.get(reverse("workspace:cascades:cascade", args=[cascade.pk])).content.decode()


def test_whoever_cannot_plan_yet_is_told_what_comes_first_and_where(here, alice):
    client, new = signed_in_client(alice), reverse("workspace:cascades:new")
    announcements, routes = reverse("workspace:packs:list"), reverse("workspace:cascades:routes")

    def told():
        page = client.get(new).content.decode()
        return [f'<li><a href="{one}">' in page for one in (announcements, routes)], "Save the plan" in page

    assert told() == ([True, True], False)
    make_version(here)
    assert told() == ([False, True], False)
    make_route(above=here, network=make_led_network(here))
    make_membership(user=alice, organisation=make_organisation(), role="engagement_lead")  # which has no routes
    assert told() == ([False, False], True)
    assert "Who sends it?" not in client.get(new).content.decode()


def test_routes_to_networks_and_organisations_are_added_and_taken_away(here, alice):
    network, trust = make_led_network(here), make_organisation(name="Trust")
    lead = make_user(role="communications_officer", organisation=trust, name="Lead there")
    client = signed_in_client(alice)
    client.post(reverse("workspace:cascades:to_network", args=[here.pk]), {"network": network.pk})
    answer = client.post(reverse("workspace:cascades:to_organisation", args=[here.pk]), {"organisation": trust.pk})
    client.post(answer.url, {"lead": lead.pk, "deputy": ""})
    assert Route.objects.count() == 2
    page = client.get(reverse("workspace:cascades:routes")).content.decode()
    assert "led by Lead there, nobody stands in" in page
    client.post(reverse("workspace:cascades:drop_route", args=[Route.objects.get(network=network).pk]))
    assert Route.objects.get().organisation == trust


def test_a_partner_works_on_its_own_hop_behind_its_own_wall(here, alice):
    """Everything that a partner does is done as the role that sees only its own organisation’s rows."""
    trust = make_organisation(name="Trust")
    lead = make_user(role="communications_officer", organisation=trust, name="Lead there")
    second = make_user(role="director", organisation=trust, name="Second there")
    make_route(above=trust, network=make_led_network(trust))
    route = make_route(above=here, organisation=trust, lead=lead)
    cascade = make_cascade(owner=here, written_by=alice)
    make_reader(pack=cascade.version.pack, user=alice)
    actions.join(cascade, route=route, via=None, by=alice)
    signed_in_client(alice).post(reverse("workspace:cascades:start", args=[cascade.pk]))
    walk_waiting()
    hop, client = cascade.hops.get(), signed_in_client(lead)
    assert f"Say that {hop.name} has an announcement" in client.get("/workspace/").content.decode()
    client.post(reverse("workspace:cascades:say", args=[hop.pk, "acknowledge"]))
    client.post(reverse("workspace:cascades:fill", args=[hop.pk]), {"desk_hours": "Open from 8am\r\nand on Saturdays"})
    approve = reverse("workspace:cascades:approve", args=[hop.pk])
    page = signed_in_client(second).get(approve).content.decode()
    found = re.search(r'<textarea name="words"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    assert "Open from 8am" in found[1]
    signed_in_client(second).post(approve, {"words": unescape(found[1]).replace("\n", "\r\n")})
    hop.refresh_from_db()
    assert (hop.state, hop.acknowledged_as, hop.approved_by) == ("approved", "lead", second)
    client.post(reverse("workspace:cascades:say", args=[hop.pk, "hand-on"]))
    walk_waiting()
    assert cascade.hops.filter(kind="network", state="offered").exists()
    client.post(reverse("workspace:cascades:say", args=[hop.pk, "pass-on"]))
    client.post(reverse("workspace:cascades:report", args=[hop.pk]), {"channel": "poster", "number": "40", "source": "estimate"})
    client.post(reverse("workspace:cascades:heard", args=[hop.pk]), {"words": "Who opens the desk?"})
    assert Declared.objects.get().number == 40
    board = signed_in_client(alice)
    assert "Who opens the desk?" in board.get(reverse("workspace:cascades:replies")).content.decode()
    reach = board.get(reverse("workspace:cascades:reach", args=[cascade.pk])).content.decode()
    assert "Posters" in reach
    assert "Estimate" in reach
    table = board.get(reverse("workspace:cascades:reach_file", args=[cascade.pk])).content.decode()
    assert "said by the lead: Posters,Trust,40,estimate: We estimate it" in table


def test_nobody_approves_their_own_words_or_those_of_another_organisation(here, alice):
    cascade = make_cascade(owner=here, running=True)
    hop = make_hop(cascade=cascade, state="localised")
    wrote = make_user(role="director", organisation=hop.keeper)
    make_filled(hop=hop, written_by=wrote)
    approve = reverse("workspace:cascades:approve", args=[hop.pk])
    assert "another person approves them" in signed_in_client(wrote).get(approve).content.decode()
    assert signed_in_client(alice).get(approve).status_code == 403


# --- Behind the signed link ---------------------------------------------------------------------------------------
@pytest.fixture
def lead(here, alice):
    ensure_site()
    cascade = make_cascade(owner=here, running=True, question="What do people ask you?")
    hop = make_hop(cascade=cascade, kind="network")
    return make_lead(hop=hop)


def test_opening_a_link_changes_nothing_and_a_button_does(lead):
    client, address = Client(), links.path_of(lead)
    page = client.get(address).content.decode()
    assert "Open the announcement" in page
    assert "One desk for everyone" not in page
    assert Hop.objects.get().state == "offered"
    page = client.post(address, follow=True).content.decode()
    assert "One desk for everyone" in page
    assert Hop.objects.get().state == "seen"
    client.get(f"{address}acknowledge/")
    assert Hop.objects.get().state == "seen"
    client.post(f"{address}acknowledge/")
    assert (Hop.objects.get().state, Hop.objects.get().acknowledged_as) == ("acknowledged", "lead")


def test_everything_that_a_lead_says_behind_the_wall_of_the_public_site(lead):
    client, address = Client(), links.path_of(lead)
    client.post(address)
    client.post(f"{address}acknowledge/")
    page = client.post(f"{address}forward/", {"group": "Barbers", "name": "Del", "email": "del@example.org"}, follow=True)
    assert "They have a letter with a link of their own" in page.content.decode()
    client.post(f"{address}passed-on/")
    client.post(f"{address}report/", {"channel": "poster", "number": "many", "source": "estimate"})
    client.post(f"{address}report/", {"channel": "poster", "number": "30", "source": "estimate"})
    page = client.post(f"{address}reply/", {"words": "They ask who opens it."}, follow=True).content.decode()
    assert "They ask who opens it." in page
    hop = Hop.objects.get(kind="network")
    assert (hop.state, Declared.objects.get().number, Reply.objects.get().hop) == ("reported", 30, hop)
    walk_waiting()
    assert Hop.objects.get(kind="group").state == "offered"


def test_a_lead_who_cannot_says_why(lead):
    client, address = Client(), links.path_of(lead)
    page = client.post(f"{address}cannot/", {"what": "declined", "reason": ""}).content.decode()
    assert "Say why you cannot pass it on" in page
    client.post(f"{address}cannot/", {"what": "declined", "reason": "We meet in May."})
    assert Hop.objects.get().reason == "We meet in May."


def test_under_embargo_the_link_shows_it_to_the_lead_and_lets_nobody_hand_it_on(here, alice):
    ensure_site()
    version = make_version(here, embargo_until=timezone.now() + 5 * HOUR)
    cascade = make_cascade(owner=here, version=version, running=True)
    lead = make_lead(hop=make_hop(cascade=cascade, kind="network"))
    client, address = Client(), links.path_of(lead)
    assert "Please keep it to yourself until" in client.get(address).content.decode()
    assert "One desk for everyone" in client.post(address, follow=True).content.decode()
    client.post(f"{address}acknowledge/")
    assert "Please keep it to yourself" in client.post(f"{address}passed-on/").content.decode()
    assert Hop.objects.get().state == "acknowledged"
    assert signed_in_client(make_user(role="director", organisation=here)).get(
        reverse("workspace:cascades:cascade", args=[cascade.pk])
    ).status_code == 404  # fmt: skip


def test_a_recall_stands_behind_every_link_and_is_said_to_be_had(lead, alice):
    cascade = lead.hop.cascade
    actions.acknowledge(lead.hop, part="lead", by=Visitor())
    director = make_user(role="director", organisation=cascade.owner)
    make_reader(pack=cascade.version.pack, user=director)
    client = signed_in_client(director)
    client.post(reverse("workspace:cascades:recall", args=[cascade.pk]), {"reason": "Wrong number.", "instead": "Ring the desk."})
    public, address = Client(), links.path_of(lead)
    page = public.get(address).content.decode()
    assert "Taken back" in page
    assert "Ring the desk." in page
    assert "One desk for everyone" not in page
    public.post(f"{address}heard/")
    assert Hop.objects.get().heard_at is not None


def test_links_that_are_not_whole_are_not_found(lead):
    ensure_site()
    address = links.path_of(lead)
    assert Client().get(address[:-3] + "/").status_code == 404
    assert Client().get("/cascade/nonsense/").status_code == 404
    assert Client().post("/cascade/1-1~x/acknowledge/").status_code == 404
    Hop.objects.update(state="planned", offered_at=None)
    assert Client().get(address).status_code == 404
    assert Lead.objects.count() == 1
    share(lead.hop.cascade.version.pack, organisations=[], by=Visitor())
