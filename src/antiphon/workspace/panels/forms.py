"""Forms of the panel screens."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from antiphon.core.forms import DateField, Form
from antiphon.network.models import User
from antiphon.panels import rules
from antiphon.panels.models import AgendaItem, Matter, Meeting, Member, Panel, PanelPartner, Payment, Seat
from antiphon.panels.profile import Characteristic
from antiphon.panels.profile import characteristics as known
from antiphon.panels.rules import FORMATS, SUPPORT, WAYS, Needs
from antiphon.people.actions import Contact
from antiphon.workspace.saying.checked import Checked

LONG = forms.Textarea
NOT_SAID = ("", "Not said")


class PanelForm(Form):
    """What a panel says of itself."""

    name = forms.CharField(
        label="What is the panel called?", max_length=140, error_messages={"required": "Enter the name of the panel"}
    )
    purpose = forms.CharField(label="What is it for?", widget=LONG, required=False, help_text="Members read this on their page.")
    places = forms.CharField(
        label="Which places does it draw from?", widget=LONG, required=False, help_text="One on each line."
    )
    term_months = forms.IntegerField(label="How long is a term, in months?", min_value=1, max_value=120, initial=24)
    cap = forms.IntegerField(
        label="How often may a member be asked in 12 months, at most?", min_value=1, max_value=52, initial=4,
        help_text="Nobody is ever drawn who was asked this often.",
    )  # fmt: skip
    offers = forms.CharField(
        label="What do you offer for people's time and costs?", widget=LONG, required=False,
        help_text="For example: £25 for each meeting, and fares and childcare.",
    )  # fmt: skip
    safeguarding = forms.CharField(
        label="Whom can a member tell when someone may be harmed?", widget=LONG, required=False,
        help_text="Name, telephone number and hours. It stands on each member's page.",
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """Return the fields of a panel."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "owner"}
        return {**fields, "places": fields["places"].splitlines()}


