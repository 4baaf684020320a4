"""Reads of the forum of an event: its threads, what waits for the moderator, and the search in its archive."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from antiphon.events.models import Event, Post, Report
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission

Status = Post.Status
DEEPEST = 3  # answers further down stand at this depth, so that a thread can be read on a telephone
GONE = "This is not shown."


@dataclass(frozen=True)
class Said:
    """A post as people read it: who said it without a name of anybody who has no account, and its answers."""

    post: Post
    depth: int = 0
    answers: list["Said"] = field(default_factory=list)

    @property
    def author(self) -> str:
        return author_of(self.post)

    @property
    def words(self) -> str:
        return self.post.words if self.post.status == Status.SHOWN else ""

    @property
    def gone(self) -> str:
        return "" if self.post.status == Status.SHOWN else f"{GONE} {self.post.because}".strip()


def author_of(post: Post) -> str:
    """Return who said something: a colleague by name, somebody with a place by the order in which they first wrote."""
    if post.user_id and post.user:
        return f"{post.user.name}, {post.event.organisation.name}"
    return f"Participant {post.number}"


def threads(event: Event) -> list[Said]:
    """Return what is shown in a forum, as threads, the latest thread first and answers in their order. One query.

    A post that was hidden keeps its place when something shown hangs below it.
    """
    rows = list(_posts(event).exclude(status=Status.WAITING).order_by("pk"))
    below: dict[int | None, list[Post]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return list(reversed(_under(below, None, 0)))


def _under(below: dict[int | None, list[Post]], parent: int | None, depth: int) -> list[Said]:
    found = []
    for post in below.get(parent, []):
        answers = _under(below, post.pk, min(depth + 1, DEEPEST))
        if post.status == Status.SHOWN or answers:
            found.append(Said(post, depth, answers))
    return found


def flat(found: Iterable[Said]) -> list[Said]:
    """Return threads as one list in reading order."""
    return [one for thread in found for one in (thread, *flat(thread.answers))]


def search(event: Event, words: str) -> list[Post]:
    """Return the shown posts in which the words stand, the best first: the same search as the library's on its own entries."""
    query = SearchQuery(words, config="english", search_type="websearch")
    found = _posts(event).filter(status=Status.SHOWN, searchable=query)
    return list(found.annotate(rank=SearchRank(F("searchable"), query)).order_by("-rank", "-pk")[:100])


def waiting(event: Event) -> QuerySet[Post]:
    """Return the posts that wait for the moderator, the oldest first."""
    return _posts(event).filter(status=Status.WAITING).order_by("pk")


def reported(event: Event) -> list[tuple[Post, list[Report]]]:
    """Return the posts that somebody reported and nobody has settled, each with what was said. Two queries."""
    rows = list(Report.objects.filter(post__event=event, settled_at__isnull=True).order_by("pk"))
    posts = {post.pk: post for post in _posts(event).filter(pk__in={row.post_id for row in rows})}
    return [(post, [row for row in rows if row.post_id == pk]) for pk, post in sorted(posts.items())]


def counts(event: Event) -> dict[str, int]:
    """Return how many posts are shown, wait, and were reported. One query."""
    return event.posts.aggregate(
        shown=Count("pk", filter=Q(status=Status.SHOWN), distinct=True),
        waiting=Count("pk", filter=Q(status=Status.WAITING), distinct=True),
        reported=Count("reports", filter=Q(reports__settled_at__isnull=True), distinct=True),
    )


def post_for(user: User, pk: int, permission: Permission = Permission.EVENT_WRITE) -> Post:
    """Return one post, for those who run the event."""
    found = Post.objects.filter(pk=pk).select_related("event__organisation", "user").first()
    if found is None:
        raise Http404
    require(user, permission, on=found.event)
    return found


def shown_post(event: Event, pk: int) -> Post:
    """Return one post of a forum that everyone there may read."""
    found = _posts(event).filter(pk=pk, status=Status.SHOWN).first()
    if found is None:
        raise Http404
    return found


def _posts(event: Event) -> QuerySet[Post]:
    return event.posts.select_related("user", "event__organisation")
