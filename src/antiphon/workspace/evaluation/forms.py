"""Forms of checklists and success factors: one form with four fields for each item."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from antiphon.core.forms import DateField, Form
from antiphon.evaluation import rules
from antiphon.evaluation.actions import Said
from antiphon.evaluation.models import Assessment, Mark, Snapshot
from antiphon.network.models import Organisation
from antiphon.workspace.stakeholders.forms import whose


class StartForm(Form):
    """A list for a plan or a place."""

    title = forms.CharField(
        label="Which plan or place is it for?", max_length=140, error_messages={"required": "Say which it is for"}
    )
    visibility = forms.ChoiceField(
        label="Who may see it?", widget=forms.RadioSelect, choices=Assessment.Visibility.choices, initial="own"
    )

    def __init__(self, *args: Any, keepers: Sequence[Organisation], **more: Any):
        super().__init__(*args, **more)
        self.keepers = {str(one.pk): one for one in keepers}
        if len(keepers) > 1:
            self.fields["organisation"] = whose(keepers, "Whose is it?")

    def keeper(self) -> Organisation:
        """Return the organisation that keeps it."""
        chosen = self.cleaned_data.get("organisation")
        return self.keepers[chosen] if chosen else next(iter(self.keepers.values()))


class ShareForm(Form):
    """Who may see it."""

    visibility = forms.ChoiceField(label="Who may see it?", widget=forms.RadioSelect, choices=Assessment.Visibility.choices)


class MarksForm(Form):
    """Every item of a list. Fields of an item are its key with `-value`, `-evidence`, `-owner`, `-due`, `-version`."""

    def __init__(self, data: Any, *, kind: rules.Kind, marks: Mapping[str, Mark]):
        super().__init__(data)
        self.kind = kind
        for key, item in kind.items.items():
            mark = marks.get(key)
            values = [(value, words) for value, words in kind.values.items()]
            value = forms.ChoiceField(
                label=item.words, required=False, widget=forms.RadioSelect, choices=values, initial=mark.value if mark else 0
            )
            value.hints = {str(number): text for number, text in enumerate(item.levels, 1)}  # type: ignore[attr-defined]
            self.fields[f"{key}-value"] = value
            self.fields[f"{key}-evidence"] = forms.CharField(
                label="What shows it, or why not", required=False, max_length=4000, widget=forms.Textarea,
                initial=mark.evidence if mark else "",
            )  # fmt: skip
            self.fields[f"{key}-owner"] = forms.CharField(
                label="Who sees to it", required=False, max_length=120, initial=mark.owner if mark else "",
                help_text="A role or a team, not a name",
            )  # fmt: skip
            self.fields[f"{key}-due"] = DateField(label="By when", required=False, initial=mark.due_on if mark else None)
            self.fields[f"{key}-version"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=mark.version if mark else 0
            )

    def said(self) -> dict[str, Said]:
        """Return what the person says of each item."""
        told = self.cleaned_data
        return {
            key: Said(int(told[f"{key}-value"] or 0), told[f"{key}-evidence"], told[f"{key}-owner"], told[f"{key}-due"],
                      told[f"{key}-version"] or 0) for key in self.kind.items
        }  # fmt: skip

    def wrong(self, items: Mapping[str, Sequence[str]]) -> None:
        """Put the reasons beside the items that they are about."""
        for key, reasons in items.items():
            words = self.kind.items[key].words
            self.add_error(f"{key}-value", f"{words.rstrip('.')}: {' '.join(reasons)}")


class CompareForm(Form):
    """Which days, plans or places are laid side by side."""

    snapshot = forms.MultipleChoiceField(
        label="What do you want to lay side by side?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two"},
    )  # fmt: skip

    def __init__(self, data: Any, *, snapshots: Sequence[Snapshot]):
        super().__init__(data)
        self.fields["snapshot"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.assessment.title} ({one.assessment.organisation}), {one.taken_on.day} {one.taken_on:%B %Y}")
            for one in snapshots
        ]  # fmt: skip

    def clean_snapshot(self) -> list[int]:
        chosen = [int(one) for one in self.cleaned_data["snapshot"]]
        if not 2 <= len(chosen) <= 6:
            raise forms.ValidationError("Choose from two to six")
        return chosen
