"""What the sheets of the calculator are made of: areas of cells, calls with their values, the workbook for one host."""

from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from addin.cells import ErrorCell
from workbooks.styles import Styles
from workbooks.words import Words


@dataclass(frozen=True)
class Area:
    """Cells of a sheet, first and last included; `is_optional`: one cell that may stay empty."""

    row: int
    column: int
    last_row: int
    last_column: int
    is_optional: bool = False

    @property
    def text(self) -> str:
        """`$A$1:$C$9`, or `$A$1` of one cell."""
        if (self.row, self.column) == (self.last_row, self.last_column):
            return self.first
        return str(xl_range_abs(self.row, self.column, self.last_row, self.last_column))

    @property
    def argument(self) -> str:
        """As a call takes it: LibreOffice hands over an empty cell as 0, which would be a rate or a date."""
        return f'IF(LEN({self.text}),{self.text},"")' if self.is_optional else self.text

    @property
    def first(self) -> str:
        """Its first cell."""
        return str(xl_rowcol_to_cell(self.row, self.column, row_abs=True, col_abs=True))


@dataclass(frozen=True)
class Calculator:
    """The workbook being built, for one host."""

    workbook: Workbook
    words: Words
    styles: Styles
    host: str

    @property
    def is_spilling(self) -> bool:
        """Whether a formula fills as many cells as its result has."""
        return self.host != "libreoffice"

    def title(self, key: str) -> str:
        """Title on top of a sheet."""
        return self.words(f"title.{key}")


@dataclass(frozen=True)
class Formula:
    """A call as the host stores it, and its value for the sample: one cell or rows."""

    text: str
    value: Any

    @property
    def rows(self) -> list[list[Any]]:
        """The value as rows."""
        return self.value if isinstance(self.value, list) else [[self.value]]


def kept(value: Any) -> Any:
    """A result as a file keeps it."""
    return value.code if isinstance(value, ErrorCell) else value
