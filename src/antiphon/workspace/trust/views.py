"""Screens of who may answer, and of how long things are kept. Each view parses, asks one query or action, and shows a page."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.keeping import in_years, kept_until
from antiphon.core.problems import Refused
from antiphon.engagement import actions as engagements
from antiphon.engagement.queries import engagement_for
from antiphon.exports.rules import guarded
from antiphon.network.access import may, require
from antiphon.network.queries import holders
from antiphon.network.roles import Permission
from antiphon.trust import actions, queries
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.trust import forms


@require_http_methods(["GET", "HEAD", "POST"])
def promises(request: HttpRequest, slug: str) -> HttpResponse:
    """Show, and while it is a draft choose, who may answer and how long things are kept."""
    engagement = engagement_for(request.user, slug)
    if request.method == "POST":
        require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    now = {name: str(getattr(engagement, name)) for name in ("trust", "keep_words_years", "keep_names_years")}
    form = forms.PromisesForm(request.POST if request.method == "POST" else None, initial=now)

    def save(sent: dict[str, Any]) -> None:
        engagements.promise(engagement, by=person(request), **sent)

    if attempt(request, form, save, done="Your changes are saved."):
        return redirect("workspace:trust:promises", slug)
    return _promises(request, engagement, form=form)


@require_POST
def lead(request: HttpRequest, slug: str) -> HttpResponse:
    """Name the safeguarding lead, at any time."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    form = forms.LeadForm(request.POST, people=holders(engagement.owner_id, Permission.CONCERN_HANDLE))

    def name(sent: dict[str, Any]) -> None:
        engagements.name_safeguarding_lead(engagement, lead=form.person(), by=person(request))

    if attempt(request, form, name, done="The safeguarding lead is named."):
        return redirect("workspace:trust:promises", slug)
    return _promises(request, engagement, lead_form=form)


def _promises(request: HttpRequest, engagement: Any, **more: Any) -> HttpResponse:
    now = {name: str(getattr(engagement, name)) for name in ("trust", "keep_words_years", "keep_names_years")}
    people = holders(engagement.owner_id, Permission.CONCERN_HANDLE)
    return _page(request, "promises", {
        "engagement": engagement, "form": forms.PromisesForm(initial=now),
        "lead_form": forms.LeadForm(people=people, initial={"lead": str(engagement.safeguarding_lead_id or "")}),
        "words": in_years(engagement.keep_words_years), "names": in_years(engagement.keep_names_years), "people": people,
        "may_edit": may(person(request), Permission.ENGAGEMENT_EDIT, on=engagement), **more,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the batches of codes and how many were used; make more. The codes are shown once, and never again."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    form = forms.CodesForm(request.POST if request.method == "POST" else None, initial={"shape": "file"})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            batch, made = actions.make_codes(engagement, number=sent["number"], label=sent["label"], by=person(request))
        except Refused as problem:
            for reason in problem.reasons:
                form.add_error(None, reason)
        else:
            answer = _file(batch, made) if sent["shape"] == "file" else _page(
                request, "new_codes", {"engagement": engagement, "batch": batch, "codes": made})  # fmt: skip
            answer["Cache-Control"] = "no-store"
            return answer
    return _page(request, "codes", {
        "engagement": engagement, "form": form, "batches": list(queries.batches_of(engagement)),
        "invited": queries.invited(engagement),
    })  # fmt: skip


def _file(batch: Any, made: list[str]) -> HttpResponse:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["code", "for"])
    rows.writerows([code, guarded(batch.label)] for code in made)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="codes-{batch.engagement.slug}-{batch.pk}.csv"'
    return answer


@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back the codes of a batch that were not used."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.ENGAGEMENT_EDIT, on=engagement)
    batch = queries.batch_in(engagement, pk)
    done = "The codes that were not used are taken back."
    return press(request, lambda: actions.revoke_codes(batch, by=person(request)), done=done,
                 to="workspace:trust:codes", slug=slug)  # fmt: skip


@require_POST
def revoke_invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back the invitations that were not used."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.CONTRIBUTORS_TELL, on=engagement)
    done = "The invitations that were not used are taken back."
    return press(request, lambda: actions.revoke_invitations(engagement, by=person(request)), done=done,
                 to="workspace:trust:codes", slug=slug)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the clock of an engagement, its holds and what was let go of. Posting places a hold."""
    engagement = engagement_for(request.user, slug)
    if request.method == "POST":
        require(request.user, Permission.VOICE_ERASE, on=engagement)
    form = forms.HoldForm(request.POST if request.method == "POST" else None)
    done = "Nothing is erased by the clock now. Another person must agree within 14 days."
    if attempt(request, form, lambda sent: actions.place_hold(engagement, reason=sent["reason"], by=person(request)), done=done):
        return redirect("workspace:trust:keeping", slug)
    closed = timezone.localdate(engagement.closed_at) if engagement.closed_at else None
    return _page(request, "keeping", {
        "engagement": engagement, "form": form, "lift_form": forms.LiftForm(), "holds": list(queries.holds_of(engagement)),
        "words": in_years(engagement.keep_words_years), "names": in_years(engagement.keep_names_years),
        "words_until": kept_until(closed, engagement.keep_words_years) if closed else None,
        "names_until": kept_until(closed, engagement.keep_names_years) if closed else None,
        "proofs": list(queries.proofs_of(engagement)[:200]), "me": person(request).pk,
        "may_hold": may(person(request), Permission.VOICE_ERASE, on=engagement),
    })  # fmt: skip


@require_safe
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """Download what was let go of: kind, number, day, rule."""
    engagement = engagement_for(request.user, slug)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["what", "how many", "when", "by which rule"])
    gone = queries.proofs_of(engagement)
    rows.writerows([one.get_kind_display(), one.number, one.done_on.isoformat(), one.rule] for one in gone)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="let-go-of-{engagement.slug}.csv"'
    return answer


@require_POST
def agree(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A second person agrees to a hold."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_ERASE, on=engagement)
    hold = queries.hold_in(engagement, pk)
    return press(request, lambda: actions.confirm_hold(hold, by=person(request)), done="The hold stands until it is lifted.",
                 to="workspace:trust:keeping", slug=slug)  # fmt: skip


@require_POST
def lift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Start the clock again."""
    engagement = engagement_for(request.user, slug)
    require(request.user, Permission.VOICE_ERASE, on=engagement)
    hold, because = queries.hold_in(engagement, pk), request.POST.get("because", "")
    return press(request, lambda: actions.lift_hold(hold, because=because, by=person(request)), done="The clock runs again.",
                 to="workspace:trust:keeping", slug=slug)  # fmt: skip


def _page(request: HttpRequest, name: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"workspace/trust/{name}.html", {"section": "engagements", **page})
