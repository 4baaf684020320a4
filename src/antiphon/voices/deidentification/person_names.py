"""Finding people's names in free text: by list, by title, by what stands beside a word, and by where it stands."""

import re
from dataclasses import dataclass

from antiphon.voices.deidentification import name_cues as cues
from antiphon.voices.deidentification.found import Found, Kind
from antiphon.voices.deidentification.name_context import WORD, Token
from antiphon.voices.deidentification.name_judgement import Judge
from antiphon.voices.deidentification.name_lists import any_telling, is_telling
from antiphon.voices.deidentification.name_model import Reading

_JOIN = re.compile(r"[ \t]{1,2}|\.[ \t]?|-")
_WITH_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.[ \t]?){2,3}(?=[A-Z][a-z])")


# How likely a name must be to be masked: a word that is in no list or only a name; one that is also a word, or nearly one;
# such a word where a sentence opens or after "a"; one beside another name; a month. Set on real comments of the half that
# is not measured.
MASK, MASK_WORD, MASK_OPENING, BESIDE, MONTH = 0.4, 0.6, 0.85, 0.2, 0.95
_WORDS_TOO = frozenset("FNVLS")


@dataclass(slots=True)
class _Span:
    """A run of tokens (both ends included) that may be a name, and whether it is sure."""

    first: int
    last: int
    sure: bool
    titled: bool = False


class _Reader(Judge):
    """Reads a whole comment and gives its names at full length."""

    def grow(self, number: int, sure: bool) -> _Span:
        """The whole name around a token that is one: initials, double names and surnames with it."""
        tokens = self.tokens
        last = number
        while last + 1 < len(tokens) and last - number < 4 and _JOIN.fullmatch(self.gap(last + 1)):
            if tokens[last].said[-2:] in ("'s", "’s"):
                break
            if "." in self.gap(last + 1) and len(tokens[last].said) > 1:
                break
            if last + 1 in self.blocked or not self._continues(last + 1):
                break
            last += 1
        while last > number and tokens[last].low in cues.PARTICLES:
            last -= 1
        first = number
        while first and _JOIN.fullmatch(self.gap(first)) and number - first < 2:
            preceding = tokens[first - 1]
            dot = "." in self.gap(first)
            if (
                (
                    len(preceding.said) == 1
                    and preceding.word.upper | preceding.said.isupper()
                    and (dot or preceding.said not in "AI")
                )
                or (
                    not dot
                    and preceding.word.strange
                    and preceding.low not in cues.TITLES | cues.STAFF
                    and not self.capital(first - 1)
                    and not preceding.word.capital ^ tokens[first].word.capital
                )
                or (
                    not dot
                    and preceding.word.unknown
                    and self.capital(first - 1)
                    and not preceding.word.upper
                    and first - 1 not in self.blocked
                    and len(preceding.said) > 2
                    and preceding.low not in cues.TITLES | cues.STAFF
                )
            ):
                first -= 1
            else:
                break
        return _Span(first, last, sure)

    def _continues(self, number: int) -> bool:
        token = self.tokens[number]
        word = token.word
        if word.allowed and not word.listed:
            return False
        if len(token.said) == 1:
            end = self.text[token.end : token.end + 1]
            alone = number + 1 == len(self.tokens) or end in (".", ",", "!", ")")
            return (token.said.isupper() and (token.said not in "AI" or alone)) or (
                token.said.islower() and token.said not in "aiuxo" and alone and end != ")"
            )
        if token.low in cues.PARTICLES:
            return (
                number + 1 < len(self.tokens)
                and self.tokens[number + 1].word.capital
                and not self.tokens[number + 1].word.ordinary
            )
        if token.low in cues.DOING or token.low in cues.HELPERS or token.low in cues.TITLES:
            return False
        if word.plainly_name:
            return True
        if self.capital(number):
            return (word.listed and (not word.ordinary or word.surname)) or (
                word.unknown and (not word.upper or len(word.folded) > 4)
            )
        if word.strange and not self.capital(number) and self.tokens[number - 1].word.capital == word.capital:
            return self.tokens[number - 1].word.first or self.tokens[number - 1].word.strange
        return word.listed and not word.ordinary and len(word.folded) > 2 and token.low not in cues.BEFORE and not word.allowed

    def read(self) -> list[_Span]:
        """Every name in the comment, left to right, none sharing a word."""
        spans: list[_Span] = []
        number = 0
        while number < len(self.tokens):
            token = self.tokens[number]
            worth = is_telling(token.said) or (number and self.tokens[number - 1].low in cues.TITLES)
            verdict = self.judge(number) if worth else None
            if verdict is None:
                number += 1
                continue
            span = self.grow(number, verdict)
            if spans and span.first <= spans[-1].last:
                span.first = spans[-1].last + 1
            if span.last > span.first and any(self.tokens[at].word.plainly_name for at in range(span.first, span.last + 1)):
                span.sure = True
            if not (self.of_a_place(span.last) and not self.titled(span.first)):
                spans.append(span)
            number = span.last + 1
        return spans


