"""Understanding what people say: two waves of comments, a code that is split, a coder that learns. All made up."""

import datetime
import random
import tomllib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from antiphon.core.actors import Machine, Visitor
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import FRAME, OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.insight import actions as reading
from antiphon.insight import codebook, queries, tasks
from antiphon.insight.models import FrameUse, LearntCoder, Reading
from antiphon.voices import actions as hearing
from antiphon.voices.intake import Said
from antiphon.voices.models import Voice
from antiphon.voices.tasks import deidentify_waiting

MAKER = Machine("demonstration")
FIRST, SECOND = "getting-here-last-year", "getting-here"
QUESTION = "How was it to get to your appointment, and what would make it easier?"
TRANSPORT = "Transport to/ from services"
PARTS = ("Buses and trains", "Hospital transport", "Lifts from family and friends")
SPLIT = [
    {"name": PARTS[0], "meaning": "Coming by bus or train: whether it runs, when, where it stops and what it costs."},
    {"name": PARTS[1], "meaning": "Ambulances and cars that the hospital sends: asking for them, waiting for them, the ride."},
    {"name": PARTS[2], "meaning": "Being driven by family, friends or neighbours, and having to ask them."},
]
WHY = "“Transport” holds three things that three different people would have to put right."
WAVES = {FIRST: (100, 70), SECOND: (150, 76)}  # how many comments, and how many of them are read
BEFORE_SPLIT, BEFORE_LEARNING = 14, 40
NAMES = uuid.UUID("5c0d8a42-6f3f-4d4f-9f57-2f2f0c6f7a11")
SEED = 20_261_122
USUAL = {"Buses and trains": 16, "Hospital transport": 12, "Lifts from family and friends": 10, "Parking": 22,
         "Timeliness of care": 16, "Staff manner & personal attributes": 14, "Appointment arrangements": 10}  # fmt: skip
LAST_YEAR = {**USUAL, "Buses and trains": 3, "Hospital transport": 4, "Lifts from family and friends": 3, "Parking": 140}
PLACES = {"Ashmere Town": 40, "Quayside": 26, "Long Vale": 20, "Hillfoot": 14}


@dataclass(frozen=True)
class Remark:
    """One made-up comment, what it is about and how the person feels."""

    number: int
    words: str
    codes: tuple[str, ...]
    stance: str
    place: str


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads((resources.files("antiphon.demonstration") / "data" / "understanding.toml").read_text(encoding="utf-8"))


