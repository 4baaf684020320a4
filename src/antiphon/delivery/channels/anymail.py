"""E-mail through a provider's own interface, any that django-anymail knows: Mailgun, Postmark, SparkPost, Brevo and others.

A provider cannot be asked for a message by our reference, so what is not known waits for its callback, or for a person. Our
reference goes with the message as metadata and comes back with every callback. Openings and clicks are not tracked.
"""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from importlib import import_module
from typing import Any, ClassVar

from antiphon.delivery.channels.base import Mark, Message, Outcome, Unreachable

REFUSED_IN_A_ROW = 5
NOT_HANDED = ("ConnectTimeout", "NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLError", "ProxyError")


class Anymail:
    """A line to one provider. `provider` is django-anymail's name of it, `options` are what its backend is made with."""

    group: ClassVar[int] = 1

    def __init__(self, *, provider: str, options: dict[str, Any], timeout: float = 30) -> None:
        self.provider, self.options, self.timeout = provider, options, timeout
        self._backend: Any = None
        self._refused = 0

    def __repr__(self) -> str:
        return f"Anymail({self.provider})"  # the options hold keys

    def open(self) -> None:
        """Open the line if it is not open. Raises Unreachable."""
        if self._backend is not None:
            return
        # Loaded here: a process that never sends by a provider does not carry it.
        try:
            backend = import_module(f"anymail.backends.{self.provider}").EmailBackend(**self.options, timeout=self.timeout)
            backend.open()
        except Exception as problem:  # whatever is wrong with the way it is set up
            raise Unreachable(f"The provider {self.provider} is not set up: {_said(problem)}") from problem
        self._backend = backend

    def close(self) -> None:
        """Hang up; never raises."""
        backend, self._backend = self._backend, None
        if backend is not None:
            with contextlib.suppress(Exception):
                backend.close()

    def look_up(self, references: Collection[str]) -> dict[str, tuple[str, str, str]] | None:
        """Providers do not know our references: nobody can be asked."""
        return None

    def hand_over(self, messages: Sequence[Message], mark: Mark) -> Iterator[tuple[int, str, str, str]]:
        """Hand the messages over one after another, and yield the outcome of each.

        Raises Unreachable when nothing is taken for now: the message in hand did not go.
        """
        for position, message in enumerate(messages):
            self.open()
            mail = _mail(message)
            mark(position)
            yield Outcome(position, *self._one(mail))

    def _one(self, mail: Any) -> tuple[str, str, str]:
        from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

        try:
            self._backend.send_messages([mail])
        except AnymailRecipientsRefused:
            self._refused = 0
            return "rejected", f"The provider {self.provider} refuses this address.", ""
        except AnymailAPIError as problem:
            return self._judge(problem)
        except AnymailError as problem:  # nothing was sent: the message cannot be put as this provider wants it
            return "rejected", f"The message cannot be sent by {self.provider}: {_said(problem)}", ""
        self._refused = 0
        return "accepted", f"Taken by {self.provider}", str(mail.anymail_status.message_id or "")

    def _judge(self, problem: Any) -> tuple[str, str, str]:
        status = problem.status_code
        if status is None and problem.response is None:
            self.close()
            if _kinds(problem) & set(NOT_HANDED):
                raise Unreachable(f"The provider {self.provider} cannot be reached: {_said(problem.__cause__ or problem)}")
            return "unknown", f"The line to {self.provider} broke after the message was handed over.", ""
        said = f"{status} from {self.provider}: {_said(problem)}"
        if status in (401, 403):
            raise Unreachable(f"The provider {self.provider} does not let us in: {status}")
        if status == 429:
            return "waiting", said, ""
        if status is None or status >= 500 or status < 400:
            return "unknown", said, ""
        self._refused += 1
        if self._refused >= REFUSED_IN_A_ROW:
            self._refused = 0
            raise Unreachable(f"The provider {self.provider} refuses one message after another: {said}")
        return "waiting" if status not in (413, 422) else "rejected", said, ""


def _mail(message: Message) -> Any:
    from anymail.message import AnymailMessage

    mail = AnymailMessage(
        subject=message.subject, body=message.text, from_email=_written(message.from_name, message.from_address),
        to=[_written(message.to_name, message.to_address)], headers=_headers(message),
        metadata={"reference": message.reference},
    )  # fmt: skip
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def _headers(message: Message) -> dict[str, str]:
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if message.unsubscribe:
        headers |= {"List-Unsubscribe": f"<{message.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def _written(name: str, address: str) -> str:
    from email.utils import formataddr

    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in name).split())
    return formataddr((plain, address)) if plain else address


def _kinds(problem: BaseException | None) -> set[str]:
    """Return the names of what went wrong, and of what it came from: which library's, is all that tells."""
    found: set[str] = set()
    seen: list[Any] = [problem]
    while seen and len(found) < 30:
        one = seen.pop()
        if isinstance(one, BaseException):
            found |= {kind.__name__ for kind in type(one).__mro__}
            seen += [one.__cause__, getattr(one, "reason", None), *one.args]
    return found


def _said(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
