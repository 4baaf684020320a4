"""Who has signed what: where each partner stands to each clause that touches it, and who is silent."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.narrative import rules, wording
from antiphon.narrative.models import Ask, Clause, Edition, Narrative, NarrativePartner, Position, Signatory
from antiphon.narrative.queries.writing import claims_of, clauses_of, partners_of, touching
from antiphon.narrative.rules import OPEN, Stand
from antiphon.network.access import allowed_in, holds, organisations_of
from antiphon.network.models import Membership, User
from antiphon.network.roles import ROLES, Permission


# --- Who signs -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Signers:
    """Who signs for a partner, and who is still there to do it."""

    signer: Signatory | None = None
    deputy: Signatory | None = None
    here: frozenset[int] = frozenset()

    @property
    def signer_here(self) -> bool:
        return self.signer is not None and self.signer.pk in self.here

    @property
    def deputy_here(self) -> bool:
        return self.deputy is not None and self.deputy.pk in self.here


def signers_of(partners: Iterable[NarrativePartner]) -> dict[int, Signers]:
    """Return who signs for each partner, by its number. Whoever has no role there any more has left. Two queries."""
    several = list(partners)
    rows = list(Signatory.objects.filter(partner__in=several, ended_at__isnull=True).select_related("user", "partner"))
    here = _here(rows)
    found: dict[int, dict[str, Signatory]] = defaultdict(dict)
    for one in rows:
        found[one.partner_id][one.place] = one
    return {
        partner.pk: Signers(found[partner.pk].get("signer"), found[partner.pk].get("deputy"), here) for partner in several
    }


def _here(rows: Sequence[Signatory]) -> frozenset[int]:
    today = timezone.localdate()
    held = set(
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), user__in=[one.user_id for one in rows], starts_on__lte=today,
            user__is_active=True,
        ).values_list("user", "organisation")
    )  # fmt: skip
    return frozenset(one.pk for one in rows if (one.user_id, one.partner.organisation_id) in held)


def signatory_for(partner: NarrativePartner, user: User) -> Signatory | None:
    """Return the place by which a person signs for a partner now; None when they do not, or have left it."""
    signers = signers_of([partner])[partner.pk]
    for one in (signers.signer, signers.deputy):
        if one is not None and one.user_id == user.pk and one.pk in signers.here:
            return one
    return None


def who_could_sign(partner: NarrativePartner) -> QuerySet[User]:
    """Return the people of a partner who may be named to sign for it."""
    today = timezone.localdate()
    may_sign = [key for key, role in ROLES.items() if Permission.NARRATIVE_SIGN in role.allows]
    held = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), organisation=partner.organisation_id, role__in=may_sign,
        starts_on__lte=today,
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True, kind=User.Kind.PERSON).order_by("name", "pk")


def may_name_for(user: User, partner: NarrativePartner) -> bool:
    """Return whether a person may say who signs for a partner: they run the narrative, or direct the partner."""
    return may_run(user, partner.narrative) or holds(user, Permission.NARRATIVE_SIGN, organisation=partner.organisation_id)


def may_run(user: User, narrative: Narrative) -> bool:
    """Return whether a person asks, names partners and publishes: by their role in the organisation that owns it."""
    mine = organisations_of(user)
    return narrative.owner_id in mine and holds(user, Permission.NARRATIVE_PUBLISH, organisation=narrative.owner_id)


# --- Where each partner stands -------------------------------------------------------------------------------------
def to_sign(narrative: Narrative) -> list[Clause]:
    """Return the clauses that partners sign: those that stand, and those that were signed before and are taken out since
    the last version."""
    gone = narrative.clauses.filter(removed_at__isnull=False, positions__kind__in=["signed", "condition"]).distinct()
    last = Edition.objects.filter(narrative=narrative).order_by("-major", "-minor").first()
    if last is not None:
        gone = gone.filter(removed_at__gt=last.made_at)
    return [*clauses_of(narrative), *gone.select_related("measure").prefetch_related(touching()).order_by("pk")]


def touched_by(clause: Clause, partners: Iterable[NarrativePartner]) -> list[NarrativePartner]:
    """Return those of the partners who sign and whom a clause touches."""
    signing = [one for one in partners if one.signs]
    if clause.everyone:
        return signing
    touched = {touch.partner_id for touch in clause.touches.all()}
    return [one for one in signing if one.pk in touched]


@dataclass(frozen=True)
class Line:
    """Where one partner stands to one clause, and the last it said to it."""

    clause: Clause
    stand: Stand
    last: Position | None = None

    @property
    def words(self) -> str:
        return rules.STAND_WORDS[self.stand]


@dataclass
class PartnerStand:
    """Where a partner stands to every clause that touches it."""

    partner: NarrativePartner
    signers: Signers
    lines: list[Line] = field(default_factory=list)
    ask: Ask | None = None

    @property
    def touched(self) -> set[int]:
        """The numbers of the clauses that touch it."""
        return {one.clause.pk for one in self.lines}

    @property
    def waiting(self) -> list[Line]:
        """The partner's turn."""
        return [one for one in self.lines if one.stand in OPEN]

    @property
    def objections(self) -> list[Line]:
        """Our turn: changes and conditions."""
        return [one for one in self.lines if one.stand in (Stand.CHANGE, Stand.CONDITION)]

    @property
    def signed(self) -> list[Line]:
        return [one for one in self.lines if one.stand is Stand.SIGNED]

    @property
    def all_signed(self) -> bool:
        return bool(self.lines) and len(self.signed) == len(self.lines)

    @property
    def reopened(self) -> bool:
        return any(one.stand is Stand.REOPENED for one in self.lines)

    @property
    def days(self) -> int | None:
        """How many days ago it was asked, while it has not answered."""
        return (timezone.localdate() - timezone.localtime(self.ask.made_at).date()).days if self.ask else None

    @property
    def silent(self) -> bool:
        return self.ask is not None and self.ask.director_at is not None


