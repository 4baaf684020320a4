"""The citizens' panel of scenario (b), told as sentences: 24 of 1,000 are drawn and invited (b3), and 18 of them share power
with staff (b4). Register rows 65 (citizens' panel), 66 (co-production) and 73 (involvement support)."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from antiphon.core.actors import Visitor
from antiphon.delivery.models import Delivery
from antiphon.delivery.tasks import deliver
from antiphon.network.tests.factories import make_user
from antiphon.panels.actions import asks, groups
from antiphon.panels.models import Ask, Draw, Errand, Group, Invitation, Member, Panel
from antiphon.panels.queries.groups import agreed
from antiphon.panels.queries.panels import path_of
from antiphon.panels.rules import BENEFITS, NO_PRESSURE, Needs
from antiphon.panels.tests.factories import make_ask, make_draw, make_member, make_members, make_panel
from antiphon.public.setup import ensure_site
from tests.browser.checks import assert_fits
from tests.journeys.people import AtBrowser, member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
LARGE, SIGNED, RUNG = Needs(formats=("large_print",)), Needs(formats=("bsl",)), Needs(way="telephone")


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser."""
    ensure_site()
    return lambda user: staff(browser, live_server, user)


def a_panel_of_a_thousand_with_needs_of_each_kind_and_two_hundred_at_the_cap() -> Panel:
    panel = make_panel(name="Citizens' panel", targets=True, cap=2)
    thousand = make_members(panel, 1000)
    for number, member in enumerate(thousand):
        member.needs = (LARGE, SIGNED, RUNG)[number % 3].kept()
    Member.objects.bulk_update(thousand, ["needs"])
    for _ in range(2):
        earlier = make_ask(panel=panel, title="An earlier survey", characteristics=[])
        draw = make_draw(ask=earlier)
        now = timezone.now()
        Invitation.objects.bulk_create(
            Invitation(ask=earlier, draw=draw, member=member, status="asked", asked_at=now) for member in thousand[:200]
        )
    return panel


def test_b3_twenty_four_of_a_thousand_are_drawn_in_balance_and_invited_as_each_needs(door, mailbox, monkeypatch):
    monkeypatch.setattr("antiphon.panels.actions.asks.secrets.randbits", lambda bits: 20_261_122)  # the same draw each time
    panel = a_panel_of_a_thousand_with_needs_of_each_kind_and_two_hundred_at_the_cap()
    tired = set(Invitation.objects.values_list("member", flat=True))
    farah: AtBrowser = door(panel.lead)
    farah.opens(f"/workspace/panels/{panel.pk}/asks/new/")
    farah.fills(What_is_it_called="Help us shape 111 First", What_do_you_ask="Come to three workshops.",
                When_and_where="Three Tuesday evenings at the library.", How_many_members="24")  # fmt: skip
    farah.presses("Save")
    farah.presses("Draw 24 members")
    farah.sees("24 members were drawn", "Every quota is met", "out of 800 members who could be asked")
    ask, drawn = Ask.objects.get(title="Help us shape 111 First"), Draw.objects.get(ask__title="Help us shape 111 First")
    assert not {invitation.member_id for invitation in ask.invitations.all()} & tired
    assert len(drawn.outcomes) == sum(one["low"] <= one["drawn"] <= one["high"] for one in drawn.outcomes)
    assert {one["characteristic"] for one in drawn.outcomes} == {"age", "ethnic_group", "disability", "digital_use", "place"}
    farah.opens(f"/workspace/panels/asks/{ask.pk}/?repeat=1")
    farah.sees("The same seed drew the same members")

    by_need = {kind: [one.member for one in ask.invitations.select_related("member") if one.member.access == kind]
               for kind in (LARGE, SIGNED, RUNG)}  # fmt: skip
    assert all(by_need.values())
    by_mail = len(by_need[LARGE]) + len(by_need[SIGNED])
    farah.opens(f"/workspace/panels/asks/{ask.pk}/send/")
    farah.sees("24", f"{by_mail} e-mails", "to ring", "to send a BSL video", "large print, as you asked")
    assert not Delivery.objects.exists()
    farah.presses("Invite 24 members")
    farah.sees(f"24 invited: {by_mail} by e-mail, {len(by_need[SIGNED]) + len(by_need[RUNG])} letters for a person to bring")
    asks.send(ask, by=panel.lead)
    deliver()
    deliver()
    assert len(mailbox.messages) == by_mail
    large = [message for message in mailbox.messages if "large print, as you asked" in words_of(message)]
    assert len(large) == len(by_need[LARGE])
    assert all("/leave/" in words_of(message) for message in mailbox.messages)
    errands = ["bsl"] * len(by_need[SIGNED]) + ["ring"] * len(by_need[RUNG])
    assert sorted(Errand.objects.values_list("kind", flat=True)) == errands
    farah.opens(f"/workspace/panels/{panel.pk}/errands/")
    farah.sees("To ring", "To send a BSL video")
    farah.opens(f"/workspace/panels/{panel.pk}/")
    farah.sees("What the panel looks like", "than the target")


def words_of(message: Any) -> str:
    return str(message.get_body(("plain",)).get_content())


