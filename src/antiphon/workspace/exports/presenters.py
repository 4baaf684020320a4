"""What a cross-tabulation says on paper."""

from typing import Any

from antiphon.core.suppression import Shown
from antiphon.exports.lines import HID, HIDDEN
from antiphon.insight.crosstabs import NOT_SAFE, CrossTab, Line, Table
from antiphon.workspace.insight.presenters import charts_of


def on_paper(found: CrossTab) -> dict[str, Any]:
    """Return the data of the PDF: each table with its chart, cells as words."""
    lines = [HID] if found.hides else []
    lines += [NOT_SAFE] if found.smaller else []
    lines += ["Each person may choose several answers, so a row adds up to more than 100%."] if found.several else []
    lines += [] if found.tables else ["Too few people answered to show this."]
    tables = [_table(found, table, str(chart)) for table, chart in zip(found.tables, charts_of(found), strict=True)]
    return {"engagement": found.engagement.title, "owner": found.engagement.owner.name, "lines": lines, "tables": tables}


def _table(found: CrossTab, table: Table, chart: str) -> dict[str, Any]:
    by = " and ".join(table.names).lower()
    return {
        "heading": f"{found.heading}, by {by}", "chart": chart, "groups": len(table.names),
        "alt": f"Chart of {found.heading}, by {by}. The table has the numbers.",
        "columns": [*table.names, *table.answers, "Answered" if table.answers else "People"],
        "rows": [_row(line, len(table.names)) for line in table.lines],
    }  # fmt: skip


def _row(line: Line, groups: int) -> list[str]:
    cells = [f"{_number(cell)} ({share}%)" if share is not None else _number(cell)
             for cell, share in zip(line.cells, line.shares, strict=True)]  # fmt: skip
    return [*line.groups, *[""] * (groups - len(line.groups)), *cells, _number(line.total)]


def _number(cell: Shown) -> str:
    return HIDDEN if cell.hidden else str(cell)
