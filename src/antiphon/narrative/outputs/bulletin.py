"""The narrative as plain text for a bulletin: short, with what was promised and by when, and who agreed to it."""

from collections.abc import Sequence

from antiphon.narrative.outputs.base import clean, parts, signed_by
from antiphon.narrative.queries import PublishedNarrative
from antiphon.network.branding import Mark


def made(narrative: PublishedNarrative, marks: Sequence[Mark], address: str) -> bytes:
    """Return the text. `address`: where the whole narrative stands."""
    lines = [clean(narrative.title)]
    for part in parts(narrative, words=40, points=5):
        points = [f"- {point}" for point in part.points] if len(part.points) > 1 else list(part.points)
        lines += ["", part.title, *points]
    lines += ["", f"Read it all, and tell us what you think: {address}", "", signed_by(narrative, marks), ""]
    return "\n".join(lines).encode()
