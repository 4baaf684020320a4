"""Postcodes and addresses, however they are written: with a street, with a postcode behind, or only after "I live at"."""

import re
from collections.abc import Iterator

from antiphon.voices.deidentification.found import Found, Kind
from antiphon.voices.deidentification.name_lists import look_up

_I = re.IGNORECASE
_AREA_WORDS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG "
    "NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS "
    "TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_AREAS = frozenset(_AREA_WORDS.split())
_POSTCODE = re.compile(r"\b([A-Z]{1,2})(\d[A-Z\d]?)[\s-]{0,3}(\d[ABD-HJLNP-UW-Z]{2})\b", _I)

_STREET = (
    r"(?:street|st|road|rd|lane|ln|avenue|ave|av|drive|dr|close|crescent|cres|court|ct|gardens|gdns|grove|terrace|place"
    r"|square|way|walk|mews|hill|view|row|rise|green|park|croft|parade|gate|fold|wynd|chase|dale|mount|quay|yard|villas"
    r"|cottages|buildings|house|mansions|path|lodge|manor|wharf|trail|boulevard|esplanade|promenade|paddocks?"
    r"|garth|orchard|brow|alley|ridge|spur|village|vista|summit|plaza|cove|heights|vale|broadway|bank|meadows?|side|end)"
)
_SURE_STREET = r"(?:street|road|lane|avenue|crescent|terrace|mews|gardens|grove|drive|close)"
_NOT_STREET = (
    r"(?!(?:hours?|hrs?|minutes?|mins?|miles?|yards?|metres?|weeks?|days?|months?|years?|times?|people|patients?"
    r"|nurses?"
    r"|doors?|of|the|in|on|a|an|and|or|is|was|to|for|at|by|with|from|that|this|my|our|way|star|stars|stop|nd|rd|th"
    r"|am|pm|bed|beds|bedded|different|other|more|good|great|out|per|mg|ml|x|long|staff|full|bus|car|visits?|calls?)\b)"
)
_WORD = rf"{_NOT_STREET}[A-Za-z][\w'’.-]*"
_TAIL = (
    r"(?:\s*,\s*(?:(?-i:[A-Z])[\w'’-]+(?:[\s-](?:(?-i:[A-Z])[\w'’-]+|upon|on|le|under)){0,2}))?"
    r"(?:\s*,?\s*[A-Z]{1,2}\d[A-Z\d]?(?!\s?\d[A-Z]{2})\b)?"
)
_FLAT = r"(?:(?:flat|apartment|apt|room|unit)\s+\d{1,4}[a-z]?\s*,?\s*)"
_ADDRESS = re.compile(
    rf"\b(?:{_FLAT}?\d{{1,4}}[a-z]?(?:\s?[-/]\s?\d{{1,4}})?\s*,?\s+(?:{_WORD}\s+){{1,3}}?{_STREET}\b(?!\s+(?:ward"
    rf"|team))"
    rf"|\d{{1,4}}[a-z]?\s*,?\s+the\s+(?:{_SURE_STREET}|green|square|row|parade|paddocks?|mount|rise|croft)\b"
    rf"|(?:flat|apartment|apt)\s+\d{{1,4}}[a-z]?\s*,?\s+(?:\d{{1,4}}[a-z]?\s+)?(?:{_WORD}\s+){{0,2}}{_WORD}"
    r"|(?:flat|apartment|apt)\s+\d{1,4}[a-z]?\b|p\.?o\.?\s?box\s+\d+)"
    rf"{_TAIL}",
    _I,
)
_LIVES_AT = re.compile(
    rf"\b(?:liv(?:e|es|ed|ing)|stay(?:s|ed|ing)?|resid(?:e|es|ing)|address(?:\s+is|:)|home is)\s+(?:at|on|in|off)?\s*"
    rf"((?:(?-i:[A-Z])[\w'’]+\s+){{1,3}}(?:{_SURE_STREET}|(?-i:Way|Walk|Court|Place|Hill|View|Row|Rise|House|Cottage"
    rf"|Park|Green|Croft|Square|Farm))\b"
    rf"(?:,\s*(?:(?-i:[A-Z])[\w'’]+\s+){{1,2}}{_SURE_STREET}\b)?|{_WORD}\s+(?:{_WORD}\s+)?{_SURE_STREET}\b){_TAIL}",
    _I,
)


