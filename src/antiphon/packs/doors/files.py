"""Files that come in: looked at, made safe and measured before they are kept. Refused ones say why.

A picture is drawn anew, so that where it was taken and with what is gone, and so is anything hidden behind it.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from antiphon.core.problems import BadFile

MOST_PICTURE, MOST_DOCUMENT = 8 * 1024 * 1024, 20 * 1024 * 1024
MOST_SIDE, MOST_POINTS = 4000, 40_000_000
_PNG, _JPEG, _PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
_ACTS = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData")


@dataclass(frozen=True)
class Taken:
    """A file as it is kept."""

    kind: str
    media_type: str
    content: bytes
    sha256: str
    width: int | None = None
    height: int | None = None
    tagged: bool = False


def taken(content: bytes) -> Taken:
    """Return a file as it is kept, judged by what is in it and not by its name. Raises BadFile."""
    if content.startswith((_PNG, _JPEG)):
        return _picture(content)
    if content.startswith(_PDF):
        return _document(content)
    raise BadFile("This file is no picture (JPEG or PNG) and no PDF. Choose a file of one of these kinds.")


def _picture(content: bytes) -> Taken:
    from PIL import Image, ImageOps  # loaded here: only files need it

    if len(content) > MOST_PICTURE:
        raise BadFile(f"This picture has {len(content) / 1048576:.0f} MB. It may have {MOST_PICTURE // 1048576} MB.")
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as found:
            if found.width * found.height > MOST_POINTS:
                raise BadFile(f"This picture is {found.width:,} by {found.height:,} dots, which is too large to be of use.")
            png = found.format == "PNG"
            upright = ImageOps.exif_transpose(found)
            drawn = upright.convert("RGBA" if png else "RGB")
    except BadFile:
        raise
    except Exception as problem:  # whatever is wrong inside, it is not a picture that we can show
        raise BadFile("This picture cannot be opened. Save it again as JPEG or PNG.") from problem
    drawn.thumbnail((MOST_SIDE, MOST_SIDE))
    clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())  # nothing but the dots themselves
    out = BytesIO()
    if png:
        clean.save(out, "PNG", optimize=True)
    else:
        clean.save(out, "JPEG", quality=90)
    kept = out.getvalue()
    return Taken("image", "image/png" if png else "image/jpeg", kept, hashlib.sha256(kept).hexdigest(), clean.width, clean.height)


def _document(content: bytes) -> Taken:
    from pypdf import PdfReader

    if len(content) > MOST_DOCUMENT:
        raise BadFile(f"This PDF has {len(content) / 1048576:.0f} MB. It may have {MOST_DOCUMENT // 1048576} MB.")
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadFile("This PDF is locked with a password. Save it without one.")
        root: Any = reader.trailer["/Root"].get_object()
        acts = _acts_in(reader)
        marked: Any = root["/MarkInfo"].get_object() if "/MarkInfo" in root else {}
        tagged = bool(marked.get("/Marked")) and "/StructTreeRoot" in root
        len(reader.pages)
    except BadFile:
        raise
    except Exception as problem:
        raise BadFile("This PDF cannot be opened. Save it again as PDF.") from problem
    if acts:
        raise BadFile("This PDF does more than show words and pictures: it runs a program, or carries other files. "
                      "Save it again as a plain PDF.")  # fmt: skip
    return Taken("pdf", "application/pdf", content, hashlib.sha256(content).hexdigest(), tagged=tagged)


def _acts_in(reader: Any) -> set[str]:
    """Return what a PDF can do besides being read: every object is looked at, also those that nothing leads to."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    found: set[str] = set()

    def look(one: object, depth: int = 0) -> None:
        if depth > 20:
            return
        if isinstance(one, DictionaryObject):
            names = {str(key) for key in one} | {str(one.raw_get(key)) for key in ("/S", "/Type", "/Subtype") if key in one}
            found.update(names & set(_ACTS))
            for key in one:
                look(one.raw_get(key), depth + 1)
        elif isinstance(one, ArrayObject):
            for part in list.__iter__(one):
                look(part, depth + 1)

    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(numbers):
        look(IndirectObject(number, generation, reader).get_object())
    look(reader.trailer)
    return found
