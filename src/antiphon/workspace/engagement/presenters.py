"""What the engagement pages say, made ready for their templates."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from antiphon.core.forms import Form
from antiphon.engagement import queries
from antiphon.engagement.models import DutyTest, Engagement
from antiphon.engagement.rules import LIMBS, RUNGS, SECTIONS, Phase
from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.panels.queries.groups import groups_on
from antiphon.workspace.engagement import steps, ways

COLOURS = {Phase.DRAFT: "grey", Phase.PLANNED: "blue", Phase.OPEN: "green", Phase.CONSIDERING: "yellow", Phase.CLOSED: "white"}
IN_ORDER = [Phase.OPEN, Phase.CONSIDERING, Phase.PLANNED, Phase.DRAFT, Phase.CLOSED]
MANY = 60  # more organisations than this are searched for, not chosen from a list


@dataclass(frozen=True)
class Line:
    """One engagement in the list."""

    engagement: Engagement
    phase: str
    colour: str
    dates: str


def listed(user: Any) -> dict[str, Any]:
    """Return the engagements by phase, those that are open first."""
    found = list(queries.engagements_of(user))
    groups = []
    for phase in IN_ORDER:
        lines = [_line(engagement) for engagement in found if engagement.phase is phase]
        if lines:
            groups.append({"phase": str(phase), "meaning": MEANINGS[phase], "lines": lines})
    return {"groups": groups, "may_start": queries.possible_owners(user).exists()}


MEANINGS = {
    Phase.OPEN: "People can take part today.",
    Phase.CONSIDERING: "People have spoken. Now it is our turn to read, decide and answer.",
    Phase.PLANNED: "Published, and not open yet.",
    Phase.DRAFT: "Only our organisations can see these.",
    Phase.CLOSED: "Decided and answered.",
}


def _line(engagement: Engagement) -> Line:
    phase = engagement.phase
    return Line(engagement, str(phase), COLOURS[phase], in_words(engagement))


def in_words(engagement: Engagement) -> str:
    """Return the dates that matter now, in a few words."""
    phase = engagement.phase
    today = timezone.localdate()

    def day(value: Any) -> str:
        return f"{value:%-d %B %Y}" if value else "no date yet"

    if phase is Phase.OPEN and engagement.closes_on is None:
        return "open all the time"
    if phase is Phase.OPEN and engagement.closes_on:
        left = (engagement.closes_on - today).days
        rest = "today is the last day" if left == 0 else f"{left} {'day' if left == 1 else 'days'} left"
        return f"until {day(engagement.closes_on)}, {rest}"
    if phase is Phase.CONSIDERING:
        return f"ended {day(engagement.closes_on)}, decision due {day(engagement.decides_on)}"
    if phase is Phase.CLOSED:
        return f"on {day(engagement.closed_at)}"
    return f"opens {day(engagement.opens_on)}" if engagement.opens_on else "no dates yet"


def story(engagement: Engagement, user: Any) -> dict[str, Any]:
    """Return the story of one engagement: its facts, its seven steps, what is next."""
    journey = steps.steps(engagement, user)
    phase = engagement.phase
    return {
        "engagement": engagement, "phase": str(phase), "colour": COLOURS[phase], "dates": in_words(engagement),
        "rung": RUNGS[engagement.rung], "steps": journey, "next": next((step for step in journey if step.is_next), None),
        "partners": list(queries.partners_of(engagement)), "extensions": list(queries.extensions_of(engagement)),
        "may_edit": may(user, Permission.ENGAGEMENT_EDIT, on=engagement),
        "groups": groups_on(engagement.slug, user),
        "ways": ways.ways(engagement, user),
    }  # fmt: skip


def partners(engagement: Engagement, form: Form, find: str, *, may_edit: bool) -> dict[str, Any]:
    """Return the partners, and those that could become one: all of them when few, those found by name when many."""
    possible = queries.possible_partners(engagement)
    many = possible[: MANY + 1].count() > MANY
    if find:
        possible = queries.named(possible, find)
    shown = list(possible[:MANY]) if (find or not many) else []
    select: list[dict[str, Any]] = [{"value": "", "text": "Choose an organisation"}]
    chosen = form["organisation"].value()
    select += [{"value": str(one.pk), "text": one.name, "selected": str(one.pk) == str(chosen)} for one in shown]
    return {"engagement": engagement, "form": form, "partners": list(queries.partners_of(engagement)), "find": find,
            "many": many, "select": select, "none_found": bool(find and not shown), "may_edit": may_edit}  # fmt: skip


def duty(test: DutyTest | None) -> dict[str, Any]:
    """Return what the duty test found, in words."""
    if test is None:
        return {"test": None}
    changes = [words for flag, words in ((test.changes_manner, "how a service reaches people"),
                                         (test.changes_range, "which services there are")) if flag]  # fmt: skip
    return {"test": test, "result": "The duty applies" if test.applies else "The duty does not apply",
            "law": SECTIONS[test.section], "limbs": [LIMBS[limb] for limb in test.limbs], "changes": changes}  # fmt: skip


def publish(engagement: Engagement, user: Any) -> dict[str, Any]:
    """Return what is missing, what deserves a thought, the exact words, and who may sign them."""
    writers = queries.writers_of(engagement)
    return {
        "engagement": engagement, "missing": queries.missing_before_publishing(engagement),
        "thoughts": queries.worth_a_look(engagement), "parts": queries.public_parts(engagement),
        "writers": writers, "signers": queries.who_may_publish(engagement),
        "wrote": any(writer.pk == user.pk for writer in writers),
        "may_approve": may(user, Permission.ENGAGEMENT_APPROVE, on=engagement),
        "edit": reverse("workspace:engagement:edit", args=[engagement.slug]),
    }  # fmt: skip
