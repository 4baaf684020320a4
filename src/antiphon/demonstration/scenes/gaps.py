"""Who is missing, what is known already, and who is asked too often: figures, profiles and insights, all made up."""

import datetime
import random
import tomllib
import uuid
from importlib import resources
from pathlib import Path

from antiphon.core.actors import Machine, Visitor
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.walk import OTHER_WAYS
from antiphon.engagement import actions as asking
from antiphon.engagement.models import Engagement, Ground, Session
from antiphon.insight import actions as acting
from antiphon.insight.models import Recommendation, Routing, Theme
from antiphon.library import actions as library
from antiphon.library.models import Insight
from antiphon.network import actions as network
from antiphon.network.doors import margins
from antiphon.network.models import Margin, Reach
from antiphon.voices import actions as hearing
from antiphon.voices.intake import Said
from antiphon.voices.models import Response, Voice
from antiphon.voices.tasks import deidentify_waiting

MAKER = Machine("demonstration")
AREA = "AV-DEMO"
NAMES = uuid.UUID("7d0b6f0e-90ab-4f0c-9d55-2a1f3d5b6c77")  # names each made-up response, so that it is taken once
CARERS = "support-for-carers"
HEARD = 260

REACH = {
    "healthwatch": (
        "marcus",
        ["carers", "travellers", "homeless", "older", "deaf"],
        [],
        "Volunteers visit the food banks and the two Traveller sites each month.",
        "Volunteer manager",
    ),
    "city": (
        "farah",
        ["asian", "black", "migrants", "languages", "children", "faith"],
        ["Ashmere Town", "Quayside"],
        "Community workers meet at the temple, the two mosques and the youth centre.",
        "Community development lead",
    ),
    "community": (
        "farah",
        ["mental_health", "carers", "substances", "learning"],
        [],
        "Peer workers run three groups a week.",
        "Peer support coordinator",
    ),
    "hospitals": (
        "tom",
        ["parents", "disabled", "older"],
        ["Vale North", "Vale South"],
        "Ward volunteers and the maternity voices group.",
        "Patient experience manager",
    ),
}

# How the people whom we heard differ from those who live here: weights of each answer, made up.
PROFILE = {
    "age": {"15_24": 3, "25_34": 9, "35_44": 18, "45_54": 24, "55_64": 26, "65_74": 15, "75_over": 5},
    "sex": {"female": 71, "male": 29},
    "ethnic_group": {"white": 90, "asian": 4, "black": 3, "mixed": 2, "other": 1},
    "disability": {"no": 74, "little": 17, "lot": 9},
    "religion": {"christian": 49, "none": 44, "muslim": 4, "hindu": 2, "other": 1},
    "sexual_orientation": {"straight": 95, "gay": 2, "bisexual": 2, "other": 1},
    "gender_identity": {"same": 99, "different": 1},
    "carer": {"none": 22, "under_20": 34, "20_49": 25, "50_over": 19},
    "deprivation": {"well": 38, "just": 43, "hard": 19},
}
INCLUSION = {"none": 92, "offline": 4, "homeless": 2, "traveller": 1, "migrant": 1}
PLACES = {
    "Ashmere Town": 24,
    "Vale North": 14,
    "Vale South": 13,
    "Harrow Bridge": 14,
    "Millbeck": 8,
    "Castle Green": 9,
    "Long Sutterby": 8,
    "Otterwell": 8,
    "Quayside": 1,
    "Thornley": 1,
}
WORDS = [
    "I never know whom to ring on a Sunday. A number that somebody answers would be enough.",
    "The carers' group keeps me going. It is too far without a car.",
    "Nobody asked me how I was until I broke down in the surgery.",
    "The break was booked and cancelled twice. In the end I did not ask again.",
    "The nurse wrote down my name as the one to talk to. That changed everything.",
    "Forms, forms, forms. I filled in the same one three times.",
    "I help at home every morning before college. I did not know that this counts.",
    "My employer let me change my hours. More should do that.",
]
SAID_THERE = [
    "We want one person who knows us both, and who rings back.",
    "Give the break when we need it and not when there is a bed.",
    "Tell the wards that we exist. Put it on the board above the bed.",
]
PULSE_WORDS = [
    "The bus stops at six, and the evening clinic starts at six.",
    "I gave up on the phone after half an hour.",
    "Nothing stopped me. They rang back when they said they would.",
    "I could not get time off work.",
    "The letter came after the day of the appointment.",
    "I did not know that I could just walk in.",
]


