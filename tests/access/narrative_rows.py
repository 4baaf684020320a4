"""What the access matrix walks of a narrative: one of everything, shared as the engagement is."""

from typing import Any

from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import partners_of
from antiphon.narrative.models import Narrative
from antiphon.narrative.tests.factories import (
    in_months,
    make_ask,
    make_claim,
    make_clause,
    make_edition,
    make_evidence,
    make_measure,
    make_narrative_partner,
    make_point,
    make_position,
    make_set_aside,
    make_signatory,
    make_whole_narrative,
)


def of_a_narrative(engagement: Engagement) -> dict[str, Any]:
    """Make a narrative of the same owner and partners with one of everything; return what stands in its addresses."""
    narrative = make_whole_narrative(partners=1, owner=engagement.owner, works=[engagement.slug])
    make_edition(narrative=narrative)
    for partner in partners_of(engagement).all():
        make_narrative_partner(narrative=narrative, organisation=partner.organisation, way=partner.way)
    rows = more_of_a_narrative(narrative, 0)
    return {"narrative": narrative.slug, "kind": "why", **rows}


def more_of_a_narrative(narrative: Narrative, number: int) -> dict[str, Any]:
    """Add one more of everything; return the numbers that stand in addresses."""
    partner = make_narrative_partner(narrative=narrative)
    signatory = make_signatory(partner=partner)
    make_ask(partner=partner)
    clause = make_clause(narrative=narrative, section="statement", heading=f"Story {number}", words=f"I tell it once, {number}.",
                         commitment="We will share notes.", answers_for="Director of care")  # fmt: skip
    make_evidence(clause=clause)
    measure = make_measure(narrative=narrative)
    for back in range(3):
        make_point(measure=measure, on=in_months(-back), value=50 + back)
    make_claim(clause=make_clause(narrative=narrative, section="improves", words=f"Waits get shorter, {number}.",
                                  by_when=in_months(3)))  # fmt: skip
    return {
        "clause": clause.pk, "aside": make_set_aside(clause=clause).pk, "measure": measure.pk, "partner": partner.pk,
        "position": make_position(clause=clause, signatory=signatory).pk,
    }  # fmt: skip
