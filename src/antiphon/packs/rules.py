"""What a version needs before it can be approved, and which words sound clinical. Plain Python: no clock, no table."""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from antiphon.packs.wording import (
    CHANNELS,
    FORMATS,
    MERGED,
    DoesNotFit,
    Value,
    Wording,
    as_it_stands,
    filled,
    is_key,
    locked,
    pieces,
    places_in,
    problems,
    untouched,
)

__all__ = [
    "CHANNELS", "FORMATS", "DoesNotFit", "Value", "Whole", "Wording", "advice", "as_it_stands", "content_hash", "filled",
    "is_key", "locked", "missing", "pieces", "problems", "sounds_clinical", "untouched",
]  # fmt: skip

# Words by which advice on health is known. They raise a question that a person answers; they settle nothing.
_CLINICAL = re.compile(
    r"\b(doses?|dosages?|milligrams?|mg|micrograms?|tablets?|medicines?|medication|prescri\w+|antibiotics?|inhalers?|insulin|"
    r"vaccin\w+|immunis\w+|symptoms?|diagnos\w+|treatments?|sepsis|stroke|chest pain|breathless\w*|ventilat\w+|intensive care|"
    r"contraindicat\w+|side effects?|overdose|pregnan\w+|clinical|therap\w+|oxygen|paracetamol|ibuprofen|allerg\w+)\b",
    re.I,
)


def sounds_clinical(text: str) -> list[str]:
    """Return the words of a text that advice on health is made of, each once, in small letters."""
    return list(dict.fromkeys(found.group().lower() for found in _CLINICAL.finditer(text)))


@dataclass(frozen=True)
class Whole:
    """A version with all that belongs to it, as plain values."""

    headline: str = ""
    summary: str = ""
    lines: str = ""
    notes: str = ""
    contact: str = ""
    clinical: bool = False
    clinical_approver: str = ""
    not_clinical: str = ""
    public: bool = True
    embargo_until: datetime.datetime | None = None
    facts: Sequence[Mapping[str, Any]] = ()
    spokespeople: Sequence[Mapping[str, Any]] = ()
    slots: Sequence[Any] = ()
    variants: Sequence[Any] = ()
    assets: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def words(self) -> str:
        """Return all of its words, with an empty line between fields."""
        said = [self.headline, self.summary, self.lines, *(one["words"] for one in self.facts), self.notes]
        said += [part for one in self.variants for part in (one.subject, one.text)]
        said += [one["alternative"] for one in self.assets] + [one.words for one in self.slots if one.kind == "locked"]
        return "\n\n".join(part.strip() for part in said if part.strip())


def missing(whole: Whole, today: datetime.date) -> list[str]:
    """Return why a version cannot be approved yet, as sentences."""
    wrong = []
    if not whole.summary.strip():
        wrong.append("Say in a few sentences what it is about.")
    if not whole.lines.strip():
        wrong.append("Write at least one line to take.")
    if not whole.spokespeople:
        wrong.append("Name at least one role that speaks for you.")
    if not whole.variants:
        wrong.append("Write the words for at least one channel.")
    elif whole.public and not any(one.channel == "web" and one.format == "standard" and one.text for one in whole.variants):
        wrong.append("It goes on the public page, so write the words for the web page.")
    wrong += _about_variants(whole)
    for one in whole.assets:
        if one["rights_until"] and one["rights_until"] < max(today, _day(whole.embargo_until, today)):
            wrong.append(f"“{one['title']}” may not be used any more on the day it goes out. Take it out, or renew the leave.")
    found = sounds_clinical(whole.words())
    if whole.clinical and not whole.clinical_approver:
        wrong.append("It holds clinical advice. Name the clinical approver who reads it.")
    if found and not whole.clinical and not whole.not_clinical.strip():
        wrong.append(f"These words sound clinical: {', '.join(found[:6])}. Say that it is clinical advice, or why it is not.")
    return wrong


