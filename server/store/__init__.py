"""The store: the only rooms that know the tables. Functions take a connection; the caller owns the transaction."""

# Whoever asks for the metadata gets all tables.
from server.store import campaign_tables, company_tables, people_tables, shared_tables  # noqa: F401
