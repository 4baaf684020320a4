"""What to take out."""

from django import forms

from antiphon.core.forms import Form
from antiphon.exports.models import Export

EVIDENCE = "evidence"
FORMATS = [(value, label) for value, label in Export.Format.choices if value != Export.Format.ZIP]


class AskForm(Form):
    """Which file, and of which kind. The evidence is always one archive."""

    kind = forms.ChoiceField(
        choices=Export.Kind.choices, widget=forms.RadioSelect, label="What do you want to take out?",
        error_messages={"required": "Choose what you want to take out", "invalid_choice": "Choose what you want to take out"},
    )  # fmt: skip
    format = forms.ChoiceField(
        choices=FORMATS, widget=forms.RadioSelect, label="What kind of file?", required=False, initial="csv",
        help_text="The evidence is always a ZIP archive.",
        error_messages={"invalid_choice": "Choose a kind of file"},
    )  # fmt: skip

    def wanted(self) -> dict[str, str]:
        """Return what was chosen, as the action wants it."""
        kind = self.cleaned_data["kind"]
        return {"kind": kind, "format": "zip" if kind == EVIDENCE else self.cleaned_data["format"] or "csv"}
