"""Rows as the API says them."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from antiphon.core.suppression import Shown
from antiphon.decisions import models as decided
from antiphon.engagement import models as asked
from antiphon.insight.queries import PublicTheme
from antiphon.network.access import organisations_of
from antiphon.network.models import Organisation, User
from antiphon.voices.models import Voice

STRENGTH = ("owner", "contributes", "reads")


def organisation(one: Organisation) -> dict[str, Any]:
    return {"name": one.name, "code": one.code, "code_register": one.register}


def engagement(one: asked.Engagement, account: User) -> dict[str, Any]:
    """Return an engagement, and how the organisations of the key stand to it. Partners were fetched with it."""
    mine = organisations_of(account)
    ways = {way for body, way in one.ways_in().items() if body in mine}
    return {
        "slug": one.slug, "title": one.title, "summary": one.summary, "purpose": one.purpose, "kind": one.kind,
        "rung": one.rung, "phase": one.phase.value, "opens_on": one.opens_on, "closes_on": one.closes_on,
        "owner": organisation(one.owner), "way": next(way for way in STRENGTH if way in ways),
        "web": _address("public:engagement", slug=one.slug) if one.published_at else None,
    }  # fmt: skip


def questions(found: list[asked.Question]) -> list[dict[str, Any]]:
    """Return the questions of an engagement; a condition names the question of today that it rests on."""
    today = {str(one.series): one.pk for one in found}
    return [
        {
            "id": one.pk, "kind": one.kind, "text": one.text, "hint": one.hint, "required": one.required, "page": one.page,
            "options": one.options, "rows": one.rows, "settings": one.settings,
            "only_if": [{"question": today.get(rests["series"]), "options": rests["options"]} for rests in one.only_if],
        }
        for one in found
    ]  # fmt: skip


def theme(one: PublicTheme) -> dict[str, Any]:
    return {
        "id": one.theme.pk, "name": one.theme.name, "description": one.theme.description, "minority": one.theme.minority,
        "voices": count(one.voices), "stances": {stance: count(number) for stance, number in one.by_stance.items()},
        "share": one.share,
    }  # fmt: skip


def count(number: Shown) -> dict[str, Any]:
    return {"value": number.value, "words": str(number)}


def voice(one: Voice) -> dict[str, Any]:
    return {"id": one.pk, "question": one.question_id, "words": one.clean_words}


def decision(one: decided.Decision) -> dict[str, Any]:
    plain = ("title", "question", "decides", "decided_on", "outcome", "reasons", "conditions", "dissent", "review_on",
             "published_at")  # fmt: skip
    slug = one.engagement.slug
    return {**{name: getattr(one, name) for name in plain}, "engagement": slug, "web": _address("public:decision", slug=slug)}


def answer(one: decided.Answer) -> dict[str, Any]:
    plain = ("kind", "words", "why", "by_when", "published_at")
    return {**{name: getattr(one, name) for name in plain}, "engagement": one.theme.engagement.slug, "theme": one.theme.name}


def received(receipt: str, slug: str) -> dict[str, Any]:
    return {"receipt": receipt, "engagement": slug, "web": _address("public:receipt")}


def _address(name: str, **where: Any) -> str:
    return settings.PUBLIC_ADDRESS + reverse(name, kwargs=where or None)
