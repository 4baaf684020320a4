"""Screens of the words we use: the list, one word or acronym, proposing, a second person, a file."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.csv_fields import cell
from antiphon.core.problems import BadFile
from antiphon.language import actions, queries
from antiphon.language.doors.csv_file import ACRONYM_COLUMNS, WORD_COLUMNS
from antiphon.language.models import Change
from antiphon.network.access import may, require
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.saying import forms, presenters

A_PAGE = 50
FORM = require_http_methods(["GET", "HEAD", "POST"])
FORMS: dict[str, Any] = {"term": forms.TermForm, "acronym": forms.AcronymForm}


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """List the words we use, or the acronyms; look for one."""
    what = "acronym" if request.GET.get("what") == "acronym" else "term"
    typed = request.GET.get("words", "")[:100].strip()
    page = Paginator(queries.staff_entries(what, typed), A_PAGE).get_page(request.GET.get("page"))
    return _page(
        request,
        "words",
        what=what,
        page=page,
        typed=typed,
        waiting=queries.waiting(person(request)).count(),
        may_write=queries.keepers(person(request)).exists(),
    )


@require_safe
def entry(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """One word or acronym: what it says, who answers for it, its history, and which live things use an old word."""
    found, me = queries.entry_for(_known(what), pk), person(request)
    using = queries.using(me, queries.old_words_of(found)) if what == "term" and found.in_use else []
    history = [presenters.changed(one) for one in queries.history(found)]
    return _page(
        request,
        "entry",
        what=what,
        entry=found,
        history=history,
        using=using,
        languages=forms.LANGUAGES,
        may_write=may(me, Permission.WORDS_WRITE, on=found),
    )


@FORM
def new(request: HttpRequest, what: str) -> HttpResponse:
    """Propose a word or an acronym."""
    keepers, me = _keepers(request), person(request)
    form = FORMS[_known(what)](request.POST or None, keepers=keepers)
    if attempt(
        request,
        form,
        lambda data: actions.propose(data["organisation"], what=what, why=data["why"], by=me, **form.entry()),
        done="Proposed. Another person approves it.",
    ):
        return _to_list(what)
    return _page(request, "write", what=what, form=form, entry=None)


@FORM
def edit(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Propose that a word or an acronym says something else."""
    found, me = queries.entry_for(_known(what), pk), person(request)
    require(me, Permission.WORDS_WRITE, on=found)
    form = FORMS[what](request.POST or None, keepers=queries.keepers(me), initial=FORMS[what].initial_of(found))
    form.fields.pop("organisation")
    if attempt(
        request,
        form,
        lambda data: actions.change(found, why=data["why"], by=me, **form.entry()),
        done="Proposed. What is in use stays until another person approves.",
    ):
        return redirect("workspace:saying:entry", what=what, pk=pk)
    return _page(request, "write", what=what, form=form, entry=found)


