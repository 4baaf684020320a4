"""The heading of a file: which column is for what. Plain Python."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from antiphon.core.problems import BadFile
from antiphon.core.tables import open_table


@dataclass(frozen=True)
class Sheet:
    """The rows of a file under a heading that we know: row number, and what each cell says by the name of its column."""

    rows: Iterator[tuple[int, dict[str, str]]]
    columns: tuple[str, ...]
    unused: tuple[str, ...]


def opened(file: IO[bytes], known: Mapping[str, str], *, needs: Iterable[str], one: str) -> Sheet:
    """Open a CSV, XLSX or ODS file whose columns are called as `known` says. Raises BadFile with what to do."""
    table = open_table(file)
    heading: list[str] = next((cells for _, cells in table.records if any(cell.strip() for cell in cells)), [])
    if not heading:
        raise BadFile(f"The file is empty. It needs a heading row, then one row for each {one}.")
    columns = [known.get(" ".join(cell.casefold().replace("_", " ").split()), "") for cell in heading]
    if missing := [name for name in needs if name not in columns]:
        raise BadFile(f"The file has no column “{missing[0]}”. Give the column this name.")
    if doubles := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise BadFile(f"Two columns are both for “{doubles[0]}”. Keep one of them.")
    unused = tuple(cell.strip() for cell, name in zip(heading, columns, strict=True) if cell.strip() and not name)
    return Sheet(_named(table.records, columns), tuple(filter(None, columns)), unused)


def _named(records: Iterator[tuple[int, list[str]]], columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in records:
        said = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
        if any(said.values()):
            yield number, said
