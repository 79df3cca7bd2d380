"""Whether a process that began to hand a message over may still do so: stopped, its machine asleep, for however long.

A process has the lock of its ledger as long as it lives, and writes there how a hand-over ended or that the next one
begins. Of a process of another machine nothing can be known but the time (`recovery.STANDSTILL_MS`).
"""

from pathlib import Path

from sqlalchemy import Connection

from server.campaigns.sending.ledger import is_free
from server.campaigns.sending.ledger_texts import read_ledger
from server.store import campaign_workers as workers
from server.store.campaign_messages import Message


def standing_process(connection: Connection, message: Message) -> str:
    """The name of the process of this machine that may still hand an uncertain message over, '' where there is none."""
    name = message.token.partition("/")[0]
    known = next((one for one in workers.load_workers(connection) if one.name == name), None)
    path = Path(known.ledger) if known else None
    if path is None or not path.exists() or is_free(path):
        return ""
    last = list(read_ledger(path).transmissions.values())[-1:]
    return name if [(one.message, one.tries, one.end) for one in last] == [(message.id, message.tries, "")] else ""
