"""`antiphon load-elections FILE`: bring in the elections of council areas, before which new publicity waits."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from antiphon.campaigns.actions import dates
from antiphon.campaigns.doors import elections
from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile

FEW = 10


class Command(BaseCommand):
    help = (
        "Loads elections from a CSV file (also .gz), all or nothing: the council area's code and name, the day of the poll, and "
        "if known what is elected, the first day of the pre-election period and the source. Where that first day is missing it "
        "is counted back from the poll: 25 working days. Running it again adds what is new and leaves the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the list of elections")
        parser.add_argument("--source", default="", help="where the list comes from; else the name of the file")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        try:
            rows = elections.read(path)
        except BadFile as problem:
            wrong = [f"Row {number}: {reason}." for number, reason in problem.rows[:FEW]]
            raise CommandError("Nothing was loaded.\n" + "\n".join([*problem.reasons, *wrong])) from problem
        made = dates.load_elections(rows, source=options["source"] or path.name, by=Machine("load-elections"))
        self.stdout.write(f"{made:,} new, {len(rows) - made:,} known already.")
