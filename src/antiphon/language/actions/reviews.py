"""The day on which words are looked at again."""

import datetime

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.language.live import Item
from antiphon.language.models import Review
from antiphon.network.access import Body, organisations_of, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission


@action
def set_review(item: Item, *, due_on: datetime.date, owner: User, public: bool = False, by: User) -> Review:
    """Set the day on which words are looked at again, who does it, and whether the public is told when it is late."""
    organisation = Organisation.objects.get(pk=item.organisation)
    require(by, Permission.WORDS_WRITE, on=Body(organisation))
    if organisation.pk not in organisations_of(owner):
        raise Refused(f"{owner.name} has no role in {organisation.name}.")
    review, _ = Review.objects.update_or_create(
        kind=item.kind,
        key=item.key,
        defaults={
            "title": item.title[:200],
            "link": item.link[:300],
            "organisation": organisation,
            "owner": owner,
            "due_on": due_on,
            "public": public,
            "set_by": by,
        },
    )
    trail.leave("set review", review, by=by, due=due_on.isoformat(), public=public)
    return review


@action
def review_done(review: Review, *, note: str, next_on: datetime.date, by: User) -> Review:
    """Say that the words were looked at, what was found, and when that is done next."""
    require(by, Permission.WORDS_WRITE, on=review)
    today = timezone.localdate()
    if next_on <= today:
        raise Refused("The next day must come after today.")
    if not note.strip():
        raise Refused("Say what you found.")
    review = Review.objects.select_for_update().get(pk=review.pk)
    review.reviewed_on, review.due_on, review.note = today, next_on, note.strip()
    review.save()
    trail.leave("review", review, by=by, due=next_on.isoformat())
    return review
