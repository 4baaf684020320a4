"""Status steps: which move is allowed from where, as data, and the one function that makes a move."""

from collections.abc import Mapping, Set

from django.db import models

from antiphon.core.problems import Refused

Steps = Mapping[str, Set[str]]


def step(record: models.Model, to: str, allowed: Steps, *, field: str = "status") -> None:
    """Move `record` to the status `to` and save that field. Raises Refused when the step is not allowed."""
    now = getattr(record, field)
    if to not in allowed.get(now, frozenset()):
        raise Refused(f"This is {_said(record, now)}; it cannot become {_said(record, to)} from there.")
    setattr(record, field, to)
    record.save(update_fields=[field])


def _said(record: models.Model, status: str) -> str:
    choices = dict(record._meta.get_field("status").flatchoices)
    return f"“{choices.get(status, status)}”"
