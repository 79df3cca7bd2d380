"""The lines of imports, read into arrays as fast as the driver gives them."""

from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, func, or_, select

from receivables.days import NO_DAY
from receivables.schema import Kind
from receivables.sums import Ints
from server.records import records
from server.store.rows import frame_of, insert_columns, quoted
from server.store.tables import lines

#: The columns of LINES that are whole numbers, in the order they are read into arrays.
NUMBERS = ("id", "account_id", "row", "posted", "document_day", "due_day", "amount", "settled", "kind", "opening",
           "letter", "letter_day", "item", "reverses")  # fmt: skip
TEXTS = ("number", "label")
_SMALL = {"row": np.int32, "posted": np.int32, "document_day": np.int32, "due_day": np.int32, "letter_day": np.int32,
          "kind": np.int8, "opening": bool}  # fmt: skip
_LOT = 5_000


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


def add_texts(connection: Connection, frame: pd.DataFrame, wanted: Ints, labelled: Ints | None = None) -> pd.DataFrame:
    """LINES with `number` of the rows at positions `wanted`, and `label` of those at `labelled` (None: of the same);
    '' for the others."""
    ids = frame["line"].to_numpy(np.int64)
    texts = {}
    for name, rows in zip(TEXTS, (wanted, wanted if labelled is None else labelled), strict=True):
        texts[name] = np.full(len(frame), "", dtype=object)
        texts[name][rows] = load_texts(connection, name, ids[rows])
    return frame.assign(**{name: pd.Series(values, dtype="str", index=frame.index) for name, values in texts.items()})


def labelled(connection: Connection, import_rows: pd.DataFrame, pattern: str) -> pd.DataFrame:
    """line | label of the debits of some imports whose label is like a SQL pattern, in capitals or not."""
    is_like = lines.c.label.ilike if connection.dialect.name == "postgresql" else lines.c.label.like  # no case there
    ranges = [lines.c.id.between(int(row["first_line"]), int(row["last_line"])) for row in records(import_rows)]
    query = select(lines.c.id.label("line"), lines.c.label).where(lines.c.amount > 0, is_like(pattern))
    return frame_of(connection, query.where(or_(*ranges) if ranges else lines.c.id < 0)).astype({"label": "str"})


def load_balances(connection: Connection, import_rows: pd.DataFrame, until: int, openings_only: bool) -> pd.DataFrame:
    """account_id | balance (minor units) of the lines of some imports posted up to a day, or of their openings."""
    ranges = [lines.c.id.between(int(row["first_line"]), int(row["last_line"])) for row in records(import_rows)]
    owed = func.sum(lines.c.amount - lines.c.settled).label("balance")
    query = select(lines.c.account_id, owed).where(or_(*ranges) if ranges else lines.c.id < 0)
    query = query.where(lines.c.opening != 0) if openings_only else query.where(lines.c.posted <= until)
    frame = frame_of(connection, query.group_by(lines.c.account_id))
    return frame.astype({"account_id": np.int64, "balance": object}).assign(
        balance=lambda table: table["balance"].map(int)
    )


def last_payment_day(connection: Connection, first: int, last: int, until: int) -> int:
    """The last day up to `until` a payment is posted among lines of these ids, what is brought forward apart; NO_DAY
    where none is."""
    own = lines.c.id.between(first, last) & (lines.c.posted <= until)
    query = select(func.max(lines.c.posted)).where(own, lines.c.kind == int(Kind.PAYMENT), lines.c.opening == 0)
    day = connection.scalar(query)
    return NO_DAY if day is None else int(day)


def load_texts(connection: Connection, name: str, ids: Ints) -> NDArray[np.object_]:
    """The number or label (`name`, of TEXTS) of each line id, '' where there is none.

    Read by id in large lots, or with the whole range where the ids lie close.
    """
    wanted = np.sort(ids).tolist()
    if wanted and 4 * len(wanted) > wanted[-1] - wanted[0]:
        found = _texts_between(connection, name, wanted[0], wanted[-1])
    else:
        query = f"SELECT id, {name} FROM lines WHERE id IN "  # noqa: S608 (names of ours)
        lots = (", ".join(map(str, wanted[at : at + _LOT])) for at in range(0, len(wanted), _LOT))
        cursors: Any = (connection.exec_driver_sql(f"{query} ({lot})").cursor for lot in lots)
        found = pd.Series(dict(chain.from_iterable(cursors)), dtype=object)
    texts: NDArray[np.object_] = found.reindex(ids, fill_value="").to_numpy()
    return texts


def _texts_between(connection: Connection, name: str, first: int, last: int) -> pd.Series:
    """Text by id of all lines in a range; where none is missing their ids need not be read, a third of the time."""
    among = f"FROM lines WHERE id BETWEEN {first} AND {last} ORDER BY id"
    cursor: Any = connection.exec_driver_sql(f"SELECT {name} {among}").cursor
    texts = [text for (text,) in cursor]
    if len(texts) == last - first + 1:
        return pd.Series(texts, index=range(first, last + 1), dtype=object)
    cursor = connection.exec_driver_sql(f"SELECT id {among}").cursor
    return pd.Series(texts, index=np.fromiter(chain.from_iterable(cursor), dtype=np.int64), dtype=object)


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
