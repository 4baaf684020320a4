"""The judgements of sending: when to try again, what identifies a message, how counts add up. Plain Python."""

import base64
import datetime
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LEASE = datetime.timedelta(seconds=300)  # far longer than a socket's time-out, so that only the dead overstay it
BATCH = 100
BACK_OFF = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_ATTEMPTS = len(BACK_OFF) + 1

# What a person may do with a message, by where it stands. The worker's own moves are in `actions`.
MAY_RESOLVE: Mapping[str, frozenset[str]] = {
    "unknown": frozenset({"accepted", "waiting", "cancelled"}),
    "rejected": frozenset({"waiting", "cancelled"}),
    "waiting": frozenset({"cancelled"}),
}
SETTLED = frozenset({"accepted", "rejected", "suppressed", "cancelled"})
WORDS: Mapping[str, str] = {
    "accepted": "accepted", "waiting": "waiting", "leased": "taken by a worker", "handing": "being handed over",
    "unknown": "not known", "rejected": "refused", "suppressed": "not wanted", "cancelled": "cancelled",
}  # fmt: skip


FORGOTTEN = "forgotten:"  # what an address key begins with once it stands for nobody


def forgotten_key(reference: str) -> str:
    """Return what takes the place of an address key; the message keeps its place in the counts."""
    return f"{FORGOTTEN}{reference}"


def next_attempt(attempts: int, now: datetime.datetime) -> datetime.datetime | None:
    """Return when to try again after that many attempts; None when it has been tried often enough."""
    return now + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def reference(pepper: str, occasion: str, channel: str, key: str) -> str:
    """Return what identifies a message for ever: the same occasion, channel and address give the same reference."""
    mac = hmac.new(pepper.encode(), f"{occasion}|{channel}|{key}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode()[:26].lower()


def message_id(reference: str, domain: str) -> str:
    """Return the Message-ID of a message; a resent one bears the same."""
    return f"<{reference}@{domain}>"


def together(several: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Put the facts of those who share a message into one: lists are joined (each item once), else the first holds."""
    joined: dict[str, Any] = {}
    for facts in several:
        for name, value in facts.items():
            if isinstance(value, list) and isinstance(joined.get(name), list):
                joined[name] = joined[name] + [item for item in value if item not in joined[name]]
            elif name not in joined:
                joined[name] = value
    return joined


def without_addresses(reply: str) -> str:
    """Return a mail server's reply fit to be kept and shown: one line, no addresses in it."""
    return re.sub(r"<?[^\s<>@]+@[^\s<>@]+>?", "(address)", " ".join(reply.split()))[:300]


def sum_in_words(counts: Mapping[str, int]) -> str:
    """Return the conservation sum: 42 to tell = 40 accepted + 1 waiting + 1 not known. Every row is in it once."""
    parts = [f"{counts[status]:,} {words}" for status, words in WORDS.items() if counts.get(status)]
    return f"{sum(counts.values()):,} to tell = {' + '.join(parts)}" if parts else "0 to tell"


# --- Webhooks ----------------------------------------------------------------------------------------------------------
KINDS: Mapping[str, str] = {
    "engagement.published": "An engagement is published",
    "engagement.closed": "An engagement is closed",
    "decision.published": "A decision is published",
    "answer.published": "An answer to a theme is published",
    "response.received": "Responses have come in (how many, never what they say)",
}
TRY_AGAIN = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
STOP_AFTER = 20  # attempts that fail one after another
SENDS_FOR = datetime.timedelta(minutes=5)  # far longer than one call may take
_EVENTS = uuid.UUID("0b0f4a9e-3a51-4f0f-8c6e-7d3bb7f1a0c4")


@dataclass(frozen=True)
class Happening:
    """Something that other systems may be told. `key` tells it from others of its kind; `facts` hold no words and no names."""

    kind: str
    key: str
    at: datetime.datetime
    facts: dict[str, Any]


def event(organisation: int, kind: str, key: str) -> uuid.UUID:
    """Return what identifies a happening for an organisation, for ever."""
    return uuid.uuid5(_EVENTS, f"{organisation}|{kind}|{key}")


def try_again(attempts: int, now: datetime.datetime) -> datetime.datetime | None:
    """Return when to tell again after so many attempts; None when it has been tried often enough."""
    return now + TRY_AGAIN[attempts - 1] if attempts <= len(TRY_AGAIN) else None
