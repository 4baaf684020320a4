"""Published files of how many people of each kind live where: which are known, and how they are read.

A table of margins has the columns `code`, `variable`, `category` and `n`; `geography`, `name`, `year`, `source` and `share`
may be there. The census tables by district that are published in other shapes are brought into the same one. Variables
bear the names that the questions about the person use (`engagement/about`).
"""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from antiphon.core.problems import BadFile

MOST_REASONS = 50
SHARE_MAY_DIFFER = 0.005
LABEL, CODE = 200, 20


@dataclass(frozen=True)
class Count:
    """How many people of one category live in one area."""

    register: str
    code: str
    name: str
    variable: str
    category: str
    count: int
    year: int
    row: int = 0
    geography: str = ""  # a board that went on under its code stands once for each set of boards: the later row counts


@dataclass
class Margins:
    """What one file held, and where it says it comes from."""

    file: str
    source: str
    counts: list[Count] = field(default_factory=list)


@dataclass
class Lines:
    """The rows of a table, and what is wrong with them so far: all is read before anything is refused."""

    file: str
    header: list[str]
    rows: Iterator[tuple[int, dict[str, str]]]
    year: int
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def text(self, number: int, values: dict[str, str], column: str, most: int = LABEL) -> str:
        said = " ".join((values.get(column) or "").split())
        if not said:
            self.wrong.append((number, f"“{column}” is empty"))
        elif len(said) > most:
            self.wrong.append((number, f"“{column}” is longer than {most} letters"))
        return said[:most]

    def number(self, number: int, values: dict[str, str], column: str) -> int:
        said = (values.get(column) or "").strip().replace(",", "")
        try:
            count = round(float(said))
            if not 0 <= count < 2_000_000_000:
                raise ValueError
        except (ValueError, OverflowError):
            self.wrong.append((number, f"“{said}” in “{column}” is not a number of people"))
            return 0
        return count


def tall(lines: Lines) -> list[Count]:
    """A table with a row for each area, variable and category."""
    found = []
    for number, values in lines.rows:
        year = lines.number(number, values, "year") if (values.get("year") or "").strip() else lines.year
        code = lines.text(number, values, "code", CODE)
        register = "GSS" if re.fullmatch(r"[EWSNK]\d{8}", code) else "ODS" if "ICB" in values.get("geography", "") else "local"
        found.append(Count(
            register, code, (values.get("name") or "").strip()[:LABEL], lines.text(number, values, "variable"),
            lines.text(number, values, "category"), lines.number(number, values, "n"), year, number,
            values.get("geography") or "",
        ))  # fmt: skip
    return found


def district(variables: "Callable[[dict[str, str]], list[tuple[str, str]]]") -> Callable[[Lines], list[Count]]:
    """Return a reader of a census table by district: rows that fall together are added up."""

    def read(lines: Lines) -> list[Count]:
        column = next(name for name in lines.header if re.fullmatch(r"ltla\d*_code", name))
        names = column.replace("_code", "_name")
        added: dict[tuple[str, str, str, str], int] = defaultdict(int)
        first: dict[tuple[str, str, str, str], int] = {}
        for number, values in lines.rows:
            code = lines.text(number, values, column, CODE)
            count = lines.number(number, values, "n")
            for variable, category in variables(values):
                if not category:
                    lines.wrong.append((number, f"the category of “{variable}” is empty"))
                key = (code, (values.get(names) or "").strip(), variable, category)
                added[key] += count
                first.setdefault(key, number)
        return [Count("GSS", *key, count, lines.year, first[key]) for key, count in added.items()]

    return read


def _ethnicity(values: dict[str, str]) -> list[tuple[str, str]]:
    said = (values.get("ethnic_group") or "").strip()
    return [("ethnic group (19)", said), ("ethnic group (5)", said.split(":")[0].strip())]


def _joint(values: dict[str, str]) -> list[tuple[str, str]]:
    age, disability = (values.get("age_band") or "").strip(), (values.get("disability") or "").strip()
    return [("age (8 bands)", age), ("disability (Equality Act, 3)", disability),
            ("disability (Equality Act, 2)", disability.split(":")[0].strip())]  # fmt: skip


def _one(variable: str, column: str) -> Callable[[dict[str, str]], list[tuple[str, str]]]:
    return lambda values: [(variable, (values.get(column) or "").strip())]


# The columns by which a table is known, and what reads it.
KNOWN: list[tuple[frozenset[str], Callable[[Lines], list[Count]]]] = [
    (frozenset({"code", "variable", "category", "n"}), tall),
    (frozenset({"ethnic_group", "n"}), district(_ethnicity)),
    (frozenset({"age_band", "disability", "n"}), district(_joint)),
    (frozenset({"sexual_orientation", "n"}), district(_one("sexual orientation (16+)", "sexual_orientation"))),
    (frozenset({"sex", "n"}), district(_one("sex", "sex"))),
]


