"""The generated VBA, run: from ranges of a sheet down to Python through xlwings' real code, and back into the cell."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyopenvba.interpreter import VBAArray, VBAErrorValue

from addin.catalogue import CATALOGUE, CATEGORY
from addin.cells import ErrorCell
from addin.vba import RIBBON_BUTTONS
from addin.vba.ribbon import HELP, LAST_ERROR, RECALCULATE, RESTART, VERSION
from addin.version import version
from tests.vba_host import ProcessDiedError, VbaHost
from tests.xlhost import CVERR, ERROR_BASE, MISSING, UDF_MODULE, Typed, WholeColumns, call_vba, call_xlwings

DUE, UNTIL = dt.date(2024, 1, 1), dt.date(2024, 3, 1)
#: 1,000 EUR, 60 days after the due date, at the ECB's 4.5 % of 2024-01-01 plus ten points: 1000 x 0.145 x 60 / 365.
INTEREST = 23.84
PENALTY = ("AR_PENALTY", 1000.0, DUE, UNTIL)
MORNING = dt.datetime(2026, 1, 15, 9, 0)


@pytest.fixture
def excel() -> VbaHost:
    """An Excel just started, at nine in the morning."""
    host = VbaHost()
    host.app.freeze_clock(MORNING)
    return host


# -- a call ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("AR_PENALTY", PENALTY[1:]),
        ("AR_PENALTY", (Decimal("1000.0000"), Typed(DUE), Typed(UNTIL), MISSING, "12 %")),
        ("AR_PENALTY", ([[1000.0], [None], [2000.0]], [[DUE], [None], ["01/01/2024"]], UNTIL)),
        ("AR_PENALTY", ([[1000.0, 2000.0]], DUE, UNTIL)),
        ("AR_PENALTY_DETAIL", (1000.0, DUE, UNTIL)),
        ("AR_INSTALMENTS", (100.0, 3, DUE)),
        ("AR_DUE_DATE", (DUE, "30 jours net")),
        ("AR_RATE", (dt.date(1990, 1, 1),)),
        ("AR_VERSION", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_vba_shows_what_python_answers(name: str, raw: tuple[Any, ...]) -> None:
    """The same cells, one step earlier: values in ranges of a sheet, typed values, an argument left out."""
    assert call_vba(name, *raw) == call_xlwings(name, *raw)


def test_an_omitted_argument_stays_omitted(excel: VbaHost) -> None:
    """Python decides on its default, from the number COM has for it."""
    assert excel.call(*PENALTY) == INTEREST
    assert excel.calls[-1][1][3:] == (MISSING, MISSING, MISSING)


def test_cells_arrive_as_plain_numbers(excel: VbaHost) -> None:
    """Formatted as a date or as money, a cell is the number it holds: Value would make Date and Currency of them."""
    book = excel.app.workbook
    cells = book.sheets_[0].vba_get("Range", ["A1:B1"], {})
    for place, (number, shown_as) in enumerate([(45292.0, "dd/mm/yyyy"), (1000.123456, "#,##0.00 €")], start=1):
        cell = cells.vba_get("Cells", [1, place], {})
        cell.vba_set("Value2", number, [], {})
        cell.vba_set("NumberFormat", shown_as, [], {})
    excel.app.interpreter.run("AR_DUE_DATE", [cells, "comptant"])
    assert excel.calls[-1][1][0] == ((45292.0, 1000.123456),)


@pytest.mark.parametrize("code", [code for code in CVERR if code not in ("#SPILL!", "#CALC!")])
def test_an_error_cell_is_refused(excel: VbaHost, code: str) -> None:
    """It travels as COM's number and comes back as an error of the cell, never as a figure."""
    assert excel.call("AR_PENALTY", ErrorCell(code), DUE, UNTIL) == "#VALUE!"
    assert excel.calls[-1][1][0] == ERROR_BASE + CVERR[code]
    assert code in excel.call("AR_LAST_ERROR")


# -- true errors -------------------------------------------------------------------------------------------------------


def test_an_error_is_a_true_error_of_the_cell(excel: VbaHost) -> None:
    """ISERROR sees it; stock stubs would show its description as text."""
    assert excel.run("AR_RATE", dt.date(1990, 1, 1)) == VBAErrorValue(CVERR["#N/A"])
    assert excel.run("AR_PENALTY", "mille", DUE, UNTIL) == VBAErrorValue(CVERR["#VALUE!"])


