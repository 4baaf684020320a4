"""A write beside a long transaction: it is seen by others at once, and stays when the transaction is taken back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Beside:
    """A second connection to the same database, where each statement is its own transaction."""

    def __init__(self) -> None:
        self._connection: Any = connection.copy()

    def write(self, sql: str, values: Sequence[Any]) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def only_one(kind: int, key: int) -> Iterator[bool]:
    """Hold a lock of this connection while the block runs; yields whether it was free. The database frees it if we die."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [kind, key % 2**31])
        (free,) = cursor.fetchone()
    try:
        yield free
    finally:
        if free and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [kind, key % 2**31])
