"""What the voice pages say, made ready for their templates."""

from typing import Any

from django.core.paginator import Paginator

from antiphon.engagement.models import Engagement
from antiphon.network.access import may
from antiphon.network.roles import Permission
from antiphon.voices import entries, queries
from antiphon.voices.models import Channel, Voice

COLOURS = {"sealed": "grey", "needs_eyes": "yellow", "clean": "green", "withheld": "red", "erased": "grey"}
MEANINGS = {
    "sealed": "as it came, waiting for the search for personal details",
    "needs_eyes": "something is in doubt; a person must look",
    "clean": "safe to read",
    "withheld": "kept back by a person",
    "erased": "the words are gone for good; what was counted stays counted",
}
SCORES = {1: "very good", 2: "good", 3: "neither good nor poor", 4: "poor", 5: "very poor"}
ON_A_PAGE = 25


def _paged(found: Any, number: str) -> dict[str, Any]:
    page = Paginator(found, ON_A_PAGE).get_page(number)
    return {"page": page, "total": page.paginator.count}


def voices(engagement: Engagement, user: Any, asked: Any) -> dict[str, Any]:
    """Return the counts by status and channel, the imports, and a page of the voices."""
    counts = queries.counts(engagement)
    status = asked.get("status", "") if asked.get("status") in Voice.Status.values else ""
    channel = asked.get("channel", "") if asked.get("channel") in Channel.values else ""
    may_read = may(user, Permission.VOICE_READ, on=engagement)
    page = {}
    if may_read:
        page = _paged(queries.voices_of(engagement, status=status, channel=channel), asked.get("page", "1"))
    statuses = list(Voice.Status.choices)
    table = [
        {"label": label, "responses": counts["channel"][key],
         "cells": [counts.get(f"channel:{key}", {}).get(name, 0) for name, _ in statuses]}
        for key, label in Channel.choices if counts["channel"][key]
    ]  # fmt: skip
    return {
        "engagement": engagement, "counts": counts, "statuses": statuses, "table": table, "colours": COLOURS,
        "meanings": MEANINGS, "status": status, "channel": channel, "channels": list(Channel.choices),
        "imports": list(queries.imports_of(engagement)), "may_read": may_read, **page,
        "files": may_read and queries.uploads_of(engagement).exists(),
        "may_import": may(user, Permission.VOICE_IMPORT, on=engagement),
        "may_enter": may(user, Permission.VOICE_ENTER, on=engagement), "groups": entries.groups_in(engagement),
        "may_look": may(user, Permission.VOICE_MAKE_SAFE, on=engagement),
        "may_erase": may(user, Permission.VOICE_ERASE, on=engagement),
    }  # fmt: skip


def brought(rows: int) -> str:
    """Return what a file brought, as the sentence on the next page."""
    number, its = ("1 response is", "Its") if rows == 1 else (f"{rows:,} responses are", "Their")
    return f"{number} in. {its} words are being made safe now."


def voice(engagement: Engagement, found: Voice, user: Any) -> dict[str, Any]:
    """Return one voice with what may be seen of it, and who opened its sealed words."""
    may_open = queries.may_open(user, engagement)
    return {
        "engagement": engagement, "voice": found, "colour": COLOURS[found.status], "meaning": MEANINGS[found.status],
        "score": SCORES.get(found.response.score or 0, ""), "openings": list(queries.openings_of(found)),
        "may_open": may_open, "may_look": may(user, Permission.VOICE_MAKE_SAFE, on=engagement),
        "may_route": may(user, Permission.THEME_EDIT, on=engagement) and not engagement.closed_at,
    }  # fmt: skip


def look(engagement: Engagement, found: Voice, user: Any) -> dict[str, Any]:
    """Return words in doubt as they may be seen, why they are in doubt, and how many more wait."""
    kinds = sorted({str(one["kind"]).replace("_", " ") for one in found.found if one.get("sure")})
    return {"engagement": engagement, "voice": found, "pieces": queries.to_look_at(found), "kinds": kinds,
            "waiting": queries.needing_eyes(user, engagement).count()}  # fmt: skip
