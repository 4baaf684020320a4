"""What kind of file somebody sent, by its content and never by its name alone. Plain Python."""

import io
import re
import zipfile
import zlib
from pathlib import PurePath

LARGEST = 5 * 1024 * 1024  # bytes of one file
ALLOWED = "PDF, JPG, PNG, Word (docx), OpenDocument (odt) or plain text (txt)"
PDF, JPG, PNG, TXT = "application/pdf", "image/jpeg", "image/png", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
ENDINGS = {PDF: "pdf", JPG: "jpg", PNG: "png", TXT: "txt", DOCX: "docx", ODT: "odt"}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.odt,.txt"
_MOST_PARTS, _LARGEST_PART = 2_000, 50 * 1024 * 1024


def kind_of(content: bytes) -> str | None:
    """Return the kind of the content, as a media type, or None when it is not one that we take."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    return TXT if _is_text(content) else None


def problem(content: bytes, name: str) -> str:
    """Return what is wrong with a file, in words for the person; empty when it can be taken."""
    shown = tidy_name(name) or "This file"
    if not content:
        return f"“{shown}” is empty"
    if len(content) > LARGEST:
        return f"“{shown}” is larger than 5 MB. Send a smaller one, or a part of it"
    if kind_of(content) is None:
        return f"We cannot take “{shown}”. Send a file that is {ALLOWED}"
    return ""


def tidy_name(name: str) -> str:
    """Return a file name that is safe to keep and show: no folders, no control characters, 100 characters at most."""
    last = PurePath(name.replace("\\", "/")).name
    plain = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069<>:\"|?*]", "", last).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= 100 else f"{(stem or ending)[: 99 - len(ending)]}{dot}{ending}"[:100]


def _kind_of_zip(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            if len(entries) > _MOST_PARTS or any(one.file_size > _LARGEST_PART for one in entries):
                return None  # a bomb is not a letter
            names = {one.filename for one in entries}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None  # no macros
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                return DOCX
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 200:
                return ODT if parts.read("mimetype").decode("ascii", "replace").strip() == ODT else None
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return None
    return None


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    start = content[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"#!", b"mz")):
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(mark) < 32 and mark not in "\t\n\r\f" for mark in text)
    return False
