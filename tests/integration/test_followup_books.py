"""What people note of one customer is of that customer alone, whatever currency or letter; many customers; one
computation."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from receivables.schema import NO_ITEM
from server.followup_books import account_uids, books_of
from server.penalties import PenaltyQuestion, penalty_report
from server.reports import Question, ask
from server.store import rows
from server.store.cells import load_cells
from server.store.database import open_engine, snapshot
from server.store.events import find_corrections, find_events, load_events
from server.worklist import worklist_report
from tests.command import Command
from tests.fec_builder import receipt, sale, write_fec
from tests.integration.test_followup_commands import Run
from tests.sync_world import World

pytestmark = pytest.mark.costly

MANY = 120


@pytest.fixture
def books(relance: Command, database_url: str, tmp_path: Path) -> Run:
    """At 30 June 2025: ALPHA owes 600 (A1), GAMMA 120; BETA has paid 240."""
    entries = [
        sale("2025-03-01", "ALPHA", "A1", 60_000), sale("2025-03-01", "GAMMA", "G1", 12_000),
        receipt("2025-06-20", "BETA", 24_000), receipt("2025-06-30", "OTHER", 100),
    ]  # fmt: skip
    run = Run(relance, database_url)
    run("import", write_fec(tmp_path / "123456789FEC20251231.txt", entries), "--default-terms", "30 net")
    return run


def test_promises_of_two_customers_in_a_currency_no_ledger_has_do_not_mix(books: Run) -> None:
    """Nobody's account is in dollars: GAMMA's promise is no later one of ALPHA's, nor GAMMA's plan of ALPHA's."""
    for account in ("ALPHA", "GAMMA"):
        books.note(account, "promise", "2025-06-25", amount="100.00", currency="USD", by="2025-07-31")
        books.note(account, "plan", "2025-06-25", currency="USD", lines=[{"by": "2025-07-31", "amount": "100.00"}])
    for account in ("ALPHA", "GAMMA"):
        shown = books("account", "show", account)
        assert [one["state"] for one in shown["promises"] + shown["plans"]] == ["open", "in_force"]


def test_a_receipt_of_another_account_counts_for_nobody(books: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that share a letter with ALPHA's are read with them; their money is nobody's who is followed up."""
    books.note("ALPHA", "note", text="called")
    engine = open_engine(Path(), books.url)
    with snapshot(engine) as connection:
        found = ask(connection, Question())
        owners = found.accounts["customer"]
        alpha, beta = (int(owners.index[owners == name][0]) for name in ("ALPHA", "BETA"))
        told = pd.DataFrame({"account_id": [beta, alpha], "posted": found.on, "amount": 100, "item": NO_ITEM})
        monkeypatch.setattr("server.followup_books.receipts", lambda _lines: told)
        uids = account_uids(connection, found.accounts)
        money = books_of(connection, found, {str(uids[alpha])}).money
    engine.dispose()
    assert money["account_id"].tolist() == [alpha]


def test_what_is_followed_up_is_computed_once_for_a_report(books: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    books.note("ALPHA", "note", text="called")
    asked: list[int] = []

    def counted(*args: Any) -> Any:
        asked.append(1)
        return books_of(*args)

    monkeypatch.setattr("server.followup.books_of", counted)
    engine = open_engine(Path(), books.url)
    with snapshot(engine) as connection:
        penalty_report(connection, PenaltyQuestion(account="ALPHA"))
        assert len(asked) == 1
        worklist_report(connection, ask(connection, Question()))
        assert len(asked) == 2
    engine.dispose()


@contextmanager
def _few_values(world: World) -> Iterator[Connection]:
    """A connection to a SQLite that takes 50 values a query, as that of Windows takes 32,766."""
    with snapshot(world.engine) as connection:
        driver: Any = connection.connection.driver_connection
        before = driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 50)
        try:
            yield connection
        finally:
            driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_there_may_be_more_customers_than_a_query_takes_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every worklist and balance asks for all of them."""
    monkeypatch.setattr(rows, "MOST_AT_ONCE", 40)
    world = World(MANY)
    uids = world.uids()
    accounts = pd.DataFrame({"company": "ACME", "customer": [f"C{number}" for number in range(MANY)]})
    with _few_values(world) as connection:
        assert sorted(account_uids(connection, accounts)) == sorted(uids)
        assert load_cells(connection, uids) == {}
        assert load_events(connection, uids) == []
        assert find_events(connection, uids) == find_corrections(connection, uids) == {}
