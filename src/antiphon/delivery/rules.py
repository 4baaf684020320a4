"""The judgements of sending: when to try again, what identifies a message, how counts add up. Plain Python."""

import base64
import datetime
import hashlib
import hmac
import re
import uuid
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

LEASE = datetime.timedelta(seconds=300)  # far longer than a socket's time-out, so that only the dead overstay it
BATCH = 500  # the most that a worker takes at once
AWAY = datetime.timedelta(hours=2)  # when nobody looked for so long, what was due in the meantime is a person's to decide
BACK_OFF = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_ATTEMPTS = len(BACK_OFF) + 1

# What a person may do with a message, by where it stands. The worker's own moves are in `actions`.
MAY_RESOLVE: Mapping[str, frozenset[str]] = {
    "unknown": frozenset({"accepted", "waiting", "cancelled"}),
    "rejected": frozenset({"waiting", "cancelled"}),
    "waiting": frozenset({"cancelled"}),
}
OPEN = frozenset({"waiting", "leased", "handing", "unknown"})
WORDS: Mapping[str, str] = {
    "delivered": "delivered", "accepted": "accepted", "waiting": "waiting", "leased": "taken by a worker",
    "handing": "being handed over", "unknown": "not known", "bounced_soft": "came back for now",
    "bounced_hard": "came back for good", "complained": "marked as unwanted", "rejected": "refused",
    "suppressed": "not wanted", "expired": "too late", "cancelled": "cancelled", "elsewhere": "sent by another organisation",
}  # fmt: skip
SETTLED = frozenset(WORDS) - OPEN
REACHED = frozenset({"accepted", "delivered"})


FORGOTTEN = "forgotten:"  # what an address key begins with once it stands for nobody


def forgotten_key(reference: str) -> str:
    """Return what takes the place of an address key; the message keeps its place in the counts."""
    return f"{FORGOTTEN}{reference}"


def next_attempt(attempts: int, now: datetime.datetime) -> datetime.datetime | None:
    """Return when to try again after that many attempts; None when it has been tried often enough."""
    return now + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one message: the row's next status, what was said, and when to try again if it waits."""

    pk: int
    status: str
    reply: str = ""
    provider_ref: str = ""
    not_before: datetime.datetime | None = None


def again(attempts: int, reply: str, now: datetime.datetime) -> tuple[str, str, datetime.datetime | None]:
    """Return what becomes of a message that could not go: it waits until a moment, or has been tried often enough."""
    moment = next_attempt(attempts, now)
    return ("waiting", reply, moment) if moment else ("rejected", f"Tried {attempts} times. {reply}"[:300], None)


def told(pk: int, attempts: int, outcome: tuple[int, str, str, str], now: datetime.datetime) -> Told:
    """Return what is written down of an outcome."""
    _, status, reply, provider_ref = outcome
    if status == "accepted" and "@" not in reply and len(reply) < 300:
        return Told(pk, status, reply, provider_ref)
    reply, not_before = without_addresses(reply), None
    if status == "waiting":
        status, reply, not_before = again(attempts, reply, now)
    return Told(pk, status, reply, provider_ref[:120], not_before)


def rests_until(failures: int, now: datetime.datetime) -> datetime.datetime | None:
    """Return until when a route that could not be opened is left alone: not at all at first, ten minutes at the most."""
    if failures < 3:
        return None
    return now + datetime.timedelta(seconds=min(10 * 2 ** (failures - 3), 600))


def away_in_words(since: datetime.datetime, now: datetime.datetime) -> str:
    """Return why a mailing waits for a person after nobody sent anything for a while."""
    hours = round((now - since).total_seconds() / 3600)
    return (
        f"Nothing was sent for {hours:,} hours: the system was off, or was put back from a backup. People may have this message "
        "already, or it may be too late for it. Look before you let it go on."
    )


