"""One e-mail, as what somebody said: who sent it, the words that are theirs, and what came with it.

RFC 5322 by the standard library. The whole text is kept beside the answer, so that nothing is lost when the quoted
reply, the signature or a disclaimer is cut by mistake. Nothing here answers a message or decides what becomes of it.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

AUTOMATIC = "automatic"  # an out-of-office note or another machine's reply
BOUNCE = "bounce"  # a mail server tells what it could not deliver
LIST = "list"  # it came through a mailing list: an answer would go to everyone
LOOP = "loop"  # we sent it ourselves
LONGEST_LINE = 2_000


@dataclass(frozen=True)
class Attached:
    """A file that came with a message."""

    name: str
    kind: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Mail:
    """What one message says. `answer` is the sender's own words; `text` is all of them, with what was cut."""

    identity: str
    sender: str
    name: str
    subject: str
    sent_on: datetime.date | None
    text: str = field(repr=False)
    answer: str = field(repr=False)
    cut: Sequence[str] = ()
    attached: Sequence[Attached] = field(default=(), repr=False)
    machine: str = ""  # AUTOMATIC, BOUNCE, LIST, LOOP or nothing
    notes: Sequence[str] = ()


def read(raw: bytes, *, ours: str = "") -> Mail:
    """Return what a message says. Any bytes are a message: what cannot be read is noted and never raises.

    `ours` is the domain that our own messages bear in their Message-ID.
    """
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    sender_name, sender = parseaddr(_head(found, "From"))
    notes: list[str] = []
    text = _text(found, notes)
    answer, cut = own_words(text)
    return Mail(
        identity=_identity(found, raw), sender=sender.strip(), name=" ".join(sender_name.split())[:140],
        subject=_head(found, "Subject")[:300], sent_on=_day(found), text=text, answer=answer, cut=tuple(cut),
        attached=tuple(_attached(found)), machine=_machine(found, sender, ours), notes=tuple(notes),
    )  # fmt: skip


def _identity(found: EmailMessage, raw: bytes) -> str:
    """Return what makes the message itself: its Message-ID, or else its own bytes without what each server adds."""
    said = _head(found, "Message-ID").strip()
    if said:
        return said[:998]
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    heads = "|".join(_head(found, name) for name in ("From", "Date", "Subject"))
    return "digest:" + hashlib.sha256(heads.encode("utf-8", "replace") + b"|" + body).hexdigest()


def _head(found: Message, name: str) -> str:
    """Return a header in one line; broken ones as they stand, and never an error."""
    try:
        value: Any = found.get(name, "")
        said = str(value)
    except Exception:  # the parser of the standard library gives up on some headers in ways of its own
        said = next((str(raw) for key, raw in found.raw_items() if key.lower() == name.lower()), "")
    said = said.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(mark if mark.isprintable() else " " for mark in said).split())


