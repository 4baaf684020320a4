"""E-mail by SMTP, pipelined: one connection for many messages, and the truth about where each one failed.

Where the server offers PIPELINING (RFC 2920), the end of one message and the envelope of the next go in one write, and the
answers are read in their order, so that each is tied to its message. Before a message's final dot nothing has been sent,
whatever goes wrong. A reply to the dot is an answer. A connection that is lost after the dot is the gap that RFC 1047
describes: the server may or may not have it. There is never more than one such message on a line.
"""

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Collection, Iterator, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formataddr, formatdate, localtime
from functools import lru_cache
from typing import ClassVar

from antiphon.delivery.channels.base import ChannelError, Filled, Mark, Message, Outcome, Unreachable
from antiphon.delivery.channels.returned import return_path

Reply = tuple[int, str]
SIMPLE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-@")
LONGEST = 16_384  # of one reply; a server that says more is not believed


class Broken(Exception):
    """The line is gone; `handed` says whether a whole message may have gone before it."""


class Email:
    """A line to one mail server."""

    group: ClassVar[int] = 20

    def __init__(
        self, *, host: str, port: int, username: str = "", password: str = "", use_tls: bool = False, timeout: float = 60,
        return_domain: str = "",
    ) -> None:  # fmt: skip
        self.host, self.port, self.timeout, self.return_domain = host, port, timeout, return_domain
        self.username, self.password, self.use_tls = username, password, use_tls
        self._line: smtplib.SMTP | None = None
        self._sock: socket.socket | None = None
        self._read = bytearray()
        self._pipelines = self._takes_utf8 = self._stale = False

    def open(self) -> None:
        """Open the line: connect, go over to TLS and sign in where that is asked for."""
        if self._line is not None:
            return
        try:
            line = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            line.ehlo_or_helo_if_needed()
            if self.use_tls:
                line.starttls(context=ssl.create_default_context())
                line.ehlo_or_helo_if_needed()
            if self.username:
                line.login(self.username, self.password)
            assert line.sock is not None
            # What ends a message must not wait for the packet before it to be acknowledged.
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, smtplib.SMTPException) as problem:
            raise Unreachable(f"The mail server cannot be reached: {_said(problem)}") from problem
        self._line, self._sock, self._stale = line, line.sock, False
        self._read.clear()
        self._pipelines, self._takes_utf8 = line.has_extn("pipelining"), line.has_extn("smtputf8")

    def close(self) -> None:
        """Say goodbye and hang up."""
        line, self._line, self._sock = self._line, None, None
        if line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def look_up(self, references: Collection[str]) -> dict[str, tuple[str, str, str]] | None:
        """SMTP cannot be asked what became of a message; the relay's log can (`relay_log`)."""
        return None

    def hand_over(self, messages: Sequence[Message], mark: Mark) -> Iterator[Outcome]:
        """Hand messages over one after another, and yield the outcome of each. Raises Unreachable before the first."""
        self.open()
        try:
            yield from self._talk(messages, mark)
        except BaseException:  # whoever listens has had enough: the server waits for words that will not come
            self._drop()
            raise

    def _talk(self, messages: Sequence[Message], mark: Mark) -> Iterator[Outcome]:
        at, asked = 0, False  # `asked`: the envelope of this message went with the end of the one before
        while at < len(messages):
            message = messages[at]
            try:
                mail, envelope = self._ready(message)
            except ChannelError as problem:
                yield Outcome(at, problem.outcome, problem.reply)
                at += 1
                continue
            try:
                refused = self._begin(envelope, asked=asked)
            except Broken as problem:
                yield Outcome(at, "waiting", f"The line broke before the message was handed over: {_said(problem)}")
                return
            asked = False
            if refused is not None:
                yield self._refusal(at, *refused)
                if self._line is None:
                    return
                at += 1
                continue
            ahead = self._ahead(messages, at + 1)
            mark(at)
            try:
                gone = self._write(mail + ahead, upto=len(mail))
                reply = self._reply() if gone else (0, "")
            except (OSError, Broken) as problem:
                self._drop()
                yield Outcome(at, "unknown", f"The line broke after the message was handed over: {_said(problem)}")
                return
            if not gone:
                self._drop()
                yield Outcome(at, "waiting", "The line broke before the message was handed over.")
                return
            code, words = reply
            if 200 <= code < 300:
                yield Outcome(at, "accepted", words)
            elif 400 <= code < 600:
                if code == 421:
                    self._drop()
                yield Outcome(at, "rejected" if code >= 500 else "waiting", words)
                if code == 421:
                    return
            else:
                self._drop()
                yield Outcome(at, "unknown", f"The mail server's answer cannot be read: {words}")
                return
            at, asked = at + 1, bool(ahead)

    # --- The talk ---------------------------------------------------------------------------------------------------
    def _begin(self, envelope: list[bytes], *, asked: bool) -> tuple[str, Reply] | None:
        """Give the envelope and the word DATA; return at which word it was refused, and how. Raises Broken."""
        try:
            if self._pipelines:
                if not asked:
                    self._write(b"".join(([b"RSET\r\n"] if self._stale else []) + [*envelope, b"DATA\r\n"]))
                    if self._stale:
                        self._reply()
                        self._stale = False
                replies = [self._reply() for _ in range(len(envelope) + 1)]
            else:
                replies = []
                if self._stale:
                    self._ask(b"RSET\r\n")
                    self._stale = False
                for said in [*envelope, b"DATA\r\n"]:
                    replies.append(self._ask(said))
                    if not _good(replies[-1], 354 if said == b"DATA\r\n" else 250):
                        break
            for word, reply in zip(("MAIL", "RCPT", "DATA"), replies, strict=False):
                if not _good(reply, 354 if word == "DATA" else 250):
                    if word != "DATA" and len(replies) == 3 and replies[2][0] == 354:
                        self._write(b".\r\n")  # it lets us go on with nobody to send to: an empty message ends that
                        self._reply()
                    self._stale = True
                    return word, reply
        except (OSError, Broken) as problem:
            self._drop()
            raise Broken(_said(problem)) from problem
        return None

    def _refusal(self, at: int, word: str, reply: Reply) -> Outcome:
        code, words = reply
        if code == 421 or code < 100:  # the server is closing the line
            self._drop()
        # A 5xx to MAIL is about us (who we are, how much we send), not about this person: it may pass.
        return Outcome(at, "rejected" if 500 <= code < 600 and word != "MAIL" else "waiting", words)

    def _ahead(self, messages: Sequence[Message], at: int) -> bytes:
        """Return the envelope of the next message, if it may go in one write with the end of this one."""
        if not self._pipelines or at >= len(messages):
            return b""
        try:
            return b"".join([*self._envelope(messages[at]), b"DATA\r\n"])
        except ChannelError:
            return b""

    def _ask(self, word: bytes) -> Reply:
        self._write(word)
        return self._reply()

    def _write(self, data: bytes, upto: int = 0) -> bool:
        """Write it all; return whether the first `upto` bytes surely cannot be held back any more.

        False means that the line broke before the last of them was given to it: the message is not whole anywhere.
        """
        assert self._sock is not None
        done, left = 0, memoryview(data)
        try:
            while done < len(data):
                done += self._sock.send(left[done:])
        except OSError:
            if upto and done < upto:
                return False
            raise
        return True

    def _reply(self) -> Reply:
        """Read one reply, of one line or several. Raises Broken when the line ends."""
        assert self._sock is not None
        buffer, begins = self._read, 0
        while True:
            end = buffer.find(b"\n", begins)
            if end < 0:
                if len(buffer) > LONGEST:
                    raise Broken("The mail server talks without end.")
                more = self._sock.recv(65536)
                if not more:
                    raise Broken("Connection unexpectedly closed")
                buffer += more
                continue
            if buffer[begins + 3 : begins + 4] == b"-":
                begins = end + 1
                continue
            said = bytes(buffer[: end + 1])
            del buffer[: end + 1]
            first = said[:3]
            code = int(first) if first.isdigit() else -1
            return code, _words(code, said)

    def _drop(self) -> None:
        line, self._line, self._sock = self._line, None, None
        self._read.clear()
        if line is not None:
            line.close()

    # --- The message ------------------------------------------------------------------------------------------------
    def _ready(self, message: Message) -> tuple[bytes, list[bytes]]:
        """Return the message up to and with its final dot, and its envelope. Raises ChannelError."""
        envelope = self._envelope(message)
        if isinstance(message, Filled) and _simple(message.to_address):
            return _spliced(message), envelope
        try:
            return _built(message), envelope
        except (ValueError, IndexError) as problem:  # what the e-mail library says of an address it cannot write
            raise ChannelError(f"The message cannot be put into an e-mail: {_said(problem)}", permanent=True) from problem

    def _envelope(self, message: Message) -> list[bytes]:
        to, sender = message.to_address, message.from_address
        if self.return_domain and message.reference:
            sender = return_path(message.reference, self.return_domain)  # so that what comes back finds its message
        options = ""
        if not to.isascii():
            if not self._takes_utf8:
                raise ChannelError("The mail server cannot take an address with letters outside ASCII.", permanent=True)
            options = " SMTPUTF8 BODY=8BITMIME"
        if "@" not in to or (not SIMPLE.issuperset(to) and any(not mark.isprintable() or mark in "<> " for mark in to)):
            raise ChannelError("The message cannot be put into an e-mail: this is not an address.", permanent=True)
        return [f"MAIL FROM:<{sender}>{options}\r\n".encode(), f"RCPT TO:<{to}>\r\n".encode()]


