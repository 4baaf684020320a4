"""SMTP as it is: what each answer and each break means. A real server on loopback."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from antiphon.delivery.channels import relay_log
from antiphon.delivery.channels.base import ChannelError, Message, Unreachable
from antiphon.delivery.channels.email import Email
from tests.smtp import Mailbox, free_port


def message(**overrides: Any) -> Message:
    fields = {"message_id": "<abc@antiphon.example>", "from_name": "Ashmere and Vale",
              "from_address": "no-reply@antiphon.example", "to_name": "Ada Example",
              "to_address": "ada@example.org", "subject": "What became of it",
              "text": "Dear Ada,\n\n.a line that begins with a dot\n..two\nÜ – £\n", "html": "<p>Dear Ada</p>"}  # fmt: skip
    return Message(**{**fields, **overrides})


@pytest.fixture
def line(mailbox: Mailbox, settings: Any) -> Iterator[Email]:
    made = Email(**settings.SMTP)
    yield made
    made.close()


def test_send_arrives_whole(mailbox: Mailbox, line: Email) -> None:
    assert line.send(message()) == "250 2.0.0 Ok: queued as 00001"
    mail = mailbox.to("ada@example.org")[0]
    assert mail["Message-ID"] == "<abc@antiphon.example>"
    assert mail["From"] == "Ashmere and Vale <no-reply@antiphon.example>"
    assert mail["To"] == "Ada Example <ada@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime is not None
    assert mail["List-Unsubscribe"] is None
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == "Dear Ada,\n\n.a line that begins with a dot\n..two\nÜ – £\n"
    assert html.get_content() == "<p>Dear Ada</p>\n"


def test_send_many_over_one_connection(mailbox: Mailbox, line: Email) -> None:
    line.open()
    held = line._line
    for number in range(3):
        line.send(message(to_address=f"p{number}@example.org"))
    assert line._line is held
    assert len(mailbox.messages) == 3


def test_send_with_an_unsubscribe_address_says_so(mailbox: Mailbox, line: Email) -> None:
    line.send(message(unsubscribe="https://ashmere.example/stop"))
    assert mailbox.messages[0]["List-Unsubscribe"] == "<https://ashmere.example/stop>"


def test_a_name_cannot_begin_a_header(mailbox: Mailbox, line: Email) -> None:
    line.send(message(to_name="Ada\r\nBcc: all@example.org"))
    assert mailbox.messages[0]["Bcc"] is None
    assert mailbox.recipients == ["ada@example.org"]


def test_an_address_outside_ascii_goes_where_the_server_takes_it(mailbox: Mailbox, line: Email) -> None:
    line.send(message(to_address="anna.müller@example.org"))
    assert mailbox.recipients == ["anna.müller@example.org"]


@pytest.mark.parametrize(("where", "reply", "permanent"), [
    ("MAIL", "451 4.3.0 later", False), ("MAIL", "550 5.7.1 not from you", False),
    ("RCPT", "450 4.2.1 mailbox busy", False), ("RCPT", "550 5.1.1 no such user", True),
    ("DATA", "451 4.3.0 later", False), ("DATA", "554 5.5.1 no", True),
    ("DOT", "452 4.3.1 no room", False), ("DOT", "554 5.7.1 not wanted", True),
])  # fmt: skip
def test_a_refusal_says_whether_to_try_again(
    mailbox: Mailbox, line: Email, where: str, reply: str, permanent: bool
) -> None:
    mailbox.replies[where] = reply
    with pytest.raises(ChannelError) as caught:
        line.send(message())
    assert (caught.value.permanent, caught.value.after_dot) == (permanent, False)
    assert caught.value.reply == reply
    mailbox.replies.clear()
    line.send(message())  # the line is clean for the next one
    assert "RSET" in mailbox.asked
    assert len(mailbox.messages) == 1


def test_421_hangs_up_and_the_next_message_calls_again(mailbox: Mailbox, line: Email) -> None:
    mailbox.replies["RCPT"] = "421 4.3.2 closing"
    with pytest.raises(ChannelError) as caught:
        line.send(message())
    assert caught.value.outcome == "waiting"
    assert line._line is None
    mailbox.replies.clear()
    line.send(message())
    assert len(mailbox.messages) == 1


def test_a_line_lost_after_the_dot_is_not_known(mailbox: Mailbox, line: Email) -> None:
    mailbox.hang_up_after_dot = True
    with pytest.raises(ChannelError) as caught:
        line.send(message())
    assert caught.value.outcome == "unknown"


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        Email(host="127.0.0.1", port=free_port(), timeout=2).send(message())
    assert caught.value.outcome == "waiting"


class Crooked:
    """A server that answers as told, line by line, then hangs up."""

    def __init__(self, replies: list[bytes]) -> None:
        self.replies = replies
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.thread = threading.Thread(target=self.talk)
        self.thread.start()

    def talk(self) -> None:
        caller, _ = self.door.accept()
        with caller, caller.makefile("rb") as said:
            caller.sendall(b"220 crooked\r\n")
            for reply in self.replies:
                if reply.startswith(b"(data)"):
                    while said.readline() not in (b".\r\n", b""):
                        pass
                elif not said.readline():
                    return
                caller.sendall(reply.removeprefix(b"(data)"))
        self.door.close()


@pytest.mark.parametrize(("replies", "outcome"), [
    ([b"250 hello\r\n", b"250 ok\r\n"], "waiting"),  # hangs up at RCPT
    ([b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"(data)"], "unknown"),  # takes it, says nothing
    ([b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"(data)what?\r\n"], "unknown"),  # says nonsense
    ([b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"(data)421 closing\r\n"], "waiting"),  # says no
])  # fmt: skip
def test_a_line_that_breaks_means_what_its_place_says(replies: list[bytes], outcome: str) -> None:
    server = Crooked(replies)
    with pytest.raises(ChannelError) as caught:
        Email(host="127.0.0.1", port=server.port, timeout=5).send(message())
    server.thread.join(5)
    assert caught.value.outcome == outcome


# --- The relay's log -------------------------------------------------------------------------------------
POSTFIX = """\
Nov 22 06:00:01 mx postfix/cleanup[7]: 4AbCdE: message-id=<took@a.example>
Nov 22 06:00:01 mx postfix/qmgr[8]: 4AbCdE: from=<no-reply@a.example>, size=900, nrcpt=1 (queue active)
Nov 22 06:00:02 mx postfix/cleanup[7]: 4FgHiJ: message-id=<before-the-dot@a.example>
Nov 22 06:00:02 mx postfix/cleanup[7]: 4KlMnO: milter-reject: END-OF-MESSAGE: <refused@a.example>
"""


def test_postfix_is_believed_only_once_the_message_is_queued(tmp_path: Any) -> None:
    log = tmp_path / "mail.log"
    log.write_text(POSTFIX)
    asked = ["<took@a.example>", "<before-the-dot@a.example>", "<refused@a.example>", "<never@a.example>"]
    assert relay_log.taken(str(log), asked) == {"<took@a.example>"}


def test_a_plain_log_and_the_one_rotated_away_are_read(tmp_path: Any) -> None:
    (tmp_path / "log.1").write_text("took <old@a.example>\n")
    (tmp_path / "log").write_text("took <new@a.example>\n")
    asked = ["<old@a.example>", "<new@a.example>", "<never@a.example>"]
    assert relay_log.taken(str(tmp_path / "log"), asked) == {"<old@a.example>", "<new@a.example>"}


def test_a_log_that_cannot_be_read_says_nothing(tmp_path: Any) -> None:
    assert relay_log.taken(str(tmp_path / "none"), ["<a@a.example>"]) is None
