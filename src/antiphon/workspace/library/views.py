"""Screens of the insight library: find, keep, bring many in, take them out as a table, cite."""

import csv
import io
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core import documents
from antiphon.core.csv_fields import cell
from antiphon.core.problems import BadFile, Refused
from antiphon.engagement import asks
from antiphon.engagement.queries import engagement_for
from antiphon.library import actions, finding, queries
from antiphon.library.doors.csv_file import COLUMNS
from antiphon.library.models import Insight, Passage
from antiphon.network.access import may, require
from antiphon.network.groups import words
from antiphon.network.models import User
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.library import forms, found_presenters, presenters

A_PAGE = 25
PLACES = {"report": "An insight report", "option": "An option of a decision"}
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Find what was learned, decided, answered, asked and said before, in one place."""
    me, typed, wanted, form = _looked_for(request)
    number = _number(request.GET.get("page", ""))
    scope = asks.scope_of(me)
    found = finding.search(me, typed, scope=scope, wanted=wanted, page=number, size=A_PAGE)
    page = Paginator(range(found.within_reach), A_PAGE).get_page(number)
    kept = request.GET.copy()
    kept.pop("page", None)
    return _page(request, "list", form=form, page=page, found=found, typed=typed, kept=f"&{kept.urlencode()}" if kept else "",
                 rows=found_presenters.lines(found.passages, scope.reads, scope.hears), topics=queries.topics(me),
                 filtered=bool(wanted.said()), may_write=queries.keepers(me).exists())  # fmt: skip


@require_safe
def found_table(request: HttpRequest) -> HttpResponse:
    """Give what was found as a table with references. Single comments are not in it."""
    lines, *_ = _found(request)
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(found_presenters.COLUMNS)
    for row in found_presenters.rows(lines):
        out.writerow([cell(value) for value in row])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="found-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


@require_safe
def found_pdf(request: HttpRequest) -> HttpResponse:
    """Give what was found on paper, with references. Single comments are not in it."""
    lines, typed, number = _found(request)
    today = f"{timezone.localdate():%-d %B %Y}"
    said = [f"Looked for on {today}: {typed}" if typed else f"As it stood on {today}",
            f"{len(lines)} of {number} are here, the best first. Single comments are left out."]  # fmt: skip
    data = {
        "made": f"Insight library, {today}", "lines": said,
        "found": [
            {"reference": row[0], "title": f"{row[2]} ({row[1].lower()})", "words": row[3], "address": row[8],
             "facts": " · ".join(part for part in (row[4], row[6], row[5]) if part)}
            for row in found_presenters.rows(lines)
        ],
    }  # fmt: skip
    content = documents.pdf("library/found", data, lang="en-GB", title="What we know already")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="found-{timezone.localdate():%Y-%m-%d}.pdf"'
    return response


@FORM
def glossary(request: HttpRequest) -> HttpResponse:
    """Keep the words that mean the same to an organisation, so that its people find one by the other."""
    keepers = _keepers(request)
    chosen = keepers.filter(pk=_number(request.GET.get("organisation", ""))).first() or keepers.first()
    first = {"organisation": chosen.pk, "lines": queries.glossary_of(chosen)}
    form = forms.GlossaryForm(request.POST or None, keepers=keepers, initial=first)
    if attempt(request, form, lambda data: actions.keep_glossary(data["organisation"], lines=data["lines"], by=person(request)),
               done="The words are saved. The search knows them from now on."):  # fmt: skip
        return redirect("workspace:library:list")
    return _page(request, "glossary", form=form, keepers=list(keepers), chosen=chosen)


@require_safe
def insight(request: HttpRequest, pk: int) -> HttpResponse:
    """One insight: what was learned, how, from whom, how sure, and where it was used."""
    found = queries.insight_for(person(request), pk)
    return _page(request, "insight", insight=found, groups=[words(key) for key in found.groups],
                 citations=list(queries.citations_of(found)),
                 may_write=may(person(request), Permission.LIBRARY_WRITE, on=found))  # fmt: skip


@FORM
def new(request: HttpRequest) -> HttpResponse:
    """Put an insight into the library."""
    keepers = _keepers(request)
    form = forms.InsightForm(request.POST or None, keepers=keepers)
    if attempt(request, form, lambda data: actions.keep(data.pop("organisation"), by=person(request), **data),
               done="The insight is in the library."):  # fmt: skip
        return redirect("workspace:library:list")
    return _page(request, "write", form=form, insight=None)


@FORM
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the library says about an insight."""
    found = queries.insight_for(person(request), pk)
    require(person(request), Permission.LIBRARY_WRITE, on=found)
    first = {name: getattr(found, name) for name in actions.FIELDS} | {"organisation": found.organisation_id}
    first |= {name: ", ".join(first[name]) for name in ("topics", "places")}
    form = forms.InsightForm(request.POST or None, keepers=queries.keepers(person(request)), initial=first)
    form.fields.pop("organisation")
    if attempt(request, form, lambda data: actions.change(found, by=person(request), **data), done="Your changes are saved."):
        return redirect("workspace:library:insight", pk=pk)
    return _page(request, "write", form=form, insight=found)


