"""Measures, claims and evidence: what the narrative says will be better, and how anyone can see whether it is."""

import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.narrative import wording
from antiphon.narrative.models import Claim, Clause, Evidence, Measure, Narrative, Point
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission


@action
def add_measure(
    narrative: Narrative, *, name: str, unit: str, source: str, better: str, by: User, is_pulse: bool = False
) -> Measure:
    """Say how something will be counted."""
    require(by, Permission.NARRATIVE_WRITE, on=narrative)
    name = " ".join(name.split())
    if not (name and unit.strip() and source.strip()):
        raise Refused("Say what is counted, what a number means, and where the numbers come from.")
    try:
        with transaction.atomic():
            measure = Measure.objects.create(
                narrative=narrative, name=name[:160], unit=unit.strip()[:60], source=source.strip()[:200], better=better,
                is_pulse=is_pulse, written_by=by,
            )  # fmt: skip
    except IntegrityError as problem:
        raise Refused("There is a measure of this name already.") from problem
    trail.leave("add measure", measure, by=by)
    return measure


@action
def drop_measure(measure: Measure, *, by: User) -> None:
    """Take a measure out that nothing rests on."""
    require(by, Permission.NARRATIVE_WRITE, on=measure.narrative)
    trail.leave("drop measure", measure, by=by)
    try:
        measure.delete()
    except ProtectedError as problem:
        raise Refused("Claims or statements rest on this measure. Give them another one first.") from problem


@action
def add_point(measure: Measure, *, on: datetime.date, value: Decimal, by: User, people: int | None = None) -> Point:
    """Write down one number of a measure. A day that has a number already gets the new one; the old one is on the trail."""
    require(by, Permission.NARRATIVE_WRITE, on=measure.narrative)
    if on > timezone.localdate():
        raise Refused("The day has not come yet.")
    point, made = Point.objects.update_or_create(
        measure=measure, on=on, defaults={"value": value, "people": people, "written_by": by}
    )
    trail.leave("add point" if made else "correct point", point, by=by, value=str(value))
    return point


@action
def rebase(measure: Measure, *, on: datetime.date | None, why: str, by: User) -> Measure:
    """Draw the limits of a measure anew from a day, for a reason that is shown; without a day, from the first number again."""
    require(by, Permission.NARRATIVE_WRITE, on=measure.narrative)
    if on is not None and not why.strip():
        raise Refused("Say what changed on that day. Limits are drawn anew only for a reason.")
    measure.rebased_on, measure.rebased_why = on, why.strip()[:200] if on else ""
    measure.save(update_fields=["rebased_on", "rebased_why"])
    trail.leave("rebase", measure, by=by, on=str(on))
    return measure


@action
def list_claim(clause: Clause, *, words: str, by: User, measure: Measure | None = None, aspiration: bool = False) -> Claim:
    """List words of a clause as a claim, and settle it: measured, or a hope. Listing the same words again changes it."""
    require(by, Permission.NARRATIVE_WRITE, on=clause.narrative)
    words = " ".join(words.split())
    if len(words) > 400:
        raise Refused("Choose the words that say what will be better: 400 letters at the most.")
    if not wording.stands_in(words, clause.words):
        raise Refused("These words do not stand in this part. Copy them from it.")
    if measure is not None and measure.narrative_id != clause.narrative_id:
        raise Refused("That measure belongs to another narrative.")
    if measure is not None and aspiration:
        raise Refused("Choose one: it is measured, or it is a hope.")
    claim, _ = Claim.objects.update_or_create(
        clause=clause, words=words, defaults={"measure": measure, "aspiration": aspiration, "listed_by": by}
    )
    trail.leave("list claim", claim, by=by, measure=measure.pk if measure else None, aspiration=aspiration)
    return claim


@action
def drop_claim(claim: Claim, *, by: User) -> None:
    """List these words as a claim no longer. Where a rule finds them, they are on the list again, unsettled."""
    require(by, Permission.NARRATIVE_WRITE, on=claim.clause.narrative)
    trail.leave("drop claim", claim, by=by)
    claim.delete()


@action
def measure_statement(clause: Clause, *, measure: Measure | None, by: User) -> Clause:
    """Say which measure shows whether the promise behind an I-statement is kept."""
    require(by, Permission.NARRATIVE_WRITE, on=clause.narrative)
    if clause.section != Clause.Section.STATEMENT:
        raise Refused("Only what people told us they want has a measure of its own. Other parts have claims.")
    if measure is not None and measure.narrative_id != clause.narrative_id:
        raise Refused("That measure belongs to another narrative.")
    Clause.objects.filter(pk=clause.pk).update(measure=measure)
    clause.measure = measure
    trail.leave("measure statement", clause, by=by, measure=measure.pk if measure else None)
    return clause


@action
def add_evidence(clause: Clause, *, words: str, on: datetime.date, by: User, link: str = "") -> Evidence:
    """Write down what shows how far a promise is kept. What was written before stays."""
    require(by, Permission.NARRATIVE_WRITE, on=clause.narrative)
    if clause.section != Clause.Section.STATEMENT:
        raise Refused("Evidence belongs to what people told us they want.")
    if not words.strip():
        raise Refused("Say what was seen.")
    if on > timezone.localdate():
        raise Refused("The day has not come yet.")
    evidence = Evidence.objects.create(clause=clause, words=wording.cleaned(words), on=on, link=link, written_by=by)
    trail.leave("add evidence", evidence, by=by, clause=clause.pk)
    return evidence
