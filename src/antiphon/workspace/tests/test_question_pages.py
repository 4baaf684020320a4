"""The screens that make a form: questions of every kind, new versions, other formats, the inclusion check, sharing."""

from typing import Any

import pytest

from antiphon.engagement import actions, queries
from antiphon.engagement.models import InclusionCheck, Question, Revision, Twin
from antiphon.engagement.tests.factories import (
    make_choice,
    make_engagement,
    make_open_engagement,
    make_partner,
    make_question,
    make_revision,
    make_twin,
    make_twin_question,
)
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices.models import FileOpening
from antiphon.voices.tests.factories import make_response, make_upload

pytestmark = pytest.mark.django_db
BASE = "/workspace/engagements/"


@pytest.fixture
def board() -> Any:
    return make_organisation(name="Ashmere Board")


@pytest.fixture
def alice(board: Any) -> Any:
    return make_user(role="engagement_lead", organisation=board, name="Alice")


@pytest.fixture
def dana(board: Any) -> Any:
    return make_user(role="director", organisation=board, name="Dana")


@pytest.fixture
def bob(board: Any) -> Any:
    return make_user(role="reader", organisation=board, name="Bob")


@pytest.fixture
def draft(board: Any, alice: Any) -> Any:
    return make_engagement(owner=board, lead=alice)


@pytest.fixture
def running(board: Any, alice: Any) -> Any:
    return make_open_engagement(owner=board, lead=alice)


def at(engagement: Any, tail: str = "questions/") -> str:
    return f"{BASE}{engagement.slug}/{tail}"


