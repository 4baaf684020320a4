"""What is heard of messages after they were taken: kept first, settled by the strongest word, in whatever order it comes."""

import datetime
import itertools
from typing import Any

import pytest
from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.delivery import actions, queries, tasks
from antiphon.delivery.channels import heard
from antiphon.delivery.channels.heard import Heard
from antiphon.delivery.models import Delivery, Receipt
from antiphon.delivery.tests.factories import make_delivery
from antiphon.delivery.tests.test_returned import complaint, failed, report
from antiphon.people.models import Objection, Wish
from antiphon.people.tests.factories import make_person

BY = Machine("hear")
AT = datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


def said(delivery: Delivery, status: str, *, event: str = "", **more: Any) -> Heard:
    return Heard(event or f"{delivery.pk}:{status}", delivery.reference, status, AT, **more)


def tell(*told: Heard, provider: str = "notify") -> None:
    actions.take(provider, told=told, by=BY)
    actions.hear(by=BY)


def status_of(delivery: Delivery) -> str:
    return str(Delivery.objects.values_list("status", flat=True).get(pk=delivery.pk))


class TestSettling:
    @pytest.mark.parametrize(("word", "status"), [
        (heard.DELIVERED, "delivered"), (heard.SOFT, "bounced_soft"), (heard.HARD, "bounced_hard"),
        (heard.COMPLAINED, "complained"), (heard.HELD, "unknown"), (heard.ACCEPTED, "accepted"),
    ])  # fmt: skip
    def test_each_word_becomes_a_state(self, word, status):
        delivery = make_delivery(status="accepted")
        tell(said(delivery, word, detail="because of ada@example.org"))
        delivery.refresh_from_db()
        assert delivery.status == status
        assert "ada@" not in delivery.reply
        assert Receipt.objects.get().delivery == delivery

    def test_every_order_and_every_replay_ends_the_same(self):
        words = [heard.ACCEPTED, heard.HELD, heard.SOFT, heard.DELIVERED]
        ends = set()
        for number, order in enumerate(itertools.permutations(words)):
            delivery = make_delivery(occasion=f"told:{number}", status="accepted")
            for word in order:
                tell(said(delivery, word), said(delivery, word))
                tell(said(delivery, word))
            ends.add(status_of(delivery))
        assert ends == {"delivered"}

    def test_all_at_once_is_the_same_as_one_after_another(self):
        delivery = make_delivery(status="accepted")
        tell(*[said(delivery, word) for word in (heard.DELIVERED, heard.COMPLAINED, heard.SOFT)])
        assert status_of(delivery) == "complained"

    def test_the_same_event_twice_is_kept_once(self):
        delivery = make_delivery(status="accepted")
        assert actions.take("notify", told=[said(delivery, heard.DELIVERED)] * 2, by=BY) == 1
        assert actions.take("notify", told=[said(delivery, heard.DELIVERED)], by=BY) == 0
        assert actions.take("mailgun", told=[said(delivery, heard.DELIVERED)], by=BY) == 1  # another's word is another event

    def test_a_receipt_settles_what_was_not_known(self):
        delivery = make_delivery(status="unknown")
        tell(said(delivery, heard.DELIVERED))
        assert status_of(delivery) == "delivered"

    def test_a_message_that_is_about_to_be_sent_again_is_not_when_it_arrived_after_all(self):
        delivery = make_delivery(status="waiting")
        tell(said(delivery, heard.DELIVERED))
        assert status_of(delivery) == "delivered"

    def test_one_that_is_being_handed_over_is_left_to_its_worker_first(self):
        delivery = make_delivery(status="handing", worker="w")
        tell(said(delivery, heard.DELIVERED))
        assert status_of(delivery) == "handing"
        Delivery.objects.update(status="accepted")
        Receipt.objects.update(not_before=None)
        actions.hear(by=BY)
        assert status_of(delivery) == "delivered"

    def test_a_receipt_that_comes_before_its_message_is_not_dropped(self):
        actions.take("notify", told=[Heard("early", "not-there-yet", heard.DELIVERED)], by=BY)
        actions.hear(by=BY)
        receipt = Receipt.objects.get()
        assert receipt.settled_at is None
        assert receipt.not_before > timezone.now()
        delivery = make_delivery(status="accepted")
        Delivery.objects.filter(pk=delivery.pk).update(reference="not-there-yet")
        Receipt.objects.update(not_before=None)
        actions.hear(by=BY)
        assert status_of(delivery) == "delivered"

    def test_what_is_nobodys_is_looked_for_for_a_day_and_kept(self):
        actions.take("notify", told=[Heard("never", "nobody", heard.DELIVERED)], by=BY)
        looks = 0
        while Receipt.objects.filter(settled_at__isnull=True).exists():
            Receipt.objects.update(not_before=None)
            actions.hear(by=BY)
            looks += 1
        assert looks == 8
        assert Receipt.objects.get().delivery is None

    def test_the_providers_own_number_is_enough(self):
        delivery = make_delivery(status="accepted", provider_ref="p-1")
        make_delivery(occasion="another", status="accepted")
        tell(Heard("e", "", heard.DELIVERED, AT, "p-1"))
        assert status_of(delivery) == "delivered"

    def test_a_thousand_take_a_few_statements(self, django_assert_max_num_queries):
        deliveries = [make_delivery(occasion=f"told:{number}", status="accepted") for number in range(30)]
        actions.take("notify", told=[said(one, heard.DELIVERED) for one in deliveries], by=BY)
        with django_assert_max_num_queries(14):
            assert actions.hear(by=BY) == 30
        assert {status_of(one) for one in deliveries} == {"delivered"}

    def test_what_was_heard_long_ago_is_let_go_of_and_the_state_stays(self):
        delivery = make_delivery(status="accepted")
        tell(said(delivery, heard.DELIVERED))
        assert actions.forget_receipts(before=timezone.now() + datetime.timedelta(days=1), by=BY) == 1
        tell(said(delivery, heard.SOFT, event="much later"))
        assert status_of(delivery) == "delivered"


