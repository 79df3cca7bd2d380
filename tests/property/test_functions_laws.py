"""Worksheet functions on any cells: a column is its cells, rows in are rows out, the order of rows changes nothing."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.calls import evaluate
from addin.catalogue import CATALOGUE
from addin.cells import ErrorCell
from addin.signature import Function, Kind

ELEMENTWISE = [
    function for function in CATALOGUE if function.arguments and not any(one.is_whole for one in function.arguments)
    and not function.is_table
]  # fmt: skip
EVERY_FUNCTION = pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)

_NUMBERS = st.integers(-10_000_000, 10_000_000).map(lambda cents: cents / 100)
_DATES = st.dates(dt.date(2013, 1, 1), dt.date(2027, 12, 31))
_WRONG = st.sampled_from([None, "", " ", True, "x", ErrorCell("#N/A"), 1e300, -1.0, 0.0])
#: Cells of each kind, most of them readable.
CELLS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.AMOUNT: _NUMBERS | st.sampled_from(["1 000,50", "12"]),
    Kind.DAY: _DATES | _DATES.map(dt.date.isoformat) | st.integers(41_275, 46_000).map(float),
    Kind.COUNT: st.integers(-3, 400).map(float),
    Kind.NUMBER: _NUMBERS,
    Kind.PERCENT: st.sampled_from([0.01, 0.06, 5.0, "2 %"]),
    Kind.TEXT: st.sampled_from(["30 jours", "45 jours fin de mois", "comptant", 60.0, "carriage", "dwelling"]),
    Kind.DEBTOR: st.sampled_from(["professionnel", "consommateur", "public", "inconnu"]),
    Kind.RATE: st.sampled_from(["12 %", 0.1, "BCE + 7", "3 x légal", "plancher", "légal"]),
}


def _row(function: Function) -> st.SearchStrategy[list[Any]]:
    return st.tuples(*(st.one_of(*[CELLS[one.kind]] * 4, _WRONG) for one in function.arguments)).map(list)


def _columns(rows: list[list[Any]]) -> list[list[list[Any]]]:
    return [[[cell] for cell in column] for column in zip(*rows, strict=True)]


def _shown(value: Any) -> list[Any]:
    """The cells of a column; errors by their code and sentence."""
    return [row[0] for row in value] if isinstance(value, list) else [value]


@EVERY_FUNCTION
@given(data=st.data())
@settings(max_examples=25)
def test_a_column_is_its_cells(function: Function, data: st.DataObject) -> None:
    """Whatever stands in them, and however many: as many results as rows, each that of its row alone."""
    rows = data.draw(st.lists(_row(function), min_size=1, max_size=12))
    together = _shown(evaluate(function.name, _columns(rows)).value)
    assert together == [evaluate(function.name, row).value for row in rows]


@EVERY_FUNCTION
@given(data=st.data())
@settings(max_examples=25)
def test_shuffled_rows_give_shuffled_results(function: Function, data: st.DataObject) -> None:
    rows = data.draw(st.lists(_row(function), min_size=2, max_size=12))
    order = data.draw(st.permutations(range(len(rows))))
    plain = _shown(evaluate(function.name, _columns(rows)).value)
    shuffled = _shown(evaluate(function.name, _columns([rows[at] for at in order])).value)
    assert shuffled == [plain[at] for at in order]


@EVERY_FUNCTION
@given(data=st.data())
@settings(max_examples=10)
def test_a_value_beside_a_column_is_that_value_in_every_row(function: Function, data: st.DataObject) -> None:
    first, *others = data.draw(_row(function))
    size = data.draw(st.integers(1, 5))
    beside = evaluate(function.name, [[[first]] * size, *others])
    spread = evaluate(function.name, [[[cell]] * size for cell in (first, *others)])
    assert beside == spread


_ITEMS = st.lists(
    st.tuples(st.sampled_from(["DURAND", "BERNARD", "MARTIN"]), st.none() | _DATES, _NUMBERS).map(list),
    min_size=1, max_size=30,
)  # fmt: skip
_HEADER = ["Compte", "Échéance", "Montant"]


@given(items=_ITEMS, data=st.data())
@settings(max_examples=50)
def test_the_order_of_items_does_not_change_the_balance(items: list[list[Any]], data: st.DataObject) -> None:
    on = data.draw(_DATES)
    shuffled = data.draw(st.permutations(items))
    balance = evaluate("AR_AGED_BALANCE", [[_HEADER, *items], on])
    assert balance == evaluate("AR_AGED_BALANCE", [[_HEADER, *shuffled], on])


@given(items=_ITEMS, on=_DATES)
@settings(max_examples=50)
def test_the_balance_adds_up_and_has_a_row_for_each_account(items: list[list[Any]], on: dt.date) -> None:
    """To the cent, across and down; its total is that of the items."""
    _, *rows, grand = evaluate("AR_AGED_BALANCE", [[_HEADER, *items], on]).value  # type: ignore[misc]
    cents = [[round(100 * cell) for cell in row[1:]] for row in (*rows, grand)]  # type: ignore[union-attr]
    assert [row[0] for row in rows] == sorted({item[0] for item in items})  # type: ignore[index]
    assert all(sum(row[:-1]) == row[-1] for row in cents)
    assert [sum(column) for column in zip(*cents[:-1], strict=True)] == cents[-1]
    assert cents[-1][-1] == sum(round(100 * item[2]) for item in items)
