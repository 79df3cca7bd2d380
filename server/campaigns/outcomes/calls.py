"""Calls a campaign asked for are made once somebody notes a call of the account, wherever they note it."""

from collections.abc import Sequence

from sqlalchemy import Connection

from server.campaigns.facts.sight import names_and_uids
from server.campaigns.outcomes import acts
from server.rights import User
from server.store.campaign_shown import open_calls
from server.store.events import StoredEvent


def close_calls(connection: Connection, calls: Sequence[StoredEvent], who: str, at: str) -> None:
    """calls: events just added, none cancelled; one of before the campaign's day makes nothing done.

    The clock's row is locked already. who: whose act it is, as the audit names them.
    """
    waiting = open_calls(connection)
    if not waiting:
        return
    _, uids, _ = names_and_uids(connection, User(who, "admin"))
    made = {one.uid: one for one in sorted(calls, key=lambda one: one.day)}
    for message in waiting:
        call = made.get(uids.get((message.company, message.account), ""))
        if call is not None and call.day >= message.on_day:
            result = str(call.data.get("result", ""))
            acts.called(connection, message, call.day, who, f"{at[:19]}Z", result)
