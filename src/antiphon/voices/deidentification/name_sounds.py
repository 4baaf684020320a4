"""How much a word sounds like a name: a small linear model over its letters, for names that no list holds.

The weights (`name_sounds.json`) are made by `./dev bench train_names` from our lists of names and of ordinary words.
"""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("name_sounds.json")
SCALE = 100
# Log odds of being a name, as steps from 0 (surely none) to 9.
STEPS = (-5.0, -3.5, -2.3, -1.2, -0.3, 0.6, 1.6, 2.8, 4.2)


def letters(folded: str) -> list[str]:
    """The runs of one to five letters in a word, its two ends marked."""
    marked = f"^{folded}$"
    return [marked[at : at + size] for size in (2, 3, 4, 5) for at in range(len(marked) - size + 1)]


@cache
def _model() -> tuple[float, dict[str, int]]:
    read = json.loads(FILE.read_text(encoding="utf-8"))
    return read["bias"], read["weights"]


def log_odds(folded: str) -> float:
    """The log odds that a word in small letters is a name, from its letters alone."""
    bias, weights = _model()
    runs = letters(folded)
    return bias + sum(weights.get(run, 0) for run in runs) / SCALE / max(1.0, len(runs)) ** 0.5


def step(odds: float) -> int:
    """Log odds as a step from 0 to 9."""
    return sum(odds > limit for limit in STEPS)


def sound(folded: str) -> int:
    """How much a word sounds like a name, from 0 to 9."""
    return step(log_odds(folded))
