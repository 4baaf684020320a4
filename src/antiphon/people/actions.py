"""Keeping, and forgetting, who spoke. Everyone else gets a token."""

from collections.abc import Iterable, Sequence
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

STOP = (Permission.CONTRIBUTORS_TELL, Permission.VOICE_ERASE, Permission.STAKEHOLDER_WRITE)
WRONG_ADDRESS = "Enter an email address in the correct format, like name@example.com."


@dataclass(frozen=True)
class Contact:
    """What is to be kept of one person: name, and the ways to reach them. It is never stored or logged as it is."""

    name: str
    email: str = ""
    telephone: str = ""
    post: str = ""
    wants_reply: bool = True

    def __repr__(self) -> str:
        return "Contact()"


@action
def remember(
    *, name: str, email: str, wants_reply: bool, by: Actor, telephone: str = "", post: str = ""
) -> UUID:
    """Keep a contributor's name and address, sealed, and return the token that stands for them.

    Without an address nobody can be written to, so the wish for a reply is kept only with one.
    Raises Refused when the address cannot be one.
    """
    return remember_many([Contact(name, email, telephone, post, wants_reply)], by=by)[0]


@action
def remember_many(contacts: Sequence[Contact], *, by: Actor) -> list[UUID]:
    """Keep many people at once, in a few statements; return their tokens in the same order."""
    people = []
    for contact in contacts:
        email = contact.email.strip()
        if email and not is_address(email):
            raise Refused(WRONG_ADDRESS)
        people.append(Person(
            name=" ".join(contact.name.split()), email=email, email_key=key_for("email", email) if email else "",
            telephone=" ".join(contact.telephone.split()), post=contact.post.strip(),
            wants_reply=bool(contact.wants_reply and email),
        ))  # fmt: skip
    Person.objects.bulk_create(people, batch_size=1000)
    if len(people) == 1:
        trail.leave("remember", people[0], by=by, wants_reply=people[0].wants_reply)
    else:
        trail.leave_many("remember", people, by=by)
    return [person.token for person in people]


@action
def correct(token: UUID, *, contact: Contact, by: User) -> None:
    """Change the name and the ways to reach a member of a panel or a stakeholder. A new address may be written to."""
    if not any(holds(by, one) for one in (Permission.PANEL_MANAGE, Permission.STAKEHOLDER_WRITE)):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    person, email = _locked(token), contact.email.strip()
    if email and not is_address(email):
        raise Refused(WRONG_ADDRESS)
    key = key_for("email", email) if email else ""
    moved = key != person.email_key
    Person.objects.filter(pk=person.pk).update(
        name=" ".join(contact.name.split()), email=email, email_key=key, telephone=" ".join(contact.telephone.split()),
        post=contact.post.strip(), wants_reply=bool(email) if moved else person.wants_reply,
    )  # fmt: skip
    trail.leave("correct", person, by=by, moved=moved)


@action
def stop_replies(token: UUID, *, by: Actor, among: Iterable[UUID] = ()) -> None:
    """The person does not want to be written to any more. A message that still waits is not sent.

    `among` are others of the same work: those of them who share the address are the same letter box, and stop too.
    A visitor may do this for the person whose receipt they hold; of the staff, those who tell contributors, erase, or keep the
    register of stakeholders.
    """
    if isinstance(by, User) and not any(holds(by, one) for one in STOP):
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
    telephone: str = ""
    post: str = ""

    def __repr__(self) -> str:
        return "Identity()"


@action
def disclose(token: UUID, *, by: User) -> Identity:
    """Return the name and address for a copy that the person asked for. Each time is on the trail."""
    if not holds(by, Permission.VOICE_ERASE):
        raise PermissionDenied("Your role does not allow this. An information guardian can do it.")
    person = _locked(token)
    trail.leave("disclose", person, by=by)
    return Identity(person.name, person.email, person.wants_reply, person.telephone, person.post)


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
            name="", email="", email_key="", telephone="", post="", wants_reply=False, erased_at=timezone.now()
        )
        trail.leave("erase", person, by=by)


@action
def erase_many(tokens: Iterable[UUID], *, by: Actor) -> None:
    """Blank everything that tells who these people are, as `erase` does."""
    if isinstance(by, User) and not holds(by, Permission.VOICE_ERASE):
        raise PermissionDenied("Your role does not allow this. An information guardian can do it.")
    persons = list(Person.objects.select_for_update().filter(token__in=list(tokens), erased_at__isnull=True).only("pk"))
    Person.objects.filter(pk__in=[person.pk for person in persons]).update(
        name="", email="", email_key="", telephone="", post="", wants_reply=False, erased_at=timezone.now()
    )
    trail.leave_many("erase", persons, by=by)


def _locked(token: UUID) -> Person:
    try:
        return Person.objects.select_for_update().get(token=token)
    except Person.DoesNotExist as problem:
        raise Refused("Nobody is kept under that token.") from problem
