"""Writes of members: take them in, keep what they need, let them rest, renew, leave and be forgotten."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import IO

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import BadFile, Refused
from antiphon.core.sealing import key_for
from antiphon.delivery import actions as delivery
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.panels import profile, rules
from antiphon.panels.doors import member_file
from antiphon.panels.models import Invitation, Member, Panel, Seat
from antiphon.panels.rules import Needs
from antiphon.people import actions as people
from antiphon.people.actions import Contact
from antiphon.people.queries import reach_of

ALREADY = "Somebody with this name and address is a member already."
NO_WAY = "Give an e-mail address, a telephone number or a postal address: else nobody can reach them."
GONE = "This member has left the panel."


@dataclass(frozen=True)
class Joining:
    """Somebody who joins: who they are, what they are like, and what they need. It is never stored or logged as it is."""

    contact: Contact
    profile: Mapping[str, str]
    needs: Needs
    joined_on: datetime.date | None = None

    @property
    def key(self) -> str:
        """What stands for this person at this address: two people who share an address have two."""
        way = self.contact.email or self.contact.telephone or self.contact.post
        return key_for("member", f"{' '.join(self.contact.name.split())}|{' '.join(way.split())}")

    def __repr__(self) -> str:
        return "Joining()"


@action
def add(
    panel: Panel, *, contact: Contact, by: User, profile: Mapping[str, str] | None = None, needs: Needs | None = None
) -> Member:
    """Take in one member by hand. Two people may share an address; the same person is taken once."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    panel = _open(panel)
    joining = Joining(contact, _profile(panel, profile or {}), _possible(needs or Needs(), contact))
    if panel.members.standing().filter(person_key=joining.key).exists():
        raise Refused(ALREADY)
    return _take_in(panel, [joining], by)[0]


@dataclass(frozen=True)
class Imported:
    """What a file brought."""

    added: int
    already: int
    notes: list[str]


@action
def import_file(panel: Panel, *, file: IO[bytes], by: User) -> Imported:
    """Take in a whole file of members, or nothing of it. Those who are members already are passed over.

    Raises BadFile with what is wrong in which row.
    """
    require(by, Permission.PANEL_MANAGE, on=panel)
    panel = _open(panel)
    found = member_file.read(file, places=panel.places, today=timezone.localdate())
    if found.wrong:
        bad = len({number for number, _ in found.wrong})
        raise BadFile(
            f"{bad:,} {'row' if bad == 1 else 'rows'} cannot be taken, so nobody was added. Put these right and send the "
            "file again.", rows=found.wrong, accepted=len(found.rows),
        )  # fmt: skip
    there = set(panel.members.standing().values_list("person_key", flat=True))
    joining: dict[str, Joining] = {}
    for row in found.rows:
        one = Joining(Contact(row.name, row.email, row.telephone, row.post), row.profile, row.needs, row.joined_on)
        if one.key not in there:
            joining.setdefault(one.key, one)
    _take_in(panel, list(joining.values()), by)
    already = len(found.rows) - len(joining)
    trail.leave("import members", panel, by=by, added=len(joining), already=already)
    return Imported(len(joining), already, found.notes)


@action
def correct(member: Member, *, contact: Contact, by: User) -> Member:
    """Change a member's name and the ways to reach them."""
    require(by, Permission.PANEL_MANAGE, on=member.panel)
    panel = _open(member.panel)
    member = _standing(member)
    joining = Joining(contact, member.profile, _possible(member.access, contact))
    if panel.members.standing().exclude(pk=member.pk).filter(person_key=joining.key).exists():
        raise Refused(ALREADY)
    people.correct(member.person, contact=contact, by=by)
    member.person_key, member.envelope = joining.key, _envelopes(panel, [contact.email], but=member)[0]
    member.save(update_fields=["person_key", "envelope"])
    trail.leave("correct", member, by=by)
    return member


