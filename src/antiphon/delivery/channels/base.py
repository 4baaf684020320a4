"""What every channel promises."""

import datetime
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """A message ready to be handed over. It exists only while it is sent; it is never stored or logged."""

    message_id: str
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str = ""
    unsubscribe: str = ""

    def __repr__(self) -> str:
        return f"Message({self.message_id})"  # a traceback must not tell who it is for


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


class Channel(Protocol):
    """One open line for many messages."""

    def open(self) -> None:
        """Open the line if it is not open. Raises Unreachable."""
        ...

    def send(self, message: Message) -> str:
        """Hand one message over and return the reply. Raises ChannelError."""
        ...

    def close(self) -> None:
        """Close the line politely; never raises."""
        ...
