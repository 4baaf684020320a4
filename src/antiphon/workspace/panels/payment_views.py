"""Screens of money: what was offered, wanted and paid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.forms import Form
from antiphon.network.roles import Permission
from antiphon.panels import rules
from antiphon.panels.actions import payments as actions
from antiphon.panels.queries import groups as queries
from antiphon.panels.queries import panels
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.panels import forms, presenters
from antiphon.workspace.panels.screens import form_page, page, sent


@require_safe
def payments(request: HttpRequest, panel: int) -> HttpResponse:
    """List every offer of a panel, and what they come to."""
    found = panels.panel_for(person(request), panel, Permission.PANEL_MANAGE)
    return page(request, "payments", {
        "panel": found, "rows": presenters.money(queries.payments_of(found)[:500]), "totals": presenters.totals(found),
        "colours": presenters.MONEY_COLOURS,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, member: int) -> HttpResponse:
    """Offer money to a member."""
    found = panels.member_for(person(request), member)
    listed = panels.with_names([found])[0]
    form = forms.OfferForm(sent(request), groups=[seat.group for seat in queries.seats_held_by(found)])
    if attempt(request, form, lambda said: actions.offer(
        found, kind=said["kind"], what_for=said["what_for"], pence=said["amount"], group=form.groups.get(said["group"]),
        by=person(request),
    ), done="The offer is on its way."):  # fmt: skip
        return redirect("workspace:panels:member", member)
    return form_page(request, form, title=f"Offer money to {listed.name}", button="Send the offer", panel=found.panel, intro=[
        "They get one letter in their own way, with this and nothing else:", rules.NO_PRESSURE, rules.BENEFITS,
    ])  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, payment: int) -> HttpResponse:
    """Show one offer; write down what a member said of it, or the day it was paid."""
    found = queries.payment_for(person(request), payment)
    row = presenters.money([found])[0]
    paying, answering = found.status == "accepted", found.status in ("offered", "declined")
    paid = forms.PaidForm(sent(request) if "pay" in request.POST else None)
    said = forms.SaidForm(sent(request) if "say" in request.POST else None)
    if "pay" in request.POST and attempt(
        request, paid, lambda words: actions.record_paid(found, by=person(request), **words),
        done="Written down. The member sees the day.",
    ):  # fmt: skip
        return redirect("workspace:panels:payments", found.member.panel_id)
    if "say" in request.POST and attempt(
        request, said, lambda words: actions.answer_offer(
            found, yes=words["yes"] == "yes", warned=words["warned"], by=person(request)
        ), done="Written down.",
    ):  # fmt: skip
        return redirect("workspace:panels:payment", payment)
    return page(request, "payment", {
        **row, "panel": found.member.panel, "paying": paying, "answering": answering, "paid": paid, "said": said,
        "form": paid if paid.is_bound else said if said.is_bound else Form(), "benefits": rules.BENEFITS,
        "colours": presenters.MONEY_COLOURS,
    })  # fmt: skip
