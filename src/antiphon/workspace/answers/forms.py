"""Forms of agreed answers, the contact point and enquiries."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from antiphon.answers import rules
from antiphon.answers.models import ContactPartner, Enquiry, Reply
from antiphon.core.forms import DateField, Form
from antiphon.network.models import Membership
from antiphon.workspace.saying.checked import Checked

LONG = forms.Textarea
ASKERS = [(key, one.text) for key, one in rules.ASKERS.items()]


def _pairs(who: Iterable[Membership]) -> list[tuple[str, str]]:
    return [(f"{one.user_id}-{one.organisation_id}", f"{one.user.name}, {one.organisation.name}") for one in who]


def _pair(value: str) -> tuple[int, int]:
    person, organisation = value.split("-")
    return int(person), int(organisation)


# --- Agreed answers -----------------------------------------------------------------------------------------------------
class WordsForm(Checked, Form):
    """The words of an answer."""

    checked = ("question", "answer")

    question = forms.CharField(
        label="The question, as people ask it", max_length=rules.LONGEST_QUESTION,
        help_text="For example: Will my GP surgery close?",
        error_messages={"required": "Write the question", "max_length": "Use 200 letters or fewer for the question"},
    )  # fmt: skip
    answer = forms.CharField(
        label="The answer", widget=LONG, max_length=rules.LONGEST_ANSWER,
        help_text="The answer first, then why. Short sentences. Begin a line with a dash to make a list.",
        error_messages={"required": "Write the answer"},
    )  # fmt: skip


class RewriteForm(WordsForm):
    """New words for an answer."""

    why = forms.CharField(
        label="What changed, and why", required=False, max_length=300,
        help_text="Those who sign see this, and so do readers of the feed of changes.",
    )  # fmt: skip
    base = forms.IntegerField(widget=forms.HiddenInput)


class ArrangeForm(Form):
    """Who looks after an answer, who signs it, and when it is looked at again."""

    topics = forms.CharField(
        label="Topics", required=False, max_length=300, help_text="With commas between. For example: 111, phones"
    )
    person = forms.ModelChoiceField(
        label="Who looks after it", queryset=None, empty_label=None, error_messages={"required": "Choose who looks after it"}
    )
    approvers = forms.MultipleChoiceField(
        label="Who has to sign it", widget=forms.CheckboxSelectMultiple,
        help_text="People of two partners at least. Nobody signs their own words. The public sees them when all have signed.",
        error_messages={"required": "Choose who has to sign it"},
    )  # fmt: skip
    review_on = DateField(label="When is it looked at again?", help_text="For example, 27 3 2027",
                          error_messages={"required": "Say when it is looked at again"})  # fmt: skip
    tells_overdue = forms.BooleanField(
        label="Tell the public, too, when it was not looked at in time", required=False,
        help_text="Otherwise only those who look after it are told.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[Membership], writers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = writers  # type: ignore[attr-defined]
        self.fields["approvers"].choices = _pairs(people)  # type: ignore[attr-defined]

    def clean_topics(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["topics"].split(",") if one.strip()]

    def clean_approvers(self) -> list[tuple[int, int]]:
        return [_pair(one) for one in self.cleaned_data["approvers"]]


class NewAnswerForm(WordsForm, ArrangeForm):
    """A new answer, with all that belongs to it."""

    owner = forms.ModelChoiceField(label="Whose answer is it?", queryset=None, empty_label=None,
                                   error_messages={"required": "Choose an organisation"})  # fmt: skip
    field_order = ["question", "answer", "topics", "owner", "person", "approvers", "review_on", "tells_overdue"]

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields.pop("tells_overdue")


class SignForm(Form):
    """A signature, or what has to change first."""

    words = forms.CharField(
        label="What has to change first, or what you want to say", widget=LONG, required=False, max_length=2_000,
        help_text="You can sign without a word. Everyone who works on this answer can read it.",
    )  # fmt: skip


class LookAgainForm(Form):
    """The words are still right."""

    review_on = DateField(label="When is it looked at next?", help_text="For example, 27 3 2027",
                          error_messages={"required": "Say when it is looked at next"})  # fmt: skip


# --- The contact point --------------------------------------------------------------------------------------------------
class ContactForm(Checked, Form):
    """What the public reads of the contact point."""

    checked = ("name", "hours")

    name = forms.CharField(label="What it is called", max_length=140, help_text="For example: Ask Ashmere and Vale",
                           error_messages={"required": "Say what the contact point is called"})  # fmt: skip
    line = forms.CharField(label="Number to ring", required=False, max_length=40)
    hours = forms.CharField(label="When somebody is there", required=False, max_length=140,
                            help_text="For example: weekdays, 9am to 5pm")  # fmt: skip
    mailbox = forms.EmailField(label="E-mail address", required=False, max_length=254,
                               error_messages={"invalid": "Enter an e-mail address in the right format"})  # fmt: skip
    post_to = forms.CharField(label="Postal address", required=False, max_length=300)


class NewContactForm(ContactForm):
    """A new contact point."""

    owner = forms.ModelChoiceField(label="Who runs it?", queryset=None, empty_label=None,
                                   error_messages={"required": "Choose an organisation"})  # fmt: skip

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class ShareForm(Form):
    """Another partner."""

    organisation = forms.ModelChoiceField(label="Organisation", queryset=None, empty_label="Choose one",
                                          error_messages={"required": "Choose an organisation"})  # fmt: skip
    way = forms.ChoiceField(label="What do its people do?", choices=ContactPartner.Way, widget=forms.RadioSelect,
                            initial="contributes", error_messages={"required": "Choose what its people do"})  # fmt: skip

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = others  # type: ignore[attr-defined]


# --- Enquiries ----------------------------------------------------------------------------------------------------------
def ward_field(wards: Sequence[str], *, label: str = "Ward", now: str = "") -> forms.Field:
    """Return the field for a ward: a list where wards are known, else a box to type in."""
    if not wards:
        return forms.CharField(label=label, required=False, max_length=100)
    names = [*wards, *([now] if now and now not in wards else [])]
    return forms.ChoiceField(label=label, required=False, choices=[("", "Not known"), *((name, name) for name in names)])


def topic_field(topics: Sequence[str], *, label: str = "Topic", now: str = "") -> forms.Field:
    """Return the field for a topic: those of the agreed answers, and none."""
    names = sorted({*topics, *([now] if now else [])})
    if not names:
        return forms.CharField(label=label, required=False, max_length=60)
    chosen = [("", "No topic, or another one"), *((name, name[:1].upper() + name[1:]) for name in names)]
    return forms.ChoiceField(label=label, required=False, choices=chosen)


class RecordForm(Form):
    """What somebody asked by telephone, e-mail, post or in person: written down while they are on the line."""

    words = forms.CharField(label="What do they ask?", widget=LONG, max_length=rules.LONGEST_WORDS,
                            error_messages={"required": "Write down what they ask"})  # fmt: skip
    asker = forms.ChoiceField(label="Who asks?", choices=ASKERS, widget=forms.RadioSelect,
                              error_messages={"required": "Choose who asks"})  # fmt: skip
    capacity = forms.ChoiceField(label="If it is a councillor: as what?", required=False,
                                 choices=[("", "Not said"), *rules.CAPACITIES.items()])  # fmt: skip
    came_by = forms.ChoiceField(
        label="How did it come?", choices=[one for one in Enquiry.CameBy.choices if one[0] != "web"], widget=forms.RadioSelect,
        initial="telephone", error_messages={"required": "Choose how it came"},
    )  # fmt: skip
    answer_how = forms.ChoiceField(label="How do they want the answer?", choices=Enquiry.Answer, widget=forms.RadioSelect,
                                   error_messages={"required": "Choose how they want the answer"})  # fmt: skip
    name = forms.CharField(label="Their name", required=False, max_length=150)
    email = forms.EmailField(label="Their e-mail address", required=False, max_length=254,
                             error_messages={"invalid": "Enter an e-mail address in the right format"})  # fmt: skip
    telephone = forms.CharField(label="Their number", required=False, max_length=40)
    post = forms.CharField(label="Their postal address", required=False, max_length=300)
    due_on = DateField(label="By when do they need it? (optional)", required=False,
                       help_text="Leave it empty, and the day follows from who asks.")  # fmt: skip
    sensitive = forms.BooleanField(
        label="A second person must see the reply before it goes", required=False,
        help_text="When it is about somebody’s health, a complaint, or a matter in dispute.",
    )  # fmt: skip

    def __init__(self, *args: Any, wards: Sequence[str], topics: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ward"] = ward_field(wards, label="Ward (optional)")
        self.fields["topic"] = topic_field(topics, label="Topic (optional)")


class SortForm(Form):
    """Who asks, about what, and by when."""

    subject = forms.CharField(label="In a few words", max_length=rules.HEADLINE + 1,
                              error_messages={"required": "Say it in a few words"})  # fmt: skip
    asker = forms.ChoiceField(label="Who asks?", choices=ASKERS)
    capacity = forms.ChoiceField(label="If it is a councillor: as what?", required=False,
                                 choices=[("", "Not said"), *rules.CAPACITIES.items()])  # fmt: skip
    due_on = DateField(label="By when do they hear?", required=False,
                       help_text="You can bring the day nearer here. To move it away, send a holding reply.")  # fmt: skip
    sensitive = forms.BooleanField(label="A second person must see each reply before it goes", required=False)

    def __init__(self, *args: Any, wards: Sequence[str], topics: Sequence[str], now: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ward"] = ward_field(wards, now=now.ward)
        self.fields["topic"] = topic_field(topics, now=now.topic)
        self.order_fields(["subject", "asker", "capacity", "topic", "ward", "due_on", "sensitive"])


class PassOnForm(Form):
    """Which partner, or which person, answers."""

    to = forms.ChoiceField(label="Who answers?", widget=forms.RadioSelect, error_messages={"required": "Choose who answers"})

    def __init__(self, *args: Any, organisations: Iterable[Any], people: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there: dict[int, list[tuple[str, str]]] = {}
        for value, text in _pairs(people):
            there.setdefault(_pair(value)[1], []).append((value, text))
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            choice for one in organisations
            for choice in [(f"0-{one.pk}", f"Anyone at {one.name}"), *there.get(one.pk, [])]
        ]  # fmt: skip

    def clean_to(self) -> tuple[int, int]:
        return _pair(self.cleaned_data["to"])


class CloseForm(Form):
    """Why there is no reply."""

    why = forms.CharField(
        label="Why is there no reply?", max_length=300, error_messages={"required": "Say why there is no reply"},
        help_text="Whoever asked can read this with their code. For example: You asked the same on Monday, and we answered then.",
    )  # fmt: skip


class ReplyForm(Checked, Form):
    """A reply, or a holding reply. To a councillor, it must not take sides."""

    checked = ("words", "promised_what")

    kind = forms.ChoiceField(
        label="What is this?", widget=forms.RadioSelect, initial=Reply.Kind.LAST,
        choices=[("last", "The reply: it answers, and closes the enquiry"),
                 ("holding", "A holding reply: it says what they will hear, and when")],
        error_messages={"required": "Choose whether this is the reply or a holding reply"},
    )  # fmt: skip
    words = forms.CharField(
        label="What you tell them", widget=LONG, required=False, max_length=rules.LONGEST_WORDS,
        help_text="“Dear” and their name, your organisation and how to reach us are put around it.",
    )  # fmt: skip
    promised_what = forms.CharField(label="Holding reply: what will they hear?", required=False, max_length=300,
                                    help_text="For example: the waiting times for your ward")  # fmt: skip
    promised_on = DateField(label="Holding reply: by which day?", required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    used = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, councillor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checked_kind = "councillor" if councillor else None  # type: ignore[misc]

    def clean_used(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["used"].split(",") if one.isdecimal() and len(one) < 19][:30]
