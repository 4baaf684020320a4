"""Whether a channel is on is asked at every door, the public one too: the second wall lets it be read, and not changed."""

import pytest

from antiphon.config.walls import PUBLIC, WORKSPACE, Scope, within
from antiphon.core.actors import Machine
from antiphon.engagement import actions
from antiphon.engagement.models import ChannelEntry
from antiphon.engagement.queries import channel_enabled
from antiphon.network.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("face", [PUBLIC, WORKSPACE])
def test_a_channel_that_is_off_is_off_for_everyone_who_asks(face: str):
    trust = make_organisation()
    actions.begin_register(trust, by=Machine("loader"))
    ChannelEntry.objects.filter(channel="web").update(enabled_at=None)
    with within(Scope(face, frozenset())):
        assert not channel_enabled(trust, "web")
        assert channel_enabled(trust, "paper")
        assert ChannelEntry.objects.update(name="Mine") == 0
