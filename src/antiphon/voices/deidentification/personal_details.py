"""Details that have a pattern: numbers, links, postcodes, addresses, dates of birth. Names are elsewhere."""

import re
from collections.abc import Callable, Iterator

import nhs_number

from antiphon.voices.deidentification.addresses import addresses, homes, postcodes
from antiphon.voices.deidentification.found import Found, Kind

_I = re.IGNORECASE
_GAP = r"[\s.\-–/]{0,3}"

# Lengths are bounded so that a strange text cannot make the search slow.
_EMAIL = re.compile(
    r"[\w.+'-]{1,64}\s?@\s?(?:[\w-]{1,63}\.){1,6}[a-z]{2,}\b"
    r"|[\w.+'-]{1,64}\s?@\s?[\w-]+(?:\s?\.\s?(?:com|co|uk|org|net|nhs|info))+\b"
    r"|\b[\w.+-]{1,64}(?:\s+dot\s+[\w-]+){0,4}\s*(?:\[at\]|\(at\)|\bat\b)\s*[\w-]+(?:\s*(?:\[dot\]|\(dot\)|\bdot\b)\s*"
    r"(?:co|com|org|net|uk|nhs|ac|gov|info|me|io)\b)+"
    r"|\b[\w.+-]{1,64}\s*(?:\[at\]|\(at\))\s*(?:[\w-]{1,63}\.){1,6}[a-z]{2,}\b"
    r"|\b[\w.+-]{1,64}\s+at\s+(?:gmail|hotmail|outlook|yahoo|icloud|live|aol|btinternet|sky)\s?\.\s?(?:com|co\s?\.\s?uk)\b",
    _I,
)
_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"\x00]*[^\s<>\".,;:!?)\]\x00]"
    r"|\b[a-z0-9][\w-]{0,63}(?:\.[\w-]{1,63}){0,5}\.(?:com|co\.uk|org\.uk|org|net|info|nhs\.uk|gov\.uk|ac\.uk"
    r"|me\.uk)\b(?:/[^\s\x00]*[^\s.,;:!?)\]\x00])?",
    _I,
)
# The public face of the service itself says nothing about a person, unless the link carries a query or a number.
_PUBLIC_LINK = re.compile(r"(?:https?://)?(?:[\w-]+\.)*(?:nhs|gov)\.uk(?:/[a-z_./-]*)?", _I)
_HANDLE = re.compile(
    r"(?<![\w@.])@[a-z_][\w.]{2,29}\b"
    r"|(?:(?<=handle is )|(?<=username is )|(?<=user name is )|(?<=handle: )|(?<=username: ))[\w.]{3,30}\b",
    _I,
)

_TEN_DIGITS = re.compile(rf"(?<![\w+])(?<!\d[.,])\d(?:{_GAP}\d){{9}}(?!\w)(?![.,]\d)")
_NHS_SAID = re.compile(
    rf"\bnhs\s*(?:id\b|number|num\b|no\b\.?|nr\b|#)?\s*(?:is|was|=|:|-|–|\()?\s*(\d(?:{_GAP}\d){{8,10}})(?!\w)", _I
)
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)\s?44[\s.\-–]*(?:\(0\)[\s.\-–]*)?|\(?0)[\s.\-–]?\d(?:[\s.\-–()]{0,3}\d){7,9}(?!\d)(?!\w)"
)
_PHONE_SAID = re.compile(
    r"\b(?:call|ring|phone|telephone|tel|mobile|mob|text|whatsapp|landline|fax|number is|reach me on|ext)\b"
    r"(?:\s+(?:number|no|me|us|him|her|is|on|at|back)\b\.?){0,4}\s*[:.\-]?\s*(\+?\d(?:[\s\-]?\d){5,12})(?!\w)",
    _I,
)
_FIGURE = r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|\d)"
_PHONE_SPELT = re.compile(rf"\b(?:(?:double|triple)\s+)?{_FIGURE}(?:[\s,-]+(?:(?:double|triple)\s+)?{_FIGURE}){{8,11}}\b", _I)

