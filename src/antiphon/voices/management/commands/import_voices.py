"""`antiphon import-voices FILE.csv --engagement SLUG`: take in a file of comments, all of it or nothing."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.engagement.models import Engagement
from antiphon.voices import actions
from antiphon.voices.models import ImportBatch

SHOWN = 50


class Command(BaseCommand):
    """Prints what was taken, or each row that could not be and why; a bad file changes nothing and ends with 1."""

    help = (
        "Take in a file of comments (.csv or .csv.gz) for an engagement. Columns: text, and if you have them date, score, "
        "place, channel, question, name, email, wants_reply, may_quote."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--engagement", required=True, metavar="SLUG", help="the last part of the engagement's address")

    def handle(self, *args: Any, file: Path, engagement: str, **options: Any) -> None:
        found = Engagement.objects.filter(slug=engagement).first()
        if found is None:
            known = ", ".join(Engagement.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"There is no engagement “{engagement}”. There are: {known or 'none yet'}.")
        began = time.monotonic()
        try:
            with file.open("rb") as opened:
                before = found.pk and ImportBatch.objects.filter(engagement=found).count()
                batch = actions.import_file(
                    found, file=opened, name=file.name, by=Machine("import-voices"), if_new=True
                )
                after = ImportBatch.objects.filter(engagement=found).count()
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror or problem}.") from problem
        except BadFile as problem:
            self._refuse(problem)
        except Refused as problem:
            raise CommandError(" ".join(problem.reasons)) from problem
        else:
            if after == before:
                self.stdout.write(f"{file.name} is already in (taken as “{batch.name}”, {batch.rows:,} rows): nothing added.")
                return
            self.stdout.write(f"Accepted: {batch.rows:,} rows of {file.name} for “{found}”.")
            self.stdout.write("Refused: 0 rows.")
            for note in batch.notes:
                self.stdout.write(f"  {note}")
            self.stdout.write(f"Done in {time.monotonic() - began:.1f} seconds. The words are sealed until they are made safe.")

    def _refuse(self, problem: BadFile) -> None:
        rows: dict[int, list[str]] = {}
        for number, reason in problem.rows:
            rows.setdefault(number, []).append(reason)
        self.stdout.write(f"Accepted: 0 rows. ({problem.accepted:,} had nothing wrong.)")
        self.stdout.write(f"Refused: {len(rows):,} rows." if rows else "Refused: the whole file.")
        for number, reasons in list(rows.items())[:SHOWN]:
            self.stdout.write(f"  Row {number:,}: {'; '.join(reasons)}.")
        if len(rows) > SHOWN:
            self.stdout.write(f"  … and {len(rows) - SHOWN:,} more rows.")
        raise CommandError(" ".join(problem.reasons)) from problem
