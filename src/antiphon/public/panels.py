"""A panel member's own pages, behind the signed link in each of their letters. No account, no script, and no name.

Whoever has the link is taken for the member: it goes to them alone. Opening a page changes nothing, since mail programs
open links by themselves; what changes something is a button.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.actors import Visitor
from antiphon.core.forms import Form, tried
from antiphon.panels import rules
from antiphon.panels.actions import asks, groups, members, payments
from antiphon.panels.models import Member
from antiphon.panels.queries import asks as asked
from antiphon.panels.queries import groups as sitting
from antiphon.panels.queries import panels as queries
from antiphon.public.panel_forms import AgendaForm, OwnNeedsForm

POSTED = ["GET", "HEAD", "POST"]


def _member(link: str, *, left_too: bool = False) -> Member:
    member = queries.member_by_link(link)
    if member is None or (member.left_at and not left_too):
        raise Http404
    return member


def _page(request: HttpRequest, name: str, member: Member, link: str, **said: Any) -> HttpResponse:
    large = "large_print" in member.access.formats
    response = render(request, f"public/panel/{name}.html", {"member": member, "panel": member.panel, "link": link,
                                                             "large": large, **said})  # fmt: skip
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def home(request: HttpRequest, link: str) -> HttpResponse:
    """Show a member what they were asked, their groups, what we offer them, and what we know of their needs."""
    member = _member(link, left_too=True)
    return _page(
        request, "home", member, link, invitations=list(asked.invitations_to(member)), seats=list(sitting.seats_held_by(member)),
        money=[(one, rules.pounds(one.pence)) for one in sitting.payments_to(member)], needs=member.access.lines,
        safeguarding=rules.SAFEGUARDING, done=DONE.get(request.GET.get("done", ""), ""),
    )  # fmt: skip


DONE = {
    "needs": "Thank you. We have changed what we know of your needs.", "yes": "Thank you. You said yes.",
    "no": "Thank you. You said no. That is fine.", "rest": "We will not invite you to anything for now.",
    "wake": "We may invite you again.", "money": "Thank you. We have your answer.",
}  # fmt: skip


@require_http_methods(POSTED)
def invitation(request: HttpRequest, link: str, invitation: int) -> HttpResponse:
    """Show what the member is asked, with two buttons of equal weight."""
    member = _member(link)
    found = asked.invitation_to(member, invitation)
    form = Form(request.POST if request.method == "POST" else None)
    said = request.POST.get("said")
    if request.method == "POST":
        form.is_valid()
        if said not in ("yes", "no"):
            form.add_error(None, "Choose yes or no")
        elif tried(form, lambda: asks.answer(found, yes=said == "yes", by=Visitor())):
            return redirect(f"{queries.path_of(member)}?done={said}")
    return _page(request, "invitation", member, link, invitation=found, ask=found.ask, form=form)


@require_http_methods(POSTED)
def leave(request: HttpRequest, link: str) -> HttpResponse:
    """Ask whether the member really wants to leave; a button does it, at once."""
    member = _member(link, left_too=True)
    if request.method == "POST" and not member.left_at:
        erase = request.POST.get("erase") == "yes"
        members.leave(member, erase=erase, by=Visitor())
        return render(request, "public/panel/left.html", {"panel": member.panel, "erased": erase})
    if member.left_at:
        return render(request, "public/panel/left.html", {"panel": member.panel, "erased": False})
    return _page(request, "leave", member, link)


@require_http_methods(["POST"])
def rest(request: HttpRequest, link: str) -> HttpResponse:
    """Be invited to nothing for now, or again."""
    member = _member(link)
    if member.resting_since:
        members.wake(member, by=Visitor())
        return redirect(f"{queries.path_of(member)}?done=wake")
    members.rest(member, by=Visitor())
    return redirect(f"{queries.path_of(member)}?done=rest")


@require_http_methods(POSTED)
def needs(request: HttpRequest, link: str) -> HttpResponse:
    """Let the member say what they need from us; it holds from the next letter on."""
    member = _member(link)
    now = member.access
    initial = {name: getattr(now, name) for name in ("way", "formats", "language", "support", "more")}
    form = OwnNeedsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = rules.Needs.read(form.cleaned_data)
        if tried(form, lambda: members.set_needs(member, needs=said, by=Visitor())):
            return redirect(f"{queries.path_of(member)}?done=needs")
    return _page(request, "needs", member, link, form=form)


@require_http_methods(POSTED)
def group(request: HttpRequest, link: str, group: int) -> HttpResponse:
    """Show a member their group: who decides what, the terms, the agenda, the decisions. They agree, and add items."""
    member = _member(link)
    seat = sitting.seat_held_by(member, group)
    agreed = sitting.agreed(seat.group)
    form = AgendaForm(request.POST if request.method == "POST" and "agree" not in request.POST else None)
    done = ""
    if "agree" in request.POST and agreed.terms is not None:
        terms = agreed.terms
        if request.POST["agree"] != str(terms.pk):
            done = "The terms have changed since you opened this page. Read the new ones first."
        else:
            groups.agree(seat, terms=terms, by=Visitor())
            done, agreed = "Thank you. You agreed to the terms.", sitting.agreed(seat.group)
    elif request.method == "POST" and form.is_valid() and tried(
        form, lambda: groups.add_item(seat, words=form.cleaned_data["words"], by=Visitor())
    ):
        form, done = AgendaForm(None), "Thank you. It is on the list, in your words."
    return _page(
        request, "group", member, link, group=seat.group, seat=seat, agreed=agreed, form=form, done=done,
        has_agreed=any(one.pk == seat.pk for one in agreed.yes), matters=list(sitting.matters_of(seat.group)),
        agenda=list(sitting.agenda_of(seat.group)), meetings=list(sitting.meetings_of(seat.group)),
        decisions=list(sitting.decisions_of(seat.group)), seats=list(sitting.seats_of(seat.group)),
        safeguarding=rules.SAFEGUARDING,
    )  # fmt: skip


@require_http_methods(POSTED)
def payment(request: HttpRequest, link: str, payment: int) -> HttpResponse:
    """Show an offer of money with the warning about benefits, and two buttons of equal weight."""
    member = _member(link, left_too=True)
    found = sitting.payment_to(member, payment)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        said = request.POST.get("said")
        if said not in ("yes", "no"):
            form.add_error(None, "Choose yes or no")
        elif tried(form, lambda: payments.answer_offer(found, yes=said == "yes", warned=True, by=Visitor())):
            return redirect(f"{queries.path_of(member)}?done=money")
    return _page(request, "payment", member, link, payment=found, amount=rules.pounds(found.pence), form=form,
                 no_pressure=rules.NO_PRESSURE, benefits=rules.BENEFITS)  # fmt: skip
