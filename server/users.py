"""People and their tokens: added, changed, revoked; each act leaves its trace in the audit."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from server import passwords
from server.errors import UserError
from server.rights import role_named
from server.store import audit, shared_accounts
from server.store import users as store

_MOST_NAME = 80
_ACTS = {True: "user_enabled", False: "user_disabled"}


def add_user(
    connection: Connection, name: str, role: str, *, portfolio: Sequence[str] | None, company: str | None,
    password: str | None, subject: str, at: str, who: str,
) -> dict[str, Any]:  # fmt: skip
    """A new person. portfolio: numbers of the accounts they see, None for all. Raises UserError."""
    name = _checked_name(name)
    if store.find(connection, name) is not None:
        raise UserError(f"There is a user « {name} » already: `relance user role` gives another role.")
    _check_subject(connection, subject)
    uids = None if portfolio is None else accounts_named(connection, portfolio, company)
    user_id = store.add(
        connection, at, name=name, role=role_named(role), password=passwords.hashed(password) if password else "",
        subject=subject, sees_all=uids is None,
    )  # fmt: skip
    store.set_portfolio(connection, user_id, uids or ())
    audit.append(connection, at, who, "user_added", f"user {user_id}", _told(name, role_named(role), uids))
    return shown(connection, name)


def set_role(connection: Connection, name: str, role: str, at: str, who: str) -> dict[str, Any]:
    """Give a person another role."""
    row = known(connection, name)
    store.change(connection, row.id, role=role_named(role))
    audit.append(connection, at, who, "user_role", f"user {row.id}", {"from": row.role, "to": role_named(role)})
    return shown(connection, name)


def set_active(connection: Connection, name: str, is_active: bool, at: str, who: str) -> dict[str, Any]:
    """Let a person in no more (their tokens are revoked, their sessions end), or again (without the old tokens)."""
    row = known(connection, name)
    store.change(connection, row.id, is_active=is_active)
    if not is_active:
        store.revoke(connection, [one.id for one in store.all_tokens(connection, name)], at)
        store.end_sessions(connection, at, user_id=row.id)
    audit.append(connection, at, who, _ACTS[is_active], f"user {row.id}", {"name": name})
    return shown(connection, name)


def set_portfolio(
    connection: Connection, name: str, accounts: Sequence[str] | None, company: str | None, at: str, who: str
) -> dict[str, Any]:
    """Give a person these accounts and no others, or (None) all. Their workbooks receive what is new to them."""
    row = known(connection, name)
    uids = None if accounts is None else accounts_named(connection, accounts, company)
    before = store.portfolio(connection, row.id)
    store.set_portfolio(connection, row.id, uids or ())
    store.change(connection, row.id, sees_all=uids is None)
    if uids is None or row.sees_all:
        shared_accounts.touch_all(connection)
    else:
        shared_accounts.touch(connection, sorted(before ^ set(uids)))
    audit.append(connection, at, who, "user_portfolio", f"user {row.id}", _told(name, row.role, uids))
    return shown(connection, name)


def set_password(connection: Connection, name: str, password: str, at: str, who: str) -> dict[str, Any]:
    """Give a person another password; their sessions end."""
    row = known(connection, name)
    store.change(connection, row.id, password=passwords.hashed(password))
    store.end_sessions(connection, at, user_id=row.id)
    audit.append(connection, at, who, "user_password", f"user {row.id}", {"name": name})
    return shown(connection, name)


def new_token(connection: Connection, name: str, label: str, at: str, who: str) -> dict[str, Any]:
    """A token of a person: the only time it is shown."""
    row = known(connection, name)
    if not row.is_active:
        raise UserError(f"« {name} » is disabled: `relance user enable` lets them in again.")
    token = passwords.new_token()
    token_id = store.add_token(connection, row.id, passwords.kept(token), label, at)
    audit.append(connection, at, who, "token_given", f"token {token_id}", {"user": name, "label": label})
    return {"token": token, "id": token_id, "user": name, "label": label}


def revoke_token(connection: Connection, token_id: int, at: str, who: str) -> dict[str, Any]:
    """End a token, from the next request on."""
    found = {one.id: one for one in store.all_tokens(connection)}.get(token_id)
    if found is None:
        raise UserError(f"There is no token {token_id}; `relance token list` shows them.")
    store.revoke(connection, [token_id], at)
    audit.append(connection, at, who, "token_revoked", f"token {token_id}", {"user": found.user})
    return {"revoked": token_id, "user": found.user}


def user_rows(connection: Connection) -> list[dict[str, Any]]:
    """Everybody, as commands and pages show them."""
    sizes = store.portfolio_sizes(connection)
    living: dict[str, int] = {}
    for token in store.all_tokens(connection):
        living[token.user] = living.get(token.user, 0) + (not token.revoked_at)
    return [_shown(row, sizes.get(row.id, 0), living.get(row.name, 0)) for row in store.all_users(connection)]


def shown(connection: Connection, name: str) -> dict[str, Any]:
    """One person."""
    return next(row for row in user_rows(connection) if row["name"] == name)


def token_rows(connection: Connection, name: str | None) -> list[dict[str, Any]]:
    """Tokens without their secret."""
    if name is not None:
        known(connection, name)
    return [vars(one) | {"is_revoked": bool(one.revoked_at)} for one in store.all_tokens(connection, name)]


def known(connection: Connection, name: str) -> store.UserRow:
    """A person by name. Raises UserError."""
    row = store.find(connection, name)
    if row is None:
        raise UserError(f"There is no user « {name} »; `relance user list` shows them.")
    return row


def accounts_named(connection: Connection, accounts: Iterable[str], company: str | None) -> list[str]:
    """uids of customers by their numbers, merges followed. Raises UserError, with the first one that is unknown or of
    two companies."""
    shared_accounts.ensure_accounts(connection)
    found = []
    for number in accounts:
        uids = store.uids_of(connection, number.strip(), company)
        if not uids:
            raise UserError(f"There is no account « {number.strip()} »{f' of {company}' if company else ''}.")
        if len(uids) > 1:
            raise UserError(f"« {number.strip()} » is an account of {len(uids)} companies: name one with --company.")
        found += uids
    return sorted({one.uid for one in shared_accounts.find_accounts(connection, found).values()})


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _MOST_NAME or not name.isprintable():
        raise UserError(f"A user needs a name of at most {_MOST_NAME} signs on one line.")
    return name


def _check_subject(connection: Connection, subject: str) -> None:
    if subject and any(row.subject == subject for row in store.all_users(connection)):
        raise UserError(f"Somebody else is « {subject} » at the identity provider already.")


def _told(name: str, role: str, uids: Sequence[str] | None) -> dict[str, Any]:
    return {"name": name, "role": role, "accounts": "all" if uids is None else sorted(uids)}


def _shown(row: store.UserRow, portfolio: int, living_tokens: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "role": row.role,
        "accounts": "all" if row.sees_all else portfolio,
        "is_active": row.is_active,
        "has_password": bool(row.password),
        "subject": row.subject,
        "tokens": living_tokens,
        "created_at": row.created_at,
    }
