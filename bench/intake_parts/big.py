"""Export, cross-tabulation and results at the size of a million answers."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.intake_parts import stage

SLUG = "bench-big"
BY = ["about:age", "about:sex", "about:ethnic_group"]
CHILD = """
import django, json, sys, time
django.setup()
from antiphon.core.actors import Machine
from antiphon.engagement.models import Engagement
from antiphon.exports import actions, making, queries
from antiphon.exports.models import Export
engagement = Engagement.objects.get(slug=sys.argv[1])
def memory(what):
    lines = open("/proc/self/status").read().splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1])
base = memory("VmRSS")
begun = time.perf_counter()
export = Export.objects.create(engagement=engagement, kind="rows", format=sys.argv[2], asked_by=engagement.lead)
making.make(export, by=Machine("bench"))
size = sum(len(part) for part in queries.content_of(export))
seconds = time.perf_counter() - begun
export.refresh_from_db()
peak = memory("VmHWM")
print(json.dumps({"seconds": round(seconds, 1), "peak_mb": round(peak / 1024), "before_mb": round(base / 1024),
                  "rows": export.rows, "file_mb": round(size / 1e6, 1), "state": export.state}))
"""


def _filled(options: Any) -> Any:
    """Return the big engagement, laid out for counting as the task does it."""
    from antiphon.core.actors import Machine
    from antiphon.insight import actions
    from antiphon.insight.models import Tally

    found = stage.fill(f"{SLUG}-{options.responses}", options.responses)
    if not Tally.objects.filter(engagement=found).exists():
        begun = time.perf_counter()
        actions.lay_out(found, by=Machine("bench"))
        print(json.dumps({"bench": "intake", "measure": "lay out", "seconds": round(time.perf_counter() - begun, 1)}), flush=True)
    return found


def measure_export(options: Any, several: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    found = _filled(options)
    for kind in ("csv", "xlsx", "ods", "json"):
        line = several(options.runs, lambda number, kind=kind: _child(found.slug, kind))
        line["wrong"] = any(run["state"] != "ready" or run["rows"] != options.responses for run in line["runs"])
        yield {"measure": f"export {kind}", "answers": options.responses * 10, "target": {"seconds": 60, "peak_mb": 200}, **line}


def _child(slug: str, kind: str) -> dict[str, Any]:
    """Make the export in a process of its own, so that its memory is its own."""
    done = subprocess.run([sys.executable, "-c", CHILD, slug, kind], env=os.environ.copy(), capture_output=True, text=True)
    if not done.stdout.strip():
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def measure_cross(options: Any, several: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from antiphon.insight.crosstabs import crosstab

    found = _filled(options)
    questions = list(found.questions.order_by("place"))

    def once(number: int) -> dict[str, Any]:
        begun = time.perf_counter()
        made = crosstab(found, question=questions[number % 9], by=BY)
        return {"ms": round(1000 * (time.perf_counter() - begun), 1), "tables": len(made.tables),
                "lines": len(made.tables[0].lines), "smaller": made.smaller}  # fmt: skip

    once(8)
    yield {"measure": "cross-tabulation by 3", "answers": options.responses * 10, "target": {"ms": 500},
           **several(max(options.runs, 5), once)}  # fmt: skip


def measure_results(options: Any, several: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The whole page, as the workspace serves it, and how soon a new response is in it."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from antiphon.core.actors import Visitor
    from antiphon.voices.actions import receive
    from antiphon.voices.models import Response

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.SECOND_FACTOR_REQUIRED = False  # the page is measured, not signing in
    found = _filled(options)
    client = Client()
    client.force_login(found.lead, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/workspace/engagements/{found.slug}/results/"

    def page(number: int) -> dict[str, Any]:
        begun = time.perf_counter()
        answer = client.get(address)
        return {"ms": round(1000 * (time.perf_counter() - begun), 1), "status": answer.status_code}

    first = page(0)
    if first["status"] != 200:
        raise RuntimeError(f"The results page answered {first}")
    yield {"measure": "results page", "answers": options.responses * 10, "target": {"ms": 300},
           **several(max(options.runs, 5), page)}  # fmt: skip

    question = found.questions.order_by("place").first()

    def fresh(number: int) -> dict[str, Any]:
        before = Response.objects.filter(engagement=found).count()
        receive(found, answers={question.pk: "never"}, channel="web", said_on=timezone.localdate(), by=Visitor())
        begun = time.perf_counter()
        while f"{before + 1:,}</strong> responses counted" not in client.get(address).content.decode():
            if time.perf_counter() - begun > 60:
                return {"ms": 60_000.0}
        return {"ms": round(1000 * (time.perf_counter() - begun), 1)}

    line = several(options.runs, fresh)
    yield {"measure": "results freshness", "target": {"ms": 2000}, "wrong": line["ms"] > 2000, **line}
