"""Screens: people and their roles, organisations in time, the page of roles."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.network import actions, queries
from antiphon.network.access import Body, holds, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import ROLES, Permission
from antiphon.workspace.network import letters, presenters
from antiphon.workspace.network.forms import FindOrganisations, FirstPassword, GiveRole, Invite, Merge, Rename

PEOPLE_A_PAGE, ORGANISATIONS_A_PAGE = 50, 25


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people of my organisations."""
    page = Paginator(queries.people_of(_me(request)), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    return render(request, "workspace/network/people.html", {
        "page": page, "rows": [presenters.person_row(person, today) for person in page],
        "may_manage": holds(_me(request), Permission.PEOPLE_MANAGE),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite someone into one of the organisations that I look after."""
    me = _me(request)
    managed = queries.managed_organisations(me)
    if not managed:
        return render(request, "workspace/network/no_administrator.html", status=403)
    form = Invite(request.POST or None, managed=managed)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = actions.invite(
                email=given["email"], name=given["name"], organisation=given["organisation"], role=given["role"], by=me
            )
        except Refused as refused:
            _show(form, refused)
        else:
            _write_to(request, person)
            return redirect("workspace:network:person", pk=person.pk)
    return render(request, "workspace/network/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person of my organisations: their roles, and for an administrator what can be done."""
    me, someone = _me(request), queries.colleague(_me(request), pk)
    if request.method == "POST":
        _must_manage(me)
    form = GiveRole(request.POST or None, managed=queries.managed_organisations(me))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(someone, organisation=form.cleaned_data["organisation"], role=form.cleaned_data["role"], by=me)
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, f"{someone.name} has the role from today.")
            return redirect("workspace:network:person", pk=pk)
    return render(request, "workspace/network/person.html", _about(request, someone, form))


@require_POST
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role today."""
    membership = queries.role_held(_me(request), pk)
    try:
        actions.end_role(membership, by=_me(request))
    except Refused as refused:
        return _refused(request, membership.user, refused)
    messages.success(request, f"{membership.user.name} no longer has this role.")
    return redirect("workspace:network:person", pk=membership.user_id)


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new invitation; earlier links stop working."""
    someone = queries.colleague(_me(request), pk)
    try:
        actions.invite_again(someone, by=_me(request))
    except Refused as refused:
        return _refused(request, someone, refused)
    _write_to(request, someone)
    return redirect("workspace:network:person", pk=pk)


@require_POST
def clear_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Help someone who has lost their telephone, passkey and recovery codes."""
    someone = queries.colleague(_me(request), pk)
    try:
        actions.clear_second_factor(someone, by=_me(request))
    except Refused as refused:
        return _refused(request, someone, refused)
    letters.send_second_step_cleared(someone, by=_me(request))
    messages.success(request, f"{someone.name} will set up a new second step when they next sign in.")
    return redirect("workspace:network:person", pk=pk)


@require_POST
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    someone = queries.colleague(_me(request), pk)
    try:
        actions.deactivate(someone, by=_me(request))
    except Refused as refused:
        return _refused(request, someone, refused)
    messages.success(request, f"The account of {someone.name} is closed. You can open it again.")
    return redirect("workspace:network:person", pk=pk)


@require_POST
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    someone = queries.colleague(_me(request), pk)
    try:
        actions.reactivate(someone, by=_me(request))
    except Refused as refused:
        return _refused(request, someone, refused)
    messages.success(request, f"The account of {someone.name} is open again.")
    return redirect("workspace:network:person", pk=pk)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person sets their first password. No sign-in stands before it: the link is the proof."""
    someone = queries.invited(token)
    if someone is None:
        return render(request, "workspace/network/invitation_void.html", status=410)
    form = FirstPassword(request.POST or None, user=someone)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(someone, password=form.cleaned_data["password"], by=someone)
        except Refused:
            return render(request, "workspace/network/invitation_void.html", status=410)
        messages.success(request, "Your password is saved. Sign in with it now.")
        return redirect("account_login")
    return render(request, "workspace/network/invitation.html", {"form": form, "person": someone})


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations on a day, by name, code and kind."""
    form = FindOrganisations(request.GET or None)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"words": "", "kind": "", "on": None}
    today = timezone.localdate()
    day = asked["on"] or today
    found = queries.find_organisations(words=asked["words"], kind=asked["kind"], day=day)
    page = Paginator(found, ORGANISATIONS_A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(request, "workspace/network/organisations.html", {
        "form": form, "page": page, "day": day, "is_today": day == today, "kept": kept.urlencode(),
        "may_merge": len(queries.managed_organisations(_me(request))[:2]) > 1,
    })  # fmt: skip


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its names in time, what it came from and what it became."""
    one, today = queries.organisation_called(pk), timezone.localdate()
    names = queries.names_over_time(one)
    return render(request, "workspace/network/organisation.html", {
        "one": one, "names": names, "last_day": names[-1][2], "came_from": queries.came_from(one), "became": queries.became(one),
        "alive": one.is_alive(today), "today_s": [] if one.is_alive(today) else queries.today_s_bodies_of(one),
        "may_manage": holds(_me(request), Permission.PEOPLE_MANAGE, organisation=one.pk),
        "mine": holds(_me(request), Permission.ENGAGEMENT_READ, organisation=one.pk),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that an organisation of mine has a new name."""
    one = queries.organisation_called(pk)
    require(_me(request), Permission.PEOPLE_MANAGE, on=Body(one))
    form = Rename(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(one, name=form.cleaned_data["name"], on=form.cleaned_data["on"], by=_me(request))
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, "The new name is recorded. Records of earlier days keep the old one.")
            return redirect("workspace:network:organisation", pk=pk)
    return render(request, "workspace/network/rename.html", {"form": form, "one": one})


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Record that organisations that I look after became one."""
    me = _me(request)
    if request.method == "POST":
        _must_manage(me)
    managed = queries.managed_organisations(me)
    form = Merge(request.POST or None, managed=managed)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            new: Organisation = actions.merge(given["organisations"], into_name=given["name"], on=given["on"], by=me)
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, "The merger is recorded. People keep their roles in the new organisation.")
            return redirect("workspace:network:organisation", pk=new.pk)
    return render(request, "workspace/network/merge.html", {"form": form, "managed": managed})


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what, in plain words."""
    return render(request, "workspace/network/roles.html", {"roles": list(ROLES.values()), "matrix": presenters.matrix()})


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware let nobody else in
    return request.user


def _must_manage(me: User) -> None:
    # Refused before the form is read: what is typed tells nothing to someone who may not do it anyway.
    if not holds(me, Permission.PEOPLE_MANAGE):
        raise PermissionDenied("Only an administrator of your organisation can do this.")


def _show(form: Any, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(None, reason)


def _write_to(request: HttpRequest, person: User) -> None:
    """Send the letter, and say whether it went."""
    link = "" if person.has_usable_password() else _link(person)
    if letters.send_invitation(person, by=_me(request), link=link):
        messages.success(request, f"{person.name} has the role. A letter is on its way to {person.email}.")
    else:
        messages.warning(request, f"{person.name} has the role, but the letter could not be sent. Tell them yourself.")


def _link(person: User) -> str:
    return settings.PUBLIC_ADDRESS + reverse("invitation", kwargs={"token": queries.invitation_for(person)})


def _about(request: HttpRequest, someone: User, form: Any) -> dict[str, Any]:
    me = _me(request)
    word, colour = presenters.state_of(someone)
    speaks = queries.may_speak_for(me, someone)
    return {
        "person": someone, "form": form, "state": word, "colour": colour, "roles": ROLES, "is_me": someone.pk == me.pk,
        "managed": {one.pk for one in queries.managed_organisations(me)}, "may_speak": speaks,
        "has_second_step": speaks and queries.has_second_step(someone),
        "link": _link(someone) if speaks and word == "Invited" else "", "days": settings.INVITATION_DAYS,
    }  # fmt: skip


def _refused(request: HttpRequest, someone: User, refused: Refused) -> HttpResponse:
    """Show the person's page again with why it was not done."""
    again = queries.colleague(_me(request), someone.pk)
    form = GiveRole(managed=queries.managed_organisations(_me(request)))
    about = {**_about(request, again, form), "reasons": refused.reasons}
    return render(request, "workspace/network/person.html", about, status=409)
