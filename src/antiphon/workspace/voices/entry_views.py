"""Keying in sheets, faster than a spreadsheet: batches, one sheet after another, and taking the last one out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.engagement.about import about_set
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for, questions_of
from antiphon.network.access import require
from antiphon.network.roles import Permission
from antiphon.voices import actions, entries
from antiphon.voices.models import EntryBatch
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.voices.entry_forms import BatchForm, CloseForm, SettleForm
from antiphon.workspace.voices.entry_presenters import batch_page, difference_page, home_page
from antiphon.workspace.voices.sheet_form import SheetForm


def entry_engagement(request: HttpRequest, slug: str) -> Engagement:
    """Return the engagement: 404 for a stranger, 403 for one who may not key in."""
    engagement = engagement_for(request.user, slug)  # type: ignore[arg-type]
    require(request.user, Permission.VOICE_ENTER, on=engagement)
    return engagement


def show(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    """Show a page of this part of the workspace."""
    return render(request, f"workspace/voices/{name}.html", {"section": "engagements", **page})


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the batches, start one, and lead to everything that is keyed in."""
    engagement = entry_engagement(request, slug)
    form = BatchForm(request.POST or None, sessions=list(entries.sessions_of(engagement)))
    made: list[EntryBatch] = []
    if attempt(request, form, lambda said: made.append(actions.open_batch(engagement, by=person(request), **form.batch()))):
        _keep(request, engagement, {"batch": str(made[0].pk)})
        return redirect("workspace:voices:sheet", slug)
    return show(request, "entry", home_page(engagement, person(request), form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Key in one sheet; the next one keeps the channel, the day, the session and the batch."""
    engagement = entry_engagement(request, slug)
    if request.method == "GET" and {"batch", "session"} & set(request.GET):
        return _begin(request, engagement)
    kept = request.session.get(_kept(engagement), {})
    batch = entries.batch_to_key(engagement, int(kept["batch"])) if kept.get("batch") else None
    questions = [question.asked() for question in questions_of(engagement)]
    form = SheetForm(
        request.POST or None, questions=questions, about=about_set(engagement.about_set) if engagement.about_set else None,
        sessions=list(entries.sessions_of(engagement)) if not (batch and batch.session_id) else [],
        channels=[] if batch else entries.channels(), number=entries.next_number(batch) if batch else None,
        initial={key: value for key, value in kept.items() if key != "batch"},
    )  # fmt: skip
    keyed: list[Any] = []
    if attempt(request, form, lambda said: keyed.append(_key(request, engagement, batch, form))):
        _keep(request, engagement, {**form.kept(), "batch": str(batch.pk) if batch else ""})
        if keyed[0].response.speaks_as == "group":
            return redirect("workspace:voices:group", slug, keyed[0].response_id)
        return redirect("workspace:voices:sheet", slug)
    return show(request, "sheet", {
        "engagement": engagement, "form": form.begin(), "batch": batch,
        "keyed_today": entries.keyed_today(engagement, person(request)),
        "entered": batch.sheets.count() if batch else 0, "last": entries.last_sheet(engagement, person(request)),
        "session": entries.session_in(engagement, int(kept["session"])) if kept.get("session") else None,
    })  # fmt: skip


def _key(request: HttpRequest, engagement: Engagement, batch: EntryBatch | None, form: SheetForm) -> object:
    session = form.cleaned_data.get("session") or ""
    return actions.key_sheet(
        engagement, fields=form.typed(), batch=batch, channel=form.cleaned_data.get("channel") or "paper",
        session=entries.session_in(engagement, int(session)) if session else None, by=person(request), **form.rest(),
    )  # fmt: skip


def _begin(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Choose the batch or the session that the sheets from now on belong to, and go to the form."""
    kept = {key: value for key, value in request.session.get(_kept(engagement), {}).items() if key not in ("batch", "session")}
    batch, session = request.GET.get("batch", ""), request.GET.get("session", "")
    if batch.isdigit() and entries.batch_to_key(engagement, int(batch)):
        kept["batch"] = batch
    found = entries.session_in(engagement, int(session)) if session.isdigit() else None
    if found:
        channel = "telephone" if found.kind == "telephone" else "event"
        kept |= {"session": session, "said_on": f"{found.held_on:%-d %-m %Y}", "channel": channel}
    _keep(request, engagement, kept)
    return redirect("workspace:voices:sheet", engagement.slug)


def _kept(engagement: Engagement) -> str:
    return f"entry:{engagement.pk}"


def _keep(request: HttpRequest, engagement: Engagement, what: dict[str, str]) -> None:
    request.session[_kept(engagement)] = what


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take out the sheet that this person keyed last."""
    engagement = entry_engagement(request, slug)
    return press(request, lambda: actions.undo_last_sheet(engagement, by=person(request)), done="The last sheet is out again.",
                 to="workspace:voices:sheet", slug=slug)  # fmt: skip


@require_safe
def batch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show how far a batch is: how many sheets, which are missing, what differs, how often a field was wrong."""
    engagement = entry_engagement(request, slug)
    return show(request, "entry_batch", batch_page(engagement, _batch(request, engagement, pk), person(request), CloseForm()))


@require_POST
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a batch is finished."""
    engagement = entry_engagement(request, slug)
    found = _batch(request, engagement, pk)
    form = CloseForm(request.POST)
    if attempt(request, form, lambda said: actions.close_batch(found, note=said["note"], by=person(request)),
               done="The batch is closed."):  # fmt: skip
        return redirect("workspace:voices:entry_batch", slug, pk)
    return show(request, "entry_batch", batch_page(engagement, found, person(request), form))


@require_POST
def undo_batch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take every sheet of a batch out again."""
    engagement = entry_engagement(request, slug)
    found = _batch(request, engagement, pk)
    return press(request, lambda: actions.undo_batch(found, by=person(request)), done="The whole batch is out again.",
                 to="workspace:voices:entry_batch", slug=slug, pk=pk)  # fmt: skip


@require_safe
def again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Go to the next sheet of a batch that this person may key a second time."""
    engagement = entry_engagement(request, slug)
    found = entries.batch_to_key(engagement, pk)
    if found is None:
        raise Http404
    waiting = entries.to_key_again(found, person(request)).first()
    if waiting:
        return redirect("workspace:voices:key_again", slug, waiting.pk)
    messages.success(request, f"No sheet of “{found}” waits for you to key it a second time.")
    return redirect("workspace:voices:entry", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Key a sheet a second time, without seeing the first."""
    engagement = entry_engagement(request, slug)
    found = entries.sheet_in(engagement, pk)
    if found is None or found.batch is None:
        raise Http404
    if found.keyed_by_id == person(request).pk:
        raise PermissionDenied("You keyed this sheet the first time. Somebody else must key it again.")
    questions = [question.asked() for question in questions_of(engagement)]
    form = SheetForm(request.POST or None, questions=questions, again=True, initial={"said_on": ""})
    if attempt(request, form, lambda said: actions.key_again(found, fields=form.typed(), by=person(request)),
               done=f"{found} is keyed a second time."):  # fmt: skip
        return redirect("workspace:voices:again", slug, found.batch.pk)
    waiting = entries.to_key_again(found.batch, person(request)).count()
    return show(request, "sheet_again", {"engagement": engagement, "form": form.begin(), "sheet": found, "batch": found.batch,
                                         "waiting": waiting})  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one field as two people keyed it, side by side and masked; a third says what the sheet shows."""
    engagement = entry_engagement(request, slug)
    require(request.user, Permission.VOICE_MAKE_SAFE, on=engagement)
    found = entries.difference_in(engagement, pk)
    if found is None:
        raise Http404
    form = SettleForm(request.POST or None)
    if attempt(request, form, lambda said: actions.settle_difference(
        found, takes=said["takes"], typed=said["typed"], reason=said["reason"], by=person(request)
    ), done="The difference is settled."):  # fmt: skip
        return redirect("workspace:voices:entry_batch", slug, found.keying.sheet.batch_id)
    return show(request, "difference", difference_page(engagement, found, person(request), form))


def _batch(request: HttpRequest, engagement: Engagement, pk: int) -> EntryBatch:
    found = entries.batch_for(engagement, person(request), pk)
    if found is None:
        raise Http404
    return found


