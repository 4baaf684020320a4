"""A mail server of its own process: it writes each Message-ID to a log, on disk, and only then says 250.

    python -m tests.crash.sink LOG DELAY_IN_SECONDS

Prints its port, serves until its standard input closes. The delay lies between the log line and the answer, as in a
relay that is busy: it is in that gap that a killed worker cannot know what became of its message.
"""

import asyncio
import os
import re
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.I | re.M)


class Log:
    """Takes every message."""

    def __init__(self, path: str, delay: float) -> None:
        self.file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self.delay = delay

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        found = MESSAGE_ID.search(envelope.content)
        assert found is not None
        os.write(self.file, found[1] + b"\n")
        os.fsync(self.file)
        await asyncio.sleep(self.delay)
        return "250 2.0.0 taken"


async def serve(path: str, delay: float) -> None:
    loop = asyncio.get_running_loop()
    log = Log(path, delay)
    server = await loop.create_server(lambda: SMTP(log, loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], float(sys.argv[2])))
