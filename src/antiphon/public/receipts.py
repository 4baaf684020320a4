"""Looking up a receipt: what became of what someone said; stopping messages about it; erasing it.

The code is sent by POST, so that no address holds it. Whoever holds it is taken for the sender: it is told to nobody else.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from antiphon.answers.queries import enquiries
from antiphon.core.actors import Visitor
from antiphon.core.sealing import key_for
from antiphon.decisions.queries import Journey, what_became_of_receipt
from antiphon.public.forms import ReceiptForm
from antiphon.voices import actions as voices

MISSES = 10  # well-formed codes that nobody has, before we ask the visitor to wait
WAIT = 10 * 60  # seconds
NOT_FOUND = (
    "We have no response with this code. Check it against your receipt. If it is right, contact us: we may have taken out "
    "the file that your response came in."
)
TOO_MANY = "You have tried many codes that we do not have. Wait ten minutes, then try again."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show the journey of that response, and never its words."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not too_many(request) and form.is_valid():
        asked = enquiries.by_receipt(form.cleaned_data["code"])  # somebody asked us, and took this page for the one to look
        if asked is not None:
            return render(request, "public/questions/journey.html", {"journey": enquiries.journey(asked)})
    journey = _found(request, form)
    return _show(request, journey) if journey else _ask(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ask whether the words are really to go, and erase them when the answer is yes."""
    if request.method != "POST":
        return redirect("public:receipt")
    form = ReceiptForm(request.POST)
    journey = _found(request, form)
    if journey is None:
        return _ask(request, form)
    if journey.erased_on is None and request.POST.get("sure") != "yes":
        return render(request, "public/erase.html", {"journey": journey})
    voices.erase_by_receipt(journey.receipt, by=Visitor())
    return _show(request, what_became_of_receipt(journey.receipt), done="Your words are erased.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Write no more to the sender about this engagement."""
    if request.method != "POST":
        return redirect("public:receipt")
    form = ReceiptForm(request.POST)
    journey = _found(request, form)
    if journey is None:
        return _ask(request, form)
    voices.stop_by_receipt(journey.receipt, by=Visitor())
    return _show(request, what_became_of_receipt(journey.receipt), done="We will not write to you about this.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Change what may be done with the words: quote them, use them again in other work."""
    if request.method != "POST":
        return redirect("public:receipt")
    form = ReceiptForm(request.POST)
    journey = _found(request, form)
    if journey is None:
        return _ask(request, form)
    quote, reuse = request.POST.get("may_quote") == "on", request.POST.get("may_reuse") == "on"
    voices.change_consent(journey.receipt, may_quote=quote, may_reuse=reuse, by=Visitor())
    return _show(request, what_became_of_receipt(journey.receipt), done="Your choice is saved.")


def _found(request: HttpRequest, form: ReceiptForm) -> Journey | None:
    """Return the journey of the code that was sent, or None with the reason on the form. Codes that miss are counted."""
    if request.method == "POST" and too_many(request):
        form.add_error("code", TOO_MANY)
        return None
    if not form.is_valid():
        return None
    journey = what_became_of_receipt(form.cleaned_data["code"])
    if journey is None:
        count_miss(request)
        form.add_error("code", NOT_FOUND)
    return journey


def _ask(request: HttpRequest, form: ReceiptForm) -> HttpResponse:
    waits = form.is_bound and TOO_MANY in form.errors.get("code", [])
    return render(request, "public/receipt.html", {"form": form}, status=429 if waits else 200)


def _show(request: HttpRequest, journey: Journey | None, *, done: str = "") -> HttpResponse:
    return render(request, "public/journey.html", {"journey": journey, "done": done, "kept": journey.kept_for if journey else ""})


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