# A part of an address between commas, and the postcode that may end it.
_CODE = r"[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}\b"
_STOP = (
    r"(?!(?:and|but|which|who|that|nobody|is|was|were|has|had|to|for|at|with|from|please|when|where|so|as|if|my|i|we|they|he|she"
    r"|the)\b)"
)
_PART = rf"{_STOP}{_WORD}(?:\s+{_STOP}{_WORD}){{0,2}}"
_BEHIND = re.compile(
    rf"(?:\s*,\s*(?-i:[A-Z])[\w'’-]+(?:[\s-](?-i:[A-Z])[\w'’-]+){{0,2}}|\s*,\s*{_PART}(?=\s*,|\s*[.;!]|\s*$|\s+{_CODE}"
    rf"|\s+(?:and|but|which|who|is|was|please|where)\b)){{0,3}}(?:\s*,?\s*{_CODE})?", _I
)  # fmt: skip
_UNIT = r"(?:flat|studio|apartment|apt|maisonette|bedsit)\s+(?:no\.?\s*)?\d{1,4}[a-z]?"
_IN_A_BUILDING = re.compile(rf"\b{_UNIT}\s*,?\s+(?:\d{{1,4}}[a-z]?\s*,?\s+)?{_STOP}{_WORD}(?:\s+{_STOP}{_WORD}){{0,1}}", _I)
_NUMBERED = rf"(?:{_UNIT}\s*,?\s+(?:\d{{1,4}}[a-z]?\s*,?\s+)?|\d{{1,4}}[a-z]?\s*,?\s+){_STOP}{_WORD}(?:\s+{_STOP}{_WORD}){{0,3}}?"
_WITH_CODE = re.compile(rf"(?<![\w./-]){_NUMBERED}(?:\s*,\s*{_PART}){{0,3}}\s*,?\s+{_CODE}", _I)
_AT_HOME = re.compile(
    rf"\b(?:(?:liv|resid)(?:e|es|ed|ing)\s+(?:at|in)|address(?:\s+(?:is|was|of)|\s*:)|home\s+(?:is|at)|house\s+(?:is|at)"
    rf"|mov(?:e|ed|ing)\s+(?:to|from|into))\s+((?-i:\d{{1,4}}[a-z]?)\s*,?\s+{_STOP}{_WORD}\s+{_STOP}{_WORD})", _I
)  # fmt: skip
# A number and two words: an address if the first is a name or a word we do not know ("22 Allen Path", "at 65 davies well").
_NUMBER_NAME = re.compile(
    r"(?<![\w./£$:-])(?P<at>\b(?:at|to|is|from|in|on|address|of)\s+)?\d{1,4}[a-z]?\s*,?\s+(?P<one>[A-Za-z][\w'’-]{2,})\s+"
    r"(?P<two>[A-Za-z][\w'’-]{2,})\b"
)

def postcodes(text: str) -> Iterator[Found]:
    for match in _POSTCODE.finditer(text):
        area, _, inward = match.groups()
        # "w1 2nd floor" is a floor, not a postcode.
        ordinal = inward.islower() and inward in ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th")
        if area.upper() in _AREAS and not ordinal:
            yield Found(*match.span(), Kind.POSTCODE)


def addresses(text: str) -> Iterator[Found]:
    """Every address: by its street, by the building it is in, by its postcode, or by what leads to it."""
    for pattern in (_WITH_CODE, _IN_A_BUILDING, _ADDRESS):
        for match in pattern.finditer(text):
            yield _whole(text, match.start(), match.end())
    for match in _AT_HOME.finditer(text):
        yield _whole(text, match.start(1), match.end())
    for match in _NUMBER_NAME.finditer(text):
        if _like_a_street(match):
            yield _whole(text, match.end("at") if match["at"] else match.start(), match.end())


def homes(text: str) -> Iterator[Found]:
    """Homes that are told without a number."""
    for match in _LIVES_AT.finditer(text):
        yield _whole(text, match.start(1), match.end())


def _whole(text: str, start: int, end: int) -> Found:
    behind = _BEHIND.match(text, end)
    return Found(start, behind.end() if behind else end, Kind.ADDRESS)


def _like_a_street(match: re.Match[str]) -> bool:
    one, two = look_up(match["one"]), look_up(match["two"])
    if one.ordinary or one.allowed or two.allowed or (not match["two"].islower() and one.upper):
        return False
    if one.capital and two.capital:
        return one.listed or one.wide or one.sound >= 5
    if one.capital or two.capital or not match["at"]:
        return False
    return two.ordinary and (one.plainly_name or one.wide)


