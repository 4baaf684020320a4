"""Every page that is read: empty, full, not published; and what it costs."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from antiphon.decisions.tests.factories import (
    days,
    make_decided_engagement,
    make_decision,
    make_heard_engagement,
    make_theme_with_voice,
)
from antiphon.engagement.tests.factories import (
    make_closing_engagement,
    make_engagement,
    make_extension,
    make_open_engagement,
    make_partner,
)
from antiphon.insight.tests.factories import make_gathering, make_report

pytestmark = pytest.mark.django_db
PAGES = ["/", "/engagements/", "/decisions/", "/you-said-we-did/", "/receipt/", "/accessibility/", "/privacy/"]


def planned(**overrides: Any) -> Any:
    return make_open_engagement(**{"opens_on": days(10), "closes_on": days(40), **overrides})


@pytest.mark.parametrize("address", PAGES)
def test_page_works_with_nothing_in_it(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "<h1" in answer.text


@pytest.mark.parametrize("address", ["/", "/engagements/", "/decisions/", "/you-said-we-did/", "/accessibility/", "/privacy/"])
def test_page_that_is_only_read_takes_no_post(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_page_is_not_kept_by_shared_caches(client, address):
    assert "private" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize(("address", "words"), [
    ("/", "Nothing is open today"),
    ("/engagements/", "Nothing has been finished yet"),
    ("/decisions/", "No decision has been published yet"),
    ("/you-said-we-did/", "There are no answers yet"),
])  # fmt: skip
def test_page_says_so_when_it_is_empty(client, address, words):
    assert words in client.get(address).text


def test_home_shows_what_is_open_what_is_planned_and_the_latest_answers(client):
    engagement, later = make_open_engagement(title="Clinic times"), planned(title="Bus routes")
    make_decided_engagement(title="111 First")
    text = client.get("/").text
    assert "Clinic times" in text
    assert f'href="/engagements/{engagement.slug}/take-part/"' in text
    assert later.title in text
    assert text.count("You said: ") == 3
    assert "How it works" in text
    assert 'name="code"' in text


def test_home_does_not_show_a_draft(client):
    make_engagement(title="Not yet public")
    assert "Not yet public" not in client.get("/").text


def test_engagements_stand_under_where_they_are(client):
    make_open_engagement(title="Open one")
    planned(title="Planned one")
    make_closing_engagement(title="Considered one")
    make_decided_engagement(title="Answered one", closed=True)
    make_engagement(title="Draft one")
    text = client.get("/engagements/").text
    order = [text.index(words) for words in (
        ">Open now</h2>", "Open one", ">Planned</h2>", "Planned one", ">Being considered</h2>", "Considered one",
        ">Answered</h2>", "Answered one")]  # fmt: skip
    assert order == sorted(order)
    assert "Draft one" not in text


def test_engagements_answered_run_over_pages(client):
    for number in range(21):
        make_closing_engagement(title=f"Answered {number}", closed_at=timezone.now() - datetime.timedelta(days=number))
    assert "Page 2 of 2" in client.get("/engagements/").text
    assert "Answered 20" in client.get("/engagements/?page=2").text
    assert client.get("/engagements/?page=nonsense").status_code == 200


def test_engagement_open_says_how_to_take_part(client):
    engagement = make_open_engagement(rung="collaborating", other_ways="- Ring us\n- Come to the library")
    make_partner(engagement=engagement)
    make_extension(engagement=engagement, reason="The letters went out late.")
    text = client.get(f"/engagements/{engagement.slug}/").text
    for words in ("Take part online", "Come to the library", "Our promise to you", "Collaborating", "What cannot change",
                  "The letters went out late.", engagement.partners.get().organisation.name, "What happens next"):  # fmt: skip
        assert words in text
    for words in ("What people told us</h2>", "The decision</h2>", "You said, we did</h2>"):
        assert words not in text


def test_engagement_planned_cannot_be_answered_yet(client):
    engagement = planned()
    assert "Take part online" not in client.get(f"/engagements/{engagement.slug}/").text
    assert "This opens on" in client.get(f"/engagements/{engagement.slug}/take-part/").text


def test_engagement_draft_is_not_found_anywhere(client):
    slug = make_engagement().slug
    for page in ("", "take-part/", "thanks/", "paper/"):
        assert client.get(f"/engagements/{slug}/{page}").status_code == 404
    assert client.post(f"/engagements/{slug}/take-part/", {}).status_code == 404


def test_engagement_shows_nothing_of_a_report_that_is_not_published(client):
    engagement = make_heard_engagement(reported=False)
    make_report(engagement=engagement, summary="A secret summary")
    text = client.get(f"/engagements/{engagement.slug}/").text
    assert "A secret summary" not in text
    assert "Evening times" not in text
    assert "People are reading what was said" in text


def test_engagement_shows_nothing_of_a_decision_that_is_not_published(client):
    engagement = make_decided_engagement(published=False, answered=False)
    text = client.get(f"/engagements/{engagement.slug}/").text
    assert "Open until 8pm" not in text
    assert "What people told us</h2>" in text
    assert client.get(f"/decisions/{engagement.slug}/").status_code == 404
    assert "Open until 8pm" not in client.get("/decisions/").text


def test_engagement_answered_tells_its_whole_story(client):
    engagement = make_decided_engagement()
    text = client.get(f"/engagements/{engagement.slug}/").text
    for words in ("What people told us</h2>", "People want evening times.", "Few people from the villages took part.",
                  "The decision</h2>", "Open until 8pm on two evenings.", "Most people asked for it",
                  "Check the buses first.", "9 for, 0 against", "What weighed for it", "You said: Evening times",
                  "What the choices were", "Who it affects most"):  # fmt: skip
        assert words in text


def test_engagement_without_all_answers_says_what_is_to_come(client):
    engagement = make_decided_engagement(answered=False)
    text = client.get(f"/engagements/{engagement.slug}/").text
    assert "Our answer to this is still to come." in text
    assert "We are writing our answers" in text


def test_engagement_hides_small_numbers(client):
    engagement = make_decided_engagement()
    text = client.get(f"/engagements/{engagement.slug}/").text
    assert "fewer than 10" in text
    assert "We do not show numbers under 10" in text


def test_engagement_quotes_only_where_it_was_allowed_and_chosen(client):
    engagement = make_heard_engagement(themes=0)
    theme = make_theme_with_voice(engagement=engagement)
    from antiphon.voices.tests.factories import make_voice

    for words, may_quote, quoted in (("Chosen and allowed", True, True), ("Chosen, not allowed", False, True),
                                     ("Allowed, not chosen", True, False)):  # fmt: skip
        voice = make_voice(engagement=engagement, status="clean", words=words, may_quote=may_quote)
        make_gathering(theme=theme, voice=voice, quoted=quoted, quoted_by=engagement.lead if quoted else None)
    text = client.get(f"/engagements/{engagement.slug}/").text
    assert "Chosen and allowed" in text
    assert "Chosen, not allowed" not in text
    assert "Allowed, not chosen" not in text


def test_decision_says_what_why_and_who_disagreed(client):
    engagement = make_decided_engagement()
    listed, text = client.get("/decisions/").text, client.get(f"/decisions/{engagement.slug}/").text
    assert f'href="/decisions/{engagement.slug}/"' in listed
    for words in ("What was decided", "Why", "Who disagreed", "How what people said was weighed", "What the choices were"):
        assert words in text


def test_decision_draft_is_not_found(client):
    engagement = make_decision().engagement
    assert client.get(f"/decisions/{engagement.slug}/").status_code == 404


def test_answers_stand_under_their_engagement(client):
    make_decided_engagement(title="First work", themes=2)
    make_decided_engagement(title="Second work", themes=1)
    text = client.get("/you-said-we-did/").text
    assert text.count('class="app-group"') == 2
    assert text.count("You said: ") == 3


@pytest.mark.parametrize("address", ["/", "/engagements/", "/decisions/", "/you-said-we-did/"])
def test_list_costs_the_same_for_many(client, django_assert_max_num_queries, address):
    counts = []
    for more in (3, 9):
        for _ in range(more):
            make_open_engagement()
            planned()
            make_decided_engagement(themes=1)
            make_decided_engagement(themes=1, closed=True)
        with django_assert_max_num_queries(60) as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_story_costs_the_same_for_many_themes(client, django_assert_max_num_queries):
    counts = []
    for themes in (2, 9):
        engagement = make_decided_engagement(themes=themes)
        for _ in range(themes):
            make_partner(engagement=engagement)
        with django_assert_max_num_queries(60) as seen:
            client.get(f"/engagements/{engagement.slug}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_decision_costs_the_same_for_many_themes(client, django_assert_max_num_queries):
    counts = []
    for themes in (2, 9):
        engagement = make_decided_engagement(themes=themes)
        with django_assert_max_num_queries(60) as seen:
            client.get(f"/decisions/{engagement.slug}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_privacy_page_promises_what_the_nightly_tidying_does(client):
    from antiphon.core import keeping
    from antiphon.public.presenters import in_years

    text = client.get("/privacy/").text
    assert f"{in_years(keeping.WORDS)} after the work is finished" in text
    assert f"{in_years(keeping.NAMES)} after the work is finished" in text
    years = (keeping.WORDS, keeping.NAMES, keeping.MESSAGES)
    assert [in_years(one) for one in years] == ["Five years", "Two years", "Two years"]


def test_privacy_page_leads_to_erasing_and_sets_no_cookie(client):
    answer = client.get("/privacy/")
    assert 'href="/receipt/">check your receipt</a>' in answer.text
    assert not answer.cookies
    form = client.get("/receipt/")
    assert {name: cookie["max-age"] for name, cookie in form.cookies.items()} == {"csrftoken": ""}


@pytest.mark.django_db
def test_results_are_public_once_the_report_is_published(client):
    from antiphon.insight.tests.panel import answer_survey, make_survey

    questions = make_survey()
    engagement = answer_survey(questions, 60)
    address = f"/engagements/{engagement.slug}/results/"
    assert client.get(address).status_code == 404
    make_report(engagement=engagement, published_on=timezone.localdate())
    text = client.get(address, {"by": "channel"}).content.decode()
    assert "Would you ring 111 first?" in text
    assert "60 people or groups took part" in text
    assert address in client.get(f"/engagements/{engagement.slug}/").content.decode()
