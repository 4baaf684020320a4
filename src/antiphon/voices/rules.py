"""Judgements about words: tidying, hiding more of them, and whether somebody only hid and never added."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from antiphon.engagement.answering import LONGEST, place_to_keep
from antiphon.voices.deidentification import MASKS, Kind

__all__ = ["HIDDEN", "LONGEST", "WITHHOLD", "Piece", "hide", "masked_pieces", "only_hides", "pieces", "place_to_keep", "tidy"]

HIDDEN = "[hidden]"
WITHHOLD = {
    "names_people": "It names or describes people all the way through",
    "harm": "Someone may be at risk: it was passed to the safeguarding team",
    "abuse": "It is abusive or threatening",
    "not_a_comment": "It is not a comment: a test, an advertisement or another person's letter",
}
_MASK = re.compile("|".join(re.escape(mask) for mask in (*MASKS.values(), HIDDEN)))


def tidy(text: str) -> str:
    """Return the words with one kind of line end, without the characters that a database cannot hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def hide(text: str, parts: Iterable[str]) -> tuple[str, list[str]]:
    """Return the text with each part replaced by `[hidden]` wherever it stands, and the parts that were not found.

    Spaces and line breaks in a part match any in the text, and capital letters do not matter, so that what was
    copied from a screen is found.
    """
    lost = []
    for part in parts:
        words = part.split()
        if not words:
            continue
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words), re.IGNORECASE)
        text, times = pattern.subn(HIDDEN, text)
        if not times:
            lost.append(" ".join(words))
    return text, lost


def only_hides(before: str, after: str) -> bool:
    """Return whether `after` is `before` with nothing but stretches replaced by a mask: no word was added or changed."""
    before, after = tidy(before), tidy(after)
    pieces = _MASK.split(after)
    if not before.startswith(pieces[0]) or not before.endswith(pieces[-1]):
        return False
    if len(pieces) == 1:
        return before == after
    at, end = len(pieces[0]), len(before) - len(pieces[-1])
    for piece in pieces[1:-1]:
        found = before.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end


@dataclass(frozen=True)
class Piece:
    """A stretch of words as a person who makes them safe sees it: plain, masked already, or in doubt."""

    text: str
    mark: str = ""  # "masked", "doubt" or nothing


def pieces(text: str, spans: Iterable[tuple[int, int, str, bool]]) -> list[Piece]:
    """Return the text with what is sure masked and what is in doubt marked. Spans: start, end, kind, sure."""
    found: list[Piece] = []
    at = 0
    for start, end, kind, sure in sorted(spans):
        if start < at:
            continue
        found += [Piece(text[at:start]), Piece(MASKS[Kind(kind)], "masked") if sure else Piece(text[start:end], "doubt")]
        at = end
    found.append(Piece(text[at:]))
    return [piece for piece in found if piece.text]


def masked_pieces(text: str) -> list[Piece]:
    """Return words that were made safe, with their masks marked."""
    found: list[Piece] = []
    at = 0
    for match in _MASK.finditer(text):
        found += [Piece(text[at : match.start()]), Piece(match.group(), "masked")]
        at = match.end()
    return [piece for piece in [*found, Piece(text[at:])] if piece.text]
