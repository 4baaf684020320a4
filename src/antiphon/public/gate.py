"""The gate before the form: who may answer, where not everyone may. No account, no script, and nothing written is lost.

The form asks `passed(request, engagement)`; without a pass it hands over to `ask`, and whatever was already written
goes along in the page until the gate is open. The pass is a signed cookie for a few hours. It uses nothing up: that
happens when the answer is taken (`trust.actions.use`). What is wrong with a code is never told, and looking one up
takes the same work for each.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.actors import Visitor
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import public_engagement
from antiphon.engagement.rules import Phase
from antiphon.public.carried import carried, going_along
from antiphon.public.gate_forms import AddressForm, CodeForm, DigitsForm
from antiphon.public.receipts import address_of
from antiphon.trust import actions as trust
from antiphon.trust import queries, rules
from antiphon.trust.queries import Entry
from antiphon.voices.intake import SlowDown

PASS = "way-in"
SALT = "antiphon.public.gate"
WAITED = "antiphon.public.waited"
WAIT = 15  # seconds on the slow-down page
TRIES, LETTERS, MINUTES = 100, 30, 10  # from one network; a hospital is one network
TOO_MANY = "Many codes that do not open the form came from your network. Wait ten minutes, then try again."
TOO_MANY_LETTERS = "Many codes were asked for from your network. Wait ten minutes, then try again."


def passed(request: HttpRequest, engagement: Engagement) -> Entry | None:
    """Return how this visitor got in, or None when they must come through the gate first. No query for an open one."""
    if engagement.trust == Engagement.Trust.OPEN:
        return Entry(str(engagement.trust))
    cookie = request.get_signed_cookie(PASS, default="", salt=f"{SALT}:{engagement.pk}", max_age=rules.PASS_LASTS)
    level, _, row = str(cookie).partition(":")
    if level != engagement.trust or not row.isdigit():
        return None
    entry = Entry(level, int(row))
    return entry if queries.still_opens(engagement, entry) else None


def came(request: HttpRequest, engagement: Engagement, entry: Entry) -> dict[str, Any]:
    """Return what `voices.actions.receive` is told of how an answer came: the way in, and a digest of the network."""
    key = queries.network_key(engagement, address_of(request))
    return {"entry": entry, "network_key": key, "waited": _waited(request, engagement)}


def ask(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Send a visitor to the gate; what they had written goes along."""
    if request.method != "POST":
        return redirect("public:enter", slug=engagement.slug)
    said = "Your way in is not open any more. What you wrote is still here." if engagement.trust != "open" else ""
    return _page(request, engagement, _form(engagement), kept=carried(request), said=said)


def slow_down(request: HttpRequest, engagement: Engagement, problem: SlowDown) -> HttpResponse:
    """Ask somebody to wait a moment; what they wrote is in the page, and goes when they press the button."""
    kept = carried(request, without=("waited",))
    if not problem.too_much:
        kept.append(("waited", signing.dumps(engagement.pk, salt=WAITED)))
    answer = render(request, "public/slow_down.html", {
        "engagement": engagement, "kept": kept, "too_much": problem.too_much, "wait": WAIT, "action": request.path,
    }, status=429)  # fmt: skip
    answer["Retry-After"] = str(600 if problem.too_much else WAIT)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the code, or for an address to send one to; let in who has it."""
    engagement = public_engagement(slug)
    if engagement.trust == Engagement.Trust.OPEN or engagement.phase is not Phase.OPEN:
        return redirect("public:take_part", slug=slug)
    kept = going_along(request)
    if request.method != "POST" or engagement.trust == Engagement.Trust.INVITED:
        return _page(request, engagement, _form(engagement), kept=kept)
    if engagement.trust == Engagement.Trust.CODE:
        return _by_code(request, engagement, kept)
    return _by_address(request, engagement, kept)


@never_cache
@require_safe
def invited(request: HttpRequest, slug: str, link: str) -> HttpResponse:
    """Follow an invitation's link. Looking uses nothing up: mail programs look at links before people do."""
    engagement = public_engagement(slug)
    if engagement.trust != Engagement.Trust.INVITED or engagement.phase is not Phase.OPEN:
        return redirect("public:engagement", slug=slug)
    if _too_many(request, engagement, "tries", TRIES):
        return _page(request, engagement, None, said=TOO_MANY, status=429)
    entry = queries.entry_by_link(engagement, link)
    if entry is None:
        _count(request, engagement, "tries")
        return _page(request, engagement, None, said="This link has been used for an answer, or was taken back, or is not whole.")
    return _let_in(redirect("public:take_part", slug=slug), engagement, entry)


