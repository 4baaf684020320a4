"""The words that we use, and what letters stand for: a public page, by letter, without script."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from antiphon.language import queries
from antiphon.language.models import Acronym, Term

A_FEW = 60  # so many stand on one page; more are shown letter by letter
LANGUAGES = {"cy": ("Welsh", "ltr"), "ur": ("Urdu", "rtl"), "pl": ("Polish", "ltr")}


@dataclass(frozen=True)
class Line:
    """One word or acronym, as the public reads it."""

    name: str
    meanings: list[dict[str, str]]
    avoid: list[str]
    translations: list[tuple[str, str, str, str]]  # key, name and direction of the language, and the word


@cache_control(private=True, no_cache=True)
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Show every word and acronym in use, or those with a letter, or those that hold what is looked for."""
    typed = request.GET.get("words", "").replace("\x00", "")[:100].strip()
    lines = [*map(_term, queries.public_terms(typed)), *map(_acronym, queries.public_acronyms(typed))]
    lines.sort(key=lambda line: (line.name.casefold(), line.name))
    letters = sorted({_letter(line.name) for line in lines})
    letter = request.GET.get("letter", "")[:1].upper()
    several = len(lines) > A_FEW
    if letter not in letters:
        letter = letters[0] if several and letters else ""
    shown = [line for line in lines if _letter(line.name) == letter] if letter else lines
    page: dict[str, Any] = {
        "lines": shown,
        "letters": letters if several else [],
        "letter": letter,
        "typed": typed,
        "number": len(lines),
    }
    return render(request, "public/words.html", page)


def _letter(name: str) -> str:
    first = name[:1].upper()
    return first if first.isalpha() else "#"


def _term(one: Term) -> Line:
    spoken = [(key, *LANGUAGES.get(key, (key, "ltr")), word) for key, word in sorted(one.translations.items())]
    return Line(one.preferred, [{"words": one.meaning, "note": ""}] if one.meaning else [], one.avoid, spoken)


def _acronym(one: Acronym) -> Line:
    return Line(one.letters, one.meanings, [], [])
