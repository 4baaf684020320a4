"""The published tables of acronyms are read: whole, or with the rows named that stand in the way."""

from pathlib import Path

import pytest

from antiphon.core.problems import BadFile
from antiphon.language.doors import csv_file


def test_the_acronyms_of_systems_come_in_whole(real_data: Path):
    what, rows = csv_file.read((real_data / "language" / "ics_acronyms_curated.csv").read_bytes())
    assert what == "acronym"
    assert len(rows) > 150
    assert any(row.name == "A&E" for row in rows)


def test_a_second_line_of_headings_is_named(real_data: Path):
    content = (real_data / "language" / "acronyms_government_and_nhs.csv").read_bytes()
    with pytest.raises(BadFile) as problem:
        csv_file.read(content)
    assert (2, "this is a second line of headings: take it out") in problem.value.rows
    wrong = {number for number, _ in problem.value.rows}
    kept = [
        line for number, line in enumerate(content.decode("utf-8-sig").splitlines(keepends=True), start=1) if number not in wrong
    ]
    what, rows = csv_file.read("".join(kept).encode())
    assert what == "acronym"
    assert len(rows) > 1_000
    assert any(len(row.fields["meanings"]) > 1 for row in rows)
