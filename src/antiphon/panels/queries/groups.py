"""What can be read of co-production groups and of money. Members of the panel are numbers here, but for those who run it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.utils import formats

from antiphon.delivery import letters
from antiphon.delivery.models import Delivery
from antiphon.network.access import knows, may, require
from antiphon.network.models import User
from antiphon.network.queries import people_of
from antiphon.network.roles import Permission
from antiphon.panels import rules
from antiphon.panels.models import AgendaItem, Errand, Group, GroupDecision, Matter, Meeting, Member, Panel, Payment, Seat, Terms
from antiphon.panels.queries.panels import Listed, members_of, with_names

MEETING = "panels/meeting"
OFFER = "panels/offer"


# --- Groups ----------------------------------------------------------------------------------------------------
def groups_of(panel: Panel) -> QuerySet[Group]:
    """Return the groups of a panel with how many people sit in each; those that work first."""
    seated = Count("seats", filter=Q(seats__left_on__isnull=True))
    return panel.groups.annotate(seated=seated).order_by("closed_at", "title", "pk")


def groups_on(work: str, user: User) -> list[Group]:
    """Return the groups that are part of an engagement and that the person may see."""
    found = Group.objects.filter(work=work).select_related("panel") if work else Group.objects.none()
    mine = set(Seat.objects.filter(user=user, left_on__isnull=True).values_list("group", flat=True))
    return [group for group in found if group.pk in mine or may(user, Permission.PANEL_READ, on=group.panel)]


def my_groups(user: User) -> QuerySet[Group]:
    """Return the groups in which the person has a place."""
    return Group.objects.filter(seats__user=user, seats__left_on__isnull=True, closed_at__isnull=True).order_by("title")


def group_for(user: User, pk: int) -> Group:
    """Return a group by number, for those who sit in it and those who may see the panel; 404 for strangers."""
    found = Group.objects.select_related("panel__owner", "made_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    if not (knows(user, found.panel) and found.seats.filter(user=user, left_on__isnull=True).exists()):
        require(user, Permission.PANEL_READ, on=found.panel)
    return found


def group_run_by(user: User, pk: int) -> Group:
    """Return a group by number, for those who run the panel."""
    found = group_for(user, pk)
    require(user, Permission.PANEL_MANAGE, on=found.panel)
    return found


def may_run(user: User, thing: Panel | Group) -> bool:
    """Return whether the person runs the panel (or the panel of this group)."""
    return may(user, Permission.PANEL_MANAGE, on=thing)


def seats_of(group: Group) -> QuerySet[Seat]:
    """Return who takes part now."""
    return group.seats.filter(left_on__isnull=True).select_related("user", "member__panel", "group__panel").order_by("number")


def seat_in(group: Group, pk: int) -> Seat:
    """Return one place of a group, or raise Http404."""
    found = seats_of(group).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def seat_of(group: Group, user: User) -> Seat | None:
    """Return the person's own place in a group."""
    return seats_of(group).filter(user=user).first()


def names_of(seats: Iterable[Seat]) -> dict[int, Listed]:
    """Return the names of the members who sit there, by the number of the member; for those who run the panel."""
    return {one.member.pk: one for one in with_names(seat.member for seat in seats if seat.member is not None)}


def could_sit(group: Group) -> list[Listed]:
    """Return the members who have no place in the group yet, those who said yes to an ask of the same work first."""
    free = members_of(group.panel).exclude(pk__in=seats_of(group).filter(member__isnull=False).values("member"))
    willing = set(
        Member.objects.filter(invitations__status="accepted", invitations__ask__work=group.work).values_list("pk", flat=True)
        if group.work else Member.objects.filter(invitations__status="accepted").values_list("pk", flat=True)
    )  # fmt: skip
    return with_names(free.filter(pk__in=willing))


def could_be_staff(group: Group, user: User) -> list[User]:
    """Return colleagues who have no place in the group yet; of organisations that share the panel, since others see nothing."""
    seated = set(seats_of(group).filter(user__isnull=False).values_list("user", flat=True))
    here = people_of(user).filter(is_active=True, memberships__organisation__in=list(group.panel.ways_in()))
    return [one for one in here if one.pk not in seated]


def matters_of(group: Group) -> QuerySet[Matter]:
    """Return who decides what."""
    return group.matters.order_by("pk")


def matter_in(group: Group, pk: int) -> Matter:
    """Return one matter of a group, or raise Http404."""
    found = group.matters.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def terms_of(group: Group) -> Terms | None:
    """Return the terms as they stand now."""
    return group.terms.select_related("written_by").order_by("-version").first()


@dataclass(frozen=True)
class Agreed:
    """Who has agreed to the terms as they stand, and who not yet."""

    terms: Terms | None
    yes: list[Seat]
    not_yet: list[Seat]

    @property
    def everyone(self) -> bool:
        return self.terms is not None and not self.not_yet


def agreed(group: Group) -> Agreed:
    """Return how far agreement to the terms has come."""
    terms, seats = terms_of(group), list(seats_of(group))
    if terms is None:
        return Agreed(None, [], seats)
    said = set(terms.agreements.values_list("seat", flat=True))
    return Agreed(terms, [seat for seat in seats if seat.pk in said], [seat for seat in seats if seat.pk not in said])


