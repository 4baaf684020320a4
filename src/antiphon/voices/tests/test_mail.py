"""E-mails become responses once each; machines are never answered; what cannot be taken waits for a person."""

from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery
from antiphon.delivery.tasks import attempt_waiting
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import mail_address
from antiphon.engagement.tests.factories import make_closing_engagement, make_engagement, make_open_engagement, switch_on
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions, entries
from antiphon.voices.doors import email_message
from antiphon.voices.doors.email_message import Mail
from antiphon.voices.models import ReceivedMail, Response, Voice
from antiphon.voices.tasks import deidentify_waiting, erase_mail_due

pytestmark = pytest.mark.django_db


def open_to_mail(**fields: Any) -> Engagement:
    """Return an open engagement whose owner has e-mail switched on in its register of channels."""
    engagement = make_open_engagement(**fields)
    switch_on(engagement.owner, "email")
    return engagement


def mail(words: str = "The ramp is too steep.", *, number: int = 1, **heads: str) -> Mail:
    message = EmailMessage()
    message["From"] = heads.pop("sender", "Rosa Example <rosa@example.org>")
    message["Subject"] = "The clinic"
    message["Message-ID"] = f"<{number}@example.org>"
    for name, value in heads.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return email_message.read(message.as_bytes(), ours=settings.MESSAGE_ID_DOMAIN)


def test_an_email_is_a_response_and_its_sender_gets_the_receipt_once(mailbox: Any):
    engagement = open_to_mail()
    taken = actions.take_mail(engagement, mail=mail("The ramp is too steep.\n\n-- \nRosa, 12 Made-up Road"))
    assert taken.status == "taken"
    response = taken.response
    assert response is not None
    assert response.channel == "email"
    assert Voice.objects.get(response=response).sealed_words == "The ramp is too steep."
    assert "12 Made-up Road" in ReceivedMail.objects.get().text  # kept whole, sealed
    assert actions.take_mail(engagement, mail=mail("The ramp is too steep.\n\n-- \nRosa, 12 Made-up Road")) == taken
    for _ in range(2):
        attempt_waiting()
    assert Response.objects.count() == 1
    letter = mailbox.to("rosa@example.org")[0]
    assert len(mailbox.to("rosa@example.org")) == 1
    assert response.receipt in str(letter)
    assert "The ramp" not in str(letter)


def test_the_same_message_to_two_engagements_is_two_responses():
    for _ in range(2):
        assert actions.take_mail(open_to_mail(), mail=mail()).status == "taken"
    assert Response.objects.count() == 2


def test_a_long_email_is_kept_whole():
    said = "The ramp is too steep for me. " * 1_700  # 51,000 characters
    actions.take_mail(open_to_mail(), mail=mail(said))
    assert Voice.objects.get().sealed_words == said.strip()
    deidentify_waiting()
    assert len(Voice.objects.get().clean_words) > 50_000


@pytest.mark.parametrize("heads", [
    {"Auto_Submitted": "auto-replied"}, {"sender": "MAILER-DAEMON@example.org"}, {"Return_Path": "<>"},
    {"sender": "no-reply@example.org"},
])  # fmt: skip
def test_a_machine_is_kept_and_never_answered(heads: dict[str, str]):
    row = actions.take_mail(open_to_mail(), mail=mail(**heads))
    assert (row.status, row.response, row.person) == ("machine", None, None)
    assert row.text
    assert not Delivery.objects.exists()


def test_a_list_waits_for_a_person_and_is_not_answered():
    row = actions.take_mail(open_to_mail(), mail=mail(List_Id="<carers.example.org>"))
    assert (row.status, row.response) == ("waiting", None)
    assert not Delivery.objects.exists()


def test_what_comes_too_late_waits_and_its_sender_is_told_so_once():
    engagement = make_closing_engagement()
    for number in (1, 2):
        row = actions.take_mail(engagement, mail=mail(number=number))
        assert (row.status, row.response) == ("waiting", None)
    assert [one.letter for one in Delivery.objects.all()] == ["voices/not_open"]


def test_two_machines_do_not_write_to_each_other_for_long():
    engagement = open_to_mail()
    for number in range(8):
        actions.take_mail(engagement, mail=mail(number=number))
    assert Response.objects.count() == 8
    assert Delivery.objects.filter(letter="voices/received").count() == 5


def test_only_who_may_make_words_safe_takes_a_waiting_email_in():
    engagement = open_to_mail(trust="code")
    row = actions.take_mail(engagement, mail=mail())
    assert "a code" in row.why
    with pytest.raises(PermissionDenied):
        actions.take_waiting_mail(row, by=make_user(role="entry_clerk", organisation=engagement.owner))
    lead = make_user(role="engagement_lead", organisation=engagement.owner)
    response = actions.take_waiting_mail(row, by=lead)
    assert Voice.objects.get(response=response).sealed_words == "The ramp is too steep."
    assert response.person == ReceivedMail.objects.get().person
    with pytest.raises(Refused, match="already"):
        actions.settle_mail(row, why="Passed on.", by=lead)


def test_erasing_the_response_erases_the_email_and_its_sender():
    row = actions.take_mail(open_to_mail(), mail=mail())
    assert row.response is not None
    actions.erase_by_receipt(row.response.receipt, by=Visitor())
    row.refresh_from_db()
    assert (row.text, row.subject, row.person) == ("", "", None)
    assert row.erased_at


def test_an_email_that_became_no_response_is_erased_when_its_time_is_up():
    engagement = open_to_mail(trust="code")
    row = actions.take_mail(engagement, mail=mail())
    assert erase_mail_due() == 0
    type(engagement).objects.filter(pk=engagement.pk).update(closed_at="2020-01-01T00:00Z")
    assert erase_mail_due() == 1
    row.refresh_from_db()
    assert (row.text, row.person) == ("", None)


def test_each_published_engagement_has_an_address():
    engagement = open_to_mail()
    address = mail_address(engagement)
    assert address == f"{engagement.slug}@say.antiphon.example"
    assert entries.engagement_by_address(address.upper()) == engagement
    assert entries.engagement_by_address(f"say+{engagement.slug}@say.antiphon.example") == engagement
    assert entries.engagement_by_address(f"{engagement.slug}@elsewhere.example") is None
    assert entries.engagement_by_address(f"{make_engagement().slug}@say.antiphon.example") is None  # a draft is not told


def test_an_email_waits_for_a_person_while_the_channel_is_not_switched_on():
    row = actions.take_mail(make_open_engagement(), mail=mail())
    assert (row.status, Response.objects.count()) == ("waiting", 0)
    assert "register of channels" in row.why
