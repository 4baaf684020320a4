"""Flags: a machine asks, a person settles with a reason, many need two; nothing is dropped, and both numbers are there."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_choice, make_open_engagement
from antiphon.guard import actions, queries
from antiphon.guard.models import Flag
from antiphon.guard.patterns import Sign, Suspicion
from antiphon.guard.tasks import look_over, look_over_waiting
from antiphon.guard.tests.factories import make_flag
from antiphon.guard.tests.test_patterns import variants
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices.models import Response
from antiphon.voices.queries import counted_responses
from antiphon.voices.tests.factories import make_answer, make_response, make_voice

pytestmark = pytest.mark.django_db
BY = Machine("guard")


def standings(engagement: Any) -> list[str]:
    return sorted(Response.objects.filter(engagement=engagement).values_list("standing", flat=True))


def test_the_task_flags_copies_and_says_why_and_leaves_everything_in_the_figures() -> None:
    engagement = make_open_engagement()
    make_voice(engagement=engagement, words="The car park is too far from the door for my mother and her frame.")
    for number, words in enumerate(variants(12)):
        make_voice(engagement=engagement, words=words, status="clean" if number % 2 else "sealed")
    assert look_over() >= 1
    flag = Flag.objects.get(sign=Sign.COPIES)
    assert flag.responses.count() == 12
    assert "nearly the same words" in flag.reason
    assert counted_responses(engagement).count() == 13
    assert queries.with_and_without(engagement) == queries.WithAndWithout(counted=13, everything=13, without=1)
    assert look_over() == 0  # twice is harmless
    make_voice(engagement=engagement, words=variants(13)[-1])
    assert look_over() == 0
    assert flag.responses.count() == 13  # what came since joins the flag that waits


def test_paper_and_files_are_not_watched() -> None:
    engagement = make_open_engagement()
    for words in variants(6):
        make_voice(engagement=engagement, words=words, channel="paper")
    assert look_over() == 0


def test_old_news_is_not_looked_over_again() -> None:
    make_voice()
    assert look_over_waiting(timezone.now() + datetime.timedelta(minutes=1)) == 0


def test_what_came_after_settling_gets_a_flag_of_its_own() -> None:
    engagement = make_open_engagement()
    first = [make_response(engagement=engagement).pk for _ in range(3)]
    flag = actions.raise_flags(engagement, suspicions=[Suspicion(Sign.COPIES, tuple(first), "Alike.")], by=BY)[0]
    actions.settle_flag(flag, aside=False, because="A letter that the union asked people to copy.", by=engagement.lead)
    more = [*first, make_response(engagement=engagement).pk]
    second = actions.raise_flags(engagement, suspicions=[Suspicion(Sign.COPIES, tuple(more), "Alike.")], by=BY)[0]
    assert list(second.responses.values_list("pk", flat=True)) == more[-1:]
    assert standings(engagement) == ["counted"] * 3 + ["flagged"]


def test_a_person_counts_or_keeps_aside_with_a_reason() -> None:
    flag = make_flag()
    engagement = flag.engagement
    with pytest.raises(Refused, match="Say why"):
        actions.settle_flag(flag, aside=True, because=" ", by=engagement.lead)
    actions.settle_flag(flag, aside=True, because="One hand, three times.", by=engagement.lead)
    assert standings(engagement) == ["aside"] * 3
    assert counted_responses(engagement).count() == 0
    assert Response.objects.filter(engagement=engagement).count() == 3  # nothing was dropped
    with pytest.raises(Refused, match="already"):
        actions.settle_flag(flag, aside=False, because="x", by=engagement.lead)
    actions.reopen_flag(flag, by=engagement.lead)
    assert standings(engagement) == ["flagged"] * 3
    assert [line.verb for line in trail.of(flag)] == ["settle flag", "reopen flag"]


def test_keeping_many_aside_needs_a_second_person() -> None:
    flag = make_flag(number=21)
    engagement = flag.engagement
    alice = make_user(role="guardian", organisation=engagement.owner)
    actions.settle_flag(flag, aside=True, because="A machine.", by=engagement.lead)
    assert standings(engagement) == ["flagged"] * 21
    with pytest.raises(Refused, match="another person"):
        actions.confirm_flag(flag, agrees=True, by=engagement.lead)
    actions.confirm_flag(flag, agrees=False, by=alice)
    flag.refresh_from_db()
    assert flag.status == "open"
    actions.settle_flag(flag, aside=True, because="A machine.", by=engagement.lead)
    actions.confirm_flag(flag, agrees=True, by=alice)
    assert standings(engagement) == ["aside"] * 21
    counted = make_flag(engagement=engagement, number=30)
    actions.settle_flag(counted, aside=False, because="A meeting at the library.", by=engagement.lead)
    assert counted_responses(engagement).count() == 30  # to count them needs one


def test_a_response_with_two_flags_counts_only_when_neither_keeps_it_aside() -> None:
    one = make_flag(number=2)
    other = make_flag(engagement=one.engagement, number=0, sign=Sign.BURST)
    other.responses.set(one.responses.all())
    actions.settle_flag(one, aside=False, because="Fine.", by=one.engagement.lead)
    assert standings(one.engagement) == ["flagged"] * 2
    actions.settle_flag(other, aside=True, because="A machine.", by=one.engagement.lead)
    assert standings(one.engagement) == ["aside"] * 2


def test_who_may_settle() -> None:
    flag = make_flag()
    with pytest.raises(PermissionDenied):
        actions.settle_flag(flag, aside=False, because="x", by=make_user(role="reader", organisation=flag.engagement.owner))
    with pytest.raises(Http404):
        actions.settle_flag(flag, aside=False, because="x", by=make_user(role="guardian", organisation=make_organisation()))


def test_the_same_choices_are_read_from_the_answers() -> None:
    engagement = make_open_engagement()
    question = make_choice(engagement=engagement)
    response = make_response(engagement=engagement)
    make_answer(response=response, question=question, option="bus")
    came = {one.pk: one for one in queries.came(engagement)}
    assert came[response.pk].choices == {f"{question.pk}:": "bus="}


def test_the_public_is_told_what_was_kept_aside_and_why_with_small_numbers_hidden() -> None:
    flag = make_flag(number=12)
    actions.settle_flag(flag, aside=True, because="One machine sent them within a minute.", by=flag.engagement.lead)
    for _ in range(12):
        make_voice(engagement=flag.engagement, status="withheld", withheld_because="It is abusive or threatening")
    for _ in range(2):
        make_voice(engagement=flag.engagement, status="withheld", withheld_because="They wrote something else.")
    told = queries.kept_back(flag.engagement)
    assert (told.aside.value, told.aside_why) == (12, ["One machine sent them within a minute."])
    shown = {words: number.value for words, number in told.by_reason}
    assert shown["Another reason"] is None
    assert "They wrote something else." not in shown
