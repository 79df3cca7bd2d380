"""The aged-balance workbook in a real spreadsheet: LibreOffice recalculates its totals and finds the same."""

import io
import re
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from receivables.money import to_decimal
from receivables.report import BalanceReport
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


def converted(folder: Path, *files: Path) -> list[bytes]:
    """Files as LibreOffice loads and saves them, all in one start, in a profile of its own."""
    profile, done = folder / "profile", folder / "done"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    start = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    subprocess.run(
        [*start, "--convert-to", "xlsx", "--outdir", str(done), *map(str, files)],
        check=True, capture_output=True, timeout=TIMEOUT_S,
    )  # fmt: skip
    return [(done / file.name).read_bytes() for file in files]


def _opened(content: bytes, *, values: bool = False) -> openpyxl.Workbook:
    with warnings.catch_warnings():  # openpyxl does not know the newer half of a data bar
        warnings.filterwarnings("ignore", message=".*extension is not supported", category=UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def test_recalculated_totals_equal_the_sums(tmp_path: Path) -> None:
    """Every SUBTOTAL of every table, computed afresh, is the integer sum of its column, in both languages."""
    figures, bare = report(), {lang: tmp_path / f"{lang}.xlsx" for lang in ("fr", "en")}
    for lang, path in bare.items():
        out = io.BytesIO()
        write_balance_workbook(figures, out, lang)
        path.write_bytes(without_cached_values(out.getvalue()))
    for path, computed in zip(bare.values(), converted(tmp_path, *bare.values()), strict=True):
        before, uncomputed = _opened(path.read_bytes()), _opened(path.read_bytes(), values=True)
        _totals_are_sums(figures, before, uncomputed, _opened(computed, values=True))


def _totals_are_sums(
    figures: BalanceReport, before: openpyxl.Workbook, uncomputed: openpyxl.Workbook, after: openpyxl.Workbook
) -> None:
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
    (saved,) = converted(tmp_path, file)
    sheet = _opened(saved)["Pièces ouvertes"]
    shown = {sheet.cell(row, 4).value for row in range(5, 5 + len(figures.items))}
    assert shown == {safe_text(name) for name in figures.items["name"]}
    assert {sheet.cell(row, 4).data_type for row in range(5, 5 + len(figures.items))} == {"s"}


def test_every_formula_of_the_morning_gives_the_value_kept_beside_it(tmp_path: Path) -> None:
    """Totals of calls and penalties, and each cell of the account card."""
    figures, out = report(), io.BytesIO()
    write_balance_workbook(figures, out, "fr", morning(figures))
    bare = tmp_path / "morning.xlsx"
    bare.write_bytes(without_cached_values(out.getvalue()))
    (computed,) = converted(tmp_path, bare)
    after = _opened(computed, values=True)
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
    chosen = {"000007": "000007", labels["000014"]: "000014", "999999": ""}
    bare = [tmp_path / f"{place}.xlsx" for place in range(len(chosen))]
    for path, typed in zip(bare, chosen, strict=True):
        book["Fiche compte"]["B5"].value = typed
        edited = io.BytesIO()
        book.save(edited)
        path.write_bytes(without_cached_values(edited.getvalue()))
    for computed, number in zip(converted(tmp_path, *bare), chosen.values(), strict=True):
        card = _opened(computed, values=True)["Fiche compte"]
        _shows(card, figures.items[figures.items["account"] == number])
        assert (card["G5"].value or "") == ("" if number else "Compte inconnu")


def _shows(card: Worksheet, own: pd.DataFrame) -> None:
    """The card lists what these items are worth, and nothing else."""
    heading = next(row for row in card.iter_rows() if row[0].value == "N° de pièce")
    listed = [card.cell(row, 6).value for row in range(heading[0].row + 1, heading[0].row + 41)]
    code = str(own["currency"].iloc[0]) if len(own) else "EUR"
    assert sorted(value for value in listed if value not in (None, "")) == pytest.approx(
        sorted(float(to_decimal(int(minor), code)) for minor in own["open"])
    )
