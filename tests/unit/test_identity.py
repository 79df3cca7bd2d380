"""Item identity: an item keeps its id from file to file."""

from typing import Any

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.identity import assign_items, item_keys, item_text
from tests.lines import START, line, table


def keys(*rows: dict[str, Any]) -> pd.DataFrame:
    """Keys of lines; `customer` is company and root."""
    lines = table(*rows)
    customers = pd.Series([row.get("customer", "ACME|C1") for row in rows], dtype="str")
    return item_keys(lines.assign(account_id=range(len(rows))), customers)


def invoice(amount: int, number: str, day: int = START, **words: Any) -> dict[str, Any]:
    return line(amount, number=number, document_day=day, **words)


NOTHING = keys(line(1)).assign(item=0)[:0]


def stored(*rows: dict[str, Any]) -> pd.DataFrame:
    """What the store knows after a first import of these rows."""
    found = keys(*rows)
    return found.assign(item=assign_items(found, NOTHING))


def test_a_renumbered_file_changes_no_id() -> None:
    """Other rows, other ids of lines, another order; numbers spelled otherwise."""
    january = stored(invoice(100, "FA-001"), invoice(250, "FA-002"), invoice(-40, "AV-003"))
    february = keys(invoice(-40, "AV 003", row=900), invoice(100, "fa001", line=7), invoice(250, "FA-002"))
    assert assign_items(february, january).tolist() == january["item"].to_numpy()[[2, 0, 1]].tolist()


def test_two_fresh_stores_give_an_item_the_same_id() -> None:
    """Ids are drawn from what the item is, not from what stands beside it nor from the row."""
    alone = stored(invoice(100, "FA-001"))["item"].tolist()
    among = stored(invoice(250, "FA-002"), invoice(-100, "FA-001"), invoice(100, "FA-001", row=900, line=7))["item"]
    assert among.tolist()[2:] == alone


def test_another_customer_sign_number_amount_or_day_is_another_item() -> None:
    """Eight items that differ by one thing each, or by their rank among twins."""
    rows = (
        invoice(100, "FA-001"), invoice(100, "FA-001"), invoice(-100, "FA-001"), invoice(100, "FA-002"),
        invoice(101, "FA-001"), invoice(100, "FA-001", START + 1), invoice(100, "FA-001", customer="ACME|C2"),
        invoice(100, "FA-001", customer="OTHER|C1"),
    )  # fmt: skip
    found = stored(*rows)["item"]
    assert found.is_unique
    assert (found > 0).all()


def test_an_amended_document_keeps_its_id() -> None:
    """Another amount, or another day, where the number is the only one of its kind."""
    january = stored(invoice(100, "FA-001"), invoice(250, "FA-002"))
    february = keys(invoice(120, "FA-001"), invoice(250, "FA-002", START + 3))
    assert assign_items(february, january).tolist() == january["item"].tolist()


def test_which_of_two_amended_twins_is_which_is_not_guessed() -> None:
    """Two documents of one number, both changed: new ids, and the old ones are listed as vanished."""
    january = stored(invoice(100, "FA-001"), invoice(250, "FA-001"))
    found = assign_items(keys(invoice(110, "FA-001"), invoice(260, "FA-001")), january)
    assert not set(found.tolist()) & set(january["item"])


def test_next_years_opening_takes_over_what_is_left_of_a_document() -> None:
    """Half paid, without a date, in an opening line of the same number."""
    december = stored(invoice(100, "FA-001"), invoice(-50, "VIR"))
    opening = keys(invoice(50, "FA001", NO_DAY, opening=True))
    assert assign_items(opening, december).tolist() == [december["item"][0]]


def test_an_opening_line_without_a_number_is_found_by_its_amount() -> None:
    """Where the customer has one such item; two are not guessed."""
    opening = keys(line(100, opening=True))
    one = stored(invoice(100, "FA-001"), invoice(250, "FA-002"))
    two = stored(invoice(100, "FA-001"), invoice(100, "FA-002"))
    assert assign_items(opening, one).tolist() == [one["item"][0]]
    assert assign_items(opening, two)[0] not in set(two["item"])


def test_a_line_without_a_number_is_no_other_because_of_its_amount() -> None:
    """A subscriber's payment of February is not his payment of January."""
    january = stored(line(-30, document_day=START))
    found = assign_items(keys(line(-30, document_day=START + 31)), january)
    assert found[0] != january["item"][0]


def test_numbers_that_start_again_every_year_are_other_documents() -> None:
    """FA-001 of 2027, of the same amount or not, is not FA-001 of 2026; the opening line of it is."""
    year = stored(invoice(100, "FA-001"))
    for amount in (100, 130):
        assert assign_items(keys(invoice(amount, "FA-001", START + 365)), year)[0] != year["item"][0]
    assert assign_items(keys(invoice(100, "FA-001", START + 365, opening=True)), year)[0] == year["item"][0]


def test_an_item_known_by_two_rows_is_one_item() -> None:
    """As last year's document and as this year's opening line: a corrected file of last year finds it again."""
    year = stored(invoice(100, "FA-001"), invoice(70, "FA-001"))
    opening = keys(invoice(60, "FA-001", NO_DAY, opening=True)).assign(item=year["item"][0])
    known = pd.concat([year, opening], ignore_index=True)
    again = keys(invoice(70, "FA-001"), invoice(100, "FA-001"), invoice(60, "FA-001", NO_DAY))
    found = assign_items(again, known)
    assert found[:2].tolist() == [year["item"][1], year["item"][0]]
    assert len(set(found.tolist())) == 3


def test_ids_of_near_items_lie_far_apart() -> None:
    """A hundred thousand unnumbered items of one customer: no two share an id, and every bit is used evenly."""
    amounts, days = np.meshgrid(np.arange(1, 1001), np.arange(START, START + 100))
    size = amounts.size
    same = keys(line(1)).iloc[np.zeros(size, dtype=int)]
    items = assign_items(same.assign(amount=amounts.ravel(), day=days.ravel()).reset_index(drop=True), NOTHING)
    assert len(set(items.tolist())) == size
    set_bits = [int(((items >> bit) & 1).sum()) for bit in range(63)]
    assert 0.49 < min(set_bits) / size <= max(set_bits) / size < 0.51


def test_an_id_is_shown_as_sixteen_signs() -> None:
    """Whole, with its leading zeros."""
    assert (item_text(255), item_text(2**63 - 1)) == ("00000000000000ff", "7fffffffffffffff")


def test_no_lines_need_no_ids() -> None:
    """An empty file after a full one, a full one after nothing."""
    known = stored(invoice(100, "FA-001"))
    assert assign_items(known[:0], known).tolist() == []
