"""The published series a rate table is made of, and what may be added to one: the half-year that follows, once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from receivables.days import date_of, day_number
from receivables.errors import ReceivablesError, UnknownError
from receivables.late_payment.rates import MAX_UNITS, PERCENT, PublishedRate, RateBook, percent_text, published_rates

#: Name of a series -> what it holds, in the words of a screen.
SERIES = {
    "ecb": "BCE, opérations principales de refinancement, au 1er janvier et au 1er juillet",
    "legal-professional": "Taux légal français, créancier professionnel",
    "legal-individual": "Taux légal français, créancier particulier",
    "base-de": "Taux de base allemand (Basiszinssatz)",
    "base-uk": "Bank Rate de la Banque d'Angleterre, la veille du semestre",
}
#: Series whose rates each jurisdiction uses.
SERIES_OF = {
    "fr": ("ecb", "legal-professional", "legal-individual"),
    "eu": ("ecb",),
    "de": ("base-de",),
    "uk": ("base-uk",),
}
#: No base rate was ever lower.
_MIN_UNITS = -10 * PERCENT
MAX_SOURCE = 300


def rates_in(book: RateBook, series: str) -> tuple[PublishedRate, ...]:
    """The published rates of a series. Raises UnknownError."""
    if series not in SERIES:
        raise UnknownError(f"There is no series of rates {series[:40]}; there is {', '.join(SERIES)}.")
    rates: tuple[PublishedRate, ...] = getattr(book, _field(series))
    return rates


def book_with(added: Iterable[tuple[str, PublishedRate]]) -> RateBook:
    """The package's rates, followed by those of (series, rate) in the order of their days.

    A rate of a half-year the package covers adds nothing but a source: it stands where it confirms one still to check,
    and is passed over otherwise, so that a newer package has the last word.
    """
    book = published_rates()
    for series, rate in sorted(added, key=lambda one: one[1].first):
        known = rates_in(book, series)
        if rate.first == known[-1].last + 1:
            known = (*known, rate)
        else:
            known = tuple(rate if _is_confirmed(old, rate) else old for old in known)
        book = replace(book, **{_field(series): known})
    return book


def checked_addition(book: RateBook, series: str, new: PublishedRate) -> bool:
    """Whether `new` says more than the book does; False where it repeats a known rate.

    Raises ReceivablesError where it is no half-year, has no source, contradicts a published rate or leaves a gap.
    """
    known = rates_in(book, series)
    _check_form(new)
    if new.first > known[-1].last + 1:
        raise ReceivablesError(
            f"{series} is known up to {_iso(known[-1].last)}: add the half-year from {_iso(known[-1].last + 1)} first."
        )
    if new.first == known[-1].last + 1:
        return True
    same = [rate for rate in known if rate.first <= new.last and new.first <= rate.last]
    if not same:
        raise ReceivablesError(
            f"{series} is published since {_iso(known[0].first)}; earlier half-years cannot be added."
        )
    for rate in same:
        if rate.units != new.units:
            raise ReceivablesError(
                f"{series} is {percent_text(rate.units)} from {_iso(rate.first)} to {_iso(rate.last)} "
                f"({rate.source}); a published rate is not replaced."
            )
    return any(_is_confirmed(rate, new) for rate in same)


def _is_confirmed(old: PublishedRate, new: PublishedRate) -> bool:
    return old.is_to_check and (old.first, old.last, old.units) == (new.first, new.last, new.units)


def _check_form(new: PublishedRate) -> None:
    first = date_of(new.first) or dt.date.min
    if (first.month, first.day) not in ((1, 1), (7, 1)) or new.last != _half_year_end(first):
        raise ReceivablesError(
            f"A rate holds for a half-year, 1 January to 30 June or 1 July to 31 December; "
            f"not {_iso(new.first)} to {_iso(new.last)}."
        )
    if not _MIN_UNITS <= new.units <= MAX_UNITS:
        raise ReceivablesError(f"A published rate of {percent_text(new.units)} percent is a mistake of typing.")
    if not new.source.strip():
        raise ReceivablesError("Say where the rate was read: --source TEXT.")
    if len(new.source) > MAX_SOURCE or not new.source.isprintable():
        raise ReceivablesError(f"The source is one line of at most {MAX_SOURCE} characters.")


def _half_year_end(first: dt.date) -> int:
    return day_number(dt.date(first.year, 6, 30) if first.month == 1 else dt.date(first.year, 12, 31))


def _field(series: str) -> str:
    return series.replace("-", "_")


def _iso(day: int) -> str:
    return str(date_of(day))
