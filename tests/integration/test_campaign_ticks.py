"""Due days on both databases: one proposal each, whoever ticks, however often, whatever crashed in between."""

import threading
from collections import Counter
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, text

from server.campaigns.approval.approving import approve
from server.campaigns.proposal import ticks
from server.campaigns.proposal.ticks import DueDay, tick
from server.campaigns.settings.sending_settings import save_sending
from server.errors import UserError
from server.store import campaign_runs as store
from server.store.campaign_runs import TICK, load_runs
from server.store.companies import company_id
from server.store.database import reading, sharing
from tests.campaign_world import MANAGER, NOW, ON, drafts
from tests.desk import Desk

pytestmark = pytest.mark.costly

BEFORE, MORNING = "2026-11-24T05:00:00Z", "2026-11-24T06:00:00Z"  # 06:00 and 07:00 in Paris; proposals at 06:30


@pytest.fixture
def engine(desk: Desk) -> Engine:
    """A store with one company."""
    with sharing(desk.engine) as connection:
        company_id(connection, "ACME")
    return desk.engine


def _propose(connection: Connection, due: DueDay) -> int:
    return store.add_run(connection, due.on, NOW, "w", company_id=due.company_id, kind=TICK, late_days=due.late_days)


def _made(engine: Engine) -> list[tuple[int, int]]:
    with reading(engine) as connection:
        return sorted((run.on_day, run.late_days) for run in load_runs(connection))


def test_a_day_is_due_from_its_minute_on_and_once(engine: Engine) -> None:
    assert tick(engine, _propose, BEFORE)  # the first proposal is yesterday's, the last working day
    assert not tick(engine, _propose, BEFORE)
    assert tick(engine, _propose, MORNING)
    assert not tick(engine, _propose, MORNING)
    assert not tick(engine, _propose, NOW)
    assert _made(engine) == [(ON - 1, 0), (ON, 0)]


@pytest.mark.parametrize(("until", "on", "late"), [
    ("2026-11-24T07:00:00Z", ON, 0), ("2026-11-27T09:00:00Z", ON + 3, 3), ("2026-12-24T09:00:00Z", ON + 30, 22),
])  # fmt: skip
def test_missed_days_make_one_proposal_marked_late(engine: Engine, until: str, on: int, late: int) -> None:
    """An hour, three days, thirty days: working days alone count."""
    tick(engine, _propose, BEFORE)
    assert len(tick(engine, _propose, until)) == 1
    assert _made(engine)[-1] == (on, late)
    assert not tick(engine, _propose, until)


def test_a_proposal_made_good_late_waits_for_somebody_who_looks(engine: Engine) -> None:
    def propose(connection: Connection, due: DueDay) -> int:
        run = _propose(connection, due)
        store.add_proposal(connection, run, drafts(due.company_id, 1, level=f"l{due.on}"), [], NOW, "w")
        return run

    tick(engine, propose, BEFORE)
    run = tick(engine, propose, "2026-12-24T09:00:00Z")[0]
    with sharing(engine) as connection:
        with pytest.raises(UserError, match="missed days"):
            approve(connection, run, MANAGER, NOW, lambda *_: "{}")
        assert approve(connection, run, MANAGER, NOW, lambda *_: "{}", is_size_confirmed=True)["approved"] == 1


def test_a_much_larger_run_waits_for_somebody_who_says_so(engine: Engine) -> None:
    """Ten times the usual size, above the floor of the settings."""
    with sharing(engine) as connection:
        company = company_id(connection, "ACME")
        save_sending(connection, {"size_floor": 5}, "Claire", NOW)
        for number in range(3):
            run = store.add_run(connection, ON, NOW, "w")
            store.add_proposal(connection, run, drafts(company, 2, level=f"a{number}"), [], NOW, "w")
            approve(connection, run, MANAGER, NOW, lambda *_: "{}")
        run = store.add_run(connection, ON, NOW, "w")
        store.add_proposal(connection, run, drafts(company, 20, level="big"), [], NOW, "w")
        with pytest.raises(UserError, match="usual run 2"):
            approve(connection, run, MANAGER, NOW, lambda *_: "{}")
        assert approve(connection, run, MANAGER, NOW, lambda *_: "{}", only=["C1"])["approved"] == 1
        assert approve(connection, run, MANAGER, NOW, lambda *_: "{}", is_size_confirmed=True)["approved"] == 19


