"""The functions behind xlwings' real call path, fed with the values Excel really sends."""

import datetime as dt
import importlib
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from addin.catalogue import CATALOGUE, Function
from addin.cells import ErrorCell
from tests.xlhost import CVERR, ERROR_BASE, MISSING, UDF_MODULE, Typed, WholeColumns, call_udf, call_xlwings, server

DUE, UNTIL = dt.date(2024, 1, 1), dt.date(2024, 3, 1)
#: 1,000 EUR, 60 days after the due date, at the ECB's 4.5 % of 2024-01-01 plus ten points: 1000 x 0.145 x 60 / 365.
INTEREST = 23.84
ITEMS = [
    ["compte", "échéance", "montant", "pièce"],
    ["DURAND", dt.date(2024, 1, 10), Decimal("10.5000"), "F1"],
    ["BERNARD", dt.date(2024, 2, 20), 20.0, "F2"],
]
SALES = [["mois", "ventes"], [dt.date(2024, 1, 1), 30.0], [dt.date(2024, 2, 1), 30.0]]
SAMPLES: dict[str, Any] = {
    "account": "DURAND", "amount": 1000.0, "bpdso": 30.0, "buckets": 30.0, "closing": 30.0, "contract": "general",
    "cost": 0.06, "count": 3.0, "days": 365.0, "days_earlier": 20.0, "debtor": "professionnel", "discount": 0.01,
    "dso": 45.0, "due": DUE, "first_date": UNTIL, "invoice_date": DUE, "items": ITEMS, "not_due": 10.0, "notice": UNTIL,
    "on_day": UNTIL, "opening": 20.0, "payment": 20.0, "rate": "12 %", "receivables": 40.0, "reference": "F2",
    "sales": 100.0, "start": DUE, "terms": "30 jours net", "until_day": UNTIL,
}  # fmt: skip
EVERY_FUNCTION = pytest.mark.parametrize("function", CATALOGUE, ids=lambda function: function.name)


def _udf(name: str) -> Any:
    server()
    return getattr(importlib.import_module(UDF_MODULE), name)


def _sample(function: Function) -> list[Any]:
    """A claim is of one account: it takes one item of the list."""
    items = {"items": ITEMS[:2]} if function.name == "AR_CLAIM" else {}
    sales = {"sales": SALES} if any(one.name == "sales" and one.is_whole for one in function.arguments) else {}
    samples = {**SAMPLES, **items, **sales}
    return [samples[one.name] for one in function.arguments]


# -- what xlwings knows of a function ----------------------------------------------------------------------------------


@EVERY_FUNCTION
def test_xlwings_reads_every_argument_alike(function: Function) -> None:
    """Rows, errors as texts, and no conversion by type: annotations break calls, conversions refuse empty cells."""
    known = _udf(function.name).__xlfunc__
    assert [one["name"] for one in known["args"]] == [one.name for one in function.arguments]
    assert ["optional" in one for one in known["args"]] == [one.is_optional for one in function.arguments]
    assert all(one["options"] == {"ndim": 2, "err_to_str": True} for one in known["args"])
    assert known["ret"]["options"] == {}
    assert (known["volatile"], known["async_mode"], known["call_in_wizard"]) == (False, None, True)


@EVERY_FUNCTION
def test_xlwings_knows_the_texts(function: Function) -> None:
    known = _udf(function.name).__xlfunc__
    assert (known["ret"]["doc"], known["category"]) == (function.fr, "Relance clients")
    assert [one["doc"] for one in known["args"]] == [one.fr for one in function.arguments]


def test_the_module_holds_the_catalogue_and_nothing_else() -> None:
    module = importlib.import_module(UDF_MODULE)
    server()
    decorated = {name for name, thing in vars(module).items() if hasattr(thing, "__xlfunc__")}
    assert decorated == {function.name for function in CATALOGUE}


