"""E-mails that come back, as different mail servers write them. Every one is made up here."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.delivery.channels import heard
from antiphon.delivery.channels.returned import read, reference_in, return_path

REFERENCE = "abcdefghijklmnopqrstuvwxy2"
DOMAIN, OURS = "mail.antiphon.example", "antiphon.example"
BACK = return_path(REFERENCE, DOMAIN)


def report(fields: str, *, headers: str = "", whole: bool = True, message_id: str = f"<{REFERENCE}@{OURS}>") -> bytes:
    """Return what a mail server sends back: words, a report for machines, and our message or its heading."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    body = "\n\nHello Ada" if whole else ""
    return f"""From: MAILER-DAEMON@mx.example.org
To: {BACK}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 12 Oct 2026 09:00:00 +0100
Message-ID: <r1@mx.example.org>
Auto-Submitted: auto-replied
{headers}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

I could not deliver your message.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

{fields}

--cut
Content-Type: {kind}

From: Ashmere <no-reply@antiphon.example>
To: ada@example.org
Message-ID: {message_id}
Subject: Your clinic moves{body}

--cut--
""".encode()


def complaint(kind: str, *, headers: str = f"Message-ID: <{REFERENCE}@{OURS}>") -> bytes:
    return f"""From: feedback@isp.example
To: complaints@antiphon.example
Subject: FW: Your clinic moves
Date: Mon, 12 Oct 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="cut"

--cut
Content-Type: text/plain

This is an abuse report.

--cut
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--cut
Content-Type: message/rfc822

From: Ashmere <no-reply@antiphon.example>
{headers}
Subject: Your clinic moves

Hello Ada

--cut--
""".encode()


def failed(status: str, words: str = "") -> str:
    return f"Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; {words}"


def heard_of(raw: bytes, *to: str) -> list[heard.Heard]:
    return read(raw, to=to or (BACK,), domain=DOMAIN, message_id_domain=OURS)


class TestReports:
    @pytest.mark.parametrize(("status", "words", "expected"), [
        ("5.1.1", "550 5.1.1 <ada@example.org>: no such user", heard.HARD), ("5.1.2", "no such host", heard.HARD),
        ("5.1.10", "recipient not found", heard.HARD), ("5.2.1", "mailbox disabled", heard.HARD),
        ("5.0.0", "550 5.1.1 unknown user", heard.HARD), ("5.2.2", "mailbox full", heard.SOFT),
        ("5.7.1", "550 5.7.1 message content refused", heard.SOFT), ("5.1.8", "bad sender", heard.SOFT),
        ("4.4.7", "expired after 5 days", heard.SOFT), ("5.4.4", "", heard.SOFT), ("", "550 something", heard.SOFT),
    ])  # fmt: skip
    def test_only_an_address_that_is_no_more_is_hard(self, status, words, expected):
        [said] = heard_of(report(failed(status, words)))
        assert (said.status, said.reference) == (expected, REFERENCE)
        assert said.at is not None
        assert said.at.isoformat() == "2026-10-12T09:00:00+01:00"

    @pytest.mark.parametrize("fields", [
        "Final-Recipient: rfc822; ada@example.org\nAction: delayed\nStatus: 4.4.1",
        "Final-Recipient: rfc822; ada@example.org\nAction: relayed\nStatus: 2.0.0",
    ])  # fmt: skip
    def test_what_is_only_late_changes_nothing(self, fields):
        assert heard_of(report(fields)) == []

    def test_a_report_of_success_is_delivered(self):
        [said] = heard_of(report("Final-Recipient: rfc822; ada@example.org\nAction: delivered\nStatus: 2.0.0"))
        assert said.status == heard.DELIVERED

    def test_the_strongest_of_several_recipients_holds(self):
        [said] = heard_of(report(failed("4.2.2") + "\n\n" + failed("5.1.1")))
        assert said.status == heard.HARD

    @pytest.mark.parametrize("whole", [True, False])
    def test_the_message_id_tells_it_when_the_address_does_not(self, whole):
        [said] = heard_of(report(failed("5.1.1"), whole=whole), "no-reply@antiphon.example")
        assert said.reference == REFERENCE

    def test_one_that_only_answers_ours_is_told_by_its_heading(self):
        raw = report(failed("5.1.1"), headers=f"In-Reply-To: <{REFERENCE}@{OURS}>\n", message_id="<other@example.org>")
        [said] = heard_of(raw, "no-reply@antiphon.example")
        assert said.reference == REFERENCE

    def test_exim_without_a_report(self):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["X-Failed-Recipients"] = "Mailer-Daemon@mx.example.org", BACK, "ada@example.org"
        mail.set_content("A message that you sent could not be delivered.\n550 5.1.1 unknown user")
        [said] = heard_of(mail.as_bytes())
        assert (said.status, said.reference) == (heard.HARD, REFERENCE)

    def test_the_same_report_twice_is_one_event_and_another_one_is_not(self):
        first, again = heard_of(report(failed("5.1.1"))), heard_of(report(failed("5.1.1"), headers="Received: elsewhere\n"))
        assert first[0].event == again[0].event
        assert heard_of(report(failed("4.2.2")))[0].event != first[0].event


class TestNoReport:
    def test_somebody_who_is_away_has_not_bounced(self):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Auto-Submitted"] = "ada@example.org", BACK, "auto-replied"
        mail["In-Reply-To"] = f"<{REFERENCE}@{OURS}>"
        mail.set_content("I am away until Monday. 550 5.1.1 is my favourite number.")
        assert heard_of(mail.as_bytes()) == []

    def test_a_report_about_somebody_elses_message_is_not_ours(self):
        assert heard_of(report(failed("5.1.1"), message_id="<x@example.org>"), "no-reply@antiphon.example") == []
        assert heard_of(report(failed("5.1.1"), message_id=f"<{REFERENCE}@evil.example>"), "a@antiphon.example") == []

    @given(st.binary(max_size=400))
    def test_any_bytes_are_read_without_a_sound(self, raw):
        assert isinstance(heard_of(raw), list)

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
    def test_any_fields_are_read_without_a_sound(self, fields):
        assert isinstance(heard_of(report(fields)), list)


class TestComplaints:
    @pytest.mark.parametrize("kind", ["abuse", "fraud", "other", "opt-out", "ABUSE"])
    def test_a_complaint_is_one(self, kind):
        [said] = heard_of(complaint(kind), "complaints@antiphon.example")
        assert (said.status, said.reference) == (heard.COMPLAINED, REFERENCE)

    def test_that_it_is_wanted_after_all_is_none(self):
        assert heard_of(complaint("not-spam"), "complaints@antiphon.example") == []

    def test_without_our_message_id_nobody_can_tell_whose_it_is(self):
        assert heard_of(complaint("abuse", headers="X-Nothing: here"), "complaints@antiphon.example") == []


class TestReturnPath:
    def test_the_address_says_which_message(self):
        assert reference_in(BACK, DOMAIN) == REFERENCE
        assert reference_in(f"<{BACK.upper()}>", DOMAIN) == REFERENCE

    @pytest.mark.parametrize("address", [
        f"bounces+{REFERENCE}@elsewhere.example", "bounces+short@" + DOMAIN, f"bounces+{REFERENCE}x@{DOMAIN}",
        f"no-reply@{DOMAIN}", "", "bounces+" + "1" * 26 + "@" + DOMAIN,
    ])  # fmt: skip
    def test_no_other_address_does(self, address):
        assert reference_in(address, DOMAIN) == ""

    def test_without_a_domain_none_does(self):
        assert reference_in(f"bounces+{REFERENCE}@", "") == ""
