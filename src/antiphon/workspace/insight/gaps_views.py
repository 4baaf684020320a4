"""Who is missing while it is open; a pulse, live; sessions, recommendations, and what was put to services."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from antiphon.core.suppression import shown
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement, Session
from antiphon.engagement.queries import who_works_on
from antiphon.insight import actions, gaps, queries
from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.workspace.attempts import attempt, person, press
from antiphon.workspace.insight import gaps_forms as forms
from antiphon.workspace.insight import gaps_presenters as presenters
from antiphon.workspace.insight.pages import FORM, asked, page, theme_at, voice_at

EDIT, THEMES, READ = Permission.ENGAGEMENT_EDIT, Permission.THEME_EDIT, Permission.VOICE_READ
CHOICES = 200  # comments that a recommendation can be chosen from


@require_safe
def missing(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is missing: expected against heard for each characteristic and place, and who could help."""
    engagement = asked(request, slug)
    found = gaps.who_is_missing(person(request), engagement)
    return page(request, "missing", engagement, here="missing", found=found, phase=str(engagement.phase),
                parts=[presenters.part(one) for one in found.parts],
                gaps=[presenters.gap(*one) for one in found.gaps],
                silent=[presenters.gap(*one) for one in found.without_figures],
                may_edit=may(person(request), EDIT, on=engagement))  # fmt: skip


@require_safe
def pulse(request: HttpRequest, slug: str) -> HttpResponse:
    """A pulse as it stands now: what came in, the themes, the days to the decision, the note to the board."""
    engagement = asked(request, slug)
    report = queries.report_of(engagement)
    themes = [(one.theme, shown(one.voices)) for one in queries.themes_of(engagement)]
    return page(request, "pulse", engagement, here="pulse", live=gaps.live(engagement), themes=themes, report=report,
                **presenters.clock(engagement, report, timezone.now()))  # fmt: skip


# --- Sessions ---------------------------------------------------------------------------------------------


@require_safe
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """The workshops, roundtables and interviews of an engagement."""
    engagement = asked(request, slug)
    return page(request, "sessions", engagement, here="sessions", sessions=list(gaps.sessions_of(engagement)),
                recommendations=list(gaps.recommendations_of(engagement)), may_edit=_may_record(request, engagement))  # fmt: skip


@FORM
def record(request: HttpRequest, slug: str, pk: int = 0) -> HttpResponse:
    """Record a session, or change the record."""
    engagement = asked(request, slug, EDIT)
    session = _session(engagement, pk) if pk else None
    names = ("title", "kind", "held_on", "where", "people", "guide", "notes")
    first = {name: getattr(session, name) for name in names} if session else {}
    form = forms.SessionForm(request.POST or None, initial=first)
    if attempt(request, form, lambda data: asking.record_session(engagement, session=session, by=person(request), **data),
               done="The session is recorded."):  # fmt: skip
        return redirect("workspace:insight:session", slug, pk) if pk else redirect("workspace:insight:sessions", slug)
    return page(request, "record_session", engagement, here="sessions", form=form, session=session)


@FORM
def session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One session: guide, people, notes, comments, themes and what was recommended there."""
    engagement = asked(request, slug, *([THEMES] if request.method == "POST" else []))
    found = _session(engagement, pk)
    held = gaps.themes_of_session(found)
    form = forms.ThemesForm(request.POST or None, themes=[one.theme for one in queries.themes_of(engagement)],
                            initial={"themes": [str(theme.pk) for theme, by_hand in held if by_hand]})  # fmt: skip
    if attempt(request, form, lambda data: actions.set_session_themes(found, themes=data["themes"], by=person(request)),
               done="The themes are set."):  # fmt: skip
        return redirect("workspace:insight:session", slug, pk)
    me = person(request)
    return page(request, "session", engagement, here="sessions", session=found, themes=held, form=form,
                voices=list(gaps.voices_of_session(found)[:CHOICES]) if may(me, READ, on=engagement) else [],
                recommendations=[one for one in gaps.recommendations_of(engagement) if one.session_id == found.pk],
                may_edit=_may_record(request, engagement),
                may_recommend=may(me, THEMES, on=engagement) and not engagement.closed_at)  # fmt: skip


# --- Recommendations --------------------------------------------------------------------------------------


@FORM
def recommend(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what should be done, and choose the comments that it rests on."""
    engagement = asked(request, slug, THEMES)
    named = request.GET.get("session", "")
    found = _session(engagement, int(named)) if named.isdecimal() and len(named) < 10 else None
    voices = {str(one.pk): one for one in gaps.to_rest_on(engagement, found)[:CHOICES]}
    form = forms.RecommendForm(request.POST or None, voices=[(key, one.clean_words) for key, one in voices.items()])
    if attempt(request, form, lambda data: actions.recommend(
            engagement, session=found, text=data["text"], why=data["why"], voices=[voices[key] for key in data["voices"]],
            by=person(request)), done="The recommendation is written."):  # fmt: skip
        return redirect("workspace:insight:session", slug, found.pk) if found else redirect("workspace:insight:sessions", slug)
    return page(request, "recommend", engagement, here="sessions", form=form, session=found, none=not voices)


