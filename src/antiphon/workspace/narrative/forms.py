"""Forms of the narrative screens."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.narrative import wording
from antiphon.narrative.models import Clause, Measure, Narrative, NarrativePartner, Position
from antiphon.network.models import User
from antiphon.workspace.saying.checked import Checked

LONG = forms.Textarea


class StartForm(Form):
    """A narrative that is to begin."""

    owner = forms.ModelChoiceField(queryset=None, label="Which organisation owns it?",
                                   empty_label=None)  # fmt: skip
    title = forms.CharField(
        label="What is it called?", max_length=140, error_messages={"required": "Enter a title"},
        help_text="For example: Joined-up care in Ashmere and Vale",
    )  # fmt: skip
    place = forms.CharField(
        label="Which place is it for?", required=False, max_length=80, help_text="Leave empty for the whole system."
    )
    variant_of = forms.ChoiceField(
        label="Does it begin with the words of another one?", required=False,
        help_text="A place begins with what the whole system says, and adds what is true there.",
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Any, narratives: Iterable[Narrative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narratives = {str(one.pk): one for one in narratives if one.kind == Narrative.Kind.SYSTEM}
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        if self.narratives:
            choices = [("", "No, it begins empty"), *((key, str(one)) for key, one in self.narratives.items())]
            self.fields["variant_of"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["variant_of"]

    def clean_variant_of(self) -> Narrative | None:
        return self.narratives.get(self.cleaned_data["variant_of"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("variant_of") and not said.get("place"):
            self.add_error("place", "Say which place this is for")
        return said


class DetailsForm(Checked, Form):
    """The title, and where people say what they think of it."""

    checked = ("title",)

    title = forms.CharField(label="What is it called?", max_length=140, error_messages={"required": "Enter a title"})
    works = forms.MultipleChoiceField(
        label="In which engagements do people say what they think of it?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Their themes, and what became of each comment, then stand beside the narrative.",
    )  # fmt: skip

    def __init__(self, *args: Any, works: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["works"].choices = list(works)  # type: ignore[attr-defined]


class ClauseForm(Checked, Form):
    """The words of a clause. Which boxes it has depends on the section."""

    checked = ("heading", "words", "commitment", "because")

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)
    heading = forms.CharField(label="Heading", max_length=140, required=False)
    words = forms.CharField(
        label="Words", widget=LONG, max_length=200_000, error_messages={"required": "Write the words"},
        help_text="An empty line begins a paragraph. Lines that begin with a dash become a list.",
    )  # fmt: skip
    by_when = DateField(
        label="By when?", required=False, help_text="The last day of that time. For example, 31 3 2028. Nobody is asked to sign"
        " before this is filled in.",
    )  # fmt: skip
    commitment = forms.CharField(
        label="What will we do?", widget=LONG, required=False, max_length=2_000, help_text="Begin with “We will”."
    )
    answers_for = forms.CharField(
        label="Who answers for it?", required=False, max_length=160,
        help_text="The post and the body, not a name. For example: Director of urgent care, Greenway",
    )  # fmt: skip
    fictional = forms.BooleanField(
        label="This person is made up", required=False,
        help_text="The public page says so. The story of a real person belongs to Stories, with their consent.",
    )  # fmt: skip
    language = forms.ChoiceField(label="Language", choices=Clause.Language.choices, initial="en")
    touching = forms.ChoiceField(
        label="Whom do these words touch?", widget=forms.RadioSelect,
        choices=[("all", "Every partner"), ("some", "Only these partners")], initial="all",
        help_text="Partners sign the words that touch them, and are asked again only when those change.",
    )  # fmt: skip
    touches = forms.MultipleChoiceField(label="Which partners?", widget=forms.CheckboxSelectMultiple, required=False)
    because = forms.CharField(
        label="What did people say that changed it?", widget=LONG, required=False, max_length=1_000,
        help_text="Only if somebody’s words changed it. It stands under “What changed because of you”.",
    )  # fmt: skip
    thanks_to = forms.CharField(
        label="Whom do we thank?", required=False, max_length=200, help_text="A group, never a name. For example: experts by"
        " experience",
    )  # fmt: skip

    BOXES = {"by_when": ("improves",), "commitment": ("statement",), "answers_for": ("statement",), "fictional": ("persona",)}
    LABELS = {
        "statement": {"words": "What people told us they want, in their words", "heading": "Short name"},
        "persona": {"heading": "Name of the made-up person", "words": "Their story"},
        "place": {"heading": "Name of the place"},
    }  # fmt: skip

    def __init__(
        self, *args: Any, section: str, partners: Iterable[NarrativePartner], new: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, sections in self.BOXES.items():
            if section not in sections:
                del self.fields[name]
        for name, label in self.LABELS.get(section, {}).items():
            self.fields[name].label = label
        self.fields["touches"].choices = [(str(one.pk), str(one)) for one in partners if one.signs]  # type: ignore[attr-defined]
        if new:
            for name in ("because", "thanks_to"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("touching") == "some" and not said.get("touches"):
            self.add_error("touches", "Choose at least one partner")
        if len(wording.cleaned(said.get("words") or "")) > wording.LONGEST:
            long = len(wording.cleaned(said["words"]))
            most = f"{wording.LONGEST:,}"
            self.add_error("words", f"This is {long:,} letters long. One part holds {most}: put it into several parts")
        return said

    def fields_said(self) -> dict[str, Any]:
        """Return what the actions take."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("based_on", "touching", "touches")}
        return {**said, "everyone": self.cleaned_data["touching"] == "all",
                "touches": [int(one) for one in self.cleaned_data["touches"]]}  # fmt: skip


