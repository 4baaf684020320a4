"""What providers call back to say about a message: GOV.UK Notify by itself, all others through django-anymail.

Each is proved before it is read: Notify by the bearer that we gave it, the others as their own rules have it.
"""

import datetime
import hmac
import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from antiphon.delivery.channels.heard import (
    ACCEPTED,
    COMPLAINED,
    DELIVERED,
    HARD,
    HELD,
    SOFT,
    Heard,
    NotUnderstood,
    is_gone,
    short,
)

NOTIFY: Mapping[str, str] = {
    "created": ACCEPTED, "sending": ACCEPTED, "pending": ACCEPTED, "sent": ACCEPTED, "delivered": DELIVERED,
    "permanent-failure": HARD, "temporary-failure": SOFT, "technical-failure": HELD,
}  # fmt: skip
# Providers whose callbacks we take, and the words that django-anymail has for what they say. An opening or a click is not
# among them: nobody is watched.
ANYMAIL: Mapping[str, str] = {
    "queued": ACCEPTED, "sent": ACCEPTED, "deferred": ACCEPTED, "delivered": DELIVERED, "bounced": HARD, "failed": SOFT,
    "rejected": HARD, "complained": COMPLAINED,
}  # fmt: skip
PROVIDERS: Mapping[str, str] = {
    "brevo": "BrevoTrackingWebhookView", "mailersend": "MailerSendTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView", "mailjet": "MailjetTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView", "postal": "PostalTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView", "resend": "ResendTrackingWebhookView",
    "sendgrid": "SendGridTrackingWebhookView", "sparkpost": "SparkPostTrackingWebhookView",
}  # fmt: skip

PASSING = ("soft", "transient", "temporary", "undetermined", "blocked")  # in a provider's own word for a bounce
# By which of its options a callback is proved: a name and password in its address, or a key that it is signed with.
PROOFS = ("webhook_secret", "webhook_signing_key", "signing_secret", "webhook_key", "tracking_webhook_verification_key")


def bears(header: str, token: str) -> bool:
    """Return whether an Authorization header bears the token, without telling by the time it takes. No token: never."""
    return bool(token) and hmac.compare_digest(header.encode(), f"Bearer {token}".encode())


def from_notify(body: bytes) -> Heard:
    """Return what a callback of GOV.UK Notify says: what became of a message, or that somebody complained."""
    try:
        said = json.loads(body)
    except ValueError:
        raise NotUnderstood("The body is not JSON.") from None
    if not isinstance(said, dict):
        raise NotUnderstood("The body is not an object.")
    if "complaint_id" in said:
        number, complaint = _text(said, "notification_id"), _text(said, "complaint_id")
        return Heard(f"complaint:{complaint}", _text(said, "reference"), COMPLAINED, _moment(said.get("complaint_date")), number)
    number, status = _text(said, "id"), _text(said, "status")
    if not number or status not in NOTIFY:
        raise NotUnderstood("It needs an id, and a status of GOV.UK Notify.")
    at = _moment(said.get("completed_at") or said.get("sent_at") or said.get("created_at"))
    return Heard(f"{number}:{status}", _text(said, "reference"), NOTIFY[status], at, number, status)


def from_anymail(provider: str, request: Any, options: Mapping[str, Any]) -> list[Heard]:
    """Return what a provider's callback says, proved by django-anymail: its signature, or the name and password we set.

    `request` is Django's own. Raises NotUnderstood; whatever django-anymail raises when it is not proved is for the caller.
    """
    if not any(options.get(name) for name in PROOFS):
        raise NotUnderstood("Nothing is set by which this provider's callbacks could be proved, so none is taken.")
    view = getattr(import_module(f"anymail.webhooks.{provider}"), PROVIDERS[provider])(**options)
    view.run_validators(request)
    try:
        events = view.parse_events(request)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        raise NotUnderstood(f"It is no callback of {provider}.") from problem
    return [heard for event in events if (heard := _tracked(event)) is not None]


def _tracked(event: Any) -> Heard | None:
    status = ANYMAIL.get(str(event.event_type))
    if status is None:
        return None
    words = str(event.mta_response or event.description or event.reject_reason or event.event_type)
    if status == HARD:
        status = _how_hard(event, words)
    metadata = event.metadata if isinstance(event.metadata, Mapping) else {}
    number = str(event.message_id or "")
    # Not the provider's own number of the event: some give a new one to each call.
    told = f"{number}:{event.event_type}:{event.timestamp}" if number and event.timestamp else str(event.event_id)
    return Heard(short(told), str(metadata.get("reference", "")), status, event.timestamp, number, words)


def _how_hard(event: Any, words: str) -> str:
    """Return whether the address is no more, this message alone came back, or the provider keeps an old complaint."""
    if event.reject_reason in ("spam", "unsubscribed"):
        return COMPLAINED
    gone = is_gone(words)
    if gone is not None:
        return HARD if gone else SOFT
    passing = any(word in said for said in _said(event.esp_event) for word in PASSING)
    return HARD if event.reject_reason in ("invalid", "bounced") and not passing else SOFT


def _said(event: Any) -> list[str]:
    """Return the short words of a provider's own event: kinds and classes, not what people wrote."""
    found: list[str] = []
    waiting = [event]
    while waiting and len(found) < 200:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting += list(one.values())
        elif isinstance(one, list | tuple):
            waiting += one
        elif isinstance(one, str) and len(one) <= 30:
            found.append(one.lower())
    return found


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _moment(text: Any) -> datetime.datetime | None:
    try:
        at = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
