"""Mail that came back, told to the address it was written to: a copy's bounce is never the customer's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server.campaigns.outcomes.returned import read_returned
from server.letters.mail import message_id
from server.store.campaign_addresses import is_suspended
from server.store.campaign_messages import move, run_messages, set_values
from server.store.database import sharing
from tests.campaign_world import NOW, approved_run, close_ledgers
from tests.desk import Desk

CUSTOMER, SALES, FORWARD = "c0@example.org", "sales@firm.example", "jean.gone@firm.example"
HEAD = "From: MAILER-DAEMON@mx.test\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
DSN = HEAD + "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n{told}Action: failed\n" \
    "Status: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {key}\n\n--b--\n"  # fmt: skip
PLAIN = "From: Mailer-Daemon <>\n\n{told}550 5.1.1 user unknown\n\nMessage-ID: {key}\n"
BOTH = "Original-Recipient: rfc822;{0}\nFinal-Recipient: rfc822; {1}\n"


@pytest.fixture
def engine(desk: Desk) -> Iterator[Engine]:
    """A store without data."""
    yield desk.engine
    close_ledgers()


def _read(engine: Engine, notice: Path, form: str, told: str, *, is_copied: bool) -> tuple[list[str], list[str], str]:
    """(effects, tasks, state of the message) of a notice about a mail that left, copied to the sales contact or not."""
    beside = {"sales": {"channel": "email", "is_copied": True, "hours": 0, "name": "Jean", "email": SALES}}
    run = approved_run(engine, 1, reasons=(beside,) if is_copied else ())
    with sharing(engine) as connection:
        (message,) = run_messages(connection, run)
        key = message_id(message.id, 1, "example.org")
        for before, after in (("queued", "claimed"), ("claimed", "transmitting"), ("transmitting", "sent")):
            assert move(connection, message.id, before, after, NOW, "worker")
        assert set_values(connection, message.id, "sent", message_id=key, attempt=1)
    notice.write_text(form.format(told=told, key=key), encoding="utf-8")
    with sharing(engine) as connection:
        found = read_returned(connection, [notice], NOW, "Claire")
        (message,) = run_messages(connection, run)
    return [one["effect"] for one in found["returned"]], found["tasks"], message.state


def _suspended(engine: Engine) -> list[str]:
    with sharing(engine) as connection:
        return [one for one in (CUSTOMER, SALES, FORWARD) if is_suspended(connection, one)]


@pytest.mark.parametrize(
    ("told", "suspended", "state"),
    [
        (BOTH.format(SALES, FORWARD), [SALES], "sent"),
        (BOTH.format(FORWARD, SALES), [SALES], "sent"),
        (BOTH.format(CUSTOMER, FORWARD), [CUSTOMER], "bounced"),
        (BOTH.format(CUSTOMER, SALES), [CUSTOMER], "bounced"),
    ],
)
def test_an_alias_is_told_to_whom_was_written_to(
    engine: Engine, tmp_path: Path, told: str, suspended: list[str], state: str
) -> None:
    """The customer's alias suspends the customer, the sales contact's alias the sales contact alone."""
    effects, tasks, now = _read(engine, tmp_path / "n.eml", DSN, told, is_copied=True)
    assert (effects, len(tasks), now, _suspended(engine)) == (["suspended"], 1, state, suspended)


@pytest.mark.parametrize(
    ("form", "told"), [(DSN, f"Final-Recipient: rfc822; {FORWARD}\n"), (DSN, ""), (PLAIN, "")]
)  # fmt: skip
def test_a_notice_that_may_be_of_the_copy_is_noted_for_a_person(
    engine: Engine, tmp_path: Path, form: str, told: str
) -> None:
    """Nothing says which of the two addresses is dead: neither is suspended, and the message stays sent."""
    effects, tasks, state = _read(engine, tmp_path / "n.eml", form, told, is_copied=True)
    assert (effects, state, _suspended(engine)) == (["unclear"], "sent", [])
    (task,) = tasks
    assert CUSTOMER in task
    assert f"du commercial ({SALES}) : aucune adresse n'est suspendue" in task


@pytest.mark.parametrize(("form", "told"), [(DSN, f"Final-Recipient: rfc822; {FORWARD}\n"), (PLAIN, "")])
def test_without_a_copy_every_notice_is_the_customers(engine: Engine, tmp_path: Path, form: str, told: str) -> None:
    """An alias of his that nobody knows any more."""
    effects, _, state = _read(engine, tmp_path / "n.eml", form, told, is_copied=False)
    assert (effects, state, _suspended(engine)) == (["suspended"], "bounced", [CUSTOMER])
