"""Packs and their versions, as those who work on them or pass them on read them."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from antiphon.campaigns.models import Campaign
from antiphon.network.access import allowed_in, holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.packs import rules
from antiphon.packs.access import need
from antiphon.packs.models import Asset, Fact, File, Pack, PackVersion, Posting, Reader, Slot, Spokesperson, Variant
from antiphon.signoff.models import Signature
from antiphon.signoff.queries import signed

CLINICAL, APPROVE = "clinical", "approve"  # what a signature is for


# --- Finding ------------------------------------------------------------------------------------------------------
def packs_of(user: User) -> QuerySet[Pack]:
    """Return the packs that the person may know of, with their versions, the newest first."""
    found: QuerySet[Pack] = Pack.objects.visible_to(user).select_related("owner").prefetch_related(
        Prefetch("versions", PackVersion.objects.order_by("-number")))  # fmt: skip
    return found


def pack_for(user: User, slug: str, permission: Permission = Permission.PACK_READ) -> Pack:
    """Return a pack, for those who may; 404 for everyone else, and under embargo for everyone who is not on its list."""
    found = Pack.objects.filter(slug=slug).select_related("owner", "written_by").first()
    if found is None:
        raise Http404
    need(user, permission, on=found)
    return found


def versions_of(pack: Pack, user: User) -> list[PackVersion]:
    """Return the versions of a pack, newest first; those it is passed on to see the approved ones."""
    found = pack.versions.select_related("approved_by", "written_by", "recalled_by", "clinical_approver")
    if not holds(user, Permission.PACK_READ, organisation=pack.owner_id):
        found = found.filter(approved_at__isnull=False)
    return list(found)


def version_in(pack: Pack, number: int, user: User) -> PackVersion:
    """Return one version with all that belongs to it, each part in one query."""
    if not any(one.number == number for one in versions_of(pack, user)):
        raise Http404
    return full(pack.versions.get(number=number))


def full(version: PackVersion) -> PackVersion:
    """Return a version with facts, spokespeople, slots, variants and files, read in a fixed number of queries."""
    return with_all(PackVersion.objects.filter(pk=version.pk)).get()


def with_all(found: "QuerySet[PackVersion]") -> "QuerySet[PackVersion]":
    """Return versions with all that belongs to them; the bytes of files stay where they are."""
    return found.select_related("pack__owner", "written_by", "approved_by", "recalled_by", "clinical_approver").prefetch_related(
        "facts", "slots", "writers", Prefetch("spokespeople", Spokesperson.objects.select_related("user")),
        Prefetch("assets", Asset.objects.select_related("file").defer("file__content")),
        Prefetch("variants", Variant.objects.select_related("picture")),
    )


def current(pack: Pack) -> PackVersion | None:
    """Return the version that may be sent and shown: the newest approved one, unless it was recalled. Else None."""
    newest = pack.versions.filter(approved_at__isnull=False).order_by("-number").first()
    return newest if newest is not None and newest.recalled_at is None else None


def drafts_of(pack: Pack) -> PackVersion | None:
    """Return the draft that is being written, or None."""
    return pack.versions.filter(approved_at__isnull=True).first()


def readers_of(pack: Pack) -> QuerySet[Reader]:
    """Return who may know of a pack before its embargo ends."""
    return pack.readers.select_related("user", "added_by").order_by("user__name")


def reader_in(pack: Pack, pk: int) -> Reader:
    return _one(pack.readers.filter(pk=pk).select_related("pack", "user"))


def campaigns_for(user: User) -> list[Campaign]:
    """Return the campaigns that an announcement of this person may be part of."""
    return list(Campaign.objects.visible_to(user).order_by("-pk")[:200])


def fact_in(version: PackVersion, pk: int) -> Fact:
    return _one(version.facts.filter(pk=pk))


def spokesperson_in(version: PackVersion, pk: int) -> Spokesperson:
    return _one(version.spokespeople.filter(pk=pk))


def slot_in(version: PackVersion, pk: int) -> Slot:
    return _one(version.slots.filter(pk=pk))


def variant_in(version: PackVersion, pk: int) -> Variant:
    return _one(version.variants.filter(pk=pk).select_related("picture", "version__pack"))


def asset_in(version: PackVersion, pk: int) -> Asset:
    return _one(version.assets.filter(pk=pk).select_related("file"))


def file_of(asset: Asset) -> File:
    """Return the file of an asset with its bytes."""
    return _one(File.objects.filter(pk=asset.file_id))


def files_of(assets: Iterable[Asset]) -> dict[int, File]:
    """Return the files of assets with their bytes, by the number of the asset. One query."""
    wanted = {one.pk: one.file_id for one in assets if one.file_id}
    files = File.objects.in_bulk(set(wanted.values())) if wanted else {}
    return {pk: files[file] for pk, file in wanted.items()}


def postings_of(version: PackVersion) -> list[Posting]:
    """Return where the posts of a version were put up. Row-level security shows each organisation its own."""
    return list(Posting.objects.filter(variant__version=version).select_related("organisation", "posted_by"))


def _one(found: QuerySet[Any]) -> Any:
    one = found.first()
    if one is None:
        raise Http404
    return one


# --- What it says -------------------------------------------------------------------------------------------------
def whole(version: PackVersion) -> rules.Whole:
    """Return a version as plain values. Read it with `full` first."""
    variants = list(version.variants.all())
    for one in variants:
        one.version = version  # so that its slots are those that were read already
    return rules.Whole(
        headline=version.headline, summary=version.summary, lines=version.lines, notes=version.notes, contact=version.contact,
        clinical=version.clinical, clinical_approver=str(version.clinical_approver or ""), not_clinical=version.not_clinical,
        public=version.pack.public, embargo_until=version.pack.embargo_until,
        facts=[{"words": one.words, "source": one.source, "link": one.link, "as_of": one.as_of} for one in version.facts.all()],
        spokespeople=[{"role": one.role, "about": one.about, "user": one.user_id} for one in version.spokespeople.all()],
        slots=list(version.slots.all()), variants=variants,
        assets=[{"title": one.title, "kind": one.kind, "sha256": one.file.sha256 if one.file else "", "link": one.link,
                 "alternative": one.alternative, "rights": one.rights, "rights_until": one.rights_until, "tagged": one.tagged}
                for one in version.assets.all()],
    )  # fmt: skip


def words_of(version: PackVersion) -> str:
    """Return the exact words that are signed: everything that the version says, and the fingerprint of each of its files."""
    said = whole(version)
    parts = [said.headline, said.summary, f"Lines to take:\n{said.lines}"]
    parts += [f"Fact: {one['words']}\nSource: {one['source']} {one['link']} {one['as_of'] or ''}".rstrip() for one in said.facts]
    parts += [f"Speaks: {one.role}, {one.about}, {one.user or ''}".rstrip(", ") for one in version.spokespeople.all()]
    parts += [f"{one}\n{one.subject}\n{one.text}\n{one.video}".strip() for one in said.variants]
    parts += [f"Place (({one.key})), {one.get_kind_display().lower()}: {one.label}. {one.words} At most {one.most}."
              + (" Must be filled in." if one.required else "") + (f" Sites: {', '.join(one.hosts)}." if one.hosts else "")
              for one in said.slots]  # fmt: skip
    parts += [f"File: {one['title']}\n{one['alternative']}\n{one['rights']} {one['rights_until'] or ''}\n"
              f"{one['sha256']}{one['link']}" for one in said.assets]  # fmt: skip
    parts += [said.contact, f"Notes for colleagues:\n{said.notes}" if said.notes else ""]
    parts += ["Clinical advice." if said.clinical else ""]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def clinical_words_of(version: PackVersion) -> str:
    """Return what the clinical approver signs: the same words, all of them, so that none changes afterwards."""
    return words_of(version)


def clinically_read(version: PackVersion) -> Signature | None:
    """Return the named clinical approver's signature under exactly these words, or None."""
    found = signed(version, words=clinical_words_of(version), purpose=CLINICAL)
    return found if found is not None and found.signed_by_id == version.clinical_approver_id else None


