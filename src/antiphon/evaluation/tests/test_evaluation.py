"""The saved checklist (register row 34) and the five success factors."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.core.problems import Refused
from antiphon.evaluation import actions, queries, rules
from antiphon.evaluation.actions import NotAll, Said
from antiphon.evaluation.tests.factories import make_assessment, make_mark, make_snapshot
from antiphon.network.tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
SOON = datetime.date(2026, 12, 1)


@pytest.fixture
def ours():
    return make_assessment()


def test_the_lists_have_items_with_a_key_each_and_the_factors_four_levels():
    assert len(rules.CHECKLIST.items) == 32
    assert len(rules.MATURITY.parts) == 5
    assert all(len(item.levels) == 4 for item in rules.MATURITY.items.values())


def test_what_is_marked_is_there_again(ours):
    by = ours.started_by
    said = {"story.experts": Said(2, "Notes"), "story.limits": Said(1, owner="Comms team", due_on=SOON), "people.all": Said(0)}
    assert actions.mark(ours, said=said, by=by) == 2
    marks = queries.marks_of(ours)
    assert {key: mark.value for key, mark in marks.items()} == {"story.experts": 2, "story.limits": 1}
    assert queries.assessments(by, "checklist")[0].sum.words == "1 done, 1 in part, 30 not started"
    assert actions.mark(ours, said={"story.experts": Said(2, "Notes", version=1)}, by=by) == 0


@pytest.mark.parametrize(("said", "why"), [
    (Said(2), "what shows it"), (Said(3), "does not apply"), (Said(1), "who sees to"), (Said(1, owner="Us"), "by when"),
])  # fmt: skip
def test_a_mark_needs_what_makes_it_true_and_nothing_is_saved(ours, said, why):
    with pytest.raises(NotAll) as found:
        actions.mark(ours, said={"story.experts": said, "story.limits": Said(2, "Shown")}, by=ours.started_by)
    assert why in found.value.items["story.experts"][0]
    assert not queries.marks_of(ours)


def test_two_who_write_at_once_do_not_write_over_each_other(ours):
    alice, bob = ours.started_by, make_user(role="analyst", organisation=ours.organisation, name="Bob")
    actions.mark(ours, said={"story.experts": Said(2, "Bob's words")}, by=bob)
    with pytest.raises(NotAll) as found:
        actions.mark(ours, said={"story.experts": Said(2, "Alice's words")}, by=alice)
    assert "Bob changed this" in found.value.items["story.experts"][0]
    assert queries.marks_of(ours)["story.experts"].evidence == "Bob's words"
    actions.mark(ours, said={"story.experts": Said(2, "Both", version=1)}, by=alice)


def test_days_are_kept_and_compared(ours):
    by = ours.started_by
    with pytest.raises(Refused, match="Nothing is marked"):
        actions.keep_as_it_stands(ours, by=by)
    with time_machine.travel("2026-03-01"):
        actions.mark(ours, said={"story.experts": Said(1, owner="Us", due_on=SOON)}, by=by)
        first = actions.keep_as_it_stands(ours, by=by)
        assert actions.keep_as_it_stands(ours, by=by) == first
    with time_machine.travel("2026-09-01"):
        actions.mark(ours, said={"story.experts": Said(2, "Shown", version=1)}, by=by)
        second = actions.keep_as_it_stands(ours, by=by)
    found = queries.chosen(by, "checklist", [second.pk, first.pk])
    assert [one.pk for one in found] == [first.pk, second.pk]
    steps = {step.item.key: step for _, some in rules.compared(rules.CHECKLIST, [one.values for one in found]) for step in some}
    assert (steps["story.experts"].values, steps["story.experts"].moved) == ([1, 2], "further")
    assert steps["story.limits"].moved == "as it was"


def test_places_lie_side_by_side_only_when_shared(ours):
    theirs = make_assessment(kind="maturity", title="Vale")
    make_snapshot(assessment=theirs, values={"heart": 2})
    alice = make_user(role="analyst", organisation=ours.organisation)
    with pytest.raises(Http404):
        queries.assessment_for(alice, theirs.pk)
    assert not queries.comparable(alice, "maturity").exists()
    actions.share(theirs, visibility="partners", by=theirs.started_by)
    assert queries.assessment_for(alice, theirs.pk) == theirs
    assert queries.comparable(alice, "maturity").count() == 1
    with pytest.raises(Http404):  # seen is not changed
        actions.mark(theirs, said={"heart": Said(1)}, by=alice)


def test_levels_need_evidence_from_the_second_on():
    place = make_assessment(kind="maturity")
    actions.mark(place, said={"heart": Said(1)}, by=place.started_by)
    with pytest.raises(NotAll):
        actions.mark(place, said={"team": Said(3)}, by=place.started_by)


def test_who_may_only_look_changes_nothing_and_names_are_once(ours):
    reader = make_user(role="reader", organisation=ours.organisation)
    with pytest.raises(PermissionDenied):
        actions.mark(ours, said={}, by=reader)
    assert queries.assessments(reader, "checklist")[0].mine
    with pytest.raises(Refused, match="already"):
        actions.start(ours.organisation, kind="checklist", title=ours.title, by=ours.started_by)
    with pytest.raises(Http404):
        actions.start(make_organisation(), kind="checklist", title="x", by=ours.started_by)


def test_what_is_due_is_on_the_list(ours):
    make_mark(assessment=ours, value=1, item="people.all", due_on=SOON, owner="Us")
    assert queries.due(ours.started_by, SOON).count() == 1
    assert queries.due(ours.started_by, SOON - datetime.timedelta(days=1)).count() == 0
