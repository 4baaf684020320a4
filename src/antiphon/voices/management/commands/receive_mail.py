"""`antiphon receive-mail`: take e-mails from the mail server over LMTP (or SMTP), and those of ours that come back."""

import asyncio
import contextlib
import logging
import signal
from argparse import ArgumentParser
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import connections

from antiphon.delivery.queries import comes_back
from antiphon.voices import entries
from antiphon.voices.management.commands.take_email import take

log = logging.getLogger(__name__)
LATER = "451 4.3.0 Not stored now: keep it and try again"
NOBODY = "550 5.1.1 No engagement has this address"
STORED = "250 2.0.0 Stored"


class Command(BaseCommand):
    """Listens until it is told to stop. A message is answered with 250 only after its commit."""

    help = "Take e-mails over LMTP (or SMTP, with --smtp) from the mail server of this organisation."
    requires_system_checks: list[str] = []  # it starts, and says 451, also while the database is away

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen. Only this machine can reach it unless another address is given."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8024)
        parser.add_argument("--smtp", action="store_true", help="speak SMTP in place of LMTP")

    def handle(self, *args: Any, host: str, port: int, smtp: bool, **options: Any) -> None:
        asyncio.run(self._serve(host, port, SMTP if smtp else LMTP))

    async def _serve(self, host: str, port: int, speaks: type[SMTP]) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for one in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(one, stop.set)
        handler = Handler(each=speaks is LMTP)
        make = lambda: speaks(handler, data_size_limit=settings.MAIL_IN_BYTES, enable_SMTPUTF8=True, ident="Antiphon")  # noqa: E731
        server = await loop.create_server(make, host, port)
        self.stdout.write(f"Taking mail on {host} port {server.sockets[0].getsockname()[1]}. Ctrl-C stops.")
        self.stdout.flush()
        async with server:
            await stop.wait()


class Handler:
    """Answers the mail server. `each`: LMTP wants one answer for each recipient."""

    def __init__(self, *, each: bool) -> None:
        self.each = each

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Know the address, or say at once that nobody has it."""
        try:
            known = comes_back(address) or await asyncio.to_thread(_closing, entries.engagement_by_address, address)
        except DatabaseError:
            return LATER
        if not known:
            return NOBODY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store the message for each recipient, and answer only then."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        answers = [await self._store(raw, [to]) for to in envelope.rcpt_tos] if self.each else [
            await self._store(raw, list(envelope.rcpt_tos))
        ]  # fmt: skip
        return "\r\n".join(answers)

    async def _store(self, raw: bytes, to: list[str]) -> str:
        try:
            stored = await asyncio.to_thread(_closing, take, raw, to)
        except DatabaseError:
            return LATER
        except Exception:  # whatever else goes wrong, the mail server keeps the message
            log.exception("A message could not be stored.")
            return LATER
        return STORED if stored else NOBODY


def _closing(do: Any, *with_these: Any) -> Any:
    """Do something in a thread that borrows a database connection, and give the connection back."""
    try:
        return do(*with_these)
    finally:
        connections.close_all()
