"""The public page of a campaign: its words as they are written, and as they were signed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antiphon.campaigns.models.plan import KEPT, Campaign
from antiphon.core.models import Record


class Microsite(Record):
    """The words of a campaign's public page. `published` holds what a second person signed, and only signing changes it."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="microsite")
    slug = models.SlugField("its address on the public site", max_length=60, unique=True)
    title = models.CharField(max_length=140)
    summary = models.CharField(max_length=300)
    parts = models.JSONField("its parts: heading and words", default=list)
    help = models.TextField("how to get help without the internet", max_length=1000, blank=True)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    review_on = models.DateField("next check")
    checked_on = models.DateField("last checked", null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    asked_at = models.DateTimeField("when a second person was asked", null=True, blank=True)
    published = models.JSONField("the signed words", default=dict, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"campaign", "slug", "title", "summary", "parts", "help", "starts_on", "ends_on", "review_on", "checked_on",
                 "checked_by", "writers", "asked_at", "published", "published_at", "published_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "campaign"
        public = "read"
        shown = "published_at is not null"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) & Q(review_on__lte=F("ends_on")), name="microsite_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True, published={})
                | (Q(published_at__isnull=False, published_by__isnull=False) & ~Q(published={})),
                name="microsite_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title
