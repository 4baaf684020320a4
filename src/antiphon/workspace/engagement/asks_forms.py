"""Forms about whom an engagement asks, and about the calendar of asks."""

from collections.abc import Sequence
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.engagement.rules import PULSES
from antiphon.library.rules import listed
from antiphon.network.groups import GROUPS

GROUP_CHOICES = [(key, group.text) for key, group in GROUPS.items()]


class AboutForm(Form):
    """What an engagement is about, whom it asks above all, and where."""

    topics = forms.CharField(
        label="What is it about?", required=False, max_length=500,
        help_text="A few words for each topic, with commas between. For example: 111, digital access",
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label="Whom do you ask above all?", required=False, choices=GROUP_CHOICES, widget=forms.CheckboxSelectMultiple,
        help_text="Choose none if you ask everyone.",
    )  # fmt: skip
    places = forms.CharField(
        label="Where?", required=False, max_length=500, help_text="Places, with commas between. Leave empty for everywhere."
    )

    def clean_topics(self) -> list[str]:
        return listed(self.cleaned_data["topics"])

    def clean_places(self) -> list[str]:
        return [" ".join(place.split()) for place in self.cleaned_data["places"].split(",") if place.strip()]


class GoOnForm(Form):
    """Why these people must be asked again."""

    reason = forms.CharField(
        label="Why must these people be asked again?", widget=forms.Textarea, max_length=2_000,
        error_messages={"required": "Say why these people must be asked again"},
    )  # fmt: skip


class AreasForm(Form):
    """The areas whose people should be heard."""

    codes = forms.MultipleChoiceField(
        label="Whose people should we hear?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Choose none to use the areas of the organisation and its partners.",
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = list(areas)  # type: ignore[attr-defined]


class CalendarForm(Form):
    """Which asks to show."""

    group = forms.ChoiceField(label="Group of people", required=False, choices=[("", "Everyone"), *GROUP_CHOICES])
    place = forms.ChoiceField(label="Place", required=False)
    organisation = forms.TypedChoiceField(label="Who asks", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, places: Sequence[str], organisations: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Everywhere"), *((one, one) for one in places)]  # type: ignore[attr-defined]
        names = [(str(one.pk), str(one)) for one in organisations]
        self.fields["organisation"].choices = [("", "All partners"), *names]  # type: ignore[attr-defined]


class PulseForm(Form):
    """Which question, and who asks it."""

    template = forms.ChoiceField(choices=[(key, pulse.question) for key, pulse in PULSES.items()])
    owner = forms.ModelChoiceField(queryset=None, error_messages={"required": "Choose an organisation"})

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
