"""Screens of narratives: the list, one narrative with where it stands, and what people say of it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.narrative.actions import writing as actions
from antiphon.narrative.models import Narrative
from antiphon.narrative.queries import writing as queries
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.narrative import feedback_presenters, forms, presenters
from antiphon.workspace.narrative.screens import HOME, POSTED, find, form_page, page, sent


@require_safe
def narratives(request: HttpRequest) -> HttpResponse:
    """List the narratives that the person may see, with where each stands."""
    return page(request, "list", **presenters.listed(person(request)))


@require_http_methods(POSTED)
def new(request: HttpRequest) -> HttpResponse:
    """Start a narrative."""
    user = person(request)
    owners = queries.owners(user)
    if not owners:
        raise PermissionDenied("Your role does not allow this. An engagement lead or a director can do it.")
    form = forms.StartForm(sent(request), owners=owners, narratives=queries.narratives_of(user))
    made: list[Narrative] = []
    if attempt(request, form, lambda said: made.append(actions.start(said.pop("owner"), by=user, **said)),
               done="The narrative is there. Write its parts."):  # fmt: skip
        return redirect(HOME, made[0].slug)
    return form_page(request, form, title="Start a narrative", button="Start it")


@require_safe
def narrative(request: HttpRequest, narrative: str) -> HttpResponse:
    """Show a narrative: its parts, what is missing, and where every partner stands."""
    return page(request, "narrative", **presenters.whole(find(request, narrative), person(request)))


@require_http_methods(POSTED)
def edit(request: HttpRequest, narrative: str) -> HttpResponse:
    """Change the title, and in which engagement people say what they think."""
    found, user = find(request, narrative, write=True), person(request)
    works = feedback_presenters.works(user, found.works)
    form = forms.DetailsForm(sent(request), works=works, initial={"title": found.title, "works": found.works})
    if attempt(request, form, lambda said: actions.rename(found, by=user, **said), done="Your changes are saved."):
        return redirect(HOME, narrative)
    return form_page(request, form, title="Title and feedback", button="Save", narrative=found)


@require_safe
def feedback(request: HttpRequest, narrative: str) -> HttpResponse:
    """Show what people say of the narrative: themes, what became of each comment, and whether they understand it."""
    return page(request, "feedback", **feedback_presenters.feedback(find(request, narrative), person(request)))
