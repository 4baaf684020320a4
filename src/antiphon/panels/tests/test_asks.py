"""Drawing members by lot, inviting each once, in the way and format that they need (register rows 65 and 73)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.delivery.models import Delivery, Recipient
from antiphon.network.tests.factories import make_user
from antiphon.panels.actions import asks, members
from antiphon.panels.models import Errand, Invitation, Member
from antiphon.panels.queries import asks as queries
from antiphon.panels.queries.panels import members_of
from antiphon.panels.rules import Needs
from antiphon.panels.tests.factories import FIVE, make_ask, make_invitation, make_member, make_members, make_panel, make_targets
from antiphon.people import actions as people

pytestmark = pytest.mark.django_db
HOUSE = {"system_name": "Ashmere and Vale", "public_address": "https://example.org"}


def drawn(ask) -> set[int]:  # type: ignore[no-untyped-def]
    return set(ask.invitations.values_list("member", flat=True))


def test_draw_meets_the_quotas_and_can_be_repeated():
    panel = make_panel(targets=True)
    make_members(panel, 200)
    ask = make_ask(panel=panel)
    found = asks.draw(ask, by=panel.lead)
    assert len(drawn(ask)) == 24
    assert queries.shortfalls(found) == []
    assert queries.repeat(found) == queries.Repeated(unchanged=True, same=True)
    somebody = Member.objects.filter(panel=panel).first()
    somebody.profile = {"age": "other"}
    somebody.save()
    assert queries.repeat(found).unchanged is False


def test_a_quota_that_cannot_be_met_is_named_in_words():
    panel = make_panel()
    make_targets(panel, {"digital_use": {"often": 50, "sometimes": 0, "never": 50}})
    for _ in range(5):
        make_member(panel=panel, profile={"digital_use": "often"})
    make_member(panel=panel, profile={"digital_use": "never"})
    found = asks.draw(make_ask(panel=panel, size=4, characteristics=["digital_use"]), by=panel.lead)
    assert queries.shortfalls(found) == [
        "Digital use, Goes online most days: wanted 2, there are 3. 1 too many.",
        "Digital use, Rarely or never goes online: wanted 2, there is 1. 1 too few.",
    ]


def test_nobody_over_the_cap_resting_unwilling_past_their_term_or_gone_is_drawn():
    panel = make_panel(cap=2)
    today = timezone.localdate()
    fine = [make_member(panel=panel) for _ in range(3)]
    over = make_member(panel=panel)
    for _ in range(2):
        make_invitation(member=over, ask=make_ask(panel=panel, characteristics=[]))
    long_ago = make_invitation(member=fine[0], ask=make_ask(panel=panel, characteristics=[]))
    make_invitation(member=fine[0], ask=make_ask(panel=panel, characteristics=[]))
    Invitation.objects.filter(pk=long_ago.pk).update(asked_at=timezone.now() - datetime.timedelta(days=366))
    make_member(panel=panel, resting_since=today)
    make_member(panel=panel, joined_on=today - datetime.timedelta(days=9), term_ends_on=today - datetime.timedelta(days=1))
    make_member(panel=panel, left_at=timezone.now(), left_because="asked")
    unwilling = make_member(panel=panel)
    people.stop_replies(unwilling.person, by=Visitor())
    ask = make_ask(panel=panel, size=20, characteristics=[])
    found = asks.draw(ask, by=panel.lead)
    assert drawn(ask) == {member.pk for member in fine}
    assert queries.shortfalls(found) == ["17 fewer than you wanted: there were no more members who can be asked."]
    with pytest.raises(Refused, match=r"1 were asked often enough .* 1 do not want messages"):
        asks.draw(ask, by=panel.lead)


def test_the_cap_counts_those_who_are_drawn_and_not_asked_yet():
    panel = make_panel(cap=1)
    members_ = [make_member(panel=panel) for _ in range(4)]
    first, second = (make_ask(panel=panel, size=2, characteristics=[]) for _ in range(2))
    asks.draw(first, by=panel.lead)
    asks.draw(second, by=panel.lead)
    assert drawn(first) | drawn(second) == {member.pk for member in members_}
    assert not drawn(first) & drawn(second)
    asks.send(first, by=panel.lead)
    asks.send(second, by=panel.lead)
    assert max(member.asked for member in members_of(panel)) == 1


def test_a_characteristic_without_targets_is_asked_for_first():
    panel = make_panel()
    make_member(panel=panel)
    with pytest.raises(Refused, match="targets of the panel for age and place"):
        asks.draw(make_ask(panel=panel, characteristics=["age", "place"]), by=panel.lead)


def test_replacements_keep_the_balance_and_nobody_is_asked_twice():
    panel = make_panel(targets=True)
    make_members(panel, 200)
    ask = make_ask(panel=panel)
    asks.draw(ask, by=panel.lead)
    asks.send(ask, by=panel.lead)
    some = list(ask.invitations.all()[:6])
    for invitation in some[:5]:
        asks.answer(invitation, yes=False, by=Visitor())
    members.leave(some[5].member, by=Visitor())
    second = asks.draw(ask, by=panel.lead)
    assert second.invitations.count() == 6
    assert len(drawn(ask)) == 30
    assert queries.shortfalls(second) == []
    assert queries.repeat(second) == queries.Repeated(unchanged=True, same=True)
    assert asks.send(ask, by=panel.lead).members == 6
    with pytest.raises(Refused, match="drawn already"):
        asks.draw(ask, by=panel.lead)


def test_the_preview_is_exactly_what_is_sent_and_pressing_again_sends_nothing():
    panel = make_panel()
    make_member(panel=panel, name="Grace Example", email="home@example.org", needs=Needs(formats=("large_print",)).kept())
    make_member(panel=panel, name="Ken Example", email="home@example.org", envelope=2)
    make_member(panel=panel, name="Ada Example", email="", telephone="01632 960102", needs=Needs(way="telephone").kept())
    make_member(panel=panel, name="Di Example", needs=Needs(formats=("bsl",)).kept())
    ask = make_ask(panel=panel, size=4, characteristics=[])
    asks.draw(ask, by=panel.lead)
    seen = queries.preview(ask, HOUSE)
    assert (seen.members, seen.emails, seen.addresses, dict(seen.errands)) == (4, 3, 2, {"ring": 1, "bsl": 1})
    assert len(seen.samples) == 4
    assert "Dear Ken Example" in seen.samples[0].letter.text
    sent = asks.send(ask, by=panel.lead)
    assert (sent.members, sent.emails, sent.errands) == (4, 3, 2)
    assert Delivery.objects.count() == 3
    assert sorted(Errand.objects.values_list("kind", flat=True)) == ["bsl", "ring"]
    assert asks.send(ask, by=panel.lead).members == 0
    assert (Delivery.objects.count(), Errand.objects.count()) == (3, 2)
    assert queries.preview(ask, HOUSE).members == 0
    assert queries.deliveries_of(ask) == "3 to tell = 3 waiting"


def test_the_letter_says_how_needs_are_met_and_how_to_leave():
    panel = make_panel(name="The panel")
    needs = Needs(formats=("large_print", "bsl"), support=("step_free",))
    grace = make_member(panel=panel, name="Grace Example", needs=needs.kept())
    ask = make_ask(panel=panel, size=1, characteristics=[])
    asks.draw(ask, by=panel.lead)
    text, page = queries.preview(ask, HOUSE).samples[0].letter.text, queries.preview(ask, HOUSE).samples[0].letter.html
    for words in ("large print, as you asked", "British Sign Language", "Step-free way in", "To leave the panel", "say why"):
        assert words in text
    assert "26px" in page
    asks.send(ask, by=panel.lead)
    facts = Recipient.objects.get(person=grace.person).facts
    assert facts["path"].startswith(f"/panel/{grace.pk}~")
    assert "Grace" not in str(facts)


def test_whoever_leaves_between_the_draw_and_the_letter_is_not_written_to():
    panel = make_panel(cap=1)
    stays, rests, leaves = (make_member(panel=panel) for _ in range(3))
    ask = make_ask(panel=panel, size=3, characteristics=[])
    asks.draw(ask, by=panel.lead)
    members.leave(leaves, by=Visitor())
    Member.objects.filter(pk=rests.pk).update(resting_since=timezone.localdate())
    assert queries.preview(ask, HOUSE).members == 1
    assert asks.send(ask, by=panel.lead).members == 1
    assert {one.member_id: one.status for one in ask.invitations.all()} == {
        stays.pk: "asked", rests.pk: "withdrawn", leaves.pk: "withdrawn"
    }


def test_an_answer_is_the_member_s_own_and_may_change():
    panel = make_panel()
    invitation = make_invitation(member=make_member(panel=panel), ask=make_ask(panel=panel, size=1, characteristics=[]))
    asks.answer(invitation, yes=True, by=Visitor())
    found = asks.answer(invitation, yes=False, by=Visitor())
    assert (found.status, found.noted_by) == ("declined", None)
    assert asks.answer(invitation, yes=True, by=panel.lead).noted_by == panel.lead
    asks.answer(invitation, yes=False, by=Visitor())
    make_invitation(member=make_member(panel=panel), ask=invitation.ask, status="accepted")
    with pytest.raises(Refused, match="places are taken"):
        asks.answer(invitation, yes=True, by=Visitor())
    with pytest.raises(PermissionDenied):
        asks.answer(invitation, yes=True, by=make_user(role="analyst", organisation=panel.owner))


def test_words_stay_once_people_were_asked():
    panel = make_panel()
    make_member(panel=panel)
    ask = make_ask(panel=panel, size=1, characteristics=[])
    asks.reword(ask, title="Another title", by=panel.lead)
    asks.draw(ask, by=panel.lead)
    with pytest.raises(Refused, match="stay as they are"):
        asks.reword(ask, size=2, by=panel.lead)
    asks.send(ask, by=panel.lead)
    with pytest.raises(Refused, match="asked with these words"):
        asks.reword(ask, words="Other words", by=panel.lead)


def test_one_who_was_drawn_can_be_taken_back_before_they_are_asked():
    panel = make_panel()
    for _ in range(2):
        make_member(panel=panel)
    ask = make_ask(panel=panel, size=1, characteristics=[])
    asks.draw(ask, by=panel.lead)
    invitation = ask.invitations.get()
    asks.take_back(invitation, by=panel.lead)
    asks.draw(ask, by=panel.lead)
    asks.send(ask, by=panel.lead)
    with pytest.raises(Refused, match="asked already"):
        asks.take_back(ask.invitations.get(status="asked"), by=panel.lead)
    assert Delivery.objects.count() == 1


def test_an_errand_is_done_once_and_not_for_who_left():
    panel = make_panel()
    member = make_member(panel=panel, email="", telephone="01632 960102")
    ask = make_ask(panel=panel, size=1, characteristics=[])
    asks.draw(ask, by=panel.lead)
    asks.send(ask, by=panel.lead)
    errand = queries.errands_of(panel).get()
    assert "Come to three workshops" in queries.letter_of(errand, HOUSE).text
    assert queries.errands_waiting(panel.lead) == 1
    asks.run_errand(errand, note="Said yes", by=panel.lead)
    with pytest.raises(Refused, match="done already"):
        asks.run_errand(errand, note="", by=panel.lead)
    members.leave(member, by=Visitor())
    assert queries.errands_waiting(panel.lead) == 0


def test_who_answers_is_shown_by_profile_with_small_numbers_hidden():
    from antiphon.panels.queries.panels import responses

    panel = make_panel()
    ask = make_ask(panel=panel, size=99, characteristics=[])
    said = (("65_74", "accepted", 12), ("65_74", "declined", 12), ("25_34", "accepted", 3), ("25_34", "asked", 11))
    for age, status, number in said:
        for _ in range(number):
            make_invitation(member=make_member(panel=panel, profile={"age": age}), ask=ask, status=status)
    total, tables = responses(panel)
    rows = {row.words: [str(cell) for cell in row.cells] for row in tables[0][1]}
    assert str(total) == "38"
    assert "3" not in rows["25 to 34"]
    assert rows["25 to 34"][0] == "fewer than 10"


def test_five_characteristics_are_those_of_the_scenario():
    assert FIVE == ["age", "ethnic_group", "disability", "digital_use", "place"]
