"""Events, who presents, what stays of them, places, and rounds of letters."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from antiphon.campaigns.models import Campaign
from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.core.zones import HOME, ZONES
from antiphon.events import rules
from antiphon.network.access import Way, organisations_of
from antiphon.network.models import Organisation, User

USER = settings.AUTH_USER_MODEL
KEPT = "until two years after the event, or until they ask us to forget them"
ROWS = "six years, as other work that was done"


def both_or_neither(one: str, other: str) -> Q:
    """Return the condition that two fields are filled together."""
    return Q(**{f"{one}__isnull": True, f"{other}__isnull": True}) | Q(**{f"{one}__isnull": False, f"{other}__isnull": False})


class Series(Record):
    """Events that belong together: the webinars of a spring."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=140)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Personal:
        plain = {"organisation", "title", "made_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Walls:
        shown = "id in (select series_id from events_event where published_at is not null)"

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="event_series_once")]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


class EventSet(models.QuerySet["Event"]):
    def visible_to(self, user: User) -> Self:
        """Those of the person's organisations."""
        return self.filter(organisation__in=organisations_of(user))

    def public(self) -> Self:
        """Those that stand on the site; a cancelled one stays, and says so."""
        return self.filter(published_at__isnull=False)


class Event(Record):
    """Something at a time: to join from anywhere, in a room, or both. How to join is sealed until somebody has a place."""

    class Kind(models.TextChoices):
        WEBINAR = "webinar", "Webinar"
        MEETING = "meeting", "Virtual meeting"
        FORUM = "forum", "Learning forum"
        ROOM = "room", "Meeting in a room"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="events")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WEBINAR)
    title = models.CharField(max_length=140)
    summary = models.CharField("in one or two sentences", max_length=300)
    about = models.TextField("what happens, and for whom", blank=True)
    audience = models.CharField("who it is for", max_length=160, blank=True)
    groups = models.JSONField("which groups it is for", default=list, blank=True, help_text="keys of `network.groups`")
    languages = models.CharField("languages", max_length=120, default="English")
    bsl = models.BooleanField("interpreted in British Sign Language", default=False)
    captions = models.BooleanField("with live captions", default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40, choices=list(ZONES.items()), default=HOME)
    place = models.CharField("where, if it is in a room", max_length=200, blank=True)
    joining: Any = SealedField("how to join: link, and a telephone number with its code", blank=True, default="")
    capacity = models.PositiveIntegerField("places", null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("how often its calendar entry was changed", default=0)
    moderator = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    writers: ClassVar[Any] = models.ManyToManyField(USER, related_name="+")  # all who wrote any of its words
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_because = models.CharField(max_length=300, blank=True, default="")
    forum_opened_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField("when the forum became an archive", null=True, blank=True)
    archived_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    objects: ClassVar[Any] = EventSet.as_manager()

    class Personal:
        plain = {
            "organisation", "series", "campaign", "groups", "kind", "title", "summary", "about", "audience", "languages",
            "bsl", "captions",
            "starts_at", "ends_at", "time_zone", "place", "joining", "capacity", "uid", "sequence", "moderator", "written_by",
            "writers",
            "published_at", "published_by", "cancelled_at", "cancelled_by", "cancelled_because", "forum_opened_at",
            "archived_at", "archived_by",
        }  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Walls:
        through = "organisation"
        shown = "published_at is not null"

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_it_starts"),
            models.CheckConstraint(condition=both_or_neither("published_at", "published_by"), name="event_published_by"),
            models.CheckConstraint(condition=both_or_neither("cancelled_at", "cancelled_by"), name="event_cancelled_by"),
            models.CheckConstraint(condition=both_or_neither("archived_at", "archived_by"), name="event_archived_by"),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(forum_opened_at__isnull=False), name="event_archive_was_a_forum"
            ),
            models.CheckConstraint(condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="event_has_places"),
        ]
        indexes = [models.Index(fields=["published_at", "starts_at"], name="event_list")]

    def __str__(self) -> str:
        return self.title

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}

    @property
    def when(self) -> str:
        """When it is, in words, in the time of its own zone."""
        return rules.when(self.starts_at, self.ends_at, self.time_zone)

    @property
    def over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def open(self) -> bool:
        """Whether somebody may still ask for a place."""
        return bool(self.published_at and not self.cancelled_at and self.starts_at > timezone.now())

    @property
    def state(self) -> str:
        """Where it stands: draft, cancelled, over, now or coming."""
        if self.cancelled_at:
            return "cancelled"
        if not self.published_at:
            return "draft"
        return "over" if self.over else "now" if self.starts_at <= timezone.now() else "coming"