def words(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


SENT = {
    "text": {},
    "one": {"options": "Bus\nCar", "own": "Another way"},
    "many": {"options": "Bus\nCar\nBike", "most": "2"},
    "scale": {"lowest": "0", "highest": "10", "low": "Hard", "high": "Easy"},
    "matrix": {"options": "Good\nPoor", "rows": "The post\nThe phone"},
    "ranking": {"options": "Time\nPlace"},
    "date": {},
    "place": {},
    "file": {},
}


@pytest.mark.parametrize("kind", SENT)
def test_a_question_of_each_kind_can_be_written_and_changed(draft: Any, alice: Any, staff_client: Any, kind: str) -> None:
    client = staff_client(alice)
    assert "Add a question" in words(client.get(at(draft, f"questions/add/?kind={kind}")))
    sent = {"text": f"A question of kind {kind}?", "hint": "Help.", "page": "2", **SENT[kind]}
    assert client.post(at(draft, f"questions/add/?kind={kind}"), sent).status_code == 302
    made = Question.objects.get(engagement=draft, kind=kind, hint="Help.")
    assert (made.page, made.place) == (2, 2)
    keys = [one["key"] for one in made.options]
    changed = {**sent, "text": "In other words?", **({"options": sent["options"] + "\nOne more"} if "options" in sent else {})}
    assert client.post(at(draft, f"questions/{made.pk}/"), changed).status_code == 302
    made.refresh_from_db()
    assert made.text == "In other words?"
    assert [one["key"] for one in made.options if one["key"] in keys] == keys  # answers keep their keys
    assert "In other words?" in words(client.get(at(draft)))


def test_what_is_wrong_with_a_question_is_said_and_nothing_is_lost(draft: Any, alice: Any, staff_client: Any) -> None:
    sent = {"text": "How do you come?", "page": "1", "options": "Only one", "own": ""}
    page = words(staff_client(alice).post(at(draft, "questions/add/?kind=one"), sent))
    assert "Write at least two answers" in page
    assert "How do you come?" in page
    assert "Only one" in page


def test_a_question_can_be_asked_only_of_some(draft: Any, alice: Any, staff_client: Any) -> None:
    choice = make_choice(engagement=draft)
    client = staff_client(alice)
    sent = {"text": "What makes the bus hard?", "page": "1", f"if_{choice.pk}": ["bus"]}
    client.post(at(draft, "questions/add/?kind=text"), sent)
    made = Question.objects.get(text="What makes the bus hard?")
    assert made.only_if == [{"series": str(choice.series), "options": ["bus"]}]
    assert "Asked only if the answer to question 2 is “By bus”" in words(client.get(at(draft)))
    moved = client.post(at(draft, f"questions/{made.pk}/move/"), {"way": "up"}, follow=True)
    assert "must stand after the question that it depends on" in words(moved)
    removed = client.post(at(draft, f"questions/{choice.pk}/remove/"), follow=True)
    assert "depends on this question" in words(removed)
    assert Question.objects.filter(pk=choice.pk).exists()


def test_questions_move_by_buttons_and_can_be_taken_out(draft: Any, alice: Any, staff_client: Any) -> None:
    first, second = draft.questions.get(), make_question(engagement=draft, text="Second?")
    client = staff_client(alice)
    client.post(at(draft, f"questions/{second.pk}/move/"), {"way": "up"})
    assert [one.pk for one in queries.questions_of(draft)] == [second.pk, first.pk]
    client.post(at(draft, f"questions/{first.pk}/remove/"))
    assert [(one.pk, one.place) for one in queries.questions_of(draft)] == [(second.pk, 1)]


def test_ready_made_questions_and_those_of_an_earlier_engagement(draft: Any, board: Any, alice: Any, staff_client: Any) -> None:
    client = staff_client(alice)
    client.post(at(draft, "questions/ready-made/"), {"template": "getting_there"})
    client.post(at(draft, "questions/ready-made/"), {"template": "friends_and_family"})
    texts = [one.text for one in queries.questions_of(draft)]
    assert "Overall, how was your experience of our service?" in texts
    assert Question.objects.get(text="What makes it hard?").only_if
    other = make_engagement(owner=board, lead=alice)
    strange = make_engagement(title="Not ours at all")
    page = words(client.get(at(other, "questions/copy/")))
    assert draft.title in page
    assert strange.title not in page
    assert "Not ours" not in words(client.get(at(other, f"questions/copy/?source={strange.slug}")))
    wanted = ("How easy is it to get here?", "What makes it hard?")
    chosen = [one.pk for one in queries.questions_of(draft) if one.text in wanted]
    client.post(at(other, f"questions/copy/?source={draft.slug}"), {"questions": chosen})
    copies = list(queries.questions_of(other))[-2:]
    assert copies[1].only_if[0]["series"] == str(copies[0].series)  # what it depends on came along


def test_advice_stands_beside_the_question(draft: Any, alice: Any, staff_client: Any) -> None:
    make_question(engagement=draft, text="Don't you agree that our excellent new clinic is clear and helpful?")
    page = words(staff_client(alice).get(at(draft)))
    assert "Worth a second look" in page
    assert "leans towards an answer" in page


def test_the_published_words_hold_every_answer_to_choose_from(draft: Any) -> None:
    make_choice(engagement=draft)
    signed = queries.public_words(draft)
    for text in ("How do you get here?", "By bus", "Another way (with a box for own words)"):
        assert text in signed


def test_a_published_question_changes_only_with_a_reason_and_a_second_person(
    running: Any, alice: Any, dana: Any, bob: Any, staff_client: Any, client: Any
) -> None:
    old = running.questions.get()
    address = at(running, f"questions/{old.pk}/")
    assert staff_client(bob).post(address, {"text": "New?", "reason": "So."}).status_code == 403
    assert "Say why the question changes" in words(staff_client(alice).post(address, {"text": "New words?"}))
    staff_client(alice).post(address, {"text": "New words?", "hint": "", "reason": "The old ones were not clear."})
    assert old.text in client.get(f"/engagements/{running.slug}/take-part/").text
    assert "Another person must sign" in words(staff_client(alice).get(address))
    assert "You wrote some of these words" in words(staff_client(alice).post(f"{address}sign/", follow=True))
    assert "New words?" in words(staff_client(dana).get(address))
    staff_client(dana).post(f"{address}sign/")
    new = queries.questions_of(running).get()
    old.refresh_from_db()
    assert (new.text, new.version, new.series) == ("New words?", 2, old.series)
    assert old.replaced_at
    assert [one.version for one in queries.versions_of(new)] == [1, 2]
    public = client.get(f"/engagements/{running.slug}/").text
    assert "A question changed" in public
    assert "The old ones were not clear." in public


def test_new_words_can_be_given_up_until_they_are_signed(running: Any, alice: Any, staff_client: Any) -> None:
    old = running.questions.get()
    make_revision(question=old, written_by=alice)
    staff_client(alice).post(at(running, f"questions/{old.pk}/withdraw/"))
    assert not Revision.objects.exists()
    assert queries.questions_of(running).get() == old


def test_a_twin_is_made_put_into_words_and_published_by_a_second_person(
    running: Any, alice: Any, dana: Any, staff_client: Any, client: Any
) -> None:
    choice = make_choice(engagement=running)
    first = running.questions.exclude(pk=choice.pk).get()
    about = {"title": "کلینک کے اوقات", "made_by": "Vale Translators", "checked_by": "", "summary": "", "video": "",
             "transcript": ""}  # fmt: skip
    page = words(staff_client(alice).post(at(running, "twins/new/"), {**about, "format": "language", "language": "en"}))
    assert "Choose a language other than English" in page
    staff_client(alice).post(at(running, "twins/new/"), {**about, "format": "language", "language": "ur"})
    twin = Twin.objects.get()
    address = at(running, f"twins/{twin.pk}/")
    assert "Say who checked it" in words(staff_client(alice).get(address))
    put = {f"text_{first.pk}": "کون سا وقت؟", f"text_{choice.pk}": "آپ کیسے آتے ہیں؟", f"option_{choice.pk}_bus": "بس سے"}
    staff_client(alice).post(address, {**about, **put, "checked_by": "Ayesha’s reading group"})
    assert "needs somebody who typed none of it" in words(staff_client(alice).get(address))
    assert client.get(f"/engagements/{running.slug}/take-part/language-ur/").status_code == 404
    staff_client(dana).post(f"{address}publish/")
    form = client.get(f"/engagements/{running.slug}/take-part/language-ur/").text
    assert 'lang="ur" dir="rtl"' in form
    assert "بس سے" in form
    assert "Urdu" in client.get(f"/engagements/{running.slug}/").text
    assert "so its words stay" in words(staff_client(alice).get(address))


def test_a_twin_for_the_eye_or_the_ear_needs_its_words(running: Any) -> None:
    twin = make_twin(engagement=running, format="bsl", checked_by="Deaf Ashmere", video="https://example.org/bsl")
    make_twin_question(twin=twin)
    assert queries.missing_of_twin(twin) == ["Write what the video or recording says, for people who cannot see or hear it."]


def test_a_twin_whose_question_changed_is_found_out(running: Any, alice: Any, dana: Any, client: Any) -> None:
    twin = make_twin(engagement=running, published_at=running.published_at)
    make_twin_question(twin=twin, text="What time is good?")
    address = f"/engagements/{running.slug}/take-part/easy-read-en/"
    assert "What time is good?" in client.get(address).text
    revision = actions.draft_revision(running.questions.get(), text="Which days suit you?", reason="Days matter.", by=alice)
    actions.sign_revision(revision, by=dana)
    assert [one.text for one in queries.outdated(twin)] == ["Which days suit you?"]
    page = client.get(address).text
    assert "Which days suit you?" in page
    assert "What time is good?" not in page


def test_an_online_only_form_is_flagged_and_needs_a_written_reason(draft: Any, alice: Any, staff_client: Any) -> None:
    """Register row 77."""
    draft.other_ways = ""
    draft.save()
    client = staff_client(alice)
    assert "Online-only form" in words(client.get(at(draft, "publish/")))
    page = words(client.post(at(draft, "inclusion/"), {"minutes": "5"}))
    assert "Online-only form: choose at least one way" in page
    assert not InclusionCheck.objects.exists()
    reason = "The question is about the web site itself."
    client.post(at(draft, "inclusion/"), {"minutes": "5", "online_only_because": reason})
    page = words(client.get(at(draft, "publish/")))
    assert "Nothing is missing" in page
    assert "This is an online-only form" in page
    assert reason in page
    client.post(at(draft, "inclusion/"), {"paper": "on", "by_telephone": "on"})
    assert "There are other ways" in words(client.get(at(draft, "inclusion/")))


def test_share_gives_a_link_and_a_card_that_bring_nothing_with_them(running: Any, bob: Any, staff_client: Any) -> None:
    running.title = "Clinics <for> all"
    running.save()
    page = words(staff_client(bob).get(at(running, "share/")))
    assert f"/t/{running.pk}/" in page
    assert "&amp;lt;for&amp;gt;" in page  # escaped in the snippet, and the snippet in the page
    for no in ("iframe", "&lt;script"):
        assert no not in page.split("<textarea", 1)[1].split("</textarea>")[0]


@pytest.mark.parametrize("tail", [
    "questions/", "questions/add/", "questions/copy/", "twins/", "twins/new/", "inclusion/", "share/",
])  # fmt: skip
def test_a_stranger_gets_404_everywhere(draft: Any, staff_client: Any, tail: str) -> None:
    assert staff_client(make_user(role="engagement_lead", name="Charlie")).get(at(draft, tail)).status_code == 404


def test_the_preview_is_for_those_who_may_see_the_engagement(draft: Any, bob: Any, client: Any, staff_client: Any) -> None:
    make_choice(engagement=draft, page=2, required=True)
    address = f"/workspace/preview/{draft.slug}/"
    assert client.get(address).status_code == 302
    assert staff_client(make_user(role="director", name="Charlie")).get(address).status_code == 404
    reader = staff_client(bob)
    assert "Nothing that you enter here is kept or sent" in words(reader.get(address))
    assert "How do you get here?" in words(reader.get(f"{address}?page=2"))
    assert "Answer this question" in words(reader.post(address, {"step": "2"}))
    assert reader.post(address, {"step": "1"}).headers["Location"] == f"{address}?page=2"
    partner = make_user(role="reader")
    make_partner(engagement=draft, organisation=partner.memberships.get().organisation, way="reads")
    assert staff_client(partner).get(address).status_code == 200


def test_a_file_is_opened_with_a_reason_and_is_a_download_that_nothing_runs(
    running: Any, board: Any, alice: Any, bob: Any, staff_client: Any
) -> None:
    upload = make_upload(response=make_response(engagement=running), content=b"%PDF-1.7 x", kind="application/pdf")
    guardian = make_user(role="guardian", organisation=board, name="Grace")
    address = at(running, f"voices/sent-files/{upload.pk}/")
    assert staff_client(bob).get(address).status_code == 403
    assert "letter.txt" not in words(staff_client(guardian).get(at(running, "voices/sent-files/")))
    assert "Say why you need to see them" in words(staff_client(guardian).post(address, {"why": ""}))
    answer = staff_client(guardian).post(address, {"why": "It may show a risk."})
    assert answer.content == b"%PDF-1.7 x"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="file-{upload.pk}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert FileOpening.objects.get().opened_by == guardian
    other = make_open_engagement()
    assert staff_client(guardian).get(at(other, f"voices/sent-files/{upload.pk}/")).status_code == 404
