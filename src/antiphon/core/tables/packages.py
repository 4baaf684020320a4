"""Spreadsheet files (.xlsx, .ods) are packed archives. This looks into one before anything else opens it.

It refuses, in plain words, what could harm the service or hide something: archives that unpack to far more than they say,
archives within archives, programs (macros), passwords, and markup that swells when it is read. Plain Python.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from antiphon.core.problems import BadFile

MOST_PARTS = 2_000
MOST_UNPACKED = 600 * 1024 * 1024
CHUNK = 1024 * 1024
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".jar")
DAMAGED = "The spreadsheet is damaged or was cut short. Open it and save it again."
TOO_MUCH = "The spreadsheet unpacks to more than 600 MB, so it is not opened. Save the sheet as CSV, or split it."
LOCKED = "The file is protected by a password. Save a copy without one."
MACROS = "The file holds macros (small programs). Save it as .xlsx, or as CSV, which cannot hold any."
OLD = "This is an old Excel file (.xls). Open it and save it as .xlsx or as “CSV UTF-8”."
SWELLS = "The file holds markup that no spreadsheet program writes (a document type), so it is not opened."


def spreadsheet_kind(file: IO[bytes]) -> str:
    """Return "xlsx" or "ods" for a file that can be opened safely. Raises BadFile with what to do for any other."""
    file.seek(0, 2)
    length = file.tell()
    file.seek(0)
    if file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        file.seek(0)
        raise BadFile(LOCKED if "EncryptedPackage".encode("utf-16-le") in file.read(4 * CHUNK) else OLD)
    try:
        archive = zipfile.ZipFile(file)
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, struct.error) as problem:
        raise BadFile(DAMAGED) from problem
    kind = _kind({part.filename for part in parts})
    _check_names(parts)
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        raise BadFile(f"The spreadsheet is made of {len(parts):,} parts, so it is not opened. Save the sheet as CSV.")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile(TOO_MUCH)
    if sum(part.compress_size for part in parts) > length:
        raise BadFile(DAMAGED)
    left = MOST_UNPACKED
    for part in parts:
        left -= _check_part(file, part, left)
    file.seek(0)
    return kind


def _kind(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise BadFile("This is a binary Excel file (.xlsb). Open it and save it as .xlsx or as “CSV UTF-8”.")
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    if any(name.startswith("word/") for name in names):
        raise BadFile("This is a text document, not a table. Copy its table into a spreadsheet and save that.")
    raise BadFile("This is a zip file, not a spreadsheet. Unpack it and send the file that is in it.")


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        name = part.filename.casefold()
        if part.flag_bits & 0x1:
            raise BadFile(LOCKED)
        if name.endswith("vbaproject.bin") or (name.startswith(("basic/", "scripts/")) and not name.endswith("/")):
            raise BadFile(MACROS)
        if name.endswith(ARCHIVES):
            raise BadFile("The spreadsheet holds another packed file, so it is not opened. Save the sheet as CSV.")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadFile(DAMAGED)


def _check_part(file: IO[bytes], part: zipfile.ZipInfo, left: int) -> int:
    """Unpack a part without keeping it, count what really comes out, and return how much that is."""
    markup = part.filename.casefold().endswith((".xml", ".rels", ".vml"))
    manifest = part.filename == "META-INF/manifest.xml"
    size, tail, first = 0, b"", True
    for chunk in _unpacked(file, part):
        size += len(chunk)
        if size > min(left, part.file_size):
            raise BadFile(TOO_MUCH)
        if first and chunk[:4] == b"PK\x03\x04":
            raise BadFile("The spreadsheet holds another packed file, so it is not opened. Save the sheet as CSV.")
        first = False
        if markup:
            seen = (tail + chunk).replace(b"\x00", b"")  # without the zeros, so that UTF-16 hides nothing
            if b"<!ENTITY" in seen or (b"<!DOCTYPE" in seen and not manifest):
                raise BadFile(SWELLS)
            if manifest and b"encryption-data" in seen:
                raise BadFile(LOCKED)
            tail = chunk[-64:]
    if size != part.file_size:
        raise BadFile(DAMAGED)
    return size


def _unpacked(file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part unpacks to, by the packed bytes alone: what the archive says of itself may be a lie."""
    if part.header_offset < 0:
        raise BadFile(DAMAGED)
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise BadFile(DAMAGED)
    name, extra = struct.unpack("<HH", header[26:30])
    file.seek(name + extra, 1)
    left = part.compress_size
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    try:
        while left:
            packed = file.read(min(left, 64 * 1024))
            if not packed:
                raise BadFile(DAMAGED)
            left -= len(packed)
            if inflate is None:
                yield packed
                continue
            while packed:
                yield inflate.decompress(packed, CHUNK)
                packed = inflate.unconsumed_tail
        if inflate is not None:
            if rest := inflate.flush():
                yield rest
            if not inflate.eof and part.file_size:
                raise BadFile(DAMAGED)
    except zlib.error as problem:
        raise BadFile(DAMAGED) from problem
