"""The tables the migrations make are the tables the store knows, and a store of an older Relance goes on."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from server.store.database import open_engine
from server.store.tables import metadata
from tests.desk import Desk
from tests.fec_builder import receipt, sale, write_fec

VERSIONS = Path(__file__).resolve().parents[2] / "server" / "store" / "migrations"


def test_the_migrations_make_the_tables_of_the_store(desk: Desk) -> None:
    with desk.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert found == []


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_store_of_the_first_published_version_goes_on(
    desk: Desk, database_url: str, tmp_path: Path, revision: str
) -> None:
    """It has no `open_letters`; a later version may already have brought it to revision 0002 without them."""
    desk.take(_ledger(desk.folder))
    before = desk.balance()
    _go_back(desk.engine, revision)
    desk.engine.dispose()
    again = Desk(open_engine(tmp_path / "home", database_url), tmp_path)
    try:
        assert again.balance() == before
        with again.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    finally:
        again.engine.dispose()


def _ledger(folder: Path) -> Path:
    """An invoice partly paid under an open letter, and one that is late."""
    entries = [
        sale("2025-01-15", "C1", "F001", 12_000, letter="aa"),
        receipt("2025-01-20", "C1", 5_000, letter="aa"),
        sale("2025-03-03", "C2", "F002", 30_000),
    ]
    return write_fec(folder / "123456789FEC20251231.txt", entries)


def _go_back(engine: Engine, revision: str) -> None:
    """The tables as the first published version, or the second one on its store, left them."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.execute(text("DROP TABLE open_letters"))
        connection.execute(text("DROP INDEX ix_contacts_company_id"))
