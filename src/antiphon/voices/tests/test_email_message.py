"""E-mails as people and machines send them: whose words are kept, and what is never answered."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.voices.doors import email_message
from antiphon.voices.doors.email_message import AUTOMATIC, BOUNCE, LIST, LOOP, html_to_text, own_words, read


def letter(text: str = "The bus stops too far from the clinic.", **heads: str) -> bytes:
    message = EmailMessage()
    message["From"] = heads.pop("sender", "Rosa Example <rosa@example.org>")
    message["To"] = "clinic@say.example"
    message["Subject"] = heads.pop("subject", "The clinic")
    message["Message-ID"] = heads.pop("message_id", "<one@example.org>")
    for name, value in heads.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def test_the_plain_text_of_a_message_is_the_answer():
    mail = read(letter())
    assert (mail.sender, mail.name, mail.subject) == ("rosa@example.org", "Rosa Example", "The clinic")
    assert mail.answer == mail.text == "The bus stops too far from the clinic."
    assert (mail.machine, mail.cut, mail.identity) == ("", (), "<one@example.org>")


@pytest.mark.parametrize("below", [
    "On Tue, 3 Mar 2026 at 10:00, Your Say <clinic@say.example> wrote:\n> What do you think?\n> Tell us.",
    "On Tue, 3 Mar 2026 at 10:00, Your Say\n<clinic@say.example> wrote:\n\nWhat do you think?",
    "-----Original Message-----\nFrom: Your Say\nWhat do you think?",
    "________________________________\nFrom: Your Say <c@say.example>\nSent: 3 March 2026\nTo: Rosa\nSubject: Clinic\n\nWhat?",
    "-- \nRosa Example\n12 Made-up Road",
    "Sent from my iPhone",
    "This e-mail and any attachments are confidential and may be privileged.\n\n"
    "If you have received this message in error, please notify the sender.",
    "***********\n\nThis message may contain confidential information. If you are not the intended recipient, delete it.\n\n****",
])  # fmt: skip
def test_what_is_not_the_senders_own_is_cut_and_kept_beside(below: str):
    mail = read(letter(f"The bus stops too far away.\n\nWe need a shelter.\n\n{below}\n"))
    assert mail.answer == "The bus stops too far away.\n\nWe need a shelter."
    assert mail.cut
    assert below.split("\n")[0].strip() in mail.text


def test_words_below_and_between_quotes_stay():
    words, cut = own_words("> What do you think?\nIt is too far.\n> And the time?\nToo early.")
    assert words == "It is too far.\nToo early."
    assert cut == ["quoted lines"]


def test_a_message_that_is_all_quote_loses_nothing():
    assert own_words("> Only this") == ("> Only this", [])


def test_a_confidential_thing_that_a_person_tells_is_no_disclaimer():
    said = "I want this kept confidential: the receptionist shouted at me.\n\nPlease change the desk."
    assert own_words(said) == (said, [])


def test_html_becomes_text():
    page = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><script>alert(1)</script>"
        "<p>The clinic is&nbsp;<b>cold</b>.</p><ul><li>Heat it</li><li>Or move it</li></ul>"
        '<div class="gmail_quote"><div class="gmail_attr">On Monday, X wrote:</div><blockquote>What?</blockquote></div></body>'
    )
    text = html_to_text(page)
    assert "alert" not in text
    assert "color" not in text
    assert own_words(text)[0] == "The clinic is cold.\n\n- Heat it\n- Or move it"


def test_an_html_only_message_is_read():
    message = EmailMessage()
    message["From"] = "rosa@example.org"
    message.set_content("<p>Warm <i>and</i> kind.</p><p>Thank you.</p>", subtype="html")
    assert read(message.as_bytes()).answer == "Warm and kind.\n\nThank you."


@pytest.mark.parametrize(("charset", "data", "said"), [
    ("iso-8859-1", "It’s too far – truly".encode("cp1252"), "It’s too far – truly"),
    ("us-ascii", "Café Ŵyn".encode(), "Café Ŵyn"),
    ("utf-8", "Café".encode("cp1252"), "Café"),
    ("x-no-such", "Café".encode(), "Café"),
    ("utf-16", "Café".encode("utf-16"), "Café"),
])  # fmt: skip
def test_letters_arrive_whatever_the_message_says_about_them(charset: str, data: bytes, said: str):
    raw = b"From: rosa@example.org\r\nContent-Type: text/plain; charset=" + charset.encode() + b"\r\n"
    if charset == "utf-16":
        import base64

        raw += b"Content-Transfer-Encoding: base64\r\n"
        data = base64.b64encode(data)
    assert read(raw + b"\r\n" + data).answer == said


@pytest.mark.parametrize(("heads", "kind"), [
    ({"Auto_Submitted": "auto-replied"}, AUTOMATIC),
    ({"subject": "Automatic reply: The clinic"}, AUTOMATIC),
    ({"subject": "Out of office"}, AUTOMATIC),
    ({"sender": "no-reply@example.org"}, AUTOMATIC),
    ({"sender": "MAILER-DAEMON@example.org"}, BOUNCE),
    ({"Return_Path": "<>"}, BOUNCE),
    ({"List_Id": "<ward.example.org>"}, LIST),
    ({"Precedence": "bulk"}, LIST),
    ({"message_id": "<abc@antiphon.example>"}, LOOP),
    ({"Auto_Submitted": "no"}, ""),
    ({"subject": "Why is nobody in the office?"}, ""),
])  # fmt: skip
def test_machines_are_told_from_people(heads: dict[str, str], kind: str):
    assert read(letter(**heads), ours="antiphon.example").machine == kind


def test_a_report_of_a_mail_server_is_a_bounce():
    raw = b"From: a@b.example\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\nFailed\r\n--x--\r\n"
    assert read(raw).machine == BOUNCE


def test_files_come_with_their_names_and_without_their_paths():
    message = EmailMessage()
    message["From"] = "rosa@example.org"
    message.set_content("See the picture.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../../stairs.png")
    mail = read(message.as_bytes())
    assert [(one.name, one.kind, one.data) for one in mail.attached] == [("stairs.png", "image/png", b"\x89PNG")]
    assert mail.answer == "See the picture."


def test_without_a_message_id_the_same_bytes_are_the_same_message():
    raw = b"From: rosa@example.org\r\nSubject: x\r\n\r\nOne\r\n"
    again = b"Received: from elsewhere\r\n" + raw
    assert read(raw).identity == read(again).identity
    assert read(raw).identity != read(raw.replace(b"One", b"Two")).identity


def test_a_long_message_is_kept_whole():
    said = "word " * 10_000
    assert len(read(letter(said)).text) >= 49_999


def test_the_recipients_are_read_when_the_server_does_not_say_them():
    assert email_message.recipients(letter(Cc="Other <B@Say.example>")) == ["clinic@say.example", "b@say.example"]


@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_message(raw: bytes):
    mail = read(raw)
    assert "\x00" not in mail.answer


@given(st.text(max_size=2_000))
def test_the_text_is_never_lost(said: str):
    words, _ = own_words(said)
    assert words or not said.strip() or words == said
