"""Councillors, members of boards and champions of Ashmere and Vale, and what they were told. All of them are made up."""

import datetime
from collections.abc import Mapping, Sequence

from django.utils import timezone

from antiphon.briefings import actions as briefings
from antiphon.briefings import queries as briefed
from antiphon.briefings.models import Briefing
from antiphon.core.actors import Visitor
from antiphon.decisions.queries import decision_of
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.story import day
from antiphon.engagement.models import Engagement
from antiphon.network.models import Organisation
from antiphon.people.actions import Contact
from antiphon.stakeholders import actions
from antiphon.stakeholders.models import Stakeholder

FIRST = "111 First: what councillors and boards should know"
SECOND = "Outpatient clinics: evenings and Saturdays"
COUNCILLORS: Sequence[tuple[str, str, str, str, list[str], str]] = (
    # name, council, post, ward, roles, telephone
    ("Cllr Joan Whitby", "city", "Member of the health scrutiny committee", "Harrow Bridge", ["scrutinises", "ward"], ""),
    ("Cllr Imran Thackray-Bose", "county", "Cabinet member for adult care", "Vale North", ["decides"], ""),
    ("Cllr Petra Lindqvist-Moore", "city", "Chair of the health scrutiny committee", "Castle Green", ["scrutinises"], ""),
    ("Cllr Owen Sandiford", "county", "", "Millbeck", ["ward"], ""),
    ("Cllr Ruth Amadi-Clegg", "city", "Stands for the tenants of Quayside", "Quayside", ["community", "ward"], "01632 960151"),
    ("Cllr Neil Garforth", "county", "", "", [], ""),
)  # fmt: skip
MEMBERS = (("Sir Alan Thackwray", "Board", "chair"), ("Dr Miriam Oyelaran-Shaw", "Board", "non_executive"),
           ("Bridget Castellan", "Quality committee", "lay_member"))  # fmt: skip
