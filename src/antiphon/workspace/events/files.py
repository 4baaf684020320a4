"""Table files of events."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def table(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a table file (CSV, UTF-8) to be saved. Cells of free words must have been through `core.csv_fields.cell`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows(rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
