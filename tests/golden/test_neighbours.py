"""Neighbouring laws, worked by hand: principal x rate x days / 365 a line.

Rates: ECB 2.15 and 2.40 (1 January and 1 July 2026) + 8; Basiszinssatz 1.27 and 1.52 + 9 or + 5; Bank Rate 4.75 on
31 December 2024, 4.25 on 30 June 2025, + 8, frozen at the half-year in which interest starts.
"""

import csv
import datetime as dt

import pytest

from receivables.errors import ReceivablesError
from receivables.late_payment.neighbours import NEIGHBOURS
from receivables.late_payment.penalty import Debt, Penalty, penalty
from receivables.late_payment.rate_clauses import BelowFloor, parse_rate_clause
from receivables.late_payment.rates import percent_text, published_rates
from tests.conftest import SHARED


def _penalty(
    jurisdiction: str, amount: int, due: str, until: str, debtor: str = "business", rate: str = "default",
    notice: str | None = None,
) -> Penalty:  # fmt: skip
    first, last = dt.date.fromisoformat(due), dt.date.fromisoformat(until)
    noticed = None if notice is None else dt.date.fromisoformat(notice)
    debt = Debt(amount, first, last, debtor, parse_rate_clause(rate), notice=noticed, jurisdiction=jurisdiction)
    return penalty(debt)


def _lines(result: Penalty) -> list[tuple[int, str, int]]:
    return [(line.days, percent_text(line.rate_units), line.amount_minor) for line in result.lines]


@pytest.mark.parametrize(
    ("jurisdiction", "debtor", "lines", "fixed_sum"),
    [
        ("eu", "business", [(61, "10.15", 169_63), (145, "10.40", 413_15)], 40_00),
        ("eu", "public", [(61, "10.15", 169_63), (145, "10.40", 413_15)], 40_00),
        ("de", "business", [(61, "10.27", 171_64), (145, "10.52", 417_92)], 40_00),
        ("de", "public", [(61, "10.27", 171_64), (145, "10.52", 417_92)], 40_00),
        ("de", "consumer", [(61, "6.27", 104_79), (145, "6.52", 259_01)], 0),
    ],
)
def test_ten_thousand_due_on_30_april_2026(
    jurisdiction: str, debtor: str, lines: list[tuple[int, str, int]], fixed_sum: int
) -> None:
    """Counted on 22 November 2026: 61 days of the first half-year, 145 of the second."""
    result = _penalty(jurisdiction, 10_000_00, "2026-04-30", "2026-11-22", debtor)
    assert _lines(result) == lines
    assert (result.interest_minor, result.compensation_minor) == (sum(line[2] for line in lines), fixed_sum)


@pytest.mark.parametrize(
    ("due", "days", "rate", "amount"), [("2025-06-15", 107, "12.75", 186_88), ("2025-06-30", 92, "12.25", 154_38)]
)
def test_the_british_rate_is_frozen_where_interest_starts(due: str, days: int, rate: str, amount: int) -> None:
    """GBP 5 000 on 30 September 2025: from 16 June at 8 + 4.75, from 1 July at 8 + 4.25; one line, no half-years."""
    result = _penalty("uk", 5_000_00, due, "2025-09-30")
    assert _lines(result) == [(days, rate, amount)]
    assert result.compensation_minor == 70_00


@pytest.mark.parametrize(
    ("amount", "fixed_sum"), [(1, 40_00), (999_99, 40_00), (1_000_00, 70_00), (9_999_99, 70_00), (10_000_00, 100_00)]
)
def test_the_british_sum_goes_by_the_debt(amount: int, fixed_sum: int) -> None:
    """Section 5A: under 1 000, under 10 000, from 10 000."""
    assert _penalty("uk", amount, "2026-01-31", "2026-02-01").compensation_minor == fixed_sum
    assert _penalty("uk", amount, "2026-01-31", "2026-01-31").compensation_minor == 0


def test_a_british_contract_rate_takes_the_fixed_sum_away() -> None:
    result = _penalty("uk", 5_000_00, "2025-06-15", "2025-09-30", rate="contract:12")
    assert (result.interest_minor, result.compensation_minor) == (175_89, 0)  # 5000 x 12 % x 107 / 365
    assert result.warnings == ("no_compensation",)


def test_published_case_p19() -> None:
    """EUR 1 190, 9 %, 100 days in Germany: 29.34."""
    result = _penalty("de", 1_190_00, "2026-01-01", "2026-04-11", rate="contract:9")
    assert (result.days, result.interest_minor) == (100, 29_34)


def test_a_german_notice_moves_the_start() -> None:
    """Of a consumer on 31 May: 30 days of June at 6.27 (51.53). Without one, that the day was agreed is to be known."""
    result = _penalty("de", 10_000_00, "2026-04-30", "2026-06-30", "consumer", notice="2026-05-31")
    assert (_lines(result), result.warnings) == ([(30, "6.27", 51_53)], ())
    assert _penalty("de", 10_000_00, "2026-04-30", "2026-06-30", "consumer").warnings == ("agreed_day",)