def _spliced(message: Filled) -> bytes:
    """Return a mailing's message: headers, and the ready bytes of its words with what is merged between them."""
    leave = message.unsubscribe
    heads = [
        _sender(message.from_name, message.from_address), "To: ", _mailbox(message.to_name, message.to_address),
        "\r\nDate: ", _now(int(time.time())), "\r\nMessage-ID: ", message.message_id, "\r\nAuto-Submitted: auto-generated\r\n",
        f"List-Unsubscribe: <{leave}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if leave else "", "Subject: ",
    ]  # fmt: skip
    form, values = message.form, message.values
    return b"".join(["".join(heads).encode(), form.subject_header(values), b"\r\n", form.body(values), b".\r\n"])


def _built(message: Message) -> bytes:
    """Return any other message, as the e-mail library writes it."""
    mail = EmailMessage(policy=SMTP if message.to_address.isascii() else SMTPUTF8)
    mail["From"] = _address(message.from_name, message.from_address)
    mail["To"] = _address(message.to_name, message.to_address)
    mail["Subject"] = message.subject
    mail["Date"] = localtime()
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    # CRLF at each line's end and a leading dot doubled, as RFC 5321 asks.
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in mail.as_bytes().splitlines())
    return body + b"\r\n.\r\n"


@lru_cache(maxsize=64)
def _sender(name: str, address: str) -> str:
    return f"From: {formataddr((_one_line(name), address))}\r\n"


@lru_cache(maxsize=2)
def _now(second: int) -> str:
    return formatdate(second, localtime=True)


def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    if name.isascii() and name.replace(" ", "").isalpha() and len(name) < 60:
        return f"{name} <{address}>"
    return formataddr((_one_line(name), address))


def _simple(address: str) -> bool:
    return SIMPLE.issuperset(address) and address.count("@") == 1


def _address(name: str, address: str) -> Address:
    username, _, domain = address.rpartition("@")
    return Address(display_name=_one_line(name), username=username, domain=domain)


def _one_line(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _good(reply: Reply, expected: int) -> bool:
    return reply[0] == expected or (expected == 250 and reply[0] == 251)


def _words(code: int, said: bytes) -> str:
    """Return what the server said: the code once, then the words of all lines."""
    lines = said.decode("utf-8", "replace").splitlines()
    if code < 0:
        return f"-1 {' '.join(lines)}"
    return f"{code} " + " ".join(line[4:].strip() for line in lines)


def _said(problem: BaseException) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
