"""What one cell says: a date, a score, yes or no, a channel, a language, a number. Plain Python.

Each reader takes the words of a cell and returns a value, or raises `Unclear` with a sentence for the person. Words that
mean “no answer” give None and are noticed, not refused.
"""

import datetime
import re

CHANNELS = {
    "web": "web", "web form": "web", "online": "web", "website": "web", "internet": "web", "anonymous": "web", "email": "email",
    "e-mail": "email", "paper": "paper", "post": "paper", "letter": "paper", "postal": "paper", "telephone": "telephone",
    "phone": "telephone", "call": "telephone", "event": "event", "workshop": "event", "in person": "event", "file": "file",
    "api": "api",
}  # fmt: skip
SCORES = {
    "very good": 1, "good": 2, "neither good nor poor": 3, "neither": 3, "poor": 4, "very poor": 5,
}  # fmt: skip
NOT_A_SCORE = {"6", "7", "don't know", "dont know", "not answered", "n/a"}
# A closed question that was left open, as survey programs and people write it.
NO_ANSWER = {
    "", "-", "–", "—", "n/a", "na", "#n/a", "n.a.", "none given", "null", "nil", "nan", "missing", "blank", "no answer",
    "not answered", "not applicable", "no response", "skipped", "don't know", "dont know", "do not know", "unsure", "not sure",
    "?", "-99", "-98", "-77", "-66", "99999", "unknown", "not stated", "no reply",
}  # fmt: skip
YES, NO = {"yes", "y", "true", "1", "x", "✓", "✔", "☑", "checked", "ticked", "on"}, {"no", "n", "false", "0", "", "off"}
TICKED = YES | {"selected", "1.0", "quoted"}
NOT_TICKED = NO | {"unchecked", "not selected", "unticked", "☐", "0.0", "not checked"}
AGREES = re.compile(r"(yes|i agree|agree|i consent|i am happy)\b", re.IGNORECASE)
DISAGREES = re.compile(r"(no|i do not|i don.?t|i disagree|disagree)\b", re.IGNORECASE)
SPEAKS_AS = {
    "self": "self", "myself": "self", "for myself": "self", "for themselves": "self",
    "individual": "self", "as an individual": "self", "me": "self", "a member of the public": "self", "patient": "self",
    "member of the public": "self", "resident": "self",
    "carer": "carer", "a carer": "carer", "as a carer": "carer", "unpaid carer": "carer", "for someone they care for": "carer",
    "for someone i care for": "carer", "on behalf of someone": "carer", "family member": "carer", "group": "group",
    "for a group": "group", "organisation": "group", "on behalf of an organisation": "group", "charity": "group",
    "community group": "group", "as an organisation": "group",
}  # fmt: skip
LANGUAGES = {
    "english": "en", "welsh": "cy", "polish": "pl", "urdu": "ur", "punjabi": "pa", "panjabi": "pa", "bengali": "bn",
    "bangla": "bn", "gujarati": "gu", "arabic": "ar", "somali": "so", "romanian": "ro", "portuguese": "pt", "spanish": "es",
    "french": "fr", "german": "de", "italian": "it", "turkish": "tr", "chinese": "zh", "mandarin": "zh", "cantonese": "yue",
    "hindi": "hi", "tamil": "ta", "ukrainian": "uk", "russian": "ru", "farsi": "fa", "persian": "fa", "kurdish": "ku",
    "bulgarian": "bg", "lithuanian": "lt", "latvian": "lv", "hungarian": "hu", "slovak": "sk", "czech": "cs", "greek": "el",
    "pashto": "ps", "dari": "prs", "tigrinya": "ti", "vietnamese": "vi", "bsl": "bfi", "british sign language": "bfi",
}  # fmt: skip
FORMATS = {
    "easy read": "easy_read", "easy_read": "easy_read", "easyread": "easy_read", "bsl": "bsl", "british sign language": "bsl",
    "large print": "large_print", "large_print": "large_print", "audio": "audio",
}  # fmt: skip
EARLIEST = datetime.date(1990, 1, 1)
DAY_ZERO = datetime.date(1899, 12, 30)  # of Excel, once its leap year of 1900 that never was is counted
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?$")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3})[A-Za-z]*[ -,]+(\d{4}|\d{2})(?:\s.*)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}$")
_LEADING = re.compile(r"(-?\d+)(?:\.0+)?(?:\s*[-–—:=.)].*|\s+.*)?$", re.DOTALL)
_NO_CONTROLS = str.maketrans({mark: None for mark in range(32) if mark not in (9, 10, 13)})


class Unclear(ValueError):
    """The cell does not say what its column is for; the message is a sentence for the person."""


def plain(said: str) -> str:
    """Return words as they are compared: one kind of space, quotation mark and dash, no capitals, no marks at the ends."""
    said = said.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').replace("–", "-").replace("—", "-")
    return " ".join(said.split()).casefold()


