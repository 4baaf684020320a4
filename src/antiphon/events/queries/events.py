"""Reads of events as they are planned and shown."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from antiphon.campaigns import calendar
from antiphon.campaigns.models import Campaign
from antiphon.events.models import AttendanceFile, Event, Material, Place, Post, Presenter, Report, Round, Series
from antiphon.events.writers.ics import Entry
from antiphon.language.live import Item
from antiphon.network.access import require
from antiphon.network.models import Organisation, User
from antiphon.network.queries import holders, own_organisations
from antiphon.network.roles import Permission
from antiphon.people.queries import known

WHO = Prefetch("presenters", Presenter.objects.select_related("organisation", "user"))
STAYS = Prefetch("materials", Material.objects.public())
ASKS_WITHIN_DAYS = 14  # after an event, in which My work asks who came


def hosts(user: User, permission: Permission = Permission.EVENT_WRITE) -> list[Organisation]:
    """Return the organisations whose events the person may plan, or look at."""
    return list(own_organisations(user, permission))


def events_of(user: User) -> QuerySet[Event]:
    """Return the events of the person's organisations, with how many have a place or wait for one."""
    found: QuerySet[Event] = Event.objects.filter(organisation__in=hosts(user, Permission.EVENT_READ))
    return found.select_related("organisation", "series", "written_by").annotate(
        coming=Count("places", filter=Q(places__status=Place.Status.COMING)),
        waiting=Count("places", filter=Q(places__status=Place.Status.WAITING)),
    )


def event_for(user: User, pk: int, permission: Permission = Permission.EVENT_READ) -> Event:
    """Return one by number, for those who may."""
    with_all = Event.objects.select_related("organisation", "series", "written_by", "moderator", "published_by")
    found = with_all.filter(pk=pk).first()
    if found is None:
        raise Http404
    require(user, permission, on=found)
    return found


def series_of(user: User) -> QuerySet[Series]:
    """Return the series of the organisations for which the person plans events."""
    return Series.objects.filter(organisation__in=hosts(user)).select_related("organisation").order_by("title", "pk")


def series_read(user: User) -> QuerySet[Series]:
    """Return the series of the organisations whose events the person may look at."""
    return Series.objects.filter(organisation__in=hosts(user, Permission.EVENT_READ)).order_by("title", "pk")


def campaigns_for(user: User) -> QuerySet[Campaign]:
    """Return the campaigns that an event of the person's may belong to."""
    found: QuerySet[Campaign] = Campaign.objects.visible_to(user).exclude(status=Campaign.Status.ENDED)
    return found.order_by("title", "pk")


def presenters_of(event: Event, *, public: bool = False) -> list[tuple[Presenter, str]]:
    """Return who presents, each with their name, or nothing where none is known. `public`: those on the site. Two queries."""
    rows = event.presenters.public() if public else event.presenters.all()
    found = list(rows.select_related("organisation", "user", "added_by"))
    names = known(one.person for one in found if one.person)
    return [(one, one.user.name if one.user else names[one.person].name if one.person in names else "") for one in found]


