"""Two texts side by side: what was added, what was taken out, and whether two people's changes can stand together.

Plain Python.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

SAME, ADDED, REMOVED = "same", "added", "removed"
_PIECES = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True)
class Piece:
    """A run of words: the same in both, added in the later text, or removed from the earlier one."""

    kind: str
    text: str


def pieces(text: str) -> list[str]:
    """Return the words of a text, each with the spaces before it: joined again they are the text."""
    return _PIECES.findall(text)


def compare(before: str, after: str) -> list[Piece]:
    """Return the later text with what was added and removed, word by word."""
    if before == after:
        return [Piece(SAME, after)] if after else []
    old, new = pieces(before), pieces(after)
    found: list[Piece] = []
    for kind, a, b, c, d in _steps([_key(one) for one in old], [_key(one) for one in new]):
        if kind == "equal":
            found.append(Piece(SAME, "".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece(REMOVED, "".join(old[a:b])))
        if c < d:
            found.append(Piece(ADDED, "".join(new[c:d])))
    return [
        # The first word of a text has no space before it; where something stands there now, it gets one.
        Piece(one.kind, f" {one.text}") if before is not None and not one.text[:1].isspace() else one
        for before, one in zip([None, *found], found, strict=False)
    ]


def _key(piece: str) -> str:
    """Return what tells a word from another: a space more is no change, a new line is one."""
    return ("\n" if "\n" in piece else "") + piece.strip()


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    return [(*one,) for one in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()]


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with the changes of both, or None when they changed the same words and a person must choose."""
    if mine == theirs or base == theirs:
        return mine
    if base == mine:
        return theirs
    root, one, two = pieces(base), pieces(mine), pieces(theirs)
    changes = sorted(
        [(a, b, one[c:d]) for kind, a, b, c, d in _steps(root, one) if kind != "equal"]
        + [(a, b, two[c:d]) for kind, a, b, c, d in _steps(root, two) if kind != "equal"],
        key=lambda change: (change[0], change[1]),
    )
    for (_, ends, first), (starts, second_ends, second) in pairwise(changes):
        # Changes that meet are told apart by nobody: the two people look.
        if starts <= ends and not (first == second and second_ends == ends):
            return None
    out: list[str] = []
    at = 0
    for starts, ends, words in changes:
        if starts < at:
            continue  # both made the same change
        out += root[at:starts]
        out += words
        at = ends
    return "".join([*out, *root[at:]])
