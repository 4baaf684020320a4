"""The forms of the gate: an entry code, an address, six digits."""

from django import forms

from antiphon.core.forms import Form


class CodeForm(Form):
    """An entry code, however it is typed."""

    code = forms.CharField(
        label="Your code", max_length=60,
        help_text="It is in your letter or on your card: 10 letters and numbers, like 7K3MQ-2PXA4. Capitals, spaces and "
        "dashes do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": "Enter your code", "max_length": "Enter only the code: 10 letters and numbers"},
    )  # fmt: skip


class AddressForm(Form):
    """An address that six digits can be sent to."""

    email = forms.EmailField(
        label="Your e-mail address", max_length=254, help_text="We send a code to it, and then forget the address.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": "Enter your e-mail address",
                        "invalid": "Enter an e-mail address in the right format, like name@example.com",
                        "max_length": "Use 254 characters or fewer for your e-mail address"},
    )  # fmt: skip


class DigitsForm(Form):
    """The six digits that came by e-mail."""

    digits = forms.CharField(
        label="The code from the e-mail", max_length=20, help_text="Six digits. It works for 30 minutes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Enter the six digits from the e-mail", "max_length": "Enter only the six digits"},
    )  # fmt: skip
