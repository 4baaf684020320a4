"""The word lists that name-finding leans on, and what they say of one word."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from antiphon.voices.deidentification.name_sounds import sound

_FOLDER = Path(__file__).parent.parent / "names"

# Endings that surnames have and ordinary English words do not. They catch names that no list holds.
_NAME_SHAPE = re.compile(
    r"(?:^mac?c[a-z]{4,}|^mc[a-z]{3,}|^fitz[a-z]{4,}|^o['’][a-z]{3,}|^d['’][a-z]{4,}|^oluwa[a-z]{3,}|^chukwu[a-z]*"
    r"|^(?:ade|ola|olu|aye|oye|ogun|ngo|nwa)[bdgjklmnrstwy][a-z]{4,}"
    r"|[a-z]{3,}(?:owsk[ia]|ewsk[ia]|insk[ia]|[dlz]sk[ia]|ck[ia]ewicz|owicz|ewicz|czyk|czak|szek|wicz|escu|eanu|oglu"
    r"|poulo[su]|akis|idis|ides|enko|chuk|ovic|evic|avičius|ienė|aitis|auskas|evskis|dottir|sdottir"
    r"|singham|nathan|swamy|asinghe|ratne|wardena|weera|murthy|deep|preet|jeet|jinder|winder|inder"
    r"|kumar|bhai|ullah|uddin|zadeh|nejad|pour|ashvili|idze))$"
)
_ORDINARY_SHAPE = re.compile(
    r"[a-z]{2,}(?:(?<![qx])ing|tion|sion|ment|ness|ful|less|able|ible|ious|eous|ally|ively|edly|ology|ologist|ologists|ician"
    r"|icians|(?<!a)itis|osis|ectomy|ative|ised|ized|ated|ability|ility|ship|ism|work|works|times|care|thing|body|self"
    r"|selves|iest|ered|pped|tted|lled|ssed|cked|nded|ators?|ations?|ments|mg|mls?)$"
)


def fold(word: str) -> str:
    """The word in small letters without accents or apostrophes, as the lists hold it."""
    word = word.lower().replace("’", "").replace("'", "")
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("ı", "i").replace("ø", "o"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def words_in(name: str) -> frozenset[str]:
    """The entries of one list file, folded; lines that start with # are remarks."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    entries = (line.strip() for line in lines if line.strip() and not line.startswith("#"))
    if name in ("ordinary_words.txt", "known_words.txt", "wide_names.txt"):
        return frozenset(fold(word) for line in entries for word in line.split())
    return frozenset(fold(entry) for entry in entries)


@cache
def allowed_phrases() -> re.Pattern[str]:
    """Matches every allowed phrase of two or more words, longest first."""
    lines = (_FOLDER / "allowed.txt").read_text(encoding="utf-8").splitlines()
    phrases = {line.strip().lower() for line in lines if " " in line.strip() and not line.startswith("#")}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    body = "|".join(re.escape(phrase).replace("'", "['’]?").replace(r"\ ", r"\s+") for phrase in ordered)
    return re.compile(rf"\b(?:{body})\b", re.IGNORECASE)


@cache
def openings_of_phrases() -> frozenset[tuple[str, str]]:
    """The first two words of each allowed phrase: without such a pair the phrase search can be left out."""
    phrases = (re.findall(r"[^\W\d_]+", fold(entry)) for entry in words_in("allowed.txt") if " " in entry)
    return frozenset((words[0], words[1]) for words in phrases if len(words) > 1)


@dataclass(frozen=True, slots=True)
class Word:
    """What the lists say of one word, its capitals included."""

    folded: str
    first: bool
    surname: bool
    also_word: bool
    ordinary: bool
    allowed: bool
    shaped: bool
    slip: bool
    capital: bool
    upper: bool
    wide: bool = False
    sound: int = 0

    @property
    def listed(self) -> bool:
        """A first name or surname of the lists."""
        return self.first or self.surname

    @property
    def strange(self) -> bool:
        """Unknown, and not even a slip of the pen for an ordinary word: a name, more often than not."""
        return self.unknown and not self.slip and len(self.folded) > 3

    @property
    def plainly_name(self) -> bool:
        """A name that is nothing else, so that it needs nothing beside it."""
        return (self.listed and not self.also_word and not self.allowed) or self.shaped

    @property
    def tier(self) -> str:
        """One letter for what the lists say, as the name model reads it."""
        if self.allowed:
            return "V" if self.first or self.surname else "X"
        if self.plainly_name:
            return "P"
        if self.first or self.surname:
            return "F" if self.first else "N"
        if self.ordinary:
            return "O"
        if self.wide:
            return "S" if self.slip else "B"
        return "L" if self.slip else "U"

    @property
    def unknown(self) -> bool:
        """Neither a listed name nor any word we know: only its capital or its place can make it a name."""
        return not (self.listed or self.ordinary or self.allowed)


