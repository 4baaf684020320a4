"""The tracker: what came back up to the question of a cascade, who is on it, and what came of it."""

from django.db.models import F, QuerySet
from django.http import Http404

from antiphon.cascades.models import Cascade, Hop, Reply
from antiphon.cascades.queries.cascades import keepers
from antiphon.network.access import Body, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.packs.models import Pack

RUN = Permission.CASCADE_RUN


def replies_of(cascade: Cascade) -> QuerySet[Reply]:
    """Return the items of a cascade, open ones first."""
    return (
        Reply.objects.filter(cascade=cascade).select_related("hop", "owner").order_by(F("settled_at").asc(nulls_first=True), "pk")
    )


def replies_from(hop: Hop) -> QuerySet[Reply]:
    """Return what one hop has answered, so that its lead reads what came of it."""
    return Reply.objects.filter(hop=hop).order_by("pk")


def reply_for(user: User, pk: int) -> Reply:
    """Return one item for those who run the cascade, or raise Http404."""
    found = Reply.objects.filter(pk=pk).select_related("cascade__owner", "cascade__version", "hop", "owner").first()
    if found is None or not Pack.objects.visible_to(user).filter(pk=found.cascade.version.pack_id).exists():
        raise Http404
    require(user, RUN, on=Body(found.cascade.owner))
    return found


def tracker(user: User, cascade: int | None = None) -> QuerySet[Reply]:
    """Return the items of every cascade that the person's organisations send, open ones first."""
    found = Reply.objects.filter(cascade__owner__in=keepers(user, RUN), cascade__version__pack__in=Pack.objects.visible_to(user))
    found = found if cascade is None else found.filter(cascade=cascade)
    return found.select_related("cascade", "hop", "owner").order_by(F("settled_at").asc(nulls_first=True), "cascade", "pk")


def open_replies(user: User) -> QuerySet[Reply]:
    """Return the items that nobody settled yet."""
    return tracker(user).filter(settled_at__isnull=True)
