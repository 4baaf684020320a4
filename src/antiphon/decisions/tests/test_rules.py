"""The judgements about a decision, without a database."""

import datetime

import pytest

from antiphon.decisions import rules
from antiphon.decisions.rules import Care, Effect, Paper, Record
from antiphon.insight.rules import earliest_board_day

REPORT = datetime.date(2026, 3, 2)  # a Monday
EARLIEST = datetime.date(2026, 3, 23)  # fifteen working days on


def paper(**changes):
    fields = {"question": "What next?", "decides": "The board", "insight": "Most want it.", "no_insight_reason": "", "options": 2,
              "single_option_reason": "", "heard": True, "report_published_on": REPORT}  # fmt: skip
    return Paper(**{**fields, **changes})


def record(**changes):
    fields = {"decided": True, "asked_in_public": True, "reasons": "It helps.", "dissent": rules.NO_DISSENT,
              "review_on": datetime.date(2026, 9, 1), "not_weighed": [], "equality_summary": "Fair to most.",
              "effects": [Effect("Deaf people", [Care("Offer text", True, True)], "")], "digital_only": False,
              "offline_route": ""}  # fmt: skip
    return Record(**{**fields, **changes})


def test_the_earliest_meeting_is_fifteen_working_days_after_the_report():
    assert earliest_board_day(REPORT) == EARLIEST


def test_bank_holidays_do_not_count_toward_the_fifteen_days():
    # Good Friday and Easter Monday of 2026 are 3 and 6 April.
    assert earliest_board_day(datetime.date(2026, 3, 23)) == datetime.date(2026, 4, 15)


def test_a_full_paper_misses_nothing_on_the_earliest_day():
    assert rules.missing_before_tabling(paper(), meets_on=EARLIEST) == []


def test_a_paper_one_day_too_early_is_told_the_earliest_day():
    (reason,) = rules.missing_before_tabling(paper(), meets_on=EARLIEST - datetime.timedelta(days=1))
    assert "The earliest day is 23 March 2026." in reason


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"insight": " "}, "say why there is no insight"),
        ({"options": 1}, "only one option"),
        ({"options": 0}, "no options"),
        ({"report_published_on": None}, "Publish the insight report first"),
        ({"question": ""}, "what is to be decided"),
        ({"decides": ""}, "who decides"),
    ],
)
def test_each_gap_in_a_paper_is_one_sentence(changes, word):
    (reason,) = rules.missing_before_tabling(paper(**changes), meets_on=EARLIEST)
    assert word in reason


@pytest.mark.parametrize(
    "changes",
    [
        {"insight": "", "no_insight_reason": "Nobody took part."},
        {"options": 1, "single_option_reason": "The law gives no other."},
    ],
)
def test_a_written_reason_stands_in_for_insight_and_for_options(changes):
    assert rules.missing_before_tabling(paper(**changes), meets_on=EARLIEST) == []


def test_without_a_report_a_reason_is_enough_only_when_nobody_was_heard():
    silent = {"insight": "", "no_insight_reason": "Nobody took part.", "report_published_on": None}
    assert rules.missing_before_tabling(paper(**silent, heard=False), meets_on=EARLIEST) == []
    assert rules.missing_before_tabling(paper(**silent, heard=True), meets_on=EARLIEST) != []


def test_a_full_record_misses_nothing():
    assert rules.missing_before_publishing(record()) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"asked_in_public": False}, "Publish the engagement first"),
        ({"decided": False}, "Record what was decided"),
        ({"reasons": ""}, "reasons"),
        ({"dissent": ""}, "None recorded"),
        ({"review_on": None}, "review"),
        ({"not_weighed": ["Buses", "Letters"]}, "“Buses” and “Letters”"),
        ({"equality_summary": None}, "equality analysis"),
        ({"equality_summary": ""}, "equality analysis"),
        ({"effects": []}, "names no group"),
        ({"effects": [Effect("Deaf people", [], "")]}, "Deaf people: say what will be done"),
        ({"effects": [Effect("Deaf people", [Care("Offer text", False, True)], "")]}, "give an owner to “Offer text”"),
        ({"effects": [Effect("Deaf people", [Care("Offer text", True, False)], "")]}, "give a date to “Offer text”"),
        ({"digital_only": True}, "not online"),
    ],
)
def test_each_gap_in_a_record_is_one_sentence(changes, word):
    (reason,) = rules.missing_before_publishing(record(**changes))
    assert word in reason


def test_an_impact_may_need_nothing_when_it_says_why():
    assert rules.missing_before_publishing(record(effects=[Effect("Carers", [], "It helps them.")])) == []


def test_a_digital_only_decision_with_a_way_for_others_may_be_published():
    assert rules.missing_before_publishing(record(digital_only=True, offline_route="A desk at the door.")) == []


def test_closing_names_the_themes_without_an_answer():
    (reason,) = rules.missing_before_closing(decision_published=True, unanswered=["No phone"], themes=9, open_until=None)
    assert reason == "8 of 9 themes have a public answer. Publish an answer to “No phone”."


def test_closing_waits_for_the_decision_and_the_last_day():
    missing = rules.missing_before_closing(
        decision_published=False, unanswered=[], themes=0, open_until=datetime.date(2026, 5, 1)
    )
    assert missing == ["People can still take part until 1 May 2026.", "Publish the decision."]


def test_nothing_is_missing_before_closing_when_all_is_answered():
    assert rules.missing_before_closing(decision_published=True, unanswered=[], themes=9, open_until=None) == []


def test_dissent_is_compulsory_and_cannot_be_none_when_somebody_voted_against():
    assert rules.missing_in_vote(votes_against=0, dissent=rules.NO_DISSENT) == []
    assert rules.missing_in_vote(votes_against=None, dissent="  ") != []
    assert rules.missing_in_vote(votes_against=2, dissent=rules.NO_DISSENT) != []
    assert rules.missing_in_vote(votes_against=2, dissent="Two of us would wait.") == []


@pytest.mark.parametrize(
    "words", ["This is the final option.", "We have already decided to go ahead.", "Our preferred option is two."]
)
def test_words_that_give_the_choice_away_are_flagged(words):
    assert [flag.why for flag in rules.wording_flags(words)] == [rules.DECIDED_ALREADY]


@pytest.mark.parametrize("words", ["You must go online before you come.", "An online-only service.", "You can only book online."])
def test_words_that_leave_out_people_who_are_not_online_are_flagged(words):
    assert rules.ONLINE_ALONE in [flag.why for flag in rules.wording_flags(words)]


@pytest.mark.parametrize("words", ["", "You can ring 111 or go online first, if you can.", "We could open in the evening."])
def test_plain_words_are_not_flagged(words):
    assert rules.wording_flags(words) == []


def test_the_same_words_are_flagged_once():
    assert len(rules.wording_flags("the final option", "the final option")) == 1


@pytest.mark.parametrize(("kind", "words", "said"), [
    ("We cannot", "We cannot open at weekends.", "We cannot open at weekends."),
    ("We will", "we will ring back.", "we will ring back."),
    ("We did", "We cut the message.", "We cut the message."),
    ("We did", "The poster is right now.", "We did: The poster is right now."),
    ("We will", "We cut the message.", "We will: We cut the message."),
])  # fmt: skip
def test_led_by_says_the_kind_once(kind, words, said):
    assert rules.led_by(kind, words) == said
