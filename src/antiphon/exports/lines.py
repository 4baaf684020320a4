"""The rows of each export: how many gave each answer, one line for each response, or a cross-tabulation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from antiphon.core.suppression import Shown
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement, Question
from antiphon.exports import rules
from antiphon.exports.writers import Cell
from antiphon.insight import counting, tallies
from antiphon.insight.crosstabs import CrossTab
from antiphon.insight.results import QuestionResult, results
from antiphon.voices.models import Answer, Response, Standing, Upload, Voice

HIDDEN = "hidden"
AT_ONCE = 500
HID = "“hidden” stands for a number under 10, or for one that would give such a number away."
BLANKED = (
    f"What people said of themselves, their place, month and way are blank in {{count:,}} cells, where fewer than {rules.LEAST} "
    "people share them, or where nothing was said."
)
WORDS_LEFT_OUT = "Words are left out where they have not been made safe, are kept back or were erased."
A_FILE = "a file was sent"
RESULT_COLUMNS = ("Question", "Version", "Kind", "Row of the grid", "Answer", "People", "Share (%)", "Answered", "Not answered",
                  "Not asked", "Mean")  # fmt: skip


@dataclass
class Lines:
    """Rows to write, under their columns; `notes` is whole once the last row was taken."""

    columns: Sequence[str]
    rows: Iterator[Sequence[Cell]]
    notes: list[str] = field(default_factory=list)


def cell_of(shown: Shown) -> Cell:
    return HIDDEN if shown.value is None else shown.value


def result_lines(engagement: Engagement) -> Lines:
    """Return the results as rows: a line for each answer of each question."""
    found = results(engagement)
    return Lines(RESULT_COLUMNS, _result_rows(found.questions), [HID])


def _result_rows(questions: Sequence[QuestionResult]) -> Iterator[Sequence[Cell]]:
    for one in questions:
        head: list[Cell] = [one.question.text, one.question.version, one.kind]
        tail: list[Cell] = [cell_of(cell) for cell in (one.answered, one.not_answered, one.not_asked)]
        if not any(part.bars for part in one.parts):
            yield [*head, "", "", None, None, *tail, ""]
        for part in one.parts:
            for bar in part.bars:
                yield [*head, part.heading, bar.text, cell_of(bar.count), bar.share, *tail, bar.mean or part.mean]
        yield from _result_rows(one.earlier)


def cross_lines(found: CrossTab) -> Lines:
    """Return a cross-tabulation as rows: its tables one below the other, each line with the share of each answer."""
    names = found.tables[0].names if found.tables else found.names
    answers = found.tables[0].answers if found.tables else ()
    shares = [f"{answer} (%)" for answer in answers]
    groups = [f"Group {place}" for place in range(1, len(found.names) + 1)] if found.smaller else names
    columns = [*groups, *answers, *shares, "Answered" if answers else "People"]
    width = len(columns) - 2 * len(answers) - 1

    def rows() -> Iterator[Sequence[Cell]]:
        for table in found.tables:
            for line in table.lines:
                filled = [*line.groups, *[""] * (width - len(line.groups))]
                yield [*filled, *(cell_of(cell) for cell in line.cells), *line.shares, cell_of(line.total)]

    return Lines(columns, rows(), [HID])


def response_lines(engagement: Engagement) -> Lines:
    """Return one line for each response that figures count, the oldest first, with nothing that points at a person.

    No name, receipt or day; words only where they were made safe; places and months coarse; and of what people said of
    themselves only what ten or more share, together with all else that is told of them.
    """
    sheet = _Sheet(engagement)
    found = Lines(sheet.columns, iter(()))
    found.notes = [BLANKED.format(count=sheet.blanked), WORDS_LEFT_OUT] if sheet.size else []
    found.rows = sheet.rows()
    return found


class _Sheet:
    def __init__(self, engagement: Engagement) -> None:
        self.engagement = engagement
        self.questions = [question for question in engagement.questions.order_by("place", "version", "pk")]
        laid = tallies.answers_of(engagement, names=_names(engagement), with_marks=False)
        self.size = laid.size
        self.known = _known(engagement, laid)
        self.ids = tallies.ids_of(engagement)[: laid.size]
        told = rules.told_apart([(codes, nothing) for _, codes, nothing, _ in self.known])
        counted = laid.counted
        self.blanked = sum(int((counted & ~keep).sum()) for keep in told)
        # One small number for each response and characteristic: 0 is blank.
        self.codes = [
            np.where(keep, codes + 1, 0).astype(np.uint16) for (_, codes, _, _), keep in zip(self.known, told, strict=True)
        ]
        self.columns = ["Number", *(name for name, _, _, _ in self.known), "Flagged", *self._question_columns()]

    def _question_columns(self) -> list[str]:
        found = []
        for question in self.questions:
            later = f" (version {question.version})" if question.version > 1 else ""
            rows = [f": {row['text']}" for row in question.rows] if question.kind == Kind.MATRIX else [""]
            found += [f"{question.text}{later}{row}" for row in rows]
            if _has_words(question) and question.kind != Kind.TEXT:
                found.append(f"{question.text}{later}: in their own words")
        return found

    def rows(self) -> Iterator[Sequence[Cell]]:
        number = 0
        last = 0
        theirs = Response.objects.filter(engagement=self.engagement).exclude(standing=Standing.ASIDE).order_by("pk")
        while batch := list(theirs.filter(pk__gt=last).values_list("pk", "standing")[:AT_ONCE]):
            span = {"response__gt": last, "response__lte": batch[-1][0]}
            last = batch[-1][0]
            answers, words, files = self._answers(span), self._words(span), self._files(span)
            for pk, standing in batch:
                place = int(np.searchsorted(self.ids, pk))
                if place >= len(self.ids) or self.ids[place] != pk:
                    continue  # it came after the file was begun
                number += 1
                about = [labels[codes[place] - 1] if codes[place] else ""
                         for (_, _, _, labels), codes in zip(self.known, self.codes, strict=True)]  # fmt: skip
                yield [number, *about, "yes" if standing == Standing.FLAGGED else "no",
                       *self._cells(answers.get(pk, {}), words.get(pk, {}), files.get(pk, set()))]  # fmt: skip

    def _answers(self, span: Mapping[str, int]) -> dict[int, dict[tuple[int, str], list[tuple[str, Any, str]]]]:
        cells = Answer.objects.filter(engagement=self.engagement, **span).order_by("response", "pk")
        found: dict[int, dict[tuple[int, str], list[tuple[str, Any, str]]]] = {}
        for response, question, row, option, number, text in cells.values_list(
            "response", "question", "row", "option", "number", "text"
        ):
            found.setdefault(response, {}).setdefault((question, row), []).append((option, number, text))
        return found

    def _words(self, span: Mapping[str, int]) -> dict[int, dict[int, str]]:
        clean = Voice.objects.clean_only().filter(engagement=self.engagement, **span).order_by()
        found: dict[int, dict[int, str]] = {}
        for response, question, words in clean.values_list("response", "question", "clean_words"):
            found.setdefault(response, {})[question] = words
        return found

    def _files(self, span: Mapping[str, int]) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        sent = Upload.objects.filter(engagement=self.engagement, **span)
        for response, question in sent.order_by().values_list("response", "question"):
            found.setdefault(response, set()).add(question)
        return found

    def _cells(
        self, answers: Mapping[tuple[int, str], list[tuple[str, Any, str]]], words: Mapping[int, str], files: set[int]
    ) -> Iterator[Cell]:
        for question in self.questions:
            kind, texts = question.kind, self._texts(question)
            rows = [row["key"] for row in question.rows] if kind == Kind.MATRIX else [""]
            for row in rows:
                given = answers.get((question.pk, row), [])
                if kind == Kind.TEXT:
                    yield words.get(question.pk, "")
                elif kind == Kind.FILE:
                    yield A_FILE if question.pk in files else ""
                elif kind == Kind.SCALE:
                    yield given[0][1] if given else None
                elif kind == Kind.RANKING:
                    ranked = sorted(given, key=lambda one: one[1] or 0)
                    yield " | ".join(f"{number} {texts.get(option, option)}" for option, number, _ in ranked)
                elif kind == Kind.DATE:
                    yield given[0][2][:7] if given else ""
                elif kind == Kind.PLACE:
                    yield self._places(question).get(given[0][2], "") if given else ""
                else:
                    yield " | ".join(texts.get(option, option) for option, _, _ in given)
            if _has_words(question) and kind != Kind.TEXT:
                yield words.get(question.pk, "")

    def _texts(self, question: Question) -> dict[str, str]:
        kept: dict[int, dict[str, str]] = self.__dict__.setdefault("_by_question", {})
        if question.pk not in kept:
            kept[question.pk] = {one["key"]: one["text"] for one in question.options}
        return kept[question.pk]

    def _places(self, question: Question) -> dict[str, str]:
        """Return the group of each place that was given as an answer: small ones are not named."""
        kept: dict[int, dict[str, str]] = self.__dict__.setdefault("_by_place", {})
        if question.pk not in kept:
            laid = tallies.answers_of(self.engagement, names=["standing", tallies.name_of(question.pk)])
            before = laid.marked(question.pk)
            grouped, _ = counting.place_groups(laid, before)
            pairs = zip(before.codes.tolist(), grouped.codes.tolist(), strict=True)
            kept[question.pk] = {before.labels[one]: grouped.labels[other] for one, other in dict(pairs).items()}
        return kept[question.pk]


def _names(engagement: Engagement) -> list[str]:
    return [*counting.characteristics(engagement), "standing", "language", "made"]


def _known(engagement: Engagement, laid: tallies.Laid) -> list[tuple[str, np.ndarray[Any, Any], int, Sequence[str]]]:
    """Return what is known of people, the most telling of use first: name, a code for each, the code for nothing, labels."""
    said = [key for key in counting.characteristics(engagement) if key.startswith(counting.ABOUT)]
    found = [_month_column(laid)] if laid.size else []
    for key in ("channel", *said[:3], "place", "twin", "speaks_as", *said[3:]):
        axis = counting.axis_of(engagement, laid, key)
        groups = list(axis.groups)
        nothing = groups.index(counting.NOT_SAID) if counting.NOT_SAID in groups else -1
        # Who was kept aside is in no group: they stand with those of whom nothing is told.
        codes = np.where(axis.codes < 0, len(groups), axis.codes)
        found.append((axis.name, codes, nothing, [*groups, ""]))
    return found if laid.size else []


def _month_column(laid: tallies.Laid) -> tuple[str, np.ndarray[Any, Any], int, Sequence[str]]:
    months = (laid.column("made").codes.astype("datetime64[s]")).astype("datetime64[M]")
    labels, codes = np.unique(months, return_inverse=True)
    return "Month", codes, -1, [str(label) for label in labels]


def _has_words(question: Question) -> bool:
    return question.kind == Kind.TEXT or any(option.get("words") for option in question.options)

