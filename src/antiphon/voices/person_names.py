"""Finding people's names in free text: by list, by title, by what stands beside a word, and by where it stands."""

import re
from dataclasses import dataclass

from antiphon.voices import name_cues as cues
from antiphon.voices.found import Found, Kind
from antiphon.voices.name_lists import Word, allowed_phrases, any_telling, is_telling, look_up, openings_of_phrases

_TOKEN = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*")
_SENTENCE_BREAK = re.compile(r"[.!?:;\n\r*•\x00\"“”(]|\s[-–—]+\s|^[-–—]+$")
_JOIN = re.compile(r"[ \t]{1,2}|\.[ \t]?|-")
_TITLE_GAP = re.compile(r"\.?\s{0,2}")
# Endings of words that tell what something is like or what was done: "my daughter entertained".
_DESCRIBING = re.compile(r"(?:ed|ic|al|ly|es|ive|ity|ant|ent|ous|ise|ize|ate|ify|ists?|ers|ors|ings?|isms?)$")
# One capital and then small letters, as names are written ("McKay" and "O'Neil" too).
_MIXED = re.compile(r"[^\W\d_a-z][^\W\d_]*[^\W\d_A-Z]+(?:['’-][^\W\d_]+)*")
# "Harvey 1" is a ward and "Edward 2" is another.
_NUMBERED = re.compile(r"\s\d{1,2}\b(?![.,:/]?\d)(?!\s*(?:years|yrs|weeks|months|days|hours|times))")
_CUE_GAP = re.compile(r"[\s,:('\"“‘&-]{1,3}")


@dataclass(slots=True)
class _Token:
    """One word where it stands, with the lists' judgement of it."""

    start: int
    end: int
    said: str
    word: Word
    opens: bool

    @property
    def low(self) -> str:
        """The word in small letters."""
        return self.said.lower()

    @property
    def bare(self) -> str:
        """The first part of the word, in small letters without apostrophes, as phrases are compared."""
        return self.low.replace("'", "").replace("’", "").partition("-")[0]


@dataclass(slots=True)
class _Span:
    """A run of tokens (both ends included) that may be a name, and whether it is sure."""

    first: int
    last: int
    sure: bool
    titled: bool = False


