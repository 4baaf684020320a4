"""A survey of the made-up panel: every kind of question, and answers by a seeded chance, so that each run is the same."""

import datetime
import random
from typing import Any

from django.utils import timezone

from antiphon.core.actors import Machine
from antiphon.engagement.models import Engagement, Question
from antiphon.engagement.tests.factories import make_open_engagement, make_question
from antiphon.voices.actions import Said, receive_many

YES_NO = [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}, {"key": "unsure", "text": "Not sure"}]
NEEDS = [{"key": "phone", "text": "By phone"}, {"key": "web", "text": "Online"}, {"key": "person", "text": "In person"}]
ROWS = [{"key": "clean", "text": "The rooms"}, {"key": "kind", "text": "The people"}]
WARDS = {"Ashmere North": 30, "Ashmere South": 25, "Vale East": 25, "Vale West": 20}
AGES = {"15_24": 8, "25_34": 12, "35_44": 18, "45_54": 20, "55_64": 20, "65_74": 14, "75_over": 8}
ETHNIC = {"asian": 12, "black": 5, "mixed": 3, "white": 74, "other": 2, "not_said": 4}
SEX = {"female": 54, "male": 44, "not_said": 2}


def make_survey(**overrides: Any) -> dict[str, Question]:
    """Return an open survey with a question of each kind that is counted, by kind."""
    engagement = make_open_engagement(question=False, about_set="2026-1", kind="survey", **overrides)
    fields: dict[str, dict[str, Any]] = {
        "one": {"text": "Would you ring 111 first?", "options": YES_NO},
        "many": {"text": "How do you want to reach us?", "options": NEEDS},
        "scale": {"text": "How easy was it?", "settings": {"from": 1, "to": 5, "low": "hard", "high": "easy"}},
        "matrix": {"text": "How good were these?", "options": YES_NO, "rows": ROWS},
        "ranking": {"text": "What matters most?", "options": NEEDS},
        "date": {"text": "When did you last come?"},
        "place": {"text": "Which place do you use?"},
        "text": {"text": "What else?"},
    }
    return {kind: make_question(engagement=engagement, kind=kind, **more) for kind, more in fields.items()}


def pick(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def said(chance: random.Random, questions: dict[str, Question], day: datetime.date, **more: Any) -> Said:
    """Return what one made-up person says."""
    ethnic = pick(chance, ETHNIC)
    value: dict[str, Any] = {
        "one": pick(chance, {"yes": 60, "no": 30, "unsure": 10} if ethnic == "white" else {"yes": 40, "no": 45, "unsure": 15}),
        "many": chance.sample([one["key"] for one in NEEDS], chance.randint(1, 2)),
        "scale": int(pick(chance, {"1": 2, "2": 8, "3": 25, "4": 40, "5": 25})),
        "matrix": {"clean": pick(chance, {"yes": 70, "no": 30}), "kind": pick(chance, {"yes": 90, "no": 10})},
        "ranking": chance.sample([one["key"] for one in NEEDS], 3),
        "date": f"2026-{chance.randint(1, 4):02d}-{chance.randint(1, 28):02d}",
        "place": pick(chance, WARDS),
        "text": "It was easy to find.",
    }
    about = {"age": pick(chance, AGES), "ethnic_group": ethnic, "sex": pick(chance, SEX)}
    answers = {questions[kind].pk: answer for kind, answer in value.items() if kind in questions}
    fields = {"answers": answers, "channel": pick(chance, {"web": 80, "paper": 15, "telephone": 5}), "said_on": day,
              "place": pick(chance, WARDS), "about": about, **more}  # fmt: skip
    return Said(**fields)


def answer_survey(questions: dict[str, Question], people: int, *, seed: int = 20_261_122, **more: Any) -> Engagement:
    """Let so many made-up people answer a survey."""
    chance = random.Random(seed)
    engagement = next(iter(questions.values())).engagement
    day = timezone.localdate()
    receive_many(engagement, everyone=[said(chance, questions, day, **more) for _ in range(people)], by=Machine("panel"))
    return engagement
