"""The words of something that partners made together: slides, a document, a text. Read to look for names, and kept nowhere."""

import re
import zipfile
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

from antiphon.core.problems import BadFile

LARGEST = 20 * 1024 * 1024  # bytes of the file
MOST_WORDS = 20 * 1024 * 1024  # bytes of its parts, unpacked
PARTS = re.compile(r"(?:word/(?:document|header\d*|footer\d*|footnotes)|ppt/(?:slides/slide|notesSlides/notesSlide)(\d+))\.xml")
UNREADABLE = "We cannot read this file. Choose a Word document, slides (PPTX), a web page or plain text."


def words(name: str, content: bytes) -> str:
    """Return the words of a file: DOCX, PPTX, HTML or plain text, by its name and what is in it. Raises BadFile."""
    if len(content) > LARGEST:
        raise BadFile("The file is larger than 20 MB. Paste its words instead.")
    if content[:2] == b"PK":
        return _of_office(content)
    if b"\x00" in content[:4096] or content[:5] == b"%PDF-":
        raise BadFile(UNREADABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if name.lower().endswith((".html", ".htm")):
        text = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text)))
    return text


def _of_office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            wanted = [one for one in archive.infolist() if PARTS.fullmatch(one.filename)]
            if not wanted:
                raise BadFile(UNREADABLE)
            if sum(one.file_size for one in wanted) > MOST_WORDS:
                raise BadFile("There is too much in this file. Paste its words instead.")
            wanted.sort(key=lambda one: (int(PARTS.fullmatch(one.filename)[1] or 0), one.filename))  # type: ignore[index]
            return "\n\n".join(_of_part(archive.read(one)) for one in wanted)
    except (zipfile.BadZipFile, ElementTree.ParseError, RuntimeError, NotImplementedError, OSError, EOFError) as problem:
        raise BadFile(UNREADABLE) from problem


def _of_part(content: bytes) -> str:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadFile(UNREADABLE)
    lines: list[str] = []
    line: list[str] = []
    for element in ElementTree.fromstring(content).iter():  # no entities: refused above
        tag = element.tag.rpartition("}")[2]
        if tag == "p":
            lines.append("".join(line))
            line = []
        elif tag == "t":
            line.append(element.text or "")
        elif tag in ("br", "tab"):
            line.append(" ")
    return "\n".join([*lines, "".join(line)])
