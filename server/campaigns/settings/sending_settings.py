"""How campaigns are set: hours, caps, who sends. What nobody set is as here."""

import re
from dataclasses import dataclass, field, fields, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection

from receivables.days import NO_DAY, iso, parse_day
from receivables.errors import ReceivablesError
from server.campaigns.settings.window import Window, calendar_of
from server.errors import UserError
from server.store import campaign_workers as store
from server.store.campaign_sending import wake_all

_NAME = "sending"
MOST = 1_000_000
_CLOCK = re.compile(r"(\d{1,2})\s?[:h]\s?([0-5]\d)(:\d\d)?", re.IGNORECASE)


class SettingError(UserError):
    """A setting nobody can keep. name: which one | need: what to write instead, without the name"""

    def __init__(self, name: str, need: str) -> None:
        super().__init__(f"{name}: {need}")
        self.name, self.need = name, need


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


#: Why a message waits that these settings keep.
WINDOW, CAP, DOMAIN_CAP = WAITS = ("window", "cap", "domain_cap")
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
    wake_all(connection, WAITS)  # hours or caps may be wider now
    return found


def settings_of(told: dict[str, Any]) -> SendingSettings:
    """Settings as people write them: opens "08:30", weekdays [1..7], closing_days ["2026-12-24"]. Raises UserError."""
    if unknown := sorted(told.keys() - set(_KNOWN)):
        raise UserError(f"{unknown[0]} is no setting of campaigns; there are {', '.join(_KNOWN)}.")
    own: dict[str, Any] = {name: _number(name, told[name]) for name in _NUMBERS if name in told}
    times: dict[str, Any] = {name: _minute(name, told[name]) for name in _TIMES if name in told}
    texts: dict[str, Any] = {name: str(told[name]).strip() for name in _TEXTS if name in told}
    texts |= {name: texts[name].upper() for name in ("country", "subdivision") if name in texts}
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
    told["closing_days"] = [iso(day) for day in sorted(window.closing_days)]
    return told


def _checked(window: Window) -> Window:
    try:
        ZoneInfo(window.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError("zone", f"« {window.zone[:40]} » is no time zone; write Europe/Paris.") from error
    if calendar_of(window.country, "", 2026) is None:
        raise SettingError("country", f"the holidays of « {window.country[:40]} » are not known; write FR.")
    if calendar_of(window.country, window.subdivision, 2026) is None:
        raise SettingError(
            "subdivision", f"the holidays of « {window.place[:40]} » are not known; write 57, or nothing."
        )
    if not window.weekdays or not window.weekdays <= set(range(7)):
        raise SettingError("weekdays", "at least one day of the week (1 to 7) is needed.")
    if window.opens >= window.closes:
        raise SettingError("closes", f"the closing needs to be later than the opening, {_clock(window.opens)}.")
    return window


def _number(name: str, told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or not 1 <= told <= MOST:
        raise SettingError(name, f"write a whole number from 1 to {MOST}.")
    return told


def _list(name: str, told: Any) -> list[Any]:
    if not isinstance(told, list | tuple):
        raise SettingError(name, "write a list.")
    return list(told)


def _minute(name: str, told: Any) -> int:
    found = _CLOCK.fullmatch(str(told).strip())
    if found is None or int(found[1]) > 23:
        raise SettingError(name, "write a time, such as 08:30.")
    return int(found[1]) * 60 + int(found[2])


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _day(told: Any) -> int:
    try:
        day = parse_day(str(told))
    except ReceivablesError as error:
        raise SettingError("closing_days", str(error)) from error
    if day == NO_DAY:
        raise SettingError("closing_days", "write a date, such as 2026-12-24.")
    return day
