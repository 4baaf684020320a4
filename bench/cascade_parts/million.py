"""A million people on a list are put into a mailing; while it goes, its reach is read again and again."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

FILL = """
with made as (
    insert into people_person (made_at, token, name, email, email_key, telephone, telephone_key, post, wants_reply)
    select now(), gen_random_uuid(), '', %s, encode(sha256(('email|' || n)::bytea), 'hex'), '', '', '', true
    from generate_series(%s, %s) n returning token
)
insert into audiences_contact (made_at, listing_id, person, person_key, language, format, way, place, gone_because)
select now(), %s, token, left(encode(sha256(token::text::bytea), 'hex'), 64), 'en', 'standard', 'email',
    'Place ' || (1 + abs(hashtext(token::text)) %% 20), ''
from made
"""
READS = 40


def million(count: int, say: Callable[[dict[str, Any]], None]) -> int:
    """Measure both; return 1 when one of the promises is not kept."""
    from django.db import connection

    from antiphon.audiences.queries import members
    from antiphon.audiences.tests.factories import make_audience
    from antiphon.core.actors import Machine
    from antiphon.core.sealing import seal
    from antiphon.delivery import actions, queries
    from antiphon.delivery.rules import Words

    by = Machine("bench")
    audience = make_audience()
    sealed = seal("person@example.org")
    with connection.cursor() as cursor:
        for start in range(0, count, 100_000):
            cursor.execute(FILL, [sealed, start, min(start + 100_000, count) - 1, audience.pk])
        cursor.execute("vacuum analyze people_person, audiences_contact")
    words = Words(subject="The clinic moves", text="Dear ((name)),\n\nThe clinic moves.\n")
    send = actions.prepare(occasion="bench:million", organisation=audience.organisation, name="The clinic moves", channel="email",
                           purpose="task", wordings=[words], by=by)  # fmt: skip
    begun = time.monotonic()
    put = actions.enqueue(send, of=members([audience]), by=by).put
    seconds = time.monotonic() - begun
    begun = time.monotonic()
    queries.preview(send, members([audience]))
    again = time.monotonic() - begun
    say({"measured": "put into a mailing", "people": count, "put": put, "seconds": round(seconds, 1), "target": "under 60 s",
         "preview of as many, seconds": round(again, 1), "load": os.getloadavg()[0]})  # fmt: skip
    actions.start(send, by=by)
    connection.close()
    took = while_it_goes(queries.reach)
    total = queries.conservation(type(send).objects.get(pk=send.pk))
    say({"measured": "reach while it is sent", "median ms": round(statistics.median(took)), "worst ms": round(max(took)),
         "target": "under 300 ms", "sum": total.in_words, "load": os.getloadavg()[0]})  # fmt: skip
    return 0 if put == count and seconds < 60 and statistics.median(took) < 300 and total.holds else 1


def while_it_goes(reach: Callable[[str], Any]) -> list[float]:
    """Start a worker and a mail server, read the reach while they are at it, and stop them; return the milliseconds."""
    sink = subprocess.Popen([sys.executable, "-m", "bench.cascade_parts.sink"], text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)  # fmt: skip
    assert sink.stdin is not None
    assert sink.stdout is not None
    port = sink.stdout.readline().strip()
    worker = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "bench.cascade_parts.ours", "worker", port], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdout.readline()
    worker.stdin.write("go\n")
    worker.stdin.flush()
    time.sleep(5)
    took = []
    for _ in range(READS):
        begun = time.monotonic()
        reach("bench:million")
        took.append((time.monotonic() - begun) * 1000)
        time.sleep(0.25)
    worker.kill()
    worker.wait()
    sink.stdin.close()
    sink.wait(10)
    return took
