"""What somebody who searches means: words, what their question asks for, and other words for the same. Plain Python.

A question is taken apart into *groups*: each is one thing that was asked for, said in one or several ways, the way that
was typed with the weight 1 and others with less. A group that comes from the form of the question (“how many people …”)
is an *aspect*: it lifts what speaks of that, and nothing is found by it alone unless nothing else was said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_GROUPS = 16
LONGEST = 300
OTHER_WORD = 0.6  # what another word for the same is worth, beside 1 for the word that was typed

# Words by which a question is put, and which say nothing about its subject.
_QUESTION = """
    a about already am an and any anybody anyone are as at be been being but by can could did do does done for from had has
    have how i if in information into is it its know known me of on or our people's please should so some somebody someone
    tell that the their them there these they this to was we were what when where which who whom whose why will with would
    you your
"""
QUESTION = frozenset(_QUESTION.split())

# The form of a question, and the words under which its answer usually stands.
_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bhow many (people|patients)( (are|were|have|had))?( affected)?( by)?\b|\bhow (common|frequent|often)( is| are)?\b",
     ("frequency", "prevalence", "how many")),
    (r"\bwho (is|are) at risk( of| for)?\b|\bat risk( of| for)?\b", ("susceptibility", "risk")),
    (r"\bhow (to|do you|do we|can i|is|are)( \w+)? diagnos\w*\b|\bdiagnosed?\b", ("diagnosis", "tests", "exams")),
    (r"\bhow (to|do you|do we|can i|can we) prevent\b|\bprevent(ed|ing)?\b", ("prevention",)),
    (r"\bwhat (to|should \w+|can \w+) do( for| about| with)?\b", ("considerations", "advice", "support")),
    (r"\bwhat research\b|\b(clinical )?trials?\b", ("research", "trials")),
    (r"\b(the )?(out-?look|prognosis)( for| of)?\b", ("outlook", "prognosis")),
    (r"\b(is|are)\b(?=.*\binherited\b)|\binherited\b", ("inheritance", "inherited")),
    (r"\bgenetic changes?( related to)?\b", ("genetic changes", "genes")),
    (r"\btreat(ments?|ed|ing)?( for| of)?\b", ("treatment", "therapy", "management")),
    (r"\b(what )?causes?( of)?\b|\bwhy (do|does|did|is|are)\b", ("causes", "reasons")),
    (r"\b(signs|symptoms)( of)?\b", ("symptoms", "signs")),
    (r"\bcomplications?( of)?\b", ("complications",)),
    (r"\bstages?( of)?\b", ("stages",)),
    (r"\bwhat (was|were|has been|did \w+) (decided?|done|changed?)\b|\bdecisions?\b", ("decision", "decided")),
)  # fmt: skip
FORMS = tuple((re.compile(form), words) for form, words in _FORMS)
PLAIN = re.compile(
    r"^\s*(what (is|are|does|was|were)\b|do (you|we) have (any )?information|tell me (about|of)|information (about|on))"
)
OVERVIEW = ("information", "overview", "summary")

# Words of health, care and listening that mean nearly the same. One line is one meaning.
_SAME = """
    gp, general practice, family doctor, doctor's surgery, gp surgery
    doctor, physician, clinician
    a&e, emergency department, casualty, accident and emergency
    appointment, booking, slot
    waiting, wait, delay, queue
    carer, caregiver, unpaid carer
    elderly, older, older people, pensioner, over 65
    young people, teenager, adolescent, youth
    child, children, infant, paediatric, pediatric
    baby, newborn, infant
    maternity, pregnancy, birth, antenatal, midwife
    cost, price, charge, fee, expense
    transport, travel, bus, parking
    phone, telephone, call, ring
    online, digital, internet, website, app
    offline, paper, no internet, digital exclusion
    deaf, hearing loss, bsl, british sign language
    blind, sight loss, visual impairment
    disabled, disability, disabled people, impairment
    learning disability, learning difficulty, easy read
    mental health, depression, anxiety, wellbeing
    dentist, dental, teeth
    pharmacy, chemist, pharmacist
    medicine, medication, drug, prescription
    cancer, tumour, tumor, neoplasm, oncology
    heart attack, myocardial infarction
    high blood pressure, hypertension
    stroke, cerebrovascular
    diabetes, blood sugar
    hospital, ward, trust, inpatient
    clinic, outpatient, health centre
    nurse, nursing
    staff, workforce, employee
    discharge, going home, leaving hospital
    vaccination, vaccine, jab, immunisation, immunization
    screening, test, check
    translation, interpreter, language
    survey, questionnaire, poll
    meeting, workshop, roundtable, focus group
    complaint, concern, grievance
    money, funding, budget, finance
    closing, closure, shut
    opening hours, evening, weekend, out of hours
    homeless, homelessness, rough sleeping
    privacy, confidentiality, data protection
    programme, program
    organisation, organization
    centre, center
    haemorrhage, hemorrhage, bleeding
    anaemia, anemia
    oesophagus, esophagus
