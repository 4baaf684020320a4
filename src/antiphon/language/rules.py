"""Judgements about words: plain Python."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

NAMES_A_PERSON = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|cllr|councillor)\.?\s+[A-Z]|@|\b0\d{9,10}\b", re.IGNORECASE
)


def digest(words: str) -> str:
    """Return the SHA-256 of words, in hex. How they are broken into lines, and how many spaces stand between, do not count."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def same(word: str) -> str:
    """Return what two spellings of a word have in common: case, spaces and the shape of the apostrophe do not count."""
    return " ".join(word.casefold().replace("’", "'").split())


def paragraph(words: str, start: int, end: int) -> str:
    """Return the paragraph or paragraphs in which a stretch of a text stands."""
    first = words.rfind("\n", 0, start) + 1
    last = words.find("\n", max(start, end))
    return words[first:] if last < 0 else words[first:last]


def mark(rule: str, words: str, text: str) -> str:
    """Return the name of a finding: the same rule about the same text in the same paragraph has the same one."""
    return hashlib.sha256(f"{rule}\n{digest(words)}\n{text}".encode()).hexdigest()[:16]


def names_a_person(credit: str) -> bool:
    """Return whether a line of thanks looks like one person and not like a group: a title with a name, an address, a number."""
    return NAMES_A_PERSON.search(credit) is not None


@dataclass(frozen=True)
class Use:
    """An old word in a text: which, how often, and a few words around the first."""

    word: str
    times: int
    around: str


def uses(words: str, old: Iterable[str]) -> list[Use]:
    """Return which of these words and phrases stand in a text, with their plurals, whatever the case; letters around count."""
    found = []
    for word in sorted(set(old), key=str.casefold):
        hits = list(_pattern(word).finditer(words))
        if hits:
            found.append(Use(word, len(hits), _around(words, hits[0].start(), hits[0].end())))
    return found


def _pattern(word: str) -> re.Pattern[str]:
    parts = [re.escape(part).replace("’", "['’]").replace("'", "['’]") for part in word.split()]
    end = r"(?:s|es|'s|’s)?" if parts and word[-1:].isalpha() else ""
    flags = 0 if word.isupper() else re.IGNORECASE  # letters such as IT or WHO are not the words “it” and “who”
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + end + r"(?!\w)", flags)


def _around(words: str, start: int, end: int, letters: int = 60) -> str:
    first, last = max(0, start - letters), min(len(words), end + letters)
    while first > 0 and not words[first - 1].isspace():
        first -= 1
    while last < len(words) and not words[last].isspace():
        last += 1
    text = " ".join(words[first:last].split())
    return f"{'… ' if first else ''}{text}{' …' if last < len(words) else ''}"
