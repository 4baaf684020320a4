"""A mail server for the demonstration: it takes messages on this machine and keeps each as a file.

It logs each Message-ID before it says that it has the message, as a relay does, so that a worker that was
killed in mid-air can find out what arrived.
"""

import asyncio
import os
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class PostOffice:
    """Takes mail on a free port of the loopback address while it is open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "accepted.log"
        self.log.touch()

    def __enter__(self) -> "PostOffice":
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())
        self._controller.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep one message, then say that it is taken (the name is aiosmtpd's)."""
        await asyncio.to_thread(self._keep, envelope.content)
        return "250 kept"

    def _keep(self, content: bytes) -> None:
        number = str(message_from_bytes(content)["Message-ID"]).strip()
        name = number.strip("<>").split("@")[0]
        (self.folder / f"{name}.eml").write_bytes(content)
        with open(self.log, "a") as log:
            log.write(f"message-id={number}\n")
            log.flush()
            os.fsync(log.fileno())

    def messages(self) -> int:
        """Return how many messages have been kept."""
        return sum(1 for _ in self.folder.glob("*.eml"))


def _free_port() -> int:
    import socket

    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return int(finder.getsockname()[1])
