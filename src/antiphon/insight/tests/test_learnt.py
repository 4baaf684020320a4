"""A coder learns from what people decide here, and the figures of it are honest."""

import datetime

import pytest
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import actions, learnt, queries, tasks
from antiphon.insight.learnt import Rated
from antiphon.insight.models import FrameUse, LearntCoder, MachineReading, Reading
from antiphon.insight.tests.factories import (
    code_of,
    make_clean_voice,
    make_coded_engagement,
    make_frame_use,
    make_learnt_coder,
    make_machine_reading,
    make_read_voice,
    make_reading,
)
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import Voice

pytestmark = pytest.mark.django_db
SAID = {"Waiting": ("We waited three hours in the corridor.", "The wait was far too long, nobody told us why."),
        "Parking": ("The car park was full again.", "Parking cost me nine pounds for an hour."),
        "Staff": ("The nurse was kind and patient.", "A rude man at the desk shouted at my mother.")}  # fmt: skip


@pytest.fixture
def engagement() -> Engagement:
    return make_coded_engagement()


def decide(engagement: Engagement, number: int = 12, *, start: int = 0) -> None:
    for place in range(start, start + number):
        name = list(SAID)[place % 3]
        words = f"{SAID[name][place % 2]} It was on day {place}."
        make_read_voice(engagement, name, words=words)


def test_nothing_is_learnt_from_a_few_decisions(engagement):
    decide(engagement, learnt.FEWEST_DECISIONS - 1)
    assert tasks.learn_waiting() == 0


def test_decisions_teach_a_coder_of_the_engagement_alone(engagement):
    decide(engagement)
    waiting = make_clean_voice(engagement, words="We waited in the corridor for hours and hours.")
    assert tasks.code_waiting() == 0, "no coder that ships has learnt this frame"
    assert tasks.learn_waiting() == 1
    coder = LearntCoder.objects.get()
    assert (coder.name, coder.decisions, coder.frame_version) == ("learnt-1", 12, 1)
    assert coder.record["decisions_by_code"]["Waiting"] == 4
    assert set(coder.record["thresholds"]) == {"Waiting", "Parking", "Staff"}
    assert coder.record["seconds"] < 10
    assert tasks.code_waiting() >= 1
    machine = MachineReading.objects.get(voice=waiting)
    assert (machine.coder, machine.version) == ("learnt", "learnt-1")
    assert machine.suggestions.first().code == code_of(engagement, "Waiting")


def test_learning_twice_learns_once_and_a_new_decision_learns_again(engagement):
    decide(engagement)
    assert [tasks.learn_waiting(), tasks.learn_waiting()] == [1, 0]
    decide(engagement, 1, start=12)
    assert tasks.learn_waiting() == 1
    assert [(one.number, one.content is None) for one in LearntCoder.objects.order_by("number")] == [(1, True), (2, False)]


def test_suggestions_of_unread_comments_are_renewed_and_decisions_keep_theirs(engagement):
    decide(engagement)
    tasks.learn_waiting()
    read, unread = (make_clean_voice(engagement, words=f"The car park was full, {n} times.") for n in (1, 2))
    tasks.code_waiting()
    actions.confirm(read, codes=[code_of(engagement, "Staff")], stance="negative", by=engagement.lead)
    tasks.learn_waiting()
    versions = dict(MachineReading.objects.values_list("voice", "version"))
    assert (versions[read.pk], versions[unread.pk]) == ("learnt-1", "learnt-2")
    assert Reading.objects.get(voice=read).codes.get().name == "Staff"


def test_a_decision_taken_back_or_erased_is_forgotten(engagement):
    decide(engagement)
    tasks.learn_waiting()
    Reading.objects.filter(voice=queries.readable(engagement).first()).delete()
    assert tasks.learn_waiting() == 1
    assert learnt.newest(engagement).decisions == 11


def test_what_was_confirmed_in_one_go_teaches_nothing(engagement):
    decide(engagement)
    Reading.objects.update(in_bulk=True)
    assert tasks.learn_waiting() == 0


