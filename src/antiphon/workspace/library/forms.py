"""Forms of the insight library."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.library.finding import Wanted
from antiphon.library.models import Insight, Passage
from antiphon.library.rules import listed
from antiphon.network.groups import GROUPS

LONG = forms.Textarea
GROUP_CHOICES = [(key, group.text) for key, group in GROUPS.items()]
LARGEST = 5 * 1024 * 1024


ANY_TIME = [("", "Any time"), ("1", "In the last year"), ("3", "In the last 3 years"), ("5", "In the last 5 years")]


class FindForm(Form):
    """What is looked for."""

    words = forms.CharField(label="Words, or a question", required=False, max_length=200)
    kind = forms.ChoiceField(label="What", required=False, choices=[("", "Everything"), *Passage.Kind.choices])
    group = forms.ChoiceField(label="Group of people", required=False, choices=[("", "Everyone"), *GROUP_CHOICES])
    when = forms.ChoiceField(label="When", required=False, choices=ANY_TIME)
    organisation = forms.ModelChoiceField(label="Whose", queryset=None, required=False, empty_label="Any organisation")
    place = forms.CharField(label="Place", required=False, max_length=60)
    topic = forms.CharField(label="Topic", required=False, max_length=60)
    strength = forms.ChoiceField(
        label="How sure can we be?", required=False,
        choices=[("", "Any strength"), *((key, text.split(":")[0]) for key, text in Insight.Strength.choices)],
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = owners  # type: ignore[attr-defined]

    def wanted(self, today: datetime.date) -> Wanted:
        """Return the filters; a choice that does not exist is no filter."""
        chosen = getattr(self, "cleaned_data", {})
        years = int(chosen.get("when") or 0)
        organisation = chosen.get("organisation")
        return Wanted(
            kinds=[chosen["kind"]] if chosen.get("kind") else [], organisation=organisation.pk if organisation else None,
            since=today - datetime.timedelta(days=365 * years) if years else None, group=chosen.get("group") or "",
            place=(chosen.get("place") or "").strip(), topic=(chosen.get("topic") or "").strip(),
            strength=chosen.get("strength") or "",
        )  # fmt: skip


class GlossaryForm(Form):
    """An organisation's words that mean the same."""

    organisation = forms.ModelChoiceField(
        label="Whose words are they?", queryset=None, empty_label=None, error_messages={"required": "Choose an organisation"}
    )
    lines = forms.CharField(
        label="Words that mean the same", widget=LONG, required=False, max_length=20_000,
        help_text="One meaning in each line, with commas between. For example: red book, child health record",
    )  # fmt: skip

    def __init__(self, *args: Any, keepers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = keepers  # type: ignore[attr-defined]


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
