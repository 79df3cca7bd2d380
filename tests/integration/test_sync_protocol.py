"""Push and pull on both databases: what lands, what becomes a conflict, what is refused, what a restore brings back."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from receivables.followup.history import Standing, standing_events
from server.clock import local_day
from server.errors import UserError
from server.rights import User
from server.store.audit import last_rows
from server.store.database import is_trouble, open_engine, reading, sharing, snapshot, writing
from server.store.events import load_events
from server.store.shared_accounts import touch
from server.store.sync import new_epoch
from server.sync import edits
from server.sync.accounts import archive_account, merge_accounts
from server.sync.conflicts import open_conflicts, settle_conflict
from server.sync.pull import WentBackError, prepare
from server.sync.push import BatchReusedError, OtherServerError, ProtocolError
from tests.desk import Desk
from tests.fec_builder import sale, write_fec
from tests.sync_world import World

Json = dict[str, Any]
ANN, BOB, EVE = User("Ann", "clerk"), User("Bob", "clerk"), User("Eve", "manager")
AT = "2026-03-02T09:00:00.000+00:00"


class Office:
    """A server with a few customers, asked by workbooks made up here."""

    def __init__(self, engine: Engine, accounts: int = 3) -> None:
        self.world, self.count = World(accounts, engine), 0
        self.uids = self.world.uids()
        told = self.pull()
        self.server, self.epoch = told["server"], told["epoch"]

    def pull(self, cursor: int = 0, who: User = ANN, epoch: str = "", page: int = 5_000) -> Json:
        return self.world.pull(cursor, epoch, "wb", who, page)

    def envelope(self, *edits: Json, events: Any = (), settle: Any = (), **more: Any) -> Json:
        self.count += 1
        return {
            "protocol": 1, "server": self.server, "epoch": self.epoch, "workbook": "wb", "batch": f"batch{self.count}",
            "edits": list(edits), "events": list(events), "settle": list(settle), **more,
        }  # fmt: skip

    def edit(self, account: int, field: str, base: str, new: str, base_ver: int = 0, **more: Any) -> Json:
        self.count += 1
        told = {"op": f"op{self.count}", "acc": self.uids[account], "field": field, "base": base, "new": new}
        return {**told, "base_ver": base_ver, **more}

    def note(self, account: int, text: str, **more: Any) -> Json:
        self.count += 1
        return {"id": f"event{self.count}", "acc": self.uids[account], "kind": "note", "data": {"text": text}, **more}

    def send(self, envelope: Json, who: User = ANN, at: str | None = None) -> Json:
        return self.world.push(json.dumps(envelope), who, at)

    def push(self, *edits: Json, who: User = ANN, **more: Any) -> list[Json]:
        results: list[Json] = self.send(self.envelope(*edits, **more), who)["results"]
        return results

    def value(self, account: int, field: str) -> str:
        return self.world.cells().get((self.uids[account], field), "")

    def restore(self, at: str = AT) -> None:
        """As after a backup that knows all there is now; what comes before is up to the test."""
        with sharing(self.world.engine) as connection:
            self.epoch = new_epoch(connection, at).epoch


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    engine = open_engine(tmp_path / "home", database_url)
    yield Office(engine)
    engine.dispose()


# -- edits -------------------------------------------------------------------------------------------------------------


def test_two_fields_of_one_account_both_land(office: Office) -> None:
    assert office.push(office.edit(0, "phone", "", "01 23"))[0]["r"] == "ok"
    assert office.push(office.edit(0, "owner", "", "Bob"), who=BOB)[0]["r"] == "ok"
    assert (office.value(0, "phone"), office.value(0, "owner")) == ("01 23", "Bob")


def test_one_field_twice_is_a_conflict_that_keeps_both(office: Office) -> None:
    office.push(office.edit(0, "phone", "", "01"))
    met = office.push(office.edit(0, "phone", "", "02"), who=BOB)[0]
    assert (met["r"], met["theirs"], met["by"], met["choice"]) == ("conflict", "01", "Ann", "")
    assert office.value(0, "phone") == "01"
    [kept] = office.pull()["conflicts"]
    assert (kept["mine"], kept["theirs"], kept["who"], kept["their_author"]) == ("02", "01", "Bob", "Ann")


def test_keep_mine_is_a_decision_and_an_edit_of_what_was_seen(office: Office) -> None:
    office.push(office.edit(0, "phone", "", "01"))
    met = office.push(office.edit(0, "phone", "", "02"), who=BOB)[0]
    told = office.envelope(
        office.edit(0, "phone", "01", "02", met["ver"]), settle=[{"conflict": met["conflict"], "choice": "mine"}]
    )
    answer = office.send(told, BOB)
    assert [one["r"] for one in (*answer["results"], *answer["settled"])] == ["ok", "ok"]
    assert office.value(0, "phone") == "02"
    assert office.pull()["conflicts"][0]["settled_by"] == "Bob"
    late = [{"conflict": met["conflict"], "choice": "theirs"}, {"conflict": "x", "choice": "mine"}]
    again = office.envelope(settle=late)
    assert [one["r"] for one in office.send(again, BOB)["settled"]] == ["already", "rejected"]


def test_conflicts_of_others_are_the_managers(office: Office) -> None:
    office.push(office.edit(0, "phone", "", "01"))
    met = office.push(office.edit(0, "phone", "", "02"), who=BOB)[0]
    told = {"conflict": met["conflict"], "choice": "theirs"}
    assert office.send(office.envelope(settle=[told]), User("Zoe", "clerk"))["settled"][0]["r"] == "rejected"
    assert office.send(office.envelope(settle=[told]), EVE)["settled"][0]["r"] == "ok"


def test_a_push_that_comes_again_is_done_once_and_answered_with_what_stands(office: Office) -> None:
    told = office.envelope(office.edit(0, "phone", "", "01"))
    first = office.send(told)
    assert office.send(told)["results"] == first["results"]
    office.push(office.edit(0, "phone", "01", "02"), who=BOB)
    assert (again := office.send(told)["results"][0])["value"] == "02"
    assert again["r"] == "ok"
    assert len(office.world.rows("SELECT * FROM cell_changes")) == 2


def test_a_batch_with_other_content_is_refused_whole(office: Office) -> None:
    told = office.envelope(office.edit(0, "phone", "", "01"))
    office.send(told)
    with pytest.raises(BatchReusedError):
        office.send({**told, "edits": [office.edit(0, "phone", "", "02")]})
    assert office.send({**told, "workbook": "copy"})["status"] == "done"


def test_an_edit_in_another_batch_is_the_same_edit(office: Office) -> None:
    edit = office.edit(0, "phone", "", "01")
    office.push(edit)
    office.push(office.edit(0, "phone", "01", "02"), who=BOB)
    assert office.push(edit)[0] | {"ver": 0} == {"op": edit["op"], "r": "ok", "value": "02", "ver": 0}
    assert office.push({**edit, "acc": office.uids[1]})[0]["why"] == "op_reused"
    assert office.push({**edit, "new": "03"})[0]["why"] == "op_reused"
    met = office.edit(0, "phone", "", "04")
    assert [office.push(met)[0]["r"] for _ in range(2)] == ["conflict", "conflict"]
    assert len(office.pull()["conflicts"]) == 1


def test_answers_are_forgotten_after_400_days_edits_never(office: Office) -> None:
    told = office.envelope(office.edit(0, "phone", "", "01"))
    office.send(told, at="2026-01-05T08:00:00.000+00:00")
    office.send(office.envelope(), at="2027-01-05T08:00:00.000+00:00")
    assert len(office.world.rows("SELECT id FROM batches")) == 2
    office.send(office.envelope(), at="2027-03-05T08:00:00.000+00:00")
    assert len(office.world.rows("SELECT id FROM batches")) == 2
    assert office.send(told)["results"][0]["r"] == "ok"
    assert len(office.world.rows("SELECT * FROM cell_changes")) == 1


def test_setting_a_stop_wins_and_lifting_it_takes_having_seen_it(office: Office) -> None:
    first = office.push(office.edit(0, "hold", "", "yes"))[0]
    office.push(office.edit(0, "hold", "yes", "", first["ver"]))
    assert office.push(office.edit(0, "hold", "yes", "oui", first["ver"]), who=BOB)[0]["value"] == "yes"
    assert office.push(office.edit(0, "hold", "yes", "", first["ver"]))[0]["r"] == "conflict"
    now = office.pull()["cells"][0]
    assert office.push(office.edit(0, "hold", "yes", "", now[3]))[0]["r"] == "ok"


def test_each_refused_edit_is_a_result_and_the_rest_lands(office: Office) -> None:
    with sharing(office.world.engine) as connection:
        archive_account(connection, EVE, office.uids[2], AT)
    mine = User("Ann", "clerk", frozenset(office.uids[::2]))
    results = office.push(
        {**office.edit(0, "phone", "", "1"), "acc": "nobody"}, office.edit(1, "phone", "", "1"),
        office.edit(2, "phone", "", "1"), office.edit(0, "balance", "", "1"), office.edit(0, "email", "", "no address"),
        office.edit(0, "phone", "a\x00b", "1"), office.edit(0, "next_date", "", "2026-02-30"),
        office.edit(0, "phone", "", "0612345678"), who=mine,
    )  # fmt: skip
    assert [one.get("why", one["r"]) for one in results] == [
        "unknown_account", "not_yours", "archived", "not_editable", "bad_value", "bad_value", "bad_value", "ok",
    ]  # fmt: skip
    assert all(one["sentence"].endswith(".") for one in results[:-1])
    assert office.value(0, "phone") == "0612345678"


def test_one_poisoned_edit_is_refused_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    save = edits.cell_store.save_changes

    def poisoned(connection: Any, changes: Any) -> None:
        save(connection, changes)
        if any(one.new == "boom" for one in changes):
            connection.execute(text("INSERT INTO clock (one) VALUES (1)"))  # the database itself refuses

    monkeypatch.setattr(edits.cell_store, "save_changes", poisoned)
    told = office.envelope(
        *(office.edit(0, field, "", new) for field, new in [("phone", "1"), ("owner", "boom"), ("contact", "c")])
    )
    answer = office.send(told)
    assert [one.get("why", one["r"]) for one in answer["results"]] == ["ok", "internal", "ok"]
    assert (office.value(0, "phone"), office.value(0, "owner"), office.value(0, "contact")) == ("1", "", "c")
    assert office.send(told)["results"] == answer["results"]


def test_a_push_of_another_server_or_protocol_changes_nothing(office: Office) -> None:
    told = office.envelope(office.edit(0, "phone", "", "01"))
    with pytest.raises(OtherServerError):
        office.send({**told, "server": "another"})
    with pytest.raises(ProtocolError):
        office.send({**told, "protocol": 0})
    assert office.send({**told, "protocol": 2, "later": [1]})["status"] == "upgrade"
    assert office.send({**told, "epoch": "another"})["status"] == "resync"
    assert office.value(0, "phone") == ""


def test_every_change_is_in_the_audit(office: Office) -> None:
    office.push(office.edit(0, "phone", "", "01"), events=[office.note(0, "called")])
    office.push(office.edit(0, "phone", "", "02"), who=BOB)
    rows = office.world.rows("SELECT who, what, object FROM audit ORDER BY seq")
    assert [tuple(row) for row in rows] == [
        ("Ann", "field", office.uids[0]), ("Ann", "event", office.uids[0]), ("Bob", "conflict", office.uids[0])
    ]  # fmt: skip


# -- events ------------------------------------------------------------------------------------------------------------


def test_an_event_is_added_once(office: Office) -> None:
    event = office.note(0, "called")
    assert [office.send(office.envelope(events=[event]))["events"][0]["r"] for _ in range(2)] == ["ok", "duplicate"]
    changed = {**event, "data": {"text": "other"}}
    assert office.send(office.envelope(events=[changed]))["events"][0]["why"] == "id_reused"
    [told] = office.pull()["events"]
    assert (told["data"], told["who"], told["acc"]) == ({"text": "called"}, "Ann", office.uids[0])


def test_an_event_is_corrected_once(office: Office) -> None:
    event, other = office.note(0, "called"), office.note(1, "called")
    first, second = (office.note(0, word, corrects=event["id"]) for word in ("wrote", "visited"))
    results = office.send(office.envelope(events=[event, other, first]))["events"]
    assert [one["r"] for one in results] == ["ok", "ok", "ok"]
    refused = office.send(office.envelope(events=[second]), BOB)["events"][0]
    assert refused["why"] == "already_corrected"
    assert "Ann" in refused["sentence"], "who did"
    assert "wrote" in refused["sentence"], "and what: the next correction is made by somebody who has not seen it"
    for account, corrects in ((0, "nothing"), (0, other["id"]), (1, event["id"])):
        told = office.note(account, "x", corrects=corrects)
        refused = office.send(office.envelope(events=[told]))["events"][0]
        assert refused["why"] == "unknown_event"
        assert "wrote" not in refused["sentence"], "what is told of an account is told of that account alone"


def test_events_that_cannot_be_are_results(office: Office) -> None:
    lines = [{"by": "2026-12-31", "amount": "100.00"}]
    plan = {"kind": "plan", "data": {"lines": lines, "approved_by": "Eve"}}
    told = [office.note(0, "x", kind="dance"), office.note(0, "x", day="2026-02-30"), office.note(0, "x", data={}),
            office.note(0, "") | plan]  # fmt: skip
    results = office.send(office.envelope(events=told))["events"]
    assert [one["why"] for one in results] == ["unknown_kind", "bad_value", "bad_value", "not_allowed"]
    assert office.send(office.envelope(events=[office.note(0, "") | plan]), EVE)["events"][0]["r"] == "ok"
    forged = office.note(0, "", recover={"who": "Eve", "at": "2026-01-01T00:00:00+00:00"}) | plan
    assert office.send(office.envelope(events=[forged]))["events"][0]["why"] == "not_allowed"


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_no_sheet_can_show_is_refused_alone(office: Office, day: str) -> None:
    """It would stop the worklist and the next sync of everybody."""
    promise = {"kind": "promise", "data": {"amount": "100.00", "by": day}}
    plan = {"kind": "plan", "data": {"lines": [{"by": day, "amount": "100.00"}]}}
    told = [office.note(0, "x", day=day), office.note(0, "x", kind="call", day=day, data={"result": "message_left"}),
            office.note(0, "") | promise, office.note(0, "") | plan]  # fmt: skip
    edits = [office.edit(0, "next_date", "", day), office.edit(0, "hold_until", "", day)]
    answer = office.send(office.envelope(*edits, events=told))
    assert {one["why"] for one in answer["results"] + answer["events"]} == {"bad_value"}


def test_amounts_have_the_digits_of_the_accounts_currency(office: Office) -> None:
    """Where an event names none it is the only one of the account's ledger, else euros."""
    with sharing(office.world.engine) as connection:
        connection.execute(text(
            "INSERT INTO accounts (company_id, ledger_account, auxiliary, currency, name) "
            "SELECT company_id, '411000', account, 'JPY', '' FROM shared_accounts WHERE account = 'C1'"
        ))  # fmt: skip
    fits = {0: ("10.50", "10.505"), 1: ("10", "10.50")}
    for account, (good, bad) in fits.items():
        for data in ({"amount": bad, "by": "2026-12-31"}, {"amount": good, "by": "2026-12-31"}):
            told = office.send(office.envelope(events=[office.note(account, "", kind="promise", data=data)]))["events"]
            assert (told[0]["r"] == "ok") == (data["amount"] == good), told
        lines = [{"by": "2026-12-30", "amount": bad}, {"by": "2026-12-31", "amount": bad}]
        for more in ({}, {"currency": "EUR" if account == 0 else "JPY"}):
            plan = office.note(account, "", kind="plan", data={"lines": lines, **more})
            assert office.send(office.envelope(events=[plan]))["events"][0]["why"] == "bad_value"


