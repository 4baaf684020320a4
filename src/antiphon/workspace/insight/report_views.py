"""The insight report: written by some, approved by another, and the first day on which a board may decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from antiphon.insight import actions, queries, rules
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.insight import forms
from antiphon.workspace.insight.pages import FORM, asked, page
from antiphon.workspace.saying.presenters import standing

WRITE, APPROVE = Permission.REPORT_WRITE, Permission.REPORT_APPROVE


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as the public will see it, its state, and what is next."""
    engagement = asked(request, slug)
    found = queries.report_of(engagement)
    return page(
        request, "report", engagement, here="report", report=found, themes=queries.public_themes(engagement),
        missing=queries.missing_before_publishing(found) if found and not found.published_on else [],
        wrote=found is not None and queries.wrote(found, person(request)),
        authors=list(found.authors.all()) if found else [],
        approved_by=queries.approved_by(found) if found else None,
        changed=queries.changed_since_signed(found) if found else False,
        earliest=rules.earliest_board_day((found and found.published_on) or timezone.localdate()),
        days=rules.WORKING_DAYS_BEFORE_BOARD, profile=queries.profile(engagement),
        standing=standing(person(request), found) if found else None,
    )  # fmt: skip


@FORM
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Write or change the report's own words."""
    engagement = asked(request, slug, WRITE)
    found = queries.report_of(engagement)
    form = forms.ReportForm(request.POST or None, initial={
        "summary": found.summary if found else "", "limits": found.limits if found else ""})  # fmt: skip
    if attempt(request, form, lambda data: actions.write_report(engagement, by=person(request), **data),
               done="The report is saved. Another person must approve it."):  # fmt: skip
        return redirect("workspace:insight:report", slug=slug)
    return page(request, "write_report", engagement, here="report", form=form, report=found)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a second person's name under the report and publish it today."""
    engagement = asked(request, slug, APPROVE)
    found = queries.report_of(engagement)
    if found is None:
        return redirect("workspace:insight:report", slug=slug)
    return press(request, lambda: actions.publish_report(found, on=timezone.localdate(), by=person(request)),
                 done="The report is published.", to="workspace:insight:report", slug=slug)  # fmt: skip


@FORM
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a published report back, with the reason."""
    engagement = asked(request, slug, APPROVE)
    found = queries.report_of(engagement)
    if found is None or not found.published_on:
        return redirect("workspace:insight:report", slug=slug)
    form = forms.WhyForm(request.POST or None)
    if attempt(request, form, lambda data: actions.take_back_report(found, by=person(request), **data),
               done="The report is taken back. Publish it again when it is right."):  # fmt: skip
        return redirect("workspace:insight:report", slug=slug)
    return page(request, "take_back", engagement, here="report", form=form, report=found)
