"""A real mail server on loopback, for tests: the `mailbox` fixture.

    def test_told(mailbox):
        ...
        assert mailbox.to("ada@example.org")[0]["Subject"] == "What became of what you told us"

The server's answers can be bent: `mailbox.replies["DATA"] = "451 try later"` refuses at that point of the talk
(MAIL, RCPT, DATA, DOT), `mailbox.hang_up_after_dot = True` takes the message and breaks the line without a word.
"""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """What the server has taken, and how it answers."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.asked: list[str] = []
        self.replies: dict[str, str] = {}
        self.hang_up_after_dot = False
        self.keep_what_is_hung_up_on = True

    def to(self, address: str) -> list[EmailMessage]:
        """Return the messages to one address, oldest first."""
        return [message for message, to in zip(self.messages, self.recipients, strict=True) if to == address]

    # --- aiosmtpd's handler -----------------------------------------------------------------------------
    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        self.asked.append("MAIL")
        if "MAIL" in self.replies:
            return self.replies["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        self.asked.append("RCPT")
        refusal = self.replies.get(f"RCPT {address}") or self.replies.get("RCPT")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.asked.append("RSET")
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.asked.append("DOT")
        if "DOT" in self.replies:
            return self.replies["DOT"]
        if not self.hang_up_after_dot or self.keep_what_is_hung_up_on:
            assert isinstance(envelope.content, bytes)
            content = envelope.content.replace(b"\r\n", b"\n")  # as a mail reader shows it
            self.messages.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
            self.recipients += envelope.rcpt_tos
            self.senders.append(str(envelope.mail_from))
        if self.hang_up_after_dot:
            server.transport.abort()
        return f"250 2.0.0 Ok: queued as {len(self.messages):05d}"


class _Server(SMTP):
    """Adds the one answer that aiosmtpd's handlers cannot give: a refusal of the word DATA itself."""

    async def smtp_DATA(self, arg: str | None) -> None:
        refusal = self.event_handler.replies.get("DATA")
        if refusal:
            self.event_handler.asked.append("DATA")
            await self.push(refusal)
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server on a free port of 127.0.0.1; `settings.SMTP` points at it."""
    box = Mailbox()
    controller = _Controller(box, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    controller.start()
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": controller.port, "username": "", "use_tls": False,
                     "timeout": 10}  # fmt: skip
    yield box
    controller.stop()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
