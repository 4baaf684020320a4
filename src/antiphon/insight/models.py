"""What it means: code frames, what a machine suggests, what people decide, themes, reports."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antiphon.core.models import Record
from antiphon.core.sealing import SealedBytes
from antiphon.engagement.models import Engagement, Question, Session
from antiphon.network.access import Way
from antiphon.network.models import Organisation
from antiphon.voices.models import GroupRecord, Voice, is_counted


class Stance(models.TextChoices):
    """How a voice feels about what it speaks of, apart from what it speaks of."""

    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    MIXED = "mixed", "Mixed"
    UNCLEAR = "unclear", "Not clear"


class CodeFrame(Record):
    """A list of codes that comments are read against."""

    name = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=140)

    class Personal:
        plain = {"name", "title"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good"

    def __str__(self) -> str:
        return self.title


class Code(Record):
    """One thing that a comment can be about. A code of one engagement alone names that engagement.

    An engagement that changes a code of the shared list gets its own copy of it (`copy_of`), which takes its place there.
    A code that was merged, split or retired keeps its row, and every decision keeps the code that it was given.
    """

    frame = models.ForeignKey(CodeFrame, models.CASCADE, related_name="codes")
    engagement = models.ForeignKey(Engagement, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=120, blank=True)
    meaning = models.TextField(blank=True)
    include = models.TextField("use it when", blank=True)
    exclude = models.TextField("do not use it when", blank=True)
    examples = models.JSONField("example phrases", default=list)
    place = models.PositiveSmallIntegerField("place in the order", default=0)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    split_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"frame", "engagement", "name", "group", "meaning", "include", "exclude", "examples", "place", "parent",
                 "copy_of", "merged_into", "split_at", "retired_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "for good"

    class Walls:
        shared = "engagement_id is null"  # a code of the list, which is everyone's

    class Meta:
        ordering = ["group", "place", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["frame", "name"], condition=Q(engagement__isnull=True), name="code_name_once_in_the_list"
            ),
            models.UniqueConstraint(
                fields=["frame", "engagement", "name"], name="code_name_once",
                condition=Q(engagement__isnull=False, retired_at__isnull=True, merged_into__isnull=True, split_at__isnull=True),
            ),
            models.UniqueConstraint(fields=["engagement", "copy_of"], name="code_copied_once"),
            models.CheckConstraint(
                condition=Q(engagement__isnull=False)
                | Q(parent__isnull=True, copy_of__isnull=True, merged_into__isnull=True, split_at__isnull=True),
                name="code_of_the_list_stays",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FrameUse(Record):
    """Which frame an engagement is read against, how often its codes were changed, and which coder suggests."""

    class Coder(models.TextChoices):
        QUICK = "quick", "Quick"
        CAREFUL = "careful", "Careful"

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    frame = models.ForeignKey(CodeFrame, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField("version of the list of codes", default=1)
    coder = models.CharField(max_length=20, choices=Coder, default=Coder.QUICK)

    class Personal:
        plain = {"engagement", "frame", "version", "coder"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    def __str__(self) -> str:
        return f"{self.engagement}: {self.frame}"


class FrameChange(Record):
    """One change of an engagement's codes: who, when, why, and each code as it was before and after."""

    class Kind(models.TextChoices):
        ADD = "add", "Added"
        CHANGE = "change", "Changed the words"
        RENAME = "rename", "Renamed"
        MERGE = "merge", "Merged"
        SPLIT = "split", "Split"
        RETIRE = "retire", "Stopped using"
        RESTORE = "restore", "Used again"
        IMPORT = "import", "Took in a codebook"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField("version of the list of codes that it made")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField("what was done", max_length=400)
    why = models.TextField(blank=True)
    codes = models.JSONField("each code before and after", default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"engagement", "version", "kind", "words", "why", "codes", "made_by", "undone_at", "undone_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "version"], name="frame_change_once"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="frame_change_undone_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class CodeExample(Record):
    """A comment that a person chose to show what a code means. It goes when its words go."""

    code = models.ForeignKey(Code, models.CASCADE, related_name="+")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"code", "voice", "chosen_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the voice"

    class Walls:
        through = "voice"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["code", "voice"], name="code_example_once")]

    def __str__(self) -> str:
        return f"voice {self.voice_id} as an example of {self.code}"


