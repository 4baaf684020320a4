"""Where providers call back to say what became of a message. Each proves who it is; what it says is kept and settled later."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from antiphon.api.problems import problem
from antiphon.core.actors import Machine
from antiphon.delivery.actions import take
from antiphon.delivery.channels import callbacks
from antiphon.delivery.channels.heard import NotUnderstood

BY = Machine("hear")
MOST_BYTES = 1024 * 1024


@csrf_exempt
@require_http_methods(["POST"])
def from_notify(request: HttpRequest) -> HttpResponse:
    """Take a callback of GOV.UK Notify. It tries again after 5xx and 429 alone, so what cannot be read is refused for good."""
    if not settings.NOTIFY_BEARER:
        return problem(404, "GOV.UK Notify is not set up here.")
    if not callbacks.bears(request.headers.get("Authorization", ""), settings.NOTIFY_BEARER):
        return problem(403, "The bearer token is not the one that was set for callbacks.")
    body = _body(request)
    if body is None:
        return problem(413)
    try:
        told = callbacks.from_notify(body)
    except NotUnderstood as wrong:
        return problem(400, str(wrong))
    return _taken("notify", [told])


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def from_provider(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a callback of the provider that is set up, proved by django-anymail. Some ask with HEAD whether anybody is there."""
    if provider not in callbacks.PROVIDERS or provider != settings.PROVIDER:
        return problem(404)
    if request.method == "HEAD":
        return _quiet(HttpResponse())
    if _body(request) is None:
        return problem(413)
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
    from django.core.exceptions import ImproperlyConfigured

    try:
        told = callbacks.from_anymail(provider, request, settings.PROVIDER_CALLBACKS)
    except AnymailWebhookValidationFailure:
        return problem(403, "The callback is not proved.")
    except (NotUnderstood, AnymailError, ImproperlyConfigured) as wrong:
        return problem(400, str(wrong) if isinstance(wrong, NotUnderstood) else "")
    return _taken(provider, told)


def _taken(provider: str, told: list[callbacks.Heard]) -> HttpResponse:
    take(provider, told=told, by=BY)
    return _quiet(HttpResponse(status=204))


def _body(request: HttpRequest) -> bytes | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length[:12]) > MOST_BYTES:
        return None
    return request.body


def _quiet(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, private=True, no_store=True)
    return answer
