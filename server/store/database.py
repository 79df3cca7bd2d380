"""Opening the database: embedded SQLite by default, PostgreSQL by URL; migrations once, under a lock.

SQLite runs with WAL, synchronous=FULL and BEGIN IMMEDIATE for every writer, so that two writers wait for each other
instead of failing half-way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from server.errors import UserError

FILE_NAME = "relance.db"
_MIGRATION_LOCK, _IMPORT_LOCK = 727_001, 727_002  # any constants: keys of PostgreSQL's advisory locks
_BUSY_TIMEOUT_MS = 10_000
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(home: Path, database_url: str | None) -> Engine:
    """Engine of the store of `home`, or of `database_url`, migrated to the present tables. Raises UserError."""
    url = _sqlite_url(home) if database_url is None else _checked_url(database_url)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    try:
        _migrate(engine)
    except DBAPIError as error:
        raise UserError(f"The database {url.render_as_string()} cannot be opened: {_first_line(error)}.") from error
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: it neither waits for writers nor keeps them waiting."""
    with engine.connect().execution_options(relance_read_only=True) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, all or nothing; on both databases imports and closes come one after the other.

    SQLite has one writer anyway; on PostgreSQL a lock held to the end of the transaction keeps two imports from
    drawing the same line ids or replacing the same file.
    """
    with engine.begin() as connection:
        _lock(connection, _IMPORT_LOCK)
        yield connection


def _lock(connection: Connection, key: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _sqlite_url(home: Path) -> URL:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)  # customers' data are not everybody's
    except OSError as error:
        raise UserError(f"The folder {home} cannot be made: {error.strerror}.") from error
    return URL.create("sqlite", database=str(home / FILE_NAME))


def _checked_url(database_url: str) -> URL:
    try:
        url = make_url(database_url)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError(url.drivername)
    except (ArgumentError, NoSuchModuleError) as error:
        raise UserError(
            "The database URL is not understood; write postgresql://user@host/name or sqlite:///file."
        ) from error
    return url


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_immediate` does.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    is_reader = connection.get_execution_options().get("relance_read_only", False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    with reading(engine) as connection:
        found, head = _revision(connection), _head()
    if found == head:
        return
    if found is not None and found > head:
        raise UserError("The data were written by a newer Relance: update this one, or name another --home.")
    # Loading Alembic takes longer than most commands; only a store that is new or of an older version needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:  # BEGIN IMMEDIATE on SQLite: one process migrates, the others wait
        _lock(connection, _MIGRATION_LOCK)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    """The migration the tables are at, None for a new store."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _head() -> str:
    """The last migration there is: their files are numbered."""
    return max(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")
