"""Acronyms: letters that stand for words, and whether the words are given where they are first used."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from antiphon.language.checking.findings import Acronym, Finding
from antiphon.language.checking.packs import Pack

RULE = "acronym"
_LETTERS = re.compile(
    r"(?<![\w@#/&.\-’'])(?:[A-Z][A-Za-z0-9]{0,6}[A-Z][A-Za-z0-9]{0,4}|[A-Z](?:&[A-Z])+|(?:[A-Z]\.){2,6})\+?(?![\w&])"
)
_ROMAN = re.compile(r"(?=[MDCLXVI]{2,})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_FULL = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLOSES = re.compile(r"(?:[ ,;:][^()\n]{0,60})?[)\]]")
_OPENS = re.compile(r"\s*\(([^()\n]{3,150})\)")
_SAYS = re.compile(
    r"\s*(?:,\s*)?(?:(?:which|that)\s+)?(?:stands?\s+for|means?|is\s+short\s+for|is\s+the\s+short\s+form|\s*[–—:=-]\s+[a-z])",
    re.I,
)
_CALLED = re.compile(r"(?:known as|called|abbreviated to|shortened to|short for|or)\s+(?:the\s+)?[\"“‘']?$")


def findings(
    text: str, masked: str, pack: Pack, own: tuple[Acronym, ...], taken: list[tuple[int, int]]
) -> Iterator[Finding]:
    """The first place of each acronym that is not explained there."""
    rule = pack.rules.get(RULE)
    if rule is None:
        return
    meanings = _meanings(pack, own)
    known = rule.data["sets"]["known"]
    seen: set[str] = set()
    later: dict[str, int] = {}
    lines = Lines(masked)
    taken = sorted(taken)
    starts = [start for start, _ in taken]
    for match in _LETTERS.finditer(masked):
        short = _short(match.group())
        if short in seen or not _is_one(short, known, meanings):
            continue
        start, end = match.span()
        before = bisect_left(starts, end) - 1  # findings lie beside each other: the last that starts before decides
        if (before >= 0 and taken[before][1] > start) or lines.loud(start) or _part_of_a_name(masked, start, end):
            continue
        explained = _explained(masked, start, end, short, meanings.get(short, ()))
        if not explained and lines.heading(start):
            if later.get(short, -1) <= end:
                later[short] = _explained_later(masked, end, short, meanings.get(short, ()))
            if later[short] > end:
                continue
        seen.add(short)
        if not explained:
            surface = text[start:end]
            yield Finding(RULE, start, end, surface, *_advice(surface, short, meanings.get(short, ()), rule.message))


def _short(word: str) -> str:
    """The acronym without its plural: ICBs is ICB."""
    if word.endswith("s") and len(word) > 2 and word[-2].isupper():
        return word[:-1]
    return word.rstrip("+") if word.endswith("+") and "+" in word[:-1] else word


def _is_one(short: str, known: frozenset[str], meanings: dict[str, tuple[str, ...]]) -> bool:
    if short in meanings:
        return short not in known
    if short in known or len(short) < 2 or _ROMAN.fullmatch(short) or _POSTCODE.fullmatch(short):
        return False
    upper = sum(letter.isupper() for letter in short)
    digits = sum(letter.isdigit() for letter in short)
    small = sum(letter.islower() for letter in short)
    return upper >= 2 and digits <= 1 and small <= 1 and not (digits and upper < 3)


class Lines:
    """The lines of a text: which are in capitals throughout, and which are headings. Each is looked at once."""

    def __init__(self, masked: str) -> None:
        self.masked = masked
        self.starts = [0, *(match.end() for match in re.finditer("\n", masked))]
        self.known: dict[int, tuple[bool, bool]] = {}

    def loud(self, position: int) -> bool:
        """Among other words in capitals it is a heading or a warning, not an acronym."""
        return self._of(position)[0]

    def heading(self, position: int) -> bool:
        """A short line of its own, with no stop at its end."""
        return self._of(position)[1]

    def _of(self, position: int) -> tuple[bool, bool]:
        number = bisect_right(self.starts, position) - 1
        if number not in self.known:
            start = self.starts[number]
            end = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.masked)
            line = self.masked[start:end].strip()
            words = _FULL.findall(line)
            loud = sum(word.isupper() and len(word) > 1 for word in words)
            alone = number + 1 == len(self.starts)
            short = not alone and line[-1:] not in ".:;,!?" and len(line.split()) <= 12
            shouted = (loud > 1 and loud * 3 > len(words) * 2) or (loud > 2 and loud * 2 > len(words))
            self.known[number] = shouted, line.startswith("#") or short
        return self.known[number]


def _explained_later(masked: str, end: int, short: str, meanings: tuple[str, ...]) -> int:
    """Where it is explained after `end`, or -1."""
    again = masked.find(short, end)
    while again >= 0:
        if _explained(masked, again, again + len(short), short, meanings):
            return again
        again = masked.find(short, again + len(short))
    return -1


def _part_of_a_name(masked: str, start: int, end: int) -> bool:
    """`J. R. R.` and file names like README.md."""
    if "." in masked[start:end]:
        return end - start < 5
    return masked[end : end + 1] == "." and masked[end + 1 : end + 2].isalnum()


def _explained(masked: str, start: int, end: int, short: str, meanings: Iterable[str]) -> bool:
    before, after = masked[max(0, start - 160) : start], masked[end : end + 160]
    if before.rstrip().endswith(("(", "[")) and _CLOSES.match(after):
        return _initials(before, short) or any(meaning.lower() in before.lower() for meaning in meanings)
    opened = _OPENS.match(after)
    if opened:
        inside = opened.group(1)
        if len(_FULL.findall(inside)) >= 2 or (len(inside) > 7 and inside[0].lower() == short[0].lower()):
            return True
    return bool(_SAYS.match(after)) or bool(_CALLED.search(before) and _initials(before, short))


def _initials(before: str, short: str) -> bool:
    """Whether words that could stand behind the letters come just before."""
    letters = [letter.lower() for letter in short if letter.isalpha()]
    words = [word.lower() for word in _FULL.findall(before)][-(len(letters) * 2 + 3) :]
    if not words or not letters:
        return False
    first = {letters[0]}
    return any(word[0] in first for word in words) and len(words) >= min(2, len(letters))


def _advice(surface: str, short: str, meanings: tuple[str, ...], message: str) -> tuple[str, str]:
    plural = surface != short and surface.endswith("s")
    if len(meanings) > 1:
        listed = "” or “".join(meanings)
        return f"“{short}” may mean “{listed}”. Write the one you mean in full at first use.", f"{meanings[0]} ({surface})"
    full = meanings[0] if meanings else ""
    if full and plural and not full.endswith("s"):
        full = full[:-1] + "ies" if full.endswith("y") and full[-2] not in "aeiou" else full + "s"
    return message.replace("{text}", surface), f"{full} ({surface})" if full else f"write it in full, then ({surface})"


@lru_cache(maxsize=64)
def _meanings(pack: Pack, own: tuple[Acronym, ...]) -> dict[str, tuple[str, ...]]:
    """What letters may stand for: the pack's, and over them the organisation's own."""
    rule = pack.rules[RULE]
    shipped = {short: tuple([full] if isinstance(full, str) else full) for short, full in rule.data["meanings"].items()}
    return {**shipped, **{acronym.short: acronym.meanings for acronym in own if acronym.short}}
