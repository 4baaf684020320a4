"""A mail server that takes everything as fast as it can, and keeps the Message-IDs.

    python -m bench.cascade_parts.sink

Prints its port. For each line on its standard input it prints, as JSON, how many messages it took since the last one, how many
Message-IDs they had, and the processor time it used; then it begins anew. It ends with its standard input.
"""

import asyncio
import json
import re
import resource
import sys
from typing import Any

MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]+>)", re.I | re.M)
END = b"\r\n.\r\n"
HELLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 50000000\r\n"


class Count:
    """What was taken since it was last asked."""

    def __init__(self) -> None:
        self.messages, self.size, self.ids = 0, 0, set[bytes]()
        self.cpu = _cpu()

    def told(self) -> str:
        return json.dumps({"messages": self.messages, "distinct": len(self.ids), "bytes": self.size,
                           "cpu": round(_cpu() - self.cpu, 3)})  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Line(asyncio.Protocol):
    """One client."""

    count = Count()

    def connection_made(self, transport: Any) -> None:
        self.transport, self.buffer, self.in_data = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        buffer, said, count = self.buffer + data, [], Line.count
        while buffer:
            if self.in_data:
                end = buffer.find(END) if not buffer.startswith(b".\r\n") else -2
                if end == -1:
                    break
                content, buffer = buffer[: end + 2], buffer[end + 5 :]
                found = MESSAGE_ID.search(content, 0, 2000)
                if found:
                    count.ids.add(found[1])
                count.messages += 1
                count.size += len(content)
                self.in_data = False
                said.append(b"250 2.0.0 taken\r\n")
                continue
            line, newline, rest = buffer.partition(b"\r\n")
            if not newline:
                break
            buffer, word = rest, line[:4].upper()
            if word == b"DATA":
                self.in_data = True
                said.append(b"354 go\r\n")
            elif word == b"EHLO":
                said.append(HELLO)
            elif word == b"QUIT":
                self.transport.write(b"".join([*said, b"221 bye\r\n"]))
                self.transport.close()
                return
            else:
                said.append(b"250 2.1.0 ok\r\n")
        self.buffer = buffer
        if said:
            self.transport.write(b"".join(said))


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Line, "127.0.0.1", 0)
    say(str(server.sockets[0].getsockname()[1]))
    while await loop.run_in_executor(None, sys.stdin.readline):
        say(Line.count.told())
        Line.count = Count()
    server.close()


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve())