class NewPanelForm(PanelForm):
    """A panel that is to begin."""

    owner = forms.ModelChoiceField(
        queryset=None, label="Which organisation runs it?", empty_label=None,
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


def panel_initial(panel: Panel) -> dict[str, Any]:
    """Return what a panel says now, as the form has it."""
    names = ("name", "purpose", "term_months", "cap", "offers", "safeguarding")
    return {**{name: getattr(panel, name) for name in names}, "places": "\n".join(panel.places)}


class TargetForm(Form):
    """The share that each category of one characteristic should have."""

    def __init__(self, *args: Any, one: Characteristic, shares: Mapping[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        for number, (key, words) in enumerate(one.categories):
            self.fields[f"share_{number}"] = forms.DecimalField(
                label=words, required=False, min_value=0, max_value=100, decimal_places=1, max_digits=4, initial=shares.get(key),
                error_messages={"invalid": "Enter a number, like 12 or 12.5", "max_value": "A share is 100 at most"},
            )  # fmt: skip

    def shares(self) -> dict[str, Decimal]:
        """Return the shares; none at all takes the characteristic out of the targets."""
        said = {key: self.cleaned_data[f"share_{number}"] for number, (key, _) in enumerate(self.one.categories)}
        if all(share is None for share in said.values()):
            return {}
        return {key: share or Decimal(0) for key, share in said.items()}


class PartnerForm(Form):
    """Another organisation that shares a panel."""

    organisation = forms.CharField(
        label="Name or code of the organisation", error_messages={"required": "Enter its whole name, or its code"},
        help_text="As it stands on the page of organisations.",
    )  # fmt: skip
    way = forms.ChoiceField(
        label="What can its people do?", widget=forms.RadioSelect, choices=PanelPartner.Way.choices, initial="reads"
    )


class NeedsForm(Form):
    """What somebody needs so that they can read, answer and take part: asked once."""

    way = forms.ChoiceField(
        label="How do they want to hear from us?", widget=forms.RadioSelect, choices=list(WAYS.items()), initial="email"
    )
    formats = forms.MultipleChoiceField(
        label="Which formats do they need?", widget=forms.CheckboxSelectMultiple, choices=list(FORMATS.items()), required=False
    )
    language = forms.CharField(label="Another language", max_length=40, required=False, help_text="For example: Urdu")
    support = forms.MultipleChoiceField(
        label="What do they need to take part?", widget=forms.CheckboxSelectMultiple, choices=list(SUPPORT.items()),
        required=False,
    )  # fmt: skip
    more = forms.CharField(label="Anything else", max_length=300, required=False, help_text="Only what we need to know to help.")

    def needs(self) -> Needs:
        """Return the needs as they were said."""
        return Needs.read({name: self.cleaned_data[name] for name in ("way", "formats", "language", "support", "more")})


class MemberForm(NeedsForm):
    """One member: who they are, how to reach them, what they need, and what they told us about themselves."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter a name"},
                           widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    email = forms.CharField(label="E-mail address", max_length=254, required=False,
                            widget=forms.EmailInput(attrs={"autocomplete": "off"}))  # fmt: skip
    telephone = forms.CharField(label="Telephone number", max_length=40, required=False,
                                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}))  # fmt: skip
    post = forms.CharField(label="Postal address", max_length=300, required=False, widget=LONG)
    contact_fields = ("name", "email", "telephone", "post")
    needs_fields = ("way", "formats", "language", "support", "more")

    def __init__(self, *args: Any, places: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [one for one in known(places).values() if one.categories]
        for one in self.asked:
            self.fields[f"about_{one.key}"] = forms.ChoiceField(
                label=one.text, required=False, choices=[NOT_SAID, *one.categories]
            )

    @property
    def about_fields(self) -> list[str]:
        return [f"about_{one.key}" for one in self.asked]

    def contact(self) -> Contact:
        """Return who they are and how to reach them."""
        return Contact(**{name: self.cleaned_data[name] for name in self.contact_fields})

    def profile(self) -> dict[str, str]:
        """Return what they told us about themselves."""
        return {one.key: self.cleaned_data[f"about_{one.key}"] for one in self.asked if self.cleaned_data[f"about_{one.key}"]}


def member_initial(member: Member, contact: Any) -> dict[str, Any]:
    """Return what is known of a member, as the form has it."""
    needs = member.access
    about = {f"about_{key}": category for key, category in member.profile.items()}
    reach = {name: getattr(contact, name, "") for name in MemberForm.contact_fields}
    return {**reach, **about, **{name: getattr(needs, name) for name in MemberForm.needs_fields}}


class FileForm(Form):
    """A file of members."""

    file = forms.FileField(
        label="File", widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        help_text="A .csv file. From Excel: Save as, “CSV UTF-8”.",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another one"},
    )  # fmt: skip


class LeaveForm(Form):
    """Why a member goes."""

    because = forms.ChoiceField(
        label="Why do they go?", widget=forms.RadioSelect, choices=Member.Left.choices, initial="asked",
        error_messages={"required": "Choose why they go"},
    )  # fmt: skip
    erase = forms.BooleanField(
        label="Forget who they are, too", required=False,
        help_text="Name, address, what they told us about themselves and what they need. It cannot be undone.",
    )  # fmt: skip


class AskForm(Checked, Form):
    """What so many members are asked to do."""

    checked = ("title", "words", "when_and_where", "offers")
    title = forms.CharField(label="What is it called?", max_length=140, error_messages={"required": "Enter a name"})
    words = forms.CharField(
        label="What do you ask people to do?", widget=LONG, error_messages={"required": "Say what you ask people to do"},
        help_text="The letter says this. Short sentences, plain words.",
    )  # fmt: skip
    when_and_where = forms.CharField(label="When and where?", widget=LONG, required=False)
    offers = forms.CharField(label="What do you offer for time and costs?", widget=LONG, required=False)
    size = forms.IntegerField(label="How many members?", min_value=1, max_value=2000, initial=24)
    characteristics = forms.MultipleChoiceField(
        label="What should they be balanced on?", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Only what the panel has targets for.",
    )  # fmt: skip
    reply_by = DateField(label="By which day should they answer?", required=False, help_text="For example, 27 3 2027")
    work = forms.ChoiceField(label="Is it part of an engagement?", required=False)

    def __init__(self, *args: Any, balanced: Any, works: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["characteristics"].choices = balanced  # type: ignore[attr-defined]
        self.fields["work"].choices = [("", "No"), *works]  # type: ignore[attr-defined]


class ErrandForm(Form):
    """What was done."""

    note = forms.CharField(
        label="What came of it?", max_length=300, required=False, help_text="For example: rang on Tuesday, will think about it."
    )


class GroupForm(Form):
    """A group that is to begin."""

    title = forms.CharField(label="What is the group called?", max_length=140, error_messages={"required": "Enter a name"})
    purpose = forms.CharField(label="What is it for?", widget=LONG, error_messages={"required": "Say what it is for"})
    work = forms.ChoiceField(label="Is it part of an engagement?", required=False)

    def __init__(self, *args: Any, works: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].choices = [("", "No"), *works]  # type: ignore[attr-defined]


class StaffForm(Form):
    """A colleague who takes part in a group."""

    user = forms.ChoiceField(label="Who?", error_messages={"required": "Choose a person"})
    role = forms.ChoiceField(
        label="As what?", widget=forms.RadioSelect, choices=[one for one in Seat.Role.choices if one[0] != Seat.Role.MEMBER],
        error_messages={"required": "Choose whether they are staff or a clinician"},
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"].choices = [("", "Choose a person"), *((pk, one.name) for pk, one in self.people.items())]  # type: ignore[attr-defined]


class TermsForm(Form):
    """How power is shared."""

    words = forms.CharField(
        label="The terms", widget=LONG, error_messages={"required": "Write the terms"},
        help_text="Who decides what, how you decide, what happens when you disagree, how people are paid and kept safe.",
    )  # fmt: skip


class MatterForm(Form):
    """Something that has to be decided, and who decides it."""

    words = forms.CharField(
        label="What has to be decided?", max_length=200, error_messages={"required": "Say what has to be decided"}
    )
    decides = forms.ChoiceField(
        label="Who decides?", widget=forms.RadioSelect, choices=Matter.Decides.choices,
        error_messages={"required": "Choose who decides"},
    )  # fmt: skip


class MeetingForm(Form):
    """A meeting of a group."""

    held_on = DateField(label="Which day?", help_text="For example, 27 3 2027")
    starts = forms.CharField(label="From when until when?", max_length=60, required=False, help_text="For example: 2pm to 4pm")
    where = forms.CharField(
        label="Where, and how can people join from home?", widget=LONG, error_messages={"required": "Say where the group meets"},
        help_text="Give a telephone number, for those who are not online.",
    )  # fmt: skip
    access = forms.CharField(
        label="What makes it easy to take part?", widget=LONG, required=False, help_text="Step-free way in, hearing loop, breaks."
    )


class NotesForm(Form):
    """What was said at a meeting."""

    notes = forms.CharField(label="What was said?", widget=LONG, required=False, help_text="Everyone in the group reads this.")


class ItemForm(Form):
    """Something for the agenda."""

    words = forms.CharField(label="What do you want to talk about?", widget=LONG, max_length=1000,
                            error_messages={"required": "Write what you want to talk about"})  # fmt: skip


class SettleForm(Form):
    """What becomes of an item."""

    status = forms.ChoiceField(label="What becomes of it?", widget=forms.RadioSelect, choices=AgendaItem.Status.choices)
    meeting = forms.ChoiceField(label="At which meeting?", required=False)
    reply = forms.CharField(label="What do you say to whoever raised it?", widget=LONG, required=False)

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(one.pk): one for one in meetings}
        choices = [(pk, f"{one.held_on:%-d %B %Y}") for pk, one in self.meetings.items()]
        self.fields["meeting"].choices = [("", "None"), *choices]  # type: ignore[attr-defined]


class DecisionForm(Form):
    """What the group decided."""

    matter = forms.ChoiceField(label="What was it about?", error_messages={"required": "Choose what it was about"})
    words = forms.CharField(label="What did the group decide?", widget=LONG, error_messages={"required": "Say what was decided"})
    why = forms.CharField(label="Why?", widget=LONG, error_messages={"required": "Say why"})
    how = forms.CharField(
        label="How was it decided?", max_length=200, help_text="For example: all agreed, or 9 for and 3 against.",
        error_messages={"required": "Say how it was decided"},
    )  # fmt: skip
    dissent = forms.CharField(label="Who saw it differently, and why?", widget=LONG, required=False)
    decided_on = DateField(label="On which day?")
    meeting = forms.ChoiceField(label="At which meeting?", required=False)

    def __init__(self, *args: Any, matters: Iterable[Matter], meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matters, self.meetings = {str(one.pk): one for one in matters}, {str(one.pk): one for one in meetings}
        self.fields["matter"].choices = [("", "Choose one"), *((pk, one.words) for pk, one in self.matters.items())]  # type: ignore[attr-defined]
        choices = [(pk, f"{one.held_on:%-d %B %Y}") for pk, one in self.meetings.items()]
        self.fields["meeting"].choices = [("", "None"), *choices]  # type: ignore[attr-defined]


class OfferForm(Form):
    """Money that is offered."""

    kind = forms.ChoiceField(label="What is it?", widget=forms.RadioSelect, choices=Payment.Kind.choices, initial="payment")
    what_for = forms.CharField(label="What is it for?", max_length=200, error_messages={"required": "Say what it is for"})
    amount = forms.CharField(label="How much, in pounds?", max_length=20, help_text="For example: 25 or 7.40",
                             error_messages={"required": "Enter an amount"})  # fmt: skip
    group = forms.ChoiceField(label="Is it for work in a group?", required=False)

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(one.pk): one for one in groups}
        self.fields["group"].choices = [("", "No"), *((pk, one.title) for pk, one in self.groups.items())]  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        amount = rules.pence(self.cleaned_data["amount"])
        if amount is None:
            raise ValidationError(f"Enter an amount in pounds, like 25 or 7.40, up to {rules.pounds(rules.MOST_PENCE)}")
        return amount


class PaidForm(Form):
    """The day on which money was paid."""

    paid_on = DateField(label="On which day was it paid?")
    reference = forms.CharField(label="Number in the payment system", max_length=60, required=False)


class SaidForm(Form):
    """What a member said about an offer, on the telephone."""

    warned = forms.BooleanField(
        label="I read the warning about benefits to them", error_messages={"required": "Read the warning to them first"}
    )
    yes = forms.ChoiceField(
        label="What did they say?", widget=forms.RadioSelect, choices=[("yes", "They want it"), ("no", "They do not want it")],
        error_messages={"required": "Choose what they said"},
    )  # fmt: skip
