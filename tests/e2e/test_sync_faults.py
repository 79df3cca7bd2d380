"""200 workbooks and a network that breaks, against the real service on both databases: nothing is lost."""

import random
import threading
from pathlib import Path

import pytest

from tests.conftest import ENDURANCE
from tests.fault_proxy import REFUSED, Fate, misbehaving
from tests.sync_office import Clerk, SyncOffice, sync_office, values_kept, wire_to

pytestmark = pytest.mark.costly

WORKBOOKS, EDITS, CUT = 200, 10, 1_000
AT_ONCE = 25


@pytest.fixture
def office(database: str, tmp_path: Path) -> SyncOffice:
    """A server's home on each database."""
    return sync_office(tmp_path / "home", None if database.startswith("sqlite") else database)


def _plan(draw: random.Random) -> Fate:
    """Half of all connections are disturbed."""
    chance, is_reset = draw.random(), draw.random() < 0.5
    if chance < 0.15:
        return REFUSED
    if chance < 0.30:
        return Fate("request cut", up=draw.randrange(1, 700), is_reset=is_reset)
    if chance < 0.50:
        return Fate("answer cut", down=draw.randrange(0, 400), is_reset=is_reset)
    return Fate("slow", delay_s=draw.random() * 0.1) if chance < 0.55 else Fate()


def _work(clerk: Clerk, edits: int) -> None:
    while not clerk.pull():
        pass
    for _ in range(edits):
        clerk.type(clerk.draw.choice(clerk.keys()))
        if clerk.draw.random() < 0.6:
            clerk.sync()
    while not clerk.sync(("theirs",)):
        pass


@pytest.mark.endurance
def test_no_edit_is_lost_on_a_network_that_breaks(office: SyncOffice) -> None:
    workbooks, cut = ENDURANCE.scaled(WORKBOOKS, least=10), ENDURANCE.scaled(CUT)
    draw = random.Random(ENDURANCE.seed)
    with office.serving() as service:
        port = wire_to(service, "").port
        with misbehaving(("127.0.0.1", port), lambda _: _plan(draw)) as proxy:
            clerks = [
                Clerk(f"wb{number}", wire_to(service, office.tokens[number % len(office.tokens)], proxy.port),
                      random.Random(ENDURANCE.seed + number))
                for number in range(workbooks)
            ]  # fmt: skip
            for start in range(0, workbooks, AT_ONCE):
                threads = [threading.Thread(target=_work, args=(one, EDITS)) for one in clerks[start : start + AT_ONCE]]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            disturbed = proxy.disturbed
        for clerk in clerks:
            clerk.wire.port = port
            assert clerk.pull()
    kept, cells = values_kept(office)
    made, over = (set().union(*(getattr(one, name) for one in clerks)) for name in ("made", "over"))
    print(f"{workbooks} workbooks, {len(made)} edits, {disturbed} connections disturbed: {dict(proxy.count)}")
    assert made - over - kept == set()
    assert office.rows("SELECT old, seen FROM cell_changes WHERE old <> seen") == []
    different = [one.name for one in clerks if {k: v for k, v in one.sheet.values.items() if v} != cells]
    assert different == []
    assert disturbed >= cut
