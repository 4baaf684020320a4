"""Test databases in a moment: migrate one template, and copy it for each worker.

The template's name holds a digest of every migration, of the models (their walls and the library's shelf are built from them) and
of the locked dependencies, so a change makes a new one.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
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
            _migrate(making)
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


def _migrate(name: str) -> None:
    before = connections["default"].settings_dict["NAME"]
    use_database(name)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        use_database(before)


def _digest() -> str:
    found = hashlib.sha256()
    source = ROOT / "src"
    house = source / "antiphon"
    drawn = [house / "config" / "masonry.py", house / "config" / "shelf.py", house / "library" / "engine.py"]
    walls = [*drawn, *source.rglob("models.py"), *source.rglob("models/*.py")]
    for path in [ROOT / "uv.lock", *sorted([*source.rglob("migrations/*.py"), *walls])]:
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:12]


@contextmanager
def _server() -> Iterator["psycopg.Connection[tuple[str, ...]]"]:
    parameters = connections["default"].get_connection_params()
    parameters = {key: value for key, value in parameters.items() if key in ("host", "port", "user", "password")}
    with psycopg.connect(**parameters, dbname="postgres", autocommit=True) as connection:
        yield connection
