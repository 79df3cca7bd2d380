"""The sender on both databases: every message ends in one column of the books, and none leaves twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from server.campaigns.approval.approving import approve
from server.campaigns.outcomes.acts import settle
from server.campaigns.proposal.runs import put_down, the_message
from server.campaigns.sending.books import books, close_books
from server.campaigns.sending.recovery import read_ledgers
from server.campaigns.sending.sender import release, send_all
from server.campaigns.sending.switch import pause, resume
from server.errors import UserError
from server.store import campaign_runs as runs
from server.store.campaign_addresses import is_suspended
from server.store.campaign_messages import Message, run_messages
from server.store.campaign_sending import is_import_under_way
from server.store.companies import company_id
from server.store.database import reading, sharing, writing
from server.transports.port import Answer, ChannelError, End
from tests.campaign_world import (
    MANAGER,
    NOW,
    ON,
    SECOND,
    Channel,
    approved_run,
    close_ledgers,
    drafts,
    mail_of,
    sending,
)
from tests.desk import Desk

pytestmark = pytest.mark.costly

LATER = "2026-11-25T09:00:00Z"


@pytest.fixture
def engine(desk: Desk) -> Iterator[Engine]:
    """A store without data."""
    yield desk.engine
    close_ledgers()


def _states(engine: Engine, run: int) -> dict[str, str]:
    return {one.account: one.state for one in _messages(engine, run)}


def _messages(engine: Engine, run: int) -> list[Message]:
    with reading(engine) as connection:
        return run_messages(connection, run)


def test_every_end_has_its_column_and_one_poisoned_message_stops_no_other(engine: Engine, tmp_path: Path) -> None:
    run = approved_run(engine, 9)
    ends = {"C1": Answer(End.REFUSED, "550 5.1.1 unknown", is_address=True), "C2": Answer(End.PUT_OFF, "451 later"),
            "C3": Answer(End.DOUBT, "no answer")}  # fmt: skip
    channel = Channel(ends)

    def render(message):  # type: ignore[no-untyped-def]
        if message.account == "C4":
            raise ValueError("poison")
        return mail_of(message)

    one = sending(
        engine, tmp_path, channel, render=render, recheck=lambda _, m: "dispute" if m.account == "C5" else None
    )
    assert dict(send_all(one, run)) == {"sent": 4, "failed": 2, "queued": 1, "uncertain": 1, "skipped": 1}
    with sharing(engine) as connection:
        told = close_books(connection, run, NOW)
    assert told["planned"] == 9
    assert (told["sent"], told["failed"], told["uncertain"], told["waiting"]) == (4, 2, 1, 1)
    assert told["skipped"] == {"dispute": 1}
    assert told["waiting_for"] == {"put_off": 1}
    assert told["state"] == "approved"
    again = sending(engine, tmp_path, channel, at=LATER)
    channel.ends.clear()
    assert dict(send_all(again, run)) == {"sent": 1}
    with sharing(engine) as connection:
        assert close_books(connection, run, LATER)["state"] == "closed"
    assert max(Counter(channel.taken).values()) == 1


def test_a_process_that_lost_its_claim_hands_nothing_over(engine: Engine, tmp_path: Path) -> None:
    """It slept longer than its lease; another one sends the message meanwhile."""
    run = approved_run(engine, 1)
    channel = Channel()
    other = sending(engine, tmp_path, channel)

    def slow(message):  # type: ignore[no-untyped-def]
        with engine.begin() as connection:
            connection.execute(text("UPDATE campaign_messages SET lease_ms = 1"))
        release(other)
        assert dict(send_all(other, run)) == {"sent": 1}
        return mail_of(message)

    one = sending(engine, tmp_path, channel, render=slow)
    assert one.ledger.name != other.ledger.name
    assert dict(send_all(one, run)) == {"lost": 1}
    assert len(channel.taken) == 1


def test_a_crash_after_the_answer_is_settled_by_the_ledger_and_one_before_it_by_a_person(
    engine: Engine, tmp_path: Path
) -> None:
    run = approved_run(engine, 2)
    channel = Channel()
    one = sending(engine, tmp_path, channel)
    send_all(one, run)
    one.ledger.append("begin", message="0" * 32, tries=0)  # another's line is nobody's
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaign_messages SET state = 'transmitting', lease_ms = 1"))
    ledger = one.ledger.path
    lines = ledger.read_text().splitlines(keepends=True)
    gone = next(number for number, line in enumerate(lines) if '"ack"' in line)
    ledger.write_text("".join(lines[:gone] + lines[gone + 1 :]))
    release(one)
    assert sorted(_states(engine, run).values()) == ["sent", "uncertain"]
    with sharing(engine) as connection:
        doubt = next(one for one in run_messages(connection, run) if one.state == "uncertain")
        with pytest.raises(UserError, match="evidence"):
            settle(connection, doubt, False, " ", "Claire", NOW)
        with pytest.raises(UserError, match="may still be alive"):  # its lease is over, and it may just stand still
            settle(connection, doubt, False, "not in the journal", "Claire", NOW)
        connection.execute(text("UPDATE campaign_messages SET lease_ms = 1 WHERE lease_ms > 1"))
        doubt = the_message(connection, doubt.id)
        settle(connection, doubt, False, "not in the journal after a day", "Claire", NOW)
    send_all(one, run)
    assert channel.taken[-1] == f"<{doubt.id}.2@example.com>"


def test_not_sent_is_refused_while_the_process_that_had_it_stands_still(engine: Engine, tmp_path: Path) -> None:
    """For however long: between its last look at the clock and the content it could still send. Once it has ended, or
    gone on to another message, it may be said."""
    run = approved_run(engine, 2)
    other = sending(engine, tmp_path, Channel())

    def not_sent(one: Message) -> str:
        with sharing(engine) as connection:
            return settle(connection, the_message(connection, one.id), False, "not in the journal", "Claire", NOW)

    class Frozen(Channel):
        def hand_over(self, mail, before_data):  # type: ignore[no-untyped-def]
            before_data()
            with engine.begin() as connection:  # two hours go by
                connection.execute(text("UPDATE campaign_messages SET lease_ms = 1, transmitted_ms = 1 "
                                        "WHERE state = 'transmitting'"))  # fmt: skip
            release(other)
            doubt = next(one for one in _messages(engine, run) if one.state == "uncertain")
            with pytest.raises(UserError, match=f"{frozen.ledger.name} stands still"):
                not_sent(doubt)
            raise SystemExit  # it is killed, without a word

    frozen = sending(engine, tmp_path, Frozen())
    with pytest.raises(SystemExit):
        send_all(frozen, run, most=1)
    doubt = next(one for one in _messages(engine, run) if one.state == "uncertain")
    with pytest.raises(UserError, match="stands still"):
        not_sent(doubt)
    going_on = replace(frozen, transport=Channel())
    send_all(going_on, run, most=1)
    assert not_sent(doubt) == "queued"
    with pytest.raises(SystemExit):
        send_all(frozen, run, most=1)
    frozen.ledger.close()
    assert not_sent(next(one for one in _messages(engine, run) if one.state == "uncertain")) == "queued"


def test_hours_one_a_day_and_caps_make_messages_wait(engine: Engine, tmp_path: Path) -> None:
    run = approved_run(engine, 2, account="C0")  # one customer, two messages
    channel = Channel()
    night = sending(engine, tmp_path, channel, at="2026-11-24T22:00:00Z")
    assert not send_all(night, run)
    with reading(engine) as connection:
        assert books(connection, run)["waiting_for"] == {"window": 2}
    day = sending(engine, tmp_path, channel, at=LATER)
    assert dict(send_all(day, run)) == {"sent": 1, "waiting": 1}
    with reading(engine) as connection:
        assert books(connection, run)["waiting_for"] == {"one_a_day": 1}
    assert dict(send_all(sending(engine, tmp_path, channel, at="2026-11-26T09:00:00Z"), run)) == {"sent": 1}


def test_a_pause_holds_everything_that_has_not_begun(engine: Engine, tmp_path: Path) -> None:
    run = approved_run(engine, 2)
    one = sending(engine, tmp_path, Channel())
    with sharing(engine) as connection:
        pause(connection, "Claire", NOW)
    assert not send_all(one, run)
    with sharing(engine) as connection:
        resume(connection, "Claire", NOW)
    assert dict(send_all(one, run)) == {"sent": 2}


def test_a_channel_that_fails_leaves_everything_queued(engine: Engine, tmp_path: Path) -> None:
    run = approved_run(engine, 5)

    class Broken(Channel):
        def hand_over(self, mail, before_data):  # type: ignore[no-untyped-def]
            raise ChannelError("The mail server cannot be used.")

    with pytest.raises(ChannelError):
        send_all(sending(engine, tmp_path, Broken(), sleep=lambda _: None), run)
    assert set(_states(engine, run).values()) == {"queued"}


def test_a_refusal_that_strikes_everybody_is_the_channels(engine: Engine, tmp_path: Path) -> None:
    """A relay that knows this sender no more: nothing fails for good, no address suffers, and it is said."""
    run = approved_run(engine, 12)
    relay = Answer(End.REFUSED, "550 relay not permitted")
    channel = Channel({f"C{number}": relay for number in range(12)})
    with pytest.raises(ChannelError, match=r"refuses every message \(550 relay not permitted\)"):
        send_all(sending(engine, tmp_path, channel), run)
    with sharing(engine) as connection:
        assert books(connection, run)["waiting_for"] == {"channel": 10, "turn": 2}
        assert not any(is_suspended(connection, f"c{number}@example.org") for number in range(12))
    channel.ends.clear()
    assert dict(send_all(sending(engine, tmp_path, channel, at=LATER), run)) == {"sent": 12}


def test_what_is_refused_while_others_are_taken_fails_alone(engine: Engine, tmp_path: Path) -> None:
    """Before, between or after them; those refused alone wait, and not for ever."""
    run = approved_run(engine, 6)
    spam = Answer(End.REFUSED, "554 5.7.1 spam")
    channel = Channel(dict.fromkeys(("C0", "C3", "C5"), spam))
    assert dict(send_all(sending(engine, tmp_path, channel), run)) == {"sent": 3, "failed": 3}
    alone = approved_run(engine, 1, first=9)
    channel.ends["C9"] = spam
    for day in ("11-24", "11-25", "11-26", "11-27", "11-30"):
        with pytest.raises(ChannelError, match=r"they wait"):
            send_all(sending(engine, tmp_path, channel, at=f"2026-{day}T09:00:00Z"), alone)
    assert dict(send_all(sending(engine, tmp_path, channel, at="2026-12-01T09:00:00Z"), alone)) == {"failed": 1}
    assert set(_states(engine, alone).values()) == {"failed"}


def test_an_item_stands_in_one_live_message_of_a_level(engine: Engine) -> None:
    approved_run(engine, 1)
    with pytest.raises(IntegrityError):
        approved_run(engine, 1)


def test_a_formal_notice_needs_two_persons_and_a_new_plan_takes_back_what_nobody_approved(engine: Engine) -> None:
    with sharing(engine) as connection:
        company = company_id(connection, "ACME")
        run, ids = put_down(connection, ON, drafts(company, 1, approver="two"), [], NOW, "Claire")
        for who, approved in ((MANAGER, 0), (MANAGER, 0), (SECOND, 1)):
            assert approve(connection, run, who, NOW, lambda *_: "{}")["approved"] == approved
        assert the_message(connection, ids[0][:8]).state == "queued"
        first, old = put_down(connection, ON, drafts(company, 1, level="r2"), [], NOW, "Claire")
        put_down(connection, ON, drafts(company, 1, level="r2"), [], NOW, "Claire")
        assert the_message(connection, old[0]).state == "withdrawn"
        found = runs.load_run(connection, first)
    assert found is not None
    assert found.state == "withdrawn"


def test_the_first_of_two_approvals_outlives_the_next_proposal(engine: Engine) -> None:
    """It counts for the same items and sums; the second person is told where to look."""
    with sharing(engine) as connection:
        company = company_id(connection, "ACME")
        told = drafts(company, 2, approver="two", level="notice", channel="registered")
        first, _ = put_down(connection, ON, told, [], NOW, "Claire")
        assert approve(connection, first, MANAGER, NOW, lambda *_: "{}")["waiting_for_second"] == 2
        put_down(connection, ON + 1, told, [], NOW, "worker")
        close_books(connection, first, NOW)
        changed = [told[0], replace(told[1], amount=9_000, items=((2, 9_000, ON - 5),))]
        last, ids = put_down(connection, ON + 2, changed, [], NOW, "worker")
        with pytest.raises(UserError, match=f"look at run {last}"):
            approve(connection, first, SECOND, NOW, lambda *_: "{}")
        told_again = approve(connection, last, SECOND, NOW, lambda *_: "{}")
        assert (told_again["approved"], told_again["waiting_for_second"]) == (1, 1)
        one = the_message(connection, ids[0])
        assert (one.state, one.approved_by, one.second_by) == ("queued", MANAGER.name, SECOND.name)


def test_the_import_lock_is_that_of_imports(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        return
    with writing(engine), sharing(engine) as connection:
        assert is_import_under_way(connection)


@pytest.mark.parametrize("keeps_messages", [True, False])
def test_a_store_put_back_in_mid_run_sends_nothing_again(engine: Engine, tmp_path: Path, keeps_messages: bool) -> None:
    """Put back without a word: to before the transmissions, or to before the run itself. The ledger tells."""
    run = approved_run(engine, 6)
    channel = Channel({"C3": Answer(End.DOUBT)})
    one = sending(engine, tmp_path, channel)
    send_all(one, run, most=4)
    one.ledger.close()
    with engine.begin() as connection:
        if keeps_messages:
            connection.execute(text("UPDATE campaign_messages SET state = 'queued', tries = 0, message_id = '', "
                                    "transmitted_at = '', sent_at = '', transmitted_ms = 0"))  # fmt: skip
        else:
            for table in ("campaign_steps", "campaign_message_items", "campaign_messages", "campaign_runs"):
                connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("DELETE FROM campaign_contact_days"))
    two = sending(engine, tmp_path, channel)
    assert not send_all(two)  # paused: the database is behind
    told = read_ledgers(engine, [two.ledger.path], NOW, "Claire")
    assert told["missing"] == []
    if not keeps_messages:
        with pytest.raises(IntegrityError):  # what left is live: proposed again it is refused
            approved_run(engine, 6)
    else:
        send_all(two)
        assert len(channel.taken) == 6
    assert max(Counter(channel.taken).values()) == 1
    with reading(engine) as connection:
        counts = Counter(row[0] for row in connection.execute(text("SELECT state FROM campaign_messages")))
    assert counts == ({"sent": 5, "uncertain": 1} if keeps_messages else {"sent": 3, "uncertain": 1})
