"""What can be read of asks: who may be drawn, who was, exactly what would be sent, and what a person has to do by hand."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import formats, timezone

from antiphon.core.sealing import key_for
from antiphon.delivery import letters
from antiphon.delivery.queries import summaries
from antiphon.delivery.rules import sum_in_words
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.panels import rules, selection
from antiphon.panels.models import Ask, Draw, Errand, Invitation, Member, Panel
from antiphon.panels.profile import characteristics
from antiphon.panels.queries.panels import Listed, counted_asks, path_of, with_names
from antiphon.panels.rules import Route
from antiphon.people.queries import Reach, reach_of

INVITATION = "panels/invitation"
STANDING = [Invitation.Status.DRAWN, Invitation.Status.ASKED, Invitation.Status.ACCEPTED]


# --- Who may be asked ------------------------------------------------------------------------------------------
def barred(panel: Panel, members: Collection[Member], ask: Ask | None = None) -> dict[int, str]:
    """Return why each of these must not be asked now, by number; those who may be are not in it. The rule in one place."""
    today = timezone.localdate()
    reach = reach_of(member.person for member in members)
    asked = dict(counted_asks(Member.objects.filter(pk__in=[member.pk for member in members])).values_list("pk", "asked"))
    drawn = set(ask.invitations.values_list("member", flat=True)) if ask else set()
    found = {}
    for member in members:
        road = reach.get(member.person, Reach())
        # Someone who is drawn and not asked yet counts as asked once: that one is not held against them here.
        count = asked[member.pk] - (0 if ask else 1)
        why = rules.why_not_asked(
            left=member.left_at is not None, resting=member.resting_since is not None,
            unwilling=bool(road.email_key) and not road.wants_reply, term_over=member.term_ends_on < today,
            asked=count, cap=panel.cap, already=member.pk in drawn,
        )  # fmt: skip
        if why:
            found[member.pk] = why
    return found


@dataclass(frozen=True)
class Eligible:
    """Who may be drawn for an ask, and why the others may not: (reason, how many)."""

    members: list[Member]
    why_not: Counter[str]

    @property
    def in_words(self) -> str:
        said = [f"{count:,} {rules.WHY_NOT[why]}" for why, count in sorted(self.why_not.items())]
        return f"Of the members, {rules.in_words(said)}." if said else ""


def eligible(panel: Panel, ask: Ask) -> Eligible:
    """Return who may be drawn for an ask now. Three queries."""
    members = list(panel.members.standing().order_by("pk"))
    out = barred(panel, members, ask)
    return Eligible([member for member in members if member.pk not in out], Counter(out.values()))


# --- Asks, draws and invitations -------------------------------------------------------------------------------
def asks_of(panel: Panel) -> QuerySet[Ask]:
    """Return the asks of a panel with how many were drawn, asked and said yes or no, newest first."""
    counts = {status: Count("invitations", filter=Q(invitations__status=status)) for status in Invitation.Status.values}
    return panel.asks.annotate(**{f"number_{name}": count for name, count in counts.items()}).order_by("-pk")


def ask_for(user: User, pk: int) -> Ask:
    """Return an ask by number, for those who run the panel."""
    found = Ask.objects.select_related("panel__owner", "made_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    require(user, Permission.PANEL_MANAGE, on=found.panel)
    return found


def in_it(ask: Ask) -> QuerySet[Invitation]:
    """Return the invitations that hold a place: drawn, asked or accepted, of members who have not left."""
    return ask.invitations.filter(status__in=STANDING, member__left_at__isnull=True).select_related("member")


def invitations_of(ask: Ask) -> list[tuple[Invitation, Listed]]:
    """Return who was drawn, with names, by draw and number."""
    found = list(ask.invitations.select_related("member", "draw", "noted_by").order_by("draw__number", "pk"))
    names = {one.member.pk: one for one in with_names(invitation.member for invitation in found)}
    return [(invitation, names[invitation.member_id]) for invitation in found]


def invitation_in(ask: Ask, pk: int) -> Invitation:
    """Return one invitation of an ask, or raise Http404."""
    found = ask.invitations.select_related("member", "ask__panel").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def draws_of(ask: Ask) -> QuerySet[Draw]:
    """Return the draws of an ask, in order."""
    return ask.draws.select_related("drawn_by").order_by("number")


@dataclass(frozen=True)
class QuotaLine:
    """What one quota of a draw came to, in words."""

    characteristic: str
    category: str
    wanted: str
    count: int
    short: int
    over: int


def quota_lines(draw: Draw) -> list[QuotaLine]:
    """Return what each quota of a draw came to, those who were in already counted in."""
    words = characteristics(draw.ask.panel.places)
    lines = []
    for one in draw.outcomes:
        count = one["there"] + one["drawn"]
        characteristic = words[one["characteristic"]]
        lines.append(QuotaLine(
            characteristic.text, characteristic.words(one["category"]),
            str(one["low"]) if one["low"] == one["high"] else f"{one['low']} to {one['high']}",
            count, max(0, one["low"] - count), max(0, count - one["high"]),
        ))  # fmt: skip
    return lines


def shortfalls(draw: Draw) -> list[str]:
    """Return what a draw could not do, as sentences; none when every quota is met."""
    found = [f"{draw.missing} fewer than you wanted: there were no more members who can be asked."] if draw.missing else []
    for line in quota_lines(draw):
        there = f"there {'is' if line.count == 1 else 'are'} {line.count}"
        about = f"{line.characteristic}, {line.category}: wanted {line.wanted}, {there}"
        if line.short:
            found.append(f"{about}. {line.short} too few.")
        elif line.over:
            found.append(f"{about}. {line.over} too many.")
    return found


def fingerprint(candidates: Sequence[selection.Candidate], outcomes: Sequence[selection.Outcome]) -> str:
    """Return what stands for the pool and the quotas of a draw, and tells nobody's profile."""
    people = [[one.number, sorted(one.profile.items())] for one in sorted(candidates, key=lambda one: one.number)]
    wanted = [[*one.quota.cell, one.quota.low, one.quota.high, one.there] for one in outcomes]
    return key_for("draw", json.dumps([people, wanted], ensure_ascii=False))


