"""The functions in a real Calc: one array call against SUMIFS and against an add-in function that does nothing."""

import contextlib
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from waitress.server import create_server

from addin.calls import evaluate
from tests import calc_host
from tests.benchmarks.noop_addin import noop_oxt
from tests.benchmarks.ratio import Ratio, best_of
from tests.calc_host import CalcHost
from tests.service import serving

pytestmark = pytest.mark.libreoffice
Record = Callable[[Ratio], None]
ACCOUNTS, DAY, BUCKETS = 2_000, 46_000, "30;60;90;120"
#: Account, six buckets, age unknown, unallocated, total; header and total lines.
HEIGHT, WIDTH = ACCOUNTS + 2, 10
RUNS = 15


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalcHost]:
    """A Calc with both add-ins, and the service."""
    with serving(tmp_path_factory.mktemp("home")) as service, calc_host.running(service.url) as found:
        found.install(noop_oxt())
        yield found


def _invoices(count: int) -> list[list[Any]]:
    """Account, due date, amount, days overdue; every account at least once."""
    draw = np.random.default_rng(7)
    accounts = np.concatenate([np.arange(ACCOUNTS), draw.integers(0, ACCOUNTS, count - ACCOUNTS)])
    due = draw.integers(DAY - 200, DAY + 60, count).astype(float)
    amounts = draw.integers(1_000, 500_000, count) / 100
    columns = (accounts.tolist(), due.tolist(), amounts.tolist(), (DAY - due).tolist())
    return [[f"C{account:05d}", *rest] for account, *rest in zip(*columns, strict=True)]


def _balances(count: int) -> list[list[str]]:
    """The same balance as native formulas: a SUMIFS for each account and bucket."""
    low, high = [-100_000, 0, 30, 60, 90, 120], [0, 30, 60, 90, 120, 100_000]
    bands = [(f'">{first}"', f'"<={last}"') for first, last in zip(low, high, strict=True)]
    data = {column: f"$Items.${column}$1:${column}${count}" for column in "ACD"}
    return [
        [
            f"=SUMIFS({data['C']};{data['A']};$A{row + 1};{data['D']};{first};{data['D']};{last})"
            for first, last in bands
        ]
        for row in range(ACCOUNTS)
    ]


def _opened(count: int) -> list[Sequence[Any]]:
    """Steps that write the invoices and the day."""
    return [
        ["open"], ["sheet", "Items"], ["sheet", "Sums"], ["sheet", "Array"],
        ["data", ["Items", 0, 0], _invoices(count)], ["data", ["Items", 0, 5], [[float(DAY)]]],
    ]  # fmt: skip


def _timed(formula: str, runs: int = RUNS) -> Sequence[Any]:
    """A step that enters and computes an array formula several times."""
    return ["time", runs, ["array", ["Array", 0, 0], HEIGHT, WIDTH, formula], ["calculate_dirty"]]


@pytest.mark.parametrize("count", [5_000, 20_000, 50_000])
def test_the_aged_balance_in_one_array(host: CalcHost, count: int, record: Record) -> None:
    """The whole balance by one formula; the no-op takes the same ranges and gives as many rows."""
    ranges = f'$Items.A1:C{count};$Items.F1;"{BUCKETS}"'
    names = [[f"C{account:05d}"] for account in range(ACCOUNTS)]
    noop, ours = f"=NOOP.GRID({ranges};{HEIGHT};{WIDTH})", f"=AR.AGEDBALANCE({ranges})"
    steps = [
        *_opened(count), ["calculate"], _timed(noop), _timed(ours), ["read", ["Array", 0, 0], HEIGHT, WIDTH],
        ["data", ["Sums", 0, 0], names], ["formulas", ["Sums", 0, 1], _balances(count)],
        ["time", 1, ["calculate_dirty"]], ["read", ["Sums", 0, 1], ACCOUNTS, 6],
    ]  # fmt: skip
    *_, noops, balances, rows, _, _, (sumifs,), sums = host.steps(*steps, timeout_s=600)
    assert [row[1:7] for row in rows[1:-1]] == [pytest.approx(row, abs=1e-6) for row in sums]
    ours_s, noop_s = min(balances), min(noops)
    with _canned(rows) as url, calc_host.running(url) as canned:
        *_, transports = canned.steps(*_opened(count), ["calculate"], _timed(ours), timeout_s=600)
    what = f"AR.AGEDBALANCE of {count:,} invoices (SUMIFS: {sumifs / ours_s:.0f} x as long)"
    record(Ratio(f"{what} / no-op add-in", ours_s, noop_s, 2.5))
    record(Ratio(f"of that, the way to a service that only replies ({count:,}) / no-op", min(transports), noop_s, 2.5))


@contextlib.contextmanager
def _canned(rows: list[list[Any]]) -> Iterator[str]:
    """A service that reads a request and gives the same rows every time."""
    reply = json.dumps({"version": "", "results": [{"value": rows, "message": ""}]}).encode()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        environ["wsgi.input"].read()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(reply)))])
        return [reply]

    server = create_server(application, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


def test_penalties_of_a_column(host: CalcHost, record: Record) -> None:
    """10,000 rows by one formula against 10,000 cells; and what the first call of a day takes."""
    count = 10_000
    rows = [[1_000.0 + row, 45_000.0 + row % 300, 45_900.0] for row in range(count)]
    single = [[f"=AR.PENALTY(A{row + 1};B{row + 1};C{row + 1})"] for row in range(count)]
    column = f"=AR.PENALTY(A1:A{count};B1:B{count};C1:C{count})"
    version = ["formula", ["S", 0, 9], "=AR.VERSION()"]
    *_, firsts, array, _, cells = host.steps(
        ["open"], ["data", ["S", 0, 0], rows], ["time", 5, version, ["calculate_dirty"]],
        ["time", 3, ["array", ["S", 0, 4], count, 1, column], ["calculate_dirty"]],
        ["formulas", ["S", 0, 5], single], ["time", 1, ["calculate_dirty"]], timeout_s=600,
    )  # fmt: skip
    print(f"first call in a new Calc {firsts[0] * 1000:.1f} ms, the next {min(firsts[1:]) * 1000:.2f} ms")
    record(Ratio(f"AR.PENALTY on a column of {count:,} rows / {count:,} cells", min(array), cells[0], 1))


def test_the_way_over_http(tmp_path: Path, record: Record) -> None:
    """A column of 10,000 penalties over HTTP against the same computed in place; and one value alone."""
    count = 10_000
    columns = [[[1_000.0 + row] for row in range(count)], [[45_000.0 + row % 300] for row in range(count)], 45_900.0]
    with serving(tmp_path / "home") as service:
        whole = best_of(lambda: _asked(service.url, columns))
        one = best_of(lambda: _asked(service.url, [1_000.0, 45_000.0, 45_900.0]), 50)
    inside = best_of(lambda: evaluate("AR_PENALTY", columns))
    print(f"HTTP: {(whole - inside) / count * 1e6:.2f} us a row on top, {one * 1000:.2f} ms for one value")
    record(Ratio(f"AR_PENALTY of {count:,} rows over HTTP / in place", whole, inside, 3))


def _asked(url: str, arguments: list[Any]) -> Any:
    body = json.dumps({"calls": [{"function": "AR_PENALTY", "arguments": arguments}]}).encode()
    request = urllib.request.Request(f"{url}/v1/functions", body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310
        return json.load(response)
