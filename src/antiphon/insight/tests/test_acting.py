"""What follows from what was heard: who may put what to whom, and on what a recommendation rests."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from antiphon.core.problems import Refused
from antiphon.engagement.tests.factories import make_open_engagement, make_partner
from antiphon.insight import actions, gaps
from antiphon.insight.tests.factories import make_clean_voice, make_routing, make_theme
from antiphon.network.tests.factories import make_organisation, make_user
from antiphon.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def put(engagement, **overrides):
    words = {"organisation": engagement.owner, "owner": engagement.lead, "ask": "Can you ring back?", "due_on": TODAY(),
             "by": engagement.lead, **overrides}  # fmt: skip
    if "voice" not in words and "theme" not in words:
        words["theme"] = make_theme(engagement=engagement)
    return actions.route(engagement, **words)


def test_only_those_who_work_on_it_can_own_it():
    engagement = make_open_engagement()
    reads, outside = make_organisation(), make_organisation()
    make_partner(engagement=engagement, organisation=reads, way="reads")
    for where in (reads, outside):
        with pytest.raises(Refused, match="does not work on this engagement"):
            put(engagement, organisation=where, owner=make_user(role="director", organisation=where))
    with pytest.raises(Refused, match="has no role at"):
        put(engagement, owner=make_user(role="director"))


def test_a_comment_must_be_safe_and_its_owner_allowed_to_read():
    engagement = make_open_engagement()
    with pytest.raises(Refused, match="not been made safe"):
        put(engagement, voice=make_voice(engagement=engagement))
    with pytest.raises(Refused, match="may not read comments"):
        put(engagement, voice=make_clean_voice(engagement), owner=make_user(role="reader", organisation=engagement.owner))
    with pytest.raises(Refused, match="another engagement"):
        put(engagement, voice=make_clean_voice(make_open_engagement()))
    assert put(engagement, voice=make_clean_voice(engagement)).pk


def test_the_day_and_the_words_are_needed():
    engagement = make_open_engagement()
    for wrong in ({"ask": " "}, {"due_on": TODAY() - datetime.timedelta(days=1)}, {"theme": None, "voice": None}):
        with pytest.raises(Refused):
            put(engagement, **wrong)


def test_only_the_owner_replies_and_once():
    routing = make_routing()
    with pytest.raises(PermissionDenied):
        actions.reply(routing, words="Yes.", by=make_user(role="director", organisation=routing.organisation))
    with pytest.raises(Http404):
        actions.reply(routing, words="Yes.", by=make_user(role="director"))
    assert list(gaps.waiting_for(routing.owner)) == [routing]
    actions.reply(routing, words="Yes.", by=routing.owner)
    assert not gaps.waiting_for(routing.owner).exists()
    with pytest.raises(Refused, match="already"):
        actions.reply(routing, words="No.", by=routing.owner)
    with pytest.raises(Refused, match="stays"):
        actions.take_routing_back(routing, by=routing.owner)


def test_a_recommendation_rests_on_safe_comments_of_its_engagement():
    engagement = make_open_engagement()
    lead = engagement.lead
    for voices in ([], [make_voice(engagement=engagement)], [make_clean_voice(make_open_engagement())]):
        with pytest.raises(Refused):
            actions.recommend(engagement, text="Ring back.", why="", voices=voices, by=lead)
    made = actions.recommend(engagement, text="Ring back.", why="", voices=[make_clean_voice(engagement)], by=lead)
    assert gaps.recommendation_in(engagement, made.pk).quotes == 1
    with pytest.raises(PermissionDenied):
        actions.take_recommendation_back(made, by=make_user(role="reader", organisation=engagement.owner))
    actions.take_recommendation_back(made, by=lead)
