"""The store's tables of what people share: accounts, fields, events, conflicts, and the protocol's own memory.

Only `store` and the migrations import this module. Days and amounts as in `tables`.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from server.store.tables import metadata

#: One row: the server's identity, and the counter every shared change draws its number from under the row's lock, so
#: that a reader's cursor never passes a change that is not committed yet.
clock = Table(
    "clock", metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("server", Text, nullable=False),
    Column("epoch", Text, nullable=False),  # another one after each restore
    Column("seq", BigInteger, nullable=False),
    Column("restored_from", BigInteger, nullable=False),  # lowest `seq` a backup was restored at; 0: none was
)  # fmt: skip

#: Every restore: the numbers after `after`, up to `until`, were given to changes this database may have forgotten.
restores = Table(
    "restores", metadata,
    Column("epoch", Text, primary_key=True),  # the one it began
    Column("after", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
)  # fmt: skip

#: What a shared account is: a customer's number in a company. Never deleted; merged or archived.
shared_accounts = Table(
    "shared_accounts", metadata,
    Column("uid", Text, primary_key=True),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),  # as the customers file or the ledger has it
    Column("merged_into", Text, nullable=False),  # uid, '' while it stands for itself
    Column("is_archived", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False, index=True),  # of its last change
    UniqueConstraint("company_id", "account"),
)  # fmt: skip

#: The shared fields of accounts (`receivables.account_fields`) as they stand; canonical texts, '' where empty.
account_cells = Table(
    "account_cells", metadata,
    Column("uid", ForeignKey("shared_accounts.uid"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("seq", BigInteger, nullable=False, index=True),
    # Its number before a restore, told by a workbook (0: none); negative once somebody who saw it changed it again.
    Column("recovered", BigInteger, nullable=False),
)  # fmt: skip

#: Every change of a shared field there ever was.
cell_changes = Table(
    "cell_changes", metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("op", Text, nullable=False, unique=True),
    Column("uid", ForeignKey("shared_accounts.uid"), nullable=False, index=True),
    Column("field", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("seen", Text, nullable=False),  # what whoever changed it had before them
    Column("new", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
)  # fmt: skip

#: Calls, promises, disputes, plans, notes: added, never changed; a correction is an event that names the one before.
events = Table(
    "events", metadata,
    Column("id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("uid", ForeignKey("shared_accounts.uid"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("data", Text, nullable=False),  # JSON, as `receivables.followup.events` has it
    Column("corrects", Text, nullable=True, unique=True),  # one correction an event; NULL: none
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
)  # fmt: skip

conflicts = Table(
    "conflicts", metadata,
    Column("id", Text, primary_key=True),  # the `op` of the edit that met it
    Column("seq", BigInteger, nullable=False, index=True),  # of its last change
    Column("uid", ForeignKey("shared_accounts.uid"), nullable=False),
    Column("field", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("mine", Text, nullable=False),
    Column("theirs", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("their_author", Text, nullable=False),
    Column("workbook", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("choice", Text, nullable=False),  # '' while it is open; mine, theirs, other
    Column("settled_by", Text, nullable=False),
    Column("settled_at", Text, nullable=False),
)  # fmt: skip

#: Answers to the pushes there were: a push that comes again is answered again, not done again.
batches = Table(
    "batches", metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("answer", Text, nullable=False),  # JSON
    Column("at", Text, nullable=False, index=True),
)  # fmt: skip

#: The workbooks that ever asked, with their last sync.
shared_workbooks = Table(
    "shared_workbooks", metadata,
    Column("id", Text, primary_key=True),
    Column("user", Text, nullable=False),
    Column("cursor", BigInteger, nullable=False),
    Column("synced_at", Text, nullable=False),
)  # fmt: skip

#: The dated table of what follows each result of a call, as the manager loaded it; version 0 is the code's.
call_results = Table(
    "call_results", metadata,
    Column("version", Integer, primary_key=True),
    Column("result", Text, primary_key=True),
    Column("next_days", Integer, nullable=True),  # working days until the next action; NULL: none
    Column("next_action", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("stop", Text, nullable=False),
    Column("loaded_at", Text, nullable=False),
)  # fmt: skip
