"""Forms of several pages: every kind of question, routing, files, about the person, saving and coming back, twins, versions."""

import datetime
import html
import io
import re
import uuid
import zipfile
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from antiphon.core import receipts
from antiphon.core.actors import Visitor
from antiphon.delivery.models import Delivery, Recipient
from antiphon.engagement import actions as engagements
from antiphon.engagement.tests.factories import (
    make_choice,
    make_open_engagement,
    make_question,
    make_twin,
    make_twin_question,
)
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions
from antiphon.voices.tasks import let_go_due
from antiphon.voices.tests.factories import About, Answer, Response, Saved, Upload, Voice

pytestmark = pytest.mark.django_db
OPTIONS = [{"key": "good", "text": "Good"}, {"key": "poor", "text": "Poor"}]


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def at(engagement: Any, tail: str = "take-part/") -> str:
    return f"/engagements/{engagement.slug}/{tail}"


@pytest.fixture
def long() -> Any:
    """An open engagement with every kind of question on three pages, and questions about the person."""
    engagement = make_open_engagement(about_set="2026-1")
    q = {"text": engagement.questions.get()}
    q["one"] = make_choice(engagement=engagement, required=True)
    q["why"] = make_question(engagement=engagement, text="Why by bus?", page=1,
                             only_if=[{"series": str(q["one"].series), "options": ["bus"]}])  # fmt: skip
    q["many"] = make_choice(engagement=engagement, text="Which of these?", kind="many", page=2, settings={"most": 2})
    q["scale"] = make_question(engagement=engagement, text="How easy?", kind="scale", page=2, settings={"from": 0, "to": 10})
    q["matrix"] = make_question(engagement=engagement, text="How was each?", kind="matrix", page=2, options=OPTIONS,
                                rows=[{"key": "post", "text": "The post"}, {"key": "phone", "text": "The phone"}])  # fmt: skip
    q["ranking"] = make_choice(engagement=engagement, text="In which order?", kind="ranking", page=3,
                               options=[*OPTIONS, {"key": "time", "text": "Time"}])  # fmt: skip
    q["date"] = make_question(engagement=engagement, text="When was it?", kind="date", page=3)
    q["place"] = make_question(engagement=engagement, text="Where was it?", kind="place", page=3)
    q["file"] = make_question(engagement=engagement, text="Do you have a letter?", kind="file", page=3)
    engagement.q = q
    return engagement


def name(question: Any, tail: str = "") -> str:
    return f"question_{question.pk}{tail}"


def go(client: Client, engagement: Any, step: str, **sent: Any) -> Any:
    return client.post(at(engagement), {"step": step, **sent})


def page_one(q: Any, **more: Any) -> dict[str, Any]:
    return {name(q["text"]): "It was fine.", name(q["one"]): "bus", name(q["why"]): "No car.", **more}


def page_two(q: Any) -> dict[str, Any]:
    return {name(q["many"]): ["car", "other"], name(q["many"], "-words-other"): "On a tandem", name(q["scale"]): "7",
            name(q["matrix"], "-post"): "good", name(q["matrix"], "-phone"): "poor"}  # fmt: skip


def page_three(q: Any) -> dict[str, Any]:
    return {name(q["ranking"], "-time"): "1", name(q["ranking"], "-good"): "2", name(q["date"], "-day"): "27",
            name(q["date"], "-month"): "March", name(q["date"], "-year"): "2026", name(q["place"]): "AV3 4QQ",
            name(q["file"]): SimpleUploadedFile("../My letter.pdf", b"%PDF-1.7 a letter")}  # fmt: skip


def submission(text: str) -> str:
    found = re.search(r'name="submission" value="([0-9a-f-]{36})"', text)
    assert found
    return found[1]


