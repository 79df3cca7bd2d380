"""What keeps a message from leaving now: hours, caps, one a day to a customer, a pause."""

from dataclasses import dataclass

from sqlalchemy import Connection

from server.campaigns.settings.sending_settings import CAP, DOMAIN_CAP, WINDOW, SendingSettings
from server.campaigns.settings.window import NEVER, instant_of, is_open, local_day, next_day_opening, next_opening
from server.clock import machine_ms
from server.store import campaign_sending as store
from server.store.campaign_messages import Message
from server.store.campaign_workers import why_paused

#: Why a message waits, beside what the settings keep.
CONTACTED, PAUSED, IMPORT = "one_a_day", "paused", "import"
_MINUTE_MS = 60_000


@dataclass(frozen=True)
class Wait:
    """A message may not leave yet. until: the instant to try again | reason: a word of this module"""

    until: str
    reason: str


def wait_of(connection: Connection, settings: SendingSettings, message: Message, at: str) -> Wait | None:
    """Why a message waits, None where hours and caps let it leave now."""
    window = settings.window.at(message.country)
    if not is_open(window, at):
        return Wait(next_opening(window, at) or NEVER, WINDOW)
    midnight = instant_of(settings.window, local_day(settings.window, at), 0)
    if store.transmitted_since(connection, midnight) >= settings.per_day:
        return Wait(next_day_opening(window, at) or NEVER, CAP)
    domain = message.recipient.rpartition("@")[2]
    if store.transmitted_since(connection, midnight, domain) >= settings.per_domain_day:
        return Wait(next_day_opening(window, at) or NEVER, DOMAIN_CAP)
    return None


def contact_wait(connection: Connection, settings: SendingSettings, message: Message, at: str) -> Wait | None:
    """Take the customer's one automatic message of the day; the wait until the next where another message has it."""
    window = settings.window.at(message.country)
    if store.take_contact_day(connection, message, local_day(window, at)):
        return None
    return Wait(next_day_opening(window, at) or NEVER, CONTACTED)


def pace_ms(connection: Connection, settings: SendingSettings) -> int:
    """How many milliseconds to wait for the next message, so that no minute has more than the cap; 0: none."""
    now = machine_ms()
    last = store.last_transmissions(connection, now - _MINUTE_MS, settings.per_minute)
    return 0 if len(last) < settings.per_minute else max(1, last[-1] + _MINUTE_MS - now)


def pause_of(connection: Connection) -> str:
    """'' while messages may leave, else why not: by_hand, database_behind, restored."""
    return why_paused(connection)
