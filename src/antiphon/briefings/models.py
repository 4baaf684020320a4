"""Briefings, their parts, who got a copy, what they asked, and which members of boards were there."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.briefings.rules import PARTS
from antiphon.core.models import Record
from antiphon.decisions.models import Decision
from antiphon.network.access import Way, organisations_of
from antiphon.network.models import Organisation, User
from antiphon.stakeholders.models import Seat, Stakeholder
from antiphon.stakeholders.rules import WAYS

AS_LONG = "six years after it was sent"


class BriefingSet(models.QuerySet["Briefing"]):
    def visible_to(self, user: User) -> Self:
        """Those of the person's own organisations."""
        return self.filter(organisation__in=organisations_of(user))


class Briefing(Record):
    """What an organisation tells councillors and members of boards about one thing. Another person than its writers sends it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=160)
    audiences = models.JSONField("who is briefed", default=list, help_text="keys of `rules.AUDIENCES`")
    embargo_until = models.DateTimeField("not for the public before", null=True, blank=True)
    figures = models.JSONField("figures of each ward, as they stood when it was sent", default=dict, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any]
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote any of its words
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects: ClassVar[Any] = BriefingSet.as_manager()

    class Personal:
        plain = {"organisation", "decision", "title", "audiences", "embargo_until", "figures", "written_by", "writers",
                 "sent_at", "sent_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Walls:
        through = "organisation"
        shown = "id in (select briefing_id from briefings_copy)"  # those that a reader's own copy leads to

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="briefing_sent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class Part(Record):
    """The words of one part; every pack that holds the part says the same."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="parts")
    key = models.CharField(max_length=20, choices=[(part.key, part.heading) for part in PARTS.values()])
    words = models.TextField(blank=True)

    class Personal:
        plain = {"briefing", "key", "words"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Walls:
        through = "briefing"
        shown = "briefing"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["briefing", "key"], name="briefing_part_once")]

    def __str__(self) -> str:
        return self.get_key_display()


class Copy(Record):
    """One person's copy: which packs they got, and whether they pressed “Open”."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="copies")
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="+")
    audiences = models.JSONField("the packs they got", default=list)
    ward = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=10, choices=list(WAYS.items()), default="email")
    opened_at = models.DateTimeField("when they pressed “Open”", null=True, blank=True)
    handed_at = models.DateTimeField("when it was handed over on paper or read out", null=True, blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"briefing", "stakeholder", "audiences", "ward", "way", "opened_at", "handed_at", "handed_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Walls:
        through = "stakeholder"
        public = "write"  # rows of the reader whose link is followed: `masonry` shows no other stakeholder there

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["briefing", "stakeholder"], name="briefing_copy_once"),
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True, handed_by__isnull=True) | Q(handed_at__isnull=False, handed_by__isnull=False),
                name="briefing_copy_handed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.briefing} for {self.stakeholder}"


class Question(Record):
    """What a reader asked back, with a clock: a reply, or before the day is out a holding reply that names what and when."""

    copy = models.ForeignKey(Copy, models.CASCADE, related_name="questions")
    words = models.TextField(max_length=2000)
    due_on = models.DateField()
    holding = models.TextField("holding reply: what is to come", blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"copy", "due_on", "holding", "held_at", "held_by", "reply", "replied_at", "replied_by"}
        identifying: set[str] = set()
        special = {"words"}
        keep_for = AS_LONG

    class Walls:
        through = "copy"

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_by__isnull=True, holding="")
                | (Q(held_at__isnull=False, held_by__isnull=False) & ~Q(holding="")),
                name="question_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_by__isnull=True, reply="")
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="question_replied_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"


class Meeting(Record):
    """A meeting of a board at which a briefing was on the table."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="meetings")
    board = models.CharField("board or committee", max_length=160)
    held_on = models.DateField()

    class Personal:
        plain = {"briefing", "board", "held_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Walls:
        through = "briefing"

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["briefing", "board", "held_on"], name="board_meeting_once")]

    def __str__(self) -> str:
        return f"{self.board}, {self.held_on}"


class Attendance(Record):
    """Whether somebody who sits on the board was there, by their role."""

    class Came(models.TextChoices):
        YES = "yes", "Was there"
        APOLOGIES = "apologies", "Sent apologies"
        NO = "no", "Was not there"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    came = models.CharField(max_length=10, choices=Came)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"meeting", "seat", "came", "noted_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Walls:
        through = "meeting"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.came}"
