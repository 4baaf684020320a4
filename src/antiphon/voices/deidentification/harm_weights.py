"""Words that stand in disclosures more often than elsewhere: a small linear model beside the patterns.

The patterns know how people say it plainly; this knows which words, pairs of words and parts of words they use when they say
it otherwise or misspell it. It is wrong more often, so it only asks for a person's eyes, and opens no concern by itself. The
weights are a file beside this module, made by `./dev bench train_harm` from lines that were written for the purpose, and
from real comments of which only what stands in three different ones is kept.
"""

import json
import math
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

# From which likelihood on words wait. It stands higher than the limit for a list: on the questions of a consultation that limit
# would hold four comments in ten, and a queue that long is not read. (docs/model-cards/harm-screening.md)
HELD = 0.45
FILE = Path(__file__).with_name("harm_weights.json")
_WORDS = re.compile(r"[\w']+")
# People near somebody, in one word: who it is matters less than that it is somebody of theirs.
_NEAR = re.compile(
    r"(?:mum|mam|mom|dad|mother|father|nan|nana|gran|grandma|grandad|granddad|grandmother|grandfather|wife|husband|partner|son"
    r"|daughter|brother|sister|uncle|aunt|auntie|cousin|nephew|niece|boyfriend|girlfriend|fella|stepdad|stepson|lad|boy|girl"
    r"|friend|mate|neighbour|grandson|granddaughter|ex)'?s?"
)


def features(text: str) -> dict[str, float]:
    """The words, pairs and triples of words, and runs of letters of a text with their weight: length 1, whatever its length."""
    words = ["*" if _NEAR.fullmatch(word) else word for word in _WORDS.findall(text.casefold().replace("\u2019", "'"))]
    counts: Counter[str] = Counter(words)
    counts.update(f"{one} {other}" for one, other in pairwise(words))
    counts.update(f"{one} {two} {three}" for one, two, three in zip(words, words[1:], words[2:], strict=False))
    counts.update(f"{one} _ {three}" for one, three in zip(words, words[2:], strict=False))
    for word in words:
        if len(word) > 3:
            marked = f"^{word}$"
            counts.update(f"#{marked[at : at + 4]}" for at in range(len(marked) - 3))
    damped = {name: (1 + math.log(times)) * (0.5 if name[0] == "#" else 1.0) for name, times in counts.items()}
    norm = math.sqrt(sum(value * value for value in damped.values())) or 1.0
    return {name: value / norm for name, value in damped.items()}


def likelihood(text: str) -> float:
    """How much the words are like those of disclosures, from 0 to 1. A long text is read a few sentences at a time."""
    bias, _, weights = _model()
    return max((_score(part, bias, weights) for part in _parts(text)), default=0.0)


def likeness(text: str) -> bool:
    """Whether the words are so like those of disclosures that they wait for a person before anyone works with them."""
    return likelihood(text) >= HELD


def threshold() -> float:
    """From which likelihood on a list of what to read first names the words; many of them are harmless."""
    return _model()[1]


def _score(text: str, bias: float, weights: dict[str, float]) -> float:
    total = bias + sum(value * weights.get(name, 0.0) for name, value in features(text).items())
    return 1 / (1 + math.exp(-total))


def _parts(text: str) -> list[str]:
    """The text as runs of two sentences, and each sentence alone, so that one line in a long letter is not drowned."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+|\n+", text.strip()) if one]
    if len(sentences) < 2:
        return sentences
    return [*sentences, *(f"{one} {two}" for one, two in pairwise(sentences))]


@cache
def _model() -> tuple[float, float, dict[str, float]]:
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return found["bias"], found["threshold"], found["weights"]
