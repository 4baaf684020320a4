"""What is asked about people and organisations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils import timezone

from antiphon.core.forms import DateField, Form
from antiphon.delivery.rules import KINDS
from antiphon.network.branding import ORDERS
from antiphon.network.groups import GROUPS
from antiphon.network.models import Organisation, User
from antiphon.network.roles import KEY_ROLES, ROLES
from antiphon.workspace.network.presenters import KEY_MAY


class OrganisationChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class OrganisationsChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class RoleChoice(forms.ChoiceField):
    """One of the roles, each with what it is for."""

    hints = {role.key: role.purpose for role in ROLES.values()}

    def __init__(self) -> None:
        super().__init__(
            label="Role", choices=[(role.key, role.title) for role in ROLES.values()], widget=forms.RadioSelect,
            error_messages={"required": "Choose a role"},
        )


class GiveRole(Form):
    """A role in one of the organisations that the administrator looks after."""

    organisation = OrganisationChoice(
        label="Organisation", queryset=None, empty_label="Choose an organisation",
        error_messages={"required": "Choose an organisation"},
    )
    role = RoleChoice()

    def __init__(self, *args: Any, managed: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = managed  # type: ignore[attr-defined]
        only = list(managed[:2])
        if len(only) == 1:
            field.initial = only[0].pk


class Invite(GiveRole):
    """Who is invited, and the role they start with."""

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Enter the person's name"})
    email = forms.EmailField(
        label="Work e-mail address", error_messages={"required": "Enter an e-mail address"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("name", "email", "organisation", "role")


class NewKey(Form):
    """Which system asks, for which organisation, what it may do, and until when."""

    name = forms.CharField(
        label="Which system uses the key?", max_length=100, help_text="For example: the feedback screens at Ashmere Library",
        error_messages={"required": "Say which system uses the key"},
    )
    organisation = OrganisationChoice(
        label="Organisation", queryset=None, empty_label="Choose an organisation",
        error_messages={"required": "Choose an organisation"},
    )
    role = forms.ChoiceField(
        label="What may it do?", widget=forms.RadioSelect, error_messages={"required": "Choose what it may do"},
        choices=[(key, KEY_MAY[key][0]) for key in KEY_ROLES],
    )
    days = forms.ChoiceField(
        label="How long does the key work?", widget=forms.RadioSelect, initial="90",
        choices=[("90", "90 days"), ("180", "180 days"), ("365", "One year")],
        error_messages={"required": "Choose how long the key works"},
    )

    def __init__(self, *args: Any, managed: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].hints = {key: KEY_MAY[key][1] for key in KEY_ROLES}  # type: ignore[attr-defined]
        field = self.fields["organisation"]
        field.queryset = managed  # type: ignore[attr-defined]
        only = list(managed[:2])
        if len(only) == 1:
            field.initial = only[0].pk


class NewWebhook(Form):
    """Which address is told, of what, for which organisation."""

    url = forms.CharField(
        label="Address", max_length=500, help_text="It begins with https:// and is reached from the internet",
        error_messages={"required": "Enter the address"}, widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    organisation = OrganisationChoice(
        label="Organisation", queryset=None, empty_label="Choose an organisation",
        error_messages={"required": "Choose an organisation"},
    )
    kinds = forms.MultipleChoiceField(
        label="What is it told of?", choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing"},
    )

    def __init__(self, *args: Any, managed: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = managed  # type: ignore[attr-defined]
        only = list(managed[:2])
        if len(only) == 1:
            field.initial = only[0].pk


class FirstPassword(Form):
    """The first password of an invited person."""

    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three words that you will remember make a good password.",
        error_messages={"required": "Enter a password"},
    )
    again = forms.CharField(
        label="Password again", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the password again"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", "Enter the same password twice")
        return given


class FindOrganisations(Form):
    """What to look for in the list of organisations, and the day it should show."""

    words = forms.CharField(label="Name or code", required=False, max_length=100)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *Organisation.Kind.choices])
    on = DateField(label="As on (leave empty for today)", required=False)


class Rename(Form):
    """A new name, and the day from which it holds."""

    name = forms.CharField(label="New name", max_length=200, error_messages={"required": "Enter the new name"})
    on = DateField(label="First day of the new name", initial=timezone.localdate)


class Merge(Form):
    """Which organisations become one, what it is called, and from when."""

    organisations = OrganisationsChoice(
        label="Organisations that merge", queryset=None,
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose two or more organisations"},
    )
    name = forms.CharField(label="Name of the new organisation", max_length=200, error_messages={"required": "Enter a name"})
    on = DateField(label="First day of the new organisation", initial=timezone.localdate)

    def __init__(self, *args: Any, managed: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = managed  # type: ignore[attr-defined]


class ReachForm(Form):
    """Whom an organisation can reach."""

    groups = forms.MultipleChoiceField(
        label="Which people can you reach?", widget=forms.CheckboxSelectMultiple,
        choices=[(key, group.text) for key, group in GROUPS.items()], error_messages={"required": "Choose at least one group"},
    )  # fmt: skip
    places = forms.CharField(
        label="Where?", required=False, max_length=400, help_text="With commas between. Leave empty for everywhere you work."
    )
    note = forms.CharField(
        label="How do you reach them?", required=False, max_length=300, help_text="For example: a lunch club each Tuesday"
    )
    contact = forms.CharField(
        label="Whom can partners ask?", max_length=140, help_text="A role, for example community manager. No names.",
        error_messages={"required": "Say whom partners can ask"},
    )  # fmt: skip

    def clean_places(self) -> list[str]:
        return [place.strip() for place in self.cleaned_data["places"].split(",") if place.strip()]


class BrandForm(Form):
    """How an organisation is named and shown where several stand together."""

    name = forms.CharField(label="The name, exactly as it must be written", max_length=200,
                           error_messages={"required": "Enter the name"})  # fmt: skip
    avoid = forms.CharField(label="Forms that are not used", widget=forms.Textarea, required=False, max_length=1_000,
                            help_text="One in each line. For example: Ashmere General")  # fmt: skip
    required = forms.BooleanField(label="Its name must stand on everything that it is part of", required=False)
    order = forms.ChoiceField(label="When it leads, in which order do the names stand?", widget=forms.RadioSelect,
                              choices=list(ORDERS.items()))  # fmt: skip
    logo = forms.FileField(
        label="Logo", required=False, widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
        help_text="A PNG or JPEG picture, up to 1 MB. Leave it empty to keep the one that is here.",
    )  # fmt: skip
    logo_alt = forms.CharField(label="What the logo says, for people who do not see it", required=False, max_length=200,
                               help_text="For example: Ashmere General Hospitals NHS Trust")  # fmt: skip
    logo_rights = forms.CharField(label="Who owns the logo, and what may be done with it", required=False, max_length=300)
    without_logo = forms.BooleanField(label="Take the logo away. The name stands alone", required=False)


class AssetForm(Form):
    """Something that partners made together, and whose names must stand on it."""

    lead = OrganisationChoice(label="Who leads it?", queryset=None, empty_label="Choose an organisation",
                              error_messages={"required": "Choose who leads it"})  # fmt: skip
    partners = OrganisationsChoice(label="Who is part of it?", queryset=None, widget=forms.CheckboxSelectMultiple,
                                   error_messages={"required": "Choose who is part of it"})  # fmt: skip
    file = forms.FileField(
        label="File", required=False, widget=forms.FileInput(attrs={"accept": ".docx,.pptx,.html,.htm,.txt,.md"}),
        help_text="A Word document, slides (PPTX), a web page or plain text. It is looked through and not kept.",
    )  # fmt: skip
    words = forms.CharField(label="Or paste its words", widget=forms.Textarea, required=False, max_length=200_000)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["partners"].queryset = organisations  # type: ignore[attr-defined]