def _signature(reader: _Reader) -> tuple[int, int] | None:
    """Where the name stands in a signature at the end ("- Jean P"), if there is one."""
    match = cues.SIGNED.search(reader.text)
    if not match:
        return None
    inside = [n for n, token in enumerate(reader.tokens) if match.start(1) <= token.start < match.end(1)]
    while inside and reader.tokens[inside[0]].low in cues.TITLES:
        inside.pop(0)
    if not inside or any(n in reader.blocked for n in inside):
        return None
    words = [reader.tokens[n].word for n in inside]
    if any(word.ordinary or (word.allowed and not word.listed) for word in words):
        return None
    led_by_dash = re.match(r"[\s.!?,]*[-–—~]", match[0]) is not None
    named = any(word.listed and (word.capital or not word.also_word) for word in words)
    capital = all(word.capital for word in words) and not reader.shouted and not words[0].upper
    if (
        (named and (capital or not any(word.also_word for word in words)))
        or (capital and not led_by_dash and len(words[0].folded) > 2 and "from" not in match[0].lower())
        or (capital and led_by_dash and len(words) > 1)
    ):
        return reader.tokens[inside[0]].start, reader.tokens[inside[-1]].end
    return None


def _with_initials(reader: _Reader) -> list[Found]:
    """Two or three initials with their dots, and the surname behind them ("A. J. Fothergill"), however rare it is."""
    found = []
    for match in _WITH_INITIALS.finditer(reader.text):
        number = next((n for n, token in enumerate(reader.tokens) if token.start == match.end()), None)
        if number is None or number in reader.blocked or reader.of_a_place(number):
            continue
        word = reader.tokens[number].word
        if not word.ordinary and not (word.allowed and not word.listed):
            found.append(Found(match.start(), _bare_end(reader.tokens[number]), Kind.NAME))
    return found


def _same_again(reader: _Reader, spans: list[Found]) -> list[Found]:
    """The same names said again elsewhere in the comment, where the word alone would not have told."""
    known = set()
    for found in spans:
        if found.sure:
            for token in reader.tokens:
                if (
                    found.start <= token.start < found.end
                    and len(token.said) > 2
                    and not token.word.ordinary
                    and not token.word.allowed
                ):
                    known.add(token.word.folded)
    again = []
    for number, token in enumerate(reader.tokens):
        if token.word.folded not in known or number in reader.blocked or reader.of_a_place(number):
            continue
        if (token.word.capital or not token.word.also_word) and not any(f.start <= token.start < f.end for f in spans):
            again.append(Found(token.start, _bare_end(token), Kind.NAME))
    return again


def _bare_end(token: Token) -> int:
    """Where the token ends without its possessive."""
    return token.end - 2 if token.said[-2:] in ("'s", "’s", "'S", "’S") else token.end


def _of_staff(reader: _Reader, found: Found) -> bool:
    """Whether a name is plainly that of a member of staff who is being praised, or at least not criticised."""
    text = reader.text
    begin = max(text.rfind(mark, 0, found.start) for mark in ".!?\n") + 1
    # A dot after a title ends no sentence.
    if re.search(r"\b(?:dr|mr|mrs|ms|prof)\.\s*$", text[: found.start], re.IGNORECASE):
        begin = max((text.rfind(mark, 0, max(begin - 3, 0)) for mark in ".!?\n"), default=-1) + 1
    ends = [at for mark in ".!?\n" if (at := text.find(mark, found.end)) >= 0]
    if cues.CRITICISM.search(text[begin : min(ends, default=len(text))]):
        return False
    lead = text[max(0, found.start - 30) : found.start].lower()
    words = re.findall(r"[\w'-]+", lead)
    if words and words[-1] in ("called", "named") and len(words) > 1:
        words.pop()
    if words and words[-1] in cues.STAFF and not re.search(r"[.!?]\s*$", lead.removesuffix(".")):
        return True
    tail = re.match(r"[\s,(-]+(?:the|our|my|a|your)?\s*([\w-]+)(?:\s+([\w-]+))?", text[found.end :].lower())
    return bool(tail and (tail[1] in cues.STAFF or (tail[2] or "") in cues.STAFF) and tail[1] not in cues.BEFORE)


