"""Cells out of real files: rows numbered as the user sees them, values as they stand."""

import datetime as dt
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from server.imports.files.errors import UserFileError
from server.imports.files.grids import CellError, Grid, find_separator, read_grids


def read(tmp_path: Path, text: str) -> Grid:
    """A text file read back."""
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    return read_grids(path)[0]


@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
def test_separators(separator: str) -> None:
    """The one that cuts all lines alike, whatever stands inside the cells."""
    rows = [["Client", "Libellé", "Montant"], ["C1", "a: b", "1200.50"], ["C2", "c - d", "7.00"]]
    assert find_separator("\n".join(separator.join(row) for row in rows)) == separator


def test_decimal_commas_do_not_pass_for_separators() -> None:
    """Two amounts a line hold two commas a line."""
    assert find_separator("Client;Débit;Crédit\nC1;1,00;2,00\nC2;3,00;4,00\n") == ";"


def test_told_separator(tmp_path: Path) -> None:
    """Excel's own first line."""
    assert read(tmp_path, "sep=|\na|b;c|d\n").rows == [["sep=", ""], ["a", "b;c", "d"]]


def test_row_numbers_count_blank_and_continued_lines(tmp_path: Path) -> None:
    """rows[i] is line i + 1 of the file."""
    grid = read(tmp_path, 'Client;Libellé\r\n\r\nC1;"deux\r\nlignes"\r\nC2;x\r\n')
    assert [grid.rows[at] for at in (0, 2, 4)] == [["Client", "Libellé"], ["C1", "deux\r\nlignes"], ["C2", "x"]]


def test_error_texts_and_hashes(tmp_path: Path) -> None:
    """#N/A is an error, #12 a name."""
    assert read(tmp_path, "a;b\n#N/A;#12\n").rows[1] == [CellError("#N/A"), "#12"]


def test_carriage_returns_alone_and_doubled(tmp_path: Path) -> None:
    """Line ends of old and broken exports."""
    assert read(tmp_path, "a;b\rc;d\r").rows == [["a", "b"], ["c", "d"]]
    assert read(tmp_path, "a;b\r\r\nc;d\r\r\n").rows == [["a", "b"], ["c", "d"]]


def book(path: Path) -> None:
    """A workbook with every kind of cell, from B3 on, behind an empty sheet and a hidden one."""
    made = openpyxl.Workbook()
    made.active.title = "Vide"
    hidden = made.create_sheet("Cachée")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    sheet = made.create_sheet("Liste")
    values = ["007", 2960623488.0, 0.1, True, dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 12, 42, 3), "=cmd"]
    for column, value in enumerate(values, 2):
        cell = sheet.cell(3, column, value)
        if value == "=cmd":
            cell.data_type = "s"
    error = sheet.cell(4, 3, "#N/A")
    error.data_type = "e"
    sheet.cell(5, 2, "fin")
    made.save(path)


def test_workbook_cells(tmp_path: Path) -> None:
    """No float, no time part, errors kept, rows and columns where the user sees them, visible sheets first."""
    path = tmp_path / "list.xlsx"
    book(path)
    grids = read_grids(path)
    assert [grid.name for grid in grids] == ["Liste", "Cachée"]
    rows = grids[0].rows
    day = dt.date(2026, 1, 31)
    assert rows[2][1:8] == ["007", Decimal("2960623488.0"), Decimal("0.1"), True, day, day, "=cmd"]
    assert rows[3][2] == CellError("#N/A")
    assert rows[4][1] == "fin"


@pytest.mark.libreoffice
def test_opendocument(tmp_path: Path) -> None:
    """The same list saved by LibreOffice: same cells, its error cell told, its endless repeated blanks not followed."""
    path = tmp_path / "list.xlsx"
    book(path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    rows = next(grid for grid in read_grids(tmp_path / "list.ods") if grid.name == "Liste").rows
    assert [rows[2][at] for at in (1, 3, 5)] == ["007", Decimal("0.1"), dt.date(2026, 1, 31)]
    assert rows[3][2] == CellError("#N/A")


def test_cell_without_end_is_refused(tmp_path: Path) -> None:
    """A quote that swallows the rest of the file."""
    with pytest.raises(UserFileError, match=r"list\.csv, row 2: a cell there has no end"):
        read(tmp_path, 'a;b\n"' + "x" * 1_100_000 + "\nc;d\n")