def _about_variants(whole: Whole) -> list[str]:
    wrong = []
    known = {one.key for one in whole.slots}
    used: set[str] = set()
    for one in whole.variants:
        name, channel = str(one), CHANNELS[one.channel]
        places = places_in(one.subject) + places_in(one.text)
        used.update(places)
        wrong += [f"{name}: nothing says what ((“{place}”)) stands for. Add it as a place to fill in, or take it out."
                  for place in places if place not in known and place not in MERGED]  # fmt: skip
        if one.format == "bsl" and not one.video:
            wrong.append(f"{name}: give the link of the video.")
        if one.format != "bsl" and not one.text.strip():
            wrong.append(f"{name}: there are no words.")
        if channel.subject and one.text and not one.subject.strip():
            wrong.append(f"{name}: it has no subject or heading.")
        if channel.most and (most := longest(one)) > channel.most:
            wrong.append(f"{name}: with every place filled it can have {most:,} letters. It may have {channel.most:,}.")
        if one.channel == "email" and one.text and "leave" not in places:
            wrong.append(f"{name}: put ((leave)) where people can stop these e-mails.")
        bare = [each for each in one.slots if each.key in places and each.required and not each.words]
        if bare and one.channel in ("web", "social") and whole.public:
            wrong.append(f"{name}: nobody fills in (({bare[0].key})) for everyone. Give the place words of its own.")
        if one.channel == "social" and not whole.public:
            wrong.append(f"{name}: everyone reads a post, so the announcement has to go on the public page too.")
        if one.channel in ("web", "poster") and (personal := set(places) & set(MERGED)):
            wrong.append(f"{name}: everyone reads the same words here, so take out (({sorted(personal)[0]})).")
    wrong += [f"No words use the place (({one.key})). Put it in, or take the place out." for one in whole.slots
              if whole.variants and one.key not in used]  # fmt: skip
    return wrong


def longest(variant: Any) -> int:
    """Return how many letters a variant has at the most, every open place filled to its limit."""
    most = {one.key: len(one.words) if one.kind == "locked" else one.most for one in variant.slots}
    text = variant.text.replace("\r\n", "\n").strip()
    return len(text) + sum((most[key] - len(key) - 4) * text.count(f"(({key}))") for key in places_in(text) if key in most)


def advice(whole: Whole) -> list[str]:
    """Return what would make it better for people, as sentences. None of it stands in the way."""
    formats = {one.format for one in whole.variants}
    wanted = {"easy_read": "easy read", "large_print": "large print", "bsl": "British Sign Language"}
    said = [f"There is nothing in {name} yet." for key, name in wanted.items() if key not in formats]
    if whole.variants and len({one.language for one in whole.variants}) == 1:
        said.append("It is in one language only.")
    if not whole.contact.strip():
        said.append("It does not say whom the press rings.")
    said += [f"“{one['title']}” is a PDF without tags, which a screen reader cannot follow. What you wrote that it says "
             "must be enough." for one in whole.assets if one["kind"] == "pdf" and not one["tagged"]]  # fmt: skip
    return said


def content_hash(whole: Whole) -> str:
    """Return the SHA-256 of everything that a version says and shows, the same on every machine."""
    said = {
        "headline": whole.headline, "summary": whole.summary, "lines": whole.lines, "notes": whole.notes,
        "contact": whole.contact, "clinical": whole.clinical, "facts": [dict(one) for one in whole.facts],
        "spokespeople": [dict(one) for one in whole.spokespeople], "assets": [dict(one) for one in whole.assets],
        "slots": sorted([one.key, one.label, one.kind, one.words, one.required, one.most, list(one.hosts)]
                        for one in whole.slots),
        "variants": sorted([one.channel, one.language, one.format, one.subject, one.text, one.video, _picture(one)]
                           for one in whole.variants),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _picture(variant: Any) -> str:
    picture = variant.picture
    return f"{picture.title}: {picture.alternative}" if picture is not None else ""


def _day(moment: datetime.datetime | None, today: datetime.date) -> datetime.date:
    return moment.date() if moment else today
