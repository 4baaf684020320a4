"""What the screens of the narrative say, made ready for their templates."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from antiphon.core.spc import Chart, chart
from antiphon.core.spc import Point as Number
from antiphon.narrative import compared, rules
from antiphon.narrative.actions.writing import FIELDS
from antiphon.narrative.models import Clause, Measure, Narrative, NarrativePartner, SetAside
from antiphon.narrative.queries import editions, signing, writing
from antiphon.narrative.queries.signing import Board, Line, PartnerStand
from antiphon.narrative.rules import Stand
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission

COLOURS = {Stand.SIGNED: "green", Stand.WAITING: "grey", Stand.REOPENED: "yellow", Stand.CONDITION: "orange", Stand.CHANGE: "red"}
SECTIONS = dict(Clause.Section.choices)
HINTS = {
    "why": "What people live with today, and why it cannot stay so.", "changes": "What will be different, for whom, and where.",
    "improves": "What gets better. Each part says by when.", "place": "What is true of one place. Only its partners sign it.",
    "statement": "What people told us they want, who answers for it, and what they promise.",
    "persona": "A made-up local person, so that people can picture it.",
    "limits": "What stays as it is, what we cannot do, and where we stop.",
}  # fmt: skip


def may_write(user: User, narrative: Narrative) -> bool:
    """Return whether the person may write here."""
    return may(user, Permission.NARRATIVE_WRITE, on=narrative)


def what_waits(user: User) -> list[str]:
    """Return what waits for the person, a line each, for the page “What we say”."""
    waiting, silent = len(signing.waiting_for(user)), len(signing.silent_partners(user))
    found = [f"{waiting} {'partner waits' if waiting == 1 else 'partners wait'} for your name"] if waiting else []
    return found + ([f"{silent} {'partner is' if silent == 1 else 'partners are'} silent"] if silent else [])


def listed(user: User) -> dict[str, Any]:
    """Return what the list of narratives says."""
    found = list(writing.narratives_of(user))
    numbers = editions.newest_numbers(found)
    return {
        "lines": [(one, numbers.get(one.pk, "")) for one in found], "may_start": bool(writing.owners(user)),
        "waiting": signing.waiting_for(user), "silent": signing.silent_partners(user),
    }  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of the narrative on its own page: its state in words, and how many partners signed it."""

    clause: Clause
    signed: int
    of: int
    objections: list[tuple[str, str]]
    aside: int
    evidence: str
    claims: list[writing.ClaimLine]
    partners: str


def whole(narrative: Narrative, user: User) -> dict[str, Any]:
    """Return what the page of a narrative says."""
    found = signing.board(narrative)
    standing = [one for one in found.clauses if one.removed_at is None]
    asides, evidence = writing.waiting_words(narrative), writing.latest_evidence(standing)
    claims = writing.claims_of(standing)
    parts: dict[str, list[Part]] = {key: [] for key in SECTIONS}
    for clause in standing:
        touching = [one for one in found.partners if clause.pk in one.touched]
        lines = [(one, next(line for line in one.lines if line.clause.pk == clause.pk)) for one in touching]
        seen = evidence.get(clause.pk)
        parts[clause.section].append(Part(
            clause, sum(line.stand is Stand.SIGNED for _, line in lines), len(lines),
            [(str(one.partner), line.words) for one, line in lines if line.stand in (Stand.CHANGE, Stand.CONDITION)],
            asides.get(clause.pk, 0), seen.words if seen else "",
            [one for one in claims if one.clause.pk == clause.pk and not one.settled],
            "" if clause.everyone else ", ".join(str(one.partner) for one in touching) or "No partner that signs",
        ))  # fmt: skip
    last = signing.last_edition(narrative)
    return {
        "narrative": narrative, "sections": [(key, title, HINTS[key], parts[key]) for key, title in SECTIONS.items()],
        "board": found, "writes": may_write(user, narrative), "runs": signing.may_run(user, narrative), "last": last,
        "gone": [one for one in found.clauses if one.removed_at is not None],
        "reasons": signing.in_the_way(found, last), "mine": mine(found, user), **_to_ask(found),
    }  # fmt: skip


