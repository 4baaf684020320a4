"""Forms of the register of channels."""

from django import forms

from antiphon.core.forms import DateField, Form


class ChannelForm(Form):
    """What the register says of a channel. What is missing may be written later: approving asks for it."""

    name = forms.CharField(label="Name", max_length=80, error_messages={"required": "Give the channel a name"})
    use = forms.CharField(label="What is it used for?", widget=forms.Textarea, required=False)
    risks = forms.CharField(label="What could go wrong for people’s privacy?", widget=forms.Textarea, required=False)
    guards = forms.CharField(label="What do you do about it?", widget=forms.Textarea, required=False)
    dpia = forms.CharField(
        label="Link to the data protection impact assessment (DPIA)", max_length=300, required=False,
        help_text="Like https://example.org/dpia. A channel without one stays off.",
    )  # fmt: skip
    dpia_on = DateField(label="When was the DPIA done?", required=False)
    review_on = DateField(label="When do you look at it again?", required=False)


class ReviewForm(Form):
    """When a channel is looked at next."""

    review_on = DateField(label="When do you look at it next?", error_messages={"required": "Enter the next day"})
