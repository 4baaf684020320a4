"""The cards of “What we send”, in the order of the work: a part adds its card where its name stands."""

from antiphon.network.access import holds
from antiphon.network.roles import Permission
from antiphon.workspace.audiences import waiting as audiences
from antiphon.workspace.campaigns import presenters as campaigns
from antiphon.workspace.cards import Card
from antiphon.workspace.cascades import waiting as cascades
from antiphon.workspace.events.waiting import in_short as events_in_short
from antiphon.workspace.packs import waiting as announcements

CARDS: list[Card] = [
    # --- Campaigns ---
    Card("Campaigns", "What we want to change, for whom, who does what, and what came of it; each with its public page.",
         "workspace:campaigns:list", campaigns.waits, campaigns.reads),

    # --- Calendar ---
    Card("Calendar of all partners", "Who does what when, what clashes, and when an election is near.",
         "workspace:campaigns:calendar", lambda user: []),

    # --- Announcements ---
    Card("Announcements", "The words for every channel, with files, approved once and passed on as they are.",
         "workspace:packs:list", announcements.waits, announcements.shows),

    # --- Cascades ---
    Card("Cascades", "An announcement on its way from partner to partner: who has it, who is late, whom it reached.",
         "workspace:cascades:list", cascades.lines, cascades.shows),

    # --- Networks and audiences ---
    Card("Networks", "Who passes our messages on, how many they reach (an estimate), and who stands in.",
         "workspace:audiences:networks", audiences.networks, audiences.sees),
    Card("Lists of people", "Whom we write to, why we may, and what they need.", "workspace:audiences:lists",
         lambda user: [], audiences.sees),
    Card("Calls and letters to do", "People whom no machine can reach as they need.", "workspace:audiences:errands",
         audiences.errands, audiences.keeps),
    Card("What somebody does not want", "Write it down in a minute. It holds for every organisation.",
         "workspace:audiences:objections", lambda user: [], audiences.keeps),

    # --- Events ---
    Card("Events", "Webinars, meetings and forums: places, reminders, who came, and what was said afterwards.",
         "workspace:events:list", events_in_short, shows=lambda user: holds(user, Permission.EVENT_READ)),

    # --- Deliveries ---
    Card("Deliveries", "Every letter and mailing: how far it has come, and what only a person can settle.",
         "workspace:delivery:deliveries", lambda user: []),
]  # fmt: skip
