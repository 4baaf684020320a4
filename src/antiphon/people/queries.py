"""Turning a token back into an address. Only `delivery` and `panels` may ask (see the import contract)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from antiphon.core.sealing import key_for
from antiphon.people.models import Objection, Person, Wish
from antiphon.people.rules import telephone as normalised


@dataclass(frozen=True)
class Address:
    """Where one person can be written to, and whether they want it. It is never stored or logged."""

    token: UUID
    name: str
    email: str
    key: str
    wants_reply: bool

    def __repr__(self) -> str:
        return f"Address({self.token})"  # a traceback must not tell who it is


def address_of(token: UUID) -> Address | None:
    """Return where the person can be written to; None when they gave no address, were erased or are not known."""
    return addresses_of([token]).get(token)


def addresses_of(tokens: Iterable[UUID]) -> dict[UUID, Address]:
    """Return the addresses of those who have one, by token. One query."""
    found = Person.objects.filter(token__in=list(tokens), erased_at__isnull=True).exclude(email_key="")
    return {
        person.token: Address(person.token, person.name, person.email, person.email_key, person.wants_reply)
        for person in found
    }


def who_wants_a_reply(tokens: Iterable[UUID]) -> set[UUID]:
    """Return those of the tokens whose persons have an address and asked to hear. One query, nothing unsealed."""
    return set(keys_to_tell(tokens))


@dataclass(frozen=True)
class Held:
    """Whether something is kept of a person: yes or no, and never what."""

    name: bool = False
    email: bool = False
    wants_reply: bool = False


def held(tokens: Iterable[UUID]) -> dict[UUID, Held]:
    """Return what is kept of those who are known and not erased. One query, nothing unsealed."""
    rows = Person.objects.filter(token__in=list(tokens), erased_at__isnull=True).annotate(named=~Q(name=""), has=~Q(email=""))
    return {token: Held(*found) for token, *found in rows.values_list("token", "named", "has", "wants_reply")}


def keys_to_tell(tokens: Iterable[UUID]) -> dict[UUID, str]:
    """Return the address key of each person who has an address and asked to hear. One query, nothing unsealed."""
    found = Person.objects.filter(token__in=list(tokens), erased_at__isnull=True, wants_reply=True).exclude(email_key="")
    return dict(found.values_list("token", "email_key"))


@dataclass(frozen=True)
class Reach:
    """How a person can be reached: yes or no, and the key that stands for their address. Nothing is unsealed for it."""

    email_key: str = ""
    wants_reply: bool = False
    telephone: bool = False
    post: bool = False
    telephone_key: str = ""


def reach_of(tokens: Iterable[UUID]) -> dict[UUID, Reach]:
    """Return how each of those who are known and not erased can be reached. One query."""
    rows = Person.objects.filter(token__in=list(tokens), erased_at__isnull=True).annotate(
        rings=~Q(telephone=""), posts=~Q(post="")
    )
    columns = ("token", "email_key", "wants_reply", "rings", "posts", "telephone_key")
    return {token: Reach(*found) for token, *found in rows.values_list(*columns)}


@dataclass(frozen=True)
class Known:
    """Name and ways to reach one member of a panel, for those who run it. It is never stored or logged."""

    name: str
    email: str
    telephone: str
    post: str
    wants_reply: bool

    def __repr__(self) -> str:
        return "Known()"


def known(tokens: Iterable[UUID]) -> dict[UUID, Known]:
    """Return the names and ways to reach those who are not erased. One query."""
    rows = Person.objects.filter(token__in=list(tokens), erased_at__isnull=True)
    return {row.token: Known(row.name, row.email, row.telephone, row.post, row.wants_reply) for row in rows}


# --- What people do not want ------------------------------------------------------------------------------------------
def email_key(email: str) -> str:
    """Return what stands for an e-mail address; nothing for none."""
    return key_for("email", email) if email.strip() else ""


def telephone_key(telephone: str) -> str:
    """Return what stands for a telephone number, however it is written; nothing for what is no number."""
    number = normalised(telephone)
    return key_for("telephone", number) if number else ""


def keys_of(tokens: Iterable[UUID]) -> set[str]:
    """Return what stands for the addresses and numbers of these persons. One query, nothing unsealed."""
    rows = Person.objects.filter(token__in=list(tokens), erased_at__isnull=True).values_list("email_key", "telephone_key")
    return {key for row in rows for key in row if key}


def objections(keys: Iterable[str]) -> set[tuple[str, str]]:
    """Return what those behind these keys do not want, as pairs of channel and purpose."""
    return set(Objection.objects.filter(address_key__in=list(keys)).values_list("channel", "purpose"))


def wishes(keys: Iterable[str]) -> "QuerySet[Wish]":
    """Return what those behind these keys told us, oldest first."""
    return Wish.objects.filter(address_key__in=list(keys)).select_related("taken_by")
