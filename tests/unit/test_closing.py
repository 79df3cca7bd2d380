"""A month's close: the bridge and what changed since."""

import pandas as pd

from receivables.closing import bridge, changed_since_close
from receivables.schema import Kind
from tests.lines import line, table


def items(*rows: tuple[int, int, str, int]) -> pd.DataFrame:
    """Rows (item, account, number, open)."""
    return pd.DataFrame(rows, columns=["item", "account_id", "number", "open"]).astype({"number": "str"})


def test_the_bridge_leads_from_opening_to_closing() -> None:
    """1000 + 500 billed - (300 - 80 returned) cash - 50 credit notes - 20 losses - 60 deposit = 1150."""
    lines = table(
        line(500), line(-300), line(80, kind=Kind.RETURNED), line(-50, kind=Kind.CREDIT_NOTE),
        line(-20, kind=Kind.LOSS), line(-60, kind=Kind.DEPOSIT),
    )  # fmt: skip
    found = bridge("ACME", "EUR", "2026-01", 1_000, 1_150, lines)
    assert (found.billed, found.cash, found.credit_notes, found.losses, found.other) == (500, 220, 50, 20, -60)
    assert found.opening + found.billed - found.cash - found.credit_notes - found.losses + found.other == found.closing


def test_brought_forward_lines_are_in_the_opening_balance() -> None:
    """They are not billed again in January."""
    found = bridge("ACME", "EUR", "2026-01", 700, 900, table(line(700, opening=True), line(200)))
    assert (found.billed, found.other) == (200, 0)


def test_what_was_back_dated_into_the_month_before_stands_apart() -> None:
    """The close before froze 700, today's data say 730 for that day: 30 back-dated; the month itself billed 200."""
    found = bridge("ACME", "EUR", "2026-01", 700, 930, table(line(200)), backdated=30)
    assert (found.opening, found.backdated, found.billed, found.other, found.closing) == (700, 30, 200, 0, 930)


def test_an_empty_month_bridges_to_itself() -> None:
    """Nothing posted."""
    found = bridge("ACME", "EUR", "2026-01", 700, 700, table())
    assert (found.billed, found.cash, found.credit_notes, found.losses, found.other) == (0, 0, 0, 0, 0)


def test_what_was_booked_into_a_closed_month_is_listed() -> None:
    """Item 1 unchanged, 2 partly paid, 3 gone, 4 new; ids and amounts of full size stay exact."""
    large, owed = 2**63 - 2, 10**15 - 1
    frozen = items((1, 0, "FA1", 100), (large, 0, "FA2", owed), (3, 1, "FA3", 70))
    now = items((1, 0, "FA1", 100), (large, 0, "FA2", owed - 1), (4, 0, "FA0", 5))
    assert changed_since_close(frozen, now).to_dict("split")["data"] == [
        [4, 0, "FA0", 0, 5], [large, 0, "FA2", owed, owed - 1], [3, 1, "FA3", 70, 0],
    ]  # fmt: skip


def test_instalments_of_one_item_are_one_amount() -> None:
    """Two rows before, one after, the same sum: nothing changed."""
    assert changed_since_close(items((1, 0, "FA1", 40), (1, 0, "FA1", 60)), items((1, 0, "FA1", 100))).empty


def test_two_empty_months_are_equal() -> None:
    """No items then, none now."""
    assert changed_since_close(items(), items()).empty
