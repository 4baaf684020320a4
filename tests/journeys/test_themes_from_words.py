"""Themes from the words alone, on the pages: asked for, made by the worker, named, taken back; a stranger gets 404."""

import pytest

from antiphon.engagement.tests.factories import make_open_engagement
from antiphon.insight import drafts, tasks
from antiphon.insight.models import Gathering
from antiphon.insight.tests.factories import make_clean_voice, make_machine_reading
from antiphon.insight.tests.test_drafting import comments
from antiphon.network.tests.factories import make_user
from tests.browser.sign_in import signed_in_client


@pytest.fixture
def engagement():
    engagement = make_open_engagement()
    for _, text in comments(8):
        make_machine_reading(voice=make_clean_voice(engagement, clean_words=text), stance="negative", codes={})
    return engagement


@pytest.fixture
def lead(engagement):
    return make_user(role="engagement_lead", organisation=engagement.owner)


@pytest.mark.django_db
def test_a_draft_is_asked_for_named_and_traced_on_the_pages(engagement, lead):
    client = signed_in_client(lead)
    page = f"/workspace/engagements/{engagement.slug}/themes/draft/"
    assert "Ask for a draft" in client.get(page).content.decode()
    assert "being made" in client.post(page, {"question": "all"}, follow=True).content.decode()
    tasks.draft_waiting()
    shown = client.get(page).content.decode()
    assert "24 comments" in shown
    theme = drafts.rows_of(drafts.draft_of(engagement))[0].theme
    one = f"{page}{theme.pk}/"
    assert "Enter a name for the theme" in client.post(one, {"name": ""}).content.decode()
    assert client.post(f"{page}{theme.pk}/discard/").status_code == 302
    assert client.post(f"{page}{theme.pk}/restore/").status_code == 302
    done = client.post(one, {"name": "Cold meals", "description": ""}, follow=True)
    assert "Cold meals" in done.content.decode()
    assert "Named: Cold meals" in client.get(page).content.decode()
    assert sorted(row.voice_id for row in Gathering.objects.filter(theme__name="Cold meals")) == drafts.members_of(theme)
    client = signed_in_client(make_user(role="engagement_lead", organisation=make_open_engagement().owner))
    assert client.get(page).status_code == 404
    assert client.get(one).status_code == 404
