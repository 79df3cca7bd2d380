"""Open letters everywhere

Stores made by the first published version lack a table and an index that later ones had from revision 0001 on. Here
they come to all; a published migration is never amended again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what is missing."""
    op.create_table(
        "open_letters",
        sa.Column("letter", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_open_letters_import_id_imports")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_open_letters")),
        if_not_exists=True,
    )
    op.create_index(op.f("ix_contacts_company_id"), "contacts", ["company_id", "account"], if_not_exists=True)


def downgrade() -> None:
    """Nothing to undo: revision 0001 makes them too."""
