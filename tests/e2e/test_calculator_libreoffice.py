"""The calculator in a real Calc with the add-in: every formula answers; also after it was made for another host."""

import datetime as dt
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin.cells import ErrorCell
from addin.patch import patch
from addin.rewrite import rewrite
from tests.calc_host import CalcHost, running
from tests.service import serving
from workbooks.calculator import write_calculator

pytestmark = pytest.mark.libreoffice

PENALTIES, AGED, PLAN, MATCH = "Pénalités", "Balance âgée", "Échéancier", "Lettrage"


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalcHost]:
    """Calc with the add-in, and the service that computes."""
    with serving(tmp_path_factory.mktemp("home")) as service, running(service.url) as host:
        yield host


def calculator(host: str) -> bytes:
    """The calculator for a host, in French."""
    content = io.BytesIO()
    write_calculator(content, host, "fr")
    return content.getvalue()


def opened(calc: CalcHost, content: bytes, name: str) -> dict[str, list[list[Any]]]:
    """What each sheet shows as it is opened: nothing is recalculated by hand."""
    path = calc.room / name
    path.write_bytes(content)
    found: dict[str, Any] = calc.steps(["open", str(path)], ["sheets"])[-1]
    return {
        sheet: [[_shown(cell) for cell in row] for row in told["values"]] for sheet, told in found.items()
    }  # fmt: skip


def _shown(cell: Any) -> Any:
    return ErrorCell(str(cell["error"])) if isinstance(cell, dict) else "" if cell is None else cell


def row_of(rows: list[list[Any]], label: str) -> list[Any]:
    """The row that begins with a text."""
    return next(row for row in rows if row[0] == label)


def below(rows: list[list[Any]], *header: str) -> list[list[Any]]:
    """The rows of a result under its header, up to the first empty one."""
    top, left = next(
        (at, place) for at, row in enumerate(rows) for place in range(len(row))
        if tuple(row[place : place + len(header)]) == header
    )  # fmt: skip
    body = [row[left:] for row in rows[top + 1 :]]
    return body[: next((at for at, row in enumerate(body) if not row[0]), len(body))]


def check_samples(sheets: dict[str, list[list[Any]]]) -> None:
    """The samples' results, worked out by hand, and not one error."""
    assert [cell for rows in sheets.values() for row in rows for cell in row if isinstance(cell, ErrorCell)] == []
    # L441-10: ECB 2.15 % on 1 January 2026, 2.40 % on 1 July, + 10 points: 107 and 92 days of 12,000 euros.
    spring, summer = round(12_000 * 0.1215 * 107 / 365, 2), round(12_000 * 0.124 * 92 / 365, 2)
    penalties = sheets[PENALTIES]
    assert row_of(penalties, "Intérêts de retard")[1] == pytest.approx(spring + summer, abs=1e-9)
    assert row_of(penalties, "Indemnité forfaitaire")[1] == 40
    assert row_of(penalties, "Total à réclamer")[1] == pytest.approx(12_040 + spring + summer, abs=1e-9)
    assert [line[5] for line in below(penalties, "Du", "Au", "Jours")] == [spring, summer]
    aged = below(sheets[AGED], "Compte", "Non échu")
    assert [row[0] for row in aged] == [
        "Boulangerie Aubépine", "Garage du Lac", "Mairie de Valfleury", "Transports Orizon", "Total",
    ]  # fmt: skip
    assert aged[-1][1:9] == [2340, 9776, 12_600, 960, 12_050, 0, -500, 37_226]
    plan = below(sheets[PLAN], "N°", "Date")
    assert [row[2] for row in plan] == [1000] * 6
    assert math.isclose(plan[1][3], round(5000 * 0.06 * 31 / 365, 2))
    assert {row[0] for row in below(sheets[MATCH], "Pièce", "Échéance", "Ouvert")} == {"FA-2026-118", "FA-2026-164"}
    due = {row[0]: row[4] for row in below(sheets["Échéances"], "Pièce", "Date de facture")}
    assert due["FA-2026-12"] == (dt.date(2026, 2, 14) - dt.date(1899, 12, 30)).days
    assert below(sheets["Priorités"], "Rang", "Compte")[0][1] == "Mairie de Valfleury"
    assert sheets["Mode d'emploi"][3][1].startswith("Oui, Relance ")


def test_every_sheet_answers_as_it_is_opened(calc: CalcHost) -> None:
    """No cell shows an error, none of what is empty shows #N/A."""
    check_samples(opened(calc, calculator("libreoffice"), "libreoffice.xlsx"))


@pytest.mark.parametrize("host", ["excel", "office"])
def test_a_calculator_of_excel_rewritten_answers_too(calc: CalcHost, host: str) -> None:
    """Its results are computed anew, not what the file kept: another amount gives another interest."""
    rewritten = rewrite(calculator(host), "libreoffice")
    check_samples(opened(calc, rewritten.content, f"{host}.xlsx"))
    doubled = patch(rewritten.content, {PENALTIES: {(6, 2): 24_000}})
    penalties = opened(calc, doubled, f"{host}2.xlsx")[PENALTIES]
    spring, summer = round(24_000 * 0.1215 * 107 / 365, 2), round(24_000 * 0.124 * 92 / 365, 2)
    assert row_of(penalties, "Intérêts de retard")[1] == pytest.approx(spring + summer, abs=1e-9)
    assert row_of(penalties, "Total à réclamer")[1] == pytest.approx(24_040 + spring + summer, abs=1e-9)
    assert [line[5] for line in below(penalties, "Du", "Au", "Jours")] == [spring, summer]


def test_a_wrong_input_is_explained_where_the_result_is_missing(calc: CalcHost) -> None:
    """An error inside a table leaves it empty, and the row Message says why."""
    content = patch(calculator("libreoffice"), {AGED: {(16, 3): "pas une date"}})
    aged = opened(calc, content, "wrong.xlsx")[AGED]
    assert "pas une date" in row_of(aged, "Message")[1]
    assert all(cell == "" for row in aged[13:] for cell in row[5:])


def test_without_the_service_the_guide_says_so(calc: CalcHost, tmp_path: Path) -> None:
    """No hang, no trace: the check cell answers No."""
    room = CalcHost(calc.room, "http://127.0.0.1:9")
    guide = opened(room, calculator("libreoffice"), "alone.xlsx")["Mode d'emploi"]
    assert guide[3][1].startswith("Non : ")


def test_no_empty_page_is_printed(calc: CalcHost) -> None:
    """Every page holds more than its footer; a longer plan says that its end is not printed."""
    path, printed = calc.room / "printed.xlsx", calc.room / "printed.pdf"
    path.write_bytes(calculator("libreoffice"))
    calc.steps(["open", str(path)], ["calculate"], ["save", str(printed), "calc_pdf_Export"])
    told = calc.run("pdftotext", "-layout", str(printed), "-")
    pages = told.removesuffix("\f").split("\f")
    assert len(pages) >= 9
    assert [len(page.split("\n")) for page in pages if len(page.strip().splitlines()) < 4] == []
    long = patch(calculator("libreoffice"), {PLAN: {(7, 2): 40}})
    assert "imprime" in row_of(opened(calc, long, "long.xlsx")[PLAN], "Message")[1]
    assert row_of(opened(calc, calculator("libreoffice"), "short.xlsx")[PLAN], "Message")[1] == ""
