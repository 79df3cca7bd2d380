"""Companies, their collective accounts and their customer accounts."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from receivables.open_items import DEFAULT_TERMS
from receivables.scope import DEFAULT_SCOPE, Collective
from receivables.sums import Ints
from server.records import records
from server.store.rows import frame_of, insert_columns, new_id
from server.store.tables import accounts, companies, scope


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


_ACCOUNT = ["ledger_account", "auxiliary", "currency"]  # what makes an account, within its company


def place_accounts(connection: Connection, company: int, wanted: pd.DataFrame) -> tuple[Ints, list[dict[str, Any]]]:
    """ledger_account | auxiliary | currency | name -> id of each, made where new; names follow the newest file.

    And account_id and the name before of each account renamed.
    """
    named = wanted[[*_ACCOUNT, "name"]].drop_duplicates(_ACCOUNT, keep="last")
    known = frame_of(connection, select(accounts).where(accounts.c.company_id == company))
    both = named.merge(known, on=_ACCOUNT, how="left", suffixes=("", "_known"))
    _add_accounts(connection, company, both)
    ids = wanted[_ACCOUNT].merge(both[[*_ACCOUNT, "id"]], on=_ACCOUNT, how="left")["id"].to_numpy(np.int64)
    is_renamed = both["name_known"].notna() & (both["name"] != both["name_known"]) & (both["name"] != "")
    return ids, _rename(connection, both[is_renamed].astype({"id": np.int64}))


def _rename(connection: Connection, renamed: pd.DataFrame) -> list[dict[str, Any]]:
    if len(renamed):
        change = update(accounts).where(accounts.c.id == bindparam("account")).values(name=bindparam("new_name"))
        connection.execute(change, records(renamed[["id", "name"]].set_axis(["account", "new_name"], axis=1)))
    return records(renamed[["id", "name_known"]].set_axis(["account_id", "name"], axis=1))


def set_name(connection: Connection, account: int, name: str) -> None:
    """Name one account."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(name=name))


def _add_accounts(connection: Connection, company: int, both: pd.DataFrame) -> None:
    """Insert the accounts that have no id yet and note it."""
    is_new = both["id"].isna()
    new = both[is_new]
    next_id = int(connection.scalar(select(func.coalesce(func.max(accounts.c.id), 0))) or 0) + 1
    ids = range(next_id, next_id + len(new))
    both.loc[is_new, "id"] = np.array(ids)
    if len(new):
        columns = {name: new[name].tolist() for name in (*_ACCOUNT, "name")}
        insert_columns(connection, accounts, {"id": list(ids), "company_id": [company] * len(new)} | columns)


def load_accounts(connection: Connection) -> pd.DataFrame:
    """ACCOUNTS without the columns derived from the scope, indexed by account_id, with `company_id`."""
    query = select(accounts, companies.c.name.label("company")).join(companies).order_by(accounts.c.id)
    return frame_of(connection, query).set_index("id").rename_axis("account_id")
