"""Letters: a text file beside the room that speaks, and facts, become a subject and words.

`decisions/told` is the file `decisions/letters/told.txt`: front matter with the subject, then the words, both Jinja
in a sandbox. A fact that is missing is an error, never a gap. Text is not escaped; the HTML beside it is made from
the finished text, so that both always say the same.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

NAME = re.compile(r"([a-z_]+)/([a-z0-9_-]+)")
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


class LetterProblem(Exception):
    """The letter cannot be written: its file or a fact is missing."""


@dataclass(frozen=True)
class Letter:
    """A finished letter."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Form:
    subject: Template
    words: Template


def write(name: str, facts: Mapping[str, Any]) -> Letter:
    """Return the letter of that name with these facts in it. Raises LetterProblem when one is missing."""
    form = _form(name)
    try:
        # A header is one line: whatever a fact holds, it cannot begin another.
        subject = " ".join("".join(mark if mark.isprintable() else " " for mark in form.subject.render(facts)).split())
        text = _tidy(form.words.render(facts))
    except (TemplateError, TypeError) as problem:
        raise LetterProblem(f"The letter {name} cannot be written: {problem}.") from problem
    if not subject or not text:
        raise LetterProblem(f"The letter {name} came out empty.")
    return Letter(subject=subject, text=text, html=as_html(subject, text, size=LARGE if facts.get("large_print") else NORMAL))


def with_the_house(facts: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """Return what every letter may say besides its facts: who writes, where we are, and whom it greets."""
    return {"system_name": settings.SYSTEM_NAME, "public_address": settings.PUBLIC_ADDRESS, "name": name, **facts}


NORMAL, LARGE = 18, 26  # in pixels; 26 is about 20 point, for those who asked for large print


def as_html(subject: str, text: str, *, size: int = NORMAL) -> str:
    """Return the words as a plain HTML page: paragraphs, lists of lines that begin with "- ", links."""
    blocks = []
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")
        if all(line.startswith(("- ", "  ")) for line in lines):
            items = re.split(r"(?:^|\n)- ", block)[1:]
            blocks.append("<ul>" + "".join(f"<li>{_linked(' '.join(item.split()))}</li>" for item in items) + "</ul>")
        else:
            blocks.append("<p>" + "<br>\n".join(_linked(line) for line in lines) + "</p>")
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{html.escape(subject)}</title></head>\n'
        f'<body style="font: {size}px/1.5 Arial, sans-serif; color: #212b32; max-width: 40em">\n'
        + "\n".join(blocks) + "\n</body></html>\n"
    )


def _linked(line: str) -> str:
    """Return the line escaped, its web addresses as links."""
    parts, at = [], 0
    for found in ADDRESS.finditer(line):
        address = html.escape(found.group())
        parts += [html.escape(line[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    return "".join([*parts, html.escape(line[at:])])


def _tidy(text: str) -> str:
    """Return the text without trailing spaces and with at most one empty line in a row."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n" if "".join(lines) else ""


@lru_cache(maxsize=64)
def _form(name: str) -> _Form:
    found = NAME.fullmatch(name)
    if found is None:
        raise LetterProblem(f"{name!r} is not the name of a letter; write it as room/letter.")
    room, letter = found.groups()
    try:
        raw = (files(f"antiphon.{room}") / "letters" / f"{letter}.txt").read_text(encoding="utf-8")
    except (OSError, ModuleNotFoundError) as problem:
        raise LetterProblem(f"There is no letter {name}: {room}/letters/{letter}.txt is not there.") from problem
    return _parse(name, raw)


def _parse(name: str, raw: str) -> _Form:
    opening, _, rest = raw.partition("---\n")
    front, marked, words = rest.partition("\n---\n")
    heads = dict(re.findall(r"^([a-z-]+):[ ]*(.+)$", front, re.M))
    if opening or not marked or set(heads) != {"subject"}:
        raise LetterProblem(f"The letter {name} must begin with front matter: ---, subject: words, ---.")
    room = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    try:
        return _Form(subject=room.from_string(heads["subject"]), words=room.from_string(words))
    except TemplateError as problem:
        raise LetterProblem(f"The letter {name} is not well formed: {problem}.") from problem