@pytest.mark.parametrize("is_column", [True, False], ids=["column", "row"])
def test_errors_inside_an_array_are_true_errors(excel: VbaHost, is_column: bool) -> None:
    """Also in a single row, which xlwings hands over with one dimension."""
    amounts = [[1000.0], ["mille"]] if is_column else [[1000.0, "mille"]]
    result = excel.run("AR_PENALTY", amounts, DUE, UNTIL)
    assert isinstance(result, VBAArray)
    assert result.items == [INTEREST, VBAErrorValue(CVERR["#VALUE!"])]


@pytest.mark.parametrize("code", [code for code in CVERR if code not in ("#SPILL!", "#CALC!")])
def test_every_error_text_becomes_its_error(excel: VbaHost, code: str) -> None:
    excel.answer = lambda name, _: version() if name == "AR_VERSION" else code
    assert excel.run(*PENALTY) == VBAErrorValue(CVERR[code])


def test_a_text_that_begins_like_an_error_stays_a_text(excel: VbaHost) -> None:
    excel.answer = lambda name, _: version() if name == "AR_VERSION" else "#12 rue de la Paix"
    assert excel.run(*PENALTY) == "#12 rue de la Paix"


# -- whole columns -----------------------------------------------------------------------------------------------------


def test_whole_columns_stop_at_the_last_used_row(excel: VbaHost) -> None:
    """A million rows are not sent; columns of two sheets stay as long as each other."""
    amounts, days = WholeColumns([[1000.0], [2000.0]]), WholeColumns([[DUE], [DUE], [DUE]])
    assert excel.call("AR_PENALTY", amounts, days, UNTIL)[:2] == [[23.84], [47.67]]
    sent = excel.calls[-1][1]
    assert [len(one) for one in sent[:2]] == [3, 3]


def test_whole_columns_keep_their_first_row(excel: VbaHost) -> None:
    """Where the data start lower, result n still belongs to row n."""
    amounts, days = WholeColumns([[None], [None], [1000.0]]), WholeColumns([[None], [None], [DUE]])
    assert excel.call("AR_PENALTY", amounts, days, UNTIL) == [[""], [""], [INTEREST]]


def test_an_empty_column_is_one_empty_cell(excel: VbaHost) -> None:
    assert excel.call("AR_PENALTY", WholeColumns([[None]]), DUE, UNTIL) == call_xlwings("AR_PENALTY", None, DUE, UNTIL)
    assert excel.calls[-1][1][0] is None


def test_whole_rows_stop_at_the_last_used_column(excel: VbaHost) -> None:
    sheet = excel.app.workbook.sheets_[0]
    sheet.vba_get("Range", ["A1"], {}).vba_set("Value2", 1000.0, [], {})
    sheet.vba_get("Range", ["B1"], {}).vba_set("Value2", 2000.0, [], {})
    row = sheet.vba_get("Range", ["1:1"], {})
    result = excel.app.interpreter.run("AR_PENALTY", [row, 45292.0, 45352.0])
    assert result.items == [23.84, 47.67]


def test_a_range_in_pieces_is_refused(excel: VbaHost) -> None:
    """Its value would be that of its first piece alone."""
    pieces = excel.app.workbook.sheets_[0].vba_get("Range", ["A1:A2,C1:C2"], {})
    assert excel.app.interpreter.run("AR_PENALTY", [pieces, 45292.0, 45352.0]) == VBAErrorValue(CVERR["#VALUE!"])
    assert "plusieurs morceaux" in excel.call("AR_LAST_ERROR")


def test_a_workbook_that_counts_from_1904_is_refused(excel: VbaHost) -> None:
    """The same number is a day four years later there."""
    book = excel.app.workbook
    excel.app.application.caller = book.sheets_[0].vba_get("Range", ["F1"], {})
    assert excel.call(*PENALTY) == INTEREST
    book.is_1904 = True
    assert excel.call(*PENALTY) == "#VALUE!"
    assert "1904" in excel.call("AR_LAST_ERROR")


def test_ten_thousand_rows_and_two_sheets(excel: VbaHost) -> None:
    """One call of Python for all of them."""
    amounts = [[1000.0 + row] for row in range(10_000)]
    result = excel.call("AR_PENALTY", amounts, [[DUE]] * 10_000, UNTIL)
    assert (result[0], result[-1]) == ([INTEREST], [round(10_999 * 0.145 * 60 / 365, 2)])
    assert [name for name, _ in excel.calls] == ["AR_VERSION", "AR_PENALTY"]


