"""Shared account state: fields, events, conflicts, users, audit"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, those others point to first."""
    _audit()
    _batches()
    _call_results()
    _clock()
    _restores()
    _shared_workbooks()
    _users()
    _watched_files()
    _audit_texts()
    _sessions()
    _shared_accounts()
    _tokens()
    _account_cells()
    _cell_changes()
    _conflicts()
    _events()
    _portfolios()


def downgrade() -> None:
    """Drop them, the dependent ones first."""
    op.drop_table("portfolios")
    op.drop_index(op.f("ix_events_uid"), table_name="events")
    op.drop_table("events")
    op.drop_index(op.f("ix_conflicts_seq"), table_name="conflicts")
    op.drop_table("conflicts")
    op.drop_index(op.f("ix_cell_changes_uid"), table_name="cell_changes")
    op.drop_table("cell_changes")
    op.drop_index(op.f("ix_account_cells_seq"), table_name="account_cells")
    op.drop_table("account_cells")
    op.drop_table("tokens")
    op.drop_index(op.f("ix_shared_accounts_seq"), table_name="shared_accounts")
    op.drop_table("shared_accounts")
    op.drop_table("sessions")
    op.drop_table("audit_texts")
    op.drop_index(op.f("ix_watched_files_at"), table_name="watched_files")
    op.drop_table("watched_files")
    op.drop_table("users")
    op.drop_table("shared_workbooks")
    op.drop_table("restores")
    op.drop_table("clock")
    op.drop_table("call_results")
    op.drop_index(op.f("ix_batches_at"), table_name="batches")
    op.drop_table("batches")
    op.drop_table("audit")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(op.f("ix_batches_at"), "batches", ["at"], unique=False)


def _call_results() -> None:
    op.create_table(
        "call_results",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("next_days", sa.Integer(), nullable=True),
        sa.Column("next_action", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", "result", name=op.f("pk_call_results")),
    )


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("restored_from", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_clock")),
    )


def _restores() -> None:
    op.create_table(
        "restores",
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_restores")),
    )


def _shared_workbooks() -> None:
    op.create_table(
        "shared_workbooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("synced_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_workbooks")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sees_all", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )


def _watched_files() -> None:
    op.create_table(
        "watched_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_watched_files")),
    )
    op.create_index(op.f("ix_watched_files_at"), "watched_files", ["at"], unique=False)


def _audit_texts() -> None:
    op.create_table(
        "audit_texts",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_audit_texts_seq_audit")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_texts")),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sessions")),
    )


def _shared_accounts() -> None:
    op.create_table(
        "shared_accounts",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_shared_accounts_company_id_companies")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_shared_accounts")),
        sa.UniqueConstraint("company_id", "account", name=op.f("uq_shared_accounts_company_id")),
    )
    op.create_index(op.f("ix_shared_accounts_seq"), "shared_accounts", ["seq"], unique=False)


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("used_on", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("sha256", name=op.f("uq_tokens_sha256")),
    )


def _account_cells() -> None:
    op.create_table(
        "account_cells",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("recovered", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["uid"], ["shared_accounts.uid"], name=op.f("fk_account_cells_uid_shared_accounts")),
        sa.PrimaryKeyConstraint("uid", "field", name=op.f("pk_account_cells")),
    )
    op.create_index(op.f("ix_account_cells_seq"), "account_cells", ["seq"], unique=False)


def _cell_changes() -> None:
    op.create_table(
        "cell_changes",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["uid"], ["shared_accounts.uid"], name=op.f("fk_cell_changes_uid_shared_accounts")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_cell_changes")),
        sa.UniqueConstraint("op", name=op.f("uq_cell_changes_op")),
    )
    op.create_index(op.f("ix_cell_changes_uid"), "cell_changes", ["uid"], unique=False)


def _conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("mine", sa.Text(), nullable=False),
        sa.Column("theirs", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("their_author", sa.Text(), nullable=False),
        sa.Column("workbook", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["uid"], ["shared_accounts.uid"], name=op.f("fk_conflicts_uid_shared_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
    )
    op.create_index(op.f("ix_conflicts_seq"), "conflicts", ["seq"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["uid"], ["shared_accounts.uid"], name=op.f("fk_events_uid_shared_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("corrects", name=op.f("uq_events_corrects")),
        sa.UniqueConstraint("seq", name=op.f("uq_events_seq")),
    )
    op.create_index(op.f("ix_events_uid"), "events", ["uid"], unique=False)


def _portfolios() -> None:
    op.create_table(
        "portfolios",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["uid"], ["shared_accounts.uid"], name=op.f("fk_portfolios_uid_shared_accounts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_portfolios_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "uid", name=op.f("pk_portfolios")),
    )
