"""Cascades for those who send them and those who hand them on."""

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.audiences.models import Network
from antiphon.campaigns.calendar import Entry
from antiphon.cascades import rules
from antiphon.cascades.models import Cascade, Hop, Lead, Route
from antiphon.network.access import Body, allowed_in, require
from antiphon.network.models import Organisation, User
from antiphon.network.queries import holders
from antiphon.network.roles import Permission
from antiphon.packs.models import Pack, PackVersion
from antiphon.stakeholders.models import Copy

READ, RUN = Permission.CASCADE_READ, Permission.CASCADE_RUN


def keepers(user: User, permission: Permission = RUN) -> list[Organisation]:
    """Return the organisations for which the person may do this."""
    mine = allowed_in(user, permission)
    return list(Organisation.objects.filter(pk__in=mine).order_by("name"))


def cascades_of(user: User) -> QuerySet[Cascade]:
    """Return the cascades that the person may see, with how many hops have it; under embargo, only for those on the list."""
    if not keepers(user, READ):
        return Cascade.objects.none()
    seen = Cascade.objects.visible_to(user).filter(version__pack__in=Pack.objects.visible_to(user))
    return seen.select_related("owner", "version__pack").annotate(
        number=Count("hops", distinct=True),
        have=Count("hops", filter=Q(hops__state__in=rules.TAKEN), distinct=True),
        waiting=Count("hops", filter=Q(hops__state__in=rules.WAITING), distinct=True),
    )  # type: ignore[no-any-return]


def cascade_for(user: User, pk: int, permission: Permission = READ) -> Cascade:
    """Return a cascade that the person may see, or raise Http404. Under embargo only those on the pack's list know of it."""
    found = Cascade.objects.filter(pk=pk).select_related("owner", "version__pack", "corrects", "written_by", "started_by").first()
    if found is None or not Pack.objects.visible_to(user).filter(pk=found.version.pack_id).exists():
        raise Http404
    require(user, permission, on=found)
    return found


def own_cascade_for(user: User, pk: int) -> Cascade:
    """Return a cascade that the person's own organisation sends, for somebody who may run it."""
    found = cascade_for(user, pk)
    require(user, RUN, on=Body(found.owner))
    return found


def to_change(cascade: Cascade, by: User) -> Cascade:
    """Lock a cascade for somebody who may run cascades at the organisation that sends it, or raise."""
    require(by, RUN, on=Body(cascade.owner))
    return Cascade.objects.select_for_update(of=("self",)).select_related("owner", "version__pack").get(pk=cascade.pk)  # type: ignore[no-any-return]


def routes_of(user: User) -> QuerySet[Route]:
    """Return along which routes the person's organisations hand on."""
    mine = Route.objects.filter(above__in=keepers(user, READ))
    return mine.select_related("above", "organisation", "network__organisation", "lead", "deputy").order_by("above__name", "pk")


def routes_from(organisation: Organisation) -> QuerySet[Route]:
    """Return the routes of one organisation."""
    found = Route.objects.filter(above=organisation)
    return found.select_related("organisation", "network__organisation", "lead", "deputy").order_by("pk")


def versions_for(user: User) -> QuerySet[PackVersion]:
    """Return the approved versions that can be passed on: the newest of each pack that the person may read."""
    found = PackVersion.objects.filter(
        pack__in=Pack.objects.visible_to(user), approved_at__isnull=False, recalled_at__isnull=True
    )
    return found.select_related("pack").order_by("pack_id", "-number").distinct("pack_id")


def newer_versions(cascade: Cascade) -> QuerySet[PackVersion]:
    """Return the approved versions by which a cascade can be corrected."""
    found = PackVersion.objects.filter(pack=cascade.version.pack_id, number__gt=cascade.version.number, recalled_at__isnull=True)
    return found.filter(approved_at__isnull=False).order_by("-number")


def staff_of(organisation: Organisation) -> list[User]:
    """Return who may run cascades at an organisation, by name."""
    return holders(organisation.pk, RUN)


