"""Publishing: what every partner has signed becomes a version that is never changed again."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.narrative import rules
from antiphon.narrative.models import Clause, ClauseText, Edition, Narrative
from antiphon.narrative.queries import signing, writing
from antiphon.narrative.queries.signing import Board
from antiphon.network.access import Body, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff


@action
def publish(narrative: Narrative, *, by: User, because: str = "", major: bool = False) -> Edition:
    """Publish the words that every partner has signed as version 1.0, or the next one. A second person does it.

    `because` is what changed because of people, in short. The version before stays readable.
    """
    require(by, Permission.NARRATIVE_PUBLISH, on=Body(narrative.owner))
    narrative = Narrative.objects.select_for_update(of=("self",)).select_related("owner").get(pk=narrative.pk)
    found = signing.board(narrative)
    last = narrative.editions.order_by("-major", "-minor").first()
    if reasons := signing.in_the_way(found, last):
        raise Refused(*reasons)
    clauses = [one for one in found.clauses if one.removed_at is None]
    content = _content(narrative, found, clauses, last)
    number = rules.next_number((last.major, last.minor) if last else None, major=major)
    words = "\n\n".join([f"{narrative.title}, version {number[0]}.{number[1]}", *(one["exact"] for one in content["clauses"])])
    authors = writing.everyone_who_wrote(narrative, [one.pk for one in clauses])
    signature = signoff.sign(narrative, words=words, authors=authors, by=by, purpose="publish")
    edition = Edition.objects.create(
        narrative=narrative, major=number[0], minor=number[1], content=content, because=because.strip(), signature=signature,
        published_by=by,
    )
    if narrative.published_at is None:
        narrative.published_at = timezone.now()
        narrative.save(update_fields=["published_at"])
    trail.leave("publish", edition, by=by, narrative=narrative.pk, number=edition.number)
    return edition


def _content(narrative: Narrative, found: Board, clauses: Sequence[Clause], last: Edition | None) -> dict[str, Any]:
    evidence = writing.latest_evidence(clauses)
    texts = writing.current_texts(narrative)
    hopes: dict[int, list[str]] = {}
    for line in writing.claims_of(clauses):
        if line.aspiration:
            hopes.setdefault(line.clause.pk, []).append(line.words)
    kept = []
    for clause in clauses:
        seen = evidence.get(clause.pk)
        kept.append({
            "key": clause.pk, "section": clause.section, "heading": clause.heading, "words": clause.words,
            "by_when": clause.by_when.isoformat() if clause.by_when else "", "commitment": clause.commitment,
            "answers_for": clause.answers_for, "fictional": clause.fictional, "language": clause.language,
            "measure": clause.measure.name if clause.measure else "", "evidence": seen.words if seen else "",
            "evidence_on": seen.on.isoformat() if seen else "", "exact": texts[clause.pk].exact, "digest": clause.digest,
            "partners": [one.partner.organisation.name for one in found.partners if clause.pk in one.touched],
            "hopes": hopes.get(clause.pk, []),
        })  # fmt: skip
    return {
        "title": narrative.title, "place": narrative.place, "owner": narrative.owner.name, "clauses": kept,
        "partners": [_signed(one) for one in found.partners if one.lines],
        "changes": _changes(narrative, clauses, last),
    }  # fmt: skip


def _signed(one: signing.PartnerStand) -> dict[str, Any]:
    newest = max((line.last for line in one.lines if line.last is not None), key=lambda position: position.pk)
    return {
        "organisation": one.partner.organisation_id, "name": one.partner.organisation.name, "post": newest.signatory.post,
        "signed_on": timezone.localtime(newest.made_at).date().isoformat(), "clauses": len(one.lines),
    }


def _changes(narrative: Narrative, clauses: Iterable[Clause], last: Edition | None) -> list[dict[str, Any]]:
    """Return what people said that changed the words since the last version, the newest reason of each clause first."""
    texts = ClauseText.objects.filter(clause__narrative=narrative).exclude(because="").order_by("clause", "revision")
    if last is not None:
        texts = texts.filter(made_at__gt=last.made_at)
    names = {one.pk: str(one) for one in clauses}
    return [
        {"clause": one.clause_id, "name": names[one.clause_id], "because": one.because, "thanks_to": one.thanks_to}
        for one in texts if one.clause_id in names
    ]  # fmt: skip
