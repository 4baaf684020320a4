"""What the insight screens say: words with their masks marked, codes in groups with what drove them, shares in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from antiphon.core.charts import Dot, Row, curve, intervals, stacked
from antiphon.core.suppression import Shown, share, shown
from antiphon.engagement.models import Engagement
from antiphon.insight import codebook, learnt, queries, rules
from antiphon.insight.crosstabs import CrossTab, Line, Table
from antiphon.insight.learnt import wilson
from antiphon.insight.models import Code, FrameChange, MachineReading, Reading, Stance
from antiphon.insight.seen import CodesSeen
from antiphon.network.access import may
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.voices.deidentification.found import MASKS
from antiphon.voices.models import Voice

MASK = re.compile("(" + "|".join(re.escape(mask) for mask in MASKS.values()) + ")")
STANCE_COLOURS = {"positive": "green", "negative": "red", "mixed": "yellow", "unclear": "grey"}
KEYS = 9  # the digits 1 to 9


def rights(user: User, engagement: Engagement) -> dict[str, bool]:
    """Return what the person may do on these screens."""
    return {
        name: may(user, permission, on=engagement)
        for name, permission in {
            "read": Permission.VOICE_READ, "confirm": Permission.CODE_CONFIRM, "edit": Permission.THEME_EDIT,
            "write": Permission.REPORT_WRITE, "approve": Permission.REPORT_APPROVE, "export": Permission.EXPORT,
        }.items()
    }  # fmt: skip


def pieces(text: str) -> list[list[tuple[str, bool]]]:
    """Return the words in paragraphs, each a list of (piece, whether it is a mask)."""
    paragraphs = [paragraph for paragraph in text.replace("\r\n", "\n").split("\n") if paragraph.strip()]
    return [[(piece, bool(MASK.fullmatch(piece))) for piece in MASK.split(paragraph) if piece] for paragraph in paragraphs]


@dataclass(frozen=True)
class Choice:
    """One code to tick, with what the coder said of it."""

    code: Code
    checked: bool
    hint: str
    key: int | None = None


@dataclass(frozen=True)
class Group:
    """Codes that are shown together."""

    name: str
    choices: list[Choice]
    suggested: bool = False

    @property
    def open(self) -> bool:
        return any(choice.checked for choice in self.choices)


def code_groups(
    suggested: Mapping[Code, float], codes: Sequence[Code], chosen: set[int], why: Callable[[Code], list[tuple[str, float]]]
) -> list[Group]:
    """Return the codes to tick: those that were suggested first, then the rest in the groups of the frame."""
    first = [
        Choice(code, code.pk in chosen, suggestion_words(confidence, why(code)), number if number <= KEYS else None)
        for number, (code, confidence) in enumerate(suggested.items(), start=1)
    ]
    rest: dict[str, list[Choice]] = {}
    for code in codes:
        if code not in suggested:
            rest.setdefault(code.group or "Other", []).append(Choice(code, code.pk in chosen, code.meaning))
    groups = [Group("Suggested", first, suggested=True)] if first else []
    return groups + [Group(name, choices) for name, choices in rest.items()]


def suggestions_now(book: codebook.Book, machine: MachineReading | None) -> dict[Code, float]:
    """Return what the coder suggested, as the codes stand today: each once, the surest first."""
    found: dict[Code, float] = {}
    for one in machine.suggestions.all() if machine else ():
        code = book.standing(one.code_id)
        if code is not None:
            found[code] = max(found.get(code, 0.0), one.confidence)
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def chosen_at_first(book: codebook.Book, mine: Reading | None, suggested: Mapping[Code, float]) -> set[int]:
    """Return the codes that are ticked when the page opens: the person's own, as they count today, else those suggested."""
    return {book.under(code.pk) for code in mine.codes.all()} if mine else {code.pk for code in suggested}


def suggestion_words(confidence: float, parts: Sequence[tuple[str, float]]) -> str:
    """Return what the coder said of one code: how likely, and the words that made it think so."""
    said = f"{rules.confidence_words(confidence)} {round(100 * confidence)}%".capitalize()
    drove = driving_words(parts)
    return f"{said}, because of {_listed(drove)}" if drove else said


