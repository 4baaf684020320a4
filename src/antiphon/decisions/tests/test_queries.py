"""What the room tells: the register, the words that are signed, worklists, and what became of a receipt."""

import pytest
from django.http import Http404
from django.utils import timezone

from antiphon.core import receipts
from antiphon.decisions import queries
from antiphon.decisions.models import Answer, Consideration, Decision, Mitigation
from antiphon.decisions.tests.factories import (
    also_in,
    days,
    make_answer,
    make_colleague,
    make_contributor,
    make_decided_decision,
    make_decided_engagement,
    make_heard_engagement,
    make_tabled_decision,
    make_telling,
    make_wording_test,
)
from antiphon.engagement.tests.factories import make_partner
from antiphon.insight.models import Report, Theme
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import Voice
from antiphon.voices.tests.factories import make_response

pytestmark = pytest.mark.django_db


# --- The register ---
def test_the_register_has_public_decisions_alone():
    public = make_decided_engagement()
    make_decided_engagement(published=False)
    assert [decision.engagement for decision in queries.published_decisions()] == [public]
    assert queries.published_decision(public.slug).engagement == public


def test_a_decision_that_is_not_public_is_not_there_for_the_public():
    engagement = make_decided_engagement(published=False)
    with pytest.raises(Http404):
        queries.published_decision(engagement.slug)


def test_public_answers_leave_out_drafts_and_merged_themes():
    engagement = make_decided_engagement(themes=3)
    first, second, third = queries.standing_themes(engagement)
    Answer.objects.filter(theme=first).update(published_at=None)
    Theme.objects.filter(pk=second.pk).update(merged_into=third, merged_note="The same.")
    assert [answer.theme for answer in queries.published_answers()] == [third]
    assert [theme.pk for theme in queries.unanswered(engagement)] == [first.pk]


@pytest.mark.parametrize("read", ["published_decision", "decision_for"])
def test_a_whole_decision_is_read_in_the_same_number_of_queries(read, django_assert_num_queries):
    for themes in (3, 30):
        engagement = make_decided_engagement(themes=themes)
        make_wording_test(decision=queries.decision_for(engagement))
        with django_assert_num_queries(8):
            decision = getattr(queries, read)(engagement.slug if read == "published_decision" else engagement)
            queries.words_of(decision)


# --- The exact words ---
def test_the_words_change_with_every_part_of_the_record():
    engagement = make_decided_engagement(published=False)
    decision = queries.decision_for(engagement)
    before = queries.words_of(decision)
    for part in ("Two evenings (chosen)", "Most people asked for it", "9 for, 0 against, 1 did not vote either way",
                 "None recorded.", "Theme: Evening times", "What it means for People without a car",
                 "Ask the bus company for a later bus."):  # fmt: skip
        assert part in before
    Consideration.objects.filter(theme__place=1).update(weighed_for="Other words.")
    assert queries.words_of(queries.decision_for(engagement)) != before


def test_the_words_name_no_member_of_staff():
    engagement = make_decided_engagement()
    words = queries.words_of(queries.decision_for(engagement))
    assert engagement.lead.name not in words
    assert "Chair Alan" not in words


def test_the_words_of_an_answer_have_its_reason_and_its_day():
    assert queries.words_of_answer(make_answer(kind="cannot")).endswith("Why: There is no money for it this year.")
    answer = make_answer(kind="will")
    assert queries.words_of_answer(answer).endswith(f"By {days(90).day} {days(90):%B %Y}")


# --- Who may own a promise ---
def test_a_promise_may_be_owned_by_people_of_the_partners_too():
    engagement = make_heard_engagement()
    partner = make_partner(engagement=engagement)
    inside = make_user(role="reader", organisation=partner.organisation, name="Farah")
    former = make_user(role="reader", organisation=partner.organisation, name="Former")
    former.memberships.update(ends_on=days(0))
    make_user(role="director", name="Charlie")
    fresh = type(engagement).objects.get(pk=engagement.pk)
    assert set(queries.who_may_own(fresh)) == {engagement.lead, inside}


def test_somebody_with_two_roles_is_listed_once():
    engagement = make_heard_engagement()
    also_in(engagement.owner, engagement.lead, role="analyst")
    assert queries.who_may_own(engagement).count() == 1


# --- Worklists ---
def test_to_approve_is_for_one_who_wrote_none_of_it():
    engagement = make_heard_engagement()
    decision = make_decided_decision(engagement=engagement)
    dana = make_colleague(engagement, role="director", name="Dana")
    assert list(queries.to_approve(dana)) == [decision]
    assert list(queries.to_approve(decision.recorded_by)) == []
    assert list(queries.to_approve(make_colleague(engagement, role="engagement_lead", name="Alice"))) == []
    assert list(queries.to_approve(make_user(role="director"))) == []
    decision.writers.add(dana)
    assert list(queries.to_approve(dana)) == []


def test_to_approve_reaches_partners_that_contribute_and_not_those_that_read():
    engagement = make_heard_engagement()
    make_decided_decision(engagement=engagement)
    works, reads = make_partner(engagement=engagement), make_partner(engagement=engagement, way="reads")
    assert queries.to_approve(make_user(role="director", organisation=works.organisation)).count() == 1
    assert queries.to_approve(make_user(role="director", organisation=reads.organisation)).count() == 0


