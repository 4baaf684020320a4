"""The words of a file: text, Markdown, HTML or DOCX. A file that cannot be read ends in one clear sentence.

For text and Markdown the words are the file's own, so an offset counts characters of the file (a byte order mark left out).
For HTML and DOCX they are taken out: paragraphs are set apart by an empty line; code, quotations and parts in another
language are covered (U+FFFC).
"""

import zipfile
import zlib
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from antiphon.language.checking.words import listed

LARGEST = 20_000_000
LARGEST_INSIDE = 60_000_000  # what a DOCX may unfold to
COVER = "\ufffc"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SILENT = frozenset(
    {(_WORD, "del"), (_WORD, "instrText"), (_WORD, "delText")}
    | {("http://schemas.openxmlformats.org/markup-compatibility/2006", "Fallback")}  # the same words once more
)


class Unreadable(Exception):
    """The file cannot be read; the message says why, in words for the person who chose it."""


def words_of_file(path: Path) -> str:
    """The words of one file."""
    if not path.exists():
        raise Unreadable(f"There is no file {path}.")
    if not path.is_file():
        raise Unreadable(f"{path} is not a file.")
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{path} is larger than {LARGEST // 1_000_000} MB. Split it, and check each part.")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"Cannot read {path}: {error.strerror}.") from error
    return words_of_bytes(data, path.name)


def words_of_bytes(data: bytes, name: str) -> str:
    """The words in the bytes of a file of this name."""
    if data.startswith(b"PK\x03\x04"):
        return _docx(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"{name} is an old Word file, or one with a password. Save it as .docx without a password.")
    if data.startswith(b"%PDF"):
        raise Unreadable(f"{name} is a PDF. Check the document that it was made from.")
    if name.lower().endswith((".docx", ".docm")):
        raise Unreadable(f"{name} is not a DOCX file: it may be damaged.")
    text = _decoded(data, name)
    return words_of_html(text) if name.lower().endswith((".html", ".htm", ".xhtml")) else text


def _decoded(data: bytes, name: str) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not UTF-8 text. Save it as “UTF-8” and try again.") from error
    if "\x00" in text:
        raise Unreadable(f"{name} is not a text: it has bytes that no text has.")
    return text


# --- HTML ----------------------------------------------------------------------------------------------

_APART = listed(
    "address article aside blockquote caption dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hr legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul"
)
_NOT_SHOWN = listed("script style head template noscript svg math iframe object select textarea")
_NOT_OURS = listed("code pre kbd samp var q blockquote cite")
_EMPTY = listed("area base br col embed hr img input link meta param source track wbr")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[tuple[str, bool, bool]] = []  # tag, not shown, covered

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _APART:
            self.parts.append("\n\n")
        if tag == "br":
            self.parts.append("\n")
        if tag in _EMPTY:
            return
        given = dict(attrs)
        lang = (given.get("lang") or given.get("xml:lang") or "").lower()
        hidden, covered = self.open[-1][1:] if self.open else (False, False)
        covered = not lang.startswith("en") if lang else covered
        self.open.append((tag, hidden or tag in _NOT_SHOWN or "hidden" in given, covered or tag in _NOT_OURS))

    def handle_endtag(self, tag: str) -> None:
        if tag in _APART:
            self.parts.append("\n\n")
        for at in range(len(self.open) - 1, max(-1, len(self.open) - 40), -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        hidden, covered = self.open[-1][1:] if self.open else (False, False)
        if hidden:
            return
        lead, tail = data[:1].isspace(), data[-1:].isspace()
        words = " ".join(data.split())
        if not words:
            if data:
                self.parts.append(" ")
            return
        words = COVER if covered else words
        self.parts.append((" " if lead else "") + words + (" " if tail else ""))


def words_of_html(html: str) -> str:
    """The words that a reader of an HTML page or fragment sees."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return _tidied("".join(reader.parts))


def _tidied(text: str) -> str:
    """No space at the ends of lines, one space between words, one empty line between paragraphs."""
    paragraphs = (
        "\n".join(" ".join(line.split(" ")).strip() for line in _single(paragraph).split("\n")).strip()
        for paragraph in text.split("\n\n")
    )
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _single(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


# --- DOCX ----------------------------------------------------------------------------------------------


class _Paragraphs:
    """Reads a Word document's main part as it comes; a document that defines entities of its own is refused."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.silent = 0
        self.depth_text = 0
        self.parser = expat.ParserCreate(namespace_separator="|")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said
        self.parser.StartDoctypeDeclHandler = self._refused
        self.parser.EntityDeclHandler = self._refused

    def _refused(self, *_: object) -> None:
        raise Unreadable("The document defines names of its own, as harmful files do. It was not read.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition("|")
        if (space, tag) in _SILENT:
            self.silent += 1
        elif space == _WORD and tag == "t":
            self.depth_text += 1
        elif space == _WORD and tag in ("tab", "br", "cr") and not self.silent:
            self.parts.append("\t" if tag == "tab" else "\n")
        elif space == _WORD and tag in ("noBreakHyphen", "softHyphen") and not self.silent:
            self.parts.append("-" if tag == "noBreakHyphen" else "")

    def _end(self, name: str) -> None:
        space, _, tag = name.rpartition("|")
        if (space, tag) in _SILENT:
            self.silent -= 1
        elif space == _WORD and tag == "t":
            self.depth_text -= 1
        elif space == _WORD and tag == "p" and not self.silent:
            self.parts.append("\n\n")

    def _said(self, data: str) -> None:
        if self.depth_text and not self.silent:
            self.parts.append(data)


_DAMAGED = (
    zipfile.BadZipFile, expat.ExpatError, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip


def _docx(data: bytes, name: str) -> str:
    reader = _Paragraphs()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            inside = archive.getinfo("word/document.xml")
            if inside.flag_bits & 1:
                raise Unreadable(f"{name} has a password. Save it without one and try again.")
            read = 0
            with archive.open(inside) as part:
                while chunk := part.read(1 << 16):
                    read += len(chunk)
                    if inside.file_size > LARGEST_INSIDE or read > LARGEST_INSIDE:
                        raise Unreadable(f"{name} unfolds to more than {LARGEST_INSIDE // 1_000_000} MB. It was not read.")
                    reader.parser.Parse(chunk, False)
            reader.parser.Parse(b"", True)
    except KeyError as error:
        raise Unreadable(f"{name} is a packed file, but not a Word document (.docx).") from error
    except _DAMAGED as error:
        raise Unreadable(f"{name} is damaged, or not a Word document (.docx).") from error
    return "\n\n".join(part.strip("\n") for part in "".join(reader.parts).split("\n\n") if part.strip())
