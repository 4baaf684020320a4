"""Screens of agreed answers: the list, one answer, its words, its signatures, and what is made of it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.answers.actions import faqs as actions
from antiphon.answers.models import ContactPoint, Faq
from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import faqs as queries
from antiphon.network.access import require
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.answers import forms, presenters
from antiphon.workspace.attempts import attempt, person, press

FORM = require_http_methods(["GET", "HEAD", "POST"])
NO_ROLE = "Your role does not allow this. A communications officer, an engagement lead or a director can do it."


def page(request: HttpRequest, name: str, **said: Any) -> HttpResponse:
    """Show a page of this part of the workspace."""
    return render(request, f"workspace/answers/{name}.html", {"section": "saying", **said})


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Show every answer of the contact point: what the public reads, and what waits."""
    me = person(request)
    return page(request, "list", **presenters.listed(me, topic=request.GET.get("topic", "")[:60]))


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Write a new answer."""
    me = person(request)
    contact = _contact(me)
    owners = contacts.mine_at_work(me, contact)
    allowed = owners.filter(pk__in=[one.pk for one in queries.writers_may(me, list(owners))])
    if not allowed:
        raise PermissionDenied(NO_ROLE)
    form = forms.NewAnswerForm(
        request.POST or None, owners=allowed, people=contacts.who_may(contact, Permission.FAQ_APPROVE),
        writers=contacts.writers(contact), initial={"person": me.pk},
    )  # fmt: skip
    made: list[Faq] = []
    if attempt(request, form, lambda data: made.append(actions.write(contact, by=me, **data)),
               done="The answer waits for signatures. The public sees it when all have signed."):  # fmt: skip
        return redirect("workspace:answers:answer", pk=made[0].pk)
    return page(request, "write", form=form, title="Write an answer", button="Save, and ask for signatures")


@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one answer: what the public reads, the words that wait, who signed, and what is made of it."""
    me = person(request)
    return page(request, "answer", **presenters.whole(queries.faq_for(me, pk), me))


@FORM
def rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """Write new words. What the public reads stays until all have signed."""
    me = person(request)
    faq = _writable(me, pk)
    newest = queries.whole(faq).newest
    first = {"question": newest.question, "answer": newest.answer, "base": newest.number}
    form = forms.RewriteForm(request.POST or None, initial=first)
    if attempt(request, form, lambda data: actions.rewrite(faq, by=me, **data),
               done="The new words wait for signatures. Until then the public reads the old ones."):  # fmt: skip
        return redirect("workspace:answers:answer", pk=pk)
    newest = queries.whole(faq).newest
    theirs = newest if form.is_bound and str(newest.number) != form.data.get("base") else None
    if theirs is not None:  # what they see now is what the next save begins from
        form.data = form.data.copy()
        form.data["base"] = str(newest.number)
    return page(request, "write", form=form, faq=faq, theirs=theirs, title="Change the words",
                button="Save, and ask for signatures")  # fmt: skip


@FORM
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after an answer, who signs it, and when it is looked at again."""
    me = person(request)
    faq = _writable(me, pk)
    chosen = [f"{one.approver.user_id}-{one.approver.organisation_id}" for one in queries.whole(faq).signings]
    form = forms.ArrangeForm(
        request.POST or None, people=contacts.who_may(faq.contact, Permission.FAQ_APPROVE), writers=contacts.writers(faq.contact),
        initial={"topics": ", ".join(faq.topics), "person": faq.person_id, "approvers": chosen, "review_on": faq.review_on,
                 "tells_overdue": faq.tells_overdue},
    )  # fmt: skip
    if attempt(request, form, lambda data: actions.arrange(faq, by=me, **data), done="Your changes are saved."):
        return redirect("workspace:answers:answer", pk=pk)
    return page(request, "write", form=form, faq=faq, title="Who looks after it, and who signs", button="Save")


@FORM
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the exact words for one's organisation, or say what has to change first."""
    me = person(request)
    faq = queries.faq_for(me, pk)
    whole = queries.whole(faq)
    mine = next((one for one in whole.signings if one.approver.user_id == me.pk), None)
    if mine is None:
        raise PermissionDenied("Your signature was not asked for. Whoever looks after the answer can add you.")
    form = forms.SignForm(request.POST or None)

    def do(data: dict[str, Any]) -> None:
        if "change" in request.POST:
            actions.ask_for_change(_read(request, whole), words=data["words"], by=me)
        else:
            actions.agree(_read(request, whole), comment=data["words"], by=me)

    asks = "change" in request.POST
    done = "Those who look after it can read what you want changed." if asks else "You have signed these words."
    if attempt(request, form, do, done=done):
        return redirect("workspace:answers:answer", pk=pk)
    return page(request, "sign", form=form, mine=mine, **presenters.whole(faq, me))


@FORM
def look_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the words are still right, and when they are looked at next."""
    me = person(request)
    faq = _writable(me, pk)
    form = forms.LookAgainForm(request.POST or None)
    if attempt(request, form, lambda data: actions.look_again(faq, by=me, **data), done="Thank you. The new day is saved."):
        return redirect("workspace:answers:answer", pk=pk)
    return page(request, "look_again", form=form, **presenters.whole(faq, me))


@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer off the site, with all that is made of it."""
    me = person(request)
    faq = queries.faq_for(me, pk)
    return press(request, lambda: actions.take_off(faq, by=me), to="workspace:answers:answer", pk=pk,
                 done="It is off the site, and out of every bulletin and briefing.")  # fmt: skip


@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Give the words of several answers for a bulletin and for a briefing, as they are agreed now."""
    me = person(request)
    if not contacts.is_partner(me, contacts.contact_of(me)):
        raise Http404
    every = queries.agreed()
    topic = request.GET.get("topic", "")[:60]
    picked = [int(one) for one in request.GET.getlist("pick") if one.isdecimal() and len(one) < 19]
    chosen = [one for one in every if (one.number in picked if picked else not topic or topic in one.topics)]
    return page(request, "copy", answers=every, chosen=chosen, topics=queries.topics(every), topic=topic, picked=picked,
                words=queries.in_words(chosen, site=settings.PUBLIC_ADDRESS))  # fmt: skip


def _read(request: HttpRequest, whole: queries.Whole) -> Any:
    """Return the version that the person read: when there are newer words, the action says so."""
    said = request.POST.get("version", "")
    return next((one for one in whole.versions if str(one.pk) == said), whole.newest)


def _contact(me: User) -> ContactPoint:
    contact = contacts.contact_of(me)
    if contact is None:
        raise Http404
    require(me, Permission.FAQ_WRITE, on=contact)
    return contact


def _writable(me: User, pk: int) -> Faq:
    faq = queries.faq_for(me, pk)
    require(me, Permission.FAQ_WRITE, on=faq)
    if not queries.may_write(me, faq):
        raise PermissionDenied(actions.NOT_THEIRS)
    return faq
