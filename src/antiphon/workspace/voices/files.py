"""What the pages of a file on its way in say, made ready for their templates."""

import datetime
import itertools
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from antiphon.core.tables import KINDS, open_table
from antiphon.engagement import answering
from antiphon.engagement.about import AboutSet
from antiphon.engagement.answering import Asked, Kind
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import questions_of
from antiphon.voices import queries
from antiphon.voices.doors.cells import plain
from antiphon.voices.doors.choices import LEFT_OUT, nearest
from antiphon.voices.doors.columns import Matching, Shape, letters
from antiphon.voices.doors.drafting import Draft, drafts
from antiphon.voices.doors.guessing import every_use
from antiphon.voices.doors.looking import Head, head_of
from antiphon.voices.doors.rows import Reader, named
from antiphon.voices.doors.writers import BadRow, Taken
from antiphon.voices.models import Channel, WaitingFile
from antiphon.workspace.insight.presenters import formula_safe

COLUMNS_SHOWN = 40
ROWS_SHOWN = 5
REASONS_SHOWN = 100
SAMPLED = 3
DRAFTED_FROM = 2_000  # rows that are looked at to guess the kinds of questions
INLINE = 1_500_000  # bytes: a smaller file is taken while the person waits
SPEAKS = {"carer": "somebody they care for"}
KIND_WORDS = {
    Kind.TEXT: "In their own words", Kind.ONE: "One choice", Kind.MANY: "Many choices", Kind.SCALE: "A scale",
    Kind.MATRIX: "A grid", Kind.RANKING: "An order of importance", Kind.DATE: "A date", Kind.PLACE: "A place",
}  # fmt: skip


