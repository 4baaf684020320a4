"""A worker's journal: how far it has come with the group in its hand, in a page of memory that outlives the worker.

The database knows that a group was about to go; only the worker knows which message was on the line. It writes that into a
file that is mapped into its memory: no call of the system, and yet the file has it when the worker is killed. Whoever clears
up after it then knows of each message that it had not begun, that its last byte was about to go, or what the answer was. So
a dead worker leaves one message at most of which nobody knows. The journal does not outlive the machine's own death: after
that, or on another machine, all that was in hand is not known. docs/adr/0131-a-journal-that-outlives-the-worker.md
"""

import contextlib
import fcntl
import mmap
import os
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"ANTIPHN1"
HEAD = struct.Struct("<8s40sH")  # whose it is, the boot of the machine, how many messages
SLOT = struct.Struct("<qB150s90s")  # number of the message, how far it is, the reply, the provider's number
MOST = 64
SIZE = HEAD.size + MOST * SLOT.size
NOT_BEGUN, GOING = 0, 1
ANSWERS = {2: "accepted", 3: "rejected", 4: "waiting", 5: "unknown"}
CODES = {status: code for code, status in ANSWERS.items()}


@dataclass(frozen=True)
class Entry:
    """How far one message was: `status` is what its row becomes."""

    status: str
    reply: str = ""
    provider_ref: str = ""


def machine() -> str:
    """Return what tells this machine, as long as it runs, from every other."""
    return f"{socket.gethostname()[:60]} {_boot()}"


def path_of(folder: Path, worker: str) -> Path:
    """Return where a worker's journal lies."""
    return folder / f"{''.join(mark if mark.isalnum() else '-' for mark in worker)}.journal"


class Journal:
    """The journal of a worker that is at work. It is locked as long as the worker lives."""

    def __init__(self, folder: Path, worker: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path_of(folder, worker)
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        os.ftruncate(self._file, SIZE)
        self._page = mmap.mmap(self._file, SIZE)
        HEAD.pack_into(self._page, 0, MAGIC, _boot().encode(), 0)

    def begin(self, ids: Sequence[int]) -> None:
        """A new group is in hand, and nothing of it has gone."""
        struct.pack_into("<H", self._page, HEAD.size - 2, 0)
        for number, pk in enumerate(ids):
            SLOT.pack_into(self._page, HEAD.size + number * SLOT.size, pk, NOT_BEGUN, b"", b"")
        struct.pack_into("<H", self._page, HEAD.size - 2, len(ids))

    def going(self, position: int) -> None:
        """The last byte of a message is about to go."""
        self._page[HEAD.size + position * SLOT.size + 8] = GOING

    def not_going(self, position: int) -> None:
        """It did not go after all."""
        self._page[HEAD.size + position * SLOT.size + 8] = NOT_BEGUN

    def answered(self, position: int, status: str, reply: str, provider_ref: str) -> None:
        """What became of it is known."""
        at = HEAD.size + position * SLOT.size + 8
        struct.pack_into("<150s90s", self._page, at + 1, reply.encode()[:150], provider_ref.encode()[:90])
        self._page[at] = CODES[status]

    def close(self, *, keep: bool = False) -> None:
        """The worker ends. Its journal is kept where the database could not be told everything."""
        if not keep:
            self.path.unlink(missing_ok=True)
        self._page.close()
        os.close(self._file)


@dataclass(frozen=True)
class Left:
    """What a journal says. `alive`: its worker still runs. `entries`: of each message of the group in hand."""

    alive: bool
    entries: dict[int, Entry]


def read(folder: Path, worker: str) -> Left | None:
    """Return what a worker's journal says; None when there is none that can be believed."""
    path = path_of(folder, worker)
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        alive = False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            alive = True
        page = os.pread(file, SIZE, 0)
    finally:
        os.close(file)
    if len(page) < SIZE:
        return None
    magic, boot, count = HEAD.unpack_from(page, 0)
    if magic != MAGIC or boot.rstrip(b"\0").decode("ascii", "replace") != _boot() or count > MOST:
        return None
    entries = {}
    for number in range(count):
        pk, state, reply, ref = SLOT.unpack_from(page, HEAD.size + number * SLOT.size)
        status = "not begun" if state == NOT_BEGUN else ANSWERS.get(state, "unknown")
        entries[pk] = Entry(status, _text(reply), _text(ref))
    return Left(alive, entries)


def remove(folder: Path, worker: str) -> None:
    """Take away the journal of a worker that was cleared up after."""
    with contextlib.suppress(OSError):
        path_of(folder, worker).unlink(missing_ok=True)


def _text(raw: bytes) -> str:
    return raw.rstrip(b"\0").decode("utf-8", "ignore")


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:36]
    except OSError:
        return f"no boot id {os.uname().nodename}"[:36]
