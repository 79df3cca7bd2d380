"""When a message may leave: working hours of where its reader is, holidays, the company's own closing days.

Local days and local wall time decide; instants are UTC texts. A time that does not exist (a clock put forward) is the
next one that does.
"""

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import holidays as calendars

from receivables.days import date_of, day_number

#: An instant that never comes.
NEVER = "9999-12-31T00:00:00Z"
_FORM = "%Y-%m-%dT%H:%M:%SZ"
_MOST_DAYS = 400
#: Places with a time of their own; everywhere else the company's clock is meant.
_ZONES = {
    "FR-971": "America/Guadeloupe", "FR-972": "America/Martinique", "FR-973": "America/Cayenne",
    "FR-974": "Indian/Reunion", "FR-976": "Indian/Mayotte", "FR-NC": "Pacific/Noumea", "FR-PF": "Pacific/Tahiti",
    "FR-PM": "America/Miquelon", "FR-BL": "America/St_Barthelemy", "FR-MF": "America/Marigot",
    "FR-WF": "Pacific/Wallis", "GB": "Europe/London", "IE": "Europe/Dublin", "PT": "Europe/Lisbon",
    "FR": "Europe/Paris", "BE": "Europe/Brussels", "LU": "Europe/Luxembourg", "NL": "Europe/Amsterdam",
    "DE": "Europe/Berlin", "CH": "Europe/Zurich", "IT": "Europe/Rome", "ES": "Europe/Madrid", "GR": "Europe/Athens",
    "FI": "Europe/Helsinki", "RO": "Europe/Bucharest", "BG": "Europe/Sofia",
    "MA": "Africa/Casablanca", "TN": "Africa/Tunis", "DZ": "Africa/Algiers", "MU": "Indian/Mauritius",
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """Hours of sending. opens, closes: minutes of the local day | weekdays: 0 is Monday
    country, subdivision: whose holidays count (subdivisions 57 and 6AE: Moselle and Alsace)
    closing_days: the company's own, days since 1970-01-01"""

    zone: str = "Europe/Paris"
    country: str = "FR"
    subdivision: str = ""
    opens: int = 8 * 60 + 30
    closes: int = 17 * 60 + 30
    weekdays: frozenset[int] = frozenset(range(5))
    closing_days: frozenset[int] = frozenset()

    def at(self, place: str) -> "Window":
        """The same hours where a reader is (FR, FR-57, BE), '' for the company's own place.

        A company of Réunion that set its clock alone (FR, Indian/Reunion) reads those of FR on that of Paris.
        """
        if not place:
            return self
        country, _, subdivision = place.upper().partition("-")
        if calendar_of(country, subdivision, 2026) is None:
            return self
        zone = _ZONES.get(place.upper()) or _ZONES.get(country, self.zone)
        return Window(zone, country, subdivision, self.opens, self.closes, self.weekdays, self.closing_days)

    @property
    def place(self) -> str:
        """FR, or FR-57."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country


def local(window: Window, at: str) -> dt.datetime:
    """An instant on the clock of the place."""
    return dt.datetime.fromisoformat(at).astimezone(_zone(window.zone))


def local_day(window: Window, at: str) -> int:
    """Which day it is there, days since 1970-01-01."""
    return day_number(local(window, at).date())


def instant_of(window: Window, day: int, minute: int) -> str:
    """The instant of a minute of a local day."""
    date = date_of(day) or dt.date(1970, 1, 1)
    wall = dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minute)
    return wall.replace(tzinfo=_zone(window.zone)).astimezone(dt.UTC).strftime(_FORM)


def is_working_day(window: Window, day: int) -> bool:
    """Whether people work there that day, and the company too."""
    date = date_of(day)
    if date is None or date.weekday() not in window.weekdays or day in window.closing_days:
        return False
    calendar = calendar_of(window.country, window.subdivision, date.year)
    return calendar is None or date not in calendar


def is_open(window: Window, at: str) -> bool:
    """Whether a message may leave at an instant."""
    there = local(window, at)
    return is_working_day(window, day_number(there.date())) and (
        window.opens <= there.hour * 60 + there.minute < window.closes
    )


def next_opening(window: Window, at: str) -> str:
    """The first instant from `at` on when a message may leave: `at` itself while it is open; '' where none comes
    within a year."""
    if is_open(window, at):
        return at
    for day in _days_from(local_day(window, at)):
        opening = instant_of(window, day, window.opens)
        if opening >= at and is_open(window, opening):
            return opening
    return ""


def next_day_opening(window: Window, at: str) -> str:
    """The first opening of a later local day."""
    return next_opening(window, instant_of(window, local_day(window, at) + 1, 0))


def due_days(window: Window, after: int, at: str, minute: int) -> list[int]:
    """Working days after `after` whose proposal is due at an instant: past that minute of the local day."""
    there = local(window, at)
    last = day_number(there.date()) - (there.hour * 60 + there.minute < minute)
    return [day for day in range(after + 1, last + 1) if is_working_day(window, day)]


def _days_from(day: int) -> Iterator[int]:
    yield from range(day, day + _MOST_DAYS)


@functools.cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@functools.lru_cache(maxsize=1_000)
def calendar_of(country: str, subdivision: str, year: int) -> frozenset[dt.date] | None:
    """The holidays of a place in a year; None for a place nobody knows."""
    try:
        return frozenset(calendars.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return None


def later(at: str, minutes: int) -> str:
    """An instant so many minutes after another."""
    return (dt.datetime.fromisoformat(at) + dt.timedelta(minutes=minutes)).strftime(_FORM)
