"""Forms of who may answer, codes and keeping."""

from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.core.keeping import NAMES_MOST, WORDS_MOST, in_years
from antiphon.engagement.models import Engagement
from antiphon.trust.rules import MOST_CODES


def _years(most: int) -> list[tuple[str, str]]:
    return [(str(years), in_years(years).capitalize()) for years in range(1, most + 1)]


class PromisesForm(Form):
    """What an engagement promises beside its words."""

    trust = forms.ChoiceField(
        label="Who may answer?", widget=forms.RadioSelect, choices=Engagement.Trust.choices,
        error_messages={"required": "Choose who may answer"},
    )  # fmt: skip
    keep_words_years = forms.TypedChoiceField(
        label="How long are words kept, once it is closed?", choices=_years(WORDS_MOST), coerce=int,
        error_messages={"required": "Choose how long words are kept"},
    )  # fmt: skip
    keep_names_years = forms.TypedChoiceField(
        label="How long are names and addresses kept?", choices=_years(NAMES_MOST), coerce=int,
        error_messages={"required": "Choose how long names are kept"},
    )  # fmt: skip


class LeadForm(Form):
    """Who looks at words that may disclose harm."""

    lead = forms.ChoiceField(label="Safeguarding lead", required=False, choices=[])

    def __init__(self, data: Any = None, *, people: list[Any], **more: Any) -> None:
        super().__init__(data, **more)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["lead"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Whoever holds the role"), *((key, person.name) for key, person in self.people.items())]

    def person(self) -> Any:
        """Return who was chosen, or None."""
        return self.people.get(self.cleaned_data["lead"])


class CodesForm(Form):
    """How many codes, for what, and in which shape."""

    label = forms.CharField(
        label="What are they for?", max_length=120, help_text="Such as “Letters to Castle Green, 3 March”.",
        error_messages={"required": "Say what they are for", "max_length": "Use 120 characters or fewer"},
    )  # fmt: skip
    number = forms.IntegerField(
        label="How many?", min_value=1, max_value=MOST_CODES, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Enter how many", "invalid": "Enter a number", "min_value": "Make at least one",
                        "max_value": f"Make up to {MOST_CODES:,} at a time"},
    )  # fmt: skip
    shape = forms.ChoiceField(
        label="How do you want them?", widget=forms.RadioSelect,
        choices=[("file", "A file (CSV), for a mail merge"), ("page", "On the screen, to print")],
        error_messages={"required": "Choose how you want them"},
    )  # fmt: skip


class HoldForm(Form):
    """Why nothing may be erased."""

    reason = forms.CharField(
        label="Why may nothing be erased?", max_length=500, widget=forms.Textarea,
        help_text="Such as a court case, an inquiry or a complaint. Name nobody.",
        error_messages={"required": "Say why nothing may be erased", "max_length": "The reason can have up to 500 characters"},
    )  # fmt: skip


class LiftForm(Form):
    """Why the clock may start again."""

    because = forms.CharField(
        label="Why may the clock start again?", max_length=500, error_messages={"required": "Say why the clock may start again"}
    )
