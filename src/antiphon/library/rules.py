"""Judgements about words of the library: which carry the meaning, which are the same."""

import re

MOST_TERMS = 12
MOST_WORDS = 24
# Words that stand in most titles of engagements and say nothing about the topic.
_EMPTY = """
    about after all also and any are ask asked asking at be before better call calling can change changes changing choose
    choosing come comes do does first for from get give good has have health help her how if in into is it its local make
    more most need needs new not of on one or our out over people please plan plans say service services shape should tell
    than that the their them then there they this those to together up us use used using view views want was way we were
    what when where which who why will with work would you your
"""
EMPTY = frozenset(_EMPTY.split())


def terms(words: str) -> list[str]:
    """Return the words that carry a meaning, each once, in their order, small."""
    found = re.findall(r"[\w&'’-]+", words.casefold())
    kept = [word.strip("'’-") for word in found if word.strip("'’-") not in EMPTY]
    return list(dict.fromkeys(word for word in kept if len(word) > 2 or word.isdigit()))[:MOST_TERMS]


def enough(number: int, *, loosely: bool = False) -> int:
    """Return how many of so many words must be there for something to be about them.

    A topic that somebody named wants half of its words, and both when there are two. A title is looked for `loosely`: half
    will do, since it is better to show too much before people are asked than too little.
    """
    half = -(-number // 2)
    return half if loosely else min(number, max(2, half))


def listed(words: str) -> list[str]:
    """Return what was typed as a list: lines, or parts between commas or semicolons; each once, small, without spare spaces."""
    parts = (" ".join(part.split()).casefold() for part in re.split(r"[,;\n]", words))
    return list(dict.fromkeys(part[:60] for part in parts if part))[:MOST_WORDS]
