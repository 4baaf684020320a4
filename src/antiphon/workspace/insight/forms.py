"""Forms of the insight screens."""

from collections.abc import Iterable
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.engagement.models import Question
from antiphon.insight import rules
from antiphon.insight.models import Code, Stance, Theme
from antiphon.workspace.saying.checked import Checked

STANCES = [(Stance.POSITIVE, "Positive"), (Stance.NEGATIVE, "Negative"), (Stance.MIXED, "Mixed"), (Stance.UNCLEAR, "Not clear")]
CHOOSE = "Choose one"
GONE = "One of these codes is no longer used. Choose from the codes below."


class ReadForm(Form):
    """What a person decides about one voice."""

    codes = forms.MultipleChoiceField(label="What is it about?", required=False, widget=forms.CheckboxSelectMultiple)
    stance = forms.ChoiceField(
        label="How does the person feel about it?", choices=STANCES, widget=forms.RadioSelect,
        error_messages={"required": "Choose how the person feels about it"},
    )

    def __init__(self, *args: Any, codes: Iterable[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(code.pk): code for code in codes}
        self.fields["codes"].choices = [(key, code.name) for key, code in self.known.items()]  # type: ignore[attr-defined]
        self.fields["codes"].error_messages["invalid_choice"] = GONE

    def clean_codes(self) -> list[Code]:
        return [self.known[key] for key in self.cleaned_data["codes"]]


class SureForm(Form):
    """How sure the coder must be."""

    at_least = forms.TypedChoiceField(
        label="How sure must the coder be?", coerce=float, initial=str(rules.SURE_FROM),
        choices=[("0.7", "70% or more"), ("0.8", "80% or more"), ("0.9", "90% or more"), ("0.95", "95% or more")],
    )


class FrameForm(Form):
    """Which list of codes to read against."""

    frame = forms.ChoiceField(
        label="Which list of codes?", widget=forms.RadioSelect, error_messages={"required": "Choose a list of codes"}
    )

    def __init__(self, *args: Any, frames: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frame"].choices = list(frames)  # type: ignore[attr-defined]


class CodeForm(Form):
    """A code of this engagement alone."""

    name = forms.CharField(label="Name of the code", max_length=120, error_messages={"required": "Enter a name for the code"})
    meaning = forms.CharField(
        label="What it means", widget=forms.Textarea, help_text="So that two people would use it in the same way.",
        error_messages={"required": "Say what the code means"},
    )


class ThemeForm(Checked, Form):
    """A theme: its words, and the codes that bring voices in."""

    checked = ("name", "description")
    name = forms.CharField(
        label="Name of the theme", max_length=120, help_text="As people would say it, such as “Getting through on the phone”.",
        error_messages={"required": "Enter a name for the theme"},
    )
    description = forms.CharField(label="What people said", widget=forms.Textarea, required=False,
                                  help_text="One or two sentences. The public sees this.")  # fmt: skip
    codes = forms.MultipleChoiceField(
        label="Bring in every comment with any of these codes", required=False, widget=forms.CheckboxSelectMultiple
    )
    minority = forms.BooleanField(
        label="A few people said this, and it matters", required=False,
        help_text="It cannot be merged into another theme without a sentence that says why.",
    )
    strength = forms.CharField(
        label="How strong is the evidence?", widget=forms.Textarea, required=False,
        help_text="In words: who said it, whether they agree, and who may be missing.",
    )

    def __init__(self, *args: Any, codes: Iterable[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(code.pk): code for code in codes}
        self.fields["codes"].choices = [(key, code.name) for key, code in self.known.items()]  # type: ignore[attr-defined]

    def clean_codes(self) -> list[Code]:
        return [self.known[key] for key in self.cleaned_data["codes"]]


class DraftForm(Form):
    """Which comments to propose themes from."""

    question = forms.ChoiceField(
        label="Which comments?", widget=forms.RadioSelect, error_messages={"required": "Choose which comments"},
        help_text="One question at a time gives clearer themes.",
    )

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(question.pk): question for question in questions}
        choices = [("all", "All comments"), *((key, question.text) for key, question in self.known.items())]
        self.fields["question"].choices = choices  # type: ignore[attr-defined]

    def clean_question(self) -> Question | None:
        return self.known.get(self.cleaned_data["question"])


class NameDraftForm(Form):
    """The name of a theme that is made of a group."""

    name = forms.CharField(
        label="What do these people say?", max_length=120, help_text="A few of their own words make the best name.",
        error_messages={"required": "Enter a name for the theme"},
    )
    description = forms.CharField(label="In a sentence or two", widget=forms.Textarea, required=False)


class MergeForm(Form):
    """Which theme to merge into, and why."""

    into = forms.ChoiceField(label="Merge it into", error_messages={"required": "Choose the theme to merge into"})
    note = forms.CharField(
        label="Why are you merging it?", widget=forms.Textarea, help_text="The note stays with the theme.",
        error_messages={"required": "Say why you are merging this theme"},
    )

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {str(theme.pk): theme for theme in themes}
        self.fields["into"].choices = [("", CHOOSE), *((key, theme.name) for key, theme in self.themes.items())]  # type: ignore[attr-defined]

    def clean_into(self) -> Theme:
        return self.themes[self.cleaned_data["into"]]


class AddVoiceForm(Form):
    """One voice to add by hand."""

    voice = forms.IntegerField(widget=forms.HiddenInput)
    stance = forms.ChoiceField(label="How does the person feel about this theme?", choices=STANCES)


class ReportForm(Checked, Form):
    """The words of the insight report."""

    checked = ("summary", "limits")
    summary = forms.CharField(
        label="What people told us", widget=forms.Textarea,
        help_text="Begin with what matters most. The themes and their figures stand below it.",
        error_messages={"required": "Write what people told us"},
    )
    limits = forms.CharField(
        label="What this cannot tell us", widget=forms.Textarea,
        help_text="Who was not heard, how sure we can be, and what the numbers are not.",
        error_messages={"required": "Write what this cannot tell us"},
    )


class WhyForm(Form):
    """The reason for taking a report back."""

    why = forms.CharField(label="Why are you taking it back?", widget=forms.Textarea, error_messages={
        "required": "Say why you are taking the report back"})  # fmt: skip


class ProposalForm(Checked, Form):
    """The answer to a group that proposes other words for a theme."""

    checked = ("reason",)
    answer = forms.ChoiceField(
        label="Do you take up the group’s words?", widget=forms.RadioSelect,
        choices=[("accept", "Yes: the theme says this from now on"), ("decline", "No, and we say why")],
        error_messages={"required": "Choose whether you take up the group’s words"},
    )  # fmt: skip
    reason = forms.CharField(
        label="What do you tell the group?", required=False, widget=forms.Textarea,
        help_text="If you do not take up its words, say why. The group reads it.",
    )  # fmt: skip
