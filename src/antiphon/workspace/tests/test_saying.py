"""The screens of “What we say”: the words we use, their history, tests and days of review."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_engagement, make_open_engagement
from antiphon.language.models import Change, Override, Review, Term, TestSession
from antiphon.language.queries import check
from antiphon.language.tests.factories import make_acronym, make_review, make_term
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return make_open_engagement(title="Urgent treatment in Millbeck", purpose="We will guarantee urgent treatment.")


@pytest.fixture
def alice(engagement: Engagement) -> User:
    return make_user(role="communications_officer", organisation=engagement.owner, name="Alice Able")


@pytest.fixture
def hers(staff_client: Client, alice: User) -> Client:
    return staff_client(alice)  # type: ignore[operator]


@pytest.fixture
def his(staff_client: Client, engagement: Engagement) -> Client:
    return staff_client(make_user(role="director", organisation=engagement.owner, name="Dan Director"))  # type: ignore[operator]


WORD = {"preferred": "same-day care", "avoid": "urgent treatment\nUTC", "meaning": "Care on the day you ask.",
        "audience": "everyone", "cy": "gofal yr un diwrnod", "why": "People know it."}  # fmt: skip


def test_a_word_is_proposed_by_one_and_approved_by_another_who_sees_what_uses_the_old_one(
    hers: Client, his: Client, engagement: Engagement
):
    assert hers.post("/workspace/saying/words/term/new/", {**WORD, "organisation": engagement.owner_id}).status_code == 302
    change = Change.objects.get()
    page = hers.get(f"/workspace/saying/words/changes/{change.pk}/").content.decode()
    assert "another person settles it" in page
    here = f"/workspace/saying/words/changes/{change.pk}/"
    page = his.get(here).content.decode()
    assert "Urgent treatment in Millbeck" in page
    assert engagement.lead.name in page
    before = engagement.purpose
    assert his.post(here, {"approve": "yes", "note": ""}).status_code == 302
    engagement.refresh_from_db()
    assert engagement.purpose == before
    page = his.get(f"/workspace/saying/words/term/{Term.objects.get().pk}/").content.decode()
    assert "gofal yr un diwrnod" in page
    assert "Nothing was changed" in page
    public = Client().get("/words/").content.decode()
    assert '<span lang="cy" dir="ltr">gofal yr un diwrnod</span>' in public


def test_a_refusal_needs_a_note(hers: Client, his: Client, engagement: Engagement):
    hers.post("/workspace/saying/words/term/new/", {**WORD, "organisation": engagement.owner_id})
    here = f"/workspace/saying/words/changes/{Change.objects.get().pk}/"
    assert "Say why" in his.post(here, {"refuse": "yes", "note": ""}).content.decode()
    assert his.post(here, {"refuse": "yes", "note": "Not clear"}).status_code == 302
    assert Change.objects.get().outcome == "refused"


def test_own_proposal_is_not_approved_by_pressing_the_address(hers: Client, engagement: Engagement):
    hers.post("/workspace/saying/words/term/new/", {**WORD, "organisation": engagement.owner_id})
    here = f"/workspace/saying/words/changes/{Change.objects.get().pk}/"
    assert "another person must settle it" in hers.post(here, {"approve": "yes", "note": ""}).content.decode()
    assert hers.post(here, {"take_back": "yes"}).status_code == 302
    assert Change.objects.get().outcome == "taken_back"


def test_a_file_with_a_wrong_row_names_it_and_nothing_comes_in(hers: Client, his: Client, engagement: Engagement):
    def send(text: str) -> str:
        file = SimpleUploadedFile("words.csv", text.encode())
        return hers.post(
            "/workspace/saying/words/import/", {"organisation": engagement.owner_id, "file": file}, follow=True
        ).content.decode()

    page = send("acronym,expansion\nICB,Integrated care board\nPCN,\n")
    assert "<td>3</td><td>expansion is empty</td>" in page
    assert Change.objects.count() == 0
    assert "2 are proposed" in send("acronym,expansion\nICB,Integrated care board\nPCN,Primary care network\n")
    batch = Change.objects.first()
    assert batch is not None
    assert "2 entries from a file" in his.get("/workspace/saying/words/changes/").content.decode()
    assert his.post(f"/workspace/saying/words/files/{batch.batch}/").status_code == 302
    assert "Integrated care board" in Client().get("/words/").content.decode()
    assert "ICB,Integrated care board" in his.get("/workspace/saying/words/export.csv?what=acronym").content.decode()


def test_a_script_in_a_word_is_letters_on_every_page(hers: Client):
    term = make_term(preferred="<script>alert(1)</script>", meaning="<img src=x onerror=alert(1)>")
    for page in ("/workspace/saying/words/", f"/workspace/saying/words/term/{term.pk}/", "/words/"):
        text = hers.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert" in text


def test_words_are_tried_on_people_and_the_change_is_credited_to_a_group(hers: Client, engagement: Engagement):
    here = f"/workspace/saying/about/engagement.Engagement/{engagement.pk}/"
    sent = {"held_on-day": "4", "held_on-month": "5", "held_on-year": "2026", "users": "6", "staff": "6", "understood": "9",
            "found": "They asked how soon.", "before": "We will guarantee urgent treatment.",
            "after": "We plan care on the day you ask.",
            "changed": "We say when.", "credit": "Mrs Edith Small"}  # fmt: skip
    assert "Thank a group" in hers.post(here + "test/", sent).content.decode()
    assert hers.post(here + "test/", {**sent, "credit": "the readers’ group of Millbeck"}).status_code == 302
    page = hers.get(here).content.decode()
    assert "6 people who use services, 6 members of staff" in page
    assert "the readers’ group of Millbeck" in page
    assert "9 of 12" in page
    assert TestSession.objects.get().read.startswith("Urgent treatment in Millbeck")


def test_a_late_review_shows_to_owners_everywhere_and_to_the_public_only_if_set(
    hers: Client, engagement: Engagement, alice: User, staff_client: Client
):
    here = f"/workspace/saying/about/engagement.Engagement/{engagement.pk}/"
    sent = {"due_on-day": "4", "due_on-month": "5", "due_on-year": "2026", "owner": alice.pk}
    assert hers.post(here + "review/", sent).status_code == 302
    story, public = f"/workspace/engagements/{engagement.slug}/", f"/engagements/{engagement.slug}/"
    for page in (here, story, f"{story}publish/"):
        assert "Review is late" in hers.get(page).content.decode(), page
    assert "Look again at what it says" in hers.get("/workspace/").content.decode()
    assert "look at these words again" not in Client().get(public).content.decode()
    assert hers.post(here + "review/", {**sent, "public": "on"}).status_code == 302
    assert "look at these words again" in Client().get(public).content.decode()
    review = Review.objects.get()
    done = {"note": "One figure is old.", "next_on-day": "4", "next_on-month": "5", "next_on-year": "2096"}
    assert hers.post(f"/workspace/saying/reviews/{review.pk}/done/", done).status_code == 302
    assert "Review is late" not in hers.get(story).content.decode()
    assert "look at these words again" not in Client().get(public).content.decode()
    stranger = staff_client(make_user(role="director"))  # type: ignore[operator]
    assert stranger.get(f"/workspace/saying/reviews/{review.pk}/done/").status_code == 404
    assert stranger.post(here + "review/", sent).status_code == 404


def test_whoever_approves_sees_what_stands_and_why(hers: Client, engagement: Engagement):
    here = f"/workspace/saying/about/engagement.Engagement/{engagement.pk}/"
    mark = next(one.mark for one in check(engagement.purpose).found if "guarantee" in one.finding.text)
    assert "without a reason" in hers.get(f"/workspace/engagements/{engagement.slug}/publish/").content.decode()
    assert hers.post(here, {f"keep-words-{mark}": "The law says so."}).status_code == 302
    assert Override.objects.get().reason == "The law says so."
    page = hers.get(f"/workspace/engagements/{engagement.slug}/publish/").content.decode()
    assert "Why it stays:</strong> The law says so." in page
    assert "Alice Able" in page


def test_a_draft_of_others_is_not_there(hers: Client):
    other = make_engagement()
    assert hers.get(f"/workspace/saying/about/engagement.Engagement/{other.pk}/").status_code == 404
    for wrong in ("engagement.Engagement/abc", "engagement.Engagement/99999999999999999999", "nothing.Here/1"):
        assert hers.get(f"/workspace/saying/about/{wrong}/").status_code == 404


def test_the_list_finds_words_and_letters_and_says_what_is_late(hers: Client):
    make_term(preferred="same-day care", review_on=datetime.date(2026, 1, 1))
    make_acronym(
        letters="DNA", meanings=[{"words": "Did not attend", "note": ""}, {"words": "Deoxyribonucleic acid", "note": ""}]
    )
    assert "Late" in hers.get("/workspace/saying/words/?words=same").content.decode()
    page = hers.get("/workspace/saying/words/?what=acronym").content.decode()
    assert "Did not attend<br>Deoxyribonucleic acid" in page
    assert "Nothing holds" in hers.get("/workspace/saying/words/?words=zzz").content.decode()
    assert "1. Did not attend" in Client().get("/words/").content.decode()


def test_many_words_stand_letter_by_letter():
    for number in range(61):
        make_term(preferred=f"care {number}")
    make_term(preferred="ward round", meaning="Doctors visit you.")
    first, other = Client().get("/words/").content.decode(), Client().get("/words/?letter=W").content.decode()
    assert "ward round" not in first
    assert "ward round" in other
    assert "1 entry holds" in Client().get("/words/?words=doctors").content.decode()


def test_staff_words_are_not_on_the_public_page():
    make_term(preferred="bed base", audience="staff")
    assert "bed base" not in Client().get("/words/").content.decode()


def test_a_reader_may_look_and_not_write(staff_client: Client, engagement: Engagement):
    bob = staff_client(make_user(role="reader", organisation=engagement.owner))  # type: ignore[operator]
    review = make_review(organisation=engagement.owner, key=str(engagement.pk))
    assert bob.get("/workspace/saying/words/").status_code == 200
    for page in (
        "words/term/new/",
        "words/import/",
        f"reviews/{review.pk}/done/",
        f"about/engagement.Engagement/{engagement.pk}/test/",
    ):
        assert bob.get(f"/workspace/saying/{page}").status_code == 403, page
