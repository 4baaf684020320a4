"""Writes of co-production groups: who sits in them, who decides what, what was agreed, talked about and decided."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.panels import rules
from antiphon.panels.actions import reaching
from antiphon.panels.models import AgendaItem, Agreement, Group, GroupDecision, Matter, Meeting, Member, Panel, Seat, Terms
from antiphon.panels.queries import groups as queries
from antiphon.panels.queries.asks import Sent

LONGEST = 1000
CLOSED = "This group is closed."


@action
def start(panel: Panel, *, title: str, purpose: str, by: User, work: str = "") -> Group:
    """Start a group of members and staff who work on one thing as equals."""
    require(by, Permission.PANEL_MANAGE, on=panel)
    if not title.strip() or not purpose.strip():
        raise Refused("Say what the group is called, and what it is for.")
    group = Group.objects.create(panel=panel, title=title.strip(), purpose=purpose.strip(), work=work, made_by=by)
    trail.leave("start", group, by=by)
    return group


@action
def close_group(group: Group, *, by: User) -> Group:
    """End a group. What it said and decided stays."""
    group = _open(group, by)
    group.closed_at = timezone.now()
    group.save(update_fields=["closed_at"])
    trail.leave("close", group, by=by)
    return group


@action
def seat_member(group: Group, *, member: Member, by: User) -> Seat:
    """Give a member of the panel a place in the group."""
    group = _open(group, by)
    if member.panel_id != group.panel_id or member.left_at:
        raise Refused("They are not on this panel.")
    return _seat(group, by, role=str(Seat.Role.MEMBER), member=member)


@action
def seat_user(group: Group, *, user: User, role: str, by: User) -> Seat:
    """Give somebody with an account a place in the group: staff, or a clinician."""
    group = _open(group, by)
    if role not in (Seat.Role.STAFF, Seat.Role.CLINICIAN):
        raise Refused("Choose whether they are staff or a clinician.")
    return _seat(group, by, role=role, user=user)


@action
def unseat(seat: Seat, *, by: User) -> None:
    """Somebody does not take part in the group any more. What they agreed and said stays."""
    _open(seat.group, by)
    Seat.objects.filter(pk=seat.pk, left_on__isnull=True).update(left_on=timezone.localdate())
    trail.leave("unseat", seat, by=by)


@action
def add_matter(group: Group, *, words: str, decides: str, by: User) -> Matter:
    """Write down something that has to be decided and who decides it; said again, it changes who decides."""
    group = _open(group, by)
    if not words.strip() or decides not in Matter.Decides.values:
        raise Refused("Say what has to be decided, and who decides it.")
    matter = group.matters.filter(words=words.strip()).first()
    if matter is not None and group.decisions.filter(matter=matter).exists():
        raise Refused("The group has decided on this already.")
    matter = matter or Matter(group=group, words=words.strip())
    matter.decides = decides
    matter.save()
    trail.leave("add matter", matter, by=by, decides=decides)
    return matter


@action
def write_terms(group: Group, *, words: str, by: User) -> Terms:
    """Write the terms of sharing power anew. Everyone is asked to agree to the new words."""
    group = _open(group, by)
    now = queries.terms_of(group)
    if not words.strip():
        raise Refused("Write the terms.")
    if now is not None and now.words == words.strip():
        return now
    terms = Terms.objects.create(group=group, version=now.version + 1 if now else 1, words=words.strip(), written_by=by)
    trail.leave("write terms", terms, by=by, version=terms.version)
    return terms


@action
def agree(seat: Seat, *, terms: Terms, by: Actor) -> Agreement:
    """Agree to the terms as they stand: by a member's own link, by a signed-in person for themselves, or written down by
    those who run the panel for a member who told them so."""
    noted = _acts_for(seat, by)
    if seat.left_on or seat.group_id != terms.group_id:
        raise Refused("You do not have a place in this group any more.")
    current = queries.terms_of(seat.group)
    if current is None or current.pk != terms.pk:
        raise Refused("The terms have changed. Read the new ones first.")
    agreement, fresh = Agreement.objects.get_or_create(terms=terms, seat=seat, defaults={"noted_by": noted})
    if fresh:
        trail.leave("agree", agreement, by=by)
    return agreement


@action
def call_meeting(
    group: Group, *, held_on: datetime.date, where: str, by: User, starts: str = "", access: str = ""
) -> Meeting:
    """Set a day for the group to meet. Telling people is a step of its own (`tell_of_meeting`)."""
    group = _open(group, by)
    if not where.strip():
        raise Refused("Say where the group meets, and how to join from home.")
    meeting = Meeting.objects.create(
        group=group, held_on=held_on, starts=starts.strip(), where=where.strip(), access=access.strip()
    )
    trail.leave("call meeting", meeting, by=by)
    return meeting


@action
def tell_of_meeting(meeting: Meeting, *, by: User) -> Sent:
    """Write to every member of the group about a meeting, each in their own way. Pressed again, it reaches only new ones."""
    group = _open(meeting.group, by)
    if meeting.held_on < timezone.localdate():
        raise Refused("This meeting is over.")
    facts = queries.meeting_facts(meeting)
    fresh = queries.not_told(meeting)
    return reaching.write_to(
        dict.fromkeys(fresh, facts), letter=queries.MEETING, occasion=queries.occasion_of(meeting), about=group.title, by=by
    )


@action
def write_notes(meeting: Meeting, *, notes: str, by: User) -> Meeting:
    """Write down what was said at a meeting. Everyone in the group can read it."""
    _open(meeting.group, by)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.notes = notes.strip()
    meeting.save(update_fields=["notes"])
    trail.leave("write notes", meeting, by=by)
    return meeting


@action
def add_item(seat: Seat, *, words: str, by: Actor) -> AgendaItem:
    """Put something on the group's agenda. The words stay as they were said. The same words twice are one item."""
    _acts_for(seat, by)
    words = words.strip()
    if seat.left_on or seat.group.closed_at:
        raise Refused("You do not have a place in this group any more." if seat.left_on else CLOSED)
    if not words:
        raise Refused("Write what you want to talk about.")
    if len(words) > LONGEST:
        raise Refused(f"That is {len(words):,} characters; the most is {LONGEST:,}. Say the rest at the meeting.")
    known = seat.group.agenda.filter(raised_by=seat, words=words).first()
    if known is not None:
        return known
    item = AgendaItem.objects.create(group=seat.group, words=words, raised_by=seat)
    trail.leave("add item", item, by=by)
    return item


