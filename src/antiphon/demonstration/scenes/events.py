"""Webinars of spring and summer with who came and how often they were watched, a forum that follows, and events to come.

Everybody in it is made up. The tables of who came are written here as a meeting tool writes them, and brought in as files.
"""

import datetime
from collections.abc import Mapping

from antiphon.core.actors import Machine, Visitor
from antiphon.core.zones import HOME
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.engagement.models import Engagement
from antiphon.events import rules
from antiphon.events.actions import counting, feedback, forum, places, planning
from antiphon.events.models import Event, Post
from antiphon.events.queries.events import part_in_words, words_of
from antiphon.network.access import forget_roles
from antiphon.network.models import Membership
from antiphon.people.actions import Contact

SERIES = "Health at home: webinars"
# month, day, title, summary, the first and the last of the made-up people who came
SPRING = (
    (4, 14, "Health at home: getting started", "What each of us can do from the kitchen table.", 0, 14_000),
    (5, 12, "Health at home: moving a little more", "Small steps that people keep up.", 4_000, 16_500),
    (6, 16, "Health at home: breathing easier", "Inhalers, damp rooms, and who helps with both.", 8_000, 20_000),
    (7, 14, "Health at home: summer and the heat", "Keeping cool, drinking enough, and looking in on others.", 10_000, 21_512),
)  # fmt: skip
WATCHED = 1  # the second webinar's recording
ABOUT = ("A community nurse and a carer talk for half an hour. Then you ask.\n\n"
         "You can join by video or by telephone. Nothing that you say is recorded without your yes.")  # fmt: skip
JOINING = "https://meet.ashmere.example.org/health-at-home\nBy telephone: 01632 960205, code 2468"
CAME = (("Hilda Brockbank-Shah", "hilda.brockbank-shah@example.org", ("captions",), ""),
        ("Tobias Renwick", "tobias.renwick@example.org", (), ""),
        ("Meera Castleton", "meera.castleton@example.org", ("bsl",), ""),
        ("Arthur Gwyther", "arthur.gwyther@example.org", ("interpreter",), "Polish"))  # fmt: skip
