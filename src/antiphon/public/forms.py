"""The forms of the public site: a step of taking part, coming back to it, and looking up a receipt."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from antiphon.core import receipts
from antiphon.core.forms import Form
from antiphon.engagement.about import AboutSet
from antiphon.engagement.answering import LONGEST, place_to_keep
from antiphon.public.answering import AnswerBound, AnswerField, question_field, raw_from
from antiphon.public.questionnaire import Questionnaire, Step
from antiphon.voices.journeys import File, Kept

__all__ = ["LONGEST", "SCORES", "ComeBackForm", "LinkForm", "ReceiptForm", "StepForm"]

SCORES = [("1", "Very good"), ("2", "Good"), ("3", "Neither good nor poor"), ("4", "Poor"), ("5", "Very poor")]
NOT_A_PERSON = (
    "Something filled in a box that people do not see. If you are a person, send your answers again: they are still here."
)


SPEAKS = [("self", "For myself"), ("carer", "For someone I care for"), ("group", "For a group")]


class LastPart(Form):
    """What the last page asks, whatever was asked before. All of it may be left out."""

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
    speaks_as = forms.ChoiceField(
        choices=SPEAKS, required=False, widget=forms.RadioSelect, label="For whom do you speak? (optional)",
        error_messages={"invalid_choice": "Choose one of the answers, or leave this question out"},
    )  # fmt: skip
    speaks_for = forms.IntegerField(
        required=False, min_value=2, max_value=100_000, label="How many people does the group speak for?",
        help_text="We count you as one response and show this number beside it.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Enter a number of people, like 40", "min_value": "A group has 2 people or more",
                        "max_value": "Enter 100,000 people or fewer"},
    )  # fmt: skip
    may_quote = forms.BooleanField(
        required=False, label="You may use my words as a quote",
        help_text="We never put your name to a quote. We look for anything else that points to you, and hide what we find.",
    )  # fmt: skip
    may_reuse = forms.BooleanField(
        required=False, label="You may use my answers in other work of the organisations that ask here",
        help_text="For example when they plan something else and want to see what people have said already.",
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


KEPT_OF_LAST = ("score", "place", "speaks_as", "speaks_for", "may_quote", "may_reuse")  # never the name or the address


class StepForm(LastPart):
    """One step of a questionnaire. Nothing in it is compulsory but what its questions say, and some words or an answer at all."""

    def __init__(
        self, data: Any = None, *, questionnaire: Questionnaire, step: Step, kept: Kept | None = None,
        file_problems: Mapping[int, list[str]] | None = None,
    ) -> None:
        last = dict(kept.last) if kept else {}
        submission = str(kept.submission) if kept else str(uuid.uuid4())
        super().__init__(data, initial={**last, "submission": submission})
        self.questionnaire, self.step, self.kept = questionnaire, step, kept
        self.file_problems = file_problems or {}
        self.more: list[dict[str, Any]] = []  # lines of the error summary that belong to no field of this form
        answers = kept.answers if kept else {}
        asked: dict[str, forms.Field] = {
            question_field(one.pk): AnswerField(one, initial=answers.get(str(one.series))) for one in step.asked
        }  # fmt: skip
        about = about_fields(questionnaire.about, kept.about if kept else {}) if step.about and questionnaire.about else {}
        always = ("submission", "website")
        rest: dict[str, forms.Field] = self.fields if step.last else {name: self.fields[name] for name in always}
        if not questionnaire.simple:
            rest.pop("score", None)
        self.fields: dict[str, forms.Field] = {**asked, **about, **rest}

    @property
    def questions(self) -> list[AnswerBound]:
        return [self[question_field(one.pk)] for one in self.step.asked]  # type: ignore[misc]

    @property
    def about_questions(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("about_")]

    def files_of(self, pk: int) -> list[File]:
        """Return the files that are kept for a question."""
        return [one for one in self.kept.files if one.question == pk] if self.kept else []

    def file_ids(self) -> dict[int, list[int]]:
        """Return the ids of the files that are kept, by question."""
        found: dict[int, list[int]] = {}
        for one in self.kept.files if self.kept else ():
            found.setdefault(one.question, []).append(one.pk)
        return found

    def raw(self) -> dict[str, Any]:
        """Return all answers so far as their boxes hold them, by series: those of this step as they were just sent."""
        before = dict(self.kept.answers) if self.kept else {}
        return {**before, **self.raw_here()}

    def raw_here(self) -> dict[str, Any]:
        """Return the answers of this step as its boxes hold them, right or wrong."""
        return {str(one.series): raw_from(self.data, question_field(one.pk), one) for one in self.step.asked}

    def parts(self) -> dict[str, Any]:
        """Return what can be kept of this step before it is sent, right or wrong; never a name or an address."""
        found: dict[str, Any] = {"answers": self.raw_here()}
        if self.step.about:
            chosen = ((name.removeprefix("about_"), self[name].value()) for name in self.fields if name.startswith("about_"))
            found["about"] = {key: value for key, value in chosen if value}
        if self.step.last:
            found["last"] = {
                name: value if isinstance(value := self[name].value(), bool) else str(value or "").replace("\x00", "")[:200]
                for name in KEPT_OF_LAST if name in self.fields
            }  # fmt: skip
        return found

    def about_said(self) -> dict[str, Any]:
        """Return what the person chose to say of themselves on this step."""
        sent = self.cleaned_data
        return {name.removeprefix("about_"): sent[name] for name in self.fields if name.startswith("about_") and sent.get(name)}

    def clean_submission(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            return uuid.uuid4()

    def clean_place(self) -> str:
        return place_to_keep(self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        kept = self.cleaned_data
        wrong = self.questionnaire.routed(self.raw(), self.file_ids())
        for one in self.step.asked:
            name = question_field(one.pk)
            for text in self.file_problems.get(one.pk, ()):
                self.add_error(name, text)
            if name not in self.errors and (missing := wrong.get(one.pk)):
                self.add_error(name, missing)  # type: ignore[arg-type]
        if self.step.last:
            self._clean_last(kept)
        if kept.get("website"):
            self.add_error(None, NOT_A_PERSON)
        return kept

    def _clean_last(self, kept: dict[str, Any]) -> None:
        here = [question_field(one.pk) for one in self.step.asked]
        if not any(name in self.errors for name in here) and not self.answered() and not kept.get("score"):
            text = "Write something in answer to this question. A few words are enough."
            self.add_error(here[0] if here else None, text if here else NOTHING)
        if kept.get("speaks_as") == "group" and not kept.get("speaks_for") and "speaks_for" not in self.errors:
            self.add_error("speaks_for", "Say for how many people the group speaks, like 40")
        if kept.get("name") and not kept.get("email") and "email" not in self.errors:
            self.add_error("email", "Enter an e-mail address so that we can write to you, or leave your name out")

    def answered(self) -> dict[int, Any]:
        """Return all answers so far by the question's id; questions without an answer are left out."""
        files = {pk: ids for pk, ids in self.file_ids().items() if ids}
        return {**self.questionnaire.values(self.raw()), **files}

    def error_lines(self) -> list[dict[str, Any]]:
        """Return what is wrong here and on other pages."""
        return [*self.more, *super().error_lines()]


