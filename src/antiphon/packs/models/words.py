"""The words of a version: facts, who speaks, variants by channel, the slots in them, and where a post was put up."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core.models import Record
from antiphon.engagement.languages import LANGUAGES
from antiphon.network.models import Organisation
from antiphon.packs.models.files import Asset
from antiphon.packs.models.pack import KEPT, PackVersion
from antiphon.packs.wording import CHANNELS, FORMATS, KINDS


class Fact(Record):
    """One fact, with where it is from."""

    version = models.ForeignKey(PackVersion, models.CASCADE, related_name="facts")
    words = models.TextField()
    source = models.CharField("where it is from", max_length=200)
    link = models.URLField(max_length=500, blank=True)
    as_of = models.DateField("the day it stood so", null=True, blank=True)

    class Personal:
        plain = {"version", "words", "source", "link", "as_of"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "version"

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="pack_fact_has_a_source")]

    def __str__(self) -> str:
        return self.words


class Spokesperson(Record):
    """Who speaks for us: a role, and the colleague who has it."""

    version = models.ForeignKey(PackVersion, models.CASCADE, related_name="spokespeople")
    role = models.CharField(max_length=120)
    about = models.CharField("what they speak about", max_length=200, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"version", "role", "about", "user"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "version"

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(role=""), name="pack_spokesperson_has_a_role")]

    def __str__(self) -> str:
        return self.role


class Slot(Record):
    """A place in the words of a version, written ((key)). Of kind “locked” it holds the same words everywhere."""

    version = models.ForeignKey(PackVersion, models.CASCADE, related_name="slots")
    key = models.CharField("how it is written in the words", max_length=30)
    label = models.CharField("what it asks for", max_length=120)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    words = models.CharField("its words where nobody changes them", max_length=500, blank=True)
    required = models.BooleanField("must be filled in before it goes", default=False)
    most = models.PositiveSmallIntegerField("the most letters", default=200)
    hosts = models.JSONField("the sites that a link may lead to", default=list, blank=True)

    class Personal:
        plain = {"version", "key", "label", "kind", "words", "required", "most", "hosts"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "version"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="pack_slot_once"),
            models.CheckConstraint(condition=~Q(kind="locked") | ~Q(words=""), name="pack_locked_slot_has_words"),
        ]

    def __str__(self) -> str:
        return self.label


class Variant(Record):
    """The words of a version for one channel, in one language and one format."""

    version = models.ForeignKey(PackVersion, models.CASCADE, related_name="variants")
    channel = models.CharField(max_length=10, choices=[(key, one.title) for key, one in CHANNELS.items()])
    language = models.CharField(max_length=5, choices=[(one.code, one.name) for one in LANGUAGES.values()], default="en")
    format = models.CharField(max_length=12, choices=list(FORMATS.items()), default="standard")
    subject = models.CharField("subject or heading", max_length=160, blank=True)
    text = models.TextField("the words", blank=True)
    video = models.URLField("where the video is", max_length=500, blank=True)
    picture = models.ForeignKey(Asset, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"version", "channel", "language", "format", "subject", "text", "video", "picture"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "version"

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "channel", "language", "format"], name="pack_variant_once"),
            models.CheckConstraint(condition=~Q(text="") | ~Q(video=""), name="pack_variant_says_something"),
        ]

    def __str__(self) -> str:
        form = self.get_format_display() if self.format == "bsl" else self.get_format_display().lower()
        return f"{self.get_channel_display()}, {self.get_language_display()}, {form}"

    @property
    def slots(self) -> list[Slot]:
        """Return the slots of its version: what may stand between (( and ))."""
        return list(self.version.slots.all())


class Posting(Record):
    """That an organisation put a social post up by hand, and where."""

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="postings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    place = models.CharField("on which network or page", max_length=80)
    link = models.URLField("where it can be seen", max_length=500)
    posted_at = models.DateTimeField(auto_now_add=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"variant", "organisation", "place", "link", "posted_at", "posted_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = KEPT

    class Walls:
        through = "organisation"

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["variant", "link"], name="pack_posting_once")]

    def __str__(self) -> str:
        return f"{self.place}: {self.link}"
