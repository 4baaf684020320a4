"""What a person must settle first: flags on responses that look odd together, and concerns about harm."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.engagement.models import Engagement
from antiphon.guard.patterns import Sign
from antiphon.network.access import Way
from antiphon.voices.models import Response, Voice


class Flag(Record):
    """Responses of one engagement that look odd together, and why. A machine asks; a person settles."""

    class Status(models.TextChoices):
        OPEN = "open", "Waiting for a person"
        PROPOSED = "proposed", "Waiting for a second person"
        COUNTED = "counted", "Counted"
        ASIDE = "aside", "Kept aside"

    SIGNS = [
        (Sign.COPIES.value, "Nearly the same words"), (Sign.BURST.value, "Many in a short time"),
        (Sign.CHOICES.value, "The same choices over and over"), (Sign.NETWORK.value, "Many from one network"),
    ]  # fmt: skip

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    sign = models.CharField("what looked odd", max_length=20, choices=SIGNS)
    reason = models.CharField("why a person should look", max_length=400)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    because = models.CharField("why it was settled so", max_length=500, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    responses: ClassVar[Any]
    responses = models.ManyToManyField(Response, related_name="+")

    class Personal:
        plain = {"engagement", "sign", "reason", "status", "because", "settled_at", "settled_by", "confirmed_at", "confirmed_by",
                 "responses"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["engagement", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", settled_at__isnull=True, settled_by__isnull=True, because="")
                | (~Q(status="open") & Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(because="")),
                name="flag_settled_says_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=models.F("settled_by"))),
                name="flag_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Concern(Record):
    """Words that may disclose harm, on the safeguarding list, with a clock. It holds none of the words."""

    class Outcome(models.TextChoices):
        PASSED_ON = "passed_on", "Passed to safeguarding, the police or emergency services"
        CONTACTED = "contacted", "The person was contacted and has support"
        KNOWN = "known", "Already known to a service that is acting"
        CANNOT_REACH = "cannot_reach", "Nobody can be reached: what is known was passed on"
        NO_CONCERN = "no_concern", "Not a disclosure of harm"

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    voice = models.OneToOneField(Voice, models.CASCADE, related_name="+")
    kinds = models.JSONField("kinds of harm", default=list)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    look_by = models.DateTimeField("to be looked at by")
    settle_by = models.DateField("to be settled by")
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField("when the lead was told that it is there", null=True, blank=True)
    escalated_at = models.DateTimeField("when directors were told that it is late", null=True, blank=True)

    class Personal:
        plain = {"engagement", "voice", "raised_by", "look_by", "settle_by", "looked_at", "looked_by", "outcome", "settled_at",
                 "settled_by", "told_at", "escalated_at"}  # fmt: skip
        identifying: set[str] = set()
        special = {"kinds"}
        keep_for = "as long as the words"

    class Meta:
        ordering = ["look_by", "pk"]
        indexes = [models.Index(fields=["look_by"], condition=Q(settled_at__isnull=True), name="concern_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False, looked_at__isnull=False) & ~Q(outcome="")),
                name="concern_settled_says_how",
            ),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True) | Q(looked_at__isnull=False, looked_by__isnull=False),
                name="concern_looked_at_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Step(Record):
    """One thing that was done about a concern. Rows are only ever added."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    what = models.CharField("what was done", max_length=1000)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"concern", "done_by"}
        identifying: set[str] = set()
        special = {"what"}
        keep_for = "as long as the words"

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"Step {self.pk} of concern {self.concern_id}"