@action
def settle_item(item: AgendaItem, *, status: str, by: User, meeting: Meeting | None = None, reply: str = "") -> AgendaItem:
    """Put an item on a meeting's agenda, or say what became of it. What is not taken up gets a reason."""
    _open(item.group, by)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("group").get(pk=item.pk)
    if status not in AgendaItem.Status.values:
        raise Refused("Choose what becomes of it.")
    if status == AgendaItem.Status.AGENDA and (meeting is None or meeting.group_id != item.group_id):
        raise Refused("Choose the meeting that will talk about it.")
    if status == AgendaItem.Status.NOT_TAKEN and not reply.strip():
        raise Refused("Say why it is not taken up. Whoever raised it reads this.")
    item.status, item.reply = status, reply.strip()
    item.meeting = meeting if meeting is not None else item.meeting
    item.save(update_fields=["status", "reply", "meeting"])
    trail.leave("settle item", item, by=by, status=status)
    return item


@action
def record_decision(
    matter: Matter, *, words: str, why: str, how: str, decided_on: datetime.date, by: User, dissent: str = "",
    meeting: Meeting | None = None,
) -> GroupDecision:
    """Record what the group decided, or advised where the owner decides. There must be terms that everyone could agree to."""
    group = _open(matter.group, by, seated=True)
    if queries.terms_of(group) is None:
        raise Refused("Write the terms of sharing power first, so that everyone knows what the group's word is worth.")
    if not all(part.strip() for part in (words, why, how)):
        raise Refused("Say what was decided, why, and how.")
    if decided_on > timezone.localdate():
        raise Refused("The day is in the future.")
    if meeting is not None and meeting.group_id != group.pk:
        raise Refused("That meeting is another group's.")
    decision = GroupDecision.objects.create(
        group=group, matter=matter, meeting=meeting, kind=rules.decision_kind(matter.decides), words=words.strip(),
        why=why.strip(), how=how.strip(), dissent=dissent.strip(), decided_on=decided_on, recorded_by=by,
    )
    trail.leave("record decision", decision, by=by, matter=matter.pk)
    return decision


def _open(group: Group, by: User, *, seated: bool = False) -> Group:
    if not (seated and group.seats.filter(user=by, left_on__isnull=True).exists()):
        require(by, Permission.PANEL_MANAGE, on=group.panel)  # asked first: a row that may not be changed cannot be held
    group = Group.objects.select_for_update(of=("self",)).select_related("panel").get(pk=group.pk)
    if group.closed_at:
        raise Refused(CLOSED)
    return group


def _acts_for(seat: Seat, by: Actor) -> User | None:
    """Return who writes it down for a member; None when whoever sits there does it themselves. Raises for anybody else."""
    if not isinstance(by, User):
        if seat.member_id is None:
            raise PermissionDenied("A link is a member's: nobody is staff by it.")
        return None
    if seat.user_id == by.pk:
        return None
    require(by, Permission.PANEL_MANAGE, on=seat.group.panel)
    if seat.user_id:
        raise PermissionDenied("Only they can do this themselves.")
    return by


def _seat(group: Group, by: User, *, role: str, member: Member | None = None, user: User | None = None) -> Seat:
    known = group.seats.filter(member=member, user=user).first()
    if known is not None:
        if known.left_on or known.role != role:
            known.left_on, known.role = None, role
            known.save(update_fields=["left_on", "role"])
            trail.leave("seat", known, by=by, role=role)
        return known
    last = group.seats.aggregate(last=Max("number"))["last"] or 0
    seat = Seat.objects.create(group=group, number=last + 1, role=role, member=member, user=user)
    trail.leave("seat", seat, by=by, role=role)
    return seat
