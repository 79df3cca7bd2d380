"""People, their portfolios, tokens and sessions. Of a token or a session only the SHA-256 is kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from server.rights import User
from server.store.people_tables import portfolios, sessions, tokens, users
from server.store.shared_tables import shared_accounts
from server.store.tables import companies


@dataclass(frozen=True)
class UserRow:
    """A person as the store has them; password: argon2id, '' where they sign in nowhere."""

    id: int
    name: str
    role: str
    password: str
    subject: str
    sees_all: bool
    is_active: bool
    created_at: str


@dataclass(frozen=True)
class TokenRow:
    """A token without its secret; used_on: day of the last use, '' before the first; revoked_at: '' while it lives."""

    id: int
    user: str
    label: str
    created_at: str
    used_on: str
    revoked_at: str


def find(connection: Connection, name: str) -> UserRow | None:
    """The person of a name."""
    return _one(connection.execute(select(users).where(users.c.name == name)).first())


def find_subject(connection: Connection, subject: str) -> UserRow | None:
    """The active person an identity provider calls by `subject`."""
    query = select(users).where(users.c.subject == subject, users.c.subject != "", users.c.is_active)
    return _one(connection.execute(query).first())


def all_users(connection: Connection) -> list[UserRow]:
    """Everybody, by name."""
    return [UserRow(**row) for row in connection.execute(select(users).order_by(users.c.name)).mappings()]


def add(connection: Connection, at: str, **values: str | bool) -> int:
    """A new person (name, role, password, subject, sees_all); the id."""
    row = insert(users).values(is_active=True, created_at=at, **values).returning(users.c.id)
    return int(connection.execute(row).scalar_one())


def change(connection: Connection, user_id: int, **values: str | bool) -> None:
    """Change columns of a person."""
    connection.execute(update(users).where(users.c.id == user_id).values(**values))


def as_user(connection: Connection, row: UserRow) -> User:
    """The person with what they see."""
    return User(row.name, row.role, None if row.sees_all else portfolio(connection, row.id))


# -- portfolios ----------------------------------------------------------------------------------------------------


def portfolio(connection: Connection, user_id: int) -> frozenset[str]:
    """uids of a person's accounts."""
    return frozenset(connection.scalars(select(portfolios.c.uid).where(portfolios.c.user_id == user_id)))


def portfolio_sizes(connection: Connection) -> dict[int, int]:
    """Person's id -> how many accounts are theirs."""
    query = select(portfolios.c.user_id, func.count()).group_by(portfolios.c.user_id)
    return {int(user_id): int(count) for user_id, count in connection.execute(query)}


def set_portfolio(connection: Connection, user_id: int, uids: Iterable[str]) -> None:
    """Give a person these accounts and no others."""
    connection.execute(delete(portfolios).where(portfolios.c.user_id == user_id))
    rows = [{"user_id": user_id, "uid": uid} for uid in sorted(set(uids))]
    if rows:
        connection.execute(insert(portfolios), rows)


def uids_of(connection: Connection, account: str, company: str | None) -> list[str]:
    """uids of the shared accounts with a customer number, of one company or of any."""
    query = select(shared_accounts.c.uid).join(companies).where(shared_accounts.c.account == account)
    return list(connection.scalars(query if company is None else query.where(companies.c.name == company)))


# -- tokens --------------------------------------------------------------------------------------------------------


def add_token(connection: Connection, user_id: int, sha256: str, label: str, at: str) -> int:
    """Keep a new token; its id."""
    values = {"user_id": user_id, "sha256": sha256, "label": label, "created_at": at, "used_on": "", "revoked_at": ""}
    return int(connection.execute(insert(tokens).values(**values).returning(tokens.c.id)).scalar_one())


def all_tokens(connection: Connection, user: str | None = None) -> list[TokenRow]:
    """Tokens there ever were, of one person or of all."""
    query = select(
        tokens.c.id, users.c.name.label("user"), tokens.c.label, tokens.c.created_at, tokens.c.used_on,
        tokens.c.revoked_at,
    ).join(users).order_by(tokens.c.id)  # fmt: skip
    query = query if user is None else query.where(users.c.name == user)
    return [TokenRow(**row) for row in connection.execute(query).mappings()]


def token_owner(connection: Connection, sha256: str) -> tuple[int, str, UserRow] | None:
    """Of a token that lives, of an active person: its id, the day of its last use, the person."""
    query = select(users, tokens.c.id.label("token"), tokens.c.used_on).join(tokens)
    query = query.where(tokens.c.sha256 == sha256, tokens.c.revoked_at == "", users.c.is_active)
    found = connection.execute(query).mappings().first()
    if found is None:
        return None
    row = dict(found)
    return int(row.pop("token")), str(row.pop("used_on")), UserRow(**row)


def token_used(connection: Connection, token_id: int, day: str) -> None:
    """Keep the day of a use."""
    connection.execute(update(tokens).where(tokens.c.id == token_id).values(used_on=day))


def revoke(connection: Connection, token_ids: Iterable[int], at: str) -> None:
    """End tokens; those that ended before keep their instant."""
    query = update(tokens).where(tokens.c.id.in_(list(token_ids)), tokens.c.revoked_at == "")
    connection.execute(query.values(revoked_at=at))


def revoked_tokens(connection: Connection) -> list[str]:
    """SHA-256 of the tokens that ended."""
    return list(connection.scalars(select(tokens.c.sha256).where(tokens.c.revoked_at != "")))


def revoke_kept(connection: Connection, sha256s: Iterable[str], at: str) -> None:
    """End tokens by their SHA-256; those unknown or ended before are left as they are."""
    for kept in sha256s:
        connection.execute(
            update(tokens).where(tokens.c.sha256 == kept, tokens.c.revoked_at == "").values(revoked_at=at)
        )


# -- sessions of the page ------------------------------------------------------------------------------------------


def add_session(connection: Connection, sha256: str, user_id: int, csrf: str, expires_at: str) -> None:
    """Keep a session."""
    connection.execute(
        insert(sessions).values(sha256=sha256, user_id=user_id, csrf=csrf, expires_at=expires_at)
    )  # fmt: skip


def session_owner(connection: Connection, sha256: str, now: str) -> tuple[str, UserRow] | None:
    """Of a session that lives, of an active person: its word against forged forms, and the person."""
    query: Select[tuple[object, ...]] = select(users, sessions.c.csrf).join(sessions)
    query = query.where(sessions.c.sha256 == sha256, sessions.c.expires_at > now, users.c.is_active)
    found = connection.execute(query).mappings().first()
    if found is None:
        return None
    row = dict(found)
    return str(row.pop("csrf")), UserRow(**row)


def end_sessions(connection: Connection, now: str, sha256: str = "", user_id: int = -1) -> None:
    """End one session, or all of a person; and forget those that ran out."""
    is_over = (sessions.c.sha256 == sha256) | (sessions.c.user_id == user_id) | (sessions.c.expires_at <= now)
    connection.execute(delete(sessions).where(is_over))


def _one(row: Row[tuple[object, ...]] | None) -> UserRow | None:
    return None if row is None else UserRow(**row._mapping)
