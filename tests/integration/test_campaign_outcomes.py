"""What came of messages on both databases: letters, calls, doubts, returned mail; the worker's turns; drafts; caps;
ledgers that a store put back from a backup needs; a person forgotten."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from receivables.days import NO_DAY
from server import backup, erasure
from server.campaigns.outcomes import acts
from server.campaigns.proposal.runs import put_down, the_message
from server.campaigns.sending import worker
from server.campaigns.sending.books import books
from server.campaigns.sending.letters import make_letters
from server.campaigns.sending.recovery import known_ledgers, read_ledgers
from server.campaigns.sending.sender import release, send_all
from server.campaigns.sending.switch import pause, resume
from server.campaigns.settings.sending_settings import SendingSettings, save_sending
from server.errors import UserError
from server.store import campaign_runs as runs
from server.store import campaign_workers as workers
from server.store.campaign_addresses import is_suspended, restore_address
from server.store.campaign_facts import load_message_days
from server.store.campaign_letters import load_letter
from server.store.campaign_messages import Message, load_steps, run_messages
from server.store.companies import company_id
from server.store.database import reading, sharing
from server.store.sync import locked_clock
from server.transports.drafts import DraftsTransport
from server.transports.port import Answer, ChannelError, End
from tests.campaign_world import NOW, ON, Channel, approved_run, close_ledgers, drafts, mail_of, sending
from tests.conftest import ENDURANCE
from tests.desk import Desk

pytestmark = pytest.mark.costly

LATER = "2026-11-25T09:00:00Z"


@pytest.fixture
def engine(desk: Desk) -> Iterator[Engine]:
    """A store without data."""
    yield desk.engine
    close_ledgers()


def _messages(engine: Engine, run: int) -> list[Message]:
    with reading(engine) as connection:
        return run_messages(connection, run)


def _states(engine: Engine, run: int) -> Counter[str]:
    return Counter(one.state for one in _messages(engine, run))


def _letters(engine: Engine, run: int, **told: object) -> dict[str, int]:
    rules = {"render": lambda _: None, "recheck": lambda *_: None} | told
    return make_letters(engine, run, rules["render"], rules["recheck"], NOW, "Claire")  # type: ignore[arg-type]


def test_a_letter_is_written_posted_presented(engine: Engine) -> None:
    """A person says each; the time limit runs from the presentation."""
    run = approved_run(engine, 1, channel="registered")
    assert _letters(engine, run) == {"rendered": 1, "skipped": 0, "failed": 0}
    with sharing(engine) as connection:
        assert books(connection, run)["waiting_for"] == {"post": 1}
        one = run_messages(connection, run)[0]
        with pytest.raises(UserError, match="has a number"):
            acts.posted(connection, one, " ", ON, "Claire", NOW)
        with pytest.raises(UserError, match="was not posted"):
            acts.presented(connection, one, ON, "Claire", NOW)
        assert acts.posted(connection, one, "1A 123", ON, "Claire", NOW) == "posted"
        one = the_message(connection, one.id)
        with pytest.raises(UserError, match="no letter ready"):
            acts.posted(connection, one, "1A 124", ON, "Claire", NOW)
        with pytest.raises(UserError, match="before it was posted"):
            acts.presented(connection, one, ON - 1, "Claire", NOW)
        with pytest.raises(UserError, match="no outcome"):
            acts.presented(connection, one, ON, "Claire", NOW, "eaten")
        acts.presented(connection, one, ON + 2, "Claire", NOW)
        acts.presented(connection, one, ON + 17, "Claire", NOW, "unclaimed", "avis.pdf")
        letter = load_letter(connection, one.id)
    assert letter is not None
    assert (letter.number, letter.posted_day, letter.presented_day) == ("1A 123", ON, ON + 2)
    assert (letter.outcome, letter.outcome_day, letter.proof) == ("unclaimed", ON + 17, "avis.pdf")


def test_an_address_that_is_unknown_presents_nothing(engine: Engine) -> None:
    run = approved_run(engine, 1, channel="letter")
    _letters(engine, run)
    with sharing(engine) as connection:
        one = run_messages(connection, run)[0]
        acts.printed(connection, one, "Claire", NOW)
        acts.posted(connection, the_message(connection, one.id), "", ON, "Claire", NOW)
        acts.presented(connection, the_message(connection, one.id), ON + 3, "Claire", NOW, "unknown_address")
        letter = load_letter(connection, one.id)
    assert letter is not None
    assert (letter.presented_day, letter.outcome) == (NO_DAY, "unknown_address")
    approved_run(engine, 1, channel="letter")  # of the same level: that one reached nobody


def test_letters_are_asked_again_and_one_that_cannot_be_written_fails_alone(engine: Engine) -> None:
    run = approved_run(engine, 3, channel="letter")

    def render(message: Message) -> None:
        if message.account == "C1":
            raise ValueError("no font")

    told = _letters(engine, run, render=render, recheck=lambda _, one: "paid" if one.account == "C2" else None)
    assert told == {"rendered": 1, "skipped": 1, "failed": 1}
    with sharing(engine) as connection:
        pause(connection, "Claire", NOW)
    assert _letters(engine, approved_run(engine, 1, channel="letter", level="r2")) == {
        "rendered": 0, "skipped": 0, "failed": 0,
    }  # fmt: skip


def test_calls_are_made_and_what_has_not_left_may_be_held_back(engine: Engine) -> None:
    run = approved_run(engine, 2, channel="call")
    with sharing(engine) as connection:
        one, other = run_messages(connection, run)
        assert books(connection, run)["waiting_for"] == {"call": 2}
        assert acts.called(connection, one, ON, "Paul", NOW, "promises 100") == "done"
        assert acts.dropped(connection, other, "Claire", NOW, "known to be ill") == "skipped"
        with pytest.raises(UserError, match="held back"):
            acts.dropped(connection, the_message(connection, one.id), "Claire", NOW, "x")
        with pytest.raises(UserError, match="changed by somebody else"):
            acts.called(connection, other, ON, "Paul", NOW, "late")
        told = books(connection, run)
        assert load_steps(connection, one.id)[-1]["detail"] == "promises 100"
    assert (told["sent"], told["skipped"], told["waiting"]) == (1, {"by_hand": 1}, 0)


def test_mail_that_comes_back(engine: Engine, tmp_path: Path) -> None:
    """A hard bounce suspends at once, a complaint too; soft ones of one message do not; nor does an automatic reply.
    Returned mail settles a doubt: it had left. A bounced item may be asked for again."""
    run = approved_run(engine, 4)
    send_all(sending(engine, tmp_path, Channel({"C3": Answer(End.DOUBT)})), run)
    with sharing(engine) as connection:
        hard, soft, angry, doubt = run_messages(connection, run)
        assert acts.bounced(connection, hard, "auto_reply", "on holiday", NOW) == ""
        assert acts.bounced(connection, hard, "hard", "550 5.1.1", NOW) == "suspended"
        assert [acts.bounced(connection, soft, "soft", "full", NOW) for _ in range(3)] == [
            "noted", "noted", "noted",
        ]  # fmt: skip
        assert acts.bounced(connection, angry, "complaint", "abuse", NOW) == "suspended"
        assert acts.bounced(connection, doubt, "hard", "550", NOW) == "suspended"
        assert [one.state for one in run_messages(connection, run)] == ["bounced", "sent", "sent", "bounced"]
        assert all(is_suspended(connection, one.recipient.upper()) for one in (hard, angry, doubt))
        assert not is_suspended(connection, soft.recipient)
        restore_address(connection, hard.recipient, "Claire", NOW)
        assert "returned mail" in [step["who"] for step in load_steps(connection, doubt.id)]
        company = company_id(connection, "ACME")
        put_down(connection, ON, drafts(company, 1), [], NOW, "Claire")  # C0 again, at the same level
        assert load_message_days(connection)["account"].tolist() == ["C1", "C2"]  # what came back is no contact


def test_three_soft_bounces_in_a_row_suspend_an_address(engine: Engine, tmp_path: Path) -> None:
    """Whatever the order they are read in; a message that arrived between them begins anew, so does a person."""
    run = approved_run(engine, 8, recipient="Compta@example.org")
    send_all(sending(engine, tmp_path, Channel()), run)
    with sharing(engine) as connection:
        one = run_messages(connection, run)

        def told(place: int) -> str:
            return acts.bounced(connection, one[place], "soft", "full", NOW)

        assert [told(place) for place in (0, 1, 3, 5, 4, 3)] == [
            "noted",
            "noted",
            "noted",
            "noted",
            "suspended",
            "suspended",
        ]
        assert is_suspended(connection, "compta@example.org")
        restore_address(connection, "compta@example.org", "Claire", LATER)
        assert [told(place) for place in (6, 7)] == ["noted", "noted"]


@pytest.mark.parametrize(("told", "sent", "waits"), [
    ({"per_day": 2}, 2, {"cap": 3}), ({"per_domain_day": 1}, 2, {"domain_cap": 3}),
])  # fmt: skip
def test_caps_of_a_day_and_a_domain(
    engine: Engine, tmp_path: Path, told: dict[str, int], sent: int, waits: dict[str, int]
) -> None:  # fmt: skip
    """The next day goes on; capitals of a domain change nothing."""
    run = approved_run(engine, 5)
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaign_messages SET recipient = 'x@Else.example' WHERE account = 'C4'"))
    settings = SendingSettings(**told)
    assert send_all(sending(engine, tmp_path, Channel(), settings=settings), run)["sent"] == sent
    with reading(engine) as connection:
        assert books(connection, run)["waiting_for"] == waits
    again = send_all(sending(engine, tmp_path, Channel(), at=LATER, settings=settings), run)
    assert again["sent"] == (2 if "per_day" in told else 1)


def test_no_minute_has_more_than_its_cap(engine: Engine, tmp_path: Path) -> None:
    """The sender waits for its turn, by the machine's clock."""
    run = approved_run(engine, 3)
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:  # a minute later
            with engine.begin() as connection:
                connection.execute(text("UPDATE campaign_messages SET transmitted_ms = transmitted_ms - 60000"))

    one = sending(engine, tmp_path, Channel(), settings=SendingSettings(per_minute=2), sleep=sleep)
    assert send_all(one, run)["sent"] == 3
    assert waited == [1.0] * 3


