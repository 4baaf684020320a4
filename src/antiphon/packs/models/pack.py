"""Packs, who may know of them, and their versions."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from antiphon.campaigns.models import Campaign
from antiphon.core.models import Record
from antiphon.network.access import Way, allowed_in, ways_of
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission

KEPT = "for good: what was said in public stays readable"


class PackSet(models.QuerySet["Pack"]):
    def visible_to(self, user: User, *, now: datetime.datetime | None = None) -> Self:
        """Those that the person may know of: under embargo, only those on whose list they stand.

        A partner's people see a pack once a version of it is approved.
        """
        mine = allowed_in(user, Permission.PACK_READ)
        shared = PackPartner.objects.filter(pack=OuterRef("pk"), organisation__in=mine)
        approved = PackVersion.objects.filter(pack=OuterRef("pk"), approved_at__isnull=False)
        listed = Reader.objects.filter(pack=OuterRef("pk"), user=user)
        free = Q(embargo_until__isnull=True) | Q(embargo_until__lte=now or timezone.now())
        return self.filter(Q(owner__in=mine) | Exists(shared) & Exists(approved), free | Exists(listed))


class Pack(Record):
    """An announcement of one organisation, from its first draft to its last version."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=140)
    slug = models.SlugField("address", max_length=80, unique=True)
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="+")
    embargo_until = models.DateTimeField("nobody but those on the list knows before", null=True, blank=True)
    public = models.BooleanField("it also goes on the public page", default=True)
    public_from = models.DateTimeField("from when the public reads it", null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects: ClassVar[Any] = PackSet.as_manager()

    class Personal:
        plain = {"owner", "campaign", "title", "slug", "embargo_until", "public", "public_from", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="pack_has_a_title"),
            models.CheckConstraint(
                condition=Q(public_from__isnull=True) | Q(embargo_until__isnull=True)
                | Q(public_from__gte=models.F("embargo_until")),
                name="pack_is_public_after_its_embargo",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to this pack: those it is passed on to may read it."""
        return ways_of(self)

    @property
    def under_embargo(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.now()


class PackPartner(Record):
    """An organisation that the pack is passed on to: it reads approved versions and changes nothing."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=[("reads", "Reads it")], default="reads")

    class Personal:
        plain = {"pack", "organisation", "way"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "pack"
        public = "none"

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["pack", "organisation"], name="pack_partner_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class Reader(Record):
    """Somebody who may know of the pack before its embargo ends."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"pack", "user", "added_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "pack"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "user"], name="pack_reader_once")]

    def __str__(self) -> str:
        return str(self.user)


class PackVersion(Record):
    """The pack as it stood at one approval. Before that it is the one draft; after that it never changes."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    headline = models.CharField(max_length=160)
    summary = models.TextField("what it is about, in a few sentences", blank=True)
    lines = models.TextField("lines to take", blank=True)
    notes = models.TextField("notes for colleagues, which the public does not read", blank=True)
    contact = models.CharField("whom the press rings or writes to", max_length=200, blank=True)
    what_changed = models.CharField("what changed since the version before", max_length=300, blank=True)
    clinical = models.BooleanField("it holds clinical advice", default=False)
    clinical_approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    not_clinical = models.CharField("why it is not clinical, though it sounds so", max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote any of its words
    asked_at = models.DateTimeField("when its writers asked for approval", null=True, blank=True)
    clinical_read_at = models.DateTimeField("when its clinical approver signed these words", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField("SHA-256 of all its words and files", max_length=64, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recall_reason = models.TextField("why it was taken back", blank=True)
    recall_instead = models.TextField("what to do or say instead", blank=True)
    announced_at = models.DateTimeField("when its posts were offered to other systems", null=True, blank=True)

    class Personal:
        plain = {"pack", "number", "headline", "summary", "lines", "notes", "contact", "what_changed", "clinical",
                 "clinical_approver", "not_clinical", "written_by", "writers", "asked_at", "clinical_read_at",
                 "approved_at", "approved_by",
                 "content_hash", "recalled_at", "recalled_by", "recall_reason", "recall_instead", "announced_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "pack"
        public = "read"

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="pack_version_number_once"),
            models.UniqueConstraint(fields=["pack"], condition=Q(approved_at__isnull=True), name="pack_one_draft"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True, content_hash="")
                | Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(content_hash=""),
                name="pack_version_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True, recalled_by__isnull=True, recall_reason="", recall_instead="")
                | Q(recalled_at__isnull=False, recalled_by__isnull=False, approved_at__isnull=False)
                & ~Q(recall_reason="") & ~Q(recall_instead=""),
                name="pack_version_recalled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(clinical=False)
                | Q(clinical_approver__isnull=False, clinical_read_at__isnull=False),
                name="pack_version_clinical_has_approver",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.headline}, version {self.number}"

    @property
    def status(self) -> str:
        """Return where it stands: draft, asked, approved or recalled."""
        if self.recalled_at:
            return "recalled"
        return "approved" if self.approved_at else "asked" if self.asked_at else "draft"

    def ways_in(self) -> dict[int, Way]:
        return self.pack.ways_in()
