"""One look over a text, block by block: what the packs' words find, and what the shape of sentences shows."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from antiphon.language.checking import letters, numbers, shapes
from antiphon.language.checking.findings import Acronym, Finding, Term, Unchecked
from antiphon.language.checking.layout import Block, Sentence, blocks
from antiphon.language.checking.packs import DEFAULT, Pack, load, table_of
from antiphon.language.checking.protected import covered
from antiphon.language.checking.words import BETWEEN, WORD, Phrase, Table, listed, plain, words_of

HISTORY = listed(
    "former formerly previously replaced replacing replaces abolished until predecessor predecessors successor succeeded became"
    " merged dissolved ended closed legacy inherited archived archive history historical then-existing once renamed"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TERM = "glossary"


@dataclass(slots=True)
class Words:
    """The words of one block, as they are compared, with where each stands."""

    block: Block
    plain: list[str]
    starts: list[int]
    ends: list[int]
    capitals: bool  # a heading in capitals, or With Each Word Like This: capitals mean nothing in it
    firsts: list[int]  # where its sentences start
    near: dict[int, tuple[frozenset[str], list[int]]] = field(default_factory=dict)

    def sentence_at(self, position: int) -> Sentence:
        """The sentence in which a position lies."""
        return self.block.sentences[max(bisect_right(self.firsts, position) - 1, 0)]

    def said_in(self, masked: str, sentence: Sentence) -> tuple[frozenset[str], list[int]]:
        """The words of a sentence, and the years that it names."""
        if sentence.start not in self.near:
            years = [int(year) for year in _YEAR.findall(masked, sentence.start, sentence.end)]
            first, last = bisect_left(self.starts, sentence.start), bisect_left(self.starts, sentence.end)
            self.near[sentence.start] = frozenset(self.plain[first:last]), years
        return self.near[sentence.start]


def check(
    text: str,
    *,
    pack: Pack | None = DEFAULT,
    terms: Iterable[Term] = (),
    acronyms: Iterable[Acronym] = (),
    kind: str | None = None,
    on: date | None = None,
) -> list[Finding]:
    """Every finding in a text, in the order of their places.

    `terms` and `acronyms` are the organisation's own. `kind="councillor"` also looks for partisan wording. `on` is the date of
    the text: a body that had ended by then is reported; without it, the packs' own date counts.
    """
    pack = pack or load()
    masked, _ = covered(text)
    table = table_of(pack, kind)
    own = _glossary(tuple(terms))
    when = on.isoformat() if on else pack.checked
    found: list[Finding] = []
    for block in blocks(masked):
        words = _words(masked, block)
        found += _phrases(text, masked, words, table, pack, when)
        if own:
            found += _phrases(text, masked, words, own, pack, when)
        found += shapes.findings(text, masked, words, pack)
    found += numbers.findings(text, masked, pack)
    taken = [(finding.start, finding.end) for finding in found if not finding.rule.startswith("readability.")]
    found += letters.findings(text, masked, pack, tuple(acronyms), taken)
    return _settled(found)


def unchecked(text: str) -> list[Unchecked]:
    """The parts of a text that are left alone, and why; never a finding."""
    return covered(text)[1]


def _words(masked: str, block: Block) -> Words:
    plains, starts, ends = [], [], []
    upper = 0
    for match in WORD.finditer(masked, block.start, block.end):
        word = match.group()
        plains.append(plain(word))
        starts.append(match.start())
        ends.append(match.end())
        upper += word[0].isupper()
    return Words(block, plains, starts, ends, len(plains) > 1 and upper * 2 > len(plains), [one.start for one in block.sentences])


def _phrases(text: str, masked: str, words: Words, table: Table, pack: Pack, when: str) -> Iterator[Finding]:
    by_first = table.by_first
    past = 0
    for at, word in enumerate(words.plain):
        if word not in by_first or at < past:
            continue
        for phrase in by_first[word]:
            after = at + len(phrase.words)
            if not _stands(masked, words, at, after, phrase) or not _counts(masked, words, at, after, phrase, when):
                continue
            start, end = words.starts[at], words.ends[after - 1]
            rule = pack.rules.get(phrase.rule)
            surface = text[start:end]
            message = phrase.message or (rule.message if rule else "")
            yield Finding(phrase.rule, start, end, surface, message.replace("{text}", surface), _cased(surface, phrase.use))
            past = after
            break


def _stands(masked: str, words: Words, at: int, after: int, phrase: Phrase) -> bool:
    """Whether the phrase's words stand here, one after the other."""
    if after > len(words.plain) or tuple(words.plain[at:after]) != phrase.words:
        return False
    for one in range(at, after - 1):
        gap = masked[words.ends[one] : words.starts[one + 1]]
        if gap != " " and not BETWEEN.fullmatch(gap):
            return False
    surface = masked[words.starts[at] : words.ends[after - 1]]
    if phrase.capitals:
        return " ".join(surface.split()) == phrase.surface
    return not phrase.exactly or " ".join(phrase.surface.lower().split()) in " ".join(
        masked[max(0, words.starts[at] - 4) : words.ends[after - 1] + 4].lower().split()
    )


