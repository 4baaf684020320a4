"""Writes of the register of channels: assess, approve with a second pair of eyes, switch on and off, look again."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import slugify

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.engagement import channels
from antiphon.engagement.models import ChannelEntry
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.signoff import actions as signoff

WORDS = ("name", "use", "risks", "guards", "dpia")


@action
def begin_register(organisation: Organisation, *, by: Actor) -> list[ChannelEntry]:
    """Write the channels that the makers of the service assessed into an organisation's register, each once. They are on."""
    if isinstance(by, User):
        require(by, Permission.CHANNEL_WRITE, on=Body(organisation))
    there = set(ChannelEntry.objects.filter(organisation=organisation).values_list("channel", flat=True))
    day = datetime.date.fromisoformat(channels.ASSESSED_ON)
    made = ChannelEntry.objects.bulk_create(
        ChannelEntry(
            organisation=organisation, channel=one.key, name=one.name, use=one.use, risks=one.risks, guards=one.guards,
            dpia=channels.ASSESSMENT, dpia_on=day, review_on=day.replace(year=day.year + 1), standard=True,
            enabled_at=timezone.now(),
        )
        for one in channels.KNOWN.values() if one.assessed and one.key not in there
    )  # fmt: skip
    trail.leave_many("begin register", made, by=by)
    return made


@action
def write_channel(
    organisation: Organisation, *, channel: str = "", name: str, use: str, risks: str, guards: str, dpia: str,
    dpia_on: datetime.date | None, review_on: datetime.date | None, by: User,
) -> ChannelEntry:
    """Write or change what the register says of a channel. It must be approved anew, so a channel that is on is kept as it is.

    `channel` is one of `engagement.channels.KNOWN`; left out, the organisation names a channel of its own. What is
    missing may be written later: approving asks for it.
    """
    require(by, Permission.CHANNEL_WRITE, on=Body(organisation))
    key = channel or slugify(name)[: channels.OWN_LONGEST]
    if not key:
        raise Refused("Give the channel a name.")
    if dpia.strip():
        _check_link(dpia.strip())
    if dpia_on and dpia_on > timezone.localdate():
        raise Refused("The day of the DPIA must be today or in the past.")
    entry = ChannelEntry.objects.select_for_update().filter(organisation=organisation, channel=key).first()
    if entry and entry.enabled_at:
        raise Refused(f"“{entry.name}” is on, as it was approved. Switch it off before you change what was approved.")
    entry = entry or ChannelEntry(organisation=organisation, channel=key)
    said = {"name": name, "use": use, "risks": risks, "guards": guards, "dpia": dpia}
    for field, words in said.items():
        setattr(entry, field, words.strip())
    entry.name = entry.name or channels.KNOWN[key].name
    fresh = entry.approved_at is not None or entry.standard  # what another person approved is nobody's to be kept from
    entry.dpia_on, entry.review_on, entry.written_by, entry.standard = dpia_on, review_on, by, False
    entry.approved_at = entry.approved_by = None
    entry.save()
    if fresh:
        entry.writers.clear()
    entry.writers.add(by)
    trail.leave("write channel", entry, by=by)
    return entry


@action
def approve_channel(entry: ChannelEntry, *, by: User) -> ChannelEntry:
    """Approve what the register says of a channel. Somebody who did not write it signs the exact words."""
    require(by, Permission.CHANNEL_APPROVE, on=entry)
    entry = _locked(entry)
    if entry.approved_at or entry.standard:
        raise Refused(f"“{entry.name}” was approved already.")
    if wrong := _missing(entry):
        raise Refused(*wrong)
    signoff.sign(entry, words=_words(entry), authors=[entry.written_by, *entry.writers.all()], by=by, purpose="channel")
    entry.approved_at, entry.approved_by = timezone.now(), by
    entry.save(update_fields=["approved_at", "approved_by"])
    trail.leave("approve channel", entry, by=by)
    return entry


@action
def enable_channel(entry: ChannelEntry, *, by: User) -> ChannelEntry:
    """Switch a channel on. It needs a DPIA and the approval of a second person."""
    require(by, Permission.CHANNEL_WRITE, on=entry)
    entry = _locked(entry)
    if entry.enabled_at:
        return entry
    if wrong := _missing(entry):
        raise Refused(*wrong)
    if not entry.approved_at and not entry.standard:
        raise Refused(f"“{entry.name}” has not been approved. A second person must approve it first.")
    if entry.review_on and entry.review_on < timezone.localdate():
        raise Refused("The day for looking at it again has passed. Look at it again first.")
    entry.enabled_at, entry.enabled_by = timezone.now(), by
    entry.save(update_fields=["enabled_at", "enabled_by"])
    trail.leave("enable channel", entry, by=by)
    return entry


@action
def disable_channel(entry: ChannelEntry, *, by: User) -> ChannelEntry:
    """Switch a channel off at once: nothing more is taken in by it."""
    require(by, Permission.CHANNEL_WRITE, on=entry)
    entry = _locked(entry)
    entry.enabled_at = entry.enabled_by = None
    entry.save(update_fields=["enabled_at", "enabled_by"])
    trail.leave("disable channel", entry, by=by)
    return entry


@action
def review_channel(entry: ChannelEntry, *, review_on: datetime.date, by: User) -> ChannelEntry:
    """Say that a channel was looked at again and stands as it is, and when it is looked at next."""
    require(by, Permission.CHANNEL_APPROVE, on=entry)
    entry = _locked(entry)
    if review_on <= timezone.localdate():
        raise Refused("The next day for looking at it must be in the future.")
    signoff.sign(entry, words=_words(entry), authors=[entry.written_by, *entry.writers.all()], by=by,
                 purpose="channel review")  # fmt: skip
    entry.review_on = review_on
    entry.save(update_fields=["review_on"])
    trail.leave("review channel", entry, by=by, review_on=review_on.isoformat())
    return entry


def _words(entry: ChannelEntry) -> str:
    parts = [(ChannelEntry._meta.get_field(name).verbose_name, getattr(entry, name)) for name in WORDS]
    return "\n\n".join(f"{label}: {said}" for label, said in parts) + f"\n\nDPIA of {entry.dpia_on}"


def _missing(entry: ChannelEntry) -> list[str]:
    return channels.missing(
        name=entry.name, risks=entry.risks, guards=entry.guards, dpia=entry.dpia, has_day=entry.dpia_on is not None,
        has_review=entry.review_on is not None,
    )


def _check_link(link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError as problem:
        raise Refused("The link to the DPIA should look like https://example.org/dpia.") from problem


def _locked(entry: ChannelEntry) -> ChannelEntry:
    return ChannelEntry.objects.select_for_update().get(pk=entry.pk)