@FORM
def withdraw(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Propose that a word or an acronym is no longer used."""
    found, me = queries.entry_for(_known(what), pk), person(request)
    require(me, Permission.WORDS_WRITE, on=found)
    form = forms.WithdrawForm(request.POST or None)
    if attempt(
        request, form, lambda data: actions.withdraw(found, why=data["why"], by=me), done="Proposed. Another person approves it."
    ):
        return redirect("workspace:saying:entry", what=what, pk=pk)
    return _page(request, "withdraw", what=what, form=form, entry=found)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List what waits for a second person; what came with one file stands together."""
    waiting = [presenters.changed(one) for one in queries.waiting(person(request))]
    batches: dict[str, list[Any]] = {}
    for one in waiting:
        if one.change.batch:
            batches.setdefault(one.change.batch, []).append(one)
    return _page(request, "changes", single=[one for one in waiting if not one.change.batch], batches=batches)


@FORM
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a proposed change: see what it says, and every live thing that would then use an old word."""
    found, me = queries.change_for(pk), person(request)
    form = forms.SettleForm(request.POST or None)
    if request.method == "POST" and "take_back" in request.POST:
        return press(
            request,
            lambda: actions.take_back(found, by=me),
            done="Taken back.",
            to="workspace:saying:entry",
            what=found.entry._meta.model_name,
            pk=found.entry.pk,
        )
    settle = actions.refuse if "refuse" in request.POST else actions.approve
    done = "Not approved. What is in use stays." if "refuse" in request.POST else "Approved. It is in use from now on."
    if request.method == "POST":
        require(me, Permission.WORDS_APPROVE, on=found.entry)
    if attempt(request, form, lambda data: settle(found, note=data["note"], by=me), done=done):
        return redirect("workspace:saying:entry", what=found.entry._meta.model_name, pk=found.entry.pk)
    waits = found.outcome == Change.Outcome.WAITING
    using = queries.using(me, queries.old_words(found)) if waits else []
    return _page(
        request,
        "change",
        form=form,
        changed=presenters.changed(found),
        what=found.entry._meta.model_name,
        using=using,
        waits=waits,
        old=queries.old_words(found),
        own=found.proposed_by_id == me.pk,
        may_settle=waits and may(me, Permission.WORDS_APPROVE, on=found.entry) and found.proposed_by_id != me.pk,
    )


@FORM
def batch(request: HttpRequest, batch: str) -> HttpResponse:
    """Settle what came with one file, in one go."""
    found, me = list(queries.in_batch(batch)), person(request)
    if not found:
        raise Http404
    organisation = found[0].entry.organisation
    if request.method == "POST":
        return press(
            request,
            lambda: actions.approve_batch(organisation, batch=batch, by=me),
            done=f"{len(found)} approved. They are in use from now on.",
            to="workspace:saying:words",
        )
    shown = [presenters.changed(one) for one in found[:500]]
    return _page(
        request,
        "batch",
        shown=shown,
        number=len(found),
        organisation=organisation,
        own=found[0].proposed_by_id == me.pk,
        may_settle=may(me, Permission.WORDS_APPROVE, on=found[0].entry) and found[0].proposed_by_id != me.pk,
    )


@FORM
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring in a table of words or acronyms, whole or not at all, with what is wrong by row."""
    keepers, wrong, ready = _keepers(request), [], 0
    form = forms.FileForm(request.POST or None, request.FILES or None, keepers=keepers)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.bring_in(
                form.cleaned_data["organisation"], content=form.cleaned_data["file"].read(), by=person(request)
            )
        except BadFile as problem:
            wrong, ready = problem.rows or [(0, reason) for reason in problem.reasons], problem.accepted
            form.add_error("file", "Nothing was brought in. What is wrong stands below." if problem.rows else problem.reasons[0])
        else:
            messages.success(
                request, f"{len(made)} are proposed, and wait for another person. Those that were here just so stayed."
            )
            return redirect("workspace:saying:words")
    return _page(
        request, "import", form=form, wrong=wrong, ready=ready, word_columns=WORD_COLUMNS, acronym_columns=ACRONYM_COLUMNS
    )


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give the words or acronyms in use as a table, so that it can be brought in elsewhere."""
    file = io.StringIO()
    out = csv.writer(file)
    what = "acronym" if request.GET.get("what") == "acronym" else "term"
    if what == "term":
        out.writerow(WORD_COLUMNS)
        for one in queries.terms():
            out.writerow(
                [
                    cell(value)
                    for value in (
                        one.preferred,
                        "; ".join(one.avoid),
                        one.meaning,
                        one.audience,
                        one.review_on or "",
                        one.translations.get("cy", ""),
                    )
                ]
            )
    else:
        out.writerow(ACRONYM_COLUMNS)
        for short in queries.acronyms():
            for meaning in short.meanings:
                out.writerow(
                    [
                        cell(value)
                        for value in (
                            short.letters,
                            meaning["words"],
                            meaning.get("note", ""),
                            "yes" if short.known else "no",
                            short.audience,
                            short.review_on or "",
                        )
                    ]
                )
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    name = "words" if what == "term" else "acronyms"
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


def _known(what: str) -> str:
    if what not in FORMS:
        raise Http404
    return what


def _to_list(what: str) -> HttpResponse:
    response = redirect("workspace:saying:words")
    if what == "acronym":
        response["Location"] += "?what=acronym"
    return response


def _keepers(request: HttpRequest) -> Any:
    keepers = queries.keepers(person(request))
    if not keepers:
        raise PermissionDenied(
            "Your role does not allow this. A communications officer, an engagement lead or a director can do it."
        )
    return keepers


def _page(request: HttpRequest, name: str, **page: Any) -> HttpResponse:
    return render(request, f"workspace/saying/{name}.html", {"section": "saying", **page})
