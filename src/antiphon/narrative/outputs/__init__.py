"""A signed narrative in other forms: bulletin, questions and answers, slides, one page. Each is made from the one published
version and from the partners' marks, whenever it is asked for, and kept nowhere: so none of them can say something else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from antiphon.narrative.outputs import bulletin, page, slides, snippets
from antiphon.narrative.queries import PublishedNarrative
from antiphon.network.branding import Flag, Mark, flags

Maker = Callable[[PublishedNarrative, Sequence[Mark], str], bytes]


@dataclass(frozen=True)
class Output:
    """One form of the narrative. `words` returns what stands in the finished file, read from it, to look for names."""

    key: str
    name: str
    purpose: str
    file: str
    type: str
    make: Maker
    words: Callable[[bytes], str]


OUTPUTS: dict[str, Output] = {
    one.key: one for one in (
        Output("bulletin", "Bulletin text", "A short text for bulletins, e-mails and intranets. Copy it, or take the file.",
               "bulletin.txt", "text/plain; charset=utf-8", bulletin.made, bytes.decode),
        Output("questions", "Questions and answers", "Short answers to what people ask, each from the words that were signed.",
               "questions.html", "text/html; charset=utf-8", snippets.made, snippets.words),
        Output("slides", "Slides", "For talks: each slide has a title, notes and a reading order.", "slides.pptx",
               "application/vnd.openxmlformats-officedocument.presentationml.presentation", slides.made, slides.words),
        Output("page", "One page to print", "The narrative on one side of paper, as a PDF that screen readers can read.",
               "page.pdf", "application/pdf", page.made, page.words),
    )
}  # fmt: skip


def flags_of(output: Output, content: bytes, marks: Sequence[Mark]) -> list[Flag]:
    """Return what is not right with the partners' names in a finished file."""
    return flags(output.words(content), marks)
