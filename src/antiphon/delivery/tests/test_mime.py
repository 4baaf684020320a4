"""Words compiled once say to each person what they would if written for them alone."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from antiphon.delivery.channels.base import Filled
from antiphon.delivery.channels.email import _spliced
from antiphon.delivery.mime import form_of

LEAVE = "https://ashmere.example/leave/0123456789abcdef0123456789abcdef-0123456789abcdef0123/"


def written(subject: str, text: str, html: str = "", *, name: str = "Ada Example", large: bool = False) -> EmailMessage:
    """Return the message as a mail reader has it."""
    form = form_of(subject, text, html, large=large)
    raw = _spliced(Filled(
        form=form, values=form.values(name=name, leave=LEAVE, link="https://ashmere.example/clinic/"), reference="ref",
        message_id="<ref@a.example>", from_name="Ashmere Trust", from_address="no-reply@a.example", to_name=name,
        to_address="ada@example.org", unsubscribe=LEAVE,
    ))  # fmt: skip
    assert raw.endswith(b"\r\n.\r\n")
    lines = raw.removesuffix(b".\r\n").split(b"\r\n")
    assert all(len(line) < 998 and b"\n" not in line for line in lines)
    assert b"." not in lines
    unstuffed = b"\n".join(line[1:] if line.startswith(b".") else line for line in lines)
    return message_from_bytes(unstuffed, policy=policy.default)  # type: ignore[return-value]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


WORDS = "Dear ((name)),\n\n.Dots at the start\n..and two\nÜ – £ = ((link)) and ((name))((name))\n((leave))\n"


@pytest.mark.parametrize("name", [
    "Ada Example", "Zoë Ångström", "", "O'Brien & <b>Sons</b>", ". dot", "=41 =\r\nBcc: all@example.org", "李小龍", "x" * 400,
    "Ada \"Dot\" O.", "trailing space ", "a.b.c",
])  # fmt: skip
def test_text_and_html_say_what_was_merged(name: str) -> None:
    import html

    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in name).split())
    mail = written("For ((name)): the clinic", WORDS, "<p>Dear ((name)),</p>\n<a href=\"((link))\">((name))</a>", name=name)
    said = WORDS.replace("((name))", plain).replace("((link))", "https://ashmere.example/clinic/").replace("((leave))", LEAVE)
    assert body(mail, "plain") == said
    escaped = html.escape(plain)
    assert body(mail, "html").rstrip() == f'<p>Dear {escaped},</p>\n<a href="https://ashmere.example/clinic/">{escaped}</a>'
    assert mail["Subject"] == " ".join(f"For {plain}: the clinic".split(" ")) or plain == ""
    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "ada@example.org"


def test_headers_say_how_to_leave_with_one_click() -> None:
    mail = written("The clinic moves – soon", "Dear all,\n")
    assert mail["Subject"] == "The clinic moves – soon"
    assert mail["List-Unsubscribe"] == f"<{LEAVE}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<ref@a.example>", "auto-generated")
    assert mail["From"] == "Ashmere Trust <no-reply@a.example>"
    assert mail["Date"].datetime is not None


def test_without_a_page_one_is_made_of_the_words_and_large_print_is_large() -> None:
    for large, size in ((False, "18px"), (True, "26px")):
        said = body(written("Clinic", "Dear ((name)),\n\nStop: ((leave))\n", name="A & B", large=large), "html")
        assert f"font: {size}" in said
        assert "Dear A &amp; B," in said
        assert f'<a href="{LEAVE}">{LEAVE}</a>' in said


def test_the_same_words_are_compiled_once() -> None:
    assert form_of("A", "B ((name))", "") is form_of("A", "B ((name))", "")


def test_a_filled_message_can_be_read_by_any_channel() -> None:
    form = form_of("For ((name))", "Dear ((name))", "")
    message = Filled(
        form=form, values=form.values(name="Ada", leave="l", link=""), reference="r", message_id="<r@a>", from_name="",
        from_address="a@a.example", to_name="Ada", to_address="ada@example.org", unsubscribe="",
    )  # fmt: skip
    assert (message.subject, message.text) == ("For Ada", "Dear Ada\n")
    assert "Dear Ada" in message.html
    assert "Ada" not in repr(message)
