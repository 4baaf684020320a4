"""The form behind the link to leave: what somebody wants to be sent, and by which way."""

from collections.abc import Set
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.people.rules import CHANNELS, PURPOSES, Pair


class ChooseForm(Form):
    """A tick for each kind of message and each way."""

    def __init__(self, *args: Any, wanted: Set[Pair], **more: Any):
        super().__init__(*args, **more)
        for purpose, words in PURPOSES.items():
            self.fields[purpose] = forms.MultipleChoiceField(
                label=words, required=False, widget=forms.CheckboxSelectMultiple, choices=list(CHANNELS.items()),
                initial=[channel for channel in CHANNELS if (channel, purpose) in wanted],
            )  # fmt: skip

    def chosen(self) -> set[Pair]:
        """Return the pairs of channel and purpose that are ticked."""
        return {(channel, purpose) for purpose in PURPOSES for channel in self.cleaned_data[purpose]}
