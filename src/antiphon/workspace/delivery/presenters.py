"""What the delivery pages say."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from antiphon.delivery import mime, queries, rules
from antiphon.delivery.models import Delivery, Send, Trial
from antiphon.delivery.queries import Summary, Total, Way
from antiphon.engagement.models import Engagement

PREFIX = "told:"
COLOURS = {"delivered": "green", "expired": "grey", "elsewhere": "grey", "bounced_soft": "orange", "bounced_hard": "red",
           "complained": "red", "accepted": "green", "waiting": "blue", "leased": "blue", "handing": "blue", "unknown": "orange",
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
    "delivered": "It arrived.",
    "bounced_soft": "It came back: the mailbox is full, or the other side is not there for now.",
    "bounced_hard": "It came back: there is no such address any more.",
    "complained": "The person marked it as unwanted. They are not written to again.",
    "expired": "The mailing closed before it could go.",
    "elsewhere": "The person has it already, from another organisation or by another way.",
}
SEND_COLOURS = {"draft": "grey", "sending": "blue", "paused": "orange", "cancelled": "grey", "done": "green"}


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


# --- Routes --------------------------------------------------------------------------------------------
TRIED = "The test message goes in the next minute. Load this page again to see what was answered."
TRIAL_COLOURS = {"accepted": "green", "rejected": "red", "unknown": "orange", "waiting": "blue", "handing": "blue"}


@dataclass(frozen=True)
class RouteShown:
    """One route on the page."""

    way: Way

    @property
    def state(self) -> tuple[str, str]:
        """The word and colour at the top."""
        if self.way.stopped:
            return "Stopped for now", "red"
        if self.way.row is None or self.way.row.reply_at is None:
            return "Set up, not used yet", "grey"
        return ("Open", "green") if not self.way.row.failures else ("In trouble", "orange")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What is known of it, each with its name."""
        row, rate = self.way.row, self.way.per_minute
        last = f"“{row.reply}”" if row is not None and row.reply else "Nothing has gone by it yet"
        carries = {"email": "Emails", "sms": "Text messages"}[self.way.channel]
        known = {
            "Carries": carries + ("" if self.way.in_use else ". Another route is chosen for these now"),
            "How fast": f"Up to {rate:,} messages a minute" if rate else "As fast as the other side takes them",
            "At work now": {0: "Nobody", 1: "1 worker"}.get(self.way.workers, f"{self.way.workers} workers"),
            "Last answer": last,
        }
        if self.way.channel == "sms" and settings.SMS_PENCE:
            known["One text costs"] = f"{settings.SMS_PENCE:g}p"
        return [{"key": {"text": key}, "value": {"text": value, "classes": "app-break"}} for key, value in known.items()]


@dataclass(frozen=True)
class TrialShown:
    """One test message on the page."""

    trial: Trial

    @property
    def title(self) -> str:
        return rules.title_of(self.trial.route, settings.PROVIDER) if self.trial.route in rules.WAYS else self.trial.route

    @property
    def colour(self) -> str:
        return TRIAL_COLOURS.get(self.trial.status, "")


@dataclass(frozen=True)
class SendShown:
    """A mailing on the page, with its sum."""

    send: Send
    total: Total

    @property
    def state(self) -> tuple[str, str]:
        """The word and colour at the top."""
        if self.total.counts.get("unknown"):
            return "Needs someone", "orange"
        if self.send.status == Send.Status.PAUSED and self.send.paused_because:
            return "Held: somebody must decide", "orange"
        return self.send.get_status_display(), SEND_COLOURS[self.send.status]

    @property
    def rows(self) -> list[tuple[str, str, int]]:
        """Each state with its meaning and count, in the order of the sum."""
        return [
            (rules.WORDS[status].capitalize(), MEANINGS[status], self.total.counts[status])
            for status in rules.WORDS if self.total.counts.get(status)
        ]  # fmt: skip

    @property
    def in_words(self) -> str:
        """The sum as one line."""
        return self.total.in_words if self.total.counts else "Nobody is in it yet."

    @property
    def steps(self) -> list[tuple[str, str, bool]]:
        """What a person can do with it now: the step, its words, and whether it cannot be undone."""
        return {
            Send.Status.DRAFT: [("start", "Start sending", False), ("cancel", "Stop it for good", True)],
            Send.Status.SENDING: [("pause", "Pause", False), ("cancel", "Stop it for good", True)],
            Send.Status.PAUSED: [("resume", "Go on sending", False), ("cancel", "Stop it for good", True)],
        }.get(Send.Status(self.send.status), [])


LEAVE_TOKEN = 53  # as many signs as a leave link of a mailing ends in


@dataclass(frozen=True)
class WordsShown:
    """One wording as somebody would read it. Where a name goes, it says so."""

    title: str
    subject: str
    text: str
    takes: str = ""


FORMATS = {"standard": "Standard", "large_print": "Large print", "easy_read": "Easy read", "bsl": "British Sign Language",
           "audio": "Audio"}  # fmt: skip
LANGUAGES = {"en": "English", "cy": "Welsh"}


def words_of(send: Send) -> list[WordsShown]:
    """Return the wordings of a mailing, filled in for nobody in particular."""
    found = []
    for words in send.wordings.all():
        form = mime.form_of(words.subject, words.text, words.html, large=words.format == "large_print")
        filled = form.values(name="[name]", leave="[a link to stop these messages]", link=send.link or "[link]")
        title = f"{FORMATS.get(words.format, words.format)}, {LANGUAGES.get(words.language, words.language)}"
        takes = _takes(send, form) if send.channel == "sms" else ""
        found.append(WordsShown(title, form.subject(filled), form.text(filled), takes))
    return found


def _takes(send: Send, form: mime.Form) -> str:
    """Return how many texts one wording takes for each person, and what it costs if everybody in the mailing gets it."""
    leave = f"{settings.PUBLIC_ADDRESS}/leave/{'x' * LEAVE_TOKEN}/"
    bill = queries.bill(form.text(form.values(name="Somebody Example", leave=leave, link=send.link)), people=send.targeted)
    cost = f" If all {bill.people:,} people get it, it costs about £{bill.pounds:,.2f}." if bill.pounds and bill.people else ""
    return f"It takes {bill.size.in_words} for each person.{cost}"
