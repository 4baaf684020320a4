"""Screens of asks: what is asked, the draw, the exact preview, sending once, answers, and errands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.network.roles import Permission
from antiphon.panels import rules
from antiphon.panels.actions import asks as actions
from antiphon.panels.models import Panel
from antiphon.panels.queries import asks as queries
from antiphon.panels.queries import panels
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.panels import forms, presenters
from antiphon.workspace.panels.screens import form_page, page, sent

MANAGE = Permission.PANEL_MANAGE
FIELDS = ("title", "words", "when_and_where", "offers", "size", "characteristics", "reply_by", "work")


def _form(request: HttpRequest, panel: Panel, initial: dict[str, Any]) -> forms.AskForm:
    balanced = panels.words_of(panel, panels.targets_of(panel))
    return forms.AskForm(sent(request), balanced=balanced, works=presenters.works(person(request)), initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, panel: int) -> HttpResponse:
    """Say what members are to be asked."""
    found = panels.panel_for(person(request), panel, MANAGE)
    form = _form(request, found, {"offers": found.offers, "characteristics": list(panels.targets_of(found))})
    made: list[Any] = []
    if attempt(request, form, lambda said: made.append(actions.ask(found, by=person(request), **said)),
               done="Saved. Nobody is drawn or asked yet."):  # fmt: skip
        return redirect("workspace:panels:ask", made[0].pk)
    return form_page(request, form, title="Ask members", button="Save", panel=found)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ask: int) -> HttpResponse:
    """Change the words of an ask that nobody has been asked with."""
    found = queries.ask_for(person(request), ask)
    form = _form(request, found.panel, {name: getattr(found, name) for name in FIELDS})
    fields = FIELDS if not found.draws.count() else tuple(name for name in FIELDS if name not in ("size", "characteristics"))
    for name in set(FIELDS) - set(fields):
        del form.fields[name]
    if attempt(request, form, lambda said: actions.reword(found, by=person(request), **said), done="Your changes are saved."):
        return redirect("workspace:panels:ask", ask)
    return form_page(request, form, title="What you ask", button="Save", panel=found.panel)


@require_safe
def ask(request: HttpRequest, ask: int) -> HttpResponse:
    """Show an ask: its draws, every quota, who was drawn and what they said."""
    user = person(request)
    return page(request, "ask", presenters.ask(queries.ask_for(user, ask), user, repeat="repeat" in request.GET))


@require_POST
def draw(request: HttpRequest, ask: int) -> HttpResponse:
    """Draw as many members as are still wanted."""
    found = queries.ask_for(person(request), ask)
    try:
        drawn = actions.draw(found, by=person(request))
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
    else:
        number = drawn.invitations.count()
        said = f"{number:,} {'member was' if number == 1 else 'members were'} drawn. Nobody has been asked yet."
        messages.success(request, said)
    return redirect("workspace:panels:ask", ask)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, ask: int) -> HttpResponse:
    """Show exactly what will be sent, and send it once."""
    found = queries.ask_for(person(request), ask)
    if request.method == "POST":
        sent_now = actions.send(found, by=person(request))
        if sent_now.members:
            by_hand = f"{sent_now.errands:,} {'letter' if sent_now.errands == 1 else 'letters'} for a person to bring"
            messages.success(request, f"{sent_now.members:,} invited: {sent_now.emails:,} by e-mail, {by_hand}.")
        else:
            messages.info(request, "Nothing was sent: everyone who was drawn has been asked already.")
        return redirect("workspace:panels:ask", ask)
    return page(request, "send", {"ask": found, "panel": found.panel, "preview": queries.preview(found, presenters.house()),
                                  "errands": rules.ERRANDS})  # fmt: skip


@require_POST
def answer(request: HttpRequest, ask: int) -> HttpResponse:
    """Write down what a member told us, or take back somebody who was drawn and not asked."""
    found = queries.ask_for(person(request), ask)
    number = request.POST.get("invitation", "")
    invitation = queries.invitation_in(found, int(number) if number.isdecimal() else 0)
    said = request.POST.get("said", "")
    try:
        if said == "back":
            actions.take_back(invitation, by=person(request))
        elif said in ("yes", "no"):
            actions.answer(invitation, yes=said == "yes", by=person(request))
        else:
            raise Refused("Choose yes or no.")
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
    else:
        messages.success(request, {"yes": "They said yes.", "no": "They said no. You can draw for their place.",
                                   "back": "They are out of the draw. You can draw for their place."}[said])  # fmt: skip
    return redirect("workspace:panels:ask", ask)


@require_safe
def errands(request: HttpRequest, panel: int) -> HttpResponse:
    """List what a person has to do: ring, post, send a video."""
    found = panels.panel_for(person(request), panel, MANAGE)
    waiting = list(queries.errands_of(found))
    names = {one.member.pk: one for one in panels.with_names({errand.member for errand in waiting})}
    kinds = [
        (kind, [(errand, names[errand.member_id]) for errand in waiting if errand.kind == key])
        for key, kind in rules.ERRANDS.items()
    ]  # fmt: skip
    return page(request, "errands", {"panel": found, "kinds": [(kind, rows) for kind, rows in kinds if rows]})


@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: HttpRequest, errand: int) -> HttpResponse:
    """Show the words to read aloud, print, sign or translate, and write down that it is done."""
    found = queries.errand_for(person(request), errand)
    form = forms.ErrandForm(sent(request))
    if attempt(request, form, lambda said: actions.run_errand(found, note=said["note"], by=person(request)), done="Done."):
        return redirect("workspace:panels:errands", found.member.panel_id)
    return page(request, "errand", {
        "errand": found, "panel": found.member.panel, "form": form, "listed": panels.with_names([found.member])[0],
        "kind": rules.ERRANDS[found.kind], "letter": queries.letter_of(found, presenters.house()),
        "needs": found.member.access.lines,
    })  # fmt: skip
