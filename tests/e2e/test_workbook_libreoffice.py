"""The aged-balance workbook in a real spreadsheet: LibreOffice recalculates its totals and finds the same."""

import io
import re
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from receivables.money import to_decimal
from tests.unit.morning_fixture import morning
from tests.unit.report_fixture import report
from workbooks.balance import write_balance_workbook
from workbooks.cells import safe_text

pytestmark = pytest.mark.libreoffice

TIMEOUT_S = 120
#: A fresh profile that recalculates every file it loads, also those that look as if Excel had saved them.
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def without_cached_values(content: bytes) -> bytes:
    """The same workbook with formulas but no results, so that what is read later was computed by LibreOffice."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            target.writestr(name, part)
    return out.getvalue()


def convert(folder: Path, file: Path, kind: str) -> Path:
    """Load and save a file with LibreOffice in a profile of its own; returns the new file."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    done = folder / "done"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(done),
            str(file),
        ],
        check=True,
        capture_output=True,
        timeout=TIMEOUT_S,
    )
    return done / f"{file.stem}.{kind}"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_recalculated_totals_equal_the_sums(lang: str, tmp_path: Path) -> None:
    """Every SUBTOTAL of every table, computed afresh, is the integer sum of its column."""
    figures, out = report(), io.BytesIO()
    write_balance_workbook(figures, out, lang)
    bare = tmp_path / "balance.xlsx"
    bare.write_bytes(without_cached_values(out.getvalue()))
    with warnings.catch_warnings():  # openpyxl does not know the newer half of a data bar
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        before = openpyxl.load_workbook(bare)
        uncomputed = openpyxl.load_workbook(bare, data_only=True)
        after = openpyxl.load_workbook(convert(tmp_path, bare, "xlsx"), data_only=True)
    for currency, balance in figures.balance.groupby("currency"):
        suffix = "" if currency == "EUR" else f"_{currency}"
        sheet = next(sheet for sheet in before if f"AgedBalance{suffix}" in sheet.tables)
        _, _, right, bottom = range_boundaries(sheet.tables[f"AgedBalance{suffix}"].ref)
        sums = [int(balance[name].sum()) for name in [*figures.columns, "total"]]
        sums += [sum(sums[1 : len(figures.buckets)]), int(balance["collectible"].sum())]
        places = range(right - len(sums) + 1, right + 1)
        assert [uncomputed[sheet.title].cell(bottom, column).value for column in places] == [None] * len(sums)
        found = [after[sheet.title].cell(bottom, column).value for column in places]
        assert found == pytest.approx([float(to_decimal(minor, str(currency))) for minor in sums], abs=1e-6)


def test_hostile_names_are_still_texts_after_libreoffice_saved_them(tmp_path: Path) -> None:
    """Opened and saved by another program, no name has become a formula, a number or an error."""
    figures, file = report(), tmp_path / "balance.xlsx"
    write_balance_workbook(figures, file, "fr")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        book = openpyxl.load_workbook(convert(tmp_path, file, "xlsx"))
    sheet = book["Pièces ouvertes"]
    shown = {sheet.cell(row, 4).value for row in range(5, 5 + len(figures.items))}
    assert shown == {safe_text(name) for name in figures.items["name"]}
    assert {sheet.cell(row, 4).data_type for row in range(5, 5 + len(figures.items))} == {"s"}


def _computed(folder: Path, content: bytes) -> openpyxl.Workbook:
    """What LibreOffice makes of a workbook whose formulas hold no result."""
    folder.mkdir()
    bare = folder / "morning.xlsx"
    bare.write_bytes(without_cached_values(content))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        return openpyxl.load_workbook(convert(folder, bare, "xlsx"), data_only=True)


def _opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def test_every_formula_of_the_morning_gives_the_value_kept_beside_it(tmp_path: Path) -> None:
    """Totals of calls and penalties, and each cell of the account card."""
    figures, out = report(), io.BytesIO()
    write_balance_workbook(figures, out, "fr", morning(figures))
    after = _computed(tmp_path / "first", out.getvalue())
    formulas, kept = _opened(out.getvalue()), _opened(out.getvalue(), values=True)
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len([cell for cell in cells if cell.parent.title == "Fiche compte"]) > 500
    for cell in cells:
        known, found = (book[cell.parent.title][cell.coordinate].value for book in (kept, after))
        if isinstance(known, int | float):
            assert found == pytest.approx(known, abs=1e-6), f"{cell.parent.title} {cell.coordinate}"
        else:
            assert (found or "") == (known or ""), f"{cell.parent.title} {cell.coordinate}"


def test_another_account_chosen_shows_that_account(tmp_path: Path) -> None:
    """Typed as its number, chosen from the list, or unknown; also after somebody sorted the open items."""
    figures, out = report(), io.BytesIO()
    write_balance_workbook(figures, out, "fr", morning(figures))
    book = _opened(out.getvalue())
    items, data = book["Pièces ouvertes"], book["Fiches"]
    rows = [[cell.value for cell in row] for row in items.iter_rows(min_row=5, max_row=4 + len(figures.items))]
    for row, values in zip(items.iter_rows(min_row=5, max_row=4 + len(rows)), reversed(rows), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    labels = {row[1].value: row[3].value for row in data.iter_rows(min_row=2)}
    for place, typed in enumerate(("000007", labels["000014"], "999999")):
        book["Fiche compte"]["B5"].value = typed
        edited = io.BytesIO()
        book.save(edited)
        card = _computed(tmp_path / str(place), edited.getvalue())["Fiche compte"]
        number = ("000007", "000014", "")[place]
        own = figures.items[figures.items["account"] == number]
        heading = next(row for row in card.iter_rows() if row[0].value == "N° de pièce")
        listed = [card.cell(row, 6).value for row in range(heading[0].row + 1, heading[0].row + 41)]
        code = str(own["currency"].iloc[0]) if len(own) else "EUR"
        assert sorted(value for value in listed if value not in (None, "")) == pytest.approx(
            sorted(float(to_decimal(int(minor), code)) for minor in own["open"])
        )
        assert (card["G5"].value or "") == ("" if number else "Compte inconnu")
