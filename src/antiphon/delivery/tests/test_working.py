"""A mailing through the worker: what arrives, what stops it, how fast it may go, and what a person must decide."""

import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.utils import timezone

from antiphon.core.models import TrailEntry
from antiphon.delivery import actions, queries, rules, working
from antiphon.delivery.models import Delivery, Line, Route, Send, Tally
from antiphon.delivery.rules import Words
from antiphon.delivery.tasks import check_sums
from antiphon.delivery.tests.factories import BY, HELLO, make_delivery, make_send
from antiphon.delivery.tests.test_sends import person, those
from antiphon.delivery.working import deliver
from antiphon.people.tests.factories import make_objection, make_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db


def started(*people: Any, **overrides: Any) -> Send:
    """Return a mailing to these people that may go."""
    send = make_send(**overrides)
    actions.enqueue(send, of=those(*people), by=BY)
    return actions.start(send, by=BY)


def some(count: int) -> list[Any]:
    return [person(f"p{number}@example.org", name=f"Person {number}") for number in range(count)]


def counts(send: Send) -> dict[str, int]:
    send.refresh_from_db()
    total = queries.conservation(send)
    assert total.holds
    assert total.counts == queries.counted_by_row(send).counts
    return total.counts


@pytest.mark.parametrize(("quick", "groups"), [(0, [20, 20, 20, 20, 20, 0]), (60, [20, 40, 40, 0])])
def test_a_group_is_one_commit_and_grows_to_sixty_while_the_line_is_quick(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, quick: float, groups: list[int]
) -> None:
    monkeypatch.setattr(working, "QUICK", quick)
    started(*some(100))
    assert deliver() == 100
    lines = TrailEntry.objects.filter(kind="delivery.Line", verb="hand over").order_by("pk").values_list("detail", flat=True)
    assert [len(one["messages"]) for one in lines] == groups  # a line for a group, and one for the end


def test_a_mailing_reaches_each_once_with_their_name_and_a_way_to_leave(mailbox: Mailbox) -> None:
    send = started(*some(45))
    assert deliver() == 45
    assert deliver() == 0
    assert counts(send) == {"accepted": 45}
    assert send.status == "done"
    assert len(set(mailbox.recipients)) == 45
    mail = mailbox.to("p7@example.org")[0]
    row = Delivery.objects.get(provider_ref="", reference=mail["Message-ID"][1:33])
    leave = f"{django_settings.PUBLIC_ADDRESS}/leave/{queries.leave_token(row)}/"
    assert mail["Subject"] == "For Person 7"
    assert f"Dear Person 7,\n\nThe clinic moves.\n\nStop these messages: {leave}" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["List-Unsubscribe"] == f"<{leave}>"
    assert mail["From"].addresses[0].display_name == send.organisation.name
    line = Line.objects.get()
    assert (line.accepted, line.holds, line.ended_at is not None) == (45, [], True)


