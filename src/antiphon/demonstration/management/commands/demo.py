"""`antiphon demo`: load Ashmere and Vale, run the walk, print what happened, serve it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from antiphon.config import postgres
from antiphon.core.actors import Machine
from antiphon.core.problems import BadFile, Refused
from antiphon.demonstration.post_office import PostOffice

ADDRESS = ("127.0.0.1", 8000)


class Command(BaseCommand):
    """Set up the demonstration and serve it. A second run is safe and quick: it does what is missing."""

    help = "Load the made-up system “Ashmere and Vale”, run the walk, print its table and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="end after the table")
        parser.add_argument("--voices", metavar="FILE.csv", help="walk this file of comments in place of the story")
        parser.add_argument("--port", type=int, default=ADDRESS[1])

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demonstration":
            raise CommandError("The demonstration runs in its own mode: use ./dev demo, or set ANTIPHON_MODE=demonstration.")
        self._say("Getting the database ready ...")
        call_command("migrate", verbosity=0, interactive=False)
        with PostOffice(postgres.home() / "outbox") as post:
            settings.SMTP = {**settings.SMTP, "port": post.port, "use_tls": False}
            settings.RELAY_LOG, settings.UNKNOWN_AFTER_SECONDS = str(post.log), 5.0
            try:
                engagements = self._walk(options["voices"])
            except BadFile as problem:
                rows = "".join(f"\n  row {row}: {reason}" for row, reason in problem.rows[:50])
                raise CommandError(f"{problem}{rows}\nNothing was taken in.") from problem
            except Refused as problem:
                raise CommandError(str(problem)) from problem
            from antiphon.demonstration.figures import message_table, walk_table

            self._say("", walk_table(engagements), "", message_table(), "", f"Messages are in {post.folder}")
            if not options["no_serve"]:
                self._serve(post, options["port"])

    def _walk(self, file: str | None) -> list[Any]:
        # Imported here: the tables must be there before the rooms are asked anything.
        from antiphon.demonstration import own_file, walk
        from antiphon.demonstration.cast import load_cast
        from antiphon.demonstration.pages import load_pages
        from antiphon.demonstration.scenes import play_all
        from antiphon.demonstration.story import story, voices
        from antiphon.insight import actions as reading
        from antiphon.insight.tasks import code_waiting
        from antiphon.network import actions as network

        today, maker = timezone.localdate(), Machine("demonstration")
        if file is not None and not Path(file).is_file():
            raise CommandError(f"There is no file {file}.")
        network.load_boards(by=maker)
        reading.load_frames(by=maker)
        cast = load_cast()
        load_pages()
        if file is not None:
            self._say(f"Walking {file} ...")
            walked = own_file.walk_file(Path(file), cast, today)
            engagement = type(walked).objects.get(pk=walked.pk)
            if engagement.closed_at:
                walk.tell(engagement, cast)
            else:
                self._say("The coder was sure of nothing, so nothing was confirmed: a person has to read these first.")
            return [engagement]
        engagements = []
        for row in story()["engagements"]:
            self._say(f"{row['title']} ...")
            engagement = walk.ask(cast, row, today)
            told = voices(row["voices_file"]) if row["voices_file"] else []
            answered = row["status"] == "answered"
            if not engagement.closed_at:
                walk.hear(engagement, told, cast, today)
                walk.make_safe(engagement, told, cast, leave=0 if answered else walk.LEFT_FOR_YOU)
                if told:
                    walk.understand(engagement, told, cast, today, read=len(told) if answered else walk.READ_SO_FAR)
                if answered:
                    walk.report(engagement, cast, today)
                    walk.decide(engagement, cast, today)
                    walk.answer(engagement, cast, today)
            if answered:
                walk.tell(engagement, cast)
            engagements.append(type(engagement).objects.get(pk=engagement.pk))
        self._say("The doors, the panel, the gaps and the rest of the scenes ...")
        play_all({engagement.slug: engagement for engagement in engagements}, cast, today)
        while code_waiting():  # what the scenes brought is read by the coder too, so that a second run finds nothing to do
            pass
        return engagements

    def _serve(self, post: PostOffice, port: int) -> None:
        from antiphon.demonstration.cast import PASSWORD, sign_ins

        address = f"http://{ADDRESS[0]}:{port}"
        lines = [f"  {email:<42} {name}, {roles}" for email, name, roles in sign_ins()]
        self._say("", f"Sign in at {address}/workspace/ as one of these; the password of each is “{PASSWORD}”", *lines)
        connection.close()
        environment = {
            **os.environ, "ANTIPHON_SMTP_PORT": str(post.port), "ANTIPHON_RELAY_LOG": str(post.log),
            "ANTIPHON_UNKNOWN_AFTER_SECONDS": "5", "ANTIPHON_PUBLIC_ADDRESS": address,
        }  # fmt: skip
        tools = Path(sys.executable).parent
        web = [str(tools / "granian"), "--interface", "wsgi", "--host", ADDRESS[0], "--port", str(port), "--workers", "1",
               "--blocking-threads", "4", "--no-log", "antiphon.config.wsgi:application"]  # fmt: skip
        running = [subprocess.Popen(web, env=environment), subprocess.Popen([str(tools / "antiphon"), "work"], env=environment)]
        self._say("", f"Serving {address} (Ctrl-C stops it)")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while all(process.poll() is None for process in running):
                time.sleep(0.5)
            raise CommandError(f"A part of the demonstration stopped. Is something else using port {port}? Try --port.")
        except KeyboardInterrupt:
            self._say("", "Stopping ...")
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(timeout=20)

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()
