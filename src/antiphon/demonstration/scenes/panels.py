"""The citizens' panel of Ashmere and Vale, and the group that shapes 111 First with staff. All of the people are made up."""

import csv
import datetime
import io
import random
from decimal import Decimal

from antiphon.core.actors import Visitor
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.story import day
from antiphon.engagement.models import Engagement
from antiphon.network.models import User
from antiphon.panels import selection
from antiphon.panels.actions import asks, groups, members, panels, payments
from antiphon.panels.models import Ask, Group, Invitation, Member, Panel, Seat
from antiphon.panels.queries import asks as asked
from antiphon.panels.queries import panels as known

NAME = "Ashmere and Vale citizens' panel"
SIZE, WANTED, YES = 120, 24, 18
PLACES = ["Ashmere Town", "Harrow Bridge", "Vale North", "Vale South", "The villages"]
SHARES = {
    "age": [("15_24", 13), ("25_34", 15), ("35_44", 16), ("45_54", 17), ("55_64", 16), ("65_74", 12), ("75_over", 11)],
    "ethnic_group": [("asian", 12), ("black", 5), ("mixed", 4), ("white", 77), ("other", 2)],
    "disability": [("lot", 8), ("little", 12), ("no", 80)],
    "digital_use": [("often", 77), ("sometimes", 13), ("never", 10)],
    "place": [(place, share) for place, share in zip(PLACES, (30, 22, 18, 16, 14), strict=True)],
}  # fmt: skip
FIRST = ["Ada", "Ben", "Carys", "Dev", "Elin", "Femi", "Gwen", "Hamza", "Isla", "Jun", "Kofi", "Leena", "Mo", "Nia",
         "Omar", "Pia", "Ravi", "Sian", "Tomos", "Uma", "Vik", "Wanda", "Yusuf", "Zara", "Alma", "Bryn", "Cora",
         "Dilys", "Emeka"]  # fmt: skip
LAST = ["Attwell", "Bramhope", "Copley-Rudd", "Denholme", "Earnshaw", "Fenwright", "Garside", "Hollinshed", "Inglewood",
        "Jessop", "Kettering", "Larkfield", "Marchbank", "Norbury", "Oakenshaw", "Pinder", "Quarmby", "Sallow"]  # fmt: skip
# What some members need, by their number's rest of eleven: how to reach them, formats, support.
NEEDS = {2: ("telephone", "", ""), 4: ("", "BSL", "BSL interpreter"), 7: ("post", "large print", ""),
         9: ("", "easy read", "step free")}  # fmt: skip
TERMS = """We share power here. Each of us, staff or not, has one voice.
- We decide together what the group decides. When we cannot agree, we say so in the record.
- Where the board decides, it hears our advice first. If it does not follow it, it tells us why in writing.
- Papers come a week before, in plain words and in the format that each of us needs.
- Everyone is offered payment and costs. Nobody has to take them.
- Anyone can put something on the agenda, and nobody changes the words."""
MATTERS = [
    ("What the first recorded words of 111 say", "group"), ("How people without a phone get help", "together"),
    ("Which times the walk-in desk is open", "together"), ("The budget", "owner"),
]  # fmt: skip


