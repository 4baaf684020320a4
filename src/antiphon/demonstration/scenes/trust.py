"""Whom to believe and whom to look after: a flood of copies, one disclosure on the safeguarding list, codes from a letter.

Everybody and everything said here is made up.
"""

import datetime
import uuid

from antiphon.core.actors import Visitor
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement
from antiphon.guard import actions as guard
from antiphon.guard import queries as guarded
from antiphon.guard.models import Concern, Flag
from antiphon.guard.patterns import Sign, look_over
from antiphon.guard.tasks import BY, open_waiting
from antiphon.trust import actions as trust
from antiphon.trust.queries import entry_by_code, network_key
from antiphon.voices import actions as hearing
from antiphon.voices.models import Response, Voice
from antiphon.voices.tasks import deidentify_waiting

OPEN = "outpatient-times"
BY_LETTER = "evening-blood-tests"
NAMES = uuid.UUID("1c52a3de-6f0f-4a0e-9f66-b04e5f8d7a11")  # names each made-up response, so that it is taken once
LETTER = (
    "Please keep the Thursday clinic at Vale Community Hospital in the evening. People who work cannot come in the day, and the "
    "bus from Harrow Bridge only gets there after five."
)
OPENINGS = ("", "Dear all. ", "To whom it may concern. ", "Hello. ", "Good morning. ")
ENDINGS = ("", " Thank you.", " Please listen to us.", " It matters to my family.", " Thanks.", " Kind regards.")
COPIES = 30
DISCLOSURE = (
    "Mornings are the only time I can come. My husband will not let me out of the house without him and he checks my phone, so "
    "please do not ring me."
)
SETTLED = "A residents’ group in Harrow Bridge asked members to copy this letter. Each answer is a person’s own, so all count."
ANSWERS = (
    "Seven in the evening would suit me. I finish at half past five.",
    "Evenings are fine in summer. In winter I would rather come at lunch time.",
    "Can my daughter’s test be at the same time as mine?",
)


def play(engagements: dict[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Play what is missing of the three parts."""
    engagement = engagements.get(OPEN)
    if engagement is not None:
        _flood(engagement, cast, today)
        _disclosure(engagement, cast, today)
    _by_letter(cast, today)


def _flood(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    """Thirty copies of one letter within eight minutes. One flag is settled, and the other waits for you."""
    question = engagement.questions.current().first()
    for number in range(COPIES):
        submission = uuid.uuid5(NAMES, f"copy:{number}")
        if question is None or Response.objects.filter(submission=submission).exists():
            continue
        words = OPENINGS[number % len(OPENINGS)] + LETTER + ENDINGS[number % len(ENDINGS)]
        with standing_at(today - datetime.timedelta(days=1), hour=19, minute=number // 4):
            hearing.receive(
                engagement, answers={question.pk: words}, channel="web", said_on=today - datetime.timedelta(days=1),
                submission=submission, network_key=network_key(engagement, f"192.0.2.{number % 9}"), by=Visitor(),
            )  # fmt: skip
    while deidentify_waiting():
        pass
    if not Flag.objects.filter(engagement=engagement).exists():
        guard.raise_flags(engagement, suspicions=look_over(guarded.came(engagement)), by=BY)
    copies = Flag.objects.filter(engagement=engagement, sign=Sign.COPIES, status=Flag.Status.OPEN).first()
    if copies is not None:
        guard.settle_flag(copies, aside=False, because=SETTLED, by=cast["farah"])


def _disclosure(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    """One disclosure that came this morning: a rule found it, and the named lead has a day to look."""
    if engagement.safeguarding_lead_id is None:
        asking.name_safeguarding_lead(engagement, lead=cast["grace"], by=cast["tom"])
    submission, question = uuid.uuid5(NAMES, "disclosure"), engagement.questions.current().first()
    if question is not None and not Response.objects.filter(submission=submission).exists():
        hearing.receive(engagement, answers={question.pk: DISCLOSURE}, channel="web", said_on=today, submission=submission,
                        by=Visitor())  # fmt: skip
        while deidentify_waiting():
            pass
    voice = Voice.objects.filter(response__submission=submission).exclude(harm=[]).first()
    if voice is not None and not Concern.objects.filter(voice=voice).exists():
        guard.open_concern(voice, by=BY)
    open_waiting()


def _by_letter(cast: Cast, today: datetime.date) -> None:
    """A small engagement by letter: each code answers once, and three have."""
    engagement = Engagement.objects.filter(slug=BY_LETTER).first()
    if engagement is None:
        with standing_at(today - datetime.timedelta(days=12)):
            tom = cast["tom"]
            engagement = asking.draft(
                owner=cast.organisations["hospitals"], lead=tom, slug=BY_LETTER,
                title="Blood tests in the evening at Castle Green",
                summary="When should the new evening blood tests be? We ask the 400 homes nearest to the clinic, by letter.",
                purpose="The clinic at Castle Green can take blood one evening a week. We want it to suit those nearby.",
                rung="consulting", can_change="- The evening\n- The hours",
                cannot_change="The clinic: it is the only one with a free room.",
                decides="The outpatient board of the hospitals", decides_on=today + datetime.timedelta(days=50),
                opens_on=today - datetime.timedelta(days=9), closes_on=today + datetime.timedelta(days=19),
                other_ways=OTHER_WAYS, by=tom,
            )  # fmt: skip
            asking.set_question(engagement, text="Which evening and which hours suit your home?", by=tom)
            asking.promise(engagement, trust="code", keep_words_years=3, keep_names_years=1, by=tom)
            for partner in ("city", "icb"):
                asking.add_partner(engagement, organisation=cast.organisations[partner], way="contributes", by=tom)
            asking.name_safeguarding_lead(engagement, lead=cast["grace"], by=tom)
            engagement = asking.publish(engagement, by=cast["farah"])
    if Response.objects.filter(engagement=engagement).exists():
        return
    question = engagement.questions.current().get()
    with standing_at(today - datetime.timedelta(days=8)):
        label = "Letters to the 400 homes nearest to Castle Green"
        _, codes = trust.make_codes(engagement, number=400, label=label, by=cast["tom"])
    for number, (words, code) in enumerate(zip(ANSWERS, codes, strict=False)):
        with standing_at(today - datetime.timedelta(days=6 - number)):
            hearing.receive(
                engagement, answers={question.pk: words}, channel="web", said_on=today - datetime.timedelta(days=6 - number),
                submission=uuid.uuid5(NAMES, f"letter:{number}"), entry=entry_by_code(engagement, code), by=Visitor(),
            )  # fmt: skip
    while deidentify_waiting():
        pass
