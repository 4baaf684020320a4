"""Approval by another person, clinical words by a named clinician, new versions, passing on, and taking back."""

from collections.abc import Iterable

from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.actors import Actor
from antiphon.core.problems import Refused
from antiphon.network.models import Organisation, User
from antiphon.network.queries import holders
from antiphon.network.roles import Permission
from antiphon.packs import queries, rules
from antiphon.packs.access import need
from antiphon.packs.actions.writing import FIXED
from antiphon.packs.models import Asset, Fact, Pack, PackPartner, PackVersion, Reader, Slot, Spokesperson, Variant
from antiphon.signoff.actions import sign

CHANGED = "The words have changed since you opened this page. Read the new ones first."
UNREAD = "It holds clinical advice, and its clinical approver has not signed exactly these words. It cannot go."


@action
def ask(version: PackVersion, *, by: User) -> PackVersion:
    """Ask for approval: first its clinical approver's, when it is clinical, then another person's."""
    need(by, Permission.PACK_WRITE, on=version.pack)
    found = _locked(version)
    if wrong := rules.missing(queries.whole(queries.full(found)), timezone.localdate()):
        raise Refused(*wrong)
    if found.pack.under_embargo and not _somebody_else(found):
        raise Refused("Nobody on the list may approve it. Put somebody on the list who has not written it.")
    found.asked_at = timezone.now()
    found.save(update_fields=["asked_at"])
    trail.leave("ask for approval", found, by=by)
    return found


@action
def read_clinically(version: PackVersion, *, words: str, by: User) -> PackVersion:
    """Sign the exact words as the clinical approver who is named in them. Nobody else can."""
    need(by, Permission.CLINICAL_APPROVE, on=version.pack)
    found = _locked(version)
    if not found.clinical or found.clinical_approver_id != by.pk:
        raise Refused("Another person is named as its clinical approver.")
    if found.asked_at is None:
        raise Refused("Its writers have not asked for approval yet.")
    whole = queries.full(found)
    if words.replace("\r\n", "\n") != queries.clinical_words_of(whole):
        raise Refused(CHANGED)
    sign(found, words=queries.clinical_words_of(whole), authors=list(found.writers.all()), purpose=queries.CLINICAL, by=by)
    found.clinical_read_at = timezone.now()
    found.save(update_fields=["clinical_read_at"])
    trail.leave("read clinically", found, by=by)
    return found


@action
def approve(version: PackVersion, *, words: str, by: User) -> PackVersion:
    """Sign the exact words as another person than their writers. From now on the version never changes."""
    need(by, Permission.PACK_APPROVE, on=version.pack)
    found = _locked(version)
    if found.asked_at is None:
        raise Refused("Its writers have not asked for approval yet.")
    whole = queries.full(found)
    if words.replace("\r\n", "\n") != queries.words_of(whole):
        raise Refused(CHANGED)
    if wrong := rules.missing(queries.whole(whole), timezone.localdate()):
        raise Refused(*wrong)
    if found.clinical and queries.clinically_read(whole) is None:
        raise Refused(UNREAD)
    sign(found, words=queries.words_of(whole), authors=list(found.writers.all()), purpose=queries.APPROVE, by=by)
    pack, now = Pack.objects.select_for_update().get(pk=found.pack_id), timezone.now()
    found.approved_at, found.approved_by = now, by
    found.content_hash = rules.content_hash(queries.whole(whole))
    found.save(update_fields=["approved_at", "approved_by", "content_hash"])
    if pack.public and pack.public_from is None:
        pack.public_from = max(now, pack.embargo_until) if pack.embargo_until else now
        pack.save(update_fields=["public_from"])
    trail.leave("approve version", found, by=by, number=found.number)
    return found


