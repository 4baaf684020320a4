"""Signs that answers came from a machine, from one hand, or from a campaign. Plain Python: no table, no clock.

Nothing here decides anything. Each sign names responses and says in words why a person should look.

- Near-identical words: shingles of three words, resemblance by MinHash with banding, then measured exactly
  (Broder, "On the resemblance and containment of documents", 1997).
- Bursts: the upper tail of the Poisson distribution for a sliding window against the engagement's own rate, with a
  correction for the number of windows (the scan statistic: Naus, 1965 and 1982).
- The same choices over and over: the Poisson tail against what the shares of each choice would give by chance.
"""

import datetime
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

import numpy as np

SHINGLE = 3  # words
SHORTEST = 8  # words: shorter comments are alike by nature
ALIKE = 0.6  # of the shingles of two comments are shared
COPIES = 3  # comments that are alike, before anybody is asked to look
BANDS, ROWS = 16, 3
CHANCE = 1e-6  # how rarely chance alone may do it, over the whole engagement
WINDOW = datetime.timedelta(minutes=10)
IN_A_BURST = 20
BUSY = 4  # people answer in waves: the busiest ten minutes of an ordinary day are this many times the mean
FEWEST_CHOICES = 5  # closed questions that must be answered before a pattern says anything
SAME_CHOICES = 8
TOGETHER = 10  # choices go together in life: allow so many times what chance would give
FROM_ONE_NETWORK, A_DAY = 20, datetime.timedelta(days=1)
SHARE_OF_ALL = 0.1


class Sign(StrEnum):
    """What looked odd."""

    COPIES = "copies"
    BURST = "burst"
    CHOICES = "choices"
    NETWORK = "network"


@dataclass(frozen=True)
class Came:
    """One response as the rules see it. `choices`: each closed question with what was chosen, as text."""

    pk: int
    at: datetime.datetime
    words: str = ""
    choices: Mapping[str, str] | None = None
    network: str = ""


@dataclass(frozen=True)
class Suspicion:
    """Responses that look odd together, and why, in words."""

    sign: Sign
    members: tuple[int, ...]
    reason: str


def look_over(came: Sequence[Came]) -> list[Suspicion]:
    """Return everything about these responses of one engagement that a person should look at."""
    ordered = sorted(came, key=lambda one: (one.at, one.pk))
    return [*copies(ordered), *bursts(ordered), *same_choices(ordered), *one_network(ordered)]


def normal(words: str) -> list[str]:
    """Return the words of a comment without capitals, accents of punctuation, and spaces."""
    return re.findall(r"[\w']+", words.casefold().replace("’", "'"))


def shingles(words: str) -> frozenset[int]:
    """Return the runs of three words of a comment, each as a number; none when it is too short to tell."""
    found = normal(words)
    if len(found) < SHORTEST:
        return frozenset()
    runs = (" ".join(found[at : at + SHINGLE]) for at in range(len(found) - SHINGLE + 1))
    return frozenset(int.from_bytes(blake2b(run.encode(), digest_size=4).digest()) for run in runs)


def resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the share of shingles that two comments have in common, 0 to 1 (Jaccard)."""
    return len(one & other) / len(one | other) if one and other else 0.0


_PRIME = (1 << 31) - 1
_CHANCE = np.random.default_rng(19_971_122)
_A = _CHANCE.integers(1, _PRIME, size=(BANDS * ROWS, 1), dtype=np.int64)
_B = _CHANCE.integers(0, _PRIME, size=(BANDS * ROWS, 1), dtype=np.int64)


def sketch(of: frozenset[int]) -> tuple[bytes, ...]:
    """Return the MinHash of a comment in bands: comments that are alike share a band, nearly always."""
    numbers = np.fromiter(of, dtype=np.int64, count=len(of)) % _PRIME
    least = ((_A * numbers + _B) % _PRIME).min(axis=1)
    return tuple(least[band * ROWS : (band + 1) * ROWS].tobytes() for band in range(BANDS))


def copies(came: Iterable[Came]) -> list[Suspicion]:
    """Return the groups of comments whose words are nearly the same."""
    sets = {one.pk: found for one in came if (found := shingles(one.words))}
    banded: dict[tuple[int, bytes], int] = {}
    leader = {pk: pk for pk in sets}

    def top(pk: int) -> int:
        while leader[pk] != pk:
            leader[pk] = leader[leader[pk]]
            pk = leader[pk]
        return pk

    for pk, found in sets.items():
        for band in enumerate(sketch(found)):
            other = banded.setdefault(band, pk)
            if top(other) != top(pk) and resemblance(sets[other], found) >= ALIKE:
                leader[top(pk)] = top(other)
    groups: dict[int, list[int]] = defaultdict(list)
    for pk in sets:
        groups[top(pk)].append(pk)
    return [
        Suspicion(Sign.COPIES, tuple(members), (
            f"{len(members):,} comments have nearly the same words. It may be a letter that people were asked to copy, "
            "or one person or machine that answers many times."
        )) for members in groups.values() if len(members) >= COPIES
    ]  # fmt: skip


def poisson_tail(count: int, mean: float) -> float:
    """Return the probability of `count` or more where `mean` are to be expected."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if count <= mean:
        return 1.0  # not rare, which is all that is asked here
    term = math.exp(-mean + count * math.log(mean) - math.lgamma(count + 1))
    total, step = term, count
    while term > total * 1e-12:
        step += 1
        term *= mean / step
        total += term
    return min(1.0, total)


