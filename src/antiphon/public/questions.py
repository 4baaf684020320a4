"""Common questions with the answers that partners agreed: the page, one answer, a snippet for other sites, a feed of changes."""

from xml.sax.saxutils import escape

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from antiphon.answers.queries import contact as contacts
from antiphon.answers.queries import faqs

A_PAGE = 20
ANYWHERE = {**settings.SECURE_CSP, "frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]}


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show the agreed answers, by topic or by words, and how to ask something else."""
    every = faqs.agreed()
    topic, words = request.GET.get("topic", "")[:60], request.GET.get("words", "")[:200].strip()
    found = faqs.agreed(topic=topic, words=words) if topic or words else every
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/questions/list.html", {
        "page": page, "number": len(found), "any": bool(every), "topics": faqs.topics(every), "topic": topic, "words": words,
        "desk": contacts.said_of(contacts.joint()),
    })  # fmt: skip


@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one agreed answer: who agreed it, who looks after it, and what it said before."""
    found = faqs.agreed_answer(slug)
    return render(request, "public/questions/question.html", {"answer": found, "earlier": list(faqs.earlier(found))[1:]})


@xframe_options_exempt
@csp_override(ANYWHERE)
@require_safe
def snippet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one agreed answer alone, for the frame of another site. It holds no form, no script and no cookie."""
    return render(request, "public/questions/snippet.html", {"answer": faqs.agreed_answer(slug)})


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what was agreed last."""
    return render(request, "public/questions/changes.html", {"changes": faqs.changes()})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give what was agreed last as an Atom feed, so that other sites and people notice a change."""
    found = faqs.changes()
    site = settings.PUBLIC_ADDRESS
    newest = found[0].agreed_at if found else timezone.now()
    entries = "".join(
        f"<entry><title>{_said(one.question)}</title><id>{site}/common-questions/{one.faq.slug}/#version-{one.number}</id>"
        f'<link href="{site}/common-questions/{one.faq.slug}/"/><updated>{one.agreed_at.isoformat()}</updated>'
        f"<author><name>{_said(one.faq.owner.name)}</name></author>"
        f"<summary>{_said(one.why or 'New answer')}</summary><content type=\"text\">{_said(one.answer)}</content></entry>\n"
        for one in found if one.agreed_at
    )  # fmt: skip
    whole = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{_said(settings.SYSTEM_NAME)}: answers to common questions</title><id>{site}/common-questions/changes.atom</id>"
        f'<link rel="self" href="{site}/common-questions/changes.atom"/><link href="{site}/common-questions/"/>'
        f"<updated>{newest.isoformat() if newest else ''}</updated>\n{entries}</feed>\n"
    )  # fmt: skip
    return HttpResponse(whole, content_type="application/atom+xml; charset=utf-8")


def _said(text: str) -> str:
    """Return text as XML may hold it: escaped, without control characters."""
    return escape("".join(mark for mark in text if mark.isprintable() or mark in "\n\t"))
