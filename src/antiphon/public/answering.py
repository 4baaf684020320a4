"""Answers as a form sends them: read from the boxes, kept as they were typed, and turned into values that can be checked.

The raw form of an answer is what the boxes hold, right or wrong, so that nothing is lost: text and place "…" · one {"key",
"words": {key: …}} · many {"keys": […], "words": {…}} · scale "4" · matrix {row: option} · ranking {option: "2"} · date
{"day", "month", "year"} · file [ids of uploads].
"""

import dataclasses
import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from antiphon.core.forms import NhsBoundField
from antiphon.engagement.answering import LONGEST, Asked, Kind, problems

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
RANK_TWICE = "Give each place in the order once: 1 for the one that matters most"
RANK_GAP = "Begin the order at 1 and leave no number out"
MOST_TYPED = 2 * LONGEST  # characters that are kept of one box, so that somebody can see what was too long


def raw_from(data: Any, name: str, asked: Asked) -> Any:
    """Return what the boxes of a question hold in what was sent."""

    def typed(key: str) -> str:
        said = data.get(key) or ""
        return str(said).replace("\r\n", "\n").replace("\x00", "").strip()[:MOST_TYPED]

    def chosen(key: str) -> list[str]:
        return list(dict.fromkeys(one[:60] for one in (data.getlist(key) if isinstance(data, QueryDict) else [])))[:200]

    match asked.kind:
        case Kind.ONE:
            return {"key": typed(name)[:60], "words": _words(typed, name, asked)}
        case Kind.MANY:
            return {"keys": chosen(name), "words": _words(typed, name, asked)}
        case Kind.SCALE:
            return typed(name)[:20]
        case Kind.MATRIX:
            return {row.key: said[:60] for row in asked.rows if (said := typed(f"{name}-{row.key}"))}
        case Kind.RANKING:
            return {option.key: said[:10] for option in asked.options if (said := typed(f"{name}-{option.key}"))}
        case Kind.DATE:
            return {part: typed(f"{name}-{part}")[:20] for part in ("day", "month", "year")}
        case Kind.FILE:
            return []
    return typed(name)


def _words(typed: Any, name: str, asked: Asked) -> dict[str, str]:
    return {one.key: said for one in asked.options if one.words and (said := typed(f"{name}-words-{one.key}"))}


def value_of(asked: Asked, raw: Any) -> Any:
    """Return the answer that raw boxes mean, for `engagement.answering`. Raises ValidationError where they mean none."""
    match asked.kind:
        case Kind.ONE:
            return _chosen(asked, raw.get("key", ""), raw.get("words", {})) if isinstance(raw, dict) else ""
        case Kind.MANY:
            raw = raw if isinstance(raw, dict) else {}
            return [_chosen(asked, key, raw.get("words", {})) for key in raw.get("keys", [])]
        case Kind.SCALE:
            return _scale(asked, raw)
        case Kind.RANKING:
            return _ranking(asked, raw if isinstance(raw, dict) else {})
        case Kind.DATE:
            return _date(raw if isinstance(raw, dict) else {})
    return raw


def _chosen(asked: Asked, key: str, words: dict[str, str]) -> Any:
    option = asked.option(key)
    return {"key": key, "words": words[key]} if option and option.words and words.get(key) else key


def _scale(asked: Asked, raw: Any) -> int | None:
    if not str(raw or "").strip():
        return None
    try:
        return int(str(raw))
    except ValueError as problem:
        raise ValidationError(f"Choose a number from {asked.lowest} to {asked.highest}") from problem


def _ranking(asked: Asked, raw: dict[str, str]) -> list[str]:
    try:
        ranks = {key: int(rank) for key, rank in raw.items() if str(rank).strip()}
    except ValueError as problem:
        raise ValidationError(RANK_TWICE) from problem
    if len(set(ranks.values())) != len(ranks):
        raise ValidationError(RANK_TWICE)
    if ranks and sorted(ranks.values()) != list(range(1, len(ranks) + 1)):
        raise ValidationError(RANK_GAP)
    return sorted(ranks, key=lambda key: ranks[key])


def _date(raw: dict[str, str]) -> str:
    day, month, year = (str(raw.get(part, "")).strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return ""
    for part, text in (("day", day), ("month", month), ("year", year)):
        if not text:
            raise ValidationError(f"The date must include a {part}")
    try:
        number = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else int(month)
        return datetime.date(int(year) + (2000 if int(year) < 100 else 0), number, int(day)).isoformat()
    except (ValueError, OverflowError) as problem:
        raise ValidationError("Enter a real date, like 27 3 2026") from problem


def raw_of(asked: Asked, value: Any) -> Any:
    """Return the boxes for a raw answer that was kept, or empty ones."""
    empty: dict[Kind, Any] = {Kind.ONE: {"key": "", "words": {}}, Kind.MANY: {"keys": [], "words": {}}, Kind.FILE: []}
    start = empty.get(asked.kind, {} if asked.kind in (Kind.MATRIX, Kind.RANKING, Kind.DATE) else "")
    return value if value is not None and isinstance(value, type(start)) else start


class AnswerWidget(forms.Widget):
    """The boxes of one question. They are drawn by `public/answer_parts.html`."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return raw_from(data, name, self.asked)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        raise TypeError("A question is drawn with the `answer` macro of public/answer_parts.html.")


class AnswerBound(NhsBoundField):
    """A question of a form, with what its template needs."""

    @property
    def asked(self) -> Asked:
        found: Asked = self.field.asked  # type: ignore[attr-defined]
        return found

    @property
    def raw(self) -> Any:
        return raw_of(self.asked, self.value())

    @property
    def ranks(self) -> list[int]:
        return list(range(1, len(self.asked.options) + 1))

    @property
    def steps(self) -> list[int]:
        return list(range(self.asked.lowest, self.asked.highest + 1))


class AnswerField(forms.Field):
    """One question of a questionnaire. Its cleaned value is what `engagement.answering` checks and counts."""

    widget: AnswerWidget  # type: ignore[assignment]

    def __init__(self, asked: Asked, *, initial: Any = None) -> None:
        self.asked = asked
        super().__init__(
            bound_field_class=AnswerBound, required=False, label=asked.text, help_text=asked.hint,
            initial=raw_of(asked, initial), widget=AnswerWidget(asked),
        )

    def clean(self, value: Any) -> Any:
        answer = value_of(self.asked, value)
        wrong = [] if self.asked.kind is Kind.FILE else problems(_optional(self.asked), answer)
        if wrong:
            raise ValidationError(wrong)
        return answer

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


def _optional(asked: Asked) -> Asked:
    """Return the question as one that may be left out: the form asks for what is missing once it knows who is asked what."""
    return dataclasses.replace(asked, required=False)


def question_field(pk: int) -> str:
    """Return the name of the form's field for a question."""
    return f"question_{pk}"
