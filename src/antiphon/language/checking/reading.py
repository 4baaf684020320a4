"""Readability: a sorting aid, never a gate or a badge. The service manual does not recommend such tools except to choose
what to rewrite first; whether people understand a text is found out by testing it with people."""

import re
from dataclasses import dataclass

from antiphon.language.checking.layout import blocks
from antiphon.language.checking.protected import covered

_SPOKEN = ("le", "ted", "ded", "ses", "ces", "ges", "xes", "ches", "shes")  # ends that are said
CAVEAT = (
    "A readability score only counts lengths. The NHS service manual does not recommend these tools, except to help choose what"
    " to rewrite first. Test the words with the people they are for."
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Readability:
    """Counts of a text, and the reading age that two formulas guess from them (None below 30 words: it would be chance)."""

    words: int
    sentences: int
    words_per_sentence: float
    longest_sentence: int
    reading_age: int | None
    caveat: str = CAVEAT


def readability(text: str) -> Readability:
    """How long the words and sentences of a text are."""
    masked, _ = covered(text)
    sentences = [sentence for block in blocks(masked) for sentence in block.sentences if sentence.words]
    said = [word for sentence in sentences for word in _WORD.findall(masked, sentence.start, sentence.end)]
    words, lines = len(said), len(sentences)
    longest = max((sentence.words for sentence in sentences), default=0)
    per = round(words / lines, 1) if lines else 0.0
    if words < 30:
        return Readability(words, lines, per, longest, None)
    counts = [_syllables(word) for word in said]
    flesch_kincaid = 0.39 * words / lines + 11.8 * sum(counts) / words - 15.59
    hard = sum(count >= 3 for count in counts)
    smog = 1.043 * (hard * 30 / lines) ** 0.5 + 3.1291
    return Readability(words, lines, per, longest, max(5, min(22, round((flesch_kincaid + smog) / 2 + 5))))


def _syllables(word: str) -> int:
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if count > 1 and word.endswith(("e", "es", "ed")) and not word.endswith(_SPOKEN):
        count -= 1
    return max(1, count)
