"""Stakeholders by token, where they sit, what was done with champions, and the messages that champions get."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.network.access import Way, organisations_of
from antiphon.network.models import Organisation, User
from antiphon.stakeholders import rules

KEPT = "until two years after they left, or until they ask us to erase it"


class StakeholderSet(models.QuerySet["Stakeholder"]):
    def visible_to(self, user: User) -> Self:
        """Those that an organisation of the person keeps."""
        return self.filter(organisation__in=organisations_of(user))

    def standing(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class Stakeholder(Record):
    """One councillor, lay member or champion, known here by a token. A party is not kept: nobody's pack depends on it."""

    class Kind(models.TextChoices):
        COUNCILLOR = "councillor", "Councillor"
        LAY = "lay", "Lay member or non-executive"
        CHAMPION = "champion", "Champion"

    class Left(models.TextChoices):
        ASKED = "asked", "They asked to leave"
        ENDED = "ended", "Their time in the role ended"
        STAFF = "staff", "We took them off the list"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    person = models.UUIDField(unique=True, editable=False)
    person_key = models.CharField(max_length=64, blank=True, default="")
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")  # a councillor's council
    post = models.CharField("what they do there, or what they champion", max_length=160, blank=True)
    ward = models.CharField("ward or division", max_length=120, blank=True)
    roles = models.JSONField("what they are trying to do", default=list, blank=True, help_text="keys of `rules.COUNCILLOR`")
    way = models.CharField("how they want to hear from us", max_length=10, choices=list(rules.WAYS.items()), default="email")
    cap = models.PositiveSmallIntegerField("messages a week at the most", default=rules.CAP)
    resting_until = models.DateField("sends nothing on before this day", null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=10, choices=Left, blank=True, default="")
    erased_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = StakeholderSet.as_manager()

    class Personal:
        plain = {"organisation", "kind", "person", "body", "post", "ward", "roles", "way", "cap", "resting_until", "added_by",
                 "left_at", "left_because", "erased_at"}  # fmt: skip
        identifying = {"person_key"}
        special: set[str] = set()
        keep_for = KEPT

    class Meta:
        ordering = ["kind", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "person_key"], condition=Q(left_at__isnull=True) & ~Q(person_key=""),
                name="stakeholder_once",
            ),
            models.CheckConstraint(condition=Q(left_at__isnull=True) ^ ~Q(left_because=""), name="stakeholder_left_because"),
            models.CheckConstraint(condition=Q(cap__gte=1) & Q(cap__lte=rules.MOST), name="stakeholder_cap_is_weekly"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(person_key="", post="", left_at__isnull=False),
                name="stakeholder_erased_is_blank",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind", "left_at"], name="stakeholder_register")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        """Return how each organisation stands to it: only its own people know it."""
        return {self.organisation_id: Way.OWNER}


class Seat(Record):
    """A place on a board, from a day, until a day."""

    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="seats")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    board = models.CharField("board or committee", max_length=160)
    role = models.CharField(max_length=20, choices=[(role.key, role.title) for role in rules.BOARD.values()])
    starts_on = models.DateField()
    ends_on = models.DateField("the first day on which they no longer sit", null=True, blank=True)

    class Personal:
        plain = {"stakeholder", "body", "board", "role", "starts_on", "ends_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "stakeholder"

    class Meta:
        ordering = ["board", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["stakeholder", "body", "board", "role"], condition=Q(ends_on__isnull=True), name="board_seat_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")), name="board_seat_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.board}"


class Line(Record):
    """One line of what was done with a champion: training they had, support we gave, something they did."""

    class Kind(models.TextChoices):
        TRAINING = "training", "Training they had"
        SUPPORT = "support", "Support we gave"
        ACTIVITY = "activity", "Something they did"

    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind)
    done_on = models.DateField()
    words = models.CharField("what it was", max_length=300)
    reached = models.PositiveIntegerField("how many people they say it reached", null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"stakeholder", "kind", "done_on", "words", "reached", "noted_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Meta:
        ordering = ["-done_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class Message(Record):
    """Words for champions to pass on. Another person than its writer sends it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=140)
    words = models.TextField("what they can pass on")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers: ClassVar[Any] = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # all who wrote any of its words
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"organisation", "title", "words", "written_by", "writers", "sent_at", "sent_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years, as other words that were sent"

    class Walls:
        through = "organisation"
        shown = "id in (select message_id from stakeholders_copy)"  # those that a copy of a champion's own leads to

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="message_sent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class Copy(Record):
    """A message for one champion, by the way they chose, when their week has room for it."""

    class Status(models.TextChoices):
        HELD = "held", "Waits: they have had enough this week"
        POSTED = "posted", "Handed to the mail"
        BY_HAND = "by_hand", "To be rung or posted"
        DONE = "done", "Rung or posted"
        DROPPED = "dropped", "Not sent: they left"

    message = models.ForeignKey(Message, models.CASCADE, related_name="copies")
    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="copies")
    status = models.CharField(max_length=10, choices=Status, default=Status.HELD)
    went_at = models.DateTimeField("when it counted towards their week", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"message", "stakeholder", "status", "went_at", "done_at", "done_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the message"

    class Walls:
        through = "stakeholder"
        public = "write"  # rows of the champion whose link is followed: `masonry` shows no other champion there

    class Meta:
        ordering = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["message", "stakeholder"], name="champion_copy_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True) | Q(done_at__isnull=False, done_by__isnull=False),
                name="champion_copy_done_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["status"], name="champion_copy_worklist")]

    def __str__(self) -> str:
        return f"{self.message} for {self.stakeholder}"
