"""Writing a pack: begin it, list who may know, write its words. Whoever writes cannot approve."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from antiphon.campaigns.models import Campaign
from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement.languages import LANGUAGES
from antiphon.narrative.wording import cleaned
from antiphon.network.access import Body, require
from antiphon.network.models import Organisation, User
from antiphon.network.queries import holders
from antiphon.network.roles import Permission
from antiphon.packs import rules
from antiphon.packs.access import need
from antiphon.packs.models import Asset, Fact, Pack, PackVersion, Reader, Slot, Spokesperson, Variant
from antiphon.packs.wording import CHANNELS, FORMATS, KINDS

FIXED = "This version is approved, so it stays as it is. Begin a new version to change it."
TAKEN = "There is an announcement of this name already. Choose another title."


@action
def draft(
    owner: Organisation, *, title: str, by: User, public: bool = True, embargo_until: datetime.datetime | None = None,
    campaign: Campaign | None = None,
) -> Pack:
    """Begin a pack, with its first version as a draft. Under embargo only its writer knows, until they list others."""
    require(by, Permission.PACK_WRITE, on=Body(owner))
    title = " ".join(title.split())
    slug = slugify(title)[:80].strip("-")
    if not title or not slug:
        raise Refused("Give the announcement a title.")
    if Pack.objects.filter(slug=slug).exists():
        raise Refused(TAKEN)
    _ahead(embargo_until)
    _may_see(campaign, by)
    pack = Pack.objects.create(owner=owner, title=title, slug=slug, public=public, embargo_until=embargo_until,
                               campaign=campaign, written_by=by)  # fmt: skip
    Reader.objects.create(pack=pack, user=by, added_by=by)
    version = PackVersion.objects.create(pack=pack, number=1, headline=title, written_by=by)
    version.writers.add(by)
    trail.leave("draft pack", pack, by=by)
    return pack


@action
def change(pack: Pack, *, title: str, public: bool, by: User, campaign: Campaign | None = None) -> Pack:
    """Change what the pack is called, which campaign it is part of, and whether it is public. Its address stays."""
    need(by, Permission.PACK_WRITE, on=pack)
    found = Pack.objects.select_for_update().get(pk=pack.pk)
    if found.versions.filter(approved_at__isnull=False).exists() and public != found.public:
        raise Refused("A version is approved, so where it goes stays as it is.")
    if not title.strip():
        raise Refused("Give the announcement a title.")
    _may_see(campaign, by)
    found.title, found.public, found.campaign = " ".join(title.split()), public, campaign
    found.save(update_fields=["title", "public", "campaign"])
    trail.leave("change pack", found, by=by)
    return found


@action
def move_embargo(pack: Pack, *, until: datetime.datetime | None, by: User) -> Pack:
    """Set, move or lift the embargo. Once a version is approved, somebody who approves does it, and none of its writers."""
    need(by, Permission.PACK_WRITE, on=pack)
    found = Pack.objects.select_for_update().get(pk=pack.pk)
    if found.public_from is not None and found.public_from <= timezone.now():
        raise Refused("It is public already. Nobody can be made to forget it; recall it instead.")
    approved = found.versions.filter(approved_at__isnull=False).prefetch_related("writers")
    if approved:
        need(by, Permission.PACK_APPROVE, on=pack)
        if any(by in one.writers.all() for one in approved):
            raise Refused("You wrote some of these words, so another person must move the embargo.")
    _ahead(until)
    found.embargo_until = until
    if found.public_from is not None:
        found.public_from = max(timezone.now(), until) if until else timezone.now()
    found.save(update_fields=["embargo_until", "public_from"])
    trail.leave("move embargo", found, by=by)
    return found


@action
def list_reader(pack: Pack, *, user: User, by: User) -> Reader:
    """Put somebody on the list of those who may know before the embargo ends: a colleague, or one of those it is passed to."""
    need(by, Permission.PACK_WRITE, on=pack)
    if not any(user in holders(organisation, Permission.PACK_READ) for organisation in pack.ways_in()):
        raise Refused("They may not read announcements of any organisation that this one is for.")
    reader, _ = Reader.objects.get_or_create(pack=pack, user=user, defaults={"added_by": by})
    trail.leave("list reader", pack, by=by, user=user.pk)
    return reader


@action
def unlist_reader(reader: Reader, *, by: User) -> None:
    """Take somebody off the list. Those who wrote it, and its clinical approver, stay on it."""
    need(by, Permission.PACK_WRITE, on=reader.pack)
    kept = PackVersion.objects.filter(pack=reader.pack)
    if reader.user_id == reader.pack.written_by_id or kept.filter(writers=reader.user_id).exists():
        raise Refused("They wrote some of these words, so they stay on the list.")
    if kept.filter(approved_at__isnull=True, clinical_approver=reader.user_id).exists():
        raise Refused("They are the clinical approver, so they stay on the list.")
    Reader.objects.filter(pk=reader.pk).delete()
    trail.leave("unlist reader", reader.pack, by=by, user=reader.user_id)


@action
def write(
    version: PackVersion, *, headline: str, summary: str, lines: str, by: User, notes: str = "", contact: str = "",
    what_changed: str = "", clinical: bool = False, clinical_approver: User | None = None, not_clinical: str = "",
) -> PackVersion:
    """Write what the version says in all channels, and whether it holds clinical advice."""
    found = _drafted(version, by)
    if not headline.strip():
        raise Refused("Write a headline.")
    if clinical and clinical_approver is not None:
        if clinical_approver not in holders(found.pack.owner_id, Permission.CLINICAL_APPROVE):
            raise Refused("Choose a clinical approver of your organisation.")
        if clinical_approver in found.writers.all():
            raise Refused("The clinical approver may not have written any of the words.")
        Reader.objects.get_or_create(pack=found.pack, user=clinical_approver, defaults={"added_by": by})
    found.headline, found.summary, found.lines = " ".join(headline.split()), cleaned(summary), cleaned(lines)
    found.notes, found.contact, found.what_changed = cleaned(notes), contact.strip(), what_changed.strip()
    found.clinical, found.clinical_approver = clinical, clinical_approver if clinical else None
    found.not_clinical = "" if clinical else not_clinical.strip()
    found.save()
    trail.leave("write version", found, by=by)
    return found


@action
def say_fact(
    version: PackVersion, *, words: str, source: str, by: User, link: str = "", as_of: datetime.date | None = None,
    fact: Fact | None = None,
) -> Fact:
    """Add a fact with its source, or change one."""
    found = _drafted(version, by)
    if not words.strip() or not source.strip():
        raise Refused("A fact needs its words and where it is from.")
    return _kept(found, fact or Fact(version=found), by, words=cleaned(words), source=source.strip(), link=link.strip(),
                 as_of=as_of)  # fmt: skip


@action
def say_spokesperson(
    version: PackVersion, *, role: str, by: User, about: str = "", user: User | None = None,
    spokesperson: Spokesperson | None = None,
) -> Spokesperson:
    """Say who speaks: a role, and the colleague who has it."""
    found = _drafted(version, by)
    if not role.strip():
        raise Refused("Say which role speaks for you.")
    return _kept(found, spokesperson or Spokesperson(version=found), by, role=role.strip(), about=about.strip(), user=user)


@action
def say_slot(
    version: PackVersion, *, key: str, label: str, kind: str, by: User, words: str = "", required: bool = False,
    most: int = 200, hosts: Iterable[str] = (), slot: Slot | None = None,
) -> Slot:
    """Add or change a place in the words that others fill in, or that holds the same words everywhere."""
    found = _drafted(version, by)
    key, sites = key.strip().lower(), [one.strip().lower().removeprefix("https://").strip("/") for one in hosts if one.strip()]
    if not rules.is_key(key):
        raise Refused("The name of a place is one word of small letters, like desk_hours. It may not be name, link or leave.")
    if not label.strip() or kind not in KINDS:
        raise Refused("Say what the place asks for, and of what kind it is.")
    if kind == "locked" and not words.strip():
        raise Refused("Write the words that are the same everywhere.")
    if "((" in words or "))" in words:
        raise Refused("Take the double brackets out of the words of the place.")
    if not 1 <= most <= 2000:
        raise Refused("A place takes between 1 and 2,000 letters.")
    if found.slots.filter(key=key).exclude(pk=slot.pk if slot else None).exists():
        raise Refused(f"There is a place called {key} already.")
    return _kept(found, slot or Slot(version=found), by, key=key, label=label.strip(), kind=kind, words=words.strip(),
                 required=required, most=most, hosts=sites)  # fmt: skip


@action
def say_variant(
    version: PackVersion, *, channel: str, by: User, language: str = "en", format: str = "standard", subject: str = "",
    text: str = "", video: str = "", picture: Asset | None = None, variant: Variant | None = None, seen: str | None = None,
) -> Variant:
    """Write the words for one channel, language and format. `seen`: what stood there when the page was opened."""
    found = _drafted(version, by)
    if channel not in CHANNELS or language not in LANGUAGES or format not in FORMATS:
        raise Refused("Choose a channel, a language and a format.")
    if not text.strip() and not video.strip():
        raise Refused("Write the words.")
    if picture is not None and (picture.version_id != found.pk or picture.kind != "image"):
        raise Refused("Choose one of the pictures of this version.")
    same = found.variants.filter(channel=channel, language=language, format=format)
    if same.exclude(pk=variant.pk if variant else None).exists():
        raise Refused("There are words for this channel, language and format already.")
    if variant is not None and seen is not None:
        now = found.variants.get(pk=variant.pk).text
        if now != cleaned(seen):
            raise Refused("Somebody else changed these words while you wrote. Yours are still here. "
                          "Open the page in another window, and put the two together.")  # fmt: skip
    return _kept(found, variant or Variant(version=found), by, channel=channel, language=language, format=format,
                 subject=" ".join(subject.split()), text=cleaned(text), video=video.strip(), picture=picture)  # fmt: skip


@action
def remove_part(part: Fact | Spokesperson | Slot | Variant, *, by: User) -> None:
    """Take a fact, a spokesperson, a place or the words for a channel out of a draft."""
    found = _drafted(part.version, by)
    label, key = part._meta.label, part.pk
    part.delete()
    trail.leave("remove part", found, by=by, part=f"{label} {key}")


def _drafted(version: PackVersion, by: User) -> PackVersion:
    """Return the draft, locked, with the person among its writers. What was asked and signed before counts no more."""
    need(by, Permission.PACK_WRITE, on=version.pack)
    found = PackVersion.objects.select_for_update(of=("self",)).select_related("pack").get(pk=version.pk)
    if found.approved_at is not None:
        raise Refused(FIXED)
    if found.clinical and found.clinical_approver_id == by.pk:
        raise Refused("You are the clinical approver, so somebody else writes the words.")
    found.writers.add(by)
    if found.asked_at or found.clinical_read_at:
        found.asked_at = found.clinical_read_at = None
        found.save(update_fields=["asked_at", "clinical_read_at"])
    return found


def _kept[T: (Fact, Spokesperson, Slot, Variant)](version: PackVersion, part: T, by: User, **said: Any) -> T:
    if part.version_id != version.pk:
        raise Refused("This belongs to another version.")
    for name, value in said.items():
        setattr(part, name, value)
    part.save()
    trail.leave(f"say {part._meta.model_name}", version, by=by, part=part.pk)
    return part


def _may_see(campaign: Campaign | None, by: User) -> None:
    if campaign is not None and not Campaign.objects.visible_to(by).filter(pk=campaign.pk).exists():
        raise Refused("Choose a campaign that you may see.")


def _ahead(until: datetime.datetime | None) -> None:
    if until is not None and until <= timezone.now():
        raise Refused("The embargo has to end in the future.")


