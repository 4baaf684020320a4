"""Champions get an announcement too: as plain words to pass on, by the way they chose, within what they want in a week."""

from django.utils import timezone

from antiphon.cascades.models import Cascade
from antiphon.cascades.queries import words
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.stakeholders import actions as stakeholders


@action
def tell_champions(cascade: Cascade, *, by: Actor) -> int:
    """Give the sender's champions the plain words, once, when the embargo is over; return how many champions there are."""
    found = Cascade.objects.select_for_update(of=("self",)).select_related("owner", "version__pack", "version__written_by",
                                                                           "version__approved_by").get(pk=cascade.pk)  # fmt: skip
    version, until = found.version, found.version.pack.embargo_until
    over = until is None or until <= timezone.now()
    if found.status != Cascade.Status.RUNNING or not found.to_champions or found.champions_id is not None or not over:
        return 0
    assert version.approved_by is not None
    made = stakeholders.pass_on(found.owner, title=version.headline, words=words.plain(version), written_by=version.written_by,
                                approved_by=version.approved_by, by=by)  # fmt: skip
    if made is None:
        return 0
    found.champions = made
    found.save(update_fields=["champions"])
    trail.leave("tell champions", found, by=by, message=made.pk)
    return made.copies.count()


@action
def tell_champions_of_recall(cascade: Cascade, *, by: Actor) -> bool:
    """Let go of what waits for champions, and tell them that the words were taken back."""
    message = cascade.champions
    if message is None or message.sent_by is None:
        return False
    stakeholders.drop(message, by=by)
    stakeholders.pass_on(
        cascade.owner, title=f"Taken back: {message.title}", written_by=message.written_by, approved_by=message.sent_by, by=by,
        words=f"Please do not pass this on any more: {message.title}\n\nWhy: {cascade.reason}\n\n"
              f"What to do instead: {cascade.instead}",
    )  # fmt: skip
    trail.leave("tell champions of recall", cascade, by=by)
    return True
