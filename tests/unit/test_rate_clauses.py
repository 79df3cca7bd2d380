"""Clauses as they are written, and what replaces one below the floor."""

import datetime as dt

import pytest

from receivables.days import day_number
from receivables.errors import ReceivablesError
from receivables.late_payment.rate_clauses import BelowFloor, RateClause, RateKind, parse_rate_clause, rates_of
from receivables.late_payment.rates import percent_text, published_rates

BOOK = published_rates()


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("default", RateClause(RateKind.DEFAULT)),
        ("Floor", RateClause(RateKind.FLOOR)),
        ("contract:12,5", RateClause(RateKind.FIXED, 125_000)),
        ("contract:3xlegal", RateClause(RateKind.THREE_TIMES_LEGAL)),
        ("contract:ecb+7", RateClause(RateKind.ECB, 70_000)),
        ("judgment:2026-01-15", RateClause(RateKind.JUDGMENT, day=dt.date(2026, 1, 15))),
    ],
)
def test_clauses_are_read(text: str, clause: RateClause) -> None:
    assert parse_rate_clause(text) == clause


@pytest.mark.parametrize(
    "text",
    [
        "",
        "contract",
        "contract:",
        "contract:x",
        "contract:-1",
        "judgment",
        "judgment:",
        "judgment:x",
        "legal:3",
        "12",
        "contract:ecb",
        "contract:ecb+",
        "contract:ecb-1",
    ],
)
def test_what_is_no_clause_is_refused(text: str) -> None:
    with pytest.raises(ReceivablesError, match=r"\.$"):
        parse_rate_clause(text)


@pytest.mark.parametrize(
    ("debtor", "expected"),
    [("business", BOOK.default()), ("public", BOOK.public()), ("consumer", BOOK.legal())],
)
def test_default_follows_the_debtor(debtor: str, expected: object) -> None:
    assert rates_of(RateClause(RateKind.DEFAULT), debtor, BOOK) == expected


@pytest.mark.parametrize("debtor", ["consumer", "public"])
def test_the_floor_is_between_traders(debtor: str) -> None:
    with pytest.raises(ReceivablesError, match="traders"):
        rates_of(RateClause(RateKind.FLOOR), debtor, BOOK)


def _rates(rate: str, below: BelowFloor, debtor: str = "business") -> list[tuple[str, str]]:
    """(first day, rate) of each step from 2023 on."""
    table = rates_of(parse_rate_clause(f"contract:{rate}"), debtor, BOOK, below=below)
    since = day_number(dt.date(2023, 1, 1))
    days = [dt.date(1970, 1, 1) + dt.timedelta(days=step.first) if step.first >= since else "" for step in table.steps]
    return [(str(day), percent_text(step.units)) for day, step in zip(days, table.steps, strict=True) if day]


def test_replacement_by_the_floor_half_year_by_half_year() -> None:
    """8 % lies under the floors 12.66 to 8.28, over 7.86, under 8.25; over 6.18 before."""
    assert _rates("8", BelowFloor.FLOOR) == [
        ("2023-07-01", "12.66"), ("2024-01-01", "15.21"), ("2024-07-01", "14.76"), ("2025-01-01", "11.13"),
        ("2025-07-01", "8.28"), ("2026-01-01", "8.00"), ("2026-07-01", "8.25"),
    ]  # fmt: skip


def test_replacement_by_the_default_rate() -> None:
    """The same half-years at ECB + 10; the clause comes back as one stretch."""
    assert _rates("11.13", BelowFloor.DEFAULT) == [
        ("2023-07-01", "14.00"), ("2024-01-01", "14.50"), ("2024-07-01", "14.25"), ("2025-01-01", "11.13"),
    ]  # fmt: skip


def test_a_clause_is_kept_as_written() -> None:
    """By default, and for a consumer or public buyer, whom L441-10 does not concern."""
    assert _rates("1", BelowFloor.KEEP) == _rates("1", BelowFloor.FLOOR, "consumer") == []


def test_past_the_last_floor_a_replaced_clause_is_unknown() -> None:
    """Kept as written it runs on."""
    clause = parse_rate_clause("contract:12")
    assert rates_of(clause, "business", BOOK, below=BelowFloor.FLOOR).last_day == day_number(dt.date(2026, 12, 31))
    assert rates_of(clause, "business", BOOK).last_day > day_number(dt.date(2100, 12, 31))


def test_a_clause_over_the_ecb_rate_moves_with_it() -> None:
    """ECB + 7; + 10.5 lies under the floor of 2024 (15.21 over 15.00, 14.76 over 14.75)."""
    assert _rates("ecb+7", BelowFloor.KEEP)[-3:] == [
        ("2025-07-01", "9.15"), ("2026-01-01", "9.15"), ("2026-07-01", "9.40")
    ]  # fmt: skip
    assert [rate for day, rate in _rates("ecb+10.5", BelowFloor.FLOOR) if day[:4] == "2024"] == ["15.21", "14.76"]
