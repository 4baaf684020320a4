"""What a person says about a message."""

from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.delivery.rules import MAY_RESOLVE
from antiphon.people.rules import takes_texts, telephone

CHOICES = {
    "accepted": ("It was sent", "The mail server's log shows that it took the message."),
    "waiting": ("Send it again", "If the first one did arrive after all, the person gets it twice."),
    "cancelled": ("Do not send it", "Nobody is told by this message. It counts as cancelled."),
}
ASKED_AGAIN = "Use this when what was wrong has been put right."


class ResolveForm(Form):
    """What became of one message; only what can be true of it where it stands is offered."""

    outcome = forms.ChoiceField(
        label="What became of this message?", widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of this message"},
    )  # fmt: skip

    def __init__(self, *args: Any, status: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [key for key in CHOICES if key in MAY_RESOLVE.get(status, frozenset())]
        field: Any = self.fields["outcome"]
        field.choices = [(key, CHOICES[key][0]) for key in allowed]
        field.hints = {key: ASKED_AGAIN if (status, key) == ("rejected", "waiting") else CHOICES[key][1] for key in allowed}


class TryForm(Form):
    """Where a test message goes: by e-mail to one's own account, by text to a number."""

    number = forms.CharField(
        label="Your mobile number", max_length=30,
        help_text="For example, 07700 900 982. It is forgotten once the message is sent.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": "Enter your mobile number"},
    )  # fmt: skip

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel != "sms":
            del self.fields["number"]

    def clean_number(self) -> str:
        """A number that can get text messages, as the world writes it."""
        number = telephone(self.cleaned_data["number"])
        if not takes_texts(number):
            raise forms.ValidationError("Enter a mobile number, like 07700 900 982")
        return number
