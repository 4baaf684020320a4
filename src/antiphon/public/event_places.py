"""Pages behind the own link of somebody who asked for a place: saying yes, giving up, needs, feedback and the forum.

Whoever has the link is taken for the person. Opening a page changes nothing, since mail programs open links by themselves;
what changes something is a button.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.actors import Visitor
from antiphon.core.forms import tried
from antiphon.core.problems import Refused
from antiphon.events.actions import feedback, forum, places
from antiphon.events.models import Place
from antiphon.events.queries import events as planned
from antiphon.events.queries import forum as threads
from antiphon.events.queries import places as held
from antiphon.public.event_forms import NeedsForm, ReportForm, SayForm, ThoughtForm
from antiphon.public.events import as_calendar

POSTED = require_http_methods(["GET", "HEAD", "POST"])
BY = Visitor()
DONE = {"yes": "Thank you. You have a place.", "waits": "Thank you. You are on the waiting list.",
        "needs": "Thank you. We have what you need, and arrange it.", "answered": "Thank you for your answers.",
        "said": "Thank you. The moderator reads it first.", "reported": "Thank you. The moderator looks at it."}  # fmt: skip


def _page(request: HttpRequest, name: str, place: Place, link: str, **said: Any) -> HttpResponse:
    done = DONE.get(request.GET.get("done", ""), "")
    page = {"place": place, "event": place.event, "link": link, "done": done, **said}
    response = render(request, f"public/events/{name}.html", page)
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response


def _place(link: str, *, coming: bool = False) -> Place:
    found = held.place_by_link(link)
    if found is None or (coming and found.status != Place.Status.COMING):
        raise Http404
    return found


def _back(place: Place, done: str, *, to: str = "") -> HttpResponse:
    return redirect(f"{held.path_of(place)}{to}?done={done}")


@require_safe
def own(request: HttpRequest, link: str) -> HttpResponse:
    """Show somebody their place: how to join, what they need, and what they can do."""
    place = _place(link)
    event = place.event
    coming = place.status == Place.Status.COMING
    return _page(
        request, "own", place, link, needs=held.needs_of(place), first=held.before(place) if place.status == "waiting" else 0,
        joining=event.joining if coming and not event.over and not event.cancelled_at else "",
        materials=list(planned.materials_of(event, public=True)) if coming else [],
        questions=coming and event.over and not place.fed_back and event.questions.exists(),
    )  # fmt: skip


@require_POST
def say_yes(request: HttpRequest, link: str) -> HttpResponse:
    """Confirm that somebody wants their place."""
    place = _place(link)
    try:
        place = places.say_yes(place, by=BY)
    except Refused as problem:
        return _page(request, "refused", place, link, reasons=problem.reasons)
    return _back(place, "waits" if place.status == Place.Status.WAITING else "yes")


@POSTED
def give_up(request: HttpRequest, link: str) -> HttpResponse:
    """Ask whether somebody really gives up their place; a button does it, and forgets them if they want."""
    place = _place(link)
    if request.method == "POST":
        if request.POST.get("forget") == "yes":
            places.forget(place, by=BY)
            return _page(request, "given_up", place, link, forgotten=True)
        return _page(request, "given_up", places.give_up(place, by=BY), link, forgotten=False)
    return _page(request, "give_up", place, link)


@POSTED
def needs(request: HttpRequest, link: str) -> HttpResponse:
    """Say what somebody needs so that they can take part."""
    place = _place(link)
    form = NeedsForm(
        request.POST if request.method == "POST" else None, initial={"needs": place.needs, "needs_words": place.needs_words}
    )
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: places.change_needs(place, by=BY, **form.cleaned_data)
    ):
        return _back(place, "needs")
    return _page(request, "needs", place, link, form=form)


@require_safe
def own_calendar(request: HttpRequest, link: str) -> HttpResponse:
    """Hand out the event as a calendar file, with how to join for somebody who has a place."""
    place = _place(link)
    coming = place.status == Place.Status.COMING
    entry = planned.entry_of(place.event, path=held.path_of(place), own=coming)
    return as_calendar([entry], place.event.title, f"event-{place.event_id}", own=True)


@POSTED
def thoughts(request: HttpRequest, link: str) -> HttpResponse:
    """Take what somebody thought of the event, once, apart from who they are."""
    place = _place(link, coming=True)
    if not place.event.over:
        raise Http404
    form = ThoughtForm(request.POST if request.method == "POST" else None, questions=place.event.questions.all())
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: feedback.answer(place, answers=form.answers(), by=BY)
    ):
        return _back(place, "answered")
    return _page(request, "thoughts", place, link, form=form)


@POSTED
def talk(request: HttpRequest, link: str) -> HttpResponse:
    """Show the forum, found words in it, and take what somebody says."""
    place = _place(link, coming=True)
    if not place.event.forum_opened_at:
        raise Http404
    wanted = request.GET.get("words", "").strip()[:200]
    form = SayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: forum.post_as_guest(place, words=form.cleaned_data["words"], by=BY)
    ):
        return _back(place, "said", to="forum/")
    return _page(
        request, "forum", place, link, form=form, wanted=wanted, threads=threads.threads(place.event) if not wanted else [],
        found=[(post, threads.author_of(post)) for post in threads.search(place.event, wanted)] if wanted else [],
    )  # fmt: skip


@POSTED
def reply(request: HttpRequest, link: str, post: int) -> HttpResponse:
    """Answer a post."""
    place = _place(link, coming=True)
    found = threads.shown_post(place.event, post)
    form = SayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: forum.post_as_guest(place, words=form.cleaned_data["words"], parent=found, by=BY)
    ):
        return _back(place, "said", to="forum/")
    return _page(request, "reply", place, link, form=form, post=found, author=threads.author_of(found), title="Answer")


@POSTED
def report(request: HttpRequest, link: str, post: int) -> HttpResponse:
    """Tell the moderator that a post should not stand there."""
    place = _place(link, coming=True)
    found = threads.shown_post(place.event, post)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and tried(
        form, lambda: forum.report(found, words=form.cleaned_data["words"], place=place, by=BY)
    ):
        return _back(place, "reported", to="forum/")
    return _page(request, "reply", place, link, form=form, post=found, author=threads.author_of(found), title="Report this post")
