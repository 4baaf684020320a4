"""A group corrects a theme that came from it: staff take its words up or say why not, and both are logged."""

import pytest
from django.core.exceptions import PermissionDenied

from antiphon.core import trail
from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.insight import actions, queries
from antiphon.insight.models import Theme, ThemeProposal
from antiphon.insight.tests.factories import make_clean_voice, make_gathering, make_theme, make_theme_proposal
from antiphon.network.models import User
from antiphon.network.tests.factories import make_user
from antiphon.voices import actions as voices
from antiphon.voices.models import Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme() -> Theme:
    return make_theme(name="Getting there", description="People say it is far.")


def code_of_a_group(theme: Theme, lead: User) -> str:
    voice = make_clean_voice(theme.engagement)
    Response.objects.filter(pk=voice.response_id).update(speaks_as="group", speaks_for=40)
    make_gathering(theme=theme, voice=voice)
    return voices.give_group_code(Response.objects.get(pk=voice.response_id), group="Riverside", by=lead)


def test_staff_take_up_the_groups_words(theme: Theme):
    lead = make_user(role="engagement_lead", organisation=theme.engagement.owner)
    code = code_of_a_group(theme, lead)
    proposal = actions.propose_theme_words(code, theme=theme.pk, name="No bus from the site", description="There is none.",
                                           by=Visitor())  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.answer_theme_proposal(proposal, accept=True, by=make_user(role="reader", organisation=theme.engagement.owner))
    actions.answer_theme_proposal(proposal, accept=True, by=lead)
    theme.refresh_from_db()
    assert (theme.name, theme.description) == ("No bus from the site", "There is none.")
    assert [one.verb for one in trail.of(proposal)] == ["propose theme words", "answer theme proposal"]
    assert queries.proposals_of_group(proposal.record).get().was_name == "Getting there"
    with pytest.raises(Refused, match="already"):
        actions.answer_theme_proposal(proposal, accept=False, reason="x", by=lead)


def test_staff_say_why_not(theme: Theme):
    lead = make_user(role="engagement_lead", organisation=theme.engagement.owner)
    proposal = make_theme_proposal(theme=theme)
    with pytest.raises(Refused, match="Say why not"):
        actions.answer_theme_proposal(proposal, accept=False, by=lead)
    actions.answer_theme_proposal(proposal, accept=False, reason="Others spoke of parking too.", by=lead)
    theme.refresh_from_db()
    assert theme.name == "Getting there"
    assert ThemeProposal.objects.get().status == "declined"


def test_a_group_corrects_only_themes_that_its_words_are_in(theme: Theme):
    lead = make_user(role="engagement_lead", organisation=theme.engagement.owner)
    code = code_of_a_group(make_theme(engagement=theme.engagement, name="Ours"), lead)
    with pytest.raises(Refused, match="not part of this theme"):
        actions.propose_theme_words(code, theme=theme.pk, name="Mine", description="", by=Visitor())
    with pytest.raises(Refused, match="no group with this code"):
        actions.propose_theme_words("0000-0000-0000", theme=theme.pk, name="Mine", description="", by=Visitor())


def test_a_new_proposal_takes_the_place_of_one_that_waits(theme: Theme):
    lead = make_user(role="engagement_lead", organisation=theme.engagement.owner)
    code = code_of_a_group(theme, lead)
    for name in ("One", "Two"):
        actions.propose_theme_words(code, theme=theme.pk, name=name, description="", by=Visitor())
    assert ThemeProposal.objects.get().name == "Two"
