"""Looking up a receipt: what became of what someone said. The code is sent by POST, so that no address holds it."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from antiphon.core.sealing import key_for
from antiphon.decisions.queries import what_became_of_receipt
from antiphon.public.forms import ReceiptForm

MISSES = 10  # well-formed codes that nobody has, before we ask the visitor to wait
WAIT = 10 * 60  # seconds
NOT_FOUND = (
    "We have no response with this code. Check it against your receipt. If it is right, your response may have been "
    "taken out because you asked us to, or kept no longer."
)
TOO_MANY = "You have tried many codes that we do not have. Wait ten minutes, then try again."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show the journey of that response, and never its words."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and too_many(request):
        form.add_error("code", TOO_MANY)
        status = 429
    elif form.is_valid():
        journey = what_became_of_receipt(form.cleaned_data["code"])
        if journey is not None:
            return render(request, "public/journey.html", {"journey": journey})
        count_miss(request)
        form.add_error("code", NOT_FOUND)
    return render(request, "public/receipt.html", {"form": form}, status=status)


def too_many(request: HttpRequest) -> bool:
    """Return whether so many codes were tried from this address that it looks like guessing."""
    return int(cache.get(_key(request), 0)) >= MISSES


def count_miss(request: HttpRequest) -> None:
    """Count one code that nobody has. A slip of the finger is caught by the check character and is not counted."""
    key = _key(request)
    cache.add(key, 0, WAIT)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, WAIT)


def _key(request: HttpRequest) -> str:
    # The key cannot be turned back into the address.
    return f"receipt-misses:{key_for('ip', address_of(request))}"


def address_of(request: HttpRequest) -> str:
    """Return the visitor's network address: the proxy's word for it only where a proxy is trusted."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
