"""A standing door: comments on something published are read, and answered with what changed or why it did not."""

from collections.abc import Iterable

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.decisions import standing as door
from antiphon.decisions.models import Handling, Revision
from antiphon.engagement import actions as engagement_actions
from antiphon.engagement.models import Engagement
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff
from antiphon.voices.models import Response


@action
def mark_read(engagement: Engagement, *, comments: Iterable[int], by: User) -> int:
    """Say that comments were read; return how many. Their senders see it on their receipts. Doing it again does no harm."""
    require(by, Permission.ANSWER_WRITE, on=engagement)
    found = _comments(engagement, comments)
    if not found:
        raise Refused("Choose at least one comment.")
    Handling.objects.bulk_create(
        [Handling(engagement=engagement, response=one, read_by=by) for one in found], ignore_conflicts=True
    )
    trail.leave("mark read", engagement, by=by, comments=[one.pk for one in found])
    return len(found)


@action
def answer_comments(
    engagement: Engagement, *, comments: Iterable[int], kind: str, said: str, words: str, by: User
) -> Revision:
    """Write what changed because of some comments, or why it did not. Another person publishes it."""
    keys = list(comments)
    mark_read(engagement, comments=keys, by=by)
    if engagement.closed_at:
        raise Refused("This door is closed.")
    revision = Revision(engagement=engagement, written_by=by)
    _write(revision, kind, said, words, by)
    handled = Handling.objects.filter(engagement=engagement, response__in=keys)
    if handled.filter(revision__isnull=False).exists():
        raise Refused("One of these comments is answered already.")
    handled.update(revision=revision)
    trail.leave("answer comments", revision, by=by, comments=keys, kind=kind)
    return revision


@action
def change_revision(revision: Revision, *, kind: str, said: str, words: str, by: User) -> Revision:
    """Change an answer that is not public yet. Whoever changes it cannot publish it."""
    require(by, Permission.ANSWER_WRITE, on=revision)
    revision = Revision.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=revision.pk)
    if revision.published_at:
        raise Refused("This is public, so it stays as it is. Write a new answer to new comments.")
    _write(revision, kind, said, words, by)
    trail.leave("change revision", revision, by=by, kind=kind)
    return revision


@action
def publish_revision(revision: Revision, *, by: User) -> Revision:
    """Put an answer into the public list of changes, and on the receipts of those who commented."""
    require(by, Permission.ANSWER_APPROVE, on=revision)
    rows = Revision.objects.select_for_update(of=("self",)).select_related("engagement", "written_by")
    revision = rows.get(pk=revision.pk)
    if revision.published_at:
        raise Refused("This is public already.")
    if revision.engagement.published_at is None:
        raise Refused("Publish the engagement first.")
    authors = [revision.written_by, *revision.writers.all()]
    signature = signoff.sign(revision, words=door.words_of_revision(revision), authors=authors, by=by)
    revision.published_at = timezone.now()
    revision.save(update_fields=["published_at"])
    trail.leave("publish", revision, by=by, signature=signature.pk)
    return revision


@action
def close_door(engagement: Engagement, *, by: User) -> Engagement:
    """Close a standing door, once every comment was read and every answer to one is public."""
    require(by, Permission.ENGAGEMENT_CLOSE, on=engagement)
    if engagement.kind != Engagement.Kind.STANDING:
        raise Refused("Only a standing door is closed like this.")
    if missing := door.missing_before_the_door_closes(engagement):
        raise Refused(*missing)
    closed = engagement_actions.mark_closed(engagement, by=by)
    trail.leave("close door", engagement, by=by)
    return closed


def _write(revision: Revision, kind: str, said: str, words: str, by: User) -> None:
    said, words = " ".join(said.split()), words.strip()
    wrong = []
    if kind not in Revision.Kind.values:
        wrong.append("Choose whether something was changed.")
    if not said:
        wrong.append("Say in a sentence what people said.")
    if not words:
        wrong.append("Say what was changed." if kind == Revision.Kind.CHANGED else "Say why it was not changed.")
    if wrong:
        raise Refused(*wrong)
    revision.kind, revision.said, revision.words = kind, said[:300], words
    revision.save()
    revision.writers.add(by)


def _comments(engagement: Engagement, keys: Iterable[int]) -> list[Response]:
    if engagement.kind != Engagement.Kind.STANDING:
        raise Refused("Only comments on something published are answered like this.")
    return list(door.comments_to_answer(engagement).filter(pk__in=list(keys)))
