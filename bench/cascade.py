"""./dev bench cascade [--n 50000] [--runs 1] [--only antiphon,bare,bare_one,django,post_office] [--million]

Sends one 8 kB message (HTML and text, a name in it) to so many people, with each contender in turn, to the same mail server on
loopback: Antiphon with two workers and full accounting, commits on disk; a bare pipelining SMTP client with two connections and
with one; a plain Django loop on a shared connection; django-post_office at its best setting. A line of JSON for each: messages a
second, seconds of processor time for a thousand messages (of the client, the mail server and the database), the peak memory of
one process (PSS). Then one with the ratios. `--million` puts 1,000,000 people of a list into a mailing, and times its reach while
it is sent. It works on an embedded PostgreSQL of its own (fsync on), which is removed afterwards. Ends with 1 if anybody was
missed or told twice, or a contender could not be run.
"""

import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CONTENDERS = ("antiphon", "bare", "bare_one", "django", "post_office")
NAMES = {"antiphon": "Antiphon, two workers", "bare": "bare pipelined SMTP, two connections",
         "bare_one": "bare pipelined SMTP, one connection", "django": "Django loop",
         "post_office": "django-post_office, two processes"}  # fmt: skip


def main() -> int:
    """Read the arguments, set the stage, measure, print, clear up."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--n", type=int, default=50_000, help="how many people are written to")
    asked.add_argument("--runs", type=int, default=1, help="the middle of so many runs is told")
    asked.add_argument("--only", default=",".join(CONTENDERS))
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--million", action="store_true", help="put a million into a mailing, and read its reach while it goes")
    asked.add_argument("--people", type=int, default=1_000_000, help="how many that is")
    asked.add_argument("--home", type=Path, help="a folder for the database, kept afterwards")
    options = asked.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="antiphon-bench-", dir="/var/tmp"))
    os.environ |= {"ANTIPHON_HOME": str(home), "ANTIPHON_MODE": "development", "ANTIPHON_DATABASE": "antiphon_bench",
                   "DJANGO_SETTINGS_MODULE": "antiphon.config.settings", "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    from antiphon.config import postgres

    postgres.ensure_running()
    os.environ["BENCH_SOCKETS"] = str(postgres.socket_folder())
    try:
        return measure(options, postgres)
    finally:
        from django.db import connections

        connections.close_all()
        server = postgres._Server(home)
        server._call("pg_ctl", "stop", "-m", "immediate", "-w", "-D", str(server.data))
        if options.home is None:
            for folder in {home, Path(server.data)}:
                shutil.rmtree(folder, ignore_errors=True)


def measure(options: argparse.Namespace, postgres: Any) -> int:
    """Run each contender; return 1 if anything went wrong."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if options.million:
        from bench.cascade_parts.million import million

        return million(options.people, say)
    sink = Sink()
    good, speeds = True, {}
    try:
        for name in options.only.split(","):
            if name == "post_office" and importlib.util.find_spec("post_office") is None:
                say({"contender": NAMES[name], "not run": "not installed: uv sync --extra rivals"})
                good = False
                continue
            runs = [run(name, options, sink, postgres, number) for number in range(options.runs)]
            middle = sorted(runs, key=lambda one: one["messages a second"])[len(runs) // 2]
            say({**middle, "runs": [one["messages a second"] for one in runs], "load": os.getloadavg()[0]})
            good = good and all(one["taken"] == one["distinct"] == options.n for one in runs)
            speeds[name] = statistics.median(one["messages a second"] for one in runs)
    finally:
        sink.stop()
    ours = speeds.pop("antiphon", None)
    if ours:
        say({"ratios": {f"Antiphon to {NAMES[name]}": round(ours / speed, 2) for name, speed in speeds.items()}})
    return 0 if good else 1


def run(name: str, options: argparse.Namespace, sink: "Sink", postgres: Any, number: int) -> dict[str, Any]:
    """Let one contender send to everybody; return what was measured."""
    n, extra = options.n, {}
    if name == "antiphon":
        extra = filled(n, number)
        commands = [["bench.cascade_parts.ours", "worker", str(sink.port)]] * options.workers
    elif name.startswith("bare"):
        lines = 1 if name == "bare_one" else 2
        parts = [(n * part // lines, n * (part + 1) // lines) for part in range(lines)]
        commands = [["bench.cascade_parts.rivals", "bare", str(sink.port), str(first), str(last)] for first, last in parts]
    elif name == "post_office":
        if number == 0:
            postgres._Server(postgres.home()).create_database("rival")
        fill = Processes([["bench.cascade_parts.rivals", "post_office_fill", str(sink.port), "0", str(n)]])
        extra = {"seconds to queue": round(fill.finish()["seconds"], 1)}
        commands = [["bench.cascade_parts.rivals", "post_office", str(sink.port), "0", str(n)]]
    else:
        commands = [["bench.cascade_parts.rivals", "django", str(sink.port), "0", str(n)]]
    sink.asked()
    processes = Processes(commands)
    before = database_cpu()
    found = processes.finish()
    database, taken = database_cpu() - before, sink.asked()
    per = 1000 / n
    measured = {
        "contender": NAMES[name], "n": n, "messages a second": round(n / found["seconds"]), "seconds": round(found["seconds"], 2),
        "cpu s per 1000": {"client": round(found["cpu"] * per, 3), "mail server": round(taken["cpu"] * per, 3),
                           "database": round(database * per, 3)},
        "peak memory of a process, MB": round(found["pss"] / 1024, 1), "taken": taken["messages"], "distinct": taken["distinct"],
        "bytes a message": taken["bytes"] // max(taken["messages"], 1), **extra,
    }  # fmt: skip
    if name == "antiphon":
        measured["sum"] = settled()
    return measured


def filled(n: int, number: int) -> dict[str, Any]:
    """Make the people once, and put them into a new mailing."""
    from antiphon.core.actors import Machine
    from antiphon.delivery import actions
    from antiphon.people.models import Person
    from bench.cascade_parts import ours

    if Person.objects.count() != n:
        Person.objects.all().delete()
        ours.people(n)
    send, of = ours.mailing(f"bench:{time.time_ns()}")
    begun = time.monotonic()
    put = actions.enqueue(send, of=of, by=Machine("bench")).put
    seconds = time.monotonic() - begun
    actions.start(send, by=Machine("bench"))
    vacuum()
    return {"seconds to put in": round(seconds, 2), "put in": put}


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze delivery_delivery, people_person")
        cursor.execute("checkpoint")
    connection.close()


def settled() -> str:
    """Return the sum of the mailing that was sent last; raise when it does not hold."""
    from antiphon.delivery import queries
    from antiphon.delivery.models import Send

    send = Send.objects.latest("pk")
    total, rows = queries.conservation(send), queries.counted_by_row(send)
    if not (total.holds and rows.holds and total.counts == rows.counts):
        raise RuntimeError(f"The sum does not hold: {total} {rows}")
    return total.in_words


class Sink:
    """The mail server, in its own process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "bench.cascade_parts.sink"], cwd=ROOT, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def asked(self) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("?\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


class Processes:
    """The processes of one contender: ready first, then started together; time, processor time and memory are taken."""

    def __init__(self, commands: list[list[str]]) -> None:
        self.all = [
            subprocess.Popen([sys.executable, "-W", "ignore", "-m", *command], cwd=ROOT, text=True, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE)
            for command in commands
        ]  # fmt: skip
        for process in self.all:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("A contender did not get ready.")
        self.before = [cpu_of(process.pid) for process in self.all]
        self.pss = 0

    def finish(self) -> dict[str, float]:
        watching = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(watching,))
        begun = time.monotonic()
        children = os.times()
        for process in self.all:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        watcher.start()
        for process in self.all:
            if process.wait(3600):
                raise RuntimeError("A contender failed.")
        seconds = time.monotonic() - begun
        watching.set()
        watcher.join()
        after = os.times()
        used = after.children_user + after.children_system - children.children_user - children.children_system
        return {"seconds": seconds, "cpu": used - sum(self.before), "pss": self.pss}

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(0.3):
            for process in self.all:
                for pid in [process.pid, *children_of(process.pid)]:
                    self.pss = max(self.pss, pss_of(pid))


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def pss_of(pid: int) -> int:
    """Return the memory of a process in kB, what it shares counted by its share; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def database_cpu() -> float:
    """Return the processor time that this PostgreSQL has used: of processes that live, and of those that have ended."""
    from antiphon.config import postgres

    pid = int((postgres._Server(postgres.home()).data / "postmaster.pid").read_text().split()[0])
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ended = (int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    return ended + sum(cpu_of(child) for child in children_of(pid))


def say(measured: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(measured, ensure_ascii=False)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
