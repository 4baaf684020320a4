"""Forms around the keying of sheets: a batch, closing it, settling a difference, a group's code, an e-mail."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.engagement.models import Session
from antiphon.voices import entries
from antiphon.voices.models import Difference


class BatchForm(Form):
    """A new pile of sheets."""

    name = forms.CharField(
        label="Name of the batch", max_length=100, help_text="So that others find its sheets: “Library box, 3 March”",
        error_messages={"required": "Give the batch a name"},
    )  # fmt: skip
    channel = forms.ChoiceField(label="How the sheets reached us", choices=entries.channels())
    expected = forms.IntegerField(
        label="How many sheets there are", required=False, min_value=1, max_value=100_000,
        help_text="Count them, and write a number on each. Then we can say which one is missing.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    share = forms.IntegerField(
        label="How many in a hundred are keyed twice", min_value=0, max_value=100, initial=10,
        help_text="Another person keys them again without seeing the first. 100 means every sheet; 0 means none.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    session = forms.ChoiceField(label="Session they come from", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, sessions: Sequence[Session] = ()) -> None:
        super().__init__(data)
        self.sessions = {str(one.pk): one for one in sessions}
        if sessions:
            self.fields["session"].choices = [("", "None"), *((key, str(one)) for key, one in self.sessions.items())]  # type: ignore[attr-defined]
        else:
            del self.fields["session"]

    def batch(self) -> dict[str, Any]:
        """Return what the action takes."""
        said = dict(self.cleaned_data)
        return {**said, "session": self.sessions.get(said.get("session", ""))}


class CloseForm(Form):
    """A batch is finished, perhaps without some of its sheets."""

    note = forms.CharField(label="If sheets are missing, why?", max_length=300, required=False)


class SettleForm(Form):
    """What the sheet says where two people keyed it differently."""

    takes = forms.ChoiceField(
        label="Which keying is right?", choices=Difference.Takes.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose which keying is right"},
    )  # fmt: skip
    typed = forms.CharField(
        label="If neither is right, what does the sheet say?", required=False, widget=forms.Textarea,
        help_text="Type it as in the sheet’s form: numbers for answers, words for words.",
    )  # fmt: skip
    reason = forms.CharField(
        label="What does the sheet show?", max_length=300, help_text="For example: the 7 looks like a 1.",
        error_messages={"required": "Say what the sheet shows, in a few words"},
    )  # fmt: skip


class GroupCodeForm(Form):
    """What a group calls itself, for the code that it gets."""

    group = forms.CharField(
        label="What the group calls itself", max_length=140, required=False,
        help_text="Only the group and the team see it. Leave out names of people.",
    )  # fmt: skip


class MailForm(Form):
    """What was done with an e-mail that is not taken in."""

    why = forms.CharField(
        label="What did you do with it?", max_length=300, error_messages={"required": "Say what you did with it"},
        help_text="For example: passed to the complaints team.",
    )  # fmt: skip
