"""Pages for when something is wrong: what happened, and what to do."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from antiphon.public.carried import carried


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    page = PROBLEMS[400]
    for kind, words in TOO_MUCH.items():
        if isinstance(exception, kind):
            page = {"title": "That is more than we can take at once", "words": [words, STILL_THERE]}
    return render(request, "core/problem.html", page, status=400)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its guard against misuse: it was open for long, sent twice, or the browser takes no cookies.

    What was written is in the page, ready to be sent again.
    """
    try:
        kept = [] if request.path.startswith(NEVER_CARRIED) else carried(request)
    except Exception:  # the body itself cannot be read
        kept = []
    return render(request, "core/expired.html", {"kept": kept, "to": request.get_full_path()}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = str(exception) if exception.args else ""
    return render(request, "core/problem.html", {**PROBLEMS[403], "said": said}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    page = PROBLEMS[404]
    if request.path.startswith("/workspace/"):
        page = {**page, "words": [*page["words"], NO_ACCESS], "home": {"href": "/workspace/", "text": "Go to my work"}}
    return render(request, "core/problem.html", page, status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "core/problem.html", PROBLEMS[429], status=429)


def broken(request: HttpRequest) -> HttpResponse:
    try:
        if _was_interrupted(request):
            page = {"kept": carried(request), "to": request.get_full_path()}
            return render(request, "core/interrupted.html", page, status=503)
        return render(request, "core/problem.html", PROBLEMS[500], status=500)
    except Exception:  # the page itself may be what is broken; say so with nothing that can fail
        return HttpResponseServerError(render_to_string("core/broken.txt"), content_type="text/plain; charset=utf-8")


def _was_interrupted(request: HttpRequest) -> bool:
    """Return whether the database went away while the public form was taken: it may be pressed again, and is taken once."""
    lost = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return lost and request.method == "POST" and request.path.startswith(TAKEN_ONCE)


TAKEN_ONCE = ("/engagements/",)  # forms with an id of their own, so that sending one again does nothing twice
NEVER_CARRIED = ("/account/", "/cms/")  # no password is ever written into a page
STILL_THERE = "Go back in your browser: what you wrote is still there. Make it shorter, or send it in parts. Nothing was changed."
TOO_MUCH: dict[type[Exception], str] = {
    RequestDataTooBig: "We can take about 5 million letters in one form. For files, each page says how big they may be.",
    TooManyFieldsSent: "The form has more boxes than any of our pages.",
    TooManyFilesSent: "These are more files than we can take at once.",
}
NO_ACCESS = "You may also have no access to it. If you think that you should have, ask the person who leads the work."

PROBLEMS: dict[int, dict[str, Any]] = {
    400: {"title": "There is a problem with what was sent", "words": [
        "Go back and try again. Nothing was changed."]},
    403: {"title": "You cannot do this", "words": ["You are signed in, but your role does not allow it. Nothing was changed."]},
    404: {"title": "Page not found", "words": [
        "If you typed the address, check that it is right.",
        "If you pasted it, check that you copied all of it."]},
    429: {"title": "There were too many attempts", "words": [
        "To keep accounts safe, we wait a little after several attempts. Try again in five minutes.",
        "If you have forgotten your password, you can choose a new one from the sign-in page."]},
    500: {"title": "Sorry, there is a problem with the service", "words": [
        "Try again in a few minutes. If you were sending something, it may not have been saved."]},
}  # fmt: skip