def reference(pepper: str, occasion: str, channel: str, key: str) -> str:
    """Return what identifies a message for ever: the same occasion, channel and address give the same reference."""
    mac = hmac.new(pepper.encode(), f"{occasion}|{channel}|{key}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode()[:26].lower()


def reference_secret(pepper: str, occasion: str, channel: str) -> bytes:
    """Return what the references of a mailing are made with, so that the database can make them and never has the pepper."""
    return hmac.new(pepper.encode(), f"send|{occasion}|{channel}".encode(), hashlib.sha256).digest()


def reference_in(secret: bytes, key: str) -> str:
    """Return what identifies a mailing's message to an address for ever: what the database makes of the same two."""
    return hashlib.sha256(secret + key.encode()).hexdigest()[:32]


def leave_token(pepper: str, reference: str) -> str:
    """Return what stands in a message's leave link: its reference, and the proof that the link came from us."""
    proof = hmac.digest(pepper.encode(), f"leave|{reference}".encode(), "sha256").hex()[:20]
    return f"{reference}-{proof}"


def left_reference(pepper: str, token: str) -> str | None:
    """Return the reference in a leave token; None when the token is not one of ours."""
    reference, dash, _ = token.partition("-")
    return reference if dash and hmac.compare_digest(leave_token(pepper, reference), token) else None


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


# --- Mailings ----------------------------------------------------------------------------------------------------------
FORMATS = ("standard", "large_print", "easy_read", "bsl", "audio", "post")
LEFT_OUT: Mapping[str, str] = {
    "nobody": "erased, or not known", "no_address": "no email address and no mobile number",
    "other_channel": "to be reached another way", "format": "needs a format that this message does not have",
    "objected": "does not want it", "elsewhere": "has it from another organisation", "already": "is in this mailing already",
}  # fmt: skip


SLOTS = frozenset({"name", "leave", "link"})
SLOT = re.compile(r"\(\(\s*([^()]*?)\s*\)\)")


@dataclass(frozen=True)
class Words:
    """What a mailing says in one language and format. Where `html` is empty it is made from the text."""

    text: str
    subject: str = ""
    html: str = ""
    language: str = "en"
    format: str = "standard"


def with_large_print(words: list[Words], channel: str) -> list[Words]:
    """Return the words with a large print of each standard one that has none: nobody has to remember it."""
    if channel != "email":
        return words
    there = {(one.language, plain_format(one.format)) for one in words}
    return words + [
        replace(one, format="large_print", html="") for one in words
        if plain_format(one.format) == "standard" and (one.language, "large_print") not in there
    ]  # fmt: skip


def problems_of(
    words: list[Words], *, channel: str, opens_at: datetime.datetime | None, closes_at: datetime.datetime | None, zone: str
) -> list[str]:
    """Return what is wrong with a mailing, in sentences; nothing when it can be made."""
    wrong = []
    if channel not in ("email", "sms"):
        wrong.append("A mailing goes by email or by text message.")
    if not words:
        wrong.append("Write what the message says.")
    if len({(one.language, plain_format(one.format)) for one in words}) < len(words):
        wrong.append("There are two wordings in the same language and format. Keep one of them.")
    for one in words:
        if not one.text.strip():
            wrong.append(f"The wording {one.language}, {one.format} is empty.")
        if channel == "email" and not one.subject.strip():
            wrong.append(f"The wording {one.language}, {one.format} has no subject.")
        unknown = sorted({name for part in (one.subject, one.text, one.html) for name in SLOT.findall(part)} - SLOTS)
        wrong += [f"(({name})) cannot be filled in. Use ((name)), ((leave)) or ((link))." for name in unknown]
    if opens_at and closes_at and closes_at <= opens_at:
        wrong.append("It would close before it opens.")
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        wrong.append(f"There is no time zone {zone}.")
    return wrong


def plain_format(name: str) -> str:
    """Return the key of a format: Large print is large_print."""
    return name.strip().lower().replace(" ", "_")


def is_quiet(now: datetime.datetime, start: datetime.time | None, end: datetime.time | None, zone: str) -> bool:
    """Return whether the clock of the audience stands in its quiet hours; they may run over midnight."""
    if start is None or end is None or start == end:
        return False
    clock = now.astimezone(zoneinfo.ZoneInfo(zone)).time()
    return start <= clock < end if start < end else clock >= start or clock < end


def quiet_ends(now: datetime.datetime, start: datetime.time | None, end: datetime.time | None, zone: str) -> datetime.datetime:
    """Return when the quiet hours in which `now` lies are over; `now` itself when it lies in none.

    It goes by the clock on the wall: where an hour comes twice, it is quiet twice, and this is the first end.
    """
    if end is None or not is_quiet(now, start, end, zone):
        return now
    there = now.astimezone(zoneinfo.ZoneInfo(zone))
    for days in (0, 1):
        day = there.date() + datetime.timedelta(days=days)
        over = datetime.datetime.combine(day, end, there.tzinfo)
        for fold in (0, 1):
            ends = over.replace(fold=fold).astimezone(datetime.UTC)
            if ends > now and not is_quiet(ends, start, end, zone):
                return ends
    raise AssertionError("quiet hours end within a day")  # pragma: no cover


# --- Routes ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class WayOut:
    """A way out that there may be: what it is called, and what it carries."""

    title: str
    channel: str


WAYS: Mapping[str, WayOut] = {
    "smtp": WayOut("Mail server", "email"),
    "notify": WayOut("GOV.UK Notify: emails", "email"),
    "sms": WayOut("GOV.UK Notify: text messages", "sms"),
    "provider": WayOut("A provider of email", "email"),
}
RECEIPTS_FOR = datetime.timedelta(days=90)  # how long it is kept what was heard of a message


def title_of(route: str, provider: str) -> str:
    """Return what a route is called on the screen."""
    title = WAYS[route].title if route in WAYS else route
    return f"{title}: {provider.title()}" if route == "provider" and provider else title


# --- Webhooks ----------------------------------------------------------------------------------------------------------
KINDS: Mapping[str, str] = {
    "engagement.published": "An engagement is published",
    "engagement.closed": "An engagement is closed",
    "decision.published": "A decision is published",
    "answer.published": "An answer to a theme is published",
    "post.approved": "A social post is approved and may be put up: its words, and its picture with a description",
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