@require_safe
def recommendation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One recommendation, with the way back to each quote that it rests on."""
    engagement = asked(request, slug)
    found = gaps.recommendation_in(engagement, pk)
    if found is None:
        raise Http404
    may_read = may(person(request), READ, on=engagement)
    return page(request, "recommendation", engagement, here="sessions", recommendation=found, may_read=may_read,
                quotes=list(found.voices.all()) if may_read else [],
                may_edit=may(person(request), THEMES, on=engagement) and not engagement.closed_at)  # fmt: skip


@require_POST
def take_recommendation_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a recommendation away."""
    engagement = asked(request, slug, THEMES)
    found = gaps.recommendation_in(engagement, pk)
    if found is None:
        raise Http404
    return press(request, lambda: actions.take_recommendation_back(found, by=person(request)),
                 done="The recommendation is gone.", to="workspace:insight:sessions", slug=slug)  # fmt: skip


# --- Put to a service -------------------------------------------------------------------------------------


@require_safe
def routed(request: HttpRequest, slug: str) -> HttpResponse:
    """What was put to services: who owns it, by when, and what they replied."""
    engagement = asked(request, slug)
    today = timezone.localdate()
    rows = [presenters.routed(one, today) for one in gaps.routings_of(engagement)]
    return page(request, "routed", engagement, here="routed", rows=rows, late=sum(row["late"] for row in rows))


@FORM
def route(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a theme, or one comment, to a service."""
    engagement = asked(request, slug, THEMES)
    theme, voice = _subject(request, engagement)
    people = who_works_on(engagement)
    form = forms.RouteForm(request.POST or None, people=people)
    if attempt(request, form, lambda data: actions.route(
            engagement, organisation=data["owner"][0], owner=data["owner"][1], ask=data["ask"], due_on=data["due_on"],
            theme=theme, voice=voice, by=person(request)),
            done="It is with the service. Its owner finds it in their work."):  # fmt: skip
        return redirect("workspace:insight:routed", slug)
    return page(request, "route", engagement, here="routed", form=form, theme=theme, voice=voice,
                themes=queries.themes_of(engagement) if theme is None and voice is None else [])  # fmt: skip


@FORM
def routing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One thing that was put to a service; its owner replies here."""
    engagement = asked(request, slug)
    found = gaps.routing_in(engagement, pk)
    if found is None:
        raise Http404
    me = person(request)
    if request.method == "POST" and found.owner_id != me.pk:
        raise PermissionDenied(f"{found.owner} owns this, so only they can reply.")
    form = forms.ReplyForm(request.POST or None)
    if attempt(request, form, lambda data: actions.reply(found, words=data["words"], by=me), done="Your reply is recorded."):
        return redirect("workspace:insight:routed", slug)
    shows = found.voice is not None and may(me, READ, on=engagement)
    return page(request, "routing", engagement, here="routed", row=presenters.routed(found, timezone.localdate()), form=form,
                mine=found.owner_id == me.pk, shows=shows,
                may_edit=may(me, THEMES, on=engagement) and found.replied_at is None)  # fmt: skip


@require_POST
def take_routing_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask it of the service no longer."""
    engagement = asked(request, slug, THEMES)
    found = gaps.routing_in(engagement, pk)
    if found is None:
        raise Http404
    return press(request, lambda: actions.take_routing_back(found, by=person(request)), done="It is not asked any more.",
                 to="workspace:insight:routed", slug=slug)  # fmt: skip


def _subject(request: HttpRequest, engagement: Engagement) -> Any:
    given = {name: request.GET.get(name, "") for name in ("theme", "voice")}
    if given["theme"].isdecimal() and len(given["theme"]) < 19:
        return theme_at(engagement, int(given["theme"])), None
    if given["voice"].isdecimal() and len(given["voice"]) < 19:
        return None, voice_at(engagement, int(given["voice"]))
    return None, None


def _session(engagement: Engagement, pk: int) -> Session:
    found = gaps.sessions_of(engagement).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _may_record(request: HttpRequest, engagement: Engagement) -> bool:
    return may(person(request), EDIT, on=engagement) and not engagement.closed_at
