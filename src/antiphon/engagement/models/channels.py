"""The register of channels: by which ways people's words may reach an organisation, at what risk, approved by whom."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.engagement.channels import KNOWN
from antiphon.network.access import Way
from antiphon.network.models import Organisation


class ChannelEntry(Record):
    """One channel of one organisation. It is on only with a DPIA and the approval of somebody who did not write it.

    `standard`: assessed by the makers of the service, which is said in the place of an approval.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    channel = models.SlugField("key", max_length=40)
    name = models.CharField(max_length=80)
    use = models.TextField("what it is used for", blank=True)
    risks = models.TextField("what could go wrong for people's privacy", blank=True)
    guards = models.TextField("what is done about it", blank=True)
    dpia = models.CharField("link to the data protection impact assessment", max_length=300, blank=True)
    dpia_on = models.DateField("day of the assessment", null=True, blank=True)
    review_on = models.DateField("looked at again on", null=True, blank=True)
    standard = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    writers: ClassVar[Any] = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # since it was last approved
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    enabled_at = models.DateTimeField(null=True, blank=True)
    enabled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"organisation", "channel", "name", "use", "risks", "guards", "dpia", "dpia_on", "review_on", "standard",
                 "written_by", "writers", "approved_at", "approved_by", "enabled_at", "enabled_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the organisation"

    class Walls:
        shown = "true"  # each door asks whether its channel is on, the public one too
        public = "read"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "channel"], name="channel_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="channel_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(enabled_at__isnull=True, enabled_by__isnull=True)
                | (Q(enabled_at__isnull=False) & (Q(enabled_by__isnull=False) | Q(standard=True))),
                name="channel_enabled_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(enabled_at__isnull=True)
                | (~Q(dpia="") & Q(dpia_on__isnull=False) & (Q(approved_at__isnull=False) | Q(standard=True))),
                name="channel_on_only_with_dpia_and_approval",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(written_by__isnull=True) | ~Q(approved_by=models.F("written_by")),
                name="channel_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_door(self) -> bool:
        """Whether the service itself can take in what comes this way; others are kept in the register alone."""
        return self.channel in KNOWN

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}