def test_who_crashed_while_it_proposed_is_followed_by_another(engine: Engine) -> None:
    """Its lease ends; what it wrote was never stored."""

    def crash(connection: Connection, due: DueDay) -> int:
        _propose(connection, due)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        tick(engine, crash, MORNING, lease_ms=60_000)
    assert not tick(engine, _propose, MORNING)
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaign_days SET lease_ms = 1"))
    assert len(tick(engine, _propose, MORNING)) == 1
    assert _made(engine) == [(ON, 0)]


@dataclass(frozen=True)
class _Process:
    """One that is alive, or no more."""

    name: str
    ended: frozenset[str] = frozenset()

    def new_token(self) -> str:
        return f"{self.name}/1"

    def has_ended(self, token: str) -> bool:
        return token.partition("/")[0] in self.ended


def test_a_process_certainly_dead_is_not_waited_for(engine: Engine) -> None:
    """Nor is one alive hurried: its lease runs."""

    def crash(connection: Connection, due: DueDay) -> int:
        raise RuntimeError("kill -9")

    with pytest.raises(RuntimeError):
        tick(engine, crash, MORNING, owner=_Process("a"))
    assert not tick(engine, _propose, MORNING, owner=_Process("b"))
    assert len(tick(engine, _propose, MORNING, owner=_Process("b", frozenset("a")))) == 1
    assert _made(engine) == [(ON, 0)]


def test_a_day_left_over_makes_no_proposal_once_a_later_one_is_made(engine: Engine) -> None:
    """It would be made on the sums of that day, and take back the proposal of today."""

    def crash(connection: Connection, due: DueDay) -> int:
        raise RuntimeError("kill -9")

    with pytest.raises(RuntimeError):
        tick(engine, crash, MORNING)
    assert len(tick(engine, _propose, "2026-11-25T09:00:00Z")) == 1
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaign_days SET lease_ms = 1"))
    assert not tick(engine, _propose, "2026-11-25T10:00:00Z")
    assert _made(engine) == [(ON + 1, 0)]
    assert not tick(engine, _propose, "2026-11-25T11:00:00Z")


def test_who_slept_past_its_lease_takes_its_proposal_back(engine: Engine) -> None:
    """Another owned the day meanwhile, and its proposal stands."""
    made: list[list[int]] = []

    def slow(connection: Connection, due: DueDay) -> int:
        connection.execute(text("UPDATE campaign_days SET token = 'another'"))
        return _propose(connection, due)

    made.append(tick(engine, slow, MORNING))
    assert made == [[]]
    assert _made(engine) == []


def test_a_company_begins_where_it_is_told(engine: Engine) -> None:
    """Nothing before is made good."""
    with sharing(engine) as connection:
        ticks.begin(connection, company_id(connection, "ACME"), ON, NOW)
    assert not tick(engine, _propose, NOW)
    assert len(tick(engine, _propose, "2026-11-25T09:00:00Z")) == 1
    assert _made(engine) == [(ON + 1, 0)]


def test_four_that_tick_at_once_make_one_proposal_a_day(engine: Engine) -> None:
    """Threads here; processes in the endurance test."""
    wait = threading.Barrier(4)

    def ticking() -> None:
        for day in range(24, 28):
            wait.wait()
            tick(engine, _propose, f"2026-11-{day}T06:00:00Z")

    threads = [threading.Thread(target=ticking) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Counter(_made(engine)) == Counter({(ON + number, 0): 1 for number in range(4)})