def test_b4_eighteen_share_power_with_staff_and_nobody_is_pressed_to_take_money(browser, live_server, door, mailbox):
    panel = make_panel(name="Citizens' panel", safeguarding="Ring Farah on 01632 960155.")
    grace = make_member(panel=panel, name="Grace Example", email="home@example.org", needs=LARGE.kept())
    delroy = make_member(panel=panel, name="Delroy Example")
    make_members(panel, 22)
    ask = make_ask(panel=panel, title="Shape 111 First with us", characteristics=[])
    asks.draw(ask, by=panel.lead)
    asks.send(ask, by=panel.lead)
    deliver()
    anyone = member_of_the_public(browser, live_server)
    grace_says_yes_by_the_link_in_her_letter_without_script(anyone, mailbox)
    for invitation in ask.invitations.filter(status="asked").exclude(member=delroy)[:16]:
        asks.answer(invitation, yes=True, by=Visitor())
    asks.answer(ask.invitations.get(member=delroy), yes=True, by=Visitor())
    assert ask.invitations.filter(status="accepted").count() == 18

    farah: AtBrowser = door(panel.lead)
    group = the_lead_starts_a_group_of_eighteen_with_staff_and_a_clinician(farah, panel)
    everyone_agrees_to_the_terms_for_themselves(browser, live_server, group, grace)
    grace_adds_an_agenda_item_and_staff_see_it(browser, live_server, farah, group, grace)
    both_are_offered_money_and_one_does_not_want_it(browser, live_server, farah, grace, delroy)


def grace_says_yes_by_the_link_in_her_letter_without_script(anyone: AtBrowser, mailbox: Any) -> None:
    letter = words_of(mailbox.to("home@example.org")[0])
    assert "Dear Grace Example" in letter
    assert "large print, as you asked" in letter
    link = re.search(r"https?://[^/]+(/panel/\S+/invitations/\d+/)", letter)
    assert link
    anyone.opens(link[1])
    anyone.sees("Shape 111 First with us", "do not have to say why")
    assert anyone.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    anyone.presses("Yes, I want to help")
    anyone.sees("You said yes")


def the_lead_starts_a_group_of_eighteen_with_staff_and_a_clinician(farah: AtBrowser, panel: Panel) -> Group:
    doctor = make_user(name="Dr Example", role="reader", organisation=panel.owner)
    farah.opens(f"/workspace/panels/{panel.pk}/groups/new/")
    farah.fills(What_is_the_group_called="111 First group", What_is_it_for="To shape how 111 answers.")
    farah.presses("Start the group")
    farah.follows("Add members")
    farah.presses("Give them a place")
    farah.sees("18 members have a place now")
    for user, role in ((panel.lead, "Staff"), (doctor, "Clinician")):
        farah.follows("Add staff or a clinician")
        farah.page.get_by_label("Who?").select_option(label=user.name)
        farah.chooses(role)
        farah.presses("Add them")
    for what, who in (("What the first words of 111 say", "The group decides"), ("The budget", "The owner decides")):
        farah.follows("Write down who decides what")
        farah.fills(What_has_to_be_decided=what)
        farah.chooses(who)
        farah.presses("Save")
    farah.follows("Write the terms")
    farah.fills(The_terms="Each of us has one voice. When we cannot agree, we say so in the record.")
    farah.presses("Save the terms")
    farah.sees("0 of 20 agreed", "The owner decides, and says why")
    farah.presses("I agree to these terms")
    return Group.objects.get(panel=panel)


def everyone_agrees_to_the_terms_for_themselves(browser: Browser, live_server: Any, group: Group, grace: Member) -> None:
    her: AtBrowser = member_of_the_public(browser, live_server, script=True)  # axe looks at her pages too
    her.opens(path_of(grace))
    her.follows("111 First group")
    her.sees("Who decides what", "Each of us has one voice", "Dr Example (clinician)", "01632 960155")
    her.does_not_see("Delroy")
    her.presses("I agree to these terms")
    her.sees("You agreed")
    her.page.set_viewport_size({"width": 320, "height": 640})
    assert_fits(her.page)
    terms = group.terms.get()
    for seat in agreed(group).not_yet:
        groups.agree(seat, terms=terms, by=seat.user or Visitor())
    assert agreed(group).everyone


def grace_adds_an_agenda_item_and_staff_see_it(
    browser: Browser, live_server: Any, farah: AtBrowser, group: Group, grace: Member
) -> None:
    her = member_of_the_public(browser, live_server)
    her.opens(f"{path_of(grace)}groups/{group.pk}/")
    her.fills(What_do_you_want_to_talk_about="Can I get help at the desk if I cannot see the screen?")
    her.presses("Add it to the agenda")
    her.sees("It is on the list, in your words")
    farah.opens(f"/workspace/panels/groups/{group.pk}/")
    farah.sees("Everyone agreed", "Can I get help at the desk if I cannot see the screen?", "Waiting for a meeting")


def both_are_offered_money_and_one_does_not_want_it(
    browser: Browser, live_server: Any, farah: AtBrowser, grace: Member, delroy: Member
) -> None:
    for member in (grace, delroy):
        farah.opens(f"/workspace/panels/members/{member.pk}/offer/")
        farah.fills(What_is_it_for="the first workshop", How_much="25")
        farah.presses("Send the offer")
    for member, button in ((grace, "Yes, I want it"), (delroy, "No, I do not want it")):
        their: AtBrowser = member_of_the_public(browser, live_server, script=member is grace)
        their.opens(path_of(member))
        their.follows("£25 for the first workshop")
        their.sees(NO_PRESSURE, BENEFITS)
        their.presses(button)
        their.sees("We have your answer")
    payment = grace.payments.get()
    farah.opens(f"/workspace/panels/payments/{payment.pk}/")
    farah.dates("On which day was it paid?", timezone.localdate())
    farah.presses("It is paid")
    farah.sees("£25", "Not wanted")
    anyone = member_of_the_public(browser, live_server)
    anyone.opens(path_of(grace))
    anyone.sees(f"Paid on {timezone.localdate().day} {timezone.localdate():%B %Y}")
    assert delroy.payments.get().status == "declined"
    assert delroy.seats.get().left_on is None

