"""Reminder campaigns: runs, messages, what came of them; what letters say of the company"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, those others point to first."""
    _campaign_addresses()
    _campaign_contact_days()
    _campaign_control()
    _campaign_procedures()
    _campaign_runs()
    _campaign_settings()
    _campaign_workers()
    _bank_details()
    _campaign_days()
    _campaign_messages()
    _campaign_stops()
    _campaign_takeover()
    _company_settings()
    _letter_templates()
    _campaign_letters()
    _campaign_message_items()
    _campaign_steps()


def downgrade() -> None:
    """Drop them, the dependent ones first."""
    op.drop_index(op.f("ix_campaign_steps_message_id"), table_name="campaign_steps")
    op.drop_table("campaign_steps")
    op.drop_table("campaign_message_items")
    op.drop_table("campaign_letters")
    op.drop_table("letter_templates")
    op.drop_table("company_settings")
    op.drop_table("campaign_takeover")
    op.drop_table("campaign_stops")
    op.drop_index(op.f("ix_campaign_messages_transmitted_ms"), table_name="campaign_messages")
    op.drop_index(op.f("ix_campaign_messages_transmitted_at"), table_name="campaign_messages")
    op.drop_index(op.f("ix_campaign_messages_state"), table_name="campaign_messages")
    op.drop_index(op.f("ix_campaign_messages_run_id"), table_name="campaign_messages")
    op.drop_index(op.f("ix_campaign_messages_account"), table_name="campaign_messages")
    op.drop_table("campaign_messages")
    op.drop_table("campaign_days")
    op.drop_index(op.f("ix_bank_details_company_id"), table_name="bank_details")
    op.drop_table("bank_details")
    op.drop_table("campaign_workers")
    op.drop_table("campaign_settings")
    op.drop_table("campaign_runs")
    op.drop_table("campaign_procedures")
    op.drop_table("campaign_control")
    op.drop_table("campaign_contact_days")
    op.drop_table("campaign_addresses")


def _campaign_addresses() -> None:
    op.create_table(
        "campaign_addresses",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("soft", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_campaign_addresses")),
    )


def _campaign_contact_days() -> None:
    op.create_table(
        "campaign_contact_days",
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "account", "day", name=op.f("pk_campaign_contact_days")),
    )


def _campaign_control() -> None:
    op.create_table(
        "campaign_control",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("paused", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("said_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_campaign_control")),
    )


def _campaign_procedures() -> None:
    op.create_table(
        "campaign_procedures",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_campaign_procedures")),
    )


def _campaign_runs() -> None:
    op.create_table(
        "campaign_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("freshness", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_runs")),
    )


def _campaign_settings() -> None:
    op.create_table(
        "campaign_settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_campaign_settings")),
    )


def _campaign_workers() -> None:
    op.create_table(
        "campaign_workers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("read_to", sa.BigInteger(), nullable=False),
        sa.Column("read_epoch", sa.Text(), nullable=False),
        sa.Column("waived_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_campaign_workers")),
    )


def _bank_details() -> None:
    op.create_table(
        "bank_details",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_bank_details_company_id_companies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_details")),
    )
    op.create_index("ix_bank_details_company_id", "bank_details", ["company_id"], unique=False)


def _campaign_days() -> None:
    op.create_table(
        "campaign_days",
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("lease_ms", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_campaign_days_company_id_companies")),
        sa.PrimaryKeyConstraint("company_id", "due_on", name=op.f("pk_campaign_days")),
    )


def _campaign_messages() -> None:
    op.create_table(
        "campaign_messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.Column("compensation", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.Text(), nullable=False),
        sa.Column("second_by", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("lease_ms", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("transmitted_at", sa.Text(), nullable=False),
        sa.Column("transmitted_ms", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=False),
        sa.Column("sent_day", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_campaign_messages_company_id_companies")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["campaign_runs.id"], name=op.f("fk_campaign_messages_run_id_campaign_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_messages")),
    )
    op.create_index("ix_campaign_messages_account", "campaign_messages", ["company_id", "account"], unique=False)
    op.create_index(op.f("ix_campaign_messages_run_id"), "campaign_messages", ["run_id"], unique=False)
    op.create_index("ix_campaign_messages_state", "campaign_messages", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_campaign_messages_transmitted_at"), "campaign_messages", ["transmitted_at"], unique=False)
    op.create_index(op.f("ix_campaign_messages_transmitted_ms"), "campaign_messages", ["transmitted_ms"], unique=False)


def _campaign_stops() -> None:
    op.create_table(
        "campaign_stops",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["campaign_runs.id"], name=op.f("fk_campaign_stops_run_id_campaign_runs")),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_campaign_stops")),
    )


def _campaign_takeover() -> None:
    op.create_table(
        "campaign_takeover",
        sa.Column("company_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_campaign_takeover_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("company_id", "account", "item", "due_day", "level", name=op.f("pk_campaign_takeover")),
    )


def _company_settings() -> None:
    op.create_table(
        "company_settings",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_settings_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("company_id", "version", name=op.f("pk_company_settings")),
    )


def _letter_templates() -> None:
    op.create_table(
        "letter_templates",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_letter_templates_company_id_companies")
        ),
        sa.PrimaryKeyConstraint("company_id", "segment", "level", "lang", "version", name=op.f("pk_letter_templates")),
    )


def _campaign_letters() -> None:
    op.create_table(
        "campaign_letters",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("posted_day", sa.Integer(), nullable=False),
        sa.Column("presented_day", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_day", sa.Integer(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["campaign_messages.id"], name=op.f("fk_campaign_letters_message_id_campaign_messages")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_campaign_letters")),
    )


def _campaign_message_items() -> None:
    op.create_table(
        "campaign_message_items",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["campaign_messages.id"],
            name=op.f("fk_campaign_message_items_message_id_campaign_messages"),
        ),
        sa.PrimaryKeyConstraint("message_id", "item", "due_day", name=op.f("pk_campaign_message_items")),
        sa.UniqueConstraint(
            "company_id",
            "account",
            "currency",
            "level",
            "item",
            "due_day",
            "live",
            name=op.f("uq_campaign_message_items_company_id"),
        ),
    )


def _campaign_steps() -> None:
    op.create_table(
        "campaign_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["campaign_messages.id"], name=op.f("fk_campaign_steps_message_id_campaign_messages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_steps")),
    )
    op.create_index(op.f("ix_campaign_steps_message_id"), "campaign_steps", ["message_id"], unique=False)
