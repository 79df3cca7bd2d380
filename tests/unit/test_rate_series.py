"""What may be added to a published series, and what the book of rates makes of it."""

import datetime as dt

import pytest

from receivables.days import day_number
from receivables.errors import ReceivablesError, UnknownError
from receivables.late_payment.rate_clauses import BelowFloor, parse_rate_clause, rates_of
from receivables.late_payment.rate_series import SERIES, SERIES_OF, book_with, checked_addition, rates_in
from receivables.late_payment.rates import PublishedRate, parse_signed_percent, percent_text, published_rates

BOOK = published_rates()


def _rate(first: str, last: str, percent: str, source: str = "JO du 23/12/2026") -> PublishedRate:
    days = [day_number(dt.date.fromisoformat(text)) for text in (first, last)]
    return PublishedRate(days[0], days[1], parse_signed_percent(percent), source, is_to_check=False, is_added=True)


NEXT = _rate("2027-01-01", "2027-06-30", "2.65")
AFTER = _rate("2027-07-01", "2027-12-31", "2.40")


@pytest.mark.parametrize("series", list(SERIES))
def test_the_next_half_year_is_added(series: str) -> None:
    """And the book ends with it."""
    assert checked_addition(BOOK, series, NEXT)
    longer = book_with([(series, AFTER), (series, NEXT)])
    assert [rate.units for rate in rates_in(longer, series)[-2:]] == [26_500, 24_000]
    assert rates_in(longer, series)[-1].last == day_number(dt.date(2027, 12, 31))


def test_every_series_belongs_to_a_jurisdiction() -> None:
    assert {name for names in SERIES_OF.values() for name in names} == set(SERIES)


@pytest.mark.parametrize(
    ("rate", "word"),
    [
        (AFTER, "2027-01-01 first"),
        (_rate("2027-01-01", "2027-12-31", "2.65"), "half-year"),
        (_rate("2027-01-02", "2027-06-30", "2.65"), "half-year"),
        (_rate("2027-07-01", "2027-06-30", "2.65"), "half-year"),
        (_rate("2027-01-01", "2027-06-30", "2.65", " "), "--source"),
        (_rate("2027-01-01", "2027-06-30", "2.65", "x" * 301), "one line"),
        (_rate("2027-01-01", "2027-06-30", "2.65", "BCE\x1b[31m"), "one line"),
        (_rate("2027-01-01", "2027-06-30", "-11"), "mistake of typing"),
        (_rate("2026-07-01", "2026-12-31", "2.41"), "is 2.40 .* not replaced"),
        (_rate("2012-01-01", "2012-06-30", "1"), "published since 2013-01-01"),
    ],
)
def test_what_may_not_be_added_is_refused(rate: PublishedRate, word: str) -> None:
    with pytest.raises(ReceivablesError, match=rf"{word}.*\.$"):
        checked_addition(BOOK, "ecb", rate)


def test_a_rate_known_already_adds_nothing() -> None:
    """Also inside a longer stretch: the German base rate of 2016 to 2022."""
    assert not checked_addition(BOOK, "ecb", _rate("2026-07-01", "2026-12-31", "2.40"))
    assert not checked_addition(BOOK, "base-de", _rate("2020-01-01", "2020-06-30", "-0.88"))
    assert not checked_addition(book_with([("ecb", NEXT)]), "ecb", NEXT)


def test_a_rate_to_check_is_confirmed_by_a_source() -> None:
    """The same figure, read at its official place: the mark goes; another figure is refused."""
    read = _rate("2026-07-01", "2026-12-31", "2.75", "JO du 28/06/2026")
    assert checked_addition(BOOK, "legal-professional", read)
    book = book_with([("legal-professional", read)])
    assert rates_in(book, "legal-professional")[-1] == read
    assert not book.floor().steps[-1].is_to_check
    assert len(book.legal_professional) == len(BOOK.legal_professional)


def test_a_newer_package_has_the_last_word() -> None:
    """A rate typed before the package brought its own."""
    assert book_with([("ecb", _rate("2026-07-01", "2026-12-31", "9.99"))]) == BOOK


def test_there_is_no_other_series() -> None:
    with pytest.raises(UnknownError, match="base-de"):
        rates_in(BOOK, "libor")


def test_a_low_clause_is_replaced_only_where_the_other_rate_is_known() -> None:
    """2027: the legal rate was added, the ECB rate was not. 30 % needs no other rate; 5 % does."""
    book = book_with([("legal-professional", NEXT)])
    ends = {
        percent: rates_of(parse_rate_clause(f"contract:{percent}"), "business", book, below=BelowFloor.DEFAULT).last_day
        for percent in (5, 30)
    }
    assert ends == {5: day_number(dt.date(2026, 12, 31)), 30: day_number(dt.date(2027, 6, 30))}


def test_signed_percent_is_read_and_written() -> None:
    for text in ("-0.88", "0.00", "2.40"):
        assert percent_text(parse_signed_percent(text)) == text
    with pytest.raises(ReceivablesError):
        parse_signed_percent("--1")
