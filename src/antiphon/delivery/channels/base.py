"""What every channel promises. A provider is one class of this shape and one line in `settings.ROUTES`."""

import datetime
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol


@dataclass(frozen=True)
class Message:
    """A message ready to be handed over. It exists only while it is sent; it is never stored or logged.

    `reference` identifies it for ever: give it to the provider, so that it can be asked for again. `unsubscribe` is the
    https address that stops such messages with one click (RFC 8058).
    """

    message_id: str
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str = ""
    unsubscribe: str = ""
    reference: str = ""

    def __repr__(self) -> str:
        return f"Message({self.message_id})"  # a traceback must not tell who it is for


class Words(Protocol):
    """The words of a mailing, compiled once: ready bytes with gaps for what is merged (`delivery.mime.Form`)."""

    def subject(self, values: tuple[str, str, str]) -> str: ...
    def text(self, values: tuple[str, str, str]) -> str: ...
    def html(self, values: tuple[str, str, str]) -> str: ...
    def subject_header(self, values: tuple[str, str, str]) -> bytes: ...
    def body(self, values: tuple[str, str, str]) -> bytes: ...


class Filled(Message):
    """A message of a mailing. Its words are put together when they are read; SMTP takes the ready bytes instead."""

    form: Words
    values: tuple[str, str, str]

    def __init__(
        self, *, form: Words, values: tuple[str, str, str], message_id: str, reference: str, from_name: str, from_address: str,
        to_name: str, to_address: str, unsubscribe: str,
    ) -> None:  # fmt: skip
        self.__dict__.update(
            form=form, values=values, message_id=message_id, reference=reference, from_name=from_name,
            from_address=from_address, to_name=to_name, to_address=to_address, unsubscribe=unsubscribe,
        )  # fmt: skip

    @property
    def subject(self) -> str:  # type: ignore[override]
        return self.form.subject(self.values)

    @property
    def text(self) -> str:  # type: ignore[override]
        return self.form.text(self.values)

    @property
    def html(self) -> str:  # type: ignore[override]
        return self.form.html(self.values)


class Outcome(NamedTuple):
    """What became of one message of a group.

    `status` is what its row becomes: accepted; rejected (this address will never take it); waiting (nothing has gone, try
    again later); unknown (it was handed over and no answer came: never simply send it again).
    """

    position: int
    status: str
    reply: str
    provider_ref: str = ""


class ChannelError(Exception):
    """The message was not accepted, or nobody can say whether it was.

    permanent: this address will never take it; trying again is of no use.
    after_dot: the whole message was handed over and no answer came. It may have gone: never simply send it again.
    """

    def __init__(self, reply: str, *, permanent: bool = False, after_dot: bool = False) -> None:
        super().__init__(reply)
        self.reply = reply
        self.permanent = permanent
        self.after_dot = after_dot

    @property
    def outcome(self) -> str:
        """What the message's status becomes."""
        return "unknown" if self.after_dot else "rejected" if self.permanent else "waiting"


class Unreachable(ChannelError):
    """The channel itself is closed (no line, not let in, the day's limit is spent). It says nothing about any one message.

    until: before this moment it is of no use to try again; None when nobody knows.
    """

    def __init__(self, reply: str, *, until: datetime.datetime | None = None) -> None:
        super().__init__(reply)
        self.until = until


Mark = Callable[[int], None]


class Channel(Protocol):
    """One open line for many messages. The worker makes one with the options of its route, and uses it in one thread."""

    group: ClassVar[int]  # messages between two commits, more where the line is quick: 20 for SMTP; 1 where each costs, always

    def open(self) -> None:
        """Open the line if it is not open. Raises Unreachable."""
        ...

    def hand_over(self, messages: Sequence[Message], mark: Mark) -> Iterator[tuple[int, str, str, str]]:
        """Hand messages over one after another, and yield the outcome of each (`Outcome`) as soon as it is known.

        Call `mark(position)` right before what completes a message leaves (the final dot, the request's last byte): if the
        worker dies between that and the outcome, this one message is not known; all others are. At most one message may be
        marked and without an outcome at any time. Positions may be missing at the end when the line is lost: those were not
        begun. Raises nothing for a message; Unreachable when the line is closed to all further ones: the one in hand did not go.
        """
        ...

    def look_up(self, references: Collection[str]) -> dict[str, tuple[str, str, str]] | None:
        """Ask the other side what it has of messages that are not known: status, words and its number, by reference.

        Nothing is sent again before this was asked. A reference that is missing from the answer stays unknown. None when the
        other side cannot be asked.
        """
        ...

    def close(self) -> None:
        """Close the line politely; never raises."""
        ...