class TestWhoDoesNotWantIt:
    def test_an_address_that_is_no_more_is_not_written_to_again_on_that_channel(self):
        delivery = make_delivery(status="accepted")
        tell(said(delivery, heard.HARD))
        assert list(Objection.objects.values_list("address_key", "channel", "purpose")) == [
            (delivery.address_key, "email", "any")]  # fmt: skip
        assert Wish.objects.get().how == "bounce"

    def test_a_complaint_is_an_objection_of_its_own_kind(self):
        delivery = make_delivery(status="accepted")
        tell(said(delivery, heard.COMPLAINED))
        assert Wish.objects.get().how == "complaint"
        tell(said(delivery, heard.COMPLAINED, event="again"))
        assert Wish.objects.count() == 1

    def test_a_full_box_stops_nothing(self):
        tell(said(make_delivery(status="accepted"), heard.SOFT))
        assert not Objection.objects.exists()

    def test_what_was_forgotten_stays_forgotten(self):
        delivery = make_delivery(status="accepted")
        Delivery.objects.update(address_key="forgotten:x")
        tell(said(delivery, heard.HARD))
        assert status_of(delivery) == "bounced_hard"
        assert not Objection.objects.exists()

    def test_the_next_message_to_a_dead_address_is_not_sent(self, mailbox):
        person = make_person(email="ada@example.org")
        first = make_delivery(person=person, status="accepted")
        tell(said(first, heard.HARD))
        second = make_delivery(person=person, occasion="told:next")
        tasks.attempt_waiting()
        assert mailbox.messages == []
        assert status_of(second) == "suppressed"


class TestReturnedMail:
    @pytest.fixture(autouse=True)
    def back(self, settings):
        settings.BOUNCE_DOMAIN, settings.MESSAGE_ID_DOMAIN = "mail.antiphon.example", "antiphon.example"

    def sent(self, reference: str = "abcdefghijklmnopqrstuvwxy2") -> Delivery:
        delivery = make_delivery(status="accepted")
        Delivery.objects.filter(pk=delivery.pk).update(reference=reference)
        return delivery

    @pytest.mark.parametrize("reference", ["abcdefghijklmnopqrstuvwxy2", "0123456789abcdef" * 2])
    def test_a_report_finds_its_message_by_the_address_it_came_to(self, reference):
        delivery = self.sent(reference)
        raw = report(failed("5.1.1", "550 5.1.1 <ada@example.org> unknown"), message_id="<other@x.example>")
        assert actions.take_returned(raw, to=[f"bounces+{reference}@mail.antiphon.example"], by=BY) == 1
        actions.hear(by=BY)
        delivery.refresh_from_db()
        assert delivery.status == "bounced_hard"
        assert "ada@" not in delivery.reply
        assert "5.1.1" in delivery.reply

    def test_a_complaint_finds_its_message_by_its_message_id(self):
        delivery = self.sent()
        actions.take_returned(complaint("abuse"), to=["complaints@mail.antiphon.example"], by=BY)
        actions.hear(by=BY)
        assert status_of(delivery) == "complained"
        assert Wish.objects.get().how == "complaint"

    def test_somebody_who_is_away_changes_nothing_and_no_word_is_kept(self):
        self.sent()
        raw = b"From: ada@example.org\nAuto-Submitted: auto-replied\n\nI am at the hospital until Monday.\n"
        assert actions.take_returned(raw, to=["bounces+abcdefghijklmnopqrstuvwxy2@mail.antiphon.example"], by=BY) == 0
        assert not Receipt.objects.exists()

    def test_each_e_mail_bears_the_way_back_to_itself(self, mailbox, settings):
        settings.SMTP = {**settings.SMTP, "return_domain": settings.BOUNCE_DOMAIN}
        delivery = make_delivery()
        tasks.attempt_waiting()
        assert mailbox.senders == [f"bounces+{delivery.reference}@mail.antiphon.example"]
        assert mailbox.messages[0]["From"].addresses[0].addr_spec == "no-reply@antiphon.example"

    def test_an_address_of_ours_is_known_and_no_other(self, settings):
        delivery = self.sent()
        back = f"bounces+{Delivery.objects.values_list('reference', flat=True).get()}@mail.antiphon.example"
        assert queries.comes_back(back)
        assert actions.take_returned(report(failed("5.1.1")), by=BY, to=[back]) == 1
        actions.hear(by=BY)
        assert status_of(delivery) == "bounced_hard"
        assert queries.comes_back("complaints@mail.antiphon.example")
        assert not queries.comes_back("complaints@elsewhere.example")
        settings.BOUNCE_DOMAIN = ""
        assert not queries.comes_back("complaints@mail.antiphon.example")

