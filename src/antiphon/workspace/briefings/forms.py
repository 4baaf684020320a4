"""Forms of briefings."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from antiphon.briefings import rules
from antiphon.core.forms import DateField, Form
from antiphon.decisions.models import Decision
from antiphon.network.models import Organisation
from antiphon.workspace.saying.checked import Checked
from antiphon.workspace.stakeholders.forms import whose


class BriefingForm(Form):
    """What a briefing is about, and who gets it."""

    title = forms.CharField(label="What is it about?", max_length=160, error_messages={"required": "Say what it is about"})
    audiences = forms.MultipleChoiceField(
        label="Who is briefed?", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose who is briefed"},
        choices=[(one.key, one.title) for one in rules.AUDIENCES.values()],
    )  # fmt: skip
    decision = forms.ChoiceField(
        label="Is it about a decision?", required=False,
        help_text="The options, their risks and what people said are then filled in. You can change the words.",
    )  # fmt: skip
    embargo_on = DateField(
        label="When does the public hear?", required=False, help_text="Until then, readers are asked to keep it to themselves."
    )
    embargo_at = forms.TimeField(
        label="At what time?", required=False, input_formats=["%H:%M", "%H.%M", "%I:%M%p", "%I%p", "%H"], initial="10:00",
        widget=forms.TextInput, help_text="For example: 10:00", error_messages={"invalid": "Enter a time, like 10:00"},
    )  # fmt: skip

    def __init__(self, *args: Any, keepers: Sequence[Organisation], decisions: Iterable[Decision], **more: Any):
        super().__init__(*args, **more)
        self.keepers, self.decisions = {str(one.pk): one for one in keepers}, {str(one.pk): one for one in decisions}
        if len(keepers) > 1:
            self.fields["organisation"] = whose(keepers, "Who sends it?")
        self.fields["audiences"].hints = {  # type: ignore[attr-defined]
            one.key: f"At most {one.most:,} words: {', '.join(rules.PARTS[key].heading.lower() for key in one.parts)}"
            for one in rules.AUDIENCES.values()
        }
        self.fields["decision"].choices = [("", "No"), *((key, one.title) for key, one in self.decisions.items())]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, Any]:
        """Return what the action keeps."""
        said = self.cleaned_data
        day, at = said["embargo_on"], said["embargo_at"] or datetime.time(10)
        moment = timezone.make_aware(datetime.datetime.combine(day, at)) if day else None
        return {"title": said["title"], "audiences": said["audiences"], "decision": self.decisions.get(said["decision"]),
                "embargo_until": moment}  # fmt: skip

    def keeper(self) -> Organisation:
        """Return the organisation that sends it."""
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))


class PartsForm(Checked, Form):
    """The words of every part. What stood there when the page was opened comes back with it."""

    checked: ClassVar[tuple[str, ...]] = tuple(rules.PARTS)
    checked_kind: ClassVar[str | None] = "councillor"

    def __init__(self, data: Any, *, parts: Sequence[rules.Part], words: Mapping[str, str]):
        super().__init__(data)
        self.parts = parts
        for part in parts:
            self.fields[part.key] = forms.CharField(
                label=part.heading, help_text=part.hint, required=False, max_length=20_000, widget=forms.Textarea,
                initial=words.get(part.key, ""),
            )  # fmt: skip
        for part in parts:
            self.fields[f"{part.key}-seen"] = forms.CharField(
                required=False, strip=False, widget=forms.HiddenInput, initial=words.get(part.key, "")
            )

    def said(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the words of each part, and what stood there before."""
        told = self.cleaned_data
        return ({part.key: told[part.key] for part in self.parts}, {part.key: told[f"{part.key}-seen"] for part in self.parts})


class MeetingForm(Form):
    """A meeting of a board."""

    board = forms.ChoiceField(label="Which board or committee?", error_messages={"required": "Choose a board"})
    held_on = DateField(label="When?", initial=timezone.localdate)

    def __init__(self, *args: Any, boards: Sequence[str], **more: Any):
        super().__init__(*args, **more)
        self.fields["board"].choices = [(one, one) for one in boards]  # type: ignore[attr-defined]


class ReplyForm(Checked, Form):
    """The answer to a question."""

    checked = ("words",)
    checked_kind = "councillor"
    words = forms.CharField(
        label="Your answer", widget=forms.Textarea, max_length=5000, error_messages={"required": "Write your answer"}
    )


class HoldForm(Checked, Form):
    """A holding reply."""

    checked = ("words",)
    checked_kind = "councillor"
    words = forms.CharField(
        label="What will come?", widget=forms.Textarea, max_length=2000, error_messages={"required": "Say what will come"},
        help_text="For example: The figures for your ward. We are waiting for the trust’s count.",
    )  # fmt: skip
    due_on = DateField(label="By when?", error_messages={"required": "Name the day"})
