"""Results, question by question, and cross-tabulations: on the screen, as a spreadsheet and as a PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement
from antiphon.engagement.queries import questions_of
from antiphon.insight.compared import compare, earlier_ones
from antiphon.insight.counting import characteristics
from antiphon.insight.crosstabs import CAN_BE_CUT, CrossTab, crosstab
from antiphon.insight.queries import codes_of
from antiphon.insight.results import BESIDE, results
from antiphon.insight.seen import codes_seen
from antiphon.workspace.attempts import person
from antiphon.workspace.insight.pages import asked, page
from antiphon.workspace.insight.presenters import charts_of, codes_chart

NOBODY, CODE = "nobody", "code"
MOST_EARLIER = 20


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


@require_safe
def code_results(request: HttpRequest, slug: str) -> HttpResponse:
    """What comments are about: each code with its share and interval, perhaps by one characteristic."""
    engagement = asked(request, slug)
    found = codes_seen(engagement, by=request.GET.get("by", ""))
    return page(request, "code_results", engagement, here="results", found=found, known=characteristics(engagement),
                chart=codes_chart(found))  # fmt: skip


@require_safe
def compared(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed since an earlier engagement that asked the same question."""
    engagement = asked(request, slug)
    earlier = list(earlier_ones(engagement, person(request))[:MOST_EARLIER])
    wanted = request.GET.get("with", "")
    then = next((one for one in earlier if one.slug == wanted), earlier[0] if earlier else None)
    found = compare(then, engagement) if then else None
    return page(request, "compared", engagement, here="results", found=found, earlier=earlier, then=then)


def choices(engagement: Engagement) -> list[tuple[str, str]]:
    """Return what can be cut: nothing (how many took part), each question, each row of a grid."""
    found = [(NOBODY, "How many took part")]
    for question in questions_of(engagement):
        if question.kind not in CAN_BE_CUT:
            continue
        rows: list[dict[str, Any]] = question.rows if question.kind == "matrix" else [{"key": "", "text": ""}]
        found += [(f"{question.pk}:{row['key']}", f"{question.text}{': ' if row['text'] else ''}{row['text']}") for row in rows]
    codes = [(f"{CODE}:{code.pk}", f"Comments about: {code.name}") for code in codes_of(engagement, retired=True)]
    return found + codes


def chosen(engagement: Engagement, request: HttpRequest) -> CrossTab:
    """Return the cross-tabulation that the address asks for. Raises Refused in words for the person."""
    what, by = request.GET.get("what", ""), [request.GET.get(f"by{place}", "") for place in (1, 2, 3)]
    key, _, row = what.partition(":")
    wanted = [one for one in by if one]
    if key == CODE:
        code = next((one for one in codes_of(engagement, retired=True) if str(one.pk) == row), None)
        if code is None:
            raise Refused("Choose a code that is used here.")
        return crosstab(engagement, question=None, code=code, by=wanted)
    question = next((one for one in questions_of(engagement) if str(one.pk) == key), None)
    if question is None and what != NOBODY:
        raise Refused("Choose a question.")
    return crosstab(engagement, question=question, by=wanted, row=row)
