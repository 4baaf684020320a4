"""Published files of organisations and areas: which are known, what they must hold, and how a row is read.

Each kind of file is one row of `KNOWN`: the shape of its name, and a reader that turns a row into bodies or
places. Years in names and columns (`ward24_code`) are not fixed: next year's file is read as this year's.
"""

import csv
import datetime
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from antiphon.core.problems import BadFile
from antiphon.network.doors import Body, Place, Reading, Tie
from antiphon.network.rules import first_day_gone, kind_of_succession, spoken

SHIPPED = re.compile(r"icb_(\d{4}-\d{4}_\d+|from_.*|succession_.*)\.csv$")
LEVELS = {"Combined authority": "system", "Strategic Regional Authority": "system"}


class Row:
    """A row of a file whose columns are asked for by pattern; says which row it is when something is wrong."""

    def __init__(self, file: str, number: int, values: dict[str, str], names: dict[str, str]) -> None:
        self.file, self.number, self.values, self.names = file, number, values, names

    def wrong(self, reason: str) -> BadFile:
        return BadFile(f"{self.file}, row {self.number}: {reason}", rows=[(self.number, reason)])

    def get(self, column: str) -> str:
        """Return what stands in a column ("" when the file has none such)."""
        if column not in self.names:
            found = [name for name in self.values if re.fullmatch(column, name)]
            self.names[column] = found[-1] if found else ""
        return (self.values.get(self.names[column]) or "").strip()

    def must(self, column: str) -> str:
        value = self.get(column)
        if not value:
            raise self.wrong(f"“{self.names[column]}” is empty")
        return value

    def name(self, column: str) -> str:
        said = spoken(self.must(column))
        if len(said) > 200:
            raise self.wrong(f"the name in “{self.names[column]}” is longer than 200 letters")
        return said

    def code(self, column: str) -> str:
        code = self.must(column)
        if not re.fullmatch(r"[A-Za-z0-9-]{2,12}", code):
            raise self.wrong(f"“{code}” in “{self.names[column]}” is not a code")
        return code

    def date(self, column: str) -> datetime.date | None:
        text = self.get(column)
        try:
            return datetime.datetime.strptime(text, "%Y%m%d" if text.isdigit() else "%Y-%m-%d").date() if text else None
        except ValueError:
            raise self.wrong(f"“{text}” in “{self.names[column]}” is not a date (20240331 or 2024-03-31)") from None

    def number_in(self, column: str) -> float | None:
        text = self.get(column)
        try:
            return float(text) if text else None
        except ValueError:
            raise self.wrong(f"“{text}” in “{self.names[column]}” is not a number") from None

    def whole(self, column: str) -> int | None:
        number = self.number_in(column)
        return None if number is None else int(number)

    def details(self, **columns: str) -> dict[str, object]:
        """Return what stands in these columns, by our names for them, leaving out what is empty."""
        return {key: value for key, column in columns.items() if (value := self.get(column))}


def trust(row: Row) -> Body:
    ends = row.date("close_date")
    return Body(
        "ODS", row.code("ods_code"), row.name("name"), "nhs_trust", "place", starts_on=row.date("open_date"),
        ends_on=first_day_gone(ends) if ends else None,
        details={**row.details(board="icb_code", town="town", postcode="postcode", type="type_derived", nation="country",
                               region="nhs_region_code"),
                 "foundation_trust": row.get("foundation_trust") == "True"},
    )  # fmt: skip


def practice(row: Row) -> Body:
    return Body(
        "ODS", row.code("practice_code"), row.name("name"), "gp_practice", "neighbourhood",
        details={**row.details(board="icb_code_from_.*", network="pcn_code_.*", sub_board="sub_icb_code_.*",
                               district="lad_code", postcode="postcode", region="nhs_region_code"),
                 "latitude": row.number_in("lat"), "longitude": row.number_in("lon"),
                 "registered": row.whole("registered_pop.*")},
    )  # fmt: skip


def network(row: Row) -> Body:
    ends = row.date("close_date")
    return Body(
        "ODS", row.code("pcn_code"), row.name("pcn_name"), "primary_care_network", "neighbourhood",
        starts_on=row.date("open_date"), ends_on=first_day_gone(ends) if ends else None,
        details=row.details(sub_board="current_sub_icb_loc_code", postcode="postcode"),
    )


def healthwatch(row: Row) -> Body:
    return Body(
        "local", f"hw-{row.code('upper_tier_code')}", row.name("name_derived"), "healthwatch", "place",
        details=row.details(upper_tier="upper_tier_code", provenance="provenance"),
    )


def innovation(row: Row) -> Body:
    name, former = row.name("name_since_.*"), row.get("former_ahsn_name")
    mark = re.sub(r"[^a-z]+", "-", name.lower().replace("health innovation ", "")).strip("-")
    return Body(
        "local", f"hin-{mark}"[:20], name, "health_innovation_network", "system",
        details={"boards_before_2026": row.get("icb42_codes_approx").split("|"), "boards_are_approximate": True},
        former_names=((former, datetime.date(2023, 10, 1)),) if former and former != name else (),
    )


