"""Forms for changing the codes of an engagement."""

from collections.abc import Iterable
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.insight.models import Code

PARTS = 4
WHY = "It stays in the history of the codes."


class WordsForm(Form):
    """What a code is called and means."""

    name = forms.CharField(label="Name of the code", max_length=120, error_messages={"required": "Enter a name for the code"})
    group = forms.CharField(label="The group it is shown in", max_length=120, required=False)
    meaning = forms.CharField(
        label="What it means", widget=forms.Textarea, help_text="So that two people would use it in the same way.",
        error_messages={"required": "Say what the code means"},
    )
    include = forms.CharField(label="Use it when", widget=forms.Textarea, required=False)
    exclude = forms.CharField(label="Do not use it when", widget=forms.Textarea, required=False)
    examples = forms.CharField(
        label="Phrases that carry it", widget=forms.Textarea, required=False,
        help_text="One on each line, in your own words. The coder learns from them. Do not copy a person’s comment here.",
    )
    why = forms.CharField(label="Why are you changing it?", widget=forms.Textarea, required=False,
                          help_text=f"Needed when you change the name. {WHY}")  # fmt: skip

    def clean_examples(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["examples"].splitlines() if line.strip()]


class SplitForm(Form):
    """The codes that take the place of one."""

    why = forms.CharField(label="Why are you splitting it?", widget=forms.Textarea, help_text=WHY,
                          error_messages={"required": "Say why you are splitting this code"})  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            needed = number <= 2
            self.fields[f"name{number}"] = forms.CharField(
                label=f"Name of code {number}", max_length=120, required=needed,
                error_messages={"required": f"Enter a name for code {number}"},
            )
            self.fields[f"meaning{number}"] = forms.CharField(
                label=f"What code {number} means", required=False, widget=forms.Textarea
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        parts = [{"name": data.get(f"name{number}", ""), "meaning": data.get(f"meaning{number}", "")}
                 for number in range(1, PARTS + 1)]  # fmt: skip
        return {"why": data.get("why", ""), "parts": [part for part in parts if part["name"]]}


class MergeCodesForm(Form):
    """Which codes count as one from now on."""

    codes = forms.MultipleChoiceField(
        label="Which codes mean the same?", widget=forms.CheckboxSelectMultiple, help_text="Choose two or more.",
        error_messages={"required": "Choose the codes to merge"},
    )
    name = forms.CharField(
        label="What is it called from now on?", max_length=120, help_text="One of their names, or a new one.",
        error_messages={"required": "Enter a name"},
    )
    meaning = forms.CharField(label="What it means", widget=forms.Textarea, required=False,
                              help_text="Left empty, it is the meanings of all of them together.")  # fmt: skip
    why = forms.CharField(label="Why are you merging them?", widget=forms.Textarea, help_text=WHY,
                          error_messages={"required": "Say why you are merging these codes"})  # fmt: skip

    def __init__(self, *args: Any, codes: Iterable[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(code.pk): code for code in codes}
        self.fields["codes"].choices = [(key, code.name) for key, code in self.known.items()]  # type: ignore[attr-defined]

    def clean_codes(self) -> list[Code]:
        return [self.known[key] for key in self.cleaned_data["codes"]]


class CodebookForm(Form):
    """A codebook as a file."""

    file = forms.FileField(label="The codebook, as a CSV file", error_messages={"required": "Choose a file"})
    why = forms.CharField(label="Where does it come from?", required=False, max_length=300, help_text=WHY)


class CoderForm(Form):
    """Which coder suggests."""

    coder = forms.ChoiceField(label="Which coder suggests codes?", widget=forms.RadioSelect,
                              error_messages={"required": "Choose a coder"})  # fmt: skip

    def __init__(self, *args: Any, coders: Iterable[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coder"].choices = list(coders)  # type: ignore[attr-defined]
        self.fields["coder"].hints = hints  # type: ignore[attr-defined]
