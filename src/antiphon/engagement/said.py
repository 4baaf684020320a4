"""What engagements say to people, for the common language: their words and questions, while they are public."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.queries import engagements_of
from antiphon.language.live import Item
from antiphon.network.models import User


def live_items(user: User) -> Iterator[Item]:
    """Yield every engagement that is public and not closed, with its questions. Two queries."""
    for one in _with_questions(Engagement.objects.published().filter(closed_at__isnull=True).select_related("owner", "lead")):
        yield _item(one)


def item_of(user: User, key: str) -> Item | None:
    """Return the words of one engagement that this person may see, also of a draft."""
    found = _with_questions(engagements_of(user).filter(pk=int(key))).first() if key.isdecimal() and len(key) < 18 else None
    return _item(found) if found else None


def _with_questions(found: Any) -> Any:
    asked = Question.objects.filter(replaced_at__isnull=True).order_by("place", "pk")
    return found.prefetch_related(Prefetch("questions", asked, to_attr="asked_now"))


def _item(one: Engagement) -> Item:
    parts = [one.title, one.summary, one.purpose, one.can_change, one.cannot_change, one.decides, one.other_ways]
    for question in one.asked_now:  # type: ignore[attr-defined]
        parts += [
            question.text,
            question.hint,
            *(option["text"] for option in question.options),
            *(row["text"] for row in question.rows),
        ]
    return Item(
        "engagement.Engagement",
        str(one.pk),
        one.title,
        "\n\n".join(part.strip() for part in parts if part.strip()),
        f"{one.lead.name}, {one.owner.name}",
        f"/engagements/{one.slug}/" if one.published_at else f"/workspace/engagements/{one.slug}/",
        one.owner_id,
        one.lead_id,
        "Engagement",
    )
