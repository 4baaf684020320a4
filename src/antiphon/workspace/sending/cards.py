"""The cards of “What we send”, in the order of the work: a part adds its card where its name stands."""

from antiphon.workspace.cards import Card

CARDS: list[Card] = [
    # --- Campaigns ---

    # --- Calendar ---

    # --- Announcements ---

    # --- Cascades ---

    # --- Networks and audiences ---

    # --- Events ---

    # --- Deliveries ---
    Card("Deliveries", "Every letter and mailing: how far it has come, and what only a person can settle.",
         "workspace:delivery:deliveries", lambda user: []),
]  # fmt: skip
