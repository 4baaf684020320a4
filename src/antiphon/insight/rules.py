"""Judgements about meaning: how sure is sure, what a merge needs, when a board may decide, which groups are named."""

import datetime
from collections.abc import Mapping, Sequence

from antiphon.core.days import working_days_after
from antiphon.core.suppression import THRESHOLD, ShownList, suppress_list

SHIPPED_FRAMES = {"patient_feedback": "Patient feedback (32 codes)"}
SURE_FROM = 0.8
WORKING_DAYS_BEFORE_BOARD = 15  # those who decide, and the public, have this long with the report (docs/adr/0030)
OTHER_PLACES = "Other places"
OTHER_WAYS = "Other ways"
NOT_GIVEN = "Not given"
SENTENCE = 5  # words


def earliest_board_day(published_on: datetime.date) -> datetime.date:
    """Return the first day on which a board may decide after the insight report was published."""
    return working_days_after(published_on, WORKING_DAYS_BEFORE_BOARD)


def confidence_words(confidence: float) -> str:
    """Return a coder's confidence as people say it: "likely"."""
    if confidence >= 0.9:
        return "very likely"
    if confidence >= 0.7:
        return "likely"
    return "perhaps" if confidence >= 0.4 else "a guess"


def agreement_words(alpha: float | None) -> str:
    """Return what an alpha means, by Krippendorff's own limits (0.8 and 0.667)."""
    if alpha is None:
        return "Cannot be worked out: nobody's reading differed in whether the code was used"
    if alpha >= 0.8:
        return "Good: the readers mean the same thing"
    if alpha >= 0.667:
        return "Fair: enough for a first finding"
    return "Weak: talk about what this code means"


def merge_problem(*, minority: bool, note: str) -> str | None:
    """Return why a theme may not be merged with this note, or None when it may."""
    words = note.split()
    if not words:
        return "Say why you are merging this theme. The note stays with it."
    if minority and len(words) < SENTENCE:
        return (
            "A few people said this, and it matters. Write at least one full sentence about why it can be merged, "
            "and where their voices will still be heard."
        )
    return None


def places_by_name(counts: Mapping[str, int], threshold: int = THRESHOLD) -> dict[str, str]:
    """Return the group that each place is counted in, so that every group has enough voices to be named.

    A place that few people wrote may be the name of their street, so small places are counted together.
    """
    spelt: dict[str, dict[str, int]] = {}
    for place, count in counts.items():
        spellings = spelt.setdefault(_key(place), {})
        spellings[" ".join(place.split())] = spellings.get(" ".join(place.split()), 0) + count
    names = {key: max(sorted(spellings), key=lambda name, s=spellings: s[name]) or NOT_GIVEN for key, spellings in spelt.items()}  # type: ignore[misc]
    sums = {names[key]: sum(spellings.values()) for key, spellings in spelt.items()}
    groups = pooled(sums, OTHER_PLACES, threshold)
    return {place: groups[names[_key(place)]] for place in counts}


def pooled(counts: Mapping[str, int], other: str, threshold: int = THRESHOLD) -> dict[str, str]:
    """Return the group of each name: itself when it has enough, else `other`.

    When the small ones together are still too few, the next smallest joins them.
    """
    pool: list[str] = []
    for name in sorted(counts, key=lambda name: (counts[name], name)):
        if counts[name] >= threshold and (not pool or sum(counts[one] for one in pool) >= threshold):
            break
        pool.append(name)
    return {name: other if name in pool else name for name in counts}


def _key(place: str) -> str:
    return " ".join(place.split()).casefold()


def breakdown_rows(everyone: Sequence[int], rows: Sequence[Sequence[int]]) -> list[ShownList]:
    """Return each row's counts by group, safe to show beside the groups' own counts.

    `everyone` counts each group whole and is shown, so each group must have enough (see `pooled`). Each of `rows` counts
    a part of it; a voice may be in several rows or none, so the rows add up to nothing, but no cell can be more than its
    group, and a reader knows that.
    """
    if any(0 < count < THRESHOLD for count in everyone):
        raise ValueError("A group with so few voices is counted with others before it is broken down.")
    return [suppress_list(row, at_most=[float(count) for count in everyone], total_known=True) for row in rows]
