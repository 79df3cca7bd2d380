"""The sheet Envoi: every setting of sending, shown, edited in a spreadsheet, read back with the cell of each fault."""

import datetime as dt
import io
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from receivables.dunning.defaults import SHIPPED
from server.campaigns.settings.sending_file import sending_of
from server.campaigns.settings.sending_settings import SendingSettings, as_written, settings_of
from server.errors import UserError
from server.imports.files.grids import read_grids
from workbooks.procedures import procedures_workbook
from workbooks.sending import SETTINGS, WEEKDAYS, shown

SHIPPED_SENDING = as_written(SendingSettings())
ALSACE = as_written(settings_of({
    "subdivision": "6AE", "opens": "09:00", "closes": "16:00", "weekdays": [2, 3, 6], "per_minute": 30,
    "closing_days": ["2026-12-24", "2026-12-31"], "zone": "Indian/Reunion", "plan_minute": "05:15",
}))  # fmt: skip


def _edited(path: Path, cells: dict[str, Any], values: dict[str, Any] = ALSACE, lang: str = "fr") -> Path:
    """The workbook as somebody saves it with these cells."""
    with warnings.catch_warnings():  # what openpyxl does not know
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(procedures_workbook(SHIPPED, lang, values)))
    for place, value in cells.items():
        book[("Envoi", "Sending")[lang == "en"]][place] = value
    book.save(path / "s.xlsx")
    return path / "s.xlsx"


def _read(path: Path, before: dict[str, Any] = ALSACE) -> dict[str, Any]:
    return sending_of(read_grids(path), path.name, before)


def _row(key: str) -> int:
    return 4 + next(place for place, one in enumerate(SETTINGS) if one.key == key)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("values", [SHIPPED_SENDING, ALSACE], ids=["shipped", "own"])
def test_what_is_written_is_read_back(tmp_path: Path, lang: str, values: dict[str, Any]) -> None:
    """Whatever was in force before, saved by another program, in both languages."""
    for before in (SHIPPED_SENDING, ALSACE):
        assert _read(_edited(tmp_path, {}, values, lang), before) == values


def test_the_same_settings_make_the_same_bytes() -> None:
    """The file's own date is not the clock's."""
    content = procedures_workbook(SHIPPED, "fr", ALSACE)
    assert content == procedures_workbook(SHIPPED, "fr", ALSACE)
    assert openpyxl.load_workbook(io.BytesIO(content)).properties.created == dt.datetime(2026, 1, 1)


def test_every_setting_has_a_row_and_no_other() -> None:
    """A label and a meaning in both languages, each label once; on a page the days of the week are one line."""
    keys = {one.key.partition(".")[0] for one in SETTINGS}
    assert keys == SHIPPED_SENDING.keys()
    for place in (0, 1):
        labels = [one.label[place] for one in SETTINGS]
        assert len(set(labels)) == len(labels)
        assert all(one.meaning[place] for one in SETTINGS)
    assert len(shown(ALSACE, "fr")) == len(keys)
    assert ("Jours ouvrés", "mardi, mercredi, samedi") in shown(ALSACE, "fr")
    assert ("Working days", "Tuesday, Wednesday, Saturday") in shown(ALSACE, "en")


def test_cells_are_read_however_they_were_typed(tmp_path: Path) -> None:
    """A time as people write it, a time and a date of the spreadsheet's own, a number as a text, capitals."""
    cells = {f"B{_row('opens')}": "8h15", f"B{_row('closes')}": dt.time(18, 5), f"B{_row('per_day')}": "250",
             f"B{_row('subdivision')}": 57, f"B{_row('country')}": "fr", f"B{_row(f'{WEEKDAYS}.1')}": "OUI",
             f"B{_row('closing_days')}": dt.date(2027, 5, 7), f"B{_row('closing_days') + 1}": None,
             f"B{_row('closing_days') + 9}": "14/05/2027"}  # fmt: skip
    found = as_written(settings_of(_read(_edited(tmp_path, cells))))
    assert {name: found[name] for name in found if found[name] != ALSACE[name]} == {
        "opens": "08:15", "closes": "18:05", "per_day": 250, "subdivision": "57", "weekdays": [1, 2, 3, 6],
        "closing_days": ["2027-05-07", "2027-05-14"],
    }  # fmt: skip


def test_a_row_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    """Nor does a sheet that is gone; the list of closing days emptied is empty."""
    cells = {f"{column}{row}": None for row in (_row("per_day"), _row(f"{WEEKDAYS}.2")) for column in "AB"}
    assert _read(_edited(tmp_path, cells), ALSACE | {"per_day": 7}) == ALSACE | {"per_day": 7}
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    del book["Envoi"]
    book.save(tmp_path / "s.xlsx")
    assert _read(tmp_path / "s.xlsx", SHIPPED_SENDING) == SHIPPED_SENDING
    first = _row("closing_days")
    assert _read(_edited(tmp_path, {f"B{first}": None, f"B{first + 1}": None}))["closing_days"] == []


@pytest.mark.parametrize(("key", "value", "sentence"), [
    ("opens", "late", "write a time"), ("opens", "25:00", "write a time"), ("opens", None, "write a time"),
    ("closes", "07:00", "later than the opening, 09:00"), ("zone", "Europe/Nowhere", "no time zone"),
    ("zone", "../x", "no time zone"), ("country", "ZZ", "« ZZ » are not known"), ("subdivision", "99", "are not known"),
    ("per_day", 0, "from 1 to 1000000"), ("per_day", 1.5, "from 1 to 1000000"), ("per_day", -3, "from 1 to 1000000"),
    ("per_day", None, "whole number"), ("per_minute", "many", "whole number"), ("per_day", "#N/A", "whole number"),
    ("weekdays.7", "peut-être", "write oui or non"), ("closing_days", "31/02/2026", "does not exist"),
    ("closing_days", "Noël", "cannot be read"),
])  # fmt: skip
def test_a_fault_names_its_cell(tmp_path: Path, key: str, value: Any, sentence: str) -> None:
    """In one sentence, with the file and the sheet."""
    with pytest.raises(UserError, match=rf"^s\.xlsx, sheet « Envoi », cell B{_row(key)}: .*{sentence}.*\.$"):
        _read(_edited(tmp_path, {f"B{_row(key)}": value}))


def test_what_stands_beside_no_setting_is_refused(tmp_path: Path) -> None:
    """A label mistyped, a setting twice, a value alone, no day of the week, headings gone."""
    week = {f"B{_row(f'{WEEKDAYS}.{day}')}": "non" for day in range(1, 8)}
    for cells, sentence in (
        ({"A4": "Envoi dès"}, "cell B4: there is no setting « Envoi dès »"),
        ({"A5": "Envoi à partir de"}, "cell B5: .* a second time"), ({"B3": "x"}, "headings"),
        ({"A4": None}, "cell B4: « 09:00 » stands beside no setting"), (week, "cell B6: at least one day"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=sentence):
            _read(_edited(tmp_path, cells))
