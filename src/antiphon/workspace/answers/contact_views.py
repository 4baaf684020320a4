"""Screens of the joint contact point: what the public reads of it, and the partners behind it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.answers.actions import contact as actions
from antiphon.answers.models import ContactPoint
from antiphon.answers.queries import contact as contacts
from antiphon.network.access import holds, may, organisations_of, require
from antiphon.network.models import User
from antiphon.network.queries import own_organisations
from antiphon.network.roles import Permission
from antiphon.workspace.answers import forms
from antiphon.workspace.answers.views import page
from antiphon.workspace.attempts import attempt, person, press

WRITE, APPROVE = Permission.FAQ_WRITE, Permission.FAQ_APPROVE
BACK = ("Contact point", "workspace:answers:contact")
NO_ROLE = "Your role does not allow this. An engagement lead or a director can do it."
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Show the joint contact point, what waits to be approved, and its partners."""
    me = person(request)
    found = contacts.contact_of(me)
    return page(
        request, "contact", desk=found, running=contacts.joint(), may_found=holds(me, WRITE),
        partners=list(contacts.partners_of(found)) if found else [], may_change=found is not None and may(me, WRITE, on=found),
        may_approve=found is not None and may(me, APPROVE, on=found),
        runs=found is not None and found.owner_id in organisations_of(me), fields=dict(FIELDS),
        wrote=found is not None and me in {found.proposed_by, *found.proposers.all()},
    )  # fmt: skip


FIELDS = [("name", "Name"), ("line", "Number"), ("hours", "When somebody is there"), ("mailbox", "E-mail"), ("post_to", "Post")]


@FORM
def edit(request: HttpRequest) -> HttpResponse:
    """Say what the public shall read of the contact point, or start it. Another person approves it."""
    me = person(request)
    found = contacts.contact_of(me)
    if found is None:
        owners = own_organisations(me, WRITE)
        if not owners:
            raise PermissionDenied(NO_ROLE)
        form: forms.ContactForm = forms.NewContactForm(request.POST or None, owners=owners)
        done = attempt(request, form, lambda data: actions.found(data.pop("owner"), by=me, **data), done=WAITS)
    else:
        require(me, WRITE, on=found)
        first = found.proposed or {name: getattr(found, name) for name in actions.FIELDS}
        form = forms.ContactForm(request.POST or None, initial=first)
        done = attempt(request, form, lambda data: actions.propose(found, by=me, **data), done=WAITS)
    if done:
        return redirect("workspace:answers:contact")
    return page(request, "write", form=form, title="What the public reads of the contact point", back=BACK,
                button="Save, and ask for approval")  # fmt: skip


WAITS = "Saved. The public reads it when another person has approved it."


@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """Put what was proposed before the public."""
    me = person(request)
    found = _mine(me)
    return press(request, lambda: actions.approve(found, by=me), done="The public reads it now.", to="workspace:answers:contact")


@FORM
def share(request: HttpRequest) -> HttpResponse:
    """Let another organisation answer there, or read along."""
    me = person(request)
    found = _mine(me)
    require(me, WRITE, on=found)
    form = forms.ShareForm(request.POST or None, others=contacts.others(found))
    if attempt(request, form, lambda data: actions.share_with(found, by=me, **data), done="They are a partner now."):
        return redirect("workspace:answers:contact")
    return page(request, "write", form=form, title="Add a partner", button="Add", back=BACK)


@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an organisation answer there no longer."""
    me = person(request)
    partner = contacts.partners_of(_mine(me)).filter(pk=pk).first()
    if partner is None:
        raise Http404
    return press(request, lambda: actions.leave_out(partner, by=me), done="They are no partner of it any more.",
                 to="workspace:answers:contact")  # fmt: skip


def _mine(me: User) -> ContactPoint:
    found = contacts.contact_of(me)
    if found is None:
        raise Http404
    return found
