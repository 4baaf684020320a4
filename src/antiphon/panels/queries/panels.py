"""What can be read of panels and members: what a panel looks like, who is on it, and a member's own signed link."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.core.keeping import NAMES, time_is_up
from antiphon.core.suppression import Shown, shown, suppress_list, suppress_table
from antiphon.network.access import holds, require
from antiphon.network.models import Organisation, User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission
from antiphon.panels import rules, selection
from antiphon.panels.models import Invitation, Member, Panel, PanelPartner, Target
from antiphon.panels.profile import characteristics
from antiphon.people.queries import Known, Reach, known, reach_of


# --- Panels ----------------------------------------------------------------------------------------------------
def panels_of(user: User) -> QuerySet[Panel]:
    """Return the panels that the person may see, with how many members each has; none without a role for panels."""
    if not holds(user, Permission.PANEL_READ):
        return Panel.objects.none()
    standing = Count("members", filter=Q(members__left_at__isnull=True))
    found: QuerySet[Panel] = Panel.objects.visible_to(user).select_related("owner", "lead").annotate(standing=standing)
    return found.order_by("closed_at", "name", "pk")


def possible_owners(user: User) -> list[Organisation]:
    """Return the organisations for which the person may start a panel."""
    return list(own_organisations(user, Permission.PANEL_MANAGE))


def panel_for(user: User, pk: int, permission: Permission = Permission.PANEL_READ) -> Panel:
    """Return a panel by its number: Http404 for a stranger, PermissionDenied for one whose role does not allow it."""
    panel = Panel.objects.select_related("owner", "lead").filter(pk=pk).first()
    if panel is None:
        raise Http404
    require(user, permission, on=panel)
    return panel


def partners_of(panel: Panel) -> QuerySet[PanelPartner]:
    """Return the organisations that share a panel."""
    return panel.partners.select_related("organisation")


def targets_of(panel: Panel, only: Collection[str] | None = None) -> dict[str, dict[str, Decimal]]:
    """Return the targets by characteristic and category; of some characteristics, or of all."""
    found: dict[str, dict[str, Decimal]] = {}
    for target in Target.objects.filter(panel=panel).order_by("pk"):
        if only is None or target.characteristic in only:
            found.setdefault(target.characteristic, {})[target.category] = target.share
    return found


def words_of(panel: Panel, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Return the characteristics with these keys and their words."""
    known_here = characteristics(panel.places)
    return [(key, known_here[key].text) for key in keys if key in known_here]


# --- What it looks like: with small numbers hidden -------------------------------------------------------------
@dataclass(frozen=True)
class BalanceRow:
    """One category: its target, how many members it has, and how far that is from the target, in words."""

    words: str
    target: Decimal | None
    members: Shown
    share: str
    said: str


@dataclass(frozen=True)
class Balance:
    """One characteristic of a panel beside its targets."""

    key: str
    words: str
    rows: list[BalanceRow]


def balance(panel: Panel) -> list[Balance]:
    """Return what the panel looks like beside its targets, fit for everyone who may see the panel."""
    profiles = [member.profile for member in panel.members.standing().only("profile")]
    counted, total = selection.count(profiles), len(profiles)
    targets = targets_of(panel)
    found = []
    for key, one in characteristics(panel.places).items():
        categories = [*one.categories, ("", "Not said")]
        said = sum(counted[key, category] for category, _ in one.categories)
        counts = [*(counted[key, category] for category, _ in one.categories), total - said]
        if not one.categories or (not said and key not in targets):
            continue
        cells = suppress_list(counts, total_known=True).cells
        rows = [
            _row(words, targets.get(key, {}).get(category), cell, total)
            for (category, words), cell in zip(categories, cells, strict=True)
        ]  # fmt: skip
        found.append(Balance(key, one.text, rows))
    return found


def _row(words: str, target: Decimal | None, cell: Shown, total: int) -> BalanceRow:
    if cell.value is None or not total:
        return BalanceRow(words, target, cell, "", "")
    share = 100 * cell.value / total
    if target is None:
        return BalanceRow(words, None, cell, f"{share:.0f}%", "")
    off = cell.value - round(float(target) * total / 100)
    said = "On target" if off == 0 else f"{abs(off):,} {'more' if off > 0 else 'fewer'} than the target"
    return BalanceRow(words, target, cell, f"{share:.0f}%", said)


@dataclass(frozen=True)
class ResponseRow:
    """How many of one category were invited and said yes or no, as people may see it."""

    words: str
    invited: Shown
    cells: tuple[Shown, ...]


