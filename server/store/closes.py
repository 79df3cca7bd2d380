"""Months that were closed, with the open items they froze."""

import pandas as pd
from sqlalchemy import Connection, insert, select

from server.records import records
from server.store.rows import frame_of, new_id
from server.store.tables import close_items, closes, companies

#: What a close keeps of an open item.
_FROZEN = ["account_id", "item", "number", "due_day", "open"]


def load_closes(connection: Connection) -> pd.DataFrame:
    """id | company_id | company | month | closed_at, by company and month."""
    query = (
        select(closes, companies.c.name.label("company")).join(companies).order_by(closes.c.company_id, closes.c.month)
    )
    return frame_of(connection, query)


def add_close(connection: Connection, company: int, month: str, closed_at: str, items: pd.DataFrame) -> None:
    """Freeze OPEN ITEMS (with numbers) as a company's close of a month."""
    values = {"company_id": company, "month": month, "closed_at": closed_at}
    close_id = new_id(connection, insert(closes).values(**values))
    if len(items):
        rows = records(items[_FROZEN].assign(close_id=close_id))
        connection.execute(insert(close_items), rows)


def load_close_items(connection: Connection, close_id: int) -> pd.DataFrame:
    """account_id | item | number | due_day | open of a close."""
    columns = [close_items.c[name] for name in _FROZEN]
    return frame_of(connection, select(*columns).where(close_items.c.close_id == close_id).order_by(close_items.c.id))


def load_close_totals(connection: Connection, close_id: int) -> pd.DataFrame:
    """account_id | total of a close, minor units."""
    items = load_close_items(connection, close_id)
    return items.groupby("account_id")["open"].sum().rename("total").reset_index()
