"""Counting what was laid out: by which characteristics it can be cut, and how many of each there are, safe to show."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from antiphon.core.cubes import ShownCube, suppress_cube
from antiphon.core.suppression import THRESHOLD
from antiphon.engagement.about import AboutSet, about_set
from antiphon.engagement.answering import Kind
from antiphon.engagement.models import Engagement, Question, Twin
from antiphon.insight import rules
from antiphon.insight.columns import Array, Marks
from antiphon.insight.tallies import FLAGGED, SEVERAL, Laid
from antiphon.voices.models import Channel, SpeaksAs

MOST_PLACES = 16  # named apart; the rest are counted together
NOT_SAID = "Did not say"
OTHERS = {"place": rules.OTHER_PLACES, "month": "Other months", "channel": rules.OTHER_WAYS, "twin": "Other formats"}
ABOUT = "about:"


@dataclass(frozen=True)
class Axis:
    """One characteristic: its name, its groups, and the group of each response (-1 for none of them)."""

    key: str
    name: str
    groups: Sequence[str]
    codes: Array


def characteristics(engagement: Engagement) -> dict[str, str]:
    """Return by what figures can be cut: what people were asked about themselves, where they live, how they took part."""
    known = _about(engagement)
    asked = {f"{ABOUT}{one.key}": one.name for one in known.characteristics} if known else {}
    return {**asked, "place": "Place", "month": "Month", "channel": "How they took part", "twin": "Format or language",
            "trusted": "How sure we are who they are", "speaks_as": "For whom they speak"}  # fmt: skip


def axis_of(engagement: Engagement, laid: Laid, key: str) -> Axis:
    """Return a characteristic with its groups. Groups of fewer than ten people are counted together, among everyone."""
    column = laid.column(key)
    names = {month: _month(month) for month in sorted(column.labels) if month} if key == "month" else _names(engagement, key)
    counts = np.bincount(column.codes[laid.counted], minlength=len(column.labels))
    if key == "place":
        wrote = {label: int(count) for label, count in zip(column.labels, counts, strict=True) if count}
        group_of = _largest(rules.places_by_name(wrote), wrote)
    else:
        by_name: Counter[str] = Counter()
        for label, count in zip(column.labels, counts, strict=True):
            by_name[names.get(label, label)] += int(count)
        pooled = rules.pooled({name: count for name, count in by_name.items() if count}, OTHERS.get(key, "Others"))
        group_of = {label: pooled[names.get(label, label)] for label in column.labels if names.get(label, label) in pooled}
    groups = _in_order(group_of, names)
    turn = np.array([groups.index(group_of[label]) if label in group_of else -1 for label in column.labels], np.int64)
    codes = turn[column.codes] if len(turn) else np.full(laid.size, -1)
    return Axis(key, characteristics(engagement).get(key, key), groups, codes)


def standing_axis(laid: Laid) -> Axis:
    """Return which responses count plainly and which were flagged as a burst or a copy, of those that count."""
    flagged = laid.column("standing").where(FLAGGED)
    return Axis("standing", "Flagged", ["Not flagged", "Flagged"], np.where(laid.counted, flagged.astype(np.int64), -1))


def cube_of(laid: Laid, axes: Sequence[Axis], *, marks: Marks | None = None, labels: Sequence[str] = ()) -> ShownCube:
    """Return counted responses by axes; with `marks`, those that have one of these labels, by label and then by axes."""
    keep = laid.counted.copy()
    for axis in axes:
        keep &= axis.codes >= 0
    shape = [len(axis.groups) for axis in axes]
    if marks is None:
        rows, shape_of = np.flatnonzero(keep), shape
        at = [axis.codes[rows] for axis in axes]
    else:
        kept = marks.within(keep)
        place = np.array([labels.index(label) if label in labels else -1 for label in kept.labels], np.int64)
        codes = place[kept.codes] if len(place) else np.zeros(0, np.int64)
        rows, shape_of = kept.rows[codes >= 0], [len(labels), *shape]
        at = [codes[codes >= 0], *(axis.codes[rows] for axis in axes)]
    return suppress_cube(_counted(at, shape_of))


def ticked_cube(laid: Laid, axes: Sequence[Axis], *, marks: Marks, label: str) -> ShownCube:
    """Return, of those who answered a question with many choices, who ticked one of them (0) and who did not (1), by axes."""
    keep = laid.counted.copy()
    for axis in axes:
        keep &= axis.codes >= 0
    kept = marks.within(keep)
    answered = np.unique(kept.rows)
    ticked = np.zeros(laid.size, bool)
    ticked[kept.rows[np.isin(kept.codes, [code for code, one in enumerate(kept.labels) if one == label])]] = True
    at = [(~ticked[answered]).astype(np.int64), *(axis.codes[answered] for axis in axes)]
    return suppress_cube(_counted(at, [2, *(len(axis.groups) for axis in axes)]))


def was_asked(laid: Laid, question: Question, earlier: Mapping[uuid.UUID, Sequence[Question]]) -> Array:
    """Return which responses were asked a question: it depends on what they chose before, and on when it was asked.

    `earlier`: every version of the questions that it may depend on, by series.
    """
    asked = np.ones(laid.size, bool)
    if question.version > 1 or question.replaced_at:
        made = laid.column("made").codes.astype(np.int64)
        if question.version > 1:
            asked &= made >= int(question.made_at.timestamp())
        if question.replaced_at:
            asked &= made < int(question.replaced_at.timestamp())
    for condition in question.asked().only_if:
        chosen = np.zeros(laid.size, bool)
        for one in earlier.get(condition.series, ()):
            marks = laid.marked(one.pk)
            wanted = [code for code, label in enumerate(marks.labels) if label in condition.options]
            chosen[marks.rows[np.isin(marks.codes, wanted)]] = True
        asked &= chosen
    asked[_everyone(laid, question)] = True  # who answered it was asked it, on paper too
    return asked & laid.counted


def answered(laid: Laid, question: Question) -> Array:
    """Return which counted responses answered a question, in any of its rows."""
    found = np.zeros(laid.size, bool)
    found[_everyone(laid, question)] = True
    return found & laid.counted


def labels_of(question: Question, marks: Marks) -> list[tuple[str, str]]:
    """Return what can be counted in a question, in its order: the label that is kept and the words."""
    asked = question.asked()
    match asked.kind:
        case Kind.ONE | Kind.MANY | Kind.MATRIX:
            return [(option.key, option.text) for option in asked.options]
        case Kind.SCALE:
            ends = {asked.lowest: asked.settings.get("low", ""), asked.highest: asked.settings.get("high", "")}
            return [(str(step), f"{step}: {ends[step]}" if ends.get(step) else str(step))
                    for step in range(asked.lowest, asked.highest + 1)]  # fmt: skip
        case Kind.RANKING:
            return [(f"{option.key}|1", option.text) for option in asked.options]
        case Kind.DATE:
            return [(month, _month(month)) for month in sorted(marks.labels)]
    return []


def _counted(at: Sequence[Array], shape: Sequence[int]) -> Array:
    size = int(np.prod(shape))
    if not at or not size:
        return np.zeros(shape or [1], np.int64)
    return np.bincount(np.ravel_multi_index(tuple(at), tuple(shape)), minlength=size).reshape(shape)


def _everyone(laid: Laid, question: Question) -> Array:
    rows = [laid.marked(question.pk, row).rows for row in laid.rows_of(question.pk)]
    return np.concatenate(rows).astype(np.int64) if rows else np.zeros(0, np.int64)


def _names(engagement: Engagement, key: str) -> dict[str, str]:
    """Return the words for the labels of a column, in their order."""
    if key == "channel":
        return {str(value): str(label) for value, label in Channel.choices}
    if key == "speaks_as":
        return {str(value): str(label) for value, label in SpeaksAs.choices}
    if key == "trusted":
        return {str(value): str(label).split(":")[0] for value, label in Engagement.Trust.choices}
    if key == "twin":
        twins = Twin.objects.filter(engagement=engagement)
        return {"": "Standard", **{str(twin.pk): _twin(twin) for twin in twins}}
    known = _about(engagement)
    one = known.characteristic(key.removeprefix(ABOUT)) if known else None
    found = {category.key: category.text for category in one.categories} if one else {}
    return {**found, SEVERAL: "More than one of these", "": NOT_SAID}


def _twin(twin: Twin) -> str:
    return f"{twin.get_format_display()} ({twin.language})" if twin.language != "en" else twin.get_format_display()


def _about(engagement: Engagement) -> AboutSet | None:
    return about_set(engagement.about_set) if engagement.about_set else None


def _in_order(group_of: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    present = list(dict.fromkeys(group_of.values()))
    listed = [name for name in dict.fromkeys(names.values()) if name in present]
    return listed + sorted(name for name in present if name not in listed)


def _largest(group_of: dict[str, str], wrote: Mapping[str, int]) -> dict[str, str]:
    """Keep the places with most people apart, and count the others together."""
    sums: Counter[str] = Counter()
    for label, group in group_of.items():
        sums[group] += wrote[label]
    kept = {group for group, _ in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_PLACES]}
    return {label: group if group in kept else rules.OTHER_PLACES for label, group in group_of.items()}


def _month(month: str) -> str:
    names = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
             "December")  # fmt: skip
    year, number = month.split("-")
    return f"{names[int(number) - 1]} {year}"


def place_groups(laid: Laid, marks: Marks) -> tuple[Marks, list[tuple[str, str]]]:
    """Return the places that were given as an answer, small ones counted together, and their names by number."""
    kept = marks.within(laid.counted)
    counts = np.bincount(kept.codes, minlength=len(kept.labels)) if len(kept.labels) else np.zeros(0, int)
    wrote = {label: int(count) for label, count in zip(kept.labels, counts, strict=True) if count}
    group_of = _largest(rules.places_by_name(wrote, THRESHOLD), wrote) if wrote else {}
    groups = list(dict.fromkeys(sorted(group_of.values())))
    turn = np.array([groups.index(group_of[label]) if label in group_of else 0 for label in marks.labels], np.uint32)
    codes = turn[marks.codes] if len(turn) else marks.codes
    return Marks(groups, marks.rows, codes), [(group, group) for group in groups]
