"""Screens of briefings: write the parts, see each pack, send, and see what became of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.briefings import actions, queries, rules
from antiphon.briefings.models import Briefing
from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.stakeholders.queries import keepers, with_names
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.briefings import forms
from antiphon.workspace.saying.presenters import standing
from antiphon.workspace.stakeholders.views import form_page, need, page, sent

WRITE, READ, APPROVE = Permission.BRIEFING_WRITE, Permission.BRIEFING_READ, Permission.BRIEFING_APPROVE
FORM = require_http_methods(["GET", "HEAD", "POST"])
HOME = {"text": "Briefings", "href": "/workspace/saying/briefings/"}


def here(found: Briefing) -> list[dict[str, str]]:
    """Return the way back from a page below a briefing."""
    return [HOME, {"text": found.title, "href": f"/workspace/saying/briefings/{found.pk}/"}]


@require_safe
def briefings(request: HttpRequest) -> HttpResponse:
    """List the briefings, and how many were opened."""
    need(request, READ)
    me = person(request)
    return page(request, "briefings/list", [], briefings=list(queries.briefings_of(me)), may_write=bool(keepers(me, WRITE)))


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Begin a briefing."""
    need(request, WRITE)
    me = person(request)
    form = forms.BriefingForm(sent(request), keepers=keepers(me, WRITE), decisions=queries.decisions_for(me))
    made: list[Briefing] = []
    if attempt(request, form, lambda _: made.append(actions.draft(form.keeper(), by=me, **form.kept()))):
        return redirect("workspace:briefings:write", made[0].pk)
    return form_page(request, form, [HOME], title="Write a briefing", button="Go on to the words")


@FORM
def edit(request: HttpRequest, briefing: int) -> HttpResponse:
    """Change what it is about and who gets it."""
    found, me = queries.briefing_for(person(request), briefing, WRITE), person(request)
    moment = timezone.localtime(found.embargo_until) if found.embargo_until else None
    first = {"title": found.title, "audiences": found.audiences, "decision": found.decision_id or "",
             "embargo_on": moment.date() if moment else None, "embargo_at": f"{moment:%H:%M}" if moment else "10:00"}  # fmt: skip
    form = forms.BriefingForm(sent(request), keepers=[found.organisation], decisions=queries.decisions_for(me), initial=first)
    if attempt(request, form, lambda _: actions.change(found, by=me, **form.kept()), done="Your changes are saved."):
        return redirect("workspace:briefings:briefing", briefing)
    return form_page(request, form, here(found), title="Who, about what, until when", button="Save")


@FORM
def write(request: HttpRequest, briefing: int) -> HttpResponse:
    """Write the parts. Each stands in every pack that holds it."""
    found = queries.briefing_for(person(request), briefing, WRITE)
    parts, words = rules.parts_for(found.audiences), queries.parts_of(found)
    form = forms.PartsForm(sent(request), parts=parts, words=words)

    def save(_: dict[str, Any]) -> None:
        said, seen = form.said()
        actions.write(found, parts=said, seen=seen, by=person(request))

    if attempt(request, form, save, done="Your words are saved."):
        return redirect("workspace:briefings:briefing", briefing)
    packs = {part.key: [one.title for key, one in rules.AUDIENCES.items() if key in found.audiences and part.key in one.parts]
             for part in parts}  # fmt: skip
    return page(request, "briefings/write", here(found), briefing=found, form=form, parts=parts, packs=packs)


@require_safe
def briefing(request: HttpRequest, briefing: int) -> HttpResponse:
    """Show where a briefing stands: what is missing, who gets it, who opened it, what they asked."""
    me, today = person(request), timezone.localdate()
    found = queries.briefing_for(me, briefing)
    words = queries.parts_of(found)
    copies = queries.copies_with_names(found, today) if found.sent_at else []
    writers = list(found.writers.all())
    return page(
        request, "briefings/briefing", [HOME], briefing=found, lengths=rules.lengths(found.audiences, words), copies=copies,
        missing=[] if found.sent_at else queries.missing_before_sending(found, words, today), writers=writers,
        readers=None if found.sent_at else queries.readers_of(found, today), packs=rules.AUDIENCES, today=today,
        opened=queries.opened_by_pack(copy for copy, _ in copies), may_write=may(me, WRITE, on=found),
        may_send=may(me, APPROVE, on=found) and me not in writers, meetings=list(queries.meetings_of(found)),
        questions=[(one, rules.status_of_question(one.due_on, today, replied=bool(one.replied_at)))
                   for one in queries.questions_of(found)],
        colours=COLOURS,
    )  # fmt: skip


COLOURS = {"late": "red", "today": "orange", "waits": "blue", "replied": "green"}


@require_safe
def pack(request: HttpRequest, briefing: int, audience: str) -> HttpResponse:
    """Show one pack as its readers see it, also to print."""
    found = queries.briefing_for(person(request), briefing)
    if audience not in found.audiences:
        raise Http404
    words = queries.parts_of(found)
    wards: dict[str, list[list[str]]] = found.figures
    if audience == "ward" and not found.sent_at:
        readers = queries.readers_of(found, timezone.localdate()).get
        wards = queries.figures_of(found, [one.listed.stakeholder.ward for one in readers])
    return page(request, "briefings/pack", here(found), briefing=found, audience=rules.AUDIENCES[audience],
                parts=rules.pack_of(audience, words), wards=wards if audience == "ward" else {},
                agreed=queries.agreed_beside(found))  # fmt: skip


@FORM
def send(request: HttpRequest, briefing: int) -> HttpResponse:
    """Show the exact words and who gets what, and send it when another person than its writers says so."""
    me = person(request)
    found = queries.briefing_for(me, briefing, APPROVE)
    if request.method == "POST":
        words = request.POST.get("words", "").replace("\r\n", "\n")
        return press(request, lambda: actions.send(found, words=words, by=me), done="The briefing is on its way, once to each.",
                     to="workspace:briefings:briefing", briefing=briefing)  # fmt: skip
    parts, today = queries.parts_of(found), timezone.localdate()
    readers = queries.readers_of(found, today)
    return page(
        request, "briefings/send", here(found), briefing=found, words=queries.words_of(found, parts), readers=readers,
        missing=queries.missing_before_sending(found, parts, today), parts=rules.parts_for(found.audiences), said=parts,
        standing=standing(me, found, "\n\n".join(parts.values()), kind="councillor"), wrote=me in found.writers.all(),
        wards=queries.figures_of(found, [one.listed.stakeholder.ward for one in readers.get if "ward" in one.audiences]),
        lengths=rules.lengths(found.audiences, parts),
    )  # fmt: skip


@FORM
def copy(request: HttpRequest, briefing: int, reader: int) -> HttpResponse:
    """Show one reader's packs to print or read out, and write down that it was done."""
    found = queries.briefing_for(person(request), briefing, WRITE)
    one = queries.copy_in(found, reader)
    if request.method == "POST":
        return press(request, lambda: actions.hand_over(one, by=person(request)), done="It is written down.",
                     to="workspace:briefings:briefing", briefing=briefing)  # fmt: skip
    listed = with_names([one.stakeholder], today=timezone.localdate())[0]
    words = queries.parts_of(found)
    return page(
        request, "briefings/copy", here(found), briefing=found, copy=one, listed=listed,
        packs=[(rules.AUDIENCES[key], rules.pack_of(key, words)) for key in one.audiences],
        figures=found.figures.get(one.ward, []),
    )  # fmt: skip
