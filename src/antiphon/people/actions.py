"""Keeping, and forgetting, who spoke. Everyone else gets a token."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
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
def stop_replies(token: UUID, *, by: Actor, among: Iterable[UUID] = ()) -> None:
    """The person does not want to be written to any more. A message that still waits is not sent.

    `among` are others of the same work: those of them who share the address are the same letter box, and stop too.
    A visitor may do this for the person whose receipt they hold; of the staff, those who tell contributors or erase.
    """
    if isinstance(by, User) and not (holds(by, Permission.CONTRIBUTORS_TELL) or holds(by, Permission.VOICE_ERASE)):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    person = _locked(token)
    same = Q(pk=person.pk)
    if person.email_key:
        same |= Q(token__in=list(among), email_key=person.email_key)
    stopping = list(Person.objects.select_for_update().filter(same, wants_reply=True).order_by("pk"))
    Person.objects.filter(pk__in=[one.pk for one in stopping]).update(wants_reply=False)
    trail.leave_many("stop_replies", stopping, by=by)


@dataclass(frozen=True)
class Identity:
    """The name and address that a person gave us, for the person's own copy. It is never stored or logged."""

    name: str
    email: str
    wants_reply: bool

    def __repr__(self) -> str:
        return "Identity()"


@action
def disclose(token: UUID, *, by: User) -> Identity:
    """Return the name and address for a copy that the person asked for. Each time is on the trail."""
    if not holds(by, Permission.VOICE_ERASE):
        raise PermissionDenied("Your role does not allow this. An information guardian can do it.")
    person = _locked(token)
    trail.leave("disclose", person, by=by)
    return Identity(person.name, person.email, person.wants_reply)


@action
def erase(token: UUID, *, by: Actor) -> None:
    """Blank everything that tells who the person is, and keep the row. It cannot be undone.

    A visitor may for the person whose receipt they hold, a retention task may, and of the staff those who may erase
    voices. Whether the person belongs to that receipt or that work is for the room that calls to see to.
    """
    if isinstance(by, User) and not holds(by, Permission.VOICE_ERASE):
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
