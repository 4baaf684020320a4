"""Messages for tests, to fictional people at example.org."""

from typing import Any
from uuid import UUID

from antiphon.core.actors import Machine
from antiphon.delivery.actions import post
from antiphon.delivery.models import Delivery, Recipient
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