"""
# Letters joined by “&” are a name of its own: the search in PostgreSQL would see two letters.
_JOINED = re.compile(r"\b(\w{1,3})\s?&\s?(\w{1,3})\b")
_APART = re.compile(r"[/_\\|]+")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_QUOTED = re.compile(r"[\"“]([^\"”]{2,})[\"”]")


@dataclass(frozen=True)
class Group:
    """One thing that was asked for: (words, what they are worth) pairs, the typed ones first."""

    ways: tuple[tuple[str, float], ...]
    aspect: bool = False


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: the groups, the words of it in their order, and what they put between quotation marks."""

    groups: tuple[Group, ...]
    words: tuple[str, ...]
    quoted: tuple[str, ...] = ()


def evened(text: str) -> str:
    """Return text as it is indexed: words that a stroke joins come apart, and “A&E” is one word."""
    return _APART.sub(" ", _JOINED.sub(r"\1and\2", text.replace("\x00", "")))


def meanings(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each word or phrase of a list (one meaning a line, commas between), the others of its lines."""
    found: dict[str, list[str]] = {}
    for line in lines:
        words = [" ".join(evened(one).casefold().split()) for one in line.split(",")]
        words = list(dict.fromkeys(word for word in words if word))
        for word in words:
            found.setdefault(word, []).extend(other for other in words if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


SAME = meanings(_SAME.splitlines())


def read(typed: str, same: Mapping[str, Sequence[str]] = SAME, *, forms: bool = True) -> Asked:
    """Return what somebody means who typed this. An empty question has no groups."""
    low = " ".join(evened(typed[:LONGEST]).casefold().split())
    quoted = tuple(match.strip() for match in _QUOTED.findall(low))
    rest, aspects = (low, []) if not forms else _form(low)
    words = [word for word in _WORD.findall(rest) if word not in QUESTION]
    if not words:  # nothing but a form: then its words are what is looked for
        words = [word for word in _WORD.findall(low) if word not in QUESTION]
        aspects = [] if words else aspects
    groups = [Group(ways) for ways in _ways(words, same)][:MOST_GROUPS]
    groups += [Group(tuple((word, 1.0 if place == 0 else 0.8) for place, word in enumerate(aspect)), True) for aspect in aspects]
    return Asked(tuple(groups), tuple(words[:MOST_GROUPS]), quoted)


def _form(low: str) -> tuple[str, list[tuple[str, ...]]]:
    aspects, rest = [], low
    for form, words in FORMS:
        if form.search(rest):
            rest = form.sub(" ", rest, count=1)
            aspects.append(words)
    if PLAIN.match(low):
        rest = PLAIN.sub(" ", rest, count=1)
        aspects = aspects or [OVERVIEW]
    return rest, aspects


def _ways(words: Sequence[str], same: Mapping[str, Sequence[str]]) -> list[tuple[tuple[str, float], ...]]:
    """Return the ways to say each word; words that stand in the list together are one thing."""
    found, at = [], 0
    while at < len(words):
        size = next((size for size in (3, 2) if " ".join(words[at : at + size]) in same and at + size <= len(words)), 1)
        said = " ".join(words[at : at + size])
        others = [(other, OTHER_WORD) for other in (same.get(said) or same.get(_single(said), ()))]
        found.append(((said, 1.0), *others))
        if size > 1:  # the words also count one by one, for less, so that one of them alone still finds something
            found[-1] = (*found[-1], *((word, 0.4) for word in words[at : at + size]))
        at += size
    return list(dict.fromkeys(found))


def _single(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def edits(one: str, other: str) -> int:
    """Return how many letters were left out, added, changed or swapped with their neighbour between two words."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def slips(word: str, near: Iterable[tuple[str, str, int]], *, most: int = 4) -> list[tuple[str, float]]:
    """Return the words that somebody who typed `word` may have meant, with what each is worth.

    `near` holds (word, stem, documents). One slip is allowed in a word of four letters and more, two from eight on.
    """
    allowed = 0 if len(word) < 4 or any(letter.isdigit() for letter in word) else 1 if len(word) < 8 else 2
    found = []
    for other, stem, documents in near:
        away = edits(word, other)
        if 0 < away <= allowed:
            found.append((away, other[:1] != word[:1], -documents, stem, other))
    best = sorted(found)
    return [(other, 0.85 if away == 1 else 0.6) for away, _, _, _, other in best if away == best[0][0]][:most] if best else []