@dataclass(frozen=True)
class Board:
    """The whole of a sign-off: every clause to sign, and where every partner stands."""

    narrative: Narrative
    clauses: list[Clause]
    partners: list[PartnerStand]
    withdrawn: list[NarrativePartner]
    missing: list[str]

    @property
    def unsigned(self) -> int:
        return sum(len(one.lines) - len(one.signed) for one in self.partners)

    @property
    def signed(self) -> int:
        return sum(len(one.signed) for one in self.partners)

    def of(self, partner: NarrativePartner) -> PartnerStand | None:
        """Return where one partner stands; None when it does not sign."""
        return next((one for one in self.partners if one.partner.pk == partner.pk), None)


def board(narrative: Narrative) -> Board:
    """Return where every partner stands to every clause. The number of queries does not grow with either."""
    clauses, partners = to_sign(narrative), list(partners_of(narrative))
    signing = [one for one in partners if one.signs]
    signers = signers_of(signing)
    asks = {one.partner_id: one for one in Ask.objects.filter(partner__in=signing, ended_at__isnull=True)}
    said: Mapping[tuple[int, int], list[Position]] = defaultdict(list)
    positions = Position.objects.filter(clause__narrative=narrative).select_related(
        "text", "signatory", "given_by", "replied_by", "signature"
    )
    for one in positions.order_by("pk"):
        said[one.partner_id, one.clause_id].append(one)
    touched = {clause.pk: {one.pk for one in touched_by(clause, signing)} for clause in clauses}
    stands = []
    for partner in signing:
        found = PartnerStand(partner, signers[partner.pk], ask=asks.get(partner.pk))
        for clause in clauses:
            if partner.pk in touched[clause.pk]:
                told = said[partner.pk, clause.pk]
                stand = rules.stand([(one.kind, one.text.digest) for one in told], clause.digest)
                found.lines.append(Line(clause, stand, told[-1] if told else None))
        stands.append(found)
    unnamed = [str(one.partner) for one in stands if one.lines and one.signers.signer is None and one.signers.deputy is None]
    return Board(narrative, clauses, stands, [one for one in partners if one.withdrew_at], missing(clauses, touched, unnamed))


def missing(clauses: Sequence[Clause], touched: Mapping[int, set[int]], unnamed: Sequence[str] = ()) -> list[str]:
    """Return what must be put right before partners are asked to sign."""
    standing = [one for one in clauses if one.removed_at is None]
    drafted = [
        rules.Drafted(
            section=one.section, name=one.heading or " ".join(one.words.split()[:8]), by_when=one.by_when,
            commitment=one.commitment, answers_for=one.answers_for, fictional=one.fictional,
            measured=one.measure_id is not None, touches=len(touched.get(one.pk, ())),
        )
        for one in standing
    ]  # fmt: skip
    claims = [rules.Claimed(one.words, one.measured, one.aspiration) for one in claims_of(standing)]
    return rules.missing(drafted, claims, unnamed)


def in_the_way(found: Board, last: Edition | None) -> list[str]:
    """Return what stands in the way of publishing a version; nothing when it can be published."""
    reasons = list(found.missing)
    for one in found.partners:
        for line in one.lines:
            if line.stand is not Stand.SIGNED:
                reasons.append(f"{one.partner} has not signed “{line.clause}”: {line.words.lower()}.")
    if last is not None and {one["digest"] for one in last.content["clauses"]} == {
        one.digest for one in found.clauses if one.removed_at is None
    } and last.content["title"] == found.narrative.title:
        reasons.append(f"Nothing has changed since version {last.number}.")
    return reasons


def last_edition(narrative: Narrative) -> Edition | None:
    """Return the newest version, or None before the first."""
    return narrative.editions.order_by("-major", "-minor").first()


def position_in(narrative: Narrative, pk: int) -> Position:
    """Return one thing that a partner said, or raise Http404."""
    found = Position.objects.select_related("clause__narrative", "partner__organisation", "text").filter(
        clause__narrative=narrative, pk=pk
    ).first()
    if found is None:
        raise Http404
    return found


def positions_on(clause: Clause) -> QuerySet[Position]:
    """Return everything that partners said to a clause, with the words they said it to, the newest first."""
    return clause.positions.select_related(
        "text", "partner__organisation", "given_by", "signatory", "signature", "replied_by"
    ).order_by("-pk")


