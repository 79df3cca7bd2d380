"""A sheet of the calculator: cells to fill in with their help, formulas with their results, a list pasted in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from addin.calls import evaluate
from addin.formula_names import stored
from workbooks.book import write_cell
from workbooks.calculator_cells import Area, Calculator, Formula, kept
from workbooks.calculator_inputs import Field, check, style_names

_HEADING_ROWS = 4
_FREE_ROWS = 25
_APART_SCALE = 62
#: How far the headings of a sheet reach.
_PRINTED_COLUMNS = 7


@dataclass
class Page:
    """One sheet; `values` remembers what was written, so that results can be computed beside the formulas."""

    book: Calculator
    key: str
    sheet: Worksheet
    row: int = _HEADING_ROWS
    values: dict[tuple[int, int], Any] = field(default_factory=dict)

    def section(self, key: str, columns: int, column: int = 0) -> None:
        """A heading over a part of the sheet."""
        for place in range(column, column + columns):
            text = self.book.words(key) if place == column else ""
            self.sheet.write_string(self.row, place, text, self.book.styles.of("section"))
        self.row += 1

    def inputs(self, fields: Sequence[Field], columns: int = 8) -> dict[str, Area]:
        """One row an input: label, yellow cell, help, under a heading as wide as so many columns; where each stands."""
        self.section("calc.inputs", columns)
        found = {}
        for one in fields:
            self._label(f"calc.in.{one.key}", f"calc.help.{one.key}")
            self._put(self.row, 1, one)
            check(self.book.words, self.sheet, (self.row, 1, self.row, 1), one)
            found[one.key] = Area(self.row, 1, self.row, 1, one.is_optional)
            self.row += 1
        self.row += 1
        return found

    def pasted(self, fields: Sequence[Field], rows: int, *, is_long: bool = False) -> Area:
        """A list to paste over: header and rows to fill in from the present row down; the area with its header.

        is_long: only the first rows, and those filled in, show as inputs, so that no empty page is printed.
        """
        top = self.row
        for place, one in enumerate(fields):
            self._head(top, place, self.book.words(f"calc.col.{one.key}"))
            for row in range(rows):
                self._put(top + 1 + row, place, one, row, is_plain=is_long)
            check(self.book.words, self.sheet, (top + 1, place, top + rows, place), one)
        area = Area(top, 0, top + rows, len(fields) - 1)
        if is_long:
            shown = f"=OR(ROW()<={top + 1 + _FREE_ROWS},LEN($A{top + 2})>0)"
            self._when(area, shown, "input")
        return area

    def result(self, key: str, formula: Formula | str, style: Format, value: Any = "") -> Area:
        """One result with its label and help; `value` is that of a formula given as a text."""
        self._label(f"calc.out.{key}", f"calc.outhelp.{key}")
        area = Area(self.row, 1, self.row, 1)
        if isinstance(formula, str):
            self.write_plain(area, formula, style, value)
        else:
            self._write(area, formula, [style])
        self.row += 1
        return area

    def column(self, place: int, header: str, formula: Formula, listed: Area, style: Format) -> Area:
        """A column of results beside a list, one for each of its rows."""
        self._head(listed.row, place, self.book.words(header))
        area = Area(listed.row + 1, place, listed.last_row, place)
        self._write(area, formula, [style])
        self._when(Area(listed.row, place, listed.last_row, place), f"=LEN($A{listed.row + 2})>0", "row")
        return area

    def table(self, formula: Formula, styles: Sequence[Format], room: int, column: int = 0) -> Area:
        """A table of results with its header, from the present row down; `room`: rows kept for it without spilling."""
        area = Area(self.row, column, self.row + room, column + len(styles) - 1)
        self._write(area, formula, styles, is_padded=True)
        self._dress(area)
        return area

    def print_apart(self, listed: Area, table: Area, rows: int) -> None:
        """The list on pages of its own, the result and its heading on others: each large enough to read."""
        self.sheet.set_print_scale(_APART_SCALE)
        self.sheet.set_v_pagebreaks([table.column])
        if not self.book.is_spilling:
            name = "'" + self.sheet.get_name().replace("'", "''") + "'"
            whole = Area(0, 0, listed.last_row, listed.last_column)
            result = Area(table.row - 1, table.column, table.row + rows, table.last_column)
            self.book.workbook.define_name(
                f"{name}!_xlnm.Print_Area", f"={name}!{whole.text},{name}!{result.text}"
            )  # fmt: skip

    def print_with(self, table: Area, rows: int) -> None:
        """The sheet as far as so many rows of the result, on one page."""
        if not self.book.is_spilling:
            self.sheet.fit_to_pages(1, 1)
            self.sheet.print_area(0, 0, table.row + rows, max(table.last_column, _PRINTED_COLUMNS))

    def message(self, row: int, watched: Sequence[Area], table: Area | None = None, printed: int = 0) -> None:
        """Why a result is missing, or not all of it printed (past so many rows), in one sentence, in its row.

        LibreOffice prints the room kept for a result as empty pages, so there only its first rows are to be printed.
        """
        found = "&".join(area.first for area in watched)
        told = f'IF(IFERROR({found}="",TRUE),{self.call("AR_LAST_ERROR").text},"")'
        if table is not None and not self.book.is_spilling:
            last, cut = (
                Area(at, table.column, at, table.column).text for at in (table.last_row, table.row + printed + 1)
            )
            told = f'IF(IFERROR({cut}<>"",FALSE),"{self.book.words("calc.print_cut")}",{told})'
            told = f'IF(IFERROR({last}<>"",FALSE),"{self.book.words("calc.too_long")}",{told})'
        style = self.book.styles.of("bad", text_wrap=False)
        self.sheet.write_string(row, 0, self.book.words("calc.message"), self.book.styles.of("note"))
        self.write_plain(Area(row, 1, row, 1), told, style)

    def call(self, name: str, *arguments: Area | None) -> Formula:
        """A call of a function on cells; None leaves an optional argument out. Its value is that of the sample."""
        texts = ["" if one is None else one.argument for one in arguments]
        raw = [None if one is None else self._raw(one) for one in arguments]
        value = evaluate(name, raw).value
        return Formula(f"{stored(name, self.book.host)}({','.join(texts)})", value)

    def _raw(self, area: Area) -> Any:
        rows = [
            [self.values.get((row, column)) for column in range(area.column, area.last_column + 1)]
            for row in range(area.row, area.last_row + 1)
        ]
        return rows[0][0] if area.text == area.first else rows

    def _label(self, key: str, help_key: str) -> None:
        styles = self.book.styles
        self.sheet.write_string(self.row, 0, self.book.words(key), styles.of("row", "bold"))
        self.sheet.write_string(self.row, 2, self.book.words(help_key), styles.of("note", indent=1))
        self.sheet.set_row(self.row, 18)

    def _head(self, row: int, column: int, text: str) -> None:
        self.values[row, column] = text
        self.sheet.write_string(row, column, text, self.book.styles.of("header", "center"))

    def _put(self, row: int, column: int, one: Field, at: int = 0, *, is_plain: bool = False) -> None:
        """A cell to fill in, with its sample."""
        value = one.sample(at, self.book.words.lang)
        self.values[row, column] = value
        names = style_names(one.kind) if is_plain else (*style_names(one.kind), "input")
        style = self.book.styles.of(*names, text_wrap=False)
        write_cell(self.sheet, row, column, value, style)

    def write_plain(self, area: Area, formula: str, style: Format, value: Any = "") -> None:
        """A formula of one cell; Excel would show an @ before a function unless it may spill."""
        if self.book.is_spilling:
            self.sheet.write_dynamic_array_formula(area.text.replace("$", ""), f"={formula}", style, value)
        else:
            self.sheet.write_formula(area.row, area.column, f"={formula}", style, "")

    def _write(self, area: Area, formula: Formula, styles: Sequence[Format], *, is_padded: bool = False) -> None:
        if self.book.is_spilling:
            self._write_spilling(area, formula, styles)
        else:
            self._write_array(area, formula, styles, is_padded)

    def _write_spilling(self, area: Area, formula: Formula, styles: Sequence[Format]) -> None:
        """As Excel stores it: the formula in the first cell, over the cells its result fills."""
        rows = formula.rows
        last = area.row + len(rows) - 1, area.column + len(rows[0]) - 1
        for row in range(area.row, area.last_row + 1):
            for place, style in enumerate(styles):
                self.sheet.write_blank(row, area.column + place, None, style)
        self.sheet.write_dynamic_array_formula(
            area.row, area.column, *last, f"={formula.text}", styles[0], kept(rows[0][0])
        )
        for row, cells in enumerate(rows):
            for place, value in enumerate(cells):
                self.values[area.row + row, area.column + place] = value
                if row or place:
                    write_cell(self.sheet, area.row + row, area.column + place, kept(value), styles[place])

    def _write_array(self, area: Area, formula: Formula, styles: Sequence[Format], is_padded: bool) -> None:
        """Over cells of a fixed number: where the result is smaller they are empty, not #N/A."""
        bounds = area.row, area.column, area.last_row, area.last_column
        cells = xl_range(*bounds)
        text = f'IFERROR(IF(ROW({cells})*COLUMN({cells}),{formula.text}),"")' if is_padded else formula.text
        self.sheet.write_array_formula(*bounds, f"{{={text}}}", styles[0], "")
        for row, cells_of in enumerate(formula.rows):
            for place, value in enumerate(cells_of):
                self.values[area.row + row, area.column + place] = value
        for row in range(area.row, area.last_row + 1):
            for place, style in enumerate(styles):
                if (row, area.column + place) != (area.row, area.column):
                    self.sheet.write_blank(row, area.column + place, None, style)

    def _dress(self, area: Area) -> None:
        """Header, lines and total follow the result, wherever it ends."""
        column = xl_col_to_name(area.column)
        body = f"${column}{area.row + 2}"
        self.sheet.conditional_format(
            area.row, area.column, area.row, area.last_column,
            {"type": "formula", "criteria": f"=LEN({column}${area.row + 1})>0",
             "format": self.book.styles.conditional("header")},
        )  # fmt: skip
        self._when(area, f'=LEFT({body},5)="Total"', "sum")
        self._when(area, f"=AND(LEN({body})>0,LEN({column}${area.row + 1})>0)", "row")

    def _when(self, area: Area, criteria: str, style: str) -> None:
        """A look the rows of an area below its header have while a condition, told for the first, holds."""
        told = {"type": "formula", "criteria": criteria, "format": self.book.styles.conditional(style)}
        bounds = area.row + 1, area.column, area.last_row, area.last_column
        self.sheet.conditional_format(*bounds, {**told, "stop_if_true": True})
