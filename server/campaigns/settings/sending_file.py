"""The sheet « Envoi » of an edited workbook -> the settings of sending it tells, each fault with its cell."""

from collections.abc import Mapping
from typing import Any

from receivables.days import NO_DAY, iso, parse_day
from receivables.errors import ReceivablesError
from server.campaigns.settings.sending_settings import SettingError, settings_of
from server.imports.files.cells import shown, text_of
from server.imports.files.errors import UserFileError
from server.imports.files.grids import Cell, Grid
from server.imports.lists.columns import column_letter
from workbooks.sending import CLOSING_DAYS, NO, SETTING, SETTINGS, SHEET, VALUE, WEEKDAYS, YES

_MOST_COLUMNS = 26
_KEYS = {label.casefold(): one.key for one in SETTINGS for label in one.label}


def sending_of(grids: list[Grid], label: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are written once the sheet is read; those of `before` where it is absent, and of each row it
    has not. Raises UserFileError with one sentence that names the cell."""
    titles = [title.casefold() for title in SHEET]
    grid = next((one for one in grids if one.name.strip().casefold() in titles), None)
    if grid is None:
        return dict(before)
    return _Reading(grid, f"{label}, sheet « {shown(grid.name)} »", before).settings()


class _Reading:
    """One sheet being read; `told` is what is in force with what the rows told so far."""

    def __init__(self, grid: Grid, where: str, before: Mapping[str, Any]) -> None:
        self._rows, self._where, self._told = grid.rows, where, dict(before)
        self._cells: dict[str, str] = {}
        self._top, self._names, self._values = self._header()

    def settings(self) -> dict[str, Any]:
        """What the sheet tells, found good as a whole."""
        key = ""
        for number, row in enumerate(self._rows[self._top + 1 :], self._top + 2):
            name, value = self._cell(row, self._names), self._cell(row, self._values)
            if text_of(name):
                key = self._key(name, value, number)
            elif text_of(value) and key != CLOSING_DAYS:
                raise self._fault(number, f"« {shown(value)} » stands beside no setting.")
            if key and (text_of(name) or key == CLOSING_DAYS):
                self._take(key, value, number)
        try:
            settings_of(self._told)
        except SettingError as error:
            place = self._cells.get(error.name) or self._cells[f"{error.name}.1"]
            raise UserFileError(f"{self._where}, cell {place}: {error.need}") from error
        return self._told

    def _header(self) -> tuple[int, int, int]:
        """The row of the headings, the columns of labels and of values."""
        for at, row in enumerate(self._rows):
            texts = [text_of(cell).casefold() for cell in row[:_MOST_COLUMNS]]
            places = [next((texts.index(one.casefold()) for one in both if one.casefold() in texts), None)
                      for both in (SETTING, VALUE)]  # fmt: skip
            if places[0] is not None and places[1] is not None:
                return at, places[0], places[1]
        raise UserFileError(f"{self._where}: the headings « {SETTING[0]} » and « {VALUE[0]} » are not in one row.")

    def _key(self, name: Cell, value: Cell, number: int) -> str:
        """The setting of a row, '' of a row that only says something."""
        key = _KEYS.get(" ".join(text_of(name).split()).casefold(), "")
        if not key and text_of(value):
            raise self._fault(number, f"there is no setting « {shown(name)} ».")
        if key in self._cells:
            raise self._fault(number, f"the setting « {shown(name)} » stands there a second time.")
        if key:
            self._cells[key] = self._address(number)
        if key == CLOSING_DAYS:
            self._told[CLOSING_DAYS] = []
        return key

    def _take(self, key: str, value: Cell, number: int) -> None:
        text = text_of(value)
        if key == CLOSING_DAYS:
            self._told[CLOSING_DAYS] += [self._day(text, number)] if text else []
        elif key.startswith(WEEKDAYS):
            self._told[WEEKDAYS] = self._week(int(key.removeprefix(f"{WEEKDAYS}.")), text, number)
        else:
            self._told[key] = int(text) if isinstance(self._told[key], int) and text.isdecimal() else text

    def _week(self, day: int, text: str, number: int) -> list[int]:
        if text.casefold() not in (*YES, *NO):
            raise self._fault(number, f"write {YES[0]} or {NO[0]}.")
        others = set(self._told[WEEKDAYS]) - {day}
        return sorted(others | ({day} if text.casefold() in YES else set()))

    def _day(self, text: str, number: int) -> str:
        try:
            day = parse_day(text)
        except ReceivablesError as error:
            raise self._fault(number, str(error)) from error
        return "" if day == NO_DAY else str(iso(day))

    def _fault(self, number: int, sentence: str) -> UserFileError:
        return UserFileError(f"{self._where}, cell {self._address(number)}: {sentence}")

    def _address(self, number: int) -> str:
        return f"{column_letter(self._values)}{number}"

    @staticmethod
    def _cell(row: list[Cell], place: int) -> Cell:
        return row[place] if place < len(row) else None
