"""Champions hear from us at their own pace, and leave in one step: register row 60. In a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from antiphon.delivery.models import Delivery
from antiphon.delivery.tasks import deliver
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from antiphon.stakeholders import queries
from antiphon.stakeholders.models import Stakeholder
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_row_60_a_champion_is_kept_trained_written_to_and_leaves_so_that_messages_stop_at_once(
    browser: Browser, live_server: Any, mailbox: Any
):
    ensure_site()
    here = make_organisation(name="Ashmere Board")
    tom = staff(browser, live_server, make_user(role="communications_officer", organisation=here, name="Tom"))
    tom.opens("/workspace/saying/")
    tom.follows("Champions")
    tom.presses("Add a champion")
    tom.fills_in("Name", "Delroy Example")
    tom.fills_in("E-mail address", "delroy@example.org")
    tom.fills(What_they_champion="Barbers of Ashmere Town")
    tom.presses("Add")
    tom.follows("Add training, support or activity")
    tom.chooses("Training they had")
    tom.fills(In_a_few_words="An evening on plain words")
    tom.presses("Save")
    tom.sees("Delroy Example", "An evening on plain words", "at most 2 messages a week")
    tom.opens("/workspace/saying/champions/")
    tom.presses("Write to champions")
    tom.fills(What_is_it_about="Ring 111 first", What_can_they_pass_on="Ring 111 first. It is free, day and night.")
    tom.presses("Save")
    tom.sees("You wrote it, so another person sends it")
    priya = staff(browser, live_server, make_user(role="director", organisation=here, name="Priya"))
    priya.opens("/workspace/")
    priya.takes_up("Read and send a message to champions")
    priya.presses("Approve these words and send them")
    priya.sees("Handed to the mail", "Delroy Example")
    one = Stakeholder.objects.get()
    delroy = member_of_the_public(browser, live_server, script=True)
    delroy.opens(queries.path_of(one))
    delroy.sees("Ring 111 first", "You never have to")
    delroy.page.get_by_label("How many messages a week, at the most?").select_option("1")
    delroy.presses("Save")
    delroy.sees("We have changed how we reach you")
    delroy.follows("Stop being a champion")
    delroy.presses("Stop now")
    delroy.sees("We do not write to you or ring you any more")
    deliver()  # the message was waiting: it does not go
    assert Delivery.objects.get().status == Delivery.Status.SUPPRESSED
    assert len(mailbox.messages) == 0
    tom.opens("/workspace/saying/champions/")
    tom.sees("There are no champions yet")