class PartSet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Those that another person than who added them has shown on the site."""
        return self.filter(shown_at__isnull=False)


class Part(Record):
    """Something that a person adds to an event, and another person shows on the site: with the event, or by itself."""

    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    objects: ClassVar[Any] = PartSet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=both_or_neither("shown_at", "shown_by"), name="%(class)s_shown_by_somebody"),
            models.CheckConstraint(condition=Q(shown_by__isnull=True) | ~Q(shown_by=models.F("added_by")),
                                   name="%(class)s_shown_by_another"),
        ]  # fmt: skip


class Presenter(Part):
    """Who presents, for which organisation: a colleague with an account, or somebody whose name is kept in `people`."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="presenters")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    what = models.CharField("what they do", max_length=120)
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.UUIDField(null=True, blank=True, editable=False)

    class Personal:
        plain = {"event", "organisation", "what", "user", "person", "added_by", "shown_at", "shown_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "event"
        shown = "event"

    class Meta(Part.Meta):
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            *Part.Meta.constraints,
            models.CheckConstraint(condition=Q(user__isnull=True) | Q(person__isnull=True), name="presenter_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.organisation}"


class Material(Part):
    """What stays of an event: its recording, slides or transcript, at an address."""

    class Kind(models.TextChoices):
        RECORDING = "recording", "Recording"
        SLIDES = "slides", "Slides"
        TRANSCRIPT = "transcript", "Transcript"
        OTHER = "other", "Something else"

    event = models.ForeignKey(Event, models.CASCADE, related_name="materials")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=140)
    url = models.URLField("its address", max_length=500)

    class Personal:
        plain = {"event", "kind", "title", "url", "added_by", "shown_at", "shown_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Walls:
        through = "event"
        shown = "event"

    class Meta(Part.Meta):
        ordering = ["kind", "pk"]
        constraints: ClassVar[list[Any]] = [
            *Part.Meta.constraints, models.UniqueConstraint(fields=["event", "url"], name="event_material_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Place(Record):
    """Somebody's place at an event, by token. What they need so that they can take part is sealed."""

    class Status(models.TextChoices):
        ASKED = "asked", "Has not said yes yet"
        COMING = "coming", "Has a place"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Does not come"
        LAPSED = "lapsed", "Did not say yes in time"

    class Came(models.TextChoices):
        SITE = "site", "On the site"
        STAFF = "staff", "A colleague wrote it down"

    event = models.ForeignKey(Event, models.CASCADE, related_name="places")
    person = models.UUIDField(unique=True, editable=False)
    person_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    came = models.CharField(max_length=6, choices=Came, default=Came.SITE)
    needs = models.JSONField("what they need", default=list, blank=True, help_text="keys of `rules.NEEDS`")
    needs_words: Any = SealedField("what else they need", blank=True, default="")
    needs_met_at = models.DateTimeField(null=True, blank=True)
    needs_met_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("when they said yes, which is their turn on the waiting list", null=True, blank=True)
    to_ring = models.BooleanField("has no e-mail address, and must be told by telephone", default=False)
    fed_back = models.BooleanField(default=False)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"event", "person", "status", "came", "needs_met_at", "needs_met_by", "answered_at", "to_ring", "fed_back",
                 "forgotten_at"}  # fmt: skip
        identifying = {"person_key"}
        special = {"needs", "needs_words"}
        keep_for = KEPT

    class Walls:
        through = "event"
        public = "write"  # people ask for a place at a published event and change it there; names are in `people`, sealed

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=both_or_neither("needs_met_at", "needs_met_by"), name="place_needs_met_by"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(person_key="", needs=[], needs_words=""),
                name="place_forgotten_is_blank",
            ),
        ]
        indexes = [models.Index(fields=["event", "status", "answered_at"], name="event_places")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.pk})"


class Round(Record):
    """One round of letters to everyone with a place: a reminder, a change, a cancellation, or what follows. It goes once."""

    class Kind(models.TextChoices):
        DAY = rules.DAY, "Reminder on the day before"
        HOUR = rules.HOUR, "Reminder in the last hour"
        CHANGED = "changed", "It has changed"
        CANCELLED = "cancelled", "It is cancelled"
        AFTER = "after", "Recording, slides and questions"

    event = models.ForeignKey(Event, models.CASCADE, related_name="rounds")
    kind = models.CharField(max_length=10, choices=Kind)
    mark = models.CharField("which version of the event it is about", max_length=40)
    posted_at = models.DateTimeField(null=True, blank=True)
    letters = models.PositiveIntegerField(default=0)

    class Personal:
        plain = {"event", "kind", "mark", "posted_at", "letters"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = ROWS

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "kind", "mark"], name="event_round_once")]
        indexes = [models.Index(fields=["posted_at"], name="event_rounds_waiting", condition=Q(posted_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.event}"

