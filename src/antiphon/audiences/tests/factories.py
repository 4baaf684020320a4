"""Networks and lists for tests: fictional people at example.org."""

import datetime
import itertools
from typing import Any

from django.db import connection

from antiphon.audiences.models import Audience, Contact, Errand, Lead, Network, Touch
from antiphon.core.actors import Visitor
from antiphon.core.sealing import key_for, seal
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember

_number = itertools.count(1)


def make_network(**overrides: Any) -> Network:
    """Return a network with an estimate, and no lead yet."""
    fields = {"name": f"Ashmere carers' circle {next(_number)}", "kind": "voluntary", "audience": "Carers in Ashmere",
              "estimate": 1200, "source": "Their own count of members", "estimated_on": datetime.date(2026, 4, 1),
              "channels": ["email", "meetings"], **overrides}  # fmt: skip
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "added_by" not in fields:
        fields["added_by"] = make_user(role="communications_officer", organisation=fields["organisation"])
    return Network.objects.create(**fields)


def make_lead(*, network: Network | None = None, name: str = "", email: str | None = None, **overrides: Any) -> Lead:
    """Return the lead of a network, who has no account here; its deputy when `part` says so."""
    number = next(_number)
    fields: dict[str, Any] = {"part": "lead", "post": "Coordinator", **overrides}
    if "user" not in fields and "person" not in fields:
        email = f"lead.{number}@example.org" if email is None else email
        fields["person"] = remember(name=name or f"Lead Example {number}", email=email, wants_reply=True, by=Visitor())
    return Lead.objects.create(network=network or make_network(), **fields)


def make_touch(*, network: Network | None = None, **overrides: Any) -> Touch:
    """Return one time that we were in touch with a network."""
    network = network or make_network()
    return Touch.objects.create(
        network=network, **{"on": datetime.date(2026, 4, 1), "how": "call", "noted_by": network.added_by, **overrides}
    )


def make_audience(**overrides: Any) -> Audience:
    """Return an empty list of an organisation."""
    fields = {"name": f"Readers of the news {next(_number)}", "kind": "public", "purpose": "task", "basis": "task",
              "source": "They signed up on our website", "place": "Ashmere", **overrides}  # fmt: skip
    if "organisation" not in fields:
        fields["organisation"] = make_organisation()
    if "made_by" not in fields:
        fields["made_by"] = make_user(role="communications_officer", organisation=fields["organisation"])
    return Audience.objects.create(**fields)


def make_contact(
    *, listing: Audience | None = None, name: str = "", email: str | None = None, telephone: str = "", post: str = "",
    **overrides: Any,
) -> Contact:  # fmt: skip
    """Return somebody on a list."""
    number = next(_number)
    listing = listing or make_audience()
    name = name or f"Reader Example {number}"
    email = f"reader.{number}@example.org" if email is None else email
    token = remember(name=name, email=email, telephone=telephone, post=post, wants_reply=bool(email), by=Visitor())
    fields = {"place": listing.place, "person_key": key_for("contact", f"{name}|{email or telephone or post}"), **overrides}
    return Contact.objects.create(listing=listing, person=token, **fields)


def make_errand(*, contact: Contact | None = None, **overrides: Any) -> Errand:
    """Return something that is to be done by hand for somebody who wants letters."""
    contact = contact or make_contact(email="", post="1 Mill Lane, Ashmere", way="post")
    return Errand.objects.create(contact=contact, **{"occasion": "cascade:1", "name": "Where to get help", **overrides})


def make_contacts(listing: Audience, number: int, *, first: int = 1, address: str = "everyone@example.org") -> int:
    """Put very many people on a list in two statements, for measurements. Each has a key of their own; all share one sealed
    address, so that a million take seconds. The same `first` gives the same keys: lists made so overlap."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with made as (insert into people_person (made_at, token, name, email, email_key, telephone, telephone_key, post,"
            " wants_reply) select now(), gen_random_uuid(), %s, %s, md5('contact' || n) || md5('key' || n), '', '', '', true"
            " from generate_series(%s, %s) n returning token, email_key)"
            " insert into audiences_contact (made_at, listing_id, person, person_key, language, format, way, place, gone_because)"
            " select now(), %s, token, email_key, 'en', 'standard', 'email', %s, '' from made",
            [seal("Reader Example"), seal(address), first, first + number - 1, listing.pk, listing.place],
        )
        return cursor.rowcount