@pytest.mark.endurance
def test_a_poisoned_account_stops_no_other(engine: Engine, tmp_path: Path) -> None:
    """One of a thousand cannot be written: the others leave, and the books close."""
    count = ENDURANCE.scaled(1_000, 20)
    run = approved_run(engine, count)

    def render(message: Message) -> object:
        if message.account == "C7":
            raise ValueError("poison")
        return mail_of(message)

    wide = SendingSettings(per_minute=10**6, per_day=10**6, per_domain_day=10**6)
    ends = send_all(sending(engine, tmp_path, Channel(), render=render, settings=wide), run)
    assert dict(ends) == {"sent": count - 1, "failed": 1}
    with sharing(engine) as connection:
        assert worker.close_all(connection, NOW) == []
        assert books(connection, run)["state"] == "closed"


def test_a_message_the_channel_breaks_at_stops_no_other(engine: Engine, tmp_path: Path) -> None:
    """The server drops the line at one recipient: the others leave; that one waits longer each time, then fails."""
    run = approved_run(engine, 3)

    class Fragile(Channel):
        def hand_over(self, mail, before_data):  # type: ignore[no-untyped-def]
            if mail.recipient.startswith("c0@"):
                raise ChannelError("The mail server broke off.")
            return super().hand_over(mail, before_data)

    one = sending(engine, tmp_path, Fragile(), sleep=lambda _: None)
    assert dict(send_all(one, run)) == {"sent": 2, "queued": 1}
    with reading(engine) as connection:
        assert books(connection, run)["waiting_for"] == {"put_off": 1}


