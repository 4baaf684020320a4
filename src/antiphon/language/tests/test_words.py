"""Words and acronyms: proposed by one, settled by another; a file comes in whole or not at all."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.core import trail
from antiphon.core.problems import BadFile, Refused
from antiphon.language import actions, live, queries
from antiphon.language.models import Acronym, Change, Term
from antiphon.language.rules import uses
from antiphon.language.tests.factories import make_acronym, make_change, make_term
from antiphon.network.models import Organisation, User
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return make_organisation()


@pytest.fixture
def alice(ours: Organisation) -> User:
    return make_user(role="communications_officer", organisation=ours)


@pytest.fixture
def dana(ours: Organisation) -> User:
    return make_user(role="director", organisation=ours)


def propose(ours: Organisation, by: User, **fields: Any) -> Change:
    said = {"preferred": "same-day care", "avoid": ["urgent treatment"], "meaning": "Care on the day you ask.", **fields}
    return actions.propose(ours, what="term", by=by, **said)


def test_a_word_is_in_use_once_another_person_has_approved_it(ours: Organisation, alice: User, dana: User):
    change = propose(ours, alice)
    assert list(queries.terms()) == []
    actions.approve(change, by=dana)
    term = queries.terms().get()
    assert (term.preferred, term.avoid, term.number) == ("same-day care", ["urgent treatment"], 1)
    assert term.owner == alice
    assert [entry.verb for entry in trail.of(change)] == ["propose", "approve"]


def test_nobody_settles_their_own_proposal(ours: Organisation, alice: User):
    change = propose(ours, alice)
    for settle in (actions.approve, actions.refuse):
        with pytest.raises(Refused, match="another person"):
            settle(change, by=alice, note="I like it")
    assert queries.waiting(alice).count() == 0


def test_who_may_not_is_kept_out(ours: Organisation, alice: User):
    bob, charlie = make_user(role="reader", organisation=ours), make_user(role="director")
    with pytest.raises(PermissionDenied):
        propose(ours, bob)
    with pytest.raises(Http404):
        propose(ours, charlie)
    change = propose(ours, alice)
    with pytest.raises(Http404):
        actions.approve(change, by=charlie)
    with pytest.raises(PermissionDenied):
        actions.approve(change, by=bob)


def test_a_change_waits_and_what_is_in_use_stays_until_then(alice: User, dana: User, ours: Organisation):
    term = make_term(preferred="care near you", avoid=[], organisation=ours, owner=alice)
    change = actions.change(term, preferred="care close to home", why="People said so.", by=alice)
    term.refresh_from_db()
    assert term.preferred == "care near you"
    with pytest.raises(Refused, match="waits already"):
        actions.change(term, meaning="Other", why="More", by=dana)
    actions.approve(change, by=dana)
    term.refresh_from_db()
    assert (term.preferred, term.number) == ("care close to home", 2)
    assert queries.old_words_of(term) == ["care near you"]
    assert [one.outcome for one in queries.history(term)] == ["approved"]


def test_a_refusal_says_why_and_changes_nothing(alice: User, dana: User, ours: Organisation):
    term = make_term(organisation=ours, owner=alice)
    change = actions.change(term, meaning="Something else", why="Shorter", by=alice)
    with pytest.raises(Refused, match="why"):
        actions.refuse(change, note=" ", by=dana)
    actions.refuse(change, note="The old one is clearer.", by=dana)
    term.refresh_from_db()
    assert term.meaning == "Care on the day you ask."
    with pytest.raises(Refused, match="settled already"):
        actions.approve(change, by=dana)


def test_only_who_proposed_it_takes_it_back(alice: User, dana: User, ours: Organisation):
    change = propose(ours, alice)
    with pytest.raises(Refused, match="Only the person"):
        actions.take_back(change, by=dana)
    actions.take_back(change, by=alice)
    change.refresh_from_db()
    assert change.outcome == Change.Outcome.TAKEN_BACK


def test_a_withdrawn_word_goes_from_the_list_and_keeps_its_history(alice: User, dana: User, ours: Organisation):
    term = make_term(organisation=ours, owner=alice)
    actions.approve(actions.withdraw(term, why="Nobody says it.", by=alice), by=dana)
    assert list(queries.terms()) == []
    assert queries.history(Term.objects.get()).count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"preferred": " "}, "Write the word"),
        ({"avoid": [], "meaning": ""}, "what the word means"),
        ({"avoid": ["Same-Day  Care"]}, "cannot be one that we avoid"),
        ({"preferred": "x" * 121}, "under 120"),
    ],
)
def test_what_does_not_make_a_word_is_refused(ours: Organisation, alice: User, fields: dict[str, Any], reason: str):
    with pytest.raises(Refused, match=reason):
        propose(ours, alice, **fields)


def test_the_same_word_comes_in_once_whatever_its_case(ours: Organisation, alice: User):
    make_term(preferred="Same-day care")
    with pytest.raises(Refused, match="already"):
        propose(ours, alice)


def test_an_acronym_may_mean_more_than_one_thing(ours: Organisation, alice: User, dana: User):
    meanings = [{"words": "Did not attend", "note": "of an appointment"}, {"words": "Deoxyribonucleic acid"}]
    actions.approve(actions.propose(ours, what="acronym", letters="DNA", meanings=meanings, by=alice), by=dana)
    assert [one["words"] for one in Acronym.objects.get().meanings] == ["Did not attend", "Deoxyribonucleic acid"]


# --- From a file --------------------------------------------------------------------------------------------

WORDS = "preferred,avoid,meaning,review_on\nsame-day care,urgent treatment; UTC,Care on the day you ask.,31/03/2027\n"


def test_a_table_of_words_waits_for_a_second_person_and_is_approved_in_one_go(ours: Organisation, alice: User, dana: User):
    changes = actions.bring_in(ours, content=WORDS.encode(), by=alice)
    with pytest.raises(Refused, match="another person"):
        actions.approve_batch(ours, batch=changes[0].batch, by=alice)
    assert actions.approve_batch(ours, batch=changes[0].batch, by=dana) == 1
    term = queries.terms().get()
    assert (term.avoid, term.review_on) == (["urgent treatment", "UTC"], datetime.date(2027, 3, 31))
    assert actions.bring_in(ours, content=WORDS.encode(), by=alice) == []


def test_a_second_row_of_the_same_letters_is_a_second_meaning(ours: Organisation, alice: User, dana: User):
    table = "acronym,expansion,definition,link,source\n"
    table += "DNA,Did not attend,,,a\nDNA,Deoxyribonucleic acid,In cells,,b\nDNA,did not attend,,,c\n"
    changes = actions.bring_in(ours, content=table.encode(), by=alice)
    actions.approve_batch(ours, batch=changes[0].batch, by=dana)
    assert [one["words"] for one in queries.acronyms().get().meanings] == ["Did not attend", "Deoxyribonucleic acid"]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("preferred,avoid\nsame-day care,urgent\n,late\nnear you,\n", [3, 4]),
        ("preferred,meaning\nnear you,Close\nNear You,Closer\n", [3]),
        ("acronym,expansion\nDNA,\nAbbreviation,Definition\nICB,Integrated care board\n", [2, 3]),
        ("preferred,meaning,review_on\nnear you,Close,soon\n", [2]),
        ("preferred,meaning,audience\nnear you,Close,cats\n", [2]),
        ("colour,meaning\nred,Close\n", [1]),
        (f"preferred,meaning\n{'x' * 130},Close\n", [2]),
    ],
)
def test_a_wrong_row_is_named_and_nothing_comes_in(ours: Organisation, alice: User, table: str, rows: list[int]):
    with pytest.raises(BadFile) as problem:
        actions.bring_in(ours, content=table.encode(), by=alice)
    assert [number for number, _ in problem.value.rows] == rows
    assert Change.objects.count() == 0
    assert Term.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"preferred,meaning\n", b"\x00\x01PK", b'preferred,meaning\n"open,x\n'])
def test_what_is_no_table_is_refused(ours: Organisation, alice: User, content: bytes):
    with pytest.raises(BadFile):
        actions.bring_in(ours, content=content, by=alice)


def test_another_organisation_s_word_is_not_changed_by_a_file(ours: Organisation, alice: User):
    make_term(preferred="same-day care")
    with pytest.raises(BadFile, match="another organisation"):
        actions.bring_in(ours, content=WORDS.encode(), by=alice)


def test_a_script_in_a_word_is_kept_as_letters(ours: Organisation, alice: User, dana: User):
    actions.approve(propose(ours, alice, preferred="<script>alert(1)</script>"), by=dana)
    assert queries.terms().get().preferred == "<script>alert(1)</script>"


# --- What is live -------------------------------------------------------------------------------------------


def test_a_change_lists_every_live_thing_that_uses_an_old_word_with_its_owner(alice: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "_PROVIDERS", {})
    said = {"1": "Urgent treatments are offered.", "2": "We say same-day care.", "3": "Urgent\ntreatment, or urgent treatments"}
    live.register(
        "rooms.Thing",
        lambda user: [live.Item("rooms.Thing", key, key, words, f"Owner {key}", f"/{key}/", 1) for key, words in said.items()],
    )
    change = make_change(term=make_term(preferred="same-day care", avoid=["urgent treatment"]))
    change.said["preferred"] = "walk-in care"
    found = queries.using(alice, queries.old_words(change))
    assert [(one.item.owner, one.item.link, [(use.word, use.times) for use in one.uses]) for one in found] == [
        ("Owner 1", "/1/", [("urgent treatment", 1)]),
        ("Owner 2", "/2/", [("same-day care", 1)]),
        ("Owner 3", "/3/", [("urgent treatment", 2)]),
    ]


def test_letters_are_not_the_small_word():
    assert uses("It is here. Who is it?", ["IT", "WHO"]) == []
    assert [use.word for use in uses("IT is here", ["IT"])] == ["IT"]


def test_the_checker_knows_the_words_and_the_acronyms_in_use():
    make_term(preferred="same-day care", avoid=["urgent treatment"])
    make_acronym(letters="QZQ", meanings=[{"words": "Quick zonal query", "note": ""}])
    found = queries.check("We offer urgent treatment. The QZQ meets today.").found
    assert any(one.finding.text == "urgent treatment" and "same-day care" in one.finding.suggestion for one in found)
    assert any(one.finding.text == "QZQ" and "Quick zonal query" in one.finding.suggestion + one.finding.message for one in found)
