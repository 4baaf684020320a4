"""Messages to people, each sent once; mailings, routes and lines; other systems that are told and that tell us."""

from antiphon.delivery.models.sends import Delivery, Elsewhere, Line, Purpose, Recipient, Route, Send, Tally, Wording
from antiphon.delivery.models.told import Endpoint, Notice, Receipt, Trial

__all__ = [
    "Delivery", "Elsewhere", "Endpoint", "Line", "Notice", "Purpose", "Receipt", "Recipient", "Route", "Send", "Tally", "Trial",
    "Wording",
]  # fmt: skip
