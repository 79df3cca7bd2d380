"""The sync server without its HTTP, in memory: the same use cases, the same JSON; backups and restores."""

import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from addin.wire import Pull, Push
from server.rights import User
from server.store.companies import company_id
from server.store.database import open_engine, sharing, snapshot
from server.store.sync import new_epoch
from server.sync.pull import prepare, pull
from server.sync.push import push

Json = dict[str, Any]
START = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)


@functools.cache
def memory_engine() -> Engine:
    """One SQLite in memory, with the store's tables; `World` fills it anew."""
    return open_engine(Path(), "sqlite://")


def add_customers(engine: Engine, count: int, company: str = "ACME") -> None:
    """Customers C0, C1, ... of a customers file."""
    with sharing(engine) as connection:
        company_number = company_id(connection, company)
        names = [column["name"] for column in _customer_columns(connection)]
        blank = dict.fromkeys(names, "") | {"credit_limit": None, "insurer_limit": None, "insurer_notice_days": None}
        for number in range(count):
            row = blank | {"company_id": company_number, "account": f"C{number}", "name": f"Client {number}",
                           "insurer_expiry": -719_162}  # fmt: skip
            marks = ", ".join(f":{name}" for name in names)
            quoted = ", ".join(f'"{name}"' for name in names)
            connection.execute(text(f"INSERT INTO customers ({quoted}) VALUES ({marks})"), row)


def _customer_columns(connection: Any) -> list[Any]:
    from sqlalchemy import inspect  # noqa: PLC0415 - nowhere else

    return list(inspect(connection).get_columns("customers"))


class World:
    """One server that workbooks ask; everything goes through JSON, as on the wire."""

    def __init__(self, accounts: int = 2, engine: Engine | None = None) -> None:
        self.engine = engine or memory_engine()
        if engine is None:
            _migrated()
            self.put_back(_empty(accounts))
        else:
            add_customers(engine, accounts)
            prepare(engine)
        self.minutes = 0

    def instant(self) -> str:
        """A minute later than before."""
        self.minutes += 1
        return (START + dt.timedelta(minutes=self.minutes)).isoformat(timespec="milliseconds")

    def push(self, body: str, who: User, at: str | None = None) -> Json:
        """What POST /v1/push answers."""
        with sharing(self.engine) as connection:
            answer = push(connection, who, Push.model_validate_json(body, strict=True), at or self.instant())
        told: Json = json.loads(answer.model_dump_json(exclude_none=True))
        return told

    def pull(self, cursor: int, epoch: str, workbook: str, who: User, page: int = 5_000) -> Json:
        """What GET /v1/pull answers."""
        with snapshot(self.engine) as connection:
            answer = pull(connection, who, Pull(cursor=cursor, epoch=epoch, workbook=workbook), page)
        told: Json = json.loads(answer.model_dump_json())
        return told

    def rows(self, query: str) -> list[Any]:
        """Of a query in SQL."""
        with snapshot(self.engine) as connection:
            return list(connection.execute(text(query)))

    def cells(self) -> dict[tuple[str, str], str]:
        """(uid, field) -> value, those that are filled."""
        return {(uid, field): value for uid, field, value in self.rows(
            "SELECT uid, field, value FROM account_cells WHERE value <> ''")}  # fmt: skip

    def uids(self) -> list[str]:
        """The accounts, by number."""
        return [row[0] for row in self.rows("SELECT uid FROM shared_accounts ORDER BY company_id, account")]

    def backup(self) -> bytes:
        """The database as it stands (in memory alone)."""
        return _serialized(self.engine)

    def put_back(self, backup: bytes) -> None:
        """The database as it stood, without a word to anybody."""
        _deserialize(self.engine, backup)

    def restore(self, backup: bytes) -> None:
        """As `relance restore` does it: another epoch begins."""
        self.put_back(backup)
        with sharing(self.engine) as connection:
            new_epoch(connection, self.instant())


@functools.cache
def _migrated() -> bytes:
    """The tables alone; read before anything is written."""
    return _serialized(memory_engine())


@functools.cache
def _empty(accounts: int) -> bytes:
    """A store with so many customers, each with its uid."""
    engine = memory_engine()
    _deserialize(engine, _migrated())
    add_customers(engine, accounts)
    prepare(engine)
    with sharing(engine) as connection:  # a seed means the same run everywhere
        connection.execute(text("UPDATE shared_accounts SET uid = 'uid-' || account"))
    return _serialized(engine)


def _serialized(engine: Engine) -> bytes:
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        return bytes(driver.serialize())


def _deserialize(engine: Engine, content: bytes) -> None:
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.deserialize(content)
