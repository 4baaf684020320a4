"""Groups that share power, and money that is offered without pressure (register rows 66 and 73)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery
from antiphon.network.tests.factories import make_user
from antiphon.panels.actions import groups, members, payments
from antiphon.panels.models import Errand, Panel
from antiphon.panels.queries import groups as queries
from antiphon.panels.rules import Needs
from antiphon.panels.tests.factories import (
    make_agenda_item,
    make_agreement,
    make_group,
    make_invitation,
    make_matter,
    make_meeting,
    make_member,
    make_panel,
    make_payment,
    make_seat,
    make_terms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel() -> Panel:
    return make_panel()


def test_a_group_seats_members_and_staff_once_each(panel):
    group = groups.start(panel, title="111 First group", purpose="To shape 111.", work="111-first", by=panel.lead)
    member, doctor = make_member(panel=panel), make_user(name="Dr Example", role="reader", organisation=panel.owner)
    seat = groups.seat_member(group, member=member, by=panel.lead)
    assert groups.seat_member(group, member=member, by=panel.lead) == seat
    groups.seat_user(group, user=doctor, role="clinician", by=panel.lead)
    assert [one.called for one in queries.seats_of(group)] == ["Panel member 1", "Dr Example"]
    with pytest.raises(Refused, match="not on this panel"):
        groups.seat_member(group, member=make_member(), by=panel.lead)
    groups.unseat(seat, by=panel.lead)
    assert groups.seat_member(group, member=member, by=panel.lead).number == 1
    assert queries.groups_on("111-first", doctor) == [group]


def test_everyone_agrees_to_the_terms_themselves_and_anew_when_they_change(panel):
    group = make_group(panel=panel)
    member, staff = make_seat(group=group), make_seat(group=group, user=panel.lead)
    terms = groups.write_terms(group, words="We decide together.", by=panel.lead)
    groups.agree(member, terms=terms, by=Visitor())
    groups.agree(member, terms=terms, by=Visitor())
    assert queries.agreed(group).not_yet == [staff]
    groups.agree(staff, terms=terms, by=panel.lead)
    assert queries.agreed(group).everyone
    assert groups.write_terms(group, words="We decide together.", by=panel.lead) == terms
    newer = groups.write_terms(group, words="We decide together. The owner says why not.", by=panel.lead)
    assert (newer.version, queries.agreed(group).everyone) == (2, False)
    with pytest.raises(Refused, match="changed"):
        groups.agree(member, terms=terms, by=Visitor())


def test_nobody_agrees_for_staff_and_a_member_s_yes_on_the_telephone_is_noted(panel):
    group = make_group(panel=panel)
    other = make_user(role="director", organisation=panel.owner)
    staff, member = make_seat(group=group, user=other), make_seat(group=group)
    terms = make_terms(group=group)
    with pytest.raises(PermissionDenied):
        groups.agree(staff, terms=terms, by=panel.lead)
    with pytest.raises(PermissionDenied):
        groups.agree(staff, terms=terms, by=Visitor())
    assert groups.agree(member, terms=terms, by=panel.lead).noted_by == panel.lead
    with pytest.raises(Http404):
        groups.agree(member, terms=terms, by=make_user(role="director"))


def test_a_member_adds_to_the_agenda_and_reads_what_became_of_it(panel):
    seat = make_seat(group=make_group(panel=panel))
    item = groups.add_item(seat, words=" Can we talk about evenings? ", by=Visitor())
    assert groups.add_item(seat, words="Can we talk about evenings?", by=Visitor()) == item
    for wrong in ("", "x" * 1001):
        with pytest.raises(Refused):
            groups.add_item(seat, words=wrong, by=Visitor())
    meeting = make_meeting(group=seat.group)
    groups.settle_item(item, status="agenda", meeting=meeting, by=panel.lead)
    assert queries.meeting_facts(meeting)["agenda"] == ["Can we talk about evenings?"]
    with pytest.raises(Refused, match="Say why"):
        groups.settle_item(item, status="not_taken", by=panel.lead)
    assert groups.settle_item(item, status="discussed", reply="We try evenings in May.", by=panel.lead).reply
    item.refresh_from_db()
    assert item.words == "Can we talk about evenings?"


def test_a_meeting_reaches_each_member_once_in_their_own_way(panel):
    group = make_group(panel=panel)
    make_seat(group=group)
    rings = make_member(panel=panel, email="", telephone="01632 960102", needs=Needs(way="telephone").kept())
    make_seat(group=group, member=rings)
    make_seat(group=group, user=panel.lead)
    meeting = groups.call_meeting(group, held_on=timezone.localdate(), where="The library, or ring 01632 960100.", by=panel.lead)
    sent = groups.tell_of_meeting(meeting, by=panel.lead)
    assert (sent.members, sent.emails, sent.errands) == (2, 1, 1)
    assert groups.tell_of_meeting(meeting, by=panel.lead).members == 0
    make_seat(group=group)
    assert groups.tell_of_meeting(meeting, by=panel.lead).members == 1
    assert (Delivery.objects.count(), Errand.objects.count()) == (2, 1)


def test_the_group_decides_what_is_its_own_and_advises_on_the_rest(panel):
    group = make_group(panel=panel)
    said = {"words": "A person answers.", "why": "It is kinder.", "how": "All agreed.", "decided_on": timezone.localdate()}
    own, owners = make_matter(group=group), groups.add_matter(group, words="The budget", decides="owner", by=panel.lead)
    with pytest.raises(Refused, match="terms"):
        groups.record_decision(own, by=panel.lead, **said)
    make_terms(group=group)
    assert groups.record_decision(own, by=panel.lead, **said).kind == "decision"
    assert groups.record_decision(owners, by=panel.lead, **said).kind == "advice"
    with pytest.raises(Refused, match="decided on this"):
        groups.add_matter(group, words="The budget", decides="group", by=panel.lead)
    seated = make_seat(group=group, user=make_user(role="reader", organisation=panel.owner)).user
    groups.record_decision(own, by=seated, dissent="One of us would wait.", **said)
    with pytest.raises(PermissionDenied):
        groups.record_decision(own, by=make_user(role="reader", organisation=panel.owner), **said)
    with pytest.raises(Refused, match="future"):
        groups.record_decision(own, by=panel.lead, **{**said, "decided_on": timezone.localdate() + datetime.timedelta(days=1)})


def test_who_sits_in_a_group_sees_it_and_strangers_do_not(panel):
    group = make_group(panel=panel)
    make_agenda_item(seat=make_seat(group=group))
    seated = make_seat(group=group, user=make_user(role="reader", organisation=panel.owner)).user
    assert queries.group_for(seated, group.pk) == group
    assert list(queries.my_groups(seated)) == [group]
    with pytest.raises(Http404):
        queries.group_for(make_user(role="director"), group.pk)
    with pytest.raises(PermissionDenied):
        queries.group_for(make_user(role="reader", organisation=panel.owner), group.pk)


def test_those_who_said_yes_are_offered_a_seat(panel):
    group = make_group(panel=panel)
    yes = make_invitation(member=make_member(panel=panel), status="accepted").member
    make_invitation(member=make_member(panel=panel), status="declined")
    assert [one.member for one in queries.could_sit(group)] == [yes]


def test_leaving_the_panel_gives_up_the_seat_and_keeps_what_was_agreed(panel):
    agreement = make_agreement(seat=make_seat(group=make_group(panel=panel)))
    members.leave(agreement.seat.member, by=Visitor())
    assert not queries.seats_of(agreement.seat.group)
    agreement.seat.refresh_from_db()
    with pytest.raises(Refused, match="place in this group"):
        groups.add_item(agreement.seat, words="Still here", by=Visitor())


# --- Money -----------------------------------------------------------------------------------------------------
def test_an_offer_is_answered_after_the_warning_and_paid_to_the_penny(panel):
    payment = payments.offer(make_member(panel=panel), kind="payment", what_for="The first workshop", pence=2505, by=panel.lead)
    assert Delivery.objects.get().letter == "panels/offer"
    with pytest.raises(Refused, match="not said yet"):
        payments.record_paid(payment, paid_on=timezone.localdate(), by=panel.lead)
    with pytest.raises(Refused, match="warning"):
        payments.answer_offer(payment, yes=True, warned=False, by=panel.lead)
    payments.answer_offer(payment, yes=True, warned=True, by=Visitor())
    with pytest.raises(Refused, match="future"):
        payments.record_paid(payment, paid_on=timezone.localdate() + datetime.timedelta(days=1), by=panel.lead)
    paid = payments.record_paid(payment, paid_on=timezone.localdate(), reference="P-1", by=panel.lead)
    assert (paid.status, paid.pence, bool(paid.warned_at)) == ("paid", 2505, True)
    for late in (lambda: payments.record_paid(payment, paid_on=timezone.localdate(), by=panel.lead),
                 lambda: payments.answer_offer(payment, yes=False, warned=True, by=Visitor())):  # fmt: skip
        with pytest.raises(Refused):
            late()
    assert queries.totals(queries.payments_of(panel)) == {"paid": (1, 2505)}


def test_saying_no_needs_no_reason_and_changes_nothing_else(panel):
    seat = make_seat(group=make_group(panel=panel))
    payment = make_payment(member=seat.member)
    assert payments.answer_offer(payment, yes=False, warned=True, by=Visitor()).status == "declined"
    with pytest.raises(Refused, match="do not want"):
        payments.record_paid(payment, paid_on=timezone.localdate(), by=panel.lead)
    seat.refresh_from_db()
    assert seat.left_on is None


@pytest.mark.parametrize("pence", [0, -1, 500_001])
def test_an_amount_that_cannot_be_is_refused(panel, pence):
    with pytest.raises(Refused, match="amount"):
        payments.offer(make_member(panel=panel), kind="expenses", what_for="The bus", pence=pence, by=panel.lead)


def test_an_offer_is_another_member_s_to_nobody(panel):
    payment = make_payment(member=make_member(panel=panel))
    with pytest.raises(Http404):
        queries.payment_to(make_member(panel=panel), payment.pk)
    with pytest.raises(Http404):
        payments.answer_offer(payment, yes=True, warned=True, by=make_user(role="director"))
