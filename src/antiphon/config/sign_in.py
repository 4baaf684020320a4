"""How people sign in: by any e-mail address, with a password and a second factor, or by OpenID Connect.

docs/adr/0011-signing-in.md says why it is so.
"""

import logging
import time
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from antiphon.core.sealing import seal, unseal
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.public.setup import sync_editor

log = logging.getLogger(__name__)
REAUTHENTICATION_TIMEOUT = 300
SET_UP_HERE = "second_factor_set_up_by"
EDITS_CONTENT = "edits_content"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation; nobody signs themselves up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask an administrator of your organisation.",
        "email_password_mismatch": "Enter the e-mail address and password that you use here. One of them is not right.",
        "enter_current_password": "Enter the password that you use now",
        "incorrect_code": "Enter the code again. It is not right, or it has changed since.",
        "incorrect_password": "Enter your password again. It is not right.",
        "invalid_password_reset": "This link has been used or is too old.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes, then try again or choose a new password.",
        "rate_limited": "There were too many attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **login: Any) -> HttpResponse | None:
        """Let no account of a key in, whatever door it came to."""
        if not user.is_person:
            return redirect("account_login")
        found: HttpResponse | None = super().pre_login(request, user, **login)
        return found

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask again who someone is before they change how they sign in, unless they have shown it just now."""
        records = get_authentication_records(self.request, self.request.user)
        return all(time.time() - record["at"] > REAUTHENTICATION_TIMEOUT for record in records)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Say in our own words how someone may confirm that it is them."""
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code from your authenticator app, or a recovery code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words.get(method["id"], method["description"])} for method in methods]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter about an account. When the mail server does not answer, the log says so and the page goes on:
        a page that broke for known addresses alone would tell which addresses are known."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("A letter about an account could not be sent (%s).", template_prefix)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner of an account what was changed in it."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email or user.email)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An organisation's own sign-in opens existing accounts only, found by an e-mail address that it vouches for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        # Tying a further identity to an open session would let whoever borrowed the session come back.
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(redirect("mfa_index"))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("mfa_index")


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are sealed, and the last one stays until there is another."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This is your only second step. Set up another one first, then remove this one.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
        "incorrect_code": "Enter the code again. It is not right, or it has changed since.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED:
            return True
        steps = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return steps.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if not count else f"My passkey {count + 1}"


@receiver(authenticator_added, dispatch_uid="antiphon.second_factor_set_up")
def remember_set_up(request: HttpRequest, user: User, authenticator: Authenticator, **signal: object) -> None:
    """Whoever has just proved a second factor by setting it up need not show it again in this session."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[SET_UP_HERE] = user.pk


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether this session was opened with a second factor, a passkey, or an organisation's own sign-in."""
    if request.session.get(SET_UP_HERE) == request.user.pk:
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") in ("mfa", "socialaccount") for record in records)


def open_content_editor(request: HttpRequest) -> None:
    """Let the person into the content editor as their roles say today, or raise PermissionDenied.

    Wagtail asks its own group, so the group follows the roles each time that what they say has changed.
    """
    may_edit = holds(request.user, Permission.CONTENT_EDIT)  # type: ignore[arg-type]
    if request.session.get(EDITS_CONTENT) != may_edit:
        sync_editor(request.user)  # type: ignore[arg-type]
        request.session[EDITS_CONTENT] = may_edit
    if not may_edit:
        raise PermissionDenied("Your role does not allow this. A communications officer or an engagement lead can do it.")