class LearntCoder(Record):
    """What a coder has learnt from the decisions of one engagement. The newest one suggests; older ones keep their record.

    `content` holds numbers and runs of letters or words that stand in at least three different comments, or in the wording
    of the codes. Only the newest keeps it.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField("version")
    frame_version = models.PositiveIntegerField()
    kind = models.CharField("which coder it grew from", max_length=20, choices=FrameUse.Coder)
    base = models.CharField("version of the coder that it grew from", max_length=80, blank=True)
    name = models.CharField("what suggestions call it", max_length=60)
    decisions = models.PositiveIntegerField("decisions that it learnt from")
    stamp = models.CharField("which decisions those were", max_length=64)
    codes = models.JSONField("codes that it knows, by id, in its order", default=list)
    record = models.JSONField("how it was made", default=dict)
    content = SealedBytes(null=True)

    class Personal:
        plain = {"engagement", "number", "frame_version", "kind", "base", "name", "decisions", "stamp", "codes", "record"}
        identifying: set[str] = set()
        special = {"content"}
        keep_for = "until the next one is learnt: within minutes of a decision or an erasure"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["engagement", "number"], name="learnt_coder_once")]

    def __str__(self) -> str:
        return self.name


class MachineReading(Record):
    """What a coder suggested for one voice. A machine's suggestion is never a decision."""

    voice = models.OneToOneField(Voice, models.CASCADE, related_name="+")
    coder = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    stance = models.CharField(max_length=20, choices=Stance, default=Stance.UNCLEAR)
    stance_confidence = models.FloatField(default=0)
    sure = models.BooleanField(default=False)
    teaches = models.FloatField("how much a decision would teach", default=0)

    class Personal:
        plain = {"voice", "coder", "version", "stance", "stance_confidence", "sure", "teaches"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the voice"

    class Walls:
        public = "none"

    def __str__(self) -> str:
        return f"{self.coder} {self.version} on voice {self.voice_id}"


class Suggestion(Record):
    """One code that a coder suggested, with its confidence from 0 to 1."""

    reading = models.ForeignKey(MachineReading, models.CASCADE, related_name="suggestions")
    code = models.ForeignKey(Code, models.PROTECT, related_name="+")
    confidence = models.FloatField()

    class Personal:
        plain = {"reading", "code", "confidence"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the voice"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["-confidence"]
        constraints = [models.UniqueConstraint(fields=["reading", "code"], name="suggestion_once")]

    def __str__(self) -> str:
        return f"{self.code} ({self.confidence:.2f})"


class ReadingSet(models.QuerySet["Reading"]):
    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)


class Reading(Record):
    """What one person decided about one voice: its codes and its stance. A change of mind is a new reading.

    Two people may each have a current reading of a voice; their agreement is measured on those. `settles` marks
    the reading that counts for themes: the first one, or the one that settled a difference.
    """

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stance = models.CharField(max_length=20, choices=Stance, default=Stance.UNCLEAR)
    codes: ClassVar[Any]
    codes = models.ManyToManyField(Code, through="Coding", related_name="+")
    settles = models.BooleanField(default=True)
    in_bulk = models.BooleanField("confirmed with others in one go", default=False)
    superseded_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = ReadingSet.as_manager()

    class Personal:
        plain = {"voice", "read_by", "stance", "codes", "settles", "in_bulk", "superseded_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the voice"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["voice", "read_by"], condition=Q(superseded_at__isnull=True), name="reading_current_once_each"
            ),
            models.UniqueConstraint(
                fields=["voice"], condition=Q(superseded_at__isnull=True, settles=True), name="reading_settles_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Reading of voice {self.voice_id} by {self.read_by_id}"


class Coding(Record):
    """A code that a person gave to a voice."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, models.PROTECT, related_name="+")

    class Personal:
        plain = {"reading", "code"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the voice"

    class Walls:
        public = "none"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "code"], name="coding_once")]

    def __str__(self) -> str:
        return str(self.code)


class ThemeSet(models.QuerySet["Theme"]):
    def standing(self) -> Self:
        """Those that were not merged into another."""
        return self.filter(merged_into__isnull=True)


class Theme(Record):
    """Something that several people said, in an engagement. It gathers voices by their codes, or one by one."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    codes: ClassVar[Any]
    codes = models.ManyToManyField(Code, blank=True, related_name="+")
    minority = models.BooleanField("a few people said this, and it matters", default=False)
    strength = models.TextField("how strong the evidence is, in words", blank=True)
    place = models.PositiveSmallIntegerField("place in the order", default=1)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    merged_note = models.TextField("why it was merged", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects: ClassVar[Any] = ThemeSet.as_manager()

    class Personal:
        plain = {"engagement", "name", "description", "codes", "minority", "strength", "place", "merged_into",
                 "merged_note", "written_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "read"

    class Shelved:
        kind = "theme"
        select = """
            select t.id, e.owner_id, e.id, e.slug, 'own', t.name, concat_ws(e'\\n', t.description, t.strength), e.kind,
                null::int, '', coalesce(e.closes_on, t.made_at::date), {about}
            from insight_theme t join engagement_engagement e on e.id = t.engagement_id
            where t.merged_into_id is null and t.id = any (keys)
        """

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "name"], condition=Q(merged_into__isnull=True), name="theme_name_once"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_note=""), name="theme_merged_with_a_note"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class GatheringSet(models.QuerySet["Gathering"]):
    def belonging(self) -> Self:
        """Those that count: the voice is in the theme, and its words may be read, or might until they were erased."""
        return self.filter(is_counted("voice__"), left_at__isnull=True)


class Gathering(Record):
    """A voice that belongs to a theme, with its stance toward it.

    `came_from` is the merged theme that brought it. `left_at` marks a quoted voice whose reading no longer has any of
    the theme's codes: it stays on the screen until someone decides, counts for nothing and is not shown in public.
    A quote is shown in public once somebody other than the one who chose it has approved it.
    """

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="gatherings")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    stance = models.CharField(max_length=20, choices=Stance, default=Stance.UNCLEAR)
    by_hand = models.BooleanField(default=False)
    quoted = models.BooleanField("chosen as a quote", default=False)
    quoted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    quote_approved_at = models.DateTimeField(null=True, blank=True)
    quote_approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    came_from = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = GatheringSet.as_manager()

    class Personal:
        plain = {"theme", "voice", "stance", "by_hand", "quoted", "quoted_by", "quote_approved_at", "quote_approved_by",
                 "came_from", "left_at"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        public = "read"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "voice"], name="gathering_once"),
            models.CheckConstraint(
                condition=Q(quoted=False, quoted_by__isnull=True) | Q(quoted=True, quoted_by__isnull=False),
                name="gathering_quoted_by_someone",
            ),
            models.CheckConstraint(condition=Q(left_at__isnull=True) | Q(quoted=True), name="gathering_left_was_quoted"),
            models.CheckConstraint(
                condition=Q(quote_approved_at__isnull=True, quote_approved_by__isnull=True)
                | (Q(quoted=True, quote_approved_at__isnull=False, quote_approved_by__isnull=False)
                   & ~Q(quote_approved_by=F("quoted_by"))),
                name="gathering_quote_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"voice {self.voice_id} in {self.theme}"


class ThemeDraft(Record):
    """Themes that a machine proposes from the words alone, for one question or all of them. A draft decides nothing.

    A new draft takes the place of the one before; the themes that people made from it stay.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Being made"
        MADE = "made", "Made"
        TOO_FEW = "too_few", "There were too few comments"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    comments = models.PositiveIntegerField("comments that it was made from", default=0)
    silent = models.PositiveIntegerField("of those, comments that said nothing to group by", default=0)
    copied = models.PositiveIntegerField("of those, comments in nearly the same words as others", default=0)
    steady = models.FloatField("how much of it comes together again, 0 to 1", default=0)
    drafted_at = models.DateTimeField(null=True, blank=True)

    class Personal:
        plain = {"engagement", "question", "status", "asked_by", "comments", "silent", "copied", "steady", "drafted_at"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until a new draft is asked for"

    class Walls:
        public = "none"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement"], name="theme_draft_once")]

    def __str__(self) -> str:
        return f"Draft of themes, {self.engagement}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class DraftTheme(Record):
    """One group of a draft. It was named (`became`), split, merged into another, discarded, or waits for a person.

    `words` stand in at least three different comments, so that none can point at a person.
    """

    draft = models.ForeignKey(ThemeDraft, models.CASCADE, related_name="themes")
    place = models.PositiveSmallIntegerField("place in the order")
    words = models.JSONField("words that tell it from the others", default=list)
    steady = models.FloatField("how much of it comes together again, 0 to 1", default=0)
    suggested_name = models.CharField(max_length=60, blank=True, help_text="by a language model; nothing until a person takes it")
    suggested_by = models.CharField("the language model that was asked", max_length=80, blank=True)
    became = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="merged_from")
    split_from = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    split_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"draft", "place", "words", "steady", "suggested_name", "suggested_by", "became", "merged_into", "split_from",
                 "split_at", "discarded_at", "discarded_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until a new draft is asked for"

    class Walls:
        public = "none"

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True, discarded_by__isnull=True)
                | Q(discarded_at__isnull=False, discarded_by__isnull=False),
                name="draft_theme_discarded_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.words[:3]) or f"Group {self.place}"

    def ways_in(self) -> dict[int, Way]:
        return self.draft.ways_in()


class DraftMember(Record):
    """A voice in a group of a draft, and how near it is to what the group is about."""

    theme = models.ForeignKey(DraftTheme, models.CASCADE, related_name="members")
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    nearness = models.FloatField(default=0)
    typical = models.BooleanField("shown as typical of the group", default=False)

    class Personal:
        plain = {"theme", "voice", "nearness", "typical"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until a new draft is asked for, or as long as the voice"

    class Walls:
        through = "voice"
        public = "none"

    class Meta:
        ordering = ["-nearness", "pk"]
        constraints = [models.UniqueConstraint(fields=["theme", "voice"], name="draft_member_once")]

    def __str__(self) -> str:
        return f"voice {self.voice_id} in {self.theme}"


class ThemeProposal(Record):
    """A group proposes other words for a theme that its own words are in. Staff accept them, or answer with a reason."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waits for an answer"
        ACCEPTED = "accepted", "Accepted: the theme now says this"
        DECLINED = "declined", "Not taken up, with a reason"

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="proposals")
    record = models.ForeignKey(GroupRecord, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    was_name = models.CharField("what the theme was called then", max_length=120)
    was_description = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Walls:
        through = "record"  # the group itself proposes, on the public site

    class Personal:
        plain = {"theme", "record", "name", "description", "was_name", "was_description", "status", "reason", "answered_at",
                 "answered_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "record"], condition=Q(status="waiting"), name="theme_proposal_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(status="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="theme_proposal_answered_by_someone",
            ),
            models.CheckConstraint(condition=~Q(status="declined") | ~Q(reason=""), name="theme_proposal_declined_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.was_name}: {self.name}"

    def ways_in(self) -> dict[int, Way]:
        return self.theme.ways_in()


class Report(Record):
    """The insight report of an engagement: what was heard, published before anyone decides.

    `authors` is everyone who wrote any of it: none of them may approve it.
    """

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    summary = models.TextField(blank=True)
    limits = models.TextField("what this cannot tell us", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    authors: ClassVar[Any]
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    published_on = models.DateField(null=True, blank=True)

    class Personal:
        plain = {"engagement", "summary", "limits", "written_by", "authors", "published_on"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "twenty years, as board papers are"

    class Walls:
        public = "none"
        shown = "published_on is not null"

    class Shelved:
        kind = "report"
        also: ClassVar[dict[str, str]] = {
            "engagement.Engagement": "array(select id from insight_report where engagement_id = {row}.id)"
        }
        select = """
            select r.id, e.owner_id, e.id, e.slug, case when r.published_on is null then 'own' else 'public' end,
                'Report: ' || e.title,
                concat_ws(e'\\n', r.summary, r.limits), e.kind, null::int, '',
                coalesce(r.published_on, r.made_at::date), {about}
            from insight_report r join engagement_engagement e on e.id = r.engagement_id
            where r.summary <> '' and r.id = any (keys)
        """

    def __str__(self) -> str:
        return f"Insight report on {self.engagement}"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class SessionTheme(Record):
    """A theme that came up in a session, as whoever was there says."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+")

    class Personal:
        plain = {"session", "theme"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        through = "session"
        public = "none"

    class Meta:
        ordering = ["theme__place", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "theme"], name="session_theme_once")]

    def __str__(self) -> str:
        return f"{self.theme}, in session {self.session_id}"


class Recommendation(Record):
    """What should be done, as the people in a session or an engagement said. It rests on quotes that anyone may go back to."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("what should be done", max_length=300)
    why = models.TextField("why, in a few sentences", blank=True)
    voices: ClassVar[Any]
    voices = models.ManyToManyField(Voice, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Personal:
        plain = {"engagement", "session", "text", "why", "voices", "written_by"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        through = "engagement"
        public = "none"

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="recommendation_says_what")]

    def __str__(self) -> str:
        return self.text

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()


class Routing(Record):
    """A theme, or one comment, that was put to a service: who there owns it, by when, and what they answered."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="+")
    voice = models.ForeignKey(Voice, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ask = models.CharField("what we ask of the service", max_length=300)
    due_on = models.DateField()
    routed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Personal:
        plain = {"engagement", "theme", "voice", "organisation", "owner", "ask", "due_on", "routed_by", "reply", "replied_at",
                 "replied_by"}  # fmt: skip
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "as long as the engagement"

    class Walls:
        through = "engagement"
        public = "none"

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["owner", "replied_at"], name="routing_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=True, voice__isnull=False) | Q(theme__isnull=False, voice__isnull=True),
                name="routing_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_by__isnull=True, reply="")
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="routing_replied_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask} ({self.organisation})"

    def ways_in(self) -> dict[int, Way]:
        return self.engagement.ways_in()

    def is_late(self, today: datetime.date) -> bool:
        """Return whether the day has passed without a reply."""
        return self.replied_at is None and self.due_on < today


class Tally(Record):
    """The answers of an engagement laid out for counting, as they stood at one moment. A new one takes its place.

    It holds nothing that the responses do not: it is made from them, and made anew when one of them is erased.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    upto = models.BigIntegerField("the id of the last response in it")
    responses = models.PositiveIntegerField(default=0)
    stamp = models.CharField("what else can change the figures, as it stood", max_length=200)

    class Personal:
        plain = {"engagement", "upto", "responses", "stamp"}
        identifying: set[str] = set()
        special: set[str] = set()
        keep_for = "until it is made anew"

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Tally of {self.engagement_id} up to {self.upto}"


class TallyColumn(Record):
    """One column of a tally: what was answered to one question, or said of themselves, a small number for each response."""

    tally = models.ForeignKey(Tally, models.CASCADE, related_name="columns")
    name = models.CharField(max_length=80)
    content = SealedBytes()

    class Personal:
        plain = {"tally", "name"}
        identifying: set[str] = set()
        special = {"content"}
        keep_for = "until it is made anew: within minutes of an erasure"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tally", "name"], name="tally_column_once")]

    def __str__(self) -> str:
        return f"{self.name} of tally {self.tally_id}"
