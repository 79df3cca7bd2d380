"""The rules asked ahead for many messages: the answers of each alone, and none that something changed since."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from server.campaigns.approval.rechecks import Rechecks
from server.campaigns.facts import assignments
from server.campaigns.sending.sender import send_all
from server.store.campaign_messages import Message, run_messages
from server.store.database import open_engine, reading, sharing
from tests.campaign_world import NOW, ON, Channel, close_ledgers, sending
from tests.e2e.test_campaign_race import Clerk, approved_run

pytestmark = pytest.mark.costly


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(tmp_path, f"sqlite:///{(tmp_path / 'store.db').as_posix()}")
    yield made
    close_ledgers()
    made.dispose()


class Counted(Rechecks):
    """How often the rules were asked, and of how many messages."""

    asked: list[int]

    def _asked(self, connection: Connection, messages):  # type: ignore[no-untyped-def]
        self.asked.append(len(messages))
        return super()._asked(connection, messages)


def _counted() -> Counted:
    found = Counted(lambda: ON)
    found.asked = []
    return found


def test_messages_are_asked_about_together_until_something_changes(engine: Engine, tmp_path: Path) -> None:
    """Five messages: asked once; a dispute and an assignment are seen by the message they come before."""
    run, accounts = approved_run(engine, tmp_path, 5)
    rules, first = _counted(), _messages(engine, run)
    with reading(engine) as connection:
        for message in first[:2]:
            rules.prepare(connection, message)
            assert rules(connection, message) is None
    assert sum(rules.asked) >= 5
    assert len(rules.asked) == 1
    Clerk(engine, [one for one in accounts if one[1] == first[2].account]).work()
    with reading(engine) as connection:
        rules.prepare(connection, first[2])
        assert rules(connection, first[2]) == "dispute"
        assert rules.asked[1:] == [1], "of the one alone, before it is locked"
    with reading(engine) as connection:
        rules.prepare(connection, first[3])
    with sharing(engine) as connection:
        row = {"company": first[3].company, "account": first[3].account, "item": "", "segment": "",
               "procedure": "Particuliers"}  # fmt: skip
        assignments.assign(connection, row, "t", NOW)
    with reading(engine) as connection:
        assert rules(connection, first[3]) == _counted()(connection, first[3])
    assert len(rules.asked) == 4, "asked again: what was assigned since is no answer of before"


def test_a_run_is_asked_about_once(engine: Engine, tmp_path: Path) -> None:
    """That messages are claimed and sent one after the other changes no answer about the others."""
    approved_run(engine, tmp_path, 5)
    rules, channel = _counted(), Channel()
    sender = sending(engine, tmp_path / "ledgers", channel, recheck=rules, prepare=rules.prepare)
    assert send_all(sender) == {"sent": 5}
    assert rules.asked == [5]


def _messages(engine: Engine, run: int) -> list[Message]:
    with reading(engine) as connection:
        return run_messages(connection, run)
