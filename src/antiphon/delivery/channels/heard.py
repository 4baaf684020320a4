"""What became of a message after it was taken, as others tell us: one shape, whoever says it and however."""

import datetime
import hashlib
import re
from dataclasses import dataclass

# From the weakest to the strongest word. The strongest that was ever said holds, in whatever order they come in.
ACCEPTED, HELD, SOFT, DELIVERED, HARD, COMPLAINED = "accepted", "held", "soft", "delivered", "hard", "complained"
STRENGTH = (ACCEPTED, HELD, SOFT, DELIVERED, HARD, COMPLAINED)
SAID = {
    ACCEPTED: "taken, not delivered yet",
    HELD: "given up by the provider: it may or may not have gone",
    SOFT: "not delivered: the letter box could not take it this time",
    DELIVERED: "delivered",
    HARD: "not delivered: there is no such address",
    COMPLAINED: "the person says that it is unwanted",
}

CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Codes that say that the address itself is no more (RFC 3463 and its registry): nothing need be sent there again. 5.1.7 and
# 5.1.8 are about our own address; 5.2.2 is a full box, 5.7 a policy: another message may well arrive.
GONE = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "4"), ("1", "6"), ("1", "10"), ("2", "1")}


def is_gone(words: str) -> bool | None:
    """Return whether a mail server's words say that the address is no more; None when they hold no code that tells."""
    codes = [code for code in CODE.finditer(words) if code[1] != "2" and (code[2], code[3]) != ("0", "0")]
    if not codes:
        return None
    return any(code[1] == "5" and (code[2], code[3]) in GONE for code in codes)


@dataclass(frozen=True)
class Heard:
    """One thing that somebody said about one message.

    event: what tells it from everything else that this provider says, however often it is said.
    reference: ours, as it was given to the provider; "" when only the provider's own number of it is known.
    """

    event: str
    reference: str
    status: str
    at: datetime.datetime | None = None
    provider_ref: str = ""
    detail: str = ""


class NotUnderstood(ValueError):
    """It cannot be read. The words are for whoever set the provider up."""


def stronger(status: str, than: str) -> bool:
    """Return whether a word says more than another; "" is less than any."""
    return _strength(status) > _strength(than)


def short(event: str) -> str:
    """Return what tells an event, in at most 64 signs."""
    return event if len(event) <= 64 else hashlib.sha256(event.encode()).hexdigest()


def _strength(status: str) -> int:
    return STRENGTH.index(status) if status in STRENGTH else -1