def driving_words(parts: Sequence[tuple[str, float]], *, most: int = 3) -> list[str]:
    """Return the words that drove a suggestion, the strongest first."""
    return [words for words, part in parts if part > 0 and words and not words.startswith("(")][:most]


def why_this_one(voice: Voice, machine: MachineReading | None, whole: bool) -> str:
    """Return why a person reads this comment now."""
    if not whole and learnt.is_kept_for_checking(voice.pk):
        return "Picked by lot. What you decide here also shows how good the coder is."
    if machine and not machine.sure:
        return "The coder is not sure about this one, so a person reads it first."
    return ""


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def stance_words(machine: MachineReading | None) -> str:
    """Return what the coder said of the stance."""
    if machine is None:
        return ""
    if machine.stance == Stance.UNCLEAR:
        return "The coder could not tell."
    likely = rules.confidence_words(machine.stance_confidence)
    return f"The coder suggests {machine.get_stance_display().lower()} ({likely}, {round(100 * machine.stance_confidence)}%)."


def others_said(readings: Iterable[Reading], user: User) -> list[dict[str, Any]]:
    """Return how other people read a voice."""
    return [
        {
            "by": str(reading.read_by), "stance": reading.get_stance_display(), "settles": reading.settles,
            "codes": [code.name for code in reading.codes.all()], "in_bulk": reading.in_bulk,
        }
        for reading in readings
        if reading.read_by_id != user.pk
    ]  # fmt: skip


def count_for(full: bool) -> Callable[[int], str]:
    """Return how to say a number of comments: as it is to those who may open each, with small ones hidden to others."""
    return lambda number: f"{number if full else shown(number)} {'comment' if number == 1 and full else 'comments'}"


NAMES = {"name": "called", "group": "in the group", "meaning": "meaning", "include": "use it when",
         "exclude": "do not use it when"}  # fmt: skip


def change_lines(change: FrameChange) -> list[str]:
    """Return what one change did to each code, a line for each thing: what was, and what is."""
    lines = []
    for one in change.codes:
        before, after = one["before"], one["after"]
        for key, name in NAMES.items():
            if before is not None and before[key] != after[key]:
                lines.append(f"{after['name']}: {name} “{before[key]}” before, “{after[key]}” since")
    return lines


def theme_rows(engagement: Engagement, *, full: bool) -> list[dict[str, Any]]:
    """Return the themes with their figures in words: the true ones for those who may open each voice."""
    if full:
        return [
            {"theme": one.theme, "voices": one.voices, "share": one.share, "groups": one.groups.in_words(),
             "stances": stances({key: str(count) for key, count in one.by_stance.items()})}
            for one in queries.themes_of(engagement)
        ]  # fmt: skip
    return [
        {"theme": one.theme, "voices": one.voices, "share": one.share, "groups": one.groups,
         "stances": stances({key: str(count) for key, count in one.by_stance.items()})}
        for one in queries.public_themes(engagement)
    ]  # fmt: skip


def stances(counts: dict[str, str]) -> list[dict[str, str]]:
    """Return each stance with its name, its count as words, and its colour."""
    return [
        {"key": key, "name": str(Stance(key).label), "count": counts[key], "colour": STANCE_COLOURS[key]} for key in counts
    ]


