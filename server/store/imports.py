"""What was imported: files, what they replaced, the sales they told of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from receivables.schema import Problem
from server.records import records
from server.store.companies import company_id
from server.store.lines import insert_lines, numbered
from server.store.rows import frame_of, new_id
from server.store.tables import companies, imports, lines, open_letters, sales_months, told_sales


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


def load_imports(connection: Connection) -> pd.DataFrame:
    """All imports with the company's name, oldest first; `is_active`: neither replaced nor purged."""
    query = select(imports, companies.c.name.label("company")).join(companies).order_by(imports.c.id)
    frame = frame_of(connection, query)
    frame["replaced_by"] = frame["replaced_by"].fillna(0).astype(np.int64)
    return frame.assign(is_active=(frame["replaced_by"] == 0) & ~frame["is_purged"].astype(bool))


def number_lines(connection: Connection, new_lines: pd.DataFrame) -> pd.DataFrame:
    """LINES of a new import (`reverses` counts positions in them) with the ids that follow the last import's."""
    return numbered(new_lines, _next_line(connection))


def _next_line(connection: Connection) -> int:
    return int(connection.scalar(select(func.coalesce(func.max(imports.c.last_line), 0))) or 0) + 1


def add_import(connection: Connection, record: ImportRecord, new_lines: pd.DataFrame | None = None) -> int:
    """Store an import and its LINES, numbered by `number_lines`; returns its id."""
    first = _next_line(connection)
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
        insert_lines(connection, new_lines)
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
        _forget_lines(connection, import_id, first, last)
        connection.execute(update(imports).where(imports.c.id == import_id).values(is_purged=True))


def remove_import(connection: Connection, import_id: int, first_line: int, last_line: int) -> None:
    """Take an import back: its lines go, what it had replaced is active again."""
    _forget_lines(connection, import_id, first_line, last_line)
    for table in (sales_months, told_sales):
        connection.execute(delete(table).where(table.c.import_id == import_id))
    connection.execute(update(imports).where(imports.c.replaced_by == import_id).values(replaced_by=None))
    connection.execute(delete(imports).where(imports.c.id == import_id))


def _forget_lines(connection: Connection, import_id: int, first: int, last: int) -> None:
    connection.execute(delete(lines).where(lines.c.id.between(first, last)))
    connection.execute(delete(open_letters).where(open_letters.c.import_id == import_id))


def add_open_letters(connection: Connection, import_id: int, letters: pd.DataFrame) -> None:
    """Store the letters of an import that do not balance: letter (as in its lines) | account_id | text | amount."""
    if len(letters):
        connection.execute(insert(open_letters), records(letters.assign(import_id=import_id)))


def load_open_letters(connection: Connection, import_ids: Sequence[int]) -> pd.DataFrame:
    """letter | import_id | account_id | text | amount of some imports."""
    frame = frame_of(connection, select(open_letters).where(open_letters.c.import_id.in_(list(import_ids))))
    return frame.astype(dict.fromkeys(("letter", "import_id", "account_id", "amount"), np.int64))  # also of no row


def add_sales(connection: Connection, import_id: int, sales: pd.DataFrame) -> None:
    """Store the monthly sales of a ledger: month | sales | vat | billed."""
    if len(sales):
        connection.execute(insert(sales_months), records(sales.assign(import_id=import_id)))


def load_sales(connection: Connection, import_ids: Sequence[int]) -> pd.DataFrame:
    """import_id | month | sales | vat | billed of some imports."""
    return frame_of(connection, select(sales_months).where(sales_months.c.import_id.in_(list(import_ids))))


def add_told_sales(connection: Connection, import_id: int, sales: pd.DataFrame) -> None:
    """Store the monthly sales a user tells: currency | month | sales."""
    connection.execute(insert(told_sales), records(sales.assign(import_id=import_id)))


def load_told_sales(connection: Connection) -> pd.DataFrame:
    """company_id | company | currency | month | sales: what the last table that names a month says of it."""
    query = (
        select(imports.c.company_id, companies.c.name.label("company"), told_sales)
        .join_from(told_sales, imports)
        .join(companies)
        .order_by(told_sales.c.import_id, told_sales.c.currency, told_sales.c.month)
    )
    keys = ["company_id", "currency", "month"]
    return frame_of(connection, query).drop_duplicates(keys, keep="last").drop(columns="import_id")
