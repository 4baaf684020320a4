"""The mark of an action: one verb, one transaction, keyword-only past the subject."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
T = TypeVar("T")


def action[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Run the function in one transaction. Each public function of an `actions.py` bears this mark.

    An action takes `by=` (who does it), changes rows, and leaves a line on the trail. It sends no mail and
    calls no model: slow outside work waits in a worklist.
    """

    @functools.wraps(function)
    def inside_one_transaction(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            return function(*args, **kwargs)

    inside_one_transaction.is_action = True  # type: ignore[attr-defined]
    return inside_one_transaction
