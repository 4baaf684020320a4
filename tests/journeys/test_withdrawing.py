"""Scenario b18: a participant asks to see and withdraw their data: a copy from within the app, the words go, counts stay."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from antiphon.core import trail
from antiphon.engagement.tests.factories import make_choice, make_open_engagement
from antiphon.network.tests.factories import make_user
from antiphon.voices.models import About, Answer, Opening, Response, Voice
from antiphon.voices.queries import counted_responses
from antiphon.voices.tasks import deidentify_waiting
from tests.journeys.people import member_of_the_public, staff

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The late bus is gone, so I miss the evening clinic."


def test_a_participant_sees_and_withdraws_their_data(browser: Browser, live_server: Any) -> None:
    engagement = make_open_engagement(title="Evening clinics")
    question = engagement.questions.get()
    make_choice(engagement=engagement)
    guardian = make_user(role="guardian", organisation=engagement.owner, name="Gwen Guardian")

    # Asha answers, ticks a box, and keeps her code.
    asha = member_of_the_public(browser, live_server)
    asha.opens(f"/engagements/{engagement.slug}/take-part/")
    asha.fills_in(question.text, WORDS)
    asha.chooses("By bus")
    _go_on_to_the_end(asha)
    asha.sees("Keep this code", "If you or someone else is in danger")
    response = Response.objects.get()
    deidentify_waiting()
    counted = counted_responses(engagement).count()

    # She rings and asks what we hold. The guardian finds it by the code and hands over a copy, in words and for a computer.
    gwen = staff(browser, live_server, guardian)
    gwen.opens(f"/workspace/engagements/{engagement.slug}/voices/receipt/")
    gwen.fills(Receipt_code=response.receipt)
    gwen.presses("Find it")
    gwen.does_not_see(WORDS)
    held = _copy(gwen, "json")
    assert held["What you told us"][0]["Your words as they came"] == WORDS
    assert held["What you ticked and chose"] == [{"Question": "How do you get here?", "Your answer": "By bus"}]
    assert held["How we know that you may answer"].startswith("Open")
    assert Opening.objects.get().opened_by == guardian

    # Then she takes it all back by herself, with the code alone.
    asha.opens("/receipt/")
    asha.fills(Your_receipt_code=response.receipt)
    asha.presses("See what became of it")
    asha.presses("Ask us to erase this")
    asha.page.get_by_role("button", name="erase").first.click()
    asha.sees("Your words are erased")

    voice = Voice.objects.get()
    assert (voice.status, voice.sealed_words, voice.clean_words) == ("erased", "", "")
    assert not About.objects.exists()
    assert Answer.objects.get().option == "bus"  # what was ticked stays as a count
    assert counted_responses(engagement).count() == counted == 1
    assert {"receive", "copy", "erase"} <= {line.verb for line in trail.of(response)}
    gwen.opens(f"/workspace/engagements/{engagement.slug}/voices/receipt/")
    gwen.fills(Receipt_code=response.receipt)
    gwen.presses("Find it")
    gwen.does_not_see(WORDS)


def _go_on_to_the_end(person: Any) -> None:
    """Press on through the pages of the form until the thanks."""
    for _ in range(6):
        if "/thanks/" in person.page.url:
            return
        main = person.page.get_by_role("main")
        for name in ("Send what I have written", "Send my answers", "Send", "Continue", "Go on", "Next"):
            found = main.get_by_role("button", name=name, exact=True)
            if found.count():
                with person.page.expect_navigation():
                    found.first.click()
                break
        else:
            raise AssertionError(f"No way on at {person.page.url}:\n{main.inner_text()}")


def _copy(person: Any, kind: str) -> dict[str, Any]:
    with person.page.expect_download() as waiting:
        person.page.locator(f'button[name="as"][value="{kind}"]').first.click()
    with open(waiting.value.path(), encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found
