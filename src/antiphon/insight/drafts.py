"""What can be read of a draft of themes: its groups as they stand, what is in each, what was done with the others."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from antiphon.engagement.models import Engagement, Question
from antiphon.insight.models import DraftMember, DraftTheme, Gathering, MachineReading, Reading, Stance, ThemeDraft
from antiphon.voices.models import Voice

STEADY, LOOSE = 0.6, 0.4  # below the second, a group hardly comes together again


@dataclass(frozen=True)
class DraftRow:
    """One group: how many comments it has with those merged into it, how they feel, and its typical comments."""

    theme: DraftTheme
    voices: int
    stances: dict[str, int]
    typical: list[Voice]
    steady: str


def draft_of(engagement: Engagement) -> ThemeDraft | None:
    """The draft of an engagement, or None when nobody asked for one."""
    return ThemeDraft.objects.select_related("question", "asked_by").filter(engagement=engagement).first()


def drafts_waiting() -> "QuerySet[ThemeDraft]":
    """Drafts that somebody asked for and that are not made yet, oldest first."""
    return ThemeDraft.objects.filter(status=ThemeDraft.Status.WAITING).select_related("engagement", "question").order_by("pk")


def names_waiting(model: str) -> "QuerySet[DraftTheme]":
    """Groups of the drafts that stand for which this language model was not asked yet, and that nobody has settled."""
    found: QuerySet[DraftTheme] = DraftTheme.objects.select_related("draft__engagement").order_by("draft_id", "place")
    return found.filter(
        draft__status=ThemeDraft.Status.MADE, draft__engagement__closed_at__isnull=True, became__isnull=True,
        merged_into__isnull=True, split_at__isnull=True, discarded_at__isnull=True,
    ).exclude(suggested_by=model)  # fmt: skip


def words_for_a_draft(engagement: Engagement, question: Question | None) -> "QuerySet[Voice]":
    """The comments that a draft is made from: those that are safe to read, of one question or of all."""
    found: QuerySet[Voice] = Voice.objects.clean_only().filter(engagement=engagement).defer("sealed_words").order_by("pk")
    return found.filter(question=question) if question else found


def questions_with_words(engagement: Engagement) -> list[Question]:
    """The questions of an engagement that have comments which are safe to read."""
    with_words = Voice.objects.clean_only().filter(engagement=engagement).values("question")
    return list(Question.objects.filter(engagement=engagement, pk__in=with_words).order_by("place"))


def draft_theme_in(engagement: Engagement, pk: int) -> DraftTheme | None:
    """One group of the engagement's draft, or None."""
    found = DraftTheme.objects.select_related("draft__engagement", "draft__question", "merged_into", "became", "discarded_by")
    return found.filter(draft__engagement=engagement, pk=pk).first()


def members(theme: DraftTheme) -> "QuerySet[DraftMember]":
    """The comments of a group, nearest first, those of groups that were merged into it among them. Only what may be read."""
    found: QuerySet[DraftMember] = DraftMember.objects.filter(voice__status=Voice.Status.CLEAN)
    return found.filter(theme__in=_family(theme)).select_related("voice__question").defer("voice__sealed_words")


def members_of(theme: DraftTheme) -> list[int]:
    """The voices of a group, each once."""
    return sorted(set(members(theme).values_list("voice_id", flat=True)))


def words_of_members(theme: DraftTheme) -> dict[int, str]:
    """The words of a group's voices."""
    return {row.voice_id: row.voice.clean_words for row in members(theme)}


def stances_of(voices: list[int]) -> dict[int, str]:
    """How each voice feels: what a person decided, or else what a coder suggested."""
    found = dict(MachineReading.objects.filter(voice__in=voices).values_list("voice_id", "stance"))
    decided = Reading.objects.current().filter(voice__in=voices, settles=True)
    found.update(decided.values_list("voice_id", "stance"))
    return {voice: str(stance) for voice, stance in found.items()}


def rows_of(draft: ThemeDraft) -> list[DraftRow]:
    """The groups that stand, largest first: not split, merged or discarded. Four queries, however many groups there are."""
    themes = list(draft.themes.filter(split_at__isnull=True).select_related("became"))
    top = {theme.pk: theme.merged_into_id or theme.pk for theme in themes}
    found = DraftMember.objects.filter(theme__in=top, voice__status=Voice.Status.CLEAN)
    counted: dict[int, set[int]] = {}
    for theme, voice in found.values_list("theme_id", "voice_id"):
        counted.setdefault(top[theme], set()).add(voice)
    stances = stances_of(sorted({voice for voices in counted.values() for voice in voices}))
    typical: dict[int, list[Voice]] = {}
    for row in found.filter(typical=True).select_related("voice").defer("voice__sealed_words"):
        typical.setdefault(row.theme_id, []).append(row.voice)
    rows = [
        DraftRow(
            theme, len(counted.get(theme.pk, ())),
            dict(Counter(str(stances.get(voice, Stance.UNCLEAR)) for voice in counted.get(theme.pk, ()))),
            typical.get(theme.pk, []), steadiness(theme.steady),
        )
        for theme in themes if theme.merged_into_id is None and theme.discarded_at is None
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.theme.became_id is not None, -row.voices, row.theme.place))


def put_away(draft: ThemeDraft) -> list[DraftTheme]:
    """The groups that were merged or discarded and can be taken back."""
    away = draft.themes.filter(split_at__isnull=True).select_related("merged_into", "discarded_by")
    return [theme for theme in away if theme.merged_into_id or theme.discarded_at]


def others(theme: DraftTheme) -> list[DraftTheme]:
    """The groups that this one can be merged into."""
    found = theme.draft.themes.filter(
        split_at__isnull=True, merged_into__isnull=True, discarded_at__isnull=True, became__isnull=True
    )
    return list(found.exclude(pk=theme.pk))


def in_no_theme(draft: ThemeDraft) -> int:
    """How many of the draft's comments are in no theme that a person named."""
    voices = DraftMember.objects.filter(theme__draft=draft, voice__status=Voice.Status.CLEAN)
    named = Gathering.objects.filter(theme__engagement=draft.engagement_id).belonging().values("voice")
    return voices.exclude(voice__in=named).values("voice").distinct().count()


def steadiness(share: float) -> str:
    """How steady a group is, in words."""
    return "steady" if share >= STEADY else "fairly steady" if share >= LOOSE else "loose: look closely"


def _family(theme: DraftTheme) -> list[int]:
    return [theme.pk, *theme.merged_from.values_list("pk", flat=True)]
