"""Companies, scope, accounts, imports and their lines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Insert, bindparam, delete, func, insert, select, update

from receivables.open_items import DEFAULT_TERMS
from receivables.schema import Problem
from receivables.scope import DEFAULT_SCOPE, Collective
from receivables.sums import Ints
from server.records import records
from server.store.tables import accounts, companies, imports, lines, sales_months, scope

#: The columns of LINES that are whole numbers, in the order they are read into arrays.
NUMBERS = ("id", "account_id", "row", "posted", "document_day", "due_day", "amount", "settled", "kind", "opening",
           "letter", "letter_day", "item", "reverses")  # fmt: skip
TEXTS = ("number", "label")
_SMALL = {"row": np.int32, "posted": np.int32, "document_day": np.int32, "due_day": np.int32, "letter_day": np.int32,
          "kind": np.int8, "opening": bool}  # fmt: skip
_FEW = 5_000  # this many lines are looked up one by one; more are read with the whole range


@dataclass(frozen=True)
class ImportRecord:
    """One import as the store keeps it; days as integers, `balances` collective -> minor units or None."""

    company: str
    kind: str
    file_name: str
    sha256: str
    options: Mapping[str, Any]
    first_day: int
    last_day: int
    opening_day: int
    rows: int
    balances: Mapping[str, Any]
    problems: Sequence[Problem]
    imported_at: str
    undo: Sequence[Any] = ()


# -- companies and scope -----------------------------------------------------------------------------------------


def company_id(connection: Connection, name: str) -> int:
    """Id of the company of that name, made if it is new."""
    found = connection.scalar(select(companies.c.id).where(companies.c.name == name))
    if found is None:
        found = new_id(connection, insert(companies).values(name=name, default_terms=DEFAULT_TERMS))
    return int(found)


def load_companies(connection: Connection) -> pd.DataFrame:
    """id | name | default_terms, in the order they came."""
    return frame_of(connection, select(companies).order_by(companies.c.id))


def set_default_terms(connection: Connection, company: int, terms: str) -> str:
    """Terms used where a customer has none of its own; returns those before."""
    before = connection.scalar(select(companies.c.default_terms).where(companies.c.id == company))
    connection.execute(update(companies).where(companies.c.id == company).values(default_terms=terms))
    return str(before)


def load_scope(connection: Connection) -> tuple[Collective, ...]:
    """The table of collective accounts: the user's, else the default one."""
    rows = connection.execute(select(scope).order_by(scope.c.prefix)).all()
    return tuple(Collective(*row) for row in rows) or DEFAULT_SCOPE


def save_scope(connection: Connection, table: Iterable[Collective]) -> None:
    """Replace the table of collective accounts."""
    connection.execute(delete(scope))
    connection.execute(insert(scope), [vars(row) for row in table])


# -- accounts ----------------------------------------------------------------------------------------------------


_ACCOUNT = ["ledger_account", "auxiliary", "currency"]  # what makes an account, within its company


def account_ids(connection: Connection, company: int, wanted: pd.DataFrame) -> Ints:
    """ledger_account | auxiliary | currency | name -> id of each, made where new."""
    both = _with_known(connection, company, wanted)
    _add_accounts(connection, company, both)
    return wanted[_ACCOUNT].merge(both[[*_ACCOUNT, "id"]], on=_ACCOUNT, how="left")["id"].to_numpy(np.int64)


def rename_accounts(connection: Connection, company: int, wanted: pd.DataFrame) -> list[dict[str, Any]]:
    """Names follow the newest file; returns account_id and the name before of each account renamed."""
    both = _with_known(connection, company, wanted)
    renamed = both[both["name_known"].notna() & (both["name"] != both["name_known"]) & (both["name"] != "")]
    if len(renamed):
        change = update(accounts).where(accounts.c.id == bindparam("account")).values(name=bindparam("new_name"))
        names = renamed[["id", "name"]].set_axis(["account", "new_name"], axis=1)
        connection.execute(change, records(names.astype({"account": np.int64})))
    before = renamed[["id", "name_known"]].set_axis(["account_id", "name"], axis=1)
    return records(before.astype({"account_id": np.int64}))