# --- Silence -------------------------------------------------------------------------------------------------------
def open_asks() -> QuerySet[Ask]:
    """Return every ask that no partner has answered."""
    return Ask.objects.filter(ended_at__isnull=True).select_related(
        "partner__organisation", "partner__narrative__owner"
    ).order_by("pk")


def silence_of(ask: Ask, signers: Signers) -> rules.Silence:
    """Return an ask as the rules see it."""
    return rules.Silence(
        timezone.localtime(ask.made_at).date(), chased=ask.chased_at is not None, deputy_asked=ask.deputy_at is not None,
        with_director=ask.director_at is not None, signer_here=signers.signer_here, deputy_here=signers.deputy_here,
    )


def silent_partners(user: User) -> list[Ask]:
    """Return the partners whose silence has come to the director's page, of narratives that the person runs."""
    mine = allowed_in(user, Permission.NARRATIVE_PUBLISH)
    found = open_asks().filter(director_at__isnull=False, partner__narrative__owner__in=mine)
    return [one for one in found if one.partner.signs]


@dataclass(frozen=True)
class ToSign:
    """Words that wait for a person's name: of which narrative, for which partner, since when."""

    narrative: Narrative
    partner: NarrativePartner
    asked_on: datetime.date
    due_on: datetime.date
    again: bool


def waiting_for(user: User) -> list[ToSign]:
    """Return what waits for a person to sign: as the named person, or as the deputy once asked."""
    places = Signatory.objects.filter(user=user, ended_at__isnull=True).select_related(
        "partner__organisation", "partner__narrative"
    )
    rows = list(places)
    here = _here(rows)
    by_partner = {one.partner_id: one for one in rows if one.pk in here}
    found = []
    for ask in open_asks().filter(partner__in=list(by_partner)):
        place = by_partner[ask.partner_id]
        if ask.partner.signs and (place.place == Signatory.Place.SIGNER or ask.deputy_at):
            on = timezone.localtime(ask.made_at).date()
            due = on + datetime.timedelta(days=rules.CHASE_AFTER)
            found.append(ToSign(ask.partner.narrative, ask.partner, on, due, ask.again))
    return found


def run_by(user: User) -> list[Narrative]:
    """Return the narratives that the person runs, by their role in the organisation that owns each."""
    mine = allowed_in(user, Permission.NARRATIVE_PUBLISH)
    return list(Narrative.objects.filter(owner__in=mine).select_related("owner")) if mine else []


def to_answer(user: User) -> list[tuple[Narrative, str, int]]:
    """Return the changes and conditions that wait for our answer: of which narrative, what, and to which part."""
    found = Position.objects.filter(
        clause__narrative__in=run_by(user), kind__in=["change", "condition"], replied_at__isnull=True,
        text__digest=F("clause__digest"), clause__removed_at__isnull=True, partner__withdrew_at__isnull=True,
    ).select_related("clause__narrative", "partner__organisation").order_by("pk")
    last = {(one.partner_id, one.clause_id): one for one in found}
    return [
        (one.clause.narrative, f"{one.partner}: {one.get_kind_display().lower()}", one.clause_id) for one in last.values()
    ]


def to_ask_again(user: User) -> list[tuple[Narrative, int]]:
    """Return the narratives of which words have changed since partners signed, with how many have not been asked again.

    The number of queries does not grow with narratives or partners.
    """
    narratives = {one.pk: one for one in run_by(user)}
    if not narratives:
        return []
    asked = set(Ask.objects.filter(partner__narrative__in=narratives, ended_at__isnull=True).values_list("partner", flat=True))
    rows = Position.objects.filter(
        clause__narrative__in=narratives, kind="signed", clause__removed_at__isnull=True, partner__withdrew_at__isnull=True,
        partner__way=NarrativePartner.Way.CONTRIBUTES,
    ).values_list("partner", "clause__narrative", "clause", "clause__digest", "text__digest")
    settled = {
        (row[0], row[1]) for row in Position.objects.filter(
            clause__narrative__in=narratives, kind__in=list(rules.SETTLES), text__digest=F("clause__digest")
        ).values_list("partner", "clause")
    }
    waiting: dict[int, set[int]] = defaultdict(set)
    for partner, narrative, clause, now, then in rows:
        if now != then and (partner, clause) not in settled and partner not in asked:
            waiting[narrative].add(partner)
    return [(narratives[pk], len(partners)) for pk, partners in waiting.items()]


def section_title(section: str) -> str:
    """Return the heading of a section."""
    return dict(Clause.Section.choices)[section]


def exact_words(clause: Clause) -> str:
    """Return the exact words of a clause as they are signed; of one that was taken out, that it was."""
    said = wording.Said(clause.section, clause.heading, clause.words, clause.by_when, clause.commitment, clause.answers_for,
                        clause.fictional)  # fmt: skip
    exact = wording.exact(said, section_title(clause.section))
    return f"{wording.TAKEN_OUT}\n\n{exact}" if clause.removed_at else exact