def test_a_long_form_goes_from_page_to_page_to_one_response(client: Client, long: Any) -> None:
    q = long.q
    assert "page 1 of 5" in client.get(at(long)).text
    assert go(client, long, "1", **page_one(q)).headers["Location"] == f"{at(long)}?page=2"
    assert go(client, long, "2", **page_two(q)).headers["Location"] == f"{at(long)}?page=3"
    assert go(client, long, "3", **page_three(q)).headers["Location"] == f"{at(long)}?page=about"
    about = {"about_age": "35_44", "about_inclusion": [], "about_sex": "not_said"}
    assert go(client, long, "about", **about).headers["Location"] == f"{at(long)}?page=last"
    assert Response.objects.count() == 0
    last = {"place": "Millbeck", "speaks_as": "group", "speaks_for": "40", "may_reuse": "on"}
    assert go(client, long, "last", **last).headers["Location"] == at(long, "thanks/")
    response = Response.objects.get()
    assert (response.speaks_as, response.speaks_for, response.may_reuse, response.may_quote) == ("group", 40, True, False)
    counted = {(a.question_id, a.row, a.option, a.number, a.text) for a in Answer.objects.filter(response=response)}
    assert counted == {
        (q["one"].pk, "", "bus", None, ""), (q["many"].pk, "", "car", None, ""), (q["many"].pk, "", "other", None, ""),
        (q["scale"].pk, "", "", 7, ""), (q["matrix"].pk, "post", "good", None, ""), (q["matrix"].pk, "phone", "poor", None, ""),
        (q["ranking"].pk, "", "time", 1, ""), (q["ranking"].pk, "", "good", 2, ""), (q["date"].pk, "", "", None, "2026-03-27"),
        (q["place"].pk, "", "", None, "AV3"),
    }  # fmt: skip
    assert {voice.sealed_words for voice in Voice.objects.all()} == {"It was fine.", "No car.", "On a tandem"}
    assert About.objects.get().said == {"age": "35_44", "sex": "not_said"}
    upload = Upload.objects.get()
    assert (upload.response, upload.name, upload.kind, bytes(upload.content)) == (
        response, "My letter.pdf", "application/pdf", b"%PDF-1.7 a letter")  # fmt: skip
    assert not Saved.objects.exists()


def test_who_is_not_asked_is_not_asked_and_what_they_ticked_on_the_way_is_not_counted(client: Client, long: Any) -> None:
    q = long.q
    q["scale"].only_if = [{"series": str(q["one"].series), "options": ["bus"]}]
    q["scale"].required = True
    q["scale"].save()
    go(client, long, "1", **page_one(q, **{name(q["one"]): "car"}))
    assert "How easy?" not in client.get(f"{at(long)}?page=2").text
    go(client, long, "1", **page_one(q))
    assert "How easy?" in client.get(f"{at(long)}?page=2").text
    assert "Answer this question" in go(client, long, "2").text
    go(client, long, "2", **page_two(q))
    go(client, long, "1", **page_one(q, **{name(q["one"]): "car"}))  # back, and another way
    go(client, long, "3")
    go(client, long, "about")
    assert go(client, long, "last").headers["Location"] == at(long, "thanks/")
    assert not Answer.objects.filter(question=q["scale"]).exists()


def test_what_is_missing_on_an_earlier_page_is_shown_there_with_all_of_it_kept(client: Client, long: Any) -> None:
    go(client, long, "3", **page_three(long.q))
    answer = go(client, long, "last", place="Millbeck")
    assert answer.headers["Location"] == f"{at(long)}?page=1&look=1"
    page = client.get(answer.headers["Location"]).text
    assert f'href="#id_{name(long.q["one"])}"' in page
    assert Response.objects.count() == 0
    go(client, long, "1", **page_one(long.q))
    assert 'value="Millbeck"' in client.get(f"{at(long)}?page=last").text
    assert "Take out My letter.pdf" in client.get(f"{at(long)}?page=3").text
    go(client, long, "last")
    assert Upload.objects.get().response == Response.objects.get()


