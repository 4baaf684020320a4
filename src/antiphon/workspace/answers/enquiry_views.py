"""Screens of the shared inbox: the list, writing down a call, one enquiry, its figures."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.answers.actions import enquiries as actions
from antiphon.answers.models import ContactPoint, Enquiry
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import enquiries as queries
from antiphon.answers.queries import faqs
from antiphon.answers.queries.figures import MONTHS
from antiphon.answers.queries.figures import figures as counted
from antiphon.core.problems import Refused
from antiphon.network.access import may, require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.people.actions import Contact
from antiphon.workspace.answers import forms, presenters
from antiphon.workspace.answers.views import page
from antiphon.workspace.attempts import attempt, person, press

FORM = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 25


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the enquiries, the nearest day first; what was missed stands above."""
    me = person(request)
    contact = _at_work(me)
    show = request.GET.get("show", "open")
    show = show if show in queries.SHOWS else "open"
    topic = request.GET.get("topic", "")[:60]
    found = Paginator(queries.inbox(me, show=show, topic=topic), A_PAGE).get_page(request.GET.get("page"))
    return page(
        request, "inbox", desk=contact, shows=queries.SHOWS, show=show, topic=topic, topics=queries.topics_of(me), found=found,
        rows=queries.rows(found), missed=queries.inbox(me, show="missed").count(), unheld=queries.unheld(me),
        colours=presenters.COLOURS, kept=f"show={show}&topic={topic}",
    )  # fmt: skip


@FORM
def record(request: HttpRequest) -> HttpResponse:
    """Write down what somebody asks, while they are on the line."""
    me = person(request)
    contact = _at_work(me)
    form = forms.RecordForm(request.POST or None, wards=queries.wards(), topics=faqs.topics(faqs.agreed()))
    made: list[Enquiry] = []

    def do(data: dict[str, Any]) -> None:
        asked = actions.Asked(
            words=data["words"], asker=data["asker"], capacity=data["capacity"], ward=data["ward"], topic=data["topic"],
            answer_how=data["answer_how"], contact=Contact(data["name"], data["email"], data["telephone"], data["post"]),
        )  # fmt: skip
        made.append(actions.record(contact, asked=asked, came_by=data["came_by"], due_on=data["due_on"], by=me,
                                   sensitive=data["sensitive"], organisation=_ours(me, contact)))  # fmt: skip

    if attempt(request, form, do, done="Written down. You hold it."):
        return redirect("workspace:answers:enquiry", pk=made[0].pk)
    return page(request, "record", form=form)


@require_safe
def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one enquiry: what was asked, by when they hear, the replies, and what can be done."""
    me = person(request)
    return page(request, "enquiry", **presenters.enquiry(queries.enquiry_for(me, pk), me))


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold an enquiry oneself."""
    me = person(request)
    found = queries.enquiry_for(me, pk)
    return press(request, lambda: actions.take(found, by=me), done="You hold it.", to="workspace:answers:enquiry", pk=pk)


@FORM
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass an enquiry to a partner or a person."""
    me = person(request)
    found = queries.enquiry_for(me, pk)
    organisations = list(contacts.at_work(found.contact))
    people = list(contacts.who_may(found.contact, Permission.ENQUIRY_ANSWER))
    form = forms.PassOnForm(request.POST or None, organisations=organisations, people=people)

    def do(data: dict[str, Any]) -> None:
        user, organisation = data["to"]
        holder = next((one.user for one in people if one.user_id == user and one.organisation_id == organisation), None)
        actions.hand_to(found, organisation=next(one for one in organisations if one.pk == organisation), holder=holder, by=me)

    if attempt(request, form, do, done="It is passed on. The day by which they hear stays."):
        return redirect("workspace:answers:inbox")
    return page(request, "about_enquiry", form=form, enquiry=found, title="Pass it on", button="Pass it on")


@FORM
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Say better who asks, about what, and by when."""
    me = person(request)
    found = queries.enquiry_for(me, pk)
    first = {name: getattr(found, name) for name in actions.SORTED} | {"due_on": found.answer_by}
    topics = faqs.topics(faqs.agreed())
    form = forms.SortForm(request.POST or None, initial=first, now=found, wards=queries.wards(), topics=topics)
    if attempt(request, form, lambda data: actions.sort(found, by=me, **data), done="Your changes are saved."):
        return redirect("workspace:answers:enquiry", pk=pk)
    return page(request, "about_enquiry", form=form, enquiry=found, title="Who asks, and about what", button="Save")


@require_POST
def who(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who asked and how to reach them. Each time is on the trail."""
    me = person(request)
    found = queries.enquiry_for(me, pk)
    try:
        known = actions.show_who(found, by=me)
    except Refused as problem:
        return page(request, "who", enquiry=found, known=None, why=" ".join(problem.reasons))
    return page(request, "who", enquiry=found, known=known, why="")


@FORM
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an enquiry without a reply, and say why."""
    me = person(request)
    found = queries.enquiry_for(me, pk)
    form = forms.CloseForm(request.POST or None)
    if attempt(request, form, lambda data: actions.close(found, by=me, **data), done="It is closed."):
        return redirect("workspace:answers:inbox")
    return page(request, "about_enquiry", form=form, enquiry=found, title="Close without a reply", button="Close it")


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase who asked and every word, when they ask us to by telephone or letter."""
    me = person(request)
    found = queries.enquiry_for(me, pk)
    return press(request, lambda: actions.forget(found, by=me), done="It is all erased.", to="workspace:answers:enquiry", pk=pk)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show who asks about what, and whether they heard in time. Small numbers are hidden."""
    me = person(request)
    contact = contacts.contact_of(me)
    if contact is None:
        raise Http404
    if not may(me, Permission.ENQUIRY_COUNT, on=contact):
        raise PermissionDenied("Your role does not allow this. An analyst, an engagement lead or a director can do it.")
    months = request.GET.get("months", "12")
    months = months if months in MONTHS else "12"
    return page(request, "figures", figures=counted(me, months=int(months)), months=months, choices=MONTHS,
                answers=queries.answers_at(me) is not None)  # fmt: skip


def _at_work(me: User) -> ContactPoint:
    contact = queries.answers_at(me)
    if contact is not None:
        return contact
    found = contacts.contact_of(me)
    if found is None:
        raise Http404
    require(me, Permission.ENQUIRY_ANSWER, on=found)
    raise Http404


def _ours(me: User, contact: ContactPoint) -> Any:
    """Return for which partner a person writes an enquiry down: the one that runs the contact point, or their own."""
    mine = list(contacts.mine_at_work(me, contact))
    return next((one for one in mine if one.pk == contact.owner_id), mine[0] if mine else contact.owner)
