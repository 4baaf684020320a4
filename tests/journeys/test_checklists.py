"""The saved checklist and the success factors: register row 34. In a real browser."""

import csv
import io
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser

from antiphon.evaluation import actions
from antiphon.evaluation.actions import Said
from antiphon.evaluation.models import Assessment
from antiphon.evaluation.tests.factories import make_assessment
from antiphon.network.tests.factories import make_organisation, make_user
from tests.browser.sign_in import signed_in_client
from tests.journeys.people import staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_row_34_ticks_are_there_after_a_reload_and_print_and_export_work(browser: Browser, live_server: Any):
    here = make_organisation(name="Ashmere Board")
    user = make_user(role="engagement_lead", organisation=here, name="Alice")
    alice = staff(browser, live_server, user)
    alice.opens("/workspace/saying/")
    alice.follows("Checklists")
    alice.presses("Start a checklist")
    alice.fills(Which_plan_or_place="111 First")
    alice.presses("Start")
    box = alice.page.get_by_role("group", name="It says plainly what this will not do.")
    box.get_by_label("Done").check()
    alice.presses("Save")
    alice.sees("Say what shows it")
    alice.page.locator("[id='id_story.limits-evidence']").fill("Page 3 of the story")
    alice.presses("Save")
    alice.sees("Your checklist is saved", "1 done, 31 not started")
    alice.opens(f"/workspace/saying/checklists/{Assessment.objects.get().pk}/")
    assert alice.page.get_by_role("group", name="It says plainly what this will not do.").get_by_label("Done").is_checked()
    assert alice.page.locator("[id='id_story.limits-evidence']").input_value() == "Page 3 of the story"
    alice.presses("Keep it as it stands today")
    alice.sees("Kept as it stands today")
    client, address = signed_in_client(user), f"/workspace/saying/checklists/{Assessment.objects.get().pk}/"
    rows = list(csv.reader(io.StringIO(client.get(f"{address}list.csv").content.decode("utf-8-sig"))))
    assert [row[2:4] for row in rows if "will not do" in row[1]] == [["Done", "Page 3 of the story"]]
    assert client.get(f"{address}list.pdf").content.startswith(b"%PDF")


def test_row_34_two_days_of_one_place_and_two_places_lie_side_by_side(browser: Browser, live_server: Any):
    here = make_organisation(name="Ashmere Board")
    alice = make_user(role="engagement_lead", organisation=here, name="Alice")
    ours = make_assessment(organisation=here, kind="maturity", title="Ashmere", started_by=alice)
    theirs = make_assessment(kind="maturity", title="Vale", visibility="partners")
    for number, (day, level) in enumerate((("2026-01-10", 1), ("2026-07-10", 3))):
        with time_machine.travel(day):
            actions.mark(ours, said={"heart": Said(level, "Board papers", version=number)}, by=alice)
            actions.keep_as_it_stands(ours, by=alice)
    actions.mark(theirs, said={"heart": Said(2, "Minutes")}, by=theirs.started_by)
    actions.keep_as_it_stands(theirs, by=theirs.started_by)
    page = staff(browser, live_server, alice)
    page.opens(f"/workspace/saying/checklists/{ours.pk}/")
    page.follows("Lay them side by side")
    page.sees("10 January 2026", "10 July 2026", "Level 1", "Level 3", "Further")
    page.opens("/workspace/saying/checklists/compare/maturity/")
    page.chooses("Ashmere (Ashmere Board), 10 July 2026")
    page.chooses("Vale")
    page.presses("Lay them side by side")
    page.sees("Level 3", "Level 2", "Plans and places differ")
