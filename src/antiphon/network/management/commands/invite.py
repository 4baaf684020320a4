"""`antiphon invite EMAIL …`: the operator invites someone, the first administrator above all."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.network import actions, queries
from antiphon.network.models import Organisation
from antiphon.network.roles import ROLES


class Command(BaseCommand):
    help = (
        "Invites a person into an organisation and prints the link by which they choose a password. Send it to them by a "
        "safe way. The first administrator comes in like this; administrators then invite others from the workspace."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--organisation", required=True, metavar="CODE_OR_NAME", help="a code of its register, or its name")
        parser.add_argument("--role", default="administrator", choices=list(ROLES))
        parser.add_argument(
            "--kind", choices=list(Organisation.Kind.values), help="add the organisation, as this kind, when it is not known"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = Machine("invite")
        try:
            with transaction.atomic():
                organisation = self._organisation(options["organisation"], options["kind"], by)
                person = actions.invite(
                    email=options["email"], name=options["name"], organisation=organisation, role=options["role"], by=by
                )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{person.name} is {ROLES[options['role']].title.lower()} at {organisation.name}.")
        if not person.has_usable_password():
            link = settings.PUBLIC_ADDRESS + reverse("invitation", kwargs={"token": queries.invitation_for(person)})
            self.stdout.write(f"This link works once, for {settings.INVITATION_DAYS} days:\n{link}")

    def _organisation(self, said: str, kind: str | None, by: Machine) -> Organisation:
        found = list(queries.organisations_called(said)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise CommandError(f"More than one organisation of today is called “{said}”. Give its code.")
        if not kind:
            raise CommandError(
                f"No organisation of today is called “{said}”. Load the published files first "
                "(antiphon load-organisations DIR), or add it with --kind."
            )
        return actions.add_organisation(name=said, kind=kind, by=by)