@dataclass(frozen=True)
class Repeated:
    """What came of doing a draw again with its own seed: whether the pool is as it was, and the same were drawn."""

    unchanged: bool
    same: bool


def repeat(draw: Draw) -> Repeated:
    """Do a draw again from its seed, pool and quotas, and compare. Profiles that changed since are found out."""
    profiles = dict(Member.objects.filter(pk__in=draw.pool).values_list("pk", "profile"))
    candidates = [selection.Candidate(pk, profiles.get(pk, {})) for pk in draw.pool]
    wanted = [selection.Quota(one["characteristic"], one["category"], one["low"], one["high"]) for one in draw.outcomes]
    there = {(one["characteristic"], one["category"]): one["there"] for one in draw.outcomes}
    found = selection.select(candidates, wanted, size=draw.size, seed=draw.seed, there=there)
    chosen = sorted(draw.invitations.values_list("member", flat=True))
    return Repeated(fingerprint(candidates, found.outcomes) == draw.digest, list(found.chosen) == chosen)


# --- Letters ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sent:
    """How many members a letter went to, by how many e-mails and errands."""

    members: int = 0
    emails: int = 0
    errands: int = 0


def routes(members: Iterable[Member]) -> dict[int, Route]:
    """Return how a letter reaches each member, by their number."""
    some = list(members)
    reach = reach_of(member.person for member in some)
    return {
        member.pk: rules.route(member.access, has_email=bool(road.email_key), has_telephone=road.telephone, has_post=road.post)
        for member in some for road in [reach.get(member.person, Reach())]
    }  # fmt: skip


BESIDE = {
    "bsl": "We will also send you this in a British Sign Language (BSL) video.",
    "easy_read": "We will also send you this in easy read.",
    "audio": "We will also send you this as a recording.",
    "post": "We will also send you this by post.",
    "ring": "We will also ring you about this.",
    "translate": "We will also send you this in your language.",
}