def set_name(connection: Connection, account: int, name: str) -> None:
    """Name one account."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(name=name))


def _with_known(connection: Connection, company: int, wanted: pd.DataFrame) -> pd.DataFrame:
    """Accounts of a file beside the `id` and `name_known` of those the store has."""
    named = wanted[[*_ACCOUNT, "name"]].drop_duplicates(_ACCOUNT, keep="last")
    known = frame_of(connection, select(accounts).where(accounts.c.company_id == company))
    return named.merge(known, on=_ACCOUNT, how="left", suffixes=("", "_known"))


def _add_accounts(connection: Connection, company: int, both: pd.DataFrame) -> None:
    """Insert the accounts that have no id yet and note it."""
    new = both.index[both["id"].isna()]
    next_id = int(connection.scalar(select(func.coalesce(func.max(accounts.c.id), 0))) or 0) + 1
    both.loc[new, "id"] = np.arange(next_id, next_id + len(new))
    if len(new):
        columns = ["id", "ledger_account", "auxiliary", "currency", "name"]
        connection.execute(insert(accounts), records(both.loc[new, columns].assign(company_id=company)))


def load_accounts(connection: Connection) -> pd.DataFrame:
    """ACCOUNTS without the columns derived from the scope, indexed by account_id, with `company_id`."""
    query = select(accounts, companies.c.name.label("company")).join(companies).order_by(accounts.c.id)
    return frame_of(connection, query).set_index("id").rename_axis("account_id")


# -- imports -----------------------------------------------------------------------------------------------------


def load_imports(connection: Connection) -> pd.DataFrame:
    """All imports with the company's name, oldest first; `is_active`: neither replaced nor purged."""
    query = select(imports, companies.c.name.label("company")).join(companies).order_by(imports.c.id)
    frame = frame_of(connection, query)
    frame["replaced_by"] = frame["replaced_by"].fillna(0).astype(np.int64)
    return frame.assign(is_active=(frame["replaced_by"] == 0) & ~frame["is_purged"].astype(bool))


def add_import(connection: Connection, record: ImportRecord, new_lines: pd.DataFrame | None = None) -> int:
    """Store an import and its LINES (`reverses` counts positions in them); returns its id."""
    first = int(connection.scalar(select(func.coalesce(func.max(imports.c.last_line), 0))) or 0) + 1
    count = 0 if new_lines is None else len(new_lines)
    values = {
        "company_id": company_id(connection, record.company), "kind": record.kind, "file_name": record.file_name,
        "sha256": record.sha256, "options": options_text(record.options), "first_day": record.first_day,
        "last_day": record.last_day, "opening_day": record.opening_day, "rows": record.rows, "first_line": first,
        "last_line": first + count - 1, "balances": json.dumps(record.balances), "undo": json.dumps(record.undo),
        "problems": json.dumps([[p.row, p.code, p.message] for p in record.problems]),
        "imported_at": record.imported_at, "is_purged": False,
    }  # fmt: skip
    import_id = new_id(connection, insert(imports).values(**values))
    if new_lines is not None and count:
        _insert_lines(connection, _numbered(new_lines, first))
    return import_id


def options_text(options: Mapping[str, Any]) -> str:
    """What else than its bytes decided how a file was read, in one comparable text."""
    return json.dumps(options, sort_keys=True)


def printed_totals(balances: str) -> dict[str, int | None]:
    """Stored `balances` of a list: currency -> printed total in minor units."""
    return dict(json.loads(balances))


def problem_count(problems: str) -> int:
    """How many problems an import reported."""
    return len(json.loads(problems))


def replace_imports(connection: Connection, old: Iterable[int], new: int) -> None:
    """Mark imports as replaced; their lines stay until the next import, for `undo-import`."""
    connection.execute(update(imports).where(imports.c.id.in_(list(old))).values(replaced_by=new))


def purge_replaced(connection: Connection, company: int) -> None:
    """Forget the lines of imports that only an undo of an undo could bring back."""
    gone = connection.execute(
        select(imports.c.id, imports.c.first_line, imports.c.last_line).where(
            imports.c.company_id == company, imports.c.replaced_by.is_not(None), imports.c.is_purged.is_(False)
        )
    ).all()
    for import_id, first, last in gone:
        connection.execute(delete(lines).where(lines.c.id.between(first, last)))
        connection.execute(update(imports).where(imports.c.id == import_id).values(is_purged=True))


