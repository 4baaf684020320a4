"""The forms behind the signed links of champions and of those who are briefed."""

from django import forms

from antiphon.core.forms import Form
from antiphon.stakeholders.rules import MOST, WAYS


class WayForm(Form):
    """How a champion wants to hear from us."""

    way = forms.ChoiceField(
        label="How do you want to hear from us?", widget=forms.RadioSelect, choices=list(WAYS.items()),
        error_messages={"required": "Choose how you want to hear from us"},
    )  # fmt: skip
    cap = forms.TypedChoiceField(
        label="How many messages a week, at the most?", coerce=int,
        choices=[(number, str(number)) for number in range(1, MOST + 1)],
        error_messages={"invalid_choice": f"Choose from 1 to {MOST} messages a week"},
    )  # fmt: skip


class AskForm(Form):
    """A question about a briefing."""

    words = forms.CharField(
        label="What do you want to ask?", widget=forms.Textarea, max_length=2000,
        error_messages={"required": "Write your question", "max_length": "Your question is longer than 2,000 characters"},
    )  # fmt: skip
