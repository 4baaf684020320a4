"""What is asked about a request for information."""

from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.exports.models import InformationRequest

LONG = forms.Textarea


class RequestForm(Form):
    """A request as it came."""

    organisation = forms.ModelChoiceField(label="Who was asked?", queryset=None, empty_label=None)
    reference = forms.CharField(label="Reference", max_length=60, help_text="For example: FOI 2026/12",
                                error_messages={"required": "Enter a reference"})  # fmt: skip
    asked = forms.CharField(label="What was asked?", widget=LONG, max_length=10_000, help_text="In the person’s own words.",
                            error_messages={"required": "Write down what was asked"})  # fmt: skip
    clause = forms.ChoiceField(label="Which part of a narrative is it about?", error_messages={"required": "Choose a part"})
    received_on = DateField(label="When did it come?", help_text="The 20 working days begin on the next working day.")
    name = forms.CharField(label="Who asked? (optional)", required=False, max_length=160,
                           help_text="It is sealed. No page shows it.")  # fmt: skip
    email = forms.CharField(label="Their e-mail address (optional)", required=False, max_length=254,
                            widget=forms.EmailInput(attrs={"autocomplete": "off"}))  # fmt: skip

    def __init__(self, *args: Any, organisations: Any, clauses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["clause"].choices = [("", "Choose a part"), *clauses]  # type: ignore[attr-defined]


class HideForm(Form):
    """What is hidden besides, and what is shown after all."""

    hide = forms.CharField(
        label="Hide these words as well", widget=LONG, required=False, max_length=10_000,
        help_text="One in each line: the words, a bar, and the reason. For example: the price of the lease | Section 43",
    )  # fmt: skip
    keep = forms.CharField(label="Show these words after all", widget=LONG, required=False, max_length=10_000,
                           help_text="One in each line, as they stand in the text.")  # fmt: skip

    def chosen(self) -> dict[str, Any]:
        """Return the choices as the action wants them."""
        lines = [line.partition("|") for line in self.cleaned_data["hide"].splitlines() if line.strip()]
        return {"hide": [(words.strip(), why.strip()) for words, _, why in lines],
                "keep": [line.strip() for line in self.cleaned_data["keep"].splitlines() if line.strip()]}  # fmt: skip


class AnswerForm(Form):
    """What became of a request."""

    outcome = forms.ChoiceField(label="What became of it?", widget=forms.RadioSelect, choices=InformationRequest.Outcome.choices,
                                error_messages={"required": "Say what became of it"})  # fmt: skip
    answered_on = DateField(label="On which day?")