def play(engagements: dict[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Found the panel, draw and invite 24 members, start the group. What is there already is left as it is."""
    priya = cast["priya"]
    panel = Panel.objects.filter(name=NAME).first()
    if panel is None:
        with standing_at(day(today, -200)):
            panel = _found(cast, priya)
    ask = Ask.objects.filter(panel=panel).first()
    if ask is None:
        with standing_at(day(today, -40)):
            ask = _ask(panel, priya, "111-first" if "111-first" in engagements else "")
        with standing_at(day(today, -33)):
            _answer(ask)
    if not Group.objects.filter(panel=panel).exists():
        with standing_at(day(today, -28)):
            _group(panel, ask, cast, today)


def _found(cast: Cast, priya: User) -> Panel:
    panel = panels.found(
        owner=cast.organisations["icb"], lead=priya, name=NAME, by=priya, places=PLACES, term_months=24, cap=4,
        purpose="So that we ask people from all over Ashmere and Vale before we decide, and not only those who find our website.",
        offers="£25 for each meeting, and what it costs you: fares, childcare, a carer for somebody you look after.",
        safeguarding="Ring Farah Siddiqui-Lane on 01632 960155, on weekdays from 9am to 5pm.",
    )  # fmt: skip
    for characteristic, shares in SHARES.items():
        panels.set_targets(panel, characteristic=characteristic, shares={key: Decimal(share) for key, share in shares}, by=priya)
    for key, way in (("city", "contributes"), ("healthwatch", "reads")):
        panels.share_with(panel, organisation=cast.organisations[key], way=way, by=priya)
    members.import_file(panel, file=io.BytesIO(_file().encode()), by=priya)
    return panel


def _file() -> str:
    """Return the file of members: the same each time."""
    lot = random.Random(20_261_122)
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(["name", "email", "telephone", "address", *SHARES, "contact", "formats", "support"])
    home = "penhallow@ashmere.example"  # which the two of them share
    about = ["sometimes", "Vale North"]
    write(["Grace Penhallow", home, "01632 960141", "", "65_74", "white", "little", *about, "", "large print", ""])
    write(["Ken Penhallow", home, "", "", "65_74", "white", "no", *about, "", "", ""])
    pairs = [(first, last) for last in LAST for first in FIRST]
    lot.shuffle(pairs)
    for number, (first, last) in enumerate(pairs[: SIZE - 2]):
        about = [lot.choices([key for key, _ in shares], [share + 4 for _, share in shares])[0] for shares in SHARES.values()]
        way, formats, support = NEEDS.get(number % 11, ("", "", ""))
        write([f"{first} {last}", f"{first}.{last}@ashmere.example".lower(), f"01632 96{number:04}",
               f"{number + 1} Weir Lane, {about[4]}", *about, way, formats, support])  # fmt: skip
    return out.getvalue()


def _ask(panel: Panel, priya: User, work: str) -> Ask:
    ask = asks.ask(
        panel, by=priya, title="Help us shape 111 First", size=WANTED, characteristics=list(SHARES), work=work,
        words="We plan to ask people to call 111 before they go to A&E. Help us to make it work for everyone. We want people who "
              "ring us a lot, people who never do, and people who have no phone.",
        when_and_where="Three Tuesday evenings at the library in Ashmere Town, or from home by telephone or video.",
        offers=panel.offers,
    )  # fmt: skip
    asks.draw(ask, by=priya, seed=_seed(panel, ask))
    asks.send(ask, by=priya)
    return ask


def _seed(panel: Panel, ask: Ask) -> int:
    """Return the first seed that draws Grace, since the story is hers. Outside a demonstration the seed is drawn by lot."""
    grace = _grace(panel)
    wanted = selection.quotas(known.targets_of(panel, ask.characteristics), ask.size)
    candidates = [selection.Candidate(member.pk, member.profile) for member in asked.eligible(panel, ask).members]
    return next(
        seed for seed in range(1, 1000) if grace.pk in selection.select(candidates, wanted, size=ask.size, seed=seed).chosen
    )


def _grace(panel: Panel) -> Member:
    return next(one.member for one in known.with_names(panel.members.all()) if one.name == "Grace Penhallow")


def _answer(ask: Ask) -> None:
    grace = _grace(ask.panel)
    waiting = sorted(ask.invitations.filter(status=Invitation.Status.ASKED), key=lambda one: (one.member_id != grace.pk, one.pk))
    for number, invitation in enumerate(waiting):
        if number < YES + 3:  # 18 say yes, three say no, the others have not answered
            asks.answer(invitation, yes=number < YES, by=Visitor())


def _group(panel: Panel, ask: Ask, cast: Cast, today: datetime.date) -> None:
    priya, farah = cast["priya"], cast["farah"]
    group = groups.start(panel, title="111 First: the group that shapes it", by=priya, work=ask.work,
                         purpose="To shape how 111 answers, with those who ring it and those who work there.")  # fmt: skip
    for invitation in ask.invitations.filter(status=Invitation.Status.ACCEPTED).order_by("pk"):
        groups.seat_member(group, member=invitation.member, by=priya)
    for user in (priya, farah):
        groups.seat_user(group, user=user, role="staff", by=priya)
    for words, decides in MATTERS:
        groups.add_matter(group, words=words, decides=decides, by=priya)
    terms = groups.write_terms(group, words=TERMS, by=priya)
    seats = list(group.seats.order_by("number"))
    for seat in seats:
        if seat.member_id is None:
            groups.agree(seat, terms=terms, by=seat.user)
        elif seat.number != YES:  # one member has not answered yet
            groups.agree(seat, terms=terms, by=Visitor())
    grace = group.seats.get(member=_grace(panel))
    groups.add_item(grace, words="Can somebody who cannot see the screen well get the same help at the desk as on the phone?",
                    by=Visitor())  # fmt: skip
    groups.call_meeting(group, held_on=day(today, 9), starts="6pm to 8pm", by=priya, access="Step-free way in, hearing loop.",
                        where="The library in Ashmere Town. To join by telephone, ring 01632 960100.")  # fmt: skip
    _pay(grace, next(seat for seat in seats if seat.member_id and seat.pk != grace.pk), priya, today)


def _pay(grace: Seat, other: Seat, priya: User, today: datetime.date) -> None:
    for seat, yes in ((grace, True), (other, False)):
        assert seat.member is not None
        payment = payments.offer(
            seat.member, kind="payment", what_for="the first evening of 111 First", pence=2500, group=seat.group, by=priya
        )
        payments.answer_offer(payment, yes=yes, warned=True, by=Visitor())
        if yes:
            payments.record_paid(payment, paid_on=day(today, -28), reference="AV-0001", by=priya)
