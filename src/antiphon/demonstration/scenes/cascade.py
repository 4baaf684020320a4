"""One message, front to back: an announcement under embargo goes to fifteen networks and two organisations.

Fourteen leads acknowledge, one is away and their deputy steps in. The hospitals and the city write to their own people, of whom
some are the same. Some networks say whom they reached, and what they hear. A second one waits for whoever tries it out.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from antiphon.audiences.models import Audience, Network
from antiphon.cascades import actions
from antiphon.cascades.models import Cascade, Route
from antiphon.cascades.tasks import walk_waiting
from antiphon.core.actors import Visitor
from antiphon.delivery.tasks import deliver
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.scenes import audiences
from antiphon.demonstration.story import day
from antiphon.engagement.models import Engagement
from antiphon.network.models import Organisation
from antiphon.packs import actions as packs
from antiphon.packs import queries as packed
from antiphon.packs.models import PackVersion

TITLE = "The walk-in desk at Quayside opens until 8pm"
def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Play the walk once; what is there is left."""
    board = cast.organisations["icb"]
    if Cascade.objects.filter(owner=board, version__pack__title=TITLE).exists():
        return
    audiences.play(engagements, cast, today)
    networks = Network.objects.open().filter(organisation=board, leads__part="lead").order_by("pk")[:15]
    lists = {key: list(Audience.objects.open().filter(organisation=cast.organisations[key])) for key in ("hospitals", "city")}
    with standing_at(day(today, -40)):
        routes = _routes(board, networks, cast)
    with standing_at(day(today, -6), hour=9):
        version = _pack(board, cast, timezone.now() + datetime.timedelta(days=1))
    cascade = _started(board, version, routes, cast, today)
    _acknowledged(cascade, today)
    _sent(cascade, lists, cast, today)
    _reported(cascade, cast, today)


def _routes(board: Organisation, networks: Iterable[Network], cast: Cast) -> list[Route]:
    tom = cast["tom"]
    wanted: list[dict[str, object]] = [{"network": one} for one in networks]
    wanted += [{"organisation": cast.organisations["hospitals"], "lead": tom},
               {"organisation": cast.organisations["city"], "lead": cast["farah"]}]  # fmt: skip
    found = []
    for what in wanted:
        there = Route.objects.filter(above=board, **{key: value for key, value in what.items() if key != "lead"}).first()
        found.append(there or actions.add_route(board, by=tom, **what))  # type: ignore[arg-type]
    return found


def _pack(board: Organisation, cast: Cast, until: datetime.datetime) -> PackVersion:
    """Return the announcement: Tom wrote it under embargo, Priya approved it."""
    tom, priya = cast["tom"], cast["priya"]
    pack = packs.draft(board, title=TITLE, embargo_until=until, by=tom)
    version = packed.drafts_of(pack)
    assert version is not None
    packs.write(
        version, headline=TITLE, by=tom, contact="The press desk: 01632 960100",
        summary="From Monday the walk-in desk at Quayside is open until 8pm, every day of the week. Nobody needs to book.",
        lines="The desk is open until 8pm, every day.\nNobody needs to book, and nobody is turned away.\n"
              "It comes from what people told us when we asked about 111.",
    )  # fmt: skip
    fact = "One in three people who came last year came after 5pm."
    packs.say_fact(version, words=fact, source="Count at the desk, 2025", by=tom)
    packs.say_spokesperson(version, role="Head of urgent care", by=tom)
    packs.say_slot(version, key="near_you", label="How people near you get there", kind="text", most=160, by=tom,
                   words="Buses 4 and 11 stop at the door.")  # fmt: skip
    words = "The walk-in desk at Quayside is open until 8pm from Monday, every day of the week. You do not need to book."
    packs.say_variant(version, channel="email", subject="The desk at Quayside is open until 8pm", by=tom,
                      text=f"Dear ((name)),\n\n{words}\n\n((near_you))\n\nYou can stop these e-mails: ((leave))")  # fmt: skip
    easy = "The desk at Quayside is open longer.\n\nIt is open until 8pm. It is open every day.\n\nYou do not need to book."
    packs.say_variant(version, channel="email", format="easy_read", subject="The desk is open longer", by=tom,
                      text=f"((name))\n\n{easy}\n\n((near_you))\n\nTo stop these e-mails: ((leave))")  # fmt: skip
    packs.say_variant(version, channel="email", format="bsl", video="https://bsl.example/quayside", by=tom,
                      subject="The desk at Quayside is open until 8pm, in BSL")  # fmt: skip
    packs.say_variant(version, channel="web", subject=TITLE, text=f"{words}\n\n((near_you))", by=tom)
    packs.say_variant(version, channel="poster", subject="Open until 8pm", text=f"{words}\n\n((near_you))", by=tom)
    packs.list_reader(pack, user=priya, by=tom)
    packs.ask(version, by=tom)
    version = packed.full(PackVersion.objects.get(pk=version.pk))
    return packs.approve(version, words=packed.words_of(version), by=priya)


