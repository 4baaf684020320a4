"""Which answer of a question a cell means: by its key, its words, its number, or “Other: …”. Plain Python."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from antiphon.engagement.answering import Option
from antiphon.voices.doors.cells import NO_ANSWER, Unclear, plain

LEFT_OUT = "-"  # what a person said that a value means: no answer
_PARTS = re.compile(r"[;\n|]")
_CODED = re.compile(r"(?:a|ao|sq)0*(\d{1,3})$")
KEPT_AT_MOST = 5_000  # different values of a column that are remembered


@dataclass
class Choices:
    """The answers to choose from, as the cells of one column may name them.

    `told`: what a person said that a value means (by its plain words): the key of an answer, or `LEFT_OUT`.
    `free`: a value that fits nothing is what somebody wrote beside “Other”, as some programs export it.
    """

    question: str
    options: Sequence[Option]
    told: Mapping[str, str] = field(default_factory=dict)
    free: bool = False
    ignored: int = 0
    _named: dict[str, str] = field(default_factory=dict)
    _known: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, option in enumerate(self.options, start=1):
            self._named.setdefault(str(place), option.key)
        for option in self.options:  # its words and key come before a number in the order
            self._named[plain(option.text)] = option.key
        for option in self.options:
            self._named[plain(option.key)] = option.key
            self._named.setdefault(plain(option.key).replace("_", " "), option.key)
        self._own_words = [option for option in self.options if option.words]

    def one(self, said: str) -> Any:
        """Return the answer that a cell means (a key, or {"key", "words"}), None for no answer. Raises Unclear."""
        if said in self._known:
            return self._known[said]
        found = self._find(said)
        if len(self._known) < KEPT_AT_MOST:
            self._known[said] = found
        return found

    def _find(self, said: str) -> Any:
        word = plain(said)
        if word in self.told:
            return None if self.told[word] == LEFT_OUT else self.told[word]
        if found := self._exact(word):
            return found
        for option in self._own_words:
            for name in {plain(option.text), plain(option.text).split(" (")[0], "other", "-oth-"}:
                if word.startswith(name) and len(word) > len(name) and word[len(name)] in " :-(,":
                    words = said.strip()[len(name):].lstrip(" :-–—,").removeprefix("(please specify)").lstrip(" :-–—")
                    return {"key": option.key, "words": words} if words else option.key
            if word == "-oth-":
                return option.key
        if word in NO_ANSWER:
            return None
        if self.free and len(self._own_words) == 1:
            return {"key": self._own_words[0].key, "words": said.strip()}
        raise Unclear(self.unknown(said))

    def _exact(self, word: str) -> str:
        if word in self._named:
            return self._named[word]
        number = word.removesuffix(".0")
        if number in self._named:
            return self._named[number]
        if coded := _CODED.match(word):  # as LimeSurvey numbers answers: A1, AO02, SQ003
            return self._named.get(str(int(coded[1])), "")
        return self._named.get(word.rstrip(".!: "), "")

    def many(self, said: str) -> list[Any]:
        """Return the answers that a cell names, however they are parted: by lines, semicolons, bars or commas."""
        if said in self._known:
            return list(self._known[said])
        found: list[Any] = []
        for part in self._parts(said):
            one = self._find(part)
            if one is not None and all(_key(one) != _key(other) for other in found):
                found.append(one)
        if len(self._known) < KEPT_AT_MOST:
            self._known[said] = found
        return list(found)

    def _parts(self, said: str) -> list[str]:
        word = plain(said)
        if word in self.told or self._exact(word):
            return [said]
        rough = [part.strip().strip('"') for part in _PARTS.split(said) if part.strip()]
        parts: list[str] = []
        for part in rough:
            parts += [part] if self._is_known(part) or "," not in part else self._by_commas(part)
        return parts

    def _is_known(self, part: str) -> bool:
        word = plain(part)
        return word in self.told or bool(self._exact(word))

    def _by_commas(self, part: str) -> list[str]:
        """Part a list at its commas; an answer that has a comma of its own is kept whole."""
        pieces = [piece.strip() for piece in part.split(",")]
        found, at = [], 0
        while at < len(pieces):
            end = next(
                (end for end in range(min(len(pieces), at + 8), at, -1) if self._is_known(", ".join(pieces[at:end]))), 0
            )
            if not end and self._own_words and not any(self._is_known(piece) for piece in pieces[at:]):
                end = len(pieces)  # the rest are one person's own words, with commas in them
            end = end or at + 1
            if piece := ", ".join(pieces[at:end]):
                found.append(piece)
            at = end
        return found

    def unknown(self, said: str) -> str:
        """Return what to tell a person about a value that is none of the answers, with the one that is nearest to it."""
        near = nearest(said, self.options)
        hint = f". Nearest: “{near.text}”" if near else ""
        return f"“{said.strip()[:40]}” is not one of the answers to “{self.question[:60]}”{hint}"


def nearest(said: str, options: Sequence[Option]) -> Option | None:
    """Return the answer whose words are most like what was said, or None when none is like it."""
    by_words = {plain(option.text): option for option in options[:500]}
    close = difflib.get_close_matches(plain(said)[:80], list(by_words), n=1, cutoff=0.5)
    if close:
        return by_words[close[0]]
    first = plain(said)
    return next((option for words, option in by_words.items() if len(first) > 3 and (first in words or words in first)), None)


def _key(value: Any) -> str:
    return str(value["key"]) if isinstance(value, dict) else str(value)
