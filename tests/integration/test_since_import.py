"""What the last import brought, out of a store: against the position before it, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from receivables.days import parse_day
from server.balance import position
from server.since_import import since_last_import
from server.store.database import open_engine, reading
from tests.desk import Desk
from tests.fec_builder import Entry, receipt, sale, write_fec

_NAME = "123456789FEC20251231.txt"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """A store and a folder; lets go of the database at the end."""
    found = Desk(open_engine(tmp_path, database_url), tmp_path)
    yield found
    found.engine.dispose()


def brought(desk: Desk, day: str = "") -> list[dict[str, Any]]:
    """Its rows without company, currency."""
    with reading(desk.engine) as connection:
        table = since_last_import(connection, position(connection, parse_day(day) if day else None))
    return [dict(row) for row in table.drop(columns=["company", "currency"]).to_dict("records")]  # type: ignore[arg-type]


def _march(letter: str = "") -> list[Entry]:
    """F1 is due on 2 March, F2 on 14 April; the ledger reaches 31 March."""
    return [
        sale("2025-01-31", "A", "F1", 96_000, letter=letter), sale("2025-03-15", "B", "F2", 50_000),
        receipt("2025-03-31", "OTHER", 100),
    ]  # fmt: skip


def _april() -> list[Entry]:
    return [
        *_march("AA"), receipt("2025-04-09", "A", 96_000, letter="AA"), sale("2025-04-20", "C", "F3", 1_200),
    ]  # fmt: skip


def test_paid_new_and_newly_late_since_the_export_of_a_month_before(desk: Desk, tmp_path: Path) -> None:
    """F1 is paid, F2 fell due, F3 is new; a first import has nothing to compare with, nor has a day it covered."""
    desk.take(write_fec(tmp_path / _NAME, _march()))
    assert brought(desk) == []
    desk.take(write_fec(tmp_path / _NAME, _april()))
    figures = {
        "paid_count": 1,
        "paid": 96_000,
        "new_count": 1,
        "new": 1_200,
        "newly_late_count": 1,
        "newly_late": 50_000,
    }
    assert brought(desk) == [{"since": parse_day("2025-03-31"), **figures}]
    assert brought(desk, "2025-03-31") == []


def test_an_import_taken_back_is_no_last_import(desk: Desk, tmp_path: Path) -> None:
    """The one before it stands alone again, with nothing before."""
    desk.take(write_fec(tmp_path / _NAME, _march()))
    desk.take(write_fec(tmp_path / _NAME, _april()))
    desk.give_back()
    assert brought(desk) == []


def test_a_ledger_that_continues_another_compares_with_it(desk: Desk, tmp_path: Path) -> None:
    """Nothing was replaced: the months before stay, the new file's movements are what it brought."""
    desk.take(write_fec(tmp_path / "a.txt", _march("AA")), company="X")
    april = [receipt("2025-04-09", "A", 96_000, letter="AA"), sale("2025-04-20", "C", "F3", 1_200)]
    desk.take(write_fec(tmp_path / "b.txt", april), company="X")
    (row,) = brought(desk)
    assert (row["paid"], row["new"], row["newly_late"]) == (96_000, 1_200, 50_000)