def _ordinary(folded: str) -> bool:
    words = words_in("ordinary_words.txt")
    known = words_in("known_words.txt")
    if folded in words or folded in known or _ORDINARY_SHAPE.fullmatch(folded):
        return folded not in words_in("wide_names.txt")
    if folded.endswith("s") and folded[:-1] in known:
        return True
    return grown(folded)


def grown(folded: str) -> bool:
    """Whether the word is an ordinary one of `ordinary_words.txt` with an ending."""
    words = words_in("ordinary_words.txt")
    return any(
        folded.endswith(ending) and len(folded) - len(ending) > 2 and folded[: -len(ending)] + back in words
        for ending, back in (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("d", ""), ("ly", ""), ("er", ""), ("y", ""))
    )


def _one_letter_fewer(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@cache
def _ordinary_one_letter_fewer() -> frozenset[str]:
    return frozenset(less for word in words_in("ordinary_words.txt") if len(word) > 4 for less in _one_letter_fewer(word))


def slip(folded: str) -> bool:
    """Whether the word is one letter away from an ordinary word, as misspelt words are."""
    if len(folded) < 4:
        return False
    fewer = _one_letter_fewer(folded)
    longer = _ordinary_one_letter_fewer()
    return folded in longer or not fewer.isdisjoint(longer) or any(_ordinary(less) for less in fewer if len(less) > 3)


@lru_cache(maxsize=65_536)
def look_up(word: str) -> Word:
    """What the lists say of ``word``, which may end in a possessive and may be two names with a hyphen."""
    bare = word[:-2] if word[-2:] in ("'s", "’s", "'S", "’S") else word
    folded = fold(bare)
    allowed_list = words_in("allowed.txt")
    first = folded in words_in("first_names.txt")
    surname = folded in words_in("surnames.txt")
    allowed = folded in allowed_list or fold(word) in allowed_list
    also = folded in words_in("also_words.txt") or len(folded) < 3
    ordinary = _ordinary(folded) and not (first and not also)
    shaped = bool(_NAME_SHAPE.fullmatch(bare.lower()))
    if "-" in bare and not (first or surname):
        parts = [look_up(part) for part in bare.split("-") if part]
        both = len(parts) > 1 and all(part.listed or part.unknown for part in parts)
        surname = both and any(part.plainly_name for part in parts)
        first = surname and parts[0].first
        ordinary = not surname and any(part.ordinary for part in parts)
        allowed = allowed or (not surname and any(part.allowed for part in parts))
    if not folded.strip("x"):
        # "Mr X" and "Dr XXXX" hide a name already.
        allowed = True
    return Word(
        folded=folded,
        first=first,
        surname=surname,
        also_word=also,
        ordinary=ordinary,
        allowed=allowed,
        shaped=shaped and not allowed and not ordinary,
        slip=not (first or surname or ordinary or allowed) and slip(folded),
        capital=bare[:1].isupper(),
        upper=len(bare) > 1 and bare.isupper(),
        wide=folded in words_in("wide_names.txt"),
        sound=0 if (ordinary or allowed) and not (first or surname) else sound(folded),
    )


class _Telling(dict[str, bool]):
    """Whether a word could be a name or could lead to one, worked out once for each word seen."""

    def __missing__(self, said: str) -> bool:
        word = look_up(said)
        telling = (
            (word.listed and not word.ordinary)
            or word.first
            or word.shaped
            or (word.unknown and (word.capital or word.strange or len(word.folded) < 3))
            or word.folded in _LEADING
        )
        if len(self) < 200_000:
            self[said] = telling
        return telling


_LEADING = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "doctor",
        "prof",
        "professor",
        "name",
        "names",
        "named",
        "called",
        "surname",
        "nurse",
        "sister",
    ]
)
_telling = _Telling()


def is_telling(said: str) -> bool:
    """Whether the word, as it is written, could be a name or lead to one."""
    return _telling[said]


def any_telling(words: list[str]) -> bool:
    """Whether any of the words could be a name or lead to one; if none, there is no need to read closely."""
    return any(map(_telling.__getitem__, words))
