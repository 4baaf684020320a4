"""E-mails that come back: a server's report that it could not deliver (RFC 3464), or a person's complaint (RFC 5965).

Which message it is about is told by the address it came back to (`bounces+REFERENCE@…`, which each message bears as its
return path), or by the Message-ID in the part of our message that comes with it. Words of people are never kept from it.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

from antiphon.delivery.channels.heard import COMPLAINED, DELIVERED, HARD, SOFT, Heard, is_gone, stronger

BOX, COMPLAINTS = "bounces", "complaints"
REFERENCE = r"(?:[a-z2-7]{26}|[0-9a-f]{32})"  # a letter's, a mailing's
BACK = re.compile(rf"{BOX}\+({REFERENCE})@(.+)", re.IGNORECASE)
MOST_PARTS = 50
UNWANTED = {"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list"}


def return_path(reference: str, domain: str) -> str:
    """Return the address that a message comes back to, when it cannot be delivered."""
    return f"{BOX}+{reference}@{domain}"


def is_for_complaints(address: str, domain: str) -> bool:
    """Return whether an address is the one that complaints come to."""
    return address.strip().strip("<>").lower() == f"{COMPLAINTS}@{domain.lower()}"


def reference_in(address: str, domain: str) -> str:
    """Return the reference in an address that a message came back to; "" when it is no such address of ours."""
    found = BACK.fullmatch(address.strip().strip("<>"))
    return found[1].lower() if found and domain and found[2].lower() == domain.lower() else ""


def read(raw: bytes, *, to: Iterable[str], domain: str, message_id_domain: str) -> list[Heard]:
    """Return what a returned e-mail says about messages of ours: nothing, when it is an answer of a machine or a person.

    `to` are the envelope's recipients; `domain` is the one that our return paths are in.
    """
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    parts = list(_parts(mail))
    reference = next(filter(None, (reference_in(address, domain) for address in to)), "") or _ours(parts, message_id_domain)
    if not reference:
        return []
    status, detail = _report(mail, parts)
    if not status:
        return []
    return [Heard(event=_event(mail, raw, reference, status), reference=reference, status=status, at=_date(mail), detail=detail)]


def _report(mail: EmailMessage, parts: list[Message]) -> tuple[str, str]:
    """Return what is reported, and the words beside it; "" when it is no report."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return _delivery_status(part)
        if kind == "message/feedback-report":
            return _feedback(part)
    if failed := mail.get("X-Failed-Recipients"):  # Exim, without a report of its own
        return _judged("failed", _words(mail), str(failed))
    return "", ""


def _delivery_status(part: Message) -> tuple[str, str]:
    strongest, words = "", ""
    for block in _blocks(part):
        action = str(block.get("Action", "")).strip().lower()
        code, diagnostic = str(block.get("Status", "")), str(block.get("Diagnostic-Code", ""))
        status, said = _judged(action, f"{code} {diagnostic}".strip(), code)
        if status and stronger(status, strongest):
            strongest, words = status, said
    return strongest, words


def _judged(action: str, words: str, code: str) -> tuple[str, str]:
    """Return how strong a word a report is: gone for ever, not this time, or nothing at all yet."""
    if action in ("delivered", "relayed", "expanded"):
        return (DELIVERED, words) if action == "delivered" else ("", "")
    if action != "failed":  # delayed: the server goes on trying
        return "", ""
    # What is relayed says more than the status in front of it: "5.0.0 … 550 5.1.1 no such user".
    return HARD if is_gone(f"{code} {words}") else SOFT, " ".join(words.split())


def _feedback(part: Message) -> tuple[str, str]:
    for block in _blocks(part):
        kind = str(block.get("Feedback-Type", "")).strip().lower()
        if kind:
            return (COMPLAINED, f"Feedback: {kind}") if kind in UNWANTED else ("", "")
    return "", ""


def _ours(parts: list[Message], domain: str) -> str:
    """Return the reference in the Message-ID of our message, which comes with the report or is named by it."""
    pattern = re.compile(rf"<({REFERENCE})@{re.escape(domain)}>", re.IGNORECASE)
    places = [part for part in parts[1:] if part.get_content_type() not in ("message/delivery-status", "message/feedback-report")]
    for part in places:
        if part.get_content_type() == "text/rfc822-headers":
            if found := pattern.search(_text(part)):
                return found[1].lower()
        elif found := pattern.search(str(part.get("Message-ID", ""))):
            return found[1].lower()
    for name in ("In-Reply-To", "References"):
        if parts and (found := pattern.search(str(parts[0].get(name, "")))):
            return found[1].lower()
    return ""


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the groups of fields of a report: the parser gives them as messages of their own, or as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for one in payload:
            if isinstance(one, Message):
                yield one
    elif isinstance(payload, str):
        yield message_from_bytes(payload.encode("utf-8", "replace"))


def _parts(mail: Message) -> Iterator[Message]:
    for count, part in enumerate(mail.walk()):
        if count >= MOST_PARTS:
            return
        yield part


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""


def _words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    try:
        return " ".join(body.get_content().split())[:2000] if body is not None else ""
    except (LookupError, ValueError, KeyError):
        return ""


def _event(mail: EmailMessage, raw: bytes, reference: str, status: str) -> str:
    """Return what tells a report: the same mail handed over twice, by two ways, is one."""
    own = str(mail.get("Message-ID", "")).strip()
    told = f"{own}|{reference}|{status}".encode() if own else raw
    return hashlib.sha256(told).hexdigest()


def _date(mail: EmailMessage) -> datetime.datetime | None:
    try:
        at = parsedate_to_datetime(str(mail.get("Date", "")))
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)


