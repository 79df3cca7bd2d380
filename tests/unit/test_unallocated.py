"""Which late items an unallocated credit puts in doubt: those the proposed order would let it pay, and no other."""

import pandas as pd
import pytest

from receivables.late_payment.late_items import unsettled_parts
from receivables.late_payment.unallocated import may_be_paid, rows_with_texts, undecided_lines
from receivables.open_items import open_items
from receivables.schema import Kind
from tests.lines import START, line, table

ON = START + 400


def _doubtful(*rows: dict[str, object], terms: str = "") -> list[tuple[int, int]]:
    """(line, open) of the parts in doubt; texts only where they are asked for."""
    found = open_items(table(*rows), pd.Series([terms, terms]), pd.Series(["30 net", "30 net"]))
    parts = unsettled_parts(found.items, ON, found.lines["line"].to_numpy()[:0]).parts
    undecided = undecided_lines(found.lines, parts)
    texts = found.lines.set_index("line").loc[undecided["line"]]
    for name, read in zip(("number", "label"), rows_with_texts(undecided), strict=True):
        undecided[name] = texts[name].where(undecided.index.isin(read), "").to_numpy(object)
    undecided = undecided.astype({"number": "str", "label": "str"})
    chosen = parts[may_be_paid(parts, undecided)]
    return [(int(row["line"]), int(row["open"])) for row in chosen.to_dict("records")]


def _invoice(amount: int, number: str, due: int, **words: object) -> dict[str, object]:
    return line(amount, number=number, due_day=START + due, **words)


@pytest.mark.parametrize(
    "credit",
    [
        line(-60, label="Virement F-102"),
        line(-60, number="F102"),
        line(-60, number="AV7", label="Avoir AV7 sur F102", kind=Kind.CREDIT_NOTE),
        line(-250),
    ],
)
def test_the_item_a_credit_names_or_equals_is_in_doubt_and_the_older_one_certain(credit: dict[str, object]) -> None:
    assert _doubtful(_invoice(100, "F101", 10), _invoice(250, "F102", 40), credit) == [(101, 250)]


def test_a_credit_that_says_nothing_casts_doubt_on_the_earliest() -> None:
    """120 unallocated: the first of 100 due, and the next, which it would pay in part; another account's is certain."""
    rows = (
        _invoice(100, "F1", 30), _invoice(100, "F2", 10), _invoice(100, "F3", 20),
        _invoice(100, "F4", 5, account_id=1), line(-120),
    )  # fmt: skip
    assert _doubtful(*rows) == [(101, 100), (102, 100)]


def test_what_a_credit_leaves_after_the_item_it_names_goes_to_the_earliest() -> None:
    rows = (_invoice(100, "F101", 10), _invoice(100, "F102", 20), _invoice(100, "F103", 30))
    assert _doubtful(*rows, line(-130, label="Reglement F103")) == [(100, 100), (102, 100)]


def test_a_credit_that_names_what_is_not_late_leaves_the_late_items_certain() -> None:
    assert _doubtful(_invoice(100, "F101", 10), _invoice(100, "F102", 500), line(-60, label="Acompte F102")) == []


def test_of_instalments_the_earliest_are_in_doubt() -> None:
    """Half of 200 at 30 days, half at 60: a credit of 40 on it concerns the first half alone."""
    invoice = line(200, number="F101", document_day=START)
    rows = (invoice, _invoice(90, "F102", 5), line(-40, label="Virement F101"))
    assert _doubtful(*rows, terms="50% 30 net, 50% 60 net") == [(100, 100)]


def test_lettered_payments_cast_no_doubt() -> None:
    """A group that balances is closed; what another leaves has closed the document it names, in the ledger view too."""
    rows = (
        _invoice(100, "F101", 10, letter=1), line(-100, label="F102", letter=1), _invoice(100, "F102", 20),
        _invoice(100, "F103", 30), _invoice(50, "F104", 40, letter=2), line(-80, label="F104 F103", letter=2),
    )  # fmt: skip
    assert _doubtful(*rows[:3]) == []
    assert _doubtful(*rows) == []


def test_texts_are_read_only_where_they_decide() -> None:
    """Not of accounts with one debit, nor where the credits pay all; elsewhere of debits the number alone."""
    rows = (
        _invoice(100, "F1", 10), line(-50), _invoice(10, "F2", 10, account_id=1),
        _invoice(20, "F3", 20, account_id=1), line(-30, account_id=1),
    )  # fmt: skip
    choice = (_invoice(10, "F4", 10, account_id=1), _invoice(10, "F5", 10, account_id=1), line(-10, account_id=1))
    assert _doubtful(*rows) == [(100, 100), (102, 10), (103, 20)]
    assert _rows_read(*rows) == ([], [])
    assert _rows_read(*rows[:2], *choice) == ([2, 3, 4], [4])


def _rows_read(*rows: dict[str, object]) -> tuple[list[int], list[int]]:
    found = open_items(table(*rows), pd.Series(["", ""]), pd.Series(["30 net", "30 net"]))
    parts = unsettled_parts(found.items, ON, found.lines["line"].to_numpy()[:0]).parts
    numbered, labelled = rows_with_texts(undecided_lines(found.lines, parts))
    return numbered.tolist(), labelled.tolist()
