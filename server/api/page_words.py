"""Amounts, days and instants as people read them on pages, in French and in English."""

import datetime as dt

from receivables.money import minor_digits, to_minor

_THIN, _FIRM = "\u202f", "\u00a0"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SIGNS = {"EUR": "€"}


def amount(minor: int, currency: str, lang: str) -> str:
    """Minor units with their currency: 1 234,56 € or EUR 1,234.56."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    text = count(whole, lang) + (f"{',' if lang == 'fr' else '.'}{rest:0{digits}d}" if digits else "")
    sign = "−" if minor < 0 else ""
    return f"{sign}{text}{_FIRM}{_SIGNS.get(currency, currency)}" if lang == "fr" else f"{sign}{currency}{_FIRM}{text}"


def units(minor: int, currency: str, lang: str) -> str:
    """Minor units rounded to whole ones, without the currency: 1 235 or 1,235."""
    one = 10 ** minor_digits(currency)
    whole = (2 * abs(minor) + one) // (2 * one)
    return ("−" if minor < 0 and whole else "") + count(whole, lang)


def count(whole: int, lang: str) -> str:
    """12 345 or 12,345."""
    return f"{whole:,}".replace(",", _THIN) if lang == "fr" else f"{whole:,}"


def share(part: int, whole: int, lang: str) -> str:
    """A part in per cent, with one digit; '' of nothing."""
    if not whole:
        return ""
    text = f"{100 * part / whole:.1f}".replace("-", "−")
    return f"{text.replace('.', ',')}{_FIRM}%" if lang == "fr" else f"{text}%"


def day(iso: str | None, lang: str) -> str:
    """2026-11-22 -> 22/11/2026 or 22 Nov 2026; '' for none."""
    return _day(dt.date.fromisoformat(iso), lang) if iso else ""


def moment(at: str, lang: str) -> str:
    """An instant on the clock of the server's place."""
    if not at:
        return ""
    here = dt.datetime.fromisoformat(at).astimezone()
    return f"{_day(here.date(), lang)}{' à ' if lang == 'fr' else ', '}{here:%H:%M}"


def _day(one: dt.date, lang: str) -> str:
    return f"{one:%d/%m/%Y}" if lang == "fr" else f"{one.day} {_MONTHS[one.month - 1]} {one.year}"


def decimal(text: str | None, currency: str, lang: str) -> str:
    """An amount of the command contract, such as -1234.56, with its currency; '' for none."""
    return "" if text is None else amount(to_minor(text, currency), currency, lang)
