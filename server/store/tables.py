"""The store's tables of the ledger: imports, lines, customers, closes, rates, decisions; and the metadata of all.

Only `store` and the migrations import this module.

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
    Column("billed", BigInteger, nullable=False, server_default="0"),
)  # fmt: skip

#: Monthly sales including VAT as a user's table tells them; of several imports the last one speaks for a month.
told_sales = Table(
    "told_sales", metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("sales", BigInteger, nullable=False),
)  # fmt: skip

CUSTOMER_TEXTS = ("name", "address", "siren", "siret", "vat_number", "legal_kind", "group", "payer_account", "terms",
                  "means_of_payment", "rate_clause", "contract_kind", "sales_contact", "branch",
                  "language")  # fmt: skip

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

#: Every version of the call score's criteria a manager loaded; version 0 is the one of the code and is not kept here.
criteria = Table(
    "criteria", metadata,
    Column("version", Integer, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("weight", Integer, nullable=False),
    Column("threshold", BigInteger, nullable=False),
    Column("loaded_at", Text, nullable=False),
)  # fmt: skip

#: Rates a user added past those of the package, with where they were read; `series` is one of rate_series.SERIES.
published_rates = Table(
    "published_rates", metadata,
    Column("series", Text, primary_key=True),
    Column("first_day", Integer, primary_key=True),
    Column("last_day", Integer, nullable=False),
    Column("units", Integer, nullable=False),  # 10 000 in one percent
    Column("source", Text, nullable=False),
    Column("added_at", Text, nullable=False),
)  # fmt: skip

rate_clauses = Table(
    "rate_clauses", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("place", Text, nullable=False),  # account, group, branch, kind, company
    Column("name", Text, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("rate", Text, nullable=False),
    Column("below_floor", Text, nullable=False),
    UniqueConstraint("company_id", "place", "name", "first_day"),
)  # fmt: skip

#: What somebody decided on penalties: given up, or invoiced. Of one item, or (item 0) of a whole account.
penalty_decisions = Table(
    "penalty_decisions", metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("item", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # waived, invoiced
    Column("amount", BigInteger, nullable=True),  # NULL: all there is of the item, or of all items due up to the day
    Column("day", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("withdrawn_at", Text, nullable=False),  # '' while it stands
)  # fmt: skip

#: What starts the limitation of an item anew.
interruptions = Table(
    "interruptions", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("item", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("noted_at", Text, nullable=False),
    UniqueConstraint("company_id", "item", "day"),
)  # fmt: skip

#: The judgment that opened an insolvency of a customer; `account` is its number in a customers file.
insolvencies = Table(
    "insolvencies", metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("account", Text, primary_key=True),
    Column("opening_day", Integer, nullable=False),
)  # fmt: skip

#: Files of the watched folder that were imported or refused: the same bytes are never taken twice.
watched_files = Table(
    "watched_files", metadata,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", Text, nullable=False, index=True),
    Column("outcome", Text, nullable=False),  # imported, refused
    Column("sentence", Text, nullable=False),  # why it was refused, '' else
    Column("result", Text, nullable=False),  # JSON: what the import answered, {} where it was refused
)  # fmt: skip
