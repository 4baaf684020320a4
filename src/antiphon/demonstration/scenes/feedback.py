"""What people and staff make of the narrative: comments, champions' meetings, themes with an answer. All made up."""

import csv
import datetime
import uuid
from collections.abc import Mapping
from functools import cache
from importlib import resources

from antiphon.core.actors import Visitor
from antiphon.decisions import actions as answering
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.insight import actions as reading
from antiphon.insight.models import Theme
from antiphon.narrative.actions import writing
from antiphon.narrative.models import Narrative
from antiphon.voices import actions as hearing
from antiphon.voices.intake import Said
from antiphon.voices.models import Voice
from antiphon.voices.tasks import deidentify_waiting

SLUGS = {"public": "joined-up-care", "staff": "joined-up-care-staff"}
TITLES = {"public": "Joined-up care: what do you make of it?", "staff": "Joined-up care: what do staff make of it?"}
ASKED = {"public": "You have read what changes. What is clear, what is not, and what is missing?",
         "staff": "Could you explain this to a patient? What would you change?"}  # fmt: skip
THEMES = {
    "ring": "One number to ring, for everyone", "story": "Telling my story once, and who may see it",
    "when": "By when it happens", "there": "Getting to the hub", "online": "Not everyone is online",
    "team": "One team: who employs whom",
    "computer": "One record needs one system",
}  # fmt: skip
ANSWERS = {
    "ring": ("did", "We put the number in the first line, with a text number for people who do not hear well."),
    "when": ("did", "Each part now begins with its month, and we say each spring how far we are."),
    "there": ("will", "We will pay for a minibus from Hillfoot and the villages on clinic days."),
}
MEETINGS = (("Quayside", 14, 34), ("Hillfoot", 9, 27), ("Ashmere Town", 12, 20))  # where, how many came, days ago
NAMES = uuid.UUID("0b9d2f5e-3d0e-4f5b-9d0c-7a2a6a1c5e44")


@cache
def _said() -> list[dict[str, str]]:
    file = resources.files("antiphon.demonstration") / "data" / "what-people-think.csv"
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Ask, take in what was said, gather themes and answer three; the narrative shows what became of it."""
    narrative = Narrative.objects.filter(works__contains=["111-first"], variant_of=None).first()
    asked = {who: _ask(who, cast, today) for who in SLUGS}
    if narrative is not None and not set(SLUGS.values()) <= set(narrative.works):
        writing.rename(narrative, title=narrative.title, works=[*narrative.works, *SLUGS.values()], by=cast["priya"])
    public = asked["public"]
    if not public.sessions.exists():
        for where, people, ago in MEETINGS:
            asking.record_session(
                public, title=f"Champions’ meeting, {where}", kind="roundtable", held_on=today - datetime.timedelta(days=ago),
                where=where, people=people, guide="What is clear?\nWhat is not?\nWhat would you tell a neighbour?",
                notes="The champions read the page aloud and marked each line that made people ask.", by=cast["priya"],
            )  # fmt: skip
    for who, engagement in asked.items():
        if not Theme.objects.filter(engagement=engagement).exists():
            _gather(who, engagement, cast, today)


def _ask(who: str, cast: Cast, today: datetime.date) -> Engagement:
    found: Engagement | None = Engagement.objects.filter(slug=SLUGS[who]).first()
    if found is not None:
        return found
    opens = today - datetime.timedelta(days=40)
    with standing_at(opens - datetime.timedelta(days=5)):
        engagement = asking.draft(
            owner=cast.organisations["icb"], lead=cast["priya"], by=cast["priya"], slug=SLUGS[who], kind="survey",
            title=TITLES[who], summary="One question about the story that nine partners have signed.",
            purpose="We want to know whether people understand what changes, before we write it again.",
            can_change="The words, their order, and what we say about getting there.",
            cannot_change="That the nine partners work as one.",
            decides="The nine partners together", opens_on=opens, closes_on=today + datetime.timedelta(days=20),
            decides_on=today + datetime.timedelta(days=80), other_ways=OTHER_WAYS,
        )  # fmt: skip
        asking.add_question(engagement, by=cast["priya"], text=ASKED[who], kind="text")
        asking.add_partner(engagement, organisation=cast.organisations["healthwatch"], way="contributes", by=cast["priya"])
        engagement = asking.publish(engagement, by=cast["marcus"])
    question = engagement.questions.current().get()
    everyone = [
        Said(answers={question.pk: row["text"]}, channel="paper" if number % 6 == 0 and who == "public" else "web",
             said_on=opens + datetime.timedelta(days=number % 30), place=row["place"], may_quote=number % 3 > 0,
             submission=uuid.uuid5(NAMES, f"{who}:{number}"))
        for number, row in enumerate(_of(who))
    ]  # fmt: skip
    with standing_at(opens + datetime.timedelta(days=30)):
        hearing.receive_many(engagement, everyone=everyone, by=Visitor())
        while deidentify_waiting():
            pass
    return engagement


def _of(who: str) -> list[dict[str, str]]:
    return [row for row in _said() if row["who"] == who]


def _gather(who: str, engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    rows = {uuid.uuid5(NAMES, f"{who}:{number}"): row for number, row in enumerate(_of(who))}
    voices = Voice.objects.clean_only().filter(engagement=engagement).select_related("response").order_by("pk")
    with standing_at(today - datetime.timedelta(days=8), hour=11):
        themes: dict[str, Theme] = {}
        for voice in voices:
            row = rows.get(voice.response.submission)
            if row is None or not row["theme"]:
                continue
            key = row["theme"]
            themes[key] = themes.get(key) or reading.write_theme(engagement, name=THEMES[key], by=cast["wen"])
            reading.add_voice(themes[key], voice=voice, stance=row["stance"], by=cast["wen"])
        for key in themes.keys() & ANSWERS.keys():
            kind, words = ANSWERS[key]
            by_when = today + datetime.timedelta(days=120) if kind == "will" else None
            answer = answering.write_answer(themes[key], kind=kind, words=words, by_when=by_when, by=cast["priya"])
            answering.publish_answer(answer, by=cast["marcus"])
