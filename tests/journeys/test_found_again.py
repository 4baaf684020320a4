"""Found again: a search finds an earlier answer before a new survey is sent; what is erased is found no more.

Told as sentences, in a real browser.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser

from antiphon.core.actors import Visitor
from antiphon.decisions.tests.factories import make_answer, make_decision, make_theme_with_voice
from antiphon.engagement.models import Engagement
from antiphon.engagement.tests.factories import make_open_engagement, make_session
from antiphon.insight.tests.factories import make_clean_voice
from antiphon.library.tasks import shelve_waiting
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.public.setup import ensure_site
from antiphon.voices import actions as hearing
from tests.browser.sign_in import signed_in_client
from tests.journeys.people import AtBrowser, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door(browser: Browser, live_server: Any) -> Any:
    """Return a function that seats somebody at a browser."""
    ensure_site()
    return lambda user: staff(browser, live_server, user)


def test_a_search_finds_an_earlier_answer_before_a_new_survey_is_sent(door):
    farah = make_user(role="engagement_lead", name="Farah")
    organisation = farah.memberships.get().organisation
    earlier = make_open_engagement(title="Clinics that people can reach", owner=organisation, lead=farah, written_by=farah)
    theme = make_theme_with_voice(engagement=earlier)
    theme.name, theme.description = "Evening clinics", "People who work cannot come in the day."
    theme.save()
    make_answer(theme=theme, kind="did", words="We opened on Tuesday evenings from six to eight.", written_by=farah)
    make_decision(engagement=earlier, title="When the clinics open", question="Should clinics open in the evening?",
                  written_by=farah)  # fmt: skip
    make_session(engagement=earlier, kind="roundtable", title="Roundtable at the mill", people=11, written_by=farah,
                 notes="Shift workers asked for appointments after seven.")  # fmt: skip
    voice = make_clean_voice(earlier, clean_words="I clean offices at dawn, so only a clinic in the evening helps me.")
    shelve_waiting()

    lead: AtBrowser = door(farah)
    lead.opens("/workspace/engagements/new/")
    lead.fills(What_is_it_called="Evening clinics")
    lead.presses("Save and go on")
    lead.sees("What we know already", "may say already what you would ask", "Answered, decided or found before",
              "We opened on Tuesday evenings", "When the clinics open")  # fmt: skip
    lead.opens(f"/workspace/engagements/{Engagement.objects.get(title='Evening clinics').slug}/edit/")
    lead.sees("Already asked", "earlier answers and findings")

    lead.opens("/workspace/library/")
    lead.fills(Words="do people want clincs in the evenings?")
    lead.presses("Find")
    lead.sees("We opened on Tuesday evenings", "fewer than 10 comments", "one comment", "Read the comments")
    lead.fills(Words="appointment slots for shift workers")
    lead.presses("Find")
    lead.sees("Roundtable at the mill", "11 people", "Notes of a meeting")
    client = signed_in_client(farah)
    table = client.get("/workspace/library/found.csv?words=evening+clinics").content.decode("utf-8-sig")
    assert "[1],Answer to people,Evening clinics,We opened on Tuesday evenings" in table
    assert "offices at dawn" not in table  # single comments stay where their readers are
    assert client.get("/workspace/library/found.pdf?words=evening+clinics").content.startswith(b"%PDF")

    stranger: AtBrowser = door(make_user(role="director", name="Sam", organisation=make_organisation()))
    stranger.opens("/workspace/library/?words=evening+clinics")
    stranger.sees("1 passage found", "Clinics that people can reach")  # what was asked in public; nothing that was heard
    assert "Tuesday" not in stranger.page.get_by_role("main").inner_text()

    hearing.erase(voice.response, why="asked", by=Visitor())
    lead.opens("/workspace/library/?words=offices+at+dawn&kind=voice")
    lead.sees("0 passages found")


def test_an_organisation_teaches_the_search_its_own_words(door):
    farah = make_user(role="engagement_lead", name="Farah")
    organisation = farah.memberships.get().organisation
    engagement = make_open_engagement(owner=organisation, lead=farah, written_by=farah)
    make_session(engagement=engagement, title="At the Cottage", notes="The Cottage has no ramp.", written_by=farah)
    lead: AtBrowser = door(farah)
    lead.opens("/workspace/library/?words=Vale+Community+Hospital")
    lead.sees("Nothing was found")
    lead.follows("Words that mean the same")
    lead.fills(Words_that_mean_the_same="Vale Community Hospital")
    lead.presses("Save")
    lead.sees("Put at least two words in each line")
    lead.fills(Words_that_mean_the_same="Vale Community Hospital, the Cottage")
    lead.presses("Save")
    lead.opens("/workspace/library/?words=Vale+Community+Hospital")
    lead.sees("At the Cottage")
