"""The decision: the paper, what weighed, equality, what was decided, and publishing it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.decisions import queries, rules
from antiphon.decisions.models import Consideration, Decision, EqualityAnalysis, Impact, Mitigation, Option, WordingTest
from antiphon.engagement.models import Engagement
from antiphon.insight.models import Theme
from antiphon.network.access import Shared, may, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff

Status = Decision.Status
IN_THE_PAPER = frozenset({"title", "question", "insight", "no_insight_reason", "single_option_reason", "decides"})
IN_AN_OPTION = frozenset({"public_words", "benefits", "risks", "cost", "affected", "evidence", "digital_only", "place"})
TABLED = "The paper is with those who decide. Take it off the table first, then change it."
PUBLIC = "The decision is public, so its record stays as it is."


# --- The paper --------------------------------------------------------------------------------------------------
@action
def draft_decision(engagement: Engagement, *, title: str, by: User, question: str = "", decides: str = "") -> Decision:
    """Start the decision of an engagement. There is one for each."""
    require(by, Permission.DECISION_WRITE, on=engagement)
    if not title.strip():
        raise Refused("Give the decision a title.")
    if Decision.objects.filter(engagement=engagement).exists():
        raise Refused("This engagement has a decision already.")
    decision = Decision.objects.create(
        engagement=engagement, title=title.strip(), question=question.strip(),
        decides=decides.strip() or engagement.decides, written_by=by,
    )  # fmt: skip
    decision.writers.add(by)
    trail.leave("draft", decision, by=by)
    return decision


@action
def change_decision(decision: Decision, *, by: User, **fields: Any) -> Decision:
    """Change what the paper says, while it is a draft."""
    decision = _drafted(decision, by)
    if unknown := set(fields) - IN_THE_PAPER:
        raise TypeError(f"A decision has no such field to change: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(decision, name, value.strip())
    if not decision.title:
        raise Refused("Give the decision a title.")
    decision.save()
    _wrote(decision, by, "change", fields=sorted(fields))
    return decision


@action
def write_option(
    decision: Decision, *, name: str, by: User, option: Option | None = None, themes: Iterable[Theme] = (), **fields: Any
) -> Option:
    """Write a new option, or an option again. `themes` are the voices that led to it."""
    decision = _drafted(decision, by)
    if unknown := set(fields) - IN_AN_OPTION:
        raise TypeError(f"An option has no such field: {', '.join(sorted(unknown))}")
    if not name.strip():
        raise Refused("Give the option a name.")
    others = decision.options.exclude(pk=option.pk if option else None)
    if others.filter(name__iexact=name.strip()).exists():
        raise Refused(f"There is an option “{name.strip()}” already. Give this one another name.")
    led = list(themes)
    if any(theme.engagement_id != decision.engagement_id for theme in led):
        raise Refused("A theme of another engagement cannot lead to this option.")
    if option is None:
        option = Option(decision=decision, place=(others.aggregate(last=models.Max("place"))["last"] or 0) + 1)
    option.name = name.strip()
    for field, value in fields.items():
        setattr(option, field, value.strip() if isinstance(value, str) else value)
    option.save()
    option.themes.set(led)
    _wrote(decision, by, "write option", option=option.pk)
    return option


@action
def remove_option(option: Option, *, by: User) -> None:
    """Take an option out of the paper, while it is a draft."""
    decision = _drafted(option.decision, by)
    _wrote(decision, by, "remove option", option=option.pk)
    option.delete()


@action
def test_wording(
    decision: Decision, *, tested_on: datetime.date, people: int, who: str, found: str, by: User
) -> WordingTest:
    """Record that the public words were tried on people, and what they made of them."""
    decision = _unpublished(decision, by, Permission.DECISION_WRITE)
    if tested_on > timezone.localdate():
        raise Refused("The test is in the future. Record it once it has been done.")
    if people < 1:
        raise Refused("Say how many people read the words: at least one.")
    if not who.strip() or not found.strip():
        raise Refused("Say who read the words, and what you found and changed.")
    test = WordingTest.objects.create(
        decision=decision, tested_on=tested_on, people=people, who=who.strip(), found=found.strip()
    )
    _wrote(decision, by, "test wording", test=test.pk)
    return test


@action
def table(decision: Decision, *, meets_on: datetime.date, by: User) -> Decision:
    """Put the paper before those who decide, on a day that leaves people time with the insight report."""
    decision = _drafted(decision, by)
    if missing := queries.missing_before_tabling(decision, meets_on=meets_on):
        raise Refused(*missing)
    decision.status, decision.meets_on, decision.tabled_at = Status.TABLED, meets_on, timezone.now()
    decision.save(update_fields=["status", "meets_on", "tabled_at"])
    trail.leave("table", decision, by=by, meets_on=meets_on.isoformat())
    return decision


@action
def take_off_the_table(decision: Decision, *, by: User) -> Decision:
    """Take the paper back to a draft, to change it or to meet on another day."""
    decision = _unpublished(decision, by, Permission.DECISION_WRITE)
    if decision.status != Status.TABLED:
        raise Refused("Only a paper that is tabled and not yet decided can be taken back.")
    decision.status, decision.tabled_at = Status.DRAFT, None
    decision.save(update_fields=["status", "tabled_at"])
    trail.leave("take off the table", decision, by=by)
    return decision


# --- What weighed -----------------------------------------------------------------------------------------------
@action
def weigh(
    decision: Decision, *, theme: Theme, weighed_for: str, weighed_against: str, taken: str, by: User, why_not: str = ""
) -> Consideration:
    """Record what a theme weighed in the decision, and whether it was taken."""
    decision = _unpublished(decision, by, Permission.DECISION_WRITE, Permission.DECISION_RECORD)
    if theme.engagement_id != decision.engagement_id or theme.merged_into_id is not None:
        raise Refused("Choose a theme of this engagement that was not merged into another.")
    if taken not in Consideration.Taken.values:
        raise Refused("Choose whether it was taken, partly taken, or not taken.")
    if not weighed_for.strip() and not weighed_against.strip():
        raise Refused("Say what weighed for it, or against it, or both.")
    if taken != Consideration.Taken.YES and not why_not.strip():
        raise Refused("Say what was not taken, and why.")
    consideration, _ = Consideration.objects.update_or_create(
        decision=decision, theme=theme,
        defaults={"weighed_for": weighed_for.strip(), "weighed_against": weighed_against.strip(), "taken": taken,
                  "why_not": why_not.strip()},
    )  # fmt: skip
    _wrote(decision, by, "weigh", theme=theme.pk, taken=taken)
    return consideration


# --- Equality ---------------------------------------------------------------------------------------------------
@action
def analyse_equality(
    decision: Decision, *, summary: str, by: User, digital_only: bool = False, offline_route: str = ""
) -> EqualityAnalysis:
    """Write what the decision means for people who share a protected characteristic or are often missed."""
    decision = _unpublished(decision, by, Permission.DECISION_WRITE)
    if not summary.strip():
        raise Refused("Say in a few sentences what the analysis found.")
    analysis, _ = EqualityAnalysis.objects.update_or_create(
        decision=decision,
        defaults={"summary": summary.strip(), "digital_only": digital_only, "offline_route": offline_route.strip()},
        create_defaults={"summary": summary.strip(), "digital_only": digital_only, "offline_route": offline_route.strip(),
                         "written_by": by},
    )  # fmt: skip
    _wrote(decision, by, "analyse equality", digital_only=digital_only)
    return analysis


@action
def write_impact(
    decision: Decision, *, group: str, effect: str, by: User, evidence: str = "", gap: str = "", why_none: str = "",
    impact: Impact | None = None,
) -> Impact:  # fmt: skip
    """Write what the decision means for one group, on what evidence or for want of which."""
    decision = _unpublished(decision, by, Permission.DECISION_WRITE)
    if not group.strip() or not effect.strip():
        raise Refused("Name the group of people, and say what the decision means for them.")
    if not evidence.strip() and not gap.strip():
        raise Refused("Give the evidence, or say what we do not know.")
    analysis, _ = EqualityAnalysis.objects.get_or_create(decision=decision, defaults={"written_by": by})
    others = analysis.impacts.exclude(pk=impact.pk if impact else None)
    if others.filter(group__iexact=group.strip()).exists():
        raise Refused(f"“{group.strip()}” is in the analysis already. Change what stands there.")
    impact = impact or Impact(analysis=analysis)
    impact.group, impact.effect = group.strip(), effect.strip()
    impact.evidence, impact.gap, impact.why_none = evidence.strip(), gap.strip(), why_none.strip()
    impact.save()
    _wrote(decision, by, "write impact", impact=impact.pk)
    return impact


@action
def remove_impact(impact: Impact, *, by: User) -> None:
    """Take a group out of the analysis, with what was to be done about it."""
    decision = _unpublished(impact.analysis.decision, by, Permission.DECISION_WRITE)
    _wrote(decision, by, "remove impact", impact=impact.pk)
    impact.delete()


@action
def write_mitigation(
    impact: Impact, *, what: str, by: User, owner: User | None = None, due_on: datetime.date | None = None,
    mitigation: Mitigation | None = None,
) -> Mitigation:  # fmt: skip
    """Write what will be done about an impact. Owner and day may wait; the decision is not public without them."""
    decision = _unpublished(impact.analysis.decision, by, Permission.DECISION_WRITE)
    if not what.strip():
        raise Refused("Say what will be done.")
    if owner is not None and not queries.who_may_own(decision.engagement).filter(pk=owner.pk).exists():
        raise Refused(f"{owner} is not in an organisation of this engagement. Choose somebody who is.")
    mitigation = mitigation or Mitigation(impact=impact)
    mitigation.what, mitigation.owner, mitigation.due_on = what.strip(), owner, due_on
    mitigation.save()
    _wrote(decision, by, "write mitigation", mitigation=mitigation.pk, owner=owner.pk if owner else None)
    return mitigation


@action
def remove_mitigation(mitigation: Mitigation, *, by: User) -> None:
    """Take back what was to be done, before the decision is public."""
    decision = _unpublished(mitigation.impact.analysis.decision, by, Permission.DECISION_WRITE)
    _wrote(decision, by, "remove mitigation", mitigation=mitigation.pk)
    mitigation.delete()


@action
def finish_mitigation(mitigation: Mitigation, *, done_on: datetime.date, by: User) -> Mitigation:
    """Record that what was promised was done. Its owner may, and whoever may write the decision."""
    decision = mitigation.impact.analysis.decision
    if mitigation.owner_id != by.pk:
        require(by, Permission.DECISION_WRITE, on=decision)
    else:
        require(by, Permission.ENGAGEMENT_READ, on=decision)
    if done_on > timezone.localdate():
        raise Refused("That day is in the future. Record it once it is done.")
    mitigation.done_on = done_on
    mitigation.save(update_fields=["done_on"])
    trail.leave("finish mitigation", decision, by=by, mitigation=mitigation.pk)
    return mitigation


# --- The decision -----------------------------------------------------------------------------------------------
@action
def record_decision(
    decision: Decision, *, decided_on: datetime.date, option: Option | None, outcome: str, reasons: str, dissent: str,
    review_on: datetime.date, by: User, conditions: str = "", votes_for: int | None = None,
    votes_against: int | None = None, abstained: int | None = None,
) -> Decision:  # fmt: skip
    """Record what was decided. `option` is None when none of them was chosen. It may be mended until it is public."""
    decision = _unpublished(decision, by, Permission.DECISION_RECORD, Permission.DECISION_WRITE)
    if decision.status == Status.DRAFT:
        raise Refused("The paper was never tabled. Table it with the day of the meeting, then record the decision.")
    wrong = [] if outcome.strip() else ["Say what was decided."]
    wrong += [] if reasons.strip() else ["Give the reasons for the decision."]
    wrong += rules.missing_in_vote(votes_against=votes_against, dissent=dissent)
    if decided_on > timezone.localdate():
        wrong.append("That day is in the future. Record the decision once it is made.")
    earliest = queries.earliest_meeting(decision.engagement)
    if earliest and decided_on < earliest:
        wrong.append(f"People have 15 working days with the insight report. The earliest day is {rules.in_words(earliest)}.")
    if review_on <= decided_on:
        wrong.append("Choose a day to review the decision that is after the day of the decision.")
    if option is not None and option.decision_id != decision.pk:
        wrong.append("Choose an option of this decision.")
    if wrong:
        raise Refused(*wrong)
    decision.status = Status.DECIDED
    decision.decided_on, decision.review_on, decision.recorded_by = decided_on, review_on, by
    decision.outcome, decision.reasons, decision.conditions = outcome.strip(), reasons.strip(), conditions.strip()
    decision.dissent = dissent.strip()
    decision.votes_for, decision.votes_against, decision.abstained = votes_for, votes_against, abstained
    decision.save()
    decision.options.update(chosen=models.Case(models.When(pk=option.pk if option else None, then=True), default=False))
    _wrote(decision, by, "record decision", option=option.pk if option else None)
    return decision


@action
def publish_decision(decision: Decision, *, by: User) -> Decision:
    """Put the decision in front of the public. Somebody who wrote none of its words signs them."""
    require(by, Permission.DECISION_APPROVE, on=decision)
    Decision.objects.select_for_update().get(pk=decision.pk)
    decision = queries.decision_for(decision.engagement)
    if decision.status == Status.PUBLISHED:
        raise Refused("This decision is public already.")
    if missing := queries.missing_before_publishing(decision):
        raise Refused(*missing)
    authors = [decision.written_by, decision.recorded_by, *decision.writers.all()]
    signature = signoff.sign(decision, words=queries.words_of(decision), authors=authors, by=by)
    decision.status, decision.published_at = Status.PUBLISHED, timezone.now()
    decision.save(update_fields=["status", "published_at"])
    trail.leave("publish", decision, by=by, signature=signature.pk)
    return decision


# --- Steps that several actions share ---------------------------------------------------------------------------
def _wrote(decision: Decision, by: User, verb: str, **detail: Any) -> None:
    """Leave the trail, and keep who wrote: whoever wrote any of the words cannot sign them."""
    decision.writers.add(by)
    trail.leave(verb, decision, by=by, **detail)


def _locked(decision: Decision) -> Decision:
    found: Decision = (
        Decision.objects.select_for_update(of=("self",)).select_related("engagement", "written_by").get(pk=decision.pk)
    )
    return found


def _require_one(by: User, *permissions: Permission, on: Shared) -> None:
    if not any(may(by, permission, on=on) for permission in permissions):
        require(by, permissions[0], on=on)


def _unpublished(decision: Decision, by: User, *permissions: Permission) -> Decision:
    _require_one(by, *permissions, on=decision)
    decision = _locked(decision)
    if decision.status == Status.PUBLISHED:
        raise Refused(PUBLIC)
    return decision


def _drafted(decision: Decision, by: User) -> Decision:
    decision = _unpublished(decision, by, Permission.DECISION_WRITE)
    if decision.status != Status.DRAFT:
        raise Refused(TABLED if decision.status == Status.TABLED else "The decision is made, so the paper stays as it was.")
    return decision
