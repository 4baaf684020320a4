"""A mail server on loopback that takes words ahead of their answers (RFC 2920), and can be bent at any of them.

    server.replies["ada@example.org", "RCPT"] = "550 nobody"     MAIL, RCPT, DATA, DOT
    server.hangs_up = ("ada@example.org", "DOT")                 without taking the message; "TAKEN": after taking it
"""

import re
import socket
import threading

MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.I | re.M)
WHOM = re.compile(rb"RCPT TO:<([^>]*)>", re.I)


class Pipelining:
    """What it has taken, and how it answers."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.replies: dict[tuple[str, str], str] = {}
        self.hangs_up: tuple[str, str] | None = None
        self.lax = False
        self.together = 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.threads = [threading.Thread(target=self._listen)]
        self.threads[0].start()

    def stop(self) -> None:
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        for thread in self.threads:
            thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self.door.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(caller,))
            self.threads.append(thread)
            thread.start()

    def _talk(self, caller: socket.socket) -> None:
        with caller:
            try:
                caller.sendall(b"220 swift\r\n")
                _Talk(self, caller).run()
            except OSError:
                return


class _Talk:
    def __init__(self, server: Pipelining, caller: socket.socket) -> None:
        self.server, self.caller, self.buffer = server, caller, b""
        self.to, self.mail = "", ""

    def run(self) -> None:
        while (line := self._line()) is not None:
            word = line.upper()
            if word.startswith(b"EHLO"):
                self._say("250-swift", "250-PIPELINING", "250 SMTPUTF8")
            elif word.startswith(b"MAIL"):
                # Whom it is for is not said yet; it is looked up ahead, where it was sent along.
                ahead = WHOM.search(self.buffer)
                self.to, self.mail = ahead[1].decode() if ahead else "", ""
                if self._bent("MAIL"):
                    return
            elif word.startswith(b"RCPT"):
                found = WHOM.match(line)
                assert found is not None
                self.to = found[1].decode()
                if self.mail:
                    self._say("503 no sender")
                elif self._bent("RCPT"):
                    return
            elif word.startswith(b"DATA"):
                if self.mail and not self.server.lax:
                    self._say("503 nobody to send to")
                elif self._bent("DATA", good="354 go") or (not self.mail.startswith("DATA") and self._data()):
                    return
            elif word.startswith(b"RSET"):
                self.mail = ""
                self._say("250 clean")
            elif word.startswith(b"QUIT"):
                self._say("221 bye")
                return

    def _data(self) -> bool:
        content = b""
        while (line := self._line()) != b".":
            if line is None:
                return True
            content += line + b"\n"
        if self.buffer.startswith(b"MAIL"):
            self.server.together += 1
        if self.mail:  # nobody to send to
            self._say("554 nobody")
            self.mail = ""
            return False
        if self.server.hangs_up == (self.to, "DOT"):
            self.server.hangs_up = None
            return True
        found = MESSAGE_ID.search(content)
        assert found is not None
        refused = self.server.replies.get((self.to, "DOT"))
        if not refused:
            self.server.taken.append((self.to, found[1].decode()))
        if self.server.hangs_up == (self.to, "TAKEN"):
            self.server.hangs_up = None
            return True
        self._say(refused or f"250 ok {found[1].decode()}")
        return False

    def _bent(self, where: str, good: str = "250 ok") -> bool:
        """Answer, as it should be or as was told; return whether to hang up."""
        if self.server.hangs_up == (self.to, where):
            self.server.hangs_up = None
            return True
        refusal = self.server.replies.get((self.to, where))
        if refusal:
            self.mail = f"{where} refused"
        self._say(refusal or good)
        return bool(refusal) and refusal.startswith("421")  # type: ignore[union-attr]

    def _say(self, *lines: str) -> None:
        self.caller.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _line(self) -> bytes | None:
        while b"\r\n" not in self.buffer:
            more = self.caller.recv(65536)
            if not more:
                return None
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line
