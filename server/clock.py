"""The one clock of the commands and of the service, and the days of the office."""

import datetime as dt
import os
import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.errors import UserError

#: Where the office is: a name of the IANA's list in the environment, for who is not in metropolitan France.
_ZONE, _PARIS = "RELANCE_TIME_ZONE", "Europe/Paris"


def instant() -> str:
    """Now, ISO in UTC with milliseconds (two imports of one second are not one)."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def local_day(at: str) -> str:
    """The day it was at the office at an instant (ISO with its offset): what is told at 00:30 in Paris is not of the
    day before, as it is in UTC. Raises UserError where the zone is not known."""
    name = os.environ.get(_ZONE) or _PARIS
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError(f"{_ZONE}: « {name[:40]} » is no time zone; write one such as {_PARIS}.") from error
    return dt.datetime.fromisoformat(at).astimezone(zone).date().isoformat()


def machine_ms() -> int:
    """Milliseconds since 1970 by this machine's clock: leases and the pace of sending are of real time, whatever
    instant a test tells."""
    return time.time_ns() // 1_000_000