def presenter_for(user: User, pk: int) -> Presenter:
    """Return one who presents, for those who plan the event."""
    found = Presenter.objects.filter(pk=pk).select_related("event__organisation", "organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.EVENT_WRITE, on=found.event)
    return found


def materials_of(event: Event, *, public: bool = False) -> QuerySet[Material]:
    """Return what stays of an event. `public`: what stands on the site."""
    rows = event.materials.public() if public else event.materials.all()
    return rows.select_related("added_by")  # type: ignore[no-any-return]


def material_for(user: User, pk: int) -> Material:
    """Return one of them, for those who plan the event."""
    found = Material.objects.filter(pk=pk).select_related("event__organisation").first()
    if found is None:
        raise Http404
    require(user, Permission.EVENT_WRITE, on=found.event)
    return found


def rounds_of(event: Event) -> QuerySet[Round]:
    """Return the rounds of letters of an event, the latest first."""
    return event.rounds.all()


def words_of(event: Event) -> str:
    """Return the words that a second person reads and signs. Who presents stands in them by role: names are in `people` alone."""
    added = [*event.presenters.select_related("organisation"), *event.materials.all()]
    parts = (event.title, event.summary, event.about, event.audience, event.when, event.place, *map(part_in_words, added))
    return "\n\n".join(part for part in parts if part)


def part_in_words(part: Presenter | Material) -> str:
    """Return what is read and signed of who presents, or of what stays."""
    return f"{part.title}: {part.url}" if isinstance(part, Material) else f"{part.what}, {part.organisation.name}"


def missing_of(event: Event) -> list[str]:
    """Return what must still be there before the event can stand on the site, as sentences."""
    missing = []
    if not event.summary:
        missing.append("Say in one or two sentences what it is.")
    if event.starts_at <= timezone.now():
        missing.append("The event begins in the past.")
    if not event.place and not event.joining:
        missing.append("Say how people join: a place, or a link and a telephone number.")
    return missing


def colleagues_who_moderate(event: Event) -> list[User]:
    """Return the colleagues of the host who may moderate its forum."""
    return holders(event.organisation_id, Permission.EVENT_WRITE)


def wrote_some_of(event: Event, user: User) -> bool:
    """Return whether the person wrote any of what stands in an event, so that another one publishes it."""
    parts = (event.presenters.filter(added_by=user), event.materials.filter(added_by=user))
    return event.writers.filter(pk=user.pk).exists() or any(part.exists() for part in parts)


# --- What waits for a person ---------------------------------------------------------------------------------------------
def to_publish(user: User) -> QuerySet[Event]:
    """Return the drafts that another person wrote and this person may publish."""
    drafts = Event.objects.filter(organisation__in=hosts(user), published_at__isnull=True, cancelled_at__isnull=True)
    return drafts.filter(starts_at__gt=timezone.now()).exclude(writers=user).exclude(summary="").order_by("starts_at")


def to_show(user: User) -> QuerySet[Event]:
    """Return the events on the site to which another person added something that this person may show."""
    standing = Event.objects.public().filter(organisation__in=hosts(user), cancelled_at__isnull=True)
    added = [Exists(part.objects.filter(event=OuterRef("pk"), shown_at__isnull=True).exclude(added_by=user))
             for part in (Presenter, Material)]  # fmt: skip
    return standing.filter(added[0] | added[1]).order_by("starts_at")


def to_count(user: User) -> QuerySet[Event]:
    """Return the events that are over, and of which nobody has said who came."""
    now = timezone.now()
    since = now - datetime.timedelta(days=ASKS_WITHIN_DAYS)
    over = Event.objects.filter(
        organisation__in=hosts(user), published_at__isnull=False, cancelled_at__isnull=True, ends_at__lte=now, ends_at__gt=since
    )
    return over.filter(~Exists(AttendanceFile.objects.filter(event=OuterRef("pk")))).order_by("ends_at")


def to_arrange(user: User) -> QuerySet[Event]:
    """Return the coming events at which somebody needs something that nobody has arranged yet, with how many."""
    needs = Q(places__status=Place.Status.COMING, places__needs_met_at__isnull=True) & (
        ~Q(places__needs=[]) | ~Q(places__needs_words="")
    )
    coming = Event.objects.filter(organisation__in=hosts(user), cancelled_at__isnull=True, starts_at__gt=timezone.now())
    return coming.annotate(needing=Count("places", filter=needs)).filter(needing__gt=0).order_by("starts_at")


def to_ring(user: User) -> QuerySet[Event]:
    """Return the events of which somebody must be told by telephone, with how many."""
    found = Event.objects.filter(organisation__in=hosts(user))
    return found.annotate(ringing=Count("places", filter=Q(places__to_ring=True))).filter(ringing__gt=0).order_by("starts_at")


def to_moderate(user: User) -> QuerySet[Event]:
    """Return the events with posts that another person wrote and that wait, or posts that were reported, with how many."""
    waits = Post.objects.filter(status=Post.Status.WAITING).exclude(user=user)
    asked = Report.objects.filter(settled_at__isnull=True)
    found = Event.objects.filter(organisation__in=hosts(user), forum_opened_at__isnull=False)
    return found.annotate(
        unread=Count("posts", filter=Q(posts__in=waits), distinct=True),
        reported=Count("posts__reports", filter=Q(posts__reports__in=asked), distinct=True),
    ).filter(Q(unread__gt=0) | Q(reported__gt=0)).order_by("pk")


# --- What everyone sees --------------------------------------------------------------------------------------------------
def public_events() -> QuerySet[Event]:
    """Return what stands on the site and is not over, the next one first."""
    found: QuerySet[Event] = Event.objects.public().filter(ends_at__gt=timezone.now())
    return found.select_related("organisation", "series").order_by("starts_at", "pk")


def public_past() -> QuerySet[Event]:
    """Return what stands on the site and is over, the latest first."""
    found: QuerySet[Event] = Event.objects.public().filter(ends_at__lte=timezone.now(), cancelled_at__isnull=True)
    return found.select_related("organisation", "series").prefetch_related(STAYS).order_by("-starts_at", "-pk")


def public_event(pk: int) -> Event:
    """Return one that stands on the site."""
    found: Event | None = Event.objects.public().filter(pk=pk).select_related("organisation", "series").first()
    if found is None:
        raise Http404
    return found


def entry_of(event: Event, *, path: str, own: bool = False) -> Entry:
    """Return an event as a calendar knows it. How to join stands in the entry of somebody with a place alone."""
    host = settings.MESSAGE_ID_DOMAIN
    page = f"{settings.PUBLIC_ADDRESS}{path}"
    words = [event.summary]
    if event.cancelled_at:
        words.append(f"This event is cancelled: {event.cancelled_because}")
    elif own and event.joining:
        words.append(f"How to join:\n{event.joining}")
    words.append(f"Your own page: {page}" if own else f"Ask for a place: {page}")
    return Entry(
        uid=f"event-{event.uid}@{host}", sequence=event.sequence, title=event.title, starts=event.starts_at, ends=event.ends_at,
        changed=max(filter(None, (event.published_at, event.cancelled_at, event.made_at))), words="\n\n".join(words),
        place=event.place, link=page, cancelled=bool(event.cancelled_at), organiser=event.organisation.name, remind=own,
    )  # fmt: skip


def calendar_entries(user: User, first: datetime.date, last: datetime.date) -> Iterator[calendar.Entry]:
    """Yield what stands in the calendar of all partners: every event on the site, and one's own drafts. Two queries."""
    mine = {one.pk for one in hosts(user, Permission.EVENT_READ)}
    between = Event.objects.filter(starts_at__date__lte=last, ends_at__date__gte=first, cancelled_at__isnull=True)
    for one in between.filter(Q(organisation__in=mine) | Q(published_at__isnull=False)).select_related("organisation"):
        own = f"/workspace/events/{one.pk}/" if one.organisation_id in mine else ""
        yield calendar.Entry(
            kind="event", key=str(one.pk), what=one.get_kind_display(), title=one.title,
            starts_on=timezone.localdate(one.starts_at), ends_on=timezone.localdate(one.ends_at),
            organisation=one.organisation_id, owner=one.organisation.name, groups=tuple(one.groups),
            link=own or f"/events/{one.pk}/", lead=one.written_by_id, state="" if one.published_at else "Draft",
            speaks=bool(one.groups),  # an event for nobody in particular does not tire anyone
        )  # fmt: skip


# --- What is live, for the common language -------------------------------------------------------------------------------
def live_items(user: User) -> Iterator[Item]:
    """Yield the events on the site that are still to come. One query."""
    yield from (_item(one) for one in public_events().select_related("organisation", "written_by"))


def words_for(user: User, key: str) -> Item | None:
    """Return an event by its key, also while it is a draft, or None when it is not for them."""
    found = Event.objects.filter(pk=int(key) if key.isdigit() and len(key) < 18 else 0)
    found = found.filter(organisation__in=hosts(user, Permission.EVENT_READ))
    one = found.select_related("organisation", "written_by").first()
    return _item(one) if one else None


def _item(event: Event) -> Item:
    return Item(
        kind="events.Event", key=str(event.pk), title=event.title, what="Event", organisation=event.organisation_id,
        words="\n\n".join(part for part in (event.title, event.summary, event.about) if part), lead=event.written_by_id,
        owner=f"{event.written_by.name}, {event.organisation.name}", link=f"/workspace/events/{event.pk}/",
    )  # fmt: skip
