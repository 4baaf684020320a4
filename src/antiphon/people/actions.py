"""Keeping, and forgetting, who spoke. Everyone else gets a token."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.bulk import insert_rows
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people.models import Objection, Person, Wish
from antiphon.people.queries import email_key, telephone_key
from antiphon.people.rules import ANY, CHANNELS, PURPOSES, is_address, without

STOP = (Permission.CONTRIBUTORS_TELL, Permission.VOICE_ERASE, Permission.STAKEHOLDER_WRITE)
CORRECT = (Permission.PANEL_MANAGE, Permission.STAKEHOLDER_WRITE, Permission.AUDIENCE_WRITE)
HEAR = (*STOP, Permission.AUDIENCE_WRITE, Permission.ENQUIRY_ANSWER, Permission.PANEL_MANAGE)
WRONG_ADDRESS = "Enter an email address in the correct format, like name@example.com."
BLANK: dict[str, Any] = {"name": "", "email": "", "email_key": "", "telephone": "", "telephone_key": "", "post": "",
                         "wants_reply": False}  # fmt: skip


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
            telephone=" ".join(contact.telephone.split()), telephone_key=telephone_key(contact.telephone),
            post=contact.post.strip(), wants_reply=bool(contact.wants_reply and email),
        ))  # fmt: skip
    Person.objects.bulk_create(people, batch_size=1000)
    if len(people) == 1:
        trail.leave("remember", people[0], by=by, wants_reply=people[0].wants_reply)
    else:
        trail.leave_many("remember", people, by=by)
    return [person.token for person in people]


@action
def remember_list(contacts: Sequence[Contact], *, by: Actor) -> list[UUID]:
    """Keep the people of a long list in one statement, with one line on the trail; return their tokens in the same order.

    Whoever calls has seen to it that the addresses can be ones. What these addresses objected to stands.
    """
    tokens = [uuid4() for _ in contacts]
    insert_rows(Person, {
        "token": tokens, "name": [" ".join(one.name.split()) for one in contacts],
        "email": [one.email.strip() for one in contacts], "email_key": [email_key(one.email) for one in contacts],
        "telephone": [" ".join(one.telephone.split()) for one in contacts],
        "telephone_key": [telephone_key(one.telephone) for one in contacts],
        "post": [one.post.strip() for one in contacts], "wants_reply": [bool(one.email) for one in contacts],
    })  # fmt: skip
    if tokens:
        trail.leave("remember list", Person.objects.only("pk").get(token=tokens[0]), by=by, people=len(tokens))
    return tokens


@action
def correct(token: UUID, *, contact: Contact, by: User) -> None:
    """Change the name and the ways to reach somebody we keep. A new address may be written to."""
    if not any(holds(by, one) for one in CORRECT):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    person, email = _locked(token), contact.email.strip()
    if email and not is_address(email):
        raise Refused(WRONG_ADDRESS)
    key = key_for("email", email) if email else ""
    moved = key != person.email_key
    Person.objects.filter(pk=person.pk).update(
        name=" ".join(contact.name.split()), email=email, email_key=key, telephone=" ".join(contact.telephone.split()),
        telephone_key=telephone_key(contact.telephone), post=contact.post.strip(),
        wants_reply=bool(email) if moved else person.wants_reply,
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
        Person.objects.filter(pk=person.pk).update(**BLANK, erased_at=timezone.now())
        trail.leave("erase", person, by=by)


@action
def erase_many(tokens: Iterable[UUID], *, by: Actor) -> None:
    """Blank everything that tells who these people are, as `erase` does."""
    if isinstance(by, User) and not holds(by, Permission.VOICE_ERASE):
        raise PermissionDenied("Your role does not allow this. An information guardian can do it.")
    persons = list(Person.objects.select_for_update().filter(token__in=list(tokens), erased_at__isnull=True).only("pk"))
    Person.objects.filter(pk__in=[person.pk for person in persons]).update(**BLANK, erased_at=timezone.now())
    trail.leave_many("erase", persons, by=by)


@action
def object_to(keys: Iterable[str], *, channel: str, purpose: str, how: str, by: Actor) -> int:
    """Write down that those behind these address keys do not want this; return how many keys there were.

    `channel` and `purpose` may be `any`. It holds for every organisation, from the next message on. Doing it twice is
    harmless: the ledger has both, and the objection stands once.
    """
    found = _heard(keys, channel, purpose, how, by)
    Objection.objects.bulk_create(
        [Objection(address_key=key, channel=channel, purpose=purpose) for key in found], ignore_conflicts=True, batch_size=1000
    )
    _write_down(found, "objects", channel, purpose, how, by)
    return len(found)


@action
def want_again(keys: Iterable[str], *, channel: str, purpose: str, how: str, by: Actor) -> int:
    """Write down that those behind these address keys want this again; return how many keys there were.

    Only the person can say so: on a page of their own, or to a member of staff. What else they objected to stands.
    """
    if how not in (Wish.How.PREFERENCES, Wish.How.STAFF):
        raise Refused("Only the person can say that they want to hear again.")
    found = _heard(keys, channel, purpose, how, by)
    standing: dict[str, set[tuple[str, str]]] = {key: set() for key in found}
    for row in Objection.objects.select_for_update().filter(address_key__in=found).order_by("pk"):
        standing[row.address_key].add((row.channel, row.purpose))
    for key, pairs in standing.items():
        left = without(pairs, channel, purpose)
        for gone_channel, gone_purpose in pairs - left:
            Objection.objects.filter(address_key=key, channel=gone_channel, purpose=gone_purpose).delete()
        Objection.objects.bulk_create(
            [Objection(address_key=key, channel=one, purpose=other) for one, other in sorted(left - pairs)],
            ignore_conflicts=True,
        )
    _write_down(found, "wants", channel, purpose, how, by)
    return len(found)


def _heard(keys: Iterable[str], channel: str, purpose: str, how: str, by: Actor) -> list[str]:
    if isinstance(by, User) and not any(holds(by, one) for one in HEAR):
        raise PermissionDenied("Your role does not allow this. A communications officer can do it.")
    if channel not in (*CHANNELS, ANY) or purpose not in (*PURPOSES, ANY) or how not in Wish.How.values:
        raise Refused("Say by which way, and which kind of message.")
    return sorted({key for key in keys if key})


def _write_down(keys: list[str], said: str, channel: str, purpose: str, how: str, by: Actor) -> None:
    lines = [
        Wish(address_key=key, channel=channel, purpose=purpose, said=said, how=how, taken_by=by if isinstance(by, User) else None)
        for key in keys
    ]
    Wish.objects.bulk_create(lines, batch_size=1000)
    trail.leave_many(said, lines, by=by, channel=channel, purpose=purpose, how=how)


def _locked(token: UUID) -> Person:
    try:
        return Person.objects.select_for_update().get(token=token)
    except Person.DoesNotExist as problem:
        raise Refused("Nobody is kept under that token.") from problem
