"""Rate tables: what is carried, how a rate is written, and where knowledge ends."""

import datetime as dt
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from receivables.days import day_number
from receivables.errors import ReceivablesError
from receivables.late_payment.rates import (
    PERCENT,
    PublishedRate,
    RateTable,
    parse_percent,
    percent_text,
    published_rates,
)

BOOK = published_rates()


def _at(table: RateTable, day: str) -> tuple[str, str]:
    """(rate, source) of a day."""
    number = day_number(dt.date.fromisoformat(day))
    step = table.steps[int(table.step_of(np.array([number], dtype=np.int32))[0])]
    return percent_text(step.units), step.source


@pytest.mark.parametrize("rates", [getattr(BOOK, one.name) for one in fields(BOOK)])
def test_published_rates_follow_each_other_without_a_gap(rates: tuple[PublishedRate, ...]) -> None:
    """Each begins the day after the one before, says where it comes from, and ends with 2026."""
    assert all(rate.first <= rate.last and rate.source.strip() for rate in rates)
    assert all(later.first == earlier.last + 1 for earlier, later in pairwise(rates))
    assert rates[-1].last == day_number(dt.date(2026, 12, 31))


def test_legal_rate_has_two_columns_since_2015() -> None:
    """One single rate before (CMF L313-2 as amended by ordinance 2014-947)."""
    first_half_2015 = day_number(dt.date(2015, 1, 1))
    pairs = list(zip(BOOK.legal_professional, BOOK.legal_individual, strict=True))
    assert all((mine.units == other.units) == (mine.first < first_half_2015) for mine, other in pairs)


def test_only_the_last_legal_rate_is_marked_to_check() -> None:
    """It was not read in the Journal officiel."""
    assert [rate.first for rate in BOOK.legal_professional if rate.is_to_check] == [day_number(dt.date(2026, 7, 1))]
    assert [step.is_to_check for step in BOOK.floor().steps[-2:]] == [False, True]


@pytest.mark.parametrize("table", [BOOK.default(), BOOK.public(), BOOK.floor(), BOOK.legal(), BOOK.three_times_legal()])
def test_nothing_is_invented_past_the_last_half_year(table: RateTable) -> None:
    assert table.last_day == day_number(dt.date(2026, 12, 31))
    assert table.steps[-1].first == day_number(dt.date(2026, 7, 1))


def test_tables_step_on_every_first_of_january_and_july() -> None:
    """Also where a legal rate held for a whole year."""
    firsts = [step.first for step in BOOK.floor().steps]
    wanted = [day_number(dt.date(year, month, 1)) for year in range(2013, 2027) for month in (1, 7)]
    assert firsts == wanted == [step.first for step in BOOK.default().steps]


def test_sources_name_the_rate_its_day_and_the_article() -> None:
    """What a line of a claim prints."""
    rate, source = _at(BOOK.default(), "2026-08-15")
    assert rate == "12.40"
    assert all(word in source for word in ("2,40 %", "01/07/2026", "+ 10 points", "L441-10 II"))
    rate, source = _at(BOOK.legal("individual"), "2026-02-01")
    assert rate == "6.67"
    assert all(word in source for word in ("1er semestre 2026", "créancier particulier", "L313-2"))


@pytest.mark.parametrize(
    ("enforceable", "last_usual", "first_raised"),
    [
        ("2026-01-15", "2026-03-15", "2026-03-16"),
        ("2025-12-31", "2026-02-28", "2026-03-01"),
        ("2025-10-31", "2025-12-31", "2026-01-01"),
        ("2025-11-01", "2026-01-01", "2026-01-02"),
    ],
)
def test_judgment_adds_five_points_after_two_months(enforceable: str, last_usual: str, first_raised: str) -> None:
    """The delay ends with the day of the same number, or the last of a shorter month (CPC 641)."""
    table = BOOK.judgment(dt.date.fromisoformat(enforceable))
    usual, raised = _at(table, last_usual)[0], _at(table, first_raised)
    assert usual == _at(BOOK.legal(), last_usual)[0]
    assert float(raised[0]) == float(_at(BOOK.legal(), first_raised)[0]) + 5
    assert "L313-3" in raised[1]


def test_judgment_outside_the_rates_known() -> None:
    """Long past: all raised. Not yet enforceable within the rates known: none."""
    old, new = BOOK.judgment(dt.date(1970, 1, 1)), BOOK.judgment(dt.date(2027, 3, 1))
    assert [step.units - 5 * PERCENT for step in old.steps] == [step.units for step in BOOK.legal().steps]
    assert new == BOOK.legal()


def test_another_book_of_rates_is_used_as_given() -> None:
    """Rates published later enter as rows."""
    first, last = day_number(dt.date(2027, 1, 1)), day_number(dt.date(2027, 6, 30))
    later = PublishedRate(first, last, parse_percent("2,65"), "for the test", False)
    book = replace(BOOK, ecb=(*BOOK.ecb, later))
    assert book.default().last_day == last
    assert _at(book.default(), "2027-03-01")[0] == "12.65"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12", "12.00"),
        ("12,5", "12.50"),
        ("15.05 %", "15.05"),
        ("0.1234", "0.1234"),
        ("8,125%", "8.125"),
        ("0", "0.00"),
    ],
)
def test_percentages_are_read_and_written(text: str, shown: str) -> None:
    assert percent_text(parse_percent(text)) == shown


@pytest.mark.parametrize("text", ["", "abc", "-1", "1000.01", "1.23456", "1e9", "NaN"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ReceivablesError):
        parse_percent(text)
