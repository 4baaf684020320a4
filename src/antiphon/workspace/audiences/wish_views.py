"""Screens of what is done by hand for people, and of what people do not want."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from antiphon.audiences import actions, queries
from antiphon.people.rules import ANY, CHANNELS, PURPOSES
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.audiences import forms
from antiphon.workspace.audiences.parts import FORM, need, page, sent

MOST = 200  # errands on one page


@require_safe
def errands(request: HttpRequest) -> HttpResponse:
    """List the calls to make and the letters to post, with whom they are for."""
    need(request)
    found = queries.errands(person(request))
    return page(request, "errands", [], tasks=queries.tasks(found[:MOST]), total=found.count(),
                finished=queries.errands(person(request), done=True).count())  # fmt: skip


@require_POST
def done(request: HttpRequest, errand: int) -> HttpResponse:
    """Write down that a call was made or a letter posted."""
    found = queries.errand_for(person(request), errand)
    return press(request, lambda: actions.do_errand(found, by=person(request)), done="It is written down.",
                 to="workspace:audiences:errands")  # fmt: skip


@FORM
def objections(request: HttpRequest) -> HttpResponse:
    """Write down what somebody told us that they do not want, or want again. It works for any address."""
    need(request)
    form = forms.ObjectionForm(sent(request))
    said: dict[str, Any] = {}
    if attempt(request, form, lambda told: _write_down(request, told), done="It is written down. It holds everywhere."):
        who = {name: form.cleaned_data[name] for name in ("email", "telephone")}
        said = {
            "who": " and ".join(filter(None, who.values())),
            "standing": [(_words(PURPOSES, purpose, "Everything"), _words(CHANNELS, channel, "every way"))
                         for channel, purpose in sorted(queries.standing_of(**who))],
            "lines": list(queries.said_by(**who)),
        }  # fmt: skip
        form = forms.ObjectionForm()
    return page(request, "objections", [], form=form, **said)


def _write_down(request: HttpRequest, told: dict[str, str]) -> object:
    do = actions.note_objection if told["what"] == "objects" else actions.note_wish
    return do(by=person(request), **{name: value for name, value in told.items() if name != "what"})


def _words(known: Any, key: str, every: str) -> str:
    return every if key == ANY else str(known[key])
