"""SMTP as it is: what each answer and each break means. A real server on loopback."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from antiphon.delivery.channels import relay_log
from antiphon.delivery.channels.base import Message, Outcome, Unreachable
from antiphon.delivery.channels.email import Email
from tests.pipelining import Pipelining
from tests.smtp import Mailbox, free_port


def message(**overrides: Any) -> Message:
    fields = {"message_id": "<abc@antiphon.example>", "from_name": "Ashmere and Vale",
              "from_address": "no-reply@antiphon.example", "to_name": "Ada Example",
              "to_address": "ada@example.org", "subject": "What became of it",
              "text": "Dear Ada,\n\n.a line that begins with a dot\n..two\nÜ – £\n", "html": "<p>Dear Ada</p>"}  # fmt: skip
    return Message(**{**fields, **overrides})


def hand_over(line: Email, *messages: Message) -> list[Outcome]:
    """Hand messages over, and see that none was on the line before the one ahead of it had its answer."""
    marks: list[int] = []
    found = []
    for outcome in line.hand_over(messages, marks.append):
        assert len(marks) <= len(found) + 1
        found.append(Outcome(*outcome))
    return found


def send(line: Email, **overrides: Any) -> Outcome:
    return hand_over(line, message(**overrides))[0]


@pytest.fixture
def line(mailbox: Mailbox, settings: Any) -> Iterator[Email]:
    made = Email(**settings.SMTP)
    yield made
    made.close()


def test_send_arrives_whole(mailbox: Mailbox, line: Email) -> None:
    assert send(line) == (0, "accepted", "250 2.0.0 Ok: queued as 00001", "")
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
        send(line, to_address=f"p{number}@example.org")
    assert line._line is held
    assert len(mailbox.messages) == 3


def test_send_with_an_unsubscribe_address_says_so(mailbox: Mailbox, line: Email) -> None:
    send(line, unsubscribe="https://ashmere.example/stop")
    assert mailbox.messages[0]["List-Unsubscribe"] == "<https://ashmere.example/stop>"
    assert mailbox.messages[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_name_cannot_begin_a_header(mailbox: Mailbox, line: Email) -> None:
    send(line, to_name="Ada\r\nBcc: all@example.org")
    assert mailbox.messages[0]["Bcc"] is None
    assert mailbox.recipients == ["ada@example.org"]


def test_an_address_outside_ascii_goes_where_the_server_takes_it(mailbox: Mailbox, line: Email) -> None:
    send(line, to_address="anna.müller@example.org")
    assert mailbox.recipients == ["anna.müller@example.org"]


@pytest.mark.parametrize("address", ["ada\r\nDATA@example.org", "a <b>@example.org", ""])
def test_an_address_that_is_none_is_refused_and_says_nothing_to_the_server(mailbox: Mailbox, line: Email, address: str) -> None:
    found = hand_over(line, message(to_address=address), message())
    assert [one.status for one in found] == ["rejected", "accepted"]
    assert mailbox.asked == ["MAIL", "RCPT", "DOT"]


REFUSALS = [
    ("MAIL", "451 4.3.0 later", "waiting"), ("MAIL", "550 5.7.1 not from you", "waiting"),
    ("RCPT", "450 4.2.1 mailbox busy", "waiting"), ("RCPT", "550 5.1.1 no such user", "rejected"),
    ("DATA", "451 4.3.0 later", "waiting"), ("DATA", "554 5.5.1 no", "rejected"),
    ("DOT", "452 4.3.1 no room", "waiting"), ("DOT", "554 5.7.1 not wanted", "rejected"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "reply", "status"), REFUSALS)
def test_a_refusal_says_whether_to_try_again(mailbox: Mailbox, line: Email, where: str, reply: str, status: str) -> None:
    mailbox.replies[where] = reply
    assert send(line) == (0, status, reply, "")
    mailbox.replies.clear()
    assert send(line).status == "accepted"  # the line is clean for the next one
    assert where == "DOT" or "RSET" in mailbox.asked
    assert len(mailbox.messages) == 1


def test_421_hangs_up_and_the_next_message_calls_again(mailbox: Mailbox, line: Email) -> None:
    mailbox.replies["RCPT"] = "421 4.3.2 closing"
    assert [one.status for one in hand_over(line, message(), message())] == ["waiting"]  # the second was not begun
    assert line._line is None
    mailbox.replies.clear()
    send(line)
    assert len(mailbox.messages) == 1


def test_a_line_lost_after_the_dot_is_not_known(mailbox: Mailbox, line: Email) -> None:
    mailbox.hang_up_after_dot = True
    assert [one.status for one in hand_over(line, message(), message())] == ["unknown"]


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        hand_over(Email(host="127.0.0.1", port=free_port(), timeout=2), message())
    assert caught.value.outcome == "waiting"


# --- Pipelined ------------------------------------------------------------------------------------------------------
def many(count: int) -> list[Message]:
    return [message(message_id=f"<m{number}@a.example>", to_address=f"p{number}@example.org") for number in range(count)]


@pytest.fixture
def swift() -> Iterator[Pipelining]:
    server = Pipelining()
    yield server
    server.stop()


@pytest.fixture
def fast(swift: Pipelining) -> Iterator[Email]:
    made = Email(host="127.0.0.1", port=swift.port, timeout=5)
    yield made
    made.close()


def test_pipelined_each_arrives_once_with_its_own_answer(swift: Pipelining, fast: Email) -> None:
    found = hand_over(fast, *many(5))
    assert [(one.position, one.status) for one in found] == [(number, "accepted") for number in range(5)]
    assert [one.reply for one in found] == [f"250 ok <m{number}@a.example>" for number in range(5)]
    assert swift.taken == [(f"p{number}@example.org", f"<m{number}@a.example>") for number in range(5)]
    assert swift.together == 4  # the end of a message and the envelope of the next came in one piece


@pytest.mark.parametrize(("where", "reply", "status"), REFUSALS)
def test_pipelined_a_refusal_is_of_its_message_alone(
    swift: Pipelining, fast: Email, where: str, reply: str, status: str
) -> None:
    swift.replies["p1@example.org", where] = reply
    found = hand_over(fast, *many(4))
    assert [one.status for one in found] == ["accepted", status, "accepted", "accepted"]
    assert found[1].reply == reply
    assert [to for to, _ in swift.taken] == ["p0@example.org", "p2@example.org", "p3@example.org"]


@pytest.mark.parametrize(("where", "status"), [("MAIL", "waiting"), ("RCPT", "waiting"), ("DATA", "waiting"), ("DOT", "unknown"),
                                               ("TAKEN", "unknown")])  # fmt: skip
def test_pipelined_a_line_that_breaks_leaves_one_that_is_not_known_at_the_most(
    swift: Pipelining, fast: Email, where: str, status: str
) -> None:
    swift.hangs_up = ("p2@example.org", where)
    found = hand_over(fast, *many(5))
    assert [one.status for one in found] == ["accepted", "accepted", status]
    assert len(swift.taken) == (3 if where == "TAKEN" else 2)
    assert [one.status for one in hand_over(fast, *many(1))] == ["accepted"]  # it calls again


def test_pipelined_whoever_stops_listening_leaves_no_words_half_said(swift: Pipelining, fast: Email) -> None:
    handing = fast.hand_over(many(3), lambda position: None)
    assert next(handing)[1] == "accepted"
    handing.close()  # type: ignore[attr-defined]
    assert fast._line is None
    assert [one.status for one in hand_over(fast, *many(1))] == ["accepted"]
    assert len(swift.taken) == 2


def test_pipelined_a_server_that_lets_go_on_without_anybody_to_send_to(swift: Pipelining, fast: Email) -> None:
    swift.replies["p0@example.org", "RCPT"] = "550 5.1.1 nobody"
    swift.lax = True  # it answers 354 all the same
    assert [one.status for one in hand_over(fast, *many(2))] == ["rejected", "accepted"]


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
    found = hand_over(Email(host="127.0.0.1", port=server.port, timeout=5), message())
    server.thread.join(5)
    assert [one.status for one in found] == [outcome]


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
