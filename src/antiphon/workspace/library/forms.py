"""Forms of the insight library."""

from collections.abc import Sequence
from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.library.models import Insight
from antiphon.library.rules import listed
from antiphon.network.groups import GROUPS

LONG = forms.Textarea
GROUP_CHOICES = [(key, group.text) for key, group in GROUPS.items()]
LARGEST = 5 * 1024 * 1024


class FindForm(Form):
    """What is looked for."""

    words = forms.CharField(label="Words", required=False, max_length=200)
    group = forms.ChoiceField(label="Group of people", required=False, choices=[("", "Everyone"), *GROUP_CHOICES])
    strength = forms.ChoiceField(
        label="How sure can we be?", required=False,
        choices=[("", "Any strength"), *((key, text.split(":")[0]) for key, text in Insight.Strength.choices)],
    )  # fmt: skip


class InsightForm(Form):
    """What the library says about an insight."""

    organisation = forms.ModelChoiceField(
        queryset=None, label="Whose is it?", empty_label=None, error_messages={"required": "Choose an organisation"}
    )
    title = forms.CharField(
        label="What was learned, in one line", max_length=160, error_messages={"required": "Say in one line what was learned"},
        help_text="For example: People hang up when 111 keeps them waiting",
    )  # fmt: skip
    learned = forms.CharField(
        label="What was learned, in a few sentences", widget=LONG, max_length=10_000,
        error_messages={"required": "Say what was learned"}, help_text="Facts, without names and without anyone's own words.",
    )  # fmt: skip
    topics = forms.CharField(
        label="Topics", required=False, max_length=500, help_text="With commas between. For example: 111, phones"
    )
    places = forms.CharField(
        label="Places", required=False, max_length=500, help_text="With commas between. Leave empty for everywhere."
    )
    groups = forms.MultipleChoiceField(
        label="Whom does it come from?", required=False, choices=GROUP_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    method = forms.ChoiceField(
        label="How was it learned?", widget=forms.RadioSelect, choices=Insight.Method.choices,
        error_messages={"required": "Choose how it was learned"},
    )  # fmt: skip
    learned_on = DateField(label="When was it learned?", help_text="The last day, if it took longer. For example, 27 3 2025")
    people = forms.IntegerField(
        label="How many people does it come from?", required=False, min_value=0, max_value=2_000_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="Leave empty if nobody counted.",
        error_messages={"invalid": "Enter a number, in digits"},
    )  # fmt: skip
    strength = forms.ChoiceField(
        label="How sure can we be?", widget=forms.RadioSelect, choices=Insight.Strength.choices,
        error_messages={"required": "Choose how sure we can be"},
    )  # fmt: skip
    limits = forms.CharField(label="What can it not tell us?", widget=LONG, required=False, max_length=5_000)
    reference = forms.CharField(label="Name of the document", required=False, max_length=200)
    link = forms.URLField(
        label="Where can it be read?", required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": "Enter a web address that begins with https://"},
    )  # fmt: skip
    visibility = forms.ChoiceField(
        label="Who may see it?", widget=forms.RadioSelect, choices=Insight.Visibility.choices, initial="partners",
        error_messages={"required": "Choose who may see it"},
    )  # fmt: skip

    def __init__(self, *args: Any, keepers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = keepers  # type: ignore[attr-defined]

    def clean_topics(self) -> list[str]:
        return listed(self.cleaned_data["topics"])

    def clean_places(self) -> list[str]:
        return listed(self.cleaned_data["places"])


class ImportForm(Form):
    """A table of insights."""

    organisation = forms.ModelChoiceField(
        queryset=None, label="Whose insights are they?", empty_label=None, error_messages={"required": "Choose an organisation"}
    )
    file = forms.FileField(
        label="Table (CSV)", error_messages={"required": "Choose a file", "empty": "The file is empty"},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )  # fmt: skip

    def __init__(self, *args: Any, keepers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = keepers  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Split it, and bring the parts in one by one.")
        return file


class CiteForm(Form):
    """Where an insight is cited."""

    insight = forms.IntegerField(widget=forms.HiddenInput)
    where = forms.ChoiceField(label="Cite it in", error_messages={"required": "Choose where to cite it"})

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = list(places)  # type: ignore[attr-defined]