@action
def update(member: Member, *, contact: Contact, profile: Mapping[str, str], needs: Needs, by: User) -> Member:
    """Change all that is known of a member at once, or nothing of it."""
    require(by, Permission.PANEL_MANAGE, on=member.panel)
    _possible(needs, contact)
    member = _standing(member)
    member.needs, member.needs_checked_on = needs.kept(), timezone.localdate()
    member.save(update_fields=["needs", "needs_checked_on"])
    trail.leave("set needs", member, by=by)
    correct(member, contact=contact, by=by)
    return set_profile(member, profile=profile, by=by)


@action
def set_profile(member: Member, *, profile: Mapping[str, str], by: User) -> Member:
    """Write down what the member told us about themselves, for balance. Nothing is needed."""
    require(by, Permission.PANEL_MANAGE, on=member.panel)
    member = _standing(member)
    member.profile = _profile(member.panel, profile)
    member.save(update_fields=["profile"])
    trail.leave("set profile", member, by=by, characteristics=sorted(member.profile))
    return member


@action
def set_needs(member: Member, *, needs: Needs, by: Actor) -> Member:
    """Write down what the member needs from us, once: it holds for every message and meeting from now on.

    The member may do it by their own link, and those who run the panel for them.
    """
    if isinstance(by, User):
        require(by, Permission.PANEL_MANAGE, on=member.panel)
    member = _standing(member)
    reach = reach_of([member.person]).get(member.person)
    if reach is None or not {"email": bool(reach.email_key), "telephone": reach.telephone, "post": reach.post}[needs.way]:
        raise Refused(_without(needs.way))
    member.needs, member.needs_checked_on = needs.kept(), timezone.localdate()
    member.save(update_fields=["needs", "needs_checked_on"])
    trail.leave("set needs", member, by=by)
    return member


@action
def rest(member: Member, *, by: Actor) -> Member:
    """Invite the member to nothing for now; they stay on the panel."""
    return _resting(member, timezone.localdate(), by, "rest")


@action
def wake(member: Member, *, by: Actor) -> Member:
    """The member may be invited again."""
    return _resting(member, None, by, "wake")


@action
def renew(members: Iterable[Member], *, by: User) -> list[Member]:
    """Give members another term, from the end of the last or from today."""
    renewed = []
    for member in _mine(members, by):
        member.term_ends_on = rules.after_months(max(member.term_ends_on, timezone.localdate()), member.panel.term_months)
        member.save(update_fields=["term_ends_on"])
        renewed.append(member)
    trail.leave_many("renew", renewed, by=by)
    return renewed


@action
def end_terms(members: Iterable[Member], *, by: User) -> list[Member]:
    """Let members go whose term is over."""
    return [leave(member, because=str(Member.Left.TERM), by=by) for member in _mine(members, by)]


@action
def leave(member: Member, *, by: Actor, because: str = "asked", erase: bool = False) -> Member:
    """Let a member go, at once: no message that waits is sent, no errand is run. Leaving twice changes nothing.

    The member may do it by their own link, and those who run the panel for them. With `erase`, they are forgotten too.
    """
    if isinstance(by, User):
        require(by, Permission.PANEL_MANAGE, on=member.panel)
    member = Member.objects.select_for_update(of=("self",)).select_related("panel").get(pk=member.pk)
    if member.left_at is None:
        member.left_at, member.left_because = timezone.now(), because
        member.save(update_fields=["left_at", "left_because"])
        if member.person in reach_of([member.person]):
            people.stop_replies(member.person, by=by)
        Invitation.objects.filter(member=member, status=Invitation.Status.DRAWN).update(status=Invitation.Status.WITHDRAWN)
        Seat.objects.filter(member=member, left_on__isnull=True).update(left_on=timezone.localdate())
        trail.leave("leave", member, by=by, because=because)
    return _forget(member, by) if erase else member


@action
def forget(member: Member, *, by: Actor) -> Member:
    """Erase who a member who has left was, what they were like and what they needed. The row stays, and counts."""
    if isinstance(by, User):
        require(by, Permission.PANEL_MANAGE, on=member.panel)
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.left_at is None:
        raise Refused("They are still a member. Let them leave first.")
    return _forget(member, by)


