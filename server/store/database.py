"""Opening the database: embedded SQLite by default, PostgreSQL by URL; migrations once, under a lock.

SQLite runs with WAL, synchronous=FULL and BEGIN IMMEDIATE for every writer, so that two writers wait for each other
instead of failing half-way.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Transaction, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from server.errors import UserError

FILE_NAME = "relance.db"
_MIGRATION_LOCK, IMPORT_LOCK = 727_001, 727_002  # any constants: keys of PostgreSQL's advisory locks
_BUSY_TIMEOUT_MS = 10_000
_SQLITE_BUSY, _POSTGRESQL_BUSY = frozenset({5, 6}), ("40", "55P03")
#: SQLite's words for: taken by another writer, disk full, page not written, file not opened, may not be written.
_SQLITE_TROUBLE = frozenset({5, 6, 8, 10, 13, 14})
#: PostgreSQL's classes of: connection, transaction to be done again, no room, stopped by the operator, lock not had.
_POSTGRESQL_TROUBLE = ("08", "25P02", "40", "53", "57", "55P03", "58")
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
        _lock(connection, IMPORT_LOCK)
        yield connection


@contextmanager
def trying(engine: Engine) -> Iterator[Connection]:
    """A transaction as `writing` begins it, of which nothing stays."""
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            _lock(connection, IMPORT_LOCK)
            yield connection
        finally:
            with suppress(DBAPIError):  # a database that is full or gone has rolled back by itself
                transaction.rollback()


@contextmanager
def sharing(engine: Engine, wait_ms: int = _BUSY_TIMEOUT_MS) -> Iterator[Connection]:
    """One transaction that changes what is shared; it does not wait for an import (on SQLite, which has one writer,
    it waits, as for any other writer, for at most `wait_ms`). The clock's row, locked first, keeps two of them apart.

    Raises what went wrong, never what went wrong while taking it back.
    """
    with engine.connect() as connection:
        transaction = _begun(connection, wait_ms)
        try:
            yield connection
            transaction.commit()
        except BaseException:
            with suppress(DBAPIError):  # a database that is full or gone has rolled back by itself
                transaction.rollback()
            raise


def _begun(connection: Connection, wait_ms: int) -> Transaction:
    """A transaction that waits for others' locks no longer than told; the same of every connection, for they are
    used again."""
    if connection.dialect.name == "postgresql":
        transaction = connection.begin()
        connection.execute(text(f"SET LOCAL lock_timeout = {int(wait_ms)}"))
        return transaction
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={int(wait_ms)}")
    try:
        return connection.begin()
    finally:
        driver.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that reads, and sees the store as it was at its first question whatever others write meanwhile."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(relance_read_only=True, **options) as connection:
        yield connection


def is_busy(error: DBAPIError) -> bool:
    """Whether others were writing, no more: the same may be done again at once."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return (int(code) & 0xFF) in _SQLITE_BUSY
    return str(getattr(error.orig, "sqlstate", None) or "").startswith(_POSTGRESQL_BUSY)


def is_trouble(error: BaseException) -> bool:
    """Whether the database could not do it now (busy, full, gone) and may do it later: nobody's mistake."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return (int(code) & 0xFF) in _SQLITE_TROUBLE
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # PostgreSQL was not reached at all
        return isinstance(error, OperationalError) and not hasattr(error.orig, "sqlite_errorname")
    return str(state).startswith(_POSTGRESQL_TROUBLE)


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
        found, head = revision(connection), known_revisions()[-1]
    if found == head:
        return
    if found is not None and found > head:
        raise UserError("The data were written by a newer Relance: update this one, or name another --home.")
    with engine.begin() as connection:  # BEGIN IMMEDIATE on SQLite: one process migrates, the others wait
        _lock(connection, _MIGRATION_LOCK)
        upgrade(connection, "head")


def upgrade(connection: Connection, wanted: str) -> None:
    """Bring the tables to a revision, in the caller's transaction."""
    # Loading Alembic takes longer than most commands; only a store that is new or of an older version needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)


def revision(connection: Connection) -> str | None:
    """The migration the tables are at, None for a new store."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def known_revisions() -> list[str]:
    """The migrations there are, oldest first: their files are numbered."""
    return sorted(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")
