"""The words of questions: advice on them, the same in full to be signed, keys that stay, and ready-made questions.

Plain Python. Advice is for a person to think about: it never stops anything.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from antiphon.engagement.answering import Asked, Kind, choices_of

LONG_SENTENCE = 20  # words; beyond it many readers lose the beginning
MANY_OPTIONS = 10
KEY_LONGEST = 40

_LEADING = re.compile(
    r"""(?ix)\b(?:
        do\s*n[o'’]t\s+you | would\s*n[o'’]t\s+you | is\s*n[o'’]t\s+it | are\s*n[o'’]t\s+you
      | do\s+you\s+agree | would\s+you\s+agree | how\s+much\s+do\s+you\s+(?:like|support|agree)
      | obviously | clearly | of\s+course | surely | everyone\s+(?:knows|agrees) | as\s+(?:we|you)\s+(?:all\s+)?know
      | (?:excellent|wonderful|amazing|world[\s-]class|much[\s-]needed|vital|exciting)\s+(?:new\s+)?\w+
    )"""
)
_JARGON = re.compile(
    r"""(?ix)\b(?:
        stakeholders? | pathways? | rationali[sz]\w* | reconfigur\w* | co-?locat\w* | utili[sz]\w* | signpost\w*
      | hard[\s-]to[\s-]reach | service\s+users? | multidisciplinary | interface | going\s+forward | leverag\w*
      | operationali[sz]\w* | stratif\w* | holistic\w*
    )\b"""
)
_NOT_NOT = re.compile(r"(?i)\b(?:not|never|no|n[’']t)\b[^.?!]{0,40}\b(?:not|never|un\w{3,}|dis(?:agree|satisf)\w*|without)\b")
_JOINED = re.compile(r"(?i)\b(?:and|or)\b")
_ADJECTIVES = re.compile(
    r"(?i)\b(easy|quick|clear|clean|safe|kind|helpful|friendly|fast|simple|polite|useful|good|fair|warm|comfortable|happy|satisfied)"
    r"\s+(?:and|or)\s+(?:how\s+)?(easy|quick|clear|clean|safe|kind|helpful|friendly|fast|simple|polite|useful|good|fair|warm|comfortable"
    r"|happy|satisfied)\b"
)
_ACRONYM = re.compile(r"\b(?!NHS\b|GP\b|UK\b|TV\b|BSL\b|A\b|I\b)[A-Z]{2,5}s?\b")


def advice(text: str, *, hint: str = "", options: Sequence[str] = ()) -> list[str]:
    """Return what could make a question hard to answer, or lean it one way, as sentences that say what to do."""
    found = []
    for sentence in re.split(r"(?<=[.?!])\s+", f"{text} {hint}".strip()):
        words = len(sentence.split())
        if words > LONG_SENTENCE:
            found.append(f"A sentence has {words} words. Use {LONG_SENTENCE} or fewer, so that nobody loses the thread.")
    if text.count("?") > 1 or _ADJECTIVES.search(text) or (text.count("?") and _two_questions(text)):
        found.append("This may ask two things at once. Ask each on its own, so that one answer means one thing.")
    found += [f"“{one}” leans towards an answer. Ask in words that suit every answer." for one in _all(_LEADING, text)]
    found += [f"“{one}” is a word of the trade. Use the word that people use." for one in _all(_JARGON, f"{text} {hint}")]
    found += [f"“{one}” is short for something. Write it out once." for one in _all(_ACRONYM, f"{text} {hint}")]
    if _NOT_NOT.search(text):
        found.append("There are two “no”s in one sentence. Say it the other way round.")
    if len(options) > MANY_OPTIONS:
        found.append(f"There are {len(options)} answers to choose from. Few people read more than {MANY_OPTIONS}.")
    return found


def _two_questions(text: str) -> bool:
    """Return whether both sides of an “and” or “or” begin a question: how was A and why did B."""
    asks = r"(?:what|how|when|where|why|who|which|did|do|does|was|were|is|are|would|could|should|have|has)"
    joined = (match for match in _JOINED.finditer(text) if len(text[: match.start()].split()) > 1)  # “where and when” is one
    return any(re.match(rf"(?i)\s*{asks}\s+\w", text[match.end() :]) for match in joined)


def _all(pattern: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(match.group().split()) for match in pattern.finditer(text)))


def in_full(asked: Asked, every: Sequence[Asked]) -> str:
    """Return a question with everything that the public reads of it: help, answers, rows, ends, and who is asked."""
    lines = [asked.text, asked.hint]
    lines += [f"Row: {row.text}" for row in asked.rows]
    lines += [f"Answer: {option.text}{' (with a box for own words)' if option.words else ''}" for option in asked.options]
    if asked.kind is Kind.SCALE:
        low, high = asked.settings.get("low", ""), asked.settings.get("high", "")
        lines.append(f"From {asked.lowest}{f' ({low})' if low else ''} to {asked.highest}{f' ({high})' if high else ''}")
    if most := asked.settings.get("most"):
        lines.append(f"Choose up to {most}")
    if asked.required:
        lines.append("Must be answered")
    if said := asked_of(asked, every):
        lines.append(said)
    return "\n".join(line for line in lines if line)


def asked_of(asked: Asked, every: Sequence[Asked]) -> str:
    """Return of whom a question is asked, in words; empty when of everyone."""
    by_series = {one.series: (number, one) for number, one in enumerate(every, start=1)}
    parts = []
    for condition in asked.only_if:
        if condition.series not in by_series:
            continue
        number, other = by_series[condition.series]
        chosen = [f"“{text}”" for key, text in choices_of(other).items() if key in condition.options]
        parts.append(f"the answer to question {number} is {_or(chosen)}")
    return f"Asked only if {' and '.join(parts)}" if parts else ""


def directions(every: Sequence[Asked]) -> dict[int, list[str]]:
    """Return how to find the way on paper: for each question, by its id, the sentences that stand under it."""
    number = {one.series: place for place, one in enumerate(every, start=1)}
    by_series = {one.series: one for one in every}
    found: dict[int, list[str]] = {one.pk: [] for one in every}
    for place, one in enumerate(every, start=1):
        if not one.only_if:
            continue
        parts = []
        for condition in one.only_if:
            if (other := by_series.get(condition.series)) is None:
                continue
            chosen = _or([f"“{text}”" for key, text in choices_of(other).items() if key in condition.options])
            parts.append(f"you ticked {chosen} in question {number[condition.series]}")
            found[other.pk].append(f"If you ticked {chosen}, answer question {place} too.")
        after = enumerate(every[place:], start=place + 1)
        on = next((later for later, each in after if not set(one.only_if) <= set(each.only_if)), 0)
        rest = f"If not, go to question {on}." if on else "If not, leave it out."
        found[one.pk].insert(0, f"Answer this only if {' and '.join(parts)}. {rest}")
    return found


def _or(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}" if parts else "…"


def keyed(lines: Iterable[str], known: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return lines as options with keys. Words that were there keep their key, and so does a line that was only mended.

    What depends on an answer, and its words in other formats, hold on to the key.
    """
    texts = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines))))
    by_text = {one["text"]: one["key"] for one in known}
    kept = {text: by_text[text] for text in texts if text in by_text}
    free = [one["key"] if one["text"] not in kept else None for one in known]
    taken = set(by_text.values())
    found = []
    for place, text in enumerate(texts):
        key = kept.get(text) or (free[place] if len(texts) == len(known) and place < len(free) else None) or _new_key(text, taken)
        taken.add(key)
        found.append({"key": key, "text": text})
    return found


