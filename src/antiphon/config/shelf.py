"""Keeping the library's shelf in step: triggers drawn from the models, as the walls are.

A model whose rows are found in the library says so in `class Shelved`:

    kind = "theme"           what it is called on the shelf
    select = "select …"      the rows of `library_passage` for the given `keys`; a row that does not belong there (not clean,
                             not written yet) is not selected; `{about}` stands for what its engagement `e` says of itself
    columns = "a, b"         only a change of these matters (else of any)
    later = "status = 'clean'"   rows that come many at a time: a row of which this holds waits for the task that shelves it;
                             it leaves the shelf at once all the same
    also = {"engagement.Question": "array[{row}.engagement_id]"}     rows of another table that it speaks of, and the array of
                             its own keys that a row of that table touches

After every migration the functions and triggers are made anew where anything changed, and everything is put on the shelf
again. They run as the tables' owner, in the transaction of the change: there is no moment at which erased words are found.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from antiphon.config.masonry import build_walls
from antiphon.library import engine

LOCK = 4_185_204
# What an engagement `e` says of itself, written `{about}` in a model's `select`.
ABOUT = "e.groups, lower(e.places::text)::jsonb, lower(e.topics::text)::jsonb"
COLUMNS = (
    "key, organisation_id, engagement, slug, open_to, title, words, method, people, strength, happened_on, groups, places, topics"
)

SHELVE = """
create or replace function antiphon_shelve(what text, keys bigint[]) returns void
language plpgsql security definer set search_path from current as $$
begin
    delete from library_passage where kind = what and key = any (keys);
    case what
{kinds}    end case;
end $$;

-- Puts the next of those that wait on the shelf, and says how many that were.
create or replace function antiphon_shelve_waiting(most int) returns int
language plpgsql security definer set search_path from current as $$
declare
    one record;
    number int := 0;
begin
    for one in
        with taken as (
            delete from library_waiting where id in (
                select id from library_waiting order by id for update skip locked limit most
            ) returning kind, key
        )
        select kind, array_agg(key order by key) keys from taken group by kind
    loop
        perform antiphon_shelve(one.kind, one.keys);
        number := number + cardinality(one.keys);
    end loop;
    return number;
end $$;

-- What an engagement says of itself stands on all that was taken from it.
create or replace function antiphon_shelf_follows() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    update library_passage set organisation_id = new.owner_id, slug = new.slug, groups = new.groups,
        places = lower(new.places::text)::jsonb, topics = lower(new.topics::text)::jsonb
    where engagement = new.id;
    return null;
end $$;
drop trigger if exists antiphon_shelf_follows on engagement_engagement;
create trigger antiphon_shelf_follows after update of owner_id, slug, groups, places, topics on engagement_engagement
    for each row when ((old.owner_id, old.slug, old.groups, old.places, old.topics)
        is distinct from (new.owner_id, new.slug, new.groups, new.places, new.topics))
    execute function antiphon_shelf_follows();
"""

KIND = """        when '{kind}' then
            insert into library_passage (made_at, kind, {columns}) select now(), '{kind}', found.* from (
                {select}
            ) found;
"""

AT_ONCE = """
create or replace function antiphon_shelf_{kind}() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    perform antiphon_shelve('{kind}', array[case when tg_op = 'DELETE' then old.id else new.id end]);
    return null;
end $$;
drop trigger if exists antiphon_shelf on {table};
create trigger antiphon_shelf after insert or update{of} or delete on {table}
    for each row execute function antiphon_shelf_{kind}();
"""

LATER = """
create or replace function antiphon_shelf_{kind}() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    if tg_op = 'INSERT' then
        insert into library_waiting (kind, key) values ('{kind}', new.id) on conflict do nothing;
    else
        delete from library_passage where kind = '{kind}' and key = old.id;
        if tg_op = 'UPDATE' and new.{later} then
            insert into library_waiting (kind, key) values ('{kind}', new.id) on conflict do nothing;
        end if;
    end if;
    return null;
end $$;
drop trigger if exists antiphon_shelf on {table};
drop trigger if exists antiphon_shelf_comes on {table};
drop trigger if exists antiphon_shelf_leaves on {table};
create trigger antiphon_shelf_comes after insert on {table}
    for each row when (new.{later}) execute function antiphon_shelf_{kind}();
create trigger antiphon_shelf after update{of} on {table}
    for each row when (old.{later} or new.{later}) execute function antiphon_shelf_{kind}();
create trigger antiphon_shelf_leaves after delete on {table}
    for each row execute function antiphon_shelf_{kind}();
"""

ALSO = """
create or replace function antiphon_shelf_{kind}_by_{other}() returns trigger
language plpgsql security definer set search_path from current as $$
begin
    perform antiphon_shelve('{kind}', case when tg_op = 'DELETE' then {old} else {new} end);
    return null;
end $$;
drop trigger if exists antiphon_shelf_{kind} on {other};
create trigger antiphon_shelf_{kind} after insert or update or delete on {other}
    for each row execute function antiphon_shelf_{kind}_by_{other}();
"""


def shelved() -> list[type[models.Model]]:
    """Return the models whose rows are found in the library."""
    return [model for model in apps.get_models() if model.__module__.startswith("antiphon.") and hasattr(model, "Shelved")]


def build_shelf(**signal: object) -> None:
    """Make the search's functions and the triggers as the models want them, unless they are so already.

    It runs after every migration, behind the walls, and does nothing while tables are missing.
    """
    build_walls()  # the search asks the walls' functions
    tables = set(connection.introspection.table_names())
    if not {model._meta.db_table for model in shelved()} | {"library_passage", "engagement_engagement"} <= tables:
        return
    statements = "\n".join(_statements())
    digest = hashlib.sha256(statements.encode()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("select obj_description(to_regprocedure('antiphon_shelve(text, bigint[])'), 'pg_proc')")
        if cursor.fetchone() == (digest,):
            return
        cursor.execute(statements)
        cursor.execute(f"comment on function antiphon_shelve(text, bigint[]) is '{digest}'")
        for model in shelved():
            cursor.execute(
                f"insert into library_waiting (kind, key) select %s, id from {model._meta.db_table} on conflict do nothing",
                [_said(model, "kind")],
            )


def _statements() -> Iterator[str]:
    yield engine.FUNCTIONS
    kinds = "".join(
        KIND.format(kind=_said(model, "kind"), columns=COLUMNS, select=_said(model, "select").strip().replace("{about}", ABOUT))
        for model in shelved()
    )
    yield SHELVE.format(kinds=kinds)
    for model in shelved():
        said = {"kind": _said(model, "kind"), "table": model._meta.db_table, "later": _said(model, "later")}
        of = _said(model, "columns")
        yield (LATER if said["later"] else AT_ONCE).format(**said, of=f" of {of}" if of else "")
        for label, keys in getattr(_shelved(model), "also", {}).items():
            other = apps.get_model(label)._meta.db_table
            yield ALSO.format(kind=said["kind"], other=other, old=keys.format(row="old"), new=keys.format(row="new"))


def _shelved(model: type[models.Model]) -> Any:
    return model.Shelved  # type: ignore[attr-defined]


def _said(model: type[models.Model], name: str) -> str:
    return str(getattr(_shelved(model), name, ""))
