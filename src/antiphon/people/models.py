"""Who spoke, and what they do not want. The only place where names and addresses are kept; both are sealed."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.people import rules


class Person(Record):
    """One contributor of one response. Rows are not linked between engagements; erasing blanks and keeps the row."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = SealedField(blank=True, default="")
    email = SealedField(blank=True, default="")
    email_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    telephone = SealedField(blank=True, default="")
    telephone_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    post = SealedField("postal address", blank=True, default="")
    wants_reply = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"token", "wants_reply", "erased_at"}
        identifying = {"name", "email", "email_key", "telephone", "telephone_key", "post"}
        special: set[str] = set()
        keep_for = (
            "until two years after the engagement closed, or until the person asks us to erase it; of a panel's members, "
            "until two years after they left; of a story, until the consent ends; of a list, until two years after they "
            "were taken off it"
        )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", email="", email_key="", telephone="", telephone_key="", post="", wants_reply=False),
                name="person_erased_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return str(self.token)


class Objection(Record):
    """What somebody does not want to be sent, by what stands for their address. It holds for every organisation.

    `any` covers every channel, or every purpose. Before each message the sender asks whether one stands.
    """

    address_key = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=[*rules.CHANNELS.items(), (rules.ANY, "Every way")])
    purpose = models.CharField(max_length=10, choices=[*rules.PURPOSES.items(), (rules.ANY, "Everything")])

    class Personal:
        plain = {"channel", "purpose"}
        identifying = {"address_key"}
        special: set[str] = set()
        keep_for = "until the person wants to be written to again: it is what keeps us from writing"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address_key", "channel", "purpose"], name="objection_once"),
        ]

    def __str__(self) -> str:
        return f"no {self.purpose} by {self.channel}"


class Wish(Record):
    """One line of the ledger behind the objections: somebody objected, or wants to hear again. Lines are only ever added."""

    class Said(models.TextChoices):
        OBJECTS = "objects", "Does not want it"
        WANTS = "wants", "Wants it again"

    class How(models.TextChoices):
        LINK = "link", "On the page behind the link in a message"
        ONE_CLICK = "one_click", "With the button of their mail program"
        PREFERENCES = "preferences", "On the page where they choose what we send"
        COMPLAINT = "complaint", "Their mail provider told us that they complained"
        BOUNCE = "bounce", "The address does not exist"
        STAFF = "staff", "They told a member of staff"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address_key = models.CharField(max_length=64, db_index=True)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=10)
    said = models.CharField(max_length=10, choices=Said)
    how = models.CharField(max_length=12, choices=How)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"channel", "purpose", "said", "how", "taken_by"}
        identifying = {"address_key"}
        special: set[str] = set()
        keep_for = "for good: it shows what people asked of us; it tells no address"

    class Meta:
        ordering: ClassVar = ["made_at"]

    def __str__(self) -> str:
        return f"{self.said}: {self.purpose} by {self.channel}"
