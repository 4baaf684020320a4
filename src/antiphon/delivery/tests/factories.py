"""Messages for tests, to fictional people at example.org."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.delivery.actions import post, prepare
from antiphon.delivery.models import (
    Delivery,
    Elsewhere,
    Endpoint,
    Line,
    Notice,
    Receipt,
    Recipient,
    Route,
    Send,
    Tally,
    Trial,
    Wording,
)
from antiphon.delivery.rules import KINDS, Words
from antiphon.network.models import Organisation, User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.tests.factories import make_person

PROOF = "delivery/proof"  # a letter that ships with the room
BY = Machine("tell")


def make_delivery(person: UUID | None = None, **overrides: Any) -> Delivery:
    """Post one message; fields given by name are then set on its row as they are."""
    posting = {"occasion": "told:111-first", "letter": PROOF, "facts": {"receipts": ["7K3M-9Q2P-XA4T"]}, "purpose": "service"}
    posting |= {name: overrides.pop(name) for name in list(overrides) if name in posting}
    delivery = post(person=person or make_person(), by=BY, **posting)
    assert delivery is not None
    if overrides:
        Delivery.objects.filter(pk=delivery.pk).update(**overrides)
        delivery.refresh_from_db()
    return delivery


def make_recipient(delivery: Delivery, **overrides: Any) -> Recipient:
    fields = {"person": make_person(), "facts": {"receipts": []}, **overrides}
    return Recipient.objects.create(delivery=delivery, **fields)


def make_endpoint(*, organisation: Organisation | None = None, **overrides: Any) -> Endpoint:
    """Return an address of another system that is told everything."""
    fields = {"url": "https://hooks.example.org/antiphon", "secret": "a-secret", "kinds": list(KINDS), **overrides}
    fields.setdefault("made_by", None)
    fields["made_by"] = fields["made_by"] or make_user(name="Administrator")
    return Endpoint.objects.create(organisation=organisation or make_organisation(), **fields)


def make_notice(*, endpoint: Endpoint | None = None, **overrides: Any) -> Notice:
    """Return one thing that an address has to be told."""
    fields = {"reference": uuid4(), "kind": "engagement.published", "happened_at": timezone.now(),
              "facts": {"engagement": "clinic-times"}, **overrides}  # fmt: skip
    return Notice.objects.create(endpoint=endpoint or make_endpoint(), **fields)


HELLO = Words(subject="For ((name))", text="Dear ((name)),\n\nThe clinic moves.\n\nStop these messages: ((leave))\n")


def make_send(*, organisation: Organisation | None = None, words: list[Words] | None = None, **overrides: Any) -> Send:
    """Return a mailing with words and nobody in it; fields given by name are then set on its row as they are."""
    asked = {"occasion": "cascade:1", "name": "The clinic moves", "channel": "email", "purpose": "task"}
    asked |= {name: overrides.pop(name) for name in list(overrides) if name in (*asked, "priority", "opens_at", "closes_at",
                                                                               "quiet", "zone", "link")}  # fmt: skip
    send = prepare(organisation=organisation or make_organisation(), wordings=words or [HELLO], by=BY, **asked)
    if overrides:
        Send.objects.filter(pk=send.pk).update(**overrides)
        send.refresh_from_db()
    return send


def make_wording(send: Send | None = None, **overrides: Any) -> Wording:
    fields = {"language": "cy", "subject": "I ((name))", "text": "Annwyl ((name))", **overrides}
    return Wording.objects.create(send=send or make_send(), **fields)


def make_elsewhere(send: Send | None = None, winner: Delivery | None = None) -> Elsewhere:
    winner = winner or make_delivery(occasion="cascade:1")
    return Elsewhere.objects.create(send=send or make_send(), address_key=winner.address_key, winner=winner)


def make_tally(send: Send | None = None, **overrides: Any) -> Tally:
    return Tally.objects.create(send=send or make_send(), **{"status": "waiting", "number": 1, **overrides})


def make_route(**overrides: Any) -> Route:
    return Route.objects.create(**{"name": "smtp", **overrides})


def make_line(**overrides: Any) -> Line:
    fields = {"worker": "one:1:a", "route": "smtp", "machine": "one", "heard_at": timezone.now(), **overrides}
    return Line.objects.create(**fields)


def make_receipt(**overrides: Any) -> Receipt:
    """Return one thing that a provider said of a message, not settled yet."""
    fields = {"provider": "notify", "event": uuid4().hex, "reference": "nobody", "said": "delivered", **overrides}
    return Receipt.objects.create(**fields)


def make_trial(*, asked_by: User | None = None, **overrides: Any) -> Trial:
    """Return a test message that waits."""
    fields = {"route": "smtp", "to": "ada@example.org", "reference": uuid4().hex, **overrides}
    return Trial.objects.create(asked_by=asked_by or make_user(), **fields)
