"""Published files: what is read, and what is refused with file, row and reason."""

import datetime
import gzip
from pathlib import Path

import pytest

from antiphon.core.problems import BadFile
from antiphon.network.doors import boards, published

TRUSTS = "ods_code,name,icb_code,open_date,close_date\n"
COUNCILS = "local-authority-code,official-name,gss-code,start-date,end-date,replaced-by,local-authority-type-name\n"


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_the_boards_that_ship_are_42_then_36_with_16_ties():
    reading = boards.read()
    on = {day: sum(1 for body in reading.bodies if body.starts_on <= day and (body.ends_on is None or day < body.ends_on))
          for day in (datetime.date(2022, 6, 30), datetime.date(2026, 3, 31), datetime.date(2026, 4, 1))}  # fmt: skip
    assert list(on.values()) == [0, 42, 36]
    assert len(reading.ties) == 16


def test_the_shares_of_a_split_board_add_up():
    shares: dict[tuple[str, str], float] = {}
    for tie in boards.read().ties:
        shares[tie.predecessor] = shares.get(tie.predecessor, 0) + tie.share
    assert {round(share, 3) for share in shares.values()} == {1.0}


def test_read_takes_a_trust_with_its_last_day(tmp_path):
    (readings, warnings) = published.read(folder(tmp_path, nhs_trusts_x=TRUSTS + "R1C,SOLENT NHS TRUST,QRL,20010401,20240930\n"))
    (trust,) = readings[0].bodies
    assert (trust.name, trust.starts_on, trust.ends_on) == (
        "Solent NHS Trust", datetime.date(2001, 4, 1), datetime.date(2024, 10, 1)
    )  # fmt: skip
    assert warnings == []


def test_read_ties_councils_to_those_that_replaced_them(tmp_path):
    rows = ("AAA,Alpha District Council,E07000001,,2023-04-01,NEW,\nBBB,Beta District Council,E07000002,,2023-03-31,NEW,\n"
            "NEW,New Council,E06000001,2023-04-01,,,\n")  # fmt: skip
    (readings, _) = published.read(folder(tmp_path, uk_local_authorities_x=COUNCILS + rows))
    assert {(tie.predecessor[1], tie.successor[1], tie.on, tie.kind) for tie in readings[0].ties} == {
        (code, "E06000001", datetime.date(2023, 4, 1), "merger") for code in ("E07000001", "E07000002")
    }


def test_read_opens_a_packed_file_and_any_year(tmp_path):
    text = "ward31_code,ward31_name,ltla31_code\nE05000001,Ainsdale,E08000014\n"
    with gzip.open(tmp_path / "wards_2031.csv.gz", "wt") as file:
        file.write(text)
    (readings, _) = published.read(tmp_path)
    assert readings[0].places[0].within == ("district", "E08000014")


def test_read_warns_of_a_file_that_nobody_knows(tmp_path):
    (_, warnings) = published.read(folder(tmp_path, nhs_trusts=TRUSTS + "R1C,Solent,QRL,,\n", holidays="a,b\n1,2\n"))
    assert warnings == ["holidays.csv: left, since no reader knows a file of this name"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("nhs_trusts", "ods_code,title\nR1C,Solent\n", "nhs_trusts.csv, row 1: there is no column “name”"),
        ("nhs_trusts", TRUSTS, "nhs_trusts.csv: there is no row below the first"),
        ("nhs_trusts", TRUSTS + "R1C,,QRL,,\n", "nhs_trusts.csv, row 2: “name” is empty"),
        ("nhs_trusts", TRUSTS + "R1C,Solent,QRL,2001-31-31,\n", "row 2: “2001-31-31” in “open_date” is not a date"),
        ("nhs_trusts", TRUSTS + "R1C,Solent,QRL,,\nR1C,Other,QRL,,\n", "row 3: the code “R1C” stands twice in the file"),
        ("nhs_trusts", TRUSTS + "R1C,Solent\n", "row 2: it has not 5 values, as the first row has"),
        ("nhs_trusts", TRUSTS + "'; drop,Solent,QRL,,\n", "row 2: “'; drop” in “ods_code” is not a code"),
        ("uk_local_authorities", COUNCILS + "AAA,Alpha,E07000001,,2023-04-01,ZZZ,\n", "row 2: it was replaced by “ZZZ”"),
        ("uk_local_authorities", COUNCILS + "AAA,Alpha,E07000001,,,AAA,\n", "row 2: it was replaced, but has no end date"),
        ("holidays", "a,b\n1,2\n", "holds no file that is known"),
    ],
)  # fmt: skip
def test_read_refuses_a_bad_file_with_row_and_reason(tmp_path, file, text, said):
    with pytest.raises(BadFile) as refused:
        published.read(folder(tmp_path, **{file: text}))
    assert said in str(refused.value)


def test_read_refuses_what_is_no_text(tmp_path):
    (tmp_path / "nhs_trusts.csv").write_bytes(b"ods_code,name,open_date,close_date\nR1C,\xff\xfe,,\n")
    with pytest.raises(BadFile, match="cannot be read as a table"):
        published.read(tmp_path)
