"""The currencies of the ledger accounts that are a customer's."""

from collections.abc import Iterable

from sqlalchemy import Connection, case, or_, select

from server.store.rows import chunks
from server.store.shared_tables import shared_accounts
from server.store.tables import accounts


def account_currencies(connection: Connection, uids: Iterable[str]) -> dict[str, list[str]]:
    """uid -> the currencies of its accounts in the ledger, those merged into it counted in; none: left out."""
    own = shared_accounts.c
    number = case((accounts.c.auxiliary != "", accounts.c.auxiliary), else_=accounts.c.ledger_account)
    standing = case((own.merged_into != "", own.merged_into), else_=own.uid)
    there = (accounts.c.company_id == own.company_id) & (number == own.account)
    query = select(standing, accounts.c.currency).select_from(shared_accounts).join(accounts, there).distinct()
    found: dict[str, list[str]] = {}
    for part in chunks(uids):
        told = query.where(or_(own.uid.in_(part), own.merged_into.in_(part))).order_by(accounts.c.currency)
        for uid, currency in connection.execute(told):
            found.setdefault(str(uid), []).append(str(currency))
    return found