def test_the_day_of_an_event_is_that_of_the_office(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past midnight in Paris is the day before in UTC; in Fort-de-France it is evening. A day told stays."""
    at = "2026-03-02T23:30:00.000+00:00"
    for zone, day in (("", "2026-03-03"), ("America/Martinique", "2026-03-02")):
        monkeypatch.setenv("RELANCE_TIME_ZONE", zone)
        for told, kept in ((None, day), ("2026-01-31", "2026-01-31")):
            office.send(office.envelope(events=[office.note(0, "x", day=told)]), at=at)
            assert office.pull()["events"][-1]["day"] == kept
    monkeypatch.setenv("RELANCE_TIME_ZONE", "Paris")
    with pytest.raises(UserError, match="Europe/Paris"):
        local_day(at)


def test_what_was_typed_after_midnight_is_newer_than_the_call_of_the_day_before(office: Office) -> None:
    """At 00:30 in Paris on the 3rd somebody sets the owner; the call of the 2nd told then sets it no more."""
    office.send(office.envelope(office.edit(0, "owner", "", "Bob")), at="2026-03-02T23:30:00.000+00:00")
    call = office.note(0, "", kind="call", day="2026-03-02", data={"result": "refuses"})
    office.send(office.envelope(events=[call]), at="2026-03-03T09:00:00.000+00:00")
    assert office.value(0, "owner") == "Bob"
    assert office.value(0, "next_action") == "Décider de la mise en demeure"


# -- pulls -------------------------------------------------------------------------------------------------------------


def test_pages_together_are_the_whole(office: Office) -> None:
    for number in range(3):
        office.push(office.edit(number, "phone", "", f"0{number}"), events=[office.note(number, "called")])
    whole = office.pull()
    cursor, parts = 0, []
    while not parts or parts[-1]["more"]:
        parts.append(office.pull(cursor, page=2))
        cursor = parts[-1]["cursor"]
        if len(parts) == 2:  # somebody writes between two pages
            office.push(office.edit(0, "phone", "00", "99"))
    assert len(parts) > 3
    for name in ("accounts", "events"):
        found = {json.dumps(one) for part in parts for one in part[name]}
        assert found == {json.dumps(one) for one in whole[name]}
    last = {(uid, field): value for part in parts for uid, field, value, _ in part["cells"]}
    assert last == office.world.cells()
    assert cursor == whole["cursor"] + 1
    assert office.pull(cursor) == {**whole, "cursor": cursor, "accounts": [], "cells": [], "events": []}


def test_a_portfolio_is_all_one_receives(office: Office) -> None:
    for number in range(3):
        office.push(office.edit(number, "phone", "", f"0{number}"), events=[office.note(number, "called")])
    few = User("Zoe", "clerk", frozenset(office.uids[:1]))
    told = office.pull(who=few)
    assert {one[0] for one in told["accounts"] + told["cells"]} == {office.uids[0]}
    assert ([one["acc"] for one in told["events"]], told["gone"]) == ([office.uids[0]], [])
    assert told["user"] == {"name": "Zoe", "role": "clerk", "accounts": "portfolio"}
    with sharing(office.world.engine) as connection:
        touch(connection, office.uids[:2])
    other = User("Zoe", "clerk", frozenset(office.uids[1:2]))
    later = office.pull(told["cursor"], other)
    assert ([one[0] for one in later["cells"]], later["gone"]) == ([office.uids[1]], [[office.uids[0], "not_yours"]])
    assert [one["acc"] for one in later["events"]] == [office.uids[1]]


def test_a_store_put_back_in_silence_is_noticed(office: Office) -> None:
    with pytest.raises(WentBackError):
        office.pull(10**6)
    assert office.pull(10**6, epoch="old")["status"] == "resync"


def test_customers_get_their_uid_with_the_import(desk: Desk) -> None:
    desk.take(write_fec(desk.folder / "123456789FEC20251231.txt", [sale("2025-01-15", "C1", "F1", 100_00)]))
    prepare(desk.engine)
    world = World(0, desk.engine)
    first = world.pull(0, "", "wb", ANN)
    assert [one[2] for one in first["accounts"]] == ["C1"]
    rows = [sale("2025-01-15", "C1", "F1", 100_00), sale("2025-02-15", "C2", "F2", 100_00)]
    desk.take(write_fec(desk.folder / "123456789FEC20251231.txt", rows))
    then = world.pull(first["cursor"], first["epoch"], "wb", ANN)
    assert [one[2] for one in then["accounts"]] == ["C2"]


# -- accounts that become one ------------------------------------------------------------------------------------------


def test_a_merged_account_lives_on_in_the_other(office: Office) -> None:
    office.push(office.edit(0, "phone", "", "01"), events=[office.note(0, "called")])
    office.push(office.edit(0, "owner", "", "Ann"), office.edit(1, "owner", "", "Bob"))
    cursor = office.pull()["cursor"]
    with sharing(office.world.engine) as connection:
        merge_accounts(connection, EVE, office.uids[0], office.uids[1], AT)
    told = office.pull(cursor)
    assert told["gone"] == [[office.uids[0], f"merged_into:{office.uids[1]}"]]
    assert (office.value(1, "phone"), office.value(1, "owner"), office.value(0, "phone")) == ("01", "Bob", "")
    assert [(one["mine"], one["theirs"]) for one in told["conflicts"]] == [("Ann", "Bob")]
    assert [one["acc"] for one in told["events"]] == [office.uids[1]]
    assert office.push(office.edit(0, "phone", "01", "02"))[0]["r"] == "ok"
    assert office.value(1, "phone") == "02"
    with sharing(office.world.engine) as connection, pytest.raises(UserError):
        merge_accounts(connection, EVE, office.uids[1], office.uids[0], AT)


# -- a person settles on the home page ---------------------------------------------------------------------------------


def test_a_person_settles_what_they_see(office: Office) -> None:
    office.push(office.edit(0, "phone", "", "01"))
    met = office.push(office.edit(0, "phone", "", "02"), who=BOB)[0]["conflict"]
    later = "2026-01-15T09:00:00.000+00:00"
    with sharing(office.world.engine) as connection:
        [shown] = open_conflicts(connection, EVE, later)
        assert (shown["stands"], shown["mine"], shown["label"], shown["age_days"]) == ("01", "02", "Téléphone", 10)
        assert open_conflicts(connection, User("Zoe", "clerk", frozenset()), later) == []
    office.push(office.edit(0, "phone", "01", "03"))
    with pytest.raises(UserError, match="by now"), sharing(office.world.engine) as connection:
        settle_conflict(connection, EVE, met, "mine", "01", later)
    with pytest.raises(UserError, match="manager"), sharing(office.world.engine) as connection:
        settle_conflict(connection, User("Zoe", "clerk"), met, "mine", "03", later)
    with sharing(office.world.engine) as connection:
        settle_conflict(connection, EVE, met, "mine", "03", later)
    assert office.value(0, "phone") == "02"
    with pytest.raises(UserError, match="Eve"), sharing(office.world.engine) as connection:
        settle_conflict(connection, EVE, met, "theirs", "02", later)


# -- a restored server -------------------------------------------------------------------------------------------------


def _forgotten(office: Office, version: int) -> int:
    """A number the backup did not know."""
    return int(office.pull()["restored_from"]) + version


def test_numbers_never_repeat_after_a_restore(office: Office) -> None:
    before = office.push(office.edit(0, "phone", "", "01"))[0]["ver"]
    office.restore("2026-03-02T09:00:00.000+00:00")
    first = office.push(office.edit(0, "phone", "01", "02"))[0]["ver"]
    office.restore("1999-01-01T00:00:00.000+00:00")  # its clock is wrong
    second = office.push(office.edit(0, "phone", "02", "03"))[0]["ver"]
    assert first > before + 1_000_000
    assert second > first + 1_000_000


def test_what_a_restore_forgot_comes_back_and_the_latest_stands(office: Office) -> None:
    known = office.push(office.edit(1, "phone", "", "kept"))[0]["ver"]
    office.restore()
    older, later = _forgotten(office, 5), _forgotten(office, 9)
    back = office.edit(0, "phone", "", "older", older, recover=True)
    assert office.push(back)[0]["value"] == "older"
    assert office.push(office.edit(0, "phone", "", "later", later, recover=True), who=BOB)[0]["value"] == "later"
    assert office.push(office.edit(0, "phone", "", "older", older, recover=True))[0]["value"] == "later"
    assert office.push(office.edit(1, "phone", "", "stale", known, recover=True))[0]["value"] == "kept"
    with reading(office.world.engine) as connection:  # who brought it back did not type it
        acts = last_rows(connection, 2)
    assert [(one.what, one.who) for one in acts] == [("field_recovered", "Bob"), ("field_recovered", "Ann")]


def test_what_was_written_since_the_restore_is_not_written_over(office: Office) -> None:
    office.restore()
    told = _forgotten(office, 5)
    office.push(office.edit(0, "phone", "", "new"))
    met = office.push(office.edit(0, "phone", "new", "forgotten", told, recover=True), who=BOB)[0]
    assert (met["r"], met["theirs"], office.value(0, "phone")) == ("conflict", "new", "new")
    office.push(office.edit(1, "phone", "", "forgotten", told, recover=True))
    office.push(office.edit(1, "phone", "forgotten", "newer"))
    again = office.push(office.edit(1, "phone", "newer", "forgotten", told, recover=True), who=BOB)[0]
    assert (again["r"], again["value"]) == ("ok", "newer"), "who wrote newer had seen it"
    met = office.push(office.edit(1, "phone", "newer", "last", told + 1, recover=True), who=BOB)[0]
    assert (met["r"], office.value(1, "phone")) == ("conflict", "newer")


def test_a_workbook_that_slept_through_two_restores_is_heard(office: Office) -> None:
    office.restore("2026-03-02T09:00:00.000+00:00")
    told = _forgotten(office, 5)
    office.push(office.edit(1, "phone", "", "between"))
    office.restore("2026-03-03T09:00:00.000+00:00")
    assert office.push(office.edit(0, "phone", "", "slept", told, recover=True))[0]["value"] == "slept"


def test_of_two_epochs_that_were_forgotten_a_person_decides(office: Office) -> None:
    """Whoever wrote in the second one could not see what the first restore had forgotten."""
    office.restore("2026-03-02T09:00:00.000+00:00")
    first = _forgotten(office, 5)
    second = office.pull()["cursor"] + 5
    with sharing(office.world.engine) as connection:  # a backup that knows nothing of the first restore
        connection.execute(text("DELETE FROM restores"))
        connection.execute(text(f"UPDATE clock SET seq = {first - 5}"))
    office.restore("2026-03-03T09:00:00.000+00:00")
    assert office.push(office.edit(0, "phone", "", "second", second, recover=True))[0]["value"] == "second"
    met = office.push(office.edit(0, "phone", "second", "first", first, recover=True), who=BOB)[0]
    assert (met["r"], office.value(0, "phone")) == ("conflict", "second")


def test_without_a_restore_nothing_is_brought_back(office: Office) -> None:
    office.push(office.edit(0, "phone", "", "01"))
    assert office.push(office.edit(0, "phone", "", "forged", 10**6, recover=True))[0]["value"] == "01"
    event = office.note(0, "x", recover={"who": "Bob", "at": "2026-01-01T00:00:00+00:00"})
    office.send(office.envelope(events=[event]))
    assert office.pull()["events"][0]["who"] == "Ann"


def test_events_come_back_under_their_name(office: Office) -> None:
    office.restore()
    then = {"who": "Bob", "at": "2026-01-01T00:00:00.000+00:00"}
    event = office.note(0, "x", corrects="not-back-yet", recover=then)
    assert office.send(office.envelope(events=[event]))["events"][0]["r"] == "ok"
    [told] = office.pull()["events"]
    assert (told["who"], told["at"], told["day"]) == ("Bob", "2026-01-01T00:00:00.000+00:00", "2026-01-01")


def _standing(office: Office) -> list[Standing]:
    with snapshot(office.world.engine) as connection:
        return standing_events(load_events(connection))


def test_a_correction_that_comes_back_first_stands_all_the_same(office: Office) -> None:
    """A dispute closed before the backup's loss is not open again because its closing is told first."""
    office.restore()
    then = {"who": "Bob", "at": "2026-01-02T10:00:00.000+00:00"}
    opened = office.note(0, "", kind="dispute", data={"item": "F1"}, day="2026-01-02", recover=then)
    closed = {**office.note(0, "", corrects=opened["id"], day="2026-01-05", recover=then), "kind": "dispute",
              "data": {"item": "F1", "result": "paid"}}  # fmt: skip
    for events, who in (([closed], ANN), ([opened], BOB)):
        assert office.send(office.envelope(events=events), who)["events"][0]["r"] == "ok"
    [stands] = _standing(office)
    assert (stands.first, stands.last, stands.data) == (opened["id"], closed["id"], {"item": "F1", "result": "paid"})


@pytest.mark.parametrize(("who", "approved"), [(ANN, None), (EVE, "Eve")])
def test_a_plan_comes_back_approved_from_those_alone_who_may_approve(
    office: Office, who: User, approved: str | None
) -> None:
    """Nothing a workbook tells proves an approval the server has forgotten; told again it is the same plan."""
    office.restore()
    lines = [{"by": "2026-12-31", "amount": "100.00"}]
    then = {"who": "Eve", "at": "2026-01-02T10:00:00.000+00:00"}
    plan = office.note(0, "", recover=then) | {"kind": "plan", "data": {"lines": lines, "approved_by": "Eve"}}
    results = [office.send(office.envelope(events=[plan]), one)["events"][0]["r"] for one in (who, ANN, EVE)]
    assert results == ["ok", "duplicate", "duplicate"]
    [told] = office.pull()["events"]
    assert told["data"].get("approved_by") == approved


def test_a_hold_that_was_forgotten_holds_at_once(office: Office) -> None:
    """Somebody emptied it since the restore without having known it: no reminder leaves while a person decides."""
    known = office.push(office.edit(0, "hold", "", "yes"))[0]["ver"]
    office.restore()
    told = _forgotten(office, 5)
    office.push(office.edit(0, "hold", "yes", "", known), who=BOB)
    back = office.push(office.edit(0, "hold", "", "yes", told, recover=True))[0]
    assert (back["r"], office.value(0, "hold")) == ("ok", "yes")


# -- transactions ------------------------------------------------------------------------------------------------------


def test_a_push_does_not_wait_for_an_import(office: Office) -> None:
    """SQLite has one writer: there it waits, but not for ever, and nothing is half done."""
    engine = office.world.engine
    with writing(engine) as importing:
        importing.execute(text("UPDATE companies SET name = name"))
        if engine.dialect.name == "postgresql":
            assert office.push(office.edit(0, "phone", "", "01"))[0]["r"] == "ok"
        else:
            with pytest.raises(Exception, match="locked") as found, sharing(engine, wait_ms=50):
                pass
            assert is_trouble(found.value)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgresql
def test_a_cursor_never_passes_a_change_that_is_not_committed(office: Office) -> None:
    """With a sequence the later writer would commit first, and the earlier change would never be delivered."""
    engine = office.world.engine
    before, done = office.pull()["cursor"], threading.Event()
    with sharing(engine) as slow:
        touch(slow, office.uids[:1])

        def quick() -> None:
            office.push(office.edit(1, "phone", "", "01"))
            done.set()

        thread = threading.Thread(target=quick)
        thread.start()
        assert not done.wait(0.3), "it waits for the number before its own"
        assert office.pull(before)["cursor"] == before
    thread.join(20)
    told = office.pull(before)
    assert (told["cursor"], len(told["cells"])) == (before + 2, 1)
    assert [one[0] for one in told["accounts"]] == office.uids[:1]


def test_what_went_wrong_is_told_not_what_went_wrong_after(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.engine import RootTransaction  # noqa: PLC0415
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    undo = RootTransaction.rollback

    def broken(self: RootTransaction) -> None:
        undo(self)
        raise OperationalError("ROLLBACK", {}, Exception("no transaction is active"))

    monkeypatch.setattr(RootTransaction, "rollback", broken)
    with pytest.raises(ValueError, match="the cause"), sharing(office.world.engine):
        raise ValueError("the cause")
