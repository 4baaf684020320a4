"""The two forms of the public site: taking part, and looking up a receipt."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from antiphon.core import receipts
from antiphon.core.forms import Form
from antiphon.engagement.models import Question
from antiphon.voices.rules import LONGEST, place_to_keep

SCORES = [("1", "Very good"), ("2", "Good"), ("3", "Neither good nor poor"), ("4", "Poor"), ("5", "Very poor")]
NOT_A_PERSON = (
    "Something filled in a box that people do not see. If you are a person, send your answers again: they are still here."
)


class Words(forms.CharField):
    """An answer in someone's own words, long or short. It is never cut in silence."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\x00", "").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST:
            raise ValidationError(
                f"This answer is {len(value):,} characters long and we can take {LONGEST:,}. "
                f"Make it shorter, or send the rest as a second response."
            )


class TakePartForm(Form):
    """What someone tells us. Nothing in it is compulsory but some words, or a score."""

    score = forms.ChoiceField(
        choices=SCORES, required=False, widget=forms.RadioSelect,
        label="If you have used this service, how was it overall? (optional)",
        error_messages={"invalid_choice": "Choose one of the answers, or leave this question out"},
    )  # fmt: skip
    place = forms.CharField(
        required=False, max_length=100, label="Where do you live? (optional)",
        help_text="A town, a village, or the first half of a postcode. We do not need your address.",
        error_messages={"max_length": "Use 100 characters or fewer for where you live, like a town or village"},
    )  # fmt: skip
    may_quote = forms.BooleanField(
        required=False, label="You may use my words as a quote",
        help_text="We never put your name to a quote. We look for anything else that points to you, and hide what we find.",
    )  # fmt: skip
    email = forms.EmailField(
        required=False, max_length=254, label="Your e-mail address (optional)",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"invalid": "Enter an e-mail address in the right format, like name@example.com",
                        "max_length": "Use 254 characters or fewer for your e-mail address"},
    )  # fmt: skip
    name = forms.CharField(
        required=False, max_length=150, label="Your name (optional)", widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Only so that we know what to call you when we write.",
        error_messages={"max_length": "Use 150 characters or fewer for your name"},
    )  # fmt: skip
    submission = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, label="Leave this box empty")  # a trap: people do not see it

    def __init__(self, data: Any = None, *, questions: list[Question]) -> None:
        super().__init__(data, initial={"submission": str(uuid.uuid4())})
        self.questions = questions
        asked = {}
        for question in questions:
            asked[question_field(question)] = Words(required=False, label=question.text, help_text=question.hint)
        self.fields: dict[str, forms.Field] = {**asked, **self.fields}

    def clean_submission(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            return uuid.uuid4()

    def clean_place(self) -> str:
        return place_to_keep(self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        kept = self.cleaned_data
        first = question_field(self.questions[0]) if self.questions else None
        wrong = any(question_field(question) in self.errors for question in self.questions)
        if first and not wrong and not self.answers() and not kept.get("score"):
            self.add_error(first, "Write something in answer to this question. A few words are enough.")
        if kept.get("name") and not kept.get("email") and "email" not in self.errors:
            self.add_error("email", "Enter an e-mail address so that we can write to you, or leave your name out")
        if kept.get("website"):
            self.add_error(None, NOT_A_PERSON)
        return kept

    def answers(self) -> dict[int, str]:
        """Return what was written, by the question's id; questions without an answer are left out."""
        written = {question.pk: self.cleaned_data.get(question_field(question), "") for question in self.questions}
        return {key: words for key, words in written.items() if words}


class ReceiptForm(Form):
    """A receipt code, however it is typed."""

    code = forms.CharField(
        label="Your receipt code", max_length=60,
        help_text="It has 12 letters and numbers, like 7K3M-9Q2P-XA4T. Capitals, spaces and dashes do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={
            "required": "Enter your receipt code",
            "max_length": "A receipt code has 12 letters and numbers. Enter only the code.",
        },
    )  # fmt: skip

    def clean_code(self) -> str:
        code = receipts.read(self.cleaned_data["code"])
        if code is None:
            raise ValidationError("Check your code. It has 12 letters and numbers, and one of them looks wrong.")
        return code


def question_field(question: Question) -> str:
    """Return the name of the form's field for a question."""
    return f"question_{question.pk}"
