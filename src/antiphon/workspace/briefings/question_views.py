"""Screens of questions that readers asked back, and of the boards at which a briefing was on the table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from antiphon.briefings import actions, queries, rules
from antiphon.briefings.models import Attendance
from antiphon.network.access import may
from antiphon.stakeholders.queries import with_names
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.briefings import forms
from antiphon.workspace.briefings.views import COLOURS, FORM, WRITE, here
from antiphon.workspace.stakeholders.views import form_page, page, sent


@FORM
def question(request: HttpRequest, question: int) -> HttpResponse:
    """Show a question with its clock, and answer it."""
    me, today = person(request), timezone.localdate()
    found = queries.question_for(me, question)
    briefing = found.copy.briefing
    form = forms.ReplyForm(sent(request))
    if attempt(request, form, lambda said: actions.reply(found, words=said["words"], by=me), done="Your answer is on its way."):
        return redirect("workspace:briefings:briefing", briefing.pk)
    return page(
        request, "briefings/question", here(briefing), question=found, briefing=briefing, form=form, colours=COLOURS,
        status=rules.status_of_question(found.due_on, today, replied=bool(found.replied_at)),
        listed=with_names([found.copy.stakeholder], today=today)[0], may_write=may(me, WRITE, on=briefing),
    )  # fmt: skip


@FORM
def hold(request: HttpRequest, question: int) -> HttpResponse:
    """Send a holding reply that names what comes and when."""
    me = person(request)
    found = queries.question_for(me, question)
    form = forms.HoldForm(sent(request))
    if attempt(request, form, lambda said: actions.hold(found, words=said["words"], due_on=said["due_on"], by=me),
               done="The holding reply is on its way. The clock runs to the new day."):  # fmt: skip
        return redirect("workspace:briefings:question", question)
    return form_page(request, form, here(found.copy.briefing), title="Send a holding reply", button="Send the holding reply",
                     intro=["They have to know what comes and when, before the day is out."])  # fmt: skip


@FORM
def new_meeting(request: HttpRequest, briefing: int) -> HttpResponse:
    """Write down a meeting of a board."""
    found = queries.briefing_for(person(request), briefing, WRITE)
    form = forms.MeetingForm(sent(request), boards=queries.boards_of(found))
    if attempt(request, form, lambda said: actions.meet(found, by=person(request), **said), done="Now say who was there."):
        meeting = queries.meetings_of(found).first()
        assert meeting is not None
        return redirect("workspace:briefings:meeting", briefing, meeting.pk)
    intro = [] if queries.boards_of(found) else ["Nobody on the register sits on a board yet. Add their seats first."]
    return form_page(request, form, here(found), title="At which board was it on the table?", button="Go on", intro=intro)


@FORM
def meeting(request: HttpRequest, briefing: int, meeting: int) -> HttpResponse:
    """Show every seat of the board: who was there, and who opened the pack."""
    me = person(request)
    found = queries.briefing_for(me, briefing)
    one = queries.meeting_in(found, meeting)
    if request.method == "POST":
        came = {int(key.removeprefix("seat-")): value for key, value in request.POST.items()
                if key.startswith("seat-") and key[5:].isascii() and key[5:].isdigit() and len(key) < 15}  # fmt: skip
        return press(request, lambda: actions.attend(one, came=came, by=me), done="It is written down.",
                     to="workspace:briefings:meeting", briefing=briefing, meeting=meeting)  # fmt: skip
    return page(request, "briefings/meeting", here(found), briefing=found, meeting=one, places=queries.places_at(one),
                choices=Attendance.Came.choices, may_write=may(me, WRITE, on=found))  # fmt: skip
