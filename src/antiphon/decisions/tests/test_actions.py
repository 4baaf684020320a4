"""Each write of the room: what it does, who may do it, and what it refuses."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.decisions import actions, queries
from antiphon.decisions.models import Answer, Consideration, Decision, Mitigation, Telling
from antiphon.decisions.rules import NO_DISSENT
from antiphon.decisions.tests.factories import (
    days,
    make_answer,
    make_colleague,
    make_consideration,
    make_contributor,
    make_decided_decision,
    make_decided_engagement,
    make_decision,
    make_equality_analysis,
    make_heard_engagement,
    make_impact,
    make_mitigation,
    make_option,
    make_tabled_decision,
    make_telling,
    make_theme_with_voice,
)
from antiphon.delivery.models import Delivery
from antiphon.insight.models import Report, Theme
from antiphon.network.tests.factories import make_user
from antiphon.signoff.queries import signatures

pytestmark = pytest.mark.django_db


def refused(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return " ".join(caught.value.reasons)


# --- The paper ---
def test_draft_decision_takes_who_decides_from_the_engagement(engagement, alice):
    decision = actions.draft_decision(engagement, title=" Clinic times ", by=alice)
    assert (decision.title, decision.decides, decision.written_by) == ("Clinic times", engagement.decides, alice)
    assert [line.verb for line in trail.of(decision)] == ["draft"]


def test_draft_decision_once_for_each_engagement(engagement, alice):
    make_decision(engagement=engagement)
    assert "already" in refused(actions.draft_decision, engagement, title="Again", by=alice)


def test_draft_decision_wants_a_title(engagement, alice):
    assert "title" in refused(actions.draft_decision, engagement, title=" ", by=alice)


def test_bob_may_look_and_charlie_finds_nothing(engagement, bob, charlie):
    with pytest.raises(PermissionDenied):
        actions.draft_decision(engagement, title="Clinic times", by=bob)
    with pytest.raises(Http404):
        actions.draft_decision(engagement, title="Clinic times", by=charlie)


def test_change_decision_keeps_who_wrote(engagement, alice):
    decision = make_decision(engagement=engagement)
    actions.change_decision(decision, insight="People want evenings.", by=alice)
    decision.refresh_from_db()
    assert decision.insight == "People want evenings."
    assert set(decision.writers.all()) == {engagement.lead, alice}


def test_change_decision_is_refused_once_tabled(engagement, alice):
    decision = make_tabled_decision(engagement=engagement)
    assert "off the table" in refused(actions.change_decision, decision, insight="Other words.", by=alice)


def test_change_decision_knows_its_own_fields_alone(engagement, alice):
    with pytest.raises(TypeError):
        actions.change_decision(make_decision(engagement=engagement), status="published", by=alice)


def test_write_option_and_write_it_again(engagement, alice):
    decision = make_decision(engagement=engagement, options=0)
    theme = queries.standing_themes(engagement).first()
    option = actions.write_option(decision, name="Evenings", risks="No bus.", themes=[theme], by=alice)
    again = actions.write_option(decision, name="Two evenings", digital_only=True, option=option, by=alice)
    assert (again.pk, again.name, again.risks, again.digital_only) == (option.pk, "Two evenings", "No bus.", True)
    assert list(again.themes.all()) == []


def test_write_option_refuses_a_name_twice_and_a_foreign_theme(engagement, alice):
    decision = make_decision(engagement=engagement)
    foreign = make_theme_with_voice(engagement=make_heard_engagement(themes=0))
    assert "already" in refused(actions.write_option, decision, name="stay as we are", by=alice)
    assert "another engagement" in refused(actions.write_option, decision, name="New", themes=[foreign], by=alice)
    assert "name" in refused(actions.write_option, decision, name="", by=alice)


def test_remove_option_from_a_draft(engagement, alice):
    decision = make_decision(engagement=engagement)
    actions.remove_option(decision.options.first(), by=alice)
    assert decision.options.count() == 1


def test_wording_is_tested_on_people(engagement, alice):
    decision = make_decision(engagement=engagement)
    test = actions.test_wording(decision, tested_on=days(-3), people=5, who="Panel members", found="All clear.", by=alice)
    assert test.people == 5
    said = {"who": "Panel members", "found": "All clear.", "by": alice}
    assert "future" in refused(actions.test_wording, decision, tested_on=days(1), people=5, **said)
    assert "at least one" in refused(actions.test_wording, decision, tested_on=days(0), people=0, **said)


# --- Tabling ---
def test_table_on_the_earliest_day(engagement, alice):
    decision = make_decision(engagement=engagement)
    meets_on = queries.earliest_meeting(engagement)
    actions.table(decision, meets_on=meets_on, by=alice)
    decision.refresh_from_db()
    assert (decision.status, decision.meets_on) == ("tabled", meets_on)
    assert decision.tabled_at is not None


def test_table_too_early_says_the_earliest_day(engagement, alice):
    decision = make_decision(engagement=engagement)
    earliest = queries.earliest_meeting(engagement)
    said = refused(actions.table, decision, meets_on=earliest - datetime.timedelta(days=1), by=alice)
    assert f"The earliest day is {earliest.day} {earliest:%B %Y}." in said
    decision.refresh_from_db()
    assert decision.status == "draft"


def test_table_without_insight_is_refused_unless_a_reason_is_given(engagement, alice):
    decision = make_decision(engagement=engagement, insight="")
    assert "why there is no insight" in refused(actions.table, decision, meets_on=days(0), by=alice)
    actions.change_decision(decision, no_insight_reason="Nobody took part in the second half.", by=alice)
    assert actions.table(decision, meets_on=days(0), by=alice).status == "tabled"


def test_table_with_one_option_is_refused_unless_a_reason_is_given(engagement, alice):
    decision = make_decision(engagement=engagement, options=1)
    assert "at least two" in refused(actions.table, decision, meets_on=days(0), by=alice)
    actions.change_decision(decision, single_option_reason="The law leaves no other.", by=alice)
    assert actions.table(decision, meets_on=days(0), by=alice).status == "tabled"


def test_table_before_the_report_is_public_is_refused(engagement, alice):
    Report.objects.filter(engagement=engagement).update(published_on=None)
    assert "insight report" in refused(actions.table, make_decision(engagement=engagement), meets_on=days(0), by=alice)


def test_take_off_the_table_makes_it_a_draft_again(engagement, alice):
    decision = make_tabled_decision(engagement=engagement)
    assert actions.take_off_the_table(decision, by=alice).status == "draft"
    assert "tabled" in refused(actions.take_off_the_table, decision, by=alice)


# --- What weighed ---
def test_weigh_twice_keeps_one_row(engagement, alice):
    decision = make_decision(engagement=engagement)
    theme = queries.standing_themes(engagement).first()
    actions.weigh(decision, theme=theme, weighed_for="Many asked.", weighed_against="", taken="yes", by=alice)
    actions.weigh(decision, theme=theme, weighed_for="", weighed_against="Dear.", taken="no", why_not="Too dear.", by=alice)
    assert Consideration.objects.get(theme=theme).taken == "no"


def test_the_chair_may_weigh(engagement, alan):
    decision = make_tabled_decision(engagement=engagement)
    theme = queries.standing_themes(engagement).first()
    actions.weigh(decision, theme=theme, weighed_for="Many asked.", weighed_against="", taken="yes", by=alan)
    assert alan in decision.writers.all()


def test_weigh_refuses_what_says_nothing(engagement, alice):
    decision = make_decision(engagement=engagement)
    theme = queries.standing_themes(engagement).first()
    foreign = make_theme_with_voice(engagement=make_heard_engagement(themes=0))
    why = {"weighed_for": "Many asked.", "weighed_against": "", "by": alice}
    assert "and why" in refused(actions.weigh, decision, theme=theme, taken="partly", **why)
    assert "Choose whether" in refused(actions.weigh, decision, theme=theme, taken="perhaps", **why)
    assert "this engagement" in refused(actions.weigh, decision, theme=foreign, taken="yes", **why)
    assert "weighed for it" in refused(
        actions.weigh, decision, theme=theme, taken="yes", weighed_for="", weighed_against=" ", by=alice
    )


# --- Equality ---
def test_analyse_equality_keeps_its_first_author(engagement, alice, dana):
    decision = make_decision(engagement=engagement)
    actions.analyse_equality(decision, summary="Fair to most.", by=alice)
    analysis = actions.analyse_equality(decision, summary="Fair to all.", digital_only=True, offline_route="A desk.", by=dana)
    assert (analysis.written_by, analysis.summary, analysis.digital_only) == (alice, "Fair to all.", True)
    assert "few sentences" in refused(actions.analyse_equality, decision, summary="", by=alice)


def test_write_impact_wants_evidence_or_a_named_gap(engagement, alice):
    decision = make_decision(engagement=engagement)
    group = {"group": "Deaf people", "effect": "A call back by voice may be missed.", "by": alice}
    assert "what we do not know" in refused(actions.write_impact, decision, **group)
    impact = actions.write_impact(decision, gap="We do not know how many.", **group)
    assert impact.analysis.written_by == alice
    assert "already" in refused(actions.write_impact, decision, evidence="Theme 1", **group)
    again = actions.write_impact(decision, evidence="Theme 1", impact=impact, **group)
    assert (again.pk, again.evidence, again.gap) == (impact.pk, "Theme 1", "")


def test_write_mitigation_is_owned_inside_the_engagement(engagement, alice, bob, charlie):
    decision = make_decision(engagement=engagement)
    impact = make_impact(analysis=make_equality_analysis(decision=decision))
    assert "Choose somebody who is" in refused(actions.write_mitigation, impact, what="Offer text.", owner=charlie, by=alice)
    mitigation = actions.write_mitigation(impact, what="Offer text.", owner=bob, due_on=days(30), by=alice)
    actions.write_mitigation(impact, what="Offer text and sign.", owner=bob, due_on=days(31), mitigation=mitigation, by=alice)
    assert Mitigation.objects.get().what == "Offer text and sign."


def test_removing_an_impact_takes_its_mitigations(engagement, alice):
    impact = make_impact(analysis=make_equality_analysis(decision=make_decision(engagement=engagement)))
    make_mitigation(impact=impact)
    actions.remove_impact(impact, by=alice)
    assert not Mitigation.objects.exists()


def test_remove_mitigation(engagement, alice):
    impact = make_impact(analysis=make_equality_analysis(decision=make_decision(engagement=engagement)))
    actions.remove_mitigation(make_mitigation(impact=impact), by=alice)
    assert not Mitigation.objects.exists()


def test_the_owner_finishes_a_mitigation_even_when_the_decision_is_public(bob, engagement):
    decision = make_decided_decision(engagement=engagement)
    Decision.objects.update(status="published", published_at=timezone.now())
    mitigation = Mitigation.objects.get(impact__analysis__decision=decision)
    mitigation.owner = bob
    mitigation.save()
    assert "future" in refused(actions.finish_mitigation, mitigation, done_on=days(1), by=bob)
    assert actions.finish_mitigation(mitigation, done_on=days(0), by=bob).done_on == days(0)


def test_another_reader_cannot_finish_it(bob, engagement):
    make_decided_decision(engagement=engagement)
    with pytest.raises(PermissionDenied):
        actions.finish_mitigation(Mitigation.objects.get(), done_on=days(0), by=bob)


# --- The decision ---
def the_record(decision, **changes):
    return {"decided_on": decision.meets_on, "option": decision.options.last(), "outcome": "Two evenings.",
            "reasons": "Most people asked.", "dissent": NO_DISSENT, "review_on": days(180), "votes_for": 9,
            "votes_against": 0, "abstained": 1, "conditions": "Check the buses.", **changes}  # fmt: skip


def test_the_chair_records_a_decision(engagement, alan):
    decision = make_tabled_decision(engagement=engagement)
    actions.record_decision(decision, **the_record(decision), by=alan)
    decision = queries.decision_for(engagement)
    assert (decision.status, decision.recorded_by, decision.votes_for) == ("decided", alan, 9)
    assert queries.chosen_option(decision) == decision.options.all()[1]


def test_a_lead_may_record_and_mend_it_until_it_is_public(engagement, alice):
    decision = make_tabled_decision(engagement=engagement)
    actions.record_decision(decision, **the_record(decision), by=alice)
    actions.record_decision(decision, **the_record(decision, option=None, outcome="None of these."), by=alice)
    decision = queries.decision_for(engagement)
    assert decision.outcome == "None of these."
    assert queries.chosen_option(decision) is None


def test_record_decision_that_was_never_tabled_is_refused(engagement, alan):
    decision = make_decision(engagement=engagement, meets_on=days(-20))
    assert "never tabled" in refused(actions.record_decision, decision, **the_record(decision), by=alan)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"outcome": ""}, "what was decided"),
        ({"reasons": " "}, "reasons"),
        ({"dissent": ""}, "None recorded"),
        ({"votes_against": 2}, "voted against"),
        ({"decided_on": 1}, "future"),
        ({"decided_on": -49}, "15 working days"),
        ({"review_on": -40}, "after the day of the decision"),
    ],
)
def test_record_decision_refuses_a_record_with_a_gap(engagement, alan, changes, word):
    changes = {key: days(value) if key.endswith("_on") else value for key, value in changes.items()}
    decision = make_tabled_decision(engagement=engagement)
    assert word in refused(actions.record_decision, decision, **the_record(decision, **changes), by=alan)
    decision.refresh_from_db()
    assert decision.status == "tabled"


def test_record_decision_refuses_an_option_of_another_decision(engagement, alan):
    decision = make_tabled_decision(engagement=engagement)
    said = refused(actions.record_decision, decision, **the_record(decision, option=make_option()), by=alan)
    assert "option of this decision" in said


def test_publish_decision_signs_the_exact_words(engagement, dana):
    decision = make_decided_decision(engagement=engagement)
    words = queries.words_of(queries.decision_for(engagement))
    actions.publish_decision(decision, by=dana)
    decision.refresh_from_db()
    signature = signatures(decision).get()
    assert (decision.status, signature.signed_by, signature.words) == ("published", dana, words)
    assert "public already" in refused(actions.publish_decision, decision, by=dana)


def test_publish_decision_never_by_one_who_wrote_any_of_it(engagement, dana):
    decision = make_decided_decision(engagement=engagement)
    author = make_colleague(engagement, role="director", name="Author")
    Decision.objects.update(written_by=author)
    assert "another person" in refused(actions.publish_decision, decision, by=author)
    assert "another person" in refused(actions.publish_decision, decision, by=decision.recorded_by)
    decision.writers.add(dana)  # the last editor
    assert "another person" in refused(actions.publish_decision, decision, by=dana)


def test_publish_decision_needs_the_permission(engagement, alice, bob, charlie):
    decision = make_decided_decision(engagement=engagement)
    for somebody, problem in ((alice, PermissionDenied), (bob, PermissionDenied), (charlie, Http404)):
        with pytest.raises(problem):
            actions.publish_decision(decision, by=somebody)


def test_publish_decision_waits_for_every_theme(engagement, dana):
    decision = make_decided_decision(engagement=engagement)
    decision.considerations.first().delete()
    assert "“Evening times”" in refused(actions.publish_decision, decision, by=dana)


def test_publish_decision_does_not_wait_for_a_merged_theme(engagement, dana):
    decision = make_decided_decision(engagement=engagement)
    first, second, *_ = queries.standing_themes(engagement)
    Consideration.objects.filter(theme=first).delete()
    Theme.objects.filter(pk=first.pk).update(merged_into=second, merged_note="They say the same.")
    assert actions.publish_decision(decision, by=dana).published_at


def test_publish_decision_waits_for_an_owner_of_each_mitigation(engagement, dana):
    decision = make_decided_decision(engagement=engagement)
    Mitigation.objects.update(owner=None)
    assert "give an owner" in refused(actions.publish_decision, decision, by=dana)


def test_publish_decision_waits_for_the_equality_analysis(engagement, dana):
    decision = make_decided_decision(engagement=engagement, complete=False)
    for theme in queries.standing_themes(engagement):
        make_consideration(decision=decision, theme=theme)
    assert refused(actions.publish_decision, decision, by=dana) == "Write the equality analysis."


def test_publish_decision_refuses_a_digital_only_choice_without_another_way(engagement, dana):
    decision = make_decided_decision(engagement=engagement)
    decision.options.filter(chosen=True).update(digital_only=True)
    assert "not online" in refused(actions.publish_decision, decision, by=dana)
    decision.equality.offline_route = "A desk with a person at the door."
    decision.equality.save()
    assert actions.publish_decision(decision, by=dana).published_at


def test_publish_decision_before_the_engagement_is_refused(engagement, dana):
    decision = make_decided_decision(engagement=engagement)
    engagement.published_at = None
    engagement.save()
    assert "Publish the engagement first" in refused(actions.publish_decision, decision, by=dana)


def test_nothing_of_a_public_decision_can_be_changed():
    engagement = make_decided_engagement()
    decision = queries.decision_for(engagement)
    lead = engagement.lead
    impact = queries.equality_of(decision).impacts.first()
    theme = queries.standing_themes(engagement).first()
    for attempt in (
        lambda: actions.change_decision(decision, title="New", by=lead),
        lambda: actions.write_option(decision, name="New", by=lead),
        lambda: actions.remove_option(decision.options.first(), by=lead),
        lambda: actions.weigh(decision, theme=theme, weighed_for="x", weighed_against="", taken="yes", by=lead),
        lambda: actions.analyse_equality(decision, summary="New", by=lead),
        lambda: actions.remove_impact(impact, by=lead),
        lambda: actions.write_mitigation(impact, what="New", by=lead),
        lambda: actions.record_decision(decision, **the_record(decision), by=lead),
    ):
        assert "public" in refused(attempt)


# --- Answers ---
def test_write_answer_and_write_it_again(engagement, alice, dana):
    theme = queries.standing_themes(engagement).first()
    actions.write_answer(theme, kind="will", words="We will.", by_when=days(30), by=alice)
    answer = actions.write_answer(theme, kind="did", words="We did.", by_when=days(30), by=dana)
    assert (answer.kind, answer.by_when, answer.written_by) == ("did", None, alice)
    assert set(answer.writers.all()) == {alice, dana}


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"kind": "perhaps", "words": "x"}, "We cannot"),
        ({"kind": "did", "words": " "}, "Write the answer"),
        ({"kind": "will", "words": "We will."}, "by when"),
        ({"kind": "cannot", "words": "We cannot."}, "why we cannot"),
    ],
)
def test_write_answer_refuses_half_an_answer(engagement, alice, fields, word):
    assert word in refused(actions.write_answer, queries.standing_themes(engagement).first(), **fields, by=alice)


def test_write_answer_to_a_merged_theme_is_refused(engagement, alice):
    first, second, *_ = queries.standing_themes(engagement)
    first.merged_into, first.merged_note = second, "They say the same."
    first.save()
    assert "merged" in refused(actions.write_answer, first, kind="did", words="We did.", by=alice)


def test_publish_answer_by_another_person(engagement, alice, dana):
    answer = actions.write_answer(queries.standing_themes(engagement).first(), kind="did", words="We did.", by=alice)
    assert "another person" in refused(actions.publish_answer, answer, by=alice)
    actions.publish_answer(answer, by=dana)
    assert signatures(answer).get().words == "Evening times\nWe did: We did."
    assert "already" in refused(actions.publish_answer, answer, by=dana)
    assert "Take it down first" in refused(actions.write_answer, answer.theme, kind="did", words="New", by=alice)


def test_publish_answer_never_by_one_who_changed_it(engagement, alice, dana):
    theme = queries.standing_themes(engagement).first()
    actions.write_answer(theme, kind="did", words="We did.", by=alice)
    answer = actions.write_answer(theme, kind="did", words="We did it all.", by=dana)
    assert "another person" in refused(actions.publish_answer, answer, by=dana)


def test_take_down_answer_until_it_is_closed(engagement, alice, dana):
    answer = make_answer(theme=queries.standing_themes(engagement).first(), published_at=timezone.now())
    assert actions.take_down_answer(answer, by=dana).published_at is None
    engagement.closed_at = timezone.now()
    engagement.save()
    answer = Answer.objects.get()
    assert "stays" in refused(actions.take_down_answer, answer, by=dana)


def test_bob_cannot_answer_and_charlie_finds_nothing(engagement, bob, charlie):
    theme = queries.standing_themes(engagement).first()
    answer = make_answer(theme=theme)
    for somebody, problem in ((bob, PermissionDenied), (charlie, Http404)):
        with pytest.raises(problem):
            actions.write_answer(theme, kind="did", words="We did.", by=somebody)
        with pytest.raises(problem):
            actions.publish_answer(answer, by=somebody)


# --- Closing ---
def test_close_with_every_answer():
    engagement = make_decided_engagement(themes=9)
    assert actions.close(engagement, by=engagement.lead).closed_at
    engagement.refresh_from_db()
    assert "closed already" in refused(actions.close, engagement, by=engagement.lead)


def test_close_is_refused_with_eight_of_nine_answers():
    engagement = make_decided_engagement(themes=9)
    Answer.objects.get(theme__name="No phone").delete()
    said = refused(actions.close, engagement, by=engagement.lead)
    assert said == "8 of 9 themes have a public answer. Publish an answer to “No phone”."


def test_close_is_refused_while_an_answer_is_not_public():
    engagement = make_decided_engagement()
    Answer.objects.filter(theme__place=1).update(published_at=None)
    assert "“Evening times”" in refused(actions.close, engagement, by=engagement.lead)


def test_close_is_refused_while_the_decision_is_not_public():
    engagement = make_decided_engagement(published=False)
    assert refused(actions.close, engagement, by=engagement.lead) == "Publish the decision."


def test_close_is_refused_while_people_can_take_part():
    engagement = make_decided_engagement(closes_on=days(3))
    assert "still take part" in refused(actions.close, engagement, by=engagement.lead)


# --- Telling ---
def test_ask_to_tell_once_and_counts_people():
    engagement = make_decided_engagement(contributors=3)
    telling = actions.ask_to_tell(engagement, by=engagement.lead)
    assert telling.to_tell == 3
    assert "once" in refused(actions.ask_to_tell, engagement, by=engagement.lead)


def test_ask_to_tell_before_every_answer_is_refused():
    engagement = make_decided_engagement(answered=False)
    assert "0 of 3" in refused(actions.ask_to_tell, engagement, by=engagement.lead)


def test_ask_to_tell_needs_the_permission():
    engagement = make_decided_engagement()
    officer = make_colleague(engagement, role="communications_officer", name="Tom")
    with pytest.raises(PermissionDenied):
        actions.ask_to_tell(engagement, by=officer)
    with pytest.raises(Http404):
        actions.ask_to_tell(engagement, by=make_user(role="director"))


def test_tell_posts_in_chunks_and_goes_on_where_it_stopped():
    engagement = make_decided_engagement(contributors=5)
    telling = make_telling(engagement=engagement)
    machine = Machine("tell")
    assert actions.tell(telling, at_most=2, by=machine) is True
    assert Delivery.objects.count() == 2
    assert actions.tell(telling, at_most=2, by=machine) is True
    assert actions.tell(telling, at_most=2, by=machine) is False
    telling.refresh_from_db()
    assert Delivery.objects.count() == 5
    assert telling.posted_at is not None
    assert telling.told_up_to is None
    assert actions.tell(telling, by=machine) is False


def test_tell_writes_of_each_person_s_own_themes_and_keeps_names_out():
    engagement = make_decided_engagement()
    theme = queries.standing_themes(engagement).first()
    response = make_contributor(engagement=engagement, theme=theme, name="Ada Lovelace", email="ada@example.org")
    actions.tell(make_telling(engagement=engagement), by=Machine("tell"))
    delivery = Delivery.objects.get()
    assert (delivery.occasion, delivery.letter) == (f"told:{engagement.slug}", "decisions/told")
    facts = delivery.recipients.get().facts
    assert facts["receipts"] == [response.receipt]
    assert [own["theme"] for own in facts["own"]] == ["Evening times"]
    assert (facts["did"], facts["will"], facts["cannot"]) == (1, 1, 1)
    assert "Ada" not in str(facts)
    assert "example.org" not in str(facts)


def test_two_who_share_an_address_get_one_letter():
    engagement = make_decided_engagement()
    for name in ("Grace", "Ken"):
        make_contributor(engagement=engagement, name=name, email="together@example.org")
    telling = actions.ask_to_tell(engagement, by=engagement.lead)
    actions.tell(telling, by=Machine("tell"))
    assert telling.to_tell == 1
    assert Delivery.objects.get().recipients.count() == 2


def test_nobody_to_tell_is_done_at_once():
    telling = make_telling()
    assert actions.tell(telling, by=Machine("tell")) is False
    assert Telling.objects.get().posted_at is not None
