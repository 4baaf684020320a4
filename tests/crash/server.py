"""A PostgreSQL server of the crash's own, that can be stopped and started while workers send."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connections

from antiphon.config import postgres

OPTIONS = "-c listen_addresses='' -c max_connections=60 -c shared_buffers=32MB"


class Server:
    """One server in a folder of its own; `url` is the address of its database."""

    def __init__(self, folder: Path) -> None:
        self.user = postgres._server_user()
        self.binaries = postgres._binaries(self.user)
        self.sockets, self.data, self.log = folder / "s", folder / "data", folder / "server.log"
        for one in (folder, self.sockets, self.data):
            one.mkdir(exist_ok=True)
            postgres.shutil.chown(one, self.user, self.user) if self.user else None
            one.chmod(0o700 if one == self.data else 0o755)
        self.url = f"postgresql://{postgres.USER}@/crash?host={quote(str(self.sockets), safe='')}"
        self._run("initdb", "-D", str(self.data), "-U", postgres.USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.log),
                  "-o", f"{OPTIONS} -c unix_socket_directories='{self.sockets}'")  # fmt: skip

    def stop(self, mode: str) -> None:
        """Stop it: *fast* ends every connection and writes all down; *immediate* is what a power cut leaves."""
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", str(self.data))

    def copy(self, source: str) -> None:
        """Make the database as a copy of another server's."""
        dump = self.data.parent / "dump"
        with open(dump, "wb") as file:
            subprocess.run([str(self.binaries / "pg_dump"), "-Fc", "-Z0", "-d", source], stdout=file, check=True, cwd="/")
        where = ["-h", str(self.sockets), "-U", postgres.USER]
        with psycopg.connect(self.url.replace("/crash?", "/postgres?"), autocommit=True) as line:
            line.execute("create role antiphon_scoped nologin")
            line.execute("create database crash")
        self._client("pg_restore", "--no-owner", *where, "-d", "crash", str(dump))
        dump.unlink()

    def _client(self, program: str, *words: str) -> None:
        subprocess.run([str(self.binaries / program), *words], check=True, cwd="/", capture_output=True)

    def _run(self, program: str, *words: str) -> None:
        options = {"user": self.user, "group": self.user} if self.user else {}
        with open("/dev/null", "w") as nothing:  # a file, not a pipe: the server would keep a pipe open
            subprocess.run([str(self.binaries / program), *words], check=True, cwd="/", stdin=subprocess.DEVNULL,
                           stdout=nothing, stderr=nothing, env=postgres._environment(), **options)  # type: ignore[call-overload]  # fmt: skip


@contextmanager
def server_of_its_own(folder: Path, source: str) -> Iterator[Server]:
    """Give a server with a copy of the database at `source`; it ends with the block."""
    connections.close_all()
    server = Server(folder)
    try:
        server.copy(source)
        yield server
    finally:
        server.stop("immediate")
