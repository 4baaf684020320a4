"""Screens of routes, of reach with its export, and of what came back up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.cascades import actions
from antiphon.cascades.queries import cascades, reach, replies
from antiphon.network.queries import organisations_on
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.cascades import forms
from antiphon.workspace.cascades.views import HOME, READ, form_page, here, need, page, sent

FORM = require_http_methods(["GET", "HEAD", "POST"])
ROUTES = {"text": "Routes", "href": "/workspace/sending/cascades/routes/"}
TRACKER = {"text": "What came back", "href": "/workspace/sending/cascades/replies/"}


@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    """List to whom the person's organisations hand on."""
    need(request, READ)
    me = person(request)
    mine = cascades.keepers(me)
    return page(request, "routes", [HOME], routes=list(cascades.routes_of(me)), keepers=mine)


@FORM
def to_network(request: HttpRequest, organisation: int) -> HttpResponse:
    """Add a route to a network of one's own register."""
    above = cascades.keeper_for(person(request), organisation)
    form = forms.RouteForm(sent(request), networks=cascades.networks_to_add(above))
    if attempt(
        request, form, lambda _: actions.add_route(above, by=person(request), **form.kept()), done="The route is on the list."
    ):
        return redirect("workspace:cascades:routes")
    intro = [] if form.networks else ["Every network on your register is on the list already, or there is none yet."]
    return form_page(request, form, [HOME, ROUTES], title=f"{above} hands on to a network", button="Add", intro=intro)


@FORM
def to_organisation(request: HttpRequest, organisation: int) -> HttpResponse:
    """Choose the organisation that a route leads to."""
    above = cascades.keeper_for(person(request), organisation)
    bodies = [one for one in organisations_on(timezone.localdate()) if one.pk != above.pk]
    form = forms.PartnerForm(sent(request), bodies=bodies)
    if request.method == "POST" and form.is_valid():
        return redirect("workspace:cascades:route_lead", organisation, int(form.cleaned_data["organisation"]))
    return form_page(request, form, [HOME, ROUTES], title=f"{above} hands on to an organisation", button="Go on")


@FORM
def route_lead(request: HttpRequest, organisation: int, body: int) -> HttpResponse:
    """Say who leads it there, and who stands in."""
    above = cascades.keeper_for(person(request), organisation)
    below = cascades.body_with(body)
    form = forms.LeadForm(sent(request), people=cascades.staff_of(below))
    if attempt(request, form, lambda _: actions.add_route(above, organisation=below, by=person(request), **form.kept()),
               done="The route is on the list."):  # fmt: skip
        return redirect("workspace:cascades:routes")
    intro = (
        []
        if form.people
        else [f"Nobody with an account at {below} may run cascades. Add it as a network instead, with a lead by e-mail."]
    )
    return form_page(request, form, [HOME, ROUTES], title=f"Who leads it at {below}?", button="Add", intro=intro)


@require_POST
def drop_route(request: HttpRequest, route: int) -> HttpResponse:
    """Take a route away."""
    found = cascades.route_for(person(request), route)
    return press(
        request,
        lambda: actions.remove_route(found, by=person(request)),
        done="The route is gone.",
        to="workspace:cascades:routes",
    )


@require_safe
def reached(request: HttpRequest, cascade: int) -> HttpResponse:
    """Show whom it reached: counted once each, by list, organisation and place; and what leads say, apart from it."""
    found = cascades.cascade_for(person(request), cascade)
    return page(request, "reach", here(found), cascade=found, reach=reach.of(found), sums=reach.sums_of(found))


@require_safe
def reached_file(request: HttpRequest, cascade: int) -> HttpResponse:
    """Hand out the same as a table, small numbers hidden."""
    found = cascades.cascade_for(person(request), cascade)
    response = HttpResponse(reach.as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reach-{found.pk}.csv"'
    return response


@require_safe
def tracker(request: HttpRequest) -> HttpResponse:
    """List what came back up to every question, open items first."""
    need(request)
    one = request.GET.get("cascade", "")
    found = replies.tracker(person(request), int(one) if one.isascii() and one.isdigit() and len(one) < 15 else None)
    return page(request, "replies", [HOME], replies=list(found[:500]), one=one)


@FORM
def reply(request: HttpRequest, reply: int) -> HttpResponse:
    """Show one item: say who is on it, and what came of it."""
    me = person(request)
    found = replies.reply_for(me, reply)
    taking = request.method == "POST" and "owner" in request.POST
    people = cascades.staff_of(found.cascade.owner)
    take = forms.TakeForm(request.POST if taking else None, people=people, initial={"owner": str(found.owner_id or me.pk)})
    settle = forms.SettleForm(request.POST if request.method == "POST" and not taking else None)
    if taking and attempt(
        request, take, lambda said: actions.take_reply(found, owner=take.people[said["owner"]], by=me), done="Saved."
    ):
        return redirect("workspace:cascades:reply", reply)
    if not taking and attempt(request, settle, lambda said: actions.settle_reply(found, by=me, **said), done="It is settled."):
        return redirect("workspace:cascades:replies")
    return page(request, "reply", [HOME, TRACKER], reply=found, take=take, settle=settle)
