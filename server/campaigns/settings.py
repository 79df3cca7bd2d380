"""How campaigns are set: hours, caps, who sends. What nobody set is as here."""

import datetime as dt
from dataclasses import dataclass, field, fields, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection

from receivables.days import day_number, parse_day
from receivables.errors import ReceivablesError
from server.campaigns.window import Window, calendar_of
from server.errors import UserError
from server.store import campaign_workers as store

_NAME = "sending"
_MOST_CAP = 1_000_000


@dataclass(frozen=True)
class SendingSettings:
    """window: hours of the company's own place | plan_minute: of the working day, when the proposal is made
    caps: messages at most in a minute, a day, a day to one domain | size_factor: a run so many times the usual size
    needs to be confirmed, from size_floor messages on | late_days: a proposal made good later than that, too"""

    window: Window = field(default_factory=Window)
    plan_minute: int = 6 * 60 + 30
    per_minute: int = 600
    per_day: int = 10_000
    per_domain_day: int = 1_000
    size_factor: int = 3
    size_floor: int = 50
    late_days: int = 2


_NUMBERS = ("per_minute", "per_day", "per_domain_day", "size_factor", "size_floor", "late_days")
_TIMES = ("opens", "closes", "plan_minute")
_TEXTS = ("zone", "country", "subdivision")
_KNOWN = (*_NUMBERS, *_TIMES, *_TEXTS, "weekdays", "closing_days")


def load_sending(connection: Connection) -> SendingSettings:
    """The settings in force."""
    return settings_of(store.load_setting(connection, _NAME) or {})


def save_sending(connection: Connection, told: dict[str, Any], who: str, at: str) -> SendingSettings:
    """Set some of them, the others stay; all as they are then. Raises UserError."""
    whole = (store.load_setting(connection, _NAME) or {}) | told
    found = settings_of(whole)
    store.save_setting(connection, _NAME, whole, who, at)
    return found


def settings_of(told: dict[str, Any]) -> SendingSettings:
    """Settings as people write them: opens "08:30", weekdays [1..7], closing_days ["2026-12-24"]. Raises UserError."""
    if unknown := sorted(told.keys() - set(_KNOWN)):
        raise UserError(f"{unknown[0]} is no setting of campaigns; there are {', '.join(_KNOWN)}.")
    own: dict[str, Any] = {name: _number(name, told[name]) for name in _NUMBERS if name in told}
    times: dict[str, Any] = {name: _minute(name, told[name]) for name in _TIMES if name in told}
    texts: dict[str, Any] = {name: str(told[name]) for name in _TEXTS if name in told}
    if "plan_minute" in times:
        own["plan_minute"] = times.pop("plan_minute")
    if "weekdays" in told:
        texts["weekdays"] = frozenset(_number("weekdays", one) - 1 for one in _list("weekdays", told["weekdays"]))
    if "closing_days" in told:
        texts["closing_days"] = frozenset(_day(one) for one in _list("closing_days", told["closing_days"]))
    return SendingSettings(window=_checked(replace(Window(), **times, **texts)), **own)


def as_written(settings: SendingSettings) -> dict[str, Any]:
    """The other way, for a page or a file."""
    window = settings.window
    told: dict[str, Any] = {one.name: getattr(settings, one.name) for one in fields(settings) if one.name in _NUMBERS}
    told |= {name: getattr(window, name) for name in _TEXTS}
    told |= {
        "opens": _clock(window.opens),
        "closes": _clock(window.closes),
        "plan_minute": _clock(settings.plan_minute),
    }
    told["weekdays"] = sorted(day + 1 for day in window.weekdays)
    told["closing_days"] = [dt.date.fromordinal(day + _EPOCH).isoformat() for day in sorted(window.closing_days)]
    return told


_EPOCH = dt.date(1970, 1, 1).toordinal() - day_number(dt.date(1970, 1, 1))


def _checked(window: Window) -> Window:
    try:
        ZoneInfo(window.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UserError(f"« {window.zone} » is no time zone; write Europe/Paris.") from error
    if calendar_of(window.country, window.subdivision, 2026) is None:
        raise UserError(f"The holidays of « {window.place} » are not known; write FR, or FR with subdivision 57.")
    if window.opens >= window.closes or not window.weekdays or not window.weekdays <= set(range(7)):
        raise UserError("Sending hours need an opening before the closing, and at least one day of the week (1 to 7).")
    return window


def _number(name: str, told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or not 1 <= told <= _MOST_CAP:
        raise UserError(f"{name} needs a whole number from 1 to {_MOST_CAP}.")
    return told


def _list(name: str, told: Any) -> list[Any]:
    if not isinstance(told, list | tuple):
        raise UserError(f"{name} needs a list.")
    return list(told)


def _minute(name: str, told: Any) -> int:
    try:
        time = dt.time.fromisoformat(str(told))
    except ValueError as error:
        raise UserError(f"{name} needs a time, such as 08:30.") from error
    return time.hour * 60 + time.minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _day(told: Any) -> int:
    try:
        return parse_day(str(told))
    except ReceivablesError as error:
        raise UserError(f"closing_days: {error}") from error