def test_a_change_of_codes_is_learnt_and_a_renamed_code_goes_on_from_what_it_knew():
    engagement = make_open_engagement()
    analyst = make_user(role="analyst", organisation=engagement.owner)
    actions.use_frame(engagement, frame="patient_feedback", by=analyst)
    code = queries.codes_of(engagement).get(name="Parking")
    actions.change_code(code, engagement=engagement, name="Leaving the car", meaning="x", why="Plainer", by=analyst)
    voice = make_clean_voice(engagement, words="The car park was full and parking cost a lot.")
    tasks.code_waiting()
    first = MachineReading.objects.get(voice=voice)
    assert first.suggestions.first().code.name == "Leaving the car"
    assert tasks.learn_waiting() == 1, "the new list is learnt without any decision"
    second = MachineReading.objects.get(voice=voice)
    assert (second.version, second.suggestions.first().code.name) == ("learnt-1", "Leaving the car")
    assert learnt.newest(engagement).record["grew_from"] == {"Leaving the car": ["Parking"]}


def test_a_coder_learnt_for_codes_that_have_changed_meanwhile_is_not_kept(engagement):
    use = FrameUse.objects.get(engagement=engagement)
    FrameUse.objects.update(version=5)
    kept = actions.keep_learnt(use, content=b"x", base="", stamp="", codes=[], decisions=0, record={}, by=tasks.CODER)
    assert kept is None


def test_a_split_code_is_learnt_from_its_parent_and_its_comments_wait():
    engagement = make_open_engagement()
    analyst = make_user(role="analyst", organisation=engagement.owner)
    actions.use_frame(engagement, frame="patient_feedback", by=analyst)
    parking = queries.codes_of(engagement).get(name="Parking")
    make_read_voice(engagement, "Parking", words="The car park was full.")
    actions.split_code(parking, engagement=engagement, parts=[{"name": "Price"}, {"name": "Room"}], why="Two", by=analyst)
    lesson = learnt.lesson(FrameUse.objects.select_related("frame", "engagement").get(engagement=engagement))
    assert (lesson.corrections, lesson.grew_from["Price"], lesson.grew_from["Room"]) == ((), ("Parking",), ("Parking",))


def test_choosing_a_coder_that_is_not_installed_is_refused(engagement, monkeypatch):
    monkeypatch.setattr(learnt, "_careful", lambda frame: None)
    with pytest.raises(Refused, match="not installed"):
        actions.choose_coder(engagement, coder="careful", by=engagement.lead)
    assert actions.choose_coder(engagement, coder="quick", by=engagement.lead).coder == "quick"


# --- The order of reading -------------------------------------------------------------------------------


def many(engagement: Engagement, number: int = 48) -> list[Voice]:
    return [
        make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.95}, sure=True).voice for _ in range(number)
    ]


def test_every_other_comment_is_picked_by_lot(engagement):
    voices = {voice.pk for voice in many(engagement)}
    kept = {pk for pk in voices if learnt.is_kept_for_checking(pk)}
    assert 3 <= len(kept) <= 24
    order = []
    for _ in range(2 * len(kept)):
        voice = queries.next_to_read(engagement.lead, engagement)
        order.append(voice.pk)
        make_reading(voice=voice)
    assert {pk for pk in order if pk in kept} == kept
    assert [pk in kept for pk in order] == [False, True] * len(kept)


def test_what_teaches_most_is_read_first(engagement):
    dull = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.5}, teaches=0.1)
    rich = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.6}, teaches=0.9)
    assert [one.pk for one in queries.to_read(engagement.lead, engagement)] == [rich.voice_id, dull.voice_id]


def test_least_sure_of_a_rare_code_teaches_most():
    class Stub:
        codes = ("Common", "Rare")

        def probabilities(self, comments):
            return [[0.5, 0.0], [0.0, 0.5], [0.99, 0.01]][: len(comments)], None

    voiced = learnt.Voiced(Stub(), "quick", "1", {"Common": 1, "Rare": 2})
    common, rare, sure = learnt.teaching(voiced, [None] * 3, {1: 99})
    assert rare > common > 0
    assert sure < rare


def test_comments_kept_for_checking_are_not_confirmed_in_one_go(engagement):
    voices = many(engagement)
    kept = sum(learnt.is_kept_for_checking(voice.pk) for voice in voices)
    assert actions.confirm_sure(engagement, by=engagement.lead) == len(voices) - kept
    assert not any(learnt.is_kept_for_checking(pk) for pk in Reading.objects.values_list("voice", flat=True))


