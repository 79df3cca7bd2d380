"""The lines of imports, read into arrays as fast as the driver gives them."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from receivables.sums import Ints
from server.records import records
from server.store.rows import insert_columns, quoted
from server.store.tables import lines

#: The columns of LINES that are whole numbers, in the order they are read into arrays.
NUMBERS = ("id", "account_id", "row", "posted", "document_day", "due_day", "amount", "settled", "kind", "opening",
           "letter", "letter_day", "item", "reverses")  # fmt: skip
TEXTS = ("number", "label")
_SMALL = {"row": np.int32, "posted": np.int32, "document_day": np.int32, "due_day": np.int32, "letter_day": np.int32,
          "kind": np.int8, "opening": bool}  # fmt: skip
_FEW = 5_000  # this many lines are looked up one by one; more are read with the whole range


def load_lines(
    connection: Connection, import_rows: pd.DataFrame, until: int | None = None, in_hand: pd.DataFrame | None = None
) -> pd.DataFrame:
    """LINES of some imports (rows of `load_imports`) posted up to a day, without texts (see `add_texts`).

    in_hand: the lines just stored of one of them, which need not be read again.
    """
    held = {} if in_hand is None or in_hand.empty else {int(in_hand["line"].iloc[0]): in_hand}
    found = [
        _taken(held[row["first_line"]], until)
        if row["first_line"] in held
        else _read_range(connection, row["first_line"], row["last_line"], until)
        for row in records(import_rows)
    ]
    table = found[0] if len(found) == 1 else np.concatenate([*found, np.empty((0, len(NUMBERS)), dtype=np.int64)])
    columns = {name: table[:, at].astype(_SMALL.get(name, np.int64)) for at, name in enumerate(NUMBERS)}
    return pd.DataFrame(columns, copy=False).rename(columns={"id": "line"})


def add_texts(connection: Connection, frame: pd.DataFrame, wanted: Ints) -> pd.DataFrame:
    """LINES with `number` and `label` of the rows at positions `wanted`; '' for the others."""
    texts = {name: np.full(len(frame), "", dtype=object) for name in TEXTS}
    ids = frame["line"].to_numpy()[wanted]
    for chunk in _id_chunks(ids):
        rows = connection.execute(select(lines.c.id, lines.c.number, lines.c.label).where(chunk)).all()
        found = pd.DataFrame(rows, columns=["id", *TEXTS]).set_index("id").reindex(ids)
        is_found = found["number"].notna().to_numpy()
        for name in TEXTS:
            texts[name][wanted[is_found]] = found[name].to_numpy(object)[is_found]
    return frame.assign(**{name: pd.Series(values, dtype="str", index=frame.index) for name, values in texts.items()})


def _id_chunks(ids: Ints) -> Iterable[Any]:
    """Conditions that together select the ids: few by name, many by the range they lie in."""
    if not len(ids):
        return []
    if len(ids) > _FEW:
        return [lines.c.id.between(int(ids.min()), int(ids.max()))]
    return [lines.c.id.in_(ids[at : at + 500].tolist()) for at in range(0, len(ids), 500)]


def _read_range(connection: Connection, first: int, last: int, until: int | None) -> Any:
    """Whole numbers straight from the driver's cursor into one array: as fast as merely fetching them."""
    columns = ", ".join(quoted(connection, name) for name in NUMBERS)
    query = f"SELECT {columns} FROM lines WHERE id BETWEEN {first} AND {last}"  # noqa: S608 (numbers of ours)
    query += "" if until is None else f" AND posted <= {until}"
    cursor: Any = connection.exec_driver_sql(query + " ORDER BY id").cursor
    return np.fromiter(chain.from_iterable(cursor), dtype=np.int64).reshape(-1, len(NUMBERS))


def _taken(in_hand: pd.DataFrame, until: int | None) -> Ints:
    """What `_read_range` would read back of lines in hand."""
    table: Ints = in_hand.rename(columns={"line": "id"})[list(NUMBERS)].to_numpy(np.int64)
    return table if until is None else table[table[:, NUMBERS.index("posted")] <= until]


def numbered(new_lines: pd.DataFrame, first: int) -> pd.DataFrame:
    """LINES whose `reverses` counts positions -> with ids from `first` on and letter groups unique over imports."""
    letter = new_lines["letter"].to_numpy(np.int64)
    reverses = new_lines["reverses"].to_numpy(np.int64)
    return new_lines.assign(
        line=np.arange(first, first + len(new_lines)),
        letter=np.where(letter > 0, letter + first, 0),  # ids never repeat, so neither do groups shifted by them
        reverses=np.where(reverses >= 0, reverses + first, -1),
    )


def insert_lines(connection: Connection, new_lines: pd.DataFrame) -> None:
    """Store LINES that are `numbered`."""
    frame = new_lines.rename(columns={"line": "id"})
    numbers = {name: frame[name].to_numpy(np.int64).tolist() for name in NUMBERS}
    insert_columns(connection, lines, numbers | {name: frame[name].tolist() for name in TEXTS})
