"""Words that belong to a group: the code that opens them, each version of them, and the log of what was done with them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.engagement.models import Engagement
from antiphon.network.access import Way
from antiphon.voices.models.heard import Response, Voice


class GroupRecord(Record):
    """What one group said, which the group itself can see and correct with its code until it says: these are our words.

    The code is kept as a key that cannot be turned back into it, so that nobody here can correct in the group's name.
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    response = models.OneToOneField(Response, models.CASCADE, related_name="group_record")
    group = models.CharField("what the group calls itself", max_length=140, blank=True)
    code_key = models.CharField(max_length=64, unique=True)
    code_given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField("when the group last looked", null=True, blank=True)
    locked_at = models.DateTimeField("when the group said: these are our words", null=True, blank=True)

    class Personal:
        plain = {"engagement", "response", "code_given_by", "opened_at", "locked_at"}
        identifying = {"group", "code_key"}
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.group or f"Group of response {self.response_id}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class WordsBefore(Record):
    """What somebody's words were before they were corrected. Sealed, and kept as long as the words."""

    class Who(models.TextChoices):
        GROUP = "group", "The group"
        CHECK = "check", "The check of keyed sheets"

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="before")
    version = models.PositiveSmallIntegerField("1 for the words as they first came")
    sealed_words = SealedField(blank=True)
    who = models.CharField("who corrected them", max_length=10, choices=Who)
    why = models.CharField(max_length=300, blank=True, default="")

    class Personal:
        plain = {"voice", "version", "who", "why"}
        identifying = {"sealed_words"}
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["voice", "version"]
        constraints = [models.UniqueConstraint(fields=["voice", "version"], name="words_before_version_once")]

    def __str__(self) -> str:
        return f"Version {self.version} of voice {self.voice_id}"

    def ways_in(self) -> dict[int, Way]:
        return self.voice.ways_in()


class GroupEvent(Record):
    """One line of a group's log: who did what to its words, and when. Rows are only ever added."""

    class What(models.TextChoices):
        CODE = "code", "We gave the group a code"
        CORRECTED = "corrected", "The group corrected its words"
        LOCKED = "locked", "The group said: these are our words"
        HIDDEN = "hidden", "We hid more, to protect someone"
        WITHHELD = "withheld", "We kept the words back"
        SHEET = "sheet", "We corrected a slip of the keyboard from the sheet"

    record = models.ForeignKey(GroupRecord, models.CASCADE, related_name="events")
    what = models.CharField(max_length=20, choices=What)
    voice = models.ForeignKey(Voice, models.CASCADE, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True, default="")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"record", "what", "voice", "why", "staff"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["corrected", "locked"], staff__isnull=True)
                | (~Q(what__in=["corrected", "locked"]) & Q(staff__isnull=False)),
                name="group_event_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.made_at:%-d %B %Y})"

    def ways_in(self) -> dict[int, Way]:
        return self.record.ways_in()