def test_a_notice_changes_nothing_where_the_law_knows_none() -> None:
    result = _penalty("eu", 10_000_00, "2026-04-30", "2026-06-30", notice="2026-05-31")
    assert (result.days, result.warnings) == (61, ("notice_not_needed",))


def test_a_negative_base_rate_lowers_the_rate() -> None:
    """-0.88 + 9 = 8.12 in 2022: 10 000 x 8.12 % x 31 / 365 = 68.96."""
    assert _lines(_penalty("de", 10_000_00, "2021-12-31", "2022-01-31")) == [(31, "8.12", 68_96)]


def test_a_rate_known_from_memory_is_to_check() -> None:
    assert "rate_to_check" in _penalty("de", 10_000_00, "2015-03-01", "2015-03-31").warnings
    assert "rate_to_check" not in _penalty("de", 10_000_00, "2017-03-01", "2017-03-31").warnings


@pytest.mark.parametrize("jurisdiction", list(NEIGHBOURS))
def test_nothing_is_invented_past_the_last_half_year(jurisdiction: str) -> None:
    """A frozen British rate runs on; one that would start past the last half-year does not."""
    result = _penalty(jurisdiction, 10_000_00, "2026-11-30", "2027-01-31")
    is_frozen = jurisdiction == "uk"
    assert result.computed_until == (dt.date(2027, 1, 31) if is_frozen else dt.date(2026, 12, 31))
    assert ("rate_not_published" in result.warnings) != is_frozen
    later = _penalty(jurisdiction, 10_000_00, "2026-12-31", "2027-01-31")
    assert (later.interest_minor, "rate_not_published" in later.warnings) == (0, True)


@pytest.mark.parametrize(("jurisdiction", "first"), [("eu", "2013-03-16"), ("de", "2014-07-29"), ("uk", "2003-01-01")])
def test_before_the_law_nothing_is_known(jurisdiction: str, first: str) -> None:
    """Directive 2011/7 to be transposed by 16 March 2013, BGB 288 II as of 29 July 2014, rates as of 2003."""
    day = dt.date.fromisoformat(first)
    before = [str(day - dt.timedelta(days=count)) for count in (1, 2)]
    assert _penalty(jurisdiction, 1_000_00, before[0], first).days == 1
    with pytest.raises(ReceivablesError, match="cannot be computed"):
        _penalty(jurisdiction, 1_000_00, before[1], first)


@pytest.mark.parametrize("jurisdiction", ["eu", "uk"])
def test_consumers_are_no_matter_of_commercial_law(jurisdiction: str) -> None:
    with pytest.raises(ReceivablesError, match="consumer"):
        _penalty(jurisdiction, 1_000_00, "2026-01-01", "2026-02-01", "consumer")


@pytest.mark.parametrize("rate", ["floor", "legal", "judgment:2026-01-01", "contract:3xlegal", "contract:ecb+7"])
def test_french_rates_stay_in_france(rate: str) -> None:
    with pytest.raises(ReceivablesError, match="French"):
        _penalty("de", 1_000_00, "2026-01-01", "2026-02-01", rate=rate)


@pytest.mark.parametrize("french", [{"opening": dt.date(2026, 1, 15)}, {"below_floor": BelowFloor.FLOOR}])
def test_french_insolvency_and_floor_stay_in_france(french: dict[str, object]) -> None:
    debt = Debt(1_000_00, dt.date(2026, 1, 1), dt.date(2026, 2, 1), jurisdiction="de", **french)  # type: ignore[arg-type]
    with pytest.raises(ReceivablesError, match="French law only"):
        penalty(debt)


def test_sources_name_the_article() -> None:
    for jurisdiction, words in {
        "eu": ("directive 2011/7/UE", "art. 2 et 3", "2,40 %", "01/07/2026"),
        "de": ("BGB 247, 288 II", "1,52 %", "2e semestre 2026"),
        "uk": ("No. 3) Order 2002, art. 4", "3,75 %", "la veille du 01/07/2026"),
    }.items():
        source = _penalty(jurisdiction, 1_000_00, "2026-07-31", "2026-08-31").lines[0].source
        assert all(word in source for word in words), source


@pytest.mark.shared
def test_carried_rates_are_those_of_the_shared_table() -> None:
    """Basiszinssatz by its days; British statutory rates are 8 over the Bank Rate carried."""
    with (SHARED / "facts/rates/other.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    book = published_rates()
    for country, item, series, more in (
        ("DE", "Basiszinssatz", book.base_de, 0),
        ("UK", "statutory late rate", book.base_uk, 80_000),
    ):
        theirs = [
            (row["valid_from"], row["valid_to"], row["value"], row["confidence"] != "P")
            for row in rows
            if row["country"] == country and row["item"].startswith(item) and row["valid_from"] >= "2002-01-01"
        ]
        epoch = dt.date(1970, 1, 1)
        ours = [
            (
                str(epoch + dt.timedelta(days=rate.first)), str(epoch + dt.timedelta(days=rate.last)),
                percent_text(rate.units + more), not rate.is_to_check,
            )
            for rate in series
        ]  # fmt: skip
        assert ours == theirs
