"""Screens of co-production groups: one page for the group, and a small form for each thing that can be done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.forms import Form
from antiphon.core.problems import Refused
from antiphon.network.roles import Permission
from antiphon.panels.actions import groups as actions
from antiphon.panels.models import Group
from antiphon.panels.queries import groups as queries
from antiphon.panels.queries import panels
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.panels import forms, presenters
from antiphon.workspace.panels.screens import form_page, page, sent

HOME = "workspace:panels:group"
POSTED = ["GET", "HEAD", "POST"]


def _form(request: HttpRequest, found: Group, form: Form, *, title: str, button: str, **said: Any) -> HttpResponse:
    return form_page(request, form, title=title, button=button, group=found, panel=found.panel, **said)


@require_http_methods(POSTED)
def new(request: HttpRequest, panel: int) -> HttpResponse:
    """Start a group."""
    found = panels.panel_for(person(request), panel, Permission.PANEL_MANAGE)
    form = forms.GroupForm(sent(request), works=presenters.works(person(request)))
    made: list[Group] = []
    if attempt(request, form, lambda said: made.append(actions.start(found, by=person(request), **said)),
               done="The group is there."):  # fmt: skip
        return redirect(HOME, made[0].pk)
    return form_page(request, form, title="Start a co-production group", button="Start the group", panel=found)


@require_safe
def group(request: HttpRequest, group: int) -> HttpResponse:
    """Show a group to those who sit in it and those who may see the panel."""
    user = person(request)
    return page(request, "group", presenters.group(queries.group_for(user, group), user))


@require_http_methods(POSTED)
def people(request: HttpRequest, group: int) -> HttpResponse:
    """Give members who said yes a place in the group."""
    found = queries.group_run_by(person(request), group)
    could = queries.could_sit(found)
    if request.method == "POST":
        chosen = [one.member for one in could if str(one.member.pk) in request.POST.getlist("member")]
        try:
            for member in chosen:
                actions.seat_member(found, member=member, by=person(request))
        except Refused as problem:
            messages.error(request, " ".join(problem.reasons))
        else:
            messages.success(request, f"{len(chosen)} {'member has' if len(chosen) == 1 else 'members have'} a place now.")
        return redirect(HOME, group)
    return page(request, "people", {"group": found, "panel": found.panel, "could": could})


@require_http_methods(POSTED)
def add_staff(request: HttpRequest, group: int) -> HttpResponse:
    """Give a colleague a place in the group."""
    found = queries.group_run_by(person(request), group)
    form = forms.StaffForm(sent(request), people=queries.could_be_staff(found, person(request)))
    if attempt(request, form, lambda said: actions.seat_user(found, user=form.people[said["user"]], role=said["role"],
               by=person(request)), done="They have a place now."):  # fmt: skip
        return redirect(HOME, group)
    return _form(request, found, form, title="Add staff or a clinician", button="Add them")


@require_POST
def unseat(request: HttpRequest, group: int, seat: int) -> HttpResponse:
    """Somebody does not take part any more."""
    found = queries.group_run_by(person(request), group)
    place = queries.seat_in(found, seat)
    return press(request, lambda: actions.unseat(place, by=person(request)), done=f"{place.called} has left the group.",
                 to=HOME, group=group)  # fmt: skip


@require_http_methods(POSTED)
def terms(request: HttpRequest, group: int) -> HttpResponse:
    """Write the terms of sharing power."""
    found = queries.group_run_by(person(request), group)
    now = queries.terms_of(found)
    form = forms.TermsForm(sent(request), initial={"words": now.words if now else ""})
    if attempt(request, form, lambda said: actions.write_terms(found, words=said["words"], by=person(request)),
               done="The terms are on the group's page. Everyone is asked to agree."):  # fmt: skip
        return redirect(HOME, group)
    return _form(request, found, form, title="Terms of sharing power", button="Save the terms",
                 intro=["When you change the words, everyone is asked to agree again."] if now else [])  # fmt: skip


@require_POST
def agree(request: HttpRequest, group: int) -> HttpResponse:
    """Agree to the terms oneself, or write down that a member did."""
    user = person(request)
    found = queries.group_for(user, group)
    number = request.POST.get("seat", "")
    place = queries.seat_in(found, int(number)) if number.isdecimal() else queries.seat_of(found, user)
    now = queries.terms_of(found)
    if place is None or now is None:
        raise PermissionDenied("You do not have a place in this group.")
    return press(request, lambda: actions.agree(place, terms=now, by=user), done="Agreed.", to=HOME, group=group)


@require_http_methods(POSTED)
def matter(request: HttpRequest, group: int) -> HttpResponse:
    """Write down who decides what."""
    found = queries.group_run_by(person(request), group)
    form = forms.MatterForm(sent(request))
    if attempt(request, form, lambda said: actions.add_matter(found, by=person(request), **said), done="Saved."):
        return redirect(HOME, group)
    return _form(request, found, form, title="Who decides what", button="Save")


@require_http_methods(POSTED)
def new_meeting(request: HttpRequest, group: int) -> HttpResponse:
    """Set a day for the group to meet."""
    found = queries.group_run_by(person(request), group)
    form = forms.MeetingForm(sent(request))
    made: list[Any] = []
    if attempt(request, form, lambda said: made.append(actions.call_meeting(found, by=person(request), **said)),
               done="Saved. Nobody has been told yet."):  # fmt: skip
        return redirect("workspace:panels:meeting", group, made[0].pk)
    return _form(request, found, form, title="Call a meeting", button="Save")


@require_http_methods(POSTED)
def meeting(request: HttpRequest, group: int, meeting: int) -> HttpResponse:
    """Show a meeting; write its notes."""
    user = person(request)
    found = queries.group_for(user, group)
    met = queries.meeting_in(found, meeting)
    runs = queries.may_run(user, found)
    form = forms.NotesForm(sent(request), initial={"notes": met.notes})
    if attempt(request, form, lambda said: actions.write_notes(met, notes=said["notes"], by=user), done="The notes are saved."):
        return redirect("workspace:panels:meeting", group, meeting)
    waiting = queries.not_told(met) if runs and met.held_on >= timezone.localdate() else []
    return page(request, "meeting", {
        "group": found, "panel": found.panel, "meeting": met, "form": form, "runs": runs, "to_tell": len(waiting),
        "agenda": [item for item in queries.agenda_of(found) if item.meeting_id == met.pk],
        "letter": queries.meeting_letter(met, presenters.house()) if runs else None,
    })  # fmt: skip


@require_POST
def tell(request: HttpRequest, group: int, meeting: int) -> HttpResponse:
    """Write to every member of the group who has not been told of the meeting."""
    found = queries.group_run_by(person(request), group)
    met = queries.meeting_in(found, meeting)
    try:
        told = actions.tell_of_meeting(met, by=person(request))
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
    else:
        messages.success(request, f"{told.members} told: {told.emails} by e-mail, {told.errands} for a person to reach.")
    return redirect("workspace:panels:meeting", group, meeting)


@require_http_methods(POSTED)
def new_item(request: HttpRequest, group: int) -> HttpResponse:
    """Put something on the agenda oneself."""
    user = person(request)
    found = queries.group_for(user, group)
    place = queries.seat_of(found, user)
    if place is None:
        raise PermissionDenied("You do not have a place in this group.")
    form = forms.ItemForm(sent(request))
    if attempt(request, form, lambda said: actions.add_item(place, words=said["words"], by=user), done="It is on the list."):
        return redirect(HOME, group)
    return _form(request, found, form, title="Add to the agenda", button="Add it")


@require_http_methods(POSTED)
def item(request: HttpRequest, group: int, item: int) -> HttpResponse:
    """Say what becomes of an item. Its words stay as they are."""
    found = queries.group_run_by(person(request), group)
    raised = queries.item_in(found, item)
    form = forms.SettleForm(sent(request), meetings=queries.meetings_of(found), initial={
        "status": raised.status, "meeting": raised.meeting_id, "reply": raised.reply})  # fmt: skip
    if attempt(request, form, lambda said: actions.settle_item(raised, status=said["status"], reply=said["reply"],
               meeting=form.meetings.get(said["meeting"]), by=person(request)), done="Saved."):  # fmt: skip
        return redirect(HOME, group)
    return _form(request, found, form, title="What becomes of it", button="Save", quote=raised.words,
                 quoted=raised.raised_by.called)  # fmt: skip


@require_http_methods(POSTED)
def decide(request: HttpRequest, group: int) -> HttpResponse:
    """Record what the group decided."""
    user = person(request)
    found = queries.group_for(user, group)
    if not queries.may_run(user, found) and queries.seat_of(found, user) is None:
        raise PermissionDenied("You do not have a place in this group.")
    form = forms.DecisionForm(sent(request), matters=queries.matters_of(found), meetings=queries.meetings_of(found),
                              initial={"decided_on": timezone.localdate()})  # fmt: skip

    def record(said: dict[str, Any]) -> None:
        words = {name: said[name] for name in ("words", "why", "how", "dissent", "decided_on")}
        actions.record_decision(form.matters[said["matter"]], meeting=form.meetings.get(said["meeting"]), by=user, **words)

    if attempt(request, form, record, done="The decision is on the group's page."):
        return redirect(HOME, group)
    return _form(request, found, form, title="Record a decision", button="Record it")


@require_http_methods(POSTED)
def close(request: HttpRequest, group: int) -> HttpResponse:
    """End a group."""
    found = queries.group_run_by(person(request), group)
    if found.closed_at:
        raise Http404
    if request.method == "POST":
        return press(request, lambda: actions.close_group(found, by=person(request)), done="The group is closed.", to=HOME,
                     group=group)  # fmt: skip
    return _form(request, found, Form(), title="Close the group?", button="Close the group",
                 intro=["What it said and decided stays on its page."])  # fmt: skip
