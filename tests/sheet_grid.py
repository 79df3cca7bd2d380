"""A shared workbook that is a grid in memory: a host as fast as sorting, inserting, copying by the thousand needs."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from addin.patched_cell import Value
from addin.read_sheet import BLANK, Held, Raw, SheetCells, Shown
from addin.shared_state import SharedBook, to_json
from addin.shared_tables import State, Table, Writes
from addin.sheet_names import field_name

FIELDS = ("owner", "next_action", "phone")
WIDTH, FIRST = 2 + len(FIELDS), 2
NAMES = {"relance.account": 1, **{field_name(key): place for place, key in enumerate(FIELDS, 2)}, "relance.id": WIDTH}
Row = list[str]


class Grid:
    """Rows of account, fields, id; all texts."""

    place = "grid"

    def __init__(self, uids: Sequence[str], numbers: Sequence[str]) -> None:
        self.rows: list[Row] = [[number, *[""] * len(FIELDS), uid] for uid, number in zip(uids, numbers, strict=True)]
        self._state = json.dumps(to_json(SharedBook(workbook="grid")))

    def state(self) -> State:
        """See `Host`."""
        found: State = json.loads(self._state)
        return found

    def tables(self) -> list[Table]:
        """See `Host`."""
        cells = {
            (row, column): Raw(Held.TEXT, text, Shown.PLAIN) if text else BLANK
            for row, texts in enumerate(self.rows, FIRST) for column, text in enumerate(texts, 1)
        }  # fmt: skip
        table = Table("Grille", dict(NAMES), FIRST, max(FIRST, FIRST + len(self.rows) - 1))
        table.headings, table.cells = dict.fromkeys(NAMES, "x"), SheetCells(cells)
        return [table]

    def save(self, state: State, writes: Writes, last_rows: Mapping[str, int]) -> None:
        """See `Host`."""
        self._state = json.dumps(state)
        for (row, column), value in writes.get("Grille", {}).items():
            self.rows[row - FIRST][column - 1] = _text(value)

    def clear_rows(self) -> list[tuple[str, str, str]]:
        """Account number, field and value of the rows nobody can mistake: the id is theirs and stands here once."""
        ids = Counter(row[-1] for row in self.rows)
        shown = Counter(row[0] for row in self.rows)
        clear = [row for row in self.rows if row[-1] == f"uid-{row[0]}" and ids[row[-1]] == shown[row[0]] == 1]
        return [(row[0], key, row[place]) for row in clear for place, key in enumerate(FIELDS, 1)]


class Hands:
    """What people do to rows, at random. `meant`: where each typed text was meant to go as they saw it, how often."""

    def __init__(self, grid: Grid, random: Random) -> None:
        self.grid, self.random = grid, random
        self.meant: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.gone: list[Row] = []

    def act(self) -> None:
        """One of the things people do."""
        acts = (self.type, self.sort, self.insert, self.type_row, self.duplicate, self.delete, self.move, self.empty,
                self.copy_cell, self.sort_without_ids, self.paste_over, self.number,
                self.bring_back)  # fmt: skip
        self.random.choices(acts, (40, 10, 4, 3, 6, 8, 6, 2, 3, 1, 2, 2, 8))[0]()

    def type(self) -> None:
        """A new text into one cell."""
        row, place = self.random.choice(self.grid.rows), self.random.randrange(len(FIELDS))
        text = f"t{len(self.meant)}"
        row[1 + place] = text
        self.meant[text][row[0], FIELDS[place]] += 1

    def sort(self) -> None:
        """All columns together."""
        self.random.shuffle(self.grid.rows)

    def insert(self) -> None:
        """An empty row somewhere."""
        self.grid.rows.insert(self.random.randrange(len(self.grid.rows) + 1), [""] * WIDTH)

    def type_row(self) -> None:
        """A row with an account number and values, without an id."""
        text, number = f"t{len(self.meant)}", self.random.choice(self.grid.rows)[0]
        self.meant[text][number, FIELDS[0]] += 1
        self.grid.rows.append([number, text, *[""] * (WIDTH - 2)])

    def duplicate(self) -> None:
        """Copy a row, hidden column included."""
        self.grid.rows.insert(self.random.randrange(len(self.grid.rows)), list(self.random.choice(self.grid.rows)))

    def delete(self) -> None:
        """A row."""
        if len(self.grid.rows) > 2:
            row = self.grid.rows.pop(self.random.randrange(len(self.grid.rows)))
            if all(row[-1] != one[-1] for one in self.grid.rows):
                self.gone.append(row)

    def bring_back(self) -> None:
        """Paste a deleted row back, as it was; one that has come back otherwise since is a person's own edit."""
        ids = {row[-1] for row in self.grid.rows}
        self.gone = [row for row in self.gone if row[-1] not in ids]
        if self.gone:
            self.grid.rows.append(self.gone.pop(self.random.randrange(len(self.gone))))

    def move(self) -> None:
        """Cut a row and insert it elsewhere."""
        row = self.grid.rows.pop(self.random.randrange(len(self.grid.rows)))
        self.grid.rows.insert(self.random.randrange(len(self.grid.rows) + 1), row)

    def empty(self) -> None:
        """Delete what is seen of a row; the hidden id stays."""
        row = self.random.choice(self.grid.rows)
        row[:-1] = [""] * (WIDTH - 1)

    def copy_cell(self) -> None:
        """One value into the same column of another row."""
        one, other = self.random.choice(self.grid.rows), self.random.choice(self.grid.rows)
        place = self.random.randrange(len(FIELDS))
        other[1 + place] = one[1 + place]
        self.meant[one[1 + place]][other[0], FIELDS[place]] += 1

    def sort_without_ids(self) -> None:
        """What is seen moves, the hidden column does not."""
        seen = [row[:-1] for row in self.grid.rows]
        self.random.shuffle(seen)
        for row, values in zip(self.grid.rows, seen, strict=True):
            row[:-1] = values

    def paste_over(self) -> None:
        """What is seen of a row over another one."""
        one, other = self.random.choice(self.grid.rows), self.random.choice(self.grid.rows)
        other[:-1] = one[:-1]

    def number(self) -> None:
        """Another account number typed over a row's: what stands in it is said of that account now."""
        row = self.random.choice(self.grid.rows)
        row[0] = self.random.choice(self.grid.rows)[0]
        for key, text in zip(FIELDS, row[1:-1], strict=True):
            self.meant[text][row[0], key] += 1


def _text(value: Value) -> str:
    return "" if value is None else str(value)
