"""The store's tables. Only `store` and the migrations import this module.

Amounts are BIGINT minor units; days are INTEGER days since 1970-01-01 (`days.NO_DAY` where unknown, never NULL), so
that a million lines are read into arrays without a conversion. Lines of one import have consecutive ids.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite only counts ids by itself for a column declared INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")

companies = Table(
    "companies", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("default_terms", Text, nullable=False),
)  # fmt: skip

scope = Table(
    "scope", metadata,
    Column("prefix", Text, primary_key=True),
    Column("treatment", Text, nullable=False),
    Column("label_fr", Text, nullable=False),
    Column("label_en", Text, nullable=False),
)  # fmt: skip

accounts = Table(
    "accounts", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("ledger_account", Text, nullable=False),
    Column("auxiliary", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("company_id", "ledger_account", "auxiliary", "currency"),
)  # fmt: skip

imports = Table(
    "imports", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("options", Text, nullable=False),  # what else decided the result (JSON): mapping, scope
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("opening_day", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("first_line", _Id, nullable=False),
    Column("last_line", _Id, nullable=False),
    Column("balances", Text, nullable=False),  # JSON: what the file says the lines must tie to
    Column("problems", Text, nullable=False),  # JSON
    Column("undo", Text, nullable=False),  # JSON: what a customers import changed
    Column("imported_at", Text, nullable=False),
    Column("replaced_by", Integer, nullable=True),
    Column("is_purged", Boolean, nullable=False),
)  # fmt: skip

lines = Table(
    "lines", metadata,
    Column("id", _Id, primary_key=True),
    Column("account_id", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("posted", Integer, nullable=False),
    Column("document_day", Integer, nullable=False),
    Column("due_day", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("settled", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("opening", SmallInteger, nullable=False),
    Column("letter", BigInteger, nullable=False),
    Column("letter_day", Integer, nullable=False),
    Column("item", BigInteger, nullable=False),
    Column("reverses", BigInteger, nullable=False),
    Column("number", Text, nullable=False),
    Column("label", Text, nullable=False),
)  # fmt: skip

#: Letters that do not balance within their own file: the next file of the company may close them.
open_letters = Table(
    "open_letters", metadata,
    Column("letter", _Id, primary_key=True),  # as in `lines`
    Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("account_id", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
)  # fmt: skip

sales_months = Table(
    "sales_months", metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("sales", BigInteger, nullable=False),
    Column("vat", BigInteger, nullable=False),
)  # fmt: skip

CUSTOMER_TEXTS = ("name", "address", "siren", "siret", "vat_number", "legal_kind", "group", "payer_account", "terms",
                  "means_of_payment", "rate_clause", "sales_contact", "branch", "language")  # fmt: skip

customers = Table(
    "customers", metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("account", Text, primary_key=True),
    *(Column(name, Text, nullable=False, default="") for name in CUSTOMER_TEXTS),
    Column("credit_limit", BigInteger, nullable=True),
    Column("insurer_limit", BigInteger, nullable=True),
    Column("insurer_expiry", Integer, nullable=False),
    Column("insurer_notice_days", Integer, nullable=True),
)  # fmt: skip

contacts = Table(
    "contacts", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    Index(None, "company_id", "account"),
)  # fmt: skip

mappings = Table(
    "mappings", metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("header", Text, primary_key=True),  # sha256 of the header's cells
    Column("mapping", Text, nullable=False),  # JSON: field -> column, as the user corrected it
)  # fmt: skip

item_notes = Table(
    "item_notes", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("item", BigInteger, nullable=False),
    Column("account", Text, nullable=False),  # what the item was when the note was taken, should it vanish
    Column("number", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("noted_at", Text, nullable=False),
)  # fmt: skip

closes = Table(
    "closes", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("month", Text, nullable=False),
    Column("closed_at", Text, nullable=False),
    UniqueConstraint("company_id", "month"),
)  # fmt: skip

close_items = Table(
    "close_items", metadata,
    Column("id", _Id, primary_key=True),
    Column("close_id", ForeignKey("closes.id"), nullable=False, index=True),
    Column("account_id", Integer, nullable=False),
    Column("item", BigInteger, nullable=False),
    Column("number", Text, nullable=False),
    Column("due_day", Integer, nullable=False),
    Column("open", BigInteger, nullable=False),
)  # fmt: skip
