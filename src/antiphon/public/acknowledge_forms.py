"""The forms behind the signed links of those who lead a hop of a cascade."""

from django import forms

from antiphon.cascades import rules
from antiphon.core.forms import Form


class CannotForm(Form):
    """That a lead does not pass it on, and why."""

    what = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect,
        choices=[("declined", "We cannot pass it on"), ("not_applicable", "It is not for our people")],
        error_messages={"required": "Choose what it is"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why?", required=False, max_length=500, widget=forms.Textarea,
        help_text="A few words are enough. They help us to find another way.",
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        said = super().clean() or self.cleaned_data
        if said.get("what") == "declined" and not str(said.get("reason", "")).strip():
            self.add_error("reason", "Say why you cannot pass it on")
        return said


class ForwardForm(Form):
    """Another group that should have it."""

    group = forms.CharField(label="Which group or network?", max_length=200, error_messages={"required": "Say which group it is"})
    name = forms.CharField(label="Who leads it?", max_length=150, error_messages={"required": "Enter a name"})
    email = forms.EmailField(
        label="E-mail address", error_messages={"required": "Enter an e-mail address", "invalid": "Enter an e-mail address"},
        help_text="They get a link of their own. We use it for this announcement alone.",
    )  # fmt: skip


class ReportForm(Form):
    """Whom a lead says they reached."""

    channel = forms.ChoiceField(label="How was it shown?", choices=list(rules.DECLARED.items()))
    number = forms.IntegerField(
        label="About how many people did it reach?", min_value=1, max_value=99_999_999,
        error_messages={"required": "Enter a number", "invalid": "Enter a number, like 120",
                        "min_value": "Enter a number of 1 or more", "max_value": "This number is too large"},
    )  # fmt: skip
    source = forms.ChoiceField(
        label="How do you know?", widget=forms.RadioSelect, choices=list(rules.SOURCES.items()),
        error_messages={"required": "Choose how you know"},
    )  # fmt: skip
    note = forms.CharField(
        label="Anything to add?", required=False, max_length=200, help_text="For example: 12 posters in 4 surgeries."
    )


class ReplyForm(Form):
    """An answer to the question of a cascade."""

    words = forms.CharField(
        label="Your answer", widget=forms.Textarea, max_length=2000, help_text="Please do not name people who use services.",
        error_messages={"required": "Write your answer", "max_length": "Your answer is longer than 2,000 characters"},
    )  # fmt: skip
