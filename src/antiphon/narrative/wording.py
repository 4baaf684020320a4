"""The words of a clause: cleaned when they are pasted, put together as they are signed, and looked through for claims.

Plain Python. Right-to-left and Welsh text is kept mark for mark.
"""

import datetime
import html
import re
import unicodedata
from dataclasses import dataclass

LONGEST = 12_000  # letters in one clause: about six pages. What is longer is not one clause.

# What a word processor leaves behind. Marks that write a language (joiners, direction) are not among them.
_CONDITIONAL = re.compile(r"<!--\[if.*?<!\[endif\]-->|<!\[if[^>]*>|<!\[endif\]>|<!--.*?-->", re.S | re.I)
_DROPPED = re.compile(r"<(style|script|xml|head|w:[a-z]+|m:[a-z]+)\b[^>]*>.*?</\1>", re.S | re.I)
_ITEM = re.compile(r"<li\b[^>]*>", re.I)
_BREAK = re.compile(r"<br\b[^>]*>", re.I)
_BLOCK = re.compile(r"</(p|div|h[1-6]|ul|ol|table|tr)\s*>", re.I)
_ENDED = re.compile(r"</li\s*>", re.I)
_TAG = re.compile(r"</?(?:[ovwm]:)?[a-z][a-z0-9]*(?:\s+[^<>]*)?/?>", re.I)
_BULLET = re.compile(r"^[ \t]*(?:[·•▪◦‣§\uf0b7\uf0a7\uf0d8\u25cf\u25cb]|o(?=\t))[ \t\u00a0]*")
_NUMBERED = re.compile(r"^[ \t]*(\d{1,2}[.)])\t[ \t\u00a0]*")
_NOTHING = re.compile("[\u200b\ufeff\u00ad\u2060\ufffc]")
_LOOKS_LIKE_MARKUP = re.compile(r"<(?:!--|/?(?:o:p|w:|(?:p|span|div|b|i|strong|em|br|li|ul|ol|style|xml)\b))", re.I)


def cleaned(text: str) -> str:
    """Return what somebody typed or pasted as plain words: no markup, one empty line between paragraphs, "- " for points."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if _LOOKS_LIKE_MARKUP.search(text):
        text = _DROPPED.sub("", _CONDITIONAL.sub("", text))
        text = _BLOCK.sub("\n\n", _ENDED.sub("", _BREAK.sub("\n", _ITEM.sub("\n- ", text))))
        text = html.unescape(_TAG.sub("", text))
    text = _NOTHING.sub("", text).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-")
    lines = ["".join(filter(_is_a_mark, line)).strip(" ") for line in text.split("\n")]
    lines = [_NUMBERED.sub(r"\1 ", _BULLET.sub("- ", line)) for line in lines]
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in lines]
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def _is_a_mark(mark: str) -> bool:
    """Return whether a mark may stand in words: no control marks, and of a symbol font only its dots, which begin a point."""
    return mark in "\t\uf0b7\uf0a7\uf0d8" or unicodedata.category(mark) not in ("Cc", "Co", "Cs")


@dataclass(frozen=True)
class Said:
    """The words of a clause, all of them together."""

    section: str
    heading: str = ""
    words: str = ""
    by_when: datetime.date | None = None
    commitment: str = ""
    answers_for: str = ""
    fictional: bool = False


def day(date: datetime.date) -> str:
    """Return a day as people write it: 1 April 2026."""
    return f"{date.day} {date:%B %Y}"


def exact(said: Said, title: str) -> str:
    """Return the exact words of a clause as a partner signs them: `title` is the heading of its section."""
    parts = [title, said.heading, said.words]
    if said.by_when:
        parts.append(f"By when: {day(said.by_when)}")
    if said.commitment:
        parts.append(f"What we will do: {said.commitment}")
    if said.answers_for:
        parts.append(f"Who answers for it: {said.answers_for}")
    if said.fictional:
        parts.append(MADE_UP)
    return "\n\n".join(part.strip() for part in parts if part.strip())


MADE_UP = "This person is made up. Nobody of this name told us this."
TAKEN_OUT = "This part is taken out. It said:"

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]?")
_PROMISES = re.compile(
    r"\b(will|shall|guarantee\w*|reduce\w*|cut|halve\w*|double\w*|improve\w*|faster|sooner|quicker|fewer|shorter|better|"
    r"more (?:people|appointments|care|beds|staff)|less (?:time|waiting))\b"
    r"|\b\d[\d,.]*\s?(?:%|per cent|in \d|minutes?|hours?|days?|weeks?|months?|miles?)"
    r"|\b(?:nobody|no one|everyone|everybody|always|never|at most|no more than)\b",
    re.I,
)  # fmt: skip
_REFUSES = re.compile(r"\b(will|shall) not\b|\bcannot\b|\bcan't\b|\bwon't\b", re.I)


def claims_in(text: str) -> list[str]:
    """Return the sentences that say something will be better, which somebody may ask us to show."""
    found = [" ".join(one.group().split()).removeprefix("- ") for one in _SENTENCE.finditer(text)]
    return [one for one in found if _PROMISES.search(one) and not _REFUSES.search(one)]


def stands_in(words: str, text: str) -> bool:
    """Return whether these words stand in that text; spaces, line ends and capitals do not count."""
    def even(said: str) -> str:
        return " ".join(said.casefold().split())

    return bool(even(words)) and even(words) in even(text)
