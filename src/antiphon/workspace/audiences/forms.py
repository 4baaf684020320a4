"""Forms of networks, lists, people on them, and objections."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from antiphon.audiences import rules
from antiphon.audiences.models import Contact, Touch
from antiphon.core.forms import DateField, Form
from antiphon.core.zones import HOME, ZONES
from antiphon.network.models import Organisation, User
from antiphon.people.actions import Contact as Who
from antiphon.people.rules import ANY, CHANNELS, PURPOSES

NUMBER = forms.TextInput(attrs={"inputmode": "numeric"})
IN_DIGITS = {"invalid": "Enter a number, in digits"}


class Kept(Form):
    """A form of something that an organisation keeps: with several, it asks which."""

    def __init__(self, *args: Any, keepers: Sequence[Organisation] = (), **more: Any):
        super().__init__(*args, **more)
        self.keepers = {str(one.pk): one for one in keepers}
        if len(keepers) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label="Which organisation keeps it?", choices=[(one.pk, one.name) for one in keepers]
            )

    def keeper(self) -> Organisation:
        """Return the organisation that keeps it."""
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))

    def kept(self) -> dict[str, Any]:
        """Return what was said of the thing itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "organisation"}


class NetworkForm(Kept):
    """What is known of a network."""

    name = forms.CharField(label="What is the network called?", max_length=160, error_messages={"required": "Enter a name"})
    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, choices=list(rules.KINDS.items()),
        error_messages={"required": "Choose what it is"},
    )  # fmt: skip
    audience = forms.CharField(
        label="Whom does it reach?", max_length=200, help_text="For example: carers in Millbeck",
        error_messages={"required": "Say whom it reaches"},
    )  # fmt: skip
    place = forms.CharField(label="Where?", max_length=120, required=False)
    body = forms.ChoiceField(label="Which partner is it, if it is one?", required=False)
    estimate = forms.IntegerField(
        label="How many people does it reach?", required=False, min_value=0, max_value=100_000_000, widget=NUMBER,
        help_text="Always shown as an estimate. Leave empty if nobody knows.", error_messages=IN_DIGITS,
    )  # fmt: skip
    source = forms.CharField(
        label="Who estimated it, and how?", max_length=200, required=False, help_text="For example: their list of members"
    )
    estimated_on = DateField(label="When was it estimated?", required=False)
    channels = forms.MultipleChoiceField(
        label="How does it pass things on?", required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(rules.CHANNELS.items()), help_text="Choose all that fit.",
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: Iterable[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.bodies = {str(one.pk): one for one in bodies}
        self.fields["body"].choices = [("", "None of them"), *((pk, one.name) for pk, one in self.bodies.items())]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, Any]:
        said = super().kept()
        return {**said, "body": self.bodies.get(said["body"])}


class LeadForm(Form):
    """Who leads a network, or stands in."""

    user = forms.ChoiceField(label="Somebody with an account here", required=False)
    name = forms.CharField(label="Or: their name", max_length=120, required=False)
    email = forms.CharField(label="Their e-mail address", max_length=254, required=False, widget=forms.EmailInput)
    telephone = forms.CharField(label="Their telephone number", max_length=40, required=False)
    post = forms.CharField(
        label="What do they do there?", max_length=160, required=False, help_text="For example: coordinator of volunteers"
    )

    def __init__(self, *args: Any, people: Iterable[User], **more: Any):
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"].choices = [("", "Nobody with an account"), *((pk, one.name) for pk, one in self.people.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("user") and not said.get("name") and (said.get("email") or said.get("telephone")):
            self.add_error("name", "Enter their name")
        return said

    def said(self) -> dict[str, Any]:
        """Return who it is, as the action takes it."""
        user, told = self.people.get(self.cleaned_data["user"]), self.cleaned_data
        who = None if user or not told["name"] else Who(told["name"], told["email"], told["telephone"])
        return {"user": user, "who": who, "post": told["post"]}


class TouchForm(Form):
    """One time that we were in touch."""

    on = DateField(label="When were you in touch?", initial=timezone.localdate)
    how = forms.ChoiceField(
        label="How?", widget=forms.RadioSelect, choices=[one for one in Touch.How.choices if one[0] != "cascade"],
        error_messages={"required": "Choose how you were in touch"},
    )  # fmt: skip
    words = forms.CharField(label="What was it about?", max_length=300, required=False)


class FileForm(Kept):
    """A file of networks or of people."""

    file = forms.FileField(
        label="File", widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,text/csv"}),
        help_text="A CSV file, an Excel file (.xlsx) or an OpenDocument spreadsheet (.ods).",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another one"},
    )  # fmt: skip


class ListForm(Kept):
    """What a list is, and why we may write to the people on it."""

    name = forms.CharField(label="What is the list called?", max_length=120, error_messages={"required": "Enter a name"})
    kind = forms.ChoiceField(
        label="Who is on it?", widget=forms.RadioSelect, choices=list(rules.PEOPLE.items()),
        error_messages={"required": "Choose who is on it"},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="What is it for?", widget=forms.RadioSelect, choices=list(PURPOSES.items()),
        error_messages={"required": "Choose what it is for"},
    )  # fmt: skip
    basis = forms.ChoiceField(
        label="Why may we write to them?", widget=forms.RadioSelect, choices=list(rules.BASES.items()),
        help_text="The lawful basis under data protection law. If you are not sure, ask your data protection officer.",
        error_messages={"required": "Choose why we may write to them"},
    )  # fmt: skip
    source = forms.CharField(
        label="Where do the addresses come from?", max_length=200, help_text="For example: the staff record, each month",
        error_messages={"required": "Say where the addresses come from"},
    )  # fmt: skip
    place = forms.CharField(label="Where are they?", max_length=120, required=False, help_text="Used to count reach by place.")
    zone = forms.ChoiceField(label="By which clock do they live?", choices=list(ZONES.items()), initial=HOME,
                             help_text="Messages that can wait do not go to them at night.")  # fmt: skip
    cap = forms.IntegerField(
        label="How many messages a week may they have, at the most?", min_value=1, max_value=rules.MOST, initial=rules.CAP,
        widget=NUMBER, error_messages=IN_DIGITS,
        help_text="Counted over every list and organisation. Messages that cannot wait do not count.",
    )  # fmt: skip


class NeedsForm(Form):
    """What somebody needs to be reached well."""

    format = forms.ChoiceField(label="Which format do they need?", widget=forms.RadioSelect, choices=list(rules.FORMATS.items()),
                               initial="standard")  # fmt: skip
    language = forms.ChoiceField(label="Which language?", choices=list(rules.LANGUAGES.items()), initial="en")
    way = forms.ChoiceField(
        label="How do they want to hear from us?", required=False, choices=[("", "The surest way we have"), *rules.WAYS.items()]
    )


class ContactForm(NeedsForm):
    """One person for a list."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter a name"})
    email = forms.CharField(label="E-mail address", max_length=254, required=False, widget=forms.EmailInput)
    telephone = forms.CharField(label="Telephone number", max_length=40, required=False)
    address = forms.CharField(label="Postal address", max_length=300, required=False, widget=forms.Textarea)
    field_order = ("name", "email", "telephone", "address", "format", "language", "way")

    def who(self) -> Who:
        """Return who they are and how they are reached."""
        said = self.cleaned_data
        return Who(said["name"], said["email"], said["telephone"], said["address"])

    def needs(self) -> dict[str, str]:
        """Return what they need."""
        return {name: self.cleaned_data[name] for name in ("format", "language", "way")}


class FindForm(Form):
    """Somebody's address or number."""

    email = forms.CharField(label="E-mail address", max_length=254, required=False)
    telephone = forms.CharField(label="Telephone number", max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("email") and not said.get("telephone"):
            self.add_error("email", "Enter an e-mail address or a telephone number")
        return said


class OffForm(Form):
    """Why somebody is taken off a list."""

    because = forms.ChoiceField(
        label="Why are they taken off?", widget=forms.RadioSelect, choices=Contact.Gone.choices,
        error_messages={"required": "Choose why they are taken off"},
    )  # fmt: skip
    erase = forms.BooleanField(
        label="Forget who they are, too", required=False,
        help_text="Their name and addresses are erased. It cannot be undone. Else we do it two years from now.",
    )  # fmt: skip


class ObjectionForm(FindForm):
    """What somebody told us that they do not want, or want again."""

    what = forms.ChoiceField(
        label="What did they say?", widget=forms.RadioSelect, initial="objects",
        choices=[("objects", "They do not want it"), ("wants", "They want it again")],
    )  # fmt: skip
    purpose = forms.ChoiceField(label="What is it about?", initial=ANY, choices=[(ANY, "Everything"), *PURPOSES.items()])
    channel = forms.ChoiceField(label="By which way?", initial=ANY, choices=[(ANY, "Every way"), *CHANNELS.items()])
