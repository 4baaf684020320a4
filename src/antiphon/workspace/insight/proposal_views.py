"""What a group proposes for a theme that came from it: taken up, or answered with a reason."""

from django.http import Http404, HttpRequest, HttpResponse

from antiphon.engagement.models import Engagement
from antiphon.insight import actions, queries
from antiphon.insight.models import ThemeProposal
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person
from antiphon.workspace.insight import forms
from antiphon.workspace.insight.pages import FORM, asked, page


@FORM
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a group's words for a theme beside the theme's own; take them up, or say why not."""
    engagement = asked(request, slug, Permission.THEME_EDIT)
    found = _found(engagement, pk)
    form = forms.ProposalForm(request.POST or None)
    done = attempt(request, form, lambda said: actions.answer_theme_proposal(
        found, accept=said["answer"] == "accept", reason=said["reason"], by=person(request)
    ), done="The group reads your answer on its own page.")  # fmt: skip
    now = _found(engagement, pk) if done else found
    return page(request, "proposal", engagement, here="themes", proposal=now, form=form)


def _found(engagement: Engagement, pk: int) -> ThemeProposal:
    found = queries.proposal_in(engagement, pk)
    if found is None:
        raise Http404
    return found
