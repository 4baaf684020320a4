"""What every request passes: the content security policy of its face, and the door to the staff side."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.csp import CSP

# Wagtail's editors still carry inline scripts and styles; the looser policy holds for them alone.
CMS_POLICY = {
    **settings.SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
}


class ContentSecurityPolicy(ContentSecurityPolicyMiddleware):
    """Strict with a nonce everywhere, but for `/cms/`."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith("/cms/"):
            response._csp_config = CMS_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)


class StaffOnly:
    """The workspace and the content editor want a signed-in person with a second factor."""

    doors = ("/workspace/", "/cms/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MODE == "demonstration" and request.META.get("REMOTE_ADDR") not in ("127.0.0.1", "::1", "", None):
            raise PermissionDenied("The demonstration answers to this machine only.")
        if request.path.startswith(self.doors):
            from antiphon.config import sign_in

            if not request.user.is_authenticated:
                return redirect(f"{reverse('account_login')}?next={request.path}")
            if settings.SECOND_FACTOR_REQUIRED and not sign_in.has_second_factor(request):
                return redirect(f"{reverse('mfa_index')}?next={request.path}")
        return self.get_response(request)
