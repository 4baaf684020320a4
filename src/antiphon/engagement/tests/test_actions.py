"""Writing, publishing and changing engagements."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.problems import Refused
from antiphon.engagement import actions, queries
from antiphon.engagement.models import Partner
from antiphon.engagement.tests.factories import (
    make_closing_engagement,
    make_engagement,
    make_open_engagement,
    make_partner,
)
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.signoff.queries import signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_organisation()


@pytest.fixture
def alice(board):
    return make_user(role="engagement_lead", organisation=board, name="Alice")


@pytest.fixture
def dana(board):
    return make_user(role="director", organisation=board, name="Dana")


@pytest.fixture
def bob(board):
    return make_user(role="reader", organisation=board, name="Bob")


@pytest.fixture
def charlie():
    return make_user(role="director", name="Charlie")


@pytest.fixture
def engagement(board, alice):
    return make_engagement(owner=board, lead=alice)


def reasons(error) -> str:
    return " ".join(error.value.reasons)


def test_draft_starts_with_its_writer(board, alice):
    engagement = actions.draft(owner=board, lead=alice, title=" Eye clinic ", purpose="Why", by=alice)
    assert (engagement.title, engagement.slug, engagement.written_by) == ("Eye clinic", "eye-clinic", alice)
    assert list(engagement.writers.all()) == [alice]
    assert trail.of(engagement).first().verb == "draft"


def test_draft_with_a_name_that_is_taken_gets_its_own_address(board, alice):
    slugs = [actions.draft(owner=board, lead=alice, title="Eye clinic", by=alice).slug for _ in range(3)]
    assert slugs == ["eye-clinic", "eye-clinic-2", "eye-clinic-3"]


def test_draft_is_not_for_a_reader_or_for_another_organisation(board, bob, charlie, alice):
    for stranger in (bob, charlie):
        with pytest.raises(PermissionDenied):
            actions.draft(owner=board, lead=alice, title="Eye clinic", by=stranger)


def test_draft_wants_a_lead_from_its_organisations(board, alice, charlie):
    with pytest.raises(Refused):
        actions.draft(owner=board, lead=charlie, title="Eye clinic", by=alice)


def test_change_keeps_who_wrote(engagement, dana):
    actions.change(engagement, title="Better name", by=dana)
    assert {writer.name for writer in queries.writers_of(engagement)} == {"Alice", "Dana"}


@pytest.mark.parametrize(("who", "problem"), [("bob", PermissionDenied), ("charlie", Http404)])
def test_change_by_someone_who_may_not(engagement, who, problem, request):
    with pytest.raises(problem):
        actions.change(engagement, title="Mine", by=request.getfixturevalue(who))


def test_change_refuses_a_last_day_before_the_first(engagement, alice):
    with pytest.raises(Refused) as error:
        actions.change(engagement, closes_on=engagement.opens_on - datetime.timedelta(days=1), by=alice)
    assert "last day is before the first" in reasons(error)


def test_change_refuses_a_name_that_is_too_long(engagement, alice):
    with pytest.raises(Refused) as error:
        actions.change(engagement, title="x" * 200, by=alice)
    assert reasons(error).startswith("Title:")


def test_change_of_what_was_signed_is_refused_with_what_to_do(board, alice):
    engagement = make_open_engagement(owner=board, lead=alice)
    for write in (
        lambda: actions.change(engagement, title="Other", by=alice),
        lambda: actions.set_question(engagement, text="Other?", by=alice),
        lambda: actions.remove_question(engagement, question=engagement.questions.get(), by=alice),
    ):
        with pytest.raises(Refused) as error:
            write()
        assert "give more time" in reasons(error)


def test_set_question_replaces_the_one_at_its_place(engagement, alice):
    actions.set_question(engagement, text="First?", by=alice)
    actions.add_question(engagement, text="Second?", hint="Think.", by=alice)
    assert [question.text for question in engagement.questions.all()] == ["First?", "Second?"]


def test_set_question_wants_words(engagement, alice):
    with pytest.raises(Refused):
        actions.set_question(engagement, text="  ", by=alice)


def test_partner_lets_its_people_in_and_out_again(engagement, alice, charlie):
    theirs = charlie.memberships.get().organisation
    actions.add_partner(engagement, organisation=theirs, way="contributes", by=alice)
    assert queries.engagement_for(charlie, engagement.slug) == engagement
    actions.change(engagement, summary="From both of us.", by=charlie)
    actions.remove_partner(engagement, organisation=theirs, by=alice)
    with pytest.raises(Http404):
        queries.engagement_for(charlie, engagement.slug)


def test_partner_twice_changes_its_way(engagement, alice):
    trust = make_organisation()
    for way in ("reads", "contributes"):
        actions.add_partner(engagement, organisation=trust, way=way, by=alice)
    assert Partner.objects.get().way == "contributes"


def test_partner_is_never_the_owner(engagement, board, alice):
    with pytest.raises(Refused):
        actions.add_partner(engagement, organisation=board, way="reads", by=alice)


def test_partner_that_is_none_cannot_be_removed(engagement, alice):
    with pytest.raises(Refused):
        actions.remove_partner(engagement, organisation=make_organisation(), by=alice)


DUTY = {"section": "14Z45", "limbs": ["proposals"], "changes_manner": True, "changes_range": False, "evidence": ""}


def test_test_duty_records_the_limbs_and_the_result(engagement, alice):
    test = actions.test_duty(engagement, **DUTY, how_involved="A panel.", by=alice)
    assert (test.limbs, test.applies) == (["proposals"], True)


def test_test_duty_wants_to_know_how_people_are_involved(engagement, alice):
    with pytest.raises(Refused):
        actions.test_duty(engagement, **DUTY, how_involved="", by=alice)
    assert queries.duty_test_of(engagement) is None


@pytest.mark.parametrize("wrong", [{"section": "99"}, {"limbs": ["weather"]}])
def test_test_duty_refuses_what_the_law_does_not_know(engagement, alice, wrong):
    with pytest.raises(Refused):
        actions.test_duty(engagement, **{**DUTY, **wrong}, how_involved="A panel.", by=alice)


def test_publish_signs_the_exact_words(engagement, dana):
    published = actions.publish(engagement, by=dana)
    assert published.published_at
    assert signed(published, words=queries.public_words(published)).signed_by == dana


def test_publish_by_a_writer_is_refused(engagement, alice):
    with pytest.raises(Refused) as error:
        actions.publish(engagement, by=alice)
    assert "another person" in reasons(error)


def test_publish_by_anyone_who_changed_a_word_is_refused(engagement, alice, dana):
    actions.change(engagement, title="Dana's name", by=dana)
    actions.change(engagement, title="Alice's name", by=alice)
    with pytest.raises(Refused):
        actions.publish(engagement, by=dana)


def test_publish_is_refused_with_what_is_missing(board, alice, dana):
    engagement = make_engagement(owner=board, lead=alice, other_ways="", can_change="")
    with pytest.raises(Refused) as error:
        actions.publish(engagement, by=dana)
    assert error.value.reasons == queries.missing_before_publishing(engagement)
    assert len(error.value.reasons) == 2


def test_publish_needs_the_role(engagement, board):
    officer = make_user(role="communications_officer", organisation=board)
    with pytest.raises(PermissionDenied):
        actions.publish(engagement, by=officer)


def test_publish_twice_is_refused(engagement, dana):
    actions.publish(engagement, by=dana)
    with pytest.raises(Refused):
        actions.publish(engagement, by=dana)


def test_extend_gives_more_time_and_keeps_what_was_promised(board, alice):
    engagement = make_open_engagement(owner=board, lead=alice)
    before = engagement.closes_on
    actions.extend(engagement, closes_on=before + datetime.timedelta(days=7), reason="Snow.", by=alice)
    kept = queries.extensions_of(engagement).get()
    assert (kept.from_day, kept.to_day, kept.reason) == (before, before + datetime.timedelta(days=7), "Snow.")


@pytest.mark.parametrize(
    ("days", "reason", "said"), [(-1, "Less.", "later"), (0, "Same.", "later"), (90, "Far.", "decision"), (3, " ", "Say why")]
)
def test_extend_refuses_less_time_no_reason_or_too_late(board, alice, days, reason, said):
    engagement = make_open_engagement(owner=board, lead=alice)
    with pytest.raises(Refused) as error:
        actions.extend(engagement, closes_on=engagement.closes_on + datetime.timedelta(days=days), reason=reason, by=alice)
    assert said in reasons(error)


def test_extend_after_the_last_day_is_refused(board, alice):
    engagement = make_closing_engagement(owner=board, lead=alice)
    with pytest.raises(Refused):
        actions.extend(engagement, closes_on=timezone.localdate(), reason="Snow.", by=alice)


def test_mark_closed_waits_until_the_last_day_has_passed(board, alice):
    closed = actions.mark_closed(make_closing_engagement(owner=board, lead=alice), by=alice)
    assert closed.closed_at
    with pytest.raises(Refused):
        actions.mark_closed(make_open_engagement(owner=board, lead=alice), by=alice)
    with pytest.raises(Refused):
        actions.mark_closed(closed, by=alice)


def test_a_partner_that_reads_changes_nothing(engagement, charlie):
    make_partner(engagement=engagement, organisation=charlie.memberships.get().organisation, way="reads")
    with pytest.raises(PermissionDenied):
        actions.change(engagement, title="Mine", by=charlie)
