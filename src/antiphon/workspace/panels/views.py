"""Screens of panels: the list, one panel, what it says of itself, targets and partners."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.forms import Form
from antiphon.core.problems import Refused
from antiphon.network.queries import organisations_called, own_organisations
from antiphon.network.roles import Permission
from antiphon.panels.actions import panels as actions
from antiphon.panels.profile import characteristics
from antiphon.panels.queries import groups
from antiphon.panels.queries import panels as queries
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.panels import forms, presenters
from antiphon.workspace.panels.screens import form_page, page, sent

MANAGE = Permission.PANEL_MANAGE


@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """Show the panels and the groups that the person may see."""
    user = person(request)
    return page(request, "list", {
        "panels": list(queries.panels_of(user)), "groups": list(groups.my_groups(user)),
        "may_start": bool(queries.possible_owners(user)),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start a panel."""
    user = person(request)
    possible = [one.pk for one in queries.possible_owners(user)]
    if not possible:
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    form = forms.NewPanelForm(sent(request), owners=own_organisations(user).filter(pk__in=possible))
    if attempt(request, form, lambda said: actions.found(owner=said["owner"], lead=user, by=user, **form.said()),
               done="The panel is there. Now say what it should look like, and add its members."):  # fmt: skip
        return redirect("workspace:panels:list")
    return form_page(request, form, title="Start a panel", button="Start the panel")


@require_safe
def panel(request: HttpRequest, panel: int) -> HttpResponse:
    """Show what a panel looks like, and for those who run it what waits."""
    user = person(request)
    return page(request, "panel", presenters.panel(queries.panel_for(user, panel), user))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, panel: int) -> HttpResponse:
    """Change what a panel says of itself."""
    found = queries.panel_for(person(request), panel, MANAGE)
    form = forms.PanelForm(sent(request), initial=forms.panel_initial(found))
    if attempt(request, form, lambda _: actions.change(found, by=person(request), **form.said()), done="Your changes are saved."):
        return redirect("workspace:panels:panel", panel)
    return form_page(request, form, title="What the panel says", button="Save", panel=found)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, panel: int) -> HttpResponse:
    """End a panel that has no members any more."""
    found = queries.panel_for(person(request), panel, MANAGE)
    if request.method == "POST":
        return press(request, lambda: actions.close(found, by=person(request)), done="The panel is closed.",
                     to="workspace:panels:panel", panel=panel)  # fmt: skip
    return form_page(request, Form(), title="Close the panel?", button="Close the panel", panel=found,
                     intro=["A panel can be closed when nobody is on it any more. What it asked and decided stays."])  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, panel: int, characteristic: str) -> HttpResponse:
    """Set the shares that the categories of one characteristic should have."""
    found = queries.panel_for(person(request), panel, MANAGE)
    one = characteristics(found.places).get(characteristic)
    if one is None or not one.categories:
        raise Http404
    shares = queries.targets_of(found, [characteristic]).get(characteristic, {})
    form = forms.TargetForm(sent(request), one=one, shares=shares)
    if attempt(request, form, lambda _: actions.set_targets(found, characteristic=characteristic, shares=form.shares(),
               by=person(request)), done=f"The targets for {one.text.lower()} are saved."):  # fmt: skip
        return redirect("workspace:panels:panel", panel)
    return form_page(request, form, title=f"Targets: {one.text}", button="Save the targets", panel=found, short=True, intro=[
        "How many in a hundred should each be? They add up to 100. Leave all empty to have no targets for this."
    ])  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, panel: int) -> HttpResponse:
    """Share the panel with other organisations."""
    found = queries.panel_for(person(request), panel, MANAGE)
    form = forms.PartnerForm(sent(request))

    def share(said: dict[str, str]) -> None:
        organisation = organisations_called(said["organisation"].strip()).first()
        if organisation is None:
            raise Refused(f"There is no organisation with the name or code “{said['organisation'][:60]}”.")
        actions.share_with(found, organisation=organisation, way=said["way"], by=person(request))

    if attempt(request, form, share, done="The panel is shared."):
        return redirect("workspace:panels:partners", panel)
    return page(request, "partners", {"form": form, "panel": found, "partners": list(queries.partners_of(found))})


@require_POST
def remove_partner(request: HttpRequest, panel: int) -> HttpResponse:
    """Stop sharing with one organisation."""
    found = queries.panel_for(person(request), panel, MANAGE)
    given = request.POST.get("partner", "")
    partner = queries.partners_of(found).filter(pk=int(given)).first() if given.isdecimal() else None
    if partner is None:
        raise Http404
    actions.stop_sharing(found, organisation=partner.organisation, by=person(request))
    messages.success(request, f"{partner.organisation} does not see the panel any more.")
    return redirect("workspace:panels:partners", panel)
