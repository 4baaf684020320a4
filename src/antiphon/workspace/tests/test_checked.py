"""The checker on the forms of the workspace: without script, by the button; and the endpoint that the script asks."""

import pytest
from django.test import Client

from antiphon.core.models import TrailEntry
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement
from antiphon.language.models import Override
from antiphon.language.queries import check
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.workspace.decisions.forms import AnswerForm

pytestmark = pytest.mark.django_db
BAD = "We will guarantee a reply."


@pytest.fixture
def engagement() -> Engagement:
    return make_engagement()


@pytest.fixture
def alice(engagement: Engagement) -> User:
    return make_user(role="engagement_lead", organisation=engagement.owner)


@pytest.fixture
def hers(staff_client: Client, alice: User) -> Client:
    return staff_client(alice)  # type: ignore[operator]


def edit(engagement: Engagement) -> str:
    return f"/workspace/engagements/{engagement.slug}/edit/"


def sent(engagement: Engagement, **more: str) -> dict[str, str]:
    return {"title": "Clinic times", "rung": "consulting", "kind": "consultation", "purpose": BAD, **more}


def test_the_button_shows_what_is_found_and_saves_nothing(engagement: Engagement, hers: Client):
    before = engagement.purpose
    page = hers.post(edit(engagement), sent(engagement, check_words="purpose", title="")).content.decode()
    assert "will guarantee" in page
    assert BAD in page  # what was typed is still there
    assert "There is a problem" not in page
    engagement.refresh_from_db()
    assert engagement.purpose == before


def test_a_reason_is_kept_with_the_words_and_shown_the_next_time(engagement: Engagement, hers: Client, alice: User):
    mark = next(one.mark for one in check(BAD).found if "guarantee" in one.finding.text)
    page = hers.post(edit(engagement), sent(engagement, check_words="purpose", **{f"keep-purpose-{mark}": "It is the law."}))
    assert "It is the law." in page.content.decode()
    assert Override.objects.count() == 0  # not before the words are saved
    assert hers.post(edit(engagement), sent(engagement, **{f"keep-purpose-{mark}": "It is the law."})).status_code == 302
    kept = Override.objects.get()
    assert (kept.reason, kept.kept_by, kept.organisation) == ("It is the law.", alice, engagement.owner)
    page = hers.post(edit(engagement), sent(engagement, check_words="purpose")).content.decode()
    assert "stays: It is the law." in page
    assert hers.get(edit(engagement)).status_code == 200


def test_a_reason_for_what_is_not_found_is_not_kept(engagement: Engagement, hers: Client):
    hers.post(edit(engagement), sent(engagement, **{"keep-purpose-0123456789abcdef": "Because", "keep-purpose-x": " "}))
    assert Override.objects.count() == 0


def test_nothing_is_kept_when_the_words_are_not_saved(engagement: Engagement, hers: Client):
    mark = next(one.mark for one in check(BAD).found if "guarantee" in one.finding.text)
    hers.post(edit(engagement), sent(engagement, title="", **{f"keep-purpose-{mark}": "It is the law."}))
    assert Override.objects.count() == 0


def test_the_script_is_answered_and_no_keystroke_is_kept(hers: Client):
    lines = TrailEntry.objects.count()
    answer = hers.post("/workspace/saying/check/", {"text": BAD, "name": "purpose"})
    page = answer.content.decode()
    assert "will guarantee" in page
    assert 'name="keep-purpose-' in page
    assert "no-store" in answer["Cache-Control"]
    assert TrailEntry.objects.count() == lines
    assert Override.objects.count() == 0


def test_a_script_in_what_is_typed_stays_letters(hers: Client):
    page = hers.post("/workspace/saying/check/", {"text": "We will guarantee <script>alert(1)</script>.", "name": '"><b>'})
    assert "<script>" not in page.content.decode()
    assert '"><b>' not in page.content.decode()


def test_nobody_and_get_are_kept_out(hers: Client):
    assert Client().post("/workspace/saying/check/", {"text": BAD}).status_code == 302
    assert hers.get("/workspace/saying/check/").status_code == 405


def test_a_very_long_text_is_checked_as_far_as_said(hers: Client):
    page = hers.post("/workspace/saying/check/", {"text": "We plan it. " * 20_000, "name": "x"}).content.decode()
    assert "only its first 200,000 letters" in page


def test_a_field_that_is_not_named_has_no_checker():
    form = AnswerForm({"words": BAD, "check_words": "words"})
    assert form.below(form["by_when"]) is None
    assert "will guarantee" in (form.below(form["words"]) or "")
    assert not form.is_valid()
    assert not form.errors
