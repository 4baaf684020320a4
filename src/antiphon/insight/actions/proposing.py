"""A group corrects a theme that came from it: it proposes other words, and staff accept them or answer with a reason."""

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.insight import queries
from antiphon.insight.models import Theme, ThemeProposal
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices import actions as voices


@action
def propose_theme_words(code: str, *, theme: int, name: str, description: str, by: Actor) -> ThemeProposal:
    """Whoever holds the group's code proposes other words for a theme that the group's words are in."""
    page = voices.open_group_words(code, by=by)
    if page is None:
        raise Refused("We have no group with this code. Check it, or ask whoever gave it to you for a new one.")
    if page.engagement.closed_at:
        raise Refused("This engagement is closed, so the themes stay as they are.")
    found = queries.themes_of_group(page.record).filter(pk=theme).first()
    if found is None:
        raise Refused("Your words are not part of this theme.")
    name, description = " ".join(name.split()), description.replace("\x00", "").strip()
    if not name:
        raise Refused("Write what the theme should be called.")
    if len(name) > 120 or len(description) > 4_000:
        raise Refused("A theme’s name can have up to 120 characters, and its words up to 4,000.")
    if (name, description) == (found.name, found.description.replace("\r\n", "\n").strip()):
        raise Refused("These are the words that the theme has already. Change them, then send them.")
    ThemeProposal.objects.filter(theme=found, record=page.record, status=ThemeProposal.Status.WAITING).delete()
    proposal = ThemeProposal.objects.create(
        theme=found, record=page.record, name=name, description=description, was_name=found.name,
        was_description=found.description,
    )  # fmt: skip
    trail.leave("propose theme words", proposal, by=by, theme=found.pk)
    return proposal


@action
def answer_theme_proposal(proposal: ThemeProposal, *, accept: bool, reason: str = "", by: User) -> ThemeProposal:
    """Take up a group's words for a theme, or say why not. The group reads the answer on its own page."""
    require(by, Permission.THEME_EDIT, on=proposal)
    rows = ThemeProposal.objects.select_for_update(of=("self",)).select_related("theme__engagement")
    proposal = rows.get(pk=proposal.pk)
    theme = proposal.theme
    if proposal.status != ThemeProposal.Status.WAITING:
        raise Refused("This has been answered already.")
    if not accept and not reason.strip():
        raise Refused("Say why not. The group reads it.")
    if accept:
        if theme.merged_into_id:
            raise Refused("This theme was merged into another. Undo the merge first, or say why not.")
        taken = Theme.objects.standing().filter(engagement=theme.engagement, name__iexact=proposal.name).exclude(pk=theme.pk)
        if taken.exists():
            raise Refused("Another theme has this name. Merge the two, or say why not.")
        theme.name, theme.description = proposal.name, proposal.description
        theme.save(update_fields=["name", "description"])
    proposal.status = ThemeProposal.Status.ACCEPTED if accept else ThemeProposal.Status.DECLINED
    proposal.reason, proposal.answered_at, proposal.answered_by = reason.strip(), timezone.now(), by
    proposal.save(update_fields=["status", "reason", "answered_at", "answered_by"])
    trail.leave("answer theme proposal", proposal, by=by, accepted=accept, theme=theme.pk)
    return proposal
