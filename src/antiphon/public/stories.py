"""Case studies and stories that the public may read, and a person's own way to take their story back.

Every page asks `stories.queries.public_stories`, so that a story which is taken back leaves them all at once.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.core.actors import Visitor
from antiphon.public.forms import StoryCodeForm
from antiphon.public.paper import as_pdf
from antiphon.public.receipts import TOO_MANY, count_miss, too_many
from antiphon.stories import actions, queries
from antiphon.stories.writers import TYPES, WRITERS
from antiphon.stories.writers.base import sections, under

# A page may be shown again only after asking: a story may have been taken back a moment ago.
fresh = cache_control(private=True, no_store=True)


@fresh
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """List the case studies and the stories."""
    today = timezone.localdate()
    found = [(one, queries.by_whom(one)) for one in queries.public_stories(today)[:100]]
    return render(request, "public/stories.html", {"cases": list(queries.public_cases(today)[:100]), "stories": found})


@fresh
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one story; one that is here no longer says so, and nothing else."""
    found = queries.public_story(pk, timezone.localdate())
    if found is None:
        return render(request, "public/story_gone.html", status=410)
    case = found.case if found.case and found.case.published_at else None
    return render(request, "public/story.html", {"story": found, "by_whom": queries.by_whom(found), "case": case})


@fresh
@require_safe
def case_study(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case study: challenge, actions, impacts, lessons, next steps."""
    today = timezone.localdate()
    found = queries.public_case(pk, today)
    return render(request, "public/case_study.html", {"case": found, "told": queries.told(found, today)})


@fresh
@require_safe
def case_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out a case study as a file, made now from what stands now."""
    today = timezone.localdate()
    told = queries.told(queries.public_case(pk, today), today)
    name = slugify(told.title) or "case-study"
    if kind == "pdf":
        parts = [{"heading": heading, "blocks": [{"points": one.points, "lines": one.lines} for one in found]}
                 for heading, found in sections(told)]  # fmt: skip
        data = {"owner": told.owner, "under": under(told), "summary": told.summary, "parts": parts}
        return as_pdf("stories/case", data, lang="en-GB", title=told.title, name=name)
    if kind not in WRITERS:
        raise Http404
    response = HttpResponse(WRITERS[kind](told), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest) -> HttpResponse:
    """Let a person take their story back with the code that they were given: no account, no reason, at once."""
    form = StoryCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and too_many(request):
        form.add_error("code", TOO_MANY)
        return render(request, "public/take_back.html", {"form": form}, status=429)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        consent = queries.consent_by_code(code)
        if consent is None:
            count_miss(request)
            form.add_error("code", actions.UNKNOWN_CODE)
        elif request.POST.get("sure") == "yes":
            actions.take_back_by_code(code, by=Visitor())
            return render(request, "public/taken_back.html")
        else:
            return render(request, "public/take_back_sure.html", {"story": consent.story, "code": code})
    return render(request, "public/take_back.html", {"form": form})
