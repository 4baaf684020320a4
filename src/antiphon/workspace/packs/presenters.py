"""Announcements made ready for their pages: where each stands, and what changed between two versions."""

from collections.abc import Iterator
from dataclasses import dataclass

from antiphon.narrative.compared import Piece, compare
from antiphon.packs.models import Pack, PackVersion

LOOKS = {"draft": ("Draft", "grey"), "asked": ("Waits for approval", "yellow"), "approved": ("Approved", "green"),
         "recalled": ("Recalled", "red")}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An announcement in a list: its newest version that matters, and the one that is being written."""

    pack: Pack
    newest: PackVersion | None
    draft: PackVersion | None

    @property
    def look(self) -> tuple[str, str]:
        one = self.newest or self.draft
        return LOOKS[one.status] if one else LOOKS["draft"]


def shown(pack: Pack) -> Shown:
    """Return an announcement with where it stands, from versions that were read already."""
    versions = list(pack.versions.all())
    return Shown(pack, next((one for one in versions if one.approved_at), None),
                 next((one for one in versions if not one.approved_at), None))  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One part of two versions side by side. `kind`: changed, added or removed."""

    name: str
    kind: str
    pieces: list[Piece]


def compared(old: PackVersion, new: PackVersion) -> list[Part]:
    """Return the parts that differ, each with what was added and taken out, in the order of reading."""
    before, after = dict(_said(old)), dict(_said(new))
    found = []
    for name in dict.fromkeys([*before, *after]):
        one, two = before.get(name, ""), after.get(name, "")
        if one != two:
            found.append(Part(name, "changed" if one and two else "added" if two else "removed", compare(one, two)))
    return found


def _said(version: PackVersion) -> Iterator[tuple[str, str]]:
    yield from (("Headline", version.headline), ("What it is about", version.summary), ("Lines to take", version.lines),
                ("Notes for colleagues", version.notes), ("Whom the press rings", version.contact))  # fmt: skip
    yield "Facts", "\n".join(f"- {one.words} ({one.source}) {one.link}".rstrip() for one in version.facts.all())
    yield "Who speaks", "\n".join(f"- {one.role}: {one.about}, {one.user or ''}" for one in version.spokespeople.all())
    for variant in version.variants.all():
        yield str(variant), "\n\n".join(filter(None, (variant.subject, variant.text, variant.video)))
    yield "Places to fill in", "\n".join(
        f"- (({one.key})) {one.label}: {one.get_kind_display().lower()}, {one.words} at most {one.most} letters"
        for one in version.slots.all()
    )  # fmt: skip
    yield "Files", "\n".join(f"- {one.title}: {one.alternative} ({one.rights}, {one.rights_until or 'no end'}) "
                             f"{one.file.sha256[:12] if one.file else one.link}" for one in version.assets.all())  # fmt: skip
