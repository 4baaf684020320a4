"""The gate: who may answer, told to nobody; nothing written is lost on the way; a hospital behind one address gets through."""

import datetime
import html
import re
import time
import uuid
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.people.tests.factories import make_person
from antiphon.trust import actions, rules
from antiphon.trust.tests.factories import make_code_batch, make_entry_code
from antiphon.voices.tests import factories as voices
from antiphon.voices.tests.factories import make_response

pytestmark = pytest.mark.django_db
Response = voices.Response
WORDS = "The bus stops at six.\nSo I cannot come <b>after</b> work & that is that."


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def at(engagement: Any, page: str = "take-part") -> str:
    return f"/engagements/{engagement.slug}/{page}/"


def form(engagement: Any, words: str = WORDS, **more: str) -> dict[str, str]:
    return {f"question_{engagement.questions.first().pk}": words, "submission": str(uuid.uuid4()), **more}


def hidden(text: str) -> dict[str, str]:
    """Return the hidden fields of the first form of the page that holds any, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {html.unescape(name): html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def letter_facts() -> dict[str, Any]:
    return dict(apps.get_model("delivery", "Recipient").objects.latest("pk").facts)


def test_an_open_engagement_has_no_gate(client: Client) -> None:
    engagement = make_open_engagement()
    assert client.get(at(engagement)).status_code == 200
    assert client.get(at(engagement, "enter")).headers["Location"] == at(engagement)


def test_a_code_opens_the_form_and_takes_one_answer(client: Client) -> None:
    engagement = make_open_engagement(trust="code")
    code = actions.make_codes(engagement, number=2, label="Cards", by=engagement.lead)[1][0]
    assert client.get(at(engagement)).headers["Location"] == at(engagement, "enter")
    assert "10 letters and numbers" in client.get(at(engagement, "enter")).text
    answer = client.post(at(engagement, "enter"), {"code": code.lower().replace("-", "")})
    assert answer.headers["Location"] == at(engagement)
    cookie = answer.cookies["way-in"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"/engagements/{engagement.slug}/", True, "Lax")
    assert client.post(at(engagement), form(engagement)).status_code == 302
    assert Response.objects.get().trusted == "code"
    assert client.get(at(engagement)).headers["Location"] == at(engagement, "enter")  # used up
    assert "does not open the form" in client.post(at(engagement, "enter"), {"code": code}).text


def test_used_revoked_unknown_and_others_codes_read_alike(client: Client) -> None:
    engagement = make_open_engagement(trust="code")
    used, elsewhere = rules.new_code(), rules.new_code()
    make_entry_code(batch=make_code_batch(engagement=engagement), code=used, used_on=timezone.localdate())
    make_entry_code(code=elsewhere)
    pages = set()
    for code in (used, elsewhere, rules.new_code(), "1234567890"):
        text = client.post(at(engagement, "enter"), {"code": code}).text
        pages.add(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", text))
    assert len(pages) == 1


def test_guesses_are_slowed_by_network_and_slips_of_the_finger_are_not(client: Client) -> None:
    engagement = make_open_engagement(trust="code")
    code = actions.make_codes(engagement, number=1, label="Cards", by=engagement.lead)[1][0]
    slip = ("0" if code[0] != "0" else "1") + code[1:]
    for _ in range(105):
        assert client.post(at(engagement, "enter"), {"code": slip}).status_code == 200
    for _ in range(100):
        client.post(at(engagement, "enter"), {"code": rules.new_code()})
    assert client.post(at(engagement, "enter"), {"code": code}).status_code == 429
    assert client.post(at(engagement, "enter"), {"code": code}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_forged_or_old_pass_opens_nothing(client: Client) -> None:
    engagement, other = make_open_engagement(trust="code"), make_open_engagement(trust="code")
    code = actions.make_codes(other, number=1, label="Cards", by=other.lead)[1][0]
    cookie = client.post(at(other, "enter"), {"code": code}).cookies["way-in"].value
    for forged in (cookie, "code:1", "code:1:x:y", "", "open:0"):
        client.cookies["way-in"] = forged
        assert client.get(at(engagement)).headers["Location"] == at(engagement, "enter")
    client.cookies["way-in"] = cookie
    assert client.get(at(other)).status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=5)):
        assert client.get(at(other)).status_code == 302


def test_what_was_written_goes_through_the_gate(client: Client) -> None:
    """The pass ran out while somebody wrote: the words wait in the page, and are sent once the gate is open again."""
    engagement = make_open_engagement(trust="code")
    code = actions.make_codes(engagement, number=1, label="Cards", by=engagement.lead)[1][0]
    sent = form(engagement, may_quote="on")
    asked = client.post(at(engagement), sent)
    assert "still here" in asked.text
    assert Response.objects.count() == 0
    wrong = client.post(at(engagement, "enter"), {**hidden(asked.text), "code": "nonsense"})
    opened = client.post(at(engagement, "enter"), {**hidden(wrong.text), "code": code})
    assert {name: value.replace("\r", "") for name, value in hidden(opened.text).items()} == sent
    client.post(at(engagement), hidden(opened.text))
    assert Response.objects.get().may_quote
    assert voices.Voice.objects.get().sealed_words == WORDS


def test_an_invitation_opens_once_and_looking_uses_nothing_up(client: Client) -> None:
    engagement = make_open_engagement(trust="invited")
    actions.invite(engagement, persons=[make_person()], by=engagement.lead)
    link = at(engagement, f"invited/{letter_facts()['links'][0]}")
    assert "link from your invitation" in client.get(at(engagement, "enter")).text
    for _ in range(3):
        assert Client().get(link).headers["Location"] == at(engagement)
    client.get(link)
    assert client.post(at(engagement), form(engagement)).status_code == 302
    assert Response.objects.get().trusted == "invited"
    forwarded = Client().get(link)
    assert "has been used" in forwarded.text
    assert client.get(at(engagement, "invited/nonsense")).text.count("has been used") == 1


def test_an_address_is_checked_by_six_digits(client: Client) -> None:
    engagement = make_open_engagement(trust="verified")
    page = client.post(at(engagement, "enter"), {"email": "ada@example.org"})
    assert "ada@example.org" in page.text
    digits = letter_facts()["digits"]
    assert "not right" in client.post(at(engagement, "enter"), {**hidden_email(), "digits": "12"}).text
    answer = client.post(at(engagement, "enter"), {**hidden_email(), "digits": digits})
    assert answer.headers["Location"] == at(engagement)
    client.post(at(engagement), form(engagement))
    assert Response.objects.get().trusted == "verified"
    assert Response.objects.get().person is None
    again = client.post(at(engagement, "enter"), {"email": "ada@example.org"})
    strip = re.compile(r'value="[^"]*"|nonce="[^"]*"')
    assert strip.sub("", again.text) == strip.sub("", page.text)  # nobody learns whether an address has answered


def hidden_email() -> dict[str, str]:
    return {"email": "ada@example.org"}


def test_asking_for_many_letters_from_one_network_waits(client: Client) -> None:
    engagement = make_open_engagement(trust="verified")
    for number in range(30):
        client.post(at(engagement, "enter"), {"email": f"someone{number}@example.org"})
    assert client.post(at(engagement, "enter"), {"email": "one.more@example.org"}).status_code == 429


def test_two_hundred_people_behind_one_address_all_get_through() -> None:
    """A hospital is one network address. None of the first 300 in ten minutes is slowed down."""
    engagement = make_open_engagement()
    for _ in range(200):
        assert Client().post(at(engagement), form(engagement), REMOTE_ADDR="192.0.2.1").status_code == 302
    keys = set(Response.objects.values_list("network_key", flat=True))
    assert Response.objects.count() == 200
    assert len(keys) == 1
    assert "192.0.2.1" not in str(keys)


def test_after_many_the_sender_waits_a_moment_and_nothing_is_lost(client: Client, settings: Any) -> None:
    settings.INTAKE_LIMITS = {"minutes": 10, "freely": 3, "ceiling": 6}
    engagement = make_open_engagement()
    for _ in range(3):
        assert Client().post(at(engagement), form(engagement)).status_code == 302
    sent = form(engagement, place="Castle Green")
    slow = client.post(at(engagement), sent)
    assert slow.status_code == 429
    assert "Nothing" in slow.text or "not sent yet" in slow.text
    kept = hidden(slow.text)
    assert {name: value.replace("\r", "") for name, value in kept.items() if name != "waited"} == sent
    assert client.post(at(engagement), kept).status_code == 429  # at once is too soon
    with time_machine.travel(time.time() + 20):
        assert client.post(at(engagement), kept).status_code == 302
        assert client.post(at(engagement), {**form(engagement), "waited": "forged"}).status_code == 429
    assert Response.objects.count() == 4
    assert client.post(at(engagement), form(engagement), REMOTE_ADDR="192.0.2.9").status_code == 302  # others are free


def test_a_machine_meets_a_ceiling_that_waiting_for_seconds_does_not_lift(client: Client, settings: Any) -> None:
    settings.INTAKE_LIMITS = {"minutes": 10, "freely": 1, "ceiling": 2}
    engagement = make_open_engagement()
    client.post(at(engagement), form(engagement))
    kept = hidden(client.post(at(engagement), form(engagement)).text)
    with time_machine.travel(time.time() + 20):
        assert client.post(at(engagement), kept).status_code == 302
        refused = client.post(at(engagement), {**form(engagement), "waited": kept["waited"]})
        assert refused.status_code == 429
        assert "ten minutes" in refused.text
    with time_machine.travel(time.time() + 700):
        assert client.post(at(engagement), form(engagement)).status_code == 302


def test_a_clock_that_was_set_back_blocks_nobody(client: Client, settings: Any) -> None:
    settings.INTAKE_LIMITS = {"minutes": 10, "freely": 3, "ceiling": 6}
    engagement = make_open_engagement()
    response = make_response(engagement=engagement)
    Response.objects.filter(pk=response.pk).update(made_at=timezone.now() - datetime.timedelta(hours=2), network_key="x")
    assert client.post(at(engagement), form(engagement)).status_code == 302


def test_a_form_that_was_open_too_long_keeps_its_words() -> None:
    """The form's own guard has gone with the browser's cookie: the words are in the page, ready to be sent."""
    engagement = make_open_engagement()
    client = Client(enforce_csrf_checks=True)
    sent = form(engagement)
    stale = client.post(at(engagement), sent)
    assert stale.status_code == 403
    assert "Nothing was sent yet" in stale.text
    assert {name: value.replace("\r", "") for name, value in hidden(stale.text).items()} == sent
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', stale.text)
    assert token
    assert client.post(at(engagement), {**hidden(stale.text), "csrfmiddlewaretoken": token[1]}).status_code == 302
    assert Response.objects.count() == 1


def test_a_password_is_never_written_into_a_page() -> None:
    stale = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "ada@example.org", "password": "hunter2hunter2"})
    assert stale.status_code == 403
    assert "hunter2" not in stale.text


def test_a_form_sent_twice_is_one_response_also_through_the_slow_page(client: Client) -> None:
    engagement = make_open_engagement()
    sent = form(engagement)
    assert client.post(at(engagement), sent).headers["Location"] == client.post(at(engagement), sent).headers["Location"]
    assert Response.objects.count() == 1


def test_too_much_at_once_gets_a_page_that_says_what_to_do(client: Client, settings: Any) -> None:
    engagement = make_open_engagement()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    big = client.post(at(engagement), form(engagement, words="x" * 20_000))
    assert (big.status_code, "more than we can take" in big.text) == (400, True)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    many = client.post(at(engagement), form(engagement, **{f"x{number}": "1" for number in range(50)}))
    assert (many.status_code, "more boxes" in many.text) == (400, True)
    assert Response.objects.count() == 0


@pytest.mark.parametrize("page", ["take-part", "thanks", "receipt"])
def test_what_to_do_in_danger_stands_on_each_page_for_everyone_alike(client: Client, page: str) -> None:
    engagement = make_open_engagement()
    client.post(at(engagement), form(engagement))
    if page == "receipt":
        text = client.post("/receipt/", {"code": Response.objects.get().receipt}).text
    else:
        text = client.get(at(engagement, page)).text
    for number in ("999", "116 123", "111", "0808 800 5000", "01632 960199"):
        assert number in text


def test_script_in_a_name_or_in_words_stays_inert_on_the_way(client: Client) -> None:
    engagement = make_open_engagement(trust="code")
    script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    page = client.post(at(engagement), {**form(engagement, words=script), script: script}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert hidden(page)[f"kept:question_{engagement.questions.first().pk}"] == script