def bursts(came: Sequence[Came]) -> list[Suspicion]:
    """Return stretches in which answers came much faster than this engagement's own rate. `came` is in order of time."""
    if len(came) < IN_A_BURST:
        return []
    times = [one.at for one in came]
    first = 0
    hot: list[tuple[int, int]] = []
    span = max(times[-1] - times[0], A_DAY)
    for last in range(len(came)):
        while times[last] - times[first] > WINDOW:
            first += 1
        count = last - first + 1
        if count < IN_A_BURST:
            continue
        others = len(came) - count
        mean = max(others, 1) * (WINDOW / span) * BUSY
        if poisson_tail(count, mean) < CHANCE / len(came):
            if hot and first <= hot[-1][1]:
                hot[-1] = (hot[-1][0], last)
            else:
                hot.append((first, last))
    found = []
    for begin, end in hot:
        members = tuple(one.pk for one in came[begin : end + 1])
        minutes = max(1, math.ceil((times[end] - times[begin]).total_seconds() / 60))
        usual = (len(came) - len(members)) * (datetime.timedelta(minutes=minutes) / span)
        found.append(Suspicion(Sign.BURST, members, (
            f"{len(members):,} answers came within {minutes} {'minute' if minutes == 1 else 'minutes'}, where "
            f"{'fewer than one is' if usual < 1 else f'about {round(usual):,} are'} usual. It may be a newsletter, a meeting "
            "where people answered together, or a machine."
        )))  # fmt: skip
    return found


def same_choices(came: Iterable[Came]) -> list[Suspicion]:
    """Return responses that made the very same choices far more often than the shares of each choice explain."""
    full = [one for one in came if one.choices and len(one.choices) >= FEWEST_CHOICES]
    patterns: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(list)
    marginal: dict[str, Counter[str]] = defaultdict(Counter)
    for one in full:
        assert one.choices is not None
        patterns[tuple(sorted(one.choices.items()))].append(one.pk)
        for question, choice in one.choices.items():
            marginal[question][choice] += 1
    found = []
    for pattern, members in patterns.items():
        if len(members) < SAME_CHOICES:
            continue
        # The shares are taken without these members, or a flood would explain itself.
        chance = 1.0
        for question, choice in pattern:
            others = marginal[question].total() - len(members)
            chance *= (marginal[question][choice] - len(members) + 1) / (others + 2)
        mean = len(full) * chance * TOGETHER
        if poisson_tail(len(members), mean) < CHANCE / len(patterns):
            usual = "none" if mean / TOGETHER < 0.5 else f"about {round(mean / TOGETHER):,}"
            found.append(Suspicion(Sign.CHOICES, tuple(members), (
                f"{len(members):,} responses made the same choice in each of {len(pattern)} questions, where chance would give "
                f"{usual}. It may be people who hold the same view, or one hand."
            )))  # fmt: skip
    return found


def one_network(came: Sequence[Came]) -> list[Suspicion]:
    """Return responses of which many came from one network within a day. A hospital or a library is one network too."""
    by_network: dict[str, list[Came]] = defaultdict(list)
    for one in came:
        if one.network:
            by_network[one.network].append(one)
    known = sum(map(len, by_network.values()))
    found = []
    for group in by_network.values():
        first, most = 0, range(0)
        for last in range(len(group)):
            while group[last].at - group[first].at > A_DAY:
                first += 1
            if last - first + 1 > len(most):
                most = range(first, last + 1)
        if len(most) >= FROM_ONE_NETWORK and len(most) >= known * SHARE_OF_ALL:
            found.append(Suspicion(Sign.NETWORK, tuple(group[at].pk for at in most), (
                f"{len(most):,} answers came from one network within a day. It may be a hospital, a library or a workplace, "
                "where many people share one, or one hand."
            )))  # fmt: skip
    return found
