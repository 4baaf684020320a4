"""What the public is told of trust, keeping and moderation; and what the sender of a response decides with the code alone."""

from typing import Any

import pytest
from django.test import Client

from antiphon.decisions.tests.factories import make_heard_engagement
from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.guard import actions as guard
from antiphon.guard.tests.factories import make_concern, make_flag
from antiphon.trust.tests.factories import make_hold
from antiphon.voices.tests.factories import make_response, make_voice

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def test_the_page_says_who_may_answer_and_how_long_things_are_kept(client: Client) -> None:
    engagement = make_open_engagement(trust="verified", keep_words_years=3, keep_names_years=1)
    text = client.get(f"/engagements/{engagement.slug}/").text
    assert "e-mail address, once" in text
    assert "three years after this work is finished, your name and address for one year" in text
    make_hold(engagement=engagement)
    assert "may be needed as evidence" in client.get(f"/engagements/{engagement.slug}/").text


def test_a_published_report_says_what_was_kept_back_and_not_counted_and_why(client: Client) -> None:
    engagement = make_heard_engagement()
    for _ in range(12):
        make_voice(engagement=engagement, status="withheld", withheld_because="It is abusive or threatening")
    guard.settle_flag(make_flag(engagement=engagement, number=12), aside=True, because=f"A machine. {SCRIPT}", by=engagement.lead)
    make_concern(engagement=engagement)
    text = client.get(f"/engagements/{engagement.slug}/").text
    assert "What we kept back" in text
    assert "It is abusive or threatening: 12" in text
    assert "A machine." in text
    assert SCRIPT not in text
    assert "hits me" not in text
    assert "safeguarding list" not in text


@pytest.mark.parametrize(("sent", "quote", "reuse"), [({"may_quote": "on"}, True, False), ({}, False, False),
                                                       ({"may_quote": "on", "may_reuse": "on"}, True, True)])  # fmt: skip
def test_the_sender_changes_what_may_be_done_with_their_words(client: Client, sent: Any, quote: bool, reuse: bool) -> None:
    response = make_response(may_quote=True)
    page = client.post("/receipt/consent/", {"code": response.receipt, **sent})
    assert "Your choice is saved" in page.text
    response.refresh_from_db()
    assert (response.may_quote, response.may_reuse) == (quote, reuse)
    assert "checked" in page.text if quote else True


def test_nothing_is_told_of_a_code_that_nobody_has(client: Client) -> None:
    assert "no response with this code" in client.post("/receipt/consent/", {"code": "0000-0000-0000"}).text
    assert client.get("/receipt/consent/").status_code == 302


def test_a_concern_shows_on_no_page_of_the_contributor(client: Client) -> None:
    concern, plain = make_concern(), make_voice(status="needs_eyes")
    pages = []
    for voice in (concern.voice, plain):
        text = client.post("/receipt/", {"code": voice.response.receipt}).text
        start = text.index('<section class="app-danger"')
        pages.append((text[start : text.index("</section>", start)], "concern" in text, "safeguarding list" in text))
    assert pages[0] == pages[1]
    assert not any(pages[0][1:])
