"""The functions in a real Calc: added by unopkg, computed by `relance serve`, read back cell by cell."""

import datetime as dt
import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from addin.catalogue import CATALOGUE
from addin.cells import ErrorCell
from addin.names import dotted
from addin.version import version
from server.api.app import create_app
from server.api.listening import bound, close, create_service
from server.api.settings import ServiceSettings
from tests import calc_host
from tests.calc_host import NOBODY, OMITTED, CalcHost, WholeColumns
from tests.service import serving

pytestmark = pytest.mark.libreoffice

DUE, UNTIL = dt.date(2026, 1, 31), dt.date(2026, 6, 30)
#: L441-10: ECB 2.15 % + 10 points in the first half of 2026, 150 days after the due date, EUR 1,000.
PENALTY = round(1000 * 0.1215 * 150 / 365, 2)
ITEMS = [
    ["Compte", "Échéance", "Montant"],
    ["C2", DUE, 100.0],
    ["C1", UNTIL, 50.25],
    ["C2", dt.date(2026, 2, 28), 10.5],
]
#: Not due, 1-30, 31-60, 61-90, 91+, age unknown, unallocated, total on 2026-03-15: C2 is 43 and 15 days late.
BALANCE = [
    ["C1", 50.25, 0, 0, 0, 0, 0, 0, 50.25],
    ["C2", 0, 10.5, 100, 0, 0, 0, 0, 110.5],
    ["Total", 50.25, 10.5, 100, 0, 0, 0, 0, 160.75],
]
SEEN_ON = dt.date(2026, 3, 15)
#: As a user installs: drop what root has, keep what was read.
INSTALL = f"""
import os
from addin.libreoffice import install, package
content = package.build_oxt()
if os.geteuid() == 0:
    os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
print(install.install(content))
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalcHost]:
    """A Calc with the add-in, and the service in a process of its own."""
    with serving(tmp_path_factory.mktemp("home")) as service, calc_host.running(service.url) as found:
        yield found


def _book(rows: list[list[Any]], arrays: dict[str, str]) -> bytes:
    """An .xlsx as a program writes it: formulas without results, array formulas by their range."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "S"
    for row in rows:
        sheet.append(row)
    for place, formula in arrays.items():
        sheet[place.partition(":")[0]] = ArrayFormula(place, formula)
    book.save(out)
    return out.getvalue()


def _sheet_book() -> bytes:
    rows = [[1000, DUE, UNTIL, "=AR.PENALTY(A1,B1,C1)"], [None], *ITEMS]
    return _book(rows, {"F1:N4": "=AR.AGEDBALANCE(A3:C6,DATE(2026,3,15))"})


def _check(values: list[list[Any]]) -> None:
    assert values[0][3] == PENALTY
    assert values[0][5:] == [
        "Compte",
        "Non échu",
        "1-30",
        "31-60",
        "61-90",
        "91+",
        "Âge inconnu",
        "Non affecté",
        "Total",
    ]
    assert [row[5:] for row in values[1:4]] == BALANCE


def test_values_columns_texts_and_errors(host: CalcHost) -> None:
    """Every form a call takes in a cell, and every form of its result."""
    column = [[1000.0], [None], ["mille"], [2000.0]]
    found = host.evaluate([
        ("AR_VERSION", []),
        ("AR_DAYS_OVERDUE", [DUE, UNTIL]),
        ("AR_DUE_DATE", [DUE, "45 jours fin de mois"]),
        ("AR_PENALTY", [1000, DUE, UNTIL]),
        ("AR_PENALTY", ["1 000,00 €", "31/01/2026", "2026-06-30"]),
        ("AR_PENALTY", [1000, DUE, UNTIL, OMITTED, "contract:12"]),
        ("AR_PENALTY", [column, DUE, UNTIL]),
        ("AR_PENALTY", [column, [[DUE], [None], [DUE], ["hier"]], UNTIL]),
        ("AR_AGED_BALANCE", [ITEMS, SEEN_ON]),
        ("AR_AGED_BALANCE", [WholeColumns(ITEMS), SEEN_ON]),
        ("AR_PENALTY", [1000, DUE, dt.date(2026, 1, 1)]),
    ], [*[(1, 1)] * 6, *[(4, 1)] * 2, *[(1 + len(BALANCE), len(BALANCE[0]))] * 2, (1, 1)])  # fmt: skip
    value = ErrorCell("#VALUE!")
    assert found[:4] == [version(), 150.0, (dt.date(2026, 3, 31) - dt.date(1899, 12, 30)).days, PENALTY]
    assert found[4:6] == [PENALTY, round(1000 * 0.12 * 150 / 365, 2)]
    assert found[6][0] == [PENALTY]
    assert found[6][2] == [value]
    assert found[6][3] == [round(2000 * 0.1215 * 150 / 365, 2)]
    assert found[7] == [[PENALTY], [""], [value], [value]]
    assert found[8][1:] == found[9][1:] == BALANCE
    assert found[10] == 0


