"""Test databases in a moment: migrate one template, and copy it for each worker.

The template's name holds a digest of every migration, of the models (their walls and the library's shelf are built from them) and
of the locked dependencies, so a change makes a new one.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "antiphon_template_"
LOCK = 4_185_201


def make_test_database(name: str) -> None:
    """Make the database `name` anew, as a copy of the migrated template (which is made first if need be)."""
    template = PREFIX + _digest()
    with _server() as server:
        server.execute("select pg_advisory_lock(%s)", [LOCK])  # one worker at a time; freed when the connection ends
        existing = {row[0] for row in server.execute("select datname from pg_database").fetchall()}
        for stale in sorted(database for database in existing if database.startswith(PREFIX) and database != template):
            server.execute(f'drop database if exists "{stale}" with (force)')
        if template not in existing:
            making = f"{template}_making"
            server.execute(f'drop database if exists "{making}" with (force)')
            server.execute(f'create database "{making}"')
            with _at(making):
                call_command("migrate", verbosity=0, interactive=False)
                _empty()
            server.execute(f'alter database "{making}" rename to "{template}"')
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template "{template}"')


def drop_test_database(name: str) -> None:
    """Drop a test database."""
    connections.close_all()
    with _server() as server:
        server.execute(f'drop database if exists "{name}" with (force)')


def use_database(name: str) -> None:
    """Point Django's connection at another database of the same server."""
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


@contextmanager
def _at(name: str) -> Iterator[None]:
    before = connections["default"].settings_dict["NAME"]
    use_database(name)
    try:
        yield
    finally:
        use_database(before)


# --- Between two tests that commit -----------------------------------------------------------------------------------
def _empty() -> None:
    """Empty every table, let each room write what an empty installation holds, and keep that aside in the schema `kept`."""
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    tables = connections["default"].introspection.django_table_names(only_existing=True, include_views=False)
    with connections["default"].cursor() as cursor:
        cursor.execute("create schema kept")
        for table in tables:
            cursor.execute(f'select exists (select from "{table}")')
            if cursor.fetchone() == (True,):
                cursor.execute(f'create table kept."{table}" as table public."{table}"')


def empty_again(_test: object = None) -> None:
    """Bring the database back to how `_empty` left it: in place of Django's own way, which lets each room write all of it anew
    and builds every wall again, and takes ten times as long."""
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    with connections["default"].cursor() as cursor:
        cursor.execute("""
            do $$ declare one text; begin
                set local session_replication_role = replica;
                for one in select tablename from pg_tables where schemaname = 'kept' loop
                    execute format('insert into public.%I table kept.%I', one, one);
                end loop;
            end $$""")
    ContentType.objects.clear_cache()
    caches["default"].clear()


def _digest() -> str:
    found = hashlib.sha256()
    source = ROOT / "src"
    house = source / "antiphon"
    drawn = [house / "config" / "masonry.py", house / "config" / "shelf.py", house / "library" / "engine.py"]
    walls = [*drawn, *source.rglob("models.py"), *source.rglob("models/*.py")]
    for path in [ROOT / "uv.lock", Path(__file__), *sorted([*source.rglob("migrations/*.py"), *walls])]:
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:12]


@contextmanager
def _server() -> Iterator["psycopg.Connection[tuple[str, ...]]"]:
    parameters = connections["default"].get_connection_params()
    parameters = {key: value for key, value in parameters.items() if key in ("host", "port", "user", "password")}
    with psycopg.connect(**parameters, dbname="postgres", autocommit=True) as connection:
        yield connection
