"""The store: the only rooms that know the tables. Functions take a connection; the caller owns the transaction."""
