"""Screens of partners: who is in, who signs for each, asking them, and a partner that withdraws."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.narrative.actions import signing as actions
from antiphon.narrative.queries import signing, writing
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.narrative import forms, presenters
from antiphon.workspace.narrative.screens import HOME, NOT_YOURS, POSTED, find, form_page, page, sent

PARTNERS = "workspace:narrative:partners"


@require_safe
def partners(request: HttpRequest, narrative: str) -> HttpResponse:
    """Show every partner, who signs for it, and where it stands to each part."""
    return page(request, "partners", **presenters.partners(find(request, narrative), person(request)))


@require_http_methods(POSTED)
def add(request: HttpRequest, narrative: str) -> HttpResponse:
    """Let an organisation in."""
    found = find(request, narrative, run=True)
    form = forms.PartnerForm(sent(request), organisations=writing.could_join(found))
    if attempt(request, form, lambda said: actions.add_partner(found, by=person(request), **said), done="The partner is in."):
        return redirect(PARTNERS, narrative)
    return form_page(request, form, title="Add a partner", button="Add it", narrative=found)


@require_http_methods(POSTED)
def name(request: HttpRequest, narrative: str, partner: int) -> HttpResponse:
    """Name who signs for a partner, or the deputy."""
    found = find(request, narrative)
    one = writing.partner_in(found, partner)
    if not signing.may_name_for(person(request), one):
        raise PermissionDenied(NOT_YOURS)
    form = forms.SignatoryForm(sent(request), people=signing.who_could_sign(one))
    if attempt(request, form, lambda said: actions.name_signatory(one, by=person(request), **said), done="Saved."):
        return redirect(PARTNERS, narrative)
    intro = [] if form.people else [
        f"Nobody at {one} can sign yet. They need an account with the role of director or decision maker there."
    ]  # fmt: skip
    return form_page(request, form, title=f"Who signs for {one}?", button="Save", narrative=found, intro=intro)


@require_http_methods(POSTED)
def withdraw(request: HttpRequest, narrative: str, partner: int) -> HttpResponse:
    """A partner takes its word back."""
    found, user = find(request, narrative), person(request)
    one = writing.partner_in(found, partner)
    if not (signing.may_name_for(user, one) or signing.signatory_for(one, user)):
        raise PermissionDenied(NOT_YOURS)
    form = forms.WhyForm(sent(request))
    if attempt(request, form, lambda said: actions.withdraw(one, by=user, **said), done=f"{one} has withdrawn."):
        return redirect(PARTNERS, narrative)
    return form_page(request, form, title=f"{one} withdraws", button="Withdraw", narrative=found, warning=True, intro=[
        "Nothing waits for this partner any more, and the next version does not bear its name.",
        "What it signed before stays on the record, with the words that it signed.",
    ])  # fmt: skip


@require_POST
def ask(request: HttpRequest, narrative: str) -> HttpResponse:
    """Ask every partner for whom words wait."""
    found = find(request, narrative, run=True)
    return press(request, lambda: actions.ask_to_sign(found, by=person(request)), to=HOME, narrative=narrative,
                 done="The partners for whom words wait are asked. Each named person gets one e-mail.")  # fmt: skip
