"""What every request passes: the content security policy of its face, and the door to the staff side."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
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
        if settings.MODE == "demonstration" and not _from_here(request):
            raise PermissionDenied("The demonstration answers to this machine only.")
        if request.path.startswith(self.doors):
            # Imported here: the middleware is loaded before the rooms are.
            from antiphon.config import sign_in

            if not request.user.is_authenticated or not request.user.is_person:  # type: ignore[union-attr]
                return self._to("account_login", request)
            if settings.SECOND_FACTOR_REQUIRED and not sign_in.has_second_factor(request):
                return self._to("mfa_index", request)
            if request.path.startswith("/cms/"):
                sign_in.open_content_editor(request)
            response = self.get_response(request)
            patch_cache_control(response, private=True, no_store=True)
            return response
        return self.get_response(request)

    def _to(self, name: str, request: HttpRequest) -> HttpResponse:
        return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def _from_here(request: HttpRequest) -> bool:
    """Return whether a request comes from this machine, and was not passed on by a proxy for somebody elsewhere."""
    passed_on = {"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA"}
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "", None) and not passed_on & set(request.META)