def test_errors_given_to_a_function_are_errors(host: CalcHost) -> None:
    """In a cell alone: that error, and no call. In a range: Err:504, and no call. An empty cell alone is 0.0."""
    missing = ErrorCell("#N/A")
    found = host.evaluate([
        ("AR_PENALTY", [missing, DUE, UNTIL]),
        ("AR_PENALTY", [[[1000], [missing]], DUE, UNTIL]),
        ("AR_AGED_BALANCE", [[*ITEMS, ["C3", missing, 1.0]], SEEN_ON]),
        ("AR_LAST_ERROR", []),
        ("AR_PENALTY", [1000, None, UNTIL]),
        ("AR_PENALTY", [1000, OMITTED, UNTIL]),
        ("AR_LAST_ERROR", []),
        ("AR_PENALTY", [1000, [[None]], UNTIL]),
        ("AR_PENALTY", [1000, DUE, UNTIL, None, None]),
    ])  # fmt: skip
    assert found[:4] == [missing, ErrorCell("Err:504"), ErrorCell("Err:504"), ""]
    assert found[4:6] == [ErrorCell("#VALUE!")] * 2, "day 0 is no date: it is missing, as one left out"
    assert found[6] == "Il manque l'argument « due »."
    assert found[7] == ErrorCell("#VALUE!"), "a range of one cell, B1:B1, tells that it is empty"
    assert found[8] == PENALTY, "0 is no debtor and no rate: the defaults"


def test_results_work_in_formulas_around_them(host: CalcHost) -> None:
    """A value comes as a range of one cell: Calc takes it as a value everywhere."""
    call = "AR.DAYSOVERDUE(46000;46031)"
    formulas = {
        f"={call}+1": 32.0, f'={call}&" jours"': "31 jours", f'=IF({call}>30;"oui";"non")': "oui",
        f"=SUM({call};1)": 32.0, f"=ROUND({call}/7;1)": 4.4, f'=TEXT({call};"0.00")': "31.00",
        '=IFERROR(AR.DAYSOVERDUE("x";1);-1)': -1.0,
        '=ISNA(AR.OVERDUE({"C1";46000;10};46031;"C9"))': 1.0, "=INDEX(AR.INSTALMENTS(1000;3;46053);2;3)": 333.33,
        "=SUM(AR.DAYSOVERDUE({46000;46010};46031))": 52.0,
    }  # fmt: skip
    cells = [["formula", ["S", row, 0], formula] for row, formula in enumerate(formulas)]
    found = host.steps(["open"], *cells, ["calculate"], ["read", ["S", 0, 0], len(formulas), 1])[-1]
    assert [cell for (cell,) in found] == list(formulas.values())


def test_a_workbook_of_another_program_is_computed_when_opened(host: CalcHost, tmp_path: Path) -> None:
    """Formulas and array formulas of an .xlsx; saved as .ods and as .xlsx they are the same formulas."""
    first = host.recalculated(_sheet_book(), "book.xlsx")["S"]
    _check(first["values"])
    path = str(host.room / "book.xlsx")
    copies = {"calc8": "copy.ods", "Calc MS Excel 2007 XML": "copy.xlsx"}
    host.steps(["open", path], *(["save", str(host.room / name), kind] for kind, name in copies.items()))
    for name in copies.values():
        again = host.recalculated((host.room / name).read_bytes(), name)["S"]
        _check(again["values"])
        assert again["formulas"][0][3] == "=AR.PENALTY(A1;B1;C1)"
    saved = openpyxl.load_workbook(host.room / "copy.xlsx")["S"]
    assert saved["D1"].value == "=AR.PENALTY(A1,B1,C1)"


