"""Forms of the engagement screens."""

from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.engagement.models import Engagement, Partner
from antiphon.engagement.rules import LIMBS, RUNGS, SECTIONS
from antiphon.workspace.saying.checked import Checked

LONG = forms.Textarea


class NewForm(Form):
    """The least that an engagement needs to begin."""

    title = forms.CharField(
        label="What is it called?", max_length=140, error_messages={"required": "Enter a name"},
        help_text="Short, in the words that people use. For example: Evening times at the eye clinic.",
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        queryset=None, label="Which organisation asks?",
        empty_label=None, error_messages={"required": "Choose an organisation"},
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class EditForm(Checked, Form):
    """What an engagement says. Nothing is needed yet: a draft can be saved half done."""

    checked = ("title", "summary", "purpose", "can_change", "cannot_change", "other_ways")
    title = forms.CharField(label="Name", max_length=140, error_messages={"required": "Enter a name"})
    summary = forms.CharField(
        label="Summary", max_length=300, required=False, help_text="One sentence for lists of engagements."
    )
    purpose = forms.CharField(
        label="Why are you asking?", widget=LONG, required=False, help_text="What you plan, and what you want to hear."
    )
    rung = forms.ChoiceField(
        label="How much say do people have?", widget=forms.RadioSelect,
        choices=[(rung.key, f"{rung.title}: {rung.meaning}") for rung in RUNGS.values()],
        help_text="Choose what is true, not what sounds best. The public reads the promise.",
    )  # fmt: skip
    can_change = forms.CharField(label="What can people change?", widget=LONG, required=False)
    cannot_change = forms.CharField(
        label="What cannot change, and why?", widget=LONG, required=False, help_text="If everything is open, say so."
    )
    kind = forms.ChoiceField(
        label="What kind of engagement is it?", choices=Engagement.Kind.choices, required=False,
        help_text="A standing door takes comments on something that is published, as long as it stands: it needs no last day.",
    )  # fmt: skip
    opens_on = DateField(label="First day", required=False, help_text="For example, 27 3 2026")
    closes_on = DateField(label="Last day", required=False, help_text="People can still take part on this day.")
    decides = forms.CharField(label="Who decides?", max_length=200, required=False)
    decides_on = DateField(label="When do they decide?", required=False, help_text="After the last day.")
    other_ways = forms.CharField(
        label="Other ways to take part", widget=LONG, required=False,
        help_text="Paper, telephone, in person: with the number, the place and the times. Some people are not online.",
    )  # fmt: skip

    def clean_kind(self) -> str:
        """What nobody chose stays as it is."""
        return str(self.cleaned_data["kind"] or self.initial.get("kind") or Engagement.Kind.CONSULTATION)


EDITED = ("title", "kind", "summary", "purpose", "rung", "can_change", "cannot_change", "opens_on", "closes_on", "decides",
          "decides_on", "other_ways")  # fmt: skip


def edit_form(engagement: Engagement, data: Any = None) -> EditForm:
    """Return the form with what the engagement says now."""
    return EditForm(data, initial={name: getattr(engagement, name) for name in EDITED})


class MoreTimeForm(Checked, Form):
    """More time than was promised."""

    checked = ("reason",)
    closes_on = DateField(label="New last day", help_text="Later than the day that was promised.")
    reason = forms.CharField(
        label="Why do people get more time?", widget=LONG, help_text="The public reads this.",
        error_messages={"required": "Say why people get more time"},
    )  # fmt: skip


class PartnerForm(Form):
    """Another organisation that takes part."""

    organisation = forms.ModelChoiceField(
        queryset=None, label="Organisation", empty_label="Choose an organisation",
        error_messages={"required": "Choose an organisation"},
    )  # fmt: skip
    way = forms.ChoiceField(
        label="What can its people do?", widget=forms.RadioSelect, choices=Partner.Way.choices, initial="contributes"
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class DutyForm(Form):
    """Whether the law says that people must be involved."""

    section = forms.ChoiceField(
        label="Which part of the law applies to your organisation?", widget=forms.RadioSelect,
        choices=[(one.key, f"{one.title}: {one.bears}") for one in SECTIONS.values()],
        error_messages={"required": "Choose a part of the law"},
    )  # fmt: skip
    limbs = forms.MultipleChoiceField(
        label="What is this work part of?", widget=forms.CheckboxSelectMultiple, choices=list(LIMBS.items()), required=False,
        help_text="Choose all that are true.",
    )  # fmt: skip
    changes_manner = forms.BooleanField(
        label="It would change how a service reaches the people who use it", required=False,
        help_text="For example, by telephone and not face to face, or in another place.",
    )  # fmt: skip
    changes_range = forms.BooleanField(
        label="It would change which services there are", required=False, help_text="For example, a clinic opens or closes."
    )
    how_involved = forms.CharField(
        label="How are people involved?", widget=LONG, required=False, help_text="Needed when the duty applies."
    )
    evidence = forms.CharField(
        label="Where is the evidence?", widget=LONG, required=False, help_text="Papers, minutes, links."
    )
