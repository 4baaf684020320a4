"""The words we use and avoid, acronyms, who approved which change, words kept for a reason, words tested, days of review."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from antiphon.core.models import Record
from antiphon.network.access import Way
from antiphon.network.models import Organisation


class Entry(Record):
    """What a word and an acronym share: whose it is, who answers for it, since when it is in use, when it is looked at again.

    The fields hold what was approved last; what is proposed waits in a `Change`. `number` is 0 until the first approval.
    """

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "Everyone"
        STAFF = "staff", "Staff only"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    audience = models.CharField("who meets this word", max_length=20, choices=Audience, default=Audience.EVERYONE)
    review_on = models.DateField("when we look at it again", null=True, blank=True)
    number = models.PositiveIntegerField("how often it was approved", default=0)
    in_use_since = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}

    @property
    def in_use(self) -> bool:
        return self.number > 0 and self.withdrawn_at is None


class Term(Entry):
    """A word that we use, and those that we do not use for the same."""

    preferred = models.CharField("the word we use", max_length=120)
    avoid = models.JSONField("words that we do not use for it", default=list, blank=True)
    meaning = models.TextField("what it means", blank=True)
    translations = models.JSONField("the word in other languages, by the key of the language", default=dict, blank=True)

    class Personal:
        plain = {"organisation", "owner", "audience", "review_on", "number", "in_use_since", "withdrawn_at", "preferred",
                 "avoid", "meaning", "translations"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the organisation wants it: a withdrawn word stays, to explain what was written with it"

    class Walls:
        through = "organisation"
        shown = "(number > 0 and audience = 'everyone') or antiphon_by_staff()"

    class Meta:
        ordering = [Lower("preferred"), "pk"]
        constraints = [
            models.UniqueConstraint(Lower("preferred"), name="term_once"),
            models.CheckConstraint(condition=~Q(preferred=""), name="term_says_what"),
        ]

    def __str__(self) -> str:
        return self.preferred


class Acronym(Entry):
    """Letters that stand for words: sometimes for one thing, sometimes for several."""

    letters = models.CharField(max_length=30)
    meanings = models.JSONField("what it stands for: a list of {words, note}", default=list)
    known = models.BooleanField("better known by its letters: it need not be spelled out", default=False)

    class Personal:
        plain = {"organisation", "owner", "audience", "review_on", "number", "in_use_since", "withdrawn_at", "letters",
                 "meanings", "known"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the organisation wants it: a withdrawn acronym stays, to explain what was written with it"

    class Walls:
        through = "organisation"
        shown = "(number > 0 and audience = 'everyone') or antiphon_by_staff()"

    class Meta:
        ordering = [Lower("letters"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letters"], name="acronym_once"),
            models.CheckConstraint(condition=~Q(letters=""), name="acronym_says_what"),
        ]

    def __str__(self) -> str:
        return self.letters


class Change(Record):
    """What somebody proposed to say of a word or an acronym, and what became of it. Another person settles it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waits for a second person"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Not approved"
        TAKEN_BACK = "taken_back", "Taken back"

    term = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, related_name="changes")
    acronym = models.ForeignKey(Acronym, models.CASCADE, null=True, blank=True, related_name="changes")
    said = models.JSONField("what the entry would say, field by field")
    before = models.JSONField("what it said then; empty when it is new", default=dict, blank=True)
    why = models.TextField(blank=True)
    batch = models.CharField("the file that it came with", max_length=40, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.WAITING)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField("what the second person says", blank=True)

    class Personal:
        plain = {"term", "acronym", "said", "before", "why", "batch", "proposed_by", "outcome", "settled_by", "settled_at",
                 "note"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the word or the acronym"

    class Walls:
        through = "term, acronym"
        shown = "antiphon_by_staff()"

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["batch"], name="change_batch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(term__isnull=False, acronym__isnull=True) | Q(term__isnull=True, acronym__isnull=False),
                name="change_of_one_thing",
            ),
            models.UniqueConstraint(fields=["term"], condition=Q(outcome="waiting"), name="change_of_term_waits_once"),
            models.UniqueConstraint(fields=["acronym"], condition=Q(outcome="waiting"), name="change_of_acronym_waits_once"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", settled_by__isnull=True, settled_at__isnull=True)
                | (~Q(outcome="waiting") & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="change_settled_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved") | ~Q(settled_by=F("proposed_by")), name="change_approved_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_outcome_display()}"

    @property
    def entry(self) -> "Term | Acronym":
        found = self.term if self.term_id else self.acronym
        assert found is not None
        return found


class Override(Record):
    """A finding of the checker that an author lets stand, and why.

    It holds for the paragraph in which the finding stood, by its digest: when a word of the paragraph changes, it is asked
    about anew; when the paragraph moves, it is not. Rows are only ever added.
    """

    digest = models.CharField(max_length=64, help_text="SHA-256 of the paragraph")
    rule = models.CharField("key of the rule", max_length=80)
    text = models.TextField("the words that the finding is about")
    reason = models.TextField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"digest", "rule", "text", "reason", "organisation", "kept_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as what was signed"

    class Walls:
        through = "organisation"
        shown = "antiphon_by_staff()"

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["digest", "rule"], name="override_of")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="override_says_why")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"


