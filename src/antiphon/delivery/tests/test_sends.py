"""Mailings: nobody twice, everybody in one state, and only what may be said of anyone."""

from typing import Any
from uuid import UUID

import pytest
from django.db.models import F, QuerySet, Value

from antiphon.core.problems import Refused
from antiphon.delivery import actions, queries, rules
from antiphon.delivery.models import Delivery, Elsewhere, Send
from antiphon.delivery.rules import Words
from antiphon.delivery.tests.factories import BY, HELLO, make_send
from antiphon.network.models import User
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.people.actions import remember
from antiphon.people.models import Person
from antiphon.people.tests.factories import make_objection

pytestmark = pytest.mark.django_db


def those(*tokens: UUID, form: str = "standard", prefers: str | None = None, place: str = "Ashmere") -> QuerySet[Any]:
    """Return an audience of these people, as the room above hands it over."""
    said: dict[str, Any] = {"person": F("token"), "language": Value("en"), "format": Value(form), "audience": Value("Staff"),
                            "place": Value(place)}  # fmt: skip
    if prefers is not None:
        said["channel"] = Value(prefers)
    return Person.objects.filter(token__in=tokens).annotate(**said)


def person(email: str = "", telephone: str = "", name: str = "Ada Example") -> UUID:
    return remember(name=name, email=email, telephone=telephone, wants_reply=True, by=BY)


def keys(send: Send, status: str = "waiting") -> int:
    return Delivery.objects.filter(send=send, status=status).count()


def test_enqueue_puts_each_address_in_once_and_the_sum_holds() -> None:
    send = make_send()
    couple = [person("us@example.org", name="Ada"), person("us@example.org", name="Bob")]
    audience = those(*couple, person("cy@example.org"), person(telephone="07700 900123"), person())
    assert queries.preview(send, audience).count == 2
    found = actions.enqueue(send, of=audience, by=BY)
    assert (found.put, found.left_out) == (2, {"no_address": 1, "other_channel": 1})
    again = actions.enqueue(send, of=audience, by=BY)
    assert (again.put, again.already) == (0, 2)
    send.refresh_from_db()
    assert send.targeted == 2
    for total in (queries.conservation(send), queries.counted_by_row(send)):
        assert (total.counts, total.holds) == ({"waiting": 2}, True)
    assert sorted(Delivery.objects.values_list("shared", flat=True)) == [False, True]
    row = Delivery.objects.exclude(shared=True).get()
    secret = rules.reference_secret("pepper", "x", "email")
    assert len(row.reference) == len(rules.reference_in(secret, row.address_key)) == 32
    assert (row.organisation_id, row.audience, row.place, row.letter) == (send.organisation_id, "Staff", "Ashmere", "")


def test_the_reference_is_what_the_rule_says(settings: Any) -> None:
    send = make_send()
    actions.enqueue(send, of=those(person("ada@example.org")), by=BY)
    row = Delivery.objects.get()
    secret = rules.reference_secret(settings.ADDRESS_PEPPER, send.occasion, "email")
    assert row.reference == rules.reference_in(secret, row.address_key)


def test_two_organisations_never_send_to_the_same_person() -> None:
    ada, bob, cy = person("ada@example.org"), person("bob@example.org"), person("cy@example.org")
    first, second = make_send(), make_send(organisation=make_organisation())
    actions.enqueue(first, of=those(ada, bob, place="Ashmere"), by=BY)
    audience = those(bob, cy, place="Vale")
    assert queries.preview(second, audience).left_out == {"elsewhere": 1}
    assert actions.enqueue(second, of=audience, by=BY).elsewhere == 1
    assert actions.enqueue(second, of=audience, by=BY).elsewhere == 0
    assert (keys(first), keys(second)) == (2, 1)
    winner = Elsewhere.objects.get(send=second).winner
    assert winner.send == first
    second.refresh_from_db()
    total = queries.conservation(second)
    assert (total.targeted, total.counts, total.holds) == (2, {"waiting": 1, "elsewhere": 1}, True)
    assert queries.counted_by_row(second).counts == total.counts
    reached = {(row.organisation, row.place, row.status): row.number for row in queries.reach("cascade:1")}
    assert reached == {
        (first.organisation_id, "Ashmere", "waiting"): 2, (second.organisation_id, "Vale", "waiting"): 1,
        (second.organisation_id, "Vale", "elsewhere"): 1,
    }  # fmt: skip


def test_one_message_for_a_person_whatever_ways_they_have(settings: Any) -> None:
    settings.ROUTES = {**settings.ROUTES, "sms": {}}
    email, text = make_send(), make_send(organisation=make_organisation(), channel="sms", words=[Words(text="((name))")])
    both, phone_again = person("ada@example.org", "07700 900123"), person(telephone="+44 7700 900123")
    actions.enqueue(email, of=those(both), by=BY)
    assert actions.enqueue(text, of=those(phone_again), by=BY).elsewhere == 1  # Ada's own number, and she has it by email
    assert actions.enqueue(text, of=those(both, prefers="sms"), by=BY).elsewhere == 0
    assert keys(text) == 0
    couple = [person("one@example.org", "07700 900456"), person("two@example.org", "07700 900456")]
    assert actions.enqueue(email, of=those(*couple), by=BY).put == 2  # they share a telephone, and each has an address
    by_text = person("cy@example.org", "07700 900789")
    assert actions.enqueue(text, of=those(by_text, prefers="sms"), by=BY).put == 1
    assert actions.enqueue(email, of=those(by_text), by=BY).elsewhere == 1