def test_the_lot_is_the_same_in_the_database_and_outside(engagement):
    voices = many(engagement)
    kept = set(learnt.kept_for_checking(queries.readable(engagement)).values_list("pk", flat=True))
    assert kept == {voice.pk for voice in voices if learnt.is_kept_for_checking(voice.pk)}


# --- Figures ----------------------------------------------------------------------------------------------


def test_a_suggestion_made_after_the_decision_counts_for_nothing(engagement):
    before, after = make_clean_voice(engagement), make_clean_voice(engagement)
    make_machine_reading(voice=before, codes={"Waiting": 0.9})
    for voice in (before, after):
        make_reading(voice=voice, codes=("Waiting",))
    make_machine_reading(voice=after, codes={"Waiting": 0.9})
    MachineReading.objects.filter(voice=after).update(made_at=timezone.now() + datetime.timedelta(seconds=1))
    assert [one.voice for one in learnt.rated(engagement)] == [before.pk]


def test_wilson_is_as_published():
    """Newcombe (1998), the score interval of 81 in 263."""
    low, high = learnt.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert learnt.wilson(0, 0) == (0.0, 1.0)
    assert learnt.wilson(0, 20)[0] == 0.0


def test_below_twenty_nothing_is_said(engagement):
    one = Rated(1, "a", frozenset({1}), frozenset({1}))
    few, enough = learnt.rating(engagement, [one] * 19), learnt.rating(engagement, [one] * 20)
    assert (few.precision.enough, enough.precision.enough) == (False, True)
    assert enough.precision.value == 1.0


def test_the_curve_is_batch_by_batch_with_what_each_coder_had_learnt(engagement):
    for decisions in (20, 40):
        make_learnt_coder(engagement=engagement, decisions=decisions)
    wrong = [Rated(n, "quick-1", frozenset({2}), frozenset({1})) for n in range(25)]
    half = [Rated(n, "learnt-1", frozenset({1, 2}), frozenset({1})) for n in range(25, 50)]
    right = [Rated(n, "learnt-2", frozenset({1}), frozenset({1})) for n in range(50, 75)]
    points = learnt.curve(engagement, [*wrong, *half, *right])
    assert [(point.learnt_from, point.comments) for point in points] == [(0, 25), (20, 25), (40, 25)]
    assert [round(point.score, 2) for point in points] == [0.0, 0.67, 1.0]
    assert all(point.low <= point.score <= point.high for point in points)


def test_a_few_decisions_left_over_join_the_batch_before(engagement):
    found = [Rated(n, "a", frozenset(), frozenset({1})) for n in range(20)] + [Rated(99, "b", frozenset(), frozenset({1}))]
    assert [point.comments for point in learnt.curve(engagement, found)] == [21]
    assert learnt.curve(engagement, []) == []


def test_the_figures_take_few_queries(engagement, django_assert_max_num_queries):
    for _ in range(4):
        voice = make_machine_reading(voice=make_clean_voice(engagement), codes={"Waiting": 0.9}).voice
        make_reading(voice=voice, codes=("Waiting",))
    with django_assert_max_num_queries(9):
        found = learnt.rated(engagement)
        learnt.rating(engagement, found)
        learnt.curve(engagement, found)


def test_a_learnt_coder_without_content_suggests_nothing(engagement):
    make_learnt_coder(engagement=engagement)
    assert learnt.coder_of(queries.frame_use(engagement)) is None
    assert learnt.base_of(make_frame_use()) is None


def test_the_careful_coder_suggests_once_it_is_chosen():
    engagement = make_open_engagement()
    actions.use_frame(engagement, frame="patient_feedback", by=engagement.lead)
    actions.choose_coder(engagement, coder="careful", by=engagement.lead)
    voice = make_clean_voice(engagement, words="The car park was full and parking cost nine pounds.")
    tasks.code_waiting()
    machine = MachineReading.objects.get(voice=voice)
    assert (machine.coder, machine.version.startswith("patient_feedback-careful")) == ("careful", True)
    assert "Parking" in [one.code.name for one in machine.suggestions.all()]
    parking = queries.codes_of(engagement).get(name="Parking")
    assert learnt.words_behind(queries.frame_use(engagement), machine, voice)(parking)
