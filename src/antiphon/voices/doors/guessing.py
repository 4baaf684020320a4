"""Which question each column answers: a guess, made from words alone, for a person to look over. Plain Python."""

import difflib
import re
from collections.abc import Iterator, Sequence

from antiphon.engagement.about import AboutSet, Characteristic
from antiphon.engagement.answering import Asked, Kind, Option
from antiphon.voices.doors.cells import plain
from antiphon.voices.doors.columns import AROUND, Column, Matching, Shape

ALIKE = 0.84
COMPARED = 300  # headings that are compared letter by letter; in a wider file the rest must be the very words
_NUMBERED = re.compile(r"(?:question |q)?0*(\d{1,3})[.:)]?(?:\s+|$)")
_ABOUT_WORDS = {
    "age": r"\bage( group| band| range)?\b|how old", "sex": r"^(what is your )?(sex|gender)\b",
    "gender_identity": r"gender.{0,40}(birth|reassign|identity)", "ethnic_group": r"ethnic",
    "disability": r"disab|long-?term condition", "religion": r"religion|belief|faith",
    "sexual_orientation": r"sexual(ity| orientation)", "marriage": r"marital|marriage|civil partner",
    "pregnancy": r"pregnan|maternity", "carer": r"\bcarer\b|look after|unpaid care", "deprivation": r"depriv|\bimd\b",
    "inclusion": r"inclusion|any of these groups",
}  # fmt: skip


def guess(shape: Shape, asked: Sequence[Asked], about: AboutSet | None) -> Matching:
    """Return what each column becomes, as far as its heading tells; the rest is not used."""
    uses = [""] * len(shape.columns)
    taken: set[str] = set()

    def take(column: Column, use: str) -> None:
        if use and use not in taken:
            uses[column.index] = use
            taken.add(use)

    groups: dict[str, list[Column]] = {}
    for column in shape.columns:
        if column.role is not None:
            take(column, column.role if column.role in AROUND and column.role != "text" else "")
        if column.role is None or column.role == "text":
            groups.setdefault(column.group or plain(column.heading), []).append(column)
    found = _questions_of(groups, asked, shape)
    for name, columns in groups.items():
        if question := found.get(name):
            for column in columns:
                take(column, _use_of(column, question, len(columns)))
        elif about and (characteristic := _characteristic(columns[0], about)):
            for column in columns:
                take(column, _about_use(column, characteristic, len(columns)))
    _leftover_words(shape, uses, asked)
    return Matching(tuple(uses), shape.first, shape.rows, shape.day_first, shape.free_other, skip_empty=bool(shape.key))


def _questions_of(groups: dict[str, list[Column]], asked: Sequence[Asked], shape: Shape) -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    exact: dict[str, Asked] = {}
    for one in reversed(asked):
        exact.update({plain(one.text): one, _bare(one.text): one, str(one.series): one})
    left = list(asked)
    for name, columns in groups.items():  # what is exactly the same comes first, so that it is not lost to what is like it
        same = next((exact[said] for said in _names(columns[0]) if said in exact), None)
        if same in left:
            found[name] = same
            left.remove(same)
    for name, columns in list(groups.items())[:COMPARED]:
        if name not in found and left:
            ratio, best = max(((_likeness(columns[0], one), one) for one in left), key=lambda pair: pair[0])
            if ratio >= ALIKE:
                found[name] = best
                left.remove(best)
    coded = [name for name, columns in groups.items() if re.fullmatch(r"[a-z]{1,4}\d+[a-z]?|\d+x\d+x\d+", plain(columns[0].text))]
    named = any(column.role == "text" for columns in groups.values() for column in columns)  # “text” says what it is
    if not found and not named and len(coded) == len(asked) == len(left):  # codes alone: the order is all there is
        found = dict(zip(coded, left, strict=True))
    return found


def _bare(said: str) -> str:
    return _NUMBERED.sub("", plain(said), count=1).rstrip("?.: ")


def _names(column: Column) -> list[str]:
    return [plain(column.text), plain(column.heading), _bare(column.text), _bare(column.heading)]


def _likeness(column: Column, question: Asked) -> float:
    said, asks = _bare(column.text or column.heading), _bare(question.text)
    if len(asks) > 12 and (said.startswith(asks) or (asks.startswith(said) and len(said) > 12)):
        return 0.95
    return difflib.SequenceMatcher(None, said[:200], asks[:200]).ratio() if said else 0.0


