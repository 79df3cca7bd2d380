"""Reading back the sheet of call results a manager edited: each cell checked, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from receivables.errors import ReceivablesError
from receivables.followup.calls import STOPS, CallRule, rules_by_result
from receivables.money import parse_amount
from server.imports.files.cells import is_blank, shown, text_of
from server.imports.files.errors import UserFileError, file_label
from server.imports.files.grids import Cell, CellError, Grid, read_grids
from workbooks.call_results import HEADINGS, SHEET

_MOST_COLUMNS = 26


@dataclass(frozen=True)
class _Place:
    """A sheet, its columns and the row in hand, to name cells."""

    where: str
    columns: dict[str, int]
    number: int
    row: Sequence[Cell]

    def cell(self, name: str) -> Cell:
        """The row's cell of a column."""
        column = self.columns[name]
        return self.row[column] if column < len(self.row) else None

    def of(self, name: str) -> str:
        """That cell as a sentence names it."""
        return f"{self.where}, cell {chr(65 + self.columns[name])}{self.number}"


def read_call_results(path: Path, known: Sequence[CallRule]) -> tuple[CallRule, ...]:
    """The rows of the sheet « Résultats d'appel », in the order of `known`.

    Raises UserFileError with one sentence that names the cell.
    """
    name, titles = file_label(path), [title.lower() for title in SHEET]
    grids = [grid for grid in read_grids(path) if grid.name.strip().lower() in titles]
    if not grids:
        raise UserFileError(f"{name} holds no sheet « {SHEET[0]} »: load a workbook of relance call-results export.")
    where = f"{name}, sheet « {shown(grids[0].name)} »"
    top, columns = _header(grids[0], where)
    found: dict[str, CallRule] = {}
    for number, row in enumerate(grids[0].rows[top + 1 :], top + 2):
        place = _Place(where, columns, number, row)
        code = text_of(place.cell("code"))
        if code:
            if code not in rules_by_result(known):
                raise UserFileError(f"{place.of('code')}: there is no call result « {shown(code)} ».")
            if code in found:
                raise UserFileError(f"{place.of('code')}: the result « {code} » stands there a second time.")
            found[code] = _edited(rules_by_result(known)[code], place)
        elif not all(is_blank(cell) for cell in row):
            raise UserFileError(f"{place.of('code')}: the code of the row is missing.")
    missing = next((one.result for one in known if one.result not in found), None)
    if missing is not None:
        raise UserFileError(f"{where}: the result « {missing} » is missing; put its row back.")
    return tuple(found[one.result] for one in known)


def _header(grid: Grid, where: str) -> tuple[int, dict[str, int]]:
    """The row of the headings and the column of each."""
    wanted = {key: [label.lower() for label in labels] for key, labels in HEADINGS.items() if key != "result"}
    for at, row in enumerate(grid.rows):
        texts = [text_of(cell).lower() for cell in row[:_MOST_COLUMNS]]
        columns = {key: texts.index(word) for key, words in wanted.items() for word in words if texts.count(word) == 1}
        if len(columns) == len(wanted):
            return at, columns
    labels = ", ".join(f"« {labels[0]} »" for key, labels in HEADINGS.items() if key != "result")
    raise UserFileError(f"{where}: the headings {labels} are not found in one row.")


def _edited(rule: CallRule, place: _Place) -> CallRule:
    days = _days(place)
    for name in ("next_action", "owner", "stop"):
        if isinstance(place.cell(name), CellError):
            raise UserFileError(f"{place.of(name)} holds an error: « {shown(place.cell(name))} ».")
    stop = _stop(place)
    try:
        return rule.edited(days, text_of(place.cell("next_action")), text_of(place.cell("owner")), stop)
    except ReceivablesError as error:
        raise UserFileError(f"{place.where}, row {place.number}: {error}.") from error


def _days(place: _Place) -> int | None:
    cell = place.cell("next_days")
    if is_blank(cell):
        return None
    value: object = cell
    if isinstance(cell, str):
        try:
            value = parse_amount(cell)
        except ReceivablesError:
            value = None
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        raise UserFileError(f"{place.of('next_days')}: « {shown(cell)} » is no whole number.")
    return int(value)


def _stop(place: _Place) -> str:
    text = text_of(place.cell("stop")).casefold()
    for code, labels in STOPS.items():
        if text in (code, *(label.casefold() for label in labels)):
            return code
    known = ", ".join(labels[0] for labels in STOPS.values())
    raise UserFileError(f"{place.of('stop')}: « {shown(place.cell('stop'))} » is none of: {known}.")
