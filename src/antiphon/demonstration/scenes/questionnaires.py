"""A form of several pages that is open now: every kind of question, an easy-read and a large-print twin, and the check."""

import datetime
import uuid
from typing import Any

from antiphon.core.actors import Visitor
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement import queries as asked
from antiphon.engagement.models import Engagement, Twin
from antiphon.voices import actions as hearing
from antiphon.voices.models import Response, Voice
from antiphon.voices.tasks import deidentify_waiting

GETTING_THERE = "getting-to-vale-hospital"
NAMES = uuid.UUID("0d7f3a58-4a0e-4f0b-9d5e-9a7c1e2b6d44")  # names each made-up response, so that it is taken once
OPENED = 12  # days ago

QUESTIONS: list[dict[str, Any]] = [
    {"kind": "one", "text": "How do you usually get to Vale Community Hospital?", "required": True, "options": [
        {"key": "walk", "text": "I walk or wheel"}, {"key": "bus", "text": "By bus"}, {"key": "car", "text": "By car"},
        {"key": "transport", "text": "With patient transport"}, {"key": "other", "text": "Another way", "words": True}]},
    {"kind": "scale", "text": "How easy is the journey for you?",
     "settings": {"from": 0, "to": 10, "low": "Very hard", "high": "Very easy"}},
    {"kind": "text", "text": "What makes the bus journey hard?", "hint": "Times, stops, cost, anything.", "only": (0, ["bus"])},
    {"kind": "many", "text": "What would help you most?", "page": 2, "settings": {"most": 3}, "options": [
        {"key": "evening", "text": "A later last bus"}, {"key": "stop", "text": "A stop nearer the door"},
        {"key": "parking", "text": "More parking for disabled people"}, {"key": "video", "text": "A telephone or video visit"},
        {"key": "closer", "text": "A clinic nearer to me"}, {"key": "else", "text": "Something else", "words": True}]},
    {"kind": "matrix", "text": "How are these, when you arrive?", "page": 2, "options": [
        {"key": "good", "text": "Good"}, {"key": "ok", "text": "All right"}, {"key": "poor", "text": "Poor"}],
     "rows": [{"key": "signs", "text": "The signs"}, {"key": "doors", "text": "The doors and ramps"},
              {"key": "waiting", "text": "The place to wait"}]},
    {"kind": "ranking", "text": "Which should we do first?", "page": 3, "options": [
        {"key": "bus", "text": "Talk to the bus company"}, {"key": "door", "text": "Mend the side entrance"},
        {"key": "signs", "text": "Put up clearer signs"}]},
    {"kind": "place", "text": "From where do you set out?", "page": 3},
    {"kind": "text", "text": "Is there anything else about getting here?", "page": 3},
]  # fmt: skip

EASY = ["How do you get to Vale hospital?", "Is it easy or hard to get here?", "What is hard about the bus?",
        "What would help you?", "How are these things at the hospital?", "What should we do first?", "Where do you start from?",
        "Do you want to tell us more?"]  # fmt: skip
LARGE = [question["text"] for question in QUESTIONS]
SAID = [
    ("bus", 3, "The last bus leaves before the clinic ends.", ["evening", "video"], "poor", ["bus", "signs", "door"], "AV3", ""),
    ("bus", 2, "Two buses and a long wait between them.", ["evening", "closer"], "ok", ["bus", "door", "signs"], "AV4", ""),
    ("car", 5, "", ["parking"], "ok", ["door", "signs", "bus"], "AV1", "The side entrance has been shut since the spring."),
    ("car", 7, "", ["video"], "good", ["signs", "door", "bus"], "AV1", ""),
    ("walk", 9, "", ["stop"], "good", ["signs", "bus", "door"], "AV2", "It is a pleasant walk when it is light."),
    ("transport", 4, "", ["closer", "parking"], "poor", ["door", "signs", "bus"], "AV5", "I was collected two hours early."),
    ("bus", 4, "The stop is at the bottom of the hill.", ["stop", "evening"], "ok", ["bus", "door", "signs"], "AV3", ""),
    ("other", 6, "", ["else"], "good", ["signs", "bus", "door"], "AV2", ""),
    ("car", 3, "", ["parking", "closer"], "poor", ["door", "bus", "signs"], "AV6", "There is nowhere to park with a wheelchair."),
    ("bus", 1, "It does not run at the weekend.", ["evening", "video", "closer"], "poor", ["bus", "signs", "door"], "AV6", ""),
    ("walk", 8, "", ["stop"], "good", ["signs", "door", "bus"], "AV2", ""),
    ("car", 6, "", ["video", "closer"], "ok", ["bus", "signs", "door"], "AV4", "A video visit would save me half a day."),
]  # fmt: skip
AGES = ["25_34", "35_44", "45_54", "55_64", "65_74", "75_over", "not_said"]


