"""The way in: find every detail, mask the sure ones, say what is in doubt.

The same words always give the same answer. Only the spans that are masked are changed; every other character stays
as it was given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.voices.deidentification.found import MASKS, Found, Kind
from antiphon.voices.deidentification.person_names import find_names
from antiphon.voices.deidentification.personal_details import find_details
from antiphon.voices.deidentification.rare_combinations import find_rare_combinations

_MASK = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))
_REASONS: dict[Kind, str] = {
    Kind.NAME: "A word may be somebody's name",
    Kind.OTHER_NUMBER: "A long number may point to a person",
    Kind.DATE_OF_BIRTH: "A date may be somebody's date of birth",
    Kind.RARE_COMBINATION: "Age, place and condition together may point to one person",
}
# One character that stands for a mask while the text is read. It is no letter, digit or space.
_STAND_IN = "\x00"


@dataclass(frozen=True, slots=True)
class Safe:
    """The outcome: the text with masks, what was found in the original, and why a person should look, if so."""

    text: str
    found: tuple[Found, ...]
    doubtful: bool
    reasons: tuple[str, ...]


def deidentify(text: str, *, keep_staff_names: bool = False) -> Safe:
    """Mask every sure personal detail in ``text`` and say what is in doubt.

    With ``keep_staff_names`` the names of staff are left in place when a job or title stands beside them and
    their sentence holds no criticism. Reading the outcome again finds nothing more to mask.
    """
    sure: list[Found] = []
    while True:
        reduced, origin = _reduce(text, sure)
        spans = _search(reduced, keep_staff_names)
        new = [
            Found(origin[found.start], origin[found.end - 1] + 1, found.kind, found.sure)
            for found in spans
            if _STAND_IN not in reduced[found.start : found.end]
        ]
        fresh = [found for found in new if found.sure]
        # A mask can bring a new neighbour to light ("[name] and Ewa"), so read again until nothing is added.
        sure += fresh
        if not fresh:
            break
    found = tuple(sorted(sure + new))
    reasons = tuple(dict.fromkeys(_REASONS[span.kind] for span in found if not span.sure))
    return Safe(_mask(text, sure), found, bool(reasons), reasons)


def _search(text: str, keep_staff_names: bool) -> list[Found]:
    """Every detail, none sharing a character with another; numbers and addresses win over names."""
    details = find_details(text)
    kept = [found for found in details if found.sure]
    doubts = (found for found in details if not found.sure)
    names = find_names(text, keep_staff_names=keep_staff_names)
    for found in (*names, *doubts, *find_rare_combinations(text)):
        if not any(found.overlaps(other) for other in kept):
            kept.append(found)
    return kept


def _reduce(text: str, sure: list[Found]) -> tuple[str, Sequence[int]]:
    """The text with each mask and each found span as one stand-in, and where each character came from."""
    holes = [(found.start, found.end) for found in sure]
    if "[" in text:
        holes += [match.span() for match in _MASK.finditer(text)]
    if not holes:
        return text, range(len(text))
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for start, end in [*sorted(holes), (len(text), len(text))]:
        if start < at:
            continue
        pieces.append(text[at:start])
        origin.extend(range(at, start))
        if end > start:
            pieces.append(_STAND_IN)
            origin.append(start)
        at = end
    return "".join(pieces), origin


def _mask(text: str, sure: list[Found]) -> str:
    pieces: list[str] = []
    at = 0
    for found in sorted(sure):
        pieces += [text[at : found.start], MASKS[found.kind]]
        at = found.end
    return "".join([*pieces, text[at:]])
