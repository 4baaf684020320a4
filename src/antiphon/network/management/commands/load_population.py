"""`antiphon load-population DIR`: bring in how many people of each kind live where."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile
from antiphon.network import actions
from antiphon.network.doors import margins


class Command(BaseCommand):
    help = (
        "Loads population figures (census margins) from a folder of CSV files, all or nothing, so that an open engagement "
        "can show who is missing. Running it again brings known figures up to date. A table has the columns code, variable, "
        "category and n; the ONS census tables by district are known too. SOURCES.md beside them says where they come from."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of tables")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found, notes = margins.read(options["folder"])
            loaded = actions.load_margins(found, by=Machine("load-population"))
        except BadFile as problem:
            raise CommandError("Nothing was loaded.\n" + "\n".join(problem.reasons)) from problem
        width = max(len(one.file) for one in loaded)
        self.stdout.write(f"{'File':{width}}  {'added':>7}  {'changed':>7}  {'left':>7}")
        for one in loaded:
            self.stdout.write(f"{one.file:{width}}  {one.added:>7,}  {one.changed:>7,}  {one.left:>7,}")
        for margin in found:
            self.stdout.write(f"{margin.file}: from {margin.source}")
        for note in notes:
            self.stderr.write(f"Note: {note}.")