def _started(board: Organisation, version: PackVersion, routes: Sequence[Route], cast: Cast, today: datetime.date) -> Cascade:
    tom = cast["tom"]
    with standing_at(day(today, -6), hour=11):
        now = timezone.now()
        cascade = actions.draft(
            board, version=version, routes=routes, title="", priority="soon", opens_at=now,
            ack_by=now + datetime.timedelta(days=1), publish_by=now + datetime.timedelta(days=3),
            question="What do people ask you about the new hours?", by=tom,
        )  # fmt: skip
        actions.start(cascade, by=tom)
        walk_waiting()
    return cascade


def _acknowledged(cascade: Cascade, today: datetime.date) -> None:
    """Fourteen leads say that they have it. The last is away: they are reminded twice, then the deputy is asked, and does it."""
    hops = list(cascade.hops.filter(kind="network").order_by("pk"))
    away = next(hop for hop in reversed(hops) if hop.leads.filter(part="deputy").exists())
    there = [hop for hop in hops if hop != away]
    with standing_at(day(today, -6), hour=15):
        for hop in there:
            actions.see(hop, by=Visitor())
            actions.acknowledge(hop, part="lead", by=Visitor())
        for hop in cascade.hops.filter(kind="organisation"):
            actions.acknowledge(hop, by=hop.leads.get(part="lead").user)  # type: ignore[arg-type]
    for days, hour, minute in ((-6, 23, 30), (-5, 9, 0), (-5, 11, 5)):
        with standing_at(day(today, days), hour=hour, minute=minute):
            walk_waiting()
    with standing_at(day(today, -5), hour=11, minute=40):
        actions.see(away, by=Visitor())
        actions.acknowledge(away, part="deputy", by=Visitor())


def _sent(cascade: Cascade, lists: Mapping[str, Sequence[Audience]], cast: Cast, today: datetime.date) -> None:
    """The embargo is over: the hospitals and the city write to their own people, and nobody has it twice."""
    with standing_at(day(today, -5), hour=12):
        for key, who in (("hospitals", "tom"), ("city", "farah")):
            hop = cascade.hops.get(kind="organisation", keeper=cast.organisations[key])
            actions.publish(hop, audiences=lists[key], by=cast[who])
    deliver()


def _reported(cascade: Cascade, cast: Cast, today: datetime.date) -> None:
    hops = list(cascade.hops.filter(kind="network").order_by("pk"))
    with standing_at(day(today, -4), hour=16):
        for hop in hops[:9]:
            actions.pass_on(hop, by=Visitor())
        for hop, channel, number, note in (
            (hops[0], "meeting", 42, "Said at the Tuesday group"), (hops[1], "poster", 300, "12 posters in 4 stairwells"),
            (hops[2], "leaflet", 150, ""),
        ):  # fmt: skip
            actions.declare(actions.report(hop, by=Visitor()), channel=channel, number=number, source="estimate", note=note,
                            by=Visitor())  # fmt: skip
    with standing_at(day(today, -3), hour=10):
        asked = actions.reply(hops[0], words="Carers ask whether somebody can stay with them at the desk.", by=Visitor())
        actions.reply(hops[1], words="Tenants ask if the desk is open on bank holidays too.", by=Visitor())
        actions.reply(hops[3], words="Is there a BSL interpreter after 5pm? Nobody could tell us.", by=Visitor())
    with standing_at(day(today, -2), hour=10):
        actions.take_reply(asked, owner=cast["tom"], by=cast["tom"])
        actions.settle_reply(asked, status="done", outcome="Yes. One person can stay with you. The sign at the door says so now.",
                             by=cast["tom"])  # fmt: skip