def letter_facts(member: Member, road: Route, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a letter says to one member: their own link, how their needs are met, and what it is about."""
    support = member.access.support_lines
    return {
        "panel": member.panel.name, "path": path_of(member), "large_print": road.large_print,
        "beside": [BESIDE[kind] for kind in road.errands] if road.email else [], "support": support,
        "telephone": settings.CONTACT["telephone"], **facts,
    }  # fmt: skip


def occasion_of(ask: Ask) -> str:
    """Return the occasion of inviting members to an ask."""
    return f"panel-ask:{ask.pk}"


def invitation_facts(ask: Ask, invitation: int) -> dict[str, Any]:
    """Return what an invitation says besides a member's own link and needs."""
    return {
        "ask": ask.title, "words": ask.words, "when_and_where": ask.when_and_where, "offers": ask.offers,
        "reply_by": formats.date_format(ask.reply_by, "j F Y") if ask.reply_by else "", "invitation": invitation,
    }  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One letter as it will go: to whom, how, and its words."""

    to: Listed
    road: Route
    letter: letters.Letter


@dataclass(frozen=True)
class Preview:
    """Exactly what pressing “send” does now."""

    members: int = 0
    emails: int = 0
    addresses: int = 0
    errands: Counter[str] = field(default_factory=Counter)
    barred: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

    @property
    def errand_lines(self) -> list[tuple[str, int]]:
        return [(kind.title, self.errands[key]) for key, kind in rules.ERRANDS.items() if self.errands[key]]

    @property
    def barred_lines(self) -> list[str]:
        words = {**rules.WHY_NOT, "left": "have left"}
        return [f"{count} {words[why]}" for why, count in sorted(self.barred.items())]


MOST_SAMPLES = 5


def preview(ask: Ask, house: Mapping[str, str]) -> Preview:
    """Return what sending would do: how many letters and errands, and samples of each kind. It sends nothing.

    `house` is what every letter may say: the system's name and address.
    """
    waiting = list(ask.invitations.filter(status=Invitation.Status.DRAWN).select_related("member__panel").order_by("pk"))
    out = barred(ask.panel, [invitation.member for invitation in waiting])
    going = [invitation for invitation in waiting if invitation.member_id not in out]
    roads = routes(invitation.member for invitation in going)
    reach = reach_of(invitation.member.person for invitation in going)
    by_mail = [invitation for invitation in going if roads[invitation.member_id].email]
    kinds: dict[Route, Invitation] = {}
    for invitation in going:  # one sample of each way that a letter goes, the plainest first
        kinds.setdefault(roads[invitation.member_id], invitation)
    chosen = sorted(kinds.items(), key=lambda pair: (len(pair[0].errands), pair[0].large_print))[:MOST_SAMPLES]
    names = {one.member.pk: one for one in with_names(invitation.member for _, invitation in chosen)}
    samples = []
    for road, invitation in chosen:
        facts = letter_facts(invitation.member, road, invitation_facts(ask, invitation.pk))
        facts |= {"path": "/panel/(their own link)/"}
        samples.append(Sample(
            names[invitation.member_id], road,
            letters.write(INVITATION, {**house, "name": names[invitation.member_id].name, **facts}),
        ))  # fmt: skip
    return Preview(
        members=len(going), emails=len(by_mail), addresses=len({reach[one.member.person].email_key for one in by_mail}),
        errands=Counter(kind for road in roads.values() for kind in road.errands), barred=Counter(out.values()), samples=samples,
    )  # fmt: skip


def errands_of(panel: Panel) -> QuerySet[Errand]:
    """Return what a person has still to do so that letters reach members, oldest first; not for those who left."""
    waiting = Errand.objects.filter(member__panel=panel, done_at__isnull=True, member__left_at__isnull=True)
    return waiting.select_related("member").order_by("kind", "pk")


def errands_waiting(user: User) -> int:
    """Return how many errands wait in the panels that the person runs."""
    mine = Panel.objects.run_by(user).values("pk")
    return Errand.objects.filter(member__panel__in=mine, done_at__isnull=True, member__left_at__isnull=True).count()


def errand_for(user: User, pk: int) -> Errand:
    """Return an errand by number, for those who run the panel."""
    found = Errand.objects.select_related("member__panel__owner", "done_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    require(user, Permission.PANEL_MANAGE, on=found.member.panel)
    return found


def letter_of(errand: Errand, house: Mapping[str, str]) -> letters.Letter:
    """Return the words of the letter that an errand brings, to be read aloud, printed, signed or translated."""
    listed = with_names([errand.member])[0]
    return letters.write(errand.letter, {**house, "name": listed.name, **errand.facts, "beside": []})


def deliveries_of(ask: Ask) -> str:
    """Return how far the e-mails of an ask have come, in words; empty when there are none."""
    envelopes = sorted(set(ask.invitations.exclude(asked_at=None).values_list("member__envelope", flat=True)))
    found = summaries([f"{occasion_of(ask)}:{number}" for number in envelopes])
    counts: Counter[str] = Counter()
    for one in found.values():
        counts.update(one.counts)
    return sum_in_words(counts) if counts else ""


# --- What a member sees by their own link ----------------------------------------------------------------------
def invitations_to(member: Member) -> QuerySet[Invitation]:
    """Return what a member was asked, newest first."""
    return member.invitations.filter(asked_at__isnull=False).select_related("ask").order_by("-asked_at", "-pk")


def invitation_to(member: Member, pk: int) -> Invitation:
    """Return one invitation of a member, or raise Http404."""
    found = invitations_to(member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
