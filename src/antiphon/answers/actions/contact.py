"""Writes of the contact point: found it, share it, change what the public reads of it with a second person."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.answers.models import ContactPartner, ContactPoint
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.network.access import Body, Way, organisations_of, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.people.rules import is_address
from antiphon.signoff import actions as signoff

FIELDS = ("name", "line", "mailbox", "post_to", "hours")


@action
def found(owner: Organisation, *, by: User, **said: str) -> ContactPoint:
    """Start the joint contact point. The public sees it once a second person has approved what it says."""
    require(by, Permission.FAQ_WRITE, on=Body(owner))
    if ContactPoint.objects.filter(closed_at__isnull=True).exists():
        raise Refused("There is a joint contact point already. Ask those who run it to add your organisation.")
    proposed = _right(said)
    contact = ContactPoint.objects.create(
        owner=owner, name=proposed["name"], proposed=proposed, proposed_by=by, proposed_at=timezone.now()
    )
    contact.proposers.add(by)
    trail.leave("found", contact, by=by, organisation=owner.pk)
    return contact


@action
def propose(contact: ContactPoint, *, by: User, **said: str) -> ContactPoint:
    """Write down what the public shall read of the contact point. It changes when a second person approves it."""
    require(by, Permission.FAQ_WRITE, on=contact)
    contact = ContactPoint.objects.select_for_update().get(pk=contact.pk)
    proposed = _right(said)
    if contact.approved_at and all(getattr(contact, name) == proposed[name] for name in FIELDS):
        raise Refused("Nothing is different from what the public reads now.")
    contact.proposed, contact.proposed_by, contact.proposed_at = proposed, by, timezone.now()
    contact.save(update_fields=["proposed", "proposed_by", "proposed_at"])
    contact.proposers.add(by)
    trail.leave("propose", contact, by=by)
    return contact


@action
def approve(contact: ContactPoint, *, by: User) -> ContactPoint:
    """Put what was proposed before the public. Not by the person who wrote it."""
    require(by, Permission.FAQ_APPROVE, on=contact)
    contact = ContactPoint.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=contact.pk)
    if contact.proposed_by is None:
        raise Refused("Nothing waits to be approved.")
    words = "\n".join(f"{name}: {contact.proposed[name]}" for name in FIELDS)
    signoff.sign(contact, words=words, authors=[contact.proposed_by, *contact.proposers.all()], by=by)
    for name in FIELDS:
        setattr(contact, name, contact.proposed[name])
    contact.proposed, contact.proposed_by, contact.proposed_at = {}, None, None
    contact.proposers.clear()
    contact.approved_at = timezone.now()
    contact.save(update_fields=[*FIELDS, "proposed", "proposed_by", "proposed_at", "approved_at"])
    trail.leave("approve", contact, by=by)
    return contact


@action
def share_with(contact: ContactPoint, *, organisation: Organisation, way: str, by: User) -> ContactPartner:
    """Let another organisation answer at the contact point, or read along."""
    require(by, Permission.FAQ_WRITE, on=contact)
    _runs(contact, by)
    if organisation.pk == contact.owner_id:
        raise Refused("This organisation runs the contact point already.")
    if way not in ContactPartner.Way.values:
        raise Refused("Choose whether they answer or read.")
    partner, _ = ContactPartner.objects.update_or_create(contact=contact, organisation=organisation, defaults={"way": way})
    trail.leave("share", contact, by=by, organisation=organisation.pk, way=way)
    return partner


@action
def leave_out(partner: ContactPartner, *, by: User) -> None:
    """Let an organisation answer there no longer. What it holds or signs has to go to another partner first."""
    contact = partner.contact
    require(by, Permission.FAQ_WRITE, on=contact)
    _runs(contact, by)
    holds = contact.enquiries.filter(organisation=partner.organisation, closed_at__isnull=True).count()
    if holds:
        raise Refused(f"They still have to answer {holds} {'enquiry' if holds == 1 else 'enquiries'}. Pass them on first.")
    owned = contact.faqs.filter(owner=partner.organisation, withdrawn_at__isnull=True).count()
    if owned:
        raise Refused(f"{owned} {'answer is' if owned == 1 else 'answers are'} theirs. Take them off the site first.")
    trail.leave("leave out", contact, by=by, organisation=partner.organisation_id)
    partner.delete()


def _runs(contact: ContactPoint, by: User) -> None:
    if contact.ways_in().get(contact.owner_id) is not Way.OWNER or contact.owner_id not in organisations_of(by):
        raise PermissionDenied("Only the organisation that runs the contact point can choose its partners.")


def _right(said: dict[str, Any]) -> dict[str, str]:
    if unknown := set(said) - set(FIELDS):
        raise TypeError(f"A contact point has no {', '.join(sorted(unknown))}.")
    proposed = {name: " ".join(str(said.get(name, "")).split()) for name in FIELDS}
    if not proposed["name"]:
        raise Refused("Say what the contact point is called.")
    if proposed["mailbox"] and not is_address(proposed["mailbox"]):
        raise Refused("Enter an e-mail address in the correct format, like name@example.com.")
    if not any(proposed[name] for name in ("line", "mailbox", "post_to")):
        raise Refused("Give a number, an e-mail address or a postal address: people must be able to reach you.")
    return proposed
