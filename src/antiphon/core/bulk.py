"""Many rows of one table in one statement, without an object for each: for writes of tens of thousands of small rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

AS_THEY_ARE = (models.CharField, models.IntegerField, models.ForeignKey, models.DateField)


def insert_rows(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> int:
    """Insert rows given column by column (by `attname`); fields that are left out get their default. Return how many.

    Each column has as many values as there are rows. Constraints, policies and defaults hold as for any insert.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return 0
    names, shown, values, arrays = [], [], [], []
    for field in model._meta.local_concrete_fields:
        if field.primary_key:
            continue
        names.append(connection.ops.quote_name(field.column))
        if field.attname in columns:
            said = columns[field.attname]
            plain = type(field) in AS_THEY_ARE or isinstance(field, models.IntegerField | models.ForeignKey)
            arrays.append(f"%s::{_array_of(field)}")
            values.append(list(said) if plain else [field.get_db_prep_save(one, connection) for one in said])
            shown.append(f"u.c{len(arrays)}")
        else:
            shown.append("%s")
    constants = [
        field.get_db_prep_save(timezone.now() if getattr(field, "auto_now_add", False) else field.get_default(), connection)
        for field in model._meta.local_concrete_fields if not field.primary_key and field.attname not in columns
    ]  # fmt: skip
    given = ", ".join(f"c{number}" for number in range(1, len(arrays) + 1))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({', '.join(names)}) select {', '.join(shown)} from unnest({', '.join(arrays)}) as u({given})",
            [*constants, *values],
        )
    return count


def _array_of(field: Any) -> str:
    kind = str((field.target_field if field.is_relation else field).db_type(connection)).split(" ")[0]
    return "text[]" if kind.startswith(("varchar", "text")) else f"{'bigint' if kind.startswith('bigserial') else kind}[]"
