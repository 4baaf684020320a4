"""Numbers that a reader is left alone with: shares with no “out of”, words of statistics, figures to the last digit."""

import re
from collections.abc import Iterator

from antiphon.language.checking.findings import Finding
from antiphon.language.checking.packs import Pack

RULE = "number"
_SHARE = re.compile(
    r"(?<![\w.,])\d{1,3}(?:\.\d+)?(?:\s?%|\s+per\s?cent\b|\s+percent\b|\s+percentage\s+points?\b)(?:\s+points?)?", re.I
)
_EXACT = re.compile(
    r"(?<![\w.,/:\-])[£$€]?\d{1,3}(?:,\d{3})+(?![\w.,]*\d)|(?<![\w.,/£$€:\-+])[1-9]\d{4,8}(?![\w.,:/\-]*\d)"
)
_STATISTICS = re.compile(
    r"\b(?:p\s?[<=>]\s?0?\.\d+|(?:9[059]|99\.9)\s?%\s+(?:CI|confidence interval)"
    r"|confidence intervals?|statistically significant"
    r"|standard deviations?|odds ratio|hazard ratio|relative risk|per\s+100,?000\b(?:\s+(?:population|people))?"
    r"|percentiles?|quartiles?|quintiles?|deciles?|regression|year[ -]on[ -]year|basis points?|n\s?=\s?\d+)",
    re.I,
)
_OUT_OF = re.compile(
    r"\b(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|half|most|none|all)\s+(?:out\s+of|in|of)\s+(?:every\s+)?"
    r"(?:\d|(?:the|ten|four|five|three)\b)",
    re.I,
)
_PLAIN_SHARE = re.compile(r"\b(?:half|a third|two thirds|a quarter|three quarters)\b", re.I)
_STRENGTH = re.compile(
    r"\s*(?:zoom|alcohol|cream|gel|ointment|solution|lotion|strength|cotton|vat|discount|off\b|battery|wide|width|confidence)"
)
_NAMED = re.compile(
    r"\b(?:number|no|ref|reference|orders?|code|id|text|call|phone|on|room|case|charity|company|about|around|nearly|almost|over)"
    r"[ .:#]*$|0\d[\d ]*$|\d $"
)


def findings(text: str, masked: str, pack: Pack) -> Iterator[Finding]:
    """Each number that is left unexplained in its sentence or the next."""
    rule = pack.rules.get(RULE)
    if rule is None:
        return
    advice = rule.data["advice"]
    for kind, pattern in (("statistics", _STATISTICS), ("share", _SHARE), ("exact", _EXACT)):
        for match in pattern.finditer(masked):
            start, end = match.span()
            if kind == "share" and (_said_plainly(masked, start, end) or _not_a_share(masked, start, end)):
                continue
            if kind == "exact" and _round_or_a_number(masked, start, end):
                continue
            yield Finding(RULE, start, end, text[start:end], rule.message.replace("{text}", text[start:end]), advice[kind])


def _said_plainly(masked: str, start: int, end: int) -> bool:
    around = masked[max(0, start - 120) : end + 120].split("\n\n")
    here = " ".join(around)
    return bool(_OUT_OF.search(here) or _PLAIN_SHARE.search(masked[max(0, start - 60) : end + 60]))


def _not_a_share(masked: str, start: int, end: int) -> bool:
    """100%, a medicine's strength or a zoom level are no share of people."""
    number = re.match(r"[\d.]+", masked[start:end])
    after = masked[end : end + 40].lower()
    if "zoom" in masked[max(0, start - 24) : start].lower():
        return True
    return bool(number and number.group() in ("100", "0")) or bool(_STRENGTH.match(after))


def _round_or_a_number(masked: str, start: int, end: int) -> bool:
    digits = re.sub(r"\D", "", masked[start:end])
    if digits[-3:] in ("000", "500") or len(digits) < 5 or (len(digits) >= 7 and digits[-5:] == "00000"):
        return True
    return masked[start] == "0" or bool(_NAMED.search(masked[max(0, start - 24) : start].lower()))
