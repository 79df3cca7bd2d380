"""What a host shows of a shared workbook: sheets with named columns, and the hidden state.

A host reads these from a closed file (`addin.shared_file`) or from the running Excel (`addin.live_book`); whatever
stands above, the reading of rows and the protocol, is the same for both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from addin.cell_marks import Place, shown_place
from addin.patched_cell import Value
from addin.read_sheet import BLANK, Held, Raw, SheetCells
from addin.sheet_names import EVENT_WHO, NAME

State = dict[str, dict[str, Any]]
Writes = dict[str, dict[Place, Value]]


@dataclass
class Table:
    """A sheet with named columns: name -> column, from 1; `first` to `last` are the rows the names span.

    headings: the texts above the columns | fault: why the sheet cannot be synchronised, '' where it can
    is_1904: its days count from there
    """

    sheet: str
    columns: dict[str, int]
    first: int
    last: int
    fault: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    cells: SheetCells = field(default_factory=SheetCells)
    is_1904: bool = False

    def raw(self, row: int, name: str) -> Raw:
        """The cell of a row in a named column; blank where the sheet has no such column."""
        column = self.columns.get(name)
        return self.cells.at((row, column)) if column is not None else BLANK

    def address(self, row: int, *names: str) -> str:
        """`Agenda!C7`: the first cell of a row in some columns that the sheet has."""
        column = next((self.columns[name] for name in names if name in self.columns), min(self.columns.values()))
        return f"{self.sheet}!{shown_place((row, column))}"

    def is_blank(self, row: int) -> bool:
        """Whether nothing stands in the named columns of a row; names and authors are only shown."""
        return all(self.raw(row, name).held is Held.BLANK for name in self.columns if name not in (NAME, EVENT_WHO))

    def rows(self) -> list[int]:
        """The rows that hold anything, those typed below the named cells included."""
        return sorted({row for row, _ in self.cells.cells if row >= self.first})


class Host(Protocol):
    """A shared workbook, wherever it is open."""

    @property
    def place(self) -> str:
        """Where it lies: a copy lies elsewhere."""
        ...

    def state(self) -> State:
        """The hidden state. Raises ArchiveError where there is none, or it is damaged."""
        ...

    def tables(self) -> list[Table]:
        """The sheets with named columns, in the order of the tabs."""
        ...

    def save(self, state: State, writes: Writes, last_rows: Mapping[str, int]) -> None:
        """Keep state and cells, on the disk too. `last_rows`: where the names of a sheet end now, if further down."""
        ...
