"""Forms of cascades."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from antiphon.cascades import rules
from antiphon.cascades.models import Cascade, Route
from antiphon.core.forms import DateField, Form
from antiphon.network.models import Organisation, User
from antiphon.packs.models import PackVersion, Slot
from antiphon.workspace.saying.checked import Checked
from antiphon.workspace.stakeholders.forms import whose

HOURS = ["%H:%M", "%H.%M", "%I:%M%p", "%I%p", "%H"]
REPORTED = "Write what came of it"


def _day(label: str, missing: str) -> DateField:
    return DateField(label=label, error_messages={"required": missing})


def _time(label: str, at: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, input_formats=HOURS, widget=forms.TextInput, initial=at,
        error_messages={"required": "Enter a time, like 10:00", "invalid": "Enter a time, like 10:00"},
    )  # fmt: skip


class Moments(Form):
    """Days and times that belong together."""

    def moment(self, name: str) -> datetime.datetime:
        """Return a day and its time as one moment."""
        said = self.cleaned_data
        return timezone.make_aware(datetime.datetime.combine(said[f"{name}_on"], said[f"{name}_at"]))


class CascadeForm(Checked, Moments):
    """What is handed on, to whom, and by when."""

    checked: ClassVar[tuple[str, ...]] = ("question",)
    version = forms.ChoiceField(label="Which announcement?", error_messages={"required": "Choose an announcement"})
    routes = forms.MultipleChoiceField(
        label="Who gets it first?", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose who gets it first"},
        help_text="Each hands it on along their own routes. Whoever is reached by two routes gets it once.",
    )  # fmt: skip
    priority = forms.ChoiceField(
        label="How urgent is it?", widget=forms.RadioSelect, choices=list(rules.PRIORITIES.items()), initial="routine"
    )
    opens_on = _day("From which day do leads have it?", "Enter the day from which leads have it")
    opens_at = _time("From what time?", "09:00")
    ack_on = _day("By which day do they say that they have it?", "Enter the day by which they say that they have it")
    ack_at = _time("By what time do they say so?", "17:00")
    publish_on = _day("By which day do they hand it on?", "Enter the day by which they hand it on")
    publish_at = _time("By what time do they hand it on?", "17:00")
    useful_until = DateField(
        label="Until which day is it of use?", required=False,
        help_text="Leave it empty if it stays true. What has not gone by the end of that day is not sent.",
    )  # fmt: skip
    question = forms.CharField(
        label="What do you want to hear back?", max_length=300, error_messages={"required": "Say what you want to hear back"},
        help_text="Every lead sees this question. For example: What do people ask you about it?",
    )  # fmt: skip
    to_champions = forms.BooleanField(
        label="Champions get it too", required=False,
        help_text="As plain words to pass on, by the way each chose, and never more in a week than they want.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, keepers: Sequence[Organisation], versions: Iterable[PackVersion], routes: Iterable[Route], **more: Any
    ):
        super().__init__(*args, **more)
        self.keepers = {str(one.pk): one for one in keepers}
        self.versions, self.routes = {str(one.pk): one for one in versions}, {str(one.pk): one for one in routes}
        if len(keepers) > 1:
            self.fields["organisation"] = whose(keepers, "Who sends it?")
        several = len(keepers) > 1
        self.fields["version"].choices = [("", "Choose"), *((key, str(one)) for key, one in self.versions.items())]  # type: ignore[attr-defined]
        self.fields["routes"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.above}: {one.organisation or one.network}" if several else str(one.organisation or one.network))
            for key, one in self.routes.items()
        ]

    def keeper(self) -> Organisation:
        """Return the organisation that sends it."""
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))

    def kept(self) -> dict[str, Any]:
        """Return what the action keeps."""
        said = self.cleaned_data
        return {
            "routes": [self.routes[key] for key in said["routes"]], "priority": said["priority"], "question": said["question"],
            "to_champions": said["to_champions"], "opens_at": self.moment("opens"), "ack_by": self.moment("ack"),
            "publish_by": self.moment("publish"), "useful_until": said["useful_until"],
        }  # fmt: skip


def first_values(cascade: Cascade, routes: Iterable[Route]) -> dict[str, Any]:
    """Return what the form shows of a draft."""
    hops = {(one.keeper_id if one.kind == "organisation" else None, one.network_id) for one in cascade.hops.all()}
    found: dict[str, Any] = {
        "version": cascade.version_id, "priority": cascade.priority, "question": cascade.question,
        "useful_until": cascade.useful_until, "to_champions": cascade.to_champions,
        "routes": [one.pk for one in routes if (one.organisation_id, one.network_id) in hops],
    }  # fmt: skip
    for name, value in (("opens", cascade.opens_at), ("ack", cascade.ack_by), ("publish", cascade.publish_by)):
        moment = timezone.localtime(value)
        found |= {f"{name}_on": moment.date(), f"{name}_at": f"{moment:%H:%M}"}
    return found


class RouteForm(Form):
    """A network that an organisation hands on to."""

    network = forms.ChoiceField(label="Which network?", error_messages={"required": "Choose a network"})

    def __init__(self, *args: Any, networks: Sequence[Any], **more: Any):
        super().__init__(*args, **more)
        self.networks = {str(one.pk): one for one in networks}
        self.fields["network"].choices = [("", "Choose"), *((key, one.name) for key, one in self.networks.items())]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, Any]:
        return {"network": self.networks[self.cleaned_data["network"]]}


class PartnerForm(Form):
    """The first half of a route to an organisation: which one."""

    organisation = forms.ChoiceField(label="Which organisation?", error_messages={"required": "Choose an organisation"})

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.fields["organisation"].choices = [("", "Choose"), *((str(one.pk), one.name) for one in bodies)]  # type: ignore[attr-defined]


class LeadForm(Form):
    """The second half: who leads there, and who stands in."""

    lead = forms.ChoiceField(label="Who leads it there?", error_messages={"required": "Choose a lead"})
    deputy = forms.ChoiceField(label="Who stands in for them?", required=False)

    def __init__(self, *args: Any, people: Sequence[User], **more: Any):
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        for name in ("lead", "deputy"):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", "Choose" if name == "lead" else "Nobody"),
                *((key, one.name) for key, one in self.people.items()),
            ]

    def kept(self) -> dict[str, Any]:
        return {name: self.people.get(self.cleaned_data[name]) for name in ("lead", "deputy")}


class WhyForm(Form):
    """Why a lead does not hand it on."""

    reason = forms.CharField(label="Why?", max_length=500, widget=forms.Textarea, error_messages={"required": "Say why"})


class RecallForm(Checked, Form):
    """Why it is taken back, and what to do instead."""

    checked: ClassVar[tuple[str, ...]] = ("reason", "instead")
    reason = forms.CharField(
        label="Why is it taken back?", max_length=1000, widget=forms.Textarea,
        error_messages={"required": "Say why it is taken back"},
    )  # fmt: skip
    instead = forms.CharField(
        label="What should people do instead?", max_length=1000, widget=forms.Textarea,
        error_messages={"required": "Say what to do instead"},
    )  # fmt: skip


class CorrectForm(Checked, Moments):
    """By which version it is corrected, why, and by when."""

    checked: ClassVar[tuple[str, ...]] = ("reason",)
    version = forms.ChoiceField(label="Which version is right?", error_messages={"required": "Choose a version"})
    reason = forms.CharField(
        label="What was wrong?", max_length=1000, widget=forms.Textarea, error_messages={"required": "Say what was wrong"}
    )
    ack_on = _day("By which day do they say that they have it?", "Enter the day by which they say that they have it")
    ack_at = _time("By what time do they say so?", "17:00")
    publish_on = _day("By which day do they hand it on?", "Enter the day by which they hand it on")
    publish_at = _time("By what time do they hand it on?", "17:00")

    def __init__(self, *args: Any, versions: Iterable[PackVersion], **more: Any):
        super().__init__(*args, **more)
        self.versions = {str(one.pk): one for one in versions}
        self.fields["version"].choices = [("", "Choose"), *((key, str(one)) for key, one in self.versions.items())]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, Any]:
        return {"version": self.versions[self.cleaned_data["version"]], "reason": self.cleaned_data["reason"],
                "ack_by": self.moment("ack"), "publish_by": self.moment("publish")}  # fmt: skip


class FillForm(Checked, Form):
    """An organisation's own words, one field for each open place of the pack."""

    checked: tuple[str, ...] = ()  # type: ignore[misc]

    def __init__(self, *args: Any, slots: Sequence[Slot], **more: Any):
        super().__init__(*args, **more)
        self.slots = [one for one in slots if one.kind != "locked"]
        for slot in self.slots:
            hint = f"At most {slot.most:,} letters." if slot.kind == "text" else "A link that begins with https://."
            if slot.hosts:
                hint += f" It may lead to {' or '.join(slot.hosts)} and nowhere else."
            if slot.words:
                hint += f" If you leave it empty, it says: {slot.words}"
            self.fields[slot.key] = forms.CharField(
                label=slot.label, required=False, help_text=hint, max_length=5000,
                widget=forms.Textarea if slot.kind == "text" and slot.most > 80 else forms.TextInput,
            )  # fmt: skip
        self.checked = tuple(one.key for one in self.slots if one.kind == "text")

    def values(self) -> dict[str, str]:
        return {slot.key: self.cleaned_data[slot.key] for slot in self.slots}


