"""The register of networks: who leads, how many they are thought to reach, and when we last spoke."""

import csv
import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.audiences import queries
from antiphon.audiences.actions import (
    add_network,
    change_network,
    close_network,
    name_lead,
    note_touch,
    take_networks,
)
from antiphon.audiences.models import Lead, Network, Touch
from antiphon.audiences.tests.factories import make_lead, make_network, make_touch
from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import Contact
from antiphon.people.models import Person

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
FIELDS = {"name": "Vale carers", "kind": "voluntary", "audience": "Carers"}


@pytest.fixture
def here():
    return make_organisation()


@pytest.fixture
def alice(here):
    return make_user(role="communications_officer", organisation=here)


@pytest.fixture
def bob(here):
    return make_user(role="analyst", organisation=here)


@pytest.fixture
def charlie():
    return make_user(role="director", organisation=make_organisation())


def a_file(*rows: dict[str, str]) -> io.BytesIO:
    heading = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, heading)
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def a_row(number: int, **more: str) -> dict[str, str]:
    return {"Name": f"Network {number}", "Kind": "Council", "Audience": "People of the Vale", "Estimate": "1,200",
            "Source": "Their newsletter list", "Estimated on": "01/04/2026", "Channels": "E-mail; Meetings",
            "Lead name": f"Lead {number}", "Lead email": f"lead{number}@example.org", "Deputy name": f"Deputy {number}",
            "Deputy email": f"deputy{number}@example.org", "Last contact": "2026-11-01", **more}  # fmt: skip


def test_an_estimate_needs_its_source_and_its_day(here, alice) -> None:
    with pytest.raises(Refused, match="source"):
        add_network(here, by=alice, estimate=500, **FIELDS)
    made = add_network(here, by=alice, estimate=500, source="Own count", estimated_on=TODAY - datetime.timedelta(400), **FIELDS)
    assert made.estimate == 500
    with pytest.raises(Refused, match="already"):
        add_network(here, by=alice, **FIELDS | {"name": "VALE CARERS"})


def test_who_may(here, alice, bob, charlie) -> None:
    with pytest.raises(PermissionDenied):
        add_network(here, by=bob, **FIELDS)
    with pytest.raises(Http404):
        add_network(here, by=charlie, **FIELDS)
    made = add_network(here, by=alice, **FIELDS)
    assert list(queries.networks(bob)) == [made]
    assert list(queries.networks(charlie)) == []
    with pytest.raises(Http404):
        queries.network_for(charlie, made.pk)
    with pytest.raises(PermissionDenied):
        change_network(made, by=bob, name="Other")


def test_a_new_lead_takes_the_place_of_the_one_before_who_is_forgotten(alice, here) -> None:
    network = make_network(organisation=here)
    first = name_lead(network, part="lead", who=Contact("Ann", "ann@example.org"), by=alice)
    assert name_lead(network, part="lead", user=alice, by=alice) == Lead.objects.get()
    assert Person.objects.get(token=first.person).erased_at
    with pytest.raises(Refused, match="two people"):
        name_lead(network, part="deputy", user=alice, by=alice)
    with pytest.raises(Refused, match="nobody can reach"):
        name_lead(network, part="deputy", who=Contact("Bee"), by=alice)
    assert name_lead(network, part="lead", by=alice) is None
    assert not Lead.objects.exists()


def test_a_network_without_a_deputy_or_silent_for_more_than_90_days_is_flagged(alice, here) -> None:
    network = make_network(organisation=here, last_contact=TODAY - datetime.timedelta(days=90))
    make_lead(network=network)
    make_lead(network=network, part="deputy")
    assert queries.listed([network], today=TODAY, names=True)[0].flags == []
    assert queries.listed([network], today=TODAY + datetime.timedelta(days=1), names=True)[0].flags == ["Silent for 91 days"]
    network.leads.filter(part="deputy").delete()
    assert queries.listed([network], today=TODAY, names=True)[0].flags == ["No deputy"]
    bare = make_network(organisation=here)
    assert queries.listed([bare], today=TODAY, names=True)[0].flags == ["No lead", "No deputy", "Never in touch"]


def test_names_of_leads_are_for_those_who_keep_the_register(alice, here) -> None:
    network = make_network(organisation=here)
    make_lead(network=network, name="Ann Example", post="Chair")
    assert queries.listed([network], today=TODAY, names=True)[0].who("lead") == "Ann Example, Chair"
    assert queries.listed([network], today=TODAY, names=False)[0].who("lead") == "Chair"
    assert queries.listed([network], today=TODAY, names=False)[0].who("deputy") == "Nobody"


def test_the_latest_word_between_us_counts_whoever_writes_it_down(alice, here) -> None:
    network = make_network(organisation=here)
    note_touch(network, on=TODAY, how="call", by=alice)
    note_touch(network, on=TODAY - datetime.timedelta(days=9), how="cascade", by=Machine("cascade"))
    network.refresh_from_db()
    assert network.last_contact == TODAY
    assert Touch.objects.count() == 2
    assert make_touch(network=network).network == network
    with pytest.raises(Refused, match="not come yet"):
        note_touch(network, on=timezone.localdate() + datetime.timedelta(days=1), how="call", by=alice)


def test_fifteen_networks_load_and_what_is_missing_is_flagged(here, alice) -> None:
    anna = make_user(role="reader", organisation=here)
    rows = [a_row(number) for number in range(1, 16)]
    rows[3] |= {"Deputy name": "", "Deputy email": ""}
    rows[7]["Last contact"] = "2026-01-01"
    rows[0] |= {"Lead name": anna.name, "Lead email": anna.email.upper()}
    made = take_networks(here, file=a_file(*rows), by=alice)
    assert len(made) == Network.objects.count() == 15
    found = queries.listed(queries.networks(alice), today=TODAY, names=True)
    flagged = {one.network.name: one.flags for one in found if one.flags}
    assert flagged == {"Network 4": ["No deputy"], "Network 8": ["Silent for 323 days"]}
    assert Lead.objects.get(network__name="Network 1", part="lead").user == anna
    assert queries.reach(one.network for one in found) == 15 * 1200


def test_a_file_is_taken_whole_or_not_at_all_and_says_what_is_wrong_in_which_row(here, alice) -> None:
    make_network(organisation=here, name="network 2")
    wrong = [a_row(1), a_row(2), a_row(3, Kind="Pub"), a_row(4, Source=""), a_row(1), a_row(6, **{"Lead email": "nobody"})]
    with pytest.raises(BadFile) as problem:
        take_networks(here, file=a_file(*wrong), by=alice)
    assert [number for number, _ in problem.value.rows] == [3, 4, 5, 6, 7]
    assert Network.objects.count() == 1


def test_what_is_taken_out_can_be_brought_in_again(here, alice) -> None:
    take_networks(here, file=a_file(*(a_row(number) for number in range(1, 4))), by=alice)
    lines = [["" if one is None else str(one) for one in line] for line in queries.network_lines(alice)]
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    there = make_organisation()
    dora = make_user(role="director", organisation=there)
    take_networks(there, file=io.BytesIO(out.getvalue().encode()), by=dora)
    assert [["" if one is None else str(one) for one in line] for line in queries.network_lines(dora)] == lines


def test_a_network_that_is_closed_has_no_lead_any_more(here, alice) -> None:
    network = make_network(organisation=here)
    lead = make_lead(network=network)
    close_network(network, by=alice)
    assert not queries.networks(alice).exists()
    assert Person.objects.get(token=lead.person).erased_at
    with pytest.raises(Refused):
        change_network(network, by=alice, name="Again")
