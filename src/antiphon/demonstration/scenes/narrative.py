"""One narrative of nine partners: drafted, changed by people, signed clause by clause, published twice, and changed again.

Version 1.0 was signed by all nine; the city council had asked for a change in the paragraph on Ashmere. Version 1.1 came
after people said what they did not understand. Now the paragraph on Vale has changed, and one partner is silent.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from antiphon.core.actors import Machine
from antiphon.demonstration.cast import BEGINNING, Cast
from antiphon.demonstration.clock import standing_at
from antiphon.engagement.models import Engagement
from antiphon.narrative.actions import editions, measuring, signing, writing
from antiphon.narrative.models import Clause, Measure, Narrative, NarrativePartner
from antiphon.narrative.queries.signing import board, open_asks
from antiphon.narrative.queries.writing import claims_of, clauses_of
from antiphon.network.models import Membership, User

TITLE = "Joined-up care in Ashmere and Vale"
# Who signs for each partner: account, post; those of the cast by their key. The second one is the deputy.
SIGNERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "icb": (("alan", "Chair of the urgent care board"),),
    "hospitals": (("Ngozi Fairbrother", "Chief executive"),),
    "community": (("Rhodri Pellow", "Chief executive"), ("Imogen Sandoval-Reed", "Medical director")),
    "county": (("Bettina Korhonen-Shaw", "Cabinet member for health"),),
    "city": (("joan", "Councillor for Harrow Bridge"),),
    "alliance": (("Halima Osei-Grant", "Chair"),),
    "healthwatch": (("Kwabena Lisle", "Chair"),),
    "greenway": (("Tariq Wolstenholme", "Chief executive"), ("Petra Ainscough", "Director of operations")),
    "practices": (("Dr Lucia Marchetti-Boyd", "Clinical director"),),
}
PLACE = "The hub for Ashmere is in the old mill on Quay Street."
PLACE_AFTER = "The hub for Ashmere is in the old mill on Quay Street. Bus 4 stops outside. There is a step-free way in."
VALE = "Vale Community Hospital stays open. A team for care at home starts from there."
VALE_AFTER = f"{VALE[:-1]}, and visits the villages each weekday."
CHANGES = "One team plans your care with you. It holds one record, and you have one number to ring."
CHANGES_AFTER = "One team plans your care with you. You tell your story once. You have one number to ring, day and night."
PULSE = (41, 44, 40, 43, 42, 44, 41, 58, 61, 57, 60, 62, 58, 61)


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Play the story of the narrative, or leave it as it was played before."""
    if Narrative.objects.filter(title=TITLE).exists():
        return
    with standing_at(today - datetime.timedelta(days=170)):
        works = [slug for slug in ("111-first",) if slug in engagements]
        narrative = writing.start(cast.organisations["icb"], title=TITLE, works=works, by=cast["priya"])
        partners = _partners(narrative, cast)
        _draft(narrative, partners, cast, today)
    with standing_at(today - datetime.timedelta(days=150)):
        signing.ask_to_sign(narrative, by=cast["priya"])
    _first(narrative, partners, cast, today)
    _second(narrative, cast, today)
    _now(narrative, cast, today)


def _account(name: str, role: str, organisation: Any, password: str) -> User:
    email = f"{name.lower().removeprefix('dr ').replace(' ', '.')}@ashmere.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name)
        User.objects.filter(pk=user.pk).update(password=password)
    Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, ends_on=None, defaults={"starts_on": BEGINNING}
    )
    return user


def _partners(narrative: Narrative, cast: Cast) -> dict[str, NarrativePartner]:
    found, password = {}, cast["priya"].password  # all of the cast sign in alike: it is worked out once
    for key, signers in SIGNERS.items():
        organisation = cast.organisations[key]
        partner = signing.add_partner(narrative, organisation=organisation, by=cast["priya"])
        for place, (who, post) in zip(("signer", "deputy"), signers, strict=False):
            user = cast.people.get(who) or _account(who, "decision_maker", organisation, password)
            signing.name_signatory(partner, user=user, post=post, place=place, by=cast["priya"])
        found[key] = partner
    return found