CHAMPIONS = (
    ("Delroy Campbell-Hurst", "Barbers of Ashmere Town", "email", ""),
    ("Shabnam Rafiq-Doyle", "Mothers’ group, Quayside", "email", ""),
    ("Stan Hebblethwaite", "Allotments of Long Sutterby", "telephone", "01632 960152"),
)  # fmt: skip
WORDS = {
    "summary": "From spring, people can ring 111 before they go to A&E. 111 books a time for those who need to be seen. "
               "Nobody who comes without ringing is turned away.",
    "ask": "Please tell us what you hear in your own places. The board has decided; how it starts is still open.",
    "not_taken": "- People asked for a line of their own for those who are deaf. It cannot start before the autumn, since the "
                 "equipment is not there. Until then the desk at Quayside has an interpreter on call.",
    "equality": "- People without a telephone can use the walk-in desk at Quayside. It is open until 8pm.\n"
                "- People who do not speak English get an interpreter on the line within 3 minutes.",
    "risk": "- Calls may take longer than planned in the first weeks. The ambulance trust reports each week to the quality "
            "committee.\n- People may believe that A&E is closed to them. All partners say the same: nobody is turned away.",
    "disagree": "One member would have started with one town first. The others want the same rule for everyone from the start.",
    "ward": "People can ring 111 from home. The nearest walk-in desk stays where it is. Every library gets leaflets.",
    "pass_on": "Not sure where to go? Ring 111 first. It is free, day and night. If you cannot ring, come to Quayside. "
               "Nobody is turned away.",
    "have_say": "Anyone can tell us how it goes: on the web, at any library, or by telephone on 01632 960100.",
    "next": "- The first calls are booked in spring.\n- We look at the numbers every two weeks, and publish them.\n"
            "- The board looks at it again after six months.",
    "contact": "One place for all nine partners: 01632 960100, on weekdays from 9am to 5pm.",
}  # fmt: skip
OPTIONS = """Option 1: Start everywhere at once
What it does: the same rule for everyone from the first day.
Risk: if calls take too long, all of the area feels it.

Option 2: Start in Ashmere Town and look
What it does: one town first, the others three months later.
Risk: for three months people in one area hear two different things."""


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Fill the register, send one briefing and leave another to be sent, write to champions. What is there is left."""
    board = cast.organisations["icb"]
    with standing_at(day(today, -60)):
        _register(board, cast, today)
    if not Briefing.objects.filter(organisation=board, title=FIRST).exists():
        _sent(board, cast, engagements.get("111-first"), today)
    if not Briefing.objects.filter(organisation=board, title=SECOND).exists():
        _waiting(board, cast, today)


def _register(board: Organisation, cast: Cast, today: datetime.date) -> None:
    if Stakeholder.objects.filter(organisation=board).exists():
        return
    tom = cast["tom"]

    def contact(name: str, telephone: str = "") -> Contact:
        plain = name.removeprefix("Cllr ").removeprefix("Sir ").removeprefix("Dr ").lower().replace(" ", ".")
        return Contact(name, f"{plain}@ashmere.example", telephone)

    for name, council, post, ward, roles, telephone in COUNCILLORS:
        actions.add(board, kind="councillor", contact=contact(name, telephone), body=cast.organisations[council], post=post,
                    ward=ward, roles=roles, way="telephone" if telephone else "email", by=tom)  # fmt: skip
    for name, on, role in MEMBERS:
        one = actions.add(board, kind="lay", contact=contact(name), by=tom)
        actions.seat(one, body=board, board=on, role=role, starts_on=day(today, -400), by=tom)
    champions = [actions.add(board, kind="champion", contact=contact(name, telephone), post=post, way=way, by=tom)
                 for name, post, way, telephone in CHAMPIONS]  # fmt: skip
    for one in champions:
        actions.note(one, kind="training", words="An evening on plain words", done_on=day(today, -63), by=tom)
    talked, gave = "Talked about 111 in four barber shops", "Leaflets in Urdu and Polish"
    actions.note(champions[0], kind="activity", words=talked, done_on=day(today, -61), reached=45, by=tom)
    actions.note(champions[1], kind="support", words=gave, done_on=day(today, -61), by=tom)
    said = actions.write_message(board, title="Ring 111 first", words=WORDS["pass_on"], by=tom)
    actions.send_message(said, words=said.words, by=cast["priya"])
    actions.write_message(board, title="Clinics in the evening", by=tom,
                          words="Some clinics are open until 8pm. Ask for an evening when you book.")  # fmt: skip


def _sent(board: Organisation, cast: Cast, engagement: Engagement | None, today: datetime.date) -> None:
    tom, priya = cast["tom"], cast["priya"]
    decision = decision_of(engagement) if engagement and engagement.owner_id == board.pk else None
    audiences = ["decides", "scrutinises", "ward", "community", "chair", "non_executive", "lay_member"]
    with standing_at(day(today, -9)):
        briefing = briefings.draft(
            board, title=FIRST, audiences=audiences, by=tom,
            decision=decision if decision in briefed.decisions_for(tom) else None,
            embargo_until=timezone.now() + datetime.timedelta(days=2),
        )  # fmt: skip
        seen = briefed.parts_of(briefing)
        words = {**WORDS, "options": OPTIONS, "heard": seen.get("heard") or "We had answers from every part of the area."}
        briefings.write(briefing, parts=words, seen=seen, by=tom)
        briefings.send(briefing, words=briefed.words_of(briefing), by=priya)
    copies = {copy.stakeholder_id: copy for copy in briefing.copies.all()}
    joan, *others = Stakeholder.objects.filter(pk__in=copies).order_by("pk")
    with standing_at(day(today, -8)):
        for one in (joan, *others[:2], others[-1]):
            briefings.open_copy(copies[one.pk], by=Visitor())
    with standing_at(day(today, -6)):
        asked = briefings.ask(copies[joan.pk], words="How many people of Harrow Bridge were asked, and can I have it by Friday?",
                              by=Visitor())  # fmt: skip
        briefings.ask(copies[others[1].pk], words="Who sees the weekly report first, and when is it public?", by=Visitor())
    with standing_at(day(today, -3)):
        briefings.hold(asked, words="The figures of your ward. We are waiting for the count from the paper forms.",
                       due_on=day(today, 5), by=tom)  # fmt: skip
    meeting = briefings.meet(briefing, board="Board", held_on=day(today, -4), by=tom)
    seats = {place.seat.role: place.seat.pk for place in briefed.places_at(meeting)}
    briefings.attend(meeting, came={seats["chair"]: "yes", seats["non_executive"]: "apologies"}, by=tom)


def _waiting(board: Organisation, cast: Cast, today: datetime.date) -> None:
    tom = cast["tom"]
    briefing = briefings.draft(board, title=SECOND, audiences=["scrutinises", "ward"], by=tom,
                               embargo_until=timezone.now() + datetime.timedelta(days=6))  # fmt: skip
    parts = {
        "summary": "People told us that they cannot come to clinics in working hours. From summer, four clinics try evenings and "
                   "Saturdays.",
        "options": "Option 1: Evenings and Saturdays in four clinics\nRisk: Staff may not be found for every Saturday.\n\n"
                   "Option 2: Evenings alone\nRisk: People who work late still miss their time.",
        "heard": "People who work shifts and people who care for somebody asked for it most.",
        "not_taken": "Sundays were asked for. There is no bus on Sundays to two of the four clinics.",
        "equality": "Carers and people on shifts gain. People who use the last bus need an earlier slot, and get it first.",
        "ward": "The clinic nearest to your ward tells people by letter which days it opens late.",
        "have_say": "Every letter has a number to ring and a card to send back.",
        "next": "We count who comes for six months, and publish it.",
        "contact": WORDS["contact"],
    }  # fmt: skip
    briefings.write(briefing, parts=parts, seen={}, by=tom)
