"""What a person says about a message."""

from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.delivery.rules import MAY_RESOLVE

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
