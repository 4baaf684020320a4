"""Results, question by question, and cross-tabulations: on the screen, as a spreadsheet and as a PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import questions_of
from antiphon.insight.counting import characteristics
from antiphon.insight.crosstabs import CAN_BE_CUT, CrossTab, crosstab
from antiphon.insight.results import BESIDE, results
from antiphon.workspace.insight.pages import asked, page
from antiphon.workspace.insight.presenters import charts_of

NOBODY = "nobody"


@require_safe
def question_results(request: HttpRequest, slug: str) -> HttpResponse:
    """What was answered to each question, perhaps with groups beside and with the flagged ones left out."""
    engagement = asked(request, slug)
    by = request.GET.get("by", "")
    found = results(engagement, by=by, without_flagged="without" in request.GET)
    return page(request, "results", engagement, here="results", found=found, beside=BESIDE, without="without" in request.GET)


@require_safe
def cross(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a question and characteristics, and see the table and its chart."""
    engagement = asked(request, slug)
    problem, found = "", None
    if "what" in request.GET:
        try:
            found = chosen(engagement, request)
        except Refused as refused:
            problem = refused.reasons[0]
    return page(
        request, "cross", engagement, here="cross", found=found, problem=problem, choices=choices(engagement),
        known=characteristics(engagement), wanted=[request.GET.get(f"by{place}", "") for place in (1, 2, 3)],
        what=request.GET.get("what", ""), charts=charts_of(found) if found else [], query=request.GET.urlencode(),
    )  # fmt: skip


def choices(engagement: Engagement) -> list[tuple[str, str]]:
    """Return what can be cut: nothing (how many took part), each question, each row of a grid."""
    found = [(NOBODY, "How many took part")]
    for question in questions_of(engagement):
        if question.kind not in CAN_BE_CUT:
            continue
        rows: list[dict[str, Any]] = question.rows if question.kind == "matrix" else [{"key": "", "text": ""}]
        found += [(f"{question.pk}:{row['key']}", f"{question.text}{': ' if row['text'] else ''}{row['text']}") for row in rows]
    return found


def chosen(engagement: Engagement, request: HttpRequest) -> CrossTab:
    """Return the cross-tabulation that the address asks for. Raises Refused in words for the person."""
    what, by = request.GET.get("what", ""), [request.GET.get(f"by{place}", "") for place in (1, 2, 3)]
    key, _, row = what.partition(":")
    question = next((one for one in questions_of(engagement) if str(one.pk) == key), None)
    if question is None and what != NOBODY:
        raise Refused("Choose a question.")
    return crosstab(engagement, question=question, by=[one for one in by if one], row=row)