def mine(found: Board, user: User) -> list[PartnerStand]:
    """Return the partners for whom the person signs, with words that wait."""
    return [
        one for one in found.partners
        if one.waiting and any(
            place is not None and place.user_id == user.pk and place.pk in one.signers.here
            for place in (one.signers.signer, one.signers.deputy)
        )
    ]  # fmt: skip


def _to_ask(found: Board) -> dict[str, Any]:
    return {
        "to_ask": [one for one in found.partners if one.waiting and one.ask is None],
        "asked": [one for one in found.partners if one.waiting and one.ask is not None],
    }


# --- One part ------------------------------------------------------------------------------------------------------
def as_written(clause: Clause) -> dict[str, Any]:
    """Return a part as its form begins."""
    return {
        **{name: getattr(clause, name) for name in FIELDS}, "based_on": clause.revision,
        "touching": "all" if clause.everyone else "some", "touches": [str(one.partner_id) for one in clause.touches.all()],
    }  # fmt: skip


def as_set_aside(clause: Clause, kept: SetAside) -> dict[str, Any]:
    """Return words that were set aside as the form begins: they are changed against the text that stands now."""
    said = dict(kept.fields)
    if said.get("by_when"):
        said["by_when"] = datetime.date.fromisoformat(said["by_when"])
    return {**as_written(clause), **said}


def both(narrative: Narrative, clause: Clause, kept: SetAside) -> dict[str, Any]:
    """Return the words that stand and those that were set aside, and how they differ."""
    now = writing.text_of(clause)
    return {
        "narrative": narrative, "clause": clause, "kept": kept, "now": now, "title": f"Two people changed: {clause}",
        "pieces": compared.compare(clause.words, str(kept.fields.get("words", clause.words))),
    }  # fmt: skip


def who_signed(narrative: Narrative, clause: Clause) -> list[str]:
    """Return the partners that have signed these words: a change asks them again."""
    found = signing.board(narrative)
    return [str(one.partner) for one in found.partners
            if any(line.clause.pk == clause.pk and line.stand is Stand.SIGNED for line in one.lines)]  # fmt: skip


def clause(narrative: Narrative, part: Clause, user: User) -> dict[str, Any]:
    """Return what the page of one part says: where partners stand, what they said, and every text with its changes."""
    found = signing.board(narrative)
    texts = list(writing.drafts_of(part))
    earlier = {one.revision: one for one in texts}
    drafts = [(one, compared.compare(earlier[one.revision - 1].exact, one.exact) if one.revision - 1 in earlier else [])
              for one in texts]  # fmt: skip
    touching = [
        (one, line) for one in found.partners for line in one.lines if line.clause.pk == part.pk
    ]  # fmt: skip
    return {
        "narrative": narrative, "clause": part, "drafts": drafts, "lines": touching, "colours": COLOURS,
        "positions": list(signing.positions_on(part)), "asides": list(writing.set_aside_in(part)),
        "evidence": list(part.evidence.all()), "writes": may_write(user, narrative), "exact": signing.exact_words(part),
    }  # fmt: skip


# --- Partners and signing ------------------------------------------------------------------------------------------
def partners(narrative: Narrative, user: User) -> dict[str, Any]:
    """Return what the page of partners says."""
    found = signing.board(narrative)
    everyone = list(writing.partners_of(narrative))
    return {
        "narrative": narrative, "board": found, "runs": signing.may_run(user, narrative), "colours": COLOURS,
        "readers": [one for one in everyone if one.way == NarrativePartner.Way.READS], "withdrawn": found.withdrawn,
        "names": {one.partner.pk for one in found.partners if signing.may_name_for(user, one.partner)},
        "days": {"chase": rules.CHASE_AFTER, "deputy": rules.DEPUTY_AFTER, "director": rules.DIRECTOR_AFTER}, **_to_ask(found),
    }  # fmt: skip


