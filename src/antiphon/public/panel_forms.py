"""The forms of a panel member's own pages."""

from django import forms

from antiphon.core.forms import Form
from antiphon.panels.rules import FORMATS, SUPPORT, WAYS


class OwnNeedsForm(Form):
    """What a panel member needs from us, in their own words."""

    way = forms.ChoiceField(
        label="How do you want to hear from us?", widget=forms.RadioSelect, choices=list(WAYS.items()),
        error_messages={"required": "Choose how you want to hear from us"},
    )  # fmt: skip
    formats = forms.MultipleChoiceField(
        label="Which formats do you need?", widget=forms.CheckboxSelectMultiple, choices=list(FORMATS.items()), required=False
    )
    language = forms.CharField(label="Another language", max_length=40, required=False, help_text="For example: Urdu")
    support = forms.MultipleChoiceField(
        label="What do you need to take part?", widget=forms.CheckboxSelectMultiple, choices=list(SUPPORT.items()), required=False
    )
    more = forms.CharField(label="Anything else that helps", max_length=300, required=False)


class AgendaForm(Form):
    """Something that a member wants their group to talk about."""

    words = forms.CharField(
        label="What do you want to talk about?", widget=forms.Textarea, max_length=1000,
        error_messages={"required": "Write what you want to talk about"},
    )  # fmt: skip
