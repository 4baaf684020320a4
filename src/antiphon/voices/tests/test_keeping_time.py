"""The nightly clock: each engagement's own years, a hold stops it, proofs stay, and a clock that jumps erases nothing."""

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from antiphon.core.keeping import wrong_years
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.people.tests.factories import make_person
from antiphon.trust.models import EntryCode, Notice
from antiphon.trust.queries import proofs_of
from antiphon.trust.tests.factories import make_code_batch, make_entry_code, make_hold
from antiphon.voices.models import About, Answer, Response, Voice
from antiphon.voices.tasks import forget_network_keys, keep_time
from antiphon.voices.tests.factories import make_about, make_answer, make_response, make_upload, make_voice

pytestmark = pytest.mark.django_db


def closed(on: str, **more: Any) -> Engagement:
    engagement = make_open_engagement(trust="code", about_set="2026-1", **more)
    voice = make_voice(engagement=engagement, person=make_person(), status="clean")
    make_about(response=voice.response)
    make_answer(response=voice.response)
    make_upload(response=voice.response)
    make_entry_code(batch=make_code_batch(engagement=engagement))
    Engagement.objects.filter(pk=engagement.pk).update(closed_at=datetime.datetime.fromisoformat(f"{on}T12:00:00+00:00"))
    return engagement


def night(day: str) -> tuple[int, int]:
    with time_machine.travel(f"{day}T03:30:00+00:00", tick=False):
        return keep_time()


def proved(engagement: Engagement) -> dict[str, int]:
    return {proof.kind: proof.number for proof in proofs_of(engagement)}


def test_names_go_and_then_words_each_in_the_time_that_this_engagement_promised_and_a_proof_stays() -> None:
    engagement = closed("2026-07-01", keep_words_years=3, keep_names_years=1)
    assert night("2027-07-01") == (0, 0)  # noticed
    assert night("2027-07-02") == (1, 0)
    assert proved(engagement) == {"names": 1, "entry_codes": 1}
    assert not EntryCode.objects.exists()
    assert night("2029-07-01") == (0, 0)
    assert night("2029-07-02") == (0, 1)
    assert proved(engagement) == {"names": 1, "entry_codes": 1, "words": 1, "about": 1, "uploads": 1}
    assert "three years" in proofs_of(engagement).get(kind="words").rule
    assert Voice.objects.get().status == "erased"
    assert not About.objects.exists()
    assert Answer.objects.count() == 1  # counts remain
    assert night("2029-07-03") == (0, 0)


def test_a_clock_that_jumps_ahead_for_a_night_erases_nothing() -> None:
    closed("2026-07-01")
    assert night("2046-01-01") == (0, 0)
    assert Notice.objects.count() == 2
    assert night("2026-07-02") == (0, 0)
    assert Notice.objects.count() == 0
    assert Response.objects.get().person is not None


def test_a_clock_that_goes_back_erases_nothing_early() -> None:
    closed("2026-07-01", keep_names_years=1)
    night("2027-07-02")
    assert night("2020-01-01") == (0, 0)
    assert Response.objects.get().person is not None


def test_a_hold_stops_it_until_it_is_lifted() -> None:
    engagement = closed("2026-07-01", keep_names_years=1)
    with time_machine.travel("2027-06-30T12:00:00+00:00"):
        hold = make_hold(engagement=engagement)
    night("2027-07-01")
    assert night("2027-07-02") == (0, 0)
    night("2027-07-20")  # nobody agreed within 14 days
    assert night("2027-07-21") == (1, 0)
    assert hold.reason


def test_network_keys_go_after_thirty_days() -> None:
    engagement = make_open_engagement()
    old, new = (make_response(engagement=engagement, network_key=key * 64) for key in "ab")
    Response.objects.filter(pk=old.pk).update(made_at=timezone.now() - datetime.timedelta(days=31))
    assert forget_network_keys() == 1
    assert dict(Response.objects.values_list("pk", "network_key")) == {old.pk: "", new.pk: "b" * 64}
    assert proved(engagement) == {"network_keys": 1}
    assert forget_network_keys() == 0


@pytest.mark.parametrize(("words", "names", "right"), [(5, 2, True), (1, 1, True), (8, 3, True), (9, 2, False), (5, 0, False),
                                                       (1, 2, False)])  # fmt: skip
def test_an_engagement_promises_within_limits(words: int, names: int, right: bool) -> None:
    assert (wrong_years(words, names) == []) is right
