"""Which documents are late, instalment by instalment, and which of them owe the fixed compensation."""

import numpy as np
import pandas as pd

from receivables.days import NO_DAY
from receivables.late_payment.late_items import (
    LateItems,
    documents_to_settle,
    is_estimated,
    is_first_of_invoice,
    is_invoice,
    is_lump,
    is_small_rest,
    joined,
    paid_since,
    rows_to_number,
    settled_parts,
    unsettled_parts,
)
from receivables.open_items import open_items
from receivables.schema import DueOrigin, Kind
from receivables.settlements import settlements
from tests.lines import START, line, table

ON = START + 200


def _late(*rows: dict[str, object], since: int | None = START, terms: str = "") -> LateItems:
    """All late items of some lines, as the store puts them together."""
    found = open_items(table(*rows), pd.Series([terms]), pd.Series(["30 net"]))
    documents = documents_to_settle(found.lines, ON, since)
    unsettled = unsettled_parts(found.items, ON, found.lines["line"].to_numpy()[documents])
    settled = settled_parts(found.lines, documents, settlements(found.lines), ON)
    return joined(unsettled, paid_since(settled, since))


def _parts(late: LateItems) -> list[tuple[int, ...]]:
    """(line, principal, open, day paid) of each part."""
    columns = late.parts[["line", "principal", "open", "paid_day"]].sort_values("line")
    return [tuple(int(value) for value in row) for row in columns.itertuples(index=False)]


def test_open_documents_past_their_due_day_are_late() -> None:
    """Due on the day asked about is not late; a refund is no claim; without a date nothing is said."""
    late = _late(
        line(100, due_day=ON - 1), line(200, due_day=ON), line(300, due_day=ON - 5, kind=Kind.PAYMENT),
        line(400, document_day=NO_DAY), line(-50),
    )  # fmt: skip
    assert _parts(late) == [(100, 100, 100, NO_DAY)]


def test_a_document_partly_paid_keeps_its_principal_and_what_lowered_it() -> None:
    late = _late(line(100, letter=1, due_day=START + 30), line(-60, letter=1, posted=START + 50))
    assert _parts(late) == [(100, 100, 40, NO_DAY)]
    assert (late.changes.day.tolist(), late.changes.amount.tolist()) == ([START + 50], [60])


def test_paid_late_since_a_day_and_never_what_was_paid_in_time() -> None:
    rows = (
        line(100, letter=1, due_day=START + 30), line(-100, letter=1, posted=START + 30),
        line(100, letter=2, due_day=START + 30), line(-40, letter=2, posted=START + 20),
        line(-60, letter=2, posted=START + 31),
        line(70, letter=3, due_day=START + 30), line(-70, letter=3, posted=START + 90),
    )  # fmt: skip
    assert _parts(_late(*rows)) == [(102, 100, 0, START + 31), (105, 70, 0, START + 90)]
    assert _parts(_late(*rows, since=START + 60)) == [(105, 70, 0, START + 90)]
    assert _parts(_late(*rows, since=None)) == []


def test_what_a_credit_note_a_loss_or_a_move_closed_was_never_paid() -> None:
    for kind in (Kind.CREDIT_NOTE, Kind.LOSS, Kind.TRANSFER):
        assert _parts(_late(line(100, letter=1, due_day=START), line(-100, letter=1, posted=ON - 9, kind=kind))) == []


def test_a_cent_written_off_does_not_change_the_day_of_payment() -> None:
    late = _late(
        line(1000, letter=1, due_day=START), line(-999, letter=1, posted=START + 15),
        line(-1, letter=1, posted=START + 99, kind=Kind.LOSS),
    )  # fmt: skip
    assert _parts(late) == [(100, 1000, 0, START + 15)]


def test_instalments_are_parts_of_their_own_and_payments_go_to_the_earliest() -> None:
    """Half at 30 days, half at 60: 70 paid on day 40 is the first half late, and 20 of the second in time."""
    late = _late(
        line(100, letter=1, document_day=START), line(-70, letter=1, posted=START + 40),
        terms="50% 30 net, 50% 60 net",
    )  # fmt: skip
    assert _parts(late) == [(100, 50, 0, START + 40), (100, 50, 30, NO_DAY)]
    assert sorted(late.parts["due_day"]) == [START + 30, START + 60]
    assert late.changes.amount.tolist() == [50, 20]


