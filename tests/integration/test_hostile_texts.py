"""Names that want to be formulas, pages or terminal codes: they come out as the texts they are."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.command import Command
from tests.fec_builder import sale, write_fec

LONG = "x" * 40_000
#: account -> name as the file writes it
NAMES = {
    "C1": "=cmd|'/c calc'!A1", "C2": "+1+1", "C3": "@SUM(A1:A9)", "C4": "-2+3", "C5": "=HYPERLINK(\"http://x\";\"y\")",
    "C6": "deux\nlignes\tet\x07un\x1bson", "C7": "droite\u202eehcuag\u200f", "C8": LONG, "C9": "<b>&amp;\"'</b>",
    "C10": "'apostrophe", "C11": "[bold]x[/]", "C12": "nul\u2028ligne",
}  # fmt: skip
#: Control characters and marks that turn the text around become one space.
CLEANED = {"C6": "deux lignes et un son", "C7": "droite ehcuag", "C12": "nul ligne"}


@pytest.fixture
def listed(relance: Command) -> Path:
    """The folder of a home into which the hostile list was imported."""
    folder = relance.home.parent
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Client", "Nom", "Facture", "Date", "Échéance", "Montant"])
    for number, (account, name) in enumerate(NAMES.items(), 1):
        writer.writerow([account, name, f"=F{number}", "13/01/2026", "12/02/2026", "10,00"])
    writer.writerow(["=1+1", "Zeta", "@F", "13/01/2026", "12/02/2026", "10,00"])
    (folder / "list.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    answer = relance.json("import", folder / "list.csv", "--company", "=S1")
    assert (answer["rows"], answer["total_open"]) == (13, "130.00")
    return folder


def expected(account: str) -> str:
    """The name as it comes back."""
    return CLEANED.get(account, NAMES.get(account, "Zeta"))


def test_json_gives_them_back_as_they_are(relance: Command, listed: Path) -> None:
    rows = {row["account"]: row["name"] for row in relance.json("aged-balance")["accounts"]}
    assert rows == {account: expected(account) for account in (*NAMES, "=1+1")}
    numbers = {item["number"] for item in relance.json("open-items")["items"]}
    assert numbers == {f"=F{at}" for at in range(1, 13)} | {"@F"}


def test_csv_marks_what_a_spreadsheet_would_compute(relance: Command, listed: Path) -> None:
    relance.json("aged-balance", "--csv", listed / "out.csv")
    rows = list(csv.DictReader(io.StringIO((listed / "out.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert {row["company"] for row in rows} == {"'=S1"}
    assert {row["account"] for row in rows} == {*NAMES, "'=1+1"}
    for row in rows:
        name = expected(row["account"].lstrip("'"))
        assert row["name"] == (f"'{name}" if name[0] in "=+-@" else name)


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl drops the newer parts
def test_workbook_holds_no_formula_of_theirs(relance: Command, listed: Path) -> None:
    """Every cell that bears one of the texts is a text; the long one is cut to what a cell can hold."""
    relance.json("workbook", listed / "out.xlsx")
    book = openpyxl.load_workbook(listed / "out.xlsx")
    found: set[str] = set()
    cells: list[Any] = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for cell in cells:
        for account in NAMES:
            if str(cell.value) == expected(account)[:32_767]:
                assert cell.data_type == "s", (cell.coordinate, cell.value)
                found.add(account)
        if cell.data_type == "f":
            assert not any(name in str(cell.value) for name in ("cmd|", "calc", 'HYPERLINK("http', "SUM(A1:A9)"))
    assert found | {"C8"} == set(NAMES)
    assert any(str(cell.value).startswith("xxxx") and len(cell.value) <= 32_767 for cell in cells)


@pytest.mark.parametrize(("good", "code"), [(b"20250102", 0), (b"411000", 2)], ids=["problem", "refusal"])
def test_a_sentence_quotes_a_cell_without_its_codes(relance: Command, good: bytes, code: int) -> None:
    """A document date nobody can read is a problem on standard output, such an account a refusal on standard error."""
    path = write_fec(
        relance.home.parent / "ledger.txt", [sale("2025-01-10", "C1", "F1", 100, document_day="2025-01-02")]
    )
    path.write_bytes(path.read_bytes().replace(good, b"#\x1b]0;title\x07"))
    done = relance("import", path)
    assert (done.returncode, "title" in done.stdout + done.stderr) == (code, True)
    assert not set(done.stdout + done.stderr) & {"\x1b", "\x07"}


def test_a_terminal_shows_them_without_their_codes(relance: Command, listed: Path) -> None:
    shown = relance("aged-balance").stdout
    assert "\x1b[" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert "[bold]x[/]" in shown
