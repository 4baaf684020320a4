"""The door for files: every kind of file that people send, and every trap in one. No database."""

import datetime
import gzip
import io
import struct
import zipfile

import pytest

from antiphon.core.problems import BadFile
from antiphon.core.tables import open_table, packages
from antiphon.voices.tests.sheets import ods, package, xlsx

ROWS = [["text", "score"], ["Café, kind", 2], ["Two\nlines", ""]]
READ = [["text", "score"], ["Café, kind", "2"], ["Two\nlines", ""]]


def rows(data: bytes, **more: str) -> list[list[str]]:
    return [[*cells, *[""] * 2][:2] for _, cells in open_table(io.BytesIO(data), **more).records]


def refused(data: bytes) -> str:
    with pytest.raises(BadFile) as error:
        list(open_table(io.BytesIO(data)).records)
    return " ".join(error.value.reasons)


TEXT = 'text,score\n"Café, kind",2\n"Two\nlines",\n'


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("cp1252"), TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"), TEXT.encode("utf-16-be"), gzip.compress(TEXT.encode()),
        TEXT.replace("\n", "\r\n").encode(), b"\n\n" + TEXT.encode(), TEXT.replace('"Café, kind",', '"Café, kind";').replace(
            "text,score", "text;score").replace('lines",', 'lines";').encode(),
        b"sep=;\n" + TEXT.replace('d",', 'd";').replace("t,s", "t;s").replace('s",', 's";').encode(), xlsx(ROWS), ods(ROWS),
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "gzip", "crlf", "blank-first", "semicolons", "sep=",
         "xlsx", "ods"],
)  # fmt: skip
def test_the_same_table_comes_out_of_every_kind_of_file(data):
    found = rows(data)
    assert [[cell.replace("\r\n", "\n") for cell in row] for row in found] == READ


def test_an_old_mac_ends_its_lines_with_a_return_alone():
    assert rows(b"text,score\rWarm,1\rKind,2\r") == [["text", "score"], ["Warm", "1"], ["Kind", "2"]]


def test_tabs_and_bars_part_columns_too():
    assert rows(b"text\tscore\nWarm, yes\t1\n")[1] == ["Warm, yes", "1"]
    assert rows(b"text|score\nWarm|1\n")[1] == ["Warm", "1"]


def test_zeros_in_the_midst_of_words_do_not_stop_the_file():
    assert rows(b"text,score\nA\x00B,1\n" + b"Warm and kind,2\n" * 9)[1] == ["A\x00B", "1"]


def test_numbers_dates_ticks_and_later_sheets_of_a_spreadsheet():
    day = datetime.datetime(2026, 3, 27)
    data = xlsx([], sheets=[("Raw", [["a", "b"], [day, 4.0], [4.5, True]]), ("Notes", [["x"]])])
    assert rows(data) == [["a", "b"], ["2026-03-27", "4"], ["4.5", "TRUE"]]
    table = open_table(io.BytesIO(data), sheet="Notes")
    assert (table.sheets, table.sheet) == (("Sheet1", "Raw", "Notes"), "Notes")
    assert [cells for _, cells in table.records] == [["x"]]


def test_rows_keep_the_numbers_of_the_spreadsheet():
    assert [number for number, _ in open_table(io.BytesIO(xlsx([[], [], ["text"], ["Warm"]]))).records][-2:] == [3, 4]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"), (b"%PDF-1.7 rest", "PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04rest", "damaged"), (xlsx(ROWS)[:-40], "damaged"), (package({"a.csv": "text"}), "zip file"),
        (package({"word/document.xml": "<a/>"}), "text document"), (package({"xl/workbook.bin": b"x"}), "binary Excel"),
        (xlsx(ROWS, **{"xl__vbaProject.bin": b"macro"}), "macros"), (ods(ROWS, **{"Basic__Standard__M.xml": b"<a/>"}), "macros"),
        (ods(ROWS, **{"META-INF__manifest.xml": b"<m><encryption-data/></m>"}), "password"),
        (xlsx(ROWS, **{"xl__embeddings__inner.zip": b"x"}), "another packed file"),
        (xlsx(ROWS, **{"xl__media__picture.png": b"PK\x03\x04inner"}), "another packed file"),
        (xlsx(ROWS, **{"xl__x.xml": b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}), "markup"),
        (xlsx(ROWS, **{"xl__x.xml": '<!DOCTYPE a [<!ENTITY b "b">]><a/>'.encode("utf-16")}), "markup"),
        (xlsx(ROWS, **{f"xl__p{number}.xml": b"<a/>" for number in range(2_001)}), "parts"),
        (b"\x00\x01\x02\x03\x00\x00\x01" * 90, "not a text file"), (gzip.compress(b"text\nWarm.\n", mtime=0)[:-6], "damaged"),
        (b"\x1f\x8brubbish", "damaged"), (b'text\n"never closed\n', "well-formed"),
        (b'text\n"' + b"x" * 140_000 + b'"\n', "quotation mark"), ("text\nWarm\n".encode("utf-16") + b"\x00", "cannot be read"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_say_what_to_do(data, words):
    assert words in refused(data)


def test_a_zip_bomb_in_gzip_is_refused_before_it_unpacks(monkeypatch):
    monkeypatch.setattr("antiphon.core.tables.csv_file.MOST_BYTES", 1_000_000)
    assert "larger than 100 MB" in refused(gzip.compress(b"text\n" + b"warm\n" * 400_000))


def test_a_zip_bomb_is_known_by_what_it_says_of_itself(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1_000_000)
    assert "unpacks to more" in refused(xlsx(ROWS, **{"xl__big.xml": b" " * 2_000_000}))


def test_a_zip_bomb_that_lies_about_its_size_is_known_by_what_comes_out():
    out = io.BytesIO(xlsx(ROWS, **{"xl__big.bin": b"\0" * 3_000_000}))
    data = bytearray(out.getvalue())
    entry = data.rindex(b"xl/big.bin") - 46  # its line in the list of contents
    data[entry + 24 : entry + 28] = struct.pack("<L", 10)  # it says that it unpacks to ten bytes
    assert zipfile.ZipFile(io.BytesIO(bytes(data))).getinfo("xl/big.bin").file_size == 10
    assert "unpacks to more" in refused(bytes(data))


def test_a_sheet_with_one_cell_far_away_is_refused_and_the_service_lives():
    rows_far = xlsx([["text"], ["Warm"]]).replace(b"", b"")
    sheet = zipfile.ZipFile(io.BytesIO(rows_far)).read("xl/worksheets/sheet1.xml").replace(b'r="2"', b'r="1048576"').replace(
        b'r="A2"', b'r="XFD1048576"')  # fmt: skip
    parts = {name: zipfile.ZipFile(io.BytesIO(rows_far)).read(name) for name in zipfile.ZipFile(io.BytesIO(rows_far)).namelist()}
    assert "could not be opened" in refused(package({**parts, "xl/worksheets/sheet1.xml": sheet}))


def test_ten_thousand_columns_are_read():
    wide = ",".join(f"c{number}" for number in range(10_000))
    assert len(next(iter(open_table(io.BytesIO(f"{wide}\n".encode())).records))[1]) == 10_000
    assert "columns; the most" in refused(",".join("c" for _ in range(20_000)).encode())