def play(engagements: dict[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Play the scene: figures and reach, the library, an open engagement with gaps, a tired group, a pulse."""
    _figures_and_reach(cast)
    _library(cast, today)
    _say_what_the_story_is_about(engagements, cast)
    carers = _carers(cast, today)
    _heard(carers, today)
    _session(carers, cast, today)
    _others_ask_carers(cast, today)
    _draft(cast, today)
    _routed(engagements, cast, today)
    _pulse(cast, today)


def _figures_and_reach(cast: Cast) -> None:
    if not Margin.objects.filter(code=AREA).exists():
        found, _ = margins.read(Path(str(resources.files("antiphon.demonstration") / "data" / "population")))
        network.load_margins(found, by=MAKER)
    for key, (person, groups, places, note, contact) in REACH.items():
        organisation = cast.organisations[key]
        if not Reach.objects.filter(organisation=organisation).exists():
            network.say_reach(organisation, groups=groups, places=places, note=note, contact=contact, by=cast[person])


def _library(cast: Cast, today: datetime.date) -> None:
    stored = tomllib.loads((resources.files("antiphon.demonstration") / "data" / "library.toml").read_text(encoding="utf-8"))
    held = set(Insight.objects.values_list("title", flat=True))
    for row in stored["insight"]:
        if row["title"] in held:
            continue
        fields = {name: row[name] for name in library.FIELDS if name in row}
        day = today - datetime.timedelta(days=30 * row["months"])
        library.keep(cast.organisations[row["organisation"]], by=cast[row["by"]], learned_on=day, **fields)


def _say_what_the_story_is_about(engagements: dict[str, Engagement], cast: Cast) -> None:
    about = {
        "111-first": ("priya", ["111", "booking"], [], []),
        "outpatient-times": ("tom", ["clinic times", "booking"], ["working_age"], ["Vale North", "Vale South"]),
        "mental-health-front-door": ("farah", ["mental health", "one number"], ["mental_health"], []),
    }
    for slug, (lead, topics, groups, places) in about.items():
        engagement = engagements.get(slug)
        if engagement is not None and not engagement.topics:
            asking.say_about(engagement, topics=topics, groups=groups, places=places, by=cast[lead])


def _ask(
    cast: Cast,
    today: datetime.date,
    *,
    slug: str,
    owner: str,
    lead: str,
    signer: str,
    partners: list[str],
    opens: int,
    closes: int,
    title: str,
    purpose: str,
    question: str,
    topics: list[str],
    groups: list[str],
    **fields: str,
) -> Engagement:
    found: Engagement | None = Engagement.objects.filter(slug=slug).first()
    if found is not None:
        return found
    day = datetime.timedelta
    with standing_at(today + day(days=min(opens, 0) - 7)):
        engagement = asking.draft(
            owner=cast.organisations[owner],
            lead=cast[lead],
            title=title,
            slug=slug,
            by=cast[lead],
            purpose=purpose,
            summary=purpose.split(". ")[0] + ".",
            can_change="How and when carers get help.\nWhat staff ask and write down.",
            cannot_change="The law on carers' assessments stays as it is.",
            decides=f"The board of {cast.organisations[owner]}",
            opens_on=today + day(days=opens),
            closes_on=today + day(days=closes),
            decides_on=today + day(days=closes + 40),
            other_ways=OTHER_WAYS,
            **fields,
        )
        asking.set_question(engagement, text=question, hint="As short as you like.", by=cast[lead])
        for partner in partners:
            asking.add_partner(engagement, organisation=cast.organisations[partner], way="contributes", by=cast[lead])
        engagement = asking.say_about(engagement, topics=topics, groups=groups, places=[], by=cast[lead])
        if signer:
            engagement = asking.publish(engagement, by=cast[signer])
    return engagement


def _carers(cast: Cast, today: datetime.date) -> Engagement:
    engagement = _ask(
        cast,
        today,
        slug=CARERS,
        owner="icb",
        lead="priya",
        signer="marcus",
        partners=["healthwatch", "city", "community"],
        opens=-16,
        closes=19,
        title="Support for carers across the Vale",
        topics=["caring", "breaks for carers"],
        groups=["carers"],
        question="What would make caring easier for you?",
        about_set="2026-1",
        purpose="We plan how carers are supported from next year. We want to hear what helps and what gets in the way.",
    )
    if not Ground.objects.filter(engagement=engagement).exists():
        asking.set_ground(engagement, codes=[AREA], by=cast["priya"])
    return engagement


def _heard(engagement: Engagement, today: datetime.date) -> None:
    first = uuid.uuid5(NAMES, f"{engagement.slug}:0")
    if Response.objects.filter(submission=first).exists():
        return
    chance = random.Random(20261122)
    question = engagement.questions.current().get()

    def one_of(weights: dict[str, int]) -> str:
        return chance.choices(list(weights), list(weights.values()))[0]

    everyone = []
    for number in range(HEARD):
        about: dict[str, object] = {key: one_of(weights) for key, weights in PROFILE.items() if chance.random() < 0.93}
        about["inclusion"] = [one_of(INCLUSION)]
        group = number in (40, 41)
        everyone.append(
            Said(
                answers={question.pk: WORDS[number // 30]} if number % 30 == 0 and number // 30 < len(WORDS) else {},
                channel="web",
                said_on=today - datetime.timedelta(days=1 + number % 14),
                score=chance.randint(1, 5),
                place=one_of(PLACES) if chance.random() < 0.9 else "",
                about={} if group else about,
                speaks_as="group" if group else "self",
                speaks_for=(18, 34)[number - 40] if group else None,
                submission=uuid.uuid5(NAMES, f"{engagement.slug}:{number}"),
            )
        )
    for said_on in sorted({said.said_on for said in everyone}):  # day by day: all of them within a minute would be flagged
        with standing_at(said_on):
            hearing.receive_many(engagement, everyone=[said for said in everyone if said.said_on == said_on], by=Visitor())
    while deidentify_waiting():
        pass


def _session(engagement: Engagement, cast: Cast, today: datetime.date) -> None:
    held = Session.objects.filter(engagement=engagement).first()
    if held is None:
        held = asking.record_session(
            engagement,
            title="Roundtable with the carers' centre",
            kind="roundtable",
            held_on=today - datetime.timedelta(days=5),
            where="Millbeck library",
            people=11,
            guide="What does a good week look like?\nWhat breaks it?\nWhat should the partners do first?",
            notes="Eleven carers, two of them under 25. Most care for a parent. The talk kept coming back to Sundays.",
            by=cast["farah"],
        )
    question = engagement.questions.current().get()
    for number, words in enumerate(SAID_THERE):
        submission = uuid.uuid5(NAMES, f"{engagement.slug}:session:{number}")
        if not Response.objects.filter(submission=submission).exists():
            hearing.receive(
                engagement,
                answers={question.pk: words},
                channel="event",
                said_on=held.held_on,
                session=held,
                may_quote=True,
                submission=submission,
                by=cast["farah"],
            )
    while deidentify_waiting():
        pass
    voices = list(Voice.objects.clean_only().filter(response__session=held))
    if voices and not Recommendation.objects.filter(engagement=engagement).exists():
        acting.recommend(
            engagement,
            session=held,
            text="Give each carer one named person who rings back within a day.",
            why="All who spoke came back to it, whatever the question was.",
            voices=voices[:2],
            by=cast["farah"],
        )


def _others_ask_carers(cast: Cast, today: datetime.date) -> None:
    _ask(
        cast,
        today,
        slug="carers-going-home",
        owner="hospitals",
        lead="tom",
        signer="marcus",
        partners=["healthwatch"],
        opens=-40,
        closes=-12,
        title="When someone you care for goes home from hospital",
        topics=["caring", "going home"],
        groups=["carers"],
        question="What did you need on the day of going home?",
        purpose="We want the day of going home to be safe and calm.",
    )
    _ask(
        cast,
        today,
        slug="carers-and-peers",
        owner="community",
        lead="farah",
        signer="marcus",
        partners=["healthwatch"],
        opens=-25,
        closes=10,
        title="Peer groups for carers",
        topics=["caring", "peer support"],
        groups=["carers"],
        question="What should a peer group be like?",
        purpose="We plan new peer groups and want them to fit your week.",
    )


def _draft(cast: Cast, today: datetime.date) -> None:
    """A draft that would ask carers for the fourth time: it shows the warning, and what is known on its two topics."""
    _ask(
        cast,
        today,
        slug="carers-and-111",
        owner="city",
        lead="farah",
        signer="",
        partners=[],
        opens=21,
        closes=49,
        title="Ringing for somebody else: carers and 111",
        topics=["111", "digital access"],
        groups=["carers"],
        question="What happens when you ring 111 for the person you care for?",
        purpose="We want to know how carers get on when they ring for somebody else.",
    )


def _routed(engagements: dict[str, Engagement], cast: Cast, today: datetime.date) -> None:
    open_one = engagements.get("outpatient-times")
    if open_one is None or Routing.objects.filter(engagement=open_one).exists():
        return
    themes = list(Theme.objects.standing().filter(engagement=open_one).order_by("place")[:2])
    asks = [
        (
            "Can the clinic letter say which bus stops at the door?",
            -9,
            "The new letter goes out on the first of next month. It names the bus and the stop.",
        ),
        ("Can the desk open on two evenings as a trial?", -4, ""),
    ]
    for theme, (ask, due, answer) in zip(themes, asks, strict=False):
        with standing_at(today + datetime.timedelta(days=due - 7)):
            routing = acting.route(
                open_one,
                organisation=cast.organisations["hospitals"],
                owner=cast["tom"],
                ask=ask,
                theme=theme,
                due_on=today + datetime.timedelta(days=due),
                by=cast["farah"],
            )
        if answer:
            acting.reply(routing, words=answer, by=cast["tom"])


def _pulse(cast: Cast, today: datetime.date) -> None:
    pulse: Engagement | None = Engagement.objects.filter(kind=Engagement.Kind.PULSE, owner=cast.organisations["icb"]).first()
    if pulse is None:
        with standing_at(today - datetime.timedelta(days=1)):
            pulse = asking.start_pulse(owner=cast.organisations["icb"], template="barrier", by=cast["priya"])
            asking.add_partner(pulse, organisation=cast.organisations["healthwatch"], way="contributes", by=cast["priya"])
            pulse = asking.publish(pulse, by=cast["marcus"])
    question = pulse.questions.current().get()
    for number, words in enumerate(PULSE_WORDS):
        submission = uuid.uuid5(NAMES, f"pulse:{number}")
        if not Response.objects.filter(submission=submission).exists():
            hearing.receive(
                pulse, answers={question.pk: words}, channel="web", said_on=today, submission=submission, by=Visitor()
            )
    while deidentify_waiting():
        pass
