"""What another system reads: its own organisation's, a page at a time, and never a name."""

import pytest

from antiphon.api.tests.conftest import Caller
from antiphon.decisions.tests.factories import make_contributor, make_decided_engagement
from antiphon.engagement.models import Question
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement, make_partner, make_question
from antiphon.insight.tests.factories import make_clean_voice
from antiphon.network.tests.factories import make_api_key, make_organisation, make_succession
from antiphon.voices.tests.factories import make_voice


def slugs(caller, **query):
    return [one["slug"] for one in caller.get("/engagements").json()["items"]]


def test_the_key_says_who_it_is(ours, key):
    assert ours.get("/me").json() == {
        "name": key.account.name, "role": "analyst", "expires_on": key.expires_on.isoformat(), "requests_a_minute": 600,
        "organisation": {"name": key.organisation.name, "code": "", "code_register": ""},
    }  # fmt: skip


def test_it_sees_what_its_organisation_owns_is_a_partner_of_and_has_followed(ours, key, engagement):
    draft = make_engagement(owner=key.organisation)
    partner = make_partner(organisation=key.organisation, way="reads").engagement
    before = make_organisation()
    make_succession(predecessor=before, successor=key.organisation)
    inherited = make_engagement(owner=before)
    other = make_open_engagement()
    assert slugs(ours) == [engagement.slug, draft.slug, partner.slug, inherited.slug]
    assert other.slug not in slugs(ours)
    ways = {one["slug"]: (one["way"], one["web"] is not None) for one in ours.get("/engagements").json()["items"]}
    assert ways[engagement.slug] == ("owner", True)
    assert ways[draft.slug] == ("owner", False)
    assert ways[partner.slug][0] == "reads"


@pytest.mark.parametrize("part", ["", "/questions", "/themes", "/voices"])
def test_what_is_another_organisation_s_is_not_there(stranger, engagement, part):
    answer = stranger.get(f"/engagements/{engagement.slug}{part}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert engagement.title not in answer.content.decode()
    assert answer.content == stranger.get(f"/engagements/there-is-none{part}").content


def test_questions_come_as_they_are_asked_now(ours, engagement):
    first = engagement.questions.get()
    options = [{"key": "am", "text": "Morning"}, {"key": "pm", "text": "Evening"}]
    one = make_question(engagement=engagement, kind="one", options=options)
    make_question(engagement=engagement, text="Why?", only_if=[{"series": str(one.series), "options": ["am"]}])
    Question.objects.filter(pk=first.pk).update(replaced_at="2026-01-01T00:00Z")
    found = ours.get(f"/engagements/{engagement.slug}/questions").json()["items"]
    assert [question["text"] for question in found] == [one.text, "Why?"]
    assert [option["key"] for option in found[0]["options"]] == ["am", "pm"]
    assert found[1]["only_if"] == [{"question": one.pk, "options": ["am"]}]


def test_pages_stay_whole_while_rows_come_in(ours, key):
    made = [make_engagement(owner=key.organisation).slug for _ in range(6)]
    first = ours.get("/engagements?limit=3").json()
    late = make_engagement(owner=key.organisation).slug
    found, cursor = [one["slug"] for one in first["items"]], first["next"]
    while cursor:
        page = ours.get(f"/engagements?limit=3&cursor={cursor}").json()
        found, cursor = found + [one["slug"] for one in page["items"]], page["next"]
    assert len(found) == len(set(found))
    assert found[-7:] == [*made, late]


@pytest.mark.parametrize("query", [
    "cursor=YWZ0ZXI6LTE", "cursor=zzzz", "cursor=%00", "cursor=" + "A" * 101, "limit=0", "limit=101", "limit=ten", "limit=1e9",
    "cursor=YWZ0ZXI6OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk",
])  # fmt: skip
def test_a_page_that_nobody_was_given_is_refused(ours, query):
    answer = ours.get(f"/engagements?{query}")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"]


def test_themes_hide_small_numbers(ours, key):
    engagement = make_decided_engagement(owner=key.organisation, themes=2)
    found = ours.get(f"/engagements/{engagement.slug}/themes").json()
    assert found["items"][0]["voices"] == {"value": None, "words": "fewer than 10"}
    assert found["responses"]["value"] is None


def test_comments_are_for_roles_that_read_them_and_made_safe(ours, key, engagement):
    clean = make_clean_voice(engagement, clean_words="The desk was kind. [name] helped me.")
    make_voice(engagement=engagement, words="Call Beryl Sandford on 07700 900123")
    make_voice(engagement=engagement, words="Beryl Sandford again", status="needs_eyes")
    address = f"/engagements/{engagement.slug}/voices"
    answer = ours.get(address)
    assert answer.json()["items"] == [{"id": clean.pk, "question": clean.question_id, "words": clean.clean_words}]
    reader = Caller(make_api_key(organisation=key.organisation, role="reader"))
    assert reader.get(address).status_code == 403
    assert reader.get(f"/engagements/{engagement.slug}/themes").status_code == 200


def test_decisions_and_answers_come_once_they_are_published(ours, key):
    engagement = make_decided_engagement(owner=key.organisation, themes=2)
    make_decided_engagement(themes=1)
    decisions, answers = ours.get("/decisions").json()["items"], ours.get("/answers").json()["items"]
    assert {one["engagement"] for one in [*decisions, *answers]} == {engagement.slug}
    assert {one["kind"] for one in ours.get("/answers?kind=did").json()["items"]} <= {"did"}
    assert ours.get("/answers?kind=maybe").status_code == 422


def test_no_name_ever_comes_out(ours, key):
    engagement = make_decided_engagement(owner=key.organisation, themes=2)
    make_contributor(engagement=engagement, name="Beryl Sandford", email="beryl@example.org")
    staff = {engagement.lead.name, engagement.lead.email, "Beryl", "beryl@example.org"}
    for path in ("/me", "/engagements", "/decisions", "/answers",
                 *(f"/engagements/{engagement.slug}{part}" for part in ("", "/questions", "/themes", "/voices"))):  # fmt: skip
        answer = ours.get(path)
        assert answer.status_code == 200, path
        assert [name for name in staff if name in answer.content.decode()] == [], path


@pytest.mark.parametrize("path", ["/me", "/engagements", "/decisions", "/answers"])
def test_lists_cost_the_same_for_many(ours, key, path, django_assert_max_num_queries):
    for _ in range(8):
        make_decided_engagement(owner=key.organisation, themes=2)
    with django_assert_max_num_queries(14):
        assert ours.get(f"{path}?limit=100" if path != "/me" else path).status_code == 200


@pytest.mark.parametrize(("query", "where"), [("limt=5", "limt"), ("limit=5&limit=6", "limit"), ("x=", "x")])
def test_a_slip_in_the_query_is_refused_and_says_what_is_known(ours, query, where):
    answer = ours.get(f"/engagements?{query}")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == where
    assert ours.get("/engagements?limit=5").status_code == 200
    assert "takes no query" in ours.get(f"/me?{query}").json()["detail"]
