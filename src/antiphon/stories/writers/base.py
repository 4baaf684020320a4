"""What every file of a case study holds, in its order."""

import re
from collections.abc import Iterator

from antiphon.core.words import Block, blocks
from antiphon.stories.rules import Told

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
DRAFT = "Draft. Another person has not approved these words yet."


def sections(told: Told) -> Iterator[tuple[str, list[Block]]]:
    """Yield each heading with its paragraphs and lists. The five parts come in their one order, what is around them after."""
    for heading, words in told.parts:
        yield heading, blocks(clean(words)) or [Block(["Not written yet."])]
    for title, whose, words in told.stories:
        yield f"Story: {clean(title)}", [Block([clean(whose)]), *blocks(clean(words))]
    if told.evidence:
        yield "How we know", blocks(clean(told.evidence))
    if told.partners:
        yield "Partners", [Block([clean(one) for one in told.partners], points=True)]


def under(told: Told) -> list[str]:
    """Return what stands under the title: whose it is, where, since when."""
    lines = [DRAFT] if told.draft else []
    return [*lines, clean(" · ".join(filter(None, (told.owner, told.place)))), *map(clean, told.facts)]


def clean(text: str) -> str:
    """Return a text without the characters that no XML may hold."""
    return NOT_XML.sub("", text)
