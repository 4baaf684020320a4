"""The pages of campaigns alone: for the owner's people, closed to strangers, with as many queries for a lot as for a little."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from antiphon.campaigns.tests.factories import make_campaign
from antiphon.engagement.tests.factories import make_engagement, make_partner
from antiphon.network.tests.factories import make_organisation, make_user
from tests.access.campaign_rows import more_of_a_campaign, of_a_campaign
from tests.access.world import staff_addresses
from tests.browser.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
PAGES = [(name, route) for name, route in staff_addresses() if name.startswith("workspace:campaigns:")]
OF_ONE = [(name, route) for name, route in PAGES if "<slug:campaign>" in route]
STRANGE = {"title": "\x00", "number": "9" * 40, "who": "x", "heading-99999999999999999999": "a", "starts_on-day": "99"}
POSTED = {"ready", "lead_rest", "end", "drop", "close_risk", "take_duty", "ask_site", "take_down_site"}


def address(name: str, route: str, rows: dict) -> str:
    return reverse(name, kwargs={key: rows[key] for key in rows if f":{key}>" in route})


@pytest.fixture
def rows() -> dict:
    engagement = make_engagement()
    for way in ("contributes", "reads"):
        make_partner(engagement=engagement, organisation=make_organisation(), way=way)
    return {**of_a_campaign(engagement), "lead": engagement.lead, "owner": engagement.owner}


def test_every_page_answers_its_own_people_and_no_stranger(rows: dict):
    director = signed_in_client(make_user(role="director", organisation=rows["owner"]))
    stranger = signed_in_client(make_user(role="director", organisation=make_organisation()))
    reader = signed_in_client(make_user(role="reader", organisation=rows["owner"]))
    for name, route in PAGES:
        where, posted = address(name, route, rows), name.split(":")[-1] in POSTED
        assert director.get(where).status_code == (405 if posted else 200), where
        assert Client().get(where).status_code == 302, where
    for name, route in OF_ONE:
        where, posted = address(name, route, rows), name.split(":")[-1] in POSTED
        assert (stranger.post(where) if posted else stranger.get(where)).status_code == 404, where
        assert (reader.post(where) if posted else reader.get(where)).status_code in (200, 403), where


def test_empty_forms_say_what_is_missing_and_strange_ones_break_nothing(rows: dict):
    director = signed_in_client(make_user(role="director", organisation=rows["owner"]))
    for name, route in PAGES:
        for sent in ({}, STRANGE):
            answer = director.post(address(name, route, rows), sent)
            assert answer.status_code in (200, 302, 404, 405), (name, answer.status_code)


@pytest.mark.parametrize("name", ["list", "campaign", "calendar", "clashes", "results", "changes", "activity", "site", "sign",
                                  "new_activity", "new_duty", "new_row"])  # fmt: skip
def test_queries_do_not_grow(rows: dict, name: str):
    client = signed_in_client(rows["lead"])
    route = dict(PAGES)[f"workspace:campaigns:{name}"]
    numbers = []
    for more in (2, 5):
        for number in range(more):
            more_of_a_campaign(rows["campaign"], number)
        client.get(address(f"workspace:campaigns:{name}", route, rows))
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(f"workspace:campaigns:{name}", route, rows)).status_code == 200
        numbers.append(len(found))
    assert numbers[0] == numbers[1]


def test_the_work_list_and_the_hub_take_a_fixed_number_of_queries(rows: dict):
    client, numbers = signed_in_client(rows["lead"]), []
    for more in (1, 4):
        for number in range(more):
            more_of_a_campaign(rows["campaign"], number)
            make_campaign(owner=rows["owner"], status="live")
        client.get("/workspace/sending/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/workspace/sending/").status_code == 200
        numbers.append(len(found))
    assert numbers[0] == numbers[1]
