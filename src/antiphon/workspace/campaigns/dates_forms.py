"""Forms of the calendar: clashes, elections, days that others keep; and of a campaign's public page."""

from collections.abc import Sequence
from typing import Any

from django import forms

from antiphon.campaigns.models import Election
from antiphon.core.forms import DateField, Form
from antiphon.network.models import Organisation
from antiphon.workspace.campaigns.forms import GROUP_CHOICES, LETTERS, several, whose
from antiphon.workspace.saying.checked import Checked


class ClashForm(Form):
    """What is done about a clash."""

    words = forms.CharField(label="What do you do about it?", max_length=1000, widget=forms.Textarea,
                            error_messages={"required": "Say what you do about it"},
                            help_text="For example: We move ours by a week. Or: Both say the same words.")  # fmt: skip


class OverrideForm(Form):
    """Why a campaign begins although an election is near."""

    because = forms.CharField(label="Why can it not wait until after the poll?", max_length=2000, widget=forms.Textarea,
                              error_messages={"required": "Say why it cannot wait"})  # fmt: skip

    @staticmethod
    def intro(election: Election) -> list[str]:
        """Return what somebody should know before they put their name to it."""
        return [
            f"{election.name} in {election.area_name}: the poll is on {election.poll_on:%-d %B %Y}. New publicity waits from "
            f"{election.starts_on:%-d %B %Y}, so that nothing sways a vote.",
            "Your name stands beside the reason, for good.",
        ]


class DayForm(Form):
    """A day that others keep."""

    name = forms.CharField(label="What is it called?", max_length=140, error_messages={"required": "Say what it is called"})
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day", required=False, help_text="Leave empty for one day.")
    groups = several("Whom is it about?", GROUP_CHOICES)
    source = forms.CharField(label="Who keeps it, and where is that written?", max_length=300,
                             error_messages={"required": "Say who keeps it, and where that is written"})  # fmt: skip

    def __init__(self, *args: Any, owners: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        if len(owners) > 1:
            self.fields["organisation"] = whose(owners, "Who writes it down?")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {**said, "ends_on": said.get("ends_on") or said.get("starts_on")}


class CalendarForm(Form):
    """What of the calendar to show."""

    group = forms.ChoiceField(label="Group of people", required=False, choices=[("", "Everyone"), *GROUP_CHOICES])
    organisation = forms.ChoiceField(label="Whose", required=False)
    what = forms.ChoiceField(label="What", required=False)

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], kinds: Sequence[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["organisation"].choices = [("", "All partners"), *organisations]  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", "Everything"), *kinds]  # type: ignore[attr-defined]


class SiteForm(Checked, Form):
    """The words and days of a microsite. A part without heading and words goes."""

    title = forms.CharField(label="Title", max_length=140, error_messages={"required": "Give it a title"})
    slug = forms.SlugField(label="Address", max_length=60, help_text="For example: health-at-home",
                           error_messages={"required": "Give it an address", "invalid": LETTERS})  # fmt: skip
    summary = forms.CharField(label="In one or two sentences", max_length=300, widget=forms.Textarea,
                              error_messages={"required": "Say in a sentence what it is about"})  # fmt: skip

    def __init__(self, data: Any, *, parts: Sequence[dict[str, str]], initial: dict[str, Any]):
        super().__init__(data, initial=initial)
        given = [key for key in data if key.startswith("heading-") and key[8:].isdigit()][:20] if data else []
        self.numbers = range(1, max(len(parts) + 2, len(given)) + 1)
        for number in self.numbers:
            part = parts[number - 1] if number <= len(parts) else {"heading": "", "words": ""}
            self.fields[f"heading-{number}"] = forms.CharField(
                label=f"Heading {number}", required=False, max_length=140, initial=part["heading"]
            )
            self.fields[f"words-{number}"] = forms.CharField(
                label=f"Words under heading {number}", required=False, max_length=5000, widget=forms.Textarea,
                initial=part["words"],
            )  # fmt: skip
        self.fields["help"] = forms.CharField(
            label="How can people ask without the internet?", max_length=1000, widget=forms.Textarea, initial=initial["help"],
            error_messages={"required": "Say how people get help without the internet"},
        )  # fmt: skip
        for name, label in (("starts_on", "First day"), ("ends_on", "Last day"), ("review_on", "Next check of the words")):
            self.fields[name] = DateField(label=label, initial=initial[name])
        self.checked = ("title", "summary", *(f"words-{number}" for number in self.numbers), "help")  # type: ignore[misc]

    def kept(self) -> dict[str, Any]:
        """Return what the action keeps."""
        said = self.cleaned_data
        parts = [{"heading": said[f"heading-{number}"], "words": said[f"words-{number}"]} for number in self.numbers]
        names = ("title", "slug", "summary", "help", "starts_on", "ends_on", "review_on")
        return {**{name: said[name] for name in names}, "parts": [part for part in parts if part["heading"] or part["words"]]}


class CheckForm(Form):
    """The words were looked at and still hold."""

    review_on = DateField(label="When does somebody look at them next?")
