"""A file is being taken when its worker is killed, and when the server ends its connections as a restart does.

    DATABASE_URL=… python -m tests.crash.importing

The worker is a real process, ended by SIGKILL once it has told that it read some thousand rows. Prints one line of JSON.
"""

import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

ROWS = 6_000


def main() -> dict[str, Any]:
    """Kill the worker, end the connections, then let one finish; return what was counted after each."""
    import django

    django.setup()
    from django.db import connection

    from antiphon.engagement.tests.factories import make_choice, make_open_engagement
    from antiphon.network.tests.factories import make_user
    from antiphon.voices import actions, tasks
    from antiphon.voices.models import Answer, ImportBatch, Response, Voice, WaitingFile

    engagement = make_open_engagement()
    make_choice(engagement=engagement)
    by = make_user(role="engagement_lead", organisation=engagement.owner)
    text = "What works for you? (1),How do you get here?\n" + "".join(f"Morning {n}.,By bus\n" for n in range(ROWS))
    waiting = actions.keep_file(engagement, file=io.BytesIO(text.encode()), name="answers.csv", by=by)
    actions.queue_file(waiting, by=by)

    def counted() -> dict[str, Any]:
        now = WaitingFile.objects.get()
        return {"responses": Response.objects.count(), "voices": Voice.objects.count(), "answers": Answer.objects.count(),
                "batches": ImportBatch.objects.count(), "status": now.status, "tries": now.tries,
                "parts": now.parts.count()}  # fmt: skip

    def in_another_process(then: Callable[[int], None]) -> int:
        connection.close()
        child = os.fork()
        if child == 0:
            try:
                tasks.take_files()
                os._exit(0)
            except BaseException:
                os._exit(3)
        then(child)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def once_begun(do: Callable[[int], None], *, begun: int) -> Callable[[int], None]:
        def wait(child: int) -> None:
            deadline = time.monotonic() + 120
            at_work = WaitingFile.objects.filter(tries=begun, rows_read__gte=1_000)
            while not at_work.exists() and time.monotonic() < deadline:
                time.sleep(0.005)
            do(child)

        return wait

    def end_connections(child: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )

    found: dict[str, Any] = {}
    found["killed_code"] = in_another_process(once_begun(lambda child: os.kill(child, signal.SIGKILL), begun=1))
    found["killed"] = counted()
    found["cut_code"] = in_another_process(once_begun(end_connections, begun=2))
    found["cut"] = counted()
    found["end_code"] = in_another_process(lambda child: None)
    found["end"] = counted()
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