def _forget(member: Member, by: Actor) -> Member:
    if member.erased_at is None:
        delivery.forget(member.person, by=by)
        member.person_key, member.profile, member.needs, member.erased_at = "", {}, {}, timezone.now()
        member.save(update_fields=["person_key", "profile", "needs", "erased_at"])
        member.errands.all().delete()
        trail.leave("forget", member, by=by)
    return member


def _take_in(panel: Panel, joining: Collection[Joining], by: User) -> list[Member]:
    today = timezone.localdate()
    tokens = people.remember_many([one.contact for one in joining], by=by) if joining else []
    envelopes = _envelopes(panel, [one.contact.email for one in joining], tokens)
    members = [
        Member(
            panel=panel, person=token, envelope=envelope, person_key=one.key, profile=dict(one.profile), needs=one.needs.kept(),
            needs_checked_on=today, joined_on=(start := one.joined_on or today), added_by=by,
            term_ends_on=max(rules.after_months(start, panel.term_months), start),
        )
        for one, token, envelope in zip(joining, tokens, envelopes, strict=True)
    ]  # fmt: skip
    Member.objects.bulk_create(members, batch_size=1000)
    trail.leave_many("join", members, by=by)
    return members


def _envelopes(panel: Panel, emails: Collection[str], fresh: Collection[object] = (), but: Member | None = None) -> list[int]:
    """Return, for each new address, which of those who share it this one is: each gets letters of their own."""
    others = panel.members.exclude(person__in=fresh).exclude(pk=but.pk if but else None)
    taken: dict[str, int] = {}
    numbers = dict(others.values_list("person", "envelope"))
    for person, reach in reach_of(numbers).items():
        if reach.email_key:
            taken[reach.email_key] = max(taken.get(reach.email_key, 0), numbers[person])
    found = []
    for email in emails:
        key = key_for("email", email) if email.strip() else ""
        taken[key] = taken.get(key, 0) + 1 if key else 1
        found.append(taken[key])
    return found


def _profile(panel: Panel, said: Mapping[str, str]) -> dict[str, str]:
    meant, wrong = profile.read(said, panel.places)
    if wrong:
        raise Refused(*wrong)
    return meant


def _possible(needs: Needs, contact: Contact) -> Needs:
    """Return the needs, or say why they cannot be met with these ways to reach the person."""
    if not contact.name.strip():
        raise Refused("Enter a name.")
    if not any(way.strip() for way in (contact.email, contact.telephone, contact.post)):
        raise Refused(NO_WAY)
    if needs.way != "email" and not {"telephone": contact.telephone, "post": contact.post}[needs.way].strip():
        raise Refused(_without(needs.way))
    return needs


def _without(way: str) -> str:
    return {"email": "We have no e-mail address, so we cannot write by e-mail.",
            "telephone": "We have no telephone number, so we cannot ring.",
            "post": "We have no postal address, so we cannot send post."}[way]  # fmt: skip


def _resting(member: Member, since: datetime.date | None, by: Actor, verb: str) -> Member:
    if isinstance(by, User):
        require(by, Permission.PANEL_MANAGE, on=member.panel)
    member = _standing(member)
    member.resting_since = (member.resting_since or since) if since else None
    member.save(update_fields=["resting_since"])
    if since:
        Invitation.objects.filter(member=member, status=Invitation.Status.DRAWN).update(status=Invitation.Status.WITHDRAWN)
    trail.leave(verb, member, by=by)
    return member


def _mine(members: Iterable[Member], by: User) -> list[Member]:
    found = []
    for member in members:
        require(by, Permission.PANEL_MANAGE, on=member.panel)
        found.append(_standing(member))
    if not found:
        raise Refused("Choose at least one member.")
    return found


def _standing(member: Member) -> Member:
    member = Member.objects.select_for_update(of=("self",)).select_related("panel").get(pk=member.pk)
    if member.left_at:
        raise Refused(GONE)
    return member


def _open(panel: Panel) -> Panel:
    """Hold the panel, so that two who work on it at once do not get past each other's checks."""
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    if panel.closed_at:
        raise Refused("This panel is closed.")
    return panel
