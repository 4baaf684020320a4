"""The codes of an engagement as they stand, what each code that was ever given counts as now, and how they came to be.

A decision keeps the code that it was given. Codes change round it: an engagement's own copy takes the place of a code of
the shared list, a code is merged into another, split, retired. Every figure asks the book under which code a decision
counts today: merged codes count once, under the one that stands; a code that was split counts under itself, as "not yet
split", until its comments are read again; a retired one is kept and said to be retired.
"""

import csv
import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from antiphon.core.csv_fields import long_fields
from antiphon.core.problems import BadFile
from antiphon.core.suppression import shown
from antiphon.engagement.models import Engagement
from antiphon.insight.models import Code, CodeExample, Coding, FrameChange, FrameUse, Reading
from antiphon.voices.models import Voice, is_counted

COLUMNS = ("code", "group", "meaning", "include", "exclude", "examples")
MOST_CODES, MOST_BYTES, LONGEST_NAME = 500, 2_000_000, 120
BETWEEN = "|"  # between the example phrases of one cell
QDA = "urn:QDA-XML:codebook:1.0"
GUIDS = uuid.UUID("0f3f2f8e-1a65-4d5b-9a0c-6f5f2c1e7b11")


@dataclass(frozen=True)
class Book:
    """Every code that an engagement has or had, by id, and the id of the code that each counts under today."""

    codes: Mapping[int, Code]
    now: Mapping[int, int] = field(default_factory=dict)

    def under(self, code: int) -> int:
        """Return the id of the code that a decision for this one counts under."""
        return self.now.get(code, code)

    def standing(self, code: int) -> Code | None:
        """Return the code that may be given in place of this one; None when it was split or is no longer used."""
        found = self.codes.get(self.under(code))
        return found if found and not found.retired_at and not found.split_at else None

    def sources(self, code: int) -> list[int]:
        """Return the ids of all codes that count under this one, itself among them."""
        return [one for one in {*self.codes, code} if self.under(one) == code]

    def gathered_by(self, codes: Iterable[int]) -> set[int]:
        """Return the ids of all codes that bring a comment to a theme: its codes, those merged or split into others too."""
        wanted = {self.under(code) for code in codes}
        more = True
        while more:
            split = {pk for pk, code in self.codes.items()
                     if code.parent_id in wanted and self.codes[code.parent_id].split_at}  # fmt: skip
            more = not {self.under(pk) for pk in split} <= wanted
            wanted |= {self.under(pk) for pk in split}
        return wanted | {pk for pk in self.codes if self.under(pk) in wanted}


def book_of(engagement: Engagement | int) -> Book:
    """Return the book of an engagement. One query."""
    key = engagement if isinstance(engagement, int) else engagement.pk
    rows = Code.objects.filter(
        Q(engagement__isnull=True) | Q(engagement=key), frame__in=FrameUse.objects.filter(engagement=key).values("frame")
    )
    codes = {code.pk: code for code in rows}
    copies = {code.copy_of_id: pk for pk, code in codes.items() if code.copy_of_id}
    return Book(codes, {pk: _follow(pk, codes, copies) for pk in codes})


def _follow(pk: int, codes: Mapping[int, Code], copies: Mapping[int, int]) -> int:
    seen = {pk}
    while True:
        onward = copies.get(pk) or (codes[pk].merged_into_id if pk in codes else None)
        if not onward or onward in seen:
            return pk
        seen.add(onward)
        pk = onward


def of_the_frame(engagement: Engagement) -> "QuerySet[Code]":
    """Return the codes that belong to an engagement: its own, and those of the shared list that it has no copy of."""
    copied = Code.objects.filter(engagement=engagement, copy_of=OuterRef("pk"))
    return Code.objects.filter(
        Q(engagement=engagement) | (Q(engagement__isnull=True) & ~Exists(copied)),
        frame__in=FrameUse.objects.filter(engagement=engagement).values("frame"), merged_into__isnull=True,
    )  # fmt: skip


def history(engagement: Engagement) -> "QuerySet[FrameChange]":
    """Return every change of the codes, the newest first."""
    return FrameChange.objects.filter(engagement=engagement).select_related("made_by", "undone_by")


