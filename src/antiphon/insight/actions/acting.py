"""Writes about what follows from what was heard: themes of a session, recommendations, asks that are put to a service."""

import datetime
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from antiphon.core import trail
from antiphon.core.action import action
from antiphon.core.problems import Refused
from antiphon.engagement.models import Engagement, Session
from antiphon.insight.models import Recommendation, Routing, SessionTheme, Theme
from antiphon.network.access import Way, may, organisations_of, require
from antiphon.network.models import Organisation, User
from antiphon.network.roles import Permission
from antiphon.voices.models import Voice


@action
def set_session_themes(session: Session, *, themes: Iterable[Theme], by: User) -> None:
    """Say which themes came up in a session; those that its comments are gathered in show there anyway."""
    require(by, Permission.THEME_EDIT, on=session)
    _must_be_open(session.engagement)
    wanted = {theme.pk: theme for theme in themes}
    if any(theme.engagement_id != session.engagement_id or theme.merged_into_id for theme in wanted.values()):
        raise Refused("Choose themes of this engagement that stand.")
    SessionTheme.objects.filter(session=session).exclude(theme__in=wanted).delete()
    known = set(SessionTheme.objects.filter(session=session).values_list("theme", flat=True))
    SessionTheme.objects.bulk_create([SessionTheme(session=session, theme_id=pk) for pk in wanted if pk not in known])
    trail.leave("set themes", session, by=by, themes=sorted(wanted))


@action
def recommend(
    engagement: Engagement, *, text: str, why: str, voices: Sequence[Voice], by: User, session: Session | None = None
) -> Recommendation:
    """Write what should be done, and the quotes that it rests on: at least one, each safe to read."""
    require(by, Permission.THEME_EDIT, on=engagement)
    _must_be_open(engagement)
    if not text.strip():
        raise Refused("Say what should be done.")
    if len(text.strip()) > 300:
        raise Refused("What should be done can have up to 300 letters. Put the rest under why.")
    if session is not None and session.engagement_id != engagement.pk:
        raise Refused("This session belongs to another engagement.")
    if not voices:
        raise Refused("Choose at least one comment that the recommendation rests on.")
    for voice in voices:
        if voice.engagement_id != engagement.pk:
            raise Refused("One of the comments belongs to another engagement.")
        _must_be_clean(voice)
    made = Recommendation.objects.create(
        engagement=engagement, session=session, text=text.strip(), why=why.strip(), written_by=by
    )
    made.voices.set(voices)
    trail.leave("recommend", made, by=by, engagement=engagement.pk, voices=len(voices))
    return made


@action
def take_recommendation_back(recommendation: Recommendation, *, by: User) -> None:
    """Take a recommendation away."""
    require(by, Permission.THEME_EDIT, on=recommendation)
    _must_be_open(recommendation.engagement)
    trail.leave("take recommendation back", recommendation, by=by, engagement=recommendation.engagement_id)
    recommendation.delete()


@action
def route(
    engagement: Engagement, *, organisation: Organisation, owner: User, ask: str, due_on: datetime.date, by: User,
    theme: Theme | None = None, voice: Voice | None = None,
) -> Routing:
    """Put a theme or one safe comment to a service: a partner of the engagement, a person there who owns it, a day."""
    require(by, Permission.THEME_EDIT, on=engagement)
    _must_be_open(engagement)
    if (theme is None) == (voice is None):
        raise Refused("Put one theme, or one comment, to the service.")
    if theme is not None and (theme.engagement_id != engagement.pk or theme.merged_into_id):
        raise Refused("Choose a theme of this engagement that stands.")
    if voice is not None:
        if voice.engagement_id != engagement.pk:
            raise Refused("This comment belongs to another engagement.")
        _must_be_clean(voice)
    if not ask.strip():
        raise Refused("Say what you ask of the service.")
    if due_on < timezone.localdate():
        raise Refused("The day for the reply has passed. Choose today or later.")
    if engagement.ways_in().get(organisation.pk, Way.READS) is Way.READS:
        raise Refused(f"{organisation} does not work on this engagement. Add it as a partner that contributes first.")
    if not owner.is_active or organisation.pk not in organisations_of(owner):
        raise Refused(f"{owner} has no role at {organisation}. Choose a person there.")
    if voice is not None and not may(owner, Permission.VOICE_READ, on=engagement):
        raise Refused(f"{owner} may not read comments. Choose someone who may, or put the theme to the service.")
    routing = Routing.objects.create(
        engagement=engagement, theme=theme, voice=voice, organisation=organisation, owner=owner, ask=ask.strip(),
        due_on=due_on, routed_by=by,
    )
    trail.leave("route", routing, by=by, engagement=engagement.pk, organisation=organisation.pk, owner=owner.pk)
    return routing


@action
def reply(routing: Routing, *, words: str, by: User) -> Routing:
    """Answer what was asked of a service. Only the person who owns it does; the first answer stands."""
    require(by, Permission.ENGAGEMENT_READ, on=routing)
    routing = Routing.objects.select_for_update().get(pk=routing.pk)
    if routing.owner_id != by.pk:
        raise PermissionDenied(f"{routing.owner} owns this, so only they can reply.")
    if routing.replied_at is not None:
        raise Refused("You have replied already.")
    if not words.strip():
        raise Refused("Write what you will do, or why you cannot.")
    routing.reply, routing.replied_at, routing.replied_by = words.strip(), timezone.now(), by
    routing.save(update_fields=["reply", "replied_at", "replied_by"])
    trail.leave("reply", routing, by=by)
    return routing


@action
def take_routing_back(routing: Routing, *, by: User) -> None:
    """Ask it of the service no longer. What was replied to stays."""
    require(by, Permission.THEME_EDIT, on=routing)
    routing = Routing.objects.select_for_update().get(pk=routing.pk)
    if routing.replied_at is not None:
        raise Refused("The service has replied, so this stays.")
    trail.leave("take routing back", routing, by=by, engagement=routing.engagement_id)
    routing.delete()


def _must_be_open(engagement: Engagement) -> None:
    if engagement.closed_at:
        raise Refused("This engagement is closed. What was understood is kept as it was.")


def _must_be_clean(voice: Voice) -> None:
    if voice.status != Voice.Status.CLEAN:
        raise Refused("This comment has not been made safe, so it cannot be used yet.")
