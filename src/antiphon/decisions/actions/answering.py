"""You said, we did: an answer to each theme, what became of it since, closing, and telling those who spoke."""

import datetime

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.nudges import nudge
from antiphon.core.problems import Refused
from antiphon.decisions import queries
from antiphon.decisions.models import Answer, FollowUp, Telling
from antiphon.delivery import actions as delivery
from antiphon.delivery.models import Delivery
from antiphon.engagement import actions as engagement_actions
from antiphon.engagement.models import Engagement
from antiphon.insight.models import Theme
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff


@action
def write_answer(
    theme: Theme, *, kind: str, words: str, by: User, why: str = "", by_when: datetime.date | None = None
) -> Answer:
    """Write what we did, will do, or cannot do about a theme. It is not public until another person publishes it."""
    require(by, Permission.ANSWER_WRITE, on=theme)
    if theme.merged_into_id is not None:
        raise Refused("This theme was merged into another. Answer that one.")
    answer = Answer.objects.select_for_update().filter(theme=theme).first()
    if answer and answer.published_at:
        raise Refused("This answer is public. Take it down first, then change it.")
    if kind not in Answer.Kind.values:
        raise Refused("Choose “We did”, “We will” or “We cannot”.")
    if not words.strip():
        raise Refused("Write the answer.")
    if kind == Answer.Kind.WILL and by_when is None:
        raise Refused("Say by when we will.")
    if kind == Answer.Kind.CANNOT and not why.strip():
        raise Refused("Say why we cannot.")
    answer = answer or Answer(theme=theme, written_by=by)
    answer.kind, answer.words, answer.why = kind, words.strip(), why.strip()
    answer.by_when = by_when if kind == Answer.Kind.WILL else None
    answer.save()
    answer.writers.add(by)
    trail.leave("write answer", answer, by=by, theme=theme.pk, kind=kind)
    return answer


@action
def publish_answer(answer: Answer, *, by: User) -> Answer:
    """Put an answer in front of the public. Somebody who wrote none of it signs it."""
    require(by, Permission.ANSWER_APPROVE, on=answer)
    answer = Answer.objects.select_for_update(of=("self",)).select_related("theme__engagement", "written_by").get(pk=answer.pk)
    if answer.published_at:
        raise Refused("This answer is public already.")
    if answer.theme.engagement.published_at is None:
        raise Refused("Publish the engagement first: the answer belongs to its story.")
    authors = [answer.written_by, *answer.writers.all()]
    signature = signoff.sign(answer, words=queries.words_of_answer(answer), authors=authors, by=by)
    answer.published_at = timezone.now()
    answer.save(update_fields=["published_at"])
    trail.leave("publish", answer, by=by, signature=signature.pk)
    return answer


@action
def take_down_answer(answer: Answer, *, by: User) -> Answer:
    """Take a public answer down to change it. After closing it stays: people have been told."""
    require(by, Permission.ANSWER_APPROVE, on=answer)
    if answer.theme.engagement.closed_at:
        raise Refused("The engagement is closed and people have this answer, so it stays.")
    answer.published_at = None
    answer.save(update_fields=["published_at"])
    trail.leave("take down", answer, by=by)
    return answer


