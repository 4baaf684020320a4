"""A mail server of its own process that can be made to fail: it writes each Message-ID to a log and only then says 250.

    python -m tests.crash.sink LOG DELAY_IN_SECONDS [FAULTS [SEED]]

Prints its port, serves until its standard input closes, then prints one line of JSON: the connections it served, how many of
them broke, and each fault by its name. The delay lies between the log line and the answer, as in a relay that is busy: it is in
that gap that a killed worker cannot know what became of its message. FAULTS is the share of messages that meet one.
"""

import asyncio
import json
import os
import random
import re
import sys
from collections import Counter

MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.I | re.M)
EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10485760\r\n"
FAULTS = (
    "421 before the message",  # the relay shuts down between two messages
    "450 before the message",  # it has no room just now
    "dropped before the dot",
    "421 after the dot",  # not taken, and said so
    "450 after the dot",
    "dropped after the dot, taken",
    "dropped after the dot, not taken",
)


class Broken(Exception):
    """The relay hangs up."""


class Sink:
    """Takes every message, but for the faults."""

    def __init__(self, path: str, delay: float, faults: float, seed: int) -> None:
        self.file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self.delay, self.share, self.chance = delay, faults, random.Random(seed)
        self.counts: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it ends."""
        self.counts["connections"] += 1
        polite = False
        try:
            writer.write(b"220 sink\r\n")
            while line := await reader.readline():
                word = line[:4].upper().strip()
                if word == b"QUIT":
                    polite = True
                    writer.write(b"221 bye\r\n")
                    break
                if word == b"DATA":
                    writer.write(b"354 go on\r\n")
                    await self._take(reader, writer)
                elif word == b"EHLO":
                    writer.write(EHLO)
                elif word == b"MAIL" and (fault := self._fault(FAULTS[:2])):
                    writer.write(fault[:3].encode() + b" 4.3.2 not now\r\n")
                    if fault.startswith("421"):
                        raise Broken
                    await self._refuse(reader, writer)
                else:
                    writer.write(b"250 ok\r\n")
                await writer.drain()
        except (Broken, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self.counts["broken"] += not polite
            writer.close()

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """After a refused MAIL the rest of the same message's commands are out of order, as a strict relay says."""
        for expected in (b"RCPT", b"DATA"):
            line = await reader.readline()
            if line[:4].upper() != expected:  # a client that did not send on: it is not pipelining
                await self._answer(line, writer)
                return
            writer.write(b"503 5.5.1 no sender\r\n")

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        if not line or line[:4].upper() == b"QUIT":
            raise Broken
        writer.write(b"250 ok\r\n")

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        if self._fault(FAULTS[2:3]):
            await reader.readline()
            raise Broken
        mail = await reader.readuntil(b"\r\n.\r\n")
        fault = self._fault(FAULTS[3:])
        if fault.startswith("4"):
            writer.write(fault[:3].encode() + b" 4.3.2 not now\r\n")
            if fault.startswith("421"):
                raise Broken
            return
        if fault == "dropped after the dot, not taken":
            raise Broken
        found = MESSAGE_ID.search(mail)
        assert found is not None
        os.write(self.file, found[1] + b"\n")
        await asyncio.sleep(self.delay)
        if fault:
            raise Broken
        writer.write(b"250 2.0.0 taken\r\n")

    def _fault(self, kinds: tuple[str, ...]) -> str:
        """Return the fault that this message meets here; empty for none. Each kind is as likely as any other."""
        for kind in kinds:
            if self.chance.random() < self.share / len(FAULTS):
                self.counts[kind] += 1
                return kind
        return ""


async def serve(path: str, delay: float, faults: float, seed: int) -> None:
    loop = asyncio.get_running_loop()
    sink = Sink(path, delay, faults, seed)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()
    print(json.dumps(sink.counts), flush=True)  # noqa: T201


if __name__ == "__main__":
    words = sys.argv[3:]
    asyncio.run(serve(sys.argv[1], float(sys.argv[2]), float(words[0]) if words else 0.0, int(words[1]) if words[1:] else 1))
