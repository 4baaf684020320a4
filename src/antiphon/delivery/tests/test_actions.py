"""Posting, the three commits, and a person's word."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.delivery import actions, rules
from antiphon.delivery.actions import forget, post, post_many, reconcile, resolve, send_again, stop_sending
from antiphon.delivery.letters import Letter, LetterProblem, with_the_house, write
from antiphon.delivery.lines import Entry, Left
from antiphon.delivery.models import Delivery, Line, Recipient
from antiphon.delivery.queries import parts_of
from antiphon.delivery.tasks import forget_due
from antiphon.delivery.tests.factories import BY, PROOF, make_delivery
from antiphon.network.access import Way
from antiphon.network.models import Membership, Organisation, User
from antiphon.people.actions import erase, stop_replies
from antiphon.people.tests.factories import make_person

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.timedelta(hours=1)


class SharedThing:
    """Something that one organisation owns."""

    def __init__(self, owner: Organisation) -> None:
        self.owner = owner

    def ways_in(self) -> dict[int, Way]:
        return {self.owner.pk: Way.OWNER}


@pytest.fixture
def thing() -> SharedThing:
    return SharedThing(Organisation.objects.create(name="Ashmere"))


def user(name: str, role: str, organisation: Organisation) -> User:
    made = User.objects.create_user(f"{name}@example.net", name)
    Membership.objects.create(user=made, organisation=organisation, role=role)
    return made


@dataclass(frozen=True)
class Hand:
    """A letter as it goes."""

    name: str
    email: str
    letter: Letter


def line(worker: str) -> Line:
    return actions.appear(worker=worker, route="smtp", machine="here", by=BY)


def claim(*, worker: str, by: Machine, most: int = 500) -> list[int]:
    return actions.claim(line(worker), send=None, by=by, most=most)


def hand_over(pk: int, *, worker: str, by: Machine) -> Hand | None:
    """Take the worker's steps with one letter, up to where it would go over the line."""
    at = line(worker)
    if not actions.intend_letters(at, group=[pk], told=[], by=by):
        actions.set_aside(at, group=[pk], by=by)
        return None
    name, email, facts = parts_of([pk])[pk]
    try:
        return Hand(name, email, write(Delivery.objects.get(pk=pk).letter, with_the_house(facts, name=name)))
    except LetterProblem as problem:
        actions.record(at, told=[rules.Told(pk, "rejected", str(problem))], by=by)
        return None


def settle(pk: int, *, worker: str, outcome: str, reply: str, by: Machine) -> None:
    row = Delivery.objects.get(pk=pk)
    actions.record(line(worker), told=[rules.told(pk, row.attempts, (0, outcome, reply, ""), timezone.now())], by=by)


def recover(worker: str, *, left: Left | None = None, gone: bool = True) -> int:
    return actions.recover(line(worker), left=left, gone=gone, by=BY)


def handed(delivery: Delivery, worker: str = "one") -> Any:
    claim(worker=worker, by=BY)
    return hand_over(delivery.pk, worker=worker, by=BY)


