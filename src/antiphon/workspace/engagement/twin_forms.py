"""Forms of twins (other formats and languages) and of the digital inclusion check."""

from collections.abc import Sequence
from typing import Any

from django import forms

from antiphon.core.forms import Form
from antiphon.engagement.languages import LANGUAGES
from antiphon.engagement.models import InclusionCheck, Question, Twin, TwinQuestion

LONG = forms.Textarea
FORMATS = [(Twin.Format.EASY_READ, "Easy read: short sentences, large text"),
           (Twin.Format.LARGE_PRINT, "Large print: the same words in large text, on screen and paper"),
           (Twin.Format.LANGUAGE, "Another language"),
           (Twin.Format.BSL, "British Sign Language: a video, and its words"),
           (Twin.Format.AUDIO, "Audio: a recording, and its words")]  # fmt: skip


class AboutTwin(Form):
    """What a twin says of itself."""

    title = forms.CharField(
        label="Name, in the words of this format", max_length=200, error_messages={"required": "Enter a name"}
    )
    summary = forms.CharField(label="A few words to begin with", widget=LONG, required=False)
    made_by = forms.CharField(
        label="Who made or translated it?", max_length=200, error_messages={"required": "Say who made it"},
        help_text="A person's role or an organisation. The public reads it.",
    )  # fmt: skip
    checked_by = forms.CharField(
        label="Who checked it?", max_length=200, required=False,
        help_text="Somebody who uses this format or language. Needed before it is published.",
    )  # fmt: skip
    video = forms.URLField(
        label="Address of the video or recording", required=False, assume_scheme="https",
        help_text="Needed for sign language and audio. The video needs captions.",
        error_messages={"invalid": "Enter a whole address, like https://example.org/video"},
    )  # fmt: skip
    transcript = forms.CharField(
        label="What the video or recording says, in words", widget=LONG, required=False,
        help_text="Needed for sign language and audio.",
    )  # fmt: skip


class NewTwin(AboutTwin):
    """A new twin."""

    format = forms.ChoiceField(
        label="Which format?", choices=FORMATS, widget=forms.RadioSelect, error_messages={"required": "Choose a format"}
    )
    language = forms.ChoiceField(
        label="Language",
        choices=[(one.code, f"{one.name} ({one.own})" if one.own != one.name else one.name) for one in LANGUAGES.values()],
    )  # fmt: skip
    field_order = ("format", "language", "title", "summary", "made_by", "checked_by", "video", "transcript")


class TwinWords(Form):
    """The words of every question in a twin, on one page. An empty question is not put into words yet."""

    def __init__(self, data: Any = None, *, questions: Sequence[Question], known: dict[Any, TwinQuestion]) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            words = known.get(question.series)
            self._add(f"text_{question.pk}", "The question", words.text if words else "", 500, long=True)
            self._add(f"hint_{question.pk}", "Help under it", words.hint if words else "", 500)
            for one in question.options:
                there = words.options.get(one["key"], "") if words else ""
                self._add(f"option_{question.pk}_{one['key']}", f"Answer: {one['text']}", there)
            for end in ("low", "high"):
                if question.settings.get(end):
                    self._add(f"option_{question.pk}_{end}", f"End of the scale: {question.settings[end]}",
                              words.options.get(end, "") if words else "")  # fmt: skip
            for one in question.rows:
                there = words.rows.get(one["key"], "") if words else ""
                self._add(f"row_{question.pk}_{one['key']}", f"Row: {one['text']}", there)

    def _add(self, name: str, label: str, initial: str, longest: int = 300, *, long: bool = False) -> None:
        attributes = {"maxlength": longest}
        widget = forms.Textarea(attrs=attributes) if long else forms.TextInput(attrs=attributes)
        self.fields[name] = forms.CharField(label=label, max_length=longest, required=False, initial=initial, widget=widget)

    def of(self, question: Question) -> list[Any]:
        """Return the boxes of one question."""
        begins = (f"text_{question.pk}", f"hint_{question.pk}", f"option_{question.pk}_", f"row_{question.pk}_")
        return [self[name] for name in self.fields if name in begins[:2] or name.startswith(begins[2:])]

    def words(self, question: Question) -> dict[str, Any]:
        """Return what was entered for one question, as the action takes it."""
        sent = self.cleaned_data

        def by_key(kind: str) -> dict[str, str]:
            begin = f"{kind}_{question.pk}_"
            return {name.removeprefix(begin): value for name, value in sent.items() if name.startswith(begin)}

        text, hint = sent[f"text_{question.pk}"], sent[f"hint_{question.pk}"]
        return {"text": text, "hint": hint, "options": by_key("option"), "rows": by_key("row")}


class InclusionForm(Form):
    """Can everyone take part?"""

    paper = forms.BooleanField(label="On paper: there is a form to print, and somewhere to send it", required=False)
    by_telephone = forms.BooleanField(label="By telephone: somebody writes down what people say", required=False)
    in_person = forms.BooleanField(label="In person: at an event, a group or a service", required=False)
    easy_read = forms.BooleanField(label="In easy read", required=False)
    sign_language = forms.BooleanField(label="In British Sign Language", required=False)
    languages = forms.CharField(
        label="In which other languages?", max_length=200, required=False,
        help_text="For example: Polish and Urdu; others when asked.",
    )  # fmt: skip
    read_by_others = forms.BooleanField(label="People whom it is for have read it and tried it", required=False)
    minutes = forms.IntegerField(
        label="How many minutes does it take?", required=False, min_value=1, max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="Time somebody who has not seen it before.",
    )  # fmt: skip
    who_is_left_out = forms.CharField(
        label="Who could still be left out, and what do you do about it?", widget=LONG, required=False
    )
    online_only_because = forms.CharField(
        label="If there is no way without the internet: why not?", widget=LONG, required=False,
        help_text="An online-only form shuts people out. It can go on only with a reason, and whoever publishes it sees it.",
    )  # fmt: skip

    @classmethod
    def of(cls, data: Any, check: InclusionCheck | None) -> "InclusionForm":
        """Return the form with what the last check said."""
        return cls(data, initial={name: getattr(check, name) for name in cls.base_fields} if check else None)