def test_drafts_are_files_written_once(engine: Engine, tmp_path: Path) -> None:
    """A folder nobody can write in begins nothing."""
    run = approved_run(engine, 2)
    folder = tmp_path / "drafts"
    assert dict(send_all(sending(engine, tmp_path, DraftsTransport(folder)), run)) == {"sent": 2}
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(f"{one.id}.1.eml" for one in _messages(engine, run))
    (tmp_path / "file").write_text("")
    other = approved_run(engine, 1, level="r2")
    with pytest.raises(ChannelError, match="cannot be made"):
        send_all(sending(engine, tmp_path, DraftsTransport(tmp_path / "file"), at=LATER, sleep=lambda _: None), other)
    assert _states(engine, other) == {"queued": 1}


def test_a_turn_of_the_worker(engine: Engine, tmp_path: Path) -> None:
    """It beats, proposes what is due, sends, closes the books; a channel that fails is a sentence, not an end."""
    run = approved_run(engine, 2)
    one = sending(engine, tmp_path, Channel())
    told = worker.once(one, lambda connection, due: runs.add_run(connection, due.on, NOW, "w", kind=runs.TICK))
    assert (told["ends"], told["paused"], told["channel"], told["alarms"]) == ({"sent": 2}, "", "", [])
    assert len(told["runs"]) == 1
    with reading(engine) as connection:
        assert [(known.name, known.seen_at) for known in workers.load_workers(connection)] == [(one.ledger.name, NOW)]
        assert books(connection, run)["state"] == "closed"

    class Broken(Channel):
        def hand_over(self, mail, before_data):  # type: ignore[no-untyped-def]
            raise ChannelError("The mail server cannot be used.")

    approved_run(engine, 2, level="r2")
    told = worker.once(sending(engine, tmp_path, Broken(), at=LATER, sleep=lambda _: None))
    assert told["channel"] == "The mail server cannot be used."


