"""Penalties and priorities"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _penalties()
    _rates()
    _sales()
    _criteria()
    _customers()


def downgrade() -> None:
    """Drop the tables, the dependent ones first."""
    with op.batch_alter_table("customers") as batch_op:
        batch_op.drop_column("contract_kind")
    op.drop_table("insolvencies")
    op.drop_table("interruptions")
    op.drop_index(op.f("ix_penalty_decisions_account_id"), table_name="penalty_decisions")
    op.drop_table("penalty_decisions")
    op.drop_table("criteria")
    op.drop_table("rate_clauses")
    op.drop_table("published_rates")
    op.drop_table("told_sales")
    with op.batch_alter_table("sales_months") as batch_op:
        batch_op.drop_column("billed")


def _criteria() -> None:
    """Every version of the call score's criteria."""
    op.create_table(
        "criteria",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("loaded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", "name", name=op.f("pk_criteria")),
    )


def _customers() -> None:
    """The kind of contract, which decides how long a debt can be claimed."""
    with op.batch_alter_table("customers") as batch_op:
        batch_op.add_column(sa.Column("contract_kind", sa.Text(), nullable=False, server_default=""))


def _sales() -> None:
    """Sales as the receivable accounts have them, and as a user's table tells them."""
    with op.batch_alter_table("sales_months") as batch_op:
        batch_op.add_column(sa.Column("billed", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "told_sales",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_told_sales_import_id_imports")),
        sa.PrimaryKeyConstraint("import_id", "currency", "month", name=op.f("pk_told_sales")),
    )


def _rates() -> None:
    """Rates published since the package was made, and the clauses agreed with customers."""
    op.create_table(
        "published_rates",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("series", "first_day", name=op.f("pk_published_rates")),
    )
    op.create_table(
        "rate_clauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("below_floor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_rate_clauses_company_id_companies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_clauses")),
        sa.UniqueConstraint("company_id", "place", "name", "first_day", name=op.f("uq_rate_clauses_company_id")),
    )


def _penalties() -> None:
    """What was decided on penalties, what interrupts a limitation, and insolvencies."""
    op.create_table(
        "penalty_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_penalty_decisions_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_decisions")),
    )
    op.create_index(op.f("ix_penalty_decisions_account_id"), "penalty_decisions", ["account_id"])
    op.create_table(
        "interruptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_interruptions_company_id_companies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interruptions")),
        sa.UniqueConstraint("company_id", "item", "day", name=op.f("uq_interruptions_company_id")),
    )
    op.create_table(
        "insolvencies",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("opening_day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_insolvencies_company_id_companies")),
        sa.PrimaryKeyConstraint("company_id", "account", name=op.f("pk_insolvencies")),
    )
