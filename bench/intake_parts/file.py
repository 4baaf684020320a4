"""A file of many rows is brought in; making its words safe stays queued."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.intake_parts import stage


def measure_import(options: Any, several: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from antiphon.core.actors import Machine
    from antiphon.voices.actions import import_file
    from antiphon.voices.models import Response, Voice

    def once(number: int) -> dict[str, Any]:
        found, _ = stage.engagement(f"bench-import-{time.time_ns()}")
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["text", "date", "channel", "place"])
        for row in range(options.rows):
            said = f"The clinic was easy to find and the nurse was kind. Row {row}."
            writer.writerow([said, "2026-11-01", "paper", f"Ward {row % 12}"])
        content = io.BytesIO(text.getvalue().encode())
        begun = time.perf_counter()
        import_file(found, file=content, name=f"{found.slug}.csv", by=Machine("bench"))
        seconds = time.perf_counter() - begun
        rows = Response.objects.filter(engagement=found).count()
        sealed = Voice.objects.filter(engagement=found, status="sealed").count()
        return {"seconds": round(seconds, 1), "responses": rows, "queued": sealed}

    line = several(options.runs, once)
    line["wrong"] = any(run["responses"] != options.rows for run in line["runs"])
    yield {"measure": "import", "rows": options.rows, "target": {"seconds": 180}, **line}
