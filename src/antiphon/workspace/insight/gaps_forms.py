"""Forms of sessions, recommendations, and asks that are put to a service."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.engagement.models import Session
from antiphon.insight.models import Theme
from antiphon.network.models import Organisation, User

LONG = forms.Textarea


class SessionForm(Form):
    """A record of a session."""

    title = forms.CharField(label="What was it called?", max_length=140, error_messages={"required": "Give the session a name"})
    kind = forms.ChoiceField(
        label="What kind of session was it?", widget=forms.RadioSelect, choices=Session.Kind.choices, initial="workshop"
    )
    held_on = DateField(label="When was it?", help_text="For example, 27 3 2026")
    where = forms.CharField(label="Where?", max_length=140, required=False)
    people = forms.IntegerField(
        label="How many people took part?", required=False, min_value=0, max_value=32_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="Staff and leaders of the session do not count.",
        error_messages={"invalid": "Enter a number, in digits"},
    )  # fmt: skip
    guide = forms.CharField(
        label="The guide: what was asked, in which order", widget=LONG, required=False, max_length=10_000,
        help_text="One question on each line.",
    )  # fmt: skip
    notes = forms.CharField(
        label="Notes: what happened", widget=LONG, required=False, max_length=20_000,
        help_text="Without names. What people said in their own words is entered as comments, so that it is made safe first.",
    )  # fmt: skip

    def clean_people(self) -> int:
        return self.cleaned_data["people"] or 0


class ThemesForm(Form):
    """Which themes came up."""

    themes = forms.MultipleChoiceField(label="Which themes came up?", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(theme.pk): theme for theme in themes}
        self.fields["themes"].choices = [(key, theme.name) for key, theme in self.known.items()]  # type: ignore[attr-defined]

    def clean_themes(self) -> list[Theme]:
        return [self.known[key] for key in self.cleaned_data["themes"]]


class RecommendForm(Form):
    """What should be done, and on which comments it rests."""

    text = forms.CharField(label="What should be done?", max_length=300, error_messages={"required": "Say what should be done"})
    why = forms.CharField(label="Why?", widget=LONG, required=False, max_length=5_000)
    voices = forms.MultipleChoiceField(
        label="Which comments does it rest on?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one comment that it rests on"},
    )  # fmt: skip

    def __init__(self, *args: Any, voices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voices"].choices = list(voices)  # type: ignore[attr-defined]


class RouteForm(Form):
    """What is asked of a service, who there owns it, and by when."""

    owner = forms.ChoiceField(label="Who owns it?", error_messages={"required": "Choose who owns it"})
    ask = forms.CharField(
        label="What do you ask of them?", max_length=300, error_messages={"required": "Say what you ask of them"},
        help_text="For example: Can people who wait be rung by others who have waited?",
    )  # fmt: skip
    due_on = DateField(label="By when do they reply?")

    def __init__(self, *args: Any, people: Sequence[tuple[Organisation, User]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {f"{organisation.pk}-{user.pk}": (organisation, user) for organisation, user in people}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a person"), *((key, f"{user.name}, {organisation}") for key, (organisation, user) in self.known.items())
        ]

    def clean_owner(self) -> tuple[Organisation, User]:
        return self.known[self.cleaned_data["owner"]]


class ReplyForm(Form):
    """What a service answers."""

    words = forms.CharField(
        label="Your reply", widget=LONG, max_length=5_000, help_text="What you will do and by when, or why you cannot.",
        error_messages={"required": "Write what you will do, or why you cannot"},
    )  # fmt: skip
