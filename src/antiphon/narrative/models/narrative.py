"""Narratives, the partners who sign them, and the person who signs for each."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.access import Way, organisations_of, ways_of
from antiphon.network.models import Organisation, User

KEPT = "for good: what was signed and said in public stays readable"


class NarrativeSet(models.QuerySet["Narrative"]):
    def visible_to(self, user: User) -> Self:
        """Those that an organisation of the person owns or is a partner of."""
        mine = organisations_of(user)
        partners = NarrativePartner.objects.filter(organisation__in=mine).values("narrative")
        return self.filter(Q(owner__in=mine) | Q(pk__in=partners))


class Narrative(Record):
    """What partners say together: of the whole system, or a place's variant of it. One organisation owns it."""

    class Kind(models.TextChoices):
        SYSTEM = "system", "The whole system"
        PLACE = "place", "A place"

    title = models.CharField(max_length=140)
    slug = models.SlugField("address", max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SYSTEM)
    place = models.CharField("which place", max_length=80, blank=True)
    variant_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="variants")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    works = models.JSONField("the engagements in which people say what they think of it", default=list, blank=True)
    published_at = models.DateTimeField("first published", null=True, blank=True)
    objects: ClassVar[Any] = NarrativeSet.as_manager()

    class Personal:
        plain = {"title", "slug", "kind", "place", "variant_of", "owner", "lead", "works", "published_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="system", place="", variant_of__isnull=True) | (Q(kind="place") & ~Q(place="")),
                name="narrative_place_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to this narrative."""
        return ways_of(self)


class NarrativePartner(Record):
    """An organisation whose word is in the narrative: it signs the clauses that touch it. The owner is one of them."""

    class Way(models.TextChoices):
        CONTRIBUTES = "contributes", "Signs, and may write with us"
        READS = "reads", "Reads the drafts and signs nothing"

    narrative = models.ForeignKey(Narrative, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=Way, default=Way.CONTRIBUTES)
    withdrew_why = models.TextField("why it withdrew", blank=True)
    withdrew_at = models.DateTimeField(null=True, blank=True)
    withdrew_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"narrative", "organisation", "way", "withdrew_why", "withdrew_at", "withdrew_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "narrative"
        public = "none"

    class Meta:
        ordering = ["organisation__name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["narrative", "organisation"], name="narrative_partner_once"),
            models.CheckConstraint(
                condition=Q(withdrew_at__isnull=True, withdrew_by__isnull=True)
                | (Q(withdrew_at__isnull=False, withdrew_by__isnull=False) & ~Q(withdrew_why="")),
                name="narrative_partner_withdrew_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def signs(self) -> bool:
        """Whether its word is needed."""
        return self.way == self.Way.CONTRIBUTES and self.withdrew_at is None


class Signatory(Record):
    """The named person who signs for a partner, or their deputy. `person` is the token by which they are written to."""

    class Place(models.TextChoices):
        SIGNER = "signer", "Signs for the partner"
        DEPUTY = "deputy", "Deputy"

    partner = models.ForeignKey(NarrativePartner, models.CASCADE, related_name="signatories")
    place = models.CharField(max_length=10, choices=Place, default=Place.SIGNER)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.CharField("the post that they hold", max_length=120)
    person = models.UUIDField(unique=True, editable=False)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"partner", "place", "user", "post", "person", "named_by", "ended_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "partner"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "place"], condition=Q(ended_at__isnull=True), name="narrative_one_signatory_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.post}"
