"""Screens of engagements. Each view parses, asks one query or action, and shows a page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import Refused
from antiphon.engagement import actions, asks, queries
from antiphon.network.access import may, require
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import person
from antiphon.workspace.engagement import asks_presenters, forms, presenters
from antiphon.workspace.saying.checked import keep_reasons
from antiphon.workspace.saying.presenters import late, standing


@require_safe
def engagements(request: HttpRequest) -> HttpResponse:
    """Show every engagement that the person may see, by where it stands."""
    return _page(request, "list", presenters.listed(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start an engagement."""
    owners = queries.possible_owners(request.user)
    if request.method == "POST" and not owners:
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    form = forms.NewForm(_sent(request), owners=owners)
    if request.method == "POST" and form.is_valid():
        try:
            engagement = actions.draft(
                owner=form.cleaned_data["owner"], lead=request.user, title=form.cleaned_data["title"], by=request.user
            )
            messages.success(request, "The draft is saved. Only your organisation can see it.")
            # Search before survey: where something is known, that is what the next page shows.
            known = asks.known_before(person(request), engagement)
            return redirect(f"workspace:engagement:{'asked' if known else 'edit'}", engagement.slug)
        except Refused as problem:
            _say(form, problem)
    return _page(request, "new", {"form": form, "owners": owners})


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one engagement: its seven steps, what is next and who can do it."""
    engagement = queries.engagement_for(request.user, slug)
    return _page(request, "story", {**presenters.story(engagement, request.user), "late": late(person(request), engagement)})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what a draft says. A published engagement shows why its words stay."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    questions = list(queries.questions_of(engagement))
    form = forms.edit_form(engagement, _sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(engagement, by=request.user, **form.cleaned_data)
            keep_reasons(form, by=person(request))
            messages.success(request, "Your changes are saved.")
            return redirect("workspace:engagement:" + ("questions" if "questions" in request.POST else "story"), slug)
        except Refused as problem:
            _say(form, problem)
    missing = queries.missing_before_publishing(engagement)
    known = {} if engagement.published_at else asks_presenters.banner(engagement, person(request))
    page = {"engagement": engagement, "form": form, "missing": missing, "signed": actions.SIGNED, "questions": questions}
    return _page(request, "edit", {**page, **known})


@require_http_methods(["GET", "HEAD", "POST"])
def more_time(request: HttpRequest, slug: str) -> HttpResponse:
    """Give people more time than was promised."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    form = forms.MoreTimeForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.extend(engagement, by=request.user, **form.cleaned_data)
            keep_reasons(form, by=person(request))
            messages.success(request, "People have more time. The public page says why.")
            return redirect("workspace:engagement:story", slug)
        except Refused as problem:
            _say(form, problem)
    return _page(request, "more_time", {"engagement": engagement, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, slug: str) -> HttpResponse:
    """Share the engagement with other organisations."""
    engagement = queries.engagement_for(request.user, slug)
    if request.method == "POST":
        require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    find = request.GET.get("find", "").strip()
    form = forms.PartnerForm(_sent(request), organisations=queries.possible_partners(engagement))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_partner(engagement, by=request.user, **form.cleaned_data)
            messages.success(request, f"{form.cleaned_data['organisation']} is a partner now.")
            return redirect("workspace:engagement:partners", slug)
        except Refused as problem:
            _say(form, problem)
    page = presenters.partners(engagement, form, find, may_edit=may(request.user, Permission.ENGAGEMENT_EDIT, on=engagement))
    return _page(request, "partners", page)


@require_POST
def remove_partner(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop sharing with one organisation."""
    engagement = queries.engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    partner = queries.partner_in(engagement, request.POST.get("partner", ""))
    try:
        actions.remove_partner(engagement, organisation=partner.organisation, by=request.user)
        messages.success(request, f"{partner.organisation} is not a partner any more. You can add it again.")
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
    return redirect("workspace:engagement:partners", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, slug: str) -> HttpResponse:
    """Test whether the law says that people must be involved, and record how they are."""
    engagement = queries.engagement_for(request.user, slug)
    if request.method == "POST":
        require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    test = queries.duty_test_of(engagement)
    names = ("section", "limbs", "changes_manner", "changes_range", "how_involved", "evidence")
    form = forms.DutyForm(_sent(request), initial={name: getattr(test, name) for name in names} if test else None)
    if request.method == "POST" and form.is_valid():
        try:
            test = actions.test_duty(engagement, by=request.user, **form.cleaned_data)
            said = "The duty to involve applies." if test.applies else "The duty to involve does not apply."
            messages.success(request, f"{said} Your test is saved.")
            return redirect("workspace:engagement:duty", slug)
        except Refused as problem:
            _say(form, problem)
    may_edit = may(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    return _page(request, "duty", {"engagement": engagement, "form": form, "may_edit": may_edit, **presenters.duty(test)})


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the exact words and what is missing; a second person signs them here."""
    engagement = queries.engagement_for(request.user, slug)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            actions.publish(engagement, by=request.user)
            messages.success(request, "The engagement is published. The public can see it now.")
            return redirect("workspace:engagement:story", slug)
        except Refused as problem:
            reasons = problem.reasons
    known = {} if engagement.published_at else asks_presenters.before_publishing(engagement, person(request))
    return _page(request, "publish", {**presenters.publish(engagement, request.user), "reasons": reasons, **known,
                                     "standing": standing(person(request), engagement)})


def _sent(request: HttpRequest) -> Any:
    """Return what a form was sent with, even when that is nothing; None when it is shown for the first time."""
    return request.POST if request.method == "POST" else None


def _say(form: Any, problem: Refused) -> None:
    for reason in problem.reasons:
        form.add_error(None, reason)


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/engagement/{name}.html", {"section": "engagements", **page})