def read(folder: Path) -> tuple[list[Margins], list[str]]:
    """Read a folder of tables: what they hold, and a note for each file that was left. Raises BadFile with every row."""
    if not folder.is_dir():
        raise BadFile(f"{folder} is not a folder.")
    sources = _sources(folder)
    found, notes = [], []
    for path in sorted(folder.iterdir()):
        if not re.fullmatch(r"[^.].*\.csv(\.gz)?", path.name):
            if path.is_file() and path.name not in ("SOURCES.md",) and not path.name.startswith("."):
                notes.append(f"{path.name}: left, since it is not a table (.csv or .csv.gz)")
            continue
        margins = _table(path, sources.get(path.name, f"the file {path.name}; where it comes from is not said"))
        if margins is None:
            notes.append(f"{path.name}: left, since its columns are not those of a table of margins")
        else:
            found.append(margins)
    if not found:
        raise BadFile(f"{folder} holds no table of margins. It needs the columns code, variable, category and n.")
    return found, notes


def _table(path: Path, source: str) -> Margins | None:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            header = [name.strip() for name in table.fieldnames or ()]
            reader = next((reader for columns, reader in KNOWN if columns <= set(header)), None)
            by_district = any(re.fullmatch(r"ltla\d*_code", name) for name in header)
            if reader is None or (reader is not tall and not by_district):
                return None
            year = re.search(r"(?:census|_|\b)(?:20)?(\d\d)(?=[_.]|$)", path.name)
            lines = Lines(path.name, header, iter(()), 2000 + int(year[1]) if year else 2021)
            rows = list(_rows(table, len(header), lines))
            lines.rows = iter(rows)
            counts = reader(lines)
            _twice(counts, lines)
            _shares(rows, lines)
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as problem:
        raise BadFile(f"{path.name}: it cannot be read as a table ({problem})") from problem
    if not counts:
        raise BadFile(f"{path.name}: there is no row below the first.")
    if lines.wrong:
        said = [f"{path.name}, row {number}: {reason}" for number, reason in sorted(lines.wrong)[:MOST_REASONS]]
        more = len(lines.wrong) - len(said)
        raise BadFile(*said, *([f"And {more:,} more."] if more else []), rows=sorted(lines.wrong))
    return Margins(path.name, source, counts)


def _rows(table: "csv.DictReader[str]", width: int, lines: Lines) -> Iterator[tuple[int, dict[str, str]]]:
    for number, values in enumerate(table, start=2):
        if None in values or None in values.values():  # type: ignore[comparison-overlap]
            lines.wrong.append((number, f"it has not {width} values, as the first row has"))
        else:
            yield number, {name.strip(): value for name, value in values.items()}


def _twice(counts: list[Count], lines: Lines) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for one in counts:
        key = (one.geography, one.register, one.code, one.variable, one.category)
        if key in seen:
            lines.wrong.append((one.row, f"it says the same as row {seen[key]}: {one.code}, {one.variable}, {one.category}"))
        seen.setdefault(key, one.row)


def _shares(rows: list[tuple[int, dict[str, str]]], lines: Lines) -> None:
    """Where a table says shares too, the counts must give the same ones: else one of the two is wrong."""
    if "share" not in lines.header or lines.wrong:
        return
    whole: dict[tuple[str, ...], float] = defaultdict(float)

    def key(values: dict[str, str]) -> tuple[str, ...]:
        return values.get("geography", ""), values["code"], values["variable"]

    for _, values in rows:
        whole[key(values)] += float(values["n"].replace(",", ""))
    for number, values in rows:
        try:
            said = float(values["share"])
        except ValueError:
            lines.wrong.append((number, f"“{values['share']}” in “share” is not a number"))
            continue
        total = whole[key(values)]
        if total and abs(float(values["n"].replace(",", "")) / total - said) > SHARE_MAY_DIFFER:
            lines.wrong.append((number, f"the share {said} is not what the counts give"))


def _sources(folder: Path) -> dict[str, str]:
    """Return where each file comes from, as the table in SOURCES.md (here or one folder up) says: origin and licence."""
    found: dict[str, str] = {}
    for page in (folder.parent / "SOURCES.md", folder / "SOURCES.md"):
        if not page.is_file():
            continue
        head: list[str] = []
        for line in page.read_text(encoding="utf-8").splitlines():
            if not line.startswith("|"):
                head = []
                continue
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not head:
                head = [cell.lower() for cell in cells]
                continue
            row = dict(zip(head, cells, strict=False))
            origin = next((value for name, value in row.items() if name.startswith("origin")), "")
            licence = next((value for name, value in row.items() if name.startswith("licen")), "")
            if "file" in row and origin:
                found[row["file"].strip("`").rsplit("/", 1)[-1]] = "; ".join(filter(None, [origin, licence]))[:500]
    return found
