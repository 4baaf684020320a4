"""What members are asked to do, who was drawn for it, and what a person has to do where an e-mail will not."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.panels.models.panel import KEPT, Member, Panel
from antiphon.panels.rules import ERRANDS


class Ask(Record):
    """One thing that so many members of a panel are asked to do."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="asks")
    title = models.CharField(max_length=140)
    words = models.TextField("what we ask")
    when_and_where = models.TextField(blank=True)
    offers = models.TextField("payment and expenses that are offered", blank=True)
    size = models.PositiveSmallIntegerField("how many members")
    characteristics = models.JSONField("balanced on", default=list)
    reply_by = models.DateField(null=True, blank=True)
    work = models.SlugField("the engagement that it is part of", max_length=80, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"panel", "title", "words", "when_and_where", "offers", "size", "characteristics", "reply_by", "work", "made_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the panel"

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gte=1), name="panel_ask_is_of_somebody")]

    def __str__(self) -> str:
        return self.title


class Draw(Record):
    """One random selection for an ask: the first, or one that replaces those who said no. All that repeats it is here."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="draws")
    number = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    size = models.PositiveSmallIntegerField()
    pool = models.JSONField("the members who could be drawn", default=list)
    digest = models.CharField("fingerprint of the pool's profiles and of the quotas", max_length=64)
    outcomes = models.JSONField("each quota and what came of it", default=list)
    missing = models.PositiveSmallIntegerField("so many fewer than were wanted", default=0)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"ask", "number", "seed", "size", "pool", "digest", "outcomes", "missing", "drawn_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the panel"

    class Meta:
        ordering = ["ask", "number"]
        constraints = [models.UniqueConstraint(fields=["ask", "number"], name="panel_draw_once")]

    def __str__(self) -> str:
        return f"Draw {self.number} for {self.ask}"


class Invitation(Record):
    """One member of a draw: drawn, asked, and what they said. Each one that was sent counts towards the cap."""

    class Status(models.TextChoices):
        DRAWN = "drawn", "Drawn, not asked yet"
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "Said yes"
        DECLINED = "declined", "Said no"
        WITHDRAWN = "withdrawn", "Taken back before it was sent"

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="invitations")
    draw = models.ForeignKey(Draw, models.CASCADE, related_name="invitations")
    member = models.ForeignKey(Member, models.PROTECT, related_name="invitations")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAWN)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"ask", "draw", "member", "status", "asked_at", "answered_at", "noted_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the panel"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["ask", "member"], name="panel_invitation_once"),
            models.CheckConstraint(
                condition=Q(status__in=["drawn", "withdrawn"], asked_at__isnull=True)
                | Q(status__in=["asked", "accepted", "declined"], asked_at__isnull=False),
                name="panel_invitation_asked_when",
            ),
        ]
        indexes = [models.Index(fields=["member", "asked_at"], name="panel_invitation_by_member")]

    def __str__(self) -> str:
        return f"{self.ask}: member {self.member_id} ({self.status})"


class Errand(Record):
    """What a person here has to do so that a message reaches a member: ring, post, send a video."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=20, choices=[(key, one.title) for key, one in ERRANDS.items()])
    occasion = models.CharField(max_length=120)
    about = models.CharField(max_length=200)
    letter = models.CharField(max_length=80)
    facts = models.JSONField(default=dict, help_text="What the letter says; no names, no addresses")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")

    class Personal:
        plain = {"member", "occasion", "about", "letter", "facts", "done_at", "done_by", "note"}
        identifying: set[str] = set()
        special = {"kind"}
        keep_for = KEPT

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["member", "occasion", "kind"], name="panel_errand_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True) | Q(done_at__isnull=False, done_by__isnull=False),
                name="panel_errand_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"
