"""How the coder reads a comment: normal form, words, and the kind of question that was asked.

Everything here is a pure function of the text, so training and running can never disagree about it.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "clauses_of",
    "features_of_short_answer",
    "normalise",
    "question_kind",
    "says_nothing",
    "without_details",
    "words_of",
]

_EMAIL_OR_LINK = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
# What making-safe writes over personal details ("[phone number]"): its words are not the person's words, and
# would read as a comment about telephones.
_MASK = re.compile(
    r"\[(?:name|phone number|email address|postcode|address|nhs number|national insurance number|date of birth"
    r"|web link|social media name|reference number|vehicle registration)\]"
)
_LONG_NUMBER = re.compile(r"\d[\d ]{2,}\d|\d{3,}")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[a-z#]+")
_CLAUSE_END = re.compile(r"[.!?;\n]+|\b(?:but|although|though|however|except)\b", re.IGNORECASE)

# What survey tools write in place of an answer. Somebody typing "nothing" or "no" has answered (mostly to
# say that all is well), so those words are not here: the trained weights decide about them.
_NOT_ANSWERED = frozenset(
    {
        "blank",
        "did not answer",
        "did not reply",
        "did not respond",
        "didnt answer",
        "left blank",
        "no answer",
        "no answer given",
        "no comment given",
        "no reply",
        "no response",
        "no response given",
        "not answered",
        "not applicable",
        "nan",
        "null",
        "question not answered",
        "question skipped",
        "skipped",
    }
)

_GOOD = re.compile(r"\b(good|well|liked?|enjoyed|best|positive|satisfied)\b")
_IMPROVE = re.compile(
    r"\b(improve[ds]?|improvements?|better|change[ds]?|differently|dissatisfied|worse|bad)\b"
)


def normalise(text: str) -> str:
    """The normal form of a comment: plain lower-case letters, one space between words.

    Numbers become "#"; e-mail and web addresses go, and so do the marks that making-safe left: nothing built
    from the result can hold a telephone number, a date or an address. Two comments with the same normal form
    count as one comment in every split and every count.
    """
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).lower().replace("\u2019", "'")
    if "@" in plain or "http" in plain or "www" in plain:
        plain = _EMAIL_OR_LINK.sub(" ", plain)
    if "[" in plain:
        plain = _MASK.sub(" ", plain)
    plain = _DIGITS.sub(" # ", plain.replace("'", ""))
    return " ".join(_WORD.findall(plain))


def without_details(text: str) -> str:
    """A comment for a reader of sentences: its own words and stops, without masks, addresses or long numbers."""
    return " ".join(_LONG_NUMBER.sub("#", _MASK.sub(" ", _EMAIL_OR_LINK.sub(" ", text))).split())


def words_of(text: str) -> list[str]:
    """The words of a comment, in order, in normal form."""
    return normalise(text).split()


def says_nothing(normal: str) -> bool:
    """Whether a comment in normal form has nothing to code: no words, or a survey tool's "did not answer"."""
    return not normal.strip("# ") or normal in _NOT_ANSWERED


def question_kind(question: str) -> str:
    """What a question asks for: "good", "improve", "open" (either, or neither), or "" when not known."""
    normal = normalise(question)
    if not normal:
        return ""
    good, improve = bool(_GOOD.search(normal)), bool(_IMPROVE.search(normal))
    if good == improve:
        return "open"
    return "good" if good else "improve"


def features_of_short_answer(words: list[str], kind: str) -> list[str]:
    """Features for what an answer of a word or three means under the question it answers.

    "Nothing" is praise when the question was what to improve, and no answer at all when the question was
    what was good: only the pair of word and question carries the meaning.
    """
    if not kind:
        return []
    found = [f"?{kind}"]
    if len(words) <= 4:
        found += [f"?{kind}:{word}" for word in words]
    return found


def clauses_of(text: str) -> list[list[str]]:
    """The clauses of a comment, each as its words; empty when the comment is all one clause.

    A long comment is about many things and a clause about one, so a code named in passing stands out in
    its clause. Clauses of a single word are left out: they say too little to be read alone.
    """
    clauses = [words for part in _CLAUSE_END.split(text) if len(words := words_of(part)) > 1]
    return clauses if len(clauses) > 1 else []
