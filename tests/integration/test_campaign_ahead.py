"""Proposals and letters are computed before the store is locked, and made anew where something changed meanwhile."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from server.campaigns.approval.approving import approve
from server.campaigns.approval.freezing import contents_ahead, freezer
from server.campaigns.proposal.ahead import computed
from server.campaigns.proposal.planning import plan, plan_ahead
from server.campaigns.settings.sending_settings import save_sending
from server.store.campaign_addresses import suspend
from server.store.campaign_messages import run_messages
from server.store.campaign_runs import load_stops
from server.store.database import open_engine, reading, sharing
from tests.campaign_home import COMPANY, CampaignHome, day, invoice, mails
from tests.campaign_world import MANAGER, NOW
from tests.command import Command
from tests.fec_builder import receipt

pytestmark = pytest.mark.costly

ON = "2026-06-10"
ON_DAY = 20_614


@pytest.fixture
def home(relance: Command, tmp_path: Path, database_url: str) -> CampaignHome:
    """Three customers of whom an invoice is ripe for its first reminder."""
    one = CampaignHome(relance, tmp_path, database_url)
    late = [invoice(account, f"F-{account}", 100_000, day(ON, -6)) for account in ("A", "B", "C")]
    one.ledger([*late, receipt(day(ON, -1), "PAYS", 100)])
    one.customers({"A": {}, "B": {}, "C": {}})
    one.settings()
    one.procedures(mails(5, 15))
    return one


@pytest.fixture
def engine(home: CampaignHome) -> Iterator[Engine]:
    made = open_engine(home.relance.home, home.url or None)
    yield made
    made.dispose()


def _suspend(connection: Connection, name: str) -> None:
    suspend(connection, f"{name}@example.org", "550", "m", NOW)


def test_nobody_waits_while_it_is_computed(home: CampaignHome, engine: Engine) -> None:
    """Somebody who writes goes on, under a lock of their own; neither waits for the other."""
    run = home.plan(ON)["run"]
    with sharing(engine) as other:
        save_sending(other, {}, "Claire", NOW)
        done: list[object] = []
        for act in (lambda: plan_ahead(engine, ON_DAY), lambda: contents_ahead(engine, run)):
            thread = threading.Thread(target=lambda act=act: done.append(act().value))
            thread.start()
            thread.join(60)
        assert len(done) == 2
    planned, contents = done
    assert [draft.account for draft in planned.drafts] == ["A", "B", "C"]  # type: ignore[attr-defined]
    assert len(contents) == 3  # type: ignore[arg-type]


def test_what_changed_meanwhile_is_computed_again(home: CampaignHome, engine: Engine) -> None:
    """Before the lock, as long as others do not write all the time."""
    asked: list[int] = []

    def until(writes: int) -> bool:
        def compute(_: Connection) -> int:
            asked.append(len(asked))
            if len(asked) <= writes:
                with sharing(engine) as other:
                    _suspend(other, f"{writes}-{len(asked)}")
            return len(asked)

        asked.clear()
        found = computed(engine, compute)
        with sharing(engine) as connection:
            return found.holds(connection)

    assert until(1)
    assert len(asked) == 2
    assert not until(99)
    assert len(asked) == 2


def test_a_dispute_noted_after_a_proposal_was_computed_is_in_it(home: CampaignHome, engine: Engine) -> None:
    ahead = plan_ahead(engine, ON_DAY)
    home.note("B", "dispute", ON, item="F-B", reason="price")
    with sharing(engine) as connection:
        run = plan(connection, ON_DAY, NOW, "Claire", ahead=ahead)
        assert [one.account for one in run_messages(connection, run)] == ["A", "C"]
        assert [(stop.account, stop.reason) for stop in load_stops(connection, run)] == [("B", "dispute")]


def test_the_proposal_is_the_same_whether_computed_ahead_or_not(home: CampaignHome, engine: Engine) -> None:
    """What waits for approval is taken back by the next, which asks for it again."""
    told = []
    for is_ahead in (False, True, True):
        ahead = plan_ahead(engine, ON_DAY) if is_ahead else None
        with sharing(engine) as connection:
            assert ahead is None or ahead.holds(connection)
            run = plan(connection, ON_DAY, NOW, "Claire", ahead=ahead)
            told.append([(one.account, one.items, one.reasons) for one in run_messages(connection, run)])
            assert len(load_stops(connection, run)) == 0
    assert len(told[0]) == 3
    assert told[0] == told[1] == told[2]


def test_a_letter_is_frozen_as_made_ahead_or_anew(home: CampaignHome, engine: Engine) -> None:
    """Settings that changed since are in it; otherwise it is the very one made before."""
    run = home.plan(ON)["run"]
    contents = [contents_ahead(engine, run)]
    changed = home.folder / "terms.json"
    changed.write_text(json.dumps({"clerk": {"name": "Zoé Marchal", "phone": "01 99 00 10 12"}}), encoding="utf-8")
    home("company", "set", changed, "--by", "Camille", "--company", COMPANY)
    contents.append(contents_ahead(engine, run))
    for ahead, account, is_kept in ((contents[0], "A", False), (contents[1], "B", True)):
        with sharing(engine) as connection:
            freeze = freezer(connection, run, ahead)
            assert approve(connection, run, MANAGER, NOW, freeze, only=[account])["approved"] == 1
            message = next(one for one in run_messages(connection, run) if one.account == account)
            assert "Zoé Marchal" in message.content
            assert (ahead.value[message.id] == message.content) is is_kept
        if account == "A":
            contents[1] = contents_ahead(engine, run)


def test_a_letter_that_cannot_be_made_fails_alone(home: CampaignHome, engine: Engine) -> None:
    """Said at the approval, though found out before."""
    run = home.plan(ON)["run"]
    with reading(engine) as connection:
        broken = run_messages(connection, run)[0].id
    ahead = contents_ahead(engine, run)
    ahead.value[broken] = ValueError("no address")  # type: ignore[index]
    with sharing(engine) as connection:
        told = approve(connection, run, MANAGER, NOW, freezer(connection, run, ahead))
    assert told["approved"] == 2
    assert [one["sentence"] for one in told["failed"]] == ["ValueError: no address"]