def test_the_paid_part_of_xlwings_is_not_needed() -> None:
    """With that part out of reach the module imports, and xlwings says itself that it runs without."""
    paid = "xlwings" + ".pro"
    code = f"""
import sys
class Refused:
    def find_spec(self, name, path=None, target=None):
        if name == {paid!r} or name.startswith({paid + "."!r}):
            raise ImportError(name)
sys.meta_path.insert(0, Refused())
import addin.udfs, xlwings
assert addin.udfs.AR_PENALTY and not xlwings.__pro__
assert not [name for name in sys.modules if name.startswith({paid!r})]
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_importing_the_module_leaves_the_paid_part_unloaded() -> None:
    """xlwings itself looks for a licence key when it is imported; what it finds without one is not loaded."""
    code = f"import sys, addin.udfs; assert {'xlwings' + '.pro'!r} not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


# -- what goes in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "due",
    [DUE, Typed(DUE), 45292.0, "2024-01-01", "01/01/2024", [[DUE]], Typed("01/01/2024")],
    ids=["cell", "typed", "serial", "iso", "french", "range", "typed text"],
)
def test_a_day_is_a_day_in_any_form(due: Any) -> None:
    """A date cell is pywin32's own type in UTC, TODAY() a float; both lose nothing of the day."""
    assert call_xlwings("AR_PENALTY", 1000.0, due, UNTIL) == INTEREST


def test_a_date_cell_late_in_the_evening_stays_on_its_day() -> None:
    assert call_xlwings("AR_PENALTY", 1000.0, dt.datetime(2024, 1, 1, 23, 59), UNTIL) == INTEREST


@pytest.mark.parametrize("amount", [1000.0, Decimal("1000.0000"), "1 000,00", "1\u202f000,00 €", Typed(1000)])
def test_money_is_exact_in_any_form(amount: Any) -> None:
    """A currency cell arrives as a Decimal of four places; a whole number as VBA code sends it, as an int."""
    assert call_xlwings("AR_PENALTY", amount, DUE, UNTIL) == INTEREST


def test_money_leaves_as_a_float() -> None:
    """A Decimal would become a currency cell and be rounded by Excel."""
    assert type(call_xlwings("AR_PENALTY", Decimal("1000.0000"), DUE, UNTIL)) is float


@pytest.mark.parametrize("debtor", [MISSING, None, "", "professionnel"], ids=["omitted", "empty", "blank", "given"])
def test_an_optional_argument_has_its_default(debtor: Any) -> None:
    """Omitted, an empty cell or an empty text: xlwings itself gives None for the last two, not the default."""
    assert call_xlwings("AR_PENALTY", 1000.0, DUE, UNTIL, debtor) == INTEREST


def test_an_empty_row_stays_empty() -> None:
    assert call_xlwings("AR_PENALTY", [[None], [1000.0]], [[None], [DUE]], UNTIL) == [[""], [INTEREST]]


@pytest.mark.parametrize("code", CVERR)
def test_an_error_cell_is_refused(code: str) -> None:
    """Every error Excel knows, those too that xlwings has no name for and hands over as a number below zero."""
    assert call_xlwings("AR_PENALTY", ErrorCell(code), DUE, UNTIL) == "#VALUE!"
    assert call_xlwings("AR_AGED_BALANCE", [*ITEMS, ["DURAND", DUE, ErrorCell(code), "F3"]], UNTIL) == "#VALUE!"
    assert "Erreur #" in call_xlwings("AR_LAST_ERROR")


def test_an_error_in_a_column_is_refused_in_its_row_only() -> None:
    amounts = [[1000.0], [ErrorCell("#DIV/0!")], [1000.0]]
    assert call_xlwings("AR_PENALTY", amounts, DUE, UNTIL) == [[INTEREST], ["#VALUE!"], [INTEREST]]