def _day(found: EmailMessage) -> datetime.date | None:
    try:
        return parsedate_to_datetime(_head(found, "Date")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


# --- Machines ------------------------------------------------------------------------------------------


def _machine(found: EmailMessage, sender: str, ours: str) -> str:
    """Return what kind of machine sent it, or nothing for a person. RFC 3834, RFC 3464, RFC 2919."""
    local = sender.split("@")[0].lower()
    if (ours and any(
        _head(found, name).lower().endswith(f"@{ours.lower()}>") for name in ("Message-ID", "Resent-Message-ID")
    )) or _head(found, "X-Antiphon"):
        return LOOP
    kind = found.get_content_type() if found.is_multipart() else ""
    if kind == "multipart/report" or not sender or local in ("mailer-daemon", "postmaster", "mail-daemon"):
        return BOUNCE
    if _head(found, "Return-Path").replace(" ", "") == "<>":
        return BOUNCE
    submitted = _head(found, "Auto-Submitted").split(";")[0].strip().lower()
    says = any(_head(found, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply"))
    if (submitted and submitted != "no") or says:
        return AUTOMATIC
    precedence = _head(found, "Precedence").lower()
    if precedence == "auto_reply" or _AWAY.match(_head(found, "Subject")):
        return AUTOMATIC
    if _head(found, "List-Id") or _head(found, "List-Post") or precedence in ("bulk", "list", "junk"):
        return LIST
    if local in ("no-reply", "noreply", "donotreply", "do-not-reply"):
        return AUTOMATIC
    return ""


_AWAY = re.compile(r"\s*(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|away from)\b", re.I)


# --- Words ---------------------------------------------------------------------------------------------


def _text(found: EmailMessage, notes: list[str]) -> str:
    """Return the text of the message: its plain part, or its HTML as text."""
    plain, rich = [], []
    for part in _parts(found):
        if part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            plain.append(_decoded(part, notes))
        elif kind == "text/html":
            rich.append(_decoded(part, notes))
    text = _tidy("\n\n".join(plain))
    if text and not _says_only_html(text):
        return text
    return _tidy("\n\n".join(html_to_text(one) for one in rich)) or text


def _parts(found: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts that hold something. A message inside a message is an attachment, and is not walked into."""
    if depth > 20:
        return
    payload = found.get_payload()
    if found.is_multipart() and isinstance(payload, list) and found.get_content_maintype() != "message":
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)
    else:
        yield found


def _decoded(part: Message, notes: list[str]) -> str:
    """Return a part as text: in the charset it names if it has one that fits, else UTF-8, else Windows-1252."""
    try:
        data = part.get_payload(decode=True)
    except Exception:
        data = None
    if not isinstance(data, bytes):
        return str(part.get_payload() or "") if not part.is_multipart() else ""
    said = str(part.get_content_charset() or "")
    if said.lower() in ("iso-8859-1", "latin-1", "us-ascii", "ascii"):
        said = ""  # as often as not it is not; UTF-8 fails loudly, and Windows-1252 holds all of Latin-1's letters
    for charset in (said, "utf-8", "cp1252"):
        try:
            if charset:
                return data.decode(charset)
        except (LookupError, ValueError):
            continue
    notes.append("Some letters could not be read and stand as �.")
    return data.decode("cp1252", "replace")


def _says_only_html(text: str) -> bool:
    """Return whether the plain part only says that the message is in HTML."""
    return len(text) < 200 and bool(re.search(r"(?:html|does not support|view this (?:e-?)?mail in)", text, re.I))


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\u00a0", " ").replace("\u200b", "")
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Page(HTMLParser):
    """HTML as plain text: blocks on lines of their own, lists with dashes, quotes with a mark before each line."""

    BLOCKS = {"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "hr", "pre"}
    SILENT = {"script", "style", "head", "title", "template", "noscript"}
    VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source"}
    REPLY = re.compile(r"gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|OutlookMessageHeader")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.silent: list[str] = []
        self.quoted = 0
        self.rest_is_quoted = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if tag in self.SILENT:
            self.silent.append(tag)
        elif tag == "br":
            self._line()
        elif tag == "li":
            self._line()
            self.out.append("- ")
        elif tag == "blockquote":
            self._line()
            self.quoted += 1
        elif tag in self.BLOCKS:
            self._block()
        if self.REPLY.search(marks) and not self.rest_is_quoted:
            self._block()
            self.rest_is_quoted = True

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()
        elif tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
            self._line()
        elif tag in self.BLOCKS:
            self._block()

    def handle_data(self, data: str) -> None:
        if self.silent or not data.strip():
            self.out.append(" " if data and self.out and not self.silent and self.out[-1][-1:] not in " \n" else "")
            return
        words = re.sub(r"\s+", " ", data)
        if "".join(self.out[-3:])[-1:] in ("", "\n"):
            words = ("> " if self.quoted or self.rest_is_quoted else "") + words.lstrip()
        self.out.append(words)

    def _line(self) -> None:
        self.out.append("\n")

    def _block(self) -> None:
        if "".join(self.out[-2:]).strip(" ")[-2:] != "\n\n":
            self.out.append("\n" if "".join(self.out[-3:])[-1:] == "\n" else "\n\n")


def html_to_text(page: str) -> str:
    """Return an HTML message as plain text. Broken HTML is read as far as it goes."""
    reader = _Page()
    try:
        reader.feed(page)
        reader.close()
    except (AssertionError, ValueError):
        return _tidy(re.sub(r"<[^>]*>", " ", page))
    return _tidy("".join(reader.out))


_WROTE = re.compile(r"^\s*(?:On|Am|Le)\b.{4,300}\b(?:wrote|schrieb|a écrit)\s*:\s*$", re.S)
_ORIGINAL = re.compile(r"^\s*[-_]{2,}\s*(?:original message|forwarded message|original appointment)\s*[-_]{2,}\s*$", re.I)
_RULE = re.compile(r"^[_]{10,}$")
_HEADS = re.compile(r"^\s*\*?(?:From|Sent|To|Date|Subject|Cc)\s*:\*?\s", re.I)
_SENT_FROM = re.compile(
    r"^\s*(?:Sent (?:from|via|using) (?:my |the )?"
    r"(?:i(?:Phone|Pad)|Android|Samsung|Galaxy|mobile|Outlook|Yahoo|Windows|Mail|BlackBerry|phone|tablet)\b.*"
    r"|Get (?:the )?(?:Outlook|BlueMail|TypeApp) for .*|Yahoo Mail: .*)$", re.I,
)  # fmt: skip
_DISCLAIMER = re.compile(
    r"(?:intended (?:solely |only )?(?:for (?:the|use)|recipient)"
    r"|received this (?:e-?mail|message|communication)[\w ,]{0,40} in error"
    r"|(?:e-?mail|message)[\w ,]{0,60} (?:is|are|may be|may contain)[\w ,/]{0,40} (?:confidential|privileged)"
    r"|consider the environment before printing|virus(?:es)? (?:free|checked)|scanned (?:for|by) [\w ]{0,20}(?:virus|anti)"
    r"|please (?:notify|inform) the sender|views expressed (?:in|are)[\w ,]{0,60}(?:author|sender))", re.I,
)  # fmt: skip


def own_words(text: str) -> tuple[str, list[str]]:
    """Return the sender's own words and what was cut from them. When nothing would be left, nothing is cut."""
    lines = [line[:LONGEST_LINE] if len(line) > LONGEST_LINE * 50 else line for line in text.split("\n")]
    cut: list[str] = []
    lines = _without_reply(lines, cut)
    lines = _without_signature(lines, cut)
    kept = _without_disclaimers("\n".join(lines), cut)
    return (kept, list(dict.fromkeys(cut))) if kept else (text, [])


def _without_reply(lines: list[str], cut: list[str]) -> list[str]:
    """Return the lines without what the sender replied to; what stands below a quote is the sender's and stays."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _ORIGINAL.match(line) or _heads_follow(lines, at):
            cut.append("the message it replies to")
            break
        if line.lstrip().startswith(">"):
            cut.append("quoted lines")
            at += 1
            continue
        span = _attribution(lines, at)
        if span:
            cut.append("the message it replies to")
            at += span
            if not any(rest.lstrip().startswith(">") for rest in lines[at:]):
                break  # all that follows is the older message, not marked as such
            continue
        kept.append(line)
        at += 1
    return kept


def _attribution(lines: list[str], at: int) -> int:
    """Return over how many lines “On … somebody wrote:” goes that begins here; 0 when none does."""
    if not re.match(r"\s*(?:On|Am|Le)\b", lines[at]):
        return 0
    for span in (1, 2, 3):
        said = "\n".join(lines[at : at + span])
        if _WROTE.match(said):
            return span
    return 0


def _heads_follow(lines: list[str], at: int) -> bool:
    """Return whether the heading of an older message begins here: From, Sent or Date, To, Subject, on lines of their own."""
    start = at + 1 if _RULE.match(lines[at].strip()) else at
    heads = [line for line in lines[start : start + 5] if _HEADS.match(line)]
    return len(heads) >= 3 and bool(lines[start : start + 1]) and bool(re.match(r"\s*\*?From\s*:", lines[start], re.I))


def _without_signature(lines: list[str], cut: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if line.rstrip() == "--" and any(before.strip() for before in lines[:number]):
            cut.append("the signature")
            lines = lines[:number]
            break
    kept = [line for line in lines if not _SENT_FROM.match(line)]
    if len(kept) < len(lines):
        cut.append("a line that the telephone or the program added")
    return kept


def _without_disclaimers(text: str, cut: list[str]) -> str:
    """Return the text without the paragraphs of a disclaimer at its end, and without the rules and stars around them."""
    blocks = _tidy(text).split("\n\n")
    for number in range(len(blocks) - 1, -1, -1):
        bare = re.sub(r"[*_=\-\s]+", "", blocks[number])
        if bare and not _DISCLAIMER.search(" ".join(blocks[number].split())):
            if any(_DISCLAIMER.search(" ".join(one.split())) for one in blocks[number + 1 :]):
                cut.append("a disclaimer")
            return "\n\n".join(blocks[: number + 1]).strip()
    return ""


def _attached(found: EmailMessage) -> Iterator[Attached]:
    """Yield the files that came with the message, pictures within the text among them."""
    for number, part in enumerate(_parts(found), start=1):
        name = part.get_filename()
        inside = part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment" and not name
        if inside or part.get_content_maintype() == "multipart":
            continue
        try:
            data = part.get_payload(decode=True)
            data = data if isinstance(data, bytes) else bytes(part)  # a message within the message, whole
        except Exception:
            continue
        if data:
            yield Attached(name=_plain_name(name) or f"attachment {number}", kind=part.get_content_type(), data=data)


def _plain_name(name: str | None) -> str:
    said = "".join(mark if mark.isprintable() else " " for mark in (name or "").encode("utf-8", "replace").decode())
    return re.split(r"[\\/]", said)[-1].strip()[:140]


def recipients(raw: bytes) -> list[str]:
    """Return the addresses that a message names as its own: for a mail server that does not say whom it hands it to."""
    found = message_from_bytes(raw, policy=policy.default)
    names = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
    heads = [head for name in names if (head := _head(found, name))]
    return list(dict.fromkeys(address.lower() for _, address in getaddresses(heads) if "@" in address))
