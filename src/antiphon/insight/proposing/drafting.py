"""A draft of themes from comments: groups with their words, their typical comments, and how steady they are."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from antiphon.guard import patterns
from antiphon.insight.coders.words import normalise, says_nothing
from antiphon.insight.proposing.grouping import Labels, group, how_many, nearness, steadiness
from antiphon.insight.proposing.vectors import Floats, fold, spoken, terms_of, weigh

WORDS, QUOTES = 8, 3
WORD_STANDS_IN = 3  # different comments a word must stand in to be shown for a group, so that none points at a person
FEWEST = 10  # different comments below which there is nothing to group
QUOTE_LENGTHS = range(5, 61)  # words


@dataclass(frozen=True)
class Group:
    """One group: its comments by their place in the input, nearest first; its words; typical ones; how steady it is, 0 to 1."""

    members: tuple[int, ...]
    nearness: tuple[float, ...]
    words: tuple[str, ...]
    quotes: tuple[int, ...]
    steady: float


@dataclass(frozen=True)
class Draft:
    """Every comment once: in a group, or among those with nothing to group by. `copies`: comments in nearly the same words."""

    groups: tuple[Group, ...]
    silent: tuple[int, ...]
    copies: tuple[tuple[int, ...], ...]
    steady: float


def draft(comments: Sequence[str], *, count: int | None = None) -> Draft | None:
    """Propose themes; None where there are too few comments. The same comments give the same draft.

    Comments in nearly the same words count once while groups are made, so that a campaign makes no theme by its size; each is
    a member all the same.
    """
    families, copies = _families(comments)
    heads = [members[0] for members in families]
    documents = [terms_of(comments[head]) for head in heads]
    weights, _ = weigh(documents)
    told = np.flatnonzero(np.diff(weights.indptr) > 0)
    if len(told) < FEWEST:
        return None
    letters = _letters(comments, [families[at] for at in sorted(set(range(len(families))) - set(told.tolist()))])
    grouped = {member for head in told for member in families[head]} | {at for one in letters for at in one.members}
    silent = set(range(len(comments))) - grouped
    vectors = fold(weights[told])
    wanted = count or how_many(len(told))
    labels = group(vectors, wanted)
    steady = steadiness(vectors, labels, wanted)
    groups = _groups(comments, [families[at] for at in told], [documents[at] for at in told], vectors, labels, steady)
    sizes = np.bincount(labels)
    whole = tuple(sorted([*groups, *letters], key=lambda one: (-len(one.members), one.members)))
    return Draft(whole, tuple(sorted(silent)), copies, round(float((steady * sizes).sum() / sizes.sum()), 3))


def _letters(comments: Sequence[str], families: list[list[int]]) -> list[Group]:
    """Letters that people copied and that speak of nothing anybody else does: each is a group of its own."""
    found = []
    for members in families:
        terms = terms_of(comments[members[0]])
        if len(members) >= WORD_STANDS_IN and terms:
            say = spoken([comments[members[0]]])
            words = tuple(dict.fromkeys(say.get(term, term) for term in terms if " " not in term))[:WORDS]
            found.append(Group(tuple(members), (1.0,) * len(members), words, (members[0],), 1.0))
    return found


def split(comments: Sequence[str], into: int = 2) -> list[Group]:
    """One group in two. Comments with no telling word stay with the larger. Empty where it cannot be split."""
    families, _ = _families(comments)
    if len(families) < 2 * into:
        return []
    documents = [terms_of(comments[members[0]]) for members in families]
    weights, _ = weigh(documents)
    if weights.shape[1] < 2:
        return []
    vectors = fold(weights)
    labels = group(vectors, into)
    if int(labels.max()) < 1:
        return []
    empty = np.diff(weights.indptr) == 0
    labels[empty] = int(np.bincount(labels).argmax())
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    if int(labels.max()) < 1:
        return []
    return list(_groups(comments, families, documents, vectors, labels, steadiness(vectors, labels, into)))


def _families(comments: Sequence[str]) -> tuple[list[list[int]], tuple[tuple[int, ...], ...]]:
    """Comments that are the same, or nearly, together; and those families that are large enough to tell of."""
    came = [patterns.Came(pk=at, at=_DAY, words=text) for at, text in enumerate(comments)]
    alike = [found.members for found in patterns.copies(came)]
    leader = {member: members[0] for members in alike for member in members}
    by_form: dict[str, int] = {}
    families: dict[int, list[int]] = {}
    for at, text in enumerate(comments):
        form = normalise(text)
        head = leader.get(at, at)
        if not says_nothing(form):
            head = by_form.setdefault(form, head)
        families.setdefault(head, []).append(at)
    return [members for members in families.values()], tuple(tuple(members) for members in alike)


def _groups(
    comments: Sequence[str], families: list[list[int]], documents: list[list[str]], vectors: Floats, labels: Labels,
    steady: Floats,
) -> tuple[Group, ...]:
    near = nearness(vectors, labels)
    say = spoken(comments)
    words = [
        tuple(" ".join(say.get(part, part) for part in term.split()) for term in terms) for terms in telling(documents, labels)
    ]
    found = []
    for number in range(int(labels.max()) + 1):
        order = sorted(np.flatnonzero(labels == number).tolist(), key=lambda at: (-near[at], at))
        members = [(member, float(near[at])) for at in order for member in families[at]]
        heads = [families[at][0] for at in order]
        typical = [head for head in heads if len(comments[head].split()) in QUOTE_LENGTHS] or heads
        found.append(Group(
            tuple(member for member, _ in members), tuple(round(value, 4) for _, value in members), words[number],
            tuple(typical[:QUOTES]), round(float(steady[number]), 3),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-len(one.members), one.members)))


def telling(documents: Sequence[Sequence[str]], labels: Labels) -> list[tuple[str, ...]]:
    """The words that tell each group from the others (class-based TF-IDF)."""
    stands = Counter(term for terms in documents for term in set(terms))
    groups = int(labels.max()) + 1
    counts: list[Counter[str]] = [Counter() for _ in range(groups)]
    for terms, label in zip(documents, labels.tolist(), strict=True):
        counts[label].update(set(terms))
    total = sum((sum(one.values()) for one in counts), 0) / max(1, groups)
    everywhere = Counter[str]()
    for one in counts:
        everywhere.update(one)
    found = []
    for one in counts:
        size = max(1, sum(one.values()))
        scored = {
            term: times / size * float(np.log(1 + total / everywhere[term]))
            for term, times in one.items() if stands[term] >= WORD_STANDS_IN
        }  # fmt: skip
        chosen: list[str] = []
        for term in sorted(scored, key=lambda term: (-scored[term], term)):
            if not any(term in other.split() or other in term.split() for other in chosen):
                chosen.append(term)
            if len(chosen) == WORDS:
                break
        found.append(tuple(chosen))
    return found


_DAY = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
