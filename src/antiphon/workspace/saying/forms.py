"""Forms of the words we use: an entry, what settles a change, a file, a test on people, a day of review."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from antiphon.core.forms import DateField, Form
from antiphon.language.models import Entry
from antiphon.workspace.saying.checked import Checked

LONG = forms.Textarea
LARGEST = 5 * 1024 * 1024
LANGUAGES = {"cy": "In Welsh", "ur": "In Urdu", "pl": "In Polish"}


class WhoseForm(Form):
    """The organisation that keeps the words."""

    organisation = forms.ModelChoiceField(
        queryset=None, label="Whose words are they?", empty_label=None, error_messages={"required": "Choose an organisation"}
    )

    def __init__(self, *args: Any, keepers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = keepers  # type: ignore[attr-defined]


class EntryForm(Checked, WhoseForm):
    """What a word and an acronym share."""

    audience = forms.ChoiceField(
        label="Who meets this word?",
        widget=forms.RadioSelect,
        choices=Entry.Audience.choices,
        initial="everyone",
        error_messages={"required": "Choose who meets this word"},
    )
    review_on = DateField(label="When do we look at it again?", required=False, help_text="For example, 27 3 2027")
    why = forms.CharField(
        label="Why?",
        widget=LONG,
        required=False,
        max_length=1_000,
        help_text="Whoever approves this reads it, and so does everyone who looks at the history.",
    )


class TermForm(EntryForm):
    """A word that we use."""

    checked = ("meaning",)
    preferred = forms.CharField(
        label="The word we use", max_length=120, error_messages={"required": "Write the word that we use"}
    )
    avoid = forms.CharField(
        label="Words that we do not use for it", widget=LONG, required=False, max_length=5_000, help_text="One on each line."
    )
    meaning = forms.CharField(
        label="What it means",
        widget=LONG,
        required=False,
        max_length=2_000,
        help_text="So that a child of 10 would understand it. The public can read this.",
    )
    field_order = ("organisation", "preferred", "avoid", "meaning", *LANGUAGES, "audience", "review_on", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in LANGUAGES.items():
            self.fields[key] = forms.CharField(label=label, required=False, max_length=120)
        self.order_fields(self.field_order)

    def entry(self) -> dict[str, Any]:
        """Return the fields of the term."""
        said = self.cleaned_data
        return {
            "preferred": said["preferred"],
            "avoid": said["avoid"].splitlines(),
            "meaning": said["meaning"],
            "audience": said["audience"],
            "review_on": said["review_on"],
            "translations": {key: said[key] for key in LANGUAGES if said[key]},
        }

    @staticmethod
    def initial_of(entry: Any) -> dict[str, Any]:
        return {
            "preferred": entry.preferred,
            "avoid": "\n".join(entry.avoid),
            "meaning": entry.meaning,
            "audience": entry.audience,
            "review_on": entry.review_on,
            **entry.translations,
        }


class AcronymForm(EntryForm):
    """Letters and what they stand for."""

    letters = forms.CharField(label="The letters", max_length=30, error_messages={"required": "Write the letters"})
    meanings = forms.CharField(
        label="What they stand for",
        widget=LONG,
        max_length=5_000,
        error_messages={"required": "Write what the letters stand for"},
        help_text="One meaning on each line. After a colon you can say more, for example: "
        "Did not attend: a person did not come to an appointment",
    )
    known = forms.BooleanField(
        label="Better known by its letters", required=False, help_text="Like NHS or GP. It need not be spelled out."
    )
    field_order = ("organisation", "letters", "meanings", "known", "audience", "review_on", "why")

    def entry(self) -> dict[str, Any]:
        """Return the fields of the acronym."""
        said = self.cleaned_data
        parts = [line.partition(":") for line in said["meanings"].splitlines() if line.strip()]
        return {
            "letters": said["letters"],
            "meanings": [{"words": words, "note": note} for words, _, note in parts],
            "known": said["known"],
            "audience": said["audience"],
            "review_on": said["review_on"],
        }

    @staticmethod
    def initial_of(entry: Any) -> dict[str, Any]:
        lines = [f"{one['words']}: {one['note']}" if one.get("note") else one["words"] for one in entry.meanings]
        return {
            "letters": entry.letters,
            "meanings": "\n".join(lines),
            "known": entry.known,
            "audience": entry.audience,
            "review_on": entry.review_on,
        }


class WithdrawForm(Form):
    """Why a word is no longer used."""

    why = forms.CharField(
        label="Why is it withdrawn?", widget=LONG, max_length=1_000, error_messages={"required": "Say why it is withdrawn"}
    )


class SettleForm(Form):
    """What the second person says of a change."""

    note = forms.CharField(
        label="Your note", widget=LONG, required=False, max_length=1_000, help_text="Needed when you do not approve: say why."
    )


class FileForm(WhoseForm):
    """A table of words or acronyms."""

    file = forms.FileField(
        label="Table (CSV)",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Split it, and bring the parts in one by one.")
        return file


def number(label: str, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    """Return a box for a small number."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=10_000,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Enter a number; 0 is an answer", "invalid": "Enter a number, in digits"},
    )


class TestForm(Checked, Form):
    """What came of trying words on people."""

    checked = ("after",)
    held_on = DateField(label="When was it?", help_text="For example, 27 3 2026")
    users = number("How many people who use services read it?")
    staff = number("How many people who work here read it?")
    understood = number(
        "How many could say it back in their own words?", required=False, help_text="Leave empty if nobody asked."
    )
    found = forms.CharField(
        label="What did they understand, and what not?",
        widget=LONG,
        max_length=10_000,
        help_text="Without names.",
        error_messages={"required": "Say what they understood, and what not"},
    )
    before = forms.CharField(label="A sentence that changed, as it was", widget=LONG, required=False, max_length=5_000)
    after = forms.CharField(label="The same sentence, as it is now", widget=LONG, required=False, max_length=5_000)
    changed = forms.CharField(
        label="What changed because of it?",
        widget=LONG,
        max_length=5_000,
        error_messages={"required": "Say what changed, or why nothing did"},
        help_text="If nothing changed, say why.",
    )
    credit = forms.CharField(
        label="Which group do we thank?",
        max_length=160,
        error_messages={"required": "Say which group is thanked"},
        help_text="A group, never one person by name. For example: the readers’ group of Millbeck",
    )


class ReviewForm(Form):
    """The day on which words are looked at again."""

    due_on = DateField(label="When do we look at it again?", help_text="For example, 27 3 2027")
    owner = forms.ModelChoiceField(
        queryset=None, label="Who does it?", empty_label=None, error_messages={"required": "Choose a person"}
    )
    public = forms.BooleanField(
        label="Tell the public when it is late",
        required=False,
        help_text="The public page then says that these words are due to be looked at again.",
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues  # type: ignore[attr-defined]


class ReviewedForm(Form):
    """That words were looked at."""

    note = forms.CharField(
        label="What did you find?", widget=LONG, max_length=2_000, error_messages={"required": "Say what you found"}
    )
    next_on = DateField(label="When do we look at it again?", help_text="For example, 27 3 2028")

    @staticmethod
    def next_year() -> datetime.date:
        today = timezone.localdate()
        return today.replace(year=today.year + 1, day=min(today.day, 28))
