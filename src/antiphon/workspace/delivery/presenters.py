"""What the delivery pages say."""

from dataclasses import dataclass

from antiphon.delivery import rules
from antiphon.delivery.models import Delivery
from antiphon.delivery.queries import Summary
from antiphon.engagement.models import Engagement

PREFIX = "told:"
COLOURS = {"accepted": "green", "waiting": "blue", "leased": "blue", "handing": "blue", "unknown": "orange",
           "rejected": "red", "suppressed": "grey", "cancelled": "grey"}  # fmt: skip
MEANINGS = {
    "accepted": "The mail server took it.",
    "waiting": "It is sent in the next minutes, or again later if it was put off.",
    "leased": "A worker is about to send it.",
    "handing": "It is going over the line now.",
    "unknown": "The line broke while it was sent, so it may or may not have gone.",
    "rejected": "The mail server will not take it.",
    "suppressed": "The person gave an address and does not want to hear.",
    "cancelled": "It is not sent: the person was erased, or someone here cancelled it.",
}


def occasions(engagements: list[Engagement]) -> dict[str, Engagement]:
    """Return the engagements by the occasion that telling their contributors has."""
    return {occasion_of(engagement): engagement for engagement in engagements}


def occasion_of(engagement: Engagement) -> str:
    """Return the occasion of telling an engagement's contributors."""
    return f"{PREFIX}{engagement.slug}"


def counted(count: int) -> str:
    """Return the count with its noun."""
    return f"{count:,} message" if count == 1 else f"{count:,} messages"


def slug_of(delivery: Delivery) -> str:
    """Return the slug of the engagement that a message is about."""
    return delivery.occasion.removeprefix(PREFIX)


@dataclass(frozen=True)
class Telling:
    """One engagement's messages on the page."""

    engagement: Engagement
    summary: Summary
    last_reply: str
    needing: list[Delivery]

    @property
    def state(self) -> tuple[str, str]:
        """The word and colour at the top."""
        if self.summary.counts.get("unknown") or self.summary.counts.get("rejected"):
            return "Needs someone", "orange"
        return ("Finished", "green") if self.summary.settled else ("Being sent", "blue")

    @property
    def not_begun(self) -> int:
        """How many could still be stopped."""
        return self.summary.counts.get("waiting", 0) + self.summary.counts.get("leased", 0)

    @property
    def may_be_stopped_or_taken_up(self) -> bool:
        return bool(self.not_begun or self.summary.counts.get("cancelled"))

    @property
    def rows(self) -> list[tuple[str, str, int]]:
        """Each status with its meaning and count, in the order of the sum."""
        return [
            (rules.WORDS[status].capitalize(), MEANINGS[status], self.summary.counts[status])
            for status in rules.WORDS if self.summary.counts.get(status)
        ]  # fmt: skip


def tellings(
    by_occasion: dict[str, Engagement], summaries: dict[str, Summary], replies: dict[str, str], needing: list[Delivery]
) -> list[Telling]:
    """Put the parts together, those that need someone first."""
    found = [
        Telling(by_occasion[occasion], summary, replies.get(occasion, ""), [row for row in needing if row.occasion == occasion])
        for occasion, summary in summaries.items()
    ]
    order = {"Needs someone": 0, "Being sent": 1, "Finished": 2}
    return sorted(found, key=lambda telling: (order[telling.state[0]], telling.engagement.title))
