"""The scene of the panel: 120 members, 24 drawn, 18 yes, a group with terms, an agenda item, money wanted and not wanted."""

import pytest
from django.utils import timezone

from antiphon.demonstration.cast import load_cast
from antiphon.demonstration.scenes import panels
from antiphon.panels.models import AgendaItem, Errand, Group, Invitation, Member, Payment
from antiphon.panels.queries import asks
from antiphon.panels.queries.groups import agreed


@pytest.mark.django_db
def test_the_scene_can_be_played_twice():
    cast, today = load_cast(), timezone.localdate()
    for _ in range(2):
        panels.play({}, cast, today)
    assert Member.objects.count() == 120
    assert Invitation.objects.exclude(asked_at=None).count() == 24
    assert Invitation.objects.filter(status="accepted").count() == 18
    group = Group.objects.get()
    assert asks.shortfalls(group.panel.asks.get().draws.get()) == []
    assert len(agreed(group).not_yet) == 1
    assert AgendaItem.objects.get().raised_by.called.startswith("Panel member")
    assert sorted(Payment.objects.values_list("status", flat=True)) == ["declined", "paid"]
    assert Errand.objects.exists()