# -- the server --------------------------------------------------------------------------------------------------------


def test_python_is_started_once_a_session(excel: VbaHost) -> None:
    """And its version is asked once."""
    for _ in range(3):
        assert excel.call(*PENALTY) == INTEREST
    assert excel.starts == 1
    assert [name for name, _ in excel.calls].count("AR_VERSION") == 1


def test_a_python_that_is_gone_is_started_again(excel: VbaHost) -> None:
    """The cell that met a dead server shows its figure, not an error."""
    assert excel.call(*PENALTY) == INTEREST
    excel.kill()
    assert excel.call(*PENALTY) == INTEREST
    assert excel.starts == 2


def test_a_python_that_dies_at_every_call_is_started_once_more_only(excel: VbaHost) -> None:
    """No endless round: an error and a sentence."""

    def dying(name: str, _: tuple[Any, ...]) -> Any:
        if name == "AR_VERSION":
            return version()
        raise ProcessDiedError

    excel.answer = dying
    assert excel.call(*PENALTY) == "#VALUE!"
    assert excel.starts == 2


def test_a_python_that_does_not_start_is_not_waited_for_at_each_cell(excel: VbaHost) -> None:
    """A start takes seconds and a sheet has a thousand cells: half a minute later it is tried again."""
    excel.start_error = "Could not load x.dll from either of the following folders:\r\nC:\\a\r\nC:\\b"
    assert [excel.call(*PENALTY) for _ in range(3)] == ["#VALUE!"] * 3
    assert excel.tried_starts == 1
    sentence = excel.call("AR_LAST_ERROR")
    assert "relance addin doctor" in sentence
    assert "folders: C:\\a C:\\b" in sentence
    excel.start_error = ""
    excel.app.freeze_clock(MORNING + dt.timedelta(seconds=29))
    assert excel.call(*PENALTY) == "#VALUE!"
    excel.app.freeze_clock(MORNING + dt.timedelta(seconds=31))
    assert excel.call(*PENALTY) == INTEREST


def test_another_version_of_python_is_refused(excel: VbaHost) -> None:
    """Its functions may take other arguments; one sentence says both versions and what to do."""
    excel.answer = lambda name, _: "9.9.9" if name == "AR_VERSION" else INTEREST
    assert excel.call(*PENALTY) == "#VALUE!"
    sentence = excel.call("AR_LAST_ERROR")
    assert sentence.startswith(f"Le complément Excel est en version {version()} et Python en version 9.9.9")
    assert "relance addin install" in sentence


def test_an_exception_of_python_is_one_line(excel: VbaHost) -> None:
    """Nobody reads a traceback in a cell. It is an answer: nothing is started again."""

    def broken(name: str, _: tuple[Any, ...]) -> Any:
        return version() if name == "AR_VERSION" else {}[name]

    excel.answer = broken
    assert excel.call(*PENALTY) == "#VALUE!"
    assert excel.call("AR_LAST_ERROR") == "Erreur -2147467259 : KeyError: 'AR_PENALTY'"
    assert excel.starts == 1


def test_the_last_error_is_the_last_wherever_it_was_found(excel: VbaHost) -> None:
    """VBA keeps what happens before Python is reached, Python the rest; each makes the other's outdated."""
    excel.call("AR_PENALTY", "mille", DUE, UNTIL)
    assert "mille" in excel.call("AR_LAST_ERROR")
    excel.start_error = "Access is denied"
    excel.kill()
    assert excel.call(*PENALTY) == "#VALUE!"
    assert "Access is denied" in excel.call("AR_LAST_ERROR")
    excel.start_error = ""
    excel.app.freeze_clock(MORNING + dt.timedelta(minutes=1))
    assert excel.call(*PENALTY) == INTEREST
    assert "Access is denied" in excel.call("AR_LAST_ERROR")
    assert excel.call("AR_PENALTY", [[1000.0], ["cent"]], DUE, UNTIL) == [[INTEREST], ["#VALUE!"]]
    assert "cent" in excel.call("AR_LAST_ERROR")


def test_only_our_module_is_asked(excel: VbaHost) -> None:
    excel.call(*PENALTY)
    assert UDF_MODULE == "addin.udfs"
    assert {name for name, _ in excel.calls} == {"AR_VERSION", "AR_PENALTY"}