@action
def follow_up(
    answer: Answer, *, kind: str, words: str, by: User, by_when: datetime.date | None = None, why: str = ""
) -> FollowUp:
    """Write what became of a promise: done, not yet, or not after all. The answer that people were told stays as it was.

    It is not public until another person publishes it. A follow-up that waits is changed and not doubled.
    """
    require(by, Permission.ANSWER_WRITE, on=answer)
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if answer.kind != Answer.Kind.WILL or answer.published_at is None:
        raise Refused("Only something that we publicly said we will do can be followed up.")
    latest = answer.follow_ups.filter(published_at__isnull=False).last()
    if latest and latest.settles:
        raise Refused("This promise is settled: the public has read how it ended.")
    if kind not in FollowUp.Kind.values:
        raise Refused("Choose what became of it.")
    if not words.strip():
        raise Refused("Write what happened.")
    if kind == FollowUp.Kind.LATER and (by_when is None or by_when <= timezone.localdate()):
        raise Refused("Say by when you will now do it: a day that is still to come.")
    if kind == FollowUp.Kind.CANNOT and not why.strip():
        raise Refused("Say why you cannot.")
    found = answer.follow_ups.filter(published_at__isnull=True).first() or FollowUp(answer=answer, written_by=by)
    found.kind, found.words = kind, words.strip()
    found.by_when = by_when if kind == FollowUp.Kind.LATER else None
    found.why = why.strip() if kind == FollowUp.Kind.CANNOT else ""
    found.save()
    found.writers.add(by)
    trail.leave("follow up", found, by=by, answer=answer.pk, kind=kind)
    return found


@action
def publish_follow_up(found: FollowUp, *, by: User) -> FollowUp:
    """Tell the public what became of a promise. Somebody who wrote none of it signs it."""
    require(by, Permission.ANSWER_APPROVE, on=found)
    found = FollowUp.objects.select_for_update(of=("self",)).select_related("answer__theme", "written_by").get(pk=found.pk)
    if found.published_at:
        raise Refused("This is public already.")
    authors = [found.written_by, *found.writers.all()]
    signature = signoff.sign(found, words=queries.words_of_follow_up(found), authors=authors, by=by)
    found.published_at = timezone.now()
    found.save(update_fields=["published_at"])
    trail.leave("publish", found, by=by, signature=signature.pk)
    return found


@action
def close(engagement: Engagement, *, by: User) -> Engagement:
    """Close an engagement, once the decision is public and every theme has its public answer."""
    require(by, Permission.ENGAGEMENT_CLOSE, on=engagement)
    if engagement.closed_at:
        raise Refused("This engagement is closed already.")
    if missing := queries.missing_before_closing(engagement):
        raise Refused(*missing)
    closed = engagement_actions.mark_closed(engagement, by=by)
    trail.leave("close", queries.decision_for(engagement), by=by, engagement=engagement.pk)
    return closed


@action
def ask_to_tell(engagement: Engagement, *, by: User) -> Telling:
    """Ask that everyone who wanted a reply is told, once. The messages go out in the background."""
    require(by, Permission.CONTRIBUTORS_TELL, on=engagement)
    if Telling.objects.filter(engagement=engagement).exists():
        raise Refused("People are told once. They have been told, or are being told now.")
    if missing := queries.missing_before_closing(engagement):
        raise Refused(*missing)
    telling = Telling.objects.create(engagement=engagement, asked_by=by, to_tell=queries.letters_to_send(engagement))
    trail.leave("ask to tell", telling, by=by, to_tell=telling.to_tell)
    nudge("antiphon.decisions.tasks.tell_waiting")
    return telling


@action
def tell(telling: Telling, *, by: Actor, at_most: int = 500) -> bool:
    """Hand the next messages to delivery. Returns whether there are more; a second worker finds nothing to do."""
    held = Telling.objects.select_for_update(skip_locked=True).filter(pk=telling.pk, posted_at__isnull=True).first()
    if held is None:
        return False
    engagement = held.engagement
    people = queries.next_to_tell(held, at_most=at_most)
    letters = queries.letters_to(engagement, people)
    delivery.post_many(
        occasion=queries.occasion(engagement), letter="decisions/told", to=letters, purpose=str(Delivery.Purpose.SERVICE), by=by
    )
    if people:
        held.told_up_to = people[-1]
    if len(people) < at_most:
        held.posted_at, held.told_up_to = timezone.now(), None
    held.save(update_fields=["told_up_to", "posted_at"])
    trail.leave("tell", held, by=by, handed=len(people))
    return held.posted_at is None
