"""What people told us: responses, the voices in them, and the files that brought some of them."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from antiphon.core import receipts
from antiphon.core.models import Record
from antiphon.core.sealing import SealedField
from antiphon.engagement.models import Engagement, Question, Session, Twin
from antiphon.network.access import Way


class Channel(models.TextChoices):
    """How a response reached us."""

    WEB = "web", "Web form"
    PAPER = "paper", "Paper"
    TELEPHONE = "telephone", "Telephone"
    EVENT = "event", "Event"
    EMAIL = "email", "E-mail"
    FILE = "file", "File"
    API = "api", "Another system"


class Because(models.TextChoices):
    """Why a response was erased."""

    ASKED = "asked", "The person asked us to"
    MISTAKE = "mistake", "It should not have come to us"
    TIME = "time", "It was kept as long as we promised"


class SpeaksAs(models.TextChoices):
    """For whom somebody speaks."""

    SELF = "self", "For themselves"
    CARER = "carer", "For someone they care for"
    GROUP = "group", "For a group"


class ImportBatch(Record):
    """One file of responses, taken whole. The same file is taken once for an engagement."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    name = models.CharField("file name", max_length=200)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    rows = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list, help_text="What was noticed while reading it, as sentences with counts")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"engagement", "name", "digest", "rows", "notes", "taken_by", "undone_at", "undone_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "digest"], condition=Q(undone_at__isnull=True), name="import_file_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="import_undone_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Standing(models.TextChoices):
    """Whether figures count a response. Nothing is ever dropped: what is kept aside is shown with and without."""

    COUNTED = "counted", "Counted"
    FLAGGED = "flagged", "Flagged, and counted until a person has looked"
    ASIDE = "aside", "Kept aside by a person"