def _use_of(column: Column, question: Asked, columns: int) -> str:
    base = f"q:{question.series}"
    if column.words or plain(column.part) in ("other", "-oth-"):
        option = next((one for one in question.options if one.words), None)
        if option:
            return f"{base}:words:{option.key}"
    if not column.part:
        return base if columns == 1 or question.kind is not Kind.MATRIX else ""
    if question.kind is Kind.MATRIX:
        row = part_of(column.part, question.rows)
        return f"{base}:row:{row.key}" if row else ""
    if question.kind is Kind.RANKING:
        if rank := re.match(r"(?:rank(?:ing)? |choice )?(\d{1,2})(?:st|nd|rd|th)?( choice)?$", plain(column.part)):
            return f"{base}:rank:{int(rank[1])}"
        option = part_of(column.part, question.options)
        return f"{base}:place:{option.key}" if option else ""
    if question.kind is Kind.MANY:
        option = part_of(column.part, question.options)
        return f"{base}:tick:{option.key}" if option else ""
    return base if columns == 1 else ""


def part_of(said: str, options: Sequence[Option]) -> Option | None:
    """Return the answer or row that the part of a heading names: by words, key, number, or nearly so."""
    word = plain(said)
    for option in options:
        if word in (plain(option.text), plain(option.key)):
            return option
    if coded := re.match(r"(?:sq|a|ao|_)?0*(\d{1,3})$", word):
        place = int(coded[1])
        return options[place - 1] if 1 <= place <= len(options) else None
    scored = [(difflib.SequenceMatcher(None, word, plain(option.text)).ratio(), option) for option in options]
    ratio, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if ratio >= ALIKE else None


def _characteristic(column: Column, about: AboutSet) -> Characteristic | None:
    words = {plain(column.text), plain(column.heading)}
    for one in about.characteristics:
        if words & {plain(one.text), plain(one.name), plain(one.key), plain(one.key.replace("_", " "))}:
            return one
    for one in about.characteristics:
        pattern = _ABOUT_WORDS.get(one.key)
        if pattern and any(re.search(pattern, said) for said in words):
            return one
    return None


def _about_use(column: Column, characteristic: Characteristic, columns: int) -> str:
    base = f"about:{characteristic.key}"
    if columns == 1:
        return base
    if not characteristic.many or not column.part:
        return base if not column.part else ""
    options = [Option(one.key, one.text) for one in characteristic.categories]
    category = part_of(column.part, options)
    return f"{base}:tick:{category.key}" if category else ""


def _leftover_words(shape: Shape, uses: list[str], asked: Sequence[Asked]) -> None:
    """A column that is called “text” or “comments”, or the comments of a Friends and Family file, goes to words."""
    in_words = [one for one in asked if one.kind is Kind.TEXT and not any(str(one.series) in use for use in uses)]
    for column in shape.columns:
        if uses[column.index] or not in_words:
            continue
        free = column.role == "text" and "text" not in uses
        if free and "question" in uses:
            uses[column.index] = "text"
            return
        comments = shape.key == "friends_and_family" and column.role is None and re.search(
            r"why|reason|better|improve|comment|tell us|feedback|good|well", plain(column.heading)
        )
        if free or comments:
            uses[column.index] = f"q:{in_words.pop(0).series}"


def every_use(asked: Sequence[Asked], about: AboutSet | None) -> Iterator[tuple[str, str]]:
    """Yield each use that a column may be given, with its words; of each question, every part."""
    yield "", "Not used"
    for one in asked:
        base, name = f"q:{one.series}", one.text
        if one.kind is Kind.FILE:
            continue
        if one.kind is not Kind.MATRIX:
            yield base, name
        if one.kind is Kind.MATRIX:
            yield from ((f"{base}:row:{row.key}", f"{name} – row “{row.text}”") for row in one.rows)
        if one.kind is Kind.MANY:
            yield from ((f"{base}:tick:{option.key}", f"{name} – ticked “{option.text}”") for option in one.options)
        if one.kind is Kind.RANKING:
            yield from ((f"{base}:rank:{rank}", f"{name} – in place {rank}") for rank in range(1, len(one.options) + 1))
            yield from ((f"{base}:place:{option.key}", f"{name} – place of “{option.text}”") for option in one.options)
        if one.kind in (Kind.ONE, Kind.MANY):
            yield from (
                (f"{base}:words:{option.key}", f"{name} – words beside “{option.text}”") for option in one.options if option.words
            )
    yield from AROUND.items()
    for characteristic in about.characteristics if about else ():
        yield f"about:{characteristic.key}", f"About the person: {characteristic.name}"
        if characteristic.many:
            yield from (
                (f"about:{characteristic.key}:tick:{one.key}", f"About the person: {characteristic.name} – ticked “{one.text}”")
                for one in characteristic.categories
            )

