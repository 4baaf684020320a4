"""A panel member's own pages: by signed link, without an account, without script, without a name (register rows 65, 66, 73)."""

import pytest
from django.test import Client
from django.utils import timezone

from antiphon.panels.actions import payments
from antiphon.panels.models import AgendaItem, Member
from antiphon.panels.queries import groups
from antiphon.panels.queries.panels import path_of
from antiphon.panels.rules import BENEFITS, NO_PRESSURE, Needs
from antiphon.panels.tests.factories import (
    make_invitation,
    make_matter,
    make_member,
    make_panel,
    make_payment,
    make_seat,
    make_terms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace() -> Member:
    panel = make_panel(name="The panel", safeguarding="Ring Farah on 01632 960155.", offers="£25 each time.")
    return make_member(panel=panel, name="Grace Secretname", needs=Needs(formats=("large_print",)).kept())


@pytest.fixture
def path(grace: Member) -> str:
    return path_of(grace)


def text(response) -> str:  # type: ignore[no-untyped-def]
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_page_shows_what_matters_and_no_name(client: Client, grace, path):
    make_invitation(member=grace)
    found = client.get(path)
    page = text(found)
    assert "Waits for your answer" in page
    assert "01632 960155" in page
    assert "app-large-print" in page
    assert "Secretname" not in page
    assert "no-store" in found["Cache-Control"]
    assert found["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("tail", ["", "leave/", "needs/", "invitations/1/", "groups/1/", "payments/1/"])
def test_a_link_that_is_not_whole_opens_nothing(client: Client, grace, path, tail):
    for wrong in (path.replace("~", "~x"), path.replace(f"/{grace.pk}~", f"/{grace.pk + 1}~"), "/panel/1/", "/panel/~/"):
        assert client.get(wrong + tail).status_code == 404


def test_opening_a_page_changes_nothing_and_a_button_leaves_at_once(client: Client, grace, path):
    page = text(client.get(path + "leave/"))
    assert "Leave the panel?" in page
    grace.refresh_from_db()
    assert grace.left_at is None
    assert "You have left the panel" in text(client.post(path + "leave/"))
    grace.refresh_from_db()
    assert (grace.left_because, grace.erased_at) == ("asked", None)
    assert "You left the panel" in text(client.get(path))
    assert "You have left" in text(client.get(path + "leave/"))
    assert client.get(path + "needs/").status_code == 404


def test_leaving_and_being_forgotten_in_one_step(client: Client, grace, path):
    assert "forgotten who you are" in text(client.post(path + "leave/", {"erase": "yes"}))
    grace.refresh_from_db()
    assert grace.erased_at
    assert grace.needs == {}
    assert client.get(path).status_code == 404


def test_yes_no_and_another_mind(client: Client, grace, path):
    invitation = make_invitation(member=grace)
    at = f"{path}invitations/{invitation.pk}/"
    assert "do not have to say why" in text(client.get(at))
    assert "Choose yes or no" in text(client.post(at, {}))
    assert "You said yes" in text(client.post(at, {"said": "yes"}, follow=True))
    assert "You said no" in text(client.post(at, {"said": "no"}, follow=True))
    invitation.refresh_from_db()
    assert invitation.status == "declined"
    assert client.get(f"{path_of(make_member(panel=grace.panel))}invitations/{invitation.pk}/").status_code == 404
    drawn = make_invitation(member=make_member(panel=grace.panel), ask=invitation.ask, status="drawn")
    assert client.get(f"{path_of(drawn.member)}invitations/{drawn.pk}/").status_code == 404


def test_needs_are_changed_by_the_member_and_what_cannot_be_is_said(client: Client, grace, path):
    text(client.get(path + "needs/"))
    refused = text(client.post(path + "needs/", {"way": "telephone", "formats": ["bsl"]}))
    assert "We have no telephone number" in refused
    said = {"way": "email", "formats": ["bsl"], "support": ["step_free"], "more": "A chair"}
    text(client.post(path + "needs/", said, follow=True))
    grace.refresh_from_db()
    assert grace.access == Needs(formats=("bsl",), support=("step_free",), more="A chair")


def test_rest_and_wake(client: Client, grace, path):
    assert "not invite you to anything" in text(client.post(path + "rest/", follow=True))
    assert "Invite me again" in text(client.get(path))
    text(client.post(path + "rest/", follow=True))
    grace.refresh_from_db()
    assert grace.resting_since is None
    assert client.get(path + "rest/").status_code == 405


def test_a_group_is_read_agreed_to_and_added_to(client: Client, grace, path):
    seat = make_seat(member=grace, group=make_seat(member=make_member(panel=grace.panel, name="Ken Hidden")).group)
    make_seat(group=seat.group, user=grace.panel.lead, role="clinician")
    make_matter(group=seat.group, words="The opening times", decides="together")
    terms = make_terms(group=seat.group, words="We decide together.")
    at = f"{path}groups/{seat.group_id}/"
    page = text(client.get(at))
    lead = grace.panel.lead.name
    for words in ("Panel member 1", "Panel member 2", lead, "The opening times", "We decide together", "01632 960155"):
        assert words in page
    assert "Hidden" not in page
    assert "The terms have changed" in text(client.post(at, {"agree": str(terms.pk + 1)}))
    assert "You agreed" in text(client.post(at, {"agree": str(terms.pk)}))
    assert [one.pk for one in groups.agreed(seat.group).yes] == [seat.pk]
    assert "Write what you want" in text(client.post(at, {"words": " "}))
    assert "in your words" in text(client.post(at, {"words": "<b>Evenings?</b>"}))
    assert "&lt;b&gt;Evenings?" in text(client.get(at))
    assert AgendaItem.objects.get().raised_by == seat
    other = make_member(panel=grace.panel)
    assert client.get(f"{path_of(other)}groups/{seat.group_id}/").status_code == 404


def test_money_is_offered_with_the_warning_and_no_pressure_and_the_day_is_shown(client: Client, grace, path):
    payment = make_payment(member=grace, pence=2505)
    at = f"{path}payments/{payment.pk}/"
    page = text(client.get(at)).replace("&#39;", "'")
    assert "£25.05" in page
    assert NO_PRESSURE in page
    assert BENEFITS in page
    text(client.post(at, {"said": "no"}, follow=True))
    payment.refresh_from_db()
    assert payment.status == "declined"
    assert payment.warned_at
    text(client.post(at, {"said": "yes"}, follow=True))
    payments.record_paid(payment, paid_on=timezone.localdate(), reference="P-7", by=grace.panel.lead)
    assert "We paid you £25.05" in text(client.get(at))
    assert "P-7" in text(client.get(at))
    assert "has been paid" in text(client.post(at, {"said": "no"}))


def test_money_can_still_be_seen_after_leaving(client: Client, grace, path):
    payment = make_payment(member=grace)
    client.post(path + "leave/")
    assert "£25" in text(client.get(path))
    assert "£25" in text(client.get(f"{path}payments/{payment.pk}/"))
