"""Whose voices an engagement should hear, and why it goes on although the same people were asked often."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.engagement.models.asked import Engagement


class Ground(Record):
    """The areas whose people an engagement should hear, where somebody set them by hand: codes of population figures."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    codes = models.JSONField(default=list)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"engagement", "codes", "set_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    def __str__(self) -> str:
        return f"{self.engagement}: {', '.join(self.codes)}"


class GoOn(Record):
    """Why an engagement asks people who were asked often: the reason, and the asks that were named when it was given."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    pairs = models.JSONField("group and place of each warning", default=list)
    others = models.JSONField("the other asks that were named", default=list)
    reason = models.TextField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"engagement", "pairs", "others", "reason", "said_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="go_on_says_why")]

    def __str__(self) -> str:
        return f"{self.engagement} goes on: {self.reason}"