class TestSession(Record):
    """Words were tried on people: with how many, what they understood, and what changed because of it.

    `kind` and `key` say which words (`narrative.Narrative`, `12`): no foreign key, since the rooms above are tested here and
    this room knows none of them. Who is credited is a group, never a person by name.
    """

    __test__: ClassVar[bool] = False  # not a test of this programme

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    title = models.CharField("what was read, in a line", max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    held_on = models.DateField()
    users = models.PositiveSmallIntegerField("people who use services", default=0)
    staff = models.PositiveSmallIntegerField("people who work here", default=0)
    read = models.TextField("the exact words that were read")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the words")
    understood = models.PositiveSmallIntegerField("how many could say it back in their own words", null=True, blank=True)
    found = models.TextField("what people understood, and what they did not")
    before = models.TextField("the words that changed, as they were", blank=True)
    after = models.TextField("the words that changed, as they are now", blank=True)
    changed = models.TextField("what changed because of it, or why nothing did")
    credit = models.CharField("which group is thanked", max_length=160)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"kind", "key", "title", "organisation", "held_on", "users", "staff", "read", "digest", "understood", "found",
                 "before", "after", "changed", "credit", "written_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as what was signed"

    class Walls:
        through = "organisation"
        shown = "antiphon_by_staff()"

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["kind", "key"], name="test_session_of")]
        constraints = [
            models.CheckConstraint(condition=Q(users__gt=0) | Q(staff__gt=0), name="test_session_with_people"),
            models.CheckConstraint(
                condition=Q(understood__isnull=True) | Q(understood__lte=F("users") + F("staff")),
                name="test_session_understood_by_those_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, tested with {self.users + self.staff} people"

    @property
    def people(self) -> int:
        return self.users + self.staff


class Review(Record):
    """The day on which words are looked at again. Its passing shows to those who own them, and to the public only if set."""

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    link = models.CharField("where the words are read or changed", max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    public = models.BooleanField("the public is told when it is late", default=False)
    reviewed_on = models.DateField("when it was last looked at", null=True, blank=True)
    note = models.TextField("what was found then", blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"kind", "key", "title", "link", "organisation", "owner", "due_on", "public", "reviewed_on", "note", "set_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the words are in use"

    class Walls:
        through = "organisation"
        shown = "public or antiphon_by_staff()"

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="review_once")]

    def __str__(self) -> str:
        return f"{self.title}, by {self.due_on}"

    def ways_in(self) -> dict[int, Way]:
        return {self.organisation_id: Way.OWNER}


ENTRIES: dict[str, Any] = {"term": Term, "acronym": Acronym}