class PeopleForm(Form):
    """To which lists of people it goes."""

    audiences = forms.MultipleChoiceField(
        label="Who gets it?", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one list"}
    )

    def __init__(self, *args: Any, audiences: Sequence[Any], **more: Any):
        super().__init__(*args, **more)
        self.audiences = {str(one.pk): one for one in audiences}
        self.fields["audiences"].choices = [(key, one.name) for key, one in self.audiences.items()]  # type: ignore[attr-defined]

    def kept(self) -> list[Any]:
        return [self.audiences[key] for key in self.cleaned_data["audiences"]]


class ReplyForm(Form):
    """What was heard back, written down for a lead who said it on the telephone."""

    words = forms.CharField(
        label="What did they say?", widget=forms.Textarea, max_length=2000, error_messages={"required": "Write what they said"}
    )


class TakeForm(Form):
    """Who is on it."""

    owner = forms.ChoiceField(label="Who is on it?", error_messages={"required": "Choose somebody"})

    def __init__(self, *args: Any, people: Sequence[User], **more: Any):
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["owner"].choices = [("", "Choose"), *((key, one.name) for key, one in self.people.items())]  # type: ignore[attr-defined]


class SettleForm(Checked, Form):
    """What came of it."""

    checked: ClassVar[tuple[str, ...]] = ("outcome",)
    status = forms.ChoiceField(
        label="What is it now?", widget=forms.RadioSelect, choices=[("done", "Done"), ("noted", "Noted: nothing to do")],
        error_messages={"required": "Choose what it is now"},
    )  # fmt: skip
    outcome = forms.CharField(
        label="What came of it?", widget=forms.Textarea, max_length=2000, error_messages={"required": REPORTED},
        help_text="Those who told you read this on their page.",
    )  # fmt: skip