def meetings_of(group: Group) -> QuerySet[Meeting]:
    """Return the meetings of a group, the last first."""
    return group.meetings.order_by("-held_on", "-pk")


def meeting_in(group: Group, pk: int) -> Meeting:
    """Return one meeting of a group, or raise Http404."""
    found = group.meetings.select_related("group__panel").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def agenda_of(group: Group) -> QuerySet[AgendaItem]:
    """Return what people want to talk about: what waits first, in the order it was raised."""
    found = group.agenda.select_related("raised_by__user", "meeting")
    return found.order_by("pk")


def item_in(group: Group, pk: int) -> AgendaItem:
    """Return one item of a group's agenda, or raise Http404."""
    found = group.agenda.select_related("raised_by__user", "group__panel").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def decisions_of(group: Group) -> QuerySet[GroupDecision]:
    """Return what the group decided, the last first."""
    return group.decisions.select_related("matter", "recorded_by").order_by("-decided_on", "-pk")


def occasion_of(meeting: Meeting) -> str:
    """Return the occasion of telling members of a meeting."""
    return f"panel-meeting:{meeting.pk}"


def meeting_facts(meeting: Meeting) -> dict[str, Any]:
    """Return what the letter about a meeting says."""
    agenda = meeting.agenda.filter(status=AgendaItem.Status.AGENDA).order_by("pk")
    return {
        "group": meeting.group.title, "number": meeting.group_id, "held_on": formats.date_format(meeting.held_on, "j F Y"),
        "starts": meeting.starts, "where": meeting.where, "access": meeting.access, "agenda": [item.words for item in agenda],
    }  # fmt: skip


def meeting_letter(meeting: Meeting, house: Mapping[str, str]) -> letters.Letter:
    """Return the letter about a meeting as somebody with no needs gets it: the exact words but for name, link and needs."""
    own = {"name": "(their name)", "path": "/panel/(their own link)/", "large_print": False, "beside": [], "support": [],
           "telephone": settings.CONTACT["telephone"]}  # fmt: skip
    return letters.write(MEETING, {**house, **own, "panel": meeting.group.panel.name, **meeting_facts(meeting)})


def not_told(meeting: Meeting) -> list[Member]:
    """Return the members of the group who have not been written to about a meeting."""
    occasion = occasion_of(meeting)
    members = [seat.member for seat in seats_of(meeting.group) if seat.member is not None and seat.member.left_at is None]
    envelopes = {f"{occasion}:{member.envelope}" for member in members}
    told = set(Delivery.objects.filter(occasion__in=envelopes).values_list("recipients__person", flat=True))
    rung = set(Errand.objects.filter(occasion=occasion).values_list("member", flat=True))
    return [member for member in members if member.person not in told and member.pk not in rung]


def support_needed(group: Group) -> list[tuple[str, int]]:
    """Return what has to be arranged for a meeting, and for how many people; for those who run the panel."""
    counts: dict[str, int] = {}
    for seat in seats_of(group):
        for line in seat.member.access.support_lines if seat.member else ():
            counts[line] = counts.get(line, 0) + 1
    return sorted(counts.items())


# --- A member's own groups, by their link ----------------------------------------------------------------------
def seats_held_by(member: Member) -> QuerySet[Seat]:
    """Return the places that a member has in groups."""
    return member.seats.filter(left_on__isnull=True).select_related("group__panel", "member").order_by("group__title")


def seat_held_by(member: Member, group: int) -> Seat:
    """Return a member's place in a group, or raise Http404."""
    found = seats_held_by(member).filter(group=group).first()
    if found is None:
        raise Http404
    return found


# --- Money -----------------------------------------------------------------------------------------------------
def offer_facts(payment: Payment) -> dict[str, Any]:
    """Return what the letter with an offer says."""
    return {
        "payment": payment.pk, "amount": rules.pounds(payment.pence), "what_for": payment.what_for,
        "kind": payment.get_kind_display().lower(), "no_pressure": rules.NO_PRESSURE, "benefits": rules.BENEFITS,
    }  # fmt: skip


def payments_of(panel: Panel) -> QuerySet[Payment]:
    """Return every offer of money of a panel, the last first."""
    return Payment.objects.filter(member__panel=panel).select_related("member", "group", "paid_by").order_by("-pk")


def payment_for(user: User, pk: int) -> Payment:
    """Return an offer by number, for those who run the panel."""
    found = Payment.objects.select_related("member__panel__owner", "group", "offered_by", "paid_by").filter(pk=pk).first()
    if found is None or not knows(user, found.member.panel):
        raise Http404
    require(user, Permission.PANEL_MANAGE, on=found.member.panel)
    return found


def payments_to(member: Member) -> QuerySet[Payment]:
    """Return what was offered to one member, the last first."""
    return member.payments.select_related("group").order_by("-pk")


def payment_to(member: Member, pk: int) -> Payment:
    """Return one offer to a member, or raise Http404."""
    found = payments_to(member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def totals(payments: "QuerySet[Payment]") -> dict[str, tuple[int, int]]:
    """Return how many offers there are in each status, and how many pence: to the penny."""
    rows = payments.order_by().values_list("status").annotate(Count("pk"), Sum("pence"))
    return {status: (count, pence) for status, count, pence in rows}
