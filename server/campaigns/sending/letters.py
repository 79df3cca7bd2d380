"""Letters of runs written, to be printed and posted by people; what people still have to do looked at again."""

from collections.abc import Callable, Sequence
from typing import TypeGuard

from sqlalchemy import Connection, Engine

from receivables.dunning.stops import PASSING
from server.campaigns.proposal.invoice_copies import COPIES, WAIT_MINUTES
from server.campaigns.settings.window import later
from server.letters.copies import FolderError
from server.store import campaign_states as states
from server.store import campaign_workers as workers
from server.store.campaign_messages import Message, move, run_messages, set_values
from server.store.database import is_trouble, reading, sharing
from server.store.sync import locked_clock

_WAITING = (states.QUEUED, states.RENDERED, states.PRINTED, states.OPEN)
_BY_HAND = (*states.PAPER, states.CALL)


def make_letters(
    engine: Engine, run_id: int, render: Callable[[Message], None],
    recheck: Callable[[Connection, Message], str | None], at: str, who: str,
    prepare: Callable[[Connection, Sequence[Message]], None] = lambda *_: None,
) -> dict[str, int]:  # fmt: skip
    """Write the letters of a run that were approved; each is asked once more whether it may leave (those written
    before and not posted yet too, and calls nobody made yet), and one that cannot be written fails alone:
    `{"rendered", "skipped", "failed"}`. Only a person says that a letter was posted. prepare: see `Rechecks`"""
    ends = {states.RENDERED: 0, states.SKIPPED: 0, states.FAILED: 0}
    with sharing(engine) as connection:
        if workers.why_paused(connection):
            return ends
        letters = [one for one in run_messages(connection, run_id, _WAITING) if one.channel in _BY_HAND]
    with reading(engine) as connection:
        prepare(connection, letters)
        doubtful = [one for one in letters if one.state != states.QUEUED and _is_final(recheck(connection, one))]
    for message in doubtful:
        with sharing(engine) as connection:
            locked_clock(connection)
            if _is_final(reason := recheck(connection, message)):
                ends[states.SKIPPED] += move(connection, message.id, message.state, states.SKIPPED, at, who,
                                             detail=reason, reason=reason)  # fmt: skip
    for message in (one for one in letters if one.state == states.QUEUED and one.not_before <= at):
        try:
            fault = _fault(render, message)
        except FolderError:
            with sharing(engine) as connection:
                set_values(connection, message.id, states.QUEUED, not_before=later(at, WAIT_MINUTES), reason=COPIES)
            continue
        with sharing(engine) as connection:
            locked_clock(connection)
            reason = recheck(connection, message)
            end = states.FAILED if fault else states.SKIPPED if reason else states.RENDERED
            told = "fault" if fault else reason or ""
            ends[end] += move(connection, message.id, states.QUEUED, end, at, who, detail=fault or told, reason=told)
    return ends


def _is_final(reason: str | None) -> TypeGuard[str]:
    return bool(reason) and reason not in PASSING


def _fault(render: Callable[[Message], None], message: Message) -> str:
    try:
        render(message)
    except FolderError:
        raise
    except Exception as error:  # one account's fault must not stop the others
        if is_trouble(error):
            raise
        return f"{type(error).__name__}: {error}"
    return ""
