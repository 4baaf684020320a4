"""GOV.UK Notify as a way out, for e-mails and for text messages.

The words are ours: a template in Notify holds nothing but ((subject)) and ((body)), or ((body)) alone for texts. Notify sends
what it is asked as often as it is asked, so a request without an answer is *unknown*, and is looked up by our reference
before anything else happens. A text message that is not known is never sent again by itself.
"""

import datetime
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import ClassVar

from antiphon.delivery.channels.base import Mark, Message, Outcome, Unreachable
from antiphon.delivery.channels.callbacks import NOTIFY
from antiphon.delivery.channels.notify_client import LIVE, Answer, Client, NoAnswer, NotSent
from antiphon.delivery.channels.segments import plainer

WAITS = (0.2, 0.5, 1, 2, 4)  # seconds, when a minute's limit is reached: twenty milliseconds let one more through
REFUSED_IN_A_ROW = 5  # as many people in a row whom Notify will not write to are a matter of our account, not of them
SLOW_DOWN, DAY_IS_SPENT = "RateLimitError", "TooManyRequestsError"
ENDED = {"delivered": "delivered", "permanent-failure": "bounced_hard", "temporary-failure": "bounced_soft"}


class Notify:
    """A line to GOV.UK Notify, for one kind of message."""

    group: ClassVar[int] = 1  # a message that is paid for is written down by itself

    def __init__(
        self, *, key: str, template: str, kind: str = "email", address: str = LIVE, timeout: float = 30, reply_to: str = "",
        sender: str = "", sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.kind, self.template, self.reply_to, self.sender, self.sleep = kind, template, reply_to, sender, sleep
        self.client = Client(key, address=address, timeout=timeout)
        self._refused = 0

    def open(self) -> None:
        """Open the line if it is not open. Raises Unreachable."""
        try:
            self.client.open()
        except OSError as problem:
            raise Unreachable(f"GOV.UK Notify cannot be reached: {type(problem).__name__}") from problem

    def close(self) -> None:
        """Hang up; never raises."""
        self.client.close()

    def hand_over(self, messages: Sequence[Message], mark: Mark) -> Iterator[tuple[int, str, str, str]]:
        """Hand the messages over one after another, and yield the outcome of each.

        Raises Unreachable when Notify takes nothing for now: the message in hand did not go.
        """
        for position, message in enumerate(messages):
            self.open()
            mark(position)
            yield Outcome(position, *self._one(message))

    def look_up(self, references: Collection[str]) -> dict[str, tuple[str, str, str]] | None:
        """Return what Notify has of messages that are not known: status, words and its number, by reference.

        An e-mail that is not there did not arrive, and may be sent again (`waiting`). A text message that is not there is held
        for a person. None when Notify cannot be asked.
        """
        found: dict[str, tuple[str, str, str]] = {}
        for reference in references:
            try:
                answer = self._ask(lambda reference=reference: self.client.by_reference(reference))  # type: ignore[misc]
            except (OSError, NotSent, NoAnswer):
                return None
            if answer.status != 200:
                return None
            ours = [one for one in answer.body.get("notifications", []) if one.get("reference") == reference]
            if ours:
                found[reference] = _standing(ours)
            elif self.kind == "sms":
                found[reference] = ("unknown", "GOV.UK Notify has no such message. A person says whether it goes again.", "")
            else:
                found[reference] = ("waiting", "GOV.UK Notify has no such message, so it is sent again.", "")
        return found

    def _one(self, message: Message) -> tuple[str, str, str]:
        try:
            answer = self._ask(lambda: self.client.send(self.kind, self._asked(message)))
        except NotSent as problem:
            return "waiting", f"The line broke before the message was handed over: {problem}", ""
        except NoAnswer as problem:
            return "unknown", f"The line broke after the message was handed over: {problem}", ""
        except OSError as problem:
            raise Unreachable(f"GOV.UK Notify cannot be reached: {type(problem).__name__}") from problem
        return self._judge(answer)

    def _judge(self, answer: Answer) -> tuple[str, str, str]:
        said = f"{answer.status} {answer.words}".strip()
        if answer.status == 201:
            self._refused = 0
            return "accepted", "201 Taken by GOV.UK Notify", str(answer.body.get("id", ""))
        if answer.kind == DAY_IS_SPENT:
            raise Unreachable(f"The day's limit at GOV.UK Notify is used up: {said}", until=_midnight())
        if answer.status == 429:
            return "waiting", f"GOV.UK Notify asks us to slow down: {said}", ""
        if answer.status in (401, 403):
            raise Unreachable(f"GOV.UK Notify does not let us in: {said}")
        if answer.status >= 500 or answer.status < 400:
            return "unknown", f"GOV.UK Notify did not say whether it took the message: {said}", ""
        if answer.kind == "ValidationError":  # about this message alone
            return "rejected", said, ""
        self._refused += 1
        if self._refused >= REFUSED_IN_A_ROW:
            self._refused = 0
            raise Unreachable(f"GOV.UK Notify refuses one message after another: {said}")
        return "waiting", said, ""

    def _ask(self, ask: Callable[[], Answer]) -> Answer:
        """Ask, and ask again where Notify said that it is too early; it has done nothing then."""
        for pause in WAITS:
            answer = ask()
            if answer.status != 429 or answer.kind == DAY_IS_SPENT:
                return answer
            self.sleep(pause)
        return ask()

    def _asked(self, message: Message) -> dict[str, object]:
        asked: dict[str, object] = {"template_id": self.template, "reference": message.reference}
        if self.kind == "sms":
            more = {"sms_sender_id": self.sender} if self.sender else {}
            return {**asked, **more, "phone_number": message.to_address, "personalisation": {"body": plainer(message.text)}}
        asked |= {"email_address": message.to_address, "personalisation": {"subject": message.subject, "body": message.text}}
        if self.reply_to:
            asked["email_reply_to_id"] = self.reply_to
        if message.unsubscribe.startswith("https://"):
            asked["one_click_unsubscribe_url"] = message.unsubscribe
        return asked


def _standing(ours: list[dict[str, object]]) -> tuple[str, str, str]:
    """Return how it stands with a message that Notify has. The strongest word holds, should it be there twice."""
    ranked = {"delivered": 3, "permanent-failure": 2, "temporary-failure": 2, "technical-failure": 0}
    one = max(ours, key=lambda found: ranked.get(str(found.get("status")), 1))
    status, number = str(one.get("status")), str(one.get("id", ""))
    if status == "technical-failure" or status not in NOTIFY:
        return "unknown", "GOV.UK Notify could not hand it on. It may or may not have gone.", number
    words = f"GOV.UK Notify has it: {status}" + (f" ({len(ours)} times)" if len(ours) > 1 else "")
    return ENDED.get(status, "accepted"), words, number


def _midnight() -> datetime.datetime:
    """When Notify begins to count anew."""
    today = datetime.datetime.now(datetime.UTC).replace(hour=0, minute=5, second=0, microsecond=0)
    return today + datetime.timedelta(days=1)