def _counts(masked: str, words: Words, at: int, after: int, phrase: Phrase, when: str) -> bool:
    """Whether what stands around the phrase lets it count."""
    before = words.plain[max(0, at - 2) : at]
    following = words.plain[after] if after < len(words.plain) else ""
    if following in phrase.unless_next or not phrase.unless_before.isdisjoint(before):
        return False
    if phrase.only_next and following not in phrase.only_next and not ("." in phrase.only_next and _stops(masked, words, after)):
        return False
    if phrase.only_before and phrase.only_before.isdisjoint(before):
        return False
    sentence = words.sentence_at(words.starts[at])
    if phrase.unless_near and not phrase.unless_near.isdisjoint(words.said_in(masked, sentence)[0]):
        return False
    if phrase.ended:
        return _gone(*words.said_in(masked, sentence), phrase, when) and not _in_brackets(masked, words, at)
    return phrase.capitals or phrase.rule in (_TERM, "partisan") or not _name(masked, words, at, after, sentence)


def _stops(masked: str, words: Words, after: int) -> bool:
    """Whether a mark or the end follows, and not a word."""
    return after >= len(words.plain) or not masked[words.ends[after - 1] : words.starts[after]].isspace()


def _gone(said: frozenset[str], years: list[int], phrase: Phrase, when: str) -> bool:
    """Whether a body that had ended by `when` is spoken of as if it were there."""
    if when < phrase.ended or not HISTORY.isdisjoint(said):
        return False
    return all(year >= int(phrase.ended[:4]) for year in years)


def _in_brackets(masked: str, words: Words, at: int) -> bool:
    """`clinical commissioning group (CCG)` is one mention."""
    start, end = words.starts[at], words.ends[at]
    return at > 0 and masked[start - 1 : start] == "(" and masked[end : end + 1] == ")"


def _name(masked: str, words: Words, at: int, after: int, sentence: Sentence) -> bool:
    """A capital inside a sentence makes a name of it: “the Key Centre”, “Robust Roofing”."""
    if words.capitals:
        return False
    if any(masked[words.starts[one] : words.ends[one]].istitle() for one in range(at + 1, after)):
        return True
    if not masked[words.starts[at]].isupper():
        return False
    if masked[words.starts[at] : words.ends[at]].isupper() and words.ends[at] - words.starts[at] > 1:
        return False
    if masked[sentence.start : words.starts[at]].strip("\"'“‘([*_ \t\ufffc"):
        return True
    if after - at > 1 or after >= len(words.plain):
        return False
    follows = masked[words.starts[after]]
    return follows.isupper() and masked[words.ends[after - 1] : words.starts[after]] == " " and words.plain[after] != "i"


def _cased(surface: str, use: str) -> str:
    """A suggestion that starts as what it takes the place of."""
    if surface[:1].isupper() and not surface[:2].isupper() and use[:1].islower():
        return use[:1].upper() + use[1:]
    return use


def _settled(found: list[Finding]) -> list[Finding]:
    """In order; where two words' findings lie over each other, the one that says more stays. Advice on length lies over all."""
    wide = [finding for finding in found if finding.rule.startswith("readability.")]
    narrow = sorted((f for f in found if not f.rule.startswith("readability.")), key=lambda f: (f.start, f.start - f.end))
    kept: list[Finding] = []
    for finding in narrow:
        if kept and finding.start < kept[-1].end:
            if _weight(finding) > _weight(kept[-1]):
                kept[-1] = finding
            continue
        kept.append(finding)
    return sorted([*kept, *wide], key=lambda finding: (finding.start, finding.end, finding.rule))


def _weight(finding: Finding) -> tuple[bool, int]:
    """A word says more than the voice of the sentence; then the longer says more."""
    return finding.rule != shapes.PASSIVE, finding.end - finding.start


@lru_cache(maxsize=64)
def _glossary(terms: tuple[Term, ...]) -> Table | None:
    """An organisation's terms as a table: each form to avoid, and its plural."""
    phrases = []
    for term in terms:
        preferred = words_of(term.preferred)
        message = f"The glossary says “{term.preferred}”." + (f" It means: {term.meaning}" if term.meaning else "")
        for form in term.avoid:
            given = words_of(form)
            if not given or given == preferred:
                continue
            odd = form.strip().lower().replace("’", "'") != " ".join(given)
            for words, use in ((given, term.preferred), (_plural(given), _plural_of(term.preferred))):
                surface = form.strip() if words == given else " ".join(words)
                phrases.append(Phrase(_TERM, words, use, surface, message, exactly=odd and words == given))
    if not phrases:
        return None
    table = Table()
    table.add(dict.fromkeys(phrases))
    return table


def _plural(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*words[:-1], _plural_of(words[-1]))


def _plural_of(word: str) -> str:
    if word.endswith(("s", "ss", "people", "ing")):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "ch", "sh")) else "s")