def rule_names(text: str) -> list[Found]:
    """The names that lists, titles and the words beside them tell, sure and in doubt."""
    if not any_telling(WORD.findall(text)) and not _WITH_INITIALS.search(text):
        return []
    return _by_rule(_Reader(text))


def _by_rule(reader: _Reader) -> list[Found]:
    spans = [
        Found(reader.tokens[span.first].start, _bare_end(reader.tokens[span.last]), Kind.NAME, span.sure)
        for span in reader.read()
    ]
    signed = _signature(reader)
    if signed:
        whole = Found(*signed, Kind.NAME)
        spans = [found for found in spans if not found.overlaps(whole)] + [whole]
    for whole in _with_initials(reader):
        spans = [found for found in spans if not found.overlaps(whole)] + [whole]
    return spans


def find_names(text: str, *, keep_staff_names: bool = False) -> list[Found]:
    """Every person's name in the text; with ``keep_staff_names``, those of staff who are not criticised are left."""
    if not any_telling(WORD.findall(text)) and not _WITH_INITIALS.search(text):
        return []
    reader = _Reader(text)
    spans = _by_model(reader, _by_rule(reader))
    spans += _same_again(reader, spans)
    if keep_staff_names:
        spans = [found for found in spans if not _of_staff(reader, found)]
    return _joined(text, sorted(spans))


def _joined(text: str, spans: list[Found]) -> list[Found]:
    """Names that stand side by side as one."""
    whole: list[Found] = []
    for found in spans:
        before = whole[-1] if whole else None
        if before and before.sure and found.sure and _JOIN.fullmatch(text[before.end : found.start]):
            whole[-1] = Found(before.start, max(before.end, found.end), found.kind)
        else:
            whole.append(found)
    return whole


def _by_model(reader: _Reader, spans: list[Found]) -> list[Found]:
    """What the rules found, and the names that only the model sees; a doubt it finds likely becomes sure."""
    reading = Reading(reader)
    if not any(reading.worth(number) for number in range(reading.count)):
        return spans
    likely: dict[int, float] = {}
    kept = []
    for found in spans:
        inside = [n for n, token in enumerate(reader.tokens) if found.start <= token.start < found.end]
        if not found.sure and any(
            reading.worth(n) and reading.likelihood(n) >= _needed(reading, n) for n in inside
        ):
            found = Found(found.start, found.end, found.kind)
        kept.append(found)
    taken = {n for n, token in enumerate(reader.tokens) for found in kept if found.start <= token.start < found.end}
    for number in range(reading.count):
        if number not in taken and reading.worth(number) and not reader.of_a_place(number):
            chance = reading.likelihood(number)
            low = reader.tokens[number].low
            after_one = number - 1 in taken or likely.get(number - 1, 0) >= MASK
            if (low in cues.PLACES and not after_one) or (low in cues.MONTH_NAMES and chance < MONTH):
                continue
            likely[number] = chance
    named = {number for number, chance in likely.items() if chance >= _needed(reading, number)}
    beside = {number for number, chance in likely.items() if chance >= BESIDE and {number - 1, number + 1} & (named | taken)}
    for number in sorted(named | beside):
        if number in taken:
            continue
        last = number
        while (grown := _through_particles(reader, last, named | beside | taken)) != last:
            last = grown
        taken.update(range(number, last + 1))
        kept.append(Found(reader.tokens[number].start, _bare_end(reader.tokens[last]), Kind.NAME))
    return kept


def _needed(reading: Reading, number: int) -> float:
    tier = reading.tier(number)[0]
    if tier not in _WORDS_TOO:
        return MASK
    word_first = tier in "FNV" and (reading.comment.tokens[number].opens or reading.comment.before(number) in ("a", "an", "the"))
    return MASK_OPENING if word_first else MASK_WORD


def _through_particles(reader: _Reader, number: int, named: set[int]) -> int:
    """The last token of a name that goes on through "van der" or "de" after this one; this one if it does not."""
    at = number + 1
    while at < len(reader.tokens) and reader.tokens[at].low in cues.PARTICLES and reader.gap(at) == " ":
        at += 1
    if at == number + 1 or at >= len(reader.tokens) or reader.gap(at) != " ":
        return number
    word = reader.tokens[at].word
    return at if at in named or word.unknown or word.listed else number