def _new_key(text: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: KEY_LONGEST - 4].strip("_") or "answer"
    return next(key for key in (stem, *(f"{stem}_{number}" for number in range(2, 1000))) if key not in taken)


@dataclass(frozen=True)
class Template:
    """A question ready to be asked: its fields as `engagement.actions.add_question` takes them."""

    key: str
    name: str
    about: str
    questions: Sequence[Mapping[str, Any]]


# The wording and the answers of the Friends and Family Test are set by NHS England (guidance of 2020) so that results compare.
_FRIENDS = [
    {"key": "very_good", "text": "Very good"}, {"key": "good", "text": "Good"},
    {"key": "neither", "text": "Neither good nor poor"}, {"key": "poor", "text": "Poor"},
    {"key": "very_poor", "text": "Very poor"}, {"key": "dont_know", "text": "Don’t know"},
]  # fmt: skip
TEMPLATES: dict[str, Template] = {
    template.key: template
    for template in (
        Template(
            "friends_and_family", "Friends and Family Test",
            "The question that every NHS service asks, with its six answers, and one for people's own words.",
            (
                {"kind": "one", "text": "Overall, how was your experience of our service?",
                 "hint": "Think about the service that you used.", "options": _FRIENDS},
                {"kind": "text", "text": "Please can you tell us why you gave your answer?"},
            ),
        ),
        Template(
            "pulse", "A pulse in two questions",
            "A scale from 0 to 10, and what would make it better. Takes a minute; ask it again to see a change.",
            (
                {"kind": "scale", "text": "How well do we keep you informed about what is changing?",
                 "settings": {"from": 0, "to": 10, "low": "Not at all", "high": "Completely"}},
                {"kind": "text", "text": "What is the one thing that would make it better?"},
            ),
        ),
        Template(
            "getting_there", "Getting there",
            "How people travel, and what makes it hard. The second question is asked only of those who find it hard.",
            (
                {"kind": "one", "text": "How do you usually get here?", "options": [
                    {"key": "walk", "text": "I walk or wheel"}, {"key": "bus", "text": "By bus or train"},
                    {"key": "car", "text": "By car"}, {"key": "transport", "text": "With patient transport"},
                    {"key": "other", "text": "Another way", "words": True}]},
                {"kind": "one", "text": "How easy is it to get here?", "options": [
                    {"key": "easy", "text": "Easy"}, {"key": "neither", "text": "Neither easy nor hard"},
                    {"key": "hard", "text": "Hard"}]},
                {"kind": "text", "text": "What makes it hard?", "only_if_before": ["hard"]},
            ),
        ),
    )
}  # fmt: skip
