"""Forms of case studies and stories."""

from collections.abc import Iterator
from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.network.models import Organisation
from antiphon.network.queries import organisations_called
from antiphon.stories.models import Story
from antiphon.stories.rules import CONSENTS, GIVERS, PARTS, SCOPES
from antiphon.workspace.saying.checked import Checked

LONG = forms.Textarea
WHOSE = {"required": "Choose an organisation"}


class CaseForm(Checked, Form):
    """A case study, its parts in their one order."""

    checked = ("title", "summary", *(key for key, _, _ in PARTS), "evidence")

    organisation = forms.ModelChoiceField(queryset=None, label="Whose is it?", empty_label=None, error_messages=WHOSE)
    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Enter a title"},
                            help_text="For example: One number to ring")  # fmt: skip
    summary = forms.CharField(label="In a few sentences", widget=LONG, required=False, max_length=2_000)
    place = forms.CharField(label="Where", required=False, max_length=120)
    partners = forms.ModelMultipleChoiceField(
        queryset=None, label="Partners", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Everyone whose work it shows. Each of them is named in it.",
    )  # fmt: skip
    others = forms.CharField(
        label="Other partners, one in each line", widget=LONG, required=False, max_length=4_000,
        help_text="Organisations that do not work here: the name or the code as the register has it.",
    )  # fmt: skip
    evidence = forms.CharField(
        label="How we know", widget=LONG, required=False, max_length=5_000,
        help_text="What was measured, when, and who told you. “Not measured” is an answer.",
    )  # fmt: skip
    review_on = DateField(label="When is it looked at again?", required=False, help_text="For example, 27 3 2027")

    def __init__(self, *args: Any, writers: Any, partners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = writers  # type: ignore[attr-defined]
        self.fields["partners"].queryset = partners  # type: ignore[attr-defined]
        for key, heading, hint in PARTS:
            self.fields[key] = forms.CharField(label=heading, widget=LONG, required=False, max_length=10_000, help_text=hint)
        self.order_fields(["organisation", "title", "summary", "place", *(key for key, _, _ in PARTS), "evidence", "partners",
                           "others", "review_on"])  # fmt: skip


    def clean_others(self) -> list[Organisation]:
        """Return the organisations of the lines; each must be one of today's, and one alone."""
        found: dict[int, Organisation] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["others"].splitlines())):
            called = list(organisations_called(line)[:2])
            if len(called) != 1:
                few = "No organisation of today has" if not called else "More than one organisation has"
                raise forms.ValidationError(f"{few} the name or code “{line[:80]}”.")
            found[called[0].pk] = called[0]
        return list(found.values())


class StoryForm(Checked, Form):
    """A story: whose, and how it is told."""

    checked = ("title", "told")

    organisation = forms.ModelChoiceField(queryset=None, label="Who tells it?", empty_label=None, error_messages=WHOSE)
    kind = forms.ChoiceField(
        label="What kind of story is it?", widget=forms.RadioSelect, choices=Story.Kind.choices,
        error_messages={"required": "Say whether it is a real person’s story"},
    )  # fmt: skip
    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Enter a title"})
    named = forms.CharField(
        label="How is the person named?", max_length=160, required=False,
        help_text="As they want to be named: “Mrs S, 71” or “a carer”. It does not have to be their name.",
    )  # fmt: skip
    place = forms.CharField(label="Where", required=False, max_length=120, help_text="A town or a ward, if they agree to it.")
    told = forms.CharField(
        label="The story", widget=LONG, max_length=10_000, error_messages={"required": "Write the story"},
        help_text="In their own words where you can. Leave out what nobody needs to know about their health. "
        "Of a real story, reasons for what stays are not kept: they would outlive it.",
    )  # fmt: skip
    case = forms.ModelChoiceField(queryset=None, label="It belongs to a case study", required=False, empty_label="No")

    def __init__(self, *args: Any, writers: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = writers  # type: ignore[attr-defined]
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]

    def reasons_given(self) -> Iterator[Any]:
        """Yield nothing for a real person's story: a reason holds words of it, and would stay when they take it back."""
        if self.cleaned_data.get("kind") == Story.Kind.MADE_UP:
            yield from super().reasons_given()


class ConsentForm(Form):
    """What a person agreed to."""

    name = forms.CharField(
        label="The person’s name", max_length=160, error_messages={"required": "Enter the person’s name"},
        help_text="It is sealed and kept apart from the story. No page shows it.",
    )  # fmt: skip
    email = forms.CharField(label="Their e-mail address (optional)", required=False, max_length=254,
                            widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}))  # fmt: skip
    given_by = forms.ChoiceField(label="Who agreed?", widget=forms.RadioSelect, choices=list(GIVERS.items()), initial="self",
                                 error_messages={"required": "Say who agreed"})  # fmt: skip
    scope = forms.MultipleChoiceField(
        label="What did they agree to?", widget=forms.CheckboxSelectMultiple, choices=list(SCOPES.items()),
        error_messages={"required": "Choose what they agreed to"},
    )  # fmt: skip
    given_on = DateField(label="When did they agree?")
    expires_on = DateField(label="Until when?", help_text="At most three years. After it, the story is not public.")
    how = forms.ChoiceField(label="What is the proof?", widget=forms.RadioSelect, choices=list(CONSENTS.items()),
                            error_messages={"required": "Say what the proof is"})  # fmt: skip
    kept_where = forms.CharField(label="Where is the proof kept?", max_length=200,
                                 error_messages={"required": "Say where the proof is kept"})  # fmt: skip


class UseForm(Form):
    """Where a story goes beyond these pages."""

    scope = forms.ChoiceField(label="What kind of use?", choices=[one for one in SCOPES.items() if one[0] != "website"])
    place = forms.CharField(label="Where?", max_length=200, error_messages={"required": "Say where it is used"},
                            help_text="For example: spring leaflet, 2,000 copies")  # fmt: skip
    link = forms.URLField(label="Web address (optional)", required=False, max_length=500, assume_scheme="https",
                          error_messages={"invalid": "Enter a web address that begins with https://"})  # fmt: skip
    used_on = DateField(label="When?")
