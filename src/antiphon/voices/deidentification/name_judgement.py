"""Whether one word of a comment is somebody's name: surely, perhaps, or not as far as can be seen."""

import re

from antiphon.voices.deidentification import name_cues as cues
from antiphon.voices.deidentification.name_context import MIXED, Comment

# Endings of words that tell what something is like or what was done: "my daughter entertained".
_DESCRIBING = re.compile(r"(?:ed|ic|al|ly|es|ive|ity|ant|ent|ous|ise|ize|ate|ify|ists?|ers|ors|ings?|isms?)$")
# "Harvey 1" is a ward and "Edward 2" is another.
_NUMBERED = re.compile(r"\s\d{1,2}\b(?![.,:/]?\d)(?!\s*(?:years|yrs|weeks|months|days|hours|times))")


class Judge(Comment):
    """A comment whose words can be judged. True: surely a name. False: in doubt. None: no sign of a name."""

    def judge(self, number: int) -> bool | None:
        """True: surely a name. False: in doubt. None: not a name, as far as can be seen."""
        token = self.tokens[number]
        word = token.word
        if number in self.blocked or self.of_a_place(number) or _NUMBERED.match(self.text, token.end):
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
        if word.unknown and self.capital(number) and MIXED.fullmatch(token.said) and len(word.folded) > 2:
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
        following = self.tokens[number + 1].word if after else None
        if following and following.surname and not following.ordinary and following.capital == token.word.capital and (
            self.capital(number) or not following.also_word
        ):
            return True
        doing = (after in cues.DOING and after not in ("is", "are", "were", "always", "really")) or after in cues.STRONG_DOING
        if before in cues.NOT_AFTER or after in cues.HELPERS:
            return None
        pointed = before in cues.STAFF or before in cues.RELATIONS or before in cues.CALLING
        if (
            before in ("in", "of", "since", "until", "till", "by", "on", "last", "next", "from", "during", "before", "after")
            and low in cues.MONTH_NAMES
        ):
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
            return not token.word.ordinary or doing
        if doing and (token.opens or before in ("and", "to", "thanks")):
            return False
        return False if before in cues.THANKING and (after in ("for", "and", "you") or not after) else None

    def _judge_unknown(self, number: int) -> bool | None:
        """A word of no list, with a capital that means something."""
        token = self.tokens[number]
        word = token.word
        before, after = self.before(number), self.after(number)
        owns = token.said[-2:] in ("'s", "’s")
        if self.paired(number) and (not token.opens or self.after_pair(number) in cues.DOING):
            return True
        if not token.opens:
            if before in cues.CALLING or before in cues.RELATIONS or before in cues.THANKING:
                return True
            if before in cues.STAFF and before not in ("healthcare", "nurses", "gp", "ot", "hv"):
                return True
            if after in cues.STRONG_DOING or (before in ("to", "saw", "by", "with") and self.led(number)):
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
        if self.paired(number) and (self.led(number) or (token.opens and self.after_pair(number) in cues.DOING)):
            return True
        if _DESCRIBING.search(token.word.folded):
            return None
        if before in cues.CALLING or (before in cues.RELATIONS and self.before(number - 1) in ("my", "our", "his", "her")):
            return True
        if before == "to" and self.led(number):
            return True
        if before in ("nurse", "dr", "sister", "physio", "midwife", "carer"):
            return True
        if token.opens and after in ("was", "has", "explained", "helped", "listened", "who"):
            return after not in ("has", "who")
        return None