# -- ribbon and wizard -------------------------------------------------------------------------------------------------


def test_the_button_of_the_last_error(excel: VbaHost) -> None:
    excel.call("AR_PENALTY", "mille", DUE, UNTIL)
    assert "mille" in excel.press(LAST_ERROR.id)


def test_the_button_that_starts_python_again(excel: VbaHost) -> None:
    """Everything is calculated again, or the cells that failed would keep their errors."""
    excel.call(*PENALTY)
    assert excel.press(RESTART.id) == ""
    assert excel.app.application.full_calculations == 1
    assert not excel.servers[0].is_alive
    assert excel.call(*PENALTY) == INTEREST
    assert excel.starts == 2


def test_starting_again_does_not_wait_for_the_half_minute(excel: VbaHost) -> None:
    excel.start_error = "Access is denied"
    assert excel.call(*PENALTY) == "#VALUE!"
    excel.start_error = ""
    excel.press(RESTART.id)
    assert excel.call(*PENALTY) == INTEREST


def test_the_button_of_the_versions(excel: VbaHost) -> None:
    assert excel.press(VERSION.id) == f"Complément Excel : {version()}\r\nPython : {version()}"
    excel.start_error = "Access is denied"
    excel.kill()
    assert "Access is denied" in excel.press(VERSION.id)


def test_the_buttons_of_calculation_and_help(excel: VbaHost) -> None:
    assert excel.press(RECALCULATE.id) == ""
    assert excel.app.application.full_calculations == 1
    assert CATEGORY in excel.press(HELP.id)
    assert len(excel.press(HELP.id)) < 1024, "MsgBox shows no more"


@pytest.mark.parametrize("button", RIBBON_BUTTONS, ids=lambda button: button.id)
def test_no_button_fails_without_python(excel: VbaHost, button: Any) -> None:
    excel.start_error = "Access is denied"
    excel.press(button.id)


def test_the_wizard_learns_the_texts_when_the_add_in_loads(excel: VbaHost) -> None:
    """Excel takes them of a visible workbook only; afterwards the add-in is hidden again, and Python never started."""
    excel.app.interpreter.run("Auto_Open", [])
    described = {name: (text, category, texts) for name, text, category, texts in excel.app.application.described}
    assert described == {
        one.name: (one.fr, CATEGORY, tuple(argument.fr for argument in one.arguments)) for one in CATALOGUE
    }
    assert excel.app.application.is_addin_hidden
    assert excel.starts == 0


def test_nothing_is_computed_while_the_dialog_of_functions_is_open(excel: VbaHost) -> None:
    """It calculates at each key, with arguments half typed: Python is not even started."""
    excel.app.application.is_wizard_open = True
    assert excel.call(*PENALTY) == "Calculé une fois cette boîte validée."
    assert (excel.starts, excel.calls) == (0, [])
    excel.app.application.is_wizard_open = False
    assert excel.call(*PENALTY) == INTEREST


def test_an_excel_without_that_command_computes(excel: VbaHost) -> None:
    excel.app.application.is_wizard_open = None
    assert excel.call(*PENALTY) == INTEREST


@pytest.mark.parametrize("was_updating", [True, False])
@pytest.mark.parametrize("refused", [(), ("AR_PENALTY",)])
def test_loading_leaves_the_screen_as_it_was(excel: VbaHost, was_updating: bool, refused: tuple[str, ...]) -> None:
    """Another add-in may load this one with the screen at rest."""
    excel.app.application.vba_set("ScreenUpdating", was_updating, [], {})
    excel.app.application.refused_macros = refused
    excel.app.interpreter.run("Auto_Open", [])
    assert excel.app.application.vba_get("ScreenUpdating", [], {}) is was_updating
    assert excel.app.application.is_addin_hidden


def test_a_text_the_wizard_refuses_is_reported_and_the_others_are_there(excel: VbaHost) -> None:
    excel.app.application.refused_macros = ("AR_PENALTY",)
    excel.app.interpreter.run("Auto_Open", [])
    described = [name for name, *_ in excel.app.application.described]
    assert described == [one.name for one in CATALOGUE if one.name != "AR_PENALTY"]
    told = excel.press(LAST_ERROR.id)
    assert "AR_PENALTY" in told
    assert "La macro est refusée." in told
