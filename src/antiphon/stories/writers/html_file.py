"""A case study as one HTML file that stands alone: it opens in every browser, reflows and prints."""

from collections.abc import Iterator
from html import escape

from antiphon.core.words import Block
from antiphon.stories.rules import Told
from antiphon.stories.writers.base import clean, sections, under

HEAD = (
    '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
    "<style>body{{font:1.1rem/1.6 Arial,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#212b32}}"
    "h1,h2{{line-height:1.25}}.under{{color:#4c6272}}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
)


def written(told: Told) -> bytes:
    """Return the file."""
    return "".join(_lines(told)).encode()


def _lines(told: Told) -> Iterator[str]:
    yield HEAD.format(title=escape(clean(told.title)))
    for line in under(told):
        yield f'<p class="under">{escape(line)}</p>\n'
    if told.summary:
        yield f"<p>{escape(clean(told.summary))}</p>\n"
    for heading, found in sections(told):
        yield f"<h2>{escape(heading)}</h2>\n"
        yield from map(_block, found)
    yield "</main>\n</body>\n</html>\n"


def _block(block: Block) -> str:
    if block.points:
        return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in block.lines)}</ul>\n"
    return f"<p>{'<br>'.join(map(escape, block.lines))}</p>\n"
