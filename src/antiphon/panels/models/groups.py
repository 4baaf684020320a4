"""Co-production groups: people of a panel and staff as equals, what they agreed, and what they decide."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.access import Way
from antiphon.panels.models.panel import Member, Panel

AS_LONG = "as long as the group"


class Group(Record):
    """People who use services and people who run them, working on one thing as equals."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="groups")
    title = models.CharField(max_length=140)
    purpose = models.TextField("what it is for")
    work = models.SlugField("the engagement that it is part of", max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"panel", "title", "purpose", "work", "made_by", "closed_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "five years after it closed"

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to it: as to its panel."""
        return self.panel.ways_in()


class Seat(Record):
    """A place in a group: of a member of the panel, or of somebody with an account."""

    class Role(models.TextChoices):
        MEMBER = "member", "Panel member"
        STAFF = "staff", "Staff"
        CLINICIAN = "clinician", "Clinician"

    group = models.ForeignKey(Group, models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    left_on = models.DateField(null=True, blank=True)

    class Personal:
        plain = {"group", "number", "role", "member", "user", "left_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Meta:
        ordering = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["group", "number"], name="panel_seat_number_once"),
            models.UniqueConstraint(fields=["group", "member"], condition=Q(member__isnull=False), name="panel_seat_of_member"),
            models.UniqueConstraint(fields=["group", "user"], condition=Q(user__isnull=False), name="panel_seat_of_user"),
            models.CheckConstraint(
                condition=Q(role="member", member__isnull=False, user__isnull=True)
                | (~Q(role="member") & Q(member__isnull=True, user__isnull=False)),
                name="panel_seat_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """What everyone may call whoever sits here: staff by name, members of the panel by the number of the seat."""
        return str(self.user) if self.user_id else f"Panel member {self.number}"


class Terms(Record):
    """How power is shared, as everyone agrees it. New words need new agreement."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="terms")
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"group", "version", "words", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="panel_terms_once")]

    def __str__(self) -> str:
        return f"{self.group}: terms, version {self.version}"


class Agreement(Record):
    """One person of a group has agreed to one version of its terms."""

    terms = models.ForeignKey(Terms, models.CASCADE, related_name="agreements")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="agreements")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"terms", "seat", "noted_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["terms", "seat"], name="panel_agreement_once")]

    def __str__(self) -> str:
        return f"{self.seat} agreed to {self.terms}"


class Matter(Record):
    """Something that has to be decided, and who decides it."""

    class Decides(models.TextChoices):
        GROUP = "group", "The group decides"
        TOGETHER = "together", "The group and the owner decide together"
        OWNER = "owner", "The owner decides, and says why"

    group = models.ForeignKey(Group, models.CASCADE, related_name="matters")
    words = models.CharField(max_length=200)
    decides = models.CharField(max_length=10, choices=Decides)

    class Personal:
        plain = {"group", "words", "decides"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["group", "words"], name="panel_matter_once")]

    def __str__(self) -> str:
        return self.words


class Meeting(Record):
    """One meeting of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    starts = models.CharField("from when until when", max_length=60, blank=True)
    where = models.TextField("where it is, and how to join by telephone or video")
    access = models.TextField("what makes it easy to take part", blank=True)
    notes = models.TextField("what was said", blank=True)

    class Personal:
        plain = {"group", "held_on", "starts", "where", "access", "notes"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.group}: {self.held_on}"


class AgendaItem(Record):
    """What somebody wants the group to talk about, in their own words. Nobody changes the words."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for a meeting"
        AGENDA = "agenda", "On the agenda"
        DISCUSSED = "discussed", "Talked about"
        NOT_TAKEN = "not_taken", "Not taken up"

    group = models.ForeignKey(Group, models.CASCADE, related_name="agenda")
    words = models.TextField(max_length=1000)
    raised_by = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="agenda")
    reply = models.TextField("what became of it", blank=True)

    class Personal:
        plain = {"group", "raised_by", "status", "meeting", "reply"}
        identifying: set[str] = set()
        special = {"words"}
        keep_for = AS_LONG

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Agenda item {self.pk}"


class GroupDecision(Record):
    """What the group decided, or advised where another decides, and who saw it differently."""

    class Kind(models.TextChoices):
        DECISION = "decision", "Decision"
        ADVICE = "advice", "Advice to the owner"

    group = models.ForeignKey(Group, models.CASCADE, related_name="decisions")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField("what was decided")
    why = models.TextField()
    how = models.CharField("how it was decided", max_length=200)
    dissent = models.TextField("who saw it differently, and why", blank=True)
    decided_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"group", "matter", "meeting", "kind", "words", "why", "how", "dissent", "decided_on", "recorded_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = AS_LONG

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} on {self.matter}"
