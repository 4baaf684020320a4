"""Forms of what is done in a campaign and what came of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from antiphon.campaigns import rules
from antiphon.campaigns.models import Activity, Objective
from antiphon.core.forms import DateField, Form
from antiphon.network.models import Organisation, User
from antiphon.workspace.campaigns.forms import LETTERS, whose


class ActivityForm(Form):
    """One thing that is done."""

    title = forms.CharField(label="What is done?", max_length=140, error_messages={"required": "Say what is done"})
    words = forms.CharField(label="In more words", required=False, max_length=1000, widget=forms.Textarea)
    channel = forms.ChoiceField(label="By which channel?", choices=[(key, one.title) for key, one in rules.CHANNELS.items()])
    starts_on = DateField(label="First day", required=False)
    ends_on = DateField(label="Last day", required=False)
    status = forms.ChoiceField(label="How far is it?", choices=Activity.Status.choices)

    def __init__(self, *args: Any, people: Sequence[tuple[User, Organisation]] = (), organisations: Sequence[Organisation] = (),
                 **more: Any):  # fmt: skip
        super().__init__(*args, **more)
        if organisations:
            self.fields["organisation"] = whose(organisations, "Who does it?")
            self.fields["lead"] = person_of(people, "Who leads it?", required=False)
            self.order_fields(["title", "words", "organisation", "lead"])


def person_of(people: Sequence[tuple[User, Organisation]], label: str, *, required: bool = True) -> forms.ChoiceField:
    """Return a choice between people, each with their organisation."""
    choices = [(f"{user.pk}:{one.pk}", f"{user.name}, {one}") for user, one in people]
    return forms.ChoiceField(label=label, choices=choices if required else [("", "Not known yet"), *choices], required=required)


class DutyForm(Form):
    """Who does what in an activity."""

    role = forms.ChoiceField(label="What do they do?", choices=list(rules.DUTIES.items()), widget=forms.RadioSelect,
                             error_messages={"required": "Say what they do"})  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[User, Organisation]], organisations: Sequence[Organisation],
                 **more: Any):  # fmt: skip
        super().__init__(*args, **more)
        choices = [*((f"{user.pk}:{one.pk}", f"{user.name}, {one}") for user, one in people),
                   *((f"0:{one.pk}", f"{one} as a whole") for one in organisations)]  # fmt: skip
        self.fields["who"] = forms.ChoiceField(label="Who?", choices=choices)


class LeadForm(Form):
    """Another person leads."""

    def __init__(self, *args: Any, people: Sequence[tuple[User, Organisation]], **more: Any):
        super().__init__(*args, **more)
        self.fields["who"] = person_of(people, "Who leads it from now on?")


class OutputForm(Form):
    """Something that was put out."""

    what = forms.CharField(label="What was put out?", max_length=200, error_messages={"required": "Say what was put out"})
    key = forms.SlugField(
        label="Its key", max_length=60, help_text="A short name that all partners use, so that it is counted once: march-poster",
        error_messages={"required": "Give it a key", "invalid": LETTERS},
    )  # fmt: skip
    number = forms.IntegerField(label="How many?", min_value=1, max_value=10**12, widget=forms.TextInput)
    unit = forms.ChoiceField(label="Of what?", choices=[(key, words) for key, (_, words) in rules.UNITS.items()])
    estimate = forms.BooleanField(label="This number is an estimate", required=False)
    on = DateField(label="When?", initial=timezone.localdate)
    source = forms.CharField(label="How was it counted?", max_length=300, error_messages={"required": "Say how"})

    def __init__(self, *args: Any, organisations: Sequence[Organisation], activities: Iterable[Activity], **more: Any):
        super().__init__(*args, **more)
        self.activities = {str(one.pk): one for one in activities}
        self.fields["organisation"] = whose(organisations, "Whose is it?")
        choices = [("", "None of them"), *((key, str(one)) for key, one in self.activities.items())]
        self.fields["activity"] = forms.ChoiceField(label="Which activity is it part of?", required=False, choices=choices)

    def clean_activity(self) -> Activity | None:
        return self.activities.get(self.cleaned_data["activity"])


class CorrectForm(Form):
    """A number put right."""

    number = forms.IntegerField(label="How many were there?", min_value=1, max_value=10**12, widget=forms.TextInput)
    source = forms.CharField(label="How was it counted?", max_length=300, error_messages={"required": "Say how"})


class TakePartForm(Form):
    """A partner took part in what another counts."""

    did = forms.CharField(label="What did you do?", max_length=200, error_messages={"required": "Say what you did"})

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.fields["organisation"] = whose(organisations, "Who took part?")


class ResultForm(Form):
    """What was found."""

    stage = forms.ChoiceField(label="At which stage?", choices=[(key, one.title) for key, one in rules.STAGES.items()],
                              widget=forms.RadioSelect, initial="outcomes")  # fmt: skip
    value = forms.DecimalField(label="The value, if it is about an objective", required=False, max_digits=14, decimal_places=2,
                               widget=forms.TextInput, error_messages={"invalid": "Enter a number"})  # fmt: skip
    words = forms.CharField(label="What was found, in words", required=False, max_length=2000, widget=forms.Textarea)
    on = DateField(label="When?", initial=timezone.localdate)
    source = forms.CharField(label="Where does it come from?", max_length=300,
                             error_messages={"required": "Say where it comes from"})  # fmt: skip

    def __init__(self, *args: Any, objectives: Iterable[Objective], **more: Any):
        super().__init__(*args, **more)
        self.objectives = {str(one.pk): one for one in objectives}
        choices = [("", "None of them"), *((key, str(one)) for key, one in self.objectives.items())]
        self.fields["objective"] = forms.ChoiceField(label="Which objective is it about?", required=False, choices=choices)
        self.fields["stage"].hints = {key: one.asks for key, one in rules.STAGES.items()}  # type: ignore[attr-defined]
        self.order_fields(["stage", "objective", "value", "words", "on", "source"])

    def clean_objective(self) -> Objective | None:
        return self.objectives.get(self.cleaned_data["objective"])


class NotMeasuredForm(Form):
    """Why a stage was not measured."""

    stage = forms.ChoiceField(label="Which stage?", choices=[(key, one.title) for key, one in rules.STAGES.items()],
                              widget=forms.RadioSelect, error_messages={"required": "Choose a stage"})  # fmt: skip
    because = forms.CharField(label="Why was it not measured?", max_length=2000, widget=forms.Textarea,
                              error_messages={"required": "Say why it was not measured"})  # fmt: skip
