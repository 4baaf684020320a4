"""Forms of campaigns: the plan, its parts, what is done and what came of it."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from antiphon.campaigns import patterns, rules
from antiphon.campaigns.models import Campaign, CampaignPartner, Contribution, CoProducer
from antiphon.campaigns.queries.plan import Here
from antiphon.core.forms import DateField, Form
from antiphon.network.groups import GROUPS
from antiphon.network.models import Organisation
from antiphon.workspace.saying.checked import Checked

GROUP_CHOICES = [(key, group.text) for key, group in GROUPS.items()]
LETTERS = "Use letters, numbers and hyphens only"
FROM_1_TO_5 = [(number, words) for number, words in enumerate(("very low", "low", "middling", "high", "very high"), start=1)]


def several(label: str, choices: Sequence[tuple[str, str]], help_text: str = "") -> forms.MultipleChoiceField:
    """Return boxes to tick, none of them needed."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def whose(organisations: Iterable[Organisation], label: str) -> forms.ChoiceField:
    """Return a choice between organisations, by their number."""
    choices = [(str(one.pk), str(one)) for one in organisations]
    return forms.ChoiceField(label=label, choices=choices, initial=choices[0][0] if choices else None,
                             error_messages={"required": "Choose an organisation"})  # fmt: skip


class BeginForm(Form):
    """A new campaign: its title, its template, and its first day."""

    title = forms.CharField(label="What is the campaign called?", max_length=140, error_messages={"required": "Give it a title"})
    template = forms.ChoiceField(
        label="What do you begin with?", required=False, widget=forms.RadioSelect,
        choices=[*((key, one.title) for key, one in patterns.TEMPLATES.items()), ("none", "An empty plan")],
    )  # fmt: skip
    starts_on = DateField(label="When does it begin?", required=False, help_text="You can change it later.")

    def __init__(self, *args: Any, owners: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.owners = {str(one.pk): one for one in owners}
        if len(owners) > 1:
            self.fields["owner"] = whose(owners, "Who owns it?")
        self.fields["template"].hints = {key: one.when for key, one in patterns.TEMPLATES.items()}  # type: ignore[attr-defined]

    def owner(self) -> Organisation:
        """Return who owns it."""
        chosen = self.cleaned_data.get("owner")
        return self.owners[chosen] if chosen else next(iter(self.owners.values()))

    def clean_template(self) -> str:
        """Return the key of the template; nothing for an empty plan."""
        said: str = self.cleaned_data["template"]
        return "" if said == "none" else said


class PlanForm(Checked, Form):
    """The words and days of a plan."""

    checked: ClassVar[tuple[str, ...]] = ("title", "summary", "insight", "strategy", "scoring")
    title = forms.CharField(label="Title", max_length=140, error_messages={"required": "Give it a title"})
    summary = forms.CharField(label="What is it about?", required=False, max_length=1000, widget=forms.Textarea)
    insight = forms.CharField(
        label="What do we know about the people?", required=False, max_length=4000, widget=forms.Textarea,
        help_text="What they told us, what stands in their way. Sources have a list of their own.",
    )  # fmt: skip
    strategy = forms.CharField(label="How do we go about it?", required=False, max_length=4000, widget=forms.Textarea)
    scoring = forms.CharField(label="How will we know?", required=False, max_length=4000, widget=forms.Textarea)
    groups = several("Whom is it for above all?", GROUP_CHOICES, "Choose none if it is for everyone.")
    places = forms.CharField(label="Where?", required=False, max_length=500,
                             help_text="Places, with commas between. Leave empty for everywhere.")  # fmt: skip
    starts_on = DateField(label="First day", required=False)
    ends_on = DateField(label="Last day", required=False)
    areas = several("Council areas, for elections", [], "Choose none if it runs in all of them.")
    in_calendar = forms.BooleanField(
        label="All partners see it in the calendar", required=False,
        help_text="They see its title, people and days, also while it is a draft. This is how clashes are found early.",
    )  # fmt: skip
    essential = forms.BooleanField(label="People come to harm if it waits for an election", required=False)
    essential_because = forms.CharField(label="Why can it not wait?", required=False, max_length=1000, widget=forms.Textarea)
    digital_because = forms.CharField(
        label="Why does it need no way without the internet?", required=False, max_length=1000, widget=forms.Textarea,
        help_text="Only if every person it is for can be reached by digital ways.",
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        if areas:
            self.fields["areas"].choices = areas  # type: ignore[attr-defined]
        else:
            del self.fields["areas"]

    def clean_places(self) -> list[str]:
        return [" ".join(place.split()) for place in self.cleaned_data["places"].split(",") if place.strip()]


class PartnerForm(Form):
    """A partner, and what it may do."""

    way = forms.ChoiceField(label="What does it do?", choices=CampaignPartner.Way.choices, widget=forms.RadioSelect,
                            initial="contributes")  # fmt: skip

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.fields["organisation"] = whose(organisations, "Which organisation?")
        self.order_fields(["organisation", "way"])


class ObjectiveForm(Form):
    """An objective. It may be saved half written; the plan is not ready while it is."""

    words = forms.CharField(label="What will be different?", max_length=300, error_messages={"required": "Say what will differ"})
    measure = forms.CharField(label="What is counted?", required=False, max_length=300)
    unit = forms.CharField(label="In what?", required=False, max_length=40, help_text="For example: people, per cent, days")
    baseline = forms.DecimalField(label="Where does it stand now?", required=False, max_digits=14, decimal_places=2,
                                  widget=forms.TextInput, error_messages={"invalid": "Enter a number"})  # fmt: skip
    baseline_source = forms.CharField(label="Where does that number come from?", required=False, max_length=300)
    target = forms.DecimalField(label="Where should it be?", required=False, max_digits=14, decimal_places=2,
                                widget=forms.TextInput, error_messages={"invalid": "Enter a number"})  # fmt: skip
    due_on = DateField(label="By when?", required=False)


class SourceForm(Form):
    """Where something that we know comes from."""

    here = forms.ChoiceField(label="Is it here already?", required=False)
    title = forms.CharField(label="If not, what is it?", required=False, max_length=200)
    says = forms.CharField(label="What does it tell us?", max_length=1000, widget=forms.Textarea,
                           error_messages={"required": "Say what it tells us"})  # fmt: skip
    link = forms.URLField(label="Where can it be read?", required=False, max_length=300, assume_scheme="https")

    def __init__(self, *args: Any, things: Sequence[Here], **more: Any):
        super().__init__(*args, **more)
        self.things = {f"{one.kind}:{one.key}": one for one in things}
        names = {"engagement": "Engagement", "theme": "Theme", "library": "Library"}
        choices = [("", "No"), *((key, f"{names[one.kind]}: {one.title}"[:120]) for key, one in self.things.items())]
        self.fields["here"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return what the action keeps: the thing that was chosen, or what was typed."""
        said = super().clean() or {}
        chosen = self.things.get(said.pop("here", "") or "")
        if chosen is not None:
            return {**said, "kind": chosen.kind, "key": chosen.key, "title": chosen.title[:200], "link": chosen.link}
        if not said.get("title"):
            self.add_error("title", "Choose something that is here, or say what it is")
        return {**said, "kind": "other", "key": ""}


class AudienceForm(Form):
    """People whom it is for, with the ways to reach them."""

    name = forms.CharField(label="Who are they?", max_length=140, error_messages={"required": "Say who they are"})
    group = forms.ChoiceField(label="Which group of the common list is that?", required=False,
                              choices=[("", "None of these"), *GROUP_CHOICES])  # fmt: skip
    need = forms.CharField(label="What stands in their way?", required=False, max_length=1000, widget=forms.Textarea)
    channels = several("How do they hear of it?", [
        (key, f"{one.title} (without the internet)" if one.offline else one.title) for key, one in rules.CHANNELS.items()
    ])  # fmt: skip
    formats = several("In which formats?", list(rules.FORMATS.items()))


class RiskForm(Form):
    """What could go wrong."""

    words = forms.CharField(label="What could go wrong?", max_length=300, error_messages={"required": "Say what could go wrong"})
    likely = forms.TypedChoiceField(label="How likely is it?", choices=FROM_1_TO_5, coerce=int, initial=3)
    bad = forms.TypedChoiceField(label="How bad would it be?", choices=FROM_1_TO_5, coerce=int, initial=3)
    answer = forms.CharField(label="What do we do about it?", max_length=1000, widget=forms.Textarea,
                             error_messages={"required": "Say what we do about it"})  # fmt: skip
    look_on = DateField(label="When do we look at it again?")


class ContributionForm(Form):
    """What a partner puts in."""

    kind = forms.ChoiceField(label="What is it?", choices=Contribution.Kind.choices, widget=forms.RadioSelect)
    what = forms.CharField(label="What for?", max_length=200, error_messages={"required": "Say what for"})
    amount = forms.DecimalField(label="How much? Pounds, or hours", max_digits=12, decimal_places=2, min_value=0,
                                widget=forms.TextInput)  # fmt: skip
    source = forms.CharField(label="How was it worked out?", max_length=300, error_messages={"required": "Say how"})

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.fields["organisation"] = whose(organisations, "Who puts it in?")


class ProducerForm(Form):
    """People who use services and make the plan with us."""

    role = forms.CharField(label="In what role?", max_length=140, error_messages={"required": "Say in what role"},
                           help_text="Never a name. For example: carers from Quayside")  # fmt: skip
    number = forms.IntegerField(label="How many people?", min_value=1, max_value=30_000, widget=forms.TextInput)
    since = DateField(label="When did they begin?")


class CreditForm(Form):
    """What changed because of them."""

    words = forms.CharField(label="What changed in the plan?", max_length=500, error_messages={"required": "Say what changed"})
    because = forms.CharField(label="Why?", required=False, max_length=500)
    on = DateField(label="When?", initial=timezone.localdate)

    def __init__(self, *args: Any, producers: Iterable[CoProducer], **more: Any):
        super().__init__(*args, **more)
        self.producers = {str(one.pk): one for one in producers}
        self.fields["producer"] = forms.ChoiceField(label="Who made it change?",
                                                    choices=[(key, str(one)) for key, one in self.producers.items()])  # fmt: skip
        self.order_fields(["producer", "words", "because", "on"])

    def clean_producer(self) -> CoProducer:
        return self.producers[self.cleaned_data["producer"]]


def first_words(campaign: Campaign) -> dict[str, Any]:
    """Return what the form of a plan begins with."""
    names = ("title", "summary", "insight", "strategy", "scoring", "groups", "areas", "in_calendar", "essential",
             "essential_because", "digital_because", "starts_on", "ends_on")  # fmt: skip
    return {**{name: getattr(campaign, name) for name in names}, "places": ", ".join(campaign.places)}


def in_a_month() -> datetime.date:
    """Return the day a month from now."""
    return timezone.localdate() + datetime.timedelta(days=30)
