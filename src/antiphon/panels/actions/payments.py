"""Writes of money: offer it, hear yes or no after the warning about benefits, and write down the day it was paid."""

import datetime

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.panels.actions import reaching
from antiphon.panels.models import Group, Member, Payment
from antiphon.panels.queries import groups as queries
from antiphon.panels.rules import MOST_PENCE, pounds

Status = Payment.Status


@action
def offer(member: Member, *, kind: str, what_for: str, pence: int, by: User, group: Group | None = None) -> Payment:
    """Offer money to a member, and write to them once in their own way. They may say no, without a reason."""
    require(by, Permission.PANEL_MANAGE, on=member.panel)
    if member.left_at:
        raise Refused("They have left the panel.")
    if kind not in Payment.Kind.values or not what_for.strip():
        raise Refused("Say what the money is for.")
    if not 0 < pence <= MOST_PENCE:
        raise Refused(f"Enter an amount of more than nothing, and no more than {pounds(MOST_PENCE)}.")
    if group is not None and group.panel_id != member.panel_id:
        raise Refused("That group is another panel's.")
    payment = Payment.objects.create(
        member=member, group=group, kind=kind, what_for=what_for.strip(), pence=pence, offered_by=by
    )
    trail.leave("offer", payment, by=by, pence=pence)
    reaching.write_to(
        {member: queries.offer_facts(payment)}, letter=queries.OFFER, occasion=f"panel-offer:{payment.pk}",
        about=f"Offer of {pounds(pence)}", by=by,
    )  # fmt: skip
    return payment


@action
def answer_offer(payment: Payment, *, yes: bool, warned: bool, by: Actor) -> Payment:
    """Write down whether a member wants the money. `warned` says that they saw or heard the warning about benefits.

    The member does it by their own link, and those who run the panel for a member who told them so. They may change
    their mind until it is paid.
    """
    if isinstance(by, User):
        require(by, Permission.PANEL_MANAGE, on=payment.member.panel)
    payment = _locked(payment)
    if payment.status == Status.PAID:
        raise Refused("This has been paid. Tell us if something is wrong with it.")
    if not warned:
        raise Refused("Read the warning about benefits to them first.")
    payment.status = Status.ACCEPTED if yes else Status.DECLINED
    payment.answered_at = payment.warned_at = timezone.now()
    payment.noted_by = by if isinstance(by, User) else None
    payment.save(update_fields=["status", "answered_at", "warned_at", "noted_by"])
    trail.leave("answer offer", payment, by=by, yes=yes)
    return payment


@action
def record_paid(payment: Payment, *, paid_on: datetime.date, by: User, reference: str = "") -> Payment:
    """Write down the day on which the money was paid. The member sees it on their page."""
    require(by, Permission.PANEL_MANAGE, on=payment.member.panel)
    payment = _locked(payment)
    if payment.status == Status.DECLINED:
        raise Refused("They do not want this money.")
    if payment.status != Status.ACCEPTED:
        raise Refused("It is paid already." if payment.status == Status.PAID else "They have not said yet whether they want it.")
    if paid_on > timezone.localdate():
        raise Refused("The day is in the future. Write it down when it has been paid.")
    payment.status, payment.paid_on, payment.paid_by = Status.PAID, paid_on, by
    payment.reference = reference.strip()[:60]
    payment.save(update_fields=["status", "paid_on", "paid_by", "reference"])
    trail.leave("record paid", payment, by=by)
    return payment


def _locked(payment: Payment) -> Payment:
    found: Payment = Payment.objects.select_for_update(of=("self",)).select_related("member__panel").get(pk=payment.pk)
    return found