@action
def begin_version(pack: Pack, *, by: User) -> PackVersion:
    """Begin the next version with the words and files of the one before."""
    need(by, Permission.PACK_WRITE, on=pack)
    Pack.objects.select_for_update().get(pk=pack.pk)
    if queries.drafts_of(pack) is not None:
        raise Refused("A new version is being written already.")
    old = queries.full(pack.versions.order_by("-number").first())
    new = PackVersion.objects.create(
        pack=pack, number=old.number + 1, headline=old.headline, summary=old.summary, lines=old.lines, notes=old.notes,
        contact=old.contact, clinical=old.clinical, clinical_approver=old.clinical_approver, not_clinical=old.not_clinical,
        written_by=by,
    )  # fmt: skip
    new.writers.add(by, *old.writers.all())  # their words stand in it
    for model, parts in ((Fact, old.facts), (Spokesperson, old.spokespeople), (Slot, old.slots)):
        model.objects.bulk_create([_copy(one, new) for one in parts.all()])  # type: ignore[attr-defined]
    pictures: dict[int, Asset] = {}
    for asset in old.assets.all():
        key = asset.pk
        pictures[key] = _copy(asset, new)
        pictures[key].save()
    for variant in old.variants.all():
        picture = variant.picture_id
        copied = _copy(variant, new)
        copied.picture = pictures[picture] if picture else None
        copied.save()
    trail.leave("begin version", new, by=by, number=new.number)
    return new


@action
def recall(version: PackVersion, *, reason: str, instead: str, by: User) -> PackVersion:
    """Take an approved version back at once, and say why and what to do instead. One person can: it may be urgent."""
    found = PackVersion.objects.select_for_update(of=("self",)).select_related("pack").get(pk=version.pk)
    clinician = found.clinical and found.clinical_approver_id == by.pk
    need(by, Permission.CLINICAL_APPROVE if clinician else Permission.PACK_APPROVE, on=found.pack)
    if found.approved_at is None:
        raise Refused("This version is no more than a draft, so there is nothing to recall.")
    if found.recalled_at is not None:
        raise Refused("This version was recalled already.")
    if not reason.strip() or not instead.strip():
        raise Refused("Say why it is taken back, and what to do or say instead.")
    found.recalled_at, found.recalled_by = timezone.now(), by
    found.recall_reason, found.recall_instead = reason.strip(), instead.strip()
    found.save(update_fields=["recalled_at", "recalled_by", "recall_reason", "recall_instead"])
    trail.leave("recall", found, by=by, number=found.number)
    return found


@action
def share(pack: Pack, *, organisations: Iterable[Organisation], by: Actor, readers: Iterable[User] = ()) -> int:
    """Let other organisations read the approved versions: a cascade passes the pack on to them. Return how many are new.

    `readers`: people of theirs who may know before the embargo ends. Under embargo nobody else of theirs does.
    """
    if isinstance(by, User):
        need(by, Permission.PACK_READ, on=pack)
    there = set(pack.partners.values_list("organisation", flat=True)) | {pack.owner_id}
    new = [one for one in organisations if one.pk not in there]
    PackPartner.objects.bulk_create([PackPartner(pack=pack, organisation=one) for one in new], ignore_conflicts=True)
    added = by if isinstance(by, User) else pack.written_by
    Reader.objects.bulk_create([Reader(pack=pack, user=one, added_by=added) for one in readers], ignore_conflicts=True)
    pack.__dict__.pop("_ways_in", None)
    trail.leave("share pack", pack, by=by, organisations=[one.pk for one in new])
    return len(new)


def _locked(version: PackVersion) -> PackVersion:
    found = PackVersion.objects.select_for_update(of=("self",)).select_related("pack").get(pk=version.pk)
    if found.approved_at is not None:
        raise Refused(FIXED)
    return found


def _somebody_else(version: PackVersion) -> bool:
    """Return whether somebody on the list may approve and has written nothing of it."""
    wrote = set(version.writers.values_list("pk", flat=True))
    may = {one.pk for one in holders(version.pack.owner_id, Permission.PACK_APPROVE)} - wrote
    return Reader.objects.filter(pack=version.pack, user__in=may).exists()


def _copy[T: (Fact, Spokesperson, Slot, Asset, Variant)](part: T, version: PackVersion) -> T:
    part.pk, part._state.adding, part.version = None, True, version
    return part
