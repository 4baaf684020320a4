"""`antiphon work`: do what waits in every room, until told to stop; `--once` does what waits now and ends."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate import exceptions
from procrastinate.contrib.django import app


class Command(BaseCommand):
    """The one worker of the house. Start as many as are wanted, on any machine that reaches the database.

    It knows the rooms only by the sweeps that they have registered, lowest floor first, as the rooms are installed.
    SIGTERM or Ctrl-C stops it after the message in hand.
    """

    help = "Do the work that waits: make voices safe, suggest codes, send messages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            asyncio.run(_once() if options["once"] else _until_told(self))
        if options["verbosity"]:
            self.stdout.write("Nothing waits any more." if options["once"] else "Stopped.")


async def _until_told(command: BaseCommand) -> None:
    command.stdout.write("Working. Ctrl-C stops.")
    async with app.open_async():
        await app.run_worker_async(concurrency=1, shutdown_graceful_timeout=120, delete_jobs="successful")


async def _once() -> None:
    """Ask every room to look at its worklist, and do it; twice, so that each sees what another has just finished."""
    async with app.open_async():
        for _ in range(2):
            for sweep in app.periodic_registry.periodic_tasks.values():
                try:
                    await sweep.task.configure(**sweep.configure_kwargs).defer_async(timestamp=0)
                except exceptions.AlreadyEnqueued:
                    continue  # it is asked for already
            await app.run_worker_async(concurrency=1, wait=False, delete_jobs="successful")
