"""Narratives for tests: a whole one with partners who sign, all made up."""

import datetime
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from antiphon.narrative.actions import editions, measuring, signing, writing
from antiphon.narrative.models import (
    Ask,
    Claim,
    Clause,
    ClauseText,
    Edition,
    Evidence,
    Measure,
    Narrative,
    NarrativePartner,
    Point,
    Position,
    SetAside,
    Signatory,
    Touch,
)
from antiphon.network.models import Organisation, User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.tests.factories import make_person

_number = itertools.count(1)
WORDS = {
    "why": "People tell their story again and again. Each part of the service keeps its own notes.",
    "changes": "One team looks after you at home. It has one number, and the people who answer know you.",
    "improves": "You see one team, near your home.",
    "limits": "No hospital closes. We cannot end every wait in the first year.",
}


def make_narrative(*, owner: Organisation | None = None, lead: User | None = None, **overrides: Any) -> Narrative:
    """Return an empty narrative of an organisation, which is its first partner."""
    owner = owner or (lead.memberships.first().organisation if lead and lead.memberships.exists() else make_organisation())
    lead = lead or make_user(role="engagement_lead", organisation=owner)
    number = next(_number)
    fields = {"title": f"Care close to home {number}", "slug": f"care-close-to-home-{number}", **overrides}
    narrative = Narrative.objects.create(owner=owner, lead=lead, **fields)
    NarrativePartner.objects.create(narrative=narrative, organisation=owner)
    return narrative


def make_narrative_partner(
    *, narrative: Narrative | None = None, organisation: Organisation | None = None, **overrides: Any
) -> NarrativePartner:
    """Return an organisation that signs a narrative."""
    return NarrativePartner.objects.create(
        narrative=narrative or make_narrative(), organisation=organisation or make_organisation(), **overrides
    )


def make_signatory(*, partner: NarrativePartner | None = None, user: User | None = None, **overrides: Any) -> Signatory:
    """Return the named person who signs for a partner."""
    partner = partner or make_narrative_partner()
    user = user or make_user(role="decision_maker", organisation=partner.organisation)
    fields = {"post": "Chief executive", "named_by": partner.narrative.lead, **overrides}
    person = make_person(name=user.name, email=user.email, wants_reply=True)
    return Signatory.objects.create(partner=partner, user=user, person=person, **fields)


def make_clause(
    *, narrative: Narrative | None = None, section: str = "why", words: str = "", by: User | None = None,
    touches: Sequence[NarrativePartner] = (), **fields: Any,
) -> Clause:
    """Return a clause with its first text; with `touches`, it touches those partners alone."""
    narrative = narrative or make_narrative()
    if section == "persona":
        fields = {"heading": "Asha Vale", "fictional": True, **fields}
    return writing.add_clause(
        narrative, section=section, words=words or WORDS.get(section, "Words of a clause."), by=by or narrative.lead,
        everyone=not touches, touches=[one.pk for one in touches], **fields,
    )  # fmt: skip


def make_touch(*, clause: Clause | None = None, partner: NarrativePartner | None = None) -> Touch:
    """Return that a clause touches a partner."""
    clause = clause or make_clause()
    return Touch.objects.create(clause=clause, partner=partner or make_narrative_partner(narrative=clause.narrative))


def make_clause_text(*, clause: Clause | None = None) -> ClauseText:
    """Return the text of a clause."""
    return (clause or make_clause()).texts.get()


def make_set_aside(*, clause: Clause | None = None, **overrides: Any) -> SetAside:
    """Return words that were written while another person changed the clause."""
    clause = clause or make_clause()
    fields = {"based_on": 1, "fields": {"words": "Other words."}, "written_by": clause.narrative.lead, **overrides}
    return SetAside.objects.create(clause=clause, **fields)


def make_measure(*, narrative: Narrative | None = None, **overrides: Any) -> Measure:
    """Return a measure of a narrative."""
    narrative = narrative or make_narrative()
    fields = {"name": f"Measure {next(_number)}", "unit": "per cent", "source": "Our own count", "written_by": narrative.lead,
              **overrides}  # fmt: skip
    return Measure.objects.create(narrative=narrative, **fields)


