"""Forms for making questions: one question of any kind, questions of an earlier engagement, what is asked about the person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.engagement import about
from antiphon.engagement.answering import CHOICES, MOST_OPTIONS, Asked, Kind, choices_of
from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.wording import TEMPLATES, keyed
from antiphon.workspace.saying.checked import Checked

LONG = forms.Textarea
# What each kind is for, in the order in which they are offered.
KINDS: dict[str, tuple[str, str]] = {
    "text": ("Own words", "People write as much as they like. Best for why and how."),
    "one": ("One choice", "People choose one of a few answers."),
    "many": ("Several choices", "People tick all that are true for them, perhaps up to a number."),
    "scale": ("Scale", "People choose a number, like 0 to 10."),
    "matrix": ("Grid", "The same answers for several rows. Keep it small: it is hard on a telephone."),
    "ranking": ("Order of importance", "People put things in order. Few people rank more than five."),
    "date": ("Date", "A day, a month and a year."),
    "place": ("Place", "A ward, a town, or the first half of a postcode."),
    "file": ("File", "A letter, a photograph, a document. Up to three, kept sealed."),
}
OPTIONAL = "Leave empty if there is none."


class QuestionForm(Checked, Form):
    """One question. It shows only the boxes that its kind needs."""

    checked = ("text", "hint", "options", "own", "rows", "reason")
    text = forms.CharField(
        label="The question", max_length=300, widget=forms.Textarea(attrs={"maxlength": 300}),
        help_text="One thing at a time, in the words that people use.", error_messages={"required": "Enter the question"},
    )  # fmt: skip
    hint = forms.CharField(label="Help under the question", max_length=300, required=False, help_text=OPTIONAL)
    options = forms.CharField(
        label="Answers to choose from", widget=LONG, required=False, help_text=f"One on each line, {MOST_OPTIONS} at most."
    )
    own = forms.CharField(
        label="A last answer with a box for own words", max_length=200, required=False,
        help_text="For example: Something else. Leave empty if there is none.",
    )  # fmt: skip
    rows = forms.CharField(label="Rows of the grid", widget=LONG, required=False, help_text="One on each line.")
    most = forms.IntegerField(
        label="The most that people can choose", required=False, min_value=1, max_value=MOST_OPTIONS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="Leave empty to let them choose all.",
    )  # fmt: skip
    lowest = forms.IntegerField(label="Lowest number", min_value=-5, max_value=10, initial=1, widget=forms.TextInput())
    low = forms.CharField(
        label="What the lowest number means", max_length=60, required=False, help_text="For example: Not at all"
    )
    highest = forms.IntegerField(label="Highest number", min_value=1, max_value=20, initial=5, widget=forms.TextInput())
    high = forms.CharField(
        label="What the highest number means", max_length=60, required=False, help_text="For example: Completely"
    )
    required = forms.BooleanField(
        label="People must answer this", required=False,
        help_text="Only when the rest makes no sense without it. Each must costs you answers.",
    )  # fmt: skip
    page = forms.IntegerField(
        label="On which page of the form?", min_value=1, max_value=20, initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="A few questions on each page. Put a question on a later page than the one it depends on.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Why does the question change?", widget=LONG, help_text="The public reads this.",
        error_messages={"required": "Say why the question changes"},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, kind: str, earlier: Sequence[Asked], question: Any = None, page: int = 1,
        revising: bool = False, reason: str = "",
    ) -> None:
        known: dict[str, Any] = _initial(question) if question else {"page": page}
        super().__init__(data, initial={**known, "reason": reason})
        self.kind, self.question = kind, question
        for name in _unneeded(Kind(kind)) | ({"page"} if revising else {"reason"}):
            del self.fields[name]
        chosen = {one["series"]: one["options"] for one in question.only_if} if question else {}
        self.rests = {f"if_{one.pk}": one for one in earlier if one.kind in CHOICES}
        for name, one in self.rests.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=f"the answer to “{one.text}” is", required=False, widget=forms.CheckboxSelectMultiple,
                choices=list(choices_of(one).items()), initial=chosen.get(str(one.series), []),
            )  # fmt: skip

    @property
    def depends(self) -> bool:
        """Whether the question is asked of some people only, as the form stands."""
        return any(self[name].value() for name in self.rests)

    def fields_of_question(self) -> dict[str, Any]:
        """Return what was entered, as the actions take it."""
        sent = self.cleaned_data
        before = self.question
        found: dict[str, Any] = {"text": sent["text"], "hint": sent["hint"], "required": sent.get("required", False)}
        if "page" in self.fields:
            found["page"] = sent["page"]
        if "options" in self.fields:
            found["options"] = _options(sent, before.options if before else [])
        if "rows" in self.fields:
            found["rows"] = keyed(sent["rows"].splitlines(), before.rows if before else [])
        if self.kind == Kind.MANY:
            found["settings"] = {"most": sent["most"]} if sent["most"] else {}
        if self.kind == Kind.SCALE:
            ends = {"from": sent["lowest"], "to": sent["highest"], "low": sent["low"].strip(), "high": sent["high"].strip()}
            found["settings"] = {key: value for key, value in ends.items() if value != ""}
        found["only_if"] = [
            {"series": str(one.series), "options": sent[name]} for name, one in self.rests.items() if sent.get(name)
        ]  # fmt: skip
        return found


def _unneeded(kind: Kind) -> set[str]:
    needs = {
        Kind.ONE: {"options", "own"}, Kind.MANY: {"options", "own", "most"}, Kind.RANKING: {"options"},
        Kind.MATRIX: {"options", "rows"}, Kind.SCALE: {"lowest", "low", "highest", "high"},
    }.get(kind, set())  # fmt: skip
    return {"options", "own", "rows", "most", "lowest", "low", "highest", "high"} - needs


def _options(sent: Mapping[str, Any], known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    own = " ".join(sent.get("own", "").split())
    lines = [*sent["options"].splitlines(), *([own] if own else [])]
    found = keyed(lines, known)
    return [{**one, "words": True} if own and one["text"] == own else one for one in found]


def _initial(question: Question) -> dict[str, Any]:
    own = next((one["text"] for one in question.options if one.get("words")), "")
    return {
        "text": question.text, "hint": question.hint, "required": question.required, "page": getattr(question, "page", 1),
        "options": "\n".join(one["text"] for one in question.options if not one.get("words")), "own": own,
        "rows": "\n".join(one["text"] for one in question.rows), "most": question.settings.get("most"),
        "lowest": question.settings.get("from", 1), "highest": question.settings.get("to", 5),
        "low": question.settings.get("low", ""), "high": question.settings.get("high", ""),
    }  # fmt: skip


class AboutForm(Form):
    """Whether people are asked about themselves, and with which version of the questions."""

    about_set = forms.ChoiceField(label="Ask people about themselves?", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how = "Ask, with the questions of {}. Each is optional, on a page of its own."
        asked = [(version, how.format(version)) for version in about.versions()]
        self.fields["about_set"].choices = [("none", "Do not ask"), *asked]  # type: ignore[attr-defined]

    def clean_about_set(self) -> str:
        chosen = str(self.cleaned_data["about_set"])
        return "" if chosen == "none" else chosen


class TemplateForm(Form):
    """Ready-made questions."""

    template = forms.ChoiceField(
        label="Ready-made questions", widget=forms.RadioSelect, error_messages={"required": "Choose one"},
        choices=[(one.key, one.name) for one in TEMPLATES.values()],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].hints = {one.key: one.about for one in TEMPLATES.values()}  # type: ignore[attr-defined]


class FromForm(Form):
    """Which engagement to copy questions from."""

    source = forms.ModelChoiceField(
        queryset=None, label="Copy from", to_field_name="slug", empty_label="Choose an engagement"
    )

    def __init__(self, *args: Any, engagements: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = engagements  # type: ignore[attr-defined]


class CopyForm(Form):
    """Which of its questions to copy."""

    questions = forms.MultipleChoiceField(
        label="Questions to copy", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one question"},
    )  # fmt: skip

    def __init__(self, *args: Any, source: Engagement, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(question.pk): question for question in questions}
        self.fields["questions"].choices = [(key, one.text) for key, one in self.by_key.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[Question]:
        return [self.by_key[key] for key in self.by_key if key in self.cleaned_data["questions"]]
