"""The one page of signing in that allauth's own view does not keep safe: removing a passkey."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.http import HttpResponse


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
