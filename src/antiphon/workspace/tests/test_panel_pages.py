"""Screens of panels: adding by hand, files, targets, the draw, exact preview, sending once, groups and money."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from antiphon.delivery.models import Delivery
from antiphon.network.tests.factories import make_user
from antiphon.panels.models import Ask, Errand, Group, Member, Panel, Payment
from antiphon.panels.queries.panels import targets_of
from antiphon.panels.rules import Needs
from antiphon.panels.tests.factories import (
    make_agenda_item,
    make_ask,
    make_group,
    make_invitation,
    make_matter,
    make_member,
    make_members,
    make_panel,
    make_panel_partner,
    make_payment,
    make_seat,
    make_terms,
)

pytestmark = pytest.mark.django_db
AT = "/workspace/panels/"


@pytest.fixture
def panel() -> Panel:
    return make_panel(name="Ashmere panel", targets=True)


@pytest.fixture
def farah(staff_client: Any, panel: Panel) -> Client:
    """Somebody who runs the panel."""
    return staff_client(panel.lead)


@pytest.fixture
def wen(staff_client: Any, panel: Panel) -> Client:
    """An analyst of the same organisation."""
    return staff_client(make_user(role="analyst", organisation=panel.owner))


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_panel_is_started_and_changed(farah, panel):
    said = {"name": "New panel", "owner": panel.owner_id, "term_months": 12, "cap": 3, "places": "Ashmere\nVale\n\nVale"}
    text(farah.post(AT + "new/", said, follow=True))
    new = Panel.objects.get(name="New panel")
    assert (new.places, new.cap) == (["Ashmere", "Vale"], 3)
    assert "1 to 52" in text(farah.post(f"{AT}{new.pk}/edit/", {**said, "cap": 0})) or Panel.objects.get(pk=new.pk).cap == 3
    text(farah.post(f"{AT}{new.pk}/edit/", {**said, "cap": 5}, follow=True))
    assert Panel.objects.get(pk=new.pk).cap == 5


def test_targets_add_up_to_a_hundred_or_are_not_saved(farah, panel):
    at = f"{AT}{panel.pk}/targets/sex/"
    assert "add up to 90, not to 100" in text(farah.post(at, {"share_0": "40", "share_1": "50"}))
    text(farah.post(at, {"share_0": "50.5", "share_1": "49.5"}, follow=True))
    assert targets_of(panel)["sex"] == {"female": Decimal("50.5"), "male": Decimal("49.5")}
    text(farah.post(at, {}, follow=True))
    assert "sex" not in targets_of(panel)
    assert farah.get(f"{AT}{panel.pk}/targets/shoe-size/").status_code == 404


def test_a_member_is_added_with_a_name_and_an_address_and_changed_later(farah, panel):
    at = f"{AT}{panel.pk}/members/add/"
    text(farah.post(at, {"name": "Grace Example", "email": "home@example.org", "way": "email"}, follow=True))
    assert "is a member already" in text(farah.post(at, {"name": "grace example", "email": "HOME@example.org", "way": "email"}))
    kept = text(farah.post(at, {"name": "Ken Example", "way": "email"}))
    assert "nobody can reach" in kept
    assert "Ken Example" in kept
    member = Member.objects.get()
    text(farah.post(f"{AT}members/{member.pk}/edit/", {
        "name": "Grace Example", "telephone": "01632 960101", "way": "telephone", "formats": ["bsl"], "about_age": "65_74",
    }, follow=True))  # fmt: skip
    member.refresh_from_db()
    assert (member.profile, member.access) == ({"age": "65_74"}, Needs(way="telephone", formats=("bsl",)))
    page = text(farah.get(f"{AT}members/{member.pk}/"))
    assert "01632 960101" in page
    assert f"/panel/{member.pk}~" in page
    assert "Grace Example" in text(farah.get(f"{AT}{panel.pk}/members/?find=grace"))
    assert "0 members with" in text(farah.get(f"{AT}{panel.pk}/members/?find=zz"))


def test_a_file_with_a_bad_row_adds_nobody_and_says_which(farah, panel):
    at = f"{AT}{panel.pk}/members/import/"
    bad = SimpleUploadedFile("m.csv", b"name,email,age\nGrace,home@example.org,65 to 74\nKen,nowhere,12\n")
    page = text(farah.post(at, {"file": bad}))
    assert "1 row cannot be taken" in page
    assert "name@example.org" in page
    assert not Member.objects.exists()
    good = SimpleUploadedFile("m.csv", b"name,email\nGrace,home@example.org\nKen,home@example.org\nGrace,home@example.org\n")
    page = text(farah.post(at, {"file": good}))
    assert "2 members" in page
    assert "1 row passed over" in page


def test_ask_draw_preview_send_once(farah, panel):
    make_members(panel, 60)
    make_member(panel=panel, name="Ada Rings", email="", telephone="01632 960102", needs=Needs(way="telephone").kept())
    asked = {"title": "Help us", "words": "Come.", "size": 61, "characteristics": []}
    text(farah.post(f"{AT}{panel.pk}/asks/new/", asked, follow=True))
    ask = Ask.objects.get()
    at = f"{AT}asks/{ask.pk}/"
    assert "61 members were drawn" in text(farah.post(at + "draw/", follow=True))
    preview = text(farah.get(at + "send/"))
    assert "Invite 61 members" in preview
    assert "to ring" in preview
    assert "Dear Ada Rings" in preview
    assert not Delivery.objects.exists()
    assert "61 invited: 60 by e-mail, 1 letter for a person" in text(farah.post(at + "send/", follow=True))
    assert "Nothing was sent" in text(farah.post(at + "send/", follow=True))
    assert (Delivery.objects.count(), Errand.objects.count()) == (60, 1)
    invitation = ask.invitations.first()
    assert "They said no" in text(farah.post(at + "answer/", {"invitation": invitation.pk, "said": "no"}, follow=True))
    assert "The same seed drew the same members" in text(farah.get(at + "?repeat=1"))
    assert "Ada Rings" in text(farah.get(f"{AT}{panel.pk}/errands/"))
    errand = f"{AT}errands/{Errand.objects.get().pk}/"
    assert "01632 960102" in text(farah.get(errand))
    text(farah.post(errand, {"note": "Said yes"}, follow=True))
    assert "Nothing waits" in text(farah.get(f"{AT}{panel.pk}/errands/"))


def test_a_shortfall_is_named_on_the_page(farah, panel):
    for _ in range(4):
        make_member(panel=panel, profile={"digital_use": "often"})
    ask = make_ask(panel=panel, size=12, characteristics=["digital_use"])
    page = text(farah.post(f"{AT}asks/{ask.pk}/draw/", follow=True))
    assert "What could not be met" in page
    assert "8 fewer than you wanted" in page
    assert "Rarely or never goes online: wanted 1 to 2, there are 0. 1 too few." in page


def test_terms_are_renewed_or_ended(farah, panel):
    today = timezone.localdate()
    one, other = (make_member(panel=panel, joined_on=today, term_ends_on=today) for _ in range(2))
    at = f"{AT}{panel.pk}/terms/"
    text(farah.get(at))
    assert "Choose at least one" in text(farah.post(at, {"what": "renew"}, follow=True))
    text(farah.post(at, {"what": "renew", "member": one.pk}, follow=True))
    text(farah.post(at, {"what": "end", "member": other.pk}, follow=True))
    assert "No term ends soon" in text(farah.get(at))
    other.refresh_from_db()
    assert other.left_because == "term"


def test_leaving_by_telephone_and_being_forgotten(farah, panel):
    member = make_member(panel=panel)
    at = f"{AT}members/{member.pk}/"
    text(farah.post(at + "rest/", follow=True))
    text(farah.post(at + "leave/", {"because": "asked"}, follow=True))
    assert "Forget" in text(farah.get(at + "leave/"))
    text(farah.post(at + "leave/", follow=True))
    member.refresh_from_db()
    assert member.erased_at
    assert "erased" in text(farah.get(at))


def test_a_group_from_start_to_decision(farah, panel):
    member = make_invitation(member=make_member(panel=panel, name="Grace Example"), status="accepted").member
    text(farah.post(f"{AT}{panel.pk}/groups/new/", {"title": "111 group", "purpose": "To shape 111."}, follow=True))
    group = Group.objects.get()
    at = f"{AT}groups/{group.pk}/"
    text(farah.post(at + "people/", {"member": [member.pk]}, follow=True))
    text(farah.post(at + "people/add-staff/", {"user": panel.lead_id, "role": "clinician"}, follow=True))
    text(farah.post(at + "matters/new/", {"words": "The budget", "decides": "owner"}, follow=True))
    text(farah.post(at + "terms/", {"words": "We decide together."}, follow=True))
    assert "0 of 2 agreed" in text(farah.get(at))
    text(farah.post(at + "agree/", follow=True))
    text(farah.post(at + "agree/", {"seat": group.seats.get(member=member).pk}, follow=True))
    assert "Everyone agreed" in text(farah.get(at))
    day = {"held_on-day": "1", "held_on-month": "3", "held_on-year": str(timezone.localdate().year + 1)}
    text(farah.post(at + "meetings/new/", {**day, "where": "The library, or ring 01632 960100."}, follow=True))
    meeting = f"{at}meetings/{group.meetings.get().pk}/"
    assert "Tell 1 member" in text(farah.get(meeting))
    assert "1 told" in text(farah.post(meeting + "tell/", follow=True))
    assert Delivery.objects.count() == 1
    text(farah.post(meeting, {"notes": "We met."}, follow=True))
    text(farah.post(at + "agenda/new/", {"words": "Can we talk about evenings?"}, follow=True))
    item = f"{at}agenda/{group.agenda.get().pk}/"
    assert "Choose the meeting" in text(farah.post(item, {"status": "agenda"}))
    text(farah.post(item, {"status": "agenda", "meeting": group.meetings.get().pk}, follow=True))
    today = timezone.localdate()
    decided = {"decided_on-day": today.day, "decided_on-month": today.month, "decided_on-year": today.year}
    text(farah.post(at + "decisions/new/", {
        "matter": group.matters.get().pk, "words": "More for the desk.", "why": "It helps.", "how": "All agreed.", **decided,
    }, follow=True))  # fmt: skip
    page = text(farah.get(at))
    assert "Advice to the owner" in page
    assert "Grace Example" in page
    text(farah.post(at + "close/", follow=True))


def test_money_is_offered_answered_on_the_telephone_and_paid(farah, panel):
    member = make_member(panel=panel)
    offer = f"{AT}members/{member.pk}/offer/"
    assert "like 25 or 7.40" in text(farah.post(offer, {"kind": "payment", "what_for": "A day", "amount": "7.4"}))
    text(farah.post(offer, {"kind": "payment", "what_for": "A day", "amount": "£7.40"}, follow=True))
    payment = Payment.objects.get()
    at = f"{AT}payments/{payment.pk}/"
    assert "Read the warning" in text(farah.post(at, {"say": "1", "yes": "yes"}))
    text(farah.post(at, {"say": "1", "yes": "yes", "warned": "on"}, follow=True))
    today = timezone.localdate()
    day = {"paid_on-day": today.day, "paid_on-month": today.month, "paid_on-year": today.year}
    text(farah.post(at, {"pay": "1", **day}, follow=True))
    page = text(farah.get(f"{AT}{panel.pk}/payments/"))
    assert "£7.40" in page
    assert "Paid" in page


def test_sharing_a_panel(farah, panel, staff_client):
    other = make_user(role="engagement_lead")
    organisation = other.memberships.get().organisation
    at = f"{AT}{panel.pk}/partners/"
    assert "There is no organisation" in text(farah.post(at, {"organisation": "Nobody", "way": "reads"}))
    text(farah.post(at, {"organisation": organisation.name, "way": "contributes"}, follow=True))
    assert staff_client(other).get(f"{AT}{panel.pk}/members/").status_code == 200
    text(farah.post(f"{at}remove/", {"partner": panel.partners.get().pk}, follow=True))
    assert staff_client(other).get(f"{AT}{panel.pk}/").status_code == 404


def test_an_analyst_sees_the_panel_as_a_whole_and_no_name_anywhere(wen, panel):
    member = make_member(panel=panel, name="Grace Secretname", profile={"age": "65_74"})
    seat = make_seat(member=member, group=make_group(panel=panel))
    make_agenda_item(seat=seat)
    make_terms(group=seat.group)
    make_matter(group=seat.group)
    make_payment(member=member)
    for page in (AT, f"{AT}{panel.pk}/", f"{AT}groups/{seat.group_id}/"):
        assert "Secretname" not in text(wen.get(page))
    whole = text(wen.get(f"{AT}{panel.pk}/"))
    assert "fewer than 10" in whole or "hidden to protect others" in whole
    for closed in (f"{panel.pk}/members/", f"members/{member.pk}/", f"{panel.pk}/errands/", f"{panel.pk}/payments/"):
        assert wen.get(AT + closed).status_code == 403


def test_a_partner_that_reads_sees_no_names_and_a_stranger_nothing(panel, staff_client):
    reader = make_user(role="engagement_lead", organisation=make_panel_partner(panel=panel, way="reads").organisation)
    assert staff_client(reader).get(f"{AT}{panel.pk}/").status_code == 200
    assert staff_client(reader).get(f"{AT}{panel.pk}/members/").status_code == 403
    stranger = staff_client(make_user(role="director"))
    assert stranger.get(f"{AT}{panel.pk}/").status_code == 404
    assert panel.name not in text(stranger.get(AT))
