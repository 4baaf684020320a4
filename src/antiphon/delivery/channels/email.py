"""E-mail by SMTP: one connection for many messages, and the truth about where each one failed.

Before the message's final dot nothing has been sent, whatever goes wrong. A reply to the dot is an answer. A
connection that is lost after the dot is the gap that RFC 1047 describes: the server may or may not have it.
"""

import contextlib
import smtplib
import socket
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import localtime

from antiphon.delivery.channels.base import ChannelError, Message, Unreachable


class Email:
    """A line to one mail server."""

    def __init__(
        self, *, host: str, port: int, username: str = "", password: str = "", use_tls: bool = False, timeout: float = 60
    ) -> None:
        self.host, self.port, self.timeout = host, port, timeout
        self.username, self.password, self.use_tls = username, password, use_tls
        self._line: smtplib.SMTP | None = None

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
            # The final dot is a packet of its own; it must not wait for the one before it to be acknowledged.
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]
        except (OSError, smtplib.SMTPException) as problem:
            raise Unreachable(f"The mail server cannot be reached: {_said(problem)}") from problem
        self._line = line

    def close(self) -> None:
        """Say goodbye and hang up."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def send(self, message: Message) -> str:
        """Hand the message over and return the server's reply to it. Raises ChannelError."""
        self.open()
        line = self._line
        assert line is not None
        try:
            mail, options = self._compile(message, line)
        except (ValueError, IndexError) as problem:  # what the e-mail library says of an address it cannot write
            raise ChannelError(f"The message cannot be put into an e-mail: {_said(problem)}", permanent=True) from problem
        try:
            # A 5xx to MAIL is about us (who we are, how much we send), not about this person: it may pass.
            self._must(line.mail(message.from_address, options), permanent=False)
            self._must(line.rcpt(message.to_address))
            self._must(line.docmd("DATA"), expected=354)
            line.send(_stuffed(mail))
        except (OSError, smtplib.SMTPServerDisconnected) as problem:
            self._drop()
            raise ChannelError(f"The line broke before the message was handed over: {_said(problem)}") from problem
        try:
            line.send(b".\r\n")
            reply = line.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self._drop()
            raise ChannelError(
                f"The line broke after the message was handed over: {_said(problem)}", after_dot=True
            ) from problem
        if not 200 <= reply[0] < 600:
            self._drop()
            raise ChannelError(f"The mail server's answer cannot be read: {_words(reply)}", after_dot=True)
        self._must(reply)
        return _words(reply)

    def _must(self, reply: tuple[int, bytes], *, expected: int = 250, permanent: bool = True) -> None:
        code = reply[0]
        if code == expected or (expected == 250 and code == 251):
            return
        if code == 421 or code < 0:  # the server is closing the line
            self._drop()
        else:
            self._reset()
        raise ChannelError(_words(reply), permanent=permanent and 500 <= code < 600)

    def _reset(self) -> None:
        """Leave the line clean for the next message; hang up when it cannot be."""
        try:
            if self._line is not None and self._line.rset()[0] != 250:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _compile(self, message: Message, line: smtplib.SMTP) -> tuple[bytes, list[str]]:
        """Return the message as it goes over the line, and what the server is told about it beforehand."""
        plain = message.to_address.isascii()
        if not plain and not line.has_extn("smtputf8"):
            raise ChannelError("The mail server cannot take an address with letters outside ASCII.", permanent=True)
        mail = EmailMessage(policy=SMTP if plain else SMTPUTF8)
        mail["From"] = _address(message.from_name, message.from_address)
        mail["To"] = _address(message.to_name, message.to_address)
        mail["Subject"] = message.subject
        mail["Date"] = localtime()
        mail["Message-ID"] = message.message_id
        mail["Auto-Submitted"] = "auto-generated"
        if message.unsubscribe:
            mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail.set_content(message.text, cte="quoted-printable")
        if message.html:
            mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
        return mail.as_bytes(), [] if plain else ["SMTPUTF8", "BODY=8BITMIME"]


def _stuffed(mail: bytes) -> bytes:
    """Return the message with CRLF at each line's end and a leading dot doubled, as RFC 5321 asks."""
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in mail.splitlines())
    return body + b"\r\n"


def _address(name: str, address: str) -> Address:
    username, _, domain = address.rpartition("@")
    return Address(display_name=_one_line(name), username=username, domain=domain)


def _one_line(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _words(reply: tuple[int, bytes]) -> str:
    return f"{reply[0]} {reply[1].decode('utf-8', 'replace')}"


def _said(problem: Exception) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
