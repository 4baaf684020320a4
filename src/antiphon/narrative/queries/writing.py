"""Reads of what is being written: narratives, clauses and their texts, measures and claims."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, QuerySet
from django.http import Http404

from antiphon.narrative import wording
from antiphon.narrative.models import (
    Claim,
    Clause,
    ClauseText,
    Evidence,
    Measure,
    Narrative,
    NarrativePartner,
    Point,
    SetAside,
    Touch,
)
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission


def narratives_of(user: User) -> QuerySet[Narrative]:
    """Return the narratives that the person may see, the system's own first."""
    found: QuerySet[Narrative] = Narrative.objects.visible_to(user).select_related("owner", "lead")
    return found.order_by("-kind", "title", "pk")


def narrative_for(user: User, slug: str) -> Narrative:
    """Return a narrative by its address, or raise Http404 for whoever has no way to it."""
    found = narratives_of(user).select_related("owner", "lead", "variant_of").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def owners(user: User) -> QuerySet[Organisation]:
    """Return the organisations for which the person may start a narrative."""
    return own_organisations(user, Permission.NARRATIVE_PUBLISH)


def touching() -> "Prefetch[str]":
    """Return how the partners that a clause touches are fetched with it."""
    return Prefetch("touches", queryset=Touch.objects.select_related("partner__organisation"))


def clauses_of(narrative: Narrative) -> list[Clause]:
    """Return the clauses that stand, in the order of reading, with whom they touch, claims and evidence."""
    order = {section: number for number, section in enumerate(Clause.Section.values)}
    found = narrative.clauses.filter(removed_at__isnull=True).select_related("measure").prefetch_related(
        touching(), "claims__measure", "evidence"
    )
    return sorted(found, key=lambda one: (order[one.section], one.place, one.pk))


def clause_in(narrative: Narrative, pk: int) -> Clause:
    """Return one clause of a narrative, or raise Http404."""
    found = narrative.clauses.select_related("narrative__owner", "measure").prefetch_related(touching()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def text_of(clause: Clause) -> ClauseText:
    """Return the text of a clause as it stands."""
    return clause.texts.select_related("written_by").get(revision=clause.revision)


def current_texts(narrative: Narrative) -> dict[int, ClauseText]:
    """Return the text of each clause as it stands, by the clause's number; of those taken out, too."""
    found = ClauseText.objects.filter(clause__narrative=narrative, revision=F("clause__revision"))
    return {one.clause_id: one for one in found.select_related("written_by")}


def drafts_of(clause: Clause) -> QuerySet[ClauseText]:
    """Return every text that a clause has had, the newest first."""
    return clause.texts.select_related("written_by").order_by("-revision")


def set_aside_in(clause: Clause) -> QuerySet[SetAside]:
    """Return the words that were set aside since another person changed the clause, and that nobody has dealt with."""
    return clause.set_aside.filter(dealt_at__isnull=True).select_related("written_by")


def waiting_words(narrative: Narrative) -> dict[int, int]:
    """Return how many set-aside texts wait, by the clause's number."""
    rows = SetAside.objects.filter(clause__narrative=narrative, dealt_at__isnull=True)
    return dict(rows.values_list("clause").annotate(number=Count("pk")))


def everyone_who_wrote(narrative: Narrative, clauses: Iterable[int]) -> list[User]:
    """Return who wrote the words that stand now in these clauses."""
    texts = current_texts(narrative)
    return list({one.written_by_id: one.written_by for pk, one in texts.items() if pk in set(clauses)}.values())


def partners_of(narrative: Narrative) -> QuerySet[NarrativePartner]:
    """Return the partners of a narrative, by name."""
    return narrative.partners.select_related("organisation", "withdrew_by").order_by("organisation__name", "pk")


def partner_in(narrative: Narrative, pk: int) -> NarrativePartner:
    """Return one partner of a narrative, or raise Http404."""
    found = partners_of(narrative).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def could_join(narrative: Narrative) -> QuerySet[Organisation]:
    """Return the bodies that are no partner yet."""
    return Organisation.objects.filter(ends_on__isnull=True).exclude(pk__in=narrative.partners.values("organisation")).order_by(
        "name"
    )


# --- Measures and claims -------------------------------------------------------------------------------------------
def measures_of(narrative: Narrative) -> QuerySet[Measure]:
    """Return the measures of a narrative with how many numbers each has."""
    return narrative.measures.annotate(numbers=Count("points")).order_by("name", "pk")


def measure_in(narrative: Narrative, pk: int) -> Measure:
    """Return one measure of a narrative, or raise Http404."""
    found = narrative.measures.select_related("narrative__owner").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def points_of(measure: Measure) -> QuerySet[Point]:
    """Return the numbers of a measure, the oldest first."""
    return measure.points.order_by("on", "pk")


def claim_in(narrative: Narrative, pk: int) -> Claim:
    """Return one claim of a narrative, or raise Http404."""
    found = Claim.objects.filter(clause__narrative=narrative, pk=pk).select_related("clause__narrative__owner", "measure").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class ClaimLine:
    """A sentence of a clause that says something will be better: listed (then `claim` is there), or found by a rule."""

    clause: Clause
    words: str
    claim: Claim | None

    @property
    def measured(self) -> bool:
        return self.claim is not None and self.claim.measure_id is not None

    @property
    def aspiration(self) -> bool:
        return self.claim is not None and self.claim.aspiration

    @property
    def settled(self) -> bool:
        return self.measured or self.aspiration


def claims_of(clauses: Iterable[Clause]) -> list[ClaimLine]:
    """Return every claim of these clauses (`clauses_of`), what a person listed and what a rule finds.

    What a person listed and does not stand in the words any more is gone. A sentence of the rule in which a listed claim
    stands is not said twice. Claims are looked for where the narrative says what changes and gets better.
    """
    found = []
    for clause in clauses:
        if clause.section in ("limits", "persona"):
            continue
        listed = [one for one in clause.claims.all() if wording.stands_in(one.words, clause.words)]
        found += [ClaimLine(clause, one.words, one) for one in listed]
        if clause.section in ("changes", "improves", "place"):
            found += [
                ClaimLine(clause, words, None)
                for words in wording.claims_in(clause.words)
                if not any(wording.stands_in(one.words, words) or wording.stands_in(words, one.words) for one in listed)
            ]
    return found


def latest_evidence(clauses: Iterable[Clause]) -> dict[int, Evidence]:
    """Return the newest evidence of each clause (`clauses_of`), by the clause's number."""
    found = {}
    for clause in clauses:
        known = list(clause.evidence.all())
        if known:
            found[clause.pk] = max(known, key=lambda one: (one.on, one.pk))
    return found


def pulse_measure(narrative: Narrative) -> Measure | None:
    """Return the measure that asks people whether they understand what is changing."""
    return narrative.measures.filter(is_pulse=True).order_by("pk").first()


def linked_to(work: str) -> QuerySet[Narrative]:
    """Return the narratives on which people say what they think in this engagement."""
    return Narrative.objects.filter(works__contains=[work])
