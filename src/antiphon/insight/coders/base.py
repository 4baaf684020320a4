"""The contract between a coder and the rest of Antiphon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["STANCES", "Coder", "Comment", "Reading", "Suggestion"]

#: Every stance a reading may carry. "mixed" covers neutral as well: the labels the stance was learnt from
#: do not tell the two apart. "unclear" is the coder saying that it does not know.
STANCES = ("positive", "mixed", "negative", "unclear")


@dataclass(frozen=True, slots=True)
class Comment:
    """One answer in someone's own words, with the question it answers where that is known."""

    text: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that a comment may belong to; `confidence` is a calibrated probability from 0 to 1."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a coder made of one comment.

    `suggestions` run from the most to the least confident and may be empty. `stance` is one of `STANCES`
    and `stance_confidence` the probability of the likeliest stance (0.0 when nothing could be read).
    `sure` is true when the coder is confident about every code, those it suggests and those it does not;
    everything else belongs in a person's review queue first.
    """

    suggestions: tuple[Suggestion, ...]
    stance: str
    stance_confidence: float
    sure: bool


class Coder(Protocol):
    """Anything that can read comments against a frame of codes."""

    name: str
    version: str
    codes: tuple[str, ...]

    def suggest(self, comments: Sequence[Comment]) -> list[Reading]:
        """Read comments, one reading for each, in the order given."""
        ...