def council(row: Row) -> Body:
    gss, letters = row.get("gss-code"), row.code("local-authority-code")
    type_name = row.get("local-authority-type-name")
    return Body(
        *(("GSS", gss) if gss else ("local", f"la-{letters}")), row.name("official-name"), "council",
        LEVELS.get(type_name, "place"), starts_on=row.date("start-date"),
        ends_on=row.date("end-date"),
        details={**row.details(nation="nation", region="region", type="local-authority-type-name", county="county-la",
                               combined_authority="combined-authority"),
                 "letters": letters, "source": "mySociety, CC BY 4.0"},
    )  # fmt: skip


def councils(reading: Reading, rows: Iterator[Row]) -> None:
    """Read councils, then settle their last days and who followed whom: both need the whole file."""
    read = [(row, council(row)) for row in rows]
    by_letters = {body.details["letters"]: body for _, body in read}
    followed: dict[str, list[str]] = {}
    follows: Counter[str] = Counter()
    for row, body in read:
        after = [letters.strip() for letters in row.get("replaced-by").split(",") if letters.strip()]
        for letters in after:
            if letters not in by_letters:
                raise row.wrong(f"it was replaced by “{letters}”, which is not in the file")
        if after and body.ends_on is None:
            raise row.wrong("it was replaced, but has no end date")
        followed[body.details["letters"]] = after
        follows.update(after)
    for _, body in read:
        after = followed[body.details["letters"]]
        if body.ends_on is None:
            reading.bodies.append(body)
            continue
        gone = first_day_gone(body.ends_on, [by_letters[letters].starts_on for letters in after])
        reading.bodies.append(Body(**{**body.__dict__, "ends_on": gone}))
        reading.ties += [
            Tie(body.key, by_letters[letters].key, gone,
                kind_of_succession(successors=len(after), predecessors=follows[letters]), None, "mySociety, CC BY 4.0")
            for letters in after
        ]  # fmt: skip


def upper_tiers(reading: Reading, rows: Iterator[Row]) -> None:
    """Read districts and the upper tiers around them: one row for each district."""
    seen: set[str] = set()
    for row in rows:
        upper = row.code(r"utla\d*_code")
        if upper not in seen:
            seen.add(upper)
            reading.places.append(Place("upper_tier", upper, row.name(r"utla\d*_name")))
        reading.places.append(
            Place("district", row.code(r"ltla\d*_code"), row.name(r"ltla\d*_name"), within=("upper_tier", upper), row=row.number)
        )


def district_boards(reading: Reading, rows: Iterator[Row]) -> None:
    """Read which board a district lies in: that of most of its residents, with all shares in its details."""
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    names: dict[str, str] = {}
    residents: Counter[str] = Counter()
    numbers: dict[str, int] = {}
    for row in rows:
        district, board = row.code(r"ltla\d*_code"), row.code(r"icb\d*_code")
        if board in shares[district]:
            raise row.wrong(f"district {district} stands twice with board {board}")
        shares[district][board] = row.number_in("share_of_lad_residents") or 0.0
        residents[district] += row.whole("residents") or 0
        names[district], numbers[district] = row.name(r"ltla\d*_name"), row.number
    for district, name in names.items():
        largest = max(shares[district], key=lambda board: shares[district][board])
        reading.places.append(
            Place("district", district, name, residents=residents[district], board=largest,
                  details={"boards": shares[district]}, row=numbers[district])
        )  # fmt: skip


def ward(row: Row) -> Place:
    return Place(
        "ward", row.code(r"ward\d*_code"), row.name(r"ward\d*_name"), residents=row.whole("residents"),
        within=("district", row.code(r"ltla\d*_code")), board=row.get("icb(36|26)"),
        details={"deprivation_decile_median": row.number_in(r"imd\d*_median_decile")},
        row=row.number,
    )  # fmt: skip


def sub_board(row: Row) -> Place:
    boards = row.get(r"icb(26|36)").split("|")  # one sub-board was divided between three boards
    return Place(
        "sub_board", row.code(r"sicbl\d*_code_nhs"), row.name(r"sicbl\d*_name"), residents=row.whole(r"census\d*_residents"),
        board=boards[0] if len(boards) == 1 else "",
        details={**row.details(ons_code=r"sicbl\d*_code", board_before_2026=r"icb\d*_code_nhs"), "boards": boards},
        row=row.number,
    )  # fmt: skip