def test_who_shares_an_address_is_greeted_by_no_name(mailbox: Mailbox) -> None:
    started(person("us@example.org", name="Ada"), person("us@example.org", name="Bob"))
    assert deliver() == 1
    assert mailbox.messages[0]["To"] == "us@example.org"
    assert "Dear ,"  in mailbox.messages[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_large_print_comes_large_without_anyone_remembering(mailbox: Mailbox) -> None:
    send = make_send()
    actions.enqueue(send, of=those(person("ada@example.org"), form="large print"), by=BY)
    actions.start(send, by=BY)
    deliver()
    assert "font: 26px" in mailbox.messages[0].get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_letters_and_mailings_go_in_one_loop_letters_first(mailbox: Mailbox) -> None:
    send = started(*some(2))
    make_delivery(make_person(email="letter@example.org"))
    assert deliver() == 3
    assert mailbox.recipients[0] == "letter@example.org"
    assert counts(send) == {"accepted": 2}


def test_the_more_urgent_mailing_goes_first(mailbox: Mailbox) -> None:
    later, urgent = some(2)
    started(later, occasion="a")
    started(urgent, occasion="b", priority=1)
    deliver()
    assert mailbox.recipients == ["p1@example.org", "p0@example.org"]


def test_an_objection_an_erasure_and_a_cancelled_row_between_claim_and_intent(mailbox: Mailbox) -> None:
    objector, erased, kept = some(3)
    send = started(objector, erased, kept)
    make_objection("p0@example.org", purpose="task")
    actions.forget(erased, by=BY)
    assert deliver() == 1
    assert mailbox.recipients == ["p2@example.org"]
    assert counts(send) == {"suppressed": 1, "cancelled": 1, "accepted": 1}


def test_a_pause_takes_effect_within_one_group_and_nobody_gets_it_twice(mailbox: Mailbox) -> None:
    send = started(*some(60))
    paused = False

    def stopping() -> bool:
        nonlocal paused
        if mailbox.messages and not paused:  # somebody presses the button while the first group goes
            paused = True
            actions.pause(send, by=BY)
        return False

    assert deliver(stopping) <= 20
    assert send.status == "sending"
    assert counts(send).get("accepted", 0) <= 20
    assert send.status == "paused"
    assert Delivery.objects.exclude(status__in=["accepted", "waiting"]).count() == 0
    actions.resume(send, by=BY)
    deliver()
    assert counts(send) == {"accepted": 60}
    assert len(mailbox.recipients) == len(set(mailbox.recipients)) == 60


def test_embargo_expiry_and_quiet_hours(mailbox: Mailbox) -> None:
    now = datetime.datetime(2026, 11, 22, 23, 0, tzinfo=datetime.UTC)
    night = (datetime.time(22, 0), datetime.time(7, 0))
    with time_machine.travel(now, tick=False):
        ada, bob, cy = some(3)
        closed = started(ada, occasion="a", closes_at=now + datetime.timedelta(minutes=5))
        quiet = started(bob, occasion="b", quiet=night)
        early = started(cy, occasion="c", opens_at=now + datetime.timedelta(hours=10))
        actions.pause(closed, by=BY)
        assert deliver() == 0
        assert counts(quiet) == counts(early) == {"waiting": 1}
    with time_machine.travel(now + datetime.timedelta(hours=1), tick=False):
        assert deliver() == 0
        assert counts(closed) == {"expired": 1}
    with time_machine.travel(now + datetime.timedelta(hours=8, minutes=1), tick=False):
        Route.objects.update(looked_at=timezone.now())  # somebody looked all night
        assert deliver() == 1
        assert (counts(quiet), counts(early)) == ({"accepted": 1}, {"waiting": 1})
    with time_machine.travel(now + datetime.timedelta(hours=10), tick=False):
        Route.objects.update(looked_at=timezone.now())
        assert deliver() == 1
        assert counts(early) == {"accepted": 1}


def test_what_fell_due_while_nobody_looked_asks_a_person(mailbox: Mailbox) -> None:
    """A backup is put back: the mailing stands there as if it had not gone, and most people have it."""
    now = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False):
        deliver()
        send = started(*some(2))
    with time_machine.travel(now + datetime.timedelta(days=2), tick=False):
        assert deliver() == 0
        send.refresh_from_db()
        assert send.status == "paused"
        assert send.paused_because.startswith("Nothing was sent for 48 hours")
        actions.resume(send, by=BY)
        assert deliver() == 2


def test_a_route_goes_no_faster_than_it_may(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from antiphon.delivery import working

    clock = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
    with time_machine.travel(clock, tick=False) as travel:
        waited: list[float] = []

        def sleep(seconds: float) -> None:
            waited.append(seconds)
            travel.shift(seconds + 0.001)

        monkeypatch.setattr(working.time, "sleep", sleep)
        Route.objects.create(name="smtp", per_minute=60)
        send = started(*some(10))
        assert deliver() == 10
        assert 6 < sum(waited) < 8  # three may go at once, then one a second
        assert counts(send) == {"accepted": 10}


def test_the_bucket_is_shared() -> None:
    route = Route.objects.create(name="smtp", per_minute=600, tokens=0, filled_at=timezone.now())
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=2), tick=False):
        first, _ = actions.take_turn(route, wanted=15, by=BY)
        second, _ = actions.take_turn(route, wanted=15, by=BY)
        third, wait = actions.take_turn(route, wanted=15, by=BY)
    assert (first, second, third) == (15, 5, 0)
    assert 0 < wait <= 0.1


def test_a_route_that_cannot_be_opened_is_left_alone_for_a_while() -> None:
    send = started(*some(1))
    for _ in range(4):
        assert deliver() == 0
    route = Route.objects.get()
    assert (route.failures, route.stopped_until is not None) == (3, True)  # the fourth time nobody knocked
    assert "cannot be reached" in route.stopped_because
    assert counts(send) == {"waiting": 1}
    assert Delivery.objects.get().attempts == 0


