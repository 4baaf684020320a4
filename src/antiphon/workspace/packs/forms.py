"""Forms of announcements."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from antiphon.campaigns.models import Campaign
from antiphon.core.forms import DateField, Form
from antiphon.engagement.languages import LANGUAGES
from antiphon.network.models import Organisation, User
from antiphon.packs.models import Asset
from antiphon.packs.wording import CHANNELS, FORMATS, KINDS
from antiphon.workspace.saying.checked import Checked
from antiphon.workspace.stakeholders.forms import whose

TIMES = ["%H:%M", "%H.%M", "%I:%M%p", "%I%p", "%H"]
YES_NO = [("yes", "Yes"), ("no", "No")]


class Embargo(Form):
    """Until when nobody but those on the list knows."""

    embargo_on = DateField(label="Until which day does nobody else know?", required=False,
                           help_text="Leave it empty when there is no embargo.")  # fmt: skip
    embargo_at = forms.TimeField(
        label="At what time does the embargo end?", required=False, input_formats=TIMES, initial="00:01", widget=forms.TextInput,
        help_text="For example: 00:01 or 10:00", error_messages={"invalid": "Enter a time, like 10:00"},
    )  # fmt: skip

    def until(self) -> datetime.datetime | None:
        """Return the moment at which the embargo ends."""
        day, at = self.cleaned_data["embargo_on"], self.cleaned_data["embargo_at"] or datetime.time(0, 1)
        return timezone.make_aware(datetime.datetime.combine(day, at)) if day else None


class PackForm(Embargo):
    """What an announcement is called, and who may read it when."""

    title = forms.CharField(label="What is it called?", max_length=140, error_messages={"required": "Give it a title"})
    public = forms.ChoiceField(label="Does it also go on the public page?", choices=YES_NO, widget=forms.RadioSelect,
                               initial="yes")  # fmt: skip
    campaign = forms.ChoiceField(label="Is it part of a campaign?", required=False)
    field_order: ClassVar[list[str]] = ["organisation", "title", "campaign", "public", "embargo_on", "embargo_at"]

    def __init__(self, *args: Any, keepers: Sequence[Organisation], campaigns: Iterable[Campaign], **more: Any):
        super().__init__(*args, **more)
        self.keepers, self.campaigns = {str(one.pk): one for one in keepers}, {str(one.pk): one for one in campaigns}
        self.fields["campaign"].choices = [("", "No"), *((key, str(one)) for key, one in self.campaigns.items())]  # type: ignore[attr-defined]
        if not self.campaigns:
            del self.fields["campaign"]
        if len(keepers) > 1:
            self.fields["organisation"] = whose(keepers, "Who announces it?")
        self.order_fields(self.field_order)

    def keeper(self) -> Organisation:
        """Return the organisation that announces."""
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))

    def kept(self) -> dict[str, Any]:
        """Return what the action keeps."""
        said = self.cleaned_data
        return {"title": said["title"], "public": said["public"] == "yes",
                "campaign": self.campaigns.get(said.get("campaign", ""))}  # fmt: skip


class ReaderForm(Form):
    """Somebody who may know before the embargo ends."""

    user = forms.ChoiceField(label="Who may know?", error_messages={"required": "Choose somebody"})

    def __init__(self, *args: Any, people: Iterable[User], **more: Any):
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"].choices = [("", "Choose somebody"), *((key, one.name) for key, one in self.people.items())]  # type: ignore[attr-defined]


class WriteForm(Checked, Form):
    """What the version says in all channels."""

    checked = ("headline", "summary", "lines")
    headline = forms.CharField(label="Headline", max_length=160, error_messages={"required": "Write a headline"})
    summary = forms.CharField(label="What is it about?", widget=forms.Textarea, max_length=3000, required=False,
                              help_text="A few sentences: what is new, for whom, from when.")  # fmt: skip
    lines = forms.CharField(label="Lines to take", widget=forms.Textarea, max_length=4000, required=False,
                            help_text="What anyone who is asked says. One line for each.")  # fmt: skip
    contact = forms.CharField(label="Whom does the press ring or write to?", max_length=200, required=False,
                              help_text="For example: the press desk, 01632 960150")  # fmt: skip
    notes = forms.CharField(label="Notes for colleagues", widget=forms.Textarea, max_length=4000, required=False,
                            help_text="The public does not read these.")  # fmt: skip
    clinical = forms.ChoiceField(
        label="Does it hold clinical advice?", choices=YES_NO, widget=forms.RadioSelect, initial="no",
        help_text="Advice on symptoms, treatment, medicines or care. A named clinician then reads it before it can go.",
    )  # fmt: skip
    clinical_approver = forms.ChoiceField(label="Which clinician reads it?", required=False)
    not_clinical = forms.CharField(label="If it sounds clinical and is not, why not?", max_length=300, required=False)
    what_changed = forms.CharField(label="What changed since the version before?", max_length=300, required=False)

    def __init__(self, *args: Any, clinicians: Iterable[User], first: bool, **more: Any):
        super().__init__(*args, **more)
        self.clinicians = {str(one.pk): one for one in clinicians}
        names = [(key, one.name) for key, one in self.clinicians.items()]
        self.fields["clinical_approver"].choices = [("", "Choose a clinician"), *names]  # type: ignore[attr-defined]
        if not names:
            self.fields["clinical_approver"].help_text = "Nobody in your organisation is a clinical approver yet."
        if first:
            del self.fields["what_changed"]

    def kept(self) -> dict[str, Any]:
        """Return what the action keeps."""
        said = dict(self.cleaned_data)
        return {**said, "clinical": said["clinical"] == "yes",
                "clinical_approver": self.clinicians.get(said["clinical_approver"])}  # fmt: skip


class FactForm(Checked, Form):
    """One fact with its source."""

    checked = ("words",)
    words = forms.CharField(label="The fact", widget=forms.Textarea, max_length=600,
                            error_messages={"required": "Write the fact"})  # fmt: skip
    source = forms.CharField(label="Where is it from?", max_length=200, error_messages={"required": "Say where it is from"})
    link = forms.URLField(label="Link to the source", required=False, max_length=500, assume_scheme="https")
    as_of = DateField(label="On which day did it stand so?", required=False)


class SpeaksForm(Form):
    """A role that speaks, and who has it."""

    role = forms.CharField(label="Role", max_length=120, help_text="For example: medical director",
                           error_messages={"required": "Say which role speaks"})  # fmt: skip
    about = forms.CharField(label="What do they speak about?", max_length=200, required=False)
    user = forms.ChoiceField(label="Who has this role?", required=False,
                             help_text="Colleagues see the name. The public reads the role.")  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[User], **more: Any):
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"].choices = [("", "Nobody named"), *((key, one.name) for key, one in self.people.items())]  # type: ignore[attr-defined]

    def kept(self) -> dict[str, Any]:
        return {**self.cleaned_data, "user": self.people.get(self.cleaned_data["user"])}


class PlaceForm(Checked, Form):
    """A place in the words."""

    checked = ("words",)

    label = forms.CharField(label="What does it ask for?", max_length=120, help_text="For example: When your desk is open",
                            error_messages={"required": "Say what it asks for"})  # fmt: skip
    key = forms.CharField(label="Its name in the words", max_length=30,
                          help_text="One word of small letters, like desk_hours. You then write ((desk_hours)) where it stands.",
                          error_messages={"required": "Give it a name"})  # fmt: skip
    kind = forms.ChoiceField(label="What goes there?", choices=list(KINDS.items()), widget=forms.RadioSelect,
                             error_messages={"required": "Say what goes there"})  # fmt: skip
    words = forms.CharField(label="Its words, where nobody changes them", max_length=500, required=False)
    required = forms.BooleanField(label="It must be filled in before it goes", required=False)
    most = forms.IntegerField(label="How many letters, at the most?", min_value=1, max_value=2000, initial=200,
                              widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                              error_messages={"invalid": "Enter a number, in digits"})  # fmt: skip
    hosts = forms.CharField(label="Where may a link lead?", required=False, max_length=500,
                            help_text="The names of sites, with a space between them. Empty: anywhere.")  # fmt: skip

    def kept(self) -> dict[str, Any]:
        return {**self.cleaned_data, "hosts": self.cleaned_data["hosts"].replace(",", " ").split()}


class WordsForm(Checked, Form):
    """The words for one channel, language and format."""

    checked = ("subject", "text")
    channel = forms.ChoiceField(label="Channel", choices=[(key, one.title) for key, one in CHANNELS.items()])
    language = forms.ChoiceField(label="Language", choices=[(one.code, one.name) for one in LANGUAGES.values()], initial="en")
    format = forms.ChoiceField(label="Format", choices=list(FORMATS.items()), initial="standard")
    subject = forms.CharField(label="Subject or heading", max_length=160, required=False,
                              help_text="A text message and a social post have none.")  # fmt: skip
    text = forms.CharField(label="The words", widget=forms.Textarea, max_length=20_000, required=False)
    video = forms.URLField(label="Link of the video", required=False, max_length=500, assume_scheme="https",
                           help_text="For British Sign Language.")  # fmt: skip
    picture = forms.ChoiceField(label="Picture", required=False)
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pictures: Iterable[Asset], places: Sequence[str], **more: Any):
        super().__init__(*args, **more)
        self.pictures = {str(one.pk): one for one in pictures}
        self.fields["picture"].choices = [("", "None"), *((key, one.title) for key, one in self.pictures.items())]  # type: ignore[attr-defined]
        if not self.pictures:
            del self.fields["picture"]
        there = f" Places to fill in: {', '.join(f'(({one}))' for one in places)}." if places else ""
        self.fields["text"].help_text = (
            "((name)), ((link)) and ((leave)) are filled in for each person when it is sent." + there
        )

    def kept(self) -> dict[str, Any]:
        return {**self.cleaned_data, "picture": self.pictures.get(self.cleaned_data.get("picture", ""))}


class Described(Checked, Form):
    """What is said of a file."""

    checked = ("title", "alternative")

    title = forms.CharField(label="Title", max_length=120, error_messages={"required": "Give it a title"})
    alternative = forms.CharField(
        label="What does it show or say?", widget=forms.Textarea, max_length=3000,
        help_text="For people who cannot see or hear it. Everything that matters in it.",
        error_messages={"required": "Say in words what it shows or says"},
    )  # fmt: skip
    rights = forms.CharField(label="Who made it, and what leave do we have?", max_length=200,
                             error_messages={"required": "Say who made it, and what leave we have"})  # fmt: skip
    rights_until = DateField(label="On which day does the leave end?", required=False,
                             help_text="Leave it empty when it does not end.")  # fmt: skip


class FileForm(Described):
    """A picture or a PDF."""

    file = forms.FileField(label="File", help_text="A JPEG or PNG of up to 8 MB, or a PDF of up to 20 MB.",
                           widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"}),
                           error_messages={"required": "Choose a file", "empty": "This file is empty"})  # fmt: skip
    field_order: ClassVar[list[str]] = ["file", "title", "alternative", "rights", "rights_until"]


class VideoForm(Described):
    """The link of a video."""

    link = forms.URLField(label="Link of the video", max_length=500, assume_scheme="https",
                          error_messages={"required": "Give the link"})  # fmt: skip
    field_order: ClassVar[list[str]] = ["link", "title", "alternative", "rights", "rights_until"]


class RecallForm(Checked, Form):
    """Why a version is taken back."""

    checked = ("reason", "instead")
    reason = forms.CharField(label="Why is it taken back?", widget=forms.Textarea, max_length=1000,
                             error_messages={"required": "Say why it is taken back"})  # fmt: skip
    instead = forms.CharField(label="What should people do or say instead?", widget=forms.Textarea, max_length=1000,
                              error_messages={"required": "Say what to do or say instead"})  # fmt: skip


class PostedForm(Form):
    """Where a post was put up."""

    place = forms.CharField(label="Where was it put up?", max_length=80, help_text="For example: Facebook, page of the trust",
                            error_messages={"required": "Say where it was put up"})  # fmt: skip
    link = forms.URLField(label="Its link", max_length=500, assume_scheme="https", error_messages={"required": "Give its link"})

    def __init__(self, *args: Any, keepers: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.keepers = {str(one.pk): one for one in keepers}
        if len(keepers) > 1:
            self.fields["organisation"] = whose(keepers, "Whose page is it?")

    def keeper(self) -> Organisation:
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))
