"""Four processes that tick, some of which die while they propose: every due day has one proposal."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from receivables.days import date_of
from server.campaigns.proposal.ticks import tick
from server.campaigns.settings.window import Window, is_working_day
from server.store import campaign_runs as store
from server.store.companies import company_id
from server.store.database import open_engine, reading, sharing
from tests.campaign_world import ON
from tests.conftest import ENDURANCE, ROOT

pytestmark = pytest.mark.costly

PROCESSES, DUE_DAYS = 4, 500
#: Days of the calendar in which there are so many working ones.
_DAYS = 725


@pytest.mark.endurance
def test_every_due_day_has_one_proposal(database: str, tmp_path: Path) -> None:
    days = ENDURANCE.scaled(_DAYS, 10)
    engine = open_engine(tmp_path, database)
    with sharing(engine) as connection:
        company_id(connection, "ACME")
    deaths, rounds = 0, 0
    left = list(range(PROCESSES))
    while left and rounds < 200:  # who died is started again, from the first day on
        args = [sys.executable, "-m", "tests.campaign_ticker", str(tmp_path), database, str(ON), str(days)]
        seeds = [ENDURANCE.seed + 1_000 * rounds + number for number in left]
        started = [subprocess.Popen([*args, str(seed)], cwd=ROOT) for seed in seeds]
        codes = [one.wait(600) for one in started]
        assert set(codes) <= {0, 9}
        left = [number for number, code in zip(left, codes, strict=True) if code]
        deaths, rounds = deaths + len(left), rounds + 1
    last = ON + days - 1
    for _ in range(2):  # what the last one who died had taken is made good
        with sharing(engine) as connection:
            connection.execute(text("UPDATE campaign_days SET lease_ms = 1"))
        tick(engine, lambda one, due: store.add_run(one, due.on, "x", "w", company_id=due.company_id, kind=store.TICK),
             f"{date_of(last)}T21:00:00Z")  # fmt: skip
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT due_on, state, run_id FROM campaign_days ORDER BY due_on")).all()
        runs = connection.execute(text("SELECT id, on_day, late_days FROM campaign_runs")).all()
    engine.dispose()
    window = Window()
    working = [day for day in range(ON, last + 1) if is_working_day(window, day)]
    known = {row.id: row for row in runs}
    print(
        f"{len(rows)} due days, {len(runs)} proposals, {deaths} deaths, {sum(one.late_days > 0 for one in runs)} late"
    )
    own = [row for row in rows if row.due_on >= ON]
    assert [row.due_on for row in own] == working
    assert {row.state for row in rows} == {"done"}
    # no proposal but those of due days; a day its process died over stands in none where a later one was made first
    assert {row.run_id for row in rows} - {0} == set(known)
    assert sum(not row.run_id for row in rows) <= deaths
    assert all(any(other.due_on > row.due_on for other in rows if other.run_id) for row in rows if not row.run_id)
    for run in runs:  # one proposal a day, or one for days missed in a row: the last one's
        assert run.on_day == max(row.due_on for row in rows if row.run_id == run.id)
    assert len({run.on_day for run in runs}) == len(runs)
