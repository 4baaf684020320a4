"""Reading labelled comments for training, and splitting them so that no words stand on both sides.

About a third of real feedback rows repeat the same few words ("nothing", "very good"). A split by row puts
the same text into training and test and measures memory, so every split here is by normal form.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antiphon.insight.coders.base import Comment
from antiphon.insight.coders.words import normalise, question_kind, says_nothing

__all__ = ["WEAK_STANCE_OF", "Labelled", "WeaklyLabelled", "folds_of", "read_labelled", "read_weak", "rows_of"]

#: The sentiment column runs from 1 (most positive) to 5 (most negative); 3 is neutral or mixed.
_STANCE_OF = {"1": 0, "2": 0, "3": 1, "4": 2, "5": 2}

#: The older comments carry a criticality from -5 (most critical) to 5 (warmest praise); the middle is unsure.
WEAK_STANCE_OF = {str(number): 0 if number > 0 else 2 for number in range(-5, 6) if number > 1 or number < -1}

#: The older comments carry one label each, from another frame. Where that label names the same thing as a
#: code of ours, it stands as a weak label of it.
_WEAK_CODE_OF = {
    "1-2-1 care/Time spent with service user": "Staff listening, understanding & involving patients",
    "Activities": "Activities & access to fresh air",
    "Attitude Of Staff": "Staff manner & personal attributes",
    "Carer support": "Interaction with family/ carers",
    "Cleanliness": "Cleanliness, tidiness & infection control",
    "Consistency/Continuity of care": "Continuity of care",
    "Coordination/Integration Of Care": "Continuity of care",
    "Environment/ facilities": "Environment, facilities & equipment",
    "Everything was good/bad": "Positive experience & gratitude",
    "Facilities/equipment": "Environment, facilities & equipment",
    "Feeling safe including bullying": "Feeling safe",
    "Food": "Food & drink provision & facilities",
    "Funding": "Funding & use of financial resources",
    "Involvement: Of Family And Carers": "Interaction with family/ carers",
    "Involvement: Of Service Users/Patients": "Staff listening, understanding & involving patients",
    "Leave (under MHA)": "Mental Health Act",
    "Listening": "Staff listening, understanding & involving patients",
    "Location": "Service location",
    "Medication": "Supplying & understanding medication",
    "Nothing to improve": "Positive experience & gratitude",
    "Staffing levels": "Staffing levels & responsiveness",
    "Time spent waiting for first appt/referral/service": "Timeliness of care",
    "Transition And Discharge": "Discharge",
}

#: What the longer frame calls those of these codes that it splits.
_IN_DETAIL = {
    "Continuity of care": "Referals & continuity of care",
    "Environment, facilities & equipment": "Environment & Facilities",
    "Staffing levels & responsiveness": "Number & deployment of staff",
}


@dataclass(frozen=True, eq=False)
class Labelled:
    """Distinct labelled comments, n of them.

    `comments` are distinct in normal form and kind of question; `normal` are their normal forms; `codes`
    (n, c) is 1 where a code applies (where rows with the same words disagree, the majority decides);
    `stance` (n) is a column of `quick.STANCE_ORDER`, or -1 where nobody said; `times` (n) is how many rows
    said the same.
    """

    comments: tuple[Comment, ...]
    normal: tuple[str, ...]
    codes: NDArray[np.float64]
    stance: NDArray[np.int64]
    times: NDArray[np.int64]

    def take(self, numbers: NDArray[np.int64]) -> Labelled:
        """The comments with these numbers, in the order given."""
        return Labelled(
            tuple(self.comments[number] for number in numbers),
            tuple(self.normal[number] for number in numbers),
            self.codes[numbers],
            self.stance[numbers],
            self.times[numbers],
        )


@dataclass(frozen=True, eq=False)
class WeaklyLabelled:
    """Distinct comments from another frame, with `codes` (n, c) 1 where their one label names a code.

    `stance` (n) is a column of `quick.STANCE_ORDER`, or -1 where their criticality does not say.
    """

    comments: tuple[Comment, ...]
    normal: tuple[str, ...]
    codes: NDArray[np.float64]
    stance: NDArray[np.int64]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, plain or gzipped, with or without a byte order mark."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def read_labelled(path: Path, codes: Sequence[str], prefix: str = "v7:") -> Labelled:
    """Read labelled comments with a column `v7:NAME` (or another prefix) for every code, `text`, `question` and `sentiment`.

    Raises ValueError naming the columns that are missing.
    """
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows_of(path):
        if not grouped:
            missing = {"text", "question", "sentiment", *(prefix + code for code in codes)} - row.keys()
            if missing:
                raise ValueError(f"{path.name} has no column {', '.join(sorted(missing))}")
        grouped.setdefault((normalise(row["text"]), question_kind(row["question"])), []).append(row)
    keys = sorted(grouped)
    marks = [[[row[prefix + code] == "1" for code in codes] for row in grouped[key]] for key in keys]
    stance = []
    for key in keys:
        said = [_STANCE_OF[row["sentiment"]] for row in grouped[key] if row["sentiment"] in _STANCE_OF]
        stance.append(max(sorted(set(said)), key=said.count) if said else -1)
    return Labelled(
        comments=tuple(Comment(grouped[key][0]["text"], grouped[key][0]["question"]) for key in keys),
        normal=tuple(normal for normal, _ in keys),
        codes=np.array([np.mean(of_rows, axis=0) >= 0.5 for of_rows in marks], dtype=np.float64),
        stance=np.array(stance, dtype=np.int64),
        times=np.array([len(grouped[key]) for key in keys], dtype=np.int64),
    )


def read_weak(path: Path, codes: Sequence[str]) -> WeaklyLabelled:
    """Read the older comments: columns `feedback`, `subcategory` (a label from another frame), `criticality`."""
    numbers = {code: number for number, code in enumerate(codes)}
    texts: dict[str, str] = {}
    marked: dict[str, set[int]] = {}
    stances: dict[str, set[int]] = {}
    for row in rows_of(path):
        normal = normalise(row["feedback"])
        if says_nothing(normal):
            continue
        texts.setdefault(normal, row["feedback"])
        code = _WEAK_CODE_OF.get(row["subcategory"].strip(), "")
        code = code if code in numbers else _IN_DETAIL.get(code, "")
        marked.setdefault(normal, set()).update({numbers[code]} if code in numbers else ())
        stances.setdefault(normal, set()).add(WEAK_STANCE_OF.get(row["criticality"], -1))
    ordered = sorted(texts)
    labels = np.zeros((len(ordered), len(codes)))
    for row_number, normal in enumerate(ordered):
        labels[row_number, sorted(marked[normal])] = 1
    # rows with the same words that disagree say nothing
    agreed = [min(stances[normal]) if len(stances[normal]) == 1 else -1 for normal in ordered]
    return WeaklyLabelled(
        tuple(Comment(texts[normal]) for normal in ordered), tuple(ordered), labels, np.array(agreed, dtype=np.int64)
    )


def folds_of(normal: Sequence[str], number: int, seed: str) -> NDArray[np.int64]:
    """A fold from 0 to `number` - 1 for each normal form; the same words always fall into the same fold."""
    return np.array(
        [int(hashlib.sha256(f"{seed}:{words}".encode()).hexdigest()[:8], 16) % number for words in normal]
    )
