"""`antiphon take-email --to ADDRESS < message`: take one e-mail that the mail server hands over, for a pipe."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from antiphon.core.actors import Machine
from antiphon.delivery.actions import take_returned
from antiphon.delivery.queries import comes_back
from antiphon.voices import actions, entries
from antiphon.voices.doors import email_message

BY = Machine("hear")
# What the mail server understands (sysexits.h): wrong data, no such user, try again later.
TOO_LARGE, NO_SUCH_ADDRESS, TRY_AGAIN = 65, 67, 75


class Command(BaseCommand):
    """Ends with 0 once the message is stored, and with 75 when it could not be: the mail server then keeps it."""

    help = "Take one e-mail from stdin. Exit codes: 0 stored, 65 too large, 67 no such address, 75 try again later."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The envelope's recipient; without it the addresses in the message's own heading are used."""
        parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help="whom the envelope names")

    def handle(self, *args: Any, to: list[str], **options: Any) -> None:
        raw = sys.stdin.buffer.read(settings.MAIL_IN_BYTES + 1)
        if len(raw) > settings.MAIL_IN_BYTES:
            self._end(TOO_LARGE, f"The message is larger than {settings.MAIL_IN_BYTES:,} bytes.")
        try:
            stored = take(raw, to or email_message.recipients(raw))
        except DatabaseError:
            self._end(TRY_AGAIN, "The message could not be stored now. Keep it and try again.")
        if not stored:
            self._end(NO_SUCH_ADDRESS, "No engagement has this address. See " + settings.PUBLIC_ADDRESS)

    def _end(self, code: int, words: str) -> None:
        self.stderr.write(words)
        sys.exit(code)


def take(raw: bytes, to: list[str]) -> int:
    """Store a message for each engagement that it is addressed to, and what it says of a message of ours that came back.

    Returns how many of the addresses were known. Raises what the database raises.
    """
    back = [address for address in to if comes_back(address)]
    if back:
        take_returned(raw, to=back, by=BY)
    found = {engagement.pk: engagement for address in to if (engagement := entries.engagement_by_address(address))}
    if found:
        mail = email_message.read(raw, ours=settings.MESSAGE_ID_DOMAIN)
        for engagement in found.values():
            actions.take_mail(engagement, mail=mail)
    return len(found) + len(back)