def remarks(number: int, weights: Mapping[str, int] = USUAL, seed: int = SEED) -> Iterator[Remark]:
    """Make so many comments: one thing in most, two in some."""
    chance = random.Random(seed)
    topics = {topic["code"]: topic for topic in _stored()["topic"]}
    for place in range(number):
        about = dict.fromkeys(chance.choices(list(weights), list(weights.values()), k=1 if chance.random() < 0.6 else 2))
        said = []
        for code in about:
            words = chance.choice(topics[code]["says"])
            filled = words.format(**{key: chance.choice(_stored()[kind]) for key, kind in (
                ("place", "places"), ("time", "times"), ("who", "people"))})  # fmt: skip
            said.append(filled[0].upper() + filled[1:])
        stances = {topics[code]["stance"] for code in about}
        yield Remark(place, " ".join(said), tuple(about), stances.pop() if len(stances) == 1 else "mixed",
                     chance.choices(list(PLACES), list(PLACES.values()))[0])  # fmt: skip


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Ask in two waves, read, split a code that means too much, let the coder learn, and go on reading."""
    day = datetime.timedelta
    first = _wave(FIRST, "Getting here, last year", cast, today - day(days=380), today - day(days=340), LAST_YEAR, SEED + 1)
    second = _wave(SECOND, "Getting here", cast, today - day(days=30), today + day(days=9), USUAL, SEED)
    if not Reading.objects.filter(voice__engagement=first).exists():
        _read_in_a_row(first, _told(first), cast, today - day(days=339), WAVES[FIRST][1])
    if not LearntCoder.objects.filter(engagement=second).exists():
        told, day_of = _told(second), today - day(days=6)
        _read(second, told, cast, day_of, BEFORE_SPLIT)
        _split(second, cast, day_of)
        _read(second, told, cast, day_of + day(days=1), BEFORE_LEARNING)
        with standing_at(day_of + day(days=2), hour=9):
            tasks.learn_for(FrameUse.objects.select_related("frame", "engagement").get(engagement=second))
        _read(second, told, cast, day_of + day(days=2), WAVES[SECOND][1])


def _wave(
    slug: str, title: str, cast: Cast, opens: datetime.date, closes: datetime.date, weights: Mapping[str, int], seed: int
) -> Engagement:
    found: Engagement | None = Engagement.objects.filter(slug=slug).first()
    if found is not None:
        return found
    with standing_at(opens - datetime.timedelta(days=5)):
        engagement = asking.draft(
            owner=cast.organisations["icb"], lead=cast["priya"], by=cast["priya"], slug=slug, kind="survey", title=title,
            summary="One question to everyone with an outpatient appointment.",
            purpose="We want to know what makes it hard to come, before we write the travel plan.",
            can_change="Buses we help to pay for, hospital transport, parking and the times we offer.",
            cannot_change="Where the two hospitals stand.", decides="The board of the integrated care board", opens_on=opens,
            closes_on=closes, decides_on=closes + datetime.timedelta(days=60), other_ways=OTHER_WAYS,
        )  # fmt: skip
        asking.add_question(engagement, by=cast["priya"], text=QUESTION, kind="text")
        asking.add_partner(engagement, organisation=cast.organisations["healthwatch"], way="contributes", by=cast["priya"])
        engagement = asking.publish(engagement, by=cast["marcus"])
        reading.use_frame(engagement, frame=FRAME, by=cast["wen"])
    question = engagement.questions.current().get()
    everyone = [
        Said(answers={question.pk: one.words}, channel="web" if one.number % 5 else "paper",
             said_on=opens + datetime.timedelta(days=one.number % 20), place=one.place, may_quote=one.number % 3 > 0,
             submission=uuid.uuid5(NAMES, f"{slug}:{one.number}"))
        for one in remarks(WAVES[slug][0], weights, seed)
    ]  # fmt: skip
    with standing_at(opens + datetime.timedelta(days=20)):
        hearing.receive_many(engagement, everyone=everyone, by=Visitor())
        while deidentify_waiting():
            pass
        while tasks.code_waiting():
            pass
    return engagement


def _told(engagement: Engagement) -> dict[uuid.UUID, Remark]:
    weights, seed = (LAST_YEAR, SEED + 1) if engagement.slug == FIRST else (USUAL, SEED)
    return {uuid.uuid5(NAMES, f"{engagement.slug}:{one.number}"): one
            for one in remarks(WAVES[engagement.slug][0], weights, seed)}  # fmt: skip


def _read(engagement: Engagement, told: Mapping[uuid.UUID, Remark], cast: Cast, day: datetime.date, upto: int) -> None:
    """Read in the order in which the screen would show them, until so many are read. What is not clean yet waits."""
    wen = cast["wen"]
    with standing_at(day, hour=14):
        codes = {code.name: code for code in queries.codes_of(engagement)}
        done = Reading.objects.filter(voice__engagement=engagement).count()
        while done < upto and (voice := queries.next_to_read(wen, engagement)) is not None:
            reading.confirm(voice, **_decision(voice, told, codes), by=wen)
            done += 1


def _read_in_a_row(
    engagement: Engagement, told: Mapping[uuid.UUID, Remark], cast: Cast, day: datetime.date, upto: int
) -> None:
    with standing_at(day, hour=14):
        codes = {code.name: code for code in queries.codes_of(engagement)}
        for voice in queries.readable(engagement).select_related("response", "engagement").order_by("pk")[:upto]:
            reading.confirm(voice, **_decision(voice, told, codes), by=cast["wen"])


def _decision(voice: Voice, told: Mapping[uuid.UUID, Remark], codes: Mapping[str, Any]) -> dict[str, Any]:
    one = told[voice.response.submission]
    names: Sequence[str] = [name if name in codes else TRANSPORT for name in one.codes]
    return {"codes": [codes[name] for name in dict.fromkeys(names)], "stance": one.stance}


def _split(engagement: Engagement, cast: Cast, day: datetime.date) -> None:
    """Split the code, and read its comments again with the new ones."""
    with standing_at(day, hour=15):
        code = queries.codes_of(engagement).get(name=TRANSPORT)
        reading.split_code(code, engagement=engagement, parts=SPLIT, why=WHY, by=cast["wen"])
    told = _told(engagement)
    with standing_at(day, hour=16):
        codes = {code.name: code for code in queries.codes_of(engagement)}
        for voice in codebook.to_read_for_a_split(engagement).select_related("response", "engagement")[:5]:
            reading.confirm(voice, **_decision(voice, told, codes), settle=True, by=cast["wen"])
