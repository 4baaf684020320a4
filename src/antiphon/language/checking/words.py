"""The words of a pack, made ready to be found: notation, and a table from the first word to what may follow."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

# “CCG’s” is the word CCG: what belongs to somebody is named as they are.
WORD = re.compile(r"\b[ei]\.[eg]\b|(?<![^\W_]['’])[^\W_]+(?:['’](?!s(?![^\W_]))[^\W_]+)*")
_GROUP = re.compile(r"\(([^()]*)\)")  # in what is looked for, brackets always mean this
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")  # in what is said instead, only with a bar
# What may stand between two words of one phrase: spaces, one line break, a hyphen.
BETWEEN = re.compile(r"(?:['’]s?)?(?:[ \t\u00a0]|\r?\n(?!\s*\n)|[-‐‑–])*")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to look for in one rule, and what to say instead. `unless_*` are words that make it harmless."""

    rule: str
    words: tuple[str, ...]
    use: str
    surface: str
    message: str = ""
    capitals: bool = False
    exactly: bool = False
    unless_next: frozenset[str] = frozenset()
    unless_before: frozenset[str] = frozenset()
    unless_near: frozenset[str] = frozenset()
    only_next: frozenset[str] = frozenset()
    only_before: frozenset[str] = frozenset()
    ended: str = ""


@dataclass(slots=True)
class Table:
    """Phrases by their first word, the longest first."""

    by_first: dict[str, list[Phrase]] = field(default_factory=dict)

    def add(self, phrases: Iterable[Phrase]) -> None:
        """Put them in their places; a phrase with no word in it is left out."""
        touched = set()
        for phrase in phrases:
            if phrase.words:
                self.by_first.setdefault(phrase.words[0], []).append(phrase)
                touched.add(phrase.words[0])
        for first in touched:
            self.by_first[first].sort(key=lambda phrase: -len(phrase.words))


def listed(words: str) -> frozenset[str]:
    """Words in a line, as a set."""
    return frozenset(words.split())


def plain(word: str) -> str:
    """A word as it is compared: small letters, straight apostrophes."""
    return word.lower().replace("’", "'")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a phrase, as they are compared."""
    return tuple(plain(match.group()) for match in WORD.finditer(text))


def forms(say: str, use: str) -> Iterator[tuple[str, str]]:
    """`utilis(e|es|ed)` with `us(e|es|ed)` is three pairs; groups of one size keep step, others take the first of `use`."""
    said = [group.split("|") for group in _GROUP.findall(say)]
    used = [group.split("|") for group in _CHOICE.findall(use)]
    for chosen in product(*(range(len(group)) for group in said)):
        left = _filled(_GROUP, say, [group[at] for group, at in zip(said, chosen, strict=True)])
        sizes = {len(group): at for group, at in zip(said, chosen, strict=True)}
        right = _filled(_CHOICE, use, [group[sizes.get(len(group), 0)] for group in used])
        yield left, right


def _filled(groups: re.Pattern[str], pattern: str, parts: list[str]) -> str:
    given = iter(parts)
    return " ".join(groups.sub(lambda _: next(given), pattern).split())
