"""A form before, or while, the public sees it: for those who work on it. Nothing that is entered is kept or sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from antiphon.engagement import queries as engagements
from antiphon.public.forms import StepForm
from antiphon.public.questionnaire import Questionnaire
from antiphon.public.take_part import show

SENT = "This is the last page. People who press the button here get their receipt. In a preview nothing is sent."
EMPTY = "There are no questions yet, so there is nothing to see."


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, slug: str, twin: str = "") -> HttpResponse:
    """Show the form as the public sees it, each page with everything that could be asked on it."""
    engagement = engagements.engagement_for(request.user, slug)
    questionnaire = Questionnaire.of(engagement, twin, unpublished=True)
    if not questionnaire.every:
        return redirect("workspace:engagement:questions", slug=slug)
    steps = questionnaire.steps({}, all_of_them=True)
    asked_for = request.POST.get("step") or request.GET.get("page", "")
    step = next((one for one in steps if one.key == asked_for), steps[0])
    here = reverse("public:preview_in", args=[slug, twin]) if twin else reverse("public:preview", args=[slug])
    if request.method == "POST" and "back" in request.POST:
        return redirect(f"{here}?page={steps[max(0, step.number - 2)].key}")
    form = StepForm(request.POST if request.method == "POST" else None, questionnaire=questionnaire, step=step)
    if request.method == "POST" and form.is_valid():
        if not step.last:
            return redirect(f"{here}?page={steps[min(step.number, len(steps) - 1)].key}")
        form.more = [{"text": SENT}]
    return show(request, questionnaire, form, steps, preview=True, action=here)
