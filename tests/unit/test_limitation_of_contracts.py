"""Limitation by kind of contract, worked with a calendar, and several interruptions of one item."""

import datetime as dt

import pandas as pd
import pytest

from receivables.days import NO_DAY, date_of
from receivables.limitation import (
    CONTRACT_KINDS,
    interrupted_limitation,
    is_to_check,
    limitation_days,
    no_interruptions,
    renewed_limitation,
    rule_names,
    rule_of,
)
from tests.lines import days


@pytest.mark.parametrize(
    ("kind", "contract", "last"),
    [
        ("business", "", "2028-03-15"),
        ("business", "general", "2028-03-15"),
        ("business", "smuggling", "2028-03-15"),  # no kind of ours: not told
        ("business", "carriage", "2024-02-13"),  # C. com. L133-6: one year from a delivery 30 days before
        ("public", "carriage", "2024-02-13"),
        ("unknown", "telecom", "2024-03-15"),  # CPCE L34-2
        ("business", "insurance", "2025-03-15"),  # C. assur. L114-1
        ("business", "bill", "2026-03-15"),  # C. com. L511-78
        ("consumer", "judgment", "2033-03-15"),  # CPCE L111-4
        ("consumer", "dwelling", "2026-03-15"),  # loi 89-462 art. 7-1, in the place of the consumer's two years
    ],
)
def test_a_contract_with_a_period_of_its_own(kind: str, contract: str, last: str) -> None:
    """Due on 15 March 2023; 30 days before is 13 February."""
    found = limitation_days(days("2023-03-15"), pd.Series([kind]), pd.Series([contract]))
    assert date_of(int(found[0])) == dt.date.fromisoformat(last)


def test_rows_keep_their_own_rule() -> None:
    kinds, contracts = pd.Series(["business", "business", None, "public"]), pd.Series(["carriage", None, "", "telecom"])
    due = days("2023-03-15", "2023-03-15", "2023-03-15", None)
    expected = days("2024-02-13", "2028-03-15", "2025-03-15").tolist()
    assert limitation_days(due, kinds, contracts).tolist() == [*expected, NO_DAY]
    assert rule_names(kinds, contracts).tolist() == ["carriage", "business", "unknown", "telecom"]


def test_what_is_a_guess_is_to_check() -> None:
    """Only the periods of traders and of consumers, both read at their source, are sure."""
    kinds = pd.Series(["business", "consumer", "unknown", "public", "business"])
    assert is_to_check(kinds).tolist() == [False, False, True, True, False]
    contracts = pd.Series(["", "general", "", "", "carriage"])
    assert is_to_check(kinds, contracts).tolist() == [False, False, True, True, True]


def test_every_contract_kind_has_an_article() -> None:
    assert {rule_of("business", kind).name for kind in CONTRACT_KINDS} == {"business", *CONTRACT_KINDS} - {"general"}
    assert all(rule_of("business", kind).article for kind in CONTRACT_KINDS)


def test_an_interruption_starts_a_period_as_long_as_the_contracts() -> None:
    """C. civ. 2231: a year again for carriage, from the acknowledgement itself."""
    found = renewed_limitation(days("2024-02-13"), days("2024-01-10"), pd.Series(["business"]), pd.Series(["carriage"]))
    assert date_of(int(found[0])) == dt.date(2025, 1, 10)


def test_a_judgment_noted_as_an_interruption_can_be_enforced_for_ten_years() -> None:
    found = renewed_limitation(days("2033-03-15"), days("2024-09-01"), pd.Series(["consumer"]), pd.Series(["judgment"]))
    assert date_of(int(found[0])) == dt.date(2034, 9, 1)


def test_interruptions_count_in_the_order_of_their_days() -> None:
    """The second one would come too late but for the first; another company's item of that number has none."""
    items = pd.DataFrame({"company": ["A", "B", "A"], "item": [7, 7, 8]})
    told = pd.DataFrame({"company": ["A", "A"], "item": [7, 7], "day": days("2026-05-01", "2024-12-01")})
    kinds, limits = pd.Series(["consumer"] * 3), days("2025-03-15", "2025-03-15", "2025-03-15")
    found = interrupted_limitation(limits, items, told, kinds)
    assert found.tolist() == days("2028-05-01", "2025-03-15", "2025-03-15").tolist()
    assert interrupted_limitation(limits, items, no_interruptions(), kinds).tolist() == limits.tolist()
