"""The forms of events on the public site: a place, what somebody needs, what they thought, what they say in the forum."""

from collections.abc import Iterable
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.events.models import Question
from antiphon.events.rules import NEEDS


class NeedsForm(Form):
    """What somebody needs so that they can take part."""

    needs = forms.MultipleChoiceField(
        label="What do you need so that you can take part?", required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(NEEDS.items()), help_text="We ask so that we can arrange it. You do not have to say why you need it.",
    )  # fmt: skip
    needs_words = forms.CharField(
        label="Is there anything else that you need?", required=False, max_length=500, widget=forms.Textarea,
        error_messages={"max_length": "This is longer than 500 characters"},
    )  # fmt: skip


class PlaceForm(NeedsForm):
    """Asking for a place."""

    name = forms.CharField(
        label="Your name", max_length=150, error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.CharField(
        label="Your e-mail address", max_length=254, error_messages={"required": "Enter your e-mail address"},
        help_text="We send you a link to say yes, and reminders. You can share an address with somebody.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    field_order = ("name", "email", "needs", "needs_words")


class SayForm(Form):
    """Something said in the forum."""

    words = forms.CharField(
        label="What do you want to say or ask?", widget=forms.Textarea, max_length=4000,
        help_text="Do not name yourself, a patient or anybody else. The moderator reads it before others see it.",
        error_messages={"required": "Write something first", "max_length": "Your post is longer than 4,000 characters"},
    )  # fmt: skip


class ReportForm(Form):
    """Why a post should not stand there."""

    words = forms.CharField(
        label="What is wrong with it?", max_length=300, widget=forms.Textarea,
        error_messages={"required": "Say what is wrong with it", "max_length": "This is longer than 300 characters"},
    )  # fmt: skip


class ThoughtForm(Form):
    """The questions of an event, each to be left out."""

    def __init__(self, *args: Any, questions: Iterable[Question], **more: Any) -> None:
        super().__init__(*args, **more)
        for one in questions:
            if one.kind == Question.Kind.CHOICE:
                self.fields[f"q{one.pk}"] = forms.ChoiceField(
                    label=one.words, required=False, widget=forms.RadioSelect,
                    choices=[(str(at), words) for at, words in enumerate(one.choices)],
                )  # fmt: skip
            else:
                self.fields[f"q{one.pk}"] = forms.CharField(
                    label=one.words, required=False, widget=forms.Textarea, max_length=2000,
                    help_text="Please do not name anybody.",
                    error_messages={"max_length": "Your answer is longer than 2,000 characters"},
                )  # fmt: skip

    def answers(self) -> dict[int, str]:
        """Return what was answered, by the number of the question."""
        return {int(name[1:]): str(said) for name, said in self.cleaned_data.items() if said not in ("", None)}
