"""Words tried on people, days of review, and findings that stand for a reason."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.language import actions, queries
from antiphon.language.live import Item
from antiphon.language.models import Override, Review, TestSession
from antiphon.language.tests.factories import make_override, make_review, make_test_session
from antiphon.network.models import User
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


@pytest.fixture
def alice() -> User:
    return make_user(role="communications_officer")


def item(user: User) -> Item:
    organisation = user.memberships.get().organisation_id
    return Item("rooms.Thing", "7", "Joined-up care", "We will join up care.", "Alice", "/things/7/", organisation)


def keep(user: User, thing: Item, **fields: Any) -> TestSession:
    said = {"held_on": TODAY, "users": 6, "staff": 6, "found": "They asked when.", "changed": "We say when.",
            "credit": "the readers’ group of Millbeck", **fields}  # fmt: skip
    return actions.keep_test(thing, by=user, **said)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def test_a_test_keeps_how_many_read_which_words_and_what_changed(alice: User):
    kept = keep(alice, item(alice), understood=9, before="It will be joined up.", after="Your team will talk to each other.")
    assert (kept.people, kept.users, kept.staff, kept.understood) == (12, 6, 6, 9)
    assert kept.read == "We will join up care."
    assert [one.pk for one in queries.tests_of("rooms.Thing", "7")] == [kept.pk]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"credit": "Mrs Edith Small"}, "Thank a group"),
        ({"credit": "edith@example.org"}, "Thank a group"),
        ({"users": 0, "staff": 0}, "how many"),
        ({"held_on": TODAY + datetime.timedelta(days=1)}, "not come"),
        ({"understood": 13}, "More people"),
        ({"before": "It was so."}, "both"),
        ({"found": ""}, "blank"),
    ],
)
def test_what_does_not_make_a_test_is_refused(alice: User, fields: dict[str, Any], reason: str):
    with pytest.raises(Refused, match=reason):
        keep(alice, item(alice), **fields)


def test_who_may_not_keeps_no_test_and_sets_no_day(alice: User):
    thing = item(alice)
    bob = make_user(role="reader", organisation=alice.memberships.get().organisation)
    for who, problem in ((bob, PermissionDenied), (make_user(role="director"), Http404)):
        with pytest.raises(problem):
            keep(who, thing)
        with pytest.raises(problem):
            actions.set_review(thing, due_on=TODAY, owner=alice, by=who)


def test_a_review_that_is_late_shows_to_owners_and_to_the_public_only_if_set(alice: User):
    review = actions.set_review(item(alice), due_on=datetime.date(2026, 5, 1), owner=alice, by=alice)
    assert queries.review_of("rooms.Thing", "7") == review
    assert list(queries.reviews_owned(alice, TODAY)) == [review]
    assert not Review.objects.filter(public=True).exists()
    actions.set_review(item(alice), due_on=datetime.date(2026, 5, 1), owner=alice, public=True, by=alice)
    assert Review.objects.get().public
    stranger = make_user(role="director")
    assert list(queries.reviews(stranger)) == []


def test_a_look_sets_the_next_day(alice: User):
    review = make_review(organisation=alice.memberships.get().organisation, owner=alice)
    with pytest.raises(Refused, match="after today"):
        actions.review_done(review, note="Fine", next_on=TODAY, by=alice)
    actions.review_done(review, note="One figure is old.", next_on=datetime.date(2027, 6, 1), by=alice)
    review.refresh_from_db()
    assert (review.reviewed_on, review.due_on, review.note) == (TODAY, datetime.date(2027, 6, 1), "One figure is old.")
    assert not queries.reviews_owned(alice, TODAY).exists()


def test_only_someone_of_the_organisation_does_the_review(alice: User):
    with pytest.raises(Refused, match="no role"):
        actions.set_review(item(alice), due_on=TODAY, owner=make_user(role="director"), by=alice)


def test_a_finding_stands_for_a_reason_as_long_as_its_paragraph_stands(alice: User):
    words = "First line.\nWe will guarantee a reply.\nLast line."
    judged = next(one for one in queries.check(words).found if "guarantee" in one.finding.text)
    body = alice.memberships.get().organisation
    kept = actions.let_stand(
        body, paragraph=judged.paragraph, rule=judged.finding.rule, text=judged.finding.text, reason="The law says so.", by=alice
    )
    again = next(one for one in queries.check("Another start.\n" + words).found if "guarantee" in one.finding.text)
    assert again.kept == kept
    changed = next(one for one in queries.check("We will guarantee an answer.").found if "guarantee" in one.finding.text)
    assert changed.kept is None
    assert again.mark == judged.mark != changed.mark


def test_the_same_reason_twice_is_once_and_an_empty_one_is_none(alice: User):
    body = alice.memberships.get().organisation
    for _ in range(2):
        actions.let_stand(body, paragraph="We will guarantee it.", rule="promise", text="will guarantee", reason="Law", by=alice)
    assert Override.objects.count() == 1
    with pytest.raises(Refused):
        actions.let_stand(body, paragraph="We will guarantee it.", rule="promise", text="will guarantee", reason=" ", by=alice)
    with pytest.raises(Refused):
        actions.let_stand(make_organisation(), paragraph="x", rule="promise", text="x", reason="Law", by=alice)


def test_rows_say_what_they_are():
    assert "tested with 12 people" in str(make_test_session())
    assert "promise" in str(make_override())
