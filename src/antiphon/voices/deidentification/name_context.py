"""A comment as a reader of names sees it: its words, and what stands beside each."""

import re
from dataclasses import dataclass
from itertools import pairwise

from antiphon.voices.deidentification import name_cues as cues
from antiphon.voices.deidentification.name_lists import Word, allowed_phrases, look_up, openings_of_phrases

WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*")
_SENTENCE_BREAK = re.compile(r"[.!?:;\n\r*•\x00\"“”(]|\s[-–—]+\s|^[-–—]+$")
_TITLE_GAP = re.compile(r"\.?\s{0,2}")
# One capital and then small letters, as names are written ("McKay" and "O'Neil" too).
MIXED = re.compile(r"[^\W\d_a-z][^\W\d_]*[^\W\d_A-Z]+(?:['’-][^\W\d_]+)*")
_CUE_GAP = re.compile(r"[\s,:('\"“‘&-]{1,3}")


@dataclass(slots=True)
class Token:
    """One word where it stands, with the lists' judgement of it."""

    start: int
    end: int
    said: str
    word: Word
    opens: bool

    @property
    def low(self) -> str:
        """The word in small letters."""
        return self.said.lower()

    @property
    def bare(self) -> str:
        """The first part of the word, in small letters without apostrophes, as phrases are compared."""
        return self.low.replace("'", "").replace("’", "").partition("-")[0]


class Comment:
    """One comment. Holds the tokens, and whether capitals mean anything in this comment."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        end = 0
        for match in WORD.finditer(text):
            gap = text[end : match.start()]
            opens = not self.tokens or (gap != " " and bool(_SENTENCE_BREAK.search(gap)))
            self.tokens.append(Token(match.start(), match.end(), match[0], look_up(match[0]), opens))
            end = match.end()
        long = [token for token in self.tokens if len(token.said) > 3 and not token.opens]
        capitals = sum(token.word.capital for token in long)
        # In a comment all in capitals, or With Every Word Like This, a capital says nothing.
        self.shouted = (len(long) > 2 and capitals > 0.6 * len(long)) or (len(text) > 12 and text.isupper())
        self.blocked = self._allowed_tokens()

    def _allowed_tokens(self) -> set[int]:
        """The tokens inside an allowed phrase such as the name of a hospital."""
        words = [token.bare for token in self.tokens]
        if openings_of_phrases().isdisjoint(pairwise(words)):
            return set()
        spans = [match.span() for match in allowed_phrases().finditer(self.text)]
        return {number for number, token in enumerate(self.tokens) if any(start <= token.start < end for start, end in spans)}

    # -- what stands beside a token

    def gap(self, number: int) -> str:
        """What stands between a token and the one before it."""
        return self.text[self.tokens[number - 1].end : self.tokens[number].start] if number else ""

    def before(self, number: int) -> str:
        """The word before, in small letters, if nothing but a space or light punctuation parts them."""
        if number and _CUE_GAP.fullmatch(self.gap(number)):
            return self.tokens[number - 1].low
        return ""

    def after(self, number: int) -> str:
        """The word after, in small letters, if only a space parts them."""
        if number + 1 < len(self.tokens) and self.gap(number + 1) in (" ", "  ", ", "):
            return self.tokens[number + 1].low
        return ""

    def capital(self, number: int) -> bool:
        """Whether this token has a capital that means something."""
        return self.tokens[number].word.capital and not self.shouted

    def titled(self, number: int) -> str:
        """The title right before, or an empty string."""
        if number and _TITLE_GAP.fullmatch(self.gap(number)):
            low = self.tokens[number - 1].low
            if low in cues.TITLES:
                return low
        return ""

    def introduced(self, number: int) -> bool:
        """Whether the words before say that a name comes next ("my name is ...")."""
        return bool(cues.INTRODUCED.search(self.text[max(0, self.tokens[number].start - 40) : self.tokens[number].start]))

    def beside_person(self, number: int) -> bool:
        """Whether the word before points at a person."""
        low = self.before(number)
        return low in cues.BEFORE or low in cues.STAFF or low in cues.RELATIONS or low in cues.CALLING

    def led(self, number: int) -> bool:
        """Whether the words before are of the kind that only people follow ("spoke to", "thanks to")."""
        return bool(cues.LED.search(self.text[max(0, self.tokens[number].start - 30) : self.tokens[number].start]))

    def paired(self, number: int) -> bool:
        """Whether this word and the next are both like names, written alike."""
        if number + 1 >= len(self.tokens) or self.gap(number + 1) != " " or number + 1 in self.blocked:
            return False
        one, two = self.tokens[number], self.tokens[number + 1]
        if two.word.allowed or one.word.capital != two.word.capital or self.of_a_place(number + 1) or two.low in cues.PLACES:
            return False
        if self.capital(number) and not (MIXED.fullmatch(two.said) and MIXED.fullmatch(one.said)):
            return False
        if two.word.listed and not two.word.ordinary:
            return one.word.strange
        return one.word.strange and (two.word.strange or (two.word.unknown and self.capital(number)))

    def after_pair(self, number: int) -> str:
        return self.after(number + 1)

    def _person_before(self, number: int, following: Token) -> bool:
        """Whether "Peter Green" is more likely a person than a place."""
        word = self.tokens[number].word
        if not (word.first and word.plainly_name) or word.capital != following.word.capital:
            return False
        return self.before(number) not in ("at", "in", "near", "from", "of", "on", "the", "off", "around")

    def of_a_place(self, number: int) -> bool:
        """Whether the word belongs to the name of a place, a saint or an illness."""
        if number and self.tokens[number - 1].low in ("st", "saint", "saints", "ss") and len(self.gap(number)) < 3:
            return True
        low = self.tokens[number].low
        for step in (1, 2):
            if number + step >= len(self.tokens) or self.gap(number + step).strip("'’ "):
                return False
            following = self.tokens[number + step]
            if following.low in cues.SURNAMES_OF_PLACES and step == 1 and self._person_before(number, following):
                return False
            if following.low in cues.PLACES:
                if step == 1 and low.endswith(("'s", "’s")) and not following.word.capital:
                    return following.low in ("disease", "syndrome", "palsy", "lymphoma", "law", "test")
                # "Rose ward" and "Byron House"; but a small letter after a person's name may only be a verb or a noun.
                return following.word.capital or following.low not in (
                    "care",
                    "team",
                    "day's",
                    "home",
                    "line",
                    "way",
                    "place",
                    "test",
                    "sign",
                    "act",
                    "group",
                    "health",
                    "general",
                )
            if not (following.word.capital and following.word.listed):
                return False
        return False