def last_change(engagement: Engagement) -> FrameChange | None:
    """Return the last change that stands, which is the one that can be undone."""
    return history(engagement).filter(undone_at__isnull=True).first()


def code_in(engagement: Engagement, pk: int) -> Code | None:
    """Return one code that belongs to the engagement."""
    return of_the_frame(engagement).filter(pk=pk).select_related("parent").first()


# --- Counting ------------------------------------------------------------------------------------------


def settled(engagement: Engagement) -> "QuerySet[Reading]":
    """Return the readings that count: one for each comment that was read."""
    return Reading.objects.current().filter(is_counted("voice__"), settles=True, voice__engagement=engagement)


def uses(engagement: Engagement, book: Book) -> dict[int, int]:
    """Return how many comments have each code, by the id it counts under today. A comment counts once under each. Two queries."""
    rows = Coding.objects.filter(reading__in=settled(engagement).values("pk"))
    plain = dict(rows.order_by().values_list("code").annotate(Count("pk")))
    found: dict[int, int] = {}
    several: dict[int, list[int]] = {}
    for code in plain:
        several.setdefault(book.under(code), []).append(code)
    joined = {f"n{code}": Count("reading", distinct=True, filter=Q(code__in=given))
              for code, given in several.items() if len(given) > 1}  # fmt: skip
    counted = rows.aggregate(**joined) if joined else {}
    for code, given in several.items():
        found[code] = counted[f"n{code}"] if len(given) > 1 else plain[given[0]]
    return found


@dataclass(frozen=True)
class Entry:
    """One code as the codebook shows it."""

    code: Code
    used: int
    merged: tuple[Code, ...] = ()
    into: tuple[Code, ...] = ()
    examples: tuple[Voice, ...] = ()

    @property
    def state(self) -> str:
        """Return why it can no longer be given, in words; empty while it can."""
        return "Split" if self.code.split_at else "No longer used" if self.code.retired_at else ""


def entries(engagement: Engagement, *, with_examples: bool = False) -> list[Entry]:
    """Return the codebook: each code with how many comments have it, what was merged into it, what it was split into.

    Five queries at the most. The comments that were chosen as examples are there with `with_examples`.
    """
    book = book_of(engagement)
    used = uses(engagement, book)
    chosen: dict[int, list[Voice]] = {}
    if with_examples:
        for row in examples_of(engagement):
            chosen.setdefault(book.under(row.code_id), []).append(row.voice)
    copied = {code.copy_of_id for code in book.codes.values() if code.copy_of_id}
    found = []
    for code in of_the_frame(engagement).select_related("parent"):
        merged = tuple(book.codes[one] for one in book.sources(code.pk) if one != code.pk and one not in copied)
        into = tuple(one for one in book.codes.values() if one.parent_id == code.pk and not one.merged_into_id)
        found.append(Entry(code, used.get(code.pk, 0), merged, into if code.split_at else (), tuple(chosen.get(code.pk, ()))))
    return found


def examples_of(engagement: Engagement) -> "QuerySet[CodeExample]":
    """Return the comments that were chosen as examples and can still be read."""
    rows = CodeExample.objects.filter(voice__engagement=engagement, voice__status=Voice.Status.CLEAN)
    return rows.select_related("voice").defer("voice__sealed_words")


def comments_with(engagement: Engagement, code: Code) -> "QuerySet[Voice]":
    """Return the readable comments that count under a code."""
    given = settled(engagement).filter(voice=OuterRef("pk"), codings__code__in=book_of(engagement).sources(code.pk))
    return Voice.objects.clean_only().filter(Exists(given), engagement=engagement).defer("sealed_words")


def to_read_for_a_split(engagement: Engagement) -> "QuerySet[Voice]":
    """Return the comments whose decision has a code that was split since: somebody reads them again."""
    book = book_of(engagement)
    split = [pk for pk in book.codes if book.codes[book.under(pk)].split_at]
    given = settled(engagement).filter(voice=OuterRef("pk"), codings__code__in=split)
    return Voice.objects.clean_only().filter(Exists(given), engagement=engagement).defer("sealed_words").order_by("pk")


# --- Files ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One row of a codebook that was sent."""

    name: str
    group: str = ""
    meaning: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()


