"""Many rows in one statement, without an object for each: for tens of thousands of small rows, or hundreds of rows a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone

from antiphon.core import prepared

Options = Any  # the `_meta` of a model
AS_THEY_ARE = (models.CharField, models.IntegerField, models.ForeignKey, models.DateField)


def insert_rows(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> int:
    """Insert rows given column by column (by `attname`); fields that are left out get their default. Return how many.

    Each column has as many values as there are rows. Constraints, policies and defaults hold as for any insert.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return 0
    shape = _shape(model._meta, frozenset(columns))
    prepared.run(shape.insert, shape.params(columns))
    return count


@dataclass(frozen=True)
class Below:
    """Rows that hang from a new one: `parent` is the `attname` that leads to it, and is left out of `columns`."""

    model: type[models.Model]
    parent: str
    columns: Mapping[str, Sequence[Any]]


def insert_together(row: models.Model, below: Sequence[Below], *, unless_there: str) -> bool:
    """Insert a new row and those that hang from it in one statement, and set its `pk`.

    Return False, with nothing written, when there is a row with the same value of the unique field `unless_there` already.
    """
    model = type(row)
    kept = tuple((one.model._meta, one.parent, frozenset(one.columns)) for one in below if next(iter(one.columns.values())))
    params = [_given(field, row) for field in model._meta.local_concrete_fields if not field.primary_key]
    for one in below:
        if next(iter(one.columns.values())):
            params += _shape(one.model._meta, frozenset(one.columns), one.parent).params(one.columns)
    found = prepared.rows(_together(model._meta, kept, unless_there), params)
    if found:
        row.pk, row._state.adding, row._state.db = found[0][0], False, connection.alias
    return bool(found)


def _given(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)


@cache
def _together(model: Options, below: tuple[tuple[Options, str, frozenset[str]], ...], unless_there: str) -> str:
    quote = connection.ops.quote_name
    own = [quote(field.column) for field in model.local_concrete_fields if not field.primary_key]
    unique = quote(model.get_field(unless_there).column)  # type: ignore[union-attr]
    key = quote(model.pk.column)  # type: ignore[union-attr]
    parts = [
        f"with p as (insert into {quote(model.db_table)} ({', '.join(own)}) values ({', '.join(['%s'] * len(own))})"
        f" on conflict ({unique}) do nothing returning {key} as id)"
    ]
    for number, (kind, parent, columns) in enumerate(below, start=1):
        parts.append(f"b{number} as ({_shape(kind, columns, parent).insert})")
    return ", ".join(parts) + " select id from p"


@dataclass(frozen=True)
class _Shape:
    """An insert of rows given as columns: its text, the fields whose columns it takes, and those that get their default."""

    insert: str
    arrays: tuple[Any, ...]
    constants: tuple[Any, ...]

    def params(self, columns: Mapping[str, Sequence[Any]]) -> list[Any]:
        """Return the values in the order of the text."""
        fixed = [field.get_db_prep_save(_default(field), connection) for field in self.constants]
        return [*fixed, *(_column(field, columns[field.attname]) for field in self.arrays)]


@cache
def _shape(model: Options, given: frozenset[str], parent: str = "") -> _Shape:
    names, shown, arrays, constants = [], [], [], []
    for field in model.local_concrete_fields:
        if field.primary_key:
            continue
        names.append(connection.ops.quote_name(field.column))
        if field.attname == parent:
            shown.append("p.id")
        elif field.attname in given:
            arrays.append(field)
            shown.append(f"u.c{len(arrays)}")
        else:
            constants.append(field)
            shown.append(f"%s::{_type_of(field)}")
    table = connection.ops.quote_name(model.db_table)
    sources = ", ".join(f"%s::{_type_of(field)}[]" for field in arrays)
    columns = ", ".join(f"c{number}" for number in range(1, len(arrays) + 1))
    insert = (
        f"insert into {table} ({', '.join(names)}) select {', '.join(shown)}"
        f" from {'p, ' if parent else ''}unnest({sources}) as u({columns})"
    )
    return _Shape(insert, tuple(arrays), tuple(constants))


def _column(field: Any, values: Sequence[Any]) -> list[Any]:
    plain = type(field) in AS_THEY_ARE or isinstance(field, models.IntegerField | models.ForeignKey)
    return list(values) if plain else [field.get_db_prep_save(one, connection) for one in values]


def _default(field: Any) -> Any:
    return timezone.now() if getattr(field, "auto_now_add", False) else field.get_default()


def _type_of(field: Any) -> str:
    kind = str((field.target_field if field.is_relation else field).db_type(connection))
    if kind.startswith(("varchar", "text")):
        return "text"
    return kind if kind.startswith("timestamp") else {"bigserial": "bigint"}.get(kind.split(" ")[0], kind.split(" ")[0])
