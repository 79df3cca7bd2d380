"""Disputes entered while their messages are on the way out: one that was there first always keeps its message back."""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from addin.wire import Event
from receivables.days import iso
from receivables.identity import item_text
from server.campaigns.approval.approving import approve
from server.campaigns.approval.rechecks import Rechecks
from server.campaigns.proposal.planning import plan
from server.campaigns.sending.books import close_books
from server.campaigns.sending.sender import send_all
from server.campaigns.settings.sending_settings import SendingSettings
from server.rights import User
from server.store import shared_accounts
from server.store.campaign_messages import run_messages
from server.store.campaign_tables import campaign_messages
from server.store.database import open_engine, reading, sharing
from server.store.sync import load_gaps, locked_clock
from server.sync.events import apply_events
from server.sync.parts import Sender
from tests.campaign_world import MANAGER, NOW, ON, Channel, close_ledgers, sending
from tests.conftest import ENDURANCE
from tests.desk import Desk
from tests.fec_builder import receipt, sale, write_fec

pytestmark = pytest.mark.costly

MESSAGES, DISPUTES, SENDERS, CLERKS = 1_500, 1_000, 2, 2
_SETTINGS = SendingSettings(per_minute=1_000_000, per_day=1_000_000, per_domain_day=1_000_000)


@pytest.fixture
def engine(database: str, tmp_path: Path) -> Iterator[Engine]:
    """An empty store, on each backend."""
    found = open_engine(tmp_path, database)
    yield found
    close_ledgers()
    found.dispose()


@dataclass
class Clerk:
    """Enters disputes; `in_time`: the accounts whose message had not begun to leave when their dispute was stored."""

    engine: Engine
    told: list[tuple[str, str, int]]
    in_time: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)

    def work(self) -> None:
        """One after the other; under the clock's lock each sees how its message stands, as the sender does."""
        for uid, account, item in self.told:
            with sharing(self.engine, wait_ms=60_000) as connection:
                locked_clock(connection)
                sender = Sender(User("Paul", "admin"), "", NOW, load_gaps(connection), "")
                event = Event(id=uuid.uuid4().hex, acc=uid, kind="dispute", data={"item": item_text(item)}, day=iso(ON))
                assert [one.r for one in apply_events(connection, sender, [event])] == ["ok"]
                tries = connection.scalar(
                    select(campaign_messages.c.tries).where(campaign_messages.c.account == account)
                )
            (self.late if tries else self.in_time).add(account)


@pytest.mark.endurance
def test_a_dispute_that_was_there_first_keeps_its_message_back(engine: Engine, tmp_path: Path) -> None:
    """Real disputes, by the door workbooks use, and the real rules, with the accounts locked."""
    count, disputes = ENDURANCE.scaled(MESSAGES, 30), ENDURANCE.scaled(DISPUTES, 20)
    run, accounts = approved_run(engine, tmp_path, count)
    assert len(accounts) == count
    draw = random.Random(ENDURANCE.seed)
    chosen = draw.sample(accounts, disputes)
    clerks = [Clerk(engine, chosen[place::CLERKS]) for place in range(CLERKS)]
    channel = Channel()
    rules = [Rechecks(lambda: ON) for _ in range(SENDERS)]
    senders = [
        sending(engine, tmp_path / "ledgers", channel, recheck=one, prepare=one.prepare, settings=_SETTINGS)
        for one in rules
    ]
    threads = [threading.Thread(target=send_all, args=(one,)) for one in senders]
    threads += [threading.Thread(target=one.work) for one in clerks]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    in_time, late = (set().union(*(getattr(one, name) for one in clerks)) for name in ("in_time", "late"))
    with sharing(engine) as connection:
        messages = run_messages(connection, run)
        books = close_books(connection, run, NOW)
    ends = Counter((one.state, one.reason) for one in messages)
    wrong = [one.account for one in messages if one.account in in_time and one.tries]
    print(f"{count} messages, {len(in_time)} disputes in time, {len(late)} late, {dict(ends)}, {len(wrong)} wrong")
    assert wrong == []
    assert len(in_time) + len(late) == disputes
    assert ends == {("skipped", "dispute"): len(in_time), ("sent", ""): count - len(in_time)}
    assert len(channel.taken) == len(set(channel.taken)) == count - len(in_time)
    assert books["state"] == "closed"


def approved_run(engine: Engine, folder: Path, count: int) -> tuple[int, list[tuple[str, str, int]]]:
    """A run over so many customers with one late invoice each, and (uid, account, item) of each."""
    desk = Desk(engine, folder)
    sales = [sale("2026-11-01", f"C{number}", f"F{number}", 12_000) for number in range(count)]
    entries = [*sales, receipt("2026-11-23", "CX", 1)]
    desk.take(write_fec(folder / "123456789FEC20261231.txt", entries))
    rows = [f"C{number};Client {number};c{number}@example.org;10 jours" for number in range(count)]
    desk.take(desk.write("c.csv", "Compte;Nom;E-mail;Conditions", *rows), kind="customers", company="123456789")
    with sharing(engine) as connection:
        locked_clock(connection)
        shared_accounts.ensure_accounts(connection)
        run = plan(connection, ON, NOW, "Claire", procedure="Entreprises")
        approve(connection, run, MANAGER, NOW, lambda *_: "{}")
    with reading(engine) as connection:
        table = shared_accounts.load_accounts(connection).set_index("account")["uid"]
        found = run_messages(connection, run)
    return run, [(str(table[one.account]), one.account, one.items[0][0]) for one in found]