class WhyForm(Form):
    """One reason."""

    why = forms.CharField(label="Why?", widget=LONG, max_length=1_000, error_messages={"required": "Say why"})


class PartnerForm(Form):
    """An organisation to be let in."""

    organisation = forms.ModelChoiceField(
        queryset=None, label="Which organisation?", error_messages={"required": "Choose an organisation"}
    )
    way = forms.ChoiceField(
        label="What does it do?", widget=forms.RadioSelect, choices=NarrativePartner.Way.choices, initial="contributes"
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SignatoryForm(Form):
    """Who signs for a partner."""

    user = forms.ModelChoiceField(queryset=None, label="Who?", error_messages={"required": "Choose a person"})
    post = forms.CharField(
        label="Which post do they hold?", max_length=120, error_messages={"required": "Enter the post"},
        help_text="The public page names the post, not the person. For example: Chief executive",
    )  # fmt: skip
    place = forms.ChoiceField(
        label="As what?", widget=forms.RadioSelect, initial="signer",
        choices=[("signer", "The named person who signs"), ("deputy", "The deputy: asked when the named person is silent")],
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]

    @property
    def people(self) -> list[User]:
        return list(self.fields["user"].queryset)  # type: ignore[attr-defined]


class SayForm(Form):
    """What a partner says to the exact words of one part."""

    kind = forms.ChoiceField(
        label="What do you say?", widget=forms.RadioSelect, error_messages={"required": "Choose what you say"},
        choices=[("signed", "I sign these words"), ("condition", "I sign on a condition"), ("change", "I ask for a change"),
                 ("comment", "I only comment")],
    )  # fmt: skip
    comment = forms.CharField(
        label="Comment, condition, or the change that you ask for", widget=LONG, required=False, max_length=4_000
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") in (Position.Kind.CONDITION, Position.Kind.CHANGE, Position.Kind.COMMENT) and not said.get("comment"):
            self.add_error("comment", {"condition": "Say on what condition", "change": "Say what should change"}.get(
                said["kind"], "Write the comment"))  # fmt: skip
        return said


class ReplyForm(Checked, Form):
    """What we say to it."""

    checked = ("words",)

    words = forms.CharField(
        label="Your reply", widget=LONG, max_length=4_000, error_messages={"required": "Write the reply"},
        help_text="The partner sees it beside what they said. They sign again themselves: your reply does not.",
    )  # fmt: skip


class MeasureForm(Form):
    """How something is counted."""

    name = forms.CharField(label="What is counted?", max_length=160, error_messages={"required": "Say what is counted"},
                           help_text="For example: People who tell their story only once")  # fmt: skip
    unit = forms.CharField(label="What does a number mean?", max_length=60, help_text="For example: in 100 people asked",
                           error_messages={"required": "Say what a number means"})  # fmt: skip
    source = forms.CharField(label="Where do the numbers come from?", max_length=200,
                             error_messages={"required": "Say where the numbers come from"})  # fmt: skip
    better = forms.ChoiceField(
        label="Which way is better?", widget=forms.RadioSelect, choices=Measure.Better.choices, initial="up"
    )
    is_pulse = forms.BooleanField(
        label="This asks people whether they understand what is changing", required=False,
        help_text="Its trend stands on the page of feedback.",
    )  # fmt: skip


class PointForm(Form):
    """One number of a measure."""

    on = DateField(label="On which day?", error_messages={"required": "Enter the day"})
    value = forms.DecimalField(
        label="The number", max_digits=12, decimal_places=2, error_messages={"required": "Enter the number"},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    people = forms.IntegerField(
        label="How many people does it come from?", required=False, min_value=0, max_value=100_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="Leave empty if it is not about people.",
    )  # fmt: skip


class RebaseForm(Form):
    """From which day limits are drawn anew, and why."""

    on = DateField(label="From which day?", required=False, help_text="Leave empty to use every number again.")
    why = forms.CharField(label="What changed on that day?", max_length=200, required=False)


class ClaimForm(Form):
    """Words that say something will be better, and how they are settled."""

    words = forms.CharField(label="The words, copied from this part", widget=LONG, max_length=400,
                            error_messages={"required": "Copy the words"})  # fmt: skip
    how = forms.ChoiceField(label="How is it settled?", widget=forms.RadioSelect, error_messages={"required": "Choose one"})

    def __init__(self, *args: Any, measures: Sequence[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = {str(one.pk): one for one in measures}
        self.fields["how"].choices = [  # type: ignore[attr-defined]
            *((key, f"Measured by: {one.name}") for key, one in self.measures.items()),
            ("hope", "It is a hope: the public page says that we do not promise it"), ("open", "Not settled yet"),
        ]  # fmt: skip

    def said(self) -> dict[str, Any]:
        """Return what the action takes."""
        how = self.cleaned_data["how"]
        return {"words": self.cleaned_data["words"], "measure": self.measures.get(how), "aspiration": how == "hope"}


class StatementForm(Form):
    """Which measure shows whether a promise is kept."""

    measure = forms.ChoiceField(label="Which measure shows it?", required=False)

    def __init__(self, *args: Any, measures: Sequence[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = {str(one.pk): one for one in measures}
        choices = [("", "None yet"), *((key, one.name) for key, one in self.measures.items())]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]

    def clean_measure(self) -> Measure | None:
        return self.measures.get(self.cleaned_data["measure"])


class EvidenceForm(Checked, Form):
    """What was seen of a promise."""

    checked = ("words",)

    words = forms.CharField(
        label="What was seen?", widget=LONG, max_length=2_000, error_messages={"required": "Say what was seen"}
    )
    on = DateField(label="When?", error_messages={"required": "Enter the day"})
    link = forms.URLField(label="Where can it be read?", required=False, max_length=500, assume_scheme="https")


class PublishForm(Checked, Form):
    """What goes with a new version."""

    checked = ("because",)

    because = forms.CharField(
        label="What changed because of people, in short", widget=LONG, required=False, max_length=2_000,
        help_text="It stands at the top of the public page. Leave empty if nothing did.",
    )  # fmt: skip
    major = forms.BooleanField(label="It is a new beginning: count on to the next whole number", required=False)

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["major"]
