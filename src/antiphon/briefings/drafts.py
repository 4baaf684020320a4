"""First words for a briefing, taken from a decision: what is there already is not written twice. A person changes them."""

from antiphon.decisions import queries as decisions
from antiphon.decisions.models import Decision
from antiphon.insight import queries as insight
from antiphon.network.rules import said as in_words


def first_words(decision: Decision) -> dict[str, str]:
    """Return what the decision's paper already says, by part. A part of which it says nothing is left out."""
    whole = decisions.decision_for(decision.engagement)
    found = {
        "summary": whole.question or decision.engagement.purpose,
        "options": "\n\n".join(_option(number, one) for number, one in enumerate(whole.options.all(), 1)),
        "heard": _heard(decision),
        "not_taken": _not_taken(decision),
        "equality": _equality(decision),
        "disagree": whole.dissent,
        "next": _next(decision),
    }
    return {key: words.strip() for key, words in found.items() if words.strip()}


def _option(number: int, option: object) -> str:
    lines = [f"Option {number}: {option}"]
    for label, words in (("What it does", "public_words"), ("What speaks for it", "benefits"), ("Risk", "risks"),
                         ("Cost", "cost"), ("Who it touches", "affected")):  # fmt: skip
        if said := " ".join(str(getattr(option, words)).split()):
            lines.append(f"{label}: {said}")
    return "\n".join(lines)


def _heard(decision: Decision) -> str:
    profile = insight.profile(decision.engagement)
    lines = [decision.insight] if decision.insight.strip() else []
    if profile.total.value:
        lines.append(f"We had {profile.total} responses.")
    counted = [one for one in insight.public_themes(decision.engagement)]
    if counted:
        lines.append("\n".join(["What people spoke of:", *(f"- {one.theme.name}: {one.voices} comments" for one in counted)]))
    return "\n\n".join(lines)


def _not_taken(decision: Decision) -> str:
    return "\n".join(
        f"- {one.theme.name}: {' '.join(one.consideration.why_not.split())}"
        for one in decisions.weighing(decision.engagement) if one.consideration and one.consideration.why_not.strip()
    )  # fmt: skip


def _equality(decision: Decision) -> str:
    analysis = decisions.equality_of(decision)
    if analysis is None:
        return ""
    lines = [analysis.summary] if analysis.summary.strip() else []
    for impact in analysis.impacts.all():
        done = "; ".join(one.what for one in impact.mitigations.all()) or impact.why_none
        lines.append(f"- {impact.group}: {' '.join(impact.effect.split())} {f'What is done: {done}' if done else ''}".rstrip())
    return "\n".join(lines)


def _next(decision: Decision) -> str:
    lines = []
    if decision.meets_on:
        lines.append(f"{decision.decides or 'Those who decide'} meet on {in_words(decision.meets_on)}.")
    if decision.review_on:
        lines.append(f"We look on {in_words(decision.review_on)} whether it works.")
    return "\n".join(lines)
