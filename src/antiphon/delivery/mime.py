"""The words of a mailing, compiled once: for each message only what is merged is put between ready bytes.

Building an e-mail costs ten times what sending it does, and most of it is the same for everybody. So the whole message
is encoded once for each wording, with gaps; a name goes into a gap encoded for the place where it stands: escaped in
HTML, as an encoded word in the subject, quoted-printable in both.
"""

import html
import quopri
import re
from dataclasses import dataclass
from email.header import Header
from functools import lru_cache

from antiphon.delivery.letters import LARGE, NORMAL, as_html
from antiphon.delivery.rules import SLOT

NAMES = ("name", "leave", "link")
BOUNDARY = "=_antiphon_c0f1c6d2a7e94b5f"
Values = tuple[str, str, str]
DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class Gapped:
    """Bytes or text with gaps: the pieces, and between each two the number of the value that stands there."""

    pieces: tuple[str, ...]
    gaps: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Gapped":
        pieces, gaps, at = [], [], 0
        for found in SLOT.finditer(text):
            pieces.append(text[at : found.start()])
            gaps.append(NAMES.index(found[1]))
            at = found.end()
        return cls((*pieces, text[at:]), tuple(gaps))

    def filled(self, values: tuple[str, ...]) -> str:
        """Return the text with the values in its gaps."""
        if not self.gaps:
            return self.pieces[0]
        parts = [self.pieces[0]]
        for gap, piece in zip(self.gaps, self.pieces[1:], strict=True):
            parts += [values[gap], piece]
        return "".join(parts)


class Form:
    """One wording, ready to be filled in for one person after another."""

    def __init__(self, subject: str, text: str, html_text: str, *, large: bool = False) -> None:
        self._subject = Gapped.of(" ".join(subject.split()))
        self._text = Gapped.of(text.strip() + "\n")
        self._html = Gapped.of(html_text or _page(subject, text, LARGE if large else NORMAL))
        self._body: list[bytes | int] = []
        self._compile()

    def values(self, *, name: str, leave: str, link: str) -> Values:
        """Return what is merged, each on one line. Whoever has no name is greeted without one."""
        return (one_line(name), leave, link)

    def subject(self, values: Values) -> str:
        """Return the subject as people read it."""
        return one_line(self._subject.filled(values))

    def text(self, values: Values) -> str:
        """Return the plain words."""
        return self._text.filled(values)

    def html(self, values: Values) -> str:
        """Return the page, with what is merged escaped."""
        return self._html.filled(tuple(html.escape(value) for value in values))

    def subject_header(self, values: Values) -> bytes:
        """Return the subject as it stands in a header."""
        return self._ready if self._ready is not None else _header(self.subject(values))

    def body(self, values: Values) -> bytes:
        """Return the headers of the content and the content, with CRLF, dots doubled: everything up to the final dot."""
        if not self._gapped:
            return self._body[0]  # type: ignore[return-value]
        encoded = [_encoded(value) for value in values]
        for value, plain in zip(values, encoded[:], strict=True):
            escaped = html.escape(value)
            encoded.append(plain if escaped == value else _encoded(escaped))
        return b"".join([encoded[part] if type(part) is int else part for part in self._body])  # type: ignore[misc]

    def _compile(self) -> None:
        self._ready = None if self._subject.gaps else _header(one_line(self._subject.pieces[0]))
        head = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n'
        parts: list[bytes | int] = [head.encode()]
        for kind, gapped, shift in (("plain", self._text, 0), ("html", self._html, len(NAMES))):
            parts.append(
                f"--{BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
            )
            parts.append(_quoted(gapped.pieces[0]))
            for gap, piece in zip(gapped.gaps, gapped.pieces[1:], strict=True):
                parts += [gap + shift, _quoted(piece)]
            parts.append(b"\r\n")
        parts.append(f"--{BOUNDARY}--\r\n".encode())
        joined: list[bytes | int] = []
        for part in parts:  # pieces that stand side by side become one
            if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
                joined[-1] += part
            else:
                joined.append(part)
        self._gapped = len(joined) > 1
        self._body = joined


@lru_cache(maxsize=64)
def form_of(subject: str, text: str, html_text: str, *, large: bool = False) -> Form:
    """Return the compiled words; the same words are compiled once in each process."""
    return Form(subject, text, html_text, large=large)


def one_line(text: str) -> str:
    """Return the text on one line: whatever it holds, it cannot begin a header."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _header(subject: str) -> bytes:
    plain = subject.isascii() and len(subject) < 900
    return (subject if plain else Header(subject, "utf-8", maxlinelen=74, header_name="Subject").encode(linesep="\r\n")).encode()


def _page(subject: str, text: str, size: int) -> str:
    """Return the page made of the words; what is merged keeps its gap, and a link in a gap is a link."""
    return SLOT.sub(
        lambda found: f'<a href="(({found[1]}))">(({found[1]}))</a>' if found[1] in ("leave", "link") else found[0],
        as_html(SLOT.sub("", subject), text, size=size),
    )


def _quoted(piece: str) -> bytes:
    """Return a piece as quoted-printable lines; a soft break stands where a gap begins, so that each begins a line."""
    lines = quopri.encodestring(piece.replace("\r\n", "\n").encode()).replace(b"\n", b"\r\n")
    return DOT.sub(b"..", lines)


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/:?&;,'()+*!$~")
_TABLE = {code: f"={code:02X}" for code in range(128) if chr(code) not in _PLAIN}
PIECE = re.compile(r".{1,66}(?:(?<==)..|(?<==.).)?")  # no piece ends within an escape


def _encoded(value: str) -> bytes:
    """Return a value for a gap: quoted-printable between soft breaks, so that no line grows too long."""
    escaped = value.translate(_TABLE) if value.isascii() else "".join(
        chr(byte) if chr(byte) in _PLAIN else f"={byte:02X}" for byte in value.encode()
    )
    if len(escaped) > 66:
        escaped = "=\r\n".join(PIECE.findall(escaped))
    return f"=\r\n{escaped}=\r\n".encode()
