"""The contents of the messages to approve, made before the store is locked."""

from collections.abc import Callable, Collection, Mapping
from functools import cache

from sqlalchemy import Connection, Engine

from receivables.dunning.procedure import TWO
from server.campaigns.facts.day import Facts, load_facts, load_ledger
from server.campaigns.proposal.ahead import Ahead, computed
from server.campaigns.proposal.details import payers_of
from server.campaigns.proposal.runs import the_run
from server.campaigns.writing.previews import frozen
from server.store import campaign_states as states
from server.store.campaign_messages import Message, run_messages
from server.store.database import is_trouble

#: Message -> its content, or why it cannot be made.
Contents = Mapping[str, str | Exception]


def contents_ahead(
    engine: Engine, run_id: int, *, only: Collection[str] = (), messages: Collection[str] = ()
) -> Ahead[Contents]:
    """The contents of the messages of a run that leave once they are approved. only, messages: as `approve` takes them.

    Raises UserError where there is no such run.
    """

    def contents(connection: Connection) -> Contents:
        payers = payers_of(connection, run_id, only)
        facts = _facts(connection, run_id)
        planned = run_messages(connection, run_id, (states.PLANNED,))
        chosen = [one for one in planned
                  if (not only or one.account in payers) and (not messages or one.id in messages)
                  and (one.approver != TWO or one.approved_by)]  # fmt: skip
        return {one.id: _content(connection, one, facts) for one in chosen}

    return computed(engine, contents)


def freezer(connection: Connection, run_id: int, ahead: Ahead[Contents]) -> Callable[[Connection, Message], str]:
    """What `approve` freezes messages with, in its transaction. Raises UserError where there is no such run."""
    known = ahead.value if ahead.holds(connection) else {}
    facts = cache(lambda: _facts(connection, run_id))

    def freeze(own: Connection, message: Message) -> str:
        told = known[message.id] if message.id in known else frozen(own, message, facts())
        if isinstance(told, Exception):
            raise told
        return told

    return freeze


def _facts(connection: Connection, run_id: int) -> Facts:
    return load_facts(connection, load_ledger(connection, the_run(connection, run_id).on_day))


def _content(connection: Connection, message: Message, facts: Facts) -> str | Exception:
    try:
        return frozen(connection, message, facts)
    except Exception as error:  # one account's fault; `approve` tells it
        if is_trouble(error):
            raise
        return error
