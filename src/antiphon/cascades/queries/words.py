"""The words of a cascade: what a lead reads, with an organisation's own words in their places, and what goes to people."""

from collections.abc import Mapping
from dataclasses import dataclass

from antiphon.cascades.models import Cascade, Filled, Hop
from antiphon.delivery.rules import Words
from antiphon.packs import rules as packs
from antiphon.packs.models import PackVersion, Variant
from antiphon.packs.queries import full
from antiphon.packs.wording import Piece, locked

SENT = ("email", "sms")


@dataclass(frozen=True)
class Shown:
    """One variant as it reads: its heading, its words in runs, and whether anything in it is local."""

    variant: Variant
    subject: str
    runs: list[Piece]

    @property
    def own(self) -> bool:
        return any(one.key for one in self.runs)


def values_of(hop: Hop | None) -> dict[str, str]:
    """Return what an organisation wrote into the open places, by their keys."""
    return {one.slot.key: one.value for one in hop.filled.select_related("slot")} if hop is not None else {}


def filled_of(hop: Hop) -> list[Filled]:
    """Return an organisation's own words with the places they stand in, and who wrote them."""
    return list(hop.filled.select_related("slot", "written_by"))


def variants_of(version: PackVersion) -> list[Variant]:
    """Return the words of a version for each channel, language and format, with their places. A fixed number of queries."""
    whole = full(version)
    variants = list(whole.variants.all())
    for one in variants:
        one.version = whole
    return variants


def shown(cascade: Cascade, hop: Hop | None = None, *, values: Mapping[str, str] | None = None) -> list[Shown]:
    """Return every variant of the version with the places filled, so that locked and own words can be told apart."""
    said = values_of(hop) if values is None else dict(values)
    return [
        Shown(one, "".join(run.text for run in packs.pieces(one.subject, one.slots, said)),
              packs.pieces(one.text, one.slots, said))
        for one in variants_of(cascade.version)
    ]  # fmt: skip


def plain(version: PackVersion) -> str:
    """Return an announcement as plain words to pass on: what it is about, then the lines to take."""
    lines = "\n".join(f"- {line}" for line in version.lines.splitlines() if line.strip())
    return "\n\n".join(part for part in (version.summary.strip(), lines) if part)


def own_words(hop: Hop) -> str:
    """Return the exact words that somebody signs: every open place with what stands in it, and the finished words."""
    said = values_of(hop)
    lines = [f"{key}: {value}" for key, value in sorted(said.items())]
    for one in shown(hop.cascade, hop, values=said):
        lines.append(f"{one.variant}\n{one.subject}\n{''.join(run.text for run in one.runs)}")
    return "\n\n".join(lines)


def locked_words(version: PackVersion) -> str:
    """Return the words of a version that nobody who hands it on may change."""
    variants = variants_of(version)
    words = sorted(f"{one.channel}/{one.language}/{one.format}\n{locked(one)}" for one in variants)
    slots = sorted(f"{one.key}/{one.kind}/{one.required}" for one in version.slots.all())
    return "\n\n".join([version.lines, *words, *slots])


def wordings_for(cascade: Cascade, hop: Hop | None) -> dict[str, list[Words]]:
    """Return what is sent, by channel: for each language and format the subject, the text and the HTML.

    Raises packs.rules.DoesNotFit where a place that has to be filled is empty.
    """
    said, variants = values_of(hop), variants_of(cascade.version)
    found: dict[str, list[Words]] = {channel: [] for channel in SENT}
    standard = {(one.channel, one.language): one for one in variants if one.format == "standard" and one.text}
    for one in variants:
        beside = standard.get((one.channel, one.language)) if one.video and not one.text else one
        if one.channel not in found or beside is None or not beside.text:
            continue
        filled = packs.filled(beside, said)
        if beside is not one:  # a video goes with the words that everyone has
            text = f"In British Sign Language: {one.video}\n\n{filled.text}"
            found[one.channel].append(Words(text, one.subject or filled.subject, "", one.language, one.format))
            continue
        html = filled.html if one.channel == "email" else ""
        found[one.channel].append(Words(filled.text, filled.subject, html, one.language, one.format))
    return {channel: wordings for channel, wordings in found.items() if wordings}