def test_the_worker_goes_on_after_a_turn_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler is stopped by the second turn, as by a signal."""
    turns: list[int] = []

    def turn() -> None:
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError("database gone")
        raise SystemExit

    worker.forever(turn, every_s=0.05)  # type: ignore[arg-type]
    assert len(turns) == 2


def test_who_is_certainly_dead_is_not_waited_for(engine: Engine, tmp_path: Path) -> None:
    """Its ledger's lock is free: what it claimed is queued, what it began is in doubt, long before its lease ends; and
    the doubt may be settled at once."""
    run = approved_run(engine, 2)
    dead = sending(engine, tmp_path, Channel({"C0": Answer(End.DOUBT), "C1": Answer(End.DOUBT)}))
    send_all(dead, run)
    first, second = _messages(engine, run)
    with engine.begin() as connection:
        for key, state in ((first.id, "claimed"), (second.id, "transmitting")):
            connection.execute(text("UPDATE campaign_messages SET state = :state, token = :token, lease_ms = :lease "
                                    "WHERE id = :id"), {"state": state, "token": dead.ledger.new_token(),
                                                        "lease": 10**15, "id": key})  # fmt: skip
    alive = sending(engine, tmp_path, Channel())
    release(alive)
    assert _states(engine, run) == {"claimed": 1, "transmitting": 1}
    dead.ledger.close()
    release(alive)
    assert _states(engine, run) == {"queued": 1, "uncertain": 1}
    with sharing(engine) as connection:
        doubt = the_message(connection, second.id)
        assert acts.settle(connection, doubt, False, "not in the journal", "Claire", NOW) == "queued"


def test_what_people_said_of_letters_survives_a_restore(engine: Engine, tmp_path: Path) -> None:
    """The ledger has it: posted, presented, called; put back from before, the store is told again."""
    run = approved_run(engine, 1, channel="registered")
    calls = approved_run(engine, 1, channel="call", level="call")
    _letters(engine, run)
    backup.back_up(engine, tmp_path / "b.zip", "2026-11-24T09:00:00+00:00")
    with sharing(engine) as connection:
        one, call = run_messages(connection, run)[0], run_messages(connection, calls)[0]
        acts.posted(connection, one, "1A 123", ON, "Claire", NOW)
        acts.called(connection, call, ON, "Paul", NOW, "no answer")
    turn = sending(engine, tmp_path, Channel())
    worker.once(turn)
    with sharing(engine) as connection:
        acts.presented(connection, the_message(connection, one.id), ON + 2, "Claire", NOW)
    worker.once(turn)
    turn.ledger.close()
    backup.restore(engine, tmp_path / "b.zip", "2026-11-24T10:00:00+00:00", "Claire")
    with reading(engine) as connection:
        assert the_message(connection, one.id).state == "rendered"
        assert [known.name for known in workers.load_workers(connection)] == [turn.ledger.name]  # after the backup
    with sharing(engine) as connection, pytest.raises(UserError, match=turn.ledger.name):
        resume(connection, "Claire", LATER)
    with reading(engine) as connection:
        ledgers = known_ledgers(tmp_path, _server(engine))
    told = read_ledgers(engine, ledgers, LATER, "Claire")
    assert (told["missing"], told["posted"], told["done"]) == ([], 1, 1)
    with sharing(engine) as connection:
        resume(connection, "Claire", LATER)
        letter = load_letter(connection, one.id)
        assert (the_message(connection, one.id).sent_day, the_message(connection, call.id).state) == (ON, "done")
    assert letter is not None
    assert (letter.number, letter.presented_day) == ("1A 123", ON + 2)


def test_that_a_letter_came_back_survives_a_restore(engine: Engine, tmp_path: Path) -> None:
    """Whether the backup knew that it was posted or not; what was proposed anew meanwhile stays."""
    run = approved_run(engine, 2, channel="letter")
    _letters(engine, run)
    one, other = _messages(engine, run)
    turn = sending(engine, tmp_path, Channel())
    with sharing(engine) as connection:
        acts.posted(connection, one, "", ON, "Claire", NOW)
    worker.once(turn)
    backup.back_up(engine, tmp_path / "b.zip", "2026-11-24T09:00:00+00:00")
    with sharing(engine) as connection:
        acts.posted(connection, other, "", ON, "Claire", NOW)
        for message in (one, other):
            acts.presented(connection, the_message(connection, message.id), ON, "Claire", NOW, "unknown_address")
    worker.once(turn)
    turn.ledger.close()
    backup.restore(engine, tmp_path / "b.zip", "2026-11-24T10:00:00+00:00", "Claire")
    assert _states(engine, run) == {"posted": 1, "rendered": 1}
    told = read_ledgers(engine, known_ledgers(tmp_path, _server(engine)), LATER, "Claire")
    assert (told["missing"], told["bounced"]) == ([], 2)
    assert _states(engine, run) == {"bounced": 2}
    approved_run(engine, 2, channel="letter")
    again = sending(engine, tmp_path, Channel(), at=LATER)  # the ledger tells nothing new: nothing is paused
    assert worker.once(again)["paused"] == ""


def _server(engine: Engine) -> str:
    with sharing(engine) as connection:
        return locked_clock(connection).server


@pytest.mark.parametrize("waits", [False, True])
def test_a_backup_put_back_in_mid_run_sends_nothing_again(engine: Engine, tmp_path: Path, waits: bool) -> None:
    """Nothing leaves before the ledgers are read, or a person goes without the one that is lost."""
    run = approved_run(engine, 6)
    channel = Channel()
    one = sending(engine, tmp_path / "l", channel)
    send_all(one, run, most=2)
    backup.back_up(engine, tmp_path / "b.zip", "2026-11-24T09:00:00+00:00")
    send_all(one, run, most=2)
    one.ledger.close()
    backup.restore(engine, tmp_path / "b.zip", "2026-11-24T10:00:00+00:00", "Claire")
    two = sending(engine, tmp_path / "l", channel)
    assert not send_all(two)
    if waits:
        told = read_ledgers(engine, [], LATER, "Claire", waived=[two.ledger.name])
    else:
        told = read_ledgers(engine, [two.ledger.path], LATER, "Claire")
    assert told["missing"] == []
    send_all(two)
    assert Counter(channel.taken).most_common(1)[0][1] == 1
    assert len(channel.taken) == 6


def test_days_are_those_of_where_the_company_is(engine: Engine, tmp_path: Path) -> None:
    """22:30 in Paris is the next day at Nouméa, also where the ledger or a person tells it."""
    with sharing(engine) as connection:
        save_sending(connection, {"zone": "Pacific/Noumea"}, "Claire", NOW)
    run = approved_run(engine, 2)
    one = sending(engine, tmp_path, Channel({"C0": Answer(End.DOUBT), "C1": Answer(End.DOUBT)}))
    send_all(one, run)
    evening = "2026-11-24T21:30:00Z"
    with sharing(engine) as connection:
        connection.execute(text("UPDATE campaign_messages SET transmitted_at = :at"), {"at": evening})
        doubt = run_messages(connection, run)[0]
        acts.settle(connection, doubt, True, "answered", "Claire", LATER)
        assert the_message(connection, doubt.id).sent_day == ON + 1


def test_instalments_of_a_document_are_asked_for_each_by_its_due_day(engine: Engine) -> None:
    """The reminder of one is not the other's; a third for the same due day is refused."""
    approved_run(engine, 1, items=((7, 100, ON - 40),))
    approved_run(engine, 1, items=((7, 100, ON - 10),))
    with pytest.raises(IntegrityError):
        approved_run(engine, 1, items=((7, 50, ON - 10),))


