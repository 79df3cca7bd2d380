"""What a restored database forgot, put back as a ledger tells it: the message, that it left, what came of a letter."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from receivables.days import NO_DAY
from server.campaigns.sending.ledger import ACK, NAK
from server.campaigns.sending.ledger_texts import Transmission
from server.campaigns.sending.returned_letters import suspend_postal
from server.campaigns.settings.sending_settings import load_sending
from server.campaigns.settings.window import local_day
from server.store import campaign_runs as runs
from server.store import campaign_sending as store
from server.store import campaign_states as states
from server.store.campaign_letters import load_letter, save_letter
from server.store.campaign_messages import Draft, Message, add_message, message_of
from server.store.campaign_recovery import tell_sent
from server.store.companies import company_id

_LETTER = ("number", "posted_day", "presented_day", "outcome", "outcome_day", "proof")


def take_over(connection: Connection, message: Message | None, one: Transmission, at: str, who: str) -> str:
    """A transmission the database forgot: the message is sent, or uncertain, or known not to have left."""
    if one.end == NAK:
        return "not_sent"
    if message is None:
        _put_back(connection, one.message, one.told, at, who)
    end = states.SENT if one.end == ACK else states.UNCERTAIN
    sent_at = str(one.told.get("at") or at)
    day = local_day(load_sending(connection).window, sent_at)
    values: dict[str, Any] = {"tries": one.tries, "attempt": int(one.told.get("attempt", 1)), "transmitted_at": sent_at,
              "message_id": str(one.told.get("message_id", "")), "sent_day": day if end == states.SENT else NO_DAY,
              "sent_at": sent_at if end == states.SENT else ""}  # fmt: skip
    tell_sent(connection, one.message, end, at, who, **values)
    found = message_of(connection, one.message)
    if found is not None:
        store.take_contact_day(connection, found, day)
    return end


def take_over_said(
    connection: Connection, message: Message | None, told: Mapping[str, Any], at: str, who: str
) -> str:  # fmt: skip
    """A letter people said was posted (and what came of it), a call they made: said again; the state it has then."""
    key, state = str(told["message"]), str(told.get("state", ""))
    if state not in states.LEFT:
        return "not_sent"
    if message is None:
        _put_back(connection, key, told, at, who)
    day = int(told.get("sent_day", NO_DAY))
    tell_sent(connection, key, state, at, who, sent_at=str(told.get("sent_at", "")), sent_day=day)
    add_letter(connection, told)
    found = message_of(connection, key)
    if state == states.BOUNCED and found is not None:
        suspend_postal(connection, found, at)
    return state


def add_letter(connection: Connection, told: Mapping[str, Any]) -> None:
    """What a ledger knows of a letter and the database does not: its presentation, what came of it."""
    letter, known = told.get("letter") or {}, load_letter(connection, str(told["message"]))
    own = vars(known) if known else {}
    if new := {name: letter[name] for name in _LETTER if name in letter and own.get(name) in (None, "", NO_DAY)}:
        save_letter(connection, str(told["message"]), **new)


def _put_back(connection: Connection, key: str, told: Mapping[str, Any], at: str, who: str) -> None:
    """A message the database does not know, in the run that holds what a restore forgot, one for each day."""
    day = int(told.get("on_day", NO_DAY))
    run_id = runs.find_run(connection, runs.LEDGER, day)
    if run_id is None:
        run_id = runs.add_run(connection, day, at, who, kind=runs.LEDGER, state=runs.APPROVED)
    add_message(connection, run_id, key, _draft(connection, told), at, who, "put back from a ledger")


def _draft(connection: Connection, told: Mapping[str, Any]) -> Draft:
    items = tuple((int(item), int(amount), int(due)) for item, amount, due in told.get("items", ()))
    texts: dict[str, Any] = {
        name: str(told.get(name, "")) for name in ("account", "currency", "segment", "procedure", "level")
    }
    return Draft(
        company_id=company_id(connection, str(told.get("company", ""))), channel=str(told.get("channel", states.EMAIL)),
        amount=int(told.get("amount", 0)), interest=int(told.get("interest", 0)),
        compensation=int(told.get("compensation", 0)), items=items, **texts,
    )  # fmt: skip
