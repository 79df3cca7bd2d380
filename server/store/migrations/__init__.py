"""Alembic migrations of the store, run by `server.store.database` when a store is opened."""
