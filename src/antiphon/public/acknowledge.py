"""Pages behind the signed link of whoever leads a hop of a cascade: no account, no script.

Whoever has the link is taken for the lead: it goes to them alone. Opening a page changes nothing, since mail programs open
links by themselves; what changes something is a button.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.cascades import actions, rules
from antiphon.cascades.models import Lead
from antiphon.cascades.queries import links, replies, words
from antiphon.core.actors import Visitor
from antiphon.core.forms import Form, tried
from antiphon.core.problems import Refused
from antiphon.public.acknowledge_forms import CannotForm, ForwardForm, ReplyForm, ReportForm

POSTED = require_http_methods(["GET", "HEAD", "POST"])
DONE = {
    "acknowledged": "Thank you. We know that you have it.", "passed": "Thank you. We know that you passed it on.",
    "reported": "Thank you. We have your number.", "forwarded": "They have a letter with a link of their own.",
    "cannot": "Thank you for telling us. You can change your mind on this page.", "answered": "Thank you. We have your answer.",
    "heard": "Thank you. We know that you have this.",
}  # fmt: skip


def _page(request: HttpRequest, name: str, lead: Lead, link: str, **said: Any) -> HttpResponse:
    hop, cascade = lead.hop, lead.hop.cascade
    until = cascade.version.pack.embargo_until
    response = render(request, f"public/acknowledge/{name}.html", {
        "done": DONE.get(request.GET.get("done", ""), ""), "lead": lead, "hop": hop, "cascade": cascade, "link": link,
        "embargo": until if until and until > timezone.now() else None, "running": cascade.status == "running",
        "may": lambda verb: rules.allowed(hop.state, verb), **said,
    })  # fmt: skip
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response


def _lead(link: str) -> Lead:
    found = links.lead_by_link(link)
    if found is None or found.hop.state == "planned":
        raise Http404
    return found


@POSTED
def announcement(request: HttpRequest, link: str) -> HttpResponse:
    """Show a lead that there is an announcement; once they pressed “Open”, its words and what they can do."""
    lead = _lead(link)
    hop, cascade = lead.hop, lead.hop.cascade
    if cascade.status == "recalled":
        return _page(request, "recalled", lead, link)
    if cascade.status == "replaced":
        return _page(request, "replaced", lead, link, newer=links.newer_path(lead))
    if request.method == "POST":
        return _do(request, lead, link, lambda: actions.see(hop, by=Visitor()))
    if hop.seen_at is None and hop.acknowledged_at is None:
        return _page(request, "closed", lead, link)
    return _words(request, lead, link)


def _words(request: HttpRequest, lead: Lead, link: str, problem: str = "", form: Form | None = None) -> HttpResponse:
    hop, cascade = lead.hop, lead.hop.cascade
    return _page(
        request, "announcement", lead, link, problem=problem, shown=words.shown(cascade, hop), form=form or ReplyForm(None),
        version=cascade.version, facts=list(cascade.version.facts.all()), assets=list(cascade.version.assets.all()),
        answers=list(replies.replies_from(hop)), declared=list(hop.declared.all()),
    )  # fmt: skip


def _do(request: HttpRequest, lead: Lead, link: str, do: Callable[[], object], done: str = "") -> HttpResponse:
    try:
        do()
    except Refused as problem:
        return _words(request, lead, link, problem=" ".join(problem.reasons))
    return redirect(f"/cascade/{link}/{f'?done={done}' if done else ''}")


@require_POST
def acknowledge(request: HttpRequest, link: str) -> HttpResponse:
    """Take a lead's word that they have it."""
    lead = _lead(link)
    return _do(request, lead, link, lambda: actions.acknowledge(lead.hop, part=lead.part, by=Visitor()), "acknowledged")


@require_POST
def passed_on(request: HttpRequest, link: str) -> HttpResponse:
    """Take a lead's word that they passed it on."""
    lead = _lead(link)
    return _do(request, lead, link, lambda: actions.pass_on(lead.hop, by=Visitor()), "passed")


@require_POST
def heard(request: HttpRequest, link: str) -> HttpResponse:
    """Take a lead's word that they have the recall."""
    lead = _lead(link)
    return _do(request, lead, link, lambda: actions.hear(lead.hop, by=Visitor()), "heard")


@POSTED
def cannot(request: HttpRequest, link: str) -> HttpResponse:
    """Take a lead's word that they do not pass it on."""
    lead = _lead(link)
    form = CannotForm(request.POST if request.method == "POST" else None)

    def say() -> None:
        act = actions.decline if form.cleaned_data["what"] == "declined" else actions.not_for_us
        act(lead.hop, reason=form.cleaned_data["reason"], by=Visitor())

    if request.method == "POST" and form.is_valid() and tried(form, say):
        return redirect(f"/cascade/{link}/?done=cannot")
    return _page(request, "form", lead, link, form=form, title="You cannot pass it on?", button="Send")


@POSTED
def forward(request: HttpRequest, link: str) -> HttpResponse:
    """Pass it to another group, which gets a link of its own."""
    lead = _lead(link)
    form = ForwardForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: actions.forward(lead.hop, by=Visitor(), **form.cleaned_data))
    ):
        return redirect(f"/cascade/{link}/?done=forwarded")
    return _page(request, "form", lead, link, form=form, title="Pass it to another group", button="Send them the link")


@POSTED
def report(request: HttpRequest, link: str) -> HttpResponse:
    """Take a lead's word on whom they reached."""
    lead = _lead(link)
    form = ReportForm(request.POST if request.method == "POST" else None)

    def say() -> None:
        actions.declare(actions.report(lead.hop, by=Visitor()), by=Visitor(), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and tried(form, say):
        return redirect(f"/cascade/{link}/?done=reported")
    return _page(request, "form", lead, link, form=form, title="Whom did you reach?", button="Send",
                 intro="Posters, screens and the like. We show it as an estimate, apart from what we count.")  # fmt: skip


@require_POST
def reply(request: HttpRequest, link: str) -> HttpResponse:
    """Take an answer to the question that came with the announcement."""
    lead = _lead(link)
    form = ReplyForm(request.POST)
    if form.is_valid() and tried(form, lambda: actions.reply(lead.hop, words=form.cleaned_data["words"], by=Visitor())):
        return redirect(f"/cascade/{link}/?done=answered")
    return _words(request, lead, link, form=form)


@require_safe
def file(request: HttpRequest, link: str, asset: int) -> HttpResponse:
    """Hand out one file of the announcement to its lead, who has opened it."""
    lead = _lead(link)
    cascade = lead.hop.cascade
    if cascade.status != "running" or (lead.hop.seen_at is None and lead.hop.acknowledged_at is None):
        raise Http404
    found = links.asset_of(lead, asset)
    if found is None or found.file is None or not found.usable:
        raise Http404
    response = HttpResponse(bytes(found.file.content), content_type=found.file.media_type)
    kind = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}[found.file.media_type]
    response["Content-Disposition"] = f'attachment; filename="file-{found.pk}.{kind}"'
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response
