"""What the last import of each company brought: paid, new and newly late items."""

import pandas as pd
from sqlalchemy import Connection

from receivables.morning import CHANGES
from receivables.movement import movement
from receivables.scope import IN
from server.balance import LEDGER_KINDS, Position, active_ledgers, position
from server.store import imports as import_store

_COLUMNS = ["company", "currency", "since", *(f"{name}{part}" for name in CHANGES for part in ("_count", ""))]


def since_last_import(connection: Connection, found: Position) -> pd.DataFrame:
    """`MorningReport.since_import` of a position.

    Nothing for a company imported once, nor for a day that the imports before the last one covered already.
    """
    imports = import_store.load_imports(connection)
    tables = [pd.DataFrame(columns=_COLUMNS)]
    for company in dict.fromkeys(found.imports["company"]):
        earlier = imports_before_last(imports[imports["company"] == company])
        standing = active_ledgers(earlier)
        if standing.empty or (since := int(standing["last_day"].max())) >= found.on:
            continue
        before = position(connection, since, found.view, company, imports=earlier)
        now = _items(found)
        brought = movement(_items(before), since, now[now["company"] == company], found.on)
        tables.append(brought.assign(since=since)[_COLUMNS])
    told = tables[1:] or tables
    return pd.concat(told, ignore_index=True)


def imports_before_last(imports: pd.DataFrame) -> pd.DataFrame:
    """`load_imports` of one company as they stood before its newest ledgers or lists came.

    What these replaced counts again: its lines are kept until the next import.
    """
    ledgers = imports[imports["kind"].isin(LEDGER_KINDS)]
    newest = ledgers[ledgers["imported_at"] == ledgers["imported_at"].max()]
    kept = imports[~imports["id"].isin(newest["id"])]
    is_back = kept["replaced_by"].isin(newest["id"]) & ~kept["is_purged"].astype(bool)
    return kept.assign(is_active=kept["is_active"] | is_back)


def _items(found: Position) -> pd.DataFrame:
    """OPEN ITEMS of the balance with their company and currency."""
    items = found.items[["account_id", "item", "open", "due_day"]]
    own = found.accounts.loc[items["account_id"], ["company", "currency", "treatment"]].reset_index(drop=True)
    joined = pd.concat([own, items.reset_index(drop=True)], axis=1)
    return joined[joined["treatment"] == IN]
