"""Facts that are harmless alone and may point to one person together."""

import re
from collections.abc import Iterator

from antiphon.voices.deidentification.found import Found, Kind
from antiphon.voices.deidentification.name_lists import words_in

_AGE = re.compile(
    r"\b(?:aged?\s+\d{1,3}|\d{1,3}[\s-]?(?:years?|yrs?)[\s-]?(?:old|of age)|\d{1,3}\s?y/?o"
    r"|i\s?['’]?a?m\s+\d{2}(?!\w)(?!\s*(?:weeks|%|minutes|hours|days|months|miles)))\b",
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:\w*(?:oma|osis|itis|emia|aemia|opathy|trophy|plegia|lepsy|plasia)|cancer|tumour|hiv|syndrome|disease"
    r"|dementia|autis\w+|bipolar"
    r"|schizophren\w+|down'?s|parkinson'?s|huntington'?s|motor neurone|mnd|cystic|haemophili\w+|lupus|transplant"
    r"|amput\w+"
    r"|palsy|blind|deaf|transgender|trans (?:man|woman)|miscarriage|stillb\w+|overdose|wheelchair|diabet\w+|dialysis"
    r"|rare|sickle|ms|stroke)\b",
    re.I,
)
_PLACE = re.compile(r"\b(?:in|from|near|at|of)\s+((?-i:[A-Z])[a-z]{2,}(?:[\s-](?-i:[A-Z])[a-z]+)?)|\bvillage\b", re.I)
_ONLY_ONE = re.compile(
    r"\b(?:the only (?:\w+ ){0,3}(?:patient|man|woman|family|child|one) (?:\w+ ){0,2}with"
    r"|(?:head\s?teacher|vicar|mayor|mp|priest|imam|councillor) (?:of|for|at) (?:the |our )?(?-i:[A-Z])\w+"
    r"|in the (?:local )?(?:news|paper|papers)|on the (?:news|front page))\b",
    re.I,
)
# Cheap first looks: most comments have neither.
_MAY_BE_ONLY = re.compile(r"[Oo]nly|ews|aper|page|[Tt]eacher|[Vv]icar|[Mm]ayor|MP|mp |[Pp]riest|[Ii]mam|[Cc]ouncillor")
_DIGIT = re.compile(r"\d")
_NEVER_A_PLACE = frozenset(
    [
        "hospital",
        "clinic",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)


def find_rare_combinations(text: str) -> Iterator[Found]:
    """Age with place and condition, or words that only one person can fit. Always in doubt, never masked."""
    only = _ONLY_ONE.search(text) if _MAY_BE_ONLY.search(text) else None
    if only:
        yield Found(*only.span(), Kind.RARE_COMBINATION, sure=False)
    age = _AGE.search(text) if _DIGIT.search(text) else None
    if not age or not _CONDITION.search(text):
        return
    for place in _PLACE.finditer(text):
        name = (place[1] or "village").lower()
        if name not in _NEVER_A_PLACE and name not in words_in("first_names.txt") - words_in("allowed.txt"):
            yield Found(*age.span(), Kind.RARE_COMBINATION, sure=False)
            return