def test_a_number_below_every_error_is_a_number() -> None:
    """A cell may hold -2,146,826,246; only COM's own whole number is the error #N/A."""
    assert call_udf("AR_ADD", (float(ERROR_BASE + CVERR["#N/A"]), 0.0)) == -2146826246.0
    assert call_udf("AR_ADD", (ERROR_BASE + CVERR["#N/A"], 0.0)) == "#VALUE!"


def test_arrays_typed_into_the_formula() -> None:
    """{1000;2000} has two dimensions, {1000,2000} only one."""
    serials = (45292.0, 45352.0)
    assert call_udf("AR_PENALTY", (((1000.0,), (2000.0,)), *serials, *[MISSING] * 3)) == [[23.84], [47.67]]
    assert call_udf("AR_PENALTY", ((1000.0, 2000.0), *serials, *[MISSING] * 3)) == [23.84, 47.67]


def test_an_object_in_a_cell_is_refused() -> None:
    """Whatever COM may hand over besides values."""
    assert call_udf("AR_ADD", (object(), 0.0)) == "#VALUE!"


# -- what comes out ----------------------------------------------------------------------------------------------------


def test_a_column_spills_as_a_column_and_a_row_as_a_row() -> None:
    assert call_xlwings("AR_PENALTY", [[1000.0], [2000.0]], DUE, UNTIL) == [[23.84], [47.67]]
    assert call_xlwings("AR_PENALTY", [[1000.0, 2000.0]], DUE, UNTIL) == [[23.84, 47.67]]


def test_a_table_of_one_item_keeps_its_rows() -> None:
    """Header, the account, total: nothing is squeezed on the way in or out."""
    table = call_xlwings("AR_AGED_BALANCE", ITEMS[:2], UNTIL)
    assert [row[0] for row in table] == ["Compte", "DURAND", "Total"]
    assert {len(row) for row in table} == {len(table[0])}
    assert table[1][-1] == 10.5


def test_whole_columns_are_read_to_their_last_row() -> None:
    table = call_xlwings("AR_AGED_BALANCE", WholeColumns([*ITEMS, *[[None] * 4] * 50]), UNTIL)
    assert [row[0] for row in table] == ["Compte", "BERNARD", "DURAND", "Total"]


def test_a_true_error_leaves_as_its_text() -> None:
    """The stub makes it the error itself; the sentence is asked for."""
    assert call_xlwings("AR_RATE", dt.date(1990, 1, 1)) == "#N/A"
    sentence = call_xlwings("AR_LAST_ERROR")
    assert sentence
    assert call_xlwings("AR_PENALTY", "mille", DUE, UNTIL) == "#VALUE!"
    assert "mille" in call_xlwings("AR_LAST_ERROR")
    assert call_xlwings("AR_LAST_ERROR") != sentence


def test_the_last_error_outlives_what_goes_well() -> None:
    """Excel calculates in an order of its own: a good cell after a bad one takes nothing away."""
    call_xlwings("AR_PENALTY", "mille", DUE, UNTIL)
    call_xlwings("AR_PENALTY", 1000.0, DUE, UNTIL)
    assert "mille" in call_xlwings("AR_LAST_ERROR")


@EVERY_FUNCTION
def test_only_floats_texts_and_booleans_leave(function: Function) -> None:
    """Whole numbers beyond 32 bits, Decimals, dates and None are what Excel or xlwings would spoil."""
    result = call_xlwings(function.name, *_sample(function))
    cells = [cell for row in result for cell in row] if isinstance(result, list) else [result]
    assert isinstance(result, list) or not function.is_table
    assert {type(cell) for cell in cells} <= {float, str, bool}
    assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith("#")]


def test_ten_thousand_rows() -> None:
    """One call; every row has its own figure."""
    amounts = [[1000.0 + row] for row in range(10_000)]
    result = call_xlwings("AR_PENALTY", amounts, [[DUE]] * 10_000, UNTIL)
    assert len(result) == 10_000
    assert (result[0], result[-1]) == ([23.84], [round(10_999 * 0.145 * 60 / 365, 2)])
