"""The store's tables of what letters say: identity and bank details of each company, and the templates edited."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from server.store.tables import metadata

#: Every version of a company's identity, signatory and terms; the highest is in force.
company_settings = Table(
    "company_settings", metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("values", Text, nullable=False),  # JSON
    Column("set_by", Text, nullable=False),
    Column("set_at", Text, nullable=False),
)  # fmt: skip

#: Bank details asked for; the newest approved one is in force. state: waiting, approved, refused, withdrawn.
bank_details = Table(
    "bank_details", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("holder", Text, nullable=False),
    Column("iban", Text, nullable=False),
    Column("bic", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("decided_by", Text, nullable=False),  # empty while it waits
    Column("decided_at", Text, nullable=False),
    Index("ix_bank_details_company_id", "company_id"),
)  # fmt: skip

#: Every version of a template somebody edited; the highest is in force, none: the one shipped.
letter_templates = Table(
    "letter_templates", metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("segment", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("opening", Text, nullable=False),
    Column("closing", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", Text, nullable=False),
)  # fmt: skip
