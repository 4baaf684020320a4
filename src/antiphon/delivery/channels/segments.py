"""How many parts a text message takes, as the networks count them (3GPP TS 23.038 and 23.040).

A text in the networks' own alphabet holds 160 signs, or 153 in each part of a longer one. One sign outside that alphabet
puts the whole text into another one, where it holds 70, or 67 in each part.
"""

from dataclasses import dataclass

PLAIN, UNICODE = "plain", "unicode"
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("\f^{}\\[~]|€")  # each of these takes the room of two
SIZES = {PLAIN: (160, 153), UNICODE: (70, 67)}
# Marks that word processors put in, and what says the same in the networks' alphabet.
SAME = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "•": "-", "\t": " "}


@dataclass(frozen=True)
class Size:
    """What one text takes. `room` is how much of the alphabet's room it fills; `costly` are the marks that made it Unicode."""

    alphabet: str
    room: int
    parts: int
    costly: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """Say it as a person would."""
        return "1 text message" if self.parts == 1 else f"{self.parts} text messages"

    def pence(self, for_a_part: float) -> float:
        """Return what one person's message costs."""
        return self.parts * for_a_part


def size(text: str) -> Size:
    """Return how many parts a text takes. An empty one takes none."""
    costly = tuple(dict.fromkeys(mark for mark in text if mark not in BASIC and mark not in TWICE))
    alphabet = UNICODE if costly else PLAIN
    widths = [len(mark.encode("utf-16-le")) // 2 if costly else 1 + (mark in TWICE) for mark in text]
    room = sum(widths)
    alone, each = SIZES[alphabet]
    if room <= alone:
        return Size(alphabet, room, 1 if text else 0, costly)
    return Size(alphabet, room, _parts(widths, each), costly)


def plainer(text: str) -> str:
    """Return the text with curly quotes, dashes and the like written as the networks' alphabet has them."""
    return "".join(SAME.get(mark, mark) for mark in text)


def _parts(widths: list[int], each: int) -> int:
    """Return how many parts are filled, where a sign that takes the room of two is never cut in half."""
    parts, filled = 1, 0
    for width in widths:
        if filled + width > each:
            parts, filled = parts + 1, 0
        filled += width
    return parts
