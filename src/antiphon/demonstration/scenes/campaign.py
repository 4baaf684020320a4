"""“Health at home”: a campaign of four partners with its public page, another that clashes with it, and an election to come."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from antiphon.campaigns.actions import dates, doing, plan, sites
from antiphon.campaigns.doors.elections import Row
from antiphon.campaigns.models import Campaign
from antiphon.campaigns.queries import plan as plans
from antiphon.campaigns.queries import sites as pages
from antiphon.core.actors import Machine
from antiphon.demonstration.cast import Cast
from antiphon.demonstration.clock import standing_at
from antiphon.demonstration.story import day
from antiphon.engagement.models import Engagement

TITLE, OTHER = "Health at home", "Keep well this winter"
BEGAN = -21
WORDS = {
    "summary": "People who would come to a clinic can be seen at home by video or by telephone. They choose, and nobody has to.",
    "insight": "People told us that the way to the clinic is long, and that the bus does not run in the evening. Carers told us "
               "that a visit takes half a day. Some people have no screen, and some do not want one.",
}  # fmt: skip
PARTS = [
    {"heading": "What is new", "words": "You can see a nurse from home, by video or by telephone. The clinic stays open."},
    {"heading": "Who it is for", "words": "For people who come to the clinic at Castle Green or Quayside for a check."},
    {"heading": "How it works", "words": "- Ring 01632 960100 and ask for a time.\n- We ring you at that time.\n"
                                         "- If we need to see you, you come to the clinic."},
    {"heading": "If you care for somebody", "words": "You can sit beside them. You can also ring in from another place."},
]  # fmt: skip
HELP = "Ring 01632 960100 on weekdays from 9am to 5pm. Or come to the desk at Quayside, which is open until 8pm."


def play(engagements: Mapping[str, Engagement], cast: Cast, today: datetime.date) -> None:
    """Plan, sign and report on one campaign, and begin another for the same people. What is there is left."""
    if Campaign.objects.filter(title=TITLE).exists():
        return
    campaign = _planned(cast, today)
    _signed(campaign, cast, today)
    _reported(campaign, cast, today)
    _another(cast, today)
    poll = _poll(today)
    dates.load_elections([Row("ASHVALE", "Ashvale", "County council election", poll)],
                         source="Made up for the demonstration", by=Machine("demonstration"))  # fmt: skip


def _poll(today: datetime.date) -> datetime.date:
    """Return the first Thursday of the next May."""
    first = datetime.date(today.year + (today.month >= 5), 5, 1)
    return first + datetime.timedelta(days=(3 - first.weekday()) % 7)


def _planned(cast: Cast, today: datetime.date) -> Campaign:
    tom, bodies = cast["tom"], cast.organisations
    with standing_at(day(today, BEGAN - 9)):
        campaign = plan.draft(bodies["icb"], title=TITLE, template="new_way", starts_on=day(today, BEGAN), by=tom)
        for key, way in (("hospitals", "contributes"), ("healthwatch", "contributes"), ("alliance", "reads")):
            plan.share(campaign, organisation=bodies[key], way=way, by=tom)
        campaign = Campaign.objects.get(pk=campaign.pk)
        plan.change(campaign, by=tom, **WORDS)
        first, second = campaign.objectives.order_by("pk")
        plan.set_objective(campaign, objective=first, baseline=Decimal(120), baseline_source="Booking system, first month",
                           target=Decimal(240), due_on=day(today, 35), by=tom)  # fmt: skip
        plan.set_objective(campaign, objective=second, baseline=Decimal(18), baseline_source="Asked at the desk, 100 people",
                           target=Decimal(60), due_on=day(today, 35), by=tom)  # fmt: skip
        plan.name_source(campaign, kind="other", title="Talks at the Quayside desk", by=tom,
                         says="People without a screen want to know that the telephone is enough.")  # fmt: skip
        priya, marcus = cast["priya"], cast["marcus"]
        leads = [("Tell staff first", "hospitals", tom), ("Letter with one number to ring", "icb", tom),
                 ("Posters where people wait", "icb", priya), ("Visits to groups", "healthwatch", marcus)]  # fmt: skip
        for title, key, lead in leads:
            activity = campaign.activities.get(title=title)
            doing.give_duty(activity, role="lead", organisation=bodies[key], user=lead, by=tom)
        doing.give_duty(campaign.activities.get(title="Visits to groups"), role="inform", organisation=bodies["alliance"], by=tom)
        plan.contribute(campaign, organisation=bodies["icb"], kind="money", what="Letters and posters", amount=Decimal(1850),
                        source="Printer’s offer", by=tom)  # fmt: skip
        plan.contribute(campaign, organisation=bodies["healthwatch"], kind="hours", what="Visits", amount=Decimal(36),
                        source="Six visits of six hours", by=cast["marcus"])  # fmt: skip
        carers = plan.co_produce(campaign, role="Carers from Quayside", number=4, since=day(today, BEGAN - 9), by=tom)
        plan.credit(campaign, producer=carers, words="The telephone stands before the video in every sentence",
                    because="Two of the four have no screen", on=day(today, BEGAN - 9), by=tom)  # fmt: skip
        return campaign


def _signed(campaign: Campaign, cast: Cast, today: datetime.date) -> None:
    tom, priya = cast["tom"], cast["priya"]
    with standing_at(day(today, BEGAN - 2)):
        plan.make_ready(campaign, by=tom)
        live = plan.go_live(campaign, words=plans.words_of(plans.whole(Campaign.objects.get(pk=campaign.pk))), by=priya)
        site = sites.build_site(live, by=tom)
        sites.write_site(site, parts=PARTS, help=HELP, summary="See a nurse from home, by video or by telephone. You choose.",
                         slug="health-at-home", by=tom)  # fmt: skip
        site.refresh_from_db()
        sites.ask_to_publish(site, by=tom)
        sites.publish_site(site, words=pages.words_to_sign(site), by=priya)


def _reported(campaign: Campaign, cast: Cast, today: datetime.date) -> None:
    tom, marcus, bodies = cast["tom"], cast["marcus"], cast.organisations
    with standing_at(day(today, -4)):
        posters = doing.report_output(
            campaign, organisation=bodies["icb"], key="poster-one", number=400, what="Posters in practices and libraries",
            unit="items", on=day(today, -12), source="Printer’s bill", by=tom,
            activity=campaign.activities.get(title="Posters where people wait"),
        )  # fmt: skip
        doing.take_part(posters, organisation=bodies["healthwatch"], did="Put up 60 of them in Quayside", by=marcus)
        doing.report_output(campaign, organisation=bodies["hospitals"], key="letter-one", number=3150, what="Letters",
                            unit="items", on=day(today, -14), source="Post book", by=tom)  # fmt: skip
        doing.report_output(campaign, organisation=bodies["healthwatch"], key="visits", number=85, what="People at six visits",
                            unit="people", estimate=True, on=day(today, -5), source="Counted by eye", by=marcus)  # fmt: skip
        doing.enter_result(campaign, stage="outcomes", objective=campaign.objectives.order_by("pk")[0], value=Decimal(171),
                           on=day(today, -5), source="Booking system", by=tom)  # fmt: skip
        doing.not_measured(campaign, stage="outtakes", because="We ask people at the desk in the last week, not before.", by=tom)


def _another(cast: Cast, today: datetime.date) -> None:
    farah = cast["farah"]
    with standing_at(day(today, -3)):
        winter = plan.draft(cast.organisations["city"], title=OTHER, template="winter", starts_on=day(today, 7), by=farah)
        plan.change(winter, by=farah, groups=["carers", "older", "parents"])