def file_page(waiting: WaitingFile, asked: Any) -> dict[str, Any]:
    """Return a file as it will be taken: its columns, its first rows, and what stood in the way the last time."""
    engagement = waiting.engagement
    questions, about = [one.asked() for one in questions_of(engagement)], queries.about_asked(engagement)
    head, matching = Head.from_json(json.loads(waiting.head)), Matching.from_json(waiting.matching)
    shape = head.shape(matching.first, matching.rows)
    report = json.loads(waiting.report) if waiting.report else {}
    pages = max(1, -(-len(shape.columns) // COLUMNS_SHOWN))
    number = min(max(1, int(asked["columns"])) if str(asked.get("columns", "")).isdecimal() else 1, pages)
    shown = shape.columns[(number - 1) * COLUMNS_SHOWN : number * COLUMNS_SHOWN]
    used = [index for index, use in enumerate(matching.uses) if use]
    unasked = [one.text for one in questions if not any(str(one.series) in use for use in matching.uses)]
    return {
        "engagement": engagement, "file": waiting, "kind": KINDS.get(waiting.kind, "File"), "shape": shape,
        "matching": matching, "columns": [_column(column.index, shape, matching, head) for column in shown],
        "columns_page": number, "columns_pages": pages, "uses": _grouped(questions, about), "used": len(used),
        "unused": len(shape.columns) - len(used), "unasked": unasked if len(used) else [],
        "first_rows": list(_first_rows(head, matching, questions, about, engagement)),
        "large": waiting.size > INLINE, "channels": [one for one in Channel.choices if one[0] != Channel.API],
        "report": report, "refused": [{"text": reason} for reason in report.get("reasons", [])],
        "reasons": _reasons(report)[:REASONS_SHOWN],
        "more_reasons": max(0, report.get("bad", 0) - REASONS_SHOWN),
        "unknown": _unknown(report, shape, matching, questions, about), "sheets": head.sheets, "sheet": head.sheet,
        "heading_numbers": [number for number, _ in head.rows[:20]],
        "may_draft": engagement.published_at is None, "drafted": _drafted(shape, matching),
    }  # fmt: skip


def _column(index: int, shape: Shape, matching: Matching, head: Head) -> dict[str, Any]:
    begins = matching.first + matching.rows
    said = (row[index].strip() for number, row in head.rows if number >= begins and index < len(row))
    samples = list(itertools.islice((value[:80] for value in said if value), SAMPLED))
    return {"index": index, "letters": letters(index), "heading": shape.columns[index].heading, "samples": samples,
            "use": matching.uses[index]}  # fmt: skip


def _grouped(questions: Sequence[Asked], about: AboutSet | None) -> list[tuple[str, list[tuple[str, str]]]]:
    every = list(every_use(questions, about))
    of_person = [(use, words.removeprefix("About the person: ")) for use, words in every if use.startswith("about:")]
    return [
        ("", [one for one in every if not one[0]]),
        ("Answers to our questions", [one for one in every if one[0].startswith("q:")]),
        ("Around the answers", [one for one in every if one[0] and not one[0].startswith(("q:", "about:"))]),
        ("About the person", of_person),
    ]


def _first_rows(
    head: Head, matching: Matching, questions: Sequence[Asked], about: AboutSet | None, engagement: Engagement
) -> Iterator[dict[str, Any]]:
    reader = Reader(matching, asked=questions, about=about, today=timezone.localdate(),
                    twins=queries.named_twins(queries.twins_of(engagement)))  # fmt: skip
    rows = ((number, list(cells)) for number, cells in head.rows)
    by_key = {one.pk: one for one in questions}
    for row in itertools.islice(reader.read(rows), ROWS_SHOWN):
        if isinstance(row, BadRow):
            yield {"number": row.number, "wrong": row.reasons}
        else:
            yield {"number": row.number, "lines": list(_lines(row, by_key, about))}


def _lines(row: Taken, questions: dict[int, Asked], about: AboutSet | None) -> Iterator[tuple[str, str]]:
    for pk, value in row.answers.items():
        yield questions[pk].text, in_words(questions[pk], value)
    for key, chosen in row.about.items():
        characteristic = about.characteristic(key) if about else None
        if characteristic:
            texts = [category.text for one in ([chosen] if isinstance(chosen, str) else chosen)
                     if (category := characteristic.category(one))]  # fmt: skip
            yield characteristic.name, ", ".join(texts)
    if row.score is not None:
        yield "Score", str(row.score)
    if row.date:
        yield "Date", _day(row.date)
    for name, value in (
        ("Place", row.place), ("Channel", Channel(row.channel).label if row.channel != "file" else ""),
        ("Name", "given; kept apart from the words" if row.name else ""),
        ("E-mail address", "given; kept apart from the words" if row.email else ""),
        ("Wants to hear from us", "yes" if row.wants_reply else ""), ("May be quoted", "yes" if row.may_quote else ""),
        ("Language", row.language if row.language != "en" else ""),
        ("Speaks for", f"a group of {row.speaks_for:,}" if row.speaks_for else SPEAKS.get(row.speaks_as, "")),
    ):  # fmt: skip
        if value:
            yield name, value


def in_words(asked: Asked, value: Any) -> str:
    """Return an answer as a person reads it."""

    def one(chosen: Any) -> str:
        key = chosen["key"] if isinstance(chosen, dict) else str(chosen)
        option = asked.option(key)
        words = chosen.get("words", "") if isinstance(chosen, dict) else ""
        return f"{option.text if option else key}{': ' + words if words else ''}"

    match asked.kind:
        case Kind.ONE:
            said = one(value)
        case Kind.MANY | Kind.RANKING:
            said = ("; " if asked.kind is Kind.MANY else ", then ").join(one(each) for each in value)
        case Kind.MATRIX:
            rows = {row.key: row.text for row in asked.rows}
            said = "; ".join(f"{rows.get(key, key)}: {one(chosen)}" for key, chosen in value.items())
        case Kind.DATE:
            said = _day(datetime.date.fromisoformat(value))
        case _:
            said = str(value)
    return said if len(said) < 300 else said[:299] + "…"


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _reasons(report: dict[str, Any]) -> list[tuple[int, list[str]]]:
    rows: dict[int, list[str]] = {}
    for number, reason in report.get("rows", []):
        rows.setdefault(number, []).append(reason)
    return list(rows.items())


def report_lines(waiting: WaitingFile) -> Iterator[list[str]]:
    """Yield the report as rows of a table, so guarded that no spreadsheet takes a cell for a formula."""
    yield ["Row", "What is wrong"]
    for number, reason in json.loads(waiting.report or "{}").get("rows", []):
        yield [str(number), formula_safe(reason)]


def _unknown(
    report: dict[str, Any], shape: Shape, matching: Matching, questions: Sequence[Asked], about: AboutSet | None
) -> list[dict[str, Any]]:
    """Return, for each column with values that are none of its answers, these values and what each could mean."""
    found = []
    for key, values in report.get("unknown", {}).items():
        index = int(key)
        options = _options_of(matching.uses[index], questions, about) if index < len(matching.uses) else []
        if options:
            found.append({
                "index": index, "heading": shape.columns[index].heading, "name": named(matching.uses[index], questions, about),
                "options": [(one.key, one.text) for one in options],
                "values": [{"said": said, "count": count, "near": getattr(nearest(said, options), "key", "")}
                           for said, count in values],
            })  # fmt: skip
    return found


def _options_of(use: str, questions: Sequence[Asked], about: AboutSet | None) -> Sequence[answering.Option]:
    kind, _, rest = use.partition(":")
    key = rest.partition(":")[0]
    if kind == "q":
        question = next((one for one in questions if str(one.series) == key), None)
        if question and question.kind is Kind.SCALE:
            return [answering.Option(str(number), str(number)) for number in range(question.lowest, question.highest + 1)]
        return question.options if question else ()
    characteristic = about.characteristic(key) if about and kind == "about" else None
    return [answering.Option(one.key, one.text) for one in characteristic.categories] if characteristic else ()


def _drafted(shape: Shape, matching: Matching) -> int:
    """Return how many columns could still become questions."""
    return sum(1 for column in shape.columns if column.role is None and not matching.uses[column.index])


def told_of(data: Any) -> dict[str, dict[str, str]]:
    """Return what a form says that single values mean: by column, the key of an answer or “no answer”."""
    found: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        parts = name.split("-")
        if parts[0] == "told" and len(parts) == 3 and value:
            said = data.get(f"said-{parts[1]}-{parts[2]}", "")
            found.setdefault(parts[1], {})[plain(said)] = LEFT_OUT if value == LEFT_OUT else value
    return found


def uses_of(data: Any, matching: Matching) -> list[str]:
    """Return what a form says that each column becomes; columns of another page stay as they were."""
    return [data.get(f"use-{index}", use) for index, use in enumerate(matching.uses)]


def drafted(waiting: WaitingFile) -> list[Draft]:
    """Return the questions that a file suggests, from its first rows."""
    matching = Matching.from_json(waiting.matching)
    table = open_table(queries.opened(waiting), sheet=matching.sheet)
    head, records = head_of(table)
    shape = head.shape(matching.first, matching.rows)
    return drafts(shape, matching, [(number, cells) for number, cells in itertools.islice(records, DRAFTED_FROM)])


def drafts_page(waiting: WaitingFile) -> dict[str, Any]:
    """Return the questions that a file suggests, as the page lists them."""
    listed = [
        {"draft": draft, "kind": KIND_WORDS[Kind(draft.kind)], "options": ", ".join(one["text"] for one in draft.options),
         "rows": ", ".join(one["text"] for one in draft.rows),
         "where": ", ".join(letters(index) for index in draft.columns[:8]) + (" …" if len(draft.columns) > 8 else "")}
        for draft in drafted(waiting)
    ]  # fmt: skip
    return {"engagement": waiting.engagement, "file": waiting, "drafts": listed}


def chosen_drafts(waiting: WaitingFile, data: Any) -> list[dict[str, Any]]:
    """Return the questions that a person chose to make, as the action wants them."""
    found = []
    for draft in drafted(waiting):
        if data.get(f"make-{draft.number}"):
            text = data.get(f"text-{draft.number}", "").strip() or draft.text
            if data.get(f"kind-{draft.number}") == Kind.TEXT:
                found.append({"text": text[:300], "kind": Kind.TEXT.value})
            else:
                found.append({"text": text[:300], "kind": str(draft.kind), "options": list(draft.options),
                              "rows": list(draft.rows), "settings": draft.settings})  # fmt: skip
    return found