def remove_import(connection: Connection, import_id: int, first_line: int, last_line: int) -> None:
    """Take an import back: its lines go, what it had replaced is active again."""
    connection.execute(delete(lines).where(lines.c.id.between(first_line, last_line)))
    connection.execute(delete(sales_months).where(sales_months.c.import_id == import_id))
    connection.execute(update(imports).where(imports.c.replaced_by == import_id).values(replaced_by=None))
    connection.execute(delete(imports).where(imports.c.id == import_id))


def add_sales(connection: Connection, import_id: int, sales: pd.DataFrame) -> None:
    """Store the monthly sales of a ledger: month | sales | vat."""
    if len(sales):
        connection.execute(insert(sales_months), records(sales.assign(import_id=import_id)))


def load_sales(connection: Connection, import_ids: Sequence[int]) -> pd.DataFrame:
    """import_id | month | sales | vat of some imports."""
    return frame_of(connection, select(sales_months).where(sales_months.c.import_id.in_(list(import_ids))))


# -- lines -------------------------------------------------------------------------------------------------------


def load_lines(connection: Connection, import_rows: pd.DataFrame, until: int | None = None) -> pd.DataFrame:
    """LINES of some imports (rows of `load_imports`) posted up to a day, without texts (see `add_texts`)."""
    found = [_read_range(connection, row["first_line"], row["last_line"], until) for row in records(import_rows)]
    table = np.concatenate(found) if found else np.empty(0, dtype=_record_type())
    frame = pd.DataFrame({name: table[name].astype(_SMALL.get(name, np.int64)) for name in NUMBERS})
    return frame.rename(columns={"id": "line"})


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


def _record_type() -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in NUMBERS])


def _read_range(connection: Connection, first: int, last: int, until: int | None) -> Any:
    """Whole numbers straight from the driver's cursor into one array: as fast as merely fetching them."""
    columns = ", ".join(_quoted(connection, name) for name in NUMBERS)
    query = f"SELECT {columns} FROM lines WHERE id BETWEEN {first} AND {last}"  # noqa: S608 (numbers of ours)
    query += "" if until is None else f" AND posted <= {until}"
    cursor: Any = connection.exec_driver_sql(query + " ORDER BY id").cursor
    return np.fromiter(cursor, dtype=_record_type())


def _numbered(new_lines: pd.DataFrame, first: int) -> pd.DataFrame:
    """Positions become line ids, letter groups become unique over imports."""
    letter = new_lines["letter"].to_numpy(np.int64)
    reverses = new_lines["reverses"].to_numpy(np.int64)
    return new_lines.assign(
        id=np.arange(first, first + len(new_lines)),
        letter=np.where(letter > 0, letter + first, 0),  # ids never repeat, so neither do groups shifted by them
        reverses=np.where(reverses >= 0, reverses + first, -1),
    )


def _insert_lines(connection: Connection, frame: pd.DataFrame) -> None:
    names = (*NUMBERS, *TEXTS)
    columns = [frame[name].astype(np.int64).tolist() for name in NUMBERS] + [frame[name].tolist() for name in TEXTS]
    quoted = ", ".join(_quoted(connection, name) for name in names)
    rows = zip(*columns, strict=True)
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor.copy(f"COPY lines ({quoted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    sqlite: Any = connection.connection.cursor()
    sqlite.executemany(f"INSERT INTO lines ({quoted}) VALUES ({marks})", rows)  # noqa: S608


def new_id(connection: Connection, statement: Insert) -> int:
    """Insert one row; its id."""
    key = connection.execute(statement).inserted_primary_key
    return int(key[0]) if key else 0


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def frame_of(connection: Connection, query: Any) -> pd.DataFrame:
    """Result of a query as a DataFrame with its column names, whatever the number of rows."""
    result = connection.execute(query)
    names = list(result.keys())
    return pd.DataFrame([tuple(row) for row in result], columns=names)