class _Reader:
    """Reads one comment. Holds the tokens, and whether capitals mean anything in this comment."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[_Token] = []
        end = 0
        for match in _TOKEN.finditer(text):
            gap = text[end : match.start()]
            opens = not self.tokens or bool(_SENTENCE_BREAK.search(gap))
            self.tokens.append(_Token(match.start(), match.end(), match[0], look_up(match[0]), opens))
            end = match.end()
        long = [token for token in self.tokens if len(token.said) > 3 and not token.opens]
        capitals = sum(token.word.capital for token in long)
        # In a comment all in capitals, or With Every Word Like This, a capital says nothing.
        self.shouted = (len(long) > 2 and capitals > 0.6 * len(long)) or (len(text) > 12 and text.isupper())
        self.blocked = self._allowed_tokens()

    def _allowed_tokens(self) -> set[int]:
        """The tokens inside an allowed phrase such as the name of a hospital."""
        words = [token.bare for token in self.tokens]
        if openings_of_phrases().isdisjoint(zip(words, words[1:], strict=False)):
            return set()
        spans = [match.span() for match in allowed_phrases().finditer(self.text)]
        return {
            number
            for number, token in enumerate(self.tokens)
            if any(start <= token.start < end for start, end in spans)
        }

    # -- what stands beside a token

    def gap(self, number: int) -> str:
        """What stands between a token and the one before it."""
        return self.text[self.tokens[number - 1].end : self.tokens[number].start] if number else ""

    def before(self, number: int) -> str:
        """The word before, in small letters, if nothing but a space or light punctuation parts them."""
        if number and _CUE_GAP.fullmatch(self.gap(number)):
            return self.tokens[number - 1].low
        return ""

    def after(self, number: int) -> str:
        """The word after, in small letters, if only a space parts them."""
        if number + 1 < len(self.tokens) and self.gap(number + 1) in (" ", "  ", ", "):
            return self.tokens[number + 1].low
        return ""

    def capital(self, number: int) -> bool:
        """Whether this token has a capital that means something."""
        return self.tokens[number].word.capital and not self.shouted

    def titled(self, number: int) -> str:
        """The title right before, or an empty string."""
        if number and _TITLE_GAP.fullmatch(self.gap(number)):
            low = self.tokens[number - 1].low
            if low in cues.TITLES:
                return low
        return ""

    def introduced(self, number: int) -> bool:
        """Whether the words before say that a name comes next ("my name is ...")."""
        return bool(cues.INTRODUCED.search(self.text[max(0, self.tokens[number].start - 40) : self.tokens[number].start]))

    def beside_person(self, number: int) -> bool:
        """Whether the word before points at a person."""
        low = self.before(number)
        return low in cues.BEFORE or low in cues.STAFF or low in cues.RELATIONS or low in cues.CALLING

    # -- judging one token

    def judge(self, number: int) -> bool | None:
        """True: surely a name. False: in doubt. None: not a name, as far as can be seen."""
        token = self.tokens[number]
        word = token.word
        if number in self.blocked or self._of_a_place(number) or _NUMBERED.match(self.text, token.end):
            return None
        title = self.titled(number)
        if title:
            return self._judge_titled(number, title)
        if word.allowed and not word.first:
            return None
        if self.introduced(number) and not word.allowed:
            if word.listed and (word.capital or not word.ordinary):
                return True
            if word.unknown and (self.capital(number) or word.strange):
                return True
        if word.plainly_name:
            return self._judge_plain(number)
        if word.first:
            return self._judge_both(number)
        if word.unknown and self.capital(number) and _MIXED.fullmatch(token.said) and len(word.folded) > 2:
            return self._judge_unknown(number)
        if word.strange and (self.shouted or not word.capital):
            return self._judge_strange(number)
        return None

    def _judge_titled(self, number: int, title: str) -> bool | None:
        word = self.tokens[number].word
        if word.allowed and not word.listed:
            return None
        if title in ("mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "dame", "cllr", "councillor"):
            if word.capital and not self.shouted and (not word.ordinary or word.listed):
                return self.tokens[number - 1].low not in ("miss", "doctor") or not word.ordinary or None
            if word.ordinary and title in ("ms", "miss", "dr", "doctor"):
                return True if word.plainly_name else None
            if word.unknown and title == "doctor":
                return None
            return True if word.listed or (word.unknown and len(word.folded) > 2) or (word.upper and not word.ordinary) else None
        if word.plainly_name:
            return True
        if word.listed and not word.ordinary:
            return True
        return True if word.unknown and self.capital(number) and not word.upper else None

    def _judge_plain(self, number: int) -> bool | None:
        token = self.tokens[number]
        if token.word.allowed:
            return None
        if not token.word.capital and len(token.word.folded) < 4:
            near = self.beside_person(number) or self.after(number) in cues.DOING or token.word.first
            return True if near else None
        return True

    def _judge_both(self, number: int) -> bool | None:
        """A first name that is also an ordinary word, a month or a place."""
        token = self.tokens[number]
        low, after, before = token.word.folded, self.after(number), self.before(number)
        if token.word.allowed and low not in ("may", "june", "april", "august"):
            return None
        following = number + 1 < len(self.tokens) and self.tokens[number + 1]
        if following and after and following.word.surname and not following.word.ordinary:
            if following.word.capital == token.word.capital and (self.capital(number) or not following.word.also_word):
                return True
        doing = after in cues.DOING and after not in ("is", "are", "were", "always", "really") or after in cues.STRONG_DOING
        if before in cues.NOT_AFTER or after in cues.HELPERS:
            return None
        pointed = before in cues.STAFF or before in cues.RELATIONS or before in cues.CALLING
        if before in ("in", "of", "since", "until", "till", "by", "on", "last", "next", "from", "during", "before", "after") and low in cues.MONTH_NAMES:
            return None
        if low in cues.MONTH_NAMES and not pointed and not (doing and self.capital(number) and not token.opens):
            return None
        if self.capital(number):
            if pointed or (before in cues.BEFORE and not token.opens):
                return True
            if doing:
                return not (token.opens and low in cues.IDEAS)
            return None if token.opens or len(low) < 3 or not before else (None if low in cues.IDEAS else False)
        if len(low) < 3:
            return None
        if pointed and before not in ("man", "patient", "worker", "driver", "and"):
            return True if not token.word.ordinary or doing else False
        if doing and (token.opens or before in ("and", "to", "thanks")):
            return False
        return False if before in cues.THANKING and (after in ("for", "and", "you") or not after) else None

    def _judge_unknown(self, number: int) -> bool | None:
        """A word of no list, with a capital that means something."""
        token = self.tokens[number]
        word = token.word
        before, after = self.before(number), self.after(number)
        owns = token.said[-2:] in ("'s", "’s")
        if self._paired(number) and (not token.opens or self._after_pair(number) in cues.DOING):
            return True
        if not token.opens:
            if before in cues.CALLING or before in cues.RELATIONS or before in cues.THANKING:
                return True
            if before in cues.STAFF and before not in ("healthcare", "nurses", "gp", "ot", "hv"):
                return True
            if after in cues.STRONG_DOING or (before in ("to", "saw", "by", "with") and self._led(number)):
                return True
            if after in ("was", "has", "had", "did", "made") and before in cues.BEFORE | {"but", "when", "because", "that", "as"}:
                return True
            if before == "both" and after == "and":
                return True
            if owns and word.strange:
                return True
            # Cheaper to have a person look at a capital nobody can explain than to let a rare name through.
            return False if word.strange else None
        if word.strange and (owns or after in cues.STRONG_DOING):
            return True
        return False if word.strange and (after in cues.DOING or after in ("and", "on", "at", "the")) else None

    def _judge_strange(self, number: int) -> bool | None:
        """A word of no list and no dictionary, in a comment or place where capitals say nothing."""
        token = self.tokens[number]
        before, after = self.before(number), self.after(number)
        if self._paired(number) and (self._led(number) or (token.opens and self._after_pair(number) in cues.DOING)):
            return True
        if _DESCRIBING.search(token.word.folded):
            return None
        if before in cues.CALLING or (before in cues.RELATIONS and self.before(number - 1) in ("my", "our", "his", "her")):
            return True
        if before == "to" and self._led(number):
            return True
        if before in ("nurse", "dr", "sister", "physio", "midwife", "carer"):
            return True
        if token.opens and after in ("was", "has", "explained", "helped", "listened", "who"):
            return after not in ("has", "who")
        return None

    def _led(self, number: int) -> bool:
        """Whether the words before are of the kind that only people follow ("spoke to", "thanks to")."""
        return bool(cues.LED.search(self.text[max(0, self.tokens[number].start - 30) : self.tokens[number].start]))

    def _paired(self, number: int) -> bool:
        """Whether this word and the next are both like names, written alike."""
        if number + 1 >= len(self.tokens) or self.gap(number + 1) != " " or number + 1 in self.blocked:
            return False
        one, two = self.tokens[number], self.tokens[number + 1]
        if two.word.allowed or one.word.capital != two.word.capital or self._of_a_place(number + 1) or two.low in cues.PLACES:
            return False
        if self.capital(number) and not (_MIXED.fullmatch(two.said) and _MIXED.fullmatch(one.said)):
            return False
        if two.word.listed and not two.word.ordinary:
            return one.word.strange
        return one.word.strange and (two.word.strange or (two.word.unknown and self.capital(number)))

    def _after_pair(self, number: int) -> str:
        return self.after(number + 1)

    def _of_a_place(self, number: int) -> bool:
        """Whether the word belongs to the name of a place, a saint or an illness."""
        if number and self.tokens[number - 1].low in ("st", "saint", "saints", "ss") and len(self.gap(number)) < 3:
            return True
        low = self.tokens[number].low
        for step in (1, 2):
            if number + step >= len(self.tokens) or self.gap(number + step).strip("'’ "):
                return False
            following = self.tokens[number + step]
            if following.low in cues.PLACES:
                if step == 1 and low.endswith(("'s", "’s")) and not following.word.capital:
                    return following.low in ("disease", "syndrome", "palsy", "lymphoma", "law", "test")
                # "Rose ward" and "Byron House"; but a small letter after a person's name may only be a verb or a noun.
                return following.word.capital or following.low not in (
                    "care", "team", "day's", "home", "line", "way", "place", "test", "sign", "act", "group", "health", "general",
                )
            if not (following.word.capital and following.word.listed):
                return False
        return False

    # -- growing a name to its full length

    def grow(self, number: int, sure: bool) -> _Span:
        """The whole name around a token that is one: initials, double names and surnames with it."""
        tokens = self.tokens
        last = number
        while last + 1 < len(tokens) and last - number < 4 and _JOIN.fullmatch(self.gap(last + 1)):
            if tokens[last].said[-2:] in ("'s", "’s"):
                break
            following = tokens[last + 1]
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
            if len(preceding.said) == 1 and preceding.word.upper | preceding.said.isupper() and (dot or preceding.said not in "AI"):
                first -= 1
            elif not dot and preceding.word.strange and preceding.low not in cues.TITLES | cues.STAFF and not self.capital(first - 1) and not preceding.word.capital ^ tokens[first].word.capital:
                first -= 1
            elif not dot and preceding.word.unknown and self.capital(first - 1) and not preceding.word.upper and first - 1 not in self.blocked and len(preceding.said) > 2 and preceding.low not in cues.TITLES | cues.STAFF:
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
            return token.said.isupper() and (token.said not in "AI" or alone) or (token.said.islower() and token.said not in "aiuxo" and alone and end != ")")
        if token.low in cues.PARTICLES:
            return number + 1 < len(self.tokens) and self.tokens[number + 1].word.capital and not self.tokens[number + 1].word.ordinary
        if token.low in cues.DOING or token.low in cues.HELPERS or token.low in cues.TITLES:
            return False
        if word.plainly_name:
            return True
        if self.capital(number):
            return (word.listed and (not word.ordinary or word.surname)) or (word.unknown and (not word.upper or len(word.folded) > 4))
        if word.strange and not self.capital(number) and self.tokens[number - 1].word.capital == word.capital:
            return self.tokens[number - 1].word.first or self.tokens[number - 1].word.strange
        return word.listed and not word.ordinary and len(word.folded) > 2 and token.low not in cues.BEFORE and not word.allowed

    # -- the whole comment

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
            if not (self._of_a_place(span.last) and not self.titled(span.first)):
                spans.append(span)
            number = span.last + 1
        return spans

    def signature(self) -> tuple[int, int] | None:
        """Where the name stands in a signature at the end ("- Jean P"), if there is one."""
        match = cues.SIGNED.search(self.text)
        if not match:
            return None
        inside = [n for n, token in enumerate(self.tokens) if match.start(1) <= token.start < match.end(1)]
        while inside and self.tokens[inside[0]].low in cues.TITLES:
            inside.pop(0)
        if not inside or any(n in self.blocked for n in inside):
            return None
        words = [self.tokens[n].word for n in inside]
        if any(word.ordinary or (word.allowed and not word.listed) for word in words):
            return None
        led_by_dash = re.match(r"[\s.!?,]*[-–—~]", match[0]) is not None
        named = any(word.listed and (word.capital or not word.also_word) for word in words)
        capital = all(word.capital for word in words) and not self.shouted and not words[0].upper
        if named and (capital or not any(word.also_word for word in words)) or (capital and not led_by_dash and len(words[0].folded) > 2 and "from" not in match[0].lower()) or (
            capital and led_by_dash and len(words) > 1
        ):
            return self.tokens[inside[0]].start, self.tokens[inside[-1]].end
        return None


def _same_again(reader: _Reader, spans: list[Found]) -> list[Found]:
    """The same names said again elsewhere in the comment, where the word alone would not have told."""
    known = set()
    for found in spans:
        if found.sure:
            for token in reader.tokens:
                if found.start <= token.start < found.end and len(token.said) > 2 and not token.word.ordinary and not token.word.allowed:
                    known.add(token.word.folded)
    again = []
    for number, token in enumerate(reader.tokens):
        if token.word.folded in known and number not in reader.blocked and not reader._of_a_place(number):
            if (token.word.capital or not token.word.also_word) and not any(f.start <= token.start < f.end for f in spans):
                again.append(Found(token.start, _bare_end(token), Kind.NAME))
    return again


def _bare_end(token: _Token) -> int:
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


def find_names(text: str, *, keep_staff_names: bool = False) -> list[Found]:
    """Every person's name in the text; with ``keep_staff_names``, those of staff who are not criticised are left."""
    if not any_telling(_TOKEN.findall(text)):
        return []
    reader = _Reader(text)
    spans = [
        Found(reader.tokens[span.first].start, _bare_end(reader.tokens[span.last]), Kind.NAME, span.sure)
        for span in reader.read()
    ]
    signed = reader.signature()
    if signed:
        whole = Found(*signed, Kind.NAME)
        spans = [found for found in spans if not found.overlaps(whole)] + [whole]
    spans += _same_again(reader, spans)
    if keep_staff_names:
        spans = [found for found in spans if not _of_staff(reader, found)]
    return sorted(spans)