@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an insight out of the library."""
    found = queries.insight_for(person(request), pk)
    try:
        actions.take_out(found, by=person(request))
    except Refused as problem:
        messages.error(request, " ".join(problem.reasons))
        return redirect("workspace:library:insight", pk=pk)
    messages.success(request, "The insight is out of the library.")
    return redirect("workspace:library:list")


@FORM
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring in a table of insights, all or nothing, with what is wrong by row."""
    keepers, wrong, ready = _keepers(request), [], 0
    form = forms.ImportForm(request.POST or None, request.FILES or None, keepers=keepers)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            made = actions.bring_in(form.cleaned_data["organisation"], content=content, by=person(request))
        except BadFile as problem:
            wrong, ready = problem.rows or [(0, reason) for reason in problem.reasons], problem.accepted
            form.add_error("file", "Nothing was brought in. What is wrong stands below." if problem.rows else problem.reasons[0])
        else:
            messages.success(request, f"{len(made)} came in. Those that were here already stayed as they were.")
            return redirect("workspace:library:list")
    return _page(request, "import", form=form, wrong=wrong, ready=ready, columns=COLUMNS)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give what the person may see as a table, so that it can be brought in elsewhere."""
    me, typed, wanted, _ = _looked_for(request)
    found = queries.find(me, typed, topic=wanted.topic, group=wanted.group, place=wanted.place, strength=wanted.strength,
                         organisation=wanted.organisation)  # fmt: skip
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow([*COLUMNS, "organisation", "cited"])
    for one in found:
        row: dict[str, Any] = {name: getattr(one, name) for name in COLUMNS}
        row |= {name: "; ".join(row[name]) for name in ("groups", "places", "topics")}
        out.writerow([cell(value) for value in (*row.values(), one.organisation.name, one.cited)])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="insight-library-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


# --- What an engagement cites ----------------------------------------------------------------------------


@FORM
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """Find insights for an engagement, and cite them in its report or in an option."""
    engagement, me = engagement_for(request.user, slug), person(request)
    places = presenters.citable(engagement, me)
    choices = [(key, text) for key, (text, _) in places.items()]
    form = forms.CiteForm(request.POST or None, places=choices)
    if request.method == "POST":
        if not places:
            raise PermissionDenied("Your role does not allow this. Whoever writes the report or the options can cite.")
        if form.is_valid():
            text, thing = places[form.cleaned_data["where"]]
            found = queries.insight_for(me, form.cleaned_data["insight"])
            place = PLACES[form.cleaned_data["where"].split("-")[0]]
            return press(request, lambda: actions.cite(found, thing=thing, place=place, by=me),
                         done=f"Cited in {text}.", to="workspace:library:evidence", slug=slug)  # fmt: skip
        messages.error(request, "Choose where to cite it.")
    typed = request.GET.get("words", "")[:200]
    topics = queries.known_on(me, asks.topics_of(engagement), loosely=not engagement.topics) if not typed else []
    known = list(queries.find(me, typed)[:A_PAGE]) if typed else [one for topic in topics for one in topic.insights]
    unique = [presenters.line(one) for one in {one.pk: one for one in known}.values()]
    return _page(request, "evidence", section="engagements", engagement=engagement, typed=typed, rows=unique, places=choices,
                 cited=presenters.cited(engagement), names=presenters.names(engagement))  # fmt: skip


@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cite an insight no longer."""
    engagement = engagement_for(request.user, slug)
    found = next(((citation, thing) for citation, thing in presenters.cited(engagement) if citation.pk == pk), None)
    if found is None:
        raise Http404
    citation, thing = found
    return press(request, lambda: actions.take_citation_back(citation, thing=thing, by=person(request)),
                 done="It is not cited any more.", to="workspace:library:evidence", slug=slug)  # fmt: skip


def _looked_for(request: HttpRequest) -> tuple[User, str, finding.Wanted, forms.FindForm]:
    me = person(request)
    form = forms.FindForm(request.GET or None, owners=finding.owners(asks.scope_of(me)))
    form.is_valid()
    return me, request.GET.get("words", "")[:200].strip(), form.wanted(timezone.localdate()), form


def _found(request: HttpRequest) -> tuple[list[found_presenters.FoundLine], str, int]:
    me, typed, wanted, _ = _looked_for(request)
    kinds = [kind for kind in wanted.kinds or Passage.Kind.values if kind != Passage.Kind.VOICE]
    scope = asks.scope_of(me)
    found = finding.search(me, typed, scope=scope, wanted=replace(wanted, kinds=kinds or ["none"]))
    return found_presenters.lines(found.passages, scope.reads), typed, found.number


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 10 and int(typed) else 1


def _keepers(request: HttpRequest) -> Any:
    keepers = queries.keepers(person(request))
    if not keepers:
        raise PermissionDenied("Your role does not allow this. An analyst, an engagement lead or a director can do it.")
    return keepers


def _page(request: HttpRequest, name: str, **page: Any) -> HttpResponse:
    return render(request, f"workspace/library/{name}.html", {"section": "library", "strengths": COLOURS, **page})


COLOURS = {Insight.Strength.STRONG: "green", Insight.Strength.FAIR: "blue", Insight.Strength.WEAK: "grey"}