def make_point(*, measure: Measure | None = None, **overrides: Any) -> Point:
    """Return a number of a measure."""
    measure = measure or make_measure()
    fields = {"on": timezone.localdate(), "value": Decimal("50"), "people": 100, "written_by": measure.written_by, **overrides}
    return Point.objects.create(measure=measure, **fields)


def make_claim(*, clause: Clause | None = None, **overrides: Any) -> Claim:
    """Return a claim that nothing measures."""
    clause = clause or make_clause(section="improves", words="Waits get shorter.", by_when=in_months(6))
    fields = {"words": clause.words.split("\n")[0], "listed_by": clause.narrative.lead, **overrides}
    return Claim.objects.create(clause=clause, **fields)


def make_evidence(*, clause: Clause | None = None, **overrides: Any) -> Evidence:
    """Return what was seen of a promise."""
    clause = clause or make_clause(section="statement", words="I tell my story once.", commitment="We will share notes.")
    fields = {"words": "Notes are shared in two towns.", "on": timezone.localdate(), "written_by": clause.narrative.lead,
              **overrides}  # fmt: skip
    return Evidence.objects.create(clause=clause, **fields)


def make_ask(*, partner: NarrativePartner | None = None, **overrides: Any) -> Ask:
    """Return that a partner was asked to sign."""
    partner = partner or make_narrative_partner()
    return Ask.objects.create(partner=partner, **{"asked_by": partner.narrative.lead, **overrides})


def make_position(*, clause: Clause | None = None, signatory: Signatory | None = None, **overrides: Any) -> Position:
    """Return what a partner says to a clause: it asks for a change, unless another kind is said."""
    clause = clause or make_clause()
    signatory = signatory or make_signatory(partner=make_narrative_partner(narrative=clause.narrative))
    return signing.say(
        clause, partner=signatory.partner, digest=clause.digest, by=signatory.user,
        **{"kind": "change", "comment": "Name the bus.", **overrides},
    )  # fmt: skip


def make_whole_narrative(*, partners: int = 2, **overrides: Any) -> Narrative:
    """Return a narrative with all that it must say, whose partners (the owner is the first) each have a person to sign."""
    narrative = make_narrative(**overrides)
    for _ in range(partners - 1):
        make_narrative_partner(narrative=narrative)
    for partner in narrative.partners.all():
        make_signatory(partner=partner)
    for section, words in WORDS.items():
        make_clause(narrative=narrative, section=section, words=words, by_when=in_months(6) if section == "improves" else None)
    for line in _unsettled(narrative):
        measuring.list_claim(line.clause, words=line.words, aspiration=True, by=narrative.lead)
    return narrative


def _unsettled(narrative: Narrative) -> list[Any]:
    from antiphon.narrative.queries.writing import claims_of, clauses_of

    return [one for one in claims_of(clauses_of(narrative)) if not one.settled]


def sign_all(narrative: Narrative) -> None:
    """Every partner's named person signs every part that waits."""
    from antiphon.narrative.queries.signing import board

    for one in board(narrative).partners:
        assert one.signers.signer is not None
        for line in one.lines:
            if line.stand != "signed":
                clause, signer = line.clause, one.signers.signer.user
                signing.say(clause, partner=one.partner, kind="signed", digest=clause.digest, by=signer)


def make_edition(*, narrative: Narrative | None = None, publisher: User | None = None, **said: Any) -> Edition:
    """Return a version that all have signed and a second person published."""
    narrative = narrative or make_whole_narrative()
    sign_all(narrative)
    publisher = publisher or make_user(role="director", organisation=narrative.owner)
    return editions.publish(narrative, by=publisher, **said)


def in_months(months: int) -> datetime.date:
    """Return a day so many months from today."""
    return timezone.localdate() + datetime.timedelta(days=30 * months)