def test_unknown_ones_are_resolved_together_by_a_person(mailbox: Mailbox) -> None:
    from antiphon.network.tests.factories import make_user

    mailbox.hang_up_after_dot = True
    send = started(*some(2))
    deliver()
    mailbox.hang_up_after_dot = False
    deliver()
    unknown = counts(send)["unknown"]
    assert unknown >= 1
    lead = make_user(role="engagement_lead", organisation=send.organisation)
    assert actions.resolve_unknown(send, outcome="accepted", by=lead) == unknown
    assert counts(send) == {"accepted": 2}


def test_the_tally_is_folded_and_stays_the_same() -> None:
    send = started(*some(3))
    before = counts(send)
    for number in range(600):
        Tally.objects.create(send=send, status="waiting", number=1 if number % 2 else -1)
    Tally.objects.update(made_at=timezone.now() - datetime.timedelta(hours=1))
    actions.fold(send, by=BY)
    assert Tally.objects.count() < 5
    assert counts(send) == before


def test_every_night_somebody_counts(caplog: pytest.LogCaptureFixture) -> None:
    send = started(*some(2))
    old = Line.objects.create(worker="old", route="smtp", machine="m", heard_at=timezone.now(), ended_at=timezone.now())
    Line.objects.filter(pk=old.pk).update(ended_at=timezone.now() - datetime.timedelta(days=40))
    assert check_sums() == 0
    assert not Line.objects.exists()
    Tally.objects.create(send=send, status="accepted", number=1)
    assert check_sums() == 1
    assert "does not hold: 2 put in" in caplog.text


def test_standing_says_how_fast_and_until_when(mailbox: Mailbox) -> None:
    send = started(*some(30))
    deliver(lambda: len(mailbox.messages) >= 10)
    total = queries.conservation(send)
    stands = queries.standing(send, total.counts)
    assert stands.per_minute > 0
    assert stands.finishes_at is not None
    assert stands.oldest_waiting is not None
    assert total.holds


# --- Quiet hours, by the clock on the wall ------------------------------------------------------------------------------
ZONE = "Europe/London"
HALF_PAST_ONE = datetime.time(1, 30)


@pytest.mark.parametrize(("utc", "quiet"), [
    ("2026-10-24T21:30", True),   # 22:30 in summer
    ("2026-10-25T00:29", True),   # 01:29, the first time
    ("2026-10-25T00:30", False),  # 01:30, the first time
    ("2026-10-25T01:00", True),   # 01:00 again: the clocks went back
    ("2026-10-25T01:29", True),
    ("2026-10-25T01:30", False),  # 01:30, the second time
    ("2026-03-29T00:59", True),   # 00:59, and then it is two o'clock
    ("2026-03-29T01:00", False),
])  # fmt: skip
def test_quiet_hours_when_the_clocks_change(utc: str, quiet: bool) -> None:
    now = datetime.datetime.fromisoformat(f"{utc}+00:00")
    assert rules.is_quiet(now, datetime.time(22, 0), HALF_PAST_ONE, ZONE) is quiet
    ends = rules.quiet_ends(now, datetime.time(22, 0), HALF_PAST_ONE, ZONE)
    assert not rules.is_quiet(ends, datetime.time(22, 0), HALF_PAST_ONE, ZONE)
    assert (ends == now) is not quiet


def test_quiet_hours_in_another_zone_and_none() -> None:
    noon = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)
    assert rules.is_quiet(noon, datetime.time(21, 0), datetime.time(8, 0), "Asia/Kolkata") is False  # 17:30
    assert rules.is_quiet(noon + datetime.timedelta(hours=4), datetime.time(21, 0), datetime.time(8, 0), "Asia/Kolkata") is True
    assert rules.is_quiet(noon, None, None, ZONE) is False


def test_words_with_nothing_merged_are_sent_as_they_are(mailbox: Mailbox) -> None:
    started(*some(3), words=[Words(subject="The clinic", text="Plain.", html=""), Words(subject="B", text="C", language="cy")])
    assert deliver() == 3
    assert {mail["Subject"] for mail in mailbox.messages} == {"The clinic"}
    assert HELLO.subject != "The clinic"
