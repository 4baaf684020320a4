"""The narrative on one side of paper: a tagged PDF (PDF/UA-1). What is too long is cut at the end of a sentence, and says so."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from antiphon.core import documents
from antiphon.narrative.outputs.base import clean, names, parts, version
from antiphon.narrative.queries import PublishedNarrative
from antiphon.network.branding import Mark

# Words of a clause, clauses of a part, size in points: tried one after another until all of it stands on one page.
TRIES = ((60, 8, "13"), (60, 8, "12"), (60, 8, "11"), (45, 6, "10.5"), (30, 4, "10"), (22, 3, "10"), (15, 2, "9.5"), (10, 1, "9"))
MANY = "The narrative is too long for one page, even in short. Shorten the first sentence of its longest parts."


class TooLong(Exception):
    """It does not fit on one page, however short it is cut."""


def made(narrative: PublishedNarrative, marks: Sequence[Mark], address: str) -> bytes:
    """Return the page. Raises TooLong."""
    import typst  # loaded here: only documents need it

    for count, points, size in TRIES:
        try:
            found = documents.pdf("narrative/page", _data(narrative, marks, address, count, points, size), lang="en-GB",
                                  title=clean(narrative.title))  # fmt: skip
        except typst.TypstError as problem:
            if "too long for one page" not in str(problem):
                raise
        else:
            return found
    raise TooLong(MANY)


def _data(
    narrative: PublishedNarrative, marks: Sequence[Mark], address: str, count: int, points: int, size: str
) -> dict[str, Any]:
    found = parts(narrative, words=count, points=points)
    cut = any(one.more for one in found)
    return {
        "size": size, "owner": clean(narrative.owner), "version": version(narrative), "address": address,
        "parts": [{"title": one.title, "points": list(one.points)} for one in found],
        "more": "This is the narrative in short. Read it all, and tell us what you think:" if cut
                else "Tell us what you think:",
        "names": names(marks),
        "logos": [{"alt": clean(one.alt or one.name), "picture": list(one.logo)} for one in marks if one.logo],
    }  # fmt: skip


def words(content: bytes) -> str:
    """Return the words of the page, read from it."""
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