def _draft(narrative: Narrative, partners: Mapping[str, NarrativePartner], cast: Cast, today: datetime.date) -> None:
    soon, later = today + datetime.timedelta(days=200), today + datetime.timedelta(days=560)
    by = cast["priya"]
    measures = [
        measuring.add_measure(narrative, name=name, unit=unit, source=source, better=better, by=by, is_pulse=pulse)
        for name, unit, source, better, pulse in (
            ("People who tell their story only once", "in 100 people asked", "Healthwatch interviews", "up", False),
            ("Minutes until 111 answers", "minutes, on average", "Greenway’s call record", "down", False),
            ("I understand what is changing", "in 100 people asked", "A pulse each fortnight", "up", True),
        )
    ]  # fmt: skip
    ashmere = [partners[key].pk for key in ("city", "hospitals", "practices")]
    vale = [partners[key].pk for key in ("county", "community", "greenway")]
    said: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("why", "", "People tell their story again at each door. Too many wait in A&E, since nobody else can see them.", {}),
        ("changes", "One team", CHANGES, {}),
        ("improves", "Calls to 111", "111 answers faster than it does today.", {"by_when": soon}),
        ("improves", "Care at home", "More people who are frail are looked after at home.", {"by_when": later}),
        ("place", "Ashmere", PLACE, {"everyone": False, "touches": ashmere}),
        ("place", "Vale", VALE, {"everyone": False, "touches": vale}),
        ("statement", "One story", "I tell my story once.", {
            "answers_for": "Medical director, Valeside", "commitment": "We will keep one record that each team can read."}),
        ("statement", "A person answers", "When I ring, a person answers who can help.", {
            "commitment": "We will have a nurse on each shift of 111.", "answers_for": "Director of operations, Greenway"}),
        ("statement", "What happens next", "I know what happens next, and who to ask.", {
            "answers_for": "Chief executive, Ashmere General", "commitment": "We will give each person a plan on paper."}),
        ("persona", "Asha Vale", "Asha is 71 and lives alone on the quay. When she feels faint she rings one number. The nurse"
         " sees her record, and a team comes that afternoon.", {"fictional": True}),
        ("limits", "", "No hospital closes. We cannot end every wait in the first year. We do not decide on buses and roads. We"
         " ask those who do.", {}),
    )  # fmt: skip
    for section, heading, words, fields in said:
        clause = writing.add_clause(narrative, section=section, heading=heading, words=words, by=by, **fields)
        if section == "statement":
            measuring.measure_statement(clause, measure=measures[2 if "next" in words else heading == "A person answers"], by=by)
    story = narrative.clauses.get(heading="One story")
    measuring.add_evidence(story, words="Two of five teams can read one record.", on=today - datetime.timedelta(days=171), by=by)
    _settle(narrative, measures, by)


def _settle(narrative: Narrative, measures: list[Measure], by: User) -> None:
    """Settle each claim: what 111 does is measured, the rest are hopes."""
    for line in claims_of(clauses_of(narrative)):
        if not line.settled:
            measured = measures[1] if "111" in line.words else None
            measuring.list_claim(line.clause, words=line.words, measure=measured, aspiration=measured is None, by=by)


def _sign(narrative: Narrative, *but: str) -> None:
    """Each named person signs what waits, but for partners whose short name is given."""
    for one in board(narrative).partners:
        if str(one.partner) not in but and one.signers.signer is not None and one.waiting:
            digests = {line.clause.pk: line.clause.digest for line in one.waiting}
            signing.sign_parts(one.partner, digests=digests, by=one.signers.signer.user)


def _first(narrative: Narrative, partners: Mapping[str, NarrativePartner], cast: Cast, today: datetime.date) -> None:
    place = narrative.clauses.get(heading="Ashmere")
    with standing_at(today - datetime.timedelta(days=147)):
        position = signing.say(
            place, partner=partners["city"], kind="change", digest=place.digest, by=cast["joan"],
            comment="People without a car ask how to get there. Name the bus and the step-free way in.",
        )
        _sign(narrative, "The GP group")
    with standing_at(today - datetime.timedelta(days=145)):
        _follow_up()
        signing.reply(position, words="Thank you. We name both.", by=cast["priya"])
        writing.revise(
            place, based_on=place.revision, words=PLACE_AFTER, by=cast["priya"], thanks_to="Ashmere City Council",
            because="The city council asked how people without a car get there.",
        )
        signing.ask_to_sign(narrative, by=cast["priya"])
    with standing_at(today - datetime.timedelta(days=143)):
        _sign(narrative)
    with standing_at(today - datetime.timedelta(days=140)):
        editions.publish(narrative, by=cast["alan"], because="")


def _follow_up() -> None:
    for ask in open_asks():
        signing.follow_up(ask, by=Machine("follow up"))


def _second(narrative: Narrative, cast: Cast, today: datetime.date) -> None:
    changes = narrative.clauses.get(heading="One team")
    with standing_at(today - datetime.timedelta(days=104)):
        writing.revise(
            changes, based_on=changes.revision, words=CHANGES_AFTER, by=cast["priya"], thanks_to="Experts by experience",
            because="People asked us what “one record” means for them, and whether the number works at night.",
        )
        _settle(narrative, list(narrative.measures.order_by("pk")), cast["priya"])
        signing.ask_to_sign(narrative, by=cast["priya"])
    with standing_at(today - datetime.timedelta(days=101)):
        _sign(narrative)
    with standing_at(today - datetime.timedelta(days=98)):
        editions.publish(narrative, by=cast["alan"],
                         because="You told us which words you did not understand. We say them more simply.")  # fmt: skip
    pulse = narrative.measures.get(is_pulse=True)
    for number, value in enumerate(PULSE):
        measuring.add_point(pulse, on=today - datetime.timedelta(days=14 * (len(PULSE) - number)), people=120,
                            value=Decimal(value), by=cast["priya"])  # fmt: skip


def _now(narrative: Narrative, cast: Cast, today: datetime.date) -> None:
    vale: Clause = narrative.clauses.get(heading="Vale")
    with standing_at(today - datetime.timedelta(days=11)):
        writing.revise(
            vale, based_on=vale.revision, words=VALE_AFTER, by=cast["priya"], thanks_to="People of the villages",
            because="People in the villages asked whether the team comes to them.",
        )
        _settle(narrative, list(narrative.measures.order_by("pk")), cast["priya"])
        signing.ask_to_sign(narrative, by=cast["priya"])
    for days in (6, 4, 1):
        with standing_at(today - datetime.timedelta(days=days)):
            if days == 6:
                _sign(narrative, "Greenway", "Valeside")
            _follow_up()
