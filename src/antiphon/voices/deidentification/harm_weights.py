"""Words that stand in disclosures more often than elsewhere: a small linear model beside the patterns.

The patterns know how people say it plainly; this knows which words they use when they say it otherwise. It is wrong more
often, so it only asks for a person's eyes, and opens no concern by itself. The weights are a file beside this module, made
by `./dev bench harm --train` from lines that were written for the purpose.
"""

import json
import math
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).with_name("harm_weights.json")


def features(text: str) -> dict[str, float]:
    """Return the words and pairs of words of a text with their weight in it: length 1, whatever its length."""
    words = re.findall(r"[\w']+", text.casefold().replace("’", "'"))
    found = Counter([*words, *(f"{one} {other}" for one, other in pairwise(words))])
    damped = {name: 1 + math.log(times) for name, times in found.items()}
    norm = math.sqrt(sum(value * value for value in damped.values())) or 1.0
    return {name: value / norm for name, value in damped.items()}


def likeness(text: str) -> bool:
    """Return whether the words are like those of disclosures. A long text is read a few sentences at a time."""
    model = _model()
    return any(_score(part, model) > model["threshold"] for part in _parts(text))


def _score(text: str, model: dict[str, float]) -> float:
    weights: dict[str, float] = model["weights"]  # type: ignore[assignment]
    total = model["bias"] + sum(value * weights.get(name, 0.0) for name, value in features(text).items())
    return 1 / (1 + math.exp(-total))


def _parts(text: str) -> list[str]:
    """Return the text as runs of two sentences, so that one line in a long letter is not drowned."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s+|\n+", text.strip()) if one]
    return [" ".join(sentences[at : at + 2]) for at in range(max(1, len(sentences) - 1))] if sentences else []


@cache
def _model() -> dict[str, float]:
    found: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
