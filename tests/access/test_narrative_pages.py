"""The pages of a narrative: who gets in, and that more partners and parts make no more queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from antiphon.narrative.models import Narrative
from antiphon.narrative.tests.factories import make_edition, make_whole_narrative
from antiphon.network.tests.factories import make_membership, make_user
from antiphon.public.setup import ensure_site
from antiphon.workspace.narrative.urls import urlpatterns
from tests.access.narrative_rows import more_of_a_narrative
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
POSTED_ONLY = {"put_back", "move", "drop_measure", "ask"}


@pytest.fixture
def world() -> tuple[Narrative, dict[str, str]]:
    narrative = make_whole_narrative(partners=2)
    make_edition(narrative=narrative)
    rows: dict[str, Any] = {"narrative": narrative.slug, "kind": "why", **more_of_a_narrative(narrative, 0)}
    addresses = {}
    for pattern in urlpatterns:
        names = pattern.pattern.converters
        addresses[str(pattern.name)] = reverse(f"workspace:narrative:{pattern.name}", kwargs={name: rows[name] for name in names})
    return narrative, addresses


def test_a_stranger_gets_404_and_nobody_is_asked_to_sign_in(world: tuple[Narrative, dict[str, str]]):
    _, addresses = world
    stranger = signed_in_client(make_user(role="director"))
    for name, address in addresses.items():
        if name in ("list", "new"):
            continue
        assert stranger.get(address).status_code == (405 if name in POSTED_ONLY else 404), name
        assert stranger.post(address, {}).status_code in (404, 405), name
        assert Client().get(address).status_code == 302, name


def test_a_partner_reads_everything_and_a_reader_changes_nothing(world: tuple[Narrative, dict[str, str]]):
    narrative, addresses = world
    partner = narrative.partners.exclude(organisation=narrative.owner).first()
    reader = signed_in_client(make_user(role="reader", organisation=partner.organisation))
    for name in ("narrative", "clause", "partners", "sign", "measures", "measure", "versions", "feedback"):
        assert reader.get(addresses[name]).status_code == 200, name
    for name in ("edit", "new_clause", "edit_clause", "take_out", "claim", "new_measure", "publish", "add_partner", "reply"):
        assert reader.get(addresses[name]).status_code == 403, name
    for name in ("ask", "put_back", "move", "drop_measure"):
        assert reader.post(addresses[name], {}).status_code == 403, name


def test_no_page_makes_more_queries_for_more_data(world: tuple[Narrative, dict[str, str]]):
    narrative, addresses = world
    lead = narrative.lead
    make_membership(user=lead, organisation=narrative.owner, role="director")
    client = signed_in_client(lead)
    addresses = {**addresses, "work": "/workspace/", "hub": "/workspace/saying/", "public": f"/narrative/{narrative.slug}/"}
    ensure_site()

    def counts() -> dict[str, int]:
        found = {}
        for name, address in addresses.items():
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                if client.get(address).status_code == 200:
                    found[name] = len(queries)
        return found

    more_of_a_narrative(narrative, 1)
    little = counts()
    for number in range(2, 6):
        more_of_a_narrative(narrative, number)
    lot = counts()
    assert len(little) > 22
    assert {name: (little[name], lot[name]) for name in little if lot[name] > little[name]} == {}


def test_nothing_is_signed_when_the_words_changed_after_the_page_was_opened(world: tuple[Narrative, dict[str, str]]):
    narrative, addresses = world
    partner = narrative.partners.order_by("-pk").first()
    signatory = partner.signatories.get()
    clause = narrative.clauses.order_by("pk").first()
    response = signed_in_client(signatory.user).post(addresses["sign"], {"sign": [f"{clause.pk}-0000"]}, follow=True)
    assert "The words have changed since you opened this page" in response.content.decode()