SAID = (
    (0, None, "Our library lends blood pressure monitors for two weeks. Does anybody else’s?"),
    (1, 0, "Ours does since May. Ask at the desk; you need no appointment."),
    (2, None, "The slides were clear. Could the next one say more about damp rooms?"),
)


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Plan, hold, count and talk about the webinars; leave one to ask for a place at, and one to publish."""
    board = cast.organisations["icb"]
    if Event.objects.filter(organisation=board, series__title=SERIES).exists():
        return
    day = datetime.timedelta(days=1)
    Membership.objects.get_or_create(
        user=cast["tom"], organisation=board, role="communications_officer", ends_on=None,
        defaults={"starts_on": today - 300 * day},
    )  # fmt: skip
    forget_roles(cast["tom"])
    year = today.year if today > datetime.date(today.year, 8, 1) else today.year - 1
    held = [
        _held(cast, datetime.date(year, month, on), title, summary, first, last)
        for month, on, title, summary, first, last in SPRING
    ]
    with standing_at(held[-1].starts_at.date() + 10 * day):
        counting.note_views(held[WATCHED], source="The video site", count=8_214, as_of=_day(held[-1]) + 2 * day, by=cast["tom"])
        counting.note_views(held[WATCHED], source="The video site", count=11_000, as_of=_day(held[-1]) + 9 * day, by=cast["tom"])
        for kind, title, url in (
            ("recording", "The recording, with captions and a transcript", "https://video.ashmere.example.org/moving-more"),
            ("slides", "The slides", "https://ashmere.example.org/moving-more"),
        ):
            added = planning.add_material(held[WATCHED], kind=kind, title=title, url=url, by=cast["tom"])
            planning.show(added, words=part_in_words(added), by=cast["priya"])
        _talked(cast, held[-1])
    _coming(cast, today)


def _held(cast: Cast, on: datetime.date, title: str, summary: str, first: int, last: int) -> Event:
    event = _planned(cast, on, title, summary, written=on - datetime.timedelta(days=30))
    with standing_at(on - datetime.timedelta(days=20)):
        for name, email, needs, words in CAME:
            places.ask_for_place(event, name=name, email=email, needs=needs, needs_words=words, by=Visitor())
        for place in event.places.all():
            places.say_yes(place, by=Visitor())
            if place.needs:
                places.arranged(place, by=cast["tom"])
        feedback.ask(event, words="Was it of use to you?", kind="choice", choices=["Yes", "In part", "No"], by=cast["tom"])
        feedback.ask(event, words="What should we do better?", kind="words", by=cast["tom"])
    with standing_at(on + datetime.timedelta(days=1)):
        counting.take_attendance(event, content=who_came(first, last, again=3 if first == 0 else 0), by=cast["tom"])
    return event


def _planned(cast: Cast, on: datetime.date, title: str, summary: str, *, written: datetime.date, publish: bool = True,
             capacity: int | None = None) -> Event:  # fmt: skip
    board = cast.organisations["icb"]
    starts = rules.at(on, datetime.time(12, 30), HOME)
    with standing_at(written):
        event = planning.plan(
            board, title=title, summary=summary, about=ABOUT, audience="Anyone who cares for themselves or somebody else",
            joining=JOINING, starts_at=starts, ends_at=starts + datetime.timedelta(hours=1), captions=True, bsl=True,
            capacity=capacity, series=planning.begin_series(board, title=SERIES, by=cast["tom"]), by=cast["tom"],
        )  # fmt: skip
        planning.present(event, organisation=cast.organisations["community"], what="Community nurse", name="Odette Farnworth",
                         by=cast["tom"])  # fmt: skip
        planning.present(event, organisation=cast.organisations["alliance"], what="Carer", name="Bill Haverstock", by=cast["tom"])
        planning.present(event, organisation=board, what="Director of communications", user=cast["priya"], by=cast["tom"])
        return planning.publish(event, words=words_of(event), by=cast["priya"]) if publish else event


def who_came(first: int, last: int, *, again: int = 0) -> bytes:
    """Return a table as a meeting tool writes it: made-up addresses, the first few of them `again` at the end."""
    some = [*range(first, last), *range(first, first + again)]
    rows = [f'Guest {one},{_address(one)},"12:30:00","13:28:00",58' for one in some]
    head = "Attendee report\nTopic,Health at home\n\nName,Email,Join time,Leave time,Duration (minutes)\n"
    return (head + "\n".join(rows) + "\n").encode()


def _address(one: int) -> str:
    return CAME[one][1] if one < len(CAME) else f"guest.{one}@example.org"


def _talked(cast: Cast, event: Event) -> None:
    event = forum.open_forum(event, moderator=cast["priya"], by=cast["tom"])
    seats = list(event.places.select_related("event__organisation").order_by("pk"))
    made: list[Post] = []
    for who, below, words in SAID:
        seat = seats[who]
        seat.event = event
        parent = made[below] if below is not None else None
        made.append(forum.show(forum.post_as_guest(seat, words=words, parent=parent, by=Visitor()), by=cast["priya"]))
    forum.report(made[2], words="It is not about summer.", place=seats[1], by=Visitor())
    waiting = seats[3]
    waiting.event = event
    forum.post_as_guest(waiting, words="Is there a recording with Polish words?", by=Visitor())
    for number, seat in enumerate(seats):
        answers = {one.pk: "0" if number else "1" for one in event.questions.filter(kind="choice")}
        feedback.answer(seat, answers=answers, by=Visitor())


def _coming(cast: Cast, today: datetime.date) -> None:
    day = datetime.timedelta(days=1)
    event = _planned(cast, today + 12 * day, "Health at home: a warm and dry winter", "Heating, damp, and help with the bills.",
                     written=today - 3 * day, capacity=3)  # fmt: skip
    for name, email, needs, words in CAME:
        places.ask_for_place(event, name=name, email=email, needs=needs, needs_words=words, by=Visitor())
    for place in event.places.all():
        places.say_yes(place, by=Visitor())
    places.fill(event, by=Machine("fill"))
    places.add_place(event, contact=Contact("Grace Penhallow", telephone="01632 960153"), needs=["telephone", "large_print"],
                     by=cast["tom"])  # fmt: skip
    _planned(cast, today + 26 * day, "Learning from the winter: a forum for staff and carers",
             "What worked, what did not, and what we try next.", written=today - 2 * day, publish=False)  # fmt: skip


def _day(event: Event) -> datetime.date:
    return event.starts_at.date()
