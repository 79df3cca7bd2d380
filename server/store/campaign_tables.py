"""The store's tables of reminder campaigns. Only `store` and the migrations import this module.

Amounts are BIGINT minor units, days INTEGER days since 1970-01-01 (`days.NO_DAY`: none), instants UTC texts
(`2026-11-22T08:30:00Z`, '' where not yet). Ids of messages are random: one given again after a restore would take what
the send ledger tells of another message for its own.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text, UniqueConstraint

from server.store.tables import metadata

campaign_runs = Table(
    "campaign_runs", metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", Integer, nullable=False),  # 0: of all companies
    Column("on_day", Integer, nullable=False),
    Column("procedure", Text, nullable=False),  # '' where every segment has its own
    Column("kind", Text, nullable=False),  # plan, tick, ledger, takeover
    Column("state", Text, nullable=False),  # proposed, approved, closed, withdrawn
    Column("late_days", Integer, nullable=False),  # days missed that this proposal makes good
    Column("freshness", Text, nullable=False),  # JSON
    Column("made_by", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("approved_at", Text, nullable=False),
    Column("closed_at", Text, nullable=False),
    Column("alarm", Text, nullable=False),  # why the books do not close, '' while they may
)  # fmt: skip

campaign_messages = Table(
    "campaign_messages", metadata,
    Column("id", Text, primary_key=True),
    Column("run_id", ForeignKey("campaign_runs.id"), nullable=False, index=True),
    Column("place", Integer, nullable=False),  # its order within the run
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("account", Text, nullable=False),  # of who pays
    Column("currency", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),  # e-mail address, '' for the other channels
    Column("country", Text, nullable=False),  # whose hours and holidays count: FR, FR-57; '' for the company's
    Column("approver", Text, nullable=False),  # one, two
    Column("amount", BigInteger, nullable=False),
    Column("interest", BigInteger, nullable=False),
    Column("compensation", BigInteger, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON
    Column("content", Text, nullable=False),  # JSON, frozen at approval; '' before
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),  # why it was skipped, failed, or waits
    Column("approved_by", Text, nullable=False),
    Column("approved_at", Text, nullable=False),
    Column("second_by", Text, nullable=False),
    Column("attempt", Integer, nullable=False),  # 2: a person said that the first never arrived
    Column("tries", Integer, nullable=False),  # how often its transmission began
    Column("refusals", Integer, nullable=False),  # how often it was put off by the channel
    Column("not_before", Text, nullable=False),
    Column("token", Text, nullable=False),  # of the process that has it
    Column("lease_ms", BigInteger, nullable=False),  # until when it may act, milliseconds since 1970 by its clock
    Column("message_id", Text, nullable=False),  # of the mail, as its header has it
    Column("transmitted_at", Text, nullable=False, index=True),
    Column("transmitted_ms", BigInteger, nullable=False, index=True),  # by the machine's clock
    Column("sent_at", Text, nullable=False),
    Column("sent_day", Integer, nullable=False),  # where the company is
    Column("answer", Text, nullable=False),  # of the mail server
    Index("ix_campaign_messages_state", "state", "not_before"),
    Index("ix_campaign_messages_account", "company_id", "account"),
)  # fmt: skip

#: What a message asks for: documents, each by its due day, for of one paid in instalments each is asked for by itself.
#: `live` is 1 while the message stands, NULL once it is over: one live message an item, due day and level, however many
#: processes plan.
campaign_message_items = Table(
    "campaign_message_items", metadata,
    Column("message_id", ForeignKey("campaign_messages.id"), primary_key=True),
    Column("item", BigInteger, primary_key=True, autoincrement=False),
    Column("due_day", Integer, primary_key=True, autoincrement=False),
    Column("company_id", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("live", SmallInteger, nullable=True),
    UniqueConstraint("company_id", "account", "currency", "level", "item", "due_day", "live"),
)  # fmt: skip

#: Every change of state there ever was.
campaign_steps = Table(
    "campaign_steps", metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", ForeignKey("campaign_messages.id"), nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),  # a person, or the worker
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
)  # fmt: skip

#: What a run does not ask for, and why.
campaign_stops = Table(
    "campaign_stops", metadata,
    Column("run_id", ForeignKey("campaign_runs.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("company_id", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("items", Text, nullable=False),  # JSON: [[item, amount]]
    Column("reason", Text, nullable=False),
    Column("facts", Text, nullable=False),  # JSON: what the sentence says
)  # fmt: skip

#: Who made the proposal of a due day; one row a day and company, whoever ticks.
campaign_days = Table(
    "campaign_days", metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True, autoincrement=False),
    Column("due_on", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),  # taken, done
    Column("token", Text, nullable=False),
    Column("lease_ms", BigInteger, nullable=False),
    Column("run_id", Integer, nullable=False),  # 0 while it is made; several missed days share one
    Column("at", Text, nullable=False),
)  # fmt: skip

#: One automatic message a customer and day.
campaign_contact_days = Table(
    "campaign_contact_days", metadata,
    Column("company_id", Integer, primary_key=True, autoincrement=False),
    Column("account", Text, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("message_id", Text, nullable=False),
)  # fmt: skip

#: What a person said of a letter, and what of calls that were made.
campaign_letters = Table(
    "campaign_letters", metadata,
    Column("message_id", ForeignKey("campaign_messages.id"), primary_key=True),
    Column("number", Text, nullable=False),  # of the registered letter
    Column("posted_day", Integer, nullable=False),
    Column("presented_day", Integer, nullable=False),
    Column("outcome", Text, nullable=False),  # '', received, unclaimed, unknown_address
    Column("outcome_day", Integer, nullable=False),
    Column("proof", Text, nullable=False),  # name and sha256 of the file attached
)  # fmt: skip

#: Addresses mail no longer goes to, and how often mail to an address came back for a while.
campaign_addresses = Table(
    "campaign_addresses", metadata,
    Column("address", Text, primary_key=True),  # folded
    Column("state", Text, nullable=False),  # '', suspended, complaint
    Column("soft", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("at", Text, nullable=False),
)  # fmt: skip

#: The processes that ever sent, with their ledgers.
campaign_workers = Table(
    "campaign_workers", metadata,
    Column("name", Text, primary_key=True),
    Column("ledger", Text, nullable=False),  # file, as the worker sees it
    Column("started_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),  # written by the loop itself
    Column("read_to", BigInteger, nullable=False),  # bytes of its ledger this database knows
    Column("read_epoch", Text, nullable=False),  # in which its ledger was last read, or waived
    Column("waived_by", Text, nullable=False),
)  # fmt: skip

#: One row: whether anything may leave.
campaign_control = Table(
    "campaign_control", metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("paused", Text, nullable=False),  # '', by_hand, database_behind
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("epoch", Text, nullable=False),  # of the clock, when every ledger was last read or waived
    Column("said_step", Integer, nullable=False),  # up to which a ledger has what people said of letters and calls
)  # fmt: skip

campaign_settings = Table(
    "campaign_settings", metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
    Column("set_by", Text, nullable=False),
    Column("set_at", Text, nullable=False),
)  # fmt: skip

#: Procedures as loaded, every version; none: those of the code.
campaign_procedures = Table(
    "campaign_procedures", metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("rows", Text, nullable=False),  # JSON
    Column("loaded_by", Text, nullable=False),
    Column("loaded_at", Text, nullable=False),
)  # fmt: skip

#: What was sent before this system: the take-over of a company.
campaign_takeover = Table(
    "campaign_takeover", metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True, autoincrement=False),
    Column("account", Text, primary_key=True),
    Column("item", BigInteger, primary_key=True, autoincrement=False),  # 0: what counts for the whole account
    Column("due_day", Integer, primary_key=True, autoincrement=False),  # NO_DAY: the whole document
    Column("level", Text, primary_key=True),
    Column("day", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("said_at", Text, nullable=False),
)  # fmt: skip
