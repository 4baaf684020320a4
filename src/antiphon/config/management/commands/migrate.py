"""`antiphon migrate`: Django's own, with the tables of other packages laid first.

Each step of a migration builds all models anew that are tied to the one it changes, and through accounts nearly all of ours are
tied to one another. Django goes by the alphabet, so that the hundred steps of Wagtail's history came last and each built every
room again. Which step needs which is as it was: only the order among the free ones changes.
"""

from collections.abc import Iterable
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor


class OthersFirst(MigrationExecutor):
    """Plans what our rooms do not own before what they do."""

    def migration_plan(self, targets: Iterable[tuple[str, str | None]], clean_start: bool = False) -> Any:
        """Return the plan for the targets: those of other packages first, else in the order given."""
        return super().migration_plan(sorted(targets, key=self._is_ours), clean_start)

    def _is_ours(self, target: tuple[str, str | None]) -> bool:
        return any(
            key[0] == target[0] and migration.__module__.startswith("antiphon.")
            for key, migration in self.loader.graph.nodes.items()
            if migration is not None
        )


class Command(migrate.Command):
    """Django's command with our order."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the database to where the code is."""
        kept, migrate.MigrationExecutor = migrate.MigrationExecutor, OthersFirst
        try:
            super().handle(*args, **options)
        finally:
            migrate.MigrationExecutor = kept
