"""How likely a word is somebody's name where it stands: a small linear model over the word and what stands beside it.

It speaks where the rules are silent or in doubt. The weights (`name_model.json`) are made by `./dev bench train_names`.
"""

import json
import math
from functools import cache
from pathlib import Path

from antiphon.voices.deidentification.name_context import Comment

FILE = Path(__file__).with_name("name_model.json")
SCALE = 100
# What a word's tier amounts to beside its neighbours: a name in some list, a name and a word at once, or unknown.
_COARSE = {"P": "N", "B": "N", "F": "a", "N": "a", "V": "a"}
WORTH = frozenset("PBFNVUSL")


def coarse(tier: str, sound: int) -> str:
    """The tier in four kinds, unknown words by their sound."""
    return _COARSE.get(tier) or ("u+" if sound >= 5 else "u-")


class Reading:
    """One comment ready for the model: for each token its tier, its sound, its capitals, and how its neighbours see it."""

    def __init__(self, comment: Comment, tiers: dict[int, tuple[str, int]] | None = None) -> None:
        self.comment = comment
        self.tiers = tiers or {}
        self.count = len(comment.tokens)

    def tier(self, number: int) -> tuple[str, int]:
        """The tier and the sound of a token."""
        if number in self.tiers:
            return self.tiers[number]
        word = self.comment.tokens[number].word
        return word.tier, word.sound

    def capitals(self, number: int) -> str:
        """How the token is written: C and U mean something, c and u do not, l is small."""
        word = self.comment.tokens[number].word
        if not word.capital:
            return "l"
        letter = "u" if word.upper else "c"
        return letter if self.comment.shouted else letter.upper()

    def near(self, number: int, step: int) -> str:
        """The token `step` away as its neighbour sees it; marks for a break in the sentence, a mask, either end."""
        at = number + step
        if at < 0:
            return "<"
        if at >= self.count:
            return ">"
        tokens = self.comment.tokens
        for between in range(min(number, at) + 1, max(number, at) + 1):
            gap = self.comment.text[tokens[between - 1].end : tokens[between].start]
            if gap != " ":
                if "\x00" in gap:
                    return "<M>"
                if tokens[between].opens:
                    return "<.>"
                if "," in gap:
                    return "<,>" if abs(step) > 1 else f",{self._said(at)}"
                if any(mark.isdigit() for mark in gap):
                    return "<9>"
        return self._said(at)

    def _said(self, at: int) -> str:
        tier, sound = self.tier(at)
        if tier in "OX" or len(self.comment.tokens[at].said) == 1:
            return self.comment.tokens[at].low
        return f"<{coarse(tier, sound)}{self.capitals(at)}>"

    def features(self, number: int) -> list[str]:
        """What the model knows of a token."""
        token = self.comment.tokens[number]
        tier, heard = self.tier(number)
        cap, kind = self.capitals(number), coarse(tier, heard)
        p1, p2, n1, n2 = self.near(number, -1), self.near(number, -2), self.near(number, 1), self.near(number, 2)
        end = self.comment.text[token.end : token.end + 2].strip(" ")[:1]
        opens = "o" if token.opens else "m"
        size = len(token.said)
        found = [
            f"t{tier}{cap}{opens}", f"s{tier}{heard}", f"c{cap}{heard}", f"a{tier}{cap}{heard}",
            f"p={p1}", f"p={p1}|{kind}", f"p={p1}|{kind}{cap}", f"n={n1}", f"n={n1}|{kind}", f"n={n1}|{kind}{cap}",
            f"pp={p2} {p1}", f"nn={n1} {n2}", f"pn={p1} {n1}", f"pp={p2} {p1}|{kind}", f"nn={n1} {n2}|{kind}",
            f"z{min(size, 12)}{kind}", f"e{end}{kind}{cap}", f"k{min(self.count, 6)}{kind}{cap}",
        ]  # fmt: skip
        if token.said[-2:] in ("'s", "’s"):
            found.append(f"own{kind}{cap}")
        if number == 0:
            found.append(f"first{kind}{cap}")
        if number == self.count - 1:
            found.append(f"last{kind}{cap}")
        return found

    def worth(self, number: int) -> bool:
        """Whether the token could be a name at all, so that it is worth asking."""
        token = self.comment.tokens[number]
        return self.tier(number)[0] in WORTH and len(token.said) > 1 and number not in self.comment.blocked

    def likelihood(self, number: int) -> float:
        """How likely the token is a name, from 0 to 1."""
        bias, weights = _model()
        odds = bias + sum(weights.get(one, 0) for one in self.features(number)) / SCALE
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def _model() -> tuple[float, dict[str, int]]:
    read = json.loads(FILE.read_text(encoding="utf-8"))
    return read["bias"], read["weights"]
