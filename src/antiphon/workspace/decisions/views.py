"""The paper, what weighed, tabling, the record, publishing. Each view: parse, one query or action, render."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.core.forms import Form
from antiphon.decisions import actions, queries, rules
from antiphon.decisions.models import Decision, Option
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import engagement_for
from antiphon.network.roles import Permission
from antiphon.workspace.decisions import forms, presenters
from antiphon.workspace.decisions.attempts import attempt, need, person, press
from antiphon.workspace.saying.presenters import standing

WRITE = Permission.DECISION_WRITE
FORM = require_http_methods(["GET", "HEAD", "POST"])


def _page(request: HttpRequest, name: str, engagement: Engagement, **more: Any) -> HttpResponse:
    context = {"section": "engagements", "engagement": engagement, "may": presenters.rights(person(request), engagement), **more}
    return render(request, f"workspace/decisions/{name}.html", context)


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that the decision needs, with its state; or the way to start one."""
    engagement = engagement_for(request.user, slug)
    decision = queries.decision_of(engagement)
    if decision is None:
        return _page(request, "begin", engagement, form=forms.StartForm())
    steps = presenters.steps(decision, presenters.rights(person(request), engagement))
    return _page(
        request, "overview", engagement, decision=decision, steps=steps,
        colour=presenters.STATUS_COLOURS[decision.status], chosen=queries.chosen_option(decision),
        vote=queries.vote_in_words(decision), still=queries.missing_before_closing(engagement),
    )  # fmt: skip


@FORM
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the decision of an engagement."""
    engagement = engagement_for(request.user, slug)
    need(person(request), WRITE, on=engagement)
    form = forms.StartForm(request.POST or None)
    if attempt(request, form, lambda data: actions.draft_decision(engagement, by=person(request), **data),
               done="The decision is started. Next, write what people told us."):  # fmt: skip
        return redirect("workspace:decisions:decision", slug=slug)
    return _page(request, "begin", engagement, form=form)


@FORM
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """The question, who decides, and the insight section."""
    engagement, decision = _writable(request, slug)
    form = forms.WordsForm(request.POST or None, initial=forms.WordsForm.of(decision))
    if attempt(request, form, lambda data: actions.change_decision(decision, by=person(request), **data), done="Saved."):
        return redirect("workspace:decisions:decision", slug=slug)
    rows = presenters.theme_rows(engagement, person(request))
    return _page(request, "words", engagement, decision=decision, form=form, rows=rows)


@require_safe
def options(request: HttpRequest, slug: str) -> HttpResponse:
    """The options side by side, with the words that want a second look."""
    engagement = engagement_for(request.user, slug)
    decision = queries.decision_for(engagement)
    return _page(request, "options", engagement, decision=decision, cards=presenters.option_cards(decision))


@FORM
def option(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Write one option; what its words give away stands beside it."""
    engagement, decision = _writable(request, slug)
    found = _option(decision, pk)
    themes = {str(theme.pk): theme for theme in queries.standing_themes(engagement)}
    form = forms.OptionForm(request.POST or None, initial=forms.OptionForm.of(found), themes=list(themes.values()))
    checking = "check" in request.POST

    def write(data: dict[str, Any]) -> None:
        led = [themes[key] for key in data.pop("themes", [])]
        actions.write_option(decision, option=found, themes=led, by=person(request), **data)

    if not checking and attempt(request, form, write, done="The option is saved."):
        return redirect("workspace:decisions:options", slug=slug)
    flags = rules.wording_flags(str(form["name"].value() or ""), str(form["public_words"].value() or ""))
    return _page(request, "option", engagement, decision=decision, option=found, form=form, flags=flags, checked=checking)


