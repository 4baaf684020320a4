"""Forms of events."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from antiphon.campaigns.models import Campaign
from antiphon.core.forms import DateField, Form
from antiphon.core.zones import HOME, ZONES
from antiphon.events import rules
from antiphon.events.models import Event, Material, Question, Series
from antiphon.network.groups import GROUPS
from antiphon.network.models import Organisation, User
from antiphon.people.actions import Contact
from antiphon.workspace.saying.checked import Checked

NUMBER = forms.TextInput(attrs={"inputmode": "numeric"})
CLOCK = "Enter a time like 2:30pm or 14:30"


class ClockField(forms.Field):
    """A time as people write it."""

    def to_python(self, value: Any) -> Any:
        said = str(value or "").strip()
        if not said:
            return None
        try:
            return rules.clock_of(said)
        except ValueError as problem:
            raise ValidationError(CLOCK) from problem


class EventForm(Checked, Form):
    """What an event is, when, where, and how people join."""

    checked = ("title", "summary", "about")
    kind = forms.ChoiceField(label="What kind of event is it?", widget=forms.RadioSelect, choices=Event.Kind.choices,
                             initial=Event.Kind.WEBINAR)  # fmt: skip
    title = forms.CharField(label="Title", max_length=140, error_messages={"required": "Enter a title"})
    summary = forms.CharField(
        label="What is it, in one or two sentences?", max_length=300, widget=forms.Textarea, required=False,
        error_messages={"max_length": "This is longer than 300 characters"},
    )  # fmt: skip
    about = forms.CharField(
        label="What happens, and what can people expect?", widget=forms.Textarea, required=False, max_length=5000
    )
    audience = forms.CharField(label="Who is it for, in plain words?", max_length=160, required=False)
    groups = forms.MultipleChoiceField(
        label="Which groups is it for?", widget=forms.CheckboxSelectMultiple, required=False,
        choices=[(group.key, group.text) for group in GROUPS.values()],
        help_text="The calendar warns you when partners write to the same group in the same week. Leave it empty for everyone.",
    )  # fmt: skip
    day = DateField(label="On which day?")
    starts = ClockField(label="When does it begin?", error_messages={"required": CLOCK}, help_text="For example 2:30pm")
    ends = ClockField(label="When does it end?", error_messages={"required": CLOCK})
    time_zone = forms.ChoiceField(label="In the time of", choices=list(ZONES.items()), initial=HOME)
    joining = forms.CharField(
        label="How do people join?", widget=forms.Textarea, required=False, max_length=1000,
        help_text="The link on one line, and a telephone number with its code. Only those who have a place see it.",
    )  # fmt: skip
    place = forms.CharField(
        label="Where is it, if it is in a room?", max_length=200, required=False, help_text="Everyone sees this."
    )
    capacity = forms.IntegerField(
        label="How many places are there?", required=False, min_value=1, max_value=1_000_000, widget=NUMBER,
        help_text="Leave it empty for no limit. When it is full, there is a waiting list.",
        error_messages={"invalid": "Enter a number, in digits", "min_value": "Give 1 place or more"},
    )  # fmt: skip
    languages = forms.CharField(label="In which languages?", max_length=120, initial="English",
                                error_messages={"required": "Say in which language it is"})  # fmt: skip
    bsl = forms.BooleanField(label="It is interpreted in British Sign Language", required=False)
    captions = forms.BooleanField(label="It has live captions", required=False)
    series = forms.ChoiceField(label="Does it belong to a series?", required=False)
    new_series = forms.CharField(label="Or begin a new series with this name", max_length=140, required=False)
    campaign = forms.ChoiceField(label="Does it belong to a campaign?", required=False)

    def __init__(
        self, *args: Any, hosts: Sequence[Organisation], series: Iterable[Series], campaigns: Iterable[Campaign],
        event: Event | None = None, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.hosts = {str(one.pk): one for one in hosts}
        self.series = {str(one.pk): one for one in series if event is None or one.organisation_id == event.organisation_id}
        self.campaigns = {str(one.pk): one for one in campaigns}
        if event is None and len(hosts) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label="Who hosts it?", choices=[(one.pk, one.name) for one in hosts]
            )
        self._choose("series", self.series)
        self._choose("campaign", self.campaigns)

    def _choose(self, name: str, rows: dict[str, Any]) -> None:
        if not rows:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", "No"), *((key, str(row)) for key, row in rows.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        day, zone = said.get("day"), said.get("time_zone") or HOME
        for name in ("starts", "ends"):
            if day and said.get(name) is not None:
                try:
                    said[f"{name}_at"] = rules.at(day, said[name], zone)
                except ValueError as problem:
                    self.add_error(name, str(problem))
        starts, ends = said.get("starts_at"), said.get("ends_at")
        if starts and ends and ends <= starts:
            if said["ends"] < said["starts"]:  # past midnight
                said["ends_at"] = rules.at(day + datetime.timedelta(days=1), said["ends"], zone)
            else:
                self.add_error("ends", "The event must end after it begins")
        return said

    def host(self) -> Organisation:
        """Return the organisation that hosts it."""
        chosen = self.cleaned_data.get("organisation")
        return self.hosts[chosen] if chosen else next(iter(self.hosts.values()))

    def fields_of_event(self) -> dict[str, Any]:
        """Return what an action takes, without the series, which may be new."""
        said = self.cleaned_data
        names = ("kind", "title", "summary", "about", "audience", "groups", "starts_at", "ends_at", "time_zone", "joining",
                 "place", "capacity", "languages", "bsl", "captions")  # fmt: skip
        return {name: said[name] for name in names} | {"campaign": self.campaigns.get(said.get("campaign") or "")}

    @staticmethod
    def of(event: Event) -> dict[str, Any]:
        """Return what the form shows of an event."""
        zone = ZoneInfo(event.time_zone)
        starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
        names = ("kind", "title", "summary", "about", "audience", "groups", "time_zone", "joining", "place", "capacity",
                 "languages", "bsl", "captions")  # fmt: skip
        return {name: getattr(event, name) for name in names} | {
            "day": starts.date(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "series": event.series_id or "",
            "campaign": event.campaign_id or "",
        }  # fmt: skip


class CancelForm(Checked, Form):
    """Why an event does not take place."""

    checked = ("because",)
    because = forms.CharField(
        label="Why does it not take place?", max_length=300, widget=forms.Textarea,
        help_text="Everyone with a place reads this, and it stands on the event’s page.",
        error_messages={"required": "Say why, in a sentence that everyone can read"},
    )  # fmt: skip


class PresenterForm(Form):
    """Somebody who presents."""

    organisation = forms.ChoiceField(label="Which organisation are they from?")
    what = forms.CharField(label="What do they do?", max_length=120, help_text="For example “Community nurse” or “Carer”",
                           error_messages={"required": "Say what they do"})  # fmt: skip
    user = forms.ChoiceField(label="Is it a colleague with an account?", required=False)
    name = forms.CharField(label="Or their name, if they agree that it stands on the page", max_length=150, required=False)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], colleagues: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.organisations = {str(one.pk): one for one in organisations}
        self.colleagues = {str(one.pk): one for one in colleagues}
        self.fields["organisation"].choices = [(key, one.name) for key, one in self.organisations.items()]  # type: ignore[attr-defined]
        chosen = [("", "No"), *((key, one.name) for key, one in self.colleagues.items())]
        self.fields["user"].choices = chosen  # type: ignore[attr-defined]

    def kept(self) -> dict[str, Any]:
        """Return what the action takes."""
        said = self.cleaned_data
        return {"organisation": self.organisations[said["organisation"]], "what": said["what"],
                "user": self.colleagues.get(said["user"]), "name": said["name"]}  # fmt: skip


class MaterialForm(Form):
    """What stays of an event."""

    kind = forms.ChoiceField(label="What is it?", widget=forms.RadioSelect, choices=Material.Kind.choices,
                             error_messages={"required": "Choose what it is"})  # fmt: skip
    title = forms.CharField(label="Its title", max_length=140, error_messages={"required": "Enter a title"})
    url = forms.CharField(label="Its web address", max_length=500, error_messages={"required": "Enter its web address"},
                          help_text="Captions and a transcript belong to every recording.")  # fmt: skip


class AddPlaceForm(Form):
    """Somebody who rang, or asked in person."""

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Enter a name"})
    email = forms.CharField(label="E-mail address", required=False, max_length=254, widget=forms.EmailInput)
    telephone = forms.CharField(
        label="Telephone number", required=False, max_length=40,
        help_text="Without an e-mail address, you are asked to ring them when something changes.",
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label="What do they need so that they can take part?", required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(rules.NEEDS.items()),
    )  # fmt: skip
    needs_words = forms.CharField(label="Anything else that they need", required=False, max_length=500, widget=forms.Textarea)

    def contact(self) -> Contact:
        """Return how they are reached."""
        said = self.cleaned_data
        return Contact(said["name"], said["email"], said["telephone"])


class AttendanceForm(Form):
    """A file of who came."""

    file = forms.FileField(
        label="The file of who came, from the meeting tool", widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
        help_text="CSV or Excel, as the tool wrote it. Names and addresses are read to tell people apart, and are not kept.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )  # fmt: skip


class ViewsForm(Form):
    """How often a recording was started."""

    source = forms.CharField(label="Who counts the views?", max_length=80, help_text="For example the name of the video site",
                             error_messages={"required": "Say who counts the views"})  # fmt: skip
    count = forms.IntegerField(
        label="How many views?", min_value=0, max_value=2_000_000_000, widget=NUMBER,
        error_messages={"required": "Enter a number", "invalid": "Enter a number, in digits"},
    )  # fmt: skip
    as_of = DateField(label="On which day did the source say so?", initial=timezone.localdate)


class QuestionForm(Checked, Form):
    """A question that people are asked afterwards."""

    checked = ("words",)
    words = forms.CharField(label="What do you want to ask?", max_length=200, error_messages={"required": "Write the question"})
    kind = forms.ChoiceField(label="How do people answer?", widget=forms.RadioSelect, choices=Question.Kind.choices,
                             initial=Question.Kind.CHOICE)  # fmt: skip
    choices = forms.CharField(label="The choices, one on each line", required=False, widget=forms.Textarea, max_length=1000)


class PostForm(Checked, Form):
    """Something that a colleague says in the forum."""

    checked = ("words",)
    words = forms.CharField(
        label="What do you want to say?", widget=forms.Textarea, max_length=4000,
        help_text="Your name and your organisation stand beside it. Another person shows it.",
        error_messages={"required": "Write something first", "max_length": "Your post is longer than 4,000 characters"},
    )  # fmt: skip


class HideForm(Form):
    """Why a post is not shown."""

    because = forms.CharField(
        label="Why is it not shown?", max_length=200, help_text="These words stand where the post would be.",
        error_messages={"required": "Say why in a few words"},
    )  # fmt: skip


class OpenForm(Form):
    """Who looks after a forum."""

    moderator = forms.ChoiceField(label="Who looks after it?")

    def __init__(self, *args: Any, colleagues: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.colleagues = {str(one.pk): one for one in colleagues}
        self.fields["moderator"].choices = [(key, one.name) for key, one in self.colleagues.items()]  # type: ignore[attr-defined]


class WhichForm(Form):
    """Which events the figures are of."""

    series = forms.ChoiceField(label="Series", required=False)
    since = DateField(label="From which day?", required=False)
    until = DateField(label="Until which day?", required=False)

    def __init__(self, *args: Any, series: Iterable[Series], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["series"].choices = [("", "All events"), *((one.pk, one.title) for one in series)]  # type: ignore[attr-defined]

    def which(self) -> dict[str, Any]:
        """Return what the query takes."""
        said = self.cleaned_data
        return {"series": int(said["series"]) if said["series"] else None, "since": said["since"], "until": said["until"]}
