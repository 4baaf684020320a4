"""What the library pages say, made ready for their templates."""

from dataclasses import dataclass
from typing import Any

from antiphon.decisions import queries as decisions
from antiphon.engagement.models import Engagement
from antiphon.insight import queries as insights
from antiphon.library import queries
from antiphon.library.models import Citation, Insight
from antiphon.network.access import may
from antiphon.network.groups import words
from antiphon.network.models import User
from antiphon.network.roles import Permission

COLOURS = {Insight.Strength.STRONG: "green", Insight.Strength.FAIR: "blue", Insight.Strength.WEAK: "grey"}


@dataclass(frozen=True)
class Line:
    """One insight in a list."""

    insight: Insight
    strength: str
    colour: str
    facts: str


def line(insight: Insight) -> Line:
    """Return an insight with its facts in a few words."""
    facts = [insight.organisation.name, f"{insight.learned_on:%B %Y}", insight.get_method_display().lower()]
    if insight.people:
        facts.append(f"{insight.people:,} {'person' if insight.people == 1 else 'people'}")
    facts += [", ".join(words(key) for key in insight.groups)] if insight.groups else []
    facts += [", ".join(place.title() for place in insight.places)] if insight.places else []
    return Line(
        insight, insight.get_strength_display().split(":")[0], COLOURS[Insight.Strength(insight.strength)], " · ".join(facts)
    )


def _things(engagement: Engagement) -> dict[str, tuple[str, Any]]:
    """Return what of an engagement can cite: its report, and the options of its decision."""
    found: dict[str, tuple[str, Any]] = {}
    report = insights.report_of(engagement)
    if report is not None:
        found["report"] = ("the insight report", report)
    decision = decisions.decision_of(engagement)
    if decision is not None:
        for option in decision.options.all():
            found[f"option-{option.pk}"] = (f"the option “{option.name}”", option)
    return found


def names(engagement: Engagement) -> dict[tuple[str, str], str]:
    """Return what each thing that can cite is called."""
    return {(thing._meta.label, str(thing.pk)): text[:1].upper() + text[1:] for text, thing in _things(engagement).values()}


def citable(engagement: Engagement, user: User) -> dict[str, tuple[str, Any]]:
    """Return where this person may cite."""
    allowed = {
        "report": may(user, Permission.REPORT_WRITE, on=engagement), "option": may(user, Permission.DECISION_WRITE, on=engagement)
    }
    return {key: pair for key, pair in _things(engagement).items() if allowed[key.split("-")[0]]}


def cited(engagement: Engagement) -> list[tuple[Citation, Any]]:
    """Return what an engagement cites, each with the thing that cites it."""
    things = {(thing._meta.label, str(thing.pk)): thing for _, thing in _things(engagement).values()}
    return [(citation, things[citation.kind, citation.key]) for citation in queries.citations_in(things.values())]