def test_a_person_is_forgotten_in_campaigns_too(engine: Engine, tmp_path: Path) -> None:
    """Addresses, contents, reasons, answers, steps; what has not left and would say their name does not leave."""
    run = approved_run(engine, 3)
    send_all(sending(engine, tmp_path, Channel({"C0": Answer(End.REFUSED, "550 Zoé Roux unknown", is_address=True)})),
             run, most=1)  # fmt: skip
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaign_messages SET recipient = 'zoe.roux@alpha.example', "
                                "reasons = '[{\"contact\": \"Zoé Roux\"}]' WHERE account IN ('C0', 'C1')"))  # fmt: skip
        connection.execute(text("UPDATE campaign_addresses SET address = 'zoe.roux@alpha.example'"))
    with sharing(engine) as connection:
        told = erasure.erase(connection, ["Zoé Roux", "zoe.roux@alpha.example"], NOW, "Nadia")
    assert told["erased"]["messages_held_back"] == 1
    assert [one.state for one in _messages(engine, run)] == ["failed", "skipped", "queued"]
    with reading(engine) as connection:
        tables = ("campaign_messages", "campaign_steps", "campaign_addresses", "campaign_stops")
        held = str([connection.execute(text(f"SELECT * FROM {name}")).all() for name in tables])
    assert "Roux" not in held
    assert "roux" not in held
