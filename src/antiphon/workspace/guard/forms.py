"""Forms of flags and concerns."""

from django import forms

from antiphon.core.forms import Form
from antiphon.guard.models import Concern
from antiphon.voices.deidentification import SAID
from antiphon.voices.rules import WITHHOLD


class SettleForm(Form):
    """Whether flagged responses are counted, and why."""

    what = forms.ChoiceField(
        label="What now?", widget=forms.RadioSelect,
        choices=[("count", "Count them: people wanted to say this"), ("aside", "Keep them aside: figures leave them out")],
        error_messages={"required": "Choose whether they are counted or kept aside"},
    )  # fmt: skip
    because = forms.CharField(
        label="Why?", widget=forms.Textarea, max_length=500,
        help_text="If they are kept aside, the public reads this. Name nobody in it.",
        error_messages={"required": "Say why", "max_length": "The reason can have up to 500 characters"},
    )  # fmt: skip


class OpenForm(Form):
    """Why the words of a concern are opened."""

    why = forms.CharField(
        label="Why do you open them?", max_length=300, required=False,
        help_text="Leave it empty if it is only to look. Your name and the time are kept in a log.",
    )  # fmt: skip


class StepForm(Form):
    """One thing that was done."""

    what = forms.CharField(
        label="What was done?", widget=forms.Textarea, max_length=1000,
        help_text="Who was told, when, and what they said. It stays as you write it.",
        error_messages={"required": "Write what was done", "max_length": "Write it in up to 1,000 characters"},
    )  # fmt: skip


class OutcomeForm(Form):
    """How a concern ended."""

    outcome = forms.ChoiceField(
        label="How did it end?", widget=forms.RadioSelect, choices=Concern.Outcome.choices,
        error_messages={"required": "Choose how it ended"},
    )  # fmt: skip


class RaiseForm(Form):
    """What words may be about."""

    kind = forms.ChoiceField(
        label="What may it be about?", widget=forms.RadioSelect, choices=[(str(kind), said) for kind, said in SAID.items()],
        error_messages={"required": "Choose what it may be about"},
    )  # fmt: skip


class KeepBackForm(Form):
    """One reason for several comments."""

    because = forms.ChoiceField(
        label="Why are they kept back?", choices=[("", "Choose a reason"), *WITHHOLD.items()],
        error_messages={"required": "Choose why they are kept back"},
    )  # fmt: skip
