"""Which accounts of campaigns a person sees: all, or those of their portfolio."""

from sqlalchemy import Connection

from receivables.scope import with_labels
from server.followup_books import account_uids
from server.rights import User
from server.store import companies as company_store

#: (company, account) -> uid of its shared account, or its name.
ByAccount = dict[tuple[str, str], str]


def names_and_uids(connection: Connection, user: User) -> tuple[ByAccount, ByAccount, bool]:
    """The names of accounts, the uids of those one sees, and whether one sees all of them."""
    accounts = with_labels(company_store.load_accounts(connection), company_store.load_scope(connection))
    keys = list(zip(accounts["company"].astype(str), accounts["account"].astype(str), strict=True))
    uids = account_uids(connection, accounts).tolist()
    seen = {key: str(uid) for key, uid in zip(keys, uids, strict=True) if user.uids is None or user.sees(str(uid))}
    return dict(zip(keys, accounts["name"].astype(str).tolist(), strict=True)), seen, user.uids is None