def by_state(hops: Iterable[Hop]) -> list[tuple[rules.State, int]]:
    """Return how many hops stand in each state that any stands in, in the order of the work."""
    found: dict[str, int] = {}
    for hop in hops:
        found[hop.state] = found.get(hop.state, 0) + 1
    return [(state, found[key]) for key, state in rules.STATES.items() if key in found]


# --- Worklists of the machine -------------------------------------------------------------------------------------
def opening(now: datetime.datetime) -> QuerySet[Cascade]:
    """Return the running cascades that have opened and have hops to offer."""
    found = Cascade.objects.filter(status="running", opens_at__lte=now, hops__state="planned")
    return found.distinct().order_by("pk")  # type: ignore[no-any-return]


def champions_waiting(now: datetime.datetime) -> QuerySet[Cascade]:
    """Return the running cascades whose champions have not had the words yet, though they may."""
    found = Cascade.objects.filter(status="running", to_champions=True, champions__isnull=True, opens_at__lte=now)
    open_now = Q(version__pack__embargo_until__isnull=True) | Q(version__pack__embargo_until__lte=now)
    return found.filter(open_now).order_by("pk")  # type: ignore[no-any-return]


def champions_of(cascade: Cascade) -> list[tuple[str, int]]:
    """Return how many copies for champions stand in each state, in words."""
    if cascade.champions_id is None:
        return []
    found = Copy.objects.filter(message=cascade.champions_id).order_by().values_list("status").annotate(number=Count("pk"))
    words = dict(Copy.Status.choices)
    return [(str(words[status]), number) for status, number in sorted(found)]


def to_take_back() -> QuerySet[Cascade]:
    """Return the cascades whose version was recalled with its pack, and that are not stopped yet."""
    found = Cascade.objects.filter(status__in=["running", "closed"], version__recalled_at__isnull=False)
    return found.select_related("version").order_by("pk")  # type: ignore[no-any-return]


def to_forget(day: datetime.date) -> QuerySet[Cascade]:
    """Return the cascades that were to be passed on by a day, and of which we still keep who led a group or had a letter."""
    held = Lead.objects.filter(Q(user__isnull=False) | Q(hop__kind=Hop.Kind.GROUP)).values("hop__cascade")
    return Cascade.objects.filter(publish_by__date__lte=day, pk__in=held).order_by("pk")  # type: ignore[no-any-return]


# --- What routes are made of ---------------------------------------------------------------------------------------
def keeper_for(user: User, pk: int) -> Organisation:
    """Return an organisation for which the person may run cascades, or raise Http404."""
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    require(user, RUN, on=Body(found))
    return found


def body_with(pk: int) -> Organisation:
    """Return any organisation: bodies are public facts."""
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def networks_to_add(above: Organisation) -> list[Network]:
    """Return the networks of an organisation's register to which it has no route yet."""
    there = Route.objects.filter(above=above, network__isnull=False).values("network")
    return list(Network.objects.open().filter(organisation=above).exclude(pk__in=there).order_by("name"))


def route_for(user: User, pk: int) -> Route:
    """Return a route of the person's organisations, or raise Http404."""
    found = Route.objects.filter(pk=pk).select_related("above").first()
    if found is None:
        raise Http404
    require(user, RUN, on=found)
    return found


def calendar_entries(user: User, first: datetime.date, last: datetime.date) -> Iterator[Entry]:
    """Yield the cascades that the person may know of, for the calendar of all partners: from the start to “pass on by”."""
    found = cascades_of(user).filter(opens_at__date__lte=last, publish_by__date__gte=first).exclude(status="recalled")
    for one in found:
        yield Entry(
            "cascade", str(one.pk), "Cascade", one.title, timezone.localdate(one.opens_at), timezone.localdate(one.publish_by),
            one.owner_id, str(one.owner), link=f"/workspace/sending/cascades/{one.pk}/", lead=one.written_by_id,
            state=one.get_status_display(), speaks=False,  # whom it is for, its lists know: it clashes with nothing by itself
        )  # fmt: skip
