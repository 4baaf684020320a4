"""The checker: reads a text and says where its words may lose a reader, with a reason and better words. Plain Python.

    check("We will guarantee it.")  ->  [Finding("promise", 3, 17, "will guarantee", "…", "plan to")]

Offsets are characters of the text that was given. Nothing is kept, written or sent.
"""

from antiphon.language.checking.engine import check, unchecked
from antiphon.language.checking.findings import Acronym, Finding, Term, Unchecked
from antiphon.language.checking.packs import DEFAULT, Pack, load
from antiphon.language.checking.reading import Readability, readability

__all__ = [
    "DEFAULT", "Acronym", "Finding", "Pack", "Readability", "Term", "Unchecked", "check", "load", "readability", "unchecked",
]  # fmt: skip