_NINO = re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}[\s-]?\d{2}[\s-]?\d{2}\s?[A-D]\b", _I)
# No real number begins like some of these, but one that is written so is still meant as one.
_NINO_LIKE = re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-Z]\b")
_NINO_SAID = re.compile(
    r"\b(?:national insurance|n\.?i\.?|nino)\s*(?:number|no\.?|num)?\s*(?:is|:"
    r"|-)?\s*([a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}(?:\s?[a-z])?)\b",
    _I,
)

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS}[\s,.]+(?:\d{{4}}|['’]?\d{{2}})|{_MONTHS}\s+\d{{1,2}}(?:st|nd"
    rf"|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS}|\d{{1,2}}\s\d{{1,2}}\s\d{{4}}|\d{{8}}|\d{{6}})(?!\w)"
)
_BIRTH = re.compile(
    rf"\b(?:born(?:\s+(?:on|in))?(?:\s+the)?|d\.?\s?o\.?\s?b\.?|date\s+of\s+birth|birth\s?date|birthday|birth\s+day)"
    rf"\s*(?:is|was|on|=|:|-|–)?\s*(?:the\s+)?({_DATE})",
    _I,
)
_FULL_DATE = re.compile(r"(?<![\w/.-])\d{1,2}[/.\-]\d{1,2}[/.\-](19[2-9]\d|200\d|201\d)(?![\w/-])")

_REFERENCE = re.compile(
    r"\b(?:hospital|case|reference|ref|account|acc|patient|mrn|unit|claim|incident|complaint|member(?:ship)?|policy"
    r"|datix"
    r"|booking reference|booking ref|booking number|booking no|booking id"
    r"|record|k|rio|systmone|emis|passport|driving licen[cs]e|licen[cs]e|order|ticket|job|crime|customer"
    r"|tenancy"
    r"|staff|payroll|employee|nmc|gmc|hcpc|pin|sort code|card|ubrn|spell|episode|file|invoice|prescription)"
    r"\s*(?:reference\b|ref\b\.?|number\b|num\b|no\b\.?|id\b|pin\b|#)?\s*(?:is|was|=|:|#)?\s*"
    r"(?=[a-z0-9/\-]*\d[a-z0-9/\- ]*\d)([a-z]{0,4}[/\-]?\d[\da-z]*(?:[/\-][\da-z]+|\s\d{2,})*)(?!\w)",
    _I,
)
_CARD = re.compile(r"(?<![\w.])\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{4}(?!\w)")
_IBAN = re.compile(r"\bGB\d{2}\s?[A-Z]{4}(?:\s?\d){14}\b", _I)
_SORT_CODE = re.compile(r"(?<![\w-])\d{2}-\d{2}-\d{2}(?:\s+\d{8})(?!\w)")
_LONE_NUMBER = re.compile(r"(?<![\w.,£$/-])\d(?:[\s-]?\d){6,9}(?![\w/]|[.,-]\d)")

_REGISTRATION = re.compile(r"\b[A-Z]{2}\d{2}\s?(?!AND|THE|FOR|BUT|WAS|YOU|NOT|ARE|HAS|HAD|ALL|FROM|OUT|PER)[A-Z]{3}\b")
_REGISTRATION_SAID = re.compile(
    r"\b(?:reg(?:istration)?|number\s?plate|plate|vehicle|car|van)\b(?:\s+(?:number|no|plate|is|was|reg"
    r"|registration)\b\.?){0,3}"
    r"\s*[:\-(]?\s*([a-z]{2}\d{2}\s?[a-z]{3}|[a-z]\d{1,3}\s?[a-z]{3}|[a-z]{3}\s?\d{1,3}[a-z])\b",
    _I,
)


def _nhs_numbers(text: str) -> Iterator[Found]:
    for match in _NHS_SAID.finditer(text):
        # Someone who calls it their NHS number has told us what it is, even with a wrong digit in it.
        yield Found(*match.span(1), Kind.NHS_NUMBER)
    for match in _TEN_DIGITS.finditer(text):
        if nhs_number.is_valid(re.sub(r"\D", "", match[0])):
            yield Found(*match.span(), Kind.NHS_NUMBER)


def _phones_from_abroad(text: str) -> Iterator[Found]:
    """Before NHS numbers: the ten digits after +44 can pass for one by chance."""
    for match in _PHONE.finditer(text):
        if match[0].startswith(("+", "00")):
            yield Found(*match.span(), Kind.PHONE)


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        yield Found(*match.span(), Kind.PHONE)
    for match in _PHONE_SAID.finditer(text):
        yield Found(*match.span(1), Kind.PHONE)


def _spelt_phones(text: str) -> Iterator[Found]:
    for match in _PHONE_SPELT.finditer(text):
        if re.search("[a-z]{2}", match[0], _I):
            yield Found(*match.span(), Kind.PHONE)


def _insurance(text: str) -> Iterator[Found]:
    for pattern in (_NINO, _NINO_LIKE):
        for match in pattern.finditer(text):
            yield Found(*match.span(), Kind.NATIONAL_INSURANCE)
    for match in _NINO_SAID.finditer(text):
        yield Found(*match.span(1), Kind.NATIONAL_INSURANCE)


def _births(text: str) -> Iterator[Found]:
    for match in _BIRTH.finditer(text):
        yield Found(*match.span(1), Kind.DATE_OF_BIRTH)


def _references(text: str) -> Iterator[Found]:
    for pattern in (_CARD, _IBAN, _SORT_CODE):
        for match in pattern.finditer(text):
            yield Found(*match.span(), Kind.OTHER_NUMBER)
    for match in _REFERENCE.finditer(text):
        if sum(letter.isdigit() for letter in match[1]) >= 4:
            yield Found(*match.span(1), Kind.OTHER_NUMBER)


def _registrations(text: str) -> Iterator[Found]:
    for match in _REGISTRATION.finditer(text):
        yield Found(*match.span(), Kind.VEHICLE_REGISTRATION)
    for match in _REGISTRATION_SAID.finditer(text):
        yield Found(*match.span(1), Kind.VEHICLE_REGISTRATION)


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found(*match.span(), Kind.EMAIL)


def _links(text: str) -> Iterator[Found]:
    for match in _LINK.finditer(text):
        if not _PUBLIC_LINK.fullmatch(match[0]):
            yield Found(*match.span(), Kind.WEB_LINK)


def _handles(text: str) -> Iterator[Found]:
    for match in _HANDLE.finditer(text):
        yield Found(*match.span(), Kind.SOCIAL_HANDLE)


def _numbers_in_doubt(text: str) -> Iterator[Found]:
    for match in _FULL_DATE.finditer(text):
        yield Found(*match.span(), Kind.DATE_OF_BIRTH, sure=False)
    for match in _LONE_NUMBER.finditer(text):
        yield Found(*match.span(), Kind.OTHER_NUMBER, sure=False)


type _Finder = Callable[[str], Iterator[Found]]

_AT_SIGNS = (" dot ", "(at)", "[at]", "[dot]", "(dot)", "gmail", "hotmail", "outlook", "yahoo", "icloud", "aol", "btinternet",
             "live", "sky")  # fmt: skip
_LINK_ENDS = (".com", ".co.uk", ".org", ".net", ".info", ".uk")
# In order of trust: where two readings share a character, the earlier one in this list is kept. Each comes with
# a cheap first look at the small-lettered text, so that the many comments with no digit and no link cost nothing.
_FINDERS: tuple[tuple[Callable[[str, bool], bool], _Finder], ...] = (
    (lambda low, digit: "@" in low or ("at" in low and any(sign in low for sign in _AT_SIGNS)), _emails),
    (lambda low, digit: "." in low and ("://" in low or "www." in low or any(end in low for end in _LINK_ENDS)), _links),
    (lambda low, digit: digit, _insurance),
    (lambda low, digit: digit and "b" in low, _births),
    (lambda low, digit: digit and "44" in low, _phones_from_abroad),
    (lambda low, digit: digit, _nhs_numbers),
    (lambda low, digit: digit, _phones),
    (lambda low, digit: "seven" in low or "zero" in low or "double" in low or "nought" in low, _spelt_phones),
    (lambda low, digit: digit, _references),
    (lambda low, digit: digit, addresses),
    (lambda low, digit: digit, postcodes),
    (lambda low, digit: any(word in low for word in ("live", "living", "stay", "resid", "address", "home is")), homes),
    (lambda low, digit: digit, _registrations),
    (lambda low, digit: "@" in low or "handle" in low or "user" in low, _handles),
    (lambda low, digit: digit, _numbers_in_doubt),
)
_NEED_DIGIT = (_insurance, _births, _phones_from_abroad, _nhs_numbers, _phones, _references, addresses, postcodes, _registrations,
               _numbers_in_doubt)  # fmt: skip
_FINDERS_WITHOUT_DIGIT = tuple(pair for pair in _FINDERS if pair[1] not in _NEED_DIGIT)
_DIGIT = re.compile(r"\d")


def find_details(text: str) -> list[Found]:
    """Every detail with a pattern, none sharing a character with another, in order of trust."""
    kept: list[Found] = []
    low, digit = text.lower(), bool(_DIGIT.search(text))
    for first_look, finder in _FINDERS if digit else _FINDERS_WITHOUT_DIGIT:
        if first_look(low, digit):
            for found in finder(text):
                if not any(found.overlaps(other) for other in kept):
                    kept.append(found)
    return kept