def test_what_a_list_says_is_settled_never_was_principal_here() -> None:
    """The day of that payment is unknown: only what is still owed is counted."""
    assert _parts(_late(line(100, due_day=START, settled=30))) == [(100, 70, 70, NO_DAY)]


# -- the fixed compensation and the doubts -----------------------------------------------------------------------


NO_DOUBT = np.zeros(6, dtype=bool)


def _frame(**columns: list[object]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    plain: dict[str, list[object]] = {
        "line": list(range(size)), "account_id": [0] * size, "debtor": [0] * size, "kind": [Kind.INVOICE] * size,
        "opening": [False] * size, "document_day": [START] * size, "due_day": [START + 30] * size,
        "due_origin": [DueOrigin.FILE] * size, "number": [""] * size, "principal": [1000] * size, "open": [1000] * size,
    }  # fmt: skip
    return pd.DataFrame({**plain, **columns})


def test_once_per_invoice_whatever_its_instalments_and_lines() -> None:
    """Two instalments of a line; one invoice booked on two lines; a number used again another day."""
    parts = _frame(
        line=[1, 1, 2, 3, 4, 5],
        due_day=[60, 30, 10, 20, 10, 10],
        number=["F1", "F1", "F-2", "f2", "F2", ""],
        document_day=[0, 0, 5, 5, 9, 5],
    )
    assert is_first_of_invoice(parts, NO_DOUBT[:6]).tolist() == [False, True, True, False, True, True]


def test_one_invoice_in_two_accounts_of_a_customer_is_one_invoice() -> None:
    parts = _frame(account_id=[3, 4, 5], debtor=[0, 0, 1], number=["F1", "F1", "F1"])
    assert is_first_of_invoice(parts, NO_DOUBT[:3]).tolist() == [True, False, True]


def test_the_certain_part_of_an_invoice_owes_the_compensation_rather_than_a_doubtful_one() -> None:
    """Its retention, due on the same day or before, is claimed by no letter; where all is in doubt the first one."""
    parts = _frame(number=["F1", "F1", "F2", "F2"], due_day=[10, 20, 10, 20])
    is_doubtful = np.array([True, False, True, True])
    assert is_first_of_invoice(parts, is_doubtful).tolist() == [False, True, True, False]


def test_openings_in_lump_are_no_document() -> None:
    """Without number, without date, or under a number several customers share (« A NOUVEAU »)."""
    parts = _frame(
        opening=[True] * 5 + [False],
        number=["F1", "", "F3", "AN2026", "AN-2026", ""],
        document_day=[START, START, NO_DAY, START, START, START],
        debtor=[0, 1, 2, 3, 4, 5],
    )
    assert is_lump(parts).tolist() == [False, True, True, True, True, False]


def test_numbers_are_read_only_where_they_decide() -> None:
    parts = _frame(debtor=[0, 0, 1, 2], document_day=[5, 5, 5, 6], opening=[False, False, False, True])
    assert rows_to_number(parts).tolist() == [0, 1, 3]


def test_re_debits_and_charges_are_no_invoice() -> None:
    parts = _frame(kind=[Kind.INVOICE, Kind.TRANSFER, Kind.RETURNED, Kind.OTHER])
    assert is_invoice(parts).tolist() == [True, True, False, False]


def test_a_due_date_is_certain_only_from_the_file_or_the_customers_own_terms() -> None:
    assert is_estimated(_frame(due_origin=list(DueOrigin))).tolist() == [False, False, True, True, True]


def test_a_difference_of_cents_is_no_late_payment() -> None:
    late = _late(
        line(1000, letter=1, due_day=START + 30), line(-999, letter=1, posted=START + 10),
        line(300, due_day=START + 30), line(90_000, letter=2, due_day=START + 30),
        line(-80_000, letter=2, posted=START + 9),
    )  # fmt: skip
    by_line = dict(zip(late.parts["line"], is_small_rest(late.parts, late.changes), strict=True))
    assert by_line == {100: True, 102: False, 103: False}
