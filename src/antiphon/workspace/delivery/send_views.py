"""Screens: mailings, how each gets on, and starting, pausing, stopping and settling them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.delivery import actions, queries
from antiphon.network.access import holds
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.delivery import presenters
from antiphon.workspace.delivery.forms import ResolveForm

AT_ONCE = 25
DO = {
    "start": (actions.start, "The mailing has started."),
    "pause": (actions.pause, "The mailing is paused. What was going over the line ends; nothing more goes."),
    "resume": (actions.resume, "The mailing goes on. Nobody who has it gets it again."),
    "cancel": (actions.cancel, "The mailing is stopped for good."),
}


@require_safe
def sends(request: HttpRequest) -> HttpResponse:
    """Show the mailings of the person's organisations, the latest first."""
    me = person(request)
    if not holds(me, Permission.CASCADE_READ):
        raise PermissionDenied("Your role does not allow this. A communications officer or a director can see it.")
    page = Paginator(queries.sends_of(me), AT_ONCE).get_page(request.GET.get("page"))
    totals = queries.conservations(list(page))
    shown = [presenters.SendShown(send, totals[send.pk]) for send in page]
    return render(request, "workspace/delivery/sends.html", {"page": page, "shown": shown})


@require_safe
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mailing: its sum, how fast it goes and until when, its words, and what a person can do."""
    me = person(request)
    found = queries.send_for(me, pk)
    total = queries.conservation(found)
    return render(request, "workspace/delivery/send.html", {
        "send": found, "shown": presenters.SendShown(found, total), "stands": queries.standing(found, total.counts),
        "words": presenters.words_of(found), "may_run": queries.may_run(me, found), "may_resolve": queries.may_resolve(me, found),
    })  # fmt: skip


@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Start, pause, take up or stop a mailing."""
    me = person(request)
    found = queries.send_for(me, pk)
    step, done = DO[what]
    return press(request, lambda: step(found, by=me), done=done, to="workspace:delivery:send", pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def resolve_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a person what became of all messages of a mailing that nobody knows of."""
    me = person(request)
    found = queries.send_for(me, pk)
    if not queries.may_resolve(me, found):
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    count = queries.conservation(found).counts.get("unknown", 0)
    if not count and request.method != "POST":
        messages.info(request, "There is nothing to settle: what became of every message is known.")
        return redirect("workspace:delivery:send", pk=found.pk)
    form = ResolveForm(request.POST if request.method == "POST" else None, status="unknown")
    if attempt(request, form, lambda data: actions.resolve_unknown(found, outcome=data["outcome"], by=me),
               done=f"{presenters.counted(count)} settled."):  # fmt: skip
        return redirect("workspace:delivery:send", pk=found.pk)
    return render(request, "workspace/delivery/resolve_all.html", {"send": found, "count": count, "form": form})
