"""One page of a list. A cursor says after which row the page begins, so that rows which come meanwhile move nothing."""

import base64
import binascii
from typing import Any

from django.db.models import QuerySet

from antiphon.api.problems import Cannot

MOST = 100


def page(rows: "QuerySet[Any]", *, cursor: str | None, limit: int) -> tuple[list[Any], str | None]:
    """Return the rows after the cursor, the oldest first, and the next cursor; None when there are no more."""
    after = _read(cursor) if cursor else 0
    found = list(rows.order_by("pk").filter(pk__gt=after)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return found, _write(found[-1].pk) if more else None


def _write(pk: int) -> str:
    return base64.urlsafe_b64encode(f"after:{pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        word, _, pk = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
        if word != "after" or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            raise ValueError
        return int(pk)
    except (ValueError, binascii.Error):
        raise Cannot(422, "Use the cursor that the last page gave you, or none.", where="cursor") from None
