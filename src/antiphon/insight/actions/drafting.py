"""Themes that a machine proposes from the words alone: asked for, kept, and named, split, merged or discarded by people."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement, Question
from antiphon.insight import drafts, proposing
from antiphon.insight.actions.understanding import write_theme
from antiphon.insight.models import DraftMember, DraftTheme, Gathering, Stance, Theme, ThemeDraft
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission

DRAFT = "antiphon.insight.tasks.draft_waiting"
NAME = "antiphon.insight.tasks.name_waiting"


@action
def ask_for_draft(engagement: Engagement, *, question: Question | None = None, by: User) -> ThemeDraft:
    """Ask for themes from the words alone. The draft before goes; the themes that people made from it stay."""
    require(by, Permission.THEME_EDIT, on=engagement)
    _must_be_working(engagement)
    if question is not None and question.engagement_id != engagement.pk:
        raise Refused("This question is not one of this engagement.")
    if not drafts.words_for_a_draft(engagement, question).exists():
        raise Refused("No comment is safe to read yet, so there is nothing to propose themes from.")
    ThemeDraft.objects.filter(engagement=engagement).delete()
    draft = ThemeDraft.objects.create(engagement=engagement, question=question, asked_by=by)
    trail.leave("ask_for_draft", draft, by=by, question=question.pk if question else None)
    nudge(DRAFT)
    return draft


@action
def keep_draft(draft: ThemeDraft, *, voices: Sequence[int], made: "proposing.Draft | None", by: Actor) -> ThemeDraft | None:
    """Keep what was drafted from these voices. None where a newer draft was asked for meanwhile."""
    held = ThemeDraft.objects.select_for_update().filter(pk=draft.pk, status=ThemeDraft.Status.WAITING).first()
    if held is None:
        return None
    held.comments, held.drafted_at = len(voices), timezone.now()
    held.status = ThemeDraft.Status.MADE if made else ThemeDraft.Status.TOO_FEW
    if made:
        held.silent, held.steady = len(made.silent), made.steady
        held.copied = sum(len(members) for members in made.copies)
        still = set(drafts.words_for_a_draft(held.engagement, held.question).values_list("pk", flat=True))
        for place, group in enumerate(made.groups, start=1):
            _keep_group(held, place, group, voices, still)
    held.save()
    trail.leave("keep_draft", held, by=by, themes=len(made.groups) if made else 0)
    if made and settings.LANGUAGE_MODEL["address"]:
        nudge(NAME)
    return held


@action
def suggest_draft_name(theme: DraftTheme, *, name: str, model: str, by: Actor) -> DraftTheme | None:
    """Keep the name that a language model suggests for a group ("": none was fit). None where a person settled it meanwhile.

    It is shown as a suggestion, and decides nothing.
    """
    held = DraftTheme.objects.select_for_update().filter(pk=theme.pk, became__isnull=True, merged_into__isnull=True).first()
    if held is None or held.split_at or held.discarded_at:
        return None
    held.suggested_name, held.suggested_by = name, model
    held.save(update_fields=["suggested_name", "suggested_by"])
    trail.leave("suggest_draft_name", held, by=by, model=model, fit=bool(name))
    return held


@action
def name_draft_theme(theme: DraftTheme, *, name: str, description: str = "", by: User) -> Theme:
    """Make a theme of a group: all its voices are gathered, each with the stance it has on its own."""
    held = _open(theme, by=by)
    members = drafts.members_of(held)
    if not members:
        raise Refused("The comments of this group are gone. Ask for a new draft.")
    named = write_theme(held.draft.engagement, name=name, description=description, by=by)
    stances = drafts.stances_of(members)
    Gathering.objects.bulk_create(
        Gathering(theme=named, voice_id=voice, stance=stances.get(voice, Stance.UNCLEAR), by_hand=True) for voice in members
    )
    held.became = named
    held.save(update_fields=["became"])
    trail.leave("name_draft_theme", held, by=by, theme=named.pk, voices=len(members))
    return named


@action
def split_draft_theme(theme: DraftTheme, *, by: User) -> list[DraftTheme]:
    """Split a group in two by its words. The group keeps its row, and each comment is in one of the two."""
    held = _open(theme, by=by)
    words = drafts.words_of_members(held)
    voices = sorted(words)
    groups = proposing.split([words[voice] for voice in voices])
    if not groups:
        raise Refused("These comments are too few or too much alike to split.")
    last = held.draft.themes.order_by("-place").values_list("place", flat=True).first() or 0
    found = [_keep_group(held.draft, last + at, group, voices, set(voices), held) for at, group in enumerate(groups, start=1)]
    held.split_at = timezone.now()
    held.save(update_fields=["split_at"])
    trail.leave("split_draft_theme", held, by=by, into=[one.pk for one in found])
    return found


@action
def merge_draft_theme(theme: DraftTheme, *, into: DraftTheme, by: User) -> DraftTheme:
    """Put a group into another. It keeps its row and its comments, so that it can be taken out again."""
    held, target = _open(theme, by=by), _open(into, by=by)
    if held.pk == target.pk or held.draft_id != target.draft_id:
        raise Refused("Choose another group of this draft.")
    held.merged_from.update(merged_into=target)
    held.merged_into = target
    held.save(update_fields=["merged_into"])
    trail.leave("merge_draft_theme", held, by=by, into=target.pk)
    return target


@action
def discard_draft_theme(theme: DraftTheme, *, by: User) -> DraftTheme:
    """Set a group aside. Its comments stay, and it can be taken back."""
    held = _open(theme, by=by)
    held.discarded_at, held.discarded_by = timezone.now(), by
    held.save(update_fields=["discarded_at", "discarded_by"])
    trail.leave("discard_draft_theme", held, by=by)
    return held


@action
def restore_draft_theme(theme: DraftTheme, *, by: User) -> DraftTheme:
    """Take back a group that was discarded, or take it out of the one it was merged into."""
    require(by, Permission.THEME_EDIT, on=theme)
    _must_be_working(theme.draft.engagement)
    if not (theme.discarded_at or theme.merged_into_id):
        raise Refused("This group was neither discarded nor merged.")
    if theme.merged_into is not None and theme.merged_into.became_id:
        raise Refused("The group it was merged into is a theme by now. Remove its comments there one by one.")
    theme.discarded_at = theme.discarded_by = theme.merged_into = None
    theme.save(update_fields=["discarded_at", "discarded_by", "merged_into"])
    trail.leave("restore_draft_theme", theme, by=by)
    return theme


def _keep_group(
    draft: ThemeDraft, place: int, group: "proposing.Group", voices: Sequence[int], still: set[int],
    split_from: DraftTheme | None = None,
) -> DraftTheme:
    kept = DraftTheme.objects.create(
        draft=draft, place=place, words=list(group.words), steady=group.steady, split_from=split_from
    )
    near: Mapping[int, float] = dict(zip(group.members, group.nearness, strict=True))
    DraftMember.objects.bulk_create(
        DraftMember(theme=kept, voice_id=voices[at], nearness=near[at], typical=at in group.quotes)
        for at in group.members if voices[at] in still
    )  # fmt: skip
    return kept


def _open(theme: DraftTheme, *, by: User) -> DraftTheme:
    require(by, Permission.THEME_EDIT, on=theme)
    _must_be_working(theme.draft.engagement)
    held = DraftTheme.objects.select_for_update(of=("self",)).select_related("draft__engagement").get(pk=theme.pk)
    if held.became_id or held.split_at or held.merged_into_id or held.discarded_at:
        raise Refused("This group was named, split, merged or discarded already.")
    return held


def _must_be_working(engagement: Engagement) -> None:
    if engagement.closed_at:
        raise Refused("This engagement is closed. What was understood is kept as it was.")
