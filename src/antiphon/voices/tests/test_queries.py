"""Reads of voices: worklists, counts, receipts."""

import pytest

from antiphon.engagement.tests.factories import make_open_engagement, make_partner
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices import queries
from antiphon.voices.tests.factories import make_batch, make_opening, make_response, make_voice

pytestmark = pytest.mark.django_db


def test_counts_by_status_and_channel_in_one_query(django_assert_num_queries):
    engagement = make_open_engagement()
    make_voice(engagement=engagement)
    make_voice(engagement=engagement, status="clean", channel="paper")
    make_voice(engagement=engagement, status="needs_eyes", channel="paper")
    make_response(engagement=engagement, channel="event")
    make_voice()
    with django_assert_num_queries(1):
        counts = queries.counts(engagement)
    assert counts["total"] == {"responses": 4, "voices": 3}
    assert counts["status"] == {"sealed": 1, "needs_eyes": 1, "clean": 1, "withheld": 0, "erased": 0}
    assert counts["channel"] == {"web": 1, "paper": 2, "telephone": 0, "event": 1, "email": 0, "file": 0, "api": 0}
    assert counts["channel:paper"] == {"sealed": 0, "needs_eyes": 1, "clean": 1, "withheld": 0, "erased": 0}


def test_ready_to_code_is_clean_alone():
    engagement = make_open_engagement()
    made = {status: make_voice(engagement=engagement, status=status) for status in ("sealed", "needs_eyes", "clean", "withheld")}
    assert list(queries.ready_to_code()) == [made["clean"]]
    assert list(queries.ready_to_make_safe()) == [made["sealed"]]


def test_needing_eyes_only_where_the_person_may():
    ours, theirs = make_organisation(), make_organisation()
    engagement = make_open_engagement(owner=ours)
    voice = make_voice(engagement=engagement, status="needs_eyes")
    make_partner(engagement=engagement, organisation=theirs, way="reads")
    guardian = make_user(role="guardian", organisation=ours)
    assert list(queries.needing_eyes(guardian)) == [voice]
    assert queries.waiting_for_eyes(guardian) == [(engagement, 1)]
    for nobody in (make_user(role="guardian", organisation=theirs), make_user(role="analyst", organisation=ours), make_user()):
        assert list(queries.needing_eyes(nobody)) == []


def test_receipt_is_found_however_it_is_typed():
    response = make_response()
    assert queries.receipt(response.receipt.lower().replace("-", " ")) == response
    assert queries.receipt("nonsense") is None
    assert queries.receipt("0000-0000-0000") is None


def test_worked_on_counts_what_people_did_here():
    batch = make_batch()
    voice = make_voice(response=make_response(engagement=batch.engagement, batch=batch))
    assert not queries.worked_on(batch)
    make_opening(voice=voice)
    assert queries.worked_on(batch)


def test_next_to_look_at_goes_round():
    engagement = make_open_engagement()
    guardian = make_user(role="guardian", organisation=engagement.owner)
    first, second = (make_voice(engagement=engagement, status="needs_eyes") for _ in range(2))
    assert queries.next_to_look_at(guardian, engagement, after=first.pk) == second
    assert queries.next_to_look_at(guardian, engagement, after=second.pk) == first


def test_what_counts_is_what_people_settled_and_the_line_beside_it_shows_with_and_without() -> None:
    engagement = make_open_engagement()
    plain = make_response(engagement=engagement)
    flagged = make_response(engagement=engagement, standing="flagged")
    aside = make_response(engagement=engagement, standing="aside")
    make_response(standing="counted")  # another engagement's
    assert set(queries.counted_responses(engagement)) == {plain, flagged}
    assert set(queries.counted_responses(engagement, with_flagged=True)) == {plain, flagged, aside}
    assert set(queries.counted_responses(engagement, with_flagged=False)) == {plain}
