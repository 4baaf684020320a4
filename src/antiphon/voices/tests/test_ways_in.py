"""Ways in (room `trust`) as responses use them: they answer once, tell a guesser nothing, and tie nobody to their words."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery, Recipient
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.network.tests.factories import make_user
from antiphon.people.tests.factories import make_person
from antiphon.trust import actions, queries, rules
from antiphon.trust.models import AddressCheck, EntryCode, Invitation
from antiphon.trust.queries import Entry
from antiphon.trust.tests.factories import make_address_check, make_code_batch, make_entry_code, make_invitation
from antiphon.voices.actions import receive
from antiphon.voices.models import Response

pytestmark = pytest.mark.django_db
ANYONE = Visitor()
EMAIL = "ada@example.org"


def answer(engagement: Any, entry: Entry | None, **more: Any) -> Response:
    question = engagement.questions.first()
    return receive(engagement, answers={question.pk: "Open later."}, channel="web", said_on=timezone.localdate(), entry=entry,
                   by=ANYONE, **more)  # fmt: skip


def test_codes_are_made_in_bulk_kept_as_digests_and_each_answers_once() -> None:
    engagement = make_open_engagement(trust="code")
    batch, codes = actions.make_codes(engagement, number=200, label="Letters to Castle Green", by=engagement.lead)
    assert len(set(codes)) == 200
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, ' ') from trust_entrycode t")
        held = cursor.fetchone()[0]
    assert not any(code in held or code.replace("-", "") in held for code in codes)
    entry = queries.entry_by_code(engagement, codes[0].lower().replace("-", " "))
    assert entry is not None
    response = answer(engagement, entry)
    assert response.trusted == "code"
    assert queries.entry_by_code(engagement, codes[0]) is None
    with pytest.raises(Refused, match="each takes one"):
        answer(engagement, entry)
    assert Response.objects.filter(engagement=engagement).count() == 1
    assert queries.batches_of(engagement).get().used == 1
    assert EntryCode.objects.get(pk=entry.row).used_on == timezone.localdate()
    assert batch.number == 200


def test_a_form_that_is_sent_twice_with_its_code_is_one_response_and_no_error() -> None:
    engagement = make_open_engagement(trust="code")
    code = make_entry_code(batch=make_code_batch(engagement=engagement))
    entry, submission = Entry("code", code.pk), uuid.uuid4()
    assert answer(engagement, entry, submission=submission) == answer(engagement, entry, submission=submission)


def test_without_a_way_in_nothing_is_taken_and_a_visitor_cannot_claim_trust() -> None:
    engagement = make_open_engagement(trust="code")
    elsewhere = make_entry_code()
    for entry in (None, Entry("code", 0), Entry("code", elsewhere.pk), Entry("open"), Entry("verified", elsewhere.pk)):
        with pytest.raises(Refused):
            answer(engagement, entry)
    free = make_open_engagement()
    assert answer(free, None, trusted="verified").trusted == "open"


def test_codes_of_another_engagement_used_revoked_and_unknown_ones_all_open_nothing(django_assert_num_queries: Any) -> None:
    engagement = make_open_engagement(trust="code")
    used, back, good, other = (rules.new_code() for _ in range(4))
    make_entry_code(batch=make_code_batch(engagement=engagement), code=used, used_on=timezone.localdate())
    revoked = make_code_batch(engagement=engagement)
    make_entry_code(batch=revoked, code=back)
    actions.revoke_codes(revoked, by=engagement.lead)
    make_entry_code(code=other)
    make_entry_code(batch=make_code_batch(engagement=engagement), code=good)
    for typed in (used, back, other, rules.new_code(), "", "not a code", "x" * 10_000):
        with django_assert_num_queries(1):  # the same work for every one of them
            assert queries.entry_by_code(engagement, typed) is None
    assert queries.entry_by_code(engagement, good)


def test_who_may_make_codes() -> None:
    engagement = make_open_engagement(trust="code")
    with pytest.raises(PermissionDenied):
        actions.make_codes(engagement, number=1, label="x", by=make_user(role="reader", organisation=engagement.owner))
    with pytest.raises(Http404):
        actions.make_codes(engagement, number=1, label="x", by=make_user(role="director"))
    for number, label in ((0, "x"), (5001, "x"), (1, " ")):
        with pytest.raises(Refused):
            actions.make_codes(engagement, number=number, label=label, by=engagement.lead)
    with pytest.raises(Refused, match="asks for no code"):
        actions.make_codes(make_open_engagement(owner=engagement.owner), number=1, label="x", by=engagement.lead)


def test_invitations_go_once_to_each_person_and_each_link_answers_once() -> None:
    engagement = make_open_engagement(trust="invited")
    people = [make_person(email=f"member{number}@example.org") for number in range(3)]
    assert actions.invite(engagement, persons=people, by=engagement.lead) == 3
    assert actions.invite(engagement, persons=people, by=engagement.lead) == 0
    assert Delivery.objects.filter(occasion=queries.occasion(engagement)).count() == 3
    secret = Recipient.objects.get(person=people[0]).facts["links"][0]
    assert secret not in str(Invitation.objects.values_list("digest", flat=True))
    entry = queries.entry_by_link(engagement, secret)
    assert answer(engagement, entry).trusted == "invited"
    assert queries.entry_by_link(engagement, secret) is None  # forwarded, it opens nothing any more
    with pytest.raises(Refused):
        answer(engagement, entry)
    assert queries.invited(engagement) == queries.Invited(total=3, used=1, revoked=0)
    assert actions.revoke_invitations(engagement, by=engagement.lead) == 2
    assert queries.entry_by_link(engagement, Recipient.objects.get(person=people[1]).facts["links"][0]) is None


def test_two_invited_who_share_an_address_get_both_links_in_one_letter() -> None:
    engagement = make_open_engagement(trust="invited")
    actions.invite(engagement, persons=[make_person(email="home@example.org"), make_person(email="home@example.org")],
                   by=engagement.lead)  # fmt: skip
    assert Delivery.objects.get(occasion=queries.occasion(engagement)).recipients.count() == 2


def digits_sent() -> str:
    return str(Recipient.objects.filter(facts__has_key="digits").latest("pk").facts["digits"])


def test_an_address_is_checked_and_answers_once_and_is_kept_nowhere() -> None:
    engagement = make_open_engagement(trust="verified")
    actions.send_digits(engagement, email=EMAIL, by=ANYONE)
    digits = digits_sent()
    entry = actions.check_digits(engagement, email=" ADA@example.org", typed=f"{digits[:3]} {digits[3:]}", by=ANYONE)
    assert entry is not None
    assert apps.get_model("people", "Person").objects.get().erased_at
    assert Recipient.objects.get().facts == {}
    assert actions.check_digits(engagement, email=EMAIL, typed=digits, by=ANYONE) is None  # once
    assert answer(engagement, entry).trusted == "verified"
    actions.send_digits(engagement, email=EMAIL, by=ANYONE)
    assert Delivery.objects.latest("pk").letter == "trust/answered"
    assert AddressCheck.objects.count() == 1


def test_wrong_digits_old_ones_and_those_of_another_address_open_nothing() -> None:
    engagement = make_open_engagement(trust="verified")
    actions.send_digits(engagement, email=EMAIL, by=ANYONE)
    digits = digits_sent()
    assert actions.check_digits(engagement, email="grace@example.org", typed=digits, by=ANYONE) is None
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=31)):
        assert actions.check_digits(engagement, email=EMAIL, typed=digits, by=ANYONE) is None
    with time_machine.travel(timezone.now() - datetime.timedelta(days=2)):  # a clock that jumps back opens nothing either
        assert actions.check_digits(engagement, email=EMAIL, typed=digits, by=ANYONE) is None
    for _ in range(rules.TRIES):
        assert actions.check_digits(engagement, email=EMAIL, typed="000000" if digits != "000000" else "1", by=ANYONE) is None
    assert actions.check_digits(engagement, email=EMAIL, typed=digits, by=ANYONE) is None


def test_one_address_gets_few_letters_an_hour_and_again_later_even_when_the_clock_jumps() -> None:
    engagement = make_open_engagement(trust="verified")
    for _ in range(6):
        actions.send_digits(engagement, email=EMAIL, by=ANYONE)
    assert Delivery.objects.count() == rules.LETTERS_AN_HOUR
    with time_machine.travel(timezone.now() - datetime.timedelta(hours=3)):
        actions.send_digits(engagement, email=EMAIL, by=ANYONE)
    assert Delivery.objects.count() == rules.LETTERS_AN_HOUR + 1


def test_addresses_that_nobody_finished_checking_are_let_go_of() -> None:
    engagement = make_open_engagement(trust="verified")
    actions.send_digits(engagement, email=EMAIL, by=ANYONE)
    later = timezone.now() + datetime.timedelta(hours=1)
    assert actions.forget_checks(queries.checks_of_no_more_use(later), by=Machine("tidy up")) == 1
    assert apps.get_model("people", "Person").objects.get().erased_at
    assert list(queries.checks_of_no_more_use(later)) == []


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٠١٢٣٤٥", "12 34-56"])
def test_digits_are_read_however_they_are_typed(typed: str) -> None:
    assert rules.read_digits(typed) == ("123456" if typed == "12 34-56" else None)


def test_any_one_wrong_character_of_a_code_is_caught() -> None:
    code = rules.new_code()
    bare = code.replace("-", "")
    for place in range(10):
        wrong = bare[:place] + ("Z" if bare[place] != "Z" else "2") + bare[place + 1 :]
        assert rules.read_code(wrong) is None
    assert rules.read_code(code.lower()) == code
    make_address_check()
    make_invitation()