def as_table(engagement: Engagement) -> list[list[str]]:
    """Return the codebook for a file: no comment stands in it, only the codes and their own phrases. Small counts are hidden."""
    book = entries(engagement)
    rows = [[one.code.name, one.code.group, one.code.meaning, one.code.include, one.code.exclude,
             BETWEEN.join(one.code.examples), one.state, str(shown(one.used))] for one in book]  # fmt: skip
    return [[*COLUMNS, "state", "comments"], *rows]


def as_qda(engagement: Engagement) -> bytes:
    """Return the codebook as REFI-QDA exchanges it (Codebook 1.0): other tools for reading text take it in."""
    ElementTree.register_namespace("", QDA)
    root = ElementTree.Element(f"{{{QDA}}}CodeBook", {"origin": "Antiphon"})
    codes = ElementTree.SubElement(root, f"{{{QDA}}}Codes")
    groups: dict[str, ElementTree.Element] = {}
    for one in entries(engagement):
        if one.state:
            continue
        name = one.code.group or "Other"
        if name not in groups:
            groups[name] = ElementTree.SubElement(codes, f"{{{QDA}}}Code", {
                "guid": str(uuid.uuid5(GUIDS, f"{engagement.pk}:{name}")), "name": name, "isCodable": "false"})  # fmt: skip
        code = ElementTree.SubElement(groups[name], f"{{{QDA}}}Code", {
            "guid": str(uuid.uuid5(GUIDS, str(one.code.pk))), "name": one.code.name, "isCodable": "true"})  # fmt: skip
        said = [one.code.meaning, one.code.include and f"Use it when: {one.code.include}",
                one.code.exclude and f"Do not use it when: {one.code.exclude}"]  # fmt: skip
        ElementTree.SubElement(code, f"{{{QDA}}}Description").text = "\n".join(part for part in said if part)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="utf-8")


def read_table(content: bytes) -> list[Line]:
    """Return the rows of a codebook that somebody sends. All of it is right, or BadFile says what is wrong row by row."""
    if len(content) > MOST_BYTES:
        raise BadFile("This file is too large for a list of codes. It may have up to 2 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("This file is not in UTF-8. Save it as “CSV UTF-8” and send it again.") from None
    with long_fields():
        try:
            rows = list(csv.DictReader(io.StringIO(text), strict=True, restkey="+"))
        except csv.Error:
            raise BadFile("This file cannot be read as a table with commas. Save it as “CSV UTF-8” and send it again.") from None
    header = {(name or "").strip().casefold() for name in (rows[0] if rows else {})} if rows else set()
    if not rows or "code" not in header:
        raise BadFile("The first row names the columns. One of them is “code”, and there is at least one row below it.")
    if len(rows) > MOST_CODES:
        raise BadFile(f"A list has at most {MOST_CODES} codes. This file has {len(rows):,}.")
    found, wrong = [], []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        said = {(key or "").strip().casefold(): " ".join((value or "").split())
                for key, value in row.items() if key != "+"}  # fmt: skip
        name = said.get("code", "")
        problem = _wrong(name, said, seen, "+" in row)
        if problem:
            wrong.append((number, problem))
        seen.add(name.casefold())
        phrases = tuple(part.strip() for part in said.get("examples", "").split(BETWEEN) if part.strip())
        found.append(Line(name, said.get("group", ""), said.get("meaning", ""), said.get("include", ""),
                          said.get("exclude", ""), phrases))  # fmt: skip
    if wrong:
        raise BadFile("Nothing was taken in. Put these rows right and send the file again.", rows=wrong,
                      accepted=len(rows) - len(wrong))  # fmt: skip
    return found


def _wrong(name: str, said: Mapping[str, str], seen: set[str], too_long: bool) -> str:
    if too_long:
        return "it has more cells than the first row names"
    if not name:
        return "“code” is empty"
    if len(name) > LONGEST_NAME or len(said.get("group", "")) > LONGEST_NAME:
        return f"a name is longer than {LONGEST_NAME} letters"
    if name.startswith(("=", "+", "@", "-")):
        return "the name begins as a formula does"
    return f"“{name}” stands in an earlier row too" if name.casefold() in seen else ""


def names(codes: Sequence[Code]) -> str:
    """Return code names as a sentence says them: “A”, “B” and “C”."""
    quoted = [f"“{code.name}”" for code in codes]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