def play(engagements: dict[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Ask, publish two twins, and let people answer through all three."""
    engagement = Engagement.objects.filter(slug=GETTING_THERE).first() or _ask(cast, today)
    twins = {format: _twin(engagement, format, cast, today) for format in ("easy_read", "large_print")}
    ways = [None] * 22 + [twins["easy_read"]] * 7 + [twins["large_print"]] * 4
    taken = set(Response.objects.filter(engagement=engagement).values_list("submission", flat=True))
    for number, twin in enumerate(ways):
        submission = uuid.uuid5(NAMES, str(number))
        if submission not in taken:
            _answer(engagement, number, twin, submission, today)
    while deidentify_waiting():
        pass
    for voice in Voice.objects.needing_eyes().filter(engagement=engagement):
        hearing.look(voice, decision="clean", by=cast["farah"])


def _ask(cast: Cast, today: datetime.date) -> Engagement:
    tom = cast["tom"]
    with standing_at(today - datetime.timedelta(days=OPENED + 20)):
        engagement = asking.draft(
            owner=cast.organisations["hospitals"], lead=tom, title="Getting to Vale Community Hospital", slug=GETTING_THERE,
            by=tom,
            summary="How you get to the hospital, what makes it hard, and what would help.",
            purpose="We are planning buses, parking and entrances for the next three years. We want to hear how you get here.",
            rung="consulting", can_change="Where buses stop and when we ask for them.\nParking, entrances and signs.",
            cannot_change="The hospital stays where it is, because there is no money for a new site.",
            decides="The trust board of Vale Hospitals", decides_on=today + datetime.timedelta(days=70),
            opens_on=today - datetime.timedelta(days=OPENED), closes_on=today + datetime.timedelta(days=30),
            other_ways=OTHER_WAYS, about_set="2026-1",
        )  # fmt: skip
        made: list[Any] = []
        for question in QUESTIONS:
            fields = dict(question)
            if only := fields.pop("only", None):
                fields["only_if"] = [{"series": str(made[only[0]].series), "options": only[1]}]
            made.append(asking.add_question(engagement, by=tom, **fields))
        asking.check_inclusion(
            engagement, paper=True, by_telephone=True, in_person=True, easy_read=True, languages="Polish and Urdu when asked",
            read_by_others=True, minutes=6, by=tom,
            who_is_left_out="People who cannot leave home. Our community nurses take paper forms to them and bring them back.",
        )  # fmt: skip
        for key in ("icb", "city"):
            asking.add_partner(engagement, organisation=cast.organisations[key], way="contributes", by=tom)
        return asking.publish(engagement, by=cast["priya"])


def _twin(engagement: Engagement, format: str, cast: Cast, today: datetime.date) -> Twin:
    found = Twin.objects.filter(engagement=engagement, format=format, language="en").first()
    if found is not None:
        return found
    easy = format == "easy_read"
    with standing_at(today - datetime.timedelta(days=OPENED)):
        twin = asking.make_twin(
            engagement, format=format, language="en", by=cast["tom"],
            title="Getting to the hospital" if easy else engagement.title,
            summary="We want to know how you get to Vale hospital.\nYour answers help us make it better.\n"
                    "You can ask someone to help you." if easy else engagement.summary,
            made_by="Plain Words Ashmere" if easy else "The communications team of Vale Hospitals",
            checked_by="The Tuesday reading group" if easy else "Two readers of the sight loss group",
        )  # fmt: skip
        for question, text in zip(asked.questions_of(engagement), EASY if easy else LARGE, strict=True):
            asking.set_twin_words(twin, question=question, words={"text": text}, by=cast["tom"])
        return asking.publish_twin(twin, by=cast["priya"])


def _answer(engagement: Engagement, number: int, twin: Twin | None, submission: uuid.UUID, today: datetime.date) -> None:
    way, ease, bus, help_with, arrived, order, place, more = SAID[number % len(SAID)]
    keys = [question.pk for question in asked.questions_of(engagement)]
    first: Any = {"key": way, "words": "My daughter brings me"} if way == "other" else way
    help_chosen: list[Any] = [{"key": one, "words": "A bench half way"} if one == "else" else one for one in help_with]
    answers = {
        keys[0]: first, keys[1]: min(10, ease + number // len(SAID)), keys[2]: bus, keys[3]: help_chosen,
        keys[4]: {"signs": arrived, "doors": "ok", "waiting": "good" if ease > 4 else arrived}, keys[5]: order, keys[6]: place,
        keys[7]: more if number < len(SAID) or twin else "",
    }  # fmt: skip
    said_on = today - datetime.timedelta(days=number % OPENED)
    with standing_at(said_on, hour=9 + number % 8):
        hearing.receive(
            engagement, answers={key: value for key, value in answers.items() if value}, channel="web", said_on=said_on,
            place=place, about={"age": AGES[number % len(AGES)]}, may_quote=number % 2 == 0, may_reuse=number % 3 == 0,
            submission=submission, twin=twin, by=Visitor(),
        )  # fmt: skip
