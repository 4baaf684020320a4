"""One message, front to back: scenario (a) a11 and a12, and the walk from an approved pack to people reached, in a browser."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.audiences.tests.factories import make_audience, make_contact
from antiphon.cascades import actions
from antiphon.cascades.models import Cascade, Hop, Lead
from antiphon.cascades.queries import links
from antiphon.cascades.tasks import walk_waiting
from antiphon.cascades.tests.factories import make_cascade, make_hop, make_led_network, make_reader, make_route, make_version
from antiphon.core.actors import Visitor
from antiphon.core.sealing import key_for
from antiphon.delivery.models import Delivery
from antiphon.delivery.tasks import deliver
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import object_to
from antiphon.public.setup import ensure_site
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = datetime.timedelta(hours=1)


def test_a11_fifteen_networks_under_embargo_fourteen_leads_acknowledge_and_a_deputy_covers_one(
    browser: Browser, live_server: Any, mailbox: Any
):
    ensure_site()
    here = make_organisation(name="Ashmere Board")
    tom_user = make_user(role="communications_officer", organisation=here, name="Tom")
    version = make_version(here, embargo_until=timezone.now() + 3 * HOUR)
    make_reader(pack=version.pack, user=tom_user)
    for number in range(15):
        make_route(above=here, network=make_led_network(here, name=f"Network {number + 1:02}"))
    tom = staff(browser, live_server, tom_user)
    tom.opens("/workspace/sending/")
    tom.follows("Cascades")
    tom.presses("Plan a cascade")
    tom.page.get_by_label("Which announcement?").select_option(str(version.pk))
    for number in range(15):
        tom.chooses(f"Network {number + 1:02}")
    tom.chooses("Routine")
    today = timezone.localdate()
    tom.dates("From which day do leads have it?", today - datetime.timedelta(days=1))
    tom.dates("By which day do they say that they have it?", today + datetime.timedelta(days=1))
    tom.dates("By which day do they hand it on?", today + datetime.timedelta(days=2))
    tom.fills(What_do_you_want_to_hear="What do people ask you about it?")
    tom.presses("Save the plan")
    tom.sees("Under embargo until")
    tom.presses("Look through it and start")
    tom.sees("15 organisations and networks", "estimate")
    tom.presses("Start the cascade")
    walk_waiting()
    walk_waiting()
    cascade = Cascade.objects.get()
    assert Delivery.objects.filter(letter="cascades/offer").count() == 15
    first, *others, away = cascade.hops.order_by("name")
    lead = member_of_the_public(browser, live_server, script=True)
    lead.opens(links.path_of(Lead.objects.get(hop=first, part="lead")))
    lead.sees("Please keep it to yourself until")
    lead.presses("Open the announcement")
    lead.sees("One desk for everyone", "What do people ask you about it?")
    lead.presses("We have it and will hand it on")
    lead.sees("We know that you have it")
    lead.cannot_press("We have handed it on")  # the embargo holds
    for part in ("cannot", "forward", "report"):  # each page is checked by axe
        lead.opens(f"{links.path_of(Lead.objects.get(hop=first, part='lead'))}{part}/")
    lead.follows("Go back")
    lead.fills(Your_answer="People ask who opens the desk.")
    lead.presses("Send the answer")
    for hop in others:
        actions.acknowledge(hop, part="lead", by=Visitor())
    Hop.objects.filter(pk=away.pk).update(
        offered_at=timezone.now() - 11 * HOUR, answer_by=timezone.now() - HOUR
    )  # the lead is away
    walk_waiting()
    deputy = member_of_the_public(browser, live_server)
    deputy.opens(links.path_of(Lead.objects.get(hop=away, part="deputy")))
    deputy.presses("Open the announcement")
    deputy.presses("We have it and will hand it on")
    tom.opens(f"/workspace/sending/cascades/{cascade.pk}/")
    tom.sees("Acknowledged", "15.", "The deputy", "To the deputy, since the lead did not answer")
    assert cascade.hops.filter(acknowledged_as="lead").count() == 14
    deliver()
    assert len(mailbox.messages) == 16
    tom.opens("/workspace/")
    tom.takes_up("Settle 1 answer that came back")
    tom.follows("People ask who opens the desk.")
    tom.chooses("Done")
    tom.fills(What_came_of_it="The porter does. It says so in the next version.")
    tom.presses("Settle it")
    tom.sees("Done")
    stranger = staff(browser, live_server, make_user(role="director", organisation=here, name="Not on the list"))
    stranger.opens("/workspace/sending/cascades/")
    stranger.sees("There are none yet")


def test_a12_a_recall_reaches_every_acknowledger_who_says_that_they_have_it(browser: Browser, live_server: Any):
    ensure_site()
    here = make_organisation(name="Ashmere Board")
    cascade = make_cascade(owner=here, title="Advice for intensive care", written_by=make_user(organisation=here, role="reader"))
    for number in range(3):
        route = make_route(above=here, network=make_led_network(here, name=f"Network {number}"))
        actions.join(cascade, route=route, via=None, by=Visitor())
    officer = make_user(role="communications_officer", organisation=here)
    actions.start(cascade, by=officer)
    walk_waiting()
    for hop in cascade.hops.all():
        actions.acknowledge(hop, part="lead", by=Visitor())
    priya = staff(browser, live_server, make_user(role="director", organisation=here, name="Priya"))
    priya.opens(f"/workspace/sending/cascades/{cascade.pk}/")
    priya.follows("Take it back")
    priya.fills(Why_is_it_taken_back="The number in it was wrong.")
    priya.fills(What_should_people_do_instead="Use the card on the wall.")
    priya.presses("Take it back now")
    priya.sees("Recalled", "Told, no answer yet")
    assert Delivery.objects.filter(letter="cascades/recall").count() == 3
    lead = member_of_the_public(browser, live_server, script=True)
    lead.opens(links.path_of(cascade.hops.order_by("name").first().leads.get(part="lead")))
    lead.sees("Taken back", "Use the card on the wall.")
    lead.does_not_see("One desk for everyone")
    lead.presses("We have this")
    lead.sees("You told us on")
    priya.opens(f"/workspace/sending/cascades/{cascade.pk}/")
    priya.sees("Yes")


def test_the_whole_walk_from_own_words_to_people_reached_once_across_two_organisations(
    browser: Browser, live_server: Any, mailbox: Any
):
    ensure_site()
    board, trust, council = (make_organisation(name=name) for name in ("Ashmere Board", "Ashmere Trust", "Ashmere Council"))
    cascade = make_cascade(owner=board, running=True, title="A new desk")
    hops = {}
    for body in (trust, council):
        hops[body] = make_hop(cascade=cascade, keeper=body, kind="organisation")
        listing = make_audience(organisation=body, name=f"Readers of {body.name}", place="Ashmere")
        for number in range(12) if body == trust else range(6, 20):
            make_contact(listing=listing, email=f"resident.{number}@example.org")
    writer = make_user(role="communications_officer", organisation=trust, name="Tom")
    object_to([key_for("email", "resident.3@example.org")], channel="email", purpose="any", how="staff", by=writer)
    tom = staff(browser, live_server, writer)
    tom.opens("/workspace/")
    tom.takes_up("Say that Ashmere Trust has an announcement")
    tom.presses("We have it and will hand it on")
    tom.follows("Write our own words")
    tom.fills(When_your_desk_is_open="From 8am to 8pm")
    tom.presses("Save")
    tom.sees("Own words added", "From 8am to 8pm")
    priya = staff(browser, live_server, make_user(role="director", organisation=trust, name="Priya"))
    priya.opens("/workspace/")
    priya.takes_up("Read and approve the own words of Ashmere Trust")
    priya.sees("From 8am to 8pm", "Written by")
    priya.presses("Approve these words")
    tom.opens(f"/workspace/sending/cascades/hops/{hops[trust].pk}/")
    tom.presses("Send it to our people")
    tom.chooses("Readers of Ashmere Trust")
    tom.presses("Look at exactly who would get it")
    tom.sees("11 people would get it", "1:")
    tom.presses("Send it now")
    tom.sees("Passed on", "Yes")
    farah = staff(browser, live_server, make_user(role="engagement_lead", organisation=council, name="Farah"))
    farah.opens(f"/workspace/sending/cascades/hops/{hops[council].pk}/")
    farah.presses("We have it and will hand it on")
    farah.presses("Send it to our people")
    farah.chooses("Readers of Ashmere Council")
    farah.presses("Look at exactly who would get it")
    farah.sees("8 people would get it")
    farah.presses("Send it now")
    deliver()
    got = mailbox.recipients
    assert len(got) == len(set(got)) == 19
    assert not any(one.startswith("resident.3@") for one in got)
    boss = staff(browser, live_server, make_user(role="director", organisation=board, name="Alan"))
    boss.opens(f"/workspace/sending/cascades/{cascade.pk}/reach/")
    boss.sees("people have it, each counted once", "By organisation", "Said by leads", "Estimate")