def _by_code(request: HttpRequest, engagement: Engagement, kept: list[tuple[str, str]]) -> HttpResponse:
    form = CodeForm(request.POST)
    if _too_many(request, engagement, "tries", TRIES):
        form.add_error("code", TOO_MANY)
        return _page(request, engagement, form, kept=kept, status=429)
    if form.is_valid():
        entry = queries.entry_by_code(engagement, form.cleaned_data["code"])
        if entry:
            return _in(request, engagement, entry, kept)
        if rules.read_code(form.cleaned_data["code"]):  # a slip of the finger costs nothing; a guess is counted
            _count(request, engagement, "tries")
        form.add_error("code", trust.NOT_RIGHT)
    return _page(request, engagement, form, kept=kept)


def _by_address(request: HttpRequest, engagement: Engagement, kept: list[tuple[str, str]]) -> HttpResponse:
    """Step one: an address, and six digits go to it. Step two: the digits. The address travels in the page alone."""
    typing_digits = "digits" in request.POST and request.POST.get("again") != "yes"
    first = AddressForm(request.POST)
    if not first.is_valid():
        return _page(request, engagement, first, kept=kept)
    email = first.cleaned_data["email"]
    if not typing_digits:
        if _too_many(request, engagement, "letters", LETTERS):
            first.add_error("email", TOO_MANY_LETTERS)
            return _page(request, engagement, first, kept=kept, status=429)
        _count(request, engagement, "letters")
        try:
            trust.send_digits(engagement, email=email, by=Visitor())
        except Refused as problem:
            first.add_error("email", " ".join(problem.reasons))
            return _page(request, engagement, first, kept=kept)
        return _page(request, engagement, DigitsForm(), kept=kept, email=email)
    second = DigitsForm(request.POST)
    if _too_many(request, engagement, "tries", TRIES):
        second.add_error("digits", TOO_MANY)
        return _page(request, engagement, second, kept=kept, email=email, status=429)
    if second.is_valid():
        entry = trust.check_digits(engagement, email=email, typed=second.cleaned_data["digits"], by=Visitor())
        if entry:
            return _in(request, engagement, entry, kept)
        _count(request, engagement, "tries")
        second.add_error("digits", trust.DIGITS_WRONG)
    return _page(request, engagement, second, kept=kept, email=email)


def _form(engagement: Engagement) -> Any:
    if engagement.trust == Engagement.Trust.INVITED:
        return None
    return AddressForm() if engagement.trust == Engagement.Trust.VERIFIED else CodeForm()


def _page(
    request: HttpRequest, engagement: Engagement, form: Any, *, kept: Any = (), email: str = "", said: str = "", status: int = 200
) -> HttpResponse:
    page = {"engagement": engagement, "form": form, "kept": kept, "email": email, "said": said}
    return render(request, "public/enter.html", page, status=status)


def _in(request: HttpRequest, engagement: Engagement, entry: Entry, kept: list[tuple[str, str]]) -> HttpResponse:
    """Open the gate: on to the form, or back to what was written, ready to be sent."""
    if not kept:
        return _let_in(redirect("public:take_part", slug=engagement.slug), engagement, entry)
    return _let_in(render(request, "public/resume.html", {"engagement": engagement, "kept": kept}), engagement, entry)


def _let_in(answer: HttpResponse, engagement: Engagement, entry: Entry) -> HttpResponse:
    answer.set_signed_cookie(
        PASS, f"{entry.trust}:{entry.row}", salt=f"{SALT}:{engagement.pk}", max_age=rules.PASS_LASTS,
        path=reverse("public:engagement", kwargs={"slug": engagement.slug}), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


def _waited(request: HttpRequest, engagement: Engagement) -> bool:
    """Return whether the slow-down page was shown and waited out."""
    token = str(request.POST.get("waited", ""))
    try:
        right = signing.loads(token, salt=WAITED, max_age=60 * 60) == engagement.pk
    except signing.BadSignature:
        return False
    try:
        signing.loads(token, salt=WAITED, max_age=WAIT)
    except signing.SignatureExpired:
        return bool(right)
    return False


def _key(request: HttpRequest, engagement: Engagement, what: str) -> str:
    return f"gate-{what}:{queries.network_key(engagement, address_of(request))}"


def _too_many(request: HttpRequest, engagement: Engagement, what: str, most: int) -> bool:
    return int(cache.get(_key(request, engagement, what), 0)) >= most


def _count(request: HttpRequest, engagement: Engagement, what: str) -> None:
    key = _key(request, engagement, what)
    cache.add(key, 0, MINUTES * 60)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, MINUTES * 60)