def to_sign(narrative: Narrative, partner: NarrativePartner, user: User) -> dict[str, Any]:
    """Return what one partner has to sign, and what it has signed."""
    stand = signing.board(narrative).of(partner)
    lines = stand.lines if stand else []
    return {
        "narrative": narrative, "partner": partner, "stand": stand, "signs": signing.signatory_for(partner, user),
        "waiting": [(line, signing.exact_words(line.clause), since_signed(line)) for line in lines if line.stand in rules.OPEN],
        "others": [line for line in lines if line.stand not in rules.OPEN], "colours": COLOURS,
    }  # fmt: skip


def line_of(narrative: Narrative, partner: NarrativePartner, clause: int) -> Line | None:
    """Return where a partner stands to one part; None when it does not touch it."""
    stand = signing.board(narrative).of(partner)
    return next((line for line in stand.lines if line.clause.pk == clause), None) if stand else None


def since_signed(line: Line) -> list[compared.Piece]:
    """Return the words with what changed since the partner last spoke to them; nothing when they are the same."""
    if line.last is None or line.last.text.digest == line.clause.digest:
        return []
    return compared.compare(line.last.text.exact, signing.exact_words(line.clause))


# --- Measures ------------------------------------------------------------------------------------------------------
def measures(narrative: Narrative, user: User) -> dict[str, Any]:
    """Return every claim with how it is settled, every statement with its measure, and every measure."""
    clauses = writing.clauses_of(narrative)
    claims = writing.claims_of(clauses)
    seen = writing.latest_evidence(clauses)
    return {
        "narrative": narrative, "writes": may_write(user, narrative), "open": [one for one in claims if not one.settled],
        "settled": [one for one in claims if one.settled], "measures": list(writing.measures_of(narrative)),
        "statements": [(one, seen.get(one.pk)) for one in clauses if one.section == "statement"],
    }  # fmt: skip


def measure(narrative: Narrative, one: Measure, user: User) -> dict[str, Any]:
    """Return a measure over time: the numbers, the chart, and what it says in words."""
    points = list(writing.points_of(one))
    return {
        "narrative": narrative, "measure": one, "points": points, "drawn": drawn(one, points),
        "writes": may_write(user, narrative),
    }  # fmt: skip


def drawn(one: Measure, points: Sequence[Any]) -> Chart | None:
    """Return the chart of a measure; None while there is nothing to draw. Numbers of fewer than ten people are left out."""
    numbers = [Number(point.on, float(point.value)) for point in points if point.people is None or point.people >= 10]
    if len(numbers) < 2:
        return None
    return chart(one.name, one.unit, numbers, better=one.better, rebased_on=one.rebased_on, rebased_why=one.rebased_why)


# --- Versions ------------------------------------------------------------------------------------------------------
def publishing(narrative: Narrative, user: User) -> dict[str, Any]:
    """Return what stands in the way of a new version, and what it would be."""
    found, last = signing.board(narrative), signing.last_edition(narrative)
    standing = [one.pk for one in found.clauses if one.removed_at is None]
    wrote = any(one.pk == user.pk for one in writing.everyone_who_wrote(narrative, standing))
    number = rules.next_number((last.major, last.minor) if last else None)
    return {
        "narrative": narrative, "last": last, "reasons": signing.in_the_way(found, last), "wrote": wrote,
        "number": f"{number[0]}.{number[1]}", "signed": found.signed, "partners": [one for one in found.partners if one.lines],
    }  # fmt: skip


def versions(narrative: Narrative, earlier: str, later: str) -> dict[str, Any]:
    """Return every version, and what changed between two of them."""
    newest = editions.published(narrative)
    if newest is None:
        return {"narrative": narrative, "newest": None}
    numbers = [newest.number, *newest.earlier]
    chosen = later if later in numbers else newest.number
    before = earlier if earlier in numbers else next(iter(numbers[numbers.index(chosen) + 1 :]), "")
    compares = []
    if before and before != chosen:
        one, two = editions.published(narrative, before), editions.published(narrative, chosen)
        assert one is not None
        assert two is not None
        compares = editions.compare_versions(one, two)
    return {"narrative": narrative, "newest": newest, "numbers": numbers, "later": chosen, "earlier": before,
            "compares": compares, "titles": SECTIONS}  # fmt: skip
