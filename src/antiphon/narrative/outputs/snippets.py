"""The narrative as questions and answers: each a snippet that can stand alone on a site, in a letter or on a phone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

from antiphon.narrative.outputs.base import clean, flat, names, parts, point, version
from antiphon.narrative.queries import PublishedNarrative
from antiphon.network.branding import Mark


@dataclass(frozen=True)
class Snippet:
    """A question, and its answer in points."""

    key: str
    question: str
    points: tuple[str, ...]

    @property
    def text(self) -> str:
        """The answer to copy: one point plain, several as a list."""
        return "\n".join(f"- {one}" for one in self.points) if len(self.points) > 1 else "".join(self.points)


def snippets(narrative: PublishedNarrative, marks: Sequence[Mark], address: str) -> list[Snippet]:
    """Return every question with its answer, from the words that were signed."""
    found = [
        Snippet(one.key, one.title, one.points) for one in parts(narrative, words=80)
        if one.key in ("why", "changes", "improves", "limits")
    ]  # fmt: skip
    if statements := narrative.section("statement"):
        promised = [point(one, 80) for one in statements]
        found.insert(-1, Snippet("statement", "What did people ask for, and what do you promise?", tuple(promised)))
    for number, one in enumerate(narrative.section("place"), start=1):
        where = clean(one.heading or narrative.place) or "my town"
        found.insert(-1, Snippet(f"place-{number}", f"What does it mean for {where}?", (clean(flat(one.words)),)))
    who = f"{names(marks)}. Each of them signed the words that are about it. {version(narrative)}."
    found.append(Snippet("who", "Who agreed to this?", (who,)))
    found.append(Snippet("where", "Where can I read it all, and say what I think?", (f"At {address}",)))
    return found


def made(narrative: PublishedNarrative, marks: Sequence[Mark], address: str) -> bytes:
    """Return all of them as one web page that stands alone."""
    title = escape(clean(narrative.title))
    body = "".join(f"<section>\n<h2>{escape(one.question)}</h2>\n{_points(one)}</section>\n"
                   for one in snippets(narrative, marks, address))  # fmt: skip
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Questions and answers: {title}</title>\n'
        "<style>body{font:1.1rem/1.6 Arial,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#212b32}"
        f"h1,h2{{line-height:1.25}}</style>\n</head>\n<body>\n<main>\n<h1>{title}: questions and answers</h1>\n"
        f"{body}</main>\n</body>\n</html>\n"
    ).encode()


def words(content: bytes) -> str:
    """Return the words of the page."""
    return unescape(re.sub(r"<[^>]*>", " ", content.decode().partition("<main>")[2]))


def _points(one: Snippet) -> str:
    if len(one.points) == 1:
        return f"<p>{escape(one.points[0])}</p>\n"
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in one.points)}</ul>\n"
