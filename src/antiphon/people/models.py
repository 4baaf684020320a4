"""Who spoke. The only place where a contributor's name and address are kept; both are sealed."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField


class Person(Record):
    """One contributor of one response. Rows are not linked between engagements; erasing blanks and keeps the row."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = SealedField(blank=True, default="")
    email = SealedField(blank=True, default="")
    email_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    telephone = SealedField(blank=True, default="")
    post = SealedField("postal address", blank=True, default="")
    wants_reply = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"token", "wants_reply", "erased_at"}
        identifying = {"name", "email", "email_key", "telephone", "post"}
        special: set[str] = set()
        keep_for = (
            "until two years after the engagement closed, or until the person asks us to erase it; of a panel's members, until "
            "two years after they left; of a story, until the consent ends"
        )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", email="", email_key="", telephone="", post="", wants_reply=False),
                name="person_erased_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return str(self.token)
