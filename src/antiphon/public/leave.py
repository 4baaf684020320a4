"""The link at the end of every message: stop such messages, or choose what we send. No account, no script, and no name.

Opening the page changes nothing, since mail programs and their scanners open links by themselves: a button does, or the
POST of a mail program's own button (RFC 8058). What is asked holds for every organisation, from the next message on.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from antiphon.audiences import actions, queries
from antiphon.core.actors import Visitor
from antiphon.core.forms import tried
from antiphon.delivery.models import Delivery
from antiphon.people.rules import CHANNELS, PURPOSES
from antiphon.public.leave_forms import ChooseForm

POSTED = require_http_methods(["GET", "HEAD", "POST"])
SAID = {"stop": "We have stopped these messages.", "all": "We have stopped everything, by every way.",
        "chosen": "We have kept what you chose."}  # fmt: skip


def _page(request: HttpRequest, name: str, link: str, letter: Delivery, **said: Any) -> HttpResponse:
    response = render(request, f"public/leave/{name}.html", {
        "link": link, "letter": letter, "what": PURPOSES[letter.purpose], "way": CHANNELS[letter.channel],
        "done": SAID.get(request.GET.get("done", ""), ""), **said,
    })  # fmt: skip
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # with no referrer at all, browsers send no origin, and forms are refused
    return response


def _letter(link: str) -> Delivery:
    found = queries.letter_behind(link)
    if found is None:
        raise Http404
    return found


@csrf_exempt  # a mail program has no cookie of ours; whoever has the link may use it, and nobody else has it
@POSTED
def leave(request: HttpRequest, link: str) -> HttpResponse:
    """Ask whether somebody wants these messages to stop; a button stops them, at once."""
    letter = _letter(link)
    if not queries.keys_behind(letter):
        return _page(request, "gone", link, letter)
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe") == "One-Click":
            actions.leave(letter, how="one_click", by=Visitor())
            return HttpResponse("Stopped.\n", content_type="text/plain; charset=utf-8")
        everything = request.POST.get("what") == "all"
        actions.leave(letter, everything=everything, by=Visitor())
        return redirect(f"/leave/{link}/?done={'all' if everything else 'stop'}")
    stopped = (letter.channel, letter.purpose) not in queries.wanted([letter.address_key])
    return _page(request, "leave", link, letter, stopped=stopped)


@POSTED
def choose(request: HttpRequest, link: str) -> HttpResponse:
    """Let somebody choose what we send them, and by which way."""
    letter = _letter(link)
    keys = queries.keys_behind(letter)
    if not keys:
        return _page(request, "gone", link, letter)
    form = ChooseForm(request.POST if request.method == "POST" else None, wanted=queries.wanted(keys))
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: actions.choose(keys, wanted=form.chosen(), channels=list(CHANNELS), by=Visitor())
    ):  # fmt: skip
        return redirect(f"/leave/{link}/choose/?done=chosen")
    return _page(request, "choose", link, letter, form=form)