@pytest.mark.parametrize(("sent", "said"), [
    (lambda q: {name(q["ranking"], "-time"): "1", name(q["ranking"], "-good"): "1"}, "Give each place in the order once"),
    (lambda q: {name(q["ranking"], "-time"): "2"}, "leave no number out"),
    (lambda q: {name(q["date"], "-day"): "31", name(q["date"], "-month"): "2", name(q["date"], "-year"): "2026"},
     "Enter a real date"),
    (lambda q: {name(q["date"], "-day"): "31"}, "The date must include a month"),
    (lambda q: {name(q["place"]): "x" * 101}, "100 characters or fewer"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, long: Any, sent: Any, said: str) -> None:
    page = go(client, long, "3", **{name(long.q["place"]): "Otterwell", **sent(long.q)}).text
    assert "There is a problem" in page
    assert said in page
    assert "Otterwell" in page or "x" * 101 in page


def test_too_many_ticks_are_said(client: Client, long: Any) -> None:
    page = go(client, long, "2", **{name(long.q["many"]): ["bus", "car", "other"]}).text
    assert "Choose up to 2. You chose 3." in page
    assert page.count("checked") >= 3


def docx() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<w/>")
    return made.getvalue()


@pytest.mark.parametrize(("file", "content", "taken"), [
    ("a.pdf", b"%PDF-1.7", True), ("a.docx", docx(), True), ("a.txt", "Grüße".encode(), True),
    ("a.png", b"\x89PNG\r\n\x1a\n", True), ("a.docx", b"PK\x03\x04 broken", False),
    ("a.pdf", b"MZ\x90\x00 a program", False), ("a.txt", b"<html><script>alert(1)</script>", False),
    ("a.svg", b"<svg onload='x'/>", False), ("a.pdf", b"", False), ("a.pdf", b"%PDF" + b"-" * (5 * 1024 * 1024), False),
])  # fmt: skip
def test_files_are_taken_by_their_content(client: Client, long: Any, file: str, content: bytes, taken: bool) -> None:
    answer = go(client, long, "3", **{name(long.q["file"]): SimpleUploadedFile(file, content)})
    assert Upload.objects.exists() is taken
    assert (answer.status_code == 302) is taken


def test_files_can_be_taken_out_and_a_fourth_is_refused(client: Client, long: Any) -> None:
    file = name(long.q["file"])
    go(client, long, "3", **{file: [SimpleUploadedFile(f"{n}.txt", b"text") for n in range(3)]})
    page = go(client, long, "3", **{file: SimpleUploadedFile("4.txt", b"text")}).text
    assert "You can send up to 3 files" in page
    first = Upload.objects.order_by("pk")[0]
    go(client, long, "3", drop=str(first.pk))
    assert not Upload.objects.filter(pk=first.pk).exists()
    assert Upload.objects.count() == 2
    stranger = Client()
    go(stranger, long, "3", drop=str(Upload.objects.order_by("pk")[0].pk))
    assert Upload.objects.count() == 2


def test_nobody_can_send_a_file_that_waits_with_somebody_elses_answers(client: Client, long: Any) -> None:
    go(client, long, "3", **page_three(long.q))
    waiting = Upload.objects.get()
    actions.receive(long, answers={long.q["one"].pk: "car", long.q["file"].pk: [waiting.pk]}, channel="web",
                    said_on=timezone.localdate(), by=Visitor())  # fmt: skip
    waiting.refresh_from_db()
    assert waiting.response is None


def save(client: Client, engagement: Any, step: str = "1", **sent: Any) -> str:
    answer = go(client, engagement, step, save="yes", **sent)
    assert answer.headers["Location"] == at(engagement, "saved/")
    found = re.search(r"SAVE-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", client.get(at(engagement, "saved/")).text)
    assert found
    return found[0]


def test_saved_answers_are_found_again_with_the_code_on_another_device(client: Client, long: Any) -> None:
    code = save(client, long, **{name(long.q["text"]): "Half a senten"})  # a question that must be answered may wait
    row = Saved.objects.get()
    assert code not in (row.key, str(row.answers))
    assert "Half a senten" not in Saved.objects.extra(select={"raw": "answers"}).values_list("raw", flat=True)[0]
    other = Client()
    assert "Half a senten" not in other.get(at(long)).text
    answer = other.post("/come-back/", {"code": code.lower().replace("-", " ")})
    assert answer.headers["Location"] == f"{at(long)}?page=1"
    assert "Half a senten" in other.get(answer.headers["Location"]).text


def test_the_two_kinds_of_codes_cannot_be_mixed_up(client: Client, long: Any) -> None:
    code = save(client, long)
    assert receipts.read(code) is None
    assert receipts.read_return(receipts.new()) is None
    assert "for coming back to answers" in client.post("/receipt/", {"code": code}).text
    assert "This is a receipt code" in client.post("/come-back/", {"code": receipts.new()}).text
    assert "Nothing is kept under this code" in client.post("/come-back/", {"code": receipts.new_return()}).text


def test_guessing_codes_is_slowed_down(client: Client, long: Any) -> None:
    code = save(client, long)
    for _ in range(12):
        last = client.post("/come-back/", {"code": receipts.new_return()})
    assert last.status_code == 429
    assert Client().post("/come-back/", {"code": code}).status_code == 429


def test_the_link_is_sent_once_and_the_address_is_kept_in_people_alone(client: Client, long: Any) -> None:
    code = save(client, long, **{name(long.q["text"]): "Words"})
    assert "Enter an e-mail address in the right format" in client.post(at(long, "saved/"), {"email": "ada@"}).text
    client.post(at(long, "saved/"), {"email": "ada@example.org"})
    assert Recipient.objects.get().facts["code"] == code
    assert "We write only once" in client.get(at(long, "saved/")).text
    client.post(at(long, "saved/"), {"email": "ada@example.org"})
    assert Delivery.objects.count() == 1
    assert "ada@example.org" not in str(Saved.objects.get().answers)
    assert Client().get(f"/come-back/{code}/").headers["Location"].startswith(at(long))
    go(client, long, "1", **page_one(long.q))
    go(client, long, "last")
    assert Recipient.objects.get().facts == {}  # sent, so the link and the address are gone
    assert Delivery.objects.get().status == "cancelled"


def test_a_name_or_an_address_is_never_kept_with_saved_answers(client: Client, long: Any) -> None:
    save(client, long, "last", name="Ada Holloway", email="ada@example.org", place="Millbeck")
    kept = str(Saved.objects.get().answers)
    assert "Millbeck" in kept
    assert "Ada" not in kept
    assert "example.org" not in kept


def test_sending_ends_what_was_saved_and_sending_twice_is_one_response(client: Client, long: Any) -> None:
    code = save(client, long, **page_one(long.q))
    sent = submission(client.get(f"{at(long)}?page=last").text)
    first = go(client, long, "last", submission=sent, begun="yes")
    second = go(client, long, "last", submission=sent, begun="yes")  # the back button, and once more
    assert first.headers["Location"] == second.headers["Location"] == at(long, "thanks/")
    assert Response.objects.count() == 1
    assert "Nothing is kept under this code" in client.post("/come-back/", {"code": code}).text


def test_a_page_whose_earlier_pages_are_gone_keeps_its_words(client: Client, long: Any) -> None:
    go(client, long, "1", **page_one(long.q))
    Saved.objects.all().delete()
    page = go(client, long, "3", begun="yes", submission=str(uuid.uuid4()), **{name(long.q["place"]): "Otterwell"})
    assert "The pages before this one are not kept any more" in page.text
    assert "Otterwell" in page.text
    assert "Otterwell" in client.get(f"{at(long)}?page=3").text


def test_words_that_come_too_late_are_still_on_the_page(client: Client) -> None:
    engagement = make_open_engagement()
    sent = {name(engagement.questions.get()): "My careful words"}
    noon = datetime.datetime.combine(engagement.closes_on, datetime.time(12), tzinfo=datetime.UTC)
    with time_machine.travel(noon + datetime.timedelta(days=1)):
        page = client.post(at(engagement), sent).text
    assert "This has ended" in page
    assert "My careful words" in page


def test_saved_answers_end_after_thirty_days_unsent_ones_after_one_and_all_with_the_engagement(client: Client, long: Any) -> None:
    go(client, long, "3", **page_three(long.q))
    save(Client(), long, **{name(long.q["text"]): "Later"})
    now = timezone.now()
    with time_machine.travel(now + datetime.timedelta(days=2)):
        let_go_due()
    assert Saved.objects.count() == 1
    assert Upload.objects.count() == 0  # the file of the one that was not sent went with it
    with time_machine.travel(now + datetime.timedelta(days=29)):
        long.closes_on = timezone.localdate() + datetime.timedelta(days=9)
        long.save()
        assert let_go_due() == 0
    with time_machine.travel(now + datetime.timedelta(days=31)):
        assert let_go_due() == 1
    save(Client(), long)
    with time_machine.travel(now + datetime.timedelta(days=60)):
        assert let_go_due() == 1


def test_start_again_deletes_what_was_written(client: Client, long: Any) -> None:
    go(client, long, "1", **page_one(long.q))
    go(client, long, "2", forget="yes")
    assert not Saved.objects.exists()
    assert "It was fine." not in client.get(at(long)).text


def test_an_answer_to_older_words_is_shown_again_before_it_is_taken(client: Client) -> None:
    engagement = make_open_engagement()
    old = engagement.questions.get()
    client.get(at(engagement))
    revision = engagements.draft_revision(old, text="Which days suit you?", reason="Days matter.", by=engagement.lead)
    director = make_user(role="director", organisation=engagement.owner)
    engagements.sign_revision(revision, by=director)
    page = client.post(at(engagement), {name(old): "Mondays"})
    assert "A question was changed while you were writing" in page.text
    assert "Mondays" in page.text
    assert Response.objects.count() == 0
    new = engagement.questions.get(version=2)
    client.post(at(engagement), {name(new): "Mondays"})
    assert Voice.objects.get().question == new


def test_answers_through_a_twin_go_with_all_others_and_can_be_counted_apart(client: Client, long: Any) -> None:
    twin = make_twin(engagement=long, format="language", language="ur", title="کلینک", published_at=timezone.now())
    make_twin_question(twin=twin, question=long.q["one"], text="آپ کیسے آتے ہیں؟", options={"bus": "بس سے"})
    address = at(long, "take-part/language-ur/")
    page = client.get(address).text
    assert 'lang="ur" dir="rtl"' in page
    assert "بس سے" in page
    assert 'lang="en-GB" dir="ltr"' in page  # what is not in this language yet says so
    assert client.post(address, {"step": "1", **page_one(long.q)}).headers["Location"] == f"{address}?page=2"
    client.post(address, {"step": "last"})
    response = Response.objects.get()
    assert (response.twin, response.language) == (twin, "ur")
    assert Answer.objects.filter(question=long.q["one"], option="bus").exists()
    assert client.get(at(long, "take-part/easy-read-en/")).status_code == 404


def test_about_the_person_is_apart_optional_and_checked(client: Client, long: Any) -> None:
    page = client.get(f"{at(long)}?page=about").text
    assert page.count("Prefer not to say") >= 10
    assert "Each question is optional" in page
    assert "Choose one of the answers" in go(client, long, "about", about_age="a thousand").text
    go(client, long, "1", **page_one(long.q))
    go(client, long, "last")
    assert not About.objects.exists()


def test_a_group_says_how_many_it_is(client: Client) -> None:
    engagement = make_open_engagement()
    sent = {name(engagement.questions.get()): "We need a ramp", "speaks_as": "group"}
    assert "Say for how many people the group speaks" in client.post(at(engagement), sent).text
    assert client.post(at(engagement), {**sent, "speaks_for": "1"}).status_code == 200
    assert client.post(at(engagement), {**sent, "speaks_for": "12"}).status_code == 302


def test_the_form_asks_as_many_queries_however_long_it_is(
    client: Client, long: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_choice(engagement=long, text=f"One more {number}?", page=2)
    with django_assert_max_num_queries(4):
        client.get(at(long))
    go(client, long, "1", **page_one(long.q))
    with django_assert_max_num_queries(8):
        client.get(f"{at(long)}?page=2")


NASTY = st.one_of(
    st.text(max_size=60), st.sampled_from(["", "\x00", "bus", "car", "1", "-1", "99999999999999999999", "²", "1e9", "../x", "{}",
                                           "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "on", "group", "\ud7ff", "٣"]),
)  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_is_never_a_breakdown(long: Any, data: Any) -> None:
    """Random boxes under the names of the form, and some under others: a page or a redirect, never a 500."""
    q, client = long.q, Client()
    names = [name(one) for one in q.values()]
    names += [
        name(q["many"], "-words-other"), name(q["matrix"], "-post"), name(q["ranking"], "-good"), name(q["date"], "-day"),
        name(q["date"], "-month"), name(q["date"], "-year"), "question_999999", "question_99999999999999999999", "drop",
        "about_age", "about_inclusion", "score", "place", "speaks_as", "speaks_for", "may_quote", "email", "name", "submission",
        "begun", "page",
    ]  # fmt: skip
    for _ in range(2):
        sent = data.draw(st.dictionaries(st.sampled_from(names), st.one_of(NASTY, st.lists(NASTY, max_size=3)), max_size=14))
        step = data.draw(st.sampled_from(["1", "2", "3", "about", "last", "x", "\x00"]))
        press = data.draw(st.sampled_from([{}, {"save": "1"}, {"back": "1"}]))
        answer = client.post(at(long), {"step": step, **sent, **press})
        assert answer.status_code in (200, 302, 429)
        if answer.status_code == 302:
            assert client.get(answer.headers["Location"]).status_code in (200, 302)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=300))
@example(words="First\n  second, indented\n\nthird <b>&amp;</b>")
def test_what_was_typed_is_in_the_page_after_an_error(long: Any, words: str) -> None:
    answer = Client().post(at(long), {"step": "1", name(long.q["text"]): words})  # the required question is left out
    assert answer.status_code == 200
    box = re.search(rf'<textarea[^>]*id="id_{name(long.q["text"])}"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    assert box
    assert html.unescape(box[1]) == words.strip()