class Response(Record):
    """What one contributor sent at one time, through any channel. It has a receipt code.

    `person` is a token of `people.Person`, never a name. `submission` makes a form that is sent twice one response.
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=14, unique=True, default=receipts.new, editable=False)
    channel = models.CharField(max_length=20, choices=Channel)
    said_on = models.DateField()
    score = models.PositiveSmallIntegerField("1 very good to 5 very poor", null=True, blank=True)
    place = models.CharField(max_length=100, blank=True)
    person = models.UUIDField(null=True, blank=True)
    may_quote = models.BooleanField(default=False)
    may_reuse = models.BooleanField("may be used in other work of the partners", default=False)
    twin = models.ForeignKey(Twin, models.PROTECT, null=True, blank=True, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField("language of the words, by its code (BCP 47)", max_length=20, default="en")
    trusted = models.CharField("how it came: open, or by a code, an invitation, a checked address", max_length=20,
                               choices=Engagement.Trust, default=Engagement.Trust.OPEN)  # fmt: skip
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    wrote_down = models.CharField("who wrote down or translated the words", max_length=200, blank=True)
    speaks_as = models.CharField("for whom they speak", max_length=20, choices=SpeaksAs, default=SpeaksAs.SELF)
    speaks_for = models.PositiveIntegerField("for how many people, as they say", null=True, blank=True)
    standing = models.CharField("whether figures count it: a burst or a copy is flagged until a person has looked", max_length=20,
                                choices=Standing, default=Standing.COUNTED)  # fmt: skip
    network_key = models.CharField("a digest of where it was sent from, that changes with each engagement", max_length=64,
                                   blank=True, default="")  # fmt: skip
    submission = models.UUIDField(null=True, blank=True, unique=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, null=True, blank=True, related_name="responses")
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_because = models.CharField(max_length=20, choices=Because, blank=True, default="")

    class Personal:
        plain = {"engagement", "channel", "said_on", "score", "may_quote", "may_reuse", "twin", "session", "language", "trusted",
                 "entered_by", "speaks_as", "speaks_for", "standing", "submission", "batch", "erased_at",
                 "erased_because"}  # fmt: skip
        identifying = {"receipt", "person", "place", "wrote_down", "network_key"}
        special: set[str] = set()
        keep_for = "five years after the engagement closed"

    class Meta:
        ordering = ["said_on", "pk"]
        indexes = [
            models.Index(fields=["engagement", "channel"]),
            models.Index(fields=["network_key", "made_at"], condition=~Q(network_key=""), name="response_lately_from"),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="response_by_person"),
            models.Index(fields=["engagement"], condition=~Q(standing="counted"), name="response_not_plainly_counted"),
            models.Index(fields=["engagement"], condition=Q(erased_at__isnull=False), name="response_that_was_erased"),
            models.Index(fields=["engagement", "id"], name="response_in_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_because="")
                | (
                    Q(erased_at__isnull=False, person__isnull=True, place="", wrote_down="", may_quote=False, may_reuse=False)
                    & ~Q(erased_because="")
                ),
                name="response_erased_says_why_and_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(speaks_as=SpeaksAs.GROUP, speaks_for__gte=2)
                | (~Q(speaks_as=SpeaksAs.GROUP) & Q(speaks_for__isnull=True)),
                name="response_a_group_says_how_many",
            ),
        ]

    def __str__(self) -> str:
        return f"Response {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class VoiceSet(models.QuerySet["Voice"]):
    def sealed(self) -> Self:
        return self.filter(status=Voice.Status.SEALED)

    def needing_eyes(self) -> Self:
        return self.filter(status=Voice.Status.NEEDS_EYES)

    def clean_only(self) -> Self:
        return self.filter(status=Voice.Status.CLEAN)

    def counted(self) -> Self:
        """Those that figures count: the words are safe to read, or were until they were erased."""
        return self.filter(is_counted())


def is_counted(path: str = "") -> Q:
    """Return the condition that a voice is counted, also when its words were erased; `path` leads to the voice.

    What was counted stays counted. An erased voice that could never be read has no day on which it was made safe.
    """
    return Q(**{f"{path}status": "clean"}) | Q(**{f"{path}status": "erased", f"{path}made_safe_at__isnull": False})


class Voice(Record):
    """One answer in someone's own words. The words arrive sealed and are read only once they are clean."""

    class Status(models.TextChoices):
        SEALED = "sealed", "Sealed"
        NEEDS_EYES = "needs_eyes", "Needs eyes"
        CLEAN = "clean", "Clean"
        WITHHELD = "withheld", "Withheld"
        ERASED = "erased", "Erased"

    response = models.ForeignKey(Response, models.CASCADE, related_name="voices")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="+")  # the response's, kept here to filter by
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status, default=Status.SEALED)
    sealed_words = SealedField(blank=True)
    clean_words = models.TextField(blank=True)
    found = models.JSONField(default=list, help_text="Kinds and places of personal details that were masked; no words")
    doubts = models.JSONField(default=list, help_text="Why a person must look, in plain words")
    harm = models.JSONField("kinds of harm that the words may disclose", default=list)
    harm_settled_at = models.DateTimeField("when a safeguarding concern about them was settled", null=True, blank=True)
    made_safe_at = models.DateTimeField(null=True, blank=True)
    withheld_because = models.CharField("why the words are kept back", max_length=300, blank=True)
    looked_at_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects: ClassVar[Any] = VoiceSet.as_manager()

    class Personal:
        plain = {"response", "engagement", "question", "status", "found", "doubts", "harm_settled_at", "made_safe_at",
                 "withheld_because", "looked_at_by"}  # fmt: skip
        identifying = {"sealed_words"}
        special = {"clean_words", "harm"}
        keep_for = "five years after the engagement closed"

    class Shelved:
        kind = "voice"
        columns = "status, clean_words"
        later = "status = 'clean'"
        select = """
            select v.id, e.owner_id, e.id, e.slug, 'own', q.text, v.clean_words, r.channel, 1, '', r.said_on, {about}
            from voices_voice v join voices_response r on r.id = v.response_id
            join engagement_question q on q.id = v.question_id join engagement_engagement e on e.id = v.engagement_id
            where v.status = 'clean' and v.id = any (keys)
        """

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="voice_once_for_each_question"),
            models.CheckConstraint(
                condition=~Q(status="clean") | Q(made_safe_at__isnull=False), name="voice_clean_was_made_safe"
            ),
            models.CheckConstraint(condition=Q(status="clean") | Q(clean_words=""), name="voice_words_only_when_clean"),
            models.CheckConstraint(
                condition=~Q(status="withheld") | ~Q(withheld_because=""), name="voice_withheld_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(status="erased") | Q(sealed_words="", found=[], doubts=[], harm=[], withheld_because=""),
                name="voice_erased_is_blank",
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "status"]),
            models.Index(fields=["id"], condition=~Q(harm=[]) & Q(harm_settled_at__isnull=True), name="voice_harm_unsettled"),
        ]

    def __str__(self) -> str:
        return f"Voice {self.pk}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Opening(Record):
    """Somebody opened sealed words: who, when and why. Rows are only ever added."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="openings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)

    class Personal:
        plain = {"voice", "opened_by", "why"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "six years"

    class Walls:
        public = "none"

    def __str__(self) -> str:
        return f"Voice {self.voice_id} opened"
