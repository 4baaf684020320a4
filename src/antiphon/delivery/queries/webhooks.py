"""Other systems that are told things, and what they were told."""

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.delivery import rules
from antiphon.delivery.models import Endpoint, Notice
from antiphon.network.access import allowed_in
from antiphon.network.models import User
from antiphon.network.roles import Permission


def endpoints_of(user: User) -> QuerySet[Endpoint]:
    """Return the addresses that this person's organisations want told, where the person manages their people."""
    mine = allowed_in(user, Permission.PEOPLE_MANAGE)
    return Endpoint.objects.filter(organisation__in=mine).select_related("organisation", "made_by").annotate(
        waiting=Count("notices", filter=Q(notices__status__in=[Notice.Status.WAITING, Notice.Status.SENDING])),
        failed=Count("notices", filter=Q(notices__status=Notice.Status.FAILED)),
    ).order_by("pk")


def endpoint_for(user: User, pk: int) -> Endpoint:
    """Return one of them, or raise Http404."""
    found = endpoints_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def notices_of(endpoint: Endpoint) -> QuerySet[Notice]:
    """Return what an address was told, the latest first."""
    return endpoint.notices.order_by("-pk")


def notice_in(endpoint: Endpoint, pk: int) -> Notice:
    """Return one notice of an address, or raise Http404."""
    found = endpoint.notices.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def listening() -> QuerySet[Endpoint]:
    """Return the addresses that are told things."""
    return Endpoint.objects.filter(stopped_at__isnull=True).order_by("pk")


def notices_waiting() -> QuerySet[Notice]:
    """Return what has to be told now, the oldest first: also what a worker that died was telling."""
    now = timezone.now()
    return Notice.objects.filter(
        Q(not_before=None) | Q(not_before__lte=now), status__in=[Notice.Status.WAITING, Notice.Status.SENDING],
        endpoint__stopped_at__isnull=True,
    ).order_by("pk")


def stopped_endpoints(user: User) -> QuerySet[Endpoint]:
    """Return the addresses that were stopped because they did not answer, for those who can mend them. One query."""
    return endpoints_of(user).filter(stopped_at__isnull=False, failures__gte=rules.STOP_AFTER)
