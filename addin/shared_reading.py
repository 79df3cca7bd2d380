"""What is read of the shared columns of a workbook, and accounts by the numbers that people see."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from addin.cell_marks import Place, shown_place
from addin.read_sheet import Raw
from addin.shared_cells import same_number, shown_number
from addin.shared_state import Key, SharedBook, Sheet
from addin.shared_tables import Table
from addin.sheet_names import ACCOUNT
from receivables.errors import ReceivablesError


class Refused(NamedTuple):
    """A cell that was not sent, and the sentence that says why."""

    cell: str
    why: str


class Found(NamedTuple):
    """One cell of an account's field: its canonical text, None where it cannot be read."""

    table: Table
    place: Place
    value: str | None

    @property
    def cell(self) -> str:
        """`Agenda!C7`."""
        return f"{self.table.sheet}!{shown_place(self.place)}"


class AccountNumbers:
    """Ids by account number: several companies may have the same."""

    def __init__(self, book: SharedBook) -> None:
        self._ids: defaultdict[str, list[str]] = defaultdict(list)
        for uid, account in book.accounts.items():
            for number in {account.number, account.number.lstrip("0")}:
                if uid not in book.gone:
                    self._ids[number].append(uid)
        self._numbers = {uid: one.number for uid, one in book.accounts.items()}

    def of(self, raw: Raw) -> list[str]:
        """The accounts whose number a cell shows."""
        try:
            return [uid for uid in self._ids.get(shown_number(raw), ()) if same_number(raw, self._numbers[uid])]
        except ReceivablesError:
            return []


@dataclass
class Reading:
    """All that was read: the values for the protocol, where they stand, what was refused, what to tell.

    ids: hidden ids to write anew, by sheet and row | faulty: sheets that were left out | doubtful: accounts whose id
    stands beside another account's number, or the other way round
    """

    sheet: Sheet = field(default_factory=lambda: Sheet(is_file=True))
    found: defaultdict[Key, list[Found]] = field(default_factory=lambda: defaultdict(list))
    refused: list[Refused] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    numbers: AccountNumbers = field(default_factory=lambda: AccountNumbers(SharedBook()))

    def cell(self, key: Key) -> str:
        """Where a field of an account stands first; '' where nowhere."""
        return self.found[key][0].cell if key in self.found else ""


def same_number_of(table: Table, row: int, number: str) -> bool:
    """Whether a row shows an account number."""
    try:
        return same_number(table.raw(row, ACCOUNT), number)
    except ReceivablesError:
        return False
