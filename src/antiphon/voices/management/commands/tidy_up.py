"""`antiphon tidy-up [--dry-run]`: erase what was kept as long as we promised. The worker does the same each night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from antiphon.core.keeping import MESSAGES, NAMES, WORDS
from antiphon.delivery.tasks import forget_due
from antiphon.panels.tasks import forget_due as forget_members_due
from antiphon.stories.tasks import forget_due as forget_stories_due
from antiphon.voices.tasks import erase_due


class Command(BaseCommand):
    """Erase persons, words and address keys whose time is up. Running it again does no harm."""

    help = (
        f"Erase names and addresses {NAMES} years after their engagement closed, words {WORDS} years after, and the address"
        f" keys of messages {MESSAGES} years after they were settled. It cannot be undone: see what it would do with --dry-run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let people look before they do it."""
        parser.add_argument("--dry-run", action="store_true", help="say what is due, and erase nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Do it, or only count it, and say so in one line for each kind."""
        persons, responses = erase_due(pretend=dry_run)
        messages = forget_due(pretend=dry_run)
        done = "due to be erased" if dry_run else "erased"
        self.stdout.write(f"Persons {done}: {persons:,}")
        self.stdout.write(f"Responses whose words are {done}: {responses:,}" if dry_run else f"Responses {done}: {responses:,}")
        self.stdout.write(f"Messages whose address key is {done}: {messages:,}")
        self.stdout.write(f"Panel members who left two years ago {done}: {forget_members_due(pretend=dry_run):,}")
        self.stdout.write(f"Stories whose consent ran out two years ago {done}: {forget_stories_due(pretend=dry_run):,}")
