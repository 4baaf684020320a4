"""Comments as vectors: words and pairs of words by how telling they are, folded into a few dimensions."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders.words import words_of

FEWEST = 2  # different comments a word must stand in
DIMENSIONS = 100
# Words that say nothing of the topic. Words for "good" and "bad" are among them: stance is kept apart.
_LITTLE = """
a about after again all also always am an and any anything are aren as at be because been before being both but by can cannot
cant come could couldn day did didnt do does doesnt doing done dont down each even every everyone everything feel felt few
for from further get getting give given go going got had has have havent having he her here hers him his how i id if ill im
in into is isnt it its itself ive just know let like lot made make many may me might more most much must my myself need
needed never no nor not nothing now of off on once one only or other our ours out over own people put really said same say
see seen she should so some someone something still such than thank thanks that thats the their them then there these they
theyre thing things think this those though through time to too under until up us use used very want was wasnt way we well
were what when where which while who whom why will with wont would wouldnt yes yet you your # good great excellent lovely
nice fantastic amazing brilliant best better wonderful happy pleased perfect fine ok okay bad poor terrible awful worse worst
disappointed unhappy improve improved improvement
"""
_SAYS_LITTLE = frozenset(_LITTLE.split())
Floats = NDArray[np.float64]


def terms_of(text: str) -> list[str]:
    """The telling words of a comment, roughly without their endings, and its pairs of neighbours."""
    words = [_stem(word) for word in words_of(text) if word not in _SAYS_LITTLE and len(word) > 2]
    return words + [f"{one} {two}" for one, two in pairwise(words) if one != two]


def spoken(comments: Sequence[str]) -> dict[str, str]:
    """The commonest way in which each telling word is said, for people to read."""
    said: dict[str, Counter[str]] = {}
    for text in comments:
        for word in words_of(text):
            if word not in _SAYS_LITTLE and len(word) > 2:
                said.setdefault(_stem(word), Counter())[word] += 1
    return {stem: max(sorted(words), key=words.__getitem__) for stem, words in said.items()}


def _stem(word: str) -> str:
    """The word without the commonest endings, so that "nurse" and "nurses", "wait" and "waiting" are one."""
    for ending, back in (("ies", "y"), ("ings", ""), ("ing", ""), ("sses", "ss"), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) > 3 and not word.endswith(("ss", "us", "is")):
            stem = word[: -len(ending)] + back
            return re.sub(r"([bdgmnprt])\1$", r"\1", stem) if ending in ("ing", "ed", "ings") else stem
    return word


def weigh(documents: Sequence[Sequence[str]]) -> tuple[Any, list[str]]:
    """TF-IDF of every document, each of length 1 (or 0, where it has no telling word), and the terms of the columns."""
    stands = Counter(term for terms in documents for term in set(terms))
    most = max(FEWEST, len(documents) // 2)
    terms = sorted(term for term, times in stands.items() if FEWEST <= times <= most)
    column = {term: at for at, term in enumerate(terms)}
    idf = np.array([1 + np.log((1 + len(documents)) / (1 + stands[term])) for term in terms])
    data: list[float] = []
    where: list[int] = []
    ends = [0]
    for document in documents:
        counts = Counter(column[term] for term in document if term in column)
        values = {at: (1 + np.log(times)) * idf[at] for at, times in counts.items()}
        norm = np.sqrt(sum(value * value for value in values.values())) or 1.0
        where += values.keys()
        data += [value / norm for value in values.values()]
        ends.append(len(where))
    cells = (np.array(data), np.array(where, dtype=np.int64), np.array(ends))
    from scipy.sparse import csr_matrix  # SciPy is loaded by a draft alone: it takes 20 MB

    return csr_matrix(cells, shape=(len(documents), len(terms))), terms


def fold(weights: Any) -> Floats:
    """The documents in a few dimensions (latent semantic analysis), each of length 1. The same answer every time."""
    rows, columns = weights.shape
    size = min(DIMENSIONS, rows - 1, columns - 1)
    if size < 2:
        folded = weights.toarray()
    else:
        start = np.random.default_rng(7).random(min(rows, columns))
        from scipy.sparse.linalg import svds

        left, strength, _ = svds(weights.astype(np.float64), k=size, v0=start)
        folded = left * strength
    norms = np.linalg.norm(folded, axis=1, keepdims=True)
    found: Floats = np.divide(folded, norms, out=np.zeros_like(folded), where=norms > 1e-9)
    return found
