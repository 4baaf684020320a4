"""The cards of “What we send”, in the order of the work: a part adds its card where its name stands."""

from antiphon.workspace.cards import Card
from antiphon.workspace.cascades import waiting as cascades
from antiphon.workspace.packs import waiting as announcements

CARDS: list[Card] = [
    # --- Campaigns ---

    # --- Calendar ---

    # --- Announcements ---
    Card("Announcements", "The words for every channel, with files, approved once and passed on as they are.",
         "workspace:packs:list", announcements.waits, announcements.shows),

    # --- Cascades ---
    Card("Cascades", "An announcement on its way from partner to partner: who has it, who is late, whom it reached.",
         "workspace:cascades:list", cascades.lines, cascades.shows),

    # --- Networks and audiences ---

    # --- Events ---

    # --- Deliveries ---
    Card("Deliveries", "Every letter and mailing: how far it has come, and what only a person can settle.",
         "workspace:delivery:deliveries", lambda user: []),
]  # fmt: skip