def intact(version: PackVersion) -> bool:
    """Return whether an approved version is, byte for byte, what was approved."""
    found = full(version)
    return bool(found.content_hash) and rules.content_hash(whole(found)) == found.content_hash


def locked_words_changed(older: PackVersion, newer: PackVersion) -> bool:
    """Return whether words that nobody but the writers may change differ: then those who acknowledged have to do so again."""
    def said(version: PackVersion) -> dict[tuple[str, str, str], str]:
        return {(one.channel, one.language, one.format): rules.locked(one) for one in whole(full(version)).variants}

    return said(older) != said(newer)


# --- What waits ---------------------------------------------------------------------------------------------------
def _waiting(user: User) -> QuerySet[PackVersion]:
    found: QuerySet[PackVersion] = PackVersion.objects.filter(
        pack__in=Pack.objects.visible_to(user), approved_at__isnull=True, asked_at__isnull=False
    ).select_related("pack").prefetch_related("writers").order_by("asked_at")  # fmt: skip
    return found


def to_approve(user: User) -> list[PackVersion]:
    """Return the versions that this person may approve, since others wrote them, and that wait for no clinician."""
    mine = allowed_in(user, Permission.PACK_APPROVE)
    found = _waiting(user).filter(pack__owner__in=mine).exclude(writers=user)
    return [one for one in found if not one.clinical or one.clinical_read_at]


def clinical_to_read(user: User) -> list[PackVersion]:
    """Return the versions whose named clinical approver this person is, and that they have not read yet."""
    return [one for one in _waiting(user).filter(clinical=True, clinical_approver=user) if not one.clinical_read_at]


def embargo_soon(user: User, until: datetime.datetime) -> QuerySet[Pack]:
    """Return the packs whose embargo ends soon though no version is approved."""
    now = timezone.now()
    mine = allowed_in(user, Permission.PACK_WRITE)
    ready = PackVersion.objects.filter(pack=OuterRef("pk"), approved_at__isnull=False)
    found: QuerySet[Pack] = Pack.objects.visible_to(user).filter(
        ~Exists(ready), owner__in=mine, embargo_until__gt=now, embargo_until__lte=until)  # fmt: skip
    return found


def leave_ends(user: User, until: datetime.date) -> QuerySet[Asset]:
    """Return the files of what is announced whose leave ends by a day, for those who can begin a version without them."""
    approved = PackVersion.objects.filter(pack=OuterRef("version__pack"), approved_at__isnull=False).order_by("-number")
    found: QuerySet[Asset] = Asset.objects.filter(
        version__in=PackVersion.objects.filter(pack__in=Pack.objects.visible_to(user), recalled_at__isnull=True),
        version__pack__owner__in=allowed_in(user, Permission.PACK_WRITE), version=Subquery(approved.values("pk")[:1]),
        rights_until__gte=timezone.localdate(), rights_until__lte=until,
    )  # fmt: skip
    return found.select_related("version__pack").order_by("rights_until")
