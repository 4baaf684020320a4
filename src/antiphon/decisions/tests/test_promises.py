"""A promise is followed up: what became of it is told by two people, and the answer that people read stays."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.decisions import actions, queries
from antiphon.decisions.models import FollowUp
from antiphon.decisions.tests.factories import days, make_answer, make_colleague, make_follow_up, make_theme_with_voice
from antiphon.network.tests.factories import make_user
from antiphon.signoff.queries import signatures

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(engagement):
    theme = make_theme_with_voice(engagement=engagement, name="A later bus")
    return make_answer(theme=theme, kind="will", by_when=days(-3), published_at=timezone.now())


def test_what_became_of_a_promise_is_published_by_another_person(promise, engagement, alice, dana):
    news = actions.follow_up(promise, kind="done", words="The bus runs.", by=alice)
    with pytest.raises(Refused, match="another person"):
        actions.publish_follow_up(news, by=alice)
    assert [one.answer for one in queries.promises(alice)] == [promise]
    actions.publish_follow_up(news, by=dana)
    assert "We did it: The bus runs." in signatures(news).get().words
    assert queries.promises(alice) == []
    promise.refresh_from_db()
    assert promise.words == "We will ask for a later bus."


def test_not_yet_moves_the_day_and_the_promise_goes_on(promise, alice, dana):
    assert queries.promises_kept() == queries.Kept(made=1, done=0, cannot=0, late=1)
    news = actions.follow_up(promise, kind="later", words="The firm has no driver.", by_when=days(30), by=alice)
    actions.publish_follow_up(news, by=dana)
    (again,) = queries.promises(alice)
    assert again.due_on == days(30)
    assert (queries.promises_kept().late, queries.promises_kept().running) == (0, 1)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"kind": "later"}, "By when|by when"), ({"kind": "later", "by_when": datetime.date(2020, 1, 1)}, "still to come"),
        ({"kind": "cannot"}, "why"), ({"kind": "done", "words": " "}, "what happened"), ({"kind": "perhaps"}, "Choose"),
    ],
)  # fmt: skip
def test_half_a_follow_up_is_refused(promise, alice, fields, word):
    with pytest.raises(Refused, match=word):
        actions.follow_up(promise, **{"words": "We tried.", **fields}, by=alice)
    assert not FollowUp.objects.exists()


def test_only_a_public_promise_that_is_not_settled_is_followed_up(promise, alice):
    make_follow_up(answer=promise)
    with pytest.raises(Refused, match="settled"):
        actions.follow_up(promise, kind="done", words="Again.", by=alice)
    done = make_answer(kind="did", published_at=timezone.now())
    alice = make_colleague(done.theme.engagement, role="engagement_lead", name="Ann")
    with pytest.raises(Refused, match="will do"):
        actions.follow_up(done, kind="done", words="Again.", by=alice)


def test_it_is_changed_and_not_doubled_and_whoever_changed_it_cannot_sign(promise, engagement, alice, dana):
    other = make_colleague(engagement, role="engagement_lead", name="Otto")
    first = actions.follow_up(promise, kind="done", words="The bus runs.", by=alice)
    second = actions.follow_up(promise, kind="done", words="The bus runs at nine.", by=other)
    assert first == second
    for writer in (alice, other):
        with pytest.raises(Refused, match="another person"):
            actions.publish_follow_up(second, by=writer)


def test_bob_cannot_and_charlie_finds_nothing(promise, bob, charlie):
    with pytest.raises(PermissionDenied):
        actions.follow_up(promise, kind="done", words="Yes.", by=bob)
    with pytest.raises(Http404):
        actions.follow_up(promise, kind="done", words="Yes.", by=charlie)


def test_the_public_reads_what_became_of_it_below_the_answer(promise):
    make_follow_up(answer=promise, words="The later bus runs since May.")
    another = make_answer(kind="will", published_at=timezone.now())
    make_follow_up(answer=another, published_at=None, words="Not for the public yet.")
    page = Client().get("/you-said-we-did/").content.decode()
    assert "We will ask for a later bus." in page
    assert "The later bus runs since May." in page
    assert "Not for the public yet." not in page
    assert "1 is done" in page


def test_a_late_promise_waits_on_the_worklist_and_goes_when_news_is_written(promise, alice, dana, staff_client):
    assert "Say what became of what we promised" in staff_client(alice).get("/workspace/").content.decode()
    here = f"/workspace/engagements/{promise.theme.engagement.slug}/answers/{promise.theme_id}/follow-up/"
    sent = staff_client(alice).post(here, {"kind": "done", "words": "The bus runs."})
    assert sent.status_code == 302
    assert "Publish what became of a promise" in staff_client(dana).get("/workspace/").content.decode()
    assert staff_client(dana).post(f"{here}publish/").status_code == 302
    assert FollowUp.objects.get().published_at
    assert staff_client(make_user(name="Stranger")).get(here).status_code == 404
