"""Screens of what is done in a campaign and what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from antiphon.campaigns import rules
from antiphon.campaigns.actions import doing as actions
from antiphon.campaigns.models import Campaign
from antiphon.campaigns.queries import plan
from antiphon.campaigns.queries import results as scores
from antiphon.network.access import may
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.campaigns import doing_forms as forms
from antiphon.workspace.campaigns.views import FORM, WRITE, form_page, here, page, sent


def _who(said: str, campaign: Campaign) -> dict[str, Any]:
    """Return the person and the organisation that a choice stands for."""
    user, body = said.split(":")
    people = {f"{one.pk}": one for one, _ in plan.people_at(campaign)}
    bodies = {str(one.pk): one for one in [*plan.taking_part(campaign), *(row.organisation for row in campaign.partners.all())]}
    return {"user": people.get(user), "organisation": bodies[body]}


@FORM
def new_activity(request: HttpRequest, campaign: str) -> HttpResponse:
    """Add something that a partner does."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    bodies = plan.taking_part(found)
    form = forms.ActivityForm(sent(request), organisations=bodies, people=plan.people_at(found),
                              initial={"starts_on": found.starts_on, "ends_on": found.ends_on, "status": "planned"})  # fmt: skip

    def do(said: dict[str, Any]) -> None:
        lead, body = said.pop("lead"), said.pop("organisation")
        actions.add_activity(found, organisation=next(one for one in bodies if str(one.pk) == body), by=me,
                             lead=_who(lead, found)["user"] if lead else None, **said)  # fmt: skip

    if attempt(request, form, lambda said: do(dict(said)), done="The activity is in the plan."):
        return redirect("workspace:campaigns:campaign", campaign)
    return form_page(request, form, here(found), title="Add an activity", button="Save",
                     intro=["Each activity has exactly one lead."])  # fmt: skip


@require_safe
def activity(request: HttpRequest, campaign: str, activity: int) -> HttpResponse:
    """Show an activity, and who does what in it."""
    me = person(request)
    found = plan.campaign_for(me, campaign)
    one = plan.activity_in(found, activity)
    duties = list(one.duties.select_related("user", "organisation"))
    return page(request, "activity", here(found), campaign=found, activity=one, deed=plan.Deed(one, duties),
                outputs=[row for row in scores.outputs_of(found) if row.activity_id == one.pk],
                may_write=may(me, WRITE, on=found))  # fmt: skip


@FORM
def edit_activity(request: HttpRequest, campaign: str, activity: int) -> HttpResponse:
    """Change an activity, or say how far it is."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = plan.activity_in(found, activity)
    names = ("title", "words", "channel", "starts_on", "ends_on", "status")
    form = forms.ActivityForm(sent(request), initial={name: getattr(one, name) for name in names})

    def do(said: dict[str, Any]) -> None:
        new = {name: value for name, value in said.items() if value != getattr(one, name)}
        actions.change_activity(one, by=me, **new)

    if attempt(request, form, do, done="Your changes are saved."):
        return redirect("workspace:campaigns:activity", campaign, activity)
    return form_page(request, form, here(found), title=f"Change “{one}”", button="Save")


@FORM
def new_duty(request: HttpRequest, campaign: str, activity: int) -> HttpResponse:
    """Say who leads, approves, contributes or is told."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = plan.activity_in(found, activity)
    bodies = [*plan.taking_part(found), *(row.organisation for row in found.partners.all() if row.way == "reads")]
    form = forms.DutyForm(sent(request), people=plan.people_at(found), organisations=bodies)
    if attempt(request, form, lambda said: actions.give_duty(one, role=said["role"], by=me, **_who(said["who"], found)),
               done="It is written down."):  # fmt: skip
        return redirect("workspace:campaigns:activity", campaign, activity)
    return form_page(request, form, here(found), title=f"Who does what in “{one}”?", button="Save")


@require_POST
def take_duty(request: HttpRequest, campaign: str, activity: int, duty: int) -> HttpResponse:
    """Take away that somebody approves, contributes or is told."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = plan.row_in(plan.activity_in(found, activity).duties, duty)
    return press(request, lambda: actions.take_duty(one, by=me), done="It is taken away.", to="workspace:campaigns:activity",
                 campaign=campaign, activity=activity)  # fmt: skip


@FORM
def lead(request: HttpRequest, campaign: str, activity: int) -> HttpResponse:
    """Hand the lead to another person, or name the first."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = plan.activity_in(found, activity)
    form = forms.LeadForm(sent(request), people=plan.people_at(found))
    if attempt(request, form, lambda said: actions.hand_over(one, by=me, **_who(said["who"], found)), done="They lead it now."):
        return redirect("workspace:campaigns:activity", campaign, activity)
    return form_page(request, form, here(found), title=f"Who leads “{one}”?", button="Save",
                     intro=["An activity has exactly one lead."])  # fmt: skip


