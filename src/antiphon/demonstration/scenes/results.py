"""A survey of the panel in numbers: 412 answers, a cross-tabulation with hidden cells, files taken out. All made up."""

import datetime
import random
from collections.abc import Mapping
from typing import Any

from antiphon.core.actors import Machine
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.exports import actions as exporting
from antiphon.exports import making
from antiphon.exports.models import Export
from antiphon.voices import actions as hearing
from antiphon.voices.intake import Said
from antiphon.voices.models import Response

MAKER = Machine("demonstration")
SLUG = "panel-survey-first-help"
PEOPLE, SEED = 412, 20_261_122
YES_NO = [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}, {"key": "unsure", "text": "Not sure"}]
WAYS = [{"key": "phone", "text": "By telephone"}, {"key": "web", "text": "Online"}, {"key": "person", "text": "Face to face"}]
TIMES = [{"key": "early", "text": "Before work"}, {"key": "day", "text": "In the day"}, {"key": "late", "text": "In the evening"}]
GRID = [{"key": "find", "text": "Finding out where to go"}, {"key": "reach", "text": "Getting there"}]
EASE = [{"key": "easy", "text": "Easy"}, {"key": "hard", "text": "Hard"}]
QUESTIONS: dict[str, dict[str, Any]] = {
    "first": {"text": "Would you ring 111 before you go to an emergency department?", "kind": "one", "options": YES_NO},
    "ways": {"text": "How would you want to be told where to go?", "kind": "many", "options": WAYS},
    "ease": {"text": "How easy was it to get help the last time?", "kind": "scale",
             "settings": {"from": 1, "to": 5, "low": "very hard", "high": "very easy"}},
    "parts": {"text": "How were these?", "kind": "matrix", "options": EASE, "rows": GRID},
    "times": {"text": "When do you most need help? Put these in order.", "kind": "ranking", "options": TIMES},
}  # fmt: skip
WARDS = {"Ashmere Town": 32, "Quayside": 22, "Hillfoot": 18, "Vale Market": 16, "Long Vale": 12}
ETHNIC = {"white": 70, "asian": 14, "black": 6, "mixed": 4, "other": 2, "not_said": 4}
AGES = {"15_24": 8, "25_34": 13, "35_44": 17, "45_54": 19, "55_64": 19, "65_74": 15, "75_over": 9}


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Ask the panel, let 412 answer, and take out the figures and the evidence."""
    engagement = _ask(cast, today)
    if not Response.objects.filter(engagement=engagement).exists():
        with standing_at(today - datetime.timedelta(days=6)):
            hearing.receive_many(engagement, everyone=_answers(engagement, today), by=MAKER)
    for kind, format in (("results", "xlsx"), ("rows", "csv"), ("evidence", "zip")):
        if not Export.objects.filter(engagement=engagement, kind=kind).exists():
            export = exporting.ask(engagement, kind=kind, format=format, by=cast["priya"])
            making.make(export, by=MAKER)


def _ask(cast: Cast, today: datetime.date) -> Engagement:
    found: Engagement | None = Engagement.objects.filter(slug=SLUG).first()
    if found is not None:
        return found
    day = datetime.timedelta
    with standing_at(today - day(days=30)):
        engagement = asking.draft(
            owner=cast.organisations["icb"], lead=cast["priya"], by=cast["priya"], slug=SLUG, kind="survey", about_set="2026-1",
            title="Panel survey: who do you ring first?", summary="Five short questions to the citizens' panel.",
            purpose="We want to know how people look for help that cannot wait, before we change how 111 books visits.",
            can_change="How 111 tells people where to go, and when.", cannot_change="Emergency departments stay where they are.",
            decides="The board of the integrated care board", opens_on=today - day(days=21), closes_on=today + day(days=7),
            decides_on=today + day(days=60), other_ways=OTHER_WAYS,
        )  # fmt: skip
        for fields in QUESTIONS.values():
            asking.add_question(engagement, by=cast["priya"], **fields)
        asking.add_partner(engagement, organisation=cast.organisations["healthwatch"], way="contributes", by=cast["priya"])
        return asking.publish(engagement, by=cast["marcus"])


def _answers(engagement: Engagement, today: datetime.date) -> list[Said]:
    chance = random.Random(SEED)
    keys = dict(zip(QUESTIONS, engagement.questions.current().order_by("place").values_list("pk", flat=True), strict=True))
    return [_one(chance, keys, today) for _ in range(PEOPLE)]


def _one(chance: random.Random, keys: dict[str, int], today: datetime.date) -> Said:
    def pick(weights: dict[str, int]) -> str:
        return chance.choices(list(weights), list(weights.values()))[0]

    ethnic, age = pick(ETHNIC), pick(AGES)
    older = age in ("65_74", "75_over")
    answers = {
        keys["first"]: pick({"yes": 45, "no": 40, "unsure": 15} if older else {"yes": 62, "no": 28, "unsure": 10}),
        keys["ways"]: chance.sample(["phone", "person"] if older else ["phone", "web", "person"], chance.randint(1, 2)),
        keys["ease"]: int(pick({"1": 6, "2": 16, "3": 30, "4": 32, "5": 16})),
        keys["parts"]: {"find": pick({"easy": 55, "hard": 45}), "reach": pick({"easy": 64, "hard": 36})},
        keys["times"]: chance.sample(["early", "day", "late"], 3),
    }
    return Said(
        answers=answers, channel=pick({"web": 70, "paper": 20, "telephone": 10}), said_on=today - datetime.timedelta(days=6),
        place=pick(WARDS), about={"age": age, "ethnic_group": ethnic, "sex": pick({"female": 53, "male": 44, "not_said": 3})},
    )  # fmt: skip
