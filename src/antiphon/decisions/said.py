"""What decisions and answers say to people, for the common language, while they are public."""

from collections.abc import Iterator
from typing import Any

from antiphon.decisions.models import Answer, Decision, Option
from antiphon.decisions.queries import published_answers, published_decisions
from antiphon.engagement.queries import engagements_of
from antiphon.language.live import Item
from antiphon.network.models import User


def live_decisions(user: User) -> Iterator[Item]:
    """Yield every public decision. Two queries."""
    for one in published_decisions().select_related("written_by").prefetch_related("options"):
        yield _decision(one)


def live_answers(user: User) -> Iterator[Item]:
    """Yield every public answer with what became of it. Two queries."""
    for one in published_answers().select_related("written_by"):
        yield _answer(one)


def decision_of(user: User, key: str) -> Item | None:
    """Return the words of one decision that this person may see, also of a draft."""
    found = Decision.objects.select_related("engagement__owner", "written_by").prefetch_related("options")
    return _seen(user, found, key, _decision, "engagement__in")


def answer_of(user: User, key: str) -> Item | None:
    """Return the words of one answer that this person may see, also of a draft."""
    found = Answer.objects.select_related("theme__engagement__owner", "written_by").prefetch_related("follow_ups")
    return _seen(user, found, key, _answer, "theme__engagement__in")


def _seen(user: User, rows: Any, key: str, made: Any, where: str) -> Item | None:
    if not (key.isdecimal() and len(key) < 18):
        return None
    found = rows.filter(pk=int(key), **{where: engagements_of(user).values("pk")}).first()
    return made(found) if found else None


def _decision(one: Decision) -> Item:
    options: list[Option] = list(one.options.all())
    parts = [
        one.title,
        one.question,
        one.insight,
        one.outcome,
        one.reasons,
        one.conditions,
        *(text for option in options for text in (option.name, option.public_words, option.benefits, option.risks)),
    ]
    link = f"/decisions/{one.engagement.slug}/" if one.published_at else f"/workspace/engagements/{one.engagement.slug}/decision/"
    return Item(
        "decisions.Decision",
        str(one.pk),
        one.title,
        _together(parts),
        f"{one.written_by.name}, {one.engagement.owner.name}",
        link,
        one.engagement.owner_id,
        one.written_by_id,
        "Decision",
    )


def _answer(one: Answer) -> Item:
    engagement = one.theme.engagement
    parts = [one.words, one.why, *(text for news in one.follow_ups.all() if news.published_at for text in (news.words, news.why))]
    link = f"/engagements/{engagement.slug}/" if one.published_at else f"/workspace/engagements/{engagement.slug}/answers/"
    return Item(
        "decisions.Answer",
        str(one.pk),
        f"Answer: {one.theme.name}",
        _together(parts),
        f"{one.written_by.name}, {engagement.owner.name}",
        link,
        engagement.owner_id,
        one.written_by_id,
        "Answer",
    )


def _together(parts: list[str]) -> str:
    return "\n\n".join(part.strip() for part in parts if part and part.strip())
