"""Figures of every kind of question, from the rows and from a tally, with what must stay hidden."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from antiphon.core.actors import Machine, Visitor
from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_open_engagement, make_question, make_twin
from antiphon.insight import actions, counting, tallies, tasks
from antiphon.insight.crosstabs import crosstab
from antiphon.insight.models import Tally
from antiphon.insight.results import mean_words, results
from antiphon.insight.tests.panel import YES_NO, answer_survey, make_survey
from antiphon.voices.actions import erase, receive
from antiphon.voices.models import Answer, Response
from antiphon.voices.tests.factories import make_about, make_answer, make_response

pytestmark = pytest.mark.django_db
BY = Machine("test")


def part_of(found, kind):
    return next(one for one in found.questions if one.question.kind == kind).parts


def true_counts(question, row=""):
    keys = Answer.objects.filter(question=question, row=row).values_list("option", flat=True)
    return {key: list(keys).count(key) for key in keys}


def test_results_count_every_kind_of_question():
    questions = make_survey()
    engagement = answer_survey(questions, 412)
    found = results(engagement)
    assert str(found.responses) == "412"
    one = part_of(found, "one")[0]
    truth = true_counts(questions["one"])
    assert [bar.count.value for bar in one.bars] == [truth["yes"], truth["no"], truth["unsure"]]
    assert one.answered.value == 412
    assert sum(bar.share or 0 for bar in one.bars) in (99, 100, 101)
    many = {bar.text: bar.count.value for bar in part_of(found, "many")[0].bars}
    assert many["By phone"] == true_counts(questions["many"])["phone"]
    assert [part.heading for part in part_of(found, "matrix")] == ["The rooms", "The people"]
    scale = part_of(found, "scale")[0]
    assert scale.bars[0].text == "1: hard"
    assert scale.mean.startswith("3.")
    ranking = part_of(found, "ranking")[0]
    assert sum(bar.count.value or 0 for bar in ranking.bars) == 412
    assert all(bar.mean for bar in ranking.bars)
    assert [bar.text for bar in part_of(found, "date")[0].bars] == ["January 2026", "February 2026", "March 2026", "April 2026"]
    assert {bar.text for bar in part_of(found, "place")[0].bars} == {"Ashmere North", "Ashmere South", "Vale East", "Vale West"}
    text = next(one for one in found.questions if one.question.kind == "text")
    assert (text.answered.value, text.parts) == (412, ())


def test_a_small_count_is_hidden_with_another_one_and_the_mean_keeps_no_secret():
    engagement = make_open_engagement(question=False)
    scale = make_question(engagement=engagement, kind="scale", settings={"from": 1, "to": 3})
    for number, times in ((1, 3), (2, 12), (3, 40)):
        for _ in range(times):
            make_answer(response=make_response(engagement=engagement), question=scale, option="", number=number)
    part = results(engagement).questions[0].parts[0]
    assert [bar.count.hidden for bar in part.bars] == [True, True, False]
    assert part.mean == "2.7 (95% interval 2.5 to 2.8)"  # it fits 4 and 11 as well as 3 and 12


def test_a_mean_that_would_give_a_number_away_is_not_told():
    engagement = make_open_engagement(question=False)
    scale = make_question(engagement=engagement, kind="scale", settings={"from": 0, "to": 10})
    for number, times in ((0, 1), (10, 12)):
        for _ in range(times):
            make_answer(response=make_response(engagement=engagement), question=scale, option="", number=number)
    assert results(engagement).questions[0].parts[0].mean == ""


def test_mean_words_stay_within_the_scale():
    import numpy as np

    assert mean_words([1, 5], np.array([0, 20])) == "5.0 (95% interval 5.0 to 5.0)"


def test_who_was_not_asked_is_told_from_who_did_not_answer():
    engagement = make_open_engagement(question=False)
    first = make_question(engagement=engagement, kind="one", options=YES_NO)
    then = make_question(engagement=engagement, kind="one", options=YES_NO,
                         only_if=[{"series": str(first.series), "options": ["yes"]}])  # fmt: skip
    for number in range(30):
        response = make_response(engagement=engagement)
        make_answer(response=response, question=first, option="yes" if number < 20 else "no")
        if number < 12:
            make_answer(response=response, question=then, option="no")
    found = results(engagement).questions[1]
    assert [cell.value for cell in (found.asked, found.answered, found.not_answered, found.not_asked)] == [20, 12, 8, 10]


def test_versions_of_a_question_stand_side_by_side():
    engagement = make_open_engagement(question=False)
    earlier = timezone.now() - datetime.timedelta(days=2)
    with time_machine.travel(earlier):
        old = make_question(engagement=engagement, kind="one", options=YES_NO, text="Do you ring?")
        for _ in range(15):
            make_answer(response=make_response(engagement=engagement), question=old, option="yes")
    old.replaced_at = timezone.now() - datetime.timedelta(days=1)
    old.save()
    new = make_question(engagement=engagement, kind="one", options=YES_NO, text="Do you ring first?", series=old.series,
                        version=2, place=old.place)  # fmt: skip
    for _ in range(20):
        make_answer(response=make_response(engagement=engagement), question=new, option="no")
    found = results(engagement).questions
    assert [one.question.text for one in found] == ["Do you ring first?"]
    assert found[0].asked.value == 20
    assert found[0].earlier[0].question.text == "Do you ring?"
    assert (found[0].earlier[0].asked.value, found[0].earlier[0].parts[0].bars[0].count.value) == (15, 15)


def test_a_group_is_one_response_with_its_number_beside_it():
    questions = {"one": make_survey()["one"]}
    engagement = answer_survey(questions, 20)
    answer_survey(questions, 2, seed=2, speaks_as="group", speaks_for=40)
    found = results(engagement)
    assert found.responses.value == 22
    assert (found.groups.responses.value, found.groups.people.value) == (2, 80)


def test_beside_and_without_what_was_flagged():
    questions = {"one": make_survey()["one"]}
    engagement = answer_survey(questions, 60)
    flagged = list(Response.objects.filter(engagement=engagement).order_by("pk").values_list("pk", flat=True)[:25])
    Response.objects.filter(pk__in=flagged).update(standing="flagged")
    found = results(engagement, by="channel", without_flagged=True)
    part = found.questions[0].parts[0]
    assert found.responses.value == 60
    assert part.answered.value == 60
    assert part.answered_without.value == 35
    assert sum(cell.value or 0 for cell in part.answered_beside) <= 60
    Response.objects.filter(pk__in=flagged[:15]).update(standing="aside")
    found = results(engagement)
    assert (found.responses.value, found.aside.value, found.flagged.value) == (45, 15, 10)


def test_twins_are_counted_apart_and_together():
    questions = {"one": make_survey()["one"]}
    engagement = answer_survey(questions, 30)
    twin = make_twin(engagement=engagement)
    answer_survey(questions, 14, seed=3, twin=twin)
    found = results(engagement, by="twin").questions[0].parts[0]
    assert found.beside == ("Standard", "Easy read")
    assert [cell.value for cell in found.answered_beside] == [30, 14]


def test_a_tally_gives_the_same_figures_and_later_answers_stand_in_them_at_once():
    questions = make_survey()
    engagement = answer_survey(questions, 120)
    before = results(engagement, by="channel")
    cut = crosstab(engagement, question=questions["one"], by=["about:age", "place"])
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2), tick=True):
        tally = actions.lay_out(engagement, by=BY)
        assert tally.responses == 120
        Answer.objects.filter(engagement=engagement).delete()  # so that what comes now comes from the tally
        again = results(engagement, by="channel")
        assert again.questions == before.questions
        assert crosstab(engagement, question=questions["one"], by=["about:age", "place"]).tables == cut.tables
        receive(engagement, answers={questions["one"].pk: "yes"}, channel="web", said_on=timezone.localdate(), by=Visitor())
        later = results(engagement)
    assert later.responses.value == 121
    assert part_of(later, "one")[0].bars[0].count.value == part_of(before, "one")[0].bars[0].count.value + 1


def test_an_erased_response_makes_the_tally_stale_and_the_task_makes_it_anew(monkeypatch):
    questions = {"one": make_survey()["one"]}
    engagement = answer_survey(questions, 30)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2), tick=True):
        first = actions.lay_out(engagement, by=BY)
        assert tasks.lay_out_waiting(60) == 0
        erase(Response.objects.filter(engagement=engagement).first(), why="asked", by=BY)
        assert tasks.lay_out_waiting(60) == 1
        assert Tally.objects.get().pk != first.pk
        monkeypatch.setattr(tallies, "MANY", 10)
        Tally.objects.all().delete()
        assert tasks.lay_out_waiting(60) == 0
        assert tasks.lay_out_waiting(0) == 1


def test_a_response_that_is_still_being_written_waits_for_the_next_tally():
    questions = {"one": make_survey()["one"]}
    engagement = answer_survey(questions, 12)
    assert actions.lay_out(engagement, by=BY).responses == 0
    assert results(engagement).responses.value == 12


def test_results_cost_the_same_however_much_there_is():
    questions = make_survey()
    engagement = answer_survey(questions, 12)
    with CaptureQueriesContext(connection) as few:
        results(engagement, by="channel", without_flagged=True)
    answer_survey(questions, 60, seed=5)
    with CaptureQueriesContext(connection) as many:
        results(engagement, by="channel", without_flagged=True)
    assert len(many) == len(few) <= 10


def test_crosstab_by_ethnic_group_and_ward_hides_small_cells_and_others():
    questions = make_survey()
    engagement = answer_survey(questions, 412)
    found = crosstab(engagement, question=None, by=["about:ethnic_group", "place"])
    table = found.tables[0]
    assert table.names == ("Ethnic group", "Place")
    assert found.hides
    assert table.lines[-1].total.value == 412
    assert not any(line.total.value in range(1, 10) for line in table.lines)


def test_crosstab_of_every_kind_by_three_characteristics():
    questions = make_survey()
    engagement = answer_survey(questions, 900)
    for kind, question in questions.items():
        if kind == "text":
            with pytest.raises(Refused, match="can be counted"):
                crosstab(engagement, question=question, by=["place"])
            continue
        row = "clean" if kind == "matrix" else ""
        found = crosstab(engagement, question=question, by=["about:sex", "place", "channel"], row=row)
        assert found.tables, kind
        assert all(line.total.value is None or line.total.value >= 10 for table in found.tables for line in table.lines)
        if not found.smaller:
            assert len(found.tables[0].names) == 3


def test_crosstab_says_what_it_cannot_do():
    questions = make_survey()
    engagement = answer_survey(questions, 12)
    for by in ([], ["place", "place"], ["nonsense"], ["place", "channel", "twin", "trusted"]):
        with pytest.raises(Refused, match="one, two or three"):
            crosstab(engagement, question=None, by=by)
    with pytest.raises(Refused, match="row of the grid"):
        crosstab(engagement, question=questions["matrix"], by=["place"])
    assert crosstab(engagement, question=questions["one"], by=["twin"]).tables == ()


def test_a_person_who_chose_several_groups_is_counted_once():
    engagement = make_open_engagement(about_set="2026-1")
    for number in range(30):
        response = make_response(engagement=engagement)
        chosen = ["homeless", "prison"] if number < 12 else ["homeless"]
        make_about(response=response, said={"inclusion": chosen})
    laid = tallies.answers_of(engagement)
    axis = counting.axis_of(engagement, laid, "about:inclusion")
    assert "More than one of these" in axis.groups
    assert (axis.codes >= 0).sum() == 30


def test_rare_groups_are_counted_together():
    engagement = make_open_engagement(about_set="2026-1")
    for category, times in (("asian", 20), ("black", 4), ("other", 3)):
        for _ in range(times):
            make_about(response=make_response(engagement=engagement), said={"ethnic_group": category})
    axis = counting.axis_of(engagement, tallies.answers_of(engagement), "about:ethnic_group")
    assert len(axis.groups) == 1  # 4 and 3 are too few even together, so the next joins them
