"""The register of channels: none is on without a DPIA and a second person. Acceptance of row 82 of the register."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.core.problems import Refused
from antiphon.engagement import actions
from antiphon.engagement.models import ChannelEntry
from antiphon.engagement.queries import channel_enabled
from antiphon.engagement.tests.factories import make_channel_entry
from antiphon.network.tests.factories import make_membership, make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 1)
SAID = {
    "use": "A group that will not use e-mail.", "risks": "The maker sees who writes.", "guards": "Deleted there each day.",
    "dpia": "https://example.org/dpia/app", "dpia_on": TODAY, "review_on": datetime.date(2030, 1, 1),
}  # fmt: skip


def test_row_82_a_channel_without_a_dpia_cannot_be_enabled():
    trust = make_organisation()
    alice = make_user(role="administrator", organisation=trust)
    guardian = make_user(role="guardian", organisation=trust)
    assert not channel_enabled(trust, "api")
    entry = actions.write_channel(trust, channel="api", name="", by=alice, **{**SAID, "dpia": "", "dpia_on": None})
    for attempt in (lambda: actions.enable_channel(entry, by=alice), lambda: actions.approve_channel(entry, by=guardian)):
        with pytest.raises(Refused, match="DPIA"):
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():  # nor behind the back of the action
        ChannelEntry.objects.filter(pk=entry.pk).update(enabled_at=timezone.now(), enabled_by=alice)
    entry = actions.write_channel(trust, channel="api", name="", by=alice, **SAID)
    with pytest.raises(Refused, match="second person"):
        actions.enable_channel(entry, by=alice)
    with pytest.raises(Refused, match="another person"):
        actions.approve_channel(entry, by=alice)
    both = make_user(role="administrator", organisation=trust)
    make_membership(user=both, organisation=trust, role="guardian")
    actions.write_channel(trust, channel="api", name="", by=both, **SAID)
    entry = actions.write_channel(trust, channel="api", name="", by=alice, **SAID)  # the last writer, and not the only one
    with pytest.raises(Refused, match="another person"):
        actions.approve_channel(entry, by=both)
    actions.enable_channel(actions.approve_channel(entry, by=guardian), by=alice)
    assert channel_enabled(trust, "api")
    assert not channel_enabled(make_organisation(), "api")


def test_what_was_on_before_stays_on_and_can_be_switched_off():
    trust = make_organisation()
    assert [key for key in ("web", "paper", "telephone", "event", "file", "email", "api") if channel_enabled(trust, key)] == [
        "web", "paper", "telephone", "event", "file"
    ]
    made = actions.begin_register(trust, by=Machine("loader"))
    assert {entry.dpia for entry in made} == {"docs/personal-data.md"}
    assert actions.begin_register(trust, by=Machine("loader")) == []
    alice = make_user(role="administrator", organisation=trust)
    actions.disable_channel(ChannelEntry.objects.get(channel="web"), by=alice)
    assert not channel_enabled(trust, "web")
    actions.enable_channel(ChannelEntry.objects.get(channel="web"), by=alice)
    assert channel_enabled(trust, "web")


def test_a_channel_of_their_own_is_named_and_words_that_were_approved_are_not_changed_while_it_is_on():
    trust = make_organisation()
    alice = make_user(role="administrator", organisation=trust)
    director = make_user(role="director", organisation=trust)
    entry = actions.write_channel(trust, name="Village messaging app", by=alice, **SAID)
    assert (entry.channel, entry.has_door) == ("village-messaging-app", False)
    actions.enable_channel(actions.approve_channel(entry, by=director), by=alice)
    with pytest.raises(Refused, match="Switch it off"):
        actions.write_channel(trust, channel=entry.channel, name="App", by=alice, **SAID)
    actions.disable_channel(entry, by=alice)
    changed = actions.write_channel(trust, channel=entry.channel, name="App", by=alice, **SAID)
    assert changed.approved_at is None


def test_a_review_that_is_due_keeps_a_channel_from_being_switched_on_until_someone_looked():
    entry = make_channel_entry(review_on=timezone.localdate() - datetime.timedelta(days=1))
    director = make_user(role="director", organisation=entry.organisation)
    actions.approve_channel(entry, by=director)
    with pytest.raises(Refused, match="passed"):
        actions.enable_channel(entry, by=entry.written_by)
    with pytest.raises(Refused, match="future"):
        actions.review_channel(entry, review_on=timezone.localdate(), by=director)
    actions.review_channel(entry, review_on=timezone.localdate() + datetime.timedelta(days=300), by=director)
    assert actions.enable_channel(entry, by=entry.written_by).enabled_at


@pytest.mark.parametrize("link", ["javascript:alert(1)", "not a link", "ftp://example.org/x"])
def test_a_link_must_be_a_link(link: str):
    trust = make_organisation()
    with pytest.raises(Refused, match="https"):
        actions.write_channel(
            trust, channel="email", name="", by=make_user(role="administrator", organisation=trust), **{**SAID, "dpia": link}
        )


def test_only_an_administrator_writes_and_a_stranger_finds_nothing():
    trust = make_organisation()
    lead = make_user(role="engagement_lead", organisation=trust)
    charlie = make_user(role="administrator")
    with pytest.raises(PermissionDenied):
        actions.write_channel(trust, channel="email", name="", by=lead, **SAID)
    entry = make_channel_entry(organisation=trust)
    for do in (actions.approve_channel, actions.enable_channel, actions.disable_channel):
        with pytest.raises(Http404):
            do(entry, by=charlie)
