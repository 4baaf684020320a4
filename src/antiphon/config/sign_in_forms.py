"""The forms of signing in, with our fields and words; what they check is allauth's."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from antiphon.core.forms import NhsFormMixin

PASSWORD_HINT = "At least 12 characters. Three words that you will remember make a good password."
CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}


class Words(NhsFormMixin):
    """Gives the fields of a form their words: name → (label, hint, what to say when it is empty)."""

    words: dict[str, tuple[str, str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint, when_empty) in self.words.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = when_empty
            field.widget.attrs.pop("placeholder", None)


EMAIL = ("E-mail address", "", "Enter your e-mail address")
NEW_PASSWORD = {
    "password1": ("New password", PASSWORD_HINT, "Enter a new password"),
    "password2": ("New password again", "", "Enter the new password again"),
}


class Login(Words, account.LoginForm):
    words = {"login": EMAIL, "password": ("Password", "", "Enter your password")}


class ResetPassword(Words, account.ResetPasswordForm):
    words = {"email": EMAIL}


class ResetPasswordKey(Words, account.ResetPasswordKeyForm):
    words = NEW_PASSWORD


class SetPassword(Words, account.SetPasswordForm):
    words = NEW_PASSWORD


class ChangePassword(Words, account.ChangePasswordForm):
    words = {"oldpassword": ("Password that you use now", "", "Enter the password that you use now"), **NEW_PASSWORD}


class Reauthenticate(Words, account.ReauthenticateForm):
    words = {"password": ("Password", "", "Enter your password")}


class Code(Words):
    words = {"code": ("Code", "Six figures from your authenticator app, or one of your recovery codes.", "Enter a code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({**CODE, "inputmode": "text"})  # type: ignore[attr-defined]


class Authenticate(Code, mfa.AuthenticateForm):
    """The second step of signing in."""


class MfaReauthenticate(Code, mfa.ReauthenticateForm):
    """Confirming that it is still the same person."""


class ActivateTotp(Words, totp.ActivateTOTPForm):
    words = {"code": ("Code from the app", "Six figures that change every 30 seconds.", "Enter the code that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(CODE)


class DeactivateTotp(Words, totp.DeactivateTOTPForm):
    """Removing the authenticator app."""


class GenerateRecoveryCodes(Words, recovery.GenerateRecoveryCodesForm):
    """Making new recovery codes."""


PASSKEY_NAME = ("Name of the passkey", "So that you can tell your passkeys apart, for example “Work laptop”.", "Enter a name")
NO_PASSKEY = "No passkey was made. Try again, and follow what your browser or telephone says."


class AddPasskey(Words, webauthn.AddWebAuthnForm):
    words = {
        "name": PASSKEY_NAME,
        "passwordless": (
            "Let me sign in with this passkey alone",
            "Your device then asks for your fingerprint, face or PIN, and you need no password.", "",
        ),
        "credential": ("Passkey", "", NO_PASSKEY),
    }


class EditPasskey(Words, webauthn.EditWebAuthnForm):
    words = {"name": PASSKEY_NAME}