def test_results_kept_in_a_file_are_computed_anew(host: CalcHost) -> None:
    """XlsxWriter keeps a 0 beside each formula; a full recalculation replaces it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, [1000, 46_053, 46_203])
        sheet.write_formula(0, 3, "=AR.PENALTY(A1,B1,C1)")
    assert host.recalculated(out.getvalue(), "kept.xlsx")["S"]["values"][0][3] == PENALTY


def test_a_workbook_of_1904_is_refused(host: CalcHost) -> None:
    """Its days are four years off: #VALUE! and the reason, never another amount."""
    found = host.steps(
        ["open"], ["property", "NullDate", [1904, 1, 1]],
        ["formula", ["S", 0, 0], "=AR.PENALTY(1000;46053;46203)"], ["calculate"],
        ["formula", ["S", 0, 1], "=AR.LASTERROR()"], ["calculate_dirty"], ["read", ["S", 0, 0], 1, 2],
    )[-1]  # fmt: skip
    ((value, message),) = found
    assert value == {"error": 519}
    assert "30/12/1899" in message


def test_the_wizard_tells_every_function(host: CalcHost) -> None:
    """Texts, and the arguments in the order of the catalogue."""
    told = host.steps(["wizard"])[0]
    for function in CATALOGUE:
        description, arguments = told[dotted(function.name)]
        assert description == f"Relance clients : {function.en}"
        assert arguments == [[one.name, one.en] for one in function.arguments]
    assert len(told) == len(CATALOGUE)


def test_without_the_service_cells_say_so_at_once(tmp_path: Path) -> None:
    """300 cells and an array: #N/A each, no hang, and the reason for whoever asks."""
    with serving(tmp_path / "home") as service:
        url = service.url
        service.stop()
    with calc_host.running(url) as host:
        cells = [["formula", ["S", row, 0], f"=AR.PENALTY({row + 1};46053;46203)"] for row in range(300)]
        start = time.monotonic()
        found = host.steps(
            ["open"], *cells, ["array", ["S", 0, 2], 3, 1, "=AR.PENALTY(E1:E3;46053;46203)"],
            ["time", 1, ["calculate"]], ["formula", ["S", 0, 1], "=AR.LASTERROR()"], ["calculate_dirty"],
            ["read", ["S", 0, 0], 300, 3],
        )  # fmt: skip
        assert time.monotonic() - start < 60
    rows, (seconds,) = found[-1], found[-4]
    assert seconds < 5
    assert {str(row[0]) for row in rows} == {str(row[2]) for row in rows[:3]} == {"{'error': 32767}"}
    assert "relance serve" in rows[0][1]


def test_an_array_is_one_request() -> None:
    """10,000 rows, one POST; a cell, one more. The connection is kept."""
    sockets = bound("127.0.0.1", 0)
    port = sockets[0].getsockname()[1]
    app = create_app(ServiceSettings(port))
    seen: list[Any] = []
    answered = app.wsgi_app

    def counted(environ: dict[str, Any], start: Any) -> Any:
        seen.append(environ["REMOTE_PORT"])
        return answered(environ, start)

    app.wsgi_app = counted  # type: ignore[method-assign]
    server = create_service(app, sockets, 1 << 26)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with calc_host.running(f"http://127.0.0.1:{port}") as host:
            amounts = [[1000.0]] * 10_000
            found = host.steps(
                ["open"], ["data", ["S", 0, 0], amounts],
                ["array", ["S", 0, 2], 10_000, 1, "=AR.PENALTY(A1:A10000;46053;46203)"],
                ["formula", ["S", 0, 4], "=AR.PENALTY(A1;46053;46203)"], ["calculate"],
                ["read", ["S", 0, 2], 10_000, 1], ["read", ["S", 0, 4], 1, 1],
            )  # fmt: skip
    finally:
        server.close()
        close(sockets)
        thread.join(10)
    assert found[-2:] == [[[PENALTY]] * 10_000, [[PENALTY]]]
    assert (len(seen), len(set(seen))) == (2, 1)


def test_the_installation_gives_a_newcomer_a_live_function(host: CalcHost) -> None:
    """`--install` into a profile nobody used before, then one formula; a second time replaces the first."""
    with calc_host.bare(host.url) as other:
        environment = {**other.environment(), "PYTHONPATH": os.pathsep.join(sys.path)}
        for _ in range(2):
            told = other.run_as_caller([sys.executable, "-c", INSTALL], environment)
            assert Path(told.strip()).name.startswith("unopkg")
        assert other.evaluate([("AR_VERSION", [])]) == [version()]
