"""The store's tables of people, what lets them in, and the audit of what they did.

Only `store` and the migrations import this module.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text

from server.store.tables import metadata

users = Table(
    "users", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),  # `server.rights.ROLES`
    Column("password", Text, nullable=False),  # argon2id, '' where the page is not for them
    Column("subject", Text, nullable=False),  # of the identity provider (OIDC), '' where none
    Column("sees_all", Boolean, nullable=False),  # else the accounts of the portfolio alone
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
)  # fmt: skip

portfolios = Table(
    "portfolios", metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("uid", ForeignKey("shared_accounts.uid"), primary_key=True),
)  # fmt: skip

tokens = Table(
    "tokens", metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("used_on", Text, nullable=False),  # day, '' before the first use
    Column("revoked_at", Text, nullable=False),
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    Column("sha256", Text, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)  # fmt: skip

#: Who did what, each row's hash over the one before; what persons wrote lies in `audit_texts`, behind a salted hash.
audit = Table(
    "audit", metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("digest", Text, nullable=False),  # sha256 of salt and text
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)  # fmt: skip

audit_texts = Table(
    "audit_texts", metadata,
    Column("seq", ForeignKey("audit.seq"), primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),
    Column("text", Text, nullable=False),  # JSON
)  # fmt: skip
