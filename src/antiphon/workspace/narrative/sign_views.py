"""Screens of signing: the exact words that wait for a partner, and what it says to each."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from antiphon.narrative.actions import signing as actions
from antiphon.narrative.queries import signing, writing
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.narrative import forms, presenters
from antiphon.workspace.narrative.screens import POSTED, find, form_page, page, sent

SIGN = "workspace:narrative:sign"
NOT_NAMED = "Only the person who is named to sign for this partner, or the deputy, can do this."


@require_http_methods(POSTED)
def sign(request: HttpRequest, narrative: str, partner: int) -> HttpResponse:
    """Show every part that touches a partner, what waits for its name first; sign those that were read and ticked."""
    found = find(request, narrative)
    one = writing.partner_in(found, partner)
    if request.method == "POST":
        if signing.signatory_for(one, person(request)) is None:
            raise PermissionDenied(NOT_NAMED)
        ticked = (mark.partition("-") for mark in request.POST.getlist("sign"))
        digests = {int(part): digest for part, _, digest in ticked if part.isascii() and part.isdigit() and len(part) < 10}
        return press(request, lambda: actions.sign_parts(one, digests=digests, by=person(request)), to=SIGN, narrative=narrative,
                     partner=partner, done="Your name is under these words. The exact text is kept with it.")  # fmt: skip
    return page(request, "sign", **presenters.to_sign(found, one, person(request)))


@require_http_methods(POSTED)
def say(request: HttpRequest, narrative: str, partner: int, clause: int) -> HttpResponse:
    """Sign the exact words of one part, sign on a condition, ask for a change, or comment."""
    found, user = find(request, narrative), person(request)
    one = writing.partner_in(found, partner)
    line = presenters.line_of(found, one, clause)
    form = forms.SayForm(sent(request))
    if line is None:
        raise Http404
    signs = signing.signatory_for(one, user)
    if request.method == "POST" and signs is None:
        raise PermissionDenied(NOT_NAMED)
    digest = request.POST.get("digest", "")
    if attempt(request, form, lambda said: actions.say(line.clause, partner=one, digest=digest, by=user, **said),
               done="Your word is kept, with the exact text."):  # fmt: skip
        return redirect(SIGN, narrative, partner)
    return page(request, "say", form=form, narrative=found, partner=one, line=line, exact=signing.exact_words(line.clause),
                signs=signs, pieces=presenters.since_signed(line), title=str(line.clause))  # fmt: skip


@require_http_methods(POSTED)
def reply(request: HttpRequest, narrative: str, position: int) -> HttpResponse:
    """Say what becomes of what a partner said."""
    found = find(request, narrative, write=True)
    said_to = signing.position_in(found, position)
    if said_to.replied_at is not None:
        return redirect("workspace:narrative:clause", narrative, said_to.clause_id)
    form = forms.ReplyForm(sent(request))
    if attempt(request, form, lambda said: actions.reply(said_to, by=person(request), **said), done="Your reply is kept."):
        return redirect("workspace:narrative:clause", narrative, said_to.clause_id)
    return form_page(request, form, title=f"Reply to {said_to.partner}", button="Save the reply", narrative=found,
                     quote=said_to.comment, quoted=f"{said_to.partner}: {said_to.get_kind_display().lower()}")  # fmt: skip