def formula_safe(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def table_for_a_file(engagement: Engagement) -> list[list[str]]:
    """Return the themes for a CSV file, as anyone may see them: a file leaves the building."""
    header: list[object] = ["Theme", "Comments", "Share of comments read (%)", *Stance.labels, "A few people, and it matters",
                             "Groups among them, each counted once"]
    rows: list[list[object]] = [
        [one.theme.name, one.voices, _percent(one.share), *one.by_stance.values(), "yes" if one.theme.minority else "no",
         one.groups]
        for one in queries.public_themes(engagement)
    ]
    table: list[list[object]] = [header, *rows]
    for by, title in (("place", "By place"), ("channel", "By how people took part")):
        split = queries.breakdown(engagement, by=by)
        if split.groups:
            table += [[], [title, *split.groups, "All"], ["All comments read", *split.everyone, ""]]
            table += [[theme.name, *line.cells, line.total] for theme, line in split.rows]
    return [[formula_safe(cell) for cell in row] for row in table]


def _percent(share: int | None) -> str:
    return "" if share is None else str(share)


def codes_chart(found: CodesSeen) -> SafeString | str:
    """Draw the share of each code with its interval; empty words where there would be nothing, or too much, to draw."""
    dots = [
        Dot(line.code.name, line.everyone.share, *(line.everyone.interval or (0, 0)))
        for line in found.lines if not line.everyone.count.hidden
    ]  # fmt: skip
    return intervals("What comments are about: the share of each code", dots) if 0 < len(dots) <= MOST_BARS else ""


def learning_chart(points: Sequence[learnt.Point]) -> SafeString | str:
    """Draw the learning curve; empty words where there is nothing to draw yet."""
    dots = [Dot(f"{point.learnt_from} learnt", 100 * point.score, 100 * point.low, 100 * point.high) for point in points]
    return curve("How right the suggestions were, batch by batch", dots) if len(dots) > 1 else ""


def share_words(share: learnt.Share) -> str:
    """Return a share with its interval, or that too few were reviewed."""
    if not share.enough:
        return "Not enough reviewed"
    low, high = share.interval
    return f"{round(100 * share.value)}% ({round(100 * low)}% to {round(100 * high)}%)"


MOST_BARS = 40  # a longer chart cannot be read


def charts_of(found: CrossTab) -> list[SafeString | str]:
    """Return a chart for each table of a cross-tabulation; empty words where there would be too many bars."""
    return [_chart(found, table) for table in found.tables]


def _chart(found: CrossTab, table: Table) -> SafeString | str:
    lines = [line for line in table.lines if not line.total.hidden]
    title = f"{found.heading}, by {' and '.join(table.names).lower()}"
    if not table.answers:
        return _profile_chart(title, table)
    if found.code:
        dots = [Dot(", ".join(line.groups), line.shares[0], *_between(line)) for line in lines if not line.cells[0].hidden]
        return intervals(title, dots) if 0 < len(dots) <= MOST_BARS else ""
    if found.several:
        rows = [Row(f"{', '.join(line.groups)}: {answer}", [share])
                for line in lines for answer, share in zip(table.answers, line.shares, strict=True)]  # fmt: skip
        answers: tuple[str, ...] = ("Chose it",)
    else:
        rows, answers = [Row(", ".join(line.groups), line.shares) for line in lines], table.answers
    return stacked(title, answers, rows) if 0 < len(rows) <= MOST_BARS else ""


def _between(line: Line) -> tuple[float, float]:
    low, high = wilson(line.cells[0].value or 0, line.total.value or 0)
    return 100 * low, 100 * high


def _profile_chart(title: str, table: Table) -> SafeString | str:
    """Draw how many there are: a bar for each group, in parts by the last characteristic when there are two or three."""
    everyone = table.lines[-1].total
    lines = table.lines[:-1]
    if len(table.names) == 1:
        rows = [Row(line.groups[0], [share(line.total, everyone)]) for line in lines]
        return stacked(title, ("Of everyone",), rows) if 0 < len(rows) <= MOST_BARS else ""
    parts = list(dict.fromkeys(line.groups[-1] for line in lines))
    by_group: dict[tuple[str, ...], dict[str, Shown]] = {}
    for line in lines:
        by_group.setdefault(line.groups[:-1], {})[line.groups[-1]] = line.total
    rows = []
    for group, cells in by_group.items():
        numbers = [cells.get(part, Shown(0)) for part in parts]
        if any(number.hidden for number in numbers):
            rows.append(Row(", ".join(group), [None if number.hidden else 0 for number in numbers]))
            continue
        whole = Shown(sum(number.value or 0 for number in numbers))
        rows.append(Row(", ".join(group), [share(number, whole) for number in numbers]))
    return stacked(title, parts, rows) if 0 < len(rows) <= MOST_BARS else ""