@require_POST
def lead_rest(request: HttpRequest, campaign: str) -> HttpResponse:
    """Lead everything oneself that nobody leads yet."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    return press(request, lambda: actions.lead_the_rest(found, by=me), done="You lead them now. You can hand each one over.",
                 to="workspace:campaigns:campaign", campaign=campaign)  # fmt: skip


# --- What came of it -------------------------------------------------------------------------------------------------


@require_safe
def results(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the four stages, what was put out (each counted once), and how far each objective is."""
    me = person(request)
    found = plan.campaign_for(me, campaign)
    mine = plan.speaks_for(me, found)
    return page(request, "results", here(found), campaign=found, scores=scores.scores_of(found), mine=[one.pk for one in mine],
                units=rules.UNITS, may_write=may(me, WRITE, on=found))  # fmt: skip


@FORM
def new_result(request: HttpRequest, campaign: str) -> HttpResponse:
    """Enter what was found."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    form = forms.ResultForm(sent(request), objectives=found.objectives.all())
    if attempt(request, form, lambda said: actions.enter_result(found, by=me, **said), done="The result is entered."):
        return redirect("workspace:campaigns:results", campaign)
    return form_page(request, form, here(found), title="Enter a result", button="Save")


@FORM
def not_measured(request: HttpRequest, campaign: str) -> HttpResponse:
    """Say that a stage was not measured, and why."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    form = forms.NotMeasuredForm(sent(request))
    if attempt(request, form, lambda said: actions.not_measured(found, by=me, **said), done="It is written down."):
        return redirect("workspace:campaigns:results", campaign)
    return form_page(request, form, here(found), title="What was not measured?", button="Save",
                     intro=["“Not measured” is an honest answer. Say why, so that next time can be better."])  # fmt: skip


@FORM
def new_output(request: HttpRequest, campaign: str) -> HttpResponse:
    """Report something that was put out."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    bodies = plan.speaks_for(me, found)
    form = forms.OutputForm(sent(request), organisations=bodies, activities=found.activities.all())

    def do(said: dict[str, Any]) -> None:
        body = next(one for one in bodies if str(one.pk) == said["organisation"])
        actions.report_output(found, by=me, **{**said, "organisation": body})

    if attempt(request, form, do, done="It is counted."):
        return redirect("workspace:campaigns:results", campaign)
    return form_page(request, form, here(found), title="Report what was put out", button="Save", intro=[
        "Each thing is counted once, by the partner whose it is.",
        "If another partner has counted it, say that you took part."])  # fmt: skip


@FORM
def correct(request: HttpRequest, campaign: str, output: int) -> HttpResponse:
    """Put a number right."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = plan.row_in(found.outputs.select_related("campaign", "organisation"), output)
    form = forms.CorrectForm(sent(request), initial={"number": one.number, "source": one.source})
    if attempt(request, form, lambda said: actions.correct_output(one, by=me, **said), done="The number is corrected."):
        return redirect("workspace:campaigns:results", campaign)
    return form_page(request, form, here(found), title=f"Correct “{one}”", button="Save")


@FORM
def take_part(request: HttpRequest, campaign: str, output: int) -> HttpResponse:
    """Say that another partner took part in it."""
    me = person(request)
    found = plan.campaign_for(me, campaign, WRITE)
    one = plan.row_in(found.outputs.select_related("campaign", "organisation"), output)
    bodies = [body for body in plan.speaks_for(me, found) if body.pk != one.organisation_id]
    form = forms.TakePartForm(sent(request), organisations=bodies)

    def do(said: dict[str, Any]) -> None:
        body = next(each for each in bodies if str(each.pk) == said["organisation"])
        actions.take_part(one, organisation=body, did=said["did"], by=me)

    if attempt(request, form, do, done="You are named for it. It is still counted once."):
        return redirect("workspace:campaigns:results", campaign)
    return form_page(request, form, here(found), title=f"Who took part in “{one}”?", button="Save")
