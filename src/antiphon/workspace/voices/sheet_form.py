"""The form of one sheet: a box for each question, answers typed as numbers, what stays the same kept apart."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from antiphon.core.forms import Form
from antiphon.engagement.about import AboutSet
from antiphon.engagement.answering import Asked, Kind
from antiphon.engagement.models import Session
from antiphon.voices import keying
from antiphon.voices.models import SpeaksAs

KEPT = ("said_on", "channel", "session", "language", "wrote_down")
NUMBER = {"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}
SCORES = "1 very good · 2 good · 3 neither · 4 poor · 5 very poor"


def box(label: str, help_text: str = "", **more: Any) -> forms.CharField:
    """Return a one-line box that need not be filled."""
    more.setdefault("max_length", 300)
    return forms.CharField(label=label, help_text=help_text, required=False, widget=forms.TextInput(attrs=NUMBER), **more)


class SheetForm(Form):
    """One sheet. `again` is for a second keying: without what is not compared (number, contact, about the person)."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, questions: Sequence[Asked], about: AboutSet | None = None,
        sessions: Sequence[Session] = (), channels: Sequence[tuple[str, str]] = (), number: int | None = None,
        again: bool = False, initial: Mapping[str, Any] | None = None,
    ) -> None:
        today = f"{timezone.localdate():%-d %-m %Y}"
        first = {"said_on": today, "submission": uuid.uuid4(), "speaks_as": "self", "number": number}
        super().__init__(data, initial={**first, **(initial or {})})
        self.questions, self.about = questions, about if not again else None
        self.again = again
        self.answers: dict[str, list[str]] = {}
        if number is not None and not again:
            self.fields["number"] = forms.IntegerField(
                label="Number on the sheet", min_value=1, max_value=1_000_000, required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )  # fmt: skip
        for asked in questions:
            self._ask(asked)
        self._around(sessions, channels)
        if self.about:
            for one in self.about.characteristics:
                hint = " · ".join(f"{place} {each.text}" for place, each in enumerate(one.categories, start=1))
                self.fields[f"about_{one.key}"] = box(one.name, hint)
        if not again:
            self.fields["name"] = box("Name", max_length=140)
            self.fields["email"] = box("E-mail address", max_length=254)
            self.fields["wants_reply"] = forms.BooleanField(label="They want to hear what was decided", required=False)
            self.fields["submission"] = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def _ask(self, asked: Asked) -> None:
        if asked.kind is Kind.FILE:
            return
        keys = []
        for key, row in keying.keys_of(asked):
            label = f"{asked.text} – {row.text}" if row else asked.text
            if asked.kind is Kind.TEXT:
                self.fields[key] = forms.CharField(label=label, required=False, strip=True, widget=forms.Textarea)
            else:
                self.fields[key] = box(label, hint_of(asked), max_length=2_000)
            keys.append(key)
        self.answers[str(asked.pk)] = keys

    def _around(self, sessions: Sequence[Session], channels: Sequence[tuple[str, str]]) -> None:
        self.fields["score"] = box("Score, if they gave one", SCORES, max_length=10)
        self.fields["place"] = box("Place", "Where they live, in a few words, or the first half of the postcode", max_length=100)
        self.fields["speaks_as"] = forms.ChoiceField(label="For whom they speak", choices=SpeaksAs.choices)
        self.fields["speaks_for"] = box("For how many people, if it is a group", max_length=10)
        self.fields["may_quote"] = forms.BooleanField(label="The sheet says that we may quote them", required=False)
        self.fields["may_reuse"] = forms.BooleanField(label="The sheet says that we may use it in other work", required=False)
        self.fields["said_on"] = box("The day on the sheet", "For example, 27 3 2026", max_length=30)
        if channels and not self.again:
            self.fields["channel"] = forms.ChoiceField(label="How it reached us", choices=list(channels))
        if sessions and not self.again:
            chosen = [("", "None"), *((str(one.pk), str(one)) for one in sessions)]
            self.fields["session"] = forms.ChoiceField(label="Session", choices=chosen, required=False)
        self.fields["language"] = box("Language of the words", "A code: en English, cy Welsh, pl Polish, ur Urdu", max_length=20)
        self.fields["wrote_down"] = box("Who wrote it down or translated it, if not the person", max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = self.typed()
        found = keying.read(self.questions, typed)
        _, around = keying.around(typed)
        for key, words in {**found.wrong, **around}.items():
            if key in self.fields and key not in self.errors:
                self.add_error(key, words)
        self.said_of_themselves = self._about()
        return cleaned

    def _about(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self.about.characteristics if self.about else ():
            said = self.cleaned_data.get(f"about_{one.key}", "").strip()
            if not said or said == keying.NOT_READ:
                continue
            chosen = keying.numbers(said)
            last = len(one.categories)
            if not chosen or not all(1 <= number <= last for number in chosen) or (len(chosen) > 1 and not one.many):
                self.add_error(f"about_{one.key}", f"Type {'numbers' if one.many else 'one number'} from 1 to {last}")
                continue
            keys = [one.categories[number - 1].key for number in chosen]
            found[one.key] = keys if one.many else keys[0]
        return found

    def typed(self) -> dict[str, str]:
        """Return what is keyed twice, as text by field: the answers, and what stands around them."""
        cleaned = self.cleaned_data
        found = {key: str(cleaned.get(key) or "") for keys in self.answers.values() for key in keys}
        found |= {key: str(cleaned.get(key) or "") for key in keying.AROUND if not key.startswith("may_")}
        return found | {key: "yes" for key in ("may_quote", "may_reuse") if cleaned.get(key)}

    def rest(self) -> dict[str, Any]:
        """Return what is keyed once: who it is, what they said of themselves, the number on the sheet."""
        cleaned = self.cleaned_data
        return {"number": cleaned.get("number"), "about": self.said_of_themselves, "name": cleaned["name"],
                "email": cleaned["email"], "wants_reply": cleaned["wants_reply"],
                "submission": cleaned.get("submission")}  # fmt: skip

    def kept(self) -> dict[str, str]:
        """Return what stays the same on the next sheet."""
        return {key: str(self.cleaned_data.get(key) or "") for key in KEPT if key in self.fields}

    def kept_wrong(self) -> bool:
        """Return whether something that is kept from sheet to sheet has an error: its part of the page is open then."""
        return any(key in self.errors for key in KEPT)

    def begin(self) -> "SheetForm":
        """Put the cursor into the first box that is wrong, else into the first question; return the form."""
        wrong = [name for name in self.fields if name in self.errors]
        order = wrong or [key for keys in self.answers.values() for key in keys] or ["score"]
        self.fields[order[0]].widget.attrs["autofocus"] = "autofocus"
        return self


def hint_of(asked: Asked) -> str:
    """Return what can be typed for a question, in one line."""
    numbered = enumerate(asked.options, start=1)
    options = " · ".join(f"{place} {one.text}{' (then the words)' if one.words else ''}" for place, one in numbered)
    match asked.kind:
        case Kind.MANY:
            most = asked.settings.get("most")
            return f"{options}. {f'Up to {most}' if most else 'As many as were ticked'}: 1 3"
        case Kind.RANKING:
            return f"{options}. In order, the one that matters most first: 3 1 2"
        case Kind.SCALE:
            ends = [str(asked.settings.get(end, "")) for end in ("low", "high")]
            low, high = (f" {end}" if end else "" for end in ends)
            return f"{asked.lowest}{low} to {asked.highest}{high}"
        case Kind.DATE:
            return "For example, 27 3 2026"
        case Kind.PLACE:
            return "In a few words, or the first half of a postcode"
    return options


