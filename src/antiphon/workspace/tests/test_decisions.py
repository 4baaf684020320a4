"""The screens of decisions: Alice may, Bob may look, Charlie is from another organisation and finds nothing."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from antiphon.decisions import queries
from antiphon.decisions.models import Answer, Decision, Impact, Mitigation, Option, Telling
from antiphon.decisions.rules import NO_DISSENT
from antiphon.decisions.tests.factories import (
    days,
    make_answer,
    make_colleague,
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
    make_theme_with_voice,
    make_wording_test,
)
from antiphon.network.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    return make_heard_engagement()


@pytest.fixture
def alice(engagement, staff_client):
    return staff_client(make_colleague(engagement, role="engagement_lead", name="Alice"))


@pytest.fixture
def bob(engagement, staff_client):
    return staff_client(make_colleague(engagement, role="reader", name="Bob"))


@pytest.fixture
def charlie(staff_client):
    return staff_client(make_user(role="director", name="Charlie"))


@pytest.fixture
def dana(engagement, staff_client):
    return staff_client(make_colleague(engagement, role="director", name="Dana"))


def at(name, engagement, **more):
    return reverse(f"workspace:decisions:{name}", kwargs={"slug": engagement.slug, **more})


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def date(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- Who sees what ---
LOOK = ["decision", "options", "weighing", "publish", "paper", "answers"]
FORMS = ["words", "new_option", "wording", "equality", "new_group", "table", "record", "close", "tell"]


@pytest.mark.parametrize("name", LOOK)
def test_everyone_of_the_engagement_may_look_and_a_stranger_finds_nothing(engagement, alice, bob, charlie, name):
    make_decision(engagement=engagement)
    assert alice.get(at(name, engagement)).status_code == 200
    assert bob.get(at(name, engagement)).status_code == 200
    assert charlie.get(at(name, engagement)).status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_for_those_who_may_use_it(engagement, alice, bob, charlie, name):
    make_decision(engagement=engagement)
    assert alice.get(at(name, engagement)).status_code == 200
    assert bob.get(at(name, engagement)).status_code == 403
    assert charlie.get(at(name, engagement)).status_code == 404


def test_pages_of_a_decision_that_was_never_started_are_not_there(engagement, alice):
    assert alice.get(at("options", engagement)).status_code == 404
    assert "Start the decision" in text_of(alice.get(at("decision", engagement)))


def test_a_reader_is_told_who_can_start(engagement, bob):
    page = text_of(bob.get(at("decision", engagement)))
    assert "Start the decision" not in page
    assert "An engagement lead or a director" in page


# --- The paper ---
def test_start_and_keep_what_was_typed_when_refused(engagement, alice):
    response = alice.post(at("start", engagement), {"title": "", "question": "Should it open later?"})
    assert "Give the decision a title" in text_of(response)
    assert "Should it open later?" in text_of(response)
    response = alice.post(at("start", engagement), {"title": "Clinic times", "question": "Should it open later?"})
    assert response.status_code == 302
    assert Decision.objects.get().title == "Clinic times"


def test_the_overview_is_a_task_list_with_states(engagement, alice):
    make_decision(engagement=engagement)
    page = text_of(alice.get(at("decision", engagement)))
    assert "Write what people told us" in page
    assert "0 of 3 themes weighed." in page
    assert "The earliest day is" in page


def test_write_the_words(engagement, alice):
    make_decision(engagement=engagement, insight="")
    fields = {"title": "Clinic times", "question": "Later?", "decides": "The board", "insight": "People want evenings.",
              "no_insight_reason": "", "single_option_reason": ""}  # fmt: skip
    assert alice.post(at("words", engagement), fields).status_code == 302
    assert Decision.objects.get().insight == "People want evenings."


def test_changing_a_tabled_paper_is_refused_on_the_same_page_with_the_words_kept(engagement, alice):
    make_tabled_decision(engagement=engagement)
    response = alice.post(at("words", engagement), {"title": "Clinic times", "insight": "New words to keep."})
    assert response.status_code == 200
    assert "Take it off the table first" in text_of(response)
    assert "New words to keep." in text_of(response)


def test_write_change_and_take_out_an_option(engagement, alice):
    make_decision(engagement=engagement, options=0)
    theme = queries.standing_themes(engagement).first()
    alice.post(at("new_option", engagement), {"name": "Two evenings", "themes": [theme.pk], "digital_only": "on"})
    option = Option.objects.get()
    assert (option.digital_only, list(option.themes.all())) == (True, [theme])
    alice.post(at("option", engagement, pk=option.pk), {"name": "Three evenings"})
    option.refresh_from_db()
    assert option.name == "Three evenings"
    alice.post(at("remove_option", engagement, pk=option.pk))
    assert not Option.objects.exists()


def test_checking_the_words_flags_them_and_saves_nothing(engagement, alice):
    make_decision(engagement=engagement, options=0)
    response = alice.post(
        at("new_option", engagement), {"name": "Evenings", "public_words": "This is the final option.", "check": "yes"}
    )
    page = text_of(response)
    assert "final option" in page
    assert "sounds as if the choice has been made" in page
    assert not Option.objects.exists()


def test_an_option_of_another_decision_is_not_there(engagement, alice):
    make_decision(engagement=engagement)
    assert alice.get(at("option", engagement, pk=make_option().pk)).status_code == 404
    assert alice.post(at("remove_option", engagement, pk=make_option().pk)).status_code == 404


def test_record_a_test_of_the_words(engagement, alice):
    decision = make_decision(engagement=engagement)
    fields = {**date("tested_on", days(-2)), "people": "5", "who": "Five panel members", "found": "We took out “final”."}
    assert alice.post(at("wording", engagement), fields).status_code == 302
    assert decision.wording_tests.get().people == 5
    assert "We took out “final”." in text_of(alice.get(at("wording", engagement)))


def test_a_reader_sees_the_steps_and_no_links_that_would_turn_them_away(engagement, bob, alice):
    make_decision(engagement=engagement)
    page = text_of(bob.get(at("decision", engagement)))
    assert "Analyse equality" in page
    assert at("equality", engagement) not in page
    assert at("weighing", engagement) in page
    assert at("equality", engagement) in text_of(alice.get(at("decision", engagement)))


# --- Weighing ---
def test_weigh_a_theme_with_its_facts_beside(engagement, alice):
    decision = make_decision(engagement=engagement)
    theme = queries.standing_themes(engagement).first()
    page = text_of(alice.get(at("weigh", engagement, pk=theme.pk)))
    assert "<strong>1 comment</strong>" in page
    assert "How they feel about it" in page
    fields = {"weighed_for": "Many asked.", "weighed_against": "", "taken": "yes", "why_not": ""}
    assert alice.post(at("weigh", engagement, pk=theme.pk), fields).status_code == 302
    assert decision.considerations.get().taken == "yes"


def test_weigh_says_what_is_missing(engagement, alice):
    make_decision(engagement=engagement)
    theme = queries.standing_themes(engagement).first()
    page = text_of(alice.post(at("weigh", engagement, pk=theme.pk), {"weighed_for": "Many asked.", "taken": "no"}))
    assert "Say what was not taken, and why." in page


def test_a_theme_of_another_engagement_is_not_there(engagement, alice):
    make_decision(engagement=engagement)
    theme = make_theme_with_voice(engagement=make_heard_engagement(themes=0))
    assert alice.get(at("weigh", engagement, pk=theme.pk)).status_code == 404
    assert alice.get(at("answer", engagement, pk=theme.pk)).status_code == 404


# --- Equality ---
def test_equality_from_the_summary_to_a_promise_kept(engagement, alice):
    make_decision(engagement=engagement)
    owner = make_colleague(engagement, role="reader", name="Farah")
    alice.post(at("equality", engagement), {"summary": "Fair to most.", "digital_only": "on", "offline_route": "A desk."})
    fields = {"group": "Deaf people", "effect": "A call back may be missed.", "evidence": "", "gap": "", "why_none": ""}
    refused = alice.post(at("new_group", engagement), fields)
    assert "Give the evidence, or say what we do not know." in text_of(refused)
    alice.post(at("new_group", engagement), {**fields, "gap": "We do not know how many."})
    impact = Impact.objects.get()
    assert "Deaf people: say what will be done" in text_of(alice.get(at("equality", engagement)))
    fields = {"what": "Offer text.", "owner": owner.pk, **date("due_on", days(30))}
    alice.post(at("new_promise", engagement, pk=impact.pk), fields)
    promise = Mitigation.objects.get()
    assert (promise.owner, promise.due_on) == (owner, days(30))
    alice.post(at("promise", engagement, promise=promise.pk), {"what": "Offer text and sign.", "owner": "", "due_on-day": ""})
    promise.refresh_from_db()
    assert (promise.what, promise.owner) == ("Offer text and sign.", None)
    alice.post(at("done", engagement, promise=promise.pk), date("done_on", days(0)))
    promise.refresh_from_db()
    assert promise.done_on == days(0)
    alice.post(at("remove_promise", engagement, promise=promise.pk))
    alice.post(at("remove_group", engagement, pk=impact.pk))
    assert not Impact.objects.exists()


def test_the_owner_of_a_promise_may_mark_it_done_and_another_reader_may_not(engagement, bob, staff_client):
    impact = make_impact(analysis=make_equality_analysis(decision=make_decision(engagement=engagement)))
    farah = make_colleague(engagement, role="reader", name="Farah")
    promise = make_mitigation(impact=impact, owner=farah)
    assert bob.get(at("done", engagement, promise=promise.pk)).status_code == 403
    assert staff_client(farah).get(at("done", engagement, promise=promise.pk)).status_code == 200


def test_what_belongs_to_another_decision_is_not_there(engagement, alice):
    make_decision(engagement=engagement)
    assert alice.get(at("group", engagement, pk=make_impact().pk)).status_code == 404
    assert alice.get(at("promise", engagement, promise=make_mitigation().pk)).status_code == 404


# --- Tabling, recording, publishing ---
def test_table_explains_the_earliest_day_and_refuses_an_earlier_one(engagement, alice):
    decision = make_decision(engagement=engagement)
    earliest = queries.earliest_meeting(engagement)
    assert f"{earliest.day} {earliest:%B %Y}" in text_of(alice.get(at("table", engagement)))
    early = alice.post(at("table", engagement), date("meets_on", earliest - datetime.timedelta(days=1)))
    assert "The meeting is too soon." in text_of(early)
    assert alice.post(at("table", engagement), date("meets_on", earliest)).status_code == 302
    assert alice.post(at("take_off_the_table", engagement)).status_code == 302
    decision.refresh_from_db()
    assert decision.status == "draft"


def the_form(decision, **changes):
    return {**date("decided_on", decision.meets_on), "option": decision.options.last().pk, "outcome": "Two evenings.",
            "reasons": "Most people asked.", "conditions": "", "votes_for": "9", "votes_against": "2", "abstained": "",
            "dissent_choice": "some", "dissent": "Two of us would wait for the bus.", **date("review_on", days(180)),
            **changes}  # fmt: skip


def test_the_chair_records_the_decision(engagement, staff_client):
    decision = make_tabled_decision(engagement=engagement)
    chair = staff_client(make_colleague(engagement, role="decision_maker", name="Alan"))
    assert chair.post(at("record", engagement), the_form(decision)).status_code == 302
    decision = queries.decision_for(engagement)
    assert (decision.votes_against, decision.dissent) == (2, "Two of us would wait for the bus.")
    assert queries.chosen_option(decision).name == "Two evenings"


def test_record_wants_a_word_about_dissent(engagement, alice):
    decision = make_tabled_decision(engagement=engagement)
    page = text_of(alice.post(at("record", engagement), the_form(decision, dissent_choice="", dissent="")))
    assert "Choose “None recorded” or “Somebody disagreed”" in page
    page = text_of(alice.post(at("record", engagement), the_form(decision, dissent="")))
    assert "Say who disagreed, and why" in page
    page = text_of(alice.post(at("record", engagement), the_form(decision, dissent_choice="none", dissent="")))
    assert "Somebody voted against." in page
    none = the_form(decision, dissent_choice="none", dissent="", votes_against="0", option="none")
    assert alice.post(at("record", engagement), none).status_code == 302
    decision.refresh_from_db()
    assert decision.dissent == NO_DISSENT


def test_publish_shows_the_exact_words_and_another_person_signs(engagement, dana, alice):
    decision = make_decided_decision(engagement=engagement)
    page = text_of(dana.get(at("publish", engagement)))
    assert "Open until 8pm on two evenings." in page
    assert "you put your name under exactly these words" in page
    assert "you put your name under exactly these words" not in text_of(alice.get(at("publish", engagement)))
    assert dana.post(at("publish", engagement)).status_code == 302
    decision.refresh_from_db()
    assert decision.status == "published"


def test_publish_tells_an_author_that_another_person_must(engagement, staff_client):
    decision = make_decided_decision(engagement=engagement)
    chair = staff_client(decision.recorded_by)
    assert "another person must publish them" in text_of(chair.get(at("publish", engagement)))
    assert "another person must approve them" in text_of(chair.post(at("publish", engagement)))


def test_the_paper_has_its_parts_in_every_state(engagement, alice):
    decision = make_decided_decision(engagement=engagement)
    make_wording_test(decision=decision)
    page = text_of(alice.get(at("paper", engagement)))
    for heading in ("1. What people told us", "2. The options", "3. Equality", "4. What we cannot do, and why",
                    "5. What was decided"):  # fmt: skip
        assert heading in page


# --- Answers, closing, telling ---
def test_answer_a_theme_and_publish_it_by_another_person(engagement, alice, dana):
    theme = queries.standing_themes(engagement).first()
    half = alice.post(at("answer", engagement, pk=theme.pk), {"kind": "will", "words": "We will.", "why": ""})
    assert "Say by when we will." in text_of(half)
    alice.post(at("answer", engagement, pk=theme.pk), {"kind": "did", "words": "We did it.", "why": ""})
    assert "Read and publish" not in text_of(alice.get(at("answers", engagement)))
    assert "Read and publish" in text_of(dana.get(at("answers", engagement)))
    assert "another person must approve" in text_of(alice.post(at("publish_answer", engagement, pk=theme.pk)))
    assert "We did: We did it." in text_of(dana.get(at("publish_answer", engagement, pk=theme.pk)))
    assert dana.post(at("publish_answer", engagement, pk=theme.pk)).status_code == 302
    assert "1 of 3 themes has a public answer" in text_of(dana.get(at("answers", engagement)))
    dana.post(at("take_down_answer", engagement, pk=theme.pk))
    assert Answer.objects.get().published_at is None


def test_publishing_an_answer_that_was_not_written_is_not_there(engagement, dana):
    theme = queries.standing_themes(engagement).first()
    assert dana.get(at("publish_answer", engagement, pk=theme.pk)).status_code == 404


def test_close_says_what_is_open_and_then_closes(staff_client):
    engagement = make_decided_engagement(themes=9)
    lead = staff_client(engagement.lead)
    Answer.objects.filter(theme__name="No phone").update(published_at=None)
    page = text_of(lead.get(at("close", engagement)))
    assert "8 of 9 themes have a public answer." in page
    assert "8 of 9 themes have a public answer." in text_of(lead.post(at("close", engagement)))
    Answer.objects.update(published_at=timezone.now())
    assert lead.post(at("close", engagement)).url == at("tell", engagement)
    assert "It closed on" in text_of(lead.get(at("close", engagement)))


def test_tell_shows_the_exact_count_the_letter_and_no_addresses(staff_client):
    engagement = make_decided_engagement(contributors=2)
    make_contributor(engagement=engagement, name="Grace", email="together@example.org")
    make_contributor(engagement=engagement, name="Ken", email="together@example.org")
    lead = staff_client(engagement.lead)
    page = text_of(lead.get(at("tell", engagement)))
    assert "Send 3 messages" in page
    assert "Hello," in page
    assert "Evening times. We " in page
    assert "example.org" not in page
    assert "Grace" not in page
    assert lead.post(at("tell", engagement)).status_code == 302
    assert Telling.objects.get().to_tell == 3
    page = text_of(lead.get(at("tell", engagement)))
    assert "There were 3 messages to send." in page
    assert "People are told once." in text_of(lead.post(at("tell", engagement)))


def test_tell_with_nobody_to_tell_says_so(staff_client):
    engagement = make_decided_engagement()
    assert "there is nobody to tell" in text_of(staff_client(engagement.lead).get(at("tell", engagement)))


# --- Pages stay quick ---
@pytest.mark.parametrize("name", ["decision", "options", "weighing", "equality", "paper", "answers", "publish", "close"])
def test_the_number_of_queries_does_not_grow_with_the_rows(name, staff_client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (2, 9):
        engagement = make_decided_engagement(themes=size, published=False)
        decision = queries.decision_for(engagement)
        for place in range(3, size + 1):
            make_option(decision=decision, place=place)
            make_mitigation(impact=make_impact(analysis=decision.equality, group=f"Group {place}"))
            make_wording_test(decision=decision)
        client = staff_client(engagement.lead)
        with CaptureQueriesContext(connection, ) as asked:
            assert client.get(at(name, engagement)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    with django_assert_max_num_queries(40):
        client.get(at(name, engagement))


def test_messages_say_what_was_done(engagement, alice):
    decision = make_tabled_decision(engagement=engagement)
    assert said(alice.post(at("take_off_the_table", engagement))) == "The paper is a draft again."
    assert decision.pk
    assert "Only a paper that is tabled" in said(alice.post(at("take_off_the_table", engagement)))


def test_answers_show_every_kind(staff_client):
    engagement = make_decided_engagement()
    make_answer(theme=make_theme_with_voice(engagement=engagement, place=8), kind="will")
    page = text_of(staff_client(engagement.lead).get(at("answers", engagement)))
    assert "We did" in page
    assert "We cannot" in page
    assert "Waiting for another person" in page
