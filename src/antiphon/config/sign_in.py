"""How people sign in: by any e-mail address, with a password and a second factor, or by OpenID Connect."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation; nobody signs themselves up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An organisation's own sign-in opens existing accounts only."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether this session was opened with a second factor, a passkey, or an organisation's own sign-in."""
    return any(record.get("method") in ("mfa", "socialaccount") for record in get_authentication_records(request, request.user))
