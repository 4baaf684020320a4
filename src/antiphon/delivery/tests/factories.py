"""Messages for tests, to fictional people at example.org."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.delivery.actions import post
from antiphon.delivery.models import Delivery, Endpoint, Notice, Recipient
from antiphon.delivery.rules import KINDS
from antiphon.network.models import Organisation
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
