"""How a text is laid out: blocks (paragraphs, headings, list items) and the sentences in them, by their offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from antiphon.language.checking.words import listed

# A line that starts a block of its own: a heading, a list item, a row of a table.
_STARTS = re.compile(r"[ \t]*(?:[-*+•–][ \t]|\d{1,3}[.)][ \t]|\#{1,6}[ \t]|\|)")
_LINES = re.compile(r"[^\n]+")
_MARK = re.compile(r"[ \t]*(?:(?P<heading>\#{1,6}[ \t]+)|(?P<item>(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])[ \t]+)|(?P<row>\|))?")
_END = re.compile(r"(?P<dot>[.!?…]+)[\"'”’)\]*_\ufffc]*(?=\s|$)")
_SHORT = listed(
    "dr mr mrs ms prof rev hon st no nos vs eg ie e.g i.e etc cf approx dept fig vol pp jr sr inc ltd co al gen col sgt cllr"
    " jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun est tel ext"
)
_BEFORE = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_WORDY = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence at [start, end)."""

    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item or a row, with its sentences."""

    start: int
    end: int
    kind: str
    sentences: tuple[Sentence, ...]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text whose protected parts are covered."""
    start = end = -1
    for line in _LINES.finditer(text):
        if text[line.start() : line.end()].isspace():
            continue
        if line.start() != end + 1 or start < 0 or _STARTS.match(text, line.start(), line.end()):
            yield from _lines_of(text, start, end)
            start = line.start()
        end = line.end()
    yield from _lines_of(text, start, end)


def _lines_of(text: str, start: int, end: int) -> Iterator[Block]:
    """The lines of [start, end) as one paragraph, or each on its own."""
    if start < 0:
        return
    if "\n" in text[start:end] and not _wrapped(text[start:end]):
        for line in _LINES.finditer(text, start, end):
            yield from _block(text, line.start(), line.end())
    else:
        yield from _block(text, start, end)


def _wrapped(block: str) -> bool:
    """Lines that one paragraph was broken into are about as long as each other; lines of a list are not."""
    lines = block.split("\n")
    longest = max(map(len, lines))
    return longest >= 40 and all(len(line) + len(after.split(" ", 1)[0]) + 1 >= longest * 0.75 for line, after in pairwise(lines))


def _block(text: str, start: int, end: int) -> Iterator[Block]:
    mark = _MARK.match(text, start, end)
    kind = (mark and mark.lastgroup) or "paragraph"
    if mark:
        start = mark.end()
    sentences = tuple(_sentences(text, start, end))
    if not sentences:
        return
    if kind == "paragraph" and len(sentences) == 1 and sentences[0].words <= 12 and text[end - 1] not in ".!?;,…:":
        kind = "heading"
    yield Block(start, end, kind, sentences)


def _sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    at = start
    for match in _END.finditer(text, start, end):
        if match.group("dot") == "." and _goes_on(text, match.start(), match.end(), end):
            continue
        if sentence := _sentence(text, at, match.end()):
            yield sentence
        at = match.end()
    if sentence := _sentence(text, at, end):
        yield sentence


def _goes_on(text: str, dot: int, after: int, end: int) -> bool:
    """A full stop after a short form, or before a small letter, ends nothing."""
    rest = text[after : after + 3].lstrip()
    if rest[:1].islower():
        return True
    before = _BEFORE.search(text, max(0, dot - 12), dot)
    if not before or after >= end:
        return False
    word = before.group(1).rstrip(".").lower()
    return (word in _SHORT and word != "etc") or (len(word) == 1 and word != "i")


def _sentence(text: str, start: int, end: int) -> Sentence | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    return Sentence(start, end, _counted(text[start:end]))


def _counted(sentence: str) -> int:
    """How many words a reader would count; what is covered counts for none."""
    return sum(1 for word in sentence.replace("—", " ").split() if _WORDY.search(word))
