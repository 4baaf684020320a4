"""The hub of “What we say”; the checker; words tried on people and looked at again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.language import actions, queries
from antiphon.network.access import Body, may, require
from antiphon.network.models import User
from antiphon.network.queries import organisation_called
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.cards import shown_to
from antiphon.workspace.saying import cards, forms

FORM = require_http_methods(["GET", "HEAD", "POST"])
KINDS = {"councillor"}


@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """Show every part of what we say, each with what waits there."""
    return _page(request, "hub", cards=shown_to(person(request), cards.CARDS))


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Say what the checker finds in words that are being written. They are not kept, logged or sent on."""
    kind = request.POST.get("kind", "")
    found = queries.check(request.POST.get("text", ""), kind=kind if kind in KINDS else None)
    return render(
        request, "workspace/saying/answer.html", {"found": found, "name": request.POST.get("name", "")[:80], "reasons": {}}
    )


@FORM
def about(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What is known of some words: what the checker says and why it stands, their tests, when they are looked at again."""
    me = person(request)
    item = queries.item_for(me, kind, key)
    if request.method == "POST":
        _need(me, item.organisation)
        kept = _keep_reasons(request, queries.check(item.words), item.organisation)
        messages.success(request, f"{kept} {'reason is' if kept == 1 else 'reasons are'} kept.")
        return redirect("workspace:saying:about", kind=kind, key=key)
    return _page(
        request,
        "about",
        item=item,
        found=queries.check(item.words),
        tests=list(queries.tests_of(kind, key)),
        review=queries.review_of(kind, key),
        may_write=_may(me, item.organisation),
    )


@FORM
def test(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Keep what came of trying some words on people."""
    me = person(request)
    item = queries.item_for(me, kind, key)
    _need(me, item.organisation)
    form = forms.TestForm(request.POST or None)
    if attempt(request, form, lambda data: actions.keep_test(item, by=me, **data), done="The test is kept with these words."):
        return redirect("workspace:saying:about", kind=kind, key=key)
    return _page(request, "test", form=form, item=item)


@FORM
def review(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Set when some words are looked at again, and by whom."""
    me = person(request)
    item = queries.item_for(me, kind, key)
    _need(me, item.organisation)
    held = queries.review_of(kind, key)
    first = {"due_on": held.due_on, "owner": held.owner_id, "public": held.public} if held else {"owner": item.lead or me.pk}
    form = forms.ReviewForm(request.POST or None, colleagues=queries.reviewers(item.organisation), initial=first)
    if attempt(request, form, lambda data: actions.set_review(item, by=me, **data), done="The day is set."):
        return redirect("workspace:saying:about", kind=kind, key=key)
    return _page(request, "review", form=form, item=item)


@FORM
def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that some words were looked at, and when that is done next."""
    me = person(request)
    found = queries.review_for(me, pk)
    require(me, Permission.WORDS_WRITE, on=found)
    form = forms.ReviewedForm(request.POST or None, initial={"next_on": forms.ReviewedForm.next_year()})
    if attempt(request, form, lambda data: actions.review_done(found, by=me, **data), done="Kept. The next day is set."):
        return redirect("workspace:saying:tested")
    return _page(request, "reviewed", form=form, review=found)


@require_safe
def tested(request: HttpRequest) -> HttpResponse:
    """List every test and every day of review of one's own organisations."""
    me = person(request)
    return _page(
        request, "tested", reviews=list(queries.reviews(me)), tests=list(queries.tests(me)[:200]), day=timezone.localdate()
    )


def _keep_reasons(request: HttpRequest, found: queries.Checked, organisation: int) -> int:
    given = {one.mark: request.POST.get(f"keep-words-{one.mark}", "").strip() for one in found.open}
    kept = [
        actions.let_stand(
            organisation_called(organisation), paragraph=one.paragraph, rule=one.finding.rule, text=one.finding.text,
            reason=given[one.mark], by=person(request),
        )
        for one in {one.mark: one for one in found.open}.values() if given[one.mark]
    ]  # fmt: skip
    return len(kept)


def _need(me: User, organisation: int) -> None:
    require(me, Permission.WORDS_WRITE, on=Body(organisation_called(organisation)))


def _may(me: User, organisation: int) -> bool:
    return may(me, Permission.WORDS_WRITE, on=Body(organisation_called(organisation)))


def _page(request: HttpRequest, name: str, **page: Any) -> HttpResponse:
    return render(request, f"workspace/saying/{name}.html", {"section": "saying", **page})
