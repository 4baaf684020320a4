"""The pages of signing in where allauth's own view is not enough."""

import logging
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

log = logging.getLogger(__name__)


class RemovePasskey(RemoveWebAuthnView):
    """Removes a passkey, unless it is the only second step: allauth asks that of an authenticator app alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = not get_adapter().can_delete_authenticator(self.get_object())
        return {**super().get_context_data(**kwargs), "last_step": last}

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_valid(form)


remove_passkey = RemovePasskey.as_view()


def to_organisation(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a person to their organisation's own sign-in."""
    return _or_say(openid_connect.login, request, provider_id)


def from_organisation(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take a person back from their organisation's own sign-in."""
    return _or_say(openid_connect.callback, request, provider_id)


def _or_say(view: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    """Answer with a page that says what to do when the organisation's server does not answer."""
    try:
        return view(request, provider_id)
    except RequestException as problem:
        log.warning("The sign-in of an organisation does not answer: %s", type(problem).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)