def responses(panel: Panel) -> tuple[Shown, list[tuple[str, list[ResponseRow]]]]:
    """Return who answers, by profile, over all invitations of the panel: yes, no, and no answer."""
    asked = list(
        Invitation.objects.filter(ask__panel=panel, asked_at__isnull=False).select_related("member")
        .only("status", "member__profile")
    )  # fmt: skip
    order = [Invitation.Status.ACCEPTED, Invitation.Status.DECLINED, Invitation.Status.ASKED]
    tables = []
    for key, one in characteristics(panel.places).items():
        categories = [*one.categories, ("", "Not said")]
        counted = Counter((invitation.member.profile.get(key, ""), invitation.status) for invitation in asked)
        if not any(counted[category, status] for category, _ in one.categories for status in order):
            continue
        table = suppress_table([[counted[category, status] for status in order] for category, _ in categories])
        rows = [
            ResponseRow(words, total, cells)
            for (_, words), total, cells in zip(categories, table.row_totals, table.rows, strict=True)
        ]  # fmt: skip
        tables.append((one.text, rows))
    return shown(len(asked)), tables


# --- Members: for those who run the panel ----------------------------------------------------------------------
@dataclass(frozen=True)
class Listed:
    """One member as those who run the panel see them. It is never stored or logged."""

    member: Member
    person: Known | None
    asked: int = 0
    shares: bool = False

    def __repr__(self) -> str:
        return f"Listed({self.member.pk})"

    @property
    def name(self) -> str:
        return self.person.name if self.person else f"Member {self.member.pk}, erased"


def counted_asks(members: QuerySet[Member]) -> QuerySet[Member]:
    """Return members with how often each was asked in twelve months, those drawn and not asked yet counted in."""
    since = timezone.now() - rules.YEAR
    recent = Q(invitations__asked_at__gt=since) | Q(invitations__status=Invitation.Status.DRAWN)
    return members.annotate(asked=Count("invitations", filter=recent))


def members_of(panel: Panel) -> QuerySet[Member]:
    """Return the members who have not left, with how often each was asked."""
    return counted_asks(panel.members.standing()).order_by("pk")


def with_names(members: Iterable[Member]) -> list[Listed]:
    """Return members with their names, by name. Two queries, whatever their number."""
    some = list(members)
    people, reach = known(member.person for member in some), reach_of(member.person for member in some)
    keys = Counter(one.email_key for one in reach.values() if one.email_key)
    found = [
        Listed(member, people.get(member.person), getattr(member, "asked", 0),
               keys[reach.get(member.person, Reach()).email_key] > 1) for member in some
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name.casefold(), one.member.pk))


def member_for(user: User, pk: int) -> Member:
    """Return a member by number, for those who run the panel."""
    found = counted_asks(Member.objects.filter(pk=pk).select_related("panel__owner", "added_by")).first()
    if found is None:
        raise Http404
    require(user, Permission.PANEL_MANAGE, on=found.panel)
    return found


def terms_ending(panel: Panel, today: datetime.date) -> QuerySet[Member]:
    """Return the members whose term is over or ends soon, those that ended first at the top."""
    soon = today + datetime.timedelta(days=rules.SOON)
    return counted_asks(panel.members.standing().filter(term_ends_on__lte=soon)).order_by("term_ends_on", "pk")


def needs_to_check(panel: Panel, today: datetime.date) -> int:
    """Return of how many members the access needs were last checked more than a year ago."""
    before = today - datetime.timedelta(days=rules.REVIEW)
    return panel.members.standing().filter(Q(needs_checked_on__isnull=True) | Q(needs_checked_on__lt=before)).count()


def to_forget(today: datetime.date) -> QuerySet[Member]:
    """Return the members who left so long ago that who they were is kept no longer."""
    return Member.objects.filter(left_at__date__lte=time_is_up(today, NAMES), erased_at__isnull=True).order_by("pk")


# --- The signed link: a member's way in without an account -----------------------------------------------------
_signer = signing.Signer(sep="~", salt="antiphon.panels.member")


def path_of(member: Member) -> str:
    """Return the address of a member's own page. Whoever has it is taken for the member, so it goes to them alone."""
    return f"/panel/{_signer.sign(str(member.pk))}/"


def number_in(link: str) -> int | None:
    """Return the number of the member whose link this is; None when it is not whole. It asks no table."""
    try:
        return int(_signer.unsign(link))
    except (signing.BadSignature, ValueError):
        return None


def member_by_link(link: str) -> Member | None:
    """Return the member whose link this is; None when it is not whole, or they were erased."""
    pk = number_in(link)
    return None if pk is None else Member.objects.select_related("panel__owner").filter(pk=pk, erased_at__isnull=True).first()
