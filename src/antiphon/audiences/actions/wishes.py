"""What people do not want: said behind the link in a message, on their own page, or to a member of staff."""

from collections.abc import Collection

from antiphon.core.action import action
from antiphon.core.actors import Actor, Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery
from antiphon.network.models import User
from antiphon.people import actions as people
from antiphon.people.queries import email_key, objections, telephone_key
from antiphon.people.rules import PURPOSES, covers, is_address


@action
def leave(letter: Delivery, *, how: str = "link", everything: bool = False, by: Actor | None = None) -> None:
    """Stop messages like this one to the address it came to, or everything by every way. It holds for every organisation."""
    keys = {letter.address_key, letter.other_key} if everything else {letter.address_key}
    people.object_to(
        keys, channel="any" if everything else letter.channel, purpose="any" if everything else letter.purpose,
        how=how, by=by or Visitor(),
    )  # fmt: skip


@action
def choose(keys: Collection[str], *, wanted: Collection[tuple[str, str]], channels: Collection[str], by: Actor) -> None:
    """Keep what somebody ticked on their own page: pairs of channel and purpose, among the channels that were shown."""
    standing = objections(keys)
    for channel in channels:
        for purpose in PURPOSES:
            stopped = any(covers(pair, channel, purpose) for pair in standing)
            if (channel, purpose) in wanted and stopped:
                people.want_again(keys, channel=channel, purpose=purpose, how="preferences", by=by)
            elif (channel, purpose) not in wanted and not stopped:
                people.object_to(keys, channel=channel, purpose=purpose, how="preferences", by=by)


@action
def note_objection(*, email: str = "", telephone: str = "", channel: str, purpose: str, by: User) -> int:
    """Write down what somebody told us they do not want. The address need not be on any list."""
    return people.object_to(_keys(email, telephone), channel=channel, purpose=purpose, how="staff", by=by)


@action
def note_wish(*, email: str = "", telephone: str = "", channel: str, purpose: str, by: User) -> int:
    """Write down that somebody told us that they want this again."""
    return people.want_again(_keys(email, telephone), channel=channel, purpose=purpose, how="staff", by=by)


def _keys(email: str, telephone: str) -> list[str]:
    if not email.strip() and not telephone.strip():
        raise Refused("Give an e-mail address or a telephone number.")
    if email.strip() and not is_address(email.strip()):
        raise Refused("Enter an email address in the correct format, like name@example.com.")
    if telephone.strip() and not telephone_key(telephone):
        raise Refused("Enter a telephone number, like 07700 900123.")
    return [key for key in (email_key(email), telephone_key(telephone)) if key]