def clean(said: str) -> str:
    """Return a cell without the characters that no database can hold, and without spaces around it."""
    return said.translate(_NO_CONTROLS).replace("\r\n", "\n").replace("\r", "\n").strip()


def date_of(said: str, *, today: datetime.date, day_first: bool = True) -> tuple[datetime.date, bool]:
    """Return the day that a cell names and whether its month stood first although days were expected to."""
    swapped = False
    try:
        if iso := _ISO.match(said):
            day = datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif common := _BRITISH.match(said):
            one, two, year = int(common[1]), int(common[2]), int(common[3])
            number, month = (one, two) if day_first else (two, one)
            if number <= 12 < month:  # it can only be the other way round
                number, month, swapped = month, number, day_first
            day = datetime.date(year + 2000 if year < 100 else year, month, number)
        elif named := _NAMED.match(said):
            year = int(named[3])
            day = datetime.date(year + 2000 if year < 100 else year, _MONTHS.index(named[2].casefold()) + 1, int(named[1]))
        elif said.replace(".", "", 1).isdecimal() and 32_874 <= float(said) < 80_000:  # 1990 and later, as Excel counts days
            day = DAY_ZERO + datetime.timedelta(days=int(float(said)))
        else:
            raise ValueError(said)
    except (ValueError, OverflowError):
        raise Unclear(f"The date “{said[:20]}” is not a date like 27/03/2026 or 2026-03-27") from None
    if day > today:
        raise Unclear(f"The date {said[:20]} is in the future")
    if day < EARLIEST:
        raise Unclear(f"The date {said[:20]} is before 1990")
    return day, swapped


def any_date_of(said: str) -> datetime.date:
    """Return the day that an answer to a question about a date names; it may be in the future, or long ago."""
    for shift in (0, 1):
        try:
            return date_of(said, today=datetime.date(9000, 1, 1), day_first=not shift)[0]
        except Unclear as problem:
            if "1990" in str(problem) and (found := re.match(r"\d{4}-\d\d-\d\d", said)):
                return datetime.date.fromisoformat(found[0])
            if "1990" in str(problem) and (old := _BRITISH.match(said)) and len(old[3]) == 4:
                try:
                    return datetime.date(int(old[3]), int(old[2]), int(old[1]))
                except ValueError:
                    continue
    raise Unclear(f"The date “{said[:20]}” is not a date like 27/03/2026 or 2026-03-27")


def score_of(said: str) -> int | None:
    """Return the score from 1 (very good) to 5 (very poor), None for “don't know”."""
    word = plain(said).removesuffix(".0")
    if word in ("1", "2", "3", "4", "5"):
        return int(word)
    if word in SCORES:
        return SCORES[word]
    if word in NOT_A_SCORE or word in NO_ANSWER:
        return None
    if found := _LEADING.match(word):  # “1 - Very good”
        number = int(found[1])
        if 1 <= number <= 5 and len(word) > len(found[1]):
            return number
    raise Unclear(f"The score “{said[:20]}” is not a number from 1 (very good) to 5 (very poor)")


def yes_of(said: str, *, what: str) -> bool:
    """Return what a yes-or-no cell says."""
    word = plain(said)
    if word in YES or AGREES.match(word):
        return True
    if word in NO or word in NO_ANSWER or DISAGREES.match(word):
        return False
    raise Unclear(f"{what} says “{said[:20]}”: use yes or no")


def number_of(said: str) -> int | None:
    """Return the whole number that a cell says or begins with: “4”, “4.0”, “4 - Agree”; None when there is none."""
    found = _LEADING.match(said.strip())
    return int(found[1]) if found and len(found[1]) < 10 else None


def channel_of(said: str) -> str:
    """Return the key of the channel that a cell names."""
    found = CHANNELS.get(plain(said))
    if not found:
        raise Unclear(f"“{said[:40]}” is not a channel: use web, paper, telephone, event, email or file")
    return found


def language_of(said: str) -> str:
    """Return the code of the language that a cell names."""
    word = plain(said).split(" (")[0]
    if word in LANGUAGES:
        return LANGUAGES[word]
    if _CODE.match(word):
        base, _, rest = word.replace("_", "-").partition("-")
        return f"{base}-{rest.upper()}" if rest and len(rest) == 2 else (f"{base}-{rest}" if rest else base)
    raise Unclear(f"“{said[:30]}” is not a language that we know. Use its code, like en, cy or pl")


def speaks_as_of(said: str) -> str:
    """Return for whom somebody speaks: self, carer or group."""
    found = SPEAKS_AS.get(plain(said))
    if not found:
        raise Unclear(f"“{said[:30]}” does not say for whom they speak: use self, carer or group")
    return found
