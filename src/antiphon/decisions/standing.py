"""Reads of a standing door: comments on something published that wait, and what was changed because of them."""

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet

from antiphon.core.suppression import Shown, shown
from antiphon.decisions.models import Handling, Revision
from antiphon.engagement.models import Engagement
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices.models import Response, Voice
from antiphon.voices.queries import counted_responses


def comments_to_answer(engagement: Engagement) -> "QuerySet[Response]":
    """Return the comments that can be read and have no answer yet, oldest first."""
    readable = Voice.objects.clean_only().filter(response=OuterRef("pk"))
    answered = Handling.objects.filter(response=OuterRef("pk"), revision__isnull=False)
    read = Handling.objects.filter(response=OuterRef("pk"))
    found = counted_responses(engagement).filter(Exists(readable), ~Exists(answered), erased_at__isnull=True)
    return found.annotate(is_read=Exists(read)).prefetch_related(
        Prefetch("voices", Voice.objects.clean_only().select_related("question").defer("sealed_words"))
    ).order_by("pk")


def waiting_comments(user: User) -> dict[int, int]:
    """Return how many comments nobody has read, by the id of the standing door, where this person may answer them."""
    theirs = Engagement.objects.where_may(user, Permission.ANSWER_WRITE).filter(kind=Engagement.Kind.STANDING)
    readable = Voice.objects.clean_only().filter(response=OuterRef("pk"))
    rows = Response.objects.filter(Exists(readable), ~Exists(Handling.objects.filter(response=OuterRef("pk"))),
                                   engagement__in=theirs, engagement__closed_at__isnull=True)  # fmt: skip
    return dict(rows.order_by().values_list("engagement").annotate(Count("pk")))


def revisions_of(engagement: Engagement) -> "QuerySet[Revision]":
    """Return the answers to comments, those that wait for a second person first, each with `number` of comments."""
    rows = Revision.objects.filter(engagement=engagement).select_related("written_by").annotate(number=Count("comments"))
    return rows.order_by(F("published_at").desc(nulls_first=True), "-pk")


def revision_in(engagement: Engagement, pk: int) -> Revision | None:
    """Return one answer to comments."""
    return revisions_of(engagement).select_related("engagement").filter(pk=pk).first()


def public_changes(engagement: Engagement) -> "list[tuple[Revision, Shown]]":
    """Return the public list of changes, the latest first, each with how many comments it answers, small numbers hidden."""
    return [(one, shown(one.number)) for one in revisions_of(engagement).filter(published_at__isnull=False)]


def wrote_revision(revision: Revision, user: User) -> bool:
    """Return whether the person wrote any of it, and so cannot publish it."""
    return revision.written_by_id == user.pk or bool(revision.writers.filter(pk=user.pk).exists())


def words_of_revision(revision: Revision) -> str:
    """Return the exact words that are signed."""
    return f"{revision.said}\n\n{revision.get_kind_display()}\n\n{revision.words}"


def missing_before_the_door_closes(engagement: Engagement) -> list[str]:
    """Return what must be done before a standing door closes, in sentences."""
    unread = comments_to_answer(engagement).filter(is_read=False).count()
    waiting = revisions_of(engagement).filter(published_at__isnull=True).count()
    unsafe = Voice.objects.filter(engagement=engagement, status__in=[Voice.Status.SEALED, Voice.Status.NEEDS_EYES]).count()
    missing = []
    if unsafe:
        missing.append(f"{unsafe:,} {'comment was' if unsafe == 1 else 'comments were'} not made safe yet.")
    if unread:
        missing.append(f"Nobody has read {unread:,} {'comment' if unread == 1 else 'comments'} yet.")
    if waiting:
        missing.append(f"{waiting:,} {'answer is' if waiting == 1 else 'answers are'} not public yet.")
    return missing

