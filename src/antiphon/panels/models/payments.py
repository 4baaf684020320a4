"""Money that is offered to members for their time and what it costs them. Amounts are whole pence."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.panels.models.groups import Group
from antiphon.panels.models.panel import Member


class Payment(Record):
    """One offer of money to one member: they say yes or no, and see here when it was paid."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", "Payment for time"
        EXPENSES = "expenses", "Expenses"

    class Status(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Wanted"
        DECLINED = "declined", "Not wanted"
        PAID = "paid", "Paid"

    member = models.ForeignKey(Member, models.PROTECT, related_name="payments")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="payments")
    kind = models.CharField(max_length=10, choices=Kind)
    what_for = models.CharField(max_length=200)
    pence = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    warned_at = models.DateTimeField("the warning about benefits was shown", null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField("the payment system's number", max_length=60, blank=True, default="")

    class Personal:
        plain = {"member", "group", "kind", "what_for", "pence", "status", "offered_by", "answered_at", "noted_by", "warned_at",
                 "paid_on", "paid_by", "reference"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years after it was offered: money that was spent is accounted for"

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(pence__gte=1), name="panel_payment_of_something"),
            models.CheckConstraint(
                condition=Q(status="paid", paid_on__isnull=False, paid_by__isnull=False)
                | (~Q(status="paid") & Q(paid_on__isnull=True, paid_by__isnull=True)),
                name="panel_payment_paid_when",
            ),
            models.CheckConstraint(
                condition=Q(status="offered", answered_at__isnull=True)
                | (~Q(status="offered") & Q(answered_at__isnull=False, warned_at__isnull=False)),
                name="panel_payment_answered_after_the_warning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.pence} pence ({self.status})"
