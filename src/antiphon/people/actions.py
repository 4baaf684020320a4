"""Keeping, and forgetting, who spoke. Everyone else gets a token."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor, Machine
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people.models import Person
from antiphon.people.rules import is_address


@action
def remember(*, name: str, email: str, wants_reply: bool, by: Actor) -> UUID:
    """Keep a contributor's name and address, sealed, and return the token that stands for them.

    Without an address nobody can be written to, so the wish for a reply is kept only with one.
    Raises Refused when the address cannot be one.
    """
    name, email = " ".join(name.split()), email.strip()
    if email and not is_address(email):
        raise Refused("Enter an email address in the correct format, like name@example.com.")
    person = Person.objects.create(
        name=name, email=email, email_key=key_for("email", email) if email else "",
        wants_reply=bool(wants_reply and email),
    )
    trail.leave("remember", person, by=by, wants_reply=person.wants_reply)
    return person.token


@action
def stop_replies(token: UUID, *, by: Actor) -> None:
    """The person does not want to be written to any more. A message that still waits is not sent.

    A visitor may do this for the person whose link they hold; of the staff, those who may tell contributors.
    """
    if isinstance(by, User) and not holds(by, Permission.CONTRIBUTORS_TELL):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    person = _locked(token)
    if person.wants_reply:
        person.wants_reply = False
        person.save(update_fields=["wants_reply"])
        trail.leave("stop_replies", person, by=by)


@action
def erase(token: UUID, *, by: Actor) -> None:
    """Blank everything that tells who the person is, and keep the row. It cannot be undone.

    Of the staff, only an information guardian may; a retention task may. What the person said stays, without them.
    """
    if not isinstance(by, Machine) and not (isinstance(by, User) and holds(by, Permission.VOICE_UNSEAL)):
        raise PermissionDenied("Your role does not allow this. An information guardian can do it.")
    person = _locked(token)
    if person.erased_at is None:
        Person.objects.filter(pk=person.pk).update(
            name="", email="", email_key="", wants_reply=False, erased_at=timezone.now()
        )
        trail.leave("erase", person, by=by)


def _locked(token: UUID) -> Person:
    try:
        return Person.objects.select_for_update().get(token=token)
    except Person.DoesNotExist as problem:
        raise Refused("Nobody is kept under that token.") from problem
