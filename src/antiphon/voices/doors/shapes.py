"""Files that other programs write, known by their headings. Plain Python.

Each reader below looks at the first rows and says what the columns are, or None when the file is not of its shape. The
shapes were learnt from the makers' public descriptions; no file of anybody's is copied here or in the tests.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from antiphon.voices.doors.cells import SCORES, plain
from antiphon.voices.doors.columns import (
    SAID_BY_HEADING,
    Column,
    Shape,
    find_heading,
    heading_rows,
    joined_heading,
    named,
)

Rows = Sequence[tuple[int, list[str]]]
QUALTRICS = {
    "startdate": "", "enddate": "", "status": "", "ipaddress": "", "progress": "", "duration (in seconds)": "", "finished": "",
    "recordeddate": "date", "responseid": "", "recipientlastname": "", "recipientfirstname": "", "recipientemail": "email",
    "externalreference": "", "externaldatareference": "", "locationlatitude": "", "locationlongitude": "",
    "distributionchannel": "", "userlanguage": "language",
}  # fmt: skip
LIMESURVEY = {
    "id": "", "response id": "", "submitdate": "date", "date submitted": "date", "lastpage": "", "last page": "",
    "startlanguage": "language", "start language": "language", "seed": "", "startdate": "", "date started": "", "datestamp": "",
    "date last action": "", "ipaddr": "", "ip address": "", "refurl": "", "referrer url": "", "token": "", "access code": "",
    "interviewtime": "", "total time": "",
}  # fmt: skip
FORMS = {
    "id": "", "start time": "", "completion time": "date", "email": "email", "name": "name", "language": "language",
    "last modified time": "", "total points": "", "quiz feedback": "",
}  # fmt: skip
CITIZEN_SPACE = {
    "response id": "", "responseid": "", "submitted": "date", "date submitted": "date", "submitted date": "date", "status": "",
    "published": "", "may publish": "", "consent to publish": "may_quote", "privacy": "", "user": "", "user id": "",
}  # fmt: skip
_ANONYMOUS = re.compile(r"(ANON|BHLF|[A-Z]{4})-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]$")
_FFT = re.compile(r"friends and family|\bfft\b|overall.{0,30}experience|experience of (our|the|this) (service|ward)")
_FFT_WORDS = re.compile(r"why|reason|better|improve|comment|tell us|feedback|anything else|good about|did well")
_BRACKETS = re.compile(r"(.*?)\s*\[([^\[\]]*)\](?:\s*\[([^\[\]]*)\])?\s*$", re.DOTALL)
_LIME_CODE = re.compile(r"(?:([A-Za-z][A-Za-z0-9_]{0,19})\.\s+)?(.*)$", re.DOTALL)


def recognise(rows: Rows) -> Shape:
    """Return the shape of a file, told by its first rows: a known program's, or a plain table's."""
    for reader in READERS:
        if found := reader(rows):
            return found
    return plain_table(rows, *find_heading(rows))


def plain_table(rows: Rows, first: int, count: int) -> Shape:
    """Return a table with one heading; columns named “Question [Part]” or “Question - Part” are parts of one question."""
    pairs = joined_heading(heading_rows(rows, first, count))
    headings = named(pairs)
    texts = [(upper, last) if upper else _split(last) for upper, last in pairs]
    shared: dict[str, int] = {}
    for text, part in texts:
        if part:
            shared[plain(text)] = shared.get(plain(text), 0) + 1
    columns = []
    for index, ((upper, last), (text, part)) in enumerate(zip(pairs, texts, strict=True)):
        role = SAID_BY_HEADING.get(plain((last if not upper else f"{upper} {last}").replace("_", " ")))
        if part and shared[plain(text)] < 2:
            text, part = (f"{upper} {last}".strip() if upper else last), ""
        words = bool(part) and _is_other_words(part)
        columns.append(Column(index, headings[index], text.strip(), part.strip(), plain(text), role, words))
    return Shape("", "", first, count, tuple(columns))


def _split(heading: str) -> tuple[str, str]:
    if found := _BRACKETS.match(heading):
        return (found[1], found[2]) if found[1] else (heading, "")
    for mark in (" - ", " – ", ": ", " | "):
        text, parted, part = heading.rpartition(mark)
        if parted and text.strip() and part.strip():
            return text, part
    return heading, ""


def _is_other_words(part: str) -> bool:
    word = plain(part)
    return word in ("other text", "text") or ("other" in word and ("specify" in word or "text" in word or "say" in word))


def _qualtrics(rows: Rows) -> Shape | None:
    first = rows[0][1]
    codes = [plain(cell) for cell in first]
    known = sum(code in QUALTRICS for code in codes)
    imports = len(rows) > 2 and any('"importid"' in cell.casefold().replace("'", '"') for cell in rows[2][1])
    if not (imports or (known >= 4 and {"responseid", "recordeddate", "startdate"} & set(codes) and "progress" in codes)):
        return None
    texts = [*rows[1][1], *[""] * len(first)][: len(first)] if len(rows) > 1 else first
    columns = []
    for index, (code, said) in enumerate(zip(first, texts, strict=True)):
        stem, parted, sub = code.partition("_")
        text, _, part = said.rpartition(" - ") if parted and " - " in said else (said, "", "")
        words = sub.upper().endswith("TEXT")
        if words:  # “Question - Other (please say) - Text”
            text, _, part = said.removesuffix(" - Text").rpartition(" - ")
        elif plain(part) == "selected choice" or (not parted and said.endswith("Selected Choice")):
            text, part = said.removesuffix(" - Selected Choice"), ""
        elif sub.isdecimal() and not part:
            part = sub
        role = QUALTRICS.get(plain(code))
        text = text.removesuffix(" - Selected Choice")
        columns.append(Column(index, said or code, " ".join(text.split()), part, stem, role, words))
    return Shape("qualtrics", "Qualtrics", rows[0][0], 3 if imports else 2, tuple(columns))


def _limesurvey(rows: Rows) -> Shape | None:
    heading = rows[0][1]
    plain_ones = [plain(cell) for cell in heading]
    marks = {"submitdate", "date submitted", "lastpage", "last page", "startlanguage", "start language", "seed"} & set(plain_ones)
    coded = any(re.search(r"\[(SQ\d+|other|_?[A-Z]\d+|\d+)\]", cell) for cell in heading)
    if not (len(marks) >= 2 or (marks and coded) or (coded and plain_ones[0] in ("id", "response id"))):
        return None
    columns = []
    for index, cell in enumerate(heading):
        role = LIMESURVEY.get(plain(cell))
        found = _BRACKETS.match(cell)
        text, part = (found[1], found[2]) if found else (cell, "")
        if (told := _LIME_CODE.match(text)) and told[1] and told[2]:
            text = told[2]
        words = plain(part) in ("other", "-oth-") and not _is_rank(part)
        columns.append(Column(index, " ".join(cell.split()), " ".join(text.split()), part, plain(text), role, words))
    return Shape("limesurvey", "LimeSurvey", rows[0][0], 1, tuple(columns))


def _is_rank(part: str) -> bool:
    return bool(re.match(r"(rank(ing)? )?\d+$", plain(part)))


def _microsoft_forms(rows: Rows) -> Shape | None:
    heading = rows[0][1]
    plain_ones = [plain(cell) for cell in heading]
    if not {"start time", "completion time"} <= set(plain_ones):
        return None
    columns = []
    for index, cell in enumerate(heading):
        role = FORMS.get(plain(cell)) if index < 8 or plain(cell).startswith(("total", "quiz")) else None
        if plain(cell).startswith(("points - ", "feedback - ")):
            role = ""
        text = " ".join(cell.split())
        columns.append(Column(index, text, text, "", f"{plain(text)}#{index}", role))
    return Shape("microsoft_forms", "Microsoft Forms", rows[0][0], 1, tuple(columns), free_other=True)


def _citizen_space(rows: Rows) -> Shape | None:
    first, count = find_heading(rows)
    heading = heading_rows(rows, first, count)
    below = [cells for number, cells in rows if number >= first + count]
    anonymous = any(_ANONYMOUS.match(cell.strip()) for cells in below for cell in cells[:3])
    plain_ones = {plain(cell) for row in heading for cell in row}
    if not anonymous and not ({"response id", "responseid"} & plain_ones and "submitted" in plain_ones):
        return None
    table = plain_table(rows, first, count)
    columns = []
    for column in table.columns:
        role = CITIZEN_SPACE.get(plain(column.heading), column.role)
        if plain(column.part) in ("name", "what is your name?") or plain(column.text) == "what is your name?":
            role = "name"
        elif "email address" in plain(column.text) or plain(column.part) in ("email", "email address"):
            role = "email"
        columns.append(replace(column, role=role))
    return Shape("citizen_space", "Citizen Space", first, count, tuple(columns), free_other=True)


def _friends_and_family(rows: Rows) -> Shape | None:
    first, count = find_heading(rows)
    table = plain_table(rows, first, count)
    below = [cells for number, cells in rows if number >= first + count]
    score = None
    for column in table.columns:
        values = {plain(cells[column.index]) for cells in below if column.index < len(cells)} - {""}
        if _FFT.search(plain(column.heading)) and "score" not in plain(column.heading) and (
            not values or any(value in SCORES or value.rstrip(".0").isdecimal() for value in values)
        ):
            score = column.index
            break
    if score is None or not any(_FFT_WORDS.search(plain(column.heading)) for column in table.columns):
        return None
    columns = []
    for column in table.columns:
        role, heading = column.role, plain(column.heading)
        if column.index == score:
            role = "score"
        elif role is None and re.match(r"(ward|site|location|clinic|department|practice|team|unit)( name)?$", heading):
            role = "place"
        elif role is None and re.match(r"(method|mode|how|collection|source)\b.{0,20}$", heading):
            role = "channel"
        elif role is None and re.search(r"\bdate\b|completed|submitted", heading):
            role = "date"
        elif role is None and re.search(r"(consent|happy|permission|agree).{0,60}(public|publish|shar|quot)", heading):
            role = "may_quote"
        columns.append(replace(column, role=role, text=column.heading, part="", group=heading))
    return Shape("friends_and_family", "Friends and Family Test", first, count, tuple(columns))


READERS: tuple[Callable[[Rows], Shape | None], ...] = (
    _qualtrics, _microsoft_forms, _limesurvey, _citizen_space, _friends_and_family,
)


