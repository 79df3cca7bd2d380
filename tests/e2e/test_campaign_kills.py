"""Senders killed and frozen at random points, on each database, against a mail server that loses answers.

Each point is of a process that has a message: it is frozen first, and looked at; one that has none goes on unharmed.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from server.store.database import open_engine, reading, sharing
from tests.campaign_world import approved_run
from tests.conftest import ENDURANCE, ROOT

pytestmark = pytest.mark.costly

POINTS, SENDERS = 500, 3
#: Messages waiting at least, while points are still to come.
STOCK = 60


def _spawn(*args: object, stdout: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *map(str, args)], cwd=ROOT, stdout=stdout)


@pytest.mark.endurance
def test_none_is_sent_twice_and_none_is_forgotten(database: str, tmp_path: Path) -> None:
    """Half of the points are kill -9, half are pauses longer than the lease."""
    points = ENDURANCE.scaled(POINTS)
    engine = open_engine(tmp_path, database)
    log, draw = tmp_path / "sink.log", random.Random(ENDURANCE.seed)
    planned = _stocked(engine, 0)
    done: Counter[str] = Counter()
    started = time.monotonic()
    with _spawn("tests.smtp_sink", log, 0.02, 0, ENDURANCE.seed, stdout=subprocess.PIPE) as sink:
        assert sink.stdout
        args = ("tests.campaign_process", tmp_path, database, int(sink.stdout.readline()))
        alive = [_spawn(*args) for _ in range(SENDERS)]
        try:
            while done.total() < points and time.monotonic() - started < 5 * points + 60:
                time.sleep(draw.random() * 0.05)
                planned = _stocked(engine, planned)
                place = draw.randrange(SENDERS)
                if alive[place].poll() is None:
                    done.update(_disturbed(engine, tmp_path, alive[place], draw))
                if alive[place].poll() is not None:
                    alive[place] = _spawn(*args)
            while any(one.poll() is None for one in alive) and time.monotonic() - started < 6 * points + 180:
                _let_time_pass(engine)
                time.sleep(0.5)
            codes = [one.poll() for one in alive]
        finally:
            for one in (*alive, sink):
                one.kill()
    taken, dropped = (Counter(path.read_text().split()) for path in (log, log.with_suffix(".dropped")))
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT state, message_id, answer FROM campaign_messages")).all()
    engine.dispose()
    told = Counter(row.state for row in rows)
    print(f"{dict(done)}, {taken.total()} mails, {dropped.total()} answers lost, {dict(told)}, "
          f"{time.monotonic() - started:.0f} s")  # fmt: skip
    assert done.total() == points
    assert codes == [0] * SENDERS
    assert [key for key, times in taken.items() if times > 1] == []
    assert len(rows) == told["sent"] + told["uncertain"] == planned
    assert all(taken[row.message_id] == 1 for row in rows if row.state == "sent")
    assert set(taken) <= {row.message_id for row in rows}
    assert set(dropped) <= {row.message_id for row in rows if row.state == "uncertain"}
    assert told["uncertain"] <= points + dropped.total()


def _stocked(engine: Engine, planned: int) -> int:
    """Approve more where little is left; how many there are in all."""
    with reading(engine) as connection:
        waiting = connection.scalar(text("SELECT count(*) FROM campaign_messages WHERE state = 'queued'"))
    if waiting >= STOCK:
        return planned
    _let_time_pass(engine)
    approved_run(engine, STOCK, first=planned)
    return planned + STOCK


def _let_time_pass(engine: Engine) -> None:
    """What was put off may leave; the clock of these processes stands still."""
    with sharing(engine) as connection:
        connection.execute(text("UPDATE campaign_messages SET not_before = '', refusals = 0 WHERE state = 'queued'"))


def _disturbed(engine: Engine, home: Path, process: subprocess.Popen[bytes], draw: random.Random) -> list[str]:
    """Freeze a process; one that has a message is killed, or stays frozen past its lease. What was done, of nothing
    nothing."""
    os.kill(process.pid, signal.SIGSTOP)
    had = _had(engine, home, process.pid)
    if had and draw.random() < 0.5:
        process.kill()
        process.wait()
        return [f"killed {had}"]
    if had:
        time.sleep(0.7 + draw.random())
    os.kill(process.pid, signal.SIGCONT)
    return [f"frozen {had}"] if had else []


def _had(engine: Engine, home: Path, pid: int) -> str:
    """The state of the message a process has; '' of none."""
    name = home / f"{pid}.name"
    if not name.exists():
        return ""
    query = text("SELECT state FROM campaign_messages WHERE state IN ('claimed', 'transmitting') AND token LIKE :own")
    with reading(engine) as connection:  # the one frozen may be the one that writes
        return str(connection.scalar(query, {"own": f"{name.read_text()}/%"}) or "")
