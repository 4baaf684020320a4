"""Ways in that answer once, and the record of what was let go of."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from antiphon.core.models import Record
from antiphon.engagement.models import Engagement
from antiphon.network.access import Way
from antiphon.trust import rules


class CodeBatch(Record):
    """Entry codes that were made together, for letters or cards. The codes themselves are shown once and not kept."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    label = models.CharField("what they are for", max_length=120)
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"engagement", "label", "number", "made_by", "revoked_at", "revoked_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="code_batch_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class EntryCode(Record):
    """One code, as a digest. Nothing ties it to the response that it let in: only the day on which it was used is kept."""

    batch = models.ForeignKey(CodeBatch, models.CASCADE, related_name="codes")
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")  # the batch's, kept here to look up by
    digest = models.CharField(max_length=64, unique=True)
    used_on = models.DateField(null=True, blank=True)

    class Personal:
        plain = {"batch", "engagement", "digest", "used_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as names are kept; then only how many there were"

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "used_on"])]

    def __str__(self) -> str:
        return f"Entry code {self.pk}"


class Invitation(Record):
    """A link of one's own, sent by `delivery` to one person of `people`. It answers once, whoever follows it."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    person = models.UUIDField()
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    used_on = models.DateField(null=True, blank=True)
    revoked = models.BooleanField(default=False)

    class Personal:
        plain = {"engagement", "digest", "invited_by", "used_on", "revoked"}
        identifying = {"person"}
        special: set[str] = set()
        keep_for = "as long as names are kept; then only how many there were"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["engagement", "person"], name="invitation_once")]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class AddressCheck(Record):
    """Somebody shows that an e-mail address is theirs: six digits go to it, and they type them in.

    The address stays in `people`, and only until it is checked. What stays here is a digest that differs with each
    engagement, so that one address answers once.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    address_digest = models.CharField(max_length=64)
    person = models.UUIDField(null=True, blank=True)
    digits_digest = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    letters = models.PositiveSmallIntegerField("letters sent since the hour began", default=0)
    hour_began_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    passed = models.BooleanField(default=False)
    used_on = models.DateField(null=True, blank=True)

    class Personal:
        plain = {"engagement", "digits_digest", "tries", "letters", "hour_began_at", "expires_at", "passed", "used_on"}
        identifying = {"address_digest", "person"}
        special: set[str] = set()
        keep_for = "as long as names are kept; then only how many there were"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["engagement", "address_digest"], name="address_checked_once")]

    def __str__(self) -> str:
        return f"Address check {self.pk}"


class Hold(Record):
    """Nothing of an engagement is erased by the clock: a court, an inquiry, a complaint. A second person must agree."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_because = models.CharField(max_length=500, blank=True, default="")

    class Personal:
        plain = {"engagement", "reason", "placed_by", "confirmed_at", "confirmed_by", "lifted_at", "lifted_by", "lifted_because"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=models.F("placed_by"))),
                name="hold_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_because="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="hold_lifted_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold on {self.engagement}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()

    @property
    def stands(self) -> bool:
        """Whether it keeps things from being erased now."""
        return rules.hold_stands(
            placed_at=self.made_at, confirmed=self.confirmed_at is not None, lifted=self.lifted_at is not None, now=timezone.now()
        )


class Notice(Record):
    """The clock says that the names or words of an engagement are due. They go on a later night, if it still says so.

    So a clock that jumps ahead for a night erases nothing.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=[("names", "Names and addresses"), ("words", "Words")])
    noticed_on = models.DateField()

    class Personal:
        plain = {"engagement", "kind", "noticed_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until it is done"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["engagement", "kind"], name="trust_notice_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.engagement} noticed on {self.noticed_on}"


class Proof(Record):
    """What was let go of: the kind of thing, how many, on which day, by which rule. The things themselves are gone."""

    class Kind(models.TextChoices):
        WORDS = "words", "Words, places and uploaded files of responses"
        ABOUT = "about", "What people said of themselves"
        UPLOADS = "uploads", "Uploaded files"
        NAMES = "names", "Names and addresses"
        SAVED_FORMS = "saved_forms", "Forms saved to be finished later"
        NETWORK_KEYS = "network_keys", "Digests of network addresses"
        ENTRY_CODES = "entry_codes", "Entry codes, as digests"
        INVITATIONS = "invitations", "Invitations"
        ADDRESS_CHECKS = "address_checks", "Checks of e-mail addresses"

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveIntegerField("how many")
    done_on = models.DateField()
    rule = models.CharField(max_length=300)
    objects: ClassVar[Any] = models.Manager()

    class Personal:
        plain = {"engagement", "kind", "number", "done_on", "rule"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Meta:
        ordering = ["-done_on", "kind", "pk"]
        indexes = [models.Index(fields=["engagement", "done_on"])]
        constraints = [models.CheckConstraint(condition=Q(number__gt=0) & ~Q(rule=""), name="proof_says_how_many_and_why")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} on {self.done_on}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()
