"""A shared workbook that LibreOffice saved in between: nothing is lost, nothing is pushed that nobody typed."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calc_host import CalcHost, bare
from tests.shared_desk import AGENDA, FIRST_ROW, PROMISES, Desk, grid, mark, set_cells
from tests.sync_world import World

pytestmark = pytest.mark.libreoffice
NASTY = [
    "=1+1",
    "+33 6",
    "00123",
    "1E5",
    "12/5",
    "_x0041_",
    "<b>&\"'",
    " blanks ",
    "é\u0301😀",
    "-5",
    "@x",
    "#N/A",
    "true",
]


@pytest.fixture(scope="module")
def calc() -> Iterator[CalcHost]:
    """Calc alone."""
    with bare("http://127.0.0.1:9") as host:
        yield host


def saved_again(calc: CalcHost, path: Path) -> None:
    """Open in LibreOffice, save as .xlsx."""
    inside = calc.room / "in.xlsx"
    inside.write_bytes(path.read_bytes())
    calc.run("soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(calc.room / "out"),
             str(inside))  # fmt: skip
    path.write_bytes((calc.room / "out" / "in.xlsx").read_bytes())


def test_a_workbook_saved_by_libreoffice(calc: CalcHost, tmp_path: Path) -> None:
    """Ids, names, hidden state, days, nasty texts, a promise: all as before; then an edit goes on."""
    desk = Desk(World(len(NASTY)), tmp_path)
    mine, other = desk.book("a.xlsx"), desk.book("b.xlsx")
    line = desk.line
    desk.sync(mine)
    page = line.pull(0, "", "x")
    line.push({
        "protocol": 1, "server": page["server"], "epoch": page["epoch"], "workbook": "x", "batch": "b", "settle": [],
        "events": [], "edits": [{"op": f"o{place}", "acc": f"uid-C{place}", "field": "owner", "base": "", "base_ver": 0,
                                 "new": text, "recover": False} for place, text in enumerate(NASTY)],
    })  # fmt: skip
    set_cells(mine, AGENDA, {mark("next_date", 1): dt.date(2026, 12, 4)})
    set_cells(mine, PROMISES, {f"A{FIRST_ROW}": "C1", f"B{FIRST_ROW}": 5.5, f"C{FIRST_ROW}": dt.date(2026, 12, 31)})
    assert desk.sync(mine).rejected == []
    before = desk.world.cells()
    saved_again(calc, mine)
    done = desk.sync(mine)
    assert (done.pushed, done.conflicts, done.rejected, done.notices) == (0, [], [], [])
    set_cells(mine, AGENDA, {mark("phone", 2): "05"})
    assert desk.sync(mine).applied == 1
    assert desk.world.cells() == before | {(desk.world.uids()[2], "phone"): "05"}
    desk.sync(other)
    saved_again(calc, other)
    assert desk.sync(other).pushed == 0
    assert grid(other, PROMISES)[0][1] == 5.5
    with zipfile.ZipFile(other) as archive:
        assert archive.read("xl/workbook.xml").count(b'state="veryHidden"') == 5
