"""Statements that PostgreSQL plans once for each connection: for what may be asked hundreds of times in a second.

The ORM writes its values into the text of each statement, so that each is parsed and planned anew; behind the row-level
walls, planning is most of the work.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


class _Prepared(psycopg.Cursor[Any]):
    """A cursor that hands values over beside the statement, and keeps its plan."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        return super().execute(query, params, prepare=True, **more)


def rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement with `%s` for each value; return its rows. It counts, and fails, as any query of the ORM's does."""
    with _cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def run(sql: str, params: Sequence[Any]) -> None:
    """Run one statement that returns nothing."""
    with _cursor() as cursor:
        cursor.execute(sql, params)


def _cursor() -> Any:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_Prepared(connection.connection))
