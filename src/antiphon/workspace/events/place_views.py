"""Screens of places: who comes, who waits, what they need, and those who have to be rung."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from antiphon.core.csv_fields import cell
from antiphon.events.actions import places as acting
from antiphon.events.queries import events, places
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.events import forms
from antiphon.workspace.events.files import table
from antiphon.workspace.events.views import FORM, WRITE, crumb, form_page, page, sent

SETTLED = {
    "arranged": (acting.arranged, "It is written down as arranged."), "rang": (acting.rang, "It is written down."),
    "give-up": (acting.give_up, "Their place is free again."), "forget": (acting.forget, "They are forgotten."),
}  # fmt: skip


@require_safe
def places_list(request: HttpRequest, event: int) -> HttpResponse:
    """List everyone who has a place or waits for one, with names, for those who run the event."""
    found = events.event_for(person(request), event, WRITE)
    listed = places.listed(found)
    return page(
        request, "places", *crumb(found), event=found, counts=places.counts(found), free=places.free(found),
        coming=[one for one in listed if one.place.status == "coming"],
        waiting=[one for one in listed if one.place.status == "waiting"],
        needing=[one for one in listed if one.needs and one.place.status == "coming" and not one.place.needs_met_at],
        ringing=[one for one in listed if one.place.to_ring],
    )  # fmt: skip


@require_safe
def places_file(request: HttpRequest, event: int) -> HttpResponse:
    """Hand out the list as a table file, for those who run the event."""
    found = events.event_for(person(request), event, WRITE)
    rows = [
        [cell(one.name), cell(one.person.email if one.person else ""), cell(one.person.telephone if one.person else ""),
         one.place.get_status_display(), cell("; ".join(one.needs)), "yes" if one.place.needs_met_at else ""]
        for one in places.listed(found)
    ]  # fmt: skip
    return table(f"places-{found.pk}", ["Name", "E-mail", "Telephone", "Place", "Needs", "Arranged"], rows)


@FORM
def add_place(request: HttpRequest, event: int) -> HttpResponse:
    """Write down somebody who rang."""
    found = events.event_for(person(request), event, WRITE)
    form = forms.AddPlaceForm(sent(request))
    if attempt(request, form, lambda said: acting.add_place(
        found, contact=form.contact(), needs=said["needs"], needs_words=said["needs_words"], by=person(request)
    ), done="They are on the list."):  # fmt: skip
        return redirect("workspace:events:places", event)
    full = ["All places are taken, so they go on the waiting list."] if found.open and places.waits(found) else []
    return form_page(request, form, *crumb(found), title="Write down somebody who rang", button="Add", intro=full)


@require_POST
def settle(request: HttpRequest, place: int, what: str) -> HttpResponse:
    """Write down that something is arranged or somebody was rung, free a place, or forget somebody."""
    found = places.place_for(person(request), place)
    if what not in SETTLED:
        raise Http404
    do, done = SETTLED[what]
    return press(request, lambda: do(found, by=person(request)), done=done, to="workspace:events:places", event=found.event_id)
