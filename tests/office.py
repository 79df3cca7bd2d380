"""A store and the use cases around it, as the command line puts them together, for tests on both databases."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from server import reports
from server.closing import close_month
from server.imports.run import ImportOptions, import_files
from server.imports.undo import undo_last
from server.notes import add_note
from server.reports import Question
from server.scope_table import change_scope
from server.store.database import open_engine, reading

#: What an empty store holds rows of: nothing.
TABLES = ("companies", "accounts", "imports", "lines", "sales_months", "told_sales", "open_letters", "item_notes",
          "closes")  # fmt: skip


class Office:
    """The use cases on one database; every call is a transaction of its own."""

    def __init__(self, url: str, home: Path) -> None:
        self.engine, self.home = open_engine(home, url), home
        self._hours = itertools.count()

    def _now(self) -> str:
        return f"2026-02-01T00:{next(self._hours):02d}:00+00:00"

    def import_all(self, *paths: Path, **options: Any) -> list[dict[str, Any]]:
        """`relance import`: one object a file."""
        return import_files(self.engine, paths, ImportOptions(at=self._now(), **options))

    def import_one(self, path: Path, **options: Any) -> dict[str, Any]:
        """The object of one file."""
        (answer,) = self.import_all(path, **options)
        return answer

    def aged(self, **question: Any) -> dict[str, Any]:
        """`relance aged-balance`."""
        with reading(self.engine) as connection:
            return reports.aged_balance(connection, Question(**question))

    def items(self, **question: Any) -> list[dict[str, Any]]:
        """`relance open-items`."""
        with reading(self.engine) as connection:
            found: list[dict[str, Any]] = reports.open_items(connection, Question(**question))["items"]
            return found

    def item(self, number: str, **question: Any) -> dict[str, Any]:
        """The only open item of a number."""
        (found,) = [item for item in self.items(**question) if item["number"] == number]
        return found

    def note(self, item: str, text: str) -> dict[str, str]:
        """`relance note`."""
        with self.engine.begin() as connection:
            return add_note(connection, item, text, self._now())

    def close(self, month: str, company: str | None = None) -> dict[str, Any]:
        """`relance close`."""
        with self.engine.begin() as connection:
            return close_month(connection, month, self._now(), company)

    def undo(self) -> dict[str, Any]:
        """`relance undo-import`."""
        with self.engine.begin() as connection:
            return undo_last(connection)

    def scope(self, changes: Sequence[str]) -> None:
        """`relance scope --set`."""
        with self.engine.begin() as connection:
            change_scope(connection, changes)

    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        with self.engine.connect() as connection:
            return {name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in TABLES}


def shown(items: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Some fields of each item, in the order of account and number."""
    ordered = sorted(items, key=lambda item: (item["account"], item["number"], item["open"]))
    return [tuple(item[name] for name in names) for item in ordered]
