"""Organisations and how they follow one another, areas, people with accounts and their roles."""

import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.branding import ORDERS
from antiphon.network.roles import ROLES
from antiphon.network.rules import alive, name_on


class Organisation(Record):
    """A body of the health and care system, with the dates of its life."""

    class Kind(models.TextChoices):
        BOARD = "integrated_care_board", "Integrated care board"
        PARTNERSHIP = "integrated_care_partnership", "Integrated care partnership"
        TRUST = "nhs_trust", "NHS trust"
        COUNCIL = "council", "Council"
        PRACTICE = "gp_practice", "GP practice"
        NETWORK = "primary_care_network", "Primary care network"
        COLLABORATIVE = "provider_collaborative", "Provider collaborative"
        CHARITY = "charity", "Charity or community group"
        HEALTHWATCH = "healthwatch", "Local Healthwatch"
        INNOVATION = "health_innovation_network", "Health innovation network"
        NATIONAL = "national_body", "National body"
        OTHER = "other", "Other"

    class Level(models.TextChoices):
        NATIONAL = "national", "National"
        SYSTEM = "system", "System"
        PLACE = "place", "Place"
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=40, choices=Kind, default=Kind.OTHER)
    level = models.CharField(max_length=20, choices=Level, default=Level.PLACE)
    code = models.CharField("code in its register", max_length=20, blank=True)
    register = models.CharField("register", max_length=20, blank=True, help_text="ODS, GSS or local")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer exists")
    details = models.JSONField(default=dict, blank=True)
    successors: ClassVar[Any]
    successors = models.ManyToManyField(
        "self", through="Succession", symmetrical=False, related_name="predecessors"
    )

    class Personal:
        plain = {"name", "short_name", "kind", "level", "code", "register", "starts_on", "ends_on", "details",
                 "successors"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: bodies are public facts"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["register", "code"], condition=~Q(code=""), name="organisation_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")),
                name="organisation_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def name_on(self, day: datetime.date) -> str:
        """Return the full name that it bore on a day; `former_names` may be fetched before, for a list."""
        return name_on(self.name, [(old.name, old.until) for old in self.former_names.all()], day)

    def is_alive(self, day: datetime.date) -> bool:
        """Return whether it exists on a day."""
        return alive(self.starts_on, self.ends_on, day)


class FormerName(Record):
    """A name that a body bore until a day."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField(help_text="The first day on which the name no longer held")

    class Personal:
        plain = {"organisation", "name", "until"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: bodies are public facts"

    class Meta:
        ordering = ["until"]

    def __str__(self) -> str:
        return f"{self.name} (until {self.until})"


class Succession(Record):
    """One body follows another, wholly or in part."""

    class Kind(models.TextChoices):
        MERGER = "merger", "Merger"
        SPLIT = "split", "Split"
        TRANSFER = "transfer", "Transfer of functions"
        REPLACED = "replaced", "Replaced"

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="follows")
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    share = models.FloatField("share of the predecessor's residents, 0 to 1", null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Personal:
        plain = {"predecessor", "successor", "on", "kind", "share", "source"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: bodies are public facts"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} to {self.successor} on {self.on}"


class Area(Record):
    """A place on the map with a code of the Office for National Statistics or the NHS: a ward, a small area."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "Local authority district"
        UPPER_TIER = "upper_tier", "Upper-tier authority area"
        WARD = "ward", "Ward"
        SMALL_AREA = "small_area", "Small area (LSOA)"
        SUB_BOARD = "sub_board", "Sub-board location"

    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    residents = models.PositiveIntegerField(null=True, blank=True)
    within = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    board = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="areas")
    details = models.JSONField(default=dict, blank=True)

    class Personal:
        plain = {"kind", "code", "name", "residents", "within", "board", "details"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: areas are public facts"

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address is kept in lower case, so that it is found however it is typed."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin, Record):
    """Somebody with an account: staff of a partner, a councillor, a panel member who helps."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        SERVICE = "service", "Another system, by its key"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PERSON)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the content editor's settings", default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Personal:
        plain = {"kind", "is_active", "is_staff", "is_superuser", "last_login", "groups", "user_permissions"}
        identifying = {"email", "name", "password"}
        special: set[str] = set()
        keep_for = "while the account is used, and two years after its last role ended"

    class Meta:
        ordering = ["name"]
        constraints = [
            # A password that cannot be used begins with "!": Django's own mark.
            models.CheckConstraint(
                condition=Q(kind="person") | Q(password__startswith="!", is_staff=False, is_superuser=False),
                name="user_service_cannot_sign_in",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        return f"{'key' if self.kind == User.Kind.SERVICE else 'user'}:{self.pk}"

    @property
    def is_person(self) -> bool:
        return self.kind == User.Kind.PERSON

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email


class Membership(Record):
    """A role that a person holds in an organisation, from a day, until a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(role.key, role.title) for role in ROLES.values()])
    starts_on = models.DateField(default=datetime.date.today)
    ends_on = models.DateField(null=True, blank=True)

    class Personal:
        plain = {"organisation", "role", "starts_on", "ends_on", "user"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years after it ended"

    class Meta:
        ordering = ["organisation__name", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(ends_on__isnull=True), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {ROLES[self.role].title} at {self.organisation}"


class Margin(Record):
    """How many people of one category live in one area: a figure of a census, or of another count."""

    register = models.CharField(max_length=20, help_text="whose code it is: ODS, GSS or local")
    code = models.CharField("code of the area", max_length=20)
    name = models.CharField("name of the area", max_length=200, blank=True)
    variable = models.CharField(max_length=200)
    category = models.CharField(max_length=200)
    count = models.PositiveIntegerField("people")
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=500)

    class Personal:
        plain = {"register", "code", "name", "variable", "category", "count", "year", "source"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good: published figures of whole areas"

    class Meta:
        ordering = ["code", "variable", "pk"]
        constraints = [models.UniqueConstraint(fields=["register", "code", "variable", "category"], name="margin_once")]

    def __str__(self) -> str:
        return f"{self.code}, {self.variable}: {self.category}"


class Reach(Record):
    """Which people, in which places, an organisation can reach, and how to ask it."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    groups = models.JSONField(default=list, help_text="keys of `network/groups.py`")
    places = models.JSONField(default=list, help_text="names of places; empty for everywhere it works")
    note = models.CharField("how it reaches them", max_length=300, blank=True)
    contact = models.CharField("whom to ask: a role, never a name", max_length=140)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_on = models.DateField(default=datetime.date.today)

    class Personal:
        plain = {"organisation", "groups", "places", "note", "contact", "written_by", "checked_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until the organisation takes it back"

    class Walls:
        through = "organisation"
        shown = "cardinality((select antiphon_mine())) > 0"

    class Meta:
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return f"Whom {self.organisation} reaches"


class Brand(Record):
    """How an organisation is named and shown where several stand together, and in which order on what it leads."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    name = models.CharField("its name, exactly as it must be written", max_length=200)
    avoid = models.JSONField("forms of the name that are not used", default=list, blank=True)
    required = models.BooleanField("its name must stand on everything that it is part of", default=True)
    order = models.CharField("in which order names stand on what it leads", max_length=20, choices=list(ORDERS.items()),
                             default="lead_first")  # fmt: skip
    logo = models.BinaryField(null=True, blank=True)
    logo_alt = models.CharField("what the logo says to somebody who does not see it", max_length=200, blank=True)
    logo_rights = models.CharField("who owns the logo, and what may be done with it", max_length=300, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Personal:
        plain = {"organisation", "name", "avoid", "required", "order", "logo", "logo_alt", "logo_rights", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until the organisation changes it"

    class Walls:
        through = "organisation"
        shown = "true"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(logo__isnull=True) | ~Q(logo_alt="") & ~Q(logo_rights=""), name="brand_logo_says_what_and_whose"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(Record):
    """A key with which another system of an organisation asks our API. Of its secret only a digest is kept."""

    account = models.OneToOneField(User, models.PROTECT, related_name="key")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    prefix = models.CharField("the part of the key that may be shown", max_length=10, unique=True)
    digest = models.CharField("SHA-256 of the secret part", max_length=64)
    expires_on = models.DateField("the first day on which it no longer opens anything")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField("last used, to the hour", null=True, blank=True)
    minute = models.BigIntegerField("the minute in which requests are counted", default=0)
    in_minute = models.PositiveIntegerField("requests in that minute", default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"account", "organisation", "prefix", "digest", "expires_on", "made_by", "last_used_at", "minute", "in_minute",
                 "revoked_at", "revoked_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years after it ended"

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="key_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} ({self.prefix}…)"

    def opens(self, today: datetime.date) -> bool:
        """Return whether the key may be used on a day."""
        return self.revoked_at is None and today < self.expires_on