def small_area(row: Row) -> Place:
    return Place(
        "small_area", row.code(r"lsoa\d*_code"), row.name(r"lsoa\d*_name"), residents=row.whole(r"census\d*_residents"),
        within=("ward", row.code(r"ward\d*_code")), board=row.get("icb36"),
        details={**row.details(sub_board="sub_icb", rural_urban=r"rural_urban_\d*"),
                 "deprivation_decile": row.whole("imd2025_decile"), "deprivation_rank": row.whole("imd2025_rank")},
        row=row.number,
    )  # fmt: skip


def each(reader: Callable[[Row], Body | Place]) -> Callable[[Reading, Iterator[Row]], None]:
    """Make a reader of a file from a reader of one row; a code that stands twice is refused."""

    def read_all(reading: Reading, rows: Iterator[Row]) -> None:
        seen: set[tuple[str, str]] = set()
        for row in rows:
            read = reader(row)
            if read.key in seen:
                raise row.wrong(f"the code “{read.code}” stands twice in the file")
            seen.add(read.key)
            (reading.bodies if isinstance(read, Body) else reading.places).append(read)  # type: ignore[arg-type]

    return read_all


# In the order in which they are taken: an area comes after the area around it.
KNOWN: list[tuple[str, Callable[[Reading, Iterator[Row]], None], tuple[str, ...]]] = [
    (r"nhs_trusts.*", each(trust), ("ods_code", "name", "open_date", "close_date")),
    (r"uk_local_authorities.*", councils, ("local-authority-code", "official-name", "gss-code", "end-date", "replaced-by")),
    (r"pcn.*", each(network), ("pcn_code", "pcn_name")),
    (r"gp_practices.*", each(practice), ("practice_code", "name")),
    (r"local_healthwatch.*", each(healthwatch), ("upper_tier_code", "name_derived")),
    (r"health_innovation_networks.*", each(innovation), (r"name_since_\d+",)),
    (r"lad\d*_to_upper_tier.*", upper_tiers, (r"ltla\d*_code", r"utla\d*_code", r"utla\d*_name")),
    (r"lad\d*_to_icb36.*", district_boards, (r"ltla\d*_code", r"icb\d*_code", "share_of_lad_residents")),
    (r"sub_icb.*", each(sub_board), (r"sicbl\d*_code_nhs", r"sicbl\d*_name")),
    (r"wards.*", each(ward), (r"ward\d*_code", r"ward\d*_name", r"ltla\d*_code")),
    (r"lsoa\d*_lookup.*", each(small_area), (r"lsoa\d*_code", r"lsoa\d*_name", r"ward\d*_code")),
]
BEFORE_2026 = re.compile(r"lad\d*_to_icb42.*\.csv$")


def read(folder: Path) -> tuple[list[Reading], list[str]]:
    """Read a folder of published files: what they hold, and a warning for each file that was not read.

    Raises BadFile with the file, the row and the reason at the first thing that is wrong.
    """
    if not folder.is_dir():
        raise BadFile(f"{folder} is not a folder.")
    readings, warnings, taken = [], [], set()
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    for pattern, reader, columns in KNOWN:
        for path in files:
            if re.fullmatch(rf"{pattern}\.csv(\.gz)?", path.name):
                taken.add(path)
                reading = Reading(path.name)
                reader(reading, _rows(path, columns))
                readings.append(reading)
    for path in files:
        if path in taken:
            continue
        if SHIPPED.match(path.name):
            warnings.append(f"{path.name}: left, since the boards and their succession ship with Antiphon")
        elif BEFORE_2026.match(path.name):
            warnings.append(f"{path.name}: left, since its boards ended on 31 March 2026")
        else:
            warnings.append(f"{path.name}: left, since no reader knows a file of this name")
    if not readings:
        raise BadFile(f"{folder} holds no file that is known. Known are: {', '.join(known_names())}.")
    return readings, warnings


def known_names() -> list[str]:
    """Return how the names of known files begin."""
    return [pattern.replace(r"\d*", "…").replace(".*", "") for pattern, _, _ in KNOWN]


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, strict=True)
            header = list(lines.fieldnames or ())
            missing = [column for column in columns if not any(re.fullmatch(column, name) for name in header)]
            if missing:
                wanted = ", ".join(f"“{column.replace(chr(92) + 'd*', '…').replace(chr(92) + 'd+', '…')}”" for column in missing)
                raise BadFile(f"{path.name}, row 1: there is no column {wanted}", rows=[(1, f"there is no column {wanted}")])
            names: dict[str, str] = {}
            count = 0
            for number, values in enumerate(lines, start=2):
                if None in values or None in values.values():
                    reason = f"it has not {len(header)} values, as the first row has"
                    raise BadFile(f"{path.name}, row {number}: {reason}", rows=[(number, reason)])
                count += 1
                yield Row(path.name, number, values, names)
            if not count:
                raise BadFile(f"{path.name}: there is no row below the first", rows=[(1, "there is no row below it")])
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as problem:
        raise BadFile(f"{path.name}: it cannot be read as a table ({problem})") from problem
