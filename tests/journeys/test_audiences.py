"""Networks and lists of people: register row 2, and the guards on who is written to. In a real browser."""

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from antiphon.audiences import queries
from antiphon.audiences.models import Contact
from antiphon.audiences.tests.factories import make_audience, make_errand
from antiphon.core.actors import Visitor
from antiphon.delivery.models import Delivery
from antiphon.delivery.queries import leave_token
from antiphon.delivery.tests.factories import make_delivery
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember
from antiphon.people.models import Objection
from antiphon.people.queries import email_key
from antiphon.public.setup import ensure_site
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)


def a_file(place: Path, name: str, rows: list[dict[str, str]]) -> Path:
    path = place / name
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_row_2_fifteen_networks_load_and_one_without_a_deputy_and_a_silent_one_are_flagged(
    browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    here, today = make_organisation(name="Ashmere Board"), datetime.date.today()
    rows = [
        {"Name": f"Network {one:02}", "Audience": "Carers", "Kind": "Voluntary or community group", "Estimate": "200",
         "Source": "Their own count", "Estimated on": str(today - datetime.timedelta(days=400)), "Lead name": f"Lead {one}",
         "Lead email": f"lead{one}@example.org", "Deputy name": f"Deputy {one}", "Deputy email": f"deputy{one}@example.org",
         "Last contact": str(today - datetime.timedelta(days=5))}
        for one in range(1, 16)
    ]  # fmt: skip
    rows[2] |= {"Deputy name": "", "Deputy email": ""}
    rows[8] |= {"Last contact": str(today - datetime.timedelta(days=120))}
    wrong = [row | {"Source": ""} if number == 4 else row for number, row in enumerate(rows)]
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom"))
    tom.opens("/workspace/sending/")
    tom.follows("Networks")
    tom.sees("There are no networks yet")
    tom.presses("Bring in a file")
    tom.page.locator("input[type=file]").set_input_files(a_file(tmp_path, "wrong.csv", wrong))
    tom.presses("Bring it in")
    tom.sees("1 row cannot be taken", "An estimate needs its source", "14 other rows are fine")
    tom.page.locator("input[type=file]").set_input_files(a_file(tmp_path, "right.csv", rows))
    tom.presses("Bring it in")
    tom.sees("15 networks added")
    tom.follows("See the networks")
    tom.sees("15 networks", "about 3,000 people", "Estimate", "2 networks need something", "No deputy", "Silent for 120 days")
    tom.follows("Show these")
    tom.sees("Network 03", "Network 09")
    tom.does_not_see("Network 04")
    tom.follows("Network 03")
    tom.page.get_by_role("link", name="Change deputy").click()
    tom.checks_the_page()
    tom.fills_in("Or: their name", "Dee Example")
    tom.fills_in("Their e-mail address", "dee@example.org")
    tom.presses("Save")
    tom.sees("Dee Example, dee@example.org")
    tom.does_not_see("No deputy")


def test_a_list_comes_in_whole_what_people_need_is_kept_and_what_they_do_not_want_holds(
    browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    ensure_site()
    here = make_organisation(name="Ashmere Board")
    listing = make_audience(organisation=here, name="Readers")
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom"))
    tom.opens("/workspace/sending/objections/")
    tom.fills_in("E-mail address", "joel@example.org")
    tom.presses("Write it down")
    tom.sees("It is written down", "everything, by every way", "(Tom)")
    people = [
        {"Name": "Grace Example", "Email": "home@example.org", "Telephone": "", "Format": "Large print", "Way": ""},
        {"Name": "Alf Example", "Email": "home@example.org", "Telephone": "", "Format": "", "Way": ""},
        {"Name": "Joel Example", "Email": "joel@example.org", "Telephone": "", "Format": "", "Way": ""},
        {"Name": "Edna Example", "Email": "", "Telephone": "01632 960321", "Format": "", "Way": "Telephone call"},
    ]
    tom.opens("/workspace/sending/lists/")
    tom.follows("Readers")
    tom.presses("Bring in a file")
    tom.page.locator("input[type=file]").set_input_files(a_file(tmp_path, "people.csv", people))
    tom.presses("Bring it in")
    tom.sees("4 people added", "1 address does not want some messages", "1 person needs a call")
    tom.follows("See the list")
    tom.sees("4 people", "Large print: 1", "1 e-mail address is shared")
    assert queries.members([listing]).count() == 3
    edna = Contact.objects.get(way="telephone")
    make_errand(contact=edna, name="The desk is open until 8pm")
    tom.opens("/workspace/")
    tom.takes_up("Ring or post 1 message")
    tom.sees("Ring: The desk is open until 8pm", "Edna Example, 01632 960321")
    tom.page.get_by_role("button", name="It is done").click()
    tom.checks_the_page()
    tom.sees("There is nothing to do")


def test_grace_stops_the_messages_by_the_link_and_chooses_what_still_comes(browser: Browser, live_server: Any) -> None:
    ensure_site()
    here = make_organisation(name="Ashmere Board")
    token = remember(name="Grace", email="home@example.org", wants_reply=True, by=Visitor())
    letter = make_delivery(token, occasion="cascade:1")
    Delivery.objects.filter(pk=letter.pk).update(organisation=here, purpose="task")
    for script in (True, False):
        Objection.objects.all().delete()
        grace = member_of_the_public(browser, live_server, script=script)
        grace.opens(f"/leave/{leave_token(letter)}/")
        grace.sees("Ashmere Board", "Stop these messages?", "news and advice")
        assert not Objection.objects.exists()  # opening it changed nothing
        grace.presses("Stop these messages")
        grace.sees("These messages have stopped")
        grace.follows("Choose what we send you, and how")
        grace.chooses("E-mail", within="News and advice about local health and care")
        grace.page.get_by_role("group", name="Fundraising").get_by_label("E-mail").uncheck()
        grace.presses("Save")
        grace.sees("We have kept what you chose.")
        found = Objection.objects.filter(address_key=email_key("home@example.org")).values_list("channel", "purpose")
        assert list(found) == [("email", "marketing")]
        grace.page.context.close()
