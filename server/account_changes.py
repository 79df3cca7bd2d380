"""`relance account merge` and `archive`: two numbers of one customer become one account, one is taken out."""

from typing import Any

from sqlalchemy import Connection

from server.account_events import company_of, find_account
from server.rights import User
from server.store.shared_accounts import ensure_accounts
from server.store.sync import locked_clock
from server.sync.accounts import archive_account, merge_accounts

#: Whoever may run commands on a home may do there what its credit manager may.
_ROLE = "admin"


def merge(connection: Connection, source: str, target: str, company: str | None, at: str, who: str) -> dict[str, Any]:
    """The account of one number becomes part of that of another. Raises UserError."""
    locked_clock(connection)
    ensure_accounts(connection)
    one, into = find_account(connection, source, company), find_account(connection, target, company)
    count = merge_accounts(connection, User(who, _ROLE), one.uid, into.uid, at)
    return {
        "account": one.account, "into": into.account, "company": company_of(connection, into.uid), "conflicts": count
    }  # fmt: skip


def archive(
    connection: Connection, number: str, company: str | None, at: str, who: str, *, is_archived: bool
) -> dict[str, Any]:
    """Take an account out of the workbooks, or put it back. Raises UserError."""
    locked_clock(connection)
    ensure_accounts(connection)
    account = find_account(connection, number, company)
    archive_account(connection, User(who, _ROLE), account.uid, at, is_archived)
    return {
        "account": account.account, "name": account.name, "company": company_of(connection, account.uid),
        "is_archived": is_archived,
    }  # fmt: skip
