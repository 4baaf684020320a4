"""Screens of champions: who they are, what was done with them, and the messages that they can pass on."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.stakeholders import actions, queries
from antiphon.stakeholders.models import Message
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.saying.presenters import standing
from antiphon.workspace.stakeholders import forms
from antiphon.workspace.stakeholders.views import COLOURS, FORM, READ, WRITE, form_page, need, page, place, sent


@require_safe
def champions(request: HttpRequest) -> HttpResponse:
    """List the champions and the messages for them."""
    need(request, READ)
    me, today = person(request), timezone.localdate()
    return page(
        request, "stakeholders/champions", [], champions=queries.with_names(queries.register(me, "champion"), today=today),
        written=list(queries.messages_of(me)[:20]), may_write=bool(queries.keepers(me)), waiting=queries.by_hand(me), today=today,
    )  # fmt: skip


@FORM
def note(request: HttpRequest, stakeholder: int) -> HttpResponse:
    """Write down training, support or something that a champion did."""
    found = queries.stakeholder_for(person(request), stakeholder, WRITE)
    form = forms.NoteForm(sent(request))
    if attempt(request, form, lambda said: actions.note(found, by=person(request), **said), done="It is written down."):
        return redirect("workspace:stakeholders:stakeholder", stakeholder)
    return form_page(request, form, place(found.kind, found), title="Training, support or activity", button="Save")


@require_POST
def rest(request: HttpRequest, stakeholder: int) -> HttpResponse:
    """Send a champion nothing for a week, or again."""
    found = queries.stakeholder_for(person(request), stakeholder, WRITE)
    resting = found.resting_until and found.resting_until > timezone.localdate()
    do, done = (actions.wake, "Messages come again.") if resting else (actions.rest, "They get nothing for a week.")
    return press(request, lambda: do(found, by=person(request)), done=done, to="workspace:stakeholders:stakeholder",
                 stakeholder=stakeholder)  # fmt: skip


@FORM
def new_message(request: HttpRequest) -> HttpResponse:
    """Write something that champions can pass on."""
    need(request, WRITE)
    form = forms.MessageForm(sent(request), keepers=queries.keepers(person(request)))
    made: list[Message] = []
    if attempt(request, form, lambda said: made.append(actions.write_message(
        form.keeper(), title=said["title"], words=said["words"], by=person(request)
    )), done="The message is saved. Another person sends it."):  # fmt: skip
        return redirect("workspace:stakeholders:message", made[0].pk)
    return form_page(request, form, place("champion"), title="Write to champions", button="Save")


@FORM
def edit_message(request: HttpRequest, message: int) -> HttpResponse:
    """Change a message that has not gone."""
    found = queries.message_for(person(request), message, WRITE)
    form = forms.MessageForm(sent(request), initial={"title": found.title, "words": found.words})
    if attempt(request, form, lambda said: actions.change_message(found, by=person(request), **said), done="It is saved."):
        return redirect("workspace:stakeholders:message", message)
    return form_page(request, form, place("champion"), title="Change the message", button="Save")


@FORM
def message(request: HttpRequest, message: int) -> HttpResponse:
    """Show a message: its exact words, who sends it, and what became of it for each champion."""
    me = person(request)
    found = queries.message_for(me, message)
    if request.method == "POST":
        words = request.POST.get("words", "").replace("\r\n", "\n")
        return press(request, lambda: actions.send_message(found, words=words, by=me), done="It is on its way.",
                     to="workspace:stakeholders:message", message=message)  # fmt: skip
    return page(
        request, "stakeholders/message", place("champion"), message=found, colours=COLOURS,
        copies=queries.copies_with_names(found, timezone.localdate()),
        standing=replace(standing(me, found, found.words), link=None),
        may_send=may(me, Permission.BRIEFING_APPROVE, on=found) and me not in queries.writers_of(found),
        champions=queries.register(me, "champion", organisation=found.organisation_id).count(),
        may_write=may(me, WRITE, on=found),
    )  # fmt: skip


@require_POST
def done(request: HttpRequest, copy: int) -> HttpResponse:
    """Write down that somebody rang or posted it."""
    found = queries.copy_for(person(request), copy)
    return press(request, lambda: actions.done_by_hand(found, by=person(request)), done="It is written down.",
                 to="workspace:stakeholders:message", message=found.message_id)  # fmt: skip
