"""Insights of the library are cited in options and reports by whoever writes there."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from antiphon.decisions.tests.factories import make_decision, make_option
from antiphon.library import actions, queries
from antiphon.library.models import Citation
from antiphon.library.tests.factories import make_insight
from antiphon.network.tests.factories import make_user


@pytest.mark.django_db
def test_citing_needs_the_right_to_write_there_and_is_counted():
    option = make_option(decision=make_decision(options=0))
    engagement = option.decision.engagement
    insight = make_insight()
    actions.cite(insight, thing=option, place="Option 1", by=engagement.lead)
    actions.cite(insight, thing=option, place="Option 1", by=engagement.lead)
    assert queries.insight_for(engagement.lead, insight.pk).cited == 1
    with pytest.raises(Http404):
        actions.cite(make_insight(visibility="own"), thing=option, place="x", by=engagement.lead)
    with pytest.raises(Http404):
        actions.cite(insight, thing=option, place="x", by=make_user(role="director"))
    with pytest.raises(PermissionDenied):
        actions.cite(insight, thing=insight, place="x", by=engagement.lead)
    actions.take_citation_back(Citation.objects.get(), thing=option, by=engagement.lead)
    assert not Citation.objects.exists()
