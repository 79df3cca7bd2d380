"""When messages may leave: every day of eleven years in four zones, against plain wall clocks."""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import holidays
import pytest

from receivables.days import day_number
from server.campaigns.settings.sending_settings import as_written, settings_of
from server.campaigns.settings.window import (
    Window,
    due_days,
    instant_of,
    is_open,
    local_day,
    next_day_opening,
    next_opening,
)
from server.errors import UserError
from tests.conftest import ENDURANCE

YEARS = range(2026, 2037)
ZONES = [
    Window(),
    Window(subdivision="57"),
    Window("America/New_York", "US", "NY", 9 * 60, 17 * 60),
    Window("Pacific/Auckland", "NZ", "", 7 * 60, 22 * 60, frozenset(range(7))),
]


def _works(window: Window, day: dt.date) -> bool:
    return day.weekday() in window.weekdays and day not in _holidays(window.country, window.subdivision, day.year)


@functools.cache
def _holidays(country: str, subdivision: str, year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def _text(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.endurance
@pytest.mark.parametrize("window", ZONES, ids=lambda window: f"{window.zone}-{window.place}")
def test_no_day_is_missed_and_nothing_leaves_outside_the_window(window: Window) -> None:
    """Each hour of each day: the next opening is open, and no earlier minute of wall clock was; each working day is due
    once, from its minute on."""
    zone = ZoneInfo(window.zone)
    years = list(YEARS)[: ENDURANCE.scaled(len(YEARS))]
    start = dt.datetime(years[0], 1, 1, tzinfo=dt.UTC)
    ends = dt.datetime(years[-1] + 1, 1, 1, tzinfo=dt.UTC)
    last = local_day(window, _text(start))
    due: list[int] = []
    opened: set[dt.date] = set()
    outside = 0
    at = start
    while at < ends:
        wall = at.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        is_meant = _works(window, wall.date()) and window.opens <= minute < window.closes
        outside += is_open(window, _text(at)) != is_meant
        opening = next_opening(window, _text(at))
        there = dt.datetime.fromisoformat(opening).astimezone(zone)
        outside += not (is_open(window, opening) and opening >= _text(at))
        outside += not is_meant and (there.hour, there.minute) != divmod(window.opens, 60)
        opened.add(there.date())
        new = due_days(window, last, _text(at), 390)
        due += new
        last = max([last, *new])
        at += dt.timedelta(hours=1)
    assert outside == 0
    first, end = start.astimezone(zone).date(), ends.astimezone(zone).date()
    days = [first + dt.timedelta(days=number) for number in range(1, (end - first).days)]
    working = [day for day in days if _works(window, day)]
    assert [day for day in due if day < day_number(end)] == [day_number(day) for day in working]
    assert set(working) <= opened
    assert all(_works(window, day) for day in opened)


def test_an_opening_that_does_not_exist_is_the_next_minute_that_does() -> None:
    """29 March 2026, 02:30 in Paris: the clock goes from 02:00 to 03:00."""
    night = Window(opens=150, closes=300, weekdays=frozenset(range(7)))
    day = day_number(dt.date(2026, 3, 29))
    assert instant_of(night, day, 150) == "2026-03-29T01:30:00Z"
    assert next_opening(night, "2026-03-29T00:00:00Z") == "2026-03-29T01:30:00Z"
    assert is_open(night, "2026-03-29T01:30:00Z")


def test_holidays_of_alsace_moselle_and_closing_days_keep_messages_back() -> None:
    """Saint-Étienne is a holiday at Metz (subdivision 57) and none in Paris."""
    at = "2025-12-26T09:00:00Z"
    assert is_open(Window(), at)
    assert not is_open(Window().at("FR-57"), at)
    closed = Window(closing_days=frozenset({day_number(dt.date(2025, 12, 26))}))
    assert next_opening(closed, at) == "2025-12-29T07:30:00Z"
    assert next_day_opening(Window(), at) == "2025-12-29T07:30:00Z"
    never = Window(closing_days=frozenset(range(20_000, 22_000)))
    assert next_opening(never, "2026-01-05T09:00:00Z") == ""


def test_the_place_of_the_reader_counts() -> None:
    """Réunion is awake when Paris sleeps; a place nobody knows has the company's hours."""
    assert is_open(Window().at("FR-974"), "2026-11-24T05:00:00Z")
    assert not is_open(Window(), "2026-11-24T05:00:00Z")
    assert Window().at("XX") == Window()


def test_a_company_with_a_clock_of_its_own_reads_others_on_theirs() -> None:
    """Saint-Denis is three hours ahead of Paris in winter, whether the customer is in Paris or in Strasbourg."""
    window = Window(zone="Indian/Reunion")
    zones = {place: window.at(place).zone for place in ("", "FR", "FR-6AE", "FR-974")}
    assert zones == {
        "": "Indian/Reunion", "FR": "Europe/Paris", "FR-6AE": "Europe/Paris", "FR-974": "Indian/Reunion",
    }  # fmt: skip
    assert not is_open(window.at("FR"), "2026-11-24T05:00:00Z")
    assert Window(zone="America/New_York", country="US").at("US").zone == "America/New_York"  # none of its own is known


def test_settings_are_written_as_they_are_read() -> None:
    told = {"opens": "09:00", "weekdays": [1, 2], "closing_days": ["2026-12-24"], "per_day": 50, "subdivision": "6AE",
            "plan_minute": "06:00"}  # fmt: skip
    written = as_written(settings_of(told))
    assert {name: written[name] for name in told} == told
    assert settings_of(written) == settings_of(told)


@pytest.mark.parametrize("told", [
    {"zone": "Europe/Nowhere"}, {"country": "ZZ"}, {"opens": "18:00"}, {"opens": "late"}, {"weekdays": []},
    {"weekdays": [8]}, {"weekdays": "all"}, {"per_day": 0}, {"per_minute": True}, {"closing_days": ["31/02/2026"]},
    {"volume": 3},
])  # fmt: skip
def test_settings_nobody_can_keep_are_refused(told: dict[str, object]) -> None:
    with pytest.raises(UserError):
        settings_of(told)
