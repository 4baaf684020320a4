"""Forms of the voice screens."""

from django import forms
from django.core.exceptions import ValidationError

from antiphon.core import receipts
from antiphon.core.forms import Form
from antiphon.voices.models import Because
from antiphon.voices.rules import WITHHOLD


class FileForm(Form):
    """A file of answers."""

    file = forms.FileField(
        label="File", widget=forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.tsv,.txt,.xlsx,.ods,text/csv"}),
        help_text="A .csv, .xlsx or .ods file of up to 100 MB, or a .csv.gz.",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another one"},
    )  # fmt: skip


class LookForm(Form):
    """What a person decides about words that were in doubt."""

    hide = forms.CharField(
        label="Hide more words", widget=forms.Textarea, required=False,
        help_text="Type or paste exactly what to hide, one piece on each line. It is hidden wherever it stands.",
    )  # fmt: skip
    decision = forms.ChoiceField(
        label="What now?", widget=forms.RadioSelect,
        choices=[("clean", "Safe to read"), ("withheld", "Keep these words back: nobody reads them further")],
        error_messages={"required": "Choose whether the words are safe to read or are kept back"},
    )  # fmt: skip
    because = forms.ChoiceField(
        label="If you keep them back, why?", required=False, choices=[("", "Choose a reason"), *WITHHOLD.items()]
    )

    def parts(self) -> list[str]:
        """Return each piece to hide."""
        return [line.strip() for line in self.cleaned_data["hide"].splitlines() if line.strip()]

    def reason(self) -> str:
        """Return why the words are kept back, as a sentence."""
        return WITHHOLD.get(self.cleaned_data["because"], "")


class OpenForm(Form):
    """Why somebody needs the words as they came."""

    why = forms.CharField(
        label="Why do you need to see them?", max_length=300, error_messages={"required": "Say why you need to see them"},
        help_text="Your name, the time and this reason are kept in a log.",
    )  # fmt: skip


class CodeForm(Form):
    """The receipt code that somebody read out, however it was typed."""

    code = forms.CharField(
        label="Receipt code", max_length=60, help_text="12 letters and numbers, like 7K3M-9Q2P-XA4T.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": "Enter the receipt code", "max_length": "Enter only the code: 12 letters and numbers"},
    )  # fmt: skip

    def clean_code(self) -> str:
        code = receipts.read(self.cleaned_data["code"])
        if code is None:
            raise ValidationError("One of the letters or numbers is wrong. Ask the person to read the code again")
        return code


class EraseForm(Form):
    """Why a response is erased. The person reads it on their receipt."""

    why = forms.ChoiceField(
        label="Why?", widget=forms.RadioSelect, choices=[one for one in Because.choices if one[0] != Because.TIME],
        error_messages={"required": "Choose why it is erased", "invalid_choice": "Choose why it is erased"},
    )  # fmt: skip