def status(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return str(delivery.status)


# --- Posting ---------------------------------------------------------------------------------------------
def test_post_makes_one_waiting_row_with_no_address_in_it() -> None:
    delivery = make_delivery(make_person(email="ada@example.org"))
    assert delivery.status == "waiting"
    assert "ada@" not in str({field.name: getattr(delivery, field.name) for field in delivery._meta.fields})
    assert [entry.verb for entry in trail.of(delivery)] == ["post"]


def test_post_twice_changes_nothing() -> None:
    person = make_person()
    first, second = make_delivery(person), make_delivery(person)
    assert first.pk == second.pk
    assert Delivery.objects.get().recipients.count() == 1
    assert trail.of(first).count() == 1


def test_post_on_another_occasion_is_another_message() -> None:
    person = make_person()
    one, two = make_delivery(person), make_delivery(person, occasion="told:other")
    assert one.reference != two.reference


def test_post_to_someone_without_an_address_is_nothing() -> None:
    for person in (make_person(email=""), uuid.uuid4()):
        assert post(occasion="o", person=person, letter=PROOF, facts={"receipts": []}, purpose="service", by=BY) is None
    assert not Delivery.objects.exists()


def test_post_to_someone_who_does_not_want_it_is_a_row_that_says_so() -> None:
    delivery = make_delivery(make_person(wants_reply=False))
    assert delivery.status == "suppressed"
    assert delivery.settled_at is not None
    assert claim(worker="one", by=BY) == []


def test_post_without_a_fact_writes_nothing() -> None:
    with pytest.raises(LetterProblem):
        make_delivery(facts={})
    assert not Delivery.objects.exists()


def test_two_persons_with_one_address_share_one_message() -> None:
    ada, bob = make_person("Ada", "home@example.org"), make_person("Bob", "HOME@example.org")
    first = make_delivery(ada, facts={"receipts": ["A"], "title": "T"})
    second = make_delivery(bob, facts={"receipts": ["B"], "title": "T"})
    assert first.pk == second.pk
    hand = handed(first)
    assert hand.name == ""
    assert "- A\n- B\n" in hand.letter.text


def test_a_second_person_after_it_has_gone_gets_no_second_message() -> None:
    first = make_delivery(make_person("Ada", "home@example.org"), status="accepted")
    second = make_delivery(make_person("Bob", "home@example.org"))
    assert second.pk == first.pk
    assert second.status == "accepted"
    assert first.recipients.count() == 1


def test_one_who_wants_it_wakes_a_message_that_the_other_did_not_want() -> None:
    delivery = make_delivery(make_person("Ada", "home@example.org", wants_reply=False), facts={"receipts": ["A"]})
    make_delivery(make_person("Bob", "home@example.org"), facts={"receipts": ["B"]})
    assert status(delivery) == "waiting"
    hand = handed(delivery)
    assert hand.name == "Bob"
    assert "- A\n" not in hand.letter.text


def test_post_does_not_wake_what_a_person_has_cancelled(thing: SharedThing) -> None:
    delivery = make_delivery(make_person("Ada", "home@example.org"))
    resolve(delivery, outcome="cancelled", on=thing, by=user("alice", "director", thing.owner))
    make_delivery(make_person("Bob", "home@example.org"))
    assert status(delivery) == "cancelled"


def test_post_many_takes_the_same_few_queries_for_many(django_assert_max_num_queries: Any) -> None:
    to = {make_person(email=f"p{number}@example.org"): {"receipts": [str(number)]} for number in range(200)}
    with django_assert_max_num_queries(12):
        posted = post_many(occasion="told:many", letter=PROOF, to=to, purpose="service", by=BY)
    assert set(posted) == set(to)
    with django_assert_max_num_queries(12):
        post_many(occasion="told:many", letter=PROOF, to=to, purpose="service", by=BY)
    assert Delivery.objects.count() == 200


# --- Claim, intent, outcome ------------------------------------------------------------------------------
def test_claim_takes_each_message_for_one_worker_only() -> None:
    deliveries = [make_delivery(make_person(email=f"p{number}@example.org")) for number in range(3)]
    assert claim(worker="one", by=BY, most=2) == [row.pk for row in deliveries[:2]]
    assert claim(worker="two", by=BY) == [deliveries[2].pk]
    assert hand_over(deliveries[0].pk, worker="two", by=BY) is None
    assert status(deliveries[0]) == "leased"


def test_claim_leaves_what_must_wait() -> None:
    make_delivery(not_before=timezone.now() + LONG_AGO)
    assert claim(worker="one", by=BY) == []


def test_hand_over_counts_the_attempt_before_anything_is_sent() -> None:
    delivery = make_delivery(make_person("Winifred", "winifred@example.org"))
    hand = handed(delivery)
    assert (hand.name, hand.email) == ("Winifred", "winifred@example.org")
    assert "winifred" not in repr(actions.Handing(1, 1, "ref", 1, hand.email, hand.name)).lower()
    assert status(delivery) == "handing"
    assert delivery.attempts == 1
    assert delivery.handed_at is not None


def test_hand_over_twice_gives_it_once() -> None:
    delivery = make_delivery()
    assert handed(delivery) is not None
    assert hand_over(delivery.pk, worker="one", by=BY) is None


def test_hand_over_after_the_lease_has_run_out_gives_nothing() -> None:
    delivery = make_delivery()
    claim(worker="one", by=BY)
    Delivery.objects.update(lease_until=timezone.now())
    assert hand_over(delivery.pk, worker="one", by=BY) is None


def test_a_person_erased_while_it_waits_is_not_written_to() -> None:
    person = make_person()
    delivery = make_delivery(person)
    claim(worker="one", by=BY)
    erase(person, by=Machine("retention"))
    assert hand_over(delivery.pk, worker="one", by=BY) is None
    assert status(delivery) == "cancelled"


def test_an_objection_while_it_waits_is_heeded() -> None:
    person = make_person()
    delivery = make_delivery(person)
    stop_replies(person, by=Visitor())
    assert handed(delivery) is None
    assert status(delivery) == "suppressed"


def test_of_two_who_share_an_address_the_erased_one_is_left_out() -> None:
    ada, bob = make_person("Ada", "home@example.org"), make_person("Bob", "home@example.org")
    delivery = make_delivery(ada, facts={"receipts": ["A"]})
    make_delivery(bob, facts={"receipts": ["B"]})
    erase(ada, by=Machine("retention"))
    hand = handed(delivery)
    assert hand.name == "Bob"
    assert "- A\n" not in hand.letter.text


def test_a_letter_that_went_missing_is_a_refusal_with_its_reason() -> None:
    delivery = make_delivery(letter=PROOF)
    Delivery.objects.update(letter="delivery/gone")
    assert handed(delivery) is None
    assert status(delivery) == "rejected"
    assert "delivery/gone" in delivery.reply


@pytest.mark.parametrize("outcome", ["accepted", "rejected", "unknown"])
def test_record_writes_what_became_of_it_and_one_line_for_a_group(outcome: str) -> None:
    delivery = make_delivery()
    handed(delivery)
    settle(delivery.pk, worker="one", outcome=outcome, reply="250 ok for <ada@example.org>", by=BY)
    assert status(delivery) == outcome
    assert delivery.reply == "250 ok for (address)"
    assert [entry.verb for entry in trail.of(delivery)] == ["post"]
    verbs = [entry.verb for entry in trail.of(line("one")) if entry.verb != "appear"]
    assert verbs == ["claim", "hand over", "hand over"]


def test_settle_backs_off_until_it_has_been_tried_often_enough() -> None:
    delivery = make_delivery()
    waits = []
    for _ in range(5):
        assert status(delivery) == "waiting"
        Delivery.objects.update(not_before=None)
        handed(delivery)
        settle(delivery.pk, worker="one", outcome="waiting", reply="451 later", by=BY)
        delivery.refresh_from_db()
        waits.append(delivery.not_before)
    assert status(delivery) == "rejected"
    assert delivery.reply == "Tried 5 times. 451 later"
    assert [at is not None for at in waits] == [True, True, True, True, False]


def test_an_outcome_of_another_worker_is_not_heard() -> None:
    delivery = make_delivery()
    handed(delivery)
    settle(delivery.pk, worker="two", outcome="accepted", reply="", by=BY)
    assert status(delivery) == "handing"


def test_a_worker_that_was_thought_dead_may_still_say_what_it_knows() -> None:
    delivery = make_delivery()
    handed(delivery)
    Delivery.objects.update(lease_until=timezone.now())
    recover("one")
    assert status(delivery) == "unknown"
    settle(delivery.pk, worker="one", outcome="accepted", reply="250 ok", by=BY)
    assert status(delivery) == "accepted"


def test_release_puts_back_what_was_not_begun() -> None:
    begun, not_begun = make_delivery(), make_delivery(make_person(email="bob@example.org"))
    handed(begun)
    assert actions.release(line("one"), by=BY, reply="No line") == 1
    assert (status(begun), status(not_begun)) == ("handing", "waiting")
    assert not_begun.attempts == 0
    assert actions.release(line("one"), by=BY, group=[begun.pk]) == 1
    assert (status(begun), begun.attempts) == ("waiting", 0)


def test_recover_leaves_the_living_alone() -> None:
    delivery = make_delivery()
    claim(worker="one", by=BY)
    assert recover("one", gone=False) == recover("two") == 0
    assert status(delivery) == "leased"


def test_recover_takes_back_a_lease_that_has_run_out() -> None:
    begun, not_begun = make_delivery(), make_delivery(make_person(email="bob@example.org"))
    handed(begun)
    Delivery.objects.update(lease_until=timezone.now())
    assert recover("one", gone=False) == 2
    assert (status(begun), status(not_begun)) == ("unknown", "waiting")


def test_recover_from_another_machine_leaves_what_may_be_on_the_line_until_the_lease_ends() -> None:
    begun, not_begun = make_delivery(), make_delivery(make_person(email="bob@example.org"))
    handed(begun)
    assert recover("one") == 1
    assert (status(begun), status(not_begun)) == ("handing", "waiting")
    Delivery.objects.update(lease_until=timezone.now())
    assert recover("one") == 1
    assert status(begun) == "unknown"
    assert Line.objects.get().ended_at is not None


@pytest.mark.parametrize(("entry", "becomes", "attempts"), [
    (None, "waiting", 0), (Entry("not begun"), "waiting", 0), (Entry("unknown"), "unknown", 1),
    (Entry("accepted", "250 ok", "abc"), "accepted", 1), (Entry("rejected", "550 no"), "rejected", 1),
    (Entry("waiting", "451 later"), "waiting", 1),
])  # fmt: skip
def test_recover_believes_the_journal(entry: Entry | None, becomes: str, attempts: int) -> None:
    delivery = make_delivery()
    handed(delivery)
    assert recover("one", left=Left(False, {delivery.pk: entry} if entry else {})) == 1
    assert (status(delivery), delivery.attempts) == (becomes, attempts)
    assert (delivery.reply, delivery.provider_ref) == ((entry.reply, entry.provider_ref) if entry else ("", ""))
    assert (delivery.not_before is not None) is (entry == Entry("waiting", "451 later"))


# --- What is not known -----------------------------------------------------------------------------------
def test_reconcile_believes_the_log() -> None:
    took = make_delivery(status="unknown", handed_at=timezone.now() - LONG_AGO)
    not_took = make_delivery(make_person(email="bob@example.org"), status="unknown", handed_at=timezone.now() - LONG_AGO)
    young = make_delivery(make_person(email="cy@example.org"), status="unknown", handed_at=timezone.now())
    before = timezone.now() - datetime.timedelta(minutes=10)
    asked = [took.reference, not_took.reference, young.reference]
    assert reconcile(taken={took.reference}, handed_before=before, asked=asked, by=BY) == (1, 1)
    assert (status(took), status(not_took), status(young)) == ("accepted", "waiting", "unknown")


@pytest.mark.parametrize(("now", "outcome"), [("unknown", "accepted"), ("unknown", "waiting"), ("unknown", "cancelled"),
                                              ("rejected", "waiting"), ("waiting", "cancelled")])  # fmt: skip
def test_resolve_is_a_persons_word(now: str, outcome: str, thing: SharedThing) -> None:
    alice = user("alice", "engagement_lead", thing.owner)
    delivery = make_delivery(status=now, attempts=5)
    resolve(delivery, outcome=outcome, on=thing, by=alice)
    assert status(delivery) == outcome
    assert delivery.resolved_by == alice
    assert (delivery.settled_at is None) is (outcome == "waiting")
    assert delivery.attempts == (0 if outcome == "waiting" else 5)


@pytest.mark.parametrize(("now", "outcome"), [("accepted", "waiting"), ("handing", "waiting"), ("unknown", "rejected"),
                                              ("suppressed", "waiting"), ("waiting", "accepted")])  # fmt: skip
def test_resolve_of_what_stands_otherwise_is_refused(now: str, outcome: str, thing: SharedThing) -> None:
    delivery = make_delivery(status=now)
    with pytest.raises(Refused, match="Look at it again"):
        resolve(delivery, outcome=outcome, on=thing, by=user("alice", "director", thing.owner))
    assert status(delivery) == now


def test_resolve_by_one_who_may_only_look_or_a_stranger(thing: SharedThing) -> None:
    delivery = make_delivery(status="unknown")
    with pytest.raises(PermissionDenied):
        resolve(delivery, outcome="accepted", on=thing, by=user("bob", "reader", thing.owner))
    with pytest.raises(Http404):
        resolve(delivery, outcome="accepted", on=thing, by=user("charlie", "director", Organisation.objects.create(name="X")))
    assert status(delivery) == "unknown"


def test_stop_sending_stops_what_a_worker_has_claimed_and_not_begun(thing: SharedThing) -> None:
    alice = user("alice", "director", thing.owner)
    begun, claimed = make_delivery(), make_delivery(make_person(email="bob@example.org"))
    other = make_delivery(occasion="told:other")
    handed(begun)
    assert stop_sending("told:111-first", on=thing, by=alice) == 1
    assert hand_over(claimed.pk, worker="one", by=BY) is None
    assert (status(begun), status(claimed), status(other)) == ("handing", "cancelled", "leased")


def test_send_again_leaves_what_was_cancelled_for_want_of_a_person(thing: SharedThing) -> None:
    alice = user("alice", "director", thing.owner)
    stopped = make_delivery()
    erased = make_delivery(make_person(email="bob@example.org"), status="cancelled")
    stop_sending("told:111-first", on=thing, by=alice)
    assert send_again("told:111-first", on=thing, by=alice) == 1
    assert (status(stopped), status(erased)) == ("waiting", "cancelled")


def test_stop_sending_by_one_who_may_only_look_is_not_allowed(thing: SharedThing) -> None:
    delivery = make_delivery()
    for step in (stop_sending, send_again):
        with pytest.raises(PermissionDenied):
            step("told:111-first", on=thing, by=user(step.__name__, "reader", thing.owner))
    assert status(delivery) == "waiting"


def test_forget_takes_the_address_key_from_what_has_gone() -> None:
    person = make_person(email="ada@example.org")
    gone = make_delivery(person, status="accepted")
    waiting = make_delivery(person, occasion="told:other")
    shared = make_delivery(make_person(email="home@example.org"), occasion="told:shared")
    forget(person, by=Machine("retention"))
    gone.refresh_from_db()
    shared_before = shared.address_key
    shared.refresh_from_db()
    assert gone.address_key == f"forgotten:{gone.reference}"
    assert shared.address_key == shared_before
    assert handed(waiting) is None
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    assert waiting.address_key.startswith("forgotten:")
    assert not Recipient.objects.filter(person=person).exclude(facts={}).exists()


def test_forget_the_last_of_those_who_share_an_address_takes_the_key_too() -> None:
    first, second = make_person(email="home@example.org"), make_person(email="home@example.org")
    both = make_delivery(first, status="waiting")
    make_delivery(second)
    assert both.recipients.count() == 2
    key = both.address_key
    forget(first, by=Machine("retention"))
    both.refresh_from_db()
    assert (both.status, both.address_key) == ("waiting", key)
    forget(second, by=Machine("retention"))
    both.refresh_from_db()
    assert both.status == "cancelled"
    assert both.address_key != key


@pytest.mark.parametrize(("was", "told"), [("accepted", False), ("unknown", False), ("waiting", True), ("cancelled", True)])
def test_forget_then_another_at_that_address_is_told_once_in_all(was: str, told: bool) -> None:
    gone = make_delivery(make_person(email="home@example.org"), status=was)
    forget(gone.recipients.get().person, by=Machine("retention"))
    other = make_person(email="home@example.org")
    assert (post(occasion=gone.occasion, person=other, letter=PROOF, facts={"receipts": []}, purpose="service", by=BY)
            is not None) is told  # fmt: skip


def test_forget_by_a_visitor_and_by_staff_who_may_not(thing: SharedThing) -> None:
    person = make_person()
    with pytest.raises(PermissionDenied):
        forget(person, by=user("bob", "analyst", thing.owner))
    forget(person, by=Visitor())


def test_forget_addresses_after_two_years_and_not_a_day_before() -> None:
    day = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    gone = make_delivery(status="accepted", settled_at=day)
    waiting = make_delivery(make_person(email="bob@example.org"), settled_at=None)
    for today, done in (("2028-06-30", 0), ("2028-07-01", 1), ("2028-07-02", 0)):
        with time_machine.travel(f"{today}T03:40:00+01:00", tick=False):
            assert forget_due() == done
    gone.refresh_from_db()
    assert gone.address_key == f"forgotten:{gone.reference}"
    assert gone.recipients.get().facts == {}
    waiting.refresh_from_db()
    assert len(waiting.address_key) == 64
