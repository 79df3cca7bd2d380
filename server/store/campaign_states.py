"""The states of a reminder message, and the ways between them.

An e-mail: planned -> queued -> claimed -> transmitting -> sent -> delivered | bounced; any doubt after `transmitting`
is `uncertain`, which a person settles as sent or not sent (queued again, as another attempt).
A letter: planned -> queued -> rendered -> printed -> posted, said by a person, -> bounced where nobody is known at its
address. A call: planned -> open -> done. A hand-over: planned -> queued -> done. A message is skipped for a reason,
failed for good, or withdrawn with its proposal.
"""

from receivables.dunning import channels, procedure

PLANNED, QUEUED, CLAIMED, TRANSMITTING, SENT = "planned", "queued", "claimed", "transmitting", "sent"
DELIVERED, BOUNCED, UNCERTAIN, SKIPPED, FAILED = "delivered", "bounced", "uncertain", "skipped", "failed"
RENDERED, PRINTED, POSTED, OPEN, DONE, WITHDRAWN = "rendered", "printed", "posted", "open", "done", "withdrawn"

#: What went out, as far as anybody knows: of these the history of an item is made.
WENT_OUT = (SENT, DELIVERED, POSTED, DONE)
#: What went out, whether it arrived or came back.
LEFT = (*WENT_OUT, BOUNCED)
#: Still to do: the books of a run stay open.
WAITING = (QUEUED, CLAIMED, TRANSMITTING, RENDERED, PRINTED, OPEN)
#: Nothing reached anybody and nothing will: the items may be proposed again.
OVER = (SKIPPED, FAILED, WITHDRAWN, BOUNCED)
#: Where a person or the plan may still take a message back: its transmission has not begun.
NOT_BEGUN = (PLANNED, QUEUED, RENDERED, PRINTED, OPEN)

_WAYS = {
    PLANNED: (QUEUED, OPEN, SKIPPED, WITHDRAWN, FAILED),
    QUEUED: (CLAIMED, RENDERED, DONE, SKIPPED, FAILED),
    CLAIMED: (TRANSMITTING, QUEUED, SKIPPED, FAILED),
    TRANSMITTING: (SENT, QUEUED, FAILED, UNCERTAIN),
    UNCERTAIN: (SENT, QUEUED, FAILED),
    SENT: (DELIVERED, BOUNCED),
    DELIVERED: (BOUNCED,),
    RENDERED: (PRINTED, POSTED, QUEUED, SKIPPED, FAILED),
    PRINTED: (POSTED, SKIPPED, FAILED),
    POSTED: (BOUNCED,),
    OPEN: (DONE, SKIPPED, FAILED),
}

CHANNELS = EMAIL, LETTER, CALL, REGISTERED = procedure.CHANNELS
#: Nobody is written to.
INTERNAL = channels.INTERNAL
#: A mail that tells the sales contact of a customer what is about to leave: no contact of the customer.
SALES = "sales"
PAPER = (LETTER, REGISTERED)
MAILED = (EMAIL, SALES)
#: What a customer reads, and what is done without a line to him.
WRITTEN, NOT_WRITTEN = channels.WRITTEN, (CALL, INTERNAL)


def may_follow(before: str, after: str) -> bool:
    """Whether a message may go from one state to another."""
    return after in _WAYS.get(before, ())