NOTHING = "You have not answered a question yet. Go back and answer at least one."


def about_fields(about: AboutSet, said: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Return the questions about the person as fields. Each may be left out; one tick says that somebody prefers not to say."""
    found: dict[str, forms.Field] = {}
    for one in about.characteristics:
        choices = [(category.key, category.text) for category in one.categories]
        wrong = {"invalid_choice": "Choose one of the answers, or leave this question out"}
        common: dict[str, Any] = {
            "choices": choices, "required": False, "label": one.text, "help_text": one.hint, "initial": said.get(one.key),
            "error_messages": wrong,
        }  # fmt: skip
        found[f"about_{one.key}"] = (
            forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **common) if one.many
            else forms.ChoiceField(widget=forms.RadioSelect, **common)
        )  # fmt: skip
    return found


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
        if receipts.read_return(self.cleaned_data["code"]):
            raise ValidationError(
                "This code is for coming back to answers that you saved and have not sent. Enter it on the page “Come back”."
            )
        code = receipts.read(self.cleaned_data["code"])
        if code is None:
            raise ValidationError("Check your code. It has 12 letters and numbers, and one of them looks wrong.")
        return code


class StoryCodeForm(Form):
    """The code by which a person takes their story back."""

    code = forms.CharField(
        label="Your code", max_length=60,
        help_text="It has 12 letters and numbers, like 7K3M-9Q2P-XA4T. Capitals, spaces and dashes do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": "Enter your code", "max_length": "A code has 12 letters and numbers. Enter only the code."},
    )  # fmt: skip

    def clean_code(self) -> str:
        code = receipts.read(self.cleaned_data["code"])
        if code is None:
            raise ValidationError("Check your code. It has 12 letters and numbers, and one of them looks wrong.")
        return code


class ComeBackForm(Form):
    """The code to come back to answers that were saved."""

    code = forms.CharField(
        label="Your code", max_length=60,
        help_text="It begins with SAVE, like SAVE-7K3M-9Q2P-XA4T. Capitals, spaces and dashes do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": "Enter your code", "max_length": "Enter only the code"},
    )  # fmt: skip

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        if receipts.read(typed):
            raise ValidationError(
                "This is a receipt code: you have sent your answers already. Enter it on the page “Check your receipt”."
            )
        code = receipts.read_return(typed)
        if code is None:
            raise ValidationError("Check your code. It begins with SAVE and has 12 more letters and numbers.")
        return code


class LinkForm(Form):
    """Where to send the link to saved answers."""

    email = forms.EmailField(
        max_length=254, label="Your e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": "Enter an e-mail address, or write down the code",
                        "invalid": "Enter an e-mail address in the right format, like name@example.com",
                        "max_length": "Use 254 characters or fewer for your e-mail address"},
    )  # fmt: skip


class GroupForm(ReceiptForm):
    """A group's code. It is written like a receipt code, and opens other things."""

    code = forms.CharField(
        label="Your group’s code", max_length=60,
        help_text="It has 12 letters and numbers, like 7K3M-9Q2P-XA4T. Capitals, spaces and dashes do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": "Enter your group’s code",
                        "max_length": "A code has 12 letters and numbers. Enter only the code."},
    )  # fmt: skip
