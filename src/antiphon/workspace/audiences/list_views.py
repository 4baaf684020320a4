"""Screens of lists of people. Names are shown one by one, to those who keep the list and know the address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from antiphon.audiences import actions, queries, rules
from antiphon.audiences.models import Audience
from antiphon.core.problems import BadFile
from antiphon.core.suppression import suppress_list
from antiphon.network.access import holds, may
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.audiences import forms
from antiphon.workspace.audiences.parts import FORM, LISTS, READ, WRITE, bad_rows, form_page, need, page, sent, table_file

FIELDS = ("name", "kind", "purpose", "basis", "source", "place", "cap")


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """List the lists, with how many people are on each."""
    need(request, READ)
    return page(request, "lists", [], lists=list(queries.audiences(person(request))),
                may_write=bool(queries.keepers(person(request))))  # fmt: skip


@require_safe
def listing(request: HttpRequest, listing: int) -> HttpResponse:
    """Show one list: why we may write to the people on it, and what they need. Small numbers are for those who keep it."""
    found = queries.audience_for(person(request), listing)
    writes = may(person(request), WRITE, on=found)
    figures = queries.figures(found)
    parts = (("How they hear from us", figures.ways), ("Format", figures.formats), ("Language", figures.languages))
    return page(request, "list", [LISTS], listing=found, figures=figures, may_write=writes,
                parts=[(title, _shown(counts, writes)) for title, counts in parts],
                may_take_out=_may_take_out(request, found))  # fmt: skip


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Make a list."""
    need(request)
    form = forms.ListForm(sent(request), keepers=queries.keepers(person(request)))
    made: list[Audience] = []
    if attempt(request, form, lambda _: made.append(actions.make_audience(form.keeper(), by=person(request), **form.kept())),
               done="The list is there. Now bring people in."):  # fmt: skip
        return redirect("workspace:audiences:list", made[0].pk)
    return form_page(request, form, [LISTS], title="Make a list", button="Make it")


@FORM
def edit(request: HttpRequest, listing: int) -> HttpResponse:
    """Change what a list is."""
    found = queries.audience_for(person(request), listing, WRITE)
    form = forms.ListForm(sent(request), initial={name: getattr(found, name) for name in FIELDS})
    if attempt(request, form, lambda _: actions.change_audience(found, by=person(request), **form.kept()),
               done="Your changes are saved."):  # fmt: skip
        return redirect("workspace:audiences:list", listing)
    return form_page(request, form, _to(found), title="Change the list", button="Save")


@FORM
def take_file(request: HttpRequest, listing: int) -> HttpResponse:
    """Bring in a file of people, whole or not at all."""
    found = queries.audience_for(person(request), listing, WRITE)
    form = forms.FileForm(sent(request), request.FILES or None)
    said: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            said["brought"] = actions.take_list(found, file=form.cleaned_data["file"], by=person(request))
        except BadFile as problem:
            said |= bad_rows(form, problem)
    return page(request, "import_list", _to(found), form=form, listing=found, formats=list(rules.FORMATS.values()),
                ways=list(rules.WAYS.values()), languages=list(rules.LANGUAGES.values()), **said)  # fmt: skip


@FORM
def add(request: HttpRequest, listing: int) -> HttpResponse:
    """Put one person on a list."""
    found = queries.audience_for(person(request), listing, WRITE)
    form = forms.ContactForm(sent(request))
    if attempt(request, form, lambda _: actions.add_contact(found, who=form.who(), by=person(request), **form.needs()),
               done="They are on the list."):  # fmt: skip
        return redirect("workspace:audiences:list", listing)
    intro = ["If this address asked not to be written to, that still holds."]
    return form_page(request, form, _to(found), title="Add a person", button="Add", intro=intro)


@FORM
def find(request: HttpRequest, listing: int) -> HttpResponse:
    """Find somebody on a list by their address or number."""
    found = queries.audience_for(person(request), listing, WRITE)
    form = forms.FindForm(sent(request))
    asked = request.method == "POST" and form.is_valid()
    there = queries.at_address(found, **form.cleaned_data) if asked else []
    return page(request, "find", _to(found), form=form, listing=found, asked=asked, there=there)


@FORM
def contact(request: HttpRequest, contact: int) -> HttpResponse:
    """Show somebody on a list, and change what they need."""
    found = queries.contact_for(person(request), contact)
    who = queries.name_of(found)
    form = forms.NeedsForm(sent(request), initial={"format": found.format, "language": found.language, "way": found.way})
    if not found.gone_at and attempt(request, form, lambda said: actions.change_contact(
        found, by=person(request), **{name: value for name, value in said.items() if value}
    ), done="Your changes are saved."):  # fmt: skip
        return redirect("workspace:audiences:contact", contact)
    return page(request, "contact", _to(found.listing), one=found, who=who, form=form)


@FORM
def off(request: HttpRequest, contact: int) -> HttpResponse:
    """Take somebody off a list."""
    found = queries.contact_for(person(request), contact)
    form = forms.OffForm(sent(request))
    if attempt(request, form, lambda said: actions.take_off(found, by=person(request), **said), done="They are off the list."):
        return redirect("workspace:audiences:list", found.listing_id)
    who = queries.name_of(found)
    return form_page(
        request, form, _to(found.listing), title="Take them off the list?", button="Take them off", warning=True,
        intro=[f"{who.name if who else 'They'} will be off this list at once.",
               "Other lists are not touched. If they want no messages at all, write that down as an objection instead."],
    )  # fmt: skip


@require_POST
def export(request: HttpRequest, listing: int) -> HttpResponse:
    """Have a list as a file, with names. Each time is on the trail."""
    found = queries.audience_for(person(request), listing, WRITE)
    if not _may_take_out(request, found):
        raise PermissionDenied("Your role does not allow this. A director or an engagement lead can do it.")
    actions.take_out(found, by=person(request))
    return table_file(queries.list_lines(found), f"list-{found.pk}")  # type: ignore[return-value]


@FORM
def close(request: HttpRequest, listing: int) -> HttpResponse:
    """Stop using a list."""
    found = queries.audience_for(person(request), listing, WRITE)
    form = forms.Form(sent(request))
    if attempt(request, form, lambda _: actions.close_audience(found, by=person(request)), done="The list is closed."):
        return redirect("workspace:audiences:lists")
    return form_page(request, form, _to(found), title="Close the list?", button="Close it", warning=True,
                     intro=["Nothing more is sent to it. Who they were is forgotten in two years."])  # fmt: skip


def _may_take_out(request: HttpRequest, found: Audience) -> bool:
    return may(person(request), WRITE, on=found) and holds(
        person(request), Permission.EXPORT, organisation=found.organisation_id
    )


def _shown(counts: dict[str, int], exact: bool) -> list[tuple[str, str]]:
    """Return counts in words; small ones are hidden from those who do not keep the list, so that none can be worked out."""
    if exact:
        return [(words, f"{number:,}") for words, number in counts.items()]
    hidden = suppress_list(list(counts.values()), total_known=True)
    return [(words, str(cell)) for words, cell in zip(counts, hidden.cells, strict=True)]


def _to(found: Audience) -> list[dict[str, str]]:
    return [LISTS, {"text": found.name, "href": f"/workspace/sending/lists/{found.pk}/"}]
