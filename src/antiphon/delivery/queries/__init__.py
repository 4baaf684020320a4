"""Reads of this room: messages and where they stand, mailings, and other systems that are told."""

from antiphon.delivery.queries.messages import (
    Summary,
    cancelled_by_a_person,
    delivery,
    last_replies,
    messages_to,
    needing_a_person,
    reachable,
    states,
    summaries,
    to_tell,
    unknown_for,
    with_an_address_kept_too_long,
)
from antiphon.delivery.queries.routes import (
    Bill,
    Way,
    bill,
    comes_back,
    may_look,
    may_try,
    not_set_up,
    route_named,
    stopped_routes,
    trials_of,
    trials_waiting,
    ways,
)
from antiphon.delivery.queries.sends import (
    Preview,
    Reached,
    Sample,
    Standing,
    Total,
    asking,
    by_leave_token,
    conservation,
    conservations,
    counted_by_row,
    leave_token,
    may_run,
    preview,
    reach,
    send_for,
    sends_of,
    standing,
)
from antiphon.delivery.queries.webhooks import (
    endpoint_for,
    endpoints_of,
    listening,
    notice_in,
    notices_of,
    notices_waiting,
    stopped_endpoints,
)
from antiphon.delivery.queries.worklist import (
    come_to_an_end,
    has_work,
    is_open,
    letters_waiting,
    lines_ended,
    lines_open,
    open_sends,
    parts_of,
    unknown_by_route,
)

__all__ = [
    "Bill", "Preview", "Reached", "Sample", "Standing", "Summary", "Total", "Way", "asking", "bill", "by_leave_token",
    "cancelled_by_a_person", "come_to_an_end", "comes_back", "conservation", "conservations", "counted_by_row", "delivery",
    "endpoint_for", "endpoints_of", "has_work", "is_open", "last_replies", "leave_token", "letters_waiting", "lines_ended",
    "lines_open", "listening", "may_look", "may_run", "may_try", "messages_to", "needing_a_person", "not_set_up", "notice_in",
    "notices_of", "notices_waiting", "open_sends", "parts_of", "preview", "reach", "reachable", "route_named", "send_for",
    "sends_of", "standing", "states", "stopped_endpoints", "stopped_routes", "summaries", "to_tell", "trials_of",
    "trials_waiting", "unknown_by_route", "unknown_for", "ways", "with_an_address_kept_too_long",
]  # fmt: skip
