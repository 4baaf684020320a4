"""Screens of members, for those who run the panel."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.problems import BadFile
from antiphon.network.roles import Permission
from antiphon.panels import rules
from antiphon.panels.actions import members as actions
from antiphon.panels.profile import characteristics
from antiphon.panels.queries import asks, groups
from antiphon.panels.queries import panels as queries
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.panels import forms, presenters
from antiphon.workspace.panels.screens import page, sent

MANAGE = Permission.PANEL_MANAGE
ON_A_PAGE, MOST_BAD = 50, 100


@require_safe
def members(request: HttpRequest, panel: int) -> HttpResponse:
    """List the members of a panel, or those whose name holds a word."""
    found = queries.panel_for(person(request), panel, MANAGE)
    find = request.GET.get("find", "").strip()
    listed = queries.with_names(queries.members_of(found))
    if find:
        listed = [one for one in listed if find.casefold() in one.name.casefold()]
    shown = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "members", {"panel": found, "page": shown, "total": len(listed), "find": find,
                                     "today": timezone.localdate()})  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, panel: int) -> HttpResponse:
    """Add one member by hand."""
    found = queries.panel_for(person(request), panel, MANAGE)
    form = forms.MemberForm(sent(request), places=found.places)
    if attempt(request, form, lambda _: actions.add(found, contact=form.contact(), profile=form.profile(), needs=form.needs(),
               by=person(request)), done="They are a member now."):  # fmt: skip
        return redirect("workspace:panels:add_member" if "more" in request.POST else "workspace:panels:members", panel)
    return page(request, "edit_member", {"form": form, "panel": found, "title": "Add a member", "fresh": True})


@require_http_methods(["GET", "HEAD", "POST"])
def take_file(request: HttpRequest, panel: int) -> HttpResponse:
    """Bring in a file of members, whole or not at all."""
    found = queries.panel_for(person(request), panel, MANAGE)
    form = forms.FileForm(sent(request), request.FILES or None)
    said: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            said["brought"] = actions.import_file(found, file=form.cleaned_data["file"], by=person(request))
        except BadFile as problem:
            for reason in problem.reasons:
                form.add_error("file", reason)
            by_row: dict[int, list[str]] = {}
            for row, reason in problem.rows:
                by_row.setdefault(row, []).append(reason)
            said |= {"bad_rows": list(by_row.items())[:MOST_BAD], "bad_total": len(by_row), "good_total": problem.accepted}
    known = [one for one in characteristics(found.places).values() if one.categories]
    return page(request, "import", {
        "form": form, "panel": found, "choices": {one.key: [words for _, words in one.categories] for one in known},
        "formats": list(rules.FORMATS.values()), **said,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, panel: int) -> HttpResponse:
    """List the terms that end; renew them or let people go."""
    found = queries.panel_for(person(request), panel, MANAGE)
    today = timezone.localdate()
    ending = queries.terms_ending(found, today)
    if request.method == "POST":
        chosen = [member for member in ending if str(member.pk) in request.POST.getlist("member")]
        if request.POST.get("what") == "end":
            return press(request, lambda: actions.end_terms(chosen, by=person(request)), done="Their terms have ended.",
                         to="workspace:panels:terms", panel=panel)  # fmt: skip
        return press(request, lambda: actions.renew(chosen, by=person(request)), done="They have another term.",
                     to="workspace:panels:terms", panel=panel)  # fmt: skip
    return page(request, "terms", {"panel": found, "ending": queries.with_names(ending), "today": today, "soon": rules.SOON})


@require_safe
def member(request: HttpRequest, member: int) -> HttpResponse:
    """Show one member."""
    found = queries.member_for(person(request), member)
    listed = queries.with_names([found])[0]
    about = characteristics(found.panel.places)
    profile = [(about[key].text, about[key].words(category)) for key, category in found.profile.items() if key in about]
    return page(request, "member", {
        "listed": listed, "member": found, "panel": found.panel, "profile": profile, "needs": found.access.lines,
        "invitations": list(asks.invitations_to(found)), "money": presenters.money(groups.payments_to(found)),
        "path": queries.path_of(found), "seats": list(groups.seats_held_by(found)), "colours": presenters.STATUS_COLOURS,
        "money_colours": presenters.MONEY_COLOURS,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, member: int) -> HttpResponse:
    """Change what is known of a member."""
    found = queries.member_for(person(request), member)
    listed = queries.with_names([found])[0]
    form = forms.MemberForm(sent(request), places=found.panel.places, initial=forms.member_initial(found, listed.person))

    def save(said: dict[str, object]) -> None:
        actions.update(found, contact=form.contact(), profile=form.profile(), needs=form.needs(), by=person(request))

    if attempt(request, form, save, done="Your changes are saved."):
        return redirect("workspace:panels:member", member)
    return page(request, "edit_member", {"form": form, "panel": found.panel, "title": listed.name, "fresh": False})


@require_POST
def rest(request: HttpRequest, member: int) -> HttpResponse:
    """Invite the member to nothing for now, or let them be invited again."""
    found = queries.member_for(person(request), member)
    if found.resting_since:
        return press(request, lambda: actions.wake(found, by=person(request)), done="They can be invited again.",
                     to="workspace:panels:member", member=member)  # fmt: skip
    return press(request, lambda: actions.rest(found, by=person(request)), done="They are not invited for now.",
                 to="workspace:panels:member", member=member)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, member: int) -> HttpResponse:
    """Let a member go; those who left may be forgotten too."""
    found = queries.member_for(person(request), member)
    listed = queries.with_names([found])[0]
    if found.left_at:
        if request.method == "POST":
            return press(request, lambda: actions.forget(found, by=person(request)), done="They are forgotten.",
                         to="workspace:panels:members", panel=found.panel_id)  # fmt: skip
        return page(request, "forget", {"member": found, "panel": found.panel, "listed": listed})
    form = forms.LeaveForm(sent(request))
    if attempt(request, form, lambda said: actions.leave(found, because=said["because"], erase=said["erase"], by=person(request)),
               done="They have left the panel. Nothing more is sent to them."):  # fmt: skip
        return redirect("workspace:panels:members", found.panel_id)
    return page(request, "form", {
        "form": form, "panel": found.panel, "title": f"Let {listed.name} go?", "button": "Let them go", "warning": True,
        "intro": ["It happens at once: no message that waits is sent to them."],
    })  # fmt: skip
