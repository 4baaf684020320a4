"""`antiphon load-organisations DIR`: bring in organisations and areas from a folder of published files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile
from antiphon.network import actions
from antiphon.network.doors import published


class Command(BaseCommand):
    help = (
        "Loads organisations and areas from a folder of published CSV files, all or nothing. Running it again brings "
        "what is known up to date. The integrated care boards ship with Antiphon and are loaded first. "
        f"Known files begin with: {', '.join(published.known_names())}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of published files")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Machine("load-organisations")
        try:
            readings, warnings = published.read(options["folder"])
            with transaction.atomic():
                loaded = [actions.load_boards(by=by), *actions.load(readings, by=by)]
        except BadFile as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from problem
        width = max(len(one.file) for one in loaded)
        self.stdout.write(f"{'File':{width}}  {'added':>7}  {'changed':>7}  {'left':>7}")
        for one in loaded:
            self.stdout.write(f"{one.file:{width}}  {one.added:>7,}  {one.changed:>7,}  {one.left:>7,}")
        for warning in warnings:
            self.stderr.write(f"Note: {warning}.")