def test_objections_formats_and_other_ways_are_said() -> None:
    send = make_send(words=[HELLO, Words(text="Short.", subject="Short", format="easy read")])
    objector = person("no@example.org")
    make_objection("no@example.org", purpose="task")
    easy, large, audio, post = (person(f"{name}@example.org") for name in ("easy", "large", "audio", "post"))
    assert actions.enqueue(send, of=those(objector), by=BY).suppressed == 1
    assert actions.enqueue(send, of=those(easy, form="Easy read"), by=BY).put == 1
    assert actions.enqueue(send, of=those(large, form="large print"), by=BY).put == 1
    assert actions.enqueue(send, of=those(audio, form="audio"), by=BY).left_out == {"format": 1}
    assert actions.enqueue(send, of=those(post, prefers="post"), by=BY).left_out == {"other_channel": 1}
    assert sorted(Delivery.objects.filter(status="waiting").values_list("wording__format", flat=True)) == [
        "easy_read", "large_print",
    ]  # fmt: skip
    send.refresh_from_db()
    assert queries.conservation(send).in_words == "3 to tell = 2 waiting + 1 not wanted"


def test_preview_shows_names_to_those_who_keep_lists_alone() -> None:
    send = make_send()
    lead = make_user(role="engagement_lead", organisation=send.organisation)
    audience = those(*(person(f"p{number}@example.org", name="Ada") for number in range(7)))
    sealed = queries.preview(send, audience)
    assert (sealed.count, len(sealed.samples)) == (7, 5)
    assert {sample.name for sample in sealed.samples} == {""}
    assert queries.preview(send, audience, seen_by=lead).samples[0].text.startswith("Dear Ada,")
    assert Delivery.objects.count() == 0


def test_start_pause_resume_and_cancel() -> None:
    send = make_send()
    lead = make_user(role="engagement_lead", organisation=send.organisation)
    actions.enqueue(send, of=those(person("ada@example.org"), person("bob@example.org")), by=lead)
    assert actions.start(send, by=lead).status == "sending"
    with pytest.raises(Refused, match="already"):
        actions.start(send, by=lead)
    assert actions.pause(send, by=lead, because="Wrong link").paused_because == "Wrong link"
    assert actions.resume(send, by=lead).status == "sending"
    assert actions.cancel(send, by=lead) == 2
    with pytest.raises(Refused, match="over already"):
        actions.cancel(send, by=lead)
    with pytest.raises(Refused, match="over"):
        actions.enqueue(send, of=those(person("cy@example.org")), by=lead)
    send.refresh_from_db()
    assert queries.conservation(send).counts == {"cancelled": 2}


def test_strangers_and_lookers_start_nothing() -> None:
    from django.core.exceptions import PermissionDenied
    from django.http import Http404

    send = make_send()
    reader, stranger = make_user(role="reader", organisation=send.organisation), make_user(role="director")
    asked: list[tuple[User, type[Exception]]] = [(reader, PermissionDenied), (stranger, Http404)]
    for user, answer in asked:
        for do in (actions.start, actions.pause, actions.resume, actions.cancel):
            with pytest.raises(answer):
                do(send, by=user)  # type: ignore[operator]


@pytest.mark.parametrize(("words", "reason"), [
    ([], "Write what"), ([Words(text=" ", subject="A")], "empty"), ([Words(text="A")], "no subject"),
    ([HELLO, HELLO], "same language"), ([Words(text="((nmae))", subject="A")], r"\(\(nmae\)\) cannot be filled"),
])  # fmt: skip
def test_prepare_refuses_what_cannot_be_sent(words: list[Words], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        actions.prepare(occasion="x", organisation=make_organisation(), name="X", channel="email", purpose="task",
                        wordings=words, by=BY)  # fmt: skip


def test_a_leave_link_leads_to_its_message_and_no_other() -> None:
    actions.enqueue(make_send(), of=those(person("ada@example.org")), by=BY)
    row = Delivery.objects.get()
    token = queries.leave_token(row)
    assert queries.by_leave_token(token) == row
    assert queries.by_leave_token(token[:-1] + ("0" if token[-1] != "0" else "1")) is None
    assert queries.by_leave_token(row.reference) is None


def test_the_tally_follows_whatever_changes_the_rows() -> None:
    send = make_send()
    actions.enqueue(send, of=those(*(person(f"p{number}@example.org") for number in range(4))), by=BY)
    first, second, *_ = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(status="accepted")
    Delivery.objects.filter(pk=second.pk).update(status="leased")
    send.refresh_from_db()
    assert queries.conservation(send).counts == {"accepted": 1, "waiting": 3}
    Delivery.objects.filter(pk=second.pk).delete()
    assert queries.conservation(send).counts == queries.counted_by_row(send).counts == {"accepted": 1, "waiting": 2}
    assert not queries.conservation(send).holds  # somebody is missing, and the page says so


def test_forgetting_somebody_takes_their_message_and_their_keys() -> None:
    ada = person("ada@example.org", "07700 900123")
    first, second = make_send(), make_send(organisation=make_organisation())
    actions.enqueue(first, of=those(ada), by=BY)
    actions.enqueue(second, of=those(ada), by=BY)
    actions.forget(ada, by=BY)
    row = Delivery.objects.get()
    assert (row.status, row.person, row.other_key) == ("cancelled", None, "")
    assert row.address_key.startswith(rules.FORGOTTEN)
    assert Elsewhere.objects.get().address_key.startswith(rules.FORGOTTEN)