@require_POST
def remove_option(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an option out of the paper."""
    _, decision = _writable(request, slug)
    found = _option(decision, pk)
    if found is None:
        raise Http404
    return press(request, lambda: actions.remove_option(found, by=person(request)), done=f"“{found.name}” is taken out.",
                 to="workspace:decisions:options", slug=slug)  # fmt: skip


@FORM
def wording(request: HttpRequest, slug: str) -> HttpResponse:
    """The tests of the public words, and one more."""
    engagement, decision = _writable(request, slug)
    form = forms.WordingForm(request.POST or None)
    if attempt(request, form, lambda data: actions.test_wording(decision, by=person(request), **data),
               done="The test is recorded."):  # fmt: skip
        return redirect("workspace:decisions:wording", slug=slug)
    return _page(request, "wording", engagement, decision=decision, form=form, cards=presenters.option_cards(decision))


@require_safe
def weighing(request: HttpRequest, slug: str) -> HttpResponse:
    """Every theme, and what it weighed."""
    engagement = engagement_for(request.user, slug)
    decision = queries.decision_for(engagement)
    rows = presenters.theme_rows(engagement, person(request))
    return _page(request, "weighing", engagement, decision=decision, rows=rows, colours=presenters.TAKEN_COLOURS)


@FORM
def weigh(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What one theme weighed, with its figures and quotes beside."""
    engagement = engagement_for(request.user, slug)
    need(person(request), WRITE, Permission.DECISION_RECORD, on=engagement)
    decision, theme = queries.decision_for(engagement), queries.standing_theme(engagement, pk)
    before = next((one for one in decision.considerations.all() if one.theme_id == theme.pk), None)
    form = forms.WeighForm(request.POST or None, initial=forms.WeighForm.of(before))
    if attempt(request, form, lambda data: actions.weigh(decision, theme=theme, by=person(request), **data),
               done=f"What “{theme.name}” weighed is saved."):  # fmt: skip
        return redirect("workspace:decisions:weighing", slug=slug)
    return _page(request, "weigh", engagement, decision=decision, theme=theme, form=form, facts=presenters.theme_facts(theme))


@FORM
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the paper before those who decide."""
    engagement, decision = _writable(request, slug)
    form = forms.TableForm(request.POST or None, initial={"meets_on": decision.meets_on or engagement.decides_on})
    if attempt(request, form, lambda data: actions.table(decision, by=person(request), **data), done="The paper is tabled."):
        return redirect("workspace:decisions:decision", slug=slug)
    return _page(
        request, "table", engagement, decision=decision, form=form, missing=queries.missing_before_tabling(decision),
        published_on=queries.report_published_on(engagement), earliest=queries.earliest_meeting(engagement),
    )  # fmt: skip


@require_POST
def take_off_the_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the paper back to a draft."""
    _, decision = _writable(request, slug)
    return press(request, lambda: actions.take_off_the_table(decision, by=person(request)),
                 done="The paper is a draft again.", to="workspace:decisions:decision", slug=slug)  # fmt: skip


@FORM
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Record what was decided."""
    engagement = engagement_for(request.user, slug)
    need(person(request), Permission.DECISION_RECORD, WRITE, on=engagement)
    decision = queries.decision_for(engagement)
    initial = forms.RecordForm.of(decision, queries.chosen_option(decision))
    form = forms.RecordForm(request.POST or None, initial=initial, options=decision.options.all())
    if attempt(request, form, lambda data: actions.record_decision(decision, by=person(request), **data),
               done="The decision is recorded. Another person publishes it."):  # fmt: skip
        return redirect("workspace:decisions:decision", slug=slug)
    return _page(request, "record", engagement, decision=decision, form=form)


@FORM
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The exact words that the public will see; another person signs them."""
    engagement = engagement_for(request.user, slug)
    decision = queries.decision_for(engagement)
    form = Form(request.POST or None)
    form.is_bound = request.method == "POST"
    if attempt(request, form, lambda data: actions.publish_decision(decision, by=person(request)),
               done="The decision is public."):  # fmt: skip
        return redirect("workspace:decisions:decision", slug=slug)
    return _page(
        request, "publish", engagement, decision=decision, form=form, words=queries.words_of(decision),
        missing=queries.missing_before_publishing(decision), wrote=presenters.wrote_some_of(decision, person(request)),
        standing=standing(person(request), decision),
    )  # fmt: skip


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper for those who decide, made to be printed."""
    engagement = engagement_for(request.user, slug)
    decision = queries.decision_for(engagement)
    return _page(request, "paper", engagement, decision=decision, **presenters.board_paper(decision))


def _writable(request: HttpRequest, slug: str) -> tuple[Engagement, Decision]:
    engagement = engagement_for(request.user, slug)
    need(person(request), WRITE, on=engagement)
    return engagement, queries.decision_for(engagement)


def _option(decision: Decision, pk: int | None) -> Option | None:
    if pk is None:
        return None
    found = next((one for one in decision.options.all() if one.pk == pk), None)
    if found is None:
        raise Http404
    return found
