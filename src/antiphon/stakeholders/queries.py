"""Reads of stakeholders. Names come from `people`, for those who may read the register."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404

from antiphon.core.keeping import NAMES, time_is_up
from antiphon.network.access import require
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission
from antiphon.people.queries import Known, known
from antiphon.stakeholders import rules
from antiphon.stakeholders.models import Copy, Line, Message, Seat, Stakeholder


@dataclass(frozen=True)
class Listed:
    """A stakeholder with who they are. It is never stored or logged."""

    stakeholder: Stakeholder
    person: Known | None
    seats: list[Seat] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Listed({self.stakeholder.pk})"

    @property
    def name(self) -> str:
        return self.person.name if self.person else f"{self.stakeholder}, erased"

    @property
    def roles(self) -> list[str]:
        """What they are there for, in words: as a councillor, or on their boards."""
        return rules.titles(self.stakeholder.roles) or [f"{seat.get_role_display()}, {seat.board}" for seat in self.seats]


def keepers(user: User, permission: Permission = Permission.STAKEHOLDER_WRITE) -> list[Organisation]:
    """Return the organisations whose register the person may read or keep."""
    return list(own_organisations(user, permission))


def register(user: User, kind: str = "", *, organisation: int | None = None) -> QuerySet[Stakeholder]:
    """Return those who have not left, of the organisations whose register the person may read."""
    mine = keepers(user, Permission.STAKEHOLDER_READ)
    found: QuerySet[Stakeholder] = Stakeholder.objects.standing().filter(organisation__in=mine)
    if kind:
        found = found.filter(kind=kind)
    if organisation:
        found = found.filter(organisation=organisation)
    return found.select_related("body", "organisation")


def with_names(stakeholders: Iterable[Stakeholder], *, today: datetime.date) -> list[Listed]:
    """Return stakeholders with their names and the seats that they hold, by name. Two queries, whatever their number."""
    some = list(stakeholders)
    people = known(one.person for one in some)
    held: dict[int, list[Seat]] = {}
    here = Seat.objects.filter(stakeholder__in=some, starts_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    for seat in here.select_related("body"):
        held.setdefault(seat.stakeholder_id, []).append(seat)
    found = [Listed(one, people.get(one.person), held.get(one.pk, [])) for one in some]
    return sorted(found, key=lambda one: (one.name.casefold(), one.stakeholder.pk))


def stakeholder_for(user: User, pk: int, permission: Permission = Permission.STAKEHOLDER_READ) -> Stakeholder:
    """Return one by number, for those who may."""
    found = Stakeholder.objects.filter(pk=pk).select_related("organisation", "body", "added_by").first()
    if found is None:
        raise Http404
    require(user, permission, on=found)
    return found


def seats_of(stakeholder: Stakeholder) -> QuerySet[Seat]:
    """Return every seat that somebody holds or held, the newest first."""
    return stakeholder.seats.select_related("body").order_by("-starts_on", "-pk")


def seat_for(user: User, pk: int) -> Seat:
    """Return a seat, for those who keep the register."""
    found = Seat.objects.filter(pk=pk).select_related("stakeholder__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.STAKEHOLDER_WRITE, on=found.stakeholder)
    return found


def lines_of(stakeholder: Stakeholder) -> QuerySet[Line]:
    """Return what was done with a champion, the newest first."""
    return stakeholder.lines.select_related("noted_by")


def copies_of(stakeholder: Stakeholder) -> QuerySet[Copy]:
    """Return the messages that a champion had or will have, the newest first."""
    return stakeholder.copies.select_related("message")


def messages_of(user: User) -> QuerySet[Message]:
    """Return the messages for champions of the organisations whose register the person may read."""
    found: QuerySet[Message] = Message.objects.filter(organisation__in=keepers(user, Permission.STAKEHOLDER_READ))
    return found.select_related("written_by", "sent_by", "organisation")


def message_for(user: User, pk: int, permission: Permission = Permission.STAKEHOLDER_READ) -> Message:
    """Return a message for champions, for those who may."""
    found = Message.objects.filter(pk=pk).select_related("organisation", "written_by", "sent_by").first()
    if found is None:
        raise Http404
    require(user, permission, on=found)
    return found


def writers_of(message: Message) -> list[User]:
    """Return all who wrote any of its words: none of them sends it."""
    return [message.written_by, *message.writers.all()]


def copies_with_names(message: Message, today: datetime.date) -> list[tuple[Copy, Listed]]:
    """Return who a message goes to, and what became of it for each. Three queries."""
    copies = list(message.copies.select_related("stakeholder"))
    by_pk = {one.stakeholder.pk: one for one in with_names([copy.stakeholder for copy in copies], today=today)}
    return sorted(((copy, by_pk[copy.stakeholder_id]) for copy in copies), key=lambda pair: pair[1].name.casefold())


def copy_for(user: User, pk: int) -> Copy:
    """Return one copy of a message, for those who keep the register."""
    found = Copy.objects.filter(pk=pk).select_related("stakeholder__organisation", "message__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.STAKEHOLDER_WRITE, on=found.stakeholder)
    return found


def by_hand(user: User) -> int:
    """Return how many copies wait to be rung or posted by the person's colleagues or themselves."""
    return Copy.objects.filter(status=Copy.Status.BY_HAND, stakeholder__organisation__in=keepers(user)).count()


def to_approve(user: User) -> QuerySet[Message]:
    """Return the messages that another person wrote and this person may send."""
    mine = keepers(user, Permission.BRIEFING_APPROVE)
    return Message.objects.filter(sent_at__isnull=True, organisation__in=mine).exclude(written_by=user).exclude(writers=user)


def held_copies() -> QuerySet[Copy]:
    """Return the copies that wait for room in a champion's week, the oldest first."""
    return Copy.objects.filter(status=Copy.Status.HELD).order_by("pk")


def to_forget(today: datetime.date) -> QuerySet[Stakeholder]:
    """Return those who left so long ago that who they were is kept no longer."""
    return Stakeholder.objects.filter(left_at__date__lte=time_is_up(today, NAMES), erased_at__isnull=True).order_by("pk")


def roles_unknown(user: User) -> int:
    """Return how many councillors there are of whom nobody has asked what they are trying to do."""
    return register(user, str(Stakeholder.Kind.COUNCILLOR)).filter(roles=[]).count()


# --- The signed link: a champion's way in without an account -------------------------------------------------------
_signer = signing.Signer(sep="~", salt="antiphon.stakeholders.champion")


def path_of(stakeholder: Stakeholder) -> str:
    """Return the address of a champion's own page. Whoever has it is taken for them, so it goes to them alone."""
    return f"/champion/{_signer.sign(str(stakeholder.pk))}/"


def number_in(link: str) -> int | None:
    """Return the number of the champion whose link this is; None when it is not whole. It asks no table."""
    try:
        return int(_signer.unsign(link))
    except (signing.BadSignature, ValueError):
        return None


def champion_by_link(link: str) -> Stakeholder | None:
    """Return the champion whose link this is; None when it is not whole, or they were erased."""
    pk = number_in(link)
    found = Stakeholder.objects.filter(pk=pk, kind=Stakeholder.Kind.CHAMPION, erased_at__isnull=True)
    return None if pk is None else found.select_related("organisation").first()