def test_answers_to_approve_are_those_of_others():
    engagement = make_heard_engagement()
    answer = make_answer(theme=queries.standing_themes(engagement).first())
    dana = make_colleague(engagement, role="director", name="Dana")
    assert list(queries.answers_to_approve(dana)) == [answer]
    assert list(queries.answers_to_approve(engagement.lead)) == []
    Answer.objects.update(published_at=timezone.now())
    assert list(queries.answers_to_approve(dana)) == []


def test_mitigations_of_leaves_out_what_is_done():
    engagement = make_heard_engagement()
    make_decided_decision(engagement=engagement)
    assert list(queries.mitigations_of(engagement.lead)) == list(Mitigation.objects.all())
    Mitigation.objects.update(done_on=days(0))
    assert list(queries.mitigations_of(engagement.lead)) == []


def test_meetings_soon_are_tabled_and_near():
    engagement = make_heard_engagement()
    decision = make_tabled_decision(engagement=engagement, meets_on=days(5))
    assert list(queries.meetings_soon(engagement.lead)) == [decision]
    assert list(queries.meetings_soon(make_user(role="director"))) == []
    Decision.objects.update(meets_on=days(40))
    assert list(queries.meetings_soon(engagement.lead)) == []


@pytest.mark.parametrize("worklist", ["to_approve", "answers_to_approve", "mitigations_of", "meetings_soon"])
def test_a_worklist_is_one_query_and_the_roles_however_long(worklist, django_assert_num_queries):
    organisation = make_heard_engagement(themes=0).owner
    for _ in range(3):
        make_decided_decision(engagement=make_heard_engagement(themes=1, owner=organisation))
    dana = make_user(role="director", organisation=organisation)
    with django_assert_num_queries(1 if worklist == "mitigations_of" else 2):
        [str(one) for one in getattr(queries, worklist)(dana)]


# --- What became of a receipt ---
def test_a_journey_from_the_receipt_to_the_answer():
    engagement = make_decided_engagement()
    response = make_contributor(engagement=engagement, theme=queries.standing_themes(engagement).first())
    journey = queries.what_became_of_receipt(response.receipt.lower().replace("-", " "))
    (story,) = journey.themes
    assert (story.name, story.answer, story.words) == ("Evening times", "We did", "We opened on two evenings.")
    assert (story.taken, story.weighed_for) == ("Partly taken", "Many people asked for it.")
    assert journey.decided == "Open until 8pm on two evenings."
    assert journey.made_safe is True
    assert "what was found is hidden" in journey.safe
    assert response.voices.get().clean_words not in str(journey)


def test_a_journey_keeps_themes_and_decision_back_until_they_are_public():
    engagement = make_decided_engagement(published=False, answered=False)
    Report.objects.filter(engagement=engagement).update(published_on=None)
    response = make_contributor(engagement=engagement, theme=queries.standing_themes(engagement).first())
    journey = queries.what_became_of_receipt(response.receipt)
    assert (journey.themes, journey.themes_waiting, journey.decided, journey.decided_on) == ([], True, "", None)
    assert journey.next_step.startswith("We are reading what people said")


@pytest.mark.parametrize(
    ("status", "word"),
    [("sealed", "waiting"), ("needs_eyes", "A person is checking"), ("withheld", "kept them back"), ("clean", "hidden")],
)
def test_a_journey_tells_where_making_safe_stands(status, word):
    engagement = make_heard_engagement(themes=0)
    response = make_contributor(engagement=engagement)
    why = "It names a member of staff." if status == "withheld" else ""
    words = "words" if status == "clean" else ""
    Voice.objects.filter(response=response).update(status=status, clean_words=words, withheld_because=why)
    assert word in queries.what_became_of_receipt(response.receipt).safe


def test_a_journey_of_a_score_without_words():
    response = make_response(engagement=make_heard_engagement(themes=0), score=2)
    assert "You gave a score and no words." in queries.what_became_of_receipt(response.receipt).safe


def test_a_code_that_nobody_has_leads_nowhere():
    assert queries.what_became_of_receipt(receipts.new()) is None
    assert queries.what_became_of_receipt("hello") is None


def test_a_journey_says_what_happens_next():
    engagement = make_decided_engagement(closed=True)
    response = make_contributor(engagement=engagement)
    assert queries.what_became_of_receipt(response.receipt).next_step.endswith("we check whether it works.")


# --- Telling ---
def test_letters_are_made_in_the_same_number_of_queries(django_assert_num_queries):
    for people in (3, 30):
        engagement = make_decided_engagement(contributors=people)
        telling = make_telling(engagement=engagement)
        with django_assert_num_queries(6):
            letters = queries.letters_to(engagement, queries.next_to_tell(telling, at_most=100))
        assert len(letters) == people


def test_tellings_that_wait_are_a_worklist():
    telling = make_telling()
    assert list(queries.tellings_waiting()) == [telling]
    telling.posted_at = timezone.now()
    telling.save()
    assert list(queries.tellings_waiting()) == []
