"""The form of what a hop says it reached."""

from django import forms

from antiphon.cascades.rules import DECLARED
from antiphon.core.forms import Form


class ReportForm(Form):
    """Whom a lead says they reached."""

    channel = forms.ChoiceField(label="How was it shown?", choices=list(DECLARED.items()))
    number = forms.IntegerField(
        label="About how many people did it reach?", min_value=1, max_value=99_999_999,
        error_messages={"required": "Enter a number", "invalid": "Enter a number, like 120"},
    )  # fmt: skip
    source = forms.ChoiceField(
        label="How do they know?", widget=forms.RadioSelect, choices=[
            ("counted", "They counted them"), ("supplier", "Their supplier says so"), ("estimate", "They estimate it"),
        ], error_messages={"required": "Choose how they know"},
    )  # fmt: skip
    note = forms.CharField(label="Anything to add?", required=False, max_length=200)
