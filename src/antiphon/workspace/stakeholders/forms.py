"""Forms of councillors, members of boards and champions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from antiphon.core.forms import DateField, Form
from antiphon.network.models import Organisation
from antiphon.people.actions import Contact
from antiphon.stakeholders import rules
from antiphon.stakeholders.models import Line, Stakeholder
from antiphon.workspace.saying.checked import Checked

NUMBER = forms.TextInput(attrs={"inputmode": "numeric"})


def whose(keepers: Sequence[Organisation], label: str) -> forms.ChoiceField:
    """Return the field that says which organisation keeps something."""
    return forms.ChoiceField(label=label, choices=[(one.pk, one.name) for one in keepers])


class PersonForm(Form):
    """Who somebody is, how they are reached and what they are there for."""

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Enter a name"})
    email = forms.CharField(label="E-mail address", required=False, max_length=254, widget=forms.EmailInput)
    telephone = forms.CharField(label="Telephone number", required=False, max_length=40)
    address = forms.CharField(label="Postal address", required=False, max_length=500, widget=forms.Textarea)
    way = forms.ChoiceField(
        label="How do they want to hear from us?", widget=forms.RadioSelect, choices=list(rules.WAYS.items()), initial="email"
    )
    body = forms.ChoiceField(label="Council", error_messages={"required": "Choose a council"})
    post = forms.CharField(label="What they do there", required=False, max_length=160)
    roles = forms.MultipleChoiceField(
        label="What are they trying to do?", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(role.key, role.title) for role in rules.COUNCILLOR.values()],
        help_text="Choose all that fit. If you do not know, leave it empty and ask them: do not assume.",
    )  # fmt: skip
    ward = forms.CharField(label="Ward or division", required=False, max_length=120)
    cap = forms.IntegerField(
        label="How many messages a week, at the most?", min_value=1, max_value=rules.MOST, initial=rules.CAP, widget=NUMBER,
        error_messages={"invalid": "Enter a number, in digits"},
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, bodies: Sequence[Organisation], keepers: Sequence[Organisation] = (), **more: Any):
        super().__init__(*args, **more)
        self.fields["roles"].hints = {role.key: role.needs for role in rules.COUNCILLOR.values()}  # type: ignore[attr-defined]
        self.fields["body"].choices = [("", "Choose a council"), *((one.pk, one.name) for one in bodies)]  # type: ignore[attr-defined]
        self.bodies = {str(one.pk): one for one in bodies}
        self.keepers = {str(one.pk): one for one in keepers}
        if len(keepers) > 1:
            self.fields["organisation"] = whose(keepers, "Whose register is it?")
        leave_out = {"councillor": ("cap",), "lay": ("body", "roles", "ward", "cap"), "champion": ("body", "roles", "ward")}[kind]
        for name in leave_out:
            del self.fields[name]
        if kind == Stakeholder.Kind.CHAMPION:
            self.fields["post"].label = "What they champion, and where"
            self.fields["post"].help_text = "For example: barbers of Millbeck"
        if kind == Stakeholder.Kind.LAY:
            del self.fields["post"]

    def contact(self) -> Contact:
        """Return how they are reached."""
        said = self.cleaned_data
        return Contact(said["name"], said["email"], said["telephone"], said["address"])

    def kept(self) -> dict[str, Any]:
        """Return the fields of the register."""
        said = {name: self.cleaned_data[name] for name in ("post", "roles", "ward", "way", "cap") if name in self.fields}
        if "body" in self.fields:
            said["body"] = self.bodies[self.cleaned_data["body"]]
        return said

    def keeper(self) -> Organisation:
        """Return the organisation whose register it is."""
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))


class LeaveForm(Form):
    """Why somebody leaves the register."""

    because = forms.ChoiceField(
        label="Why do they leave?", widget=forms.RadioSelect, choices=Stakeholder.Left.choices,
        error_messages={"required": "Choose why they leave"},
    )  # fmt: skip
    erase = forms.BooleanField(
        label="Forget who they are, too", required=False,
        help_text="Their name and addresses are erased. It cannot be undone. Else we do it two years from now.",
    )  # fmt: skip


class SeatForm(Form):
    """A place on a board."""

    body = forms.ChoiceField(label="Organisation")
    board = forms.CharField(label="Board or committee", max_length=160, error_messages={"required": "Say which board it is"})
    role = forms.ChoiceField(
        label="What do they do on it?", widget=forms.RadioSelect,
        choices=[(role.key, role.title) for role in rules.BOARD.values()],
        error_messages={"required": "Choose what they do on it"},
    )  # fmt: skip
    starts_on = DateField(label="Since when?", initial=timezone.localdate)

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.bodies = {str(one.pk): one for one in bodies}
        self.fields["body"].choices = [(one.pk, one.name) for one in bodies]  # type: ignore[attr-defined]
        self.fields["role"].hints = {role.key: role.needs for role in rules.BOARD.values()}  # type: ignore[attr-defined]


class EndForm(Form):
    """The end of a seat."""

    on = DateField(label="From which day do they sit there no longer?", initial=timezone.localdate)


class NoteForm(Form):
    """Something that was done with a champion."""

    kind = forms.ChoiceField(
        label="What was it?", widget=forms.RadioSelect, choices=Line.Kind.choices,
        error_messages={"required": "Choose what it was"},
    )  # fmt: skip
    words = forms.CharField(label="In a few words", max_length=300, error_messages={"required": "Say what it was"})
    done_on = DateField(label="When?", initial=timezone.localdate)
    reached = forms.IntegerField(
        label="How many people do they say it reached?", required=False, min_value=0, max_value=2_000_000_000, widget=NUMBER,
        help_text="Leave empty if nobody counted.", error_messages={"invalid": "Enter a number, in digits"},
    )  # fmt: skip


class MessageForm(Checked, Form):
    """Words for champions to pass on."""

    checked = ("title", "words")
    title = forms.CharField(label="What is it about?", max_length=140, error_messages={"required": "Say what it is about"})
    words = forms.CharField(
        label="What can they pass on?", widget=forms.Textarea, max_length=5000, error_messages={"required": "Write the words"},
        help_text="Plain words that can be read out or copied as they are. Say where people can ask.",
    )  # fmt: skip

    def __init__(self, *args: Any, keepers: Sequence[Organisation] = (), **more: Any):
        super().__init__(*args, **more)
        self.keepers = {str(one.pk): one for one in keepers}
        if len(keepers) > 1:
            self.fields["organisation"] = whose(keepers, "Whose champions?")

    def keeper(self) -> Organisation:
        """Return the organisation whose champions get it."""
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))
