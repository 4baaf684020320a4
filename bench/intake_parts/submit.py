"""Many people send the public form at the same time, to the server as the demonstration serves it; then each is counted."""

import asyncio
import functools
import os
import random
import re
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from bench.intake_parts import stage

WORKERS = 2
PAUSE = 0.9  # seconds between the forms of one submitter: 200 of them send 222 a second
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
WORDS = "It was easy to find. "


def answers_of(submission: uuid.UUID, questions: list[int]) -> dict[int, str]:
    """Return what the sender of that form answers: told from its id alone, so that it can be checked afterwards."""
    number = submission.int
    found = {question: stage.KEYS[(number >> (3 * place)) % 5] for place, question in enumerate(questions[:-1])}
    return {**found, questions[-1]: f"{WORDS}{submission.hex}"}


class Submitter:
    """One person's browser: a connection that is kept, the form fetched once, then sent again and again.

    A form is sent every `pause` seconds, or as soon as the one before was answered where that took longer.
    """

    def __init__(self, port: int, path: str, questions: list[int], number: int, pause: float) -> None:
        self.pause = pause
        self.port, self.path, self.questions = port, path, questions
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.cookie = self.token = ""
        self.ready = False
        self.start = asyncio.Event()
        self.times: list[float] = []
        self.errors: Counter[str] = Counter()
        self.sent: list[uuid.UUID] = []

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes, dict[str, str]]:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Forwarded-For: {self.address}\r\n"
            f"Cookie: csrftoken={self.cookie}\r\n"
        )
        if body:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        self.writer.write(head.encode() + b"\r\n" + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        if "content-length" in headers:
            content = await self.reader.readexactly(int(headers["content-length"]))
        else:
            content = b""
            while size := int((await self.reader.readuntil(b"\r\n")).strip() or b"0", 16):
                content += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
        return int(lines[0].split()[1]), content, headers

    async def run(self, count: int) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        status, page, headers = await self.ask("GET", self.path)
        found = TOKEN.search(page)
        if status != 200 or found is None:
            self.errors[f"form {status}"] += count
            self.ready = True
            return
        self.ready = True
        self.token, self.cookie = found[1].decode(), headers["set-cookie"].split("csrftoken=")[1].split(";")[0]
        await self.start.wait()
        begun = asyncio.get_running_loop().time() + random.random() * self.pause
        for number in range(count):
            if (wait := begun + number * self.pause - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(wait)
            await self.send()
        self.writer.close()

    async def send(self) -> None:
        submission = uuid.uuid4()
        self.sent.append(submission)
        fields = {f"question_{key}": value for key, value in answers_of(submission, self.questions).items()}
        fields |= {"csrfmiddlewaretoken": self.token, "submission": str(submission), "step": "1", "speaks_as": "self"}
        body = "&".join(f"{key}={quote_plus(value)}" for key, value in fields.items()).encode()
        begun = time.perf_counter()
        try:
            status, _, _ = await self.ask("POST", self.path, body)
        except (OSError, asyncio.IncompleteReadError) as problem:
            self.errors[type(problem).__name__] += 1
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            return
        self.times.append(time.perf_counter() - begun)
        if status != 302:
            self.errors[str(status)] += 1


def measure_submit(options: Any, several: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A little above the pace that is promised, then as fast as the answers come."""
    found, questions = stage.engagement("bench-submit")
    keys = [question.pk for question in questions]
    server = serve(options.port)
    try:
        for name, pause, people in (("submit", PAUSE, options.people), ("submit flat out", 0.0, options.people // 4)):
            line = several(options.runs, functools.partial(once, options, found, keys, pause, people))
            line["wrong"] = any(run["errors"] or run["lost"] or run["doubled"] or run["changed"] for run in line["runs"])
            target = {"p95_ms": 500, "per_second": 200} if pause else {"per_second": 200}
            yield {"measure": name, "people": people, "submitters": options.submitters, "workers": WORKERS,
                   "target": target, **line}  # fmt: skip
    finally:
        server.terminate()
        server.wait(30)


def once(options: Any, found: Any, keys: list[int], pause: float, everyone: int, number: int) -> dict[str, Any]:
    """Let everyone send; return what they saw, and what the tables hold of it. The time begins when each has their form."""
    each = everyone // options.submitters
    path = f"/engagements/{found.slug}/take-part/"
    people = [Submitter(options.port, path, keys, number, pause) for number in range(options.submitters)]

    async def all_of_them() -> float:
        start = asyncio.Event()
        for one in people:
            one.start = start
        running = asyncio.gather(*(one.run(each) for one in people))
        while not running.done() and not all(one.ready for one in people):
            await asyncio.sleep(0.01)
        begun = time.perf_counter()
        start.set()
        await running
        return time.perf_counter() - begun

    seconds = asyncio.run(all_of_them())
    times = sorted(moment for one in people for moment in one.times)
    errors = sum((one.errors for one in people), Counter())
    sent = [submission for one in people for submission in one.sent]
    return {
        "seconds": round(seconds, 1), "per_second": round(len(times) / seconds, 1), "p50_ms": _at(times, 0.5),
        "p95_ms": _at(times, 0.95), "p99_ms": _at(times, 0.99), "errors": errors.total(), "kinds": dict(errors),
        **stored(sent, keys),
    }  # fmt: skip


def _at(times: list[float], share: float) -> float:
    return round(1000 * times[min(len(times) - 1, int(len(times) * share))], 1) if times else 0.0


def stored(sent: list[uuid.UUID], keys: list[int]) -> dict[str, Any]:
    """Compare what was sent with what the tables hold: each once, with the answers that its id tells, its words sealed."""
    from antiphon.voices.models import Answer, Response, Voice

    lost = doubled = changed = 0
    for start in range(0, len(sent), 2000):
        part = sent[start : start + 2000]
        there = Counter(Response.objects.filter(submission__in=part).values_list("submission", flat=True))
        lost += sum(submission not in there for submission in part)
        doubled += sum(count > 1 for count in there.values())
        got: dict[uuid.UUID, dict[int, str]] = {}
        ticked = Answer.objects.filter(response__submission__in=part)
        rows = list(ticked.values_list("response__submission", "question", "option"))
        rows += list(Voice.objects.filter(response__submission__in=part).values_list(
            "response__submission", "question", "sealed_words"))  # fmt: skip
        for submission, question, value in rows:
            got.setdefault(submission, {})[question] = value
        changed += sum(got.get(submission) != answers_of(submission, keys) for submission in there)
    return {"lost": lost, "doubled": doubled, "changed": changed}


def serve(port: int) -> "subprocess.Popen[bytes]":
    """Start the web server, and wait until it answers."""
    import urllib.request

    environment = {**os.environ, "ANTIPHON_TRUST_PROXY": "yes"}  # so that each submitter has an address of their own
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", str(WORKERS), "--blocking-threads", "2", "--no-log", "antiphon.config.wsgi:application"]  # fmt: skip
    server = subprocess.Popen(command, env=environment)
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accessibility/", timeout=30):
                return server
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The web server did not start.")
