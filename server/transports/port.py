"""What a channel promises the sender: one message for one recipient, and exactly what is known of its end."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class End(StrEnum):
    """How a hand-over ended.

    ACCEPTED: the other side answers for the message from now on | REFUSED: never, for good | PUT_OFF: not now
    DOUBT: its content was on the way and no answer came: nobody knows | NOT_BEGUN: the channel failed (or the time was
    up) before any content was on the way, so the same message may be handed over again
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    PUT_OFF = "put_off"
    DOUBT = "doubt"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True)
class Answer:
    """How it ended, and what the other side said. is_address: the recipient itself was refused."""

    end: End
    text: str = ""
    is_address: bool = False


@dataclass(frozen=True)
class Mail:
    """A rendered e-mail: the bytes of it, and its envelope. sender: where returned mail goes | copy: who else gets it
    ('' nobody), where the channel takes that address too"""

    content: bytes
    sender: str
    recipient: str
    message_id: str
    copy: str = ""


class ChannelError(Exception):
    """The channel cannot be used by any message now; the text is a sentence."""


#: Called once the other side takes the recipient and before it gets any content. Returns the milliseconds since 1970
#: after which content must not begin to leave; raises whatever keeps this message from leaving.
BeforeData = Callable[[], int]


class Transport(Protocol):
    """A channel. Not for several threads at once."""

    def open(self) -> None:
        """Be ready for messages; nothing where it is. Raises ChannelError."""

    def hand_over(self, mail: Mail, before_data: BeforeData) -> Answer:
        """Hand one message over. Raises ChannelError before content was on the way, and what `before_data` raises;
        after either nothing was sent."""

    def close(self) -> None:
        """End it; never raises."""
