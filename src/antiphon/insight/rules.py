"""Judgements about meaning: how sure is sure, what a merge needs, when a board may decide, which groups are named."""

import datetime
from collections.abc import Mapping, Sequence

from antiphon.core.days import working_days_after
from antiphon.insight.suppression import FREE, THRESHOLD, ShownList, suppress_list

SHIPPED_FRAMES = {"patient_feedback": "Patient feedback (32 codes)"}
SURE_FROM = 0.8
WORKING_DAYS_BEFORE_BOARD = 15
OTHER_PLACES = "Other places"
NOT_GIVEN = "Not given"
SENTENCE = 5  # words


def earliest_board_day(published_on: datetime.date) -> datetime.date:
    """Return the first day on which a board may decide: 15 working days after the report was published."""
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
    """Return the group that each place is counted in.

    A place with enough responses stands under its own name. The rest are counted together: a place that few people
    wrote may be the name of their street.
    """
    spelt: dict[str, dict[str, int]] = {}
    for place, count in counts.items():
        spellings = spelt.setdefault(_key(place), {})
        spellings[" ".join(place.split())] = spellings.get(" ".join(place.split()), 0) + count
    names = {}
    for key, spellings in spelt.items():
        common = max(sorted(spellings), key=lambda name: spellings[name])
        names[key] = common if sum(spellings.values()) >= threshold else OTHER_PLACES
    return {place: names[_key(place)] if _key(place) else NOT_GIVEN for place in counts}


def _key(place: str) -> str:
    return " ".join(place.split()).casefold()


def breakdown_rows(everyone: Sequence[int], rows: Sequence[Sequence[int]]) -> tuple[ShownList, list[ShownList]]:
    """Return the groups' own counts and each row's counts by group, safe to show side by side.

    `everyone` counts each group whole; each of `rows` counts a part of it (a voice may be in several rows or none, so
    the rows add up to nothing). A group that is hidden in the first line is hidden in every line, and no cell can be
    more than its group.
    """
    whole = suppress_list(everyone, total_known=True)
    hidden = [column for column, cell in enumerate(whole.cells) if cell.hidden]
    most = [FREE if cell.value is None else float(cell.value) for cell in whole.cells]
    return whole, [suppress_list(row, hide=hidden, at_most=most, total_known=True) for row in rows]
