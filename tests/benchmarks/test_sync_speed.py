"""Pushes to the real service on this machine: one edit 16 times a second, and 500 edits at once; 99 in 100 within."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from receivables.account_fields import ACCOUNT_FIELDS
from tests import postgres
from tests.benchmarks.ratio import Ratio
from tests.sync_office import SyncOffice, Wire, sync_office, wire_to

Record = Callable[[Ratio], None]
PER_SECOND, SINGLE, LARGE = 16, 480, 100
FIELDS = [one.key for one in ACCOUNT_FIELDS.values() if one.holds == "text" and one.key != "email"][:5]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SyncOffice]:
    """100 customers and one clerk, on each database."""
    if request.param == "sqlite":
        yield sync_office(tmp_path / "home", people=1, customers=100)
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    server.execute("CREATE DATABASE sync_speed")
    yield sync_office(tmp_path / "home", server.url("sync_speed"), 1, 100)
    server.execute("DROP DATABASE sync_speed WITH (FORCE)")


def _pushes(wire: Wire, count: int, size: int) -> Iterator[dict[str, Any]]:
    """Pushes of so many edits, each based on the one before."""
    told = wire.call("GET", "/v1/pull?workbook=wb")
    assert told
    cells = [(uid, name) for uid, *_ in told["accounts"] for name in FIELDS][:size]
    now = {(uid, name): value for uid, name, value, _ in told["cells"]}
    for number in range(count):
        edits = [
            {"op": f"op{size}-{number}-{place}", "acc": uid, "field": name, "base": now.get((uid, name), ""),
             "base_ver": 0, "new": f"value {size} {number}"}
            for place, (uid, name) in enumerate(cells)
        ]  # fmt: skip
        now |= dict.fromkeys(cells, f"value {size} {number}")
        yield {"protocol": 1, "server": told["server"], "epoch": told["epoch"], "workbook": "wb",
               "batch": f"batch{size}-{number}", "edits": edits}  # fmt: skip


def _slowest(wire: Wire, pushes: Iterator[dict[str, Any]], per_second: float) -> float:
    """Seconds within which 99 in 100 pushes are answered."""
    took, start = [], time.perf_counter()
    for number, push in enumerate(pushes):
        time.sleep(max(0.0, start + number / per_second - time.perf_counter()) if per_second else 0.0)
        before = time.perf_counter()
        answer = wire.call("POST", "/v1/push", push)
        took.append(time.perf_counter() - before)
        assert answer
        assert all(one["r"] == "ok" for one in answer["results"])
    return sorted(took)[int(len(took) * 0.99) - 1]


def test_pushes(office: SyncOffice, record: Record) -> None:
    """The yardstick is the wish: 50 ms and 250 ms."""
    name = "SQLite" if office.database is None else "PostgreSQL"
    with office.serving() as service:
        wire = wire_to(service, office.tokens[0])
        _slowest(wire, _pushes(wire, 20, 2), 0)
        one = _slowest(wire, _pushes(wire, SINGLE, 1), PER_SECOND)
        record(Ratio(f"push of 1 edit at {PER_SECOND}/s, p99, {name} / the wish", one, 0.050, target=1))
        many = _slowest(wire, _pushes(wire, LARGE, 500), 0)
        record(Ratio(f"push of 500 edits, p99, {name} / the wish", many, 0.250, target=1))
