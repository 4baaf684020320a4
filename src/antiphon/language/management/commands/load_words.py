"""`antiphon load-words FILE --organisation CODE_OR_NAME --by EMAIL`: propose the words or acronyms of a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from antiphon.core.problems import Refused
from antiphon.language import actions
from antiphon.network import queries
from antiphon.network.access import Body, may
from antiphon.network.roles import Permission


class Command(BaseCommand):
    help = (
        "Proposes the words or acronyms of a table (CSV), whole or not at all; what is wrong is said by row. A table of words "
        "has the columns preferred, avoid, meaning, audience, review_on, welsh; one of acronyms has acronym, expansion, "
        "definition, known, audience, review_on. Another person approves them in the workspace before they are in use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--organisation", required=True, metavar="CODE_OR_NAME", help="who keeps the words")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the account of whoever proposes them")

    def handle(self, *args: Any, **options: Any) -> None:
        person = queries.user_with(options["by"])
        found = list(queries.organisations_called(options["organisation"])[:2])
        if person is None:
            raise CommandError(f"Nobody signs in with {options['by']}.")
        if len(found) != 1:
            raise CommandError(f"{'Several are' if found else 'No organisation of today is'} called “{options['organisation']}”.")
        if not may(person, Permission.WORDS_WRITE, on=Body(found[0])):
            raise CommandError(f"{person.name} may not keep words for {found[0].name}.")
        try:
            made = actions.bring_in(found[0], content=options["file"].read_bytes(), by=person)
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}") from problem
        except Refused as problem:
            raise CommandError("\n".join(["Nothing was brought in.", *problem.reasons])) from problem
        self.stdout.write(f"{len(made)} proposed for {found[0].name}. Another person approves them: What we say, Words we use.")
