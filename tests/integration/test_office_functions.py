"""The Office.js functions in Node, with Excel played by a mock, against a real server over HTTPS."""

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from addin.cells import ErrorCell
from tests import https_service
from tests.https_service import HttpsService
from tests.office_host import OfficeHost, run_node

pytestmark = [pytest.mark.costly, pytest.mark.node]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsService]:
    """A service on loopback."""
    with https_service.running(tmp_path_factory.mktemp("home")) as running:
        yield running


def test_the_functions_answer_as_excel_wants_them(service: HttpsService) -> None:
    """Batches, spilling, dates, typed errors with sentences, a server that is down: functions.test.mjs says each."""
    run_node("functions.test.mjs", service, "", "--test")


def test_they_send_the_key_of_a_service_that_asks_for_one(tmp_path: Path) -> None:
    """Bound to every address, the service takes no call without its key; the add-in's files need none."""
    with https_service.running(tmp_path / "home", *https_service.EVERYWHERE) as service:
        assert service.token
        only = "--test-name-pattern=asks for its key|a thousand cells|a server that restarts"
        run_node("functions.test.mjs", service, "", "--test", only)


def test_a_host_evaluates_many_calls_in_one_process(service: HttpsService) -> None:
    """What the table of all hosts uses; 31 January 2026 is serial 46053."""
    host = OfficeHost(service)
    day, late = dt.date(2026, 1, 31), dt.datetime(2026, 2, 7, tzinfo=dt.UTC)
    assert host.evaluate([
        ("AR_DAYS_OVERDUE", [day, late]),
        ("AR_DUE_DATE", [day, "30 jours"]),
        ("AR_DAYS_OVERDUE", [[[day], [None], ["x"]], late]),
        ("AR_OVERDUE", [[["C1", day, Decimal("10.10")], ["C1", day, 5]], late]),
        ("AR_OVERDUE", [[["C1", day, ErrorCell("#N/A")]], late]),
    ])[:2] == [7.0, 46083.0]  # fmt: skip
    spilled, overdue, refused = host.evaluate([
        ("AR_DAYS_OVERDUE", [[[day], [None], ["x"]], late]),
        ("AR_OVERDUE", [[["C1", day, Decimal("10.10")], ["C1", day, 5]], late]),
        ("AR_OVERDUE", [[["C1", day, ErrorCell("#N/A")]], late]),
    ])  # fmt: skip
    assert (spilled[:2], spilled[2][0].code, overdue, refused.code) == ([[7.0], [""]], "#VALUE!", 15.1, "#VALUE!")


def test_node_is_there_in_ci() -> None:
    """So that none of this is skipped unseen."""
    assert shutil.which("node")
