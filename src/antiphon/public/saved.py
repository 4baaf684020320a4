"""Coming back to answers that were not sent: the page with the code, the link by e-mail, and the door back in."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.core.sealing import key_for
from antiphon.engagement import queries as engagements
from antiphon.engagement.models import Engagement
from antiphon.engagement.rules import Phase
from antiphon.public.forms import ComeBackForm, LinkForm
from antiphon.public.receipts import address_of as network_address
from antiphon.public.receipts import count_miss, too_many
from antiphon.voices import actions as voices
from antiphon.voices import journeys
from antiphon.voices.journeys import Kept

COOKIE = "answers"
SALT = "antiphon.public.answers"
GONE = "Nothing is kept under this code. The answers were sent, or their time is over."
WAIT = "Too many codes were tried from here. Wait ten minutes, then try again."
A_DAY = 60 * 60 * 24
MOST_LINKS_TO_ONE, MOST_LINKS_FROM_ONE = 3, 60  # in a day: to one address, and from one network (a hospital has one)


def kept_of(request: HttpRequest, engagement: Engagement) -> Kept | None:
    """Return the answers that this browser has begun here, or None."""
    code = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    found = journeys.kept(code) if code else None
    return found if found and found.engagement.pk == engagement.pk else None


def remember[Answer: HttpResponse](answer: Answer, kept: Kept | None) -> Answer:
    """Let this browser find its answers again until it is closed. Only the pages of this engagement are sent the cookie."""
    if kept is not None:
        answer.set_signed_cookie(
            COOKIE, kept.code, salt=SALT, path=_path(kept.engagement), httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer


def forget[Answer: HttpResponse](kept: Kept | None, answer: Answer, engagement: Engagement) -> Answer:
    """Delete the answers that were kept, and the cookie."""
    if kept is not None:
        voices.let_go(kept, by=Visitor())
        answer.delete_cookie(COOKIE, path=_path(engagement), samesite="Lax")
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the code to come back with; write once to an address with the link."""
    engagement = engagements.public_engagement(slug)
    kept = kept_of(request, engagement)
    if kept is None or not kept.stays:
        return redirect("public:engagement", slug=slug)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _may_write(request, form.cleaned_data["email"])
            voices.send_link(kept, email=form.cleaned_data["email"], by=Visitor())
            return redirect("public:saved", slug=slug)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("email", reason)
    page = {"engagement": engagement, "kept": kept, "form": form, "go_on": _go_on(kept)}
    return render(request, "public/saved.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Take a code and open the form where the person left it."""
    form = ComeBackForm(request.POST or None)
    waits = request.method == "POST" and too_many(request)
    if waits:
        form.add_error(None, WAIT)
    elif request.method == "POST" and form.is_valid():
        answer = _opened(request, form.cleaned_data["code"])
        if answer is not None:
            return answer
        form.add_error("code", GONE)
    return render(request, "public/come_back.html", {"form": form}, status=429 if waits else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Take the link of a message: the same as typing its code."""
    answer = None if too_many(request) else _opened(request, code)
    if answer is not None:
        return answer
    form = ComeBackForm({"code": code})
    if form.is_valid():
        form.add_error("code", GONE)
    return render(request, "public/come_back.html", {"form": form}, status=200)


@require_POST
def forget_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete what was saved, at once, because the person says so."""
    engagement = engagements.public_engagement(slug)
    return forget(kept_of(request, engagement), redirect("public:engagement", slug=slug), engagement)


def _opened(request: HttpRequest, code: str) -> HttpResponse | None:
    kept = journeys.kept(code)
    if kept is None:
        count_miss(request)
        return None
    if kept.engagement.phase is not Phase.OPEN:
        return redirect("public:engagement", slug=kept.engagement.slug)
    return remember(redirect(_go_on(kept)), kept)


def _go_on(kept: Kept) -> str:
    twins = {twin.pk: twin.key for twin in engagements.published_twins(kept.engagement)} if kept.twin else {}
    slug, twin = kept.engagement.slug, twins.get(kept.twin or 0)
    address = reverse("public:take_part_in", args=[slug, twin]) if twin else reverse("public:take_part", args=[slug])
    return f"{address}?page={kept.step}" if kept.step else address


def _path(engagement: Engagement) -> str:
    return reverse("public:engagement", args=[engagement.slug])


def _may_write(request: HttpRequest, email: str) -> None:
    """Raise when this address, or this network, was written to so often today that somebody may be playing with it."""
    limits = ((f"links-to:{key_for('email', email)}", MOST_LINKS_TO_ONE),
              (f"links-from:{key_for('ip', network_address(request))}", MOST_LINKS_FROM_ONE))  # fmt: skip
    if any(int(cache.get(key, 0)) >= most for key, most in limits):
        raise Refused("We have written to this address, or from this network, often today. Write down the code instead.")
    for key, _ in limits:
        cache.add(key, 0, A_DAY)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, A_DAY)
