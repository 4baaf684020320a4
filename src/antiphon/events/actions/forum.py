"""Writes of the forum that follows an event: open it, say something, show or hide it, report it, close it as an archive."""

from django.db.models import Max
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.events.models import Event, Place, Post, Report
from antiphon.events.queries.places import take_turns
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission

SHUT = "This forum is an archive now. It can be read and searched, and nothing is added."
MOST_WORDS = 4000
MOST_WAITING = 10  # posts of one person that wait for the moderator


@action
def open_forum(event: Event, *, by: User, moderator: User | None = None) -> Event:
    """Open the forum of an event, with somebody of the host's who looks after it."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    if not found.published_at:
        raise Refused("Publish the event first.")
    if found.forum_opened_at:
        raise Refused("The forum is open already.")
    found.forum_opened_at, found.moderator = timezone.now(), moderator or by
    found.save(update_fields=["forum_opened_at", "moderator"])
    trail.leave("open forum", found, by=by, moderator=found.moderator.pk)
    return found


@action
def archive_forum(event: Event, *, by: User) -> Event:
    """Close the forum: it stays, to be read and searched. Nothing may be waiting for the moderator."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    _open(found)
    if found.posts.filter(status=Post.Status.WAITING).exists():
        raise Refused("Some posts wait for the moderator. Show or hide them first.")
    found.archived_at, found.archived_by = timezone.now(), by
    found.save(update_fields=["archived_at", "archived_by"])
    trail.leave("archive forum", found, by=by)
    return found


@action
def post_as_staff(event: Event, *, words: str, by: User, parent: Post | None = None) -> Post:
    """Say something in the forum as a colleague of the host. Another person shows it."""
    require(by, Permission.EVENT_WRITE, on=event)
    found = _locked(event)
    made = Post.objects.create(event=found, user=by, **_said(found, words, parent))
    trail.leave("post", made, by=by)
    return made


@action
def post_as_guest(place: Place, *, words: str, by: Actor, parent: Post | None = None) -> Post:
    """Say something in the forum as somebody who has a place, by their own link. The moderator shows it; no name stands there."""
    take_turns(place.event)
    if place.status != Place.Status.COMING:
        raise Refused("Only those who had a place write here.")
    if place.event.posts.filter(place=place, status=Post.Status.WAITING).count() >= MOST_WAITING:
        raise Refused("Many of your posts wait for the moderator. Please wait until they have been read.")
    said = _said(place.event, words, parent)
    before = place.event.posts.filter(place=place).values_list("number", flat=True).first()
    number = before or (place.event.posts.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Post.objects.create(event=place.event, place=place, number=number, **said)
    trail.leave("post", made, by=by)
    return made


@action
def show(post: Post, *, by: User) -> Post:
    """Let a post be read by everyone in the forum. Nobody shows their own."""
    found = _to_settle(post, by)
    found.status, found.because = Post.Status.SHOWN, ""
    return _settled(found, by)


@action
def hide(post: Post, *, because: str, by: User) -> Post:
    """Do not show a post, or not any more; why stands where it would be. What hangs below it stays."""
    found = _to_settle(post, by)
    if not because.strip():
        raise Refused("Say why in a few words. They stand where the post would be.")
    found.status, found.because = Post.Status.HIDDEN, " ".join(because.split())[:200]
    return _settled(found, by)


@action
def report(post: Post, *, words: str, by: Actor, place: Place | None = None) -> Report:
    """Tell the moderator that a post should not stand there. It stays until they have looked."""
    words = " ".join(words.split())
    if not words:
        raise Refused("Say what is wrong with it.")
    if post.status != Post.Status.SHOWN or (place is not None and place.event_id != post.event_id):
        raise Refused("This post is not shown.")
    if place is not None and post.reports.filter(place=place, settled_at__isnull=True).exists():
        raise Refused("You have reported this already. The moderator looks at it.")
    user = by if isinstance(by, User) else None
    if user is not None:
        require(user, Permission.EVENT_READ, on=post.event)
    made = Report.objects.create(post=post, user=user, place=place, words=words[:300])
    trail.leave("report post", made, by=by)
    return made


@action
def keep(post: Post, *, by: User) -> Post:
    """Settle the reports on a post: it stays. Nobody judges their own."""
    found = _to_settle(post, by)
    if found.status != Post.Status.SHOWN:
        raise Refused("This post is not shown.")
    return _settled(found, by)


def _said(event: Event, words: str, parent: Post | None) -> dict[str, object]:
    _open(event)
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Write something first.")
    if len(words) > MOST_WORDS:
        raise Refused(f"A post has at most {MOST_WORDS:,} characters. Yours has {len(words):,}.")
    if parent is not None and (parent.event_id != event.pk or parent.status != Post.Status.SHOWN):
        raise Refused("What you answer to is not shown any more.")
    return {"words": words, "parent": parent}


def _open(event: Event) -> None:
    if not event.forum_opened_at:
        raise Refused("This event has no forum.")
    if event.archived_at:
        raise Refused(SHUT)


def _to_settle(post: Post, by: User) -> Post:
    require(by, Permission.EVENT_WRITE, on=post.event)
    found = Post.objects.select_for_update(of=("self",)).select_related("event").get(pk=post.pk)
    if found.user_id == by.pk:
        raise Refused("You wrote this, so another person decides.")
    return found


def _settled(post: Post, by: User) -> Post:
    now = timezone.now()
    post.settled_at, post.settled_by = now, by
    post.save(update_fields=["status", "because", "settled_at", "settled_by"])
    post.reports.filter(settled_at__isnull=True).update(settled_at=now, settled_by=by)
    trail.leave(f"settle post: {post.status}", post, by=by)
    return post


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=event.pk)
